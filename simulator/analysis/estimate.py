"""Typed results of runs and comparisons, and their form in JSON.

`summarise`, `compare` and `study_of` make them; terminal, report, notebook and tables read them by
attribute.
"""

import math
from dataclasses import dataclass, fields, is_dataclass

from simulator.ensemble.cases import Case

SHARE = "share of worlds"
RESULT, ASSUMED = "result", "assumed"  # of the model; set almost directly by scenario or assumption


@dataclass(frozen=True, kw_only=True)
class _Value:
    """A value with its two intervals; None where an interval is missing.

    value                  in `unit`; shares from 0 to 1
    low, high              95% confidence interval: precision of the simulation
    range_low, range_high  parameter range: 10th to 90th percentile across parameter draws
    n                      number of worlds it is based on
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
        if self.range_low is None:
            return None
        return self.range_low * scale, self.range_high * scale


@dataclass(frozen=True, kw_only=True)
class Estimate(_Value):
    """Estimate from one run: the share of worlds of an outcome or event, or the mean of an amount.

    For a dated event, `n` counts the worlds in which it happens and the quantiles are of the weeks
    until then; for terms, `n` counts the worlds that signed.
    """

    kind: str = "outcome"  # or "event", "dated", "amount", "terms"

    @property
    def is_share(self):
        return self.kind in ("outcome", "event", "dated")


@dataclass(frozen=True, kw_only=True)
class Change(_Value):
    """A paired difference of two runs of the same worlds, the other less the base.

    p              two-sided p-value
    opposite_sign  share of parameter draws in which it has the opposite sign, None if not computed
    effect         standardised size, to compare rows of any unit
    moved          significant at a false discovery rate of 5% over all rows, and not tiny
    unchanged      not moved, and its whole interval is too small to matter
    ranked         its sign agrees in most parameter draws
    standing       ASSUMED if the scenario itself sets it, else RESULT
    gained, lost   number of worlds, for a share
    """

    p: float = 1.0
    opposite_sign: float | None = None
    effect: float = 0.0
    moved: bool = False
    unchanged: bool = False
    ranked: bool = True
    standing: str = RESULT
    gained: int | None = None
    lost: int | None = None

    @property
    def is_share(self):
        return self.unit == SHARE


@dataclass(frozen=True)
class Blocker:
    """How often a party refused tabled packages, and means over those it refused.

    A package that gives the party all it wants has the value 1.

    role       "signs" or "endorses"
    share      of tabled packages that it refused
    shortfall  what the package lacked to equal the war
    distrust   cost of the risk that the deal is not kept
    over       {issue: cost of the term}, the largest first
    """

    party: str
    label: str
    role: str
    share: float
    shortfall: float
    distrust: float
    over: dict


@dataclass(frozen=True)
class WithoutDeal:
    """Worlds in which no package is in force at the end; without outcomes if they are too few."""

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
    """Summary of a run: {id: Estimate} of outcomes, parts and metrics, and blockers."""

    title: str
    worlds: int
    draws: int
    outcomes: dict
    parts: dict
    without_deal: WithoutDeal
    metrics: dict
    blockers: list

    def estimate(self, name):
        """Estimate of an outcome or part; None if the scenario does not have it."""
        return self.outcomes.get(name) or self.parts.get(name)


@dataclass(frozen=True)
class Comparison(_Rows):
    """Comparison of two runs: {id: Change} of outcomes that both define alike and of metrics that
    both have; `not_compared` has the ids of all other outcomes."""

    outcomes: dict
    metrics: dict
    not_compared: tuple = ()

    @property
    def differ(self):
        """Whether an outcome or metric differs in some world."""
        rows = (*self.outcomes.values(), *self.metrics.values())
        return any(row.value or row.gained or row.lost for row in rows)


@dataclass(frozen=True)
class Result:
    """Result of a case.

    case      the case
    values    {path: value} of the varied parameters
    summary   RunSummary of the case
    base      RunSummary of the case that it is compared with, or None
    changes   Comparison with the base, or None
    from_own  Comparison of a rival rule with the scenario's own rule, or None
    """

    case: Case
    values: dict
    summary: RunSummary
    base: RunSummary | None = None
    changes: Comparison | None = None
    from_own: Comparison | None = None

    @property
    def reference(self):
        """True if other cases are compared with it."""
        return self.case.reference


# keys of an estimate in JSON, by its kind
KEYS = {
    "outcome": ("share", "low", "high", "across"),
    "event": ("share", "low", "high", "across", "unit", "mean", "median", "p10", "p90"),
    "dated": ("share", "low", "high", "across", "unit", "mean", "n", "median", "p10", "p90"),
    "amount": ("mean", "median", "p10", "p90", "unit", "n", "across"),
    "terms": ("mean", "median", "p10", "p90", "unit", "n"),
}
RENAMED = ("value", "range_low", "range_high", "median")  # fields of a change under other keys
OMITTED_IF_EMPTY = ("gained", "lost", "p10", "p90", "not_compared")


def as_json(value):
    """Results as plain values for JSON; an infinite end of an interval is null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(item) for item in value]
    return as_json(_as_dict(value)) if is_dataclass(value) else value


def _as_dict(result):
    """A result of this module as a dict with the keys of its JSON."""
    values = {each.name: getattr(result, each.name) for each in fields(result)}
    if isinstance(result, Estimate):
        values |= {"share": result.value, "mean": result.value, "across": _ends(result)}
        return {key: values[key] for key in KEYS[result.kind]}
    if isinstance(result, Change):
        rest = {key: value for key, value in values.items() if key not in RENAMED}
        values = {"change": result.value, "across": _ends(result), **rest}
    elif isinstance(result, Result):
        about = {"values": result.values, "reference": result.reference}
        values = about | _as_dict(result.summary) | {"changes": result.changes}
    return {
        key: value
        for key, value in values.items()
        if key not in OMITTED_IF_EMPTY or value not in (None, ())
    }


def _ends(value):
    return value.across() and dict(zip(("low", "high"), value.across(), strict=True))
