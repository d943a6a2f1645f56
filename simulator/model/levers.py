"""Stage 1: the levers in force this week, men who come or leave by them, and a scripted departure
of the leader."""

import numpy as np

from simulator.model.actor import Actor
from simulator.rules import applies, holder
from simulator.scenario.calendar import week_of
from simulator.scenario.expression import Expression

LATEST = ("lever_from", "lever_goal", "lever_since", "lever_over")


class Schedule(Actor):
    """The dated steps of one lever. The latest step in force applies; a ramp starts from the value
    at that time."""

    def __init__(self, model, name):
        super().__init__(model)
        lever = model.resolved.levers[name]
        self.row = self.index.levers.index(name)
        self.steps = [
            self._step(f"levers.{name}.steps.{i}.to", step) for i, step in enumerate(lever.steps)
        ]
        first = self.index.steps.index(f"{name}.0")
        self.rows = slice(first, first + len(self.steps))

    def _step(self, path, step):
        """First week, value by world, weeks of the ramp, and condition of a step; a sweep may vary
        the value."""
        to = self.parameters.values.get(path, step.to.value)
        to = np.broadcast_to(self.xp.asarray(to, dtype=self.state.dtype), self.state.alive.shape)
        return week_of(step.at), to, max(step.over, 1), step.when and Expression(step.when)

    def choose(self):
        s, row, week = self.state, self.row, self.model.week
        self.lever_fired = s.lever_fired[self.rows].copy()
        latest = [a[row] for a in (s.lever_from, s.lever_goal, s.lever_since, s.lever_over)]
        for fired, (at, to, over, when) in zip(self.lever_fired, self.steps, strict=True):
            if week < at:
                continue
            now = ~fired
            if when is not None:
                now = now & self.xp.asarray(when(self.model.metric_values), dtype=bool)
            fired |= now
            latest = [
                np.where(now, new, old)
                for new, old in zip((s.lever[row], to, week, over), latest, strict=True)
            ]
        self.latest = [values.astype(s.dtype) for values in latest]
        before, goal, since, weeks = self.latest
        share = np.minimum((week - since + 1) / weeks, 1.0)
        self.lever = np.where(share >= 1.0, goal, before + (goal - before) * share)

    def apply(self):
        s = self.state
        self.put(s.lever_fired[self.rows], self.lever_fired)
        for name, values in zip(LATEST, self.latest, strict=True):
            self.put(getattr(s, name)[self.row], values)
        self.write("lever", row=self.row)


FORCES = ("reserve", "garrison")
DECLARED = (*FORCES, "strength", "quality")


@applies(holder.men_after_step)
class Mobilisation(Actor):
    """Dated steps of a holder's men: a change of `reserve` or `garrison`, times `strength`, is
    added to the men in the field or taken from them, and a change of `strength` multiplies them.
    From a step of `quality` on, all its men have the new fighting value."""

    def __init__(self, model, h):
        super().__init__(model)
        self.h, self.path = h, f"holders.{self.index.holders[h]}"

    def _declared(self):
        """{name: (W,)} of what the levers in force declare."""
        return {name: self.parameters.row(f"{self.path}.{name}") for name in DECLARED}

    def choose(self):
        self.declared = self._declared()
        before = self.state.declared_men[:, self.h]
        self.before = dict(zip(DECLARED, before, strict=True))
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
        self.state.declared_men[:, self.h] = np.stack(list(self.declared.values()))


def is_mobilised(resolved, holder_id):
    """Whether dated steps change the men of a holder, or their fighting value."""
    paths = {f"holders.{holder_id}.{name}" for name in DECLARED}
    return any(lever.steps and lever.target in paths for lever in resolved.levers.values())


class Succession(Actor):
    """Scripted departure of the leader: all positions and the war's ends move to a departure, and
    the army loses cohesion."""

    def __init__(self, model):
        super().__init__(model)
        self.leader = self.index.term_of("leader")

    def choose(self):
        s = self.state
        self.leaves = self.model.left_by_script() & ~s.leader_left & s.alive

    def apply(self):
        s, leader, leaves = self.state, self.leader, self.leaves
        if leader is None or not self.xp.any(leaves):
            return
        self.put(s.leader_left, True, leaves)
        settled = 100.0 - s.pole[leader]
        bureaus = [position for both in s.bureau_position for position in both]
        for positions in (*s.position, *s.first_position, *bureaus):
            self.put(positions[leader], settled, leaves)
        morale = s.cohesion[self.index.state_holder]
        self.put(morale, morale - np.where(leaves, self.parameters["cohesion.departure"], 0.0))
        self.model.expectations.fix_end_term(leader, settled, leaves)
