"""What a run found, and what changes between two runs of the same worlds."""

from dataclasses import replace

import numpy as np

from simulator.analysis.estimate import (
    ASSUMED,
    FOUND,
    Blocker,
    Comparison,
    Estimate,
    RunSummary,
    WithoutDeal,
)
from simulator.analysis.statistics import Draws, change_of_mean, change_of_share, discoveries, share
from simulator.model.index import Index
from simulator.model.metrics.families import for_conflict
from simulator.scenario.errors import refuse, suggest

EVENTS = ("ever", "first")  # measures that happen or not in a world
FALSE_DISCOVERIES = 0.05  # rate of false ones among the changes marked as moved in a comparison
# of worlds, of an amount's spread: where a whole interval lies within it, nothing changed
HELD_SHARE, HELD_AMOUNT = 0.02, 0.1
HOLDS_STILL = 0.02  # an amount that moves less than this share of its spread is said not to move
MOST_FLIPS = 0.2  # of draws with the other sign, beyond which a change ranks nothing
FEWEST = 50  # worlds below which nothing is said of what holds among them


def digest(resolved, found):
    """RunSummary of one run.

    found  {name: (n,)} from the ensemble
    """
    draws, classes = Draws(found["draw"]), resolved.form.classes
    among = {one.id: found["class"] == c for c, one in enumerate(classes)}
    parts = {
        part.id: share(among[one.id] & (found["part"] == p), draws)
        for one in classes
        for p, part in enumerate(one.parts)
    }
    return RunSummary(
        title=resolved.form.title,
        worlds=draws.n,
        draws=draws.count,
        outcomes={name: share(here, draws) for name, here in among.items()},
        parts=parts,
        without_deal=_without_deal(resolved, found),
        metrics={
            name: _metric(measure, found[name], draws)
            for name, measure in reported(resolved).items()
        },
        blockers=blockers(resolved, found),
    )


def _without_deal(resolved, found):
    """Outcomes of those worlds in which no package is in force at the end; none are told on too
    few."""
    none = found["deal_holding"] < 0.5
    worlds, outcomes = int(none.sum()), {}
    if worlds >= FEWEST:
        draws = Draws(found["draw"][none])
        outcomes = {
            one.id: share(found["class"][none] == c, draws)
            for c, one in enumerate(resolved.form.classes)
        }
    return WithoutDeal(worlds, outcomes)


def reported(resolved):
    """The measures that a run sums up, by name, danger first."""
    found = {name: one for name, one in for_conflict(Index(resolved)).items() if one.report}
    return dict(sorted(found.items(), key=lambda pair: pair[1].order))


def listed(resolved):
    """Those of them that stand in tables, {name: metric}."""
    known = reported(resolved).items()
    return {name: one for name, one in known if one.label and one.report != "among"}


def check_names(resolved, names):
    """Raise ScenarioError for a name that is no class and no measure to show."""
    known = [*(one.id for one in resolved.form.classes), *listed(resolved)]
    for name in names:
        if name not in known:
            refuse("--of", f'there is no class or measure "{name}" to show; {suggest(name, known)}')


def _metric(measure, values, draws):
    unit, dated, terms = measure.unit, measure.report == "first", measure.report == "among"
    if is_share(measure):
        happened = _happened(measure, values)
        over = _weeks(values, happened) if dated else _quantiles(happened.astype(float))
        kind = "dated" if dated else "event"
        return replace(share(happened, draws), kind=kind, unit=unit, **over)
    known = values[np.isfinite(values)]
    about = {"kind": "terms" if terms else "amount", "unit": unit, "n": len(known)}
    if len(known) < (FEWEST if terms else 1):
        return Estimate(value=None, **about)
    ends = {} if terms else draws.across(values)
    return Estimate(value=float(known.mean()), **_quantiles(known), **about, **ends)


def _happened(measure, values):
    return np.isfinite(values) & (True if measure.report == "first" else values > 0)


def _quantiles(values):
    p10, median, p90 = (float(q) for q in np.quantile(values, [0.1, 0.5, 0.9]))
    return {"median": median, "p10": p10, "p90": p90}


def _weeks(values, happened):
    """Weeks until an event among the `n` worlds in which it came; None where it came in none."""
    n = int(happened.sum())
    return {"n": n, **(_quantiles(values[happened]) if n else {})}


def blockers(resolved, found):
    """Who said no to the packages tabled, [Blocker], signers first, then those that refuse most."""
    votes = float(found["votes"].sum())
    rows = [_blocker(resolved, found, party, votes) for party in resolved.form.parties]
    return sorted(rows, key=lambda row: (row.role != "signs", -row.share))


