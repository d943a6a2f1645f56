"""The statistic of a check with its interval, and whether it lies in a band or has a shape. Used by
`backtest` and `theories`.

Intervals come from a bootstrap clustered by parameter draw (Efron and Tibshirani 1993). Draws are
resampled in pairs across all runs of a check, so it serves differences, ratios and medians of
worlds that share draws."""

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

    cells  [{run: {reading: (n,)}}] the readings of each run in each cell, rows in the same order of
           worlds; each holds "draw"
    """
    draw = next(iter(cells[0].values()))["draw"]
    return bootstrap(draw, lambda chosen: [_value(check, runs, chosen) for runs in cells])


@np.errstate(divide="ignore", invalid="ignore")  # an undefined statistic is NaN
def bootstrap(draw, statistics_of):
    """Statistics of all worlds, and of worlds with their draws resampled: ((C,), (RESAMPLES, C)).

    draw           (n,) the draw of each world
    statistics_of  rows of worlds -> (C,)
    """
    _, of = np.unique(draw, return_inverse=True)
    rows = [np.flatnonzero(of == d) for d in range(of.max() + 1)]
    streams, resamples = RandomStreams(0, np.arange(max(len(rows), 2))), []
    for k in range(RESAMPLES):
        chosen = (streams.uniform("again", [""], k)[0, : len(rows)] * len(rows)).astype(int)
        resamples.append(statistics_of(np.concatenate([rows[d] for d in chosen])))
    return np.array(statistics_of(np.arange(len(draw)))), np.array(resamples)


def _value(check, runs, chosen):
    """Statistic of one cell over the worlds chosen."""
    numbers = {
        name: np.float64(_of_run(check, check.all_runs[name].given, readings, chosen))
        for name, readings in runs.items()
    }
    value = parsed(check.value)(numbers) if check.value else next(iter(numbers.values()))
    return float(value)


def _of_run(check, given, readings, chosen):
    """Median, mean, share, median wait, survival or ratio of means of one run, over the worlds that
    meet its condition."""
    readings = {key: column[chosen] for key, column in readings.items()}
    if given is not None:
        meets = np.asarray(parsed(given)(readings), dtype=bool)
        readings = {key: column[meets] for key, column in readings.items()}
    size = len(readings["draw"])
    if not size:
        return np.nan

    def values(text):
        return np.broadcast_to(np.asarray(parsed(text)(readings), dtype=float), (size,))

    if check.survival is not None:
        begin, end = values(check.survival.begin), values(check.survival.end)
        return survival(end - begin, readings["weeks"] - begin, check.survival.after)
    if check.ratio is not None:
        of, to = (values(text).mean() for text in check.ratio)
        return of / to if to else np.nan
    how = next(how for how in OF_VALUES if getattr(check, how) is not None)
    return OF_VALUES[how](values(getattr(check, how)))


def _of_finite(statistic):
    """A statistic over finite values only; NaN where there are none."""

    def of(values):
        finite = values[np.isfinite(values)]
        return statistic(finite) if len(finite) else np.nan

    return of


def _median_wait(weeks):
    """Median weeks until an event; worlds without it count as later than all others."""
    return np.quantile(np.where(np.isnan(weeks), np.inf, weeks), 0.5, method="lower")


OF_VALUES = {
    "median": _of_finite(np.median),
    "mean": _of_finite(np.mean),
    "share": lambda values: np.mean(values > 0.0),
    "wait": _median_wait,
}


def survival(lasted, watched, after):
    """Kaplan-Meier estimate of the share that lasts beyond some weeks; NaN where nothing began.

    lasted   (n,) weeks until it ended; NaN where it did not end while observed
    watched  (n,) weeks it was observed; NaN where nothing began

    >>> survival(np.array([10.0, np.nan, np.nan, np.nan]), np.array([60.0, 60.0, 5.0, np.nan]), 52)
    0.5
    """
    ended = np.isfinite(lasted)
    time = np.where(ended, lasted, watched)
    began = np.isfinite(time)
    ages = np.unique(time[ended & (time <= after)])
    left = np.prod(1.0 - hazards(time[began], ended[began], ages))
    return float(left) if began.any() else float("nan")


@dataclass(frozen=True)
class Verdict:
    """Result of a check; None in place of a value that is not finite.

    value      the statistic, or its change from the first value of a lever to the last
    low, high  its 95% confidence interval
    values     the statistic at each value of the lever, a single one without a lever
    ranges     their intervals
    passed     whether it meets what the check asks for
    """

    value: float | None
    low: float | None
    high: float | None
    values: list
    ranges: list
    passed: bool


@np.errstate(invalid="ignore")  # the difference of two waits beyond the run is not a number
def verdict(check, values, resamples):
    """Verdict on values (C,) along a lever, with resamples (R, C)."""
    statistic, resampled = values[-1], resamples[:, -1]
    if len(values) > 1:
        statistic, resampled = statistic - values[0], resampled - resamples[:, 0]
    if check.band:
        low, high = check.band
        passed = (low is None or statistic >= low) and (high is None or statistic <= high)
    else:
        passed = SHAPES[check.shape](values, resamples)
    ranges = [interval(column) for column in resamples.T]
    value, low, high = as_json([float(statistic), *interval(resampled)])
    return Verdict(value, low, high, as_json(values.tolist()), as_json(ranges), bool(passed))


def interval(column, method="nearest"):
    """95% interval (low, high) of resamples (R,). By the nearest of them, so that ends may be
    infinite; NaN where all are."""
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
    at = 1 + int(np.argmax(values[1:-1]))
    gaps = resamples[:, [at]] - np.maximum(resamples[:, :1], resamples[:, -1:])
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
    """Value to a party of the texts on a grid, (terms,): one issue at each term, the others of
    the package fixed. Without randomness."""
    form = resolved.form
    package = [name for name, issue in form.issues.items() if issue.kind == "package"]
    stance = form.parties[grid.party].stance
    position = np.array([[[stance[i].position.value] for i in package]])
    salience = np.array([[[stance[i].salience.value] for i in package]])
    texts = np.full((len(package), len(grid.terms)), grid.others)
    texts[package.index(grid.issue)] = grid.terms
    return value_of_terms(
        texts, position, salience / salience.sum(), resolved.numbers["acceptance.exponent"].value
    )[0]
