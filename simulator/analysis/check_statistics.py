"""One number of many worlds, with its interval, and whether it lies in a band or several of them
have a shape.

Intervals come from drawing the draws of what is not known anew, in pairs across all runs of a
check, so that a difference, a ratio or a median of worlds that share draws is judged alike (the
bootstrap, clustered; Efron and Tibshirani 1993)."""

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


def reckoned(check, cells):
    """The number of a check in each cell, as seen and in resamples: (values (C,), resamples
    (RESAMPLES, C)).

    cells  [{run: {reading: (n,)}}] the readings of each run in each cell, rows in the same order of
           worlds; each holds "draw"
    """
    draw = next(iter(cells[0].values()))["draw"]
    return resampled(draw, lambda chosen: [_value(check, runs, chosen) for runs in cells])


@np.errstate(divide="ignore", invalid="ignore")  # what cannot be reckoned is not a number
def resampled(draw, numbers_of):
    """Numbers of worlds as seen, and with their draws drawn anew: ((C,), (RESAMPLES, C)).

    draw        (n,) the draw of each world
    numbers_of  rows of worlds -> (C,)
    """
    _, of = np.unique(draw, return_inverse=True)
    rows = [np.flatnonzero(of == d) for d in range(of.max() + 1)]
    chance, found = RandomStreams(0, np.arange(max(len(rows), 2))), []
    for k in range(RESAMPLES):
        again = (chance.uniform("again", [""], k)[0, : len(rows)] * len(rows)).astype(int)
        found.append(numbers_of(np.concatenate([rows[d] for d in again])))
    return np.array(numbers_of(np.arange(len(draw)))), np.array(found)


def _value(check, runs, chosen):
    """The number of one cell, of the worlds chosen."""
    numbers = {
        name: np.float64(_of_run(check, check.all_runs[name].given, readings, chosen))
        for name, readings in runs.items()
    }
    value = parsed(check.value)(numbers) if check.value else next(iter(numbers.values()))
    return float(value)


def _of_run(check, given, readings, chosen):
    """Median, mean, share, middle wait, survival or ratio of means of one run, of those worlds that
    count in it."""
    readings = {key: column[chosen] for key, column in readings.items()}
    if given is not None:
        counts = np.asarray(parsed(given)(readings), dtype=bool)
        readings = {key: column[counts] for key, column in readings.items()}
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


def _known(statistic):
    def of(values):
        known = values[np.isfinite(values)]
        return statistic(known) if len(known) else np.nan

    return of


def _middle_wait(weeks):
    """Of the weeks until an event; where it never came, it would have come later than all."""
    return np.quantile(np.where(np.isnan(weeks), np.inf, weeks), 0.5, method="lower")


OF_VALUES = {
    "median": _known(np.median),
    "mean": _known(np.mean),
    "share": lambda values: np.mean(values > 0.0),
    "wait": _middle_wait,
}


def survival(lasted, watched, after):
    """Share of what began that had not ended after some weeks, after Kaplan and Meier; nan where
    nothing began.

    lasted   (n,) weeks until it ended; not a number where it did not while watched
    watched  (n,) weeks it was watched; not a number where nothing began

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
    """A number held against what is demanded of it; None where there is none.

    value      the number, or its change from the first value to the last
    low, high  its 95% interval
    values     the number along a lever, one where there is none; ranges their intervals
    passed     as demanded or not
    """

    value: float | None
    low: float | None
    high: float | None
    values: list
    ranges: list
    passed: bool


@np.errstate(invalid="ignore")  # the difference of two waits beyond the run is not a number
def verdict(check, values, resamples):
    """The Verdict on values (C,) along a lever, with resamples (R, C)."""
    told, spread = values[-1], resamples[:, -1]
    if len(values) > 1:
        told, spread = told - values[0], spread - resamples[:, 0]
    if check.band:
        low, high = check.band
        passed = (low is None or told >= low) and (high is None or told <= high)
    else:
        passed = SHAPES[check.shape](values, resamples)
    ranges = [interval(column) for column in resamples.T]
    value, low, high = as_json([float(told), *interval(spread)])
    return Verdict(value, low, high, as_json(values.tolist()), as_json(ranges), bool(passed))


def interval(column, method="nearest"):
    """(low, high) of resamples (R,): as they lie, so that ends may be infinite; not a number where
    nothing is known."""
    known = column[~np.isnan(column)]
    return tuple(np.quantile(known, ENDS, method=method).tolist()) if len(known) else (np.nan,) * 2


def _ends(rows):
    """Ends of the interval of each column, (2, K), between the resamples (R, K)."""
    return np.reshape([interval(column, "linear") for column in rows.T], (-1, 2)).T


def _rises(values, resamples):
    """Higher at the end beyond chance, and no step down beyond chance."""
    low, _ = _ends(resamples[:, -1:] - resamples[:, :1])
    return np.all(low > 0.0) and np.all(_ends(np.diff(resamples, axis=1))[1] >= 0.0)


def _concave(values, resamples):
    """No step that is larger than the one before it beyond chance."""
    return np.all(_ends(np.diff(resamples, 2, axis=1))[0] <= 0.0)


def _interior(values, resamples):
    """Somewhere between the ends it is higher than at both, beyond chance."""
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


def worth_of_texts(grid, resolved):
    """What texts on a grid are worth to a party, (terms,): one issue at each term, the rest of the
    package at one; no chance in it."""
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
