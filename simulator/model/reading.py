"""Reductions of weekly values, used by reports of metrics, series, checks, targets and the
conditions of outcomes."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.scenario.expression import Expression


@dataclass(frozen=True)
class Reduction:
    """Reduction of weekly values to one: the value to `begin` with; `fold`, a function of the value
    so far, the week's value and the week's number; and `end`, a function of the last value and the
    number of weeks."""

    begin: float
    fold: Any
    end: Any = lambda so_far, weeks: so_far


def _first(so_far, now, week):
    return np.where(np.isnan(so_far) & (now != 0.0), week, so_far)


def _change(so_far, now, week):
    """Values of the first week and of this week, (2, W)."""
    return np.stack([np.where(np.equal(week, 0), now, so_far[0]), now])


SUM = Reduction(0.0, lambda so_far, now, week: so_far + now)
LAST = Reduction(np.nan, lambda so_far, now, week: now)
REDUCTIONS = {
    "last": LAST,
    "level": LAST,
    "mean": Reduction(0.0, SUM.fold, lambda so_far, weeks: so_far / weeks),
    "change": Reduction(np.nan, _change, lambda so_far, weeks: so_far[1] - so_far[0]),
    "sum": SUM,
    "count": SUM,
    "lowest": Reduction(np.inf, lambda so_far, now, week: np.minimum(so_far, now)),
    "highest": Reduction(-np.inf, lambda so_far, now, week: np.maximum(so_far, now)),
    "ever": Reduction(0.0, lambda so_far, now, week: np.maximum(so_far, now != 0.0)),
    "first": Reduction(np.nan, _first),
    "lasting": Reduction(0, lambda so_far, now, week: np.where(now, so_far + 1, 0)),
}


class Tally:
    """Running reduction of weekly values (W,)."""

    def __init__(self, how, worlds, xp):
        self.reduction, self.xp = REDUCTIONS[how], xp
        self.so_far = xp.full(worlds, self.reduction.begin, float)

    def add(self, now, week, going=None):
        """Add the values of a week (W,), only in the worlds that are `going` (W,).

        week  its number in the period, one for all worlds or (W,)
        """
        new = self.reduction.fold(self.so_far, now, week)
        self.so_far = new if going is None else np.where(going, new, self.so_far)

    def begin_at(self, so_far):
        """Continue from the reduction of past weeks."""
        self.so_far = self.xp.asarray(so_far)

    def value(self, weeks):
        """Result over a number of weeks, (W,)."""
        return self.reduction.end(self.so_far, weeks)


class Gauge:
    """Evaluation of one Reading while a conflict runs."""

    def __init__(self, reading, worlds, xp):
        self.reading, self.tally = reading, Tally(reading.how, worlds, xp)
        self.test, self.worlds, self.xp = Expression(reading.of), worlds, xp
        by_event = reading.begin or reading.end
        self.spell = Spell(reading, worlds, xp) if by_event else None

    def end_week(self, week, value_of):
        """Add a week, the first is 0; value_of returns the values of a metric by name."""
        first, last = self.reading.first, self.reading.last
        if first <= week <= last:
            number, going = self.spell.end_week(value_of) if self.spell else (week - first, None)
            now = self.xp.asarray(_evaluated(self.test, value_of), dtype=float)
            self.tally.add(np.broadcast_to(now, (self.worlds,)), number, going)

    def value(self):
        """Value of the reading, (W,)."""
        if not self.spell:
            return self.tally.value(self.reading.last - self.reading.first + 1)
        value = self.tally.value(np.maximum(self.spell.weeks, 1))
        return np.where(self.spell.complete(), value, np.nan)


class Spell:
    """Weeks of each world from one event to another, both included.

    weeks  (W,) weeks of the spell so far
    """

    def __init__(self, reading, worlds, xp):
        self.begin, self.end = (
            Expression(text) if text else None for text in (reading.begin, reading.end)
        )
        self.begun = xp.full(worlds, self.begin is None, bool)
        self.ended = xp.full(worlds, False, bool)
        self.weeks = xp.full(worlds, 0, int)

    def end_week(self, value_of):
        """Add a week; its number in the spell and the worlds whose spell goes on, two (W,)."""
        if self.begin:
            self.begun = self.begun | _is_true(self.begin, value_of)
        number, going = self.weeks, self.begun & ~self.ended
        if self.end:
            self.ended = self.ended | (going & _is_true(self.end, value_of))
        self.weeks = number + going
        return number, going

    def complete(self):
        """True in worlds with all events of the spell, (W,)."""
        return self.begun & (self.ended if self.end else True)


def _is_true(test, value_of):
    return np.asarray(_evaluated(test, value_of)) != 0.0


def _evaluated(test, value_of):
    return test({name: value_of(name) for name in test.names})
