"""Results over time: cumulative incidence, control of land, quantiles by week, and outcomes of the
same worlds under two scenarios. Used by charts and dataframes."""

from dataclasses import dataclass

import numpy as np

from simulator.model.metrics import dated
from simulator.model.weekly_histograms import UNIT, edges_of, weeks_of_land

# quantiles of a fan chart: 50% and 80% of worlds
LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True)
class CumulativeIncidence:
    """Cumulative incidence of an event among competing risks, as shares of worlds by week.

    first  (T + 1,) worlds in which it happened before any other
    ever   (T + 1,) worlds in which it happened
    """

    label: str
    first: np.ndarray
    ever: np.ndarray


@dataclass(frozen=True)
class Control:
    """Control of land: each holder's mean share of a region over worlds.

    weeks            (M,)
    area, residents  (M, H, G)
    """

    weeks: np.ndarray
    area: np.ndarray
    residents: np.ndarray


def incidence(resolved, columns):
    """Cumulative incidence of events as competing risks: {event: CumulativeIncidence}.

    Events are the truce void, a signature, and each absorbing outcome under its id. Every world is
    followed to the end of the run, so the Aalen-Johansen estimate of a cumulative incidence is a
    simple count. The shares of `first` add up to at most 1. Of two events in the same week, the
    later in this order counts as first, because an absorbing outcome ends all else.

    columns  {name: (n,)} of worlds
    """
    weeks = np.arange(resolved.form.weeks + 1)
    when = {name: (label, columns[name]) for name, label in dated().items()}
    for c, outcome in enumerate(resolved.form.outcomes):
        if any(condition.absorbing for condition in outcome.when):
            ended = columns["outcome"] == c
            when[outcome.id] = outcome.label, np.where(ended, columns["end_of_story"], np.nan)
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
    """Share of worlds in which an event has happened by each week, (weeks,).

    at  (n,) week of the event, NaN or infinite if it never happened

    >>> by_week(np.array([2.0, np.nan, 0.0, 1.0]), range(3))
    array([0.25, 0.5 , 0.75])
    """
    return np.searchsorted(np.sort(at), weeks, side="right") / len(at)


def flows(base, other, base_columns, other_columns):
    """Counts of worlds by outcome under two scenarios: [(outcome under the base, outcome under the
    other, worlds)], largest first."""
    before = [outcome.id for outcome in base.form.outcomes]
    after = [outcome.id for outcome in other.form.outcomes]
    counts = np.zeros((len(before), len(after)), dtype=int)
    np.add.at(counts, (base_columns["outcome"], other_columns["outcome"]), 1)
    rows = [
        (before[a], after[b], int(counts[a, b])) for a, b in zip(*np.nonzero(counts), strict=True)
    ]
    return sorted(rows, key=lambda row: -row[2])


def course(counts, span, levels=LEVELS):
    """Quantiles of a metric by week, from its histograms: (levels, T); NaN for a week without
    worlds.

    Worlds are assumed to lie evenly within a bin, so a quantile is exact to 1% of the span. Values
    beyond an end of the span count as lying at that end.

    counts  (T, bins) of `WeeklyHistograms`
    span    (low, high) of the metric
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
    """Share of worlds by week in which a yes-or-no metric is yes, (T,)."""
    total, true = counts.sum(axis=1), counts[:, 1:].sum(axis=1)
    return np.divide(true, total, out=np.full(len(counts), np.nan), where=total > 0)


def control(resolved, result):
    """Control of land over time: Control.

    result  a BlockResult with land
    """
    area, residents = np.moveaxis(result.land * (UNIT / len(result.worlds["row"])), 1, 0)
    return Control(np.array(weeks_of_land(resolved.form.weeks)), area, residents)
