"""What a run found, and what changes between two runs of the same worlds: plain values, ready for
JSON and for tables."""

import numpy as np

from simulator.analysis.statistics import Draws, change_of_mean, change_of_share, discoveries, share
from simulator.model.cast import Cast
from simulator.model.measures import for_conflict
from simulator.scenario.problems import meant, refuse

# danger before benefit: measures in the order in which they are told, those not named after them
FIRST = (
    "civilians_killed_total", "civilians_killed", "besieged", "fighters_killed", "truce_void",
    "deal_broke", "with_radicals",
    "package_signed", "core_concession", "major_concession", "softening", "reversion",
    "truce_in_force", "attending",
    "measures_enacted", "zone_of_agreement", "government_gain",
)  # fmt: skip
LAST = ("sorties", "ceiling_bound")
EVENTS = ("ever", "first")  # measures that happen or not in a world
FALSE_DISCOVERIES = 0.05  # rate of false ones among the changes marked as moved in a comparison
HELD_SHARE, HELD_AMOUNT = (
    0.02,
    0.1,
)  # of worlds, of an amount's spread: where a whole interval lies within it, nothing changed
HOLDS_STILL = 0.02  # an amount that moves less than this share of its spread is said not to move
MOST_FLIPS = 0.2  # of draws with the other sign, beyond which a change ranks nothing
FEWEST = 50  # worlds below which nothing is said of what holds among them


def digest(resolved, found):
    """Outcomes, parts, metrics and blockers of one run.

    found    {name: (n,)} from the ensemble
    returns  {"worlds", "outcomes": {CLASS: {"share", "low", "high", "across"}}, "parts",
             "without_deal": {"worlds", "outcomes"}, "metrics": {NAME: {...}}, "blockers": [...]}
    """
    draws, classes = Draws(found["draw"]), resolved.form.classes
    outcomes = {one.id: share(found["class"] == c, draws) for c, one in enumerate(classes)}
    parts = {
        part.id: share((found["class"] == c) & (found["part"] == p), draws)
        for c, one in enumerate(classes)
        for p, part in enumerate(one.parts)
    }
    metrics = {
        name: _metric(measure, found[name], draws) for name, measure in reported(resolved).items()
    }
    told = {
        "title": resolved.form.title,
        "worlds": draws.n,
        "draws": draws.count,
        "outcomes": outcomes,
        "parts": parts,
    }
    return {
        **told,
        "without_deal": _without_deal(resolved, found),
        "metrics": metrics,
        "blockers": blockers(resolved, found),
    }


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
    return {"worlds": worlds, "outcomes": outcomes}


def reported(resolved):
    """The measures that a run sums up, by name, danger first."""
    found = {name: one for name, one in for_conflict(Cast(resolved)).items() if one.report}
    return {name: found[name] for name in sorted(found, key=_place)}


def _place(name):
    return (FIRST.index(name) if name in FIRST else len(FIRST), name in LAST)


def check_names(resolved, names):
    """Raise ScenarioError for a name that is no class and no measure to show."""
    listed = (
        name for name, one in reported(resolved).items() if one.label and one.report != "among"
    )
    known = [*(one.id for one in resolved.form.classes), *listed]
    for name in names:
        if name not in known:
            refuse("--of", f'there is no class or measure "{name}" to show; {meant(name, known)}')


def _metric(measure, values, draws):
    if is_share(measure):
        happened = _happened(measure, values)
        entry = {**share(happened, draws), "unit": measure.unit, "mean": float(happened.mean())}
        return {
            **entry,
            **(
                _weeks(values, happened)
                if measure.report == "first"
                else _quantiles(happened.astype(float))
            ),
        }
    known = values[np.isfinite(values)]
    if len(known) < (FEWEST if measure.report == "among" else 1):
        return {
            "mean": None,
            "median": None,
            "p10": None,
            "p90": None,
            "unit": measure.unit,
            "n": len(known),
        }
    told = {"mean": float(known.mean()), **_quantiles(known), "unit": measure.unit, "n": len(known)}
    return told if measure.report == "among" else {**told, "across": draws.across(values)}


def _happened(measure, values):
    return np.isfinite(values) & (True if measure.report == "first" else values > 0)


def _quantiles(values):
    p10, median, p90 = (float(q) for q in np.quantile(values, [0.1, 0.5, 0.9]))
    return {"median": median, "p10": p10, "p90": p90}


def _weeks(values, happened):
    """Weeks until an event among the `n` worlds in which it came; None where it came in none."""
    n = int(happened.sum())
    return {
        "n": n,
        **(_quantiles(values[happened]) if n else dict.fromkeys(("median", "p10", "p90"))),
    }


