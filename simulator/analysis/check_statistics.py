"""Statistic of a check with its interval, and its verdict: in the band or of the shape expected.
Used by `backtest` and `theories`.

Intervals come from a bootstrap clustered by parameter draw (Efron and Tibshirani 1993). Every run
of a check uses the same resampled draws, which suits differences and ratios of worlds that share
draws."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from simulator.analysis.estimate import as_json
from simulator.analysis.likelihood import hazards
from simulator.model.random_streams import RandomStreams
from simulator.rules.utility import value_of_terms
from simulator.scenario.expression import Expression

parsed = lru_cache(maxsize=512)(Expression)
RESAMPLES = 200
ENDS = (0.025, 0.975)


def bootstrap_statistic(check, cells):
    """Statistic of a check in each cell, with its resamples: (values (C,), resamples (RESAMPLES,
    C)).

    cells  [{run: {reading: (n,)}}] the readings of each run in each cell, with "draw"; worlds are
           in the same order everywhere
    """
    draw = next(iter(cells[0].values()))["draw"]
    return bootstrap(draw, lambda worlds: [_cell_statistic(check, runs, worlds) for runs in cells])


@np.errstate(divide="ignore", invalid="ignore")  # an undefined statistic is NaN
def bootstrap(draw, statistics_of):
    """Statistics of all worlds, and of worlds with their draws resampled: ((C,), (RESAMPLES, C)).

    draw           (n,) the draw of each world
    statistics_of  rows of worlds -> (C,)
    """
    _, draw_index = np.unique(draw, return_inverse=True)
    rows = [np.flatnonzero(draw_index == d) for d in range(draw_index.max() + 1)]
    streams, resamples = RandomStreams(0, np.arange(max(len(rows), 2))), []
    for k in range(RESAMPLES):
        draws = (streams.uniform("again", [""], k)[0, : len(rows)] * len(rows)).astype(int)
        resamples.append(statistics_of(np.concatenate([rows[d] for d in draws])))
    return np.array(statistics_of(np.arange(len(draw)))), np.array(resamples)


def _cell_statistic(check, runs, worlds):
    """Statistic of a cell over some rows of worlds."""
    values = {
        name: np.float64(_run_statistic(check, check.all_runs[name].given, readings, worlds))
        for name, readings in runs.items()
    }
    value = parsed(check.value)(values) if check.value else next(iter(values.values()))
    return float(value)


def _run_statistic(check, condition, readings, worlds):
    """Median, mean, quantile, share, median wait, Kaplan-Meier share or ratio of means of a run,
    over the rows of worlds that meet its condition."""
    readings = {key: column[worlds] for key, column in readings.items()}
    if condition is not None:
        meets = np.asarray(parsed(condition)(readings), dtype=bool)
        readings = {key: column[meets] for key, column in readings.items()}
    size = len(readings["draw"])
    if not size:
        return np.nan

    def values(expression):
        return np.broadcast_to(np.asarray(parsed(expression)(readings), dtype=float), (size,))

    if check.kaplan_meier is not None:
        begin, end = values(check.kaplan_meier.begin), values(check.kaplan_meier.end)
        return kaplan_meier(end - begin, readings["weeks"] - begin, check.kaplan_meier.after)
    if check.ratio is not None:
        numerator, denominator = (values(text).mean() for text in check.ratio)
        return numerator / denominator if denominator else np.nan
    if check.quantile is not None:
        return _quantile(values(check.quantile.of), check.quantile.at)
    how = next(how for how in OF_VALUES if getattr(check, how) is not None)
    return OF_VALUES[how](values(getattr(check, how)))


def _finite_only(statistic):
    """A statistic over finite values only; NaN where there are none."""

    def finite_statistic(values):
        finite = values[np.isfinite(values)]
        return statistic(finite) if len(finite) else np.nan

    return finite_statistic


def _quantile(values, level):
    """Quantile of the finite values, (n,); NaN where there are none."""
    return _finite_only(lambda finite: np.quantile(finite, level))(values)


def _median_wait(weeks):
    """Median weeks until an event; worlds without it count as later than all others."""
    return np.quantile(np.where(np.isnan(weeks), np.inf, weeks), 0.5, method="lower")


OF_VALUES = {
    "median": _finite_only(np.median),
    "mean": _finite_only(np.mean),
    "share": lambda values: np.mean(values > 0.0),
    "wait": _median_wait,
}


def kaplan_meier(lasted, observed, after):
    """Kaplan-Meier estimate of the share that lasts beyond some weeks; NaN where nothing began.

    lasted    (n,) weeks until it ended; NaN where it did not end while observed
    observed  (n,) weeks it was observed; NaN where nothing began

    >>> ends = np.array([10.0, np.nan, np.nan, np.nan])
    >>> kaplan_meier(ends, np.array([60.0, 60.0, 5.0, np.nan]), 52)
    0.5
    """
    ended = np.isfinite(lasted)
    time = np.where(ended, lasted, observed)
    has_begun = np.isfinite(time)
    ages = np.unique(time[ended & (time <= after)])
    surviving = np.prod(1.0 - hazards(time[has_begun], ended[has_begun], ages))
    return float(surviving) if has_begun.any() else float("nan")


@dataclass(frozen=True)
class Verdict:
    """Result of a check; None in place of a value that is not finite.

    value      the statistic, or its change from the first value of a lever to the last
    low, high  its 95% confidence interval
    values     the statistic at each value of the lever; a single value without a lever
    intervals  their 95% confidence intervals
    passed     True if the statistic is in the band, or has the shape; None for information
    """

    value: float | None
    low: float | None
    high: float | None
    values: list
    intervals: list
    passed: bool | None


@np.errstate(invalid="ignore")  # the difference of two waits beyond the run is not a number
def verdict(check, values, resamples):
    """Verdict on values (C,) along a lever, with resamples (R, C)."""
    statistic, replicates = values[-1], resamples[:, -1]
    if len(values) > 1:
        statistic, replicates = statistic - values[0], replicates - resamples[:, 0]
    passed = None
    if check.band:
        low, high = check.band
        passed = bool((low is None or statistic >= low) and (high is None or statistic <= high))
    elif check.shape:
        passed = bool(SHAPES[check.shape](values, resamples))
    intervals = [interval(column) for column in resamples.T]
    value, low, high = as_json([float(statistic), *interval(replicates)])
    return Verdict(value, low, high, as_json(values.tolist()), as_json(intervals), passed)


def interval(column, method="nearest"):
    """95% interval (low, high) of resamples (R,); by default their nearest, so that an end may be
    infinite; NaN if all are NaN."""
    values = column[~np.isnan(column)]
    return (
        tuple(np.quantile(values, ENDS, method=method).tolist()) if len(values) else (np.nan,) * 2
    )


def _ends(rows):
    """Interval of each column, (2, K), interpolated between resamples (R, K)."""
    return np.reshape([interval(column, "linear") for column in rows.T], (-1, 2)).T


def _rises(values, resamples):
    """True if the end is significantly above the start and no step is significantly down."""
    low, _ = _ends(resamples[:, -1:] - resamples[:, :1])
    return np.all(low > 0.0) and np.all(_ends(np.diff(resamples, axis=1))[1] >= 0.0)


def _concave(values, resamples):
    """True if no step is significantly larger than the one before."""
    return np.all(_ends(np.diff(resamples, 2, axis=1))[0] <= 0.0)


def _interior(values, resamples):
    """True if the highest inner value is significantly above both ends."""
    highest = 1 + int(np.argmax(values[1:-1]))
    gaps = resamples[:, [highest]] - np.maximum(resamples[:, :1], resamples[:, -1:])
    return _ends(gaps)[0] > 0.0


SHAPES = {
    "positive": lambda values, resamples: _ends(resamples[:, -1:])[0] > 0.0,
    "negative": lambda values, resamples: _ends(resamples[:, -1:])[1] < 0.0,
    "rises": _rises,
    "falls": lambda values, resamples: _rises(-values, -resamples),
    "concave": _concave,
    "interior": _interior,
}


def values_of_texts(grid, resolved):
    """Value to a party of texts on a grid, (terms,): a single issue varies and the other issues of
    the package are fixed. No randomness."""
    form = resolved.form
    package = [name for name, issue in form.issues.items() if issue.kind == "package"]
    stance = form.parties[grid.party].stance
    position = np.array([[[stance[i].position.value] for i in package]])
    salience = np.array([[[stance[i].salience.value] for i in package]])
    texts = np.full((len(package), len(grid.terms)), grid.others)
    texts[package.index(grid.issue)] = grid.terms
    return value_of_terms(
        texts, position, salience / salience.sum(), resolved.parameters["acceptance.exponent"].value
    )[0]
