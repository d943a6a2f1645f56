"""Stage 1: the levers in force this week, and a scripted departure of the leader."""

import numpy as np

from simulator.model.actor import Actor
from simulator.scenario.calendar import week_of
from simulator.scenario.expression import Expression


class Schedule(Actor):
    """The dated steps of one lever. The latest step in force applies; a ramp starts from the value
    at that time."""

    def __init__(self, model, name):
        super().__init__(model)
        lever = model.resolved.levers[name]
        self.value = model.parameters[lever.target]
        self.steps = [
            self._step(f"levers.{name}.steps.{i}.to", step) for i, step in enumerate(lever.steps)
        ]
        self.fired = [np.zeros_like(self.state.alive) for _ in self.steps]
        self.start, self.goal = self.value.copy(), self.value.copy()
        self.since, self.over = np.zeros_like(self.value), np.ones_like(self.value)

    def _step(self, path, step):
        """First week, value by world, weeks of the ramp, and condition of a step; a sweep may vary
        the value."""
        to = self.parameters.values.get(path, step.to.value)
        to = np.broadcast_to(self.xp.asarray(to, dtype=self.value.dtype), self.value.shape)
        return week_of(step.at), to, max(step.over, 1), step.when and Expression(step.when)

    def choose(self):
        week = self.model.week
        for fired, (at, to, over, when) in zip(self.fired, self.steps, strict=True):
            if week < at:
                continue
            now = ~fired
            if when is not None:
                now &= self.xp.asarray(when(self.model.metric_values), dtype=bool)
            fired |= now
            for field, new in (
                (self.start, self.value), (self.goal, to), (self.since, week), (self.over, over),
            ):  # fmt: skip
                np.copyto(field, new, where=now)
        share = np.minimum((week - self.since + 1) / self.over, 1.0)
        self.next = np.where(share >= 1.0, self.goal, self.start + (self.goal - self.start) * share)

    def apply(self):
        self.put(self.value, self.next)


class Succession(Actor):
    """Scripted departure of the leader: all positions and the war's ends move to a departure, and
    the army loses cohesion."""

    def __init__(self, model):
        super().__init__(model)
        self.leader, self.gone = self.index.term_of("leader"), np.zeros_like(self.state.alive)

    def choose(self):
        self.leaves = self.model.left_by_script() & ~self.gone & self.state.alive

    def apply(self):
        s, leader, leaves = self.state, self.leader, self.leaves
        if leader is None or not self.xp.any(leaves):
            return
        self.gone |= leaves
        settled = 100.0 - s.pole[leader]
        bureaus = [stance for both in s.bureau_stance.values() for stance in both.values()]
        for positions in (*s.position, *s.first_position, *bureaus):
            self.put(positions[leader], settled, leaves)
        morale = s.cohesion[self.index.state_holder]
        self.put(morale, morale - np.where(leaves, self.parameters["cohesion.departure"], 0.0))
        self.model.expectations.fix_end_term(leader, settled, leaves)
