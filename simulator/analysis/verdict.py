"""One number of many worlds, with its interval, and whether it lies in a band or several of them
have a shape.

Intervals come from drawing the draws of what is not known anew, in pairs across all runs of a
check, so that a difference, a ratio or a median of worlds that share draws is judged alike (the
bootstrap, clustered; Efron and Tibshirani 1993)."""

from functools import lru_cache

import numpy as np

from simulator.model.chance import Chance
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
    _, of = np.unique(draw, return_inverse=True)
    rows = [np.flatnonzero(of == d) for d in range(of.max() + 1)]
    chance = Chance(0, np.arange(max(len(rows), 2)))
    again = [
        (chance.uniform("again", [""], k)[0, : len(rows)] * len(rows)).astype(int)
        for k in range(RESAMPLES)
    ]
    picks = [np.concatenate([rows[d] for d in drawn]) for drawn in again]
    with np.errstate(divide="ignore", invalid="ignore"):  # what cannot be reckoned is not a number
        found = [
            [_value(check, runs, chosen) for runs in cells]
            for chosen in (np.arange(len(draw)), *picks)
        ]
    return np.array(found[0]), np.array(found[1:])


def _value(check, runs, chosen):
    """The number of one cell, of the worlds chosen."""
    numbers = {
        name: _of_run(check, _given(check.all_runs[name], readings, chosen))
        for name, readings in runs.items()
    }
    if check.value is None:
        return next(iter(numbers.values()))
    return float(
        parsed(check.value)({name: np.float64(number) for name, number in numbers.items()})
    )


def _given(run, readings, chosen):
    """The readings of the worlds chosen, of those that count in this run."""
    readings = {key: column[chosen] for key, column in readings.items()}
    if run.given is None:
        return readings
    counts = np.asarray(parsed(run.given)(readings), dtype=bool)
    return {key: column[counts] for key, column in readings.items()}


def _of_run(check, readings):
    """Median, mean, share, middle wait, survival or ratio of means of one run."""
    if not len(readings["draw"]):
        return np.nan
    if check.survival is not None:
        begin, end = (_float(text, readings) for text in (check.survival.begin, check.survival.end))
        return survival(end - begin, _last(check, readings) - begin, check.survival.after)
    if check.ratio is not None:
        of, to = (_float(text, readings).mean() for text in check.ratio)
        return of / to if to else np.nan
    how = next(
        name for name in ("median", "mean", "share", "wait") if getattr(check, name) is not None
    )
    values = _float(getattr(check, how), readings)
    if (
        how == "wait"
    ):  # weeks until an event; where it never came, it would have come later than all
        return float(np.quantile(np.where(np.isnan(values), np.inf, values), 0.5, method="lower"))
    if how == "share":
        return float(np.mean(values > 0.0))
    known = values[np.isfinite(values)]
    return float(np.median(known) if how == "median" else known.mean()) if len(known) else np.nan


def _float(text, readings):
    size = len(readings["draw"])
    return np.broadcast_to(np.asarray(parsed(text)(readings), dtype=float), (size,))


def _last(check, readings):
    return readings["weeks"]


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
    time, ended, left = time[began], ended[began], 1.0
    for week in np.unique(time[ended & (time <= after)]):
        left *= 1.0 - np.sum(ended & (time == week)) / np.sum(time >= week)
    return float(left) if len(time) else float("nan")


@np.errstate(invalid="ignore")  # the difference of two waits beyond the run is not a number
def verdict(check, values, resamples):
    """{"median", "low", "high", "values", "pass", "ranges"}: the number, or its change from first
    value to last; as demanded or not.

    ranges  [(low, high)] the interval of each of the values
    """
    along = len(values) > 1
    told, spread = (
        (values[-1] - values[0], resamples[:, -1] - resamples[:, 0])
        if along
        else (values[-1], resamples[:, -1])
    )
    low, high = _interval(spread)
    passed = (
        _in_band(check.band, told) if check.band else bool(SHAPES[check.shape](values, resamples))
    )
    found = {
        "median": float(told),
        "low": low,
        "high": high,
        "values": [float(value) for value in values],
        "pass": passed,
    }
    return found | {"ranges": [_interval(column) for column in resamples.T]}


def _interval(column):
    known = column[~np.isnan(column)]
    return (
        tuple(float(q) for q in np.quantile(known, ENDS, method="nearest"))
        if len(known)
        else (np.nan, np.nan)
    )


def _in_band(band, value):
    low, high = band
    return bool((low is None or value >= low) and (high is None or value <= high))


def _ends(rows):
    """Ends of the interval of each column, (2,) or (2, K); not a number where nothing is known."""
    known = [column[~np.isnan(column)] for column in np.atleast_2d(rows.T)]
    ends = np.array(
        [np.quantile(column, ENDS) if len(column) else (np.nan, np.nan) for column in known]
    ).T
    return ends[:, 0] if rows.ndim == 1 else ends


def _rises(values, resamples):
    """Higher at the end beyond chance, and no step down beyond chance."""
    low = _ends(resamples[:, -1] - resamples[:, 0])[0]
    return low > 0.0 and np.all(_ends(np.diff(resamples, axis=1))[1] >= 0.0)


def _concave(values, resamples):
    """No step that is larger than the one before it beyond chance."""
    return np.all(_ends(np.diff(resamples, 2, axis=1))[0] <= 0.0)


def _interior(values, resamples):
    """Somewhere between the ends it is higher than at both, beyond chance."""
    at = 1 + int(np.argmax(values[1:-1]))
    gaps = resamples[:, at] - np.maximum(resamples[:, 0], resamples[:, -1])
    return _ends(gaps)[0] > 0.0


SHAPES = {
    "positive": lambda values, resamples: _ends(resamples[:, -1])[0] > 0.0,
    "negative": lambda values, resamples: _ends(resamples[:, -1])[1] < 0.0,
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