def _blocker(resolved, found, party, votes):
    refused = float(found[f"refused.{party}"].sum())
    mean = lambda name: float(found[name].sum(dtype=float)) / refused if refused else 0.0  # noqa: E731
    issues, one = resolved.form.issues.items(), resolved.form.parties[party]
    over = {name: mean(f"over.{party}.{name}") for name, issue in issues if issue.kind == "package"}
    return Blocker(
        party=party,
        label=one.label,
        role="signs" if one.veto == "sign" else "endorses",
        share=refused / votes if votes else 0.0,
        shortfall=mean(f"shortfall.{party}"),
        doubt=mean(f"doubt.{party}"),
        over=dict(sorted(over.items(), key=lambda pair: -pair[1])),
    )


def compare(base, other, found, found_other):
    """Comparison of two runs: paired differences, the other less the base.

    The two share draws and streams, so world by world only what differs in the scenarios differs.
    Outcomes are compared that both scenarios define alike. What the scenario itself sets is tested
    apart from what is a finding; `p10` and `p90` are the spread of an amount's change over
    worlds."""
    draws = Draws(found["draw"])
    alike = defined_alike(base, other)
    rows = {
        ("outcomes", name): _change_of_worlds(found["class"] == c, found_other["class"] == o, draws)
        for name, (c, o) in alike.items()
    }
    for name, one in reported(base).items():
        if name in found_other and one.report != "among":
            rows["metrics", name] = _change_of(one, found[name], found_other[name], draws)
    told: dict = {"outcomes": {}, "metrics": {}}
    marked = _marked(rows, FOUND) | _marked(rows, ASSUMED)
    for kind, name in rows:
        told[kind][name] = marked[kind, name]
    apart = tuple(name for name in outcomes_of([base, other]) if name not in alike)
    return Comparison(**told, not_compared=apart)


def outcomes_of(scenarios):
    """The classes of outcome that any of these scenarios has, {id: Class}, those of the first
    first."""
    found: dict = {}
    for kind in (kind for one in scenarios for kind in one.form.classes):
        found.setdefault(kind.id, kind)
    return found


def defined_alike(base, other):
    """{id: (its number in the base, its number in the other)} of the classes that mean the same in
    both.

    A world is of the first class that holds, or of one that absorbed it; so a class means the same
    where it, those before it and those that absorb are defined alike."""
    here, there = _meanings(base), _meanings(other)
    return {
        name: (at, there[name][0])
        for name, (at, what) in here.items()
        if name in there and there[name][1] == what
    }


def _meanings(one):
    """{id: (number, (when it holds, when those before it hold, when those hold that absorb))}."""
    told = [str(kind.when) for kind in one.form.classes]
    ends = frozenset(
        text
        for text, kind in zip(told, one.form.classes, strict=True)
        if any(part.absorbing for part in kind.when)
    )
    return {
        kind.id: (c, (told[c], frozenset(told[:c]), ends))
        for c, kind in enumerate(one.form.classes)
    }


def _marked(rows, standing):
    """{key: Change} of one standing, each marked: it moved, held still, or cannot be told.

    rows  {key: (Change, width of an interval that leaves no room for more than a little, least
          effect that is not tiny)}
    """
    chosen = {key: row for key, row in rows.items() if row[0].standing == standing}
    firm = discoveries([one.p for one, *_ in chosen.values()], FALSE_DISCOVERIES)
    return {key: _mark(row, found) for (key, row), found in zip(chosen.items(), firm, strict=True)}


def _mark(row, found):
    one, spread, tiny = row
    moved = found and abs(one.effect) >= tiny
    return replace(
        one,
        moved=moved,
        held=not moved and max(abs(one.low), abs(one.high)) <= spread,
        ranked=one.flips is None or one.flips <= MOST_FLIPS,
    )


def _change_of_worlds(first, second, draws, standing=FOUND):
    """(Change, spread, tiny) of a share of worlds (n,) bools, with how many worlds gain and lose
    it."""
    told = change_of_share(first, second, draws)
    counts = {"gained": int((second & ~first).sum()), "lost": int((first & ~second).sum())}
    return replace(told, **counts, effect=2 * told.value, standing=standing), HELD_SHARE, 0.0


def _change_of(measure, first, second, draws):
    """(Change, spread, tiny) of a measure: of the share of worlds in which it happens, or of its
    mean."""
    standing = ASSUMED if measure.assumed else FOUND
    if is_share(measure):
        before, after = _happened(measure, first), _happened(measure, second)
        return _change_of_worlds(before, after, draws, standing)
    told = change_of_mean(first, second, draws)
    spread = float(np.std(np.concatenate([first, second])))
    p10, p90 = (float(q) for q in np.quantile(second - first, [0.1, 0.9]))
    effect = told.value / spread if spread else 0.0
    about = {"unit": measure.unit, "standing": standing, "p10": p10, "p90": p90, "effect": effect}
    return replace(told, **about), HELD_AMOUNT * spread, HOLDS_STILL


def is_share(measure):
    """True of a measure that is reported as a share of worlds."""
    return measure.report in EVENTS or measure.unit == "yes or no"
