"""Stage 1: the levers in force this week, men who come or leave by them, and a scripted departure
of the leader."""

import numpy as np

from simulator.model.actor import Actor
from simulator.rules import applies, holder
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


FORCES = ("reserve", "garrison")


@applies(holder.men_after_step)
class Mobilisation(Actor):
    """Dated steps of a holder's men: a change of `reserve` or `garrison`, times `strength`, is
    added to the men in the field or taken from them, and a change of `strength` multiplies them.
    From a step of `quality` on, all its men have the new fighting value."""

    def __init__(self, model, h):
        super().__init__(model)
        self.h, self.path = h, f"holders.{self.index.holders[h]}"
        self.before = self._declared()

    def _declared(self):
        """{name: (W,)} of what the levers in force declare."""
        names = (*FORCES, "strength", "quality")
        return {name: self.parameters.row(f"{self.path}.{name}") for name in names}

    def choose(self):
        self.declared = self._declared()
        self.men = {kind: self._men(kind) for kind in FORCES}

    def _men(self, kind):
        """Thousand men after this week's change, and where there is one, two (W,)."""
        now, before = self.declared, self.before
        present = getattr(self.state, kind)[self.h]
        men = holder.men_after_step(
            present, now[kind], before[kind], now["strength"], before["strength"]
        )
        changed = (now[kind] != before[kind]) | (now["strength"] != before["strength"])
        return men, changed

    def apply(self):
        for kind, (men, changed) in self.men.items():
            self.put(getattr(self.state, kind)[self.h], men, changed)
        quality = self.declared["quality"]
        if not np.array_equal(quality, self.before["quality"]):
            self.put(self.state.quality[self.h], quality)
        self.before = self.declared


def is_mobilised(resolved, holder_id):
    """Whether dated steps change the men of a holder, or their fighting value."""
    paths = {f"holders.{holder_id}.{name}" for name in (*FORCES, "strength", "quality")}
    return any(lever.steps and lever.target in paths for lever in resolved.levers.values())


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
