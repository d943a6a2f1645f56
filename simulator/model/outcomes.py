"""Stage 10: events of the week, and the outcome of each world."""

from itertools import chain

import numpy as np

from simulator.model.actor import Actor
from simulator.scenario.expression import Expression

CORE, CORE_WEEKS = 25.0, 4
MAJOR, MAJOR_WEEKS = 30.0, 8
SOFT, SOFT_WEEKS, STILL = 10.0, 3, 2.0
REVERTS, NEW_TRUCE = 6, 4
LONG_AGO = 999  # weeks


class Record(Actor):
    """Events that take more than one week to recognise; see the metrics that report them. After
    they are written, the metrics used by conditions are updated."""

    def choose(self):
        self._concessions()
        self._statements()
        self._enacted()

    def _concessions(self):
        s, core, truce = self.state, self.index.core, self.index.measure_of("truce")
        far = np.any(s.conceded(s.reservation, core) >= CORE, axis=0)
        self.core_weeks = np.where(far, s.core_weeks + 1, 0)
        core_text = np.any(s.conceded(s.draft[core], core) >= CORE, axis=0)
        voted = s.voted & s.voted_yes[self.index.sovereign] & core_text
        self.core = s.core | (self.core_weeks >= CORE_WEEKS) | voted
        moved = np.abs(s.practice - s.first_practice) >= MAJOR
        if truce is not None:  # a void truce is no concession
            moved[truce] &= s.truce & (s.practice[truce] > s.first_practice[truce])
        self.major_weeks = np.where(moved, s.major_weeks + 1, 0)
        self.major = s.major | np.any(self.major_weeks >= MAJOR_WEEKS, axis=0)

    def _statements(self):
        s = self.state
        before = s.reservation_of_speakers if self.now.first else s.reservation_ring[0]
        still = np.all(np.abs(s.reservation_of_speakers - before) < STILL, axis=1)
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
        since = np.where(s.truce_void | now.broke, 0, np.minimum(s.truce_ended + 1, LONG_AGO))
        self.truce_ended = np.where(s.truce, LONG_AGO, since)

    def apply(self):
        s = self.state
        self.write(
            "core_weeks", "core", "major_weeks", "major", "softening", "reverted", "peak",
            "since_soft", "enacted", "truce_ended",
        )  # fmt: skip
        if self.now.first:
            s.reservation_ring[:] = s.reservation_of_speakers
        for ring, now in (
            (s.softness_ring, s.softness),
            (s.reservation_ring, s.reservation_of_speakers),
        ):
            self.put(ring, np.concatenate([ring[1:], now[None]]))
        self.model.update_metrics()


class OutcomeClassifier(Actor):
    """Outcome of each world: the first in the scenario's order whose condition has lasted long
    enough."""

    def __init__(self, model):
        super().__init__(model)
        self.outcomes = model.form.outcomes
        row = self.index.conditions.index
        self.conditions = {
            part.id: [(condition, row(f"{part.id}.{k}")) for k, condition in enumerate(part.when)]
            for outcome in self.outcomes
            for part in (outcome, *outcome.parts)
        }
        conditions = [condition for condition, _ in chain(*self.conditions.values())]
        self.tests = [Expression(condition.test) for condition in conditions]

    def choose(self):
        s, values = self.state, self.model.metric_values
        true = [self.xp.asarray(test(values), dtype=bool) for test in self.tests]
        weeks = zip(true, s.condition_weeks, strict=True)
        self.condition_weeks = np.stack([np.where(now, so_far + 1, 0) for now, so_far in weeks])
        self.outcome = _first([self._met(outcome.id) for outcome in self.outcomes])
        self.part = np.full_like(self.outcome, -1)
        self.absorbed = np.zeros_like(self.state.alive)
        for c, outcome in enumerate(self.outcomes):
            here = self.outcome == c
            self.absorbed = self.absorbed | (here & self._met(outcome.id, absorbing=True))
            if outcome.parts:
                part = _first([self._met(part.id) for part in outcome.parts])
                self.part = np.where(here, part, self.part)

    def _met(self, name, absorbing=False):
        """True where a condition of an outcome or part has lasted long enough, (W,); absorbing:
        only conditions that end the world's story."""
        met = np.zeros_like(self.state.alive)
        for condition, row in self.conditions[name]:
            if condition.absorbing or not absorbing:
                met = met | (self.condition_weeks[row] >= condition.lasting)
        return met

    def apply(self):
        s = self.state
        self.write("condition_weeks", "outcome", "part")
        self.put(s.alive, False, self.absorbed)
        s.all_alive = self.xp.all(s.alive)


def _first(true):
    """Number of the first true row in each world, -1 if there is none."""
    rows = np.stack(true)
    return np.where(rows.any(axis=0), rows.argmax(axis=0), -1)
