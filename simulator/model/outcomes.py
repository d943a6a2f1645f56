"""Stage 10: what happened this week, and which outcome the world is in."""

from itertools import chain

import numpy as np

from simulator.model.actor import Actor
from simulator.model.reading import Gauge
from simulator.scenario.readings import Reading

CORE, CORE_WEEKS = 25.0, 4
MAJOR, MAJOR_WEEKS = 30.0, 8
SOFT, SOFT_WEEKS, STILL = 10.0, 3, 2.0
REVERTS, NEW_TRUCE = 6, 4
LONG_AGO = 999  # weeks


class Record(Actor):
    """Events that take more than one week to recognise; see the metrics that report them. When they
    are written, conditions look at the week."""

    def choose(self):
        self._concessions()
        self._words()
        self._enacted()

    def _concessions(self):
        s, core, truce = self.state, self.index.core, self.index.measure_of("truce")
        far = np.any(s.conceded(s.reservation, core) >= CORE, axis=0)
        self.core_weeks = np.where(far, s.core_weeks + 1, 0)
        so_far = np.any(s.conceded(s.draft[core], core) >= CORE, axis=0)
        voted = s.voted & s.said_yes[self.index.government] & so_far
        self.core = s.core | (self.core_weeks >= CORE_WEEKS) | voted
        moved = np.abs(s.practice - s.first_practice) >= MAJOR
        if truce is not None:  # a truce that is void is no concession
            moved[truce] &= s.truce & (s.practice[truce] > s.first_practice[truce])
        self.major_weeks = np.where(moved, s.major_weeks + 1, 0)
        self.major = s.major | np.any(self.major_weeks >= MAJOR_WEEKS, axis=0)

    def _words(self):
        s = self.state
        before = s.reservation if self.now.first else s.bottom_ring[0]
        still = np.all(np.abs(s.reservation - before) < STILL, axis=0)
        soft = self.softening = (s.softness - s.softness_ring[0] >= SOFT) & still
        self.since_soft = np.where(soft, 0, s.since_soft + 1)
        peak = np.where(soft, np.maximum(s.softness, s.peak), s.peak)
        half, late = s.softness <= 0.5 * peak, self.since_soft > REVERTS
        self.reverted = ~late & half & ~soft
        self.peak = np.where(late, 0.0, peak)

    def _enacted(self):
        s, now, truce = self.state, self.now, self.index.measure_of("truce")
        new = now.agreed.copy()
        if truce is not None:
            new[truce] &= s.truce_ended > NEW_TRUCE
        self.enacted = np.sum(new, axis=0, dtype=s.dtype)
        since = np.where(now.void | now.broke, 0, np.minimum(s.truce_ended + 1, LONG_AGO))
        self.truce_ended = np.where(s.truce, LONG_AGO, since)

    def apply(self):
        s = self.state
        self.write(
            "core_weeks", "core", "major_weeks", "major", "softening", "reverted", "peak",
            "since_soft", "enacted", "truce_ended",
        )  # fmt: skip
        if self.now.first:
            s.bottom_ring[:] = s.reservation
        self.put(s.softness_ring, np.concatenate([s.softness_ring[1:], s.softness[None]]))
        self.put(s.bottom_ring, np.concatenate([s.bottom_ring[1:], s.reservation[None]]))
        self.model.look()


class OutcomeClassifier(Actor):
    """The outcome of each world: the first in the scenario's order whose condition has lasted long
    enough.

    at, part  (W,)  numbers of the outcome and of its part, -1 for none
    """

    def __init__(self, model):
        super().__init__(model)
        self.outcomes = model.form.outcomes
        self.conditions = {
            kind.id: [(condition, self._gauge(condition)) for condition in kind.when]
            for one in self.outcomes
            for kind in (one, *one.parts)
        }
        self.at, self.part = (self.xp.full(model.worlds, -1, int) for _ in range(2))

    def _gauge(self, condition):
        """For how many weeks in a row a condition has held."""
        reading = Reading(condition.test, "lasting", 0, self.model.form.weeks - 1)
        return Gauge(reading, self.model.worlds, self.xp)

    def choose(self):
        week = self.model.week - self.model.start
        for _, gauge in chain(*self.conditions.values()):
            gauge.end_week(week, self.model.seen.__getitem__)
        self.next_at = _first([self._met(one.id) for one in self.outcomes])
        self.next_part = np.full_like(self.next_at, -1)
        self.absorbed = np.zeros_like(self.state.alive)
        for c, one in enumerate(self.outcomes):
            here = self.next_at == c
            self.absorbed = self.absorbed | (here & self._met(one.id, absorbing=True))
            if one.parts:
                part = _first([self._met(part.id) for part in one.parts])
                self.next_part = np.where(here, part, self.next_part)

    def _met(self, name, absorbing=False):
        """True where a condition of an outcome or part has lasted long enough, or one that ends the
        world's story, (W,)."""
        met = np.zeros_like(self.state.alive)
        for condition, gauge in self.conditions[name]:
            if condition.absorbing or not absorbing:
                met = met | (gauge.value() >= condition.lasting)
        return met

    def apply(self):
        s = self.state
        self.put(self.at, self.next_at)
        self.put(self.part, self.next_part)
        self.put(s.alive, False, self.absorbed)
        s.all_alive = self.xp.all(s.alive)


def _first(true):
    """Number of the first true row in each world, -1 where none is."""
    rows = np.stack(true)
    return np.where(rows.any(axis=0), rows.argmax(axis=0), -1)