def blockers(resolved, found):
    """Who said no to the packages tabled, signers first: share of votes, and means over the
    packages refused.

    Of the value of a package that gives a party all it wants, which is 1: `shortfall` is what the
    package lacked to be worth the war, `over` what each term cost, by issue, the dearest first, and
    `doubt` what doubt that the deal would be kept cost."""
    votes = float(found["votes"].sum())
    rows = [_blocker(resolved, found, party, votes) for party in resolved.form.parties]
    return sorted(rows, key=lambda row: (row["role"] != "signs", -row["share"]))


def _blocker(resolved, found, party, votes):
    refused = float(found[f"refused.{party}"].sum())
    mean = lambda name: float(found[name].sum(dtype=float)) / refused if refused else 0.0  # noqa: E731
    over = {
        name: mean(f"over.{party}.{name}")
        for name, issue in resolved.form.issues.items()
        if issue.kind == "package"
    }
    one = resolved.form.parties[party]
    return {
        "party": party,
        "label": one.label,
        "role": "signs" if one.veto == "sign" else "endorses",
        "share": refused / votes if votes else 0.0,
        "shortfall": mean(f"shortfall.{party}"),
        "doubt": mean(f"doubt.{party}"),
        "over": dict(sorted(over.items(), key=lambda pair: -pair[1])),
    }


def compare(base, other, found, found_other):
    """Paired differences of two runs, other less base: {"classes", "metrics"}; see the JSON of
    `compare`.

    Classes are compared that both scenarios define alike; the ids of the rest, if there are any,
    stand under "not_compared".

    The two share draws and streams, so world by world only what differs in the scenarios differs.
    `moved` marks the changes that hold at a false discovery rate of 5% over all rows of the
    comparison, and are not tiny; `held` one that did not move and whose interval leaves no room for
    more than a little; neither, it cannot be told from so many worlds. `p10` and `p90` are the
    spread of an amount's change over worlds. `ranked` is one whose direction hardly depends on the
    parameter draws; `assumed` is set by the scenario itself, and no test."""
    draws = Draws(found["draw"])
    alike = defined_alike(base, other)
    classes = {
        name: _change_of_worlds(found["class"] == c, found_other["class"] == o, draws)
        for name, (c, o) in alike.items()
    }
    shared = {
        name: one
        for name, one in reported(base).items()
        if name in found_other and one.report != "among"
    }
    metrics = {
        name: _change_of(one, found[name], found_other[name], draws) for name, one in shared.items()
    }
    rows = [*classes.values(), *metrics.values()]
    _mark([row for row in rows if row.get("standing") != "assumed"])
    _mark([row for row in rows if row.get("standing") == "assumed"])
    apart = [name for name in classes_of([base, other]) if name not in alike]
    return {"classes": classes, "metrics": metrics, **({"not_compared": apart} if apart else {})}


def classes_of(scenarios):
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


def _mark(rows):
    """Say of each change whether it moved, held still, or cannot be told."""
    for row, found in zip(
        rows, discoveries([row["p"] for row in rows], FALSE_DISCOVERIES), strict=True
    ):
        spread, tiny = row.pop("spread"), row.pop("tiny")
        row["moved"] = found and abs(row["effect"]) >= tiny
        row["held"] = not row["moved"] and max(abs(row["low"]), abs(row["high"])) <= spread
        row["ranked"] = row["flips"] is None or row["flips"] <= MOST_FLIPS


def _change_of_worlds(first, second, draws):
    """Change of a share of worlds (n,) bools, with how many worlds gain and lose it."""
    told = change_of_share(first, second, draws)
    counts = {"gained": int((second & ~first).sum()), "lost": int((first & ~second).sum())}
    return {**told, **counts, "effect": 2 * told["change"], "spread": HELD_SHARE, "tiny": 0.0}


def _change_of(measure, first, second, draws):
    """Change of a measure: of the share of worlds in which it happens, or of its mean."""
    about = {"unit": measure.unit, "standing": "assumed" if measure.assumed else "found"}
    if is_share(measure):
        worlds = _change_of_worlds(_happened(measure, first), _happened(measure, second), draws)
        return {**worlds, **about, "unit": "share of worlds"}
    told = change_of_mean(first, second, draws)
    spread = float(np.std(np.concatenate([first, second])))
    p10, p90 = (float(q) for q in np.quantile(second - first, [0.1, 0.9]))
    effect = {
        "effect": told["change"] / spread if spread else 0.0,
        "spread": HELD_AMOUNT * spread,
        "tiny": HOLDS_STILL,
    }
    return {**told, **about, "p10": p10, "p90": p90, **effect}


def is_share(measure):
    """True of a measure that is reported as a share of worlds."""
    return measure.report in EVENTS or measure.unit == "yes or no"
