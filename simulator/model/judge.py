"""Stage 9: what happened this week, and which class the world is in."""

import numpy as np

from simulator.model.actor import Actor
from simulator.model.reading import REDUCTIONS
from simulator.rules import utility
from simulator.scenario.expression import Expression

CORE, CORE_WEEKS = 25.0, 4
MAJOR, MAJOR_WEEKS = 30.0, 8
SOFT, SOFT_WEEKS, STILL = 10.0, 3, 2.0
REVERTS, NEW_TRUCE = 6, 4


class Record(Actor):
    """Events that take more than one week to recognise; see the measures that report them."""

    def __init__(self, model):
        super().__init__(model)
        s = self.state
        never = s.filled("W", False)
        self.core, self.major = never.copy(), never.copy()
        self.softening, self.reverted = never.copy(), never.copy()
        self.core_weeks, self.major_weeks = s.filled("W", 0), s.filled("MW", 0)
        self.since_soft, self.truce_ended = s.filled("W", 999), s.filled("W", 999)
        self.peak, self.enacted = s.full(), s.full()

    def choose(self):
        self._concessions()
        self._words()
        self._enacted()

    def _concessions(self):
        s, government = self.state, self.cast.government
        core = [
            i for i in (self.cast.term_of("leader"), self.cast.term_of("body")) if i is not None
        ]
        far = np.any(s.conceded(s.bottom, core) >= CORE, axis=0)
        self.next_core_weeks = np.where(far, self.core_weeks + 1, 0)
        voted = (
            s.voted
            & s.said_yes[government]
            & np.any(s.conceded(s.draft[core], core) >= CORE, axis=0)
        )
        self.next_core = self.core | (self.next_core_weeks >= CORE_WEEKS) | voted
        moved = np.abs(s.practice - s.first_practice) >= MAJOR
        truce = self.cast.measure_of("truce")
        if truce is not None:  # a truce that is void is no concession
            moved[truce] &= s.truce & (s.practice[truce] > s.first_practice[truce])
        self.next_major_weeks = np.where(moved, self.major_weeks + 1, 0)
        self.next_major = self.major | np.any(self.next_major_weeks >= MAJOR_WEEKS, axis=0)

    def _words(self):
        s = self.state
        if self.model.first_week:
            s.bottom_ring[:] = s.bottom
        still = np.all(np.abs(s.bottom - s.bottom_ring[0]) < STILL, axis=0)
        self.next_softening = (s.softness - s.softness_ring[0] >= SOFT) & still
        self.next_since = np.where(self.next_softening, 0, self.since_soft + 1)
        self.next_peak = np.where(self.next_softening, np.maximum(s.softness, self.peak), self.peak)
        half = s.softness <= 0.5 * self.next_peak
        self.next_reverted = (self.next_since <= REVERTS) & half & ~self.next_softening
        self.next_peak = np.where(self.next_since > REVERTS, 0.0, self.next_peak)

    def _enacted(self):
        m, truce = self.model, self.cast.measure_of("truce")
        new = m.agreed.copy()
        if truce is not None:
            new[truce] &= self.truce_ended > NEW_TRUCE
        self.next_enacted = np.sum(new, axis=0, dtype=self.state.dtype)
        self.next_truce_ended = np.where(
            self.state.truce,
            999,
            np.where(m.void | m.deal.breaks, 0, np.minimum(self.truce_ended + 1, 999)),
        )

    def apply(self):
        s = self.state
        for view, new in (
            (self.core_weeks, self.next_core_weeks), (self.core, self.next_core),
            (self.major_weeks, self.next_major_weeks),
            (self.major, self.next_major), (self.softening, self.next_softening),
            (self.reverted, self.next_reverted),
            (self.peak, self.next_peak), (self.since_soft, self.next_since),
            (self.enacted, self.next_enacted),
            (self.truce_ended, self.next_truce_ended),
        ):  # fmt: skip
            self.put(view, new)
        s.softness_ring[:] = np.concatenate([s.softness_ring[1:], s.softness[None]])
        s.bottom_ring[:] = np.concatenate([s.bottom_ring[1:], s.bottom[None]])


class Judge(Actor):
    """The class of each world: the first in the scenario's order whose condition has lasted long
    enough."""

    def __init__(self, model):
        super().__init__(model)
        self.classes = model.form.classes
        parts = [(c, kind) for c, one in enumerate(self.classes) for kind in (one, *one.parts)]
        self.tests = [
            (c, kind, [(Expression(w.test), w.lasting, w.absorbing) for w in kind.when])
            for c, kind in parts
        ]
        self.lasted = {
            (kind.id, j): np.zeros(model.worlds, dtype=np.int32)
            for _, kind, tests in self.tests
            for j in range(len(tests))
        }
        self.at, self.part = np.full(model.worlds, -1), np.full(model.worlds, -1)

    def choose(self):
        self.model.look()
        true, ending = {}, np.zeros((len(self.classes), self.model.worlds), dtype=bool)
        for c, kind, tests in self.tests:
            met = np.zeros(self.model.worlds, dtype=bool)
            for j, (test, lasting, absorbing) in enumerate(tests):
                lasted = self.lasted[kind.id, j]
                now = np.broadcast_to(np.asarray(test(self.model.seen), dtype=bool), met.shape)
                new = REDUCTIONS["lasting"].fold(lasted, now, self.model.week)
                lasted[:] = np.where(self.state.alive, new, lasted)
                met |= lasted >= lasting
                if absorbing:
                    ending[c] |= lasted >= lasting
            true[c, kind.id] = met
        self.next_at = _first([true[c, one.id] for c, one in enumerate(self.classes)])
        self.absorbed = (self.next_at >= 0) & ending[self.next_at, np.arange(self.model.worlds)]
        self.next_part = np.full(self.model.worlds, -1)
        for c, one in enumerate(self.classes):
            if one.parts:
                self.next_part = np.where(
                    self.next_at == c,
                    _first([true[c, part.id] for part in one.parts]),
                    self.next_part,
                )

    def apply(self):
        s = self.state
        self.put(self.at, self.next_at)
        self.put(self.part, self.next_part)
        s.alive &= ~self.absorbed
        s.all_alive = bool(s.alive.all())


def _first(true):
    """Number of the first true row in each world, -1 where none is."""
    rows = np.stack(true)
    return np.where(rows.any(axis=0), rows.argmax(axis=0), -1)


def surplus(model, a):
    """Value of the latest text to a party less that of war, under the mediator's squared loss,
    (W,)."""
    s, package = model.state, slice(0, len(model.cast.package))
    worth = utility.squared_value(
        s.draft, s.position[a : a + 1, package], s.salience[a : a + 1, package]
    )
    return worth[0] - s.war_squared[a]


def zone(model):
    """True where the latest text beats war for both signers, (W,)."""
    return (surplus(model, model.cast.government) > 0.0) & (
        surplus(model, model.cast.opposition) > 0.0
    )
