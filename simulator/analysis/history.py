"""How worlds went: what came first, who held what when, and which world ended where under another
scenario."""

from dataclasses import dataclass

import numpy as np

from simulator.model.metrics import dated
from simulator.model.weekly_histograms import UNIT, edges_of, weeks_of_land

# the spread of futures: the middle half and eighty of a hundred worlds
LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True)
class CumulativeIncidence:
    """An event among competing risks: shares of worlds by week, (T + 1,), in which it came `first`,
    before any other, and in which it has come by then at all, `ever`."""

    label: str
    first: np.ndarray
    ever: np.ndarray


@dataclass(frozen=True)
class Control:
    """Who holds what, mean of all worlds: shares of `area` and of `residents` of a governorate,
    (M, H, G), in `weeks` (M,)."""

    weeks: np.ndarray
    area: np.ndarray
    residents: np.ndarray


def incidence(resolved, found):
    """What comes first in a world, as competing risks: {event: Risk}.

    Events are the truce void, a signature, and each outcome that ends a story, under its id.
    Every world is followed to the end of the run, so the Aalen-Johansen estimate of a cumulative
    incidence is a plain count. The shares that come first add up to at most 1 (what comes in the
    same week as another goes to the one named later, since a story that ends ends all else).

    found  {name: (n,)} columns of worlds
    """
    weeks = np.arange(resolved.form.weeks + 1)
    when = {name: (label, found[name]) for name, label in dated().items()}
    for c, one in enumerate(resolved.form.outcomes):
        if any(condition.absorbing for condition in one.when):
            when[one.id] = one.label, np.where(found["outcome"] == c, found["end_of_story"], np.nan)
    at = np.stack([np.where(np.isfinite(first), first, np.inf) for _, first in when.values()])
    winner = len(at) - 1 - np.argmin(at[::-1], axis=0)
    return {
        name: CumulativeIncidence(
            label,
            first=by_week(np.where(winner == k, at[k], np.inf), weeks),
            ever=by_week(at[k], weeks),
        )
        for k, (name, (label, _)) in enumerate(when.items())
    }


def by_week(at, weeks):
    """Share of worlds in which something came by each week, (weeks,); at (n,) the week in which it
    came, not a number or endless where it never did.

    >>> by_week(np.array([2.0, np.nan, 0.0, 1.0]), range(3))
    array([0.25, 0.5 , 0.75])
    """
    return np.searchsorted(np.sort(at), weeks, side="right") / len(at)


def flows(base, other, found, found_other):
    """Numbers of worlds by their outcomes under two scenarios: [(id under the base, id under the
    other, worlds)], the largest first."""
    here, there = [one.id for one in base.form.outcomes], [one.id for one in other.form.outcomes]
    counts = np.zeros((len(here), len(there)), dtype=int)
    np.add.at(counts, (found["outcome"], found_other["outcome"]), 1)
    rows = [
        (here[a], there[b], int(counts[a, b])) for a, b in zip(*np.nonzero(counts), strict=True)
    ]
    return sorted(rows, key=lambda row: -row[2])


def course(counts, span, levels=LEVELS):
    """Quantiles of a measure week by week, from its counts on fixed bins: (levels, T); not a number
    in a week without worlds.

    Within a bin worlds are taken to lie evenly, so a quantile is exact to a hundredth of the span;
    at its ends, where they lie if they lie there or beyond, it is exact.

    counts  (T, bins) of `WeeklyHistograms`; span the ends of the measure
    """
    edges, out = edges_of(*span)[1][:-1], np.full((len(levels), len(counts)), np.nan)
    for t in np.flatnonzero(counts.sum(axis=1)):
        upto = np.cumsum(counts[t])
        rank = np.array(levels) * upto[-1]
        at = np.clip(np.searchsorted(upto[:-1], rank), 1, len(edges) - 1)
        inside = np.clip((rank - upto[at - 1]) / np.maximum(counts[t, at], 1e-9), 0.0, 1.0)
        out[:, t] = edges[at - 1] + inside * (edges[at] - edges[at - 1])
    return out


def share_true(counts):
    """Of a measure that is 0 or its highest value: the share of worlds in which it is not 0, week
    by week, (T,)."""
    total, true = counts.sum(axis=1), counts[:, 1:].sum(axis=1)
    return np.divide(true, total, out=np.full(len(counts), np.nan), where=total > 0)


def control(resolved, found):
    """Who holds what: Control.

    found  a Found with land
    """
    area, residents = np.moveaxis(found.land * (UNIT / len(found.worlds["row"])), 1, 0)
    return Control(np.array(weeks_of_land(resolved.form.weeks)), area, residents)
