"""Readings taken of each world between two weeks: what checks and calibration hold against the
record."""

from dataclasses import dataclass

import numpy as np

from simulator.scenario.expression import Expression

FOLDS = {
    "mean": lambda so_far, now, week: so_far + now,
    "sum": lambda so_far, now, week: so_far + now,
    "lowest": lambda so_far, now, week: np.minimum(so_far, now),
    "highest": lambda so_far, now, week: np.maximum(so_far, now),
    "ever": lambda so_far, now, week: np.maximum(so_far, now != 0.0),
    "first": lambda so_far, now, week: np.where(np.isnan(so_far) & (now != 0.0), week, so_far),
    "last": lambda so_far, now, week: now,
}
BEGIN = {
    "mean": 0.0,
    "sum": 0.0,
    "lowest": np.inf,
    "highest": -np.inf,
    "ever": 0.0,
    "first": np.nan,
    "last": np.nan,
}


@dataclass(frozen=True)
class Reading:
    """An expression over measures, and what is taken of its weekly values: `last`, `mean`, `sum`,
    `lowest`, `highest`, whether it was `ever` true, or the `first` week in which it was (counted
    from the reading's own first week; not a number where never).

    first, last  weeks from the start of the run, both taken in
    """

    of: str
    how: str
    first: int
    last: int


class Watch:
    """Takes readings {name: Reading} of a conflict week by week; `columns()` gives one value a
    world for each."""

    def __init__(self, model, readings):
        self.model, self.readings = model, readings
        self.tests = {name: Expression(reading.of) for name, reading in readings.items()}
        self.values = {
            name: np.full(model.worlds, BEGIN[reading.how]) for name, reading in readings.items()
        }

    def end_week(self):
        """Take in the week just stepped."""
        week = self.model.week - self.model.start - 1
        open_now = {
            name: one for name, one in self.readings.items() if one.first <= week <= one.last
        }
        asked = set().union(*(self.tests[name].names for name in open_now))
        seen = {
            name: np.asarray(self.model.measures[name].of(self.model), dtype=float)
            for name in asked
        }
        for name, one in open_now.items():
            now = np.broadcast_to(
                np.asarray(self.tests[name](seen), dtype=float), (self.model.worlds,)
            )
            self.values[name] = FOLDS[one.how](self.values[name], now, week - one.first)

    def columns(self):
        """{name: (W,)}"""
        means = {
            name: one.last - one.first + 1
            for name, one in self.readings.items()
            if one.how == "mean"
        }
        return {name: values / means.get(name, 1) for name, values in self.values.items()}
