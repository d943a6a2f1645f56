"""Typed results of runs and comparisons, and what they are in JSON.

`summarise`, `compare` and `study_of` make them; terminal, report, notebook and tables read them by
attribute.
"""

import math
from dataclasses import dataclass, fields, is_dataclass

from simulator.ensemble.cases import Case

SHARE = "share of worlds"
FOUND, ASSUMED = "found", "assumed"  # a result of the model; set by the scenario itself


@dataclass(frozen=True, kw_only=True)
class _Value:
    """A number with its two intervals, None where one is not known.

    value                  in `unit`; shares from 0 to 1
    low, high              95% confidence interval: how exactly so many worlds were read
    range_low, range_high  parameter range: where it lies for 10 to 90% of parameter draws
    n                      worlds behind it
    median, p10, p90       quantiles over worlds
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    range_low: float | None = None
    range_high: float | None = None
    unit: str = SHARE
    n: int | None = None
    median: float | None = None
    p10: float | None = None
    p90: float | None = None

    def interval(self, scale=1.0):
        """(low, high) of the 95% interval in units of 1 / scale, or None."""
        return None if self.low is None else (self.low * scale, self.high * scale)

    def across(self, scale=1.0):
        """(low, high) of the parameter range in units of 1 / scale, or None."""
        known = self.range_low is not None
        return (self.range_low * scale, self.range_high * scale) if known else None


@dataclass(frozen=True, kw_only=True)
class Estimate(_Value):
    """A number of one run: the share of worlds of an outcome or an event, or the mean of an amount.

    Of a dated event, `n` counts the worlds in which it comes and the quantiles are of their weeks
    until then; of terms, `n` counts the worlds that signed.
    """

    kind: str = "outcome"  # or "event", "dated", "amount", "terms"

    @property
    def is_share(self):
        return self.kind in ("outcome", "event", "dated")


@dataclass(frozen=True, kw_only=True)
class Change(_Value):
    """A paired difference of two runs of the same worlds, the other less the base.

    p             two-sided p-value
    flips         share of parameter draws in which it has the other sign, None if not known
    effect        its size in a unit that all rows share
    moved         it holds at a false discovery rate of 5% over all rows, and is not tiny
    held          it did not move, and its interval leaves no room for more than a little
    ranked        its direction hardly depends on the parameter draws
    standing      ASSUMED where the scenario itself sets it, else FOUND
    gained, lost  worlds, of a share
    """

    p: float = 1.0
    flips: float | None = None
    effect: float = 0.0
    moved: bool = False
    held: bool = False
    ranked: bool = True
    standing: str = FOUND
    gained: int | None = None
    lost: int | None = None

    @property
    def is_share(self):
        return self.unit == SHARE


@dataclass(frozen=True)
class Blocker:
    """How often a party refused the packages tabled, and means over those it refused.

    Of the value of a package that gives it all it wants, which is 1: `shortfall` is what the
    package lacked to be worth the war, `over` what each term cost, {ISSUE: cost}, the dearest
    first, and `doubt` what doubt that the deal would be kept cost. `role` is "signs" or "endorses".
    """

    party: str
    label: str
    role: str
    share: float
    shortfall: float
    doubt: float
    over: dict


@dataclass(frozen=True)
class WithoutDeal:
    """Worlds in which no package is in force at the end; no outcomes of too few of them."""

    worlds: int
    outcomes: dict


class _Rows:
    """Something with `outcomes` and `metrics`, {name: Estimate or Change}."""

    def row(self, key):
        """The row of ("outcomes" or "metrics", name)."""
        kind, name = key
        return getattr(self, kind)[name]


@dataclass(frozen=True)
class RunSummary(_Rows):
    """One run: {id: Estimate} of outcomes, their parts and metrics, and who refused packages."""

    title: str
    worlds: int
    draws: int
    outcomes: dict
    parts: dict
    without_deal: WithoutDeal
    metrics: dict
    blockers: list

    def estimate(self, name):
        """Of an outcome or a part; None where the scenario has none of that id."""
        return self.outcomes.get(name) or self.parts.get(name)


@dataclass(frozen=True)
class Comparison(_Rows):
    """Two runs: {id: Change} of the outcomes that both define alike and of the metrics that both
    have; `not_compared` holds the ids of the other outcomes."""

    outcomes: dict
    metrics: dict
    not_compared: tuple = ()


@dataclass(frozen=True)
class Result:
    """Result of a case.

    case      the case
    values    {path: value} of what is varied
    summary   its run
    base      RunSummary of the row that it is compared with, and the changes against it; None where
              it is compared with none
    from_own  what a rival rule changes of the scenario under its own, None without one
    """

    case: Case
    values: dict
    summary: RunSummary
    base: RunSummary | None = None
    changes: Comparison | None = None
    from_own: Comparison | None = None

    @property
    def reference(self):
        """True of what others are compared with."""
        return self.case.reference


# what an estimate holds in JSON, by its kind
KEYS = {
    "outcome": ("share", "low", "high", "across"),
    "event": ("share", "low", "high", "across", "unit", "mean", "median", "p10", "p90"),
    "dated": ("share", "low", "high", "across", "unit", "mean", "n", "median", "p10", "p90"),
    "amount": ("mean", "median", "p10", "p90", "unit", "n", "across"),
    "terms": ("mean", "median", "p10", "p90", "unit", "n"),
}
AFTER = ("value", "range_low", "range_high", "median")  # fields of a change under other keys
SPARED = ("gained", "lost", "p10", "p90", "not_compared")  # left out of JSON where empty


def as_json(told):
    """Results as plain values for JSON; an infinite end of an interval is null."""
    if isinstance(told, float):
        return told if math.isfinite(told) else None
    if isinstance(told, dict):
        return {key: as_json(one) for key, one in told.items()}
    if isinstance(told, list | tuple):
        return [as_json(one) for one in told]
    return as_json(_plain(told)) if is_dataclass(told) else told


def _plain(one):
    """A result of this module as a dict with the keys of its JSON."""
    held = {each.name: getattr(one, each.name) for each in fields(one)}
    if isinstance(one, Estimate):
        known = held | {"share": one.value, "mean": one.value, "across": _ends(one)}
        return {key: known[key] for key in KEYS[one.kind]}
    if isinstance(one, Change):
        rest = {key: value for key, value in held.items() if key not in AFTER}
        held = {"change": one.value, "across": _ends(one), **rest}
    elif isinstance(one, Result):
        about = {"values": one.values, "reference": one.reference}
        held = about | _plain(one.summary) | {"changes": one.changes}
    return {
        key: value for key, value in held.items() if key not in SPARED or value not in (None, ())
    }


def _ends(one):
    return one.across() and dict(zip(("low", "high"), one.across(), strict=True))
