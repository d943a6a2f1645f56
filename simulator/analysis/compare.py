"""What a run found, and what changes between two runs of the same worlds: plain values, ready for JSON and for tables."""

import numpy as np

from simulator.analysis.statistics import mean_difference, paired_difference, wilson
from simulator.model.cast import Cast
from simulator.model.measures import for_conflict

EVENTS = ("ever", "first")  # measures that are a share of worlds; the rest are amounts
HOLDS_STILL = 0.02  # an amount that moves less than this share of its spread is said not to move


def digest(resolved, found):
    """Outcomes, parts, metrics and blockers of one run.

    found    {name: (n,)} from the ensemble
    returns  {"worlds", "outcomes": {CLASS: {"share", "low", "high"}}, "parts", "metrics": {NAME: {...}}, "blockers": [...]}
    """
    n = len(found["row"])
    classes = resolved.form.classes
    outcomes = {one.id: _share(found["class"] == c) for c, one in enumerate(classes)}
    parts = {
        part.id: _share((found["class"] == c) & (found["part"] == p)) for c, one in enumerate(classes) for p, part in enumerate(one.parts)
    }
    metrics = {name: _metric(measure, found[name]) for name, measure in reported(resolved).items()}
    told = {"title": resolved.form.title, "worlds": n, "outcomes": outcomes, "parts": parts, "metrics": metrics}
    return {**told, "blockers": blockers(resolved, found)}


def reported(resolved):
    """The measures that a run sums up, by name."""
    return {name: one for name, one in for_conflict(Cast(resolved)).items() if one.report}


def _share(true):
    low, high = wilson(int(true.sum()), len(true))
    return {"share": float(true.mean()), "low": low, "high": high}


def _metric(measure, values):
    if measure.report in EVENTS:
        happened = np.isfinite(values) & (values > 0 if measure.report == "ever" else True)
        entry = {**_share(happened), "unit": measure.unit, "mean": float(happened.mean())}
        return {**entry, **(_weeks(values, happened) if measure.report == "first" else _quantiles(happened.astype(float)))}
    known = values[np.isfinite(values)]
    if not len(known):
        return {"mean": None, "median": None, "p10": None, "p90": None, "unit": measure.unit, "n": 0}
    return {"mean": float(known.mean()), **_quantiles(known), "unit": measure.unit, "n": len(known)}


def _quantiles(values):
    p10, median, p90 = (float(q) for q in np.quantile(values, [0.1, 0.5, 0.9]))
    return {"median": median, "p10": p10, "p90": p90}


def _weeks(values, happened):
    """Weeks until an event, in the order of worlds; None where it had not come by the horizon."""
    waits = np.sort(np.where(happened, values, np.inf))
    picks = {name: waits[int(share * (len(waits) - 1))] for name, share in (("p10", 0.1), ("median", 0.5), ("p90", 0.9))}
    return {name: float(wait) if np.isfinite(wait) else None for name, wait in picks.items()}


def blockers(resolved, found):
    """Who said no to the packages tabled, most often first: times a hundred votes, and the value lacking on average."""
    votes = float(found["votes"].sum())
    rows = []
    for party, one in resolved.form.parties.items():
        refused = float(found[f"refused.{party}"].sum())
        short = float(found[f"shortfall.{party}"].sum()) / refused if refused else 0.0
        role = "signs" if one.veto == "sign" else "endorses"
        rows.append({"party": party, "label": one.label, "role": role, "share": refused / votes if votes else 0.0, "shortfall": short})
    return sorted(rows, key=lambda row: (row["role"] != "signs", -row["share"]))


def compare(base, other, found, found_other):
    """Paired differences of two runs, other less base: {"classes", "metrics"}; see the JSON of `compare`.

    The two share draws and luck, so world by world only what differs in the scenarios differs.
    """
    ids = [one.id for one in base.form.classes]
    other_ids = [one.id for one in other.form.classes]
    classes = {}
    for c, name in enumerate(ids):
        there = found_other["class"] == other_ids.index(name) if name in other_ids else np.zeros(len(found_other["row"]), dtype=bool)
        classes[name] = _paired(found["class"] == c, there)
    shared = {name: one for name, one in reported(base).items() if name in found_other and one.report != "among"}
    return {"classes": classes, "metrics": {name: _change(one, found[name], found_other[name]) for name, one in shared.items()}}


def _paired(first, second):
    both, neither = int((first & second).sum()), int((~first & ~second).sum())
    only_first, only_second = int((first & ~second).sum()), int((~first & second).sum())
    change, low, high = paired_difference(both, only_first, only_second, neither)
    told = {"change": change, "low": low, "high": high, "moved": low > 0 or high < 0, "n": len(first)}
    return {**told, "gained": only_second, "lost": only_first, "effect": 2 * change}


def _change(measure, first, second):
    if measure.report in EVENTS:
        seen = [np.isfinite(x) & (x > 0 if measure.report == "ever" else True) for x in (first, second)]
        return {**_paired(*seen), "unit": "share of worlds"}
    change, low, high = mean_difference(first, second)
    spread = float(np.std(np.concatenate([first, second])))
    effect = change / spread if spread else 0.0
    clear = (low > 0 or high < 0) and abs(effect) >= HOLDS_STILL
    return {"change": change, "low": low, "high": high, "moved": clear, "unit": measure.unit, "n": len(first), "effect": effect}
