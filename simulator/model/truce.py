"""Stage 4: the truce between the signers."""

import numpy as np

from simulator.model.actor import Actor
from simulator.model.state import TRUCE_WINDOW
from simulator.rules import truce

OPEN = 0.5  # share of ordinary fighting from which an attack is no skirmish


class Truce(Actor):
    """The ceasefire in force or not: who breaches it, whether it is trusted, when it is void."""

    def __init__(self, model):
        super().__init__(model)
        cast = self.cast
        self.own = self.section("truce")
        attackers = cast.attacker[cast.between]
        self.sides = [np.flatnonzero(attackers == h) for h in (cast.regime, cast.rebels)]
        homes = np.array(
            [[g in f.homes for f in cast.form.factions.values()] for g in cast.governorates],
            dtype=self.state.dtype,
        )
        self.homes = homes[:, :, None] * self.state.fighters
        self.access, self.fighting = cast.measure_of("access"), self.numbers["deal.fighting"]

    def will(self):
        """Share of ordinary fighting that goes on this week on the rows between the signers, (B,
        W); the fronts ask for it."""
        s, own = self.state, self.own
        self.fought = truce.breach(s.temptation, self._mixed(), s.trust, own.monitoring, own)
        return np.where(s.deal, self.fighting, np.where(s.truce, self.fought, 1.0))

    def choose(self):
        s, own = self.state, self.own
        self.violations = np.stack([self._violations(self.fought, rows) for rows in self.sides])
        counted = np.where(s.truce, np.sum(self.violations, axis=0), own.violations_at_war)
        access = 0.01 * s.practice[self.access] if self.access is not None else 0.0
        self.trust = truce.next_trust(
            s.trust, counted, access, np.where(s.truce, own.guarantors, 0.0), own
        )
        hot = s.deaths >= own.void_violence * s.violence_before
        self.hot_weeks = np.where(s.truce & hot, s.hot_weeks + 1, 0)
        self.void = s.truce & ~s.deal & truce.is_void(self.hot_weeks, self._offensives(), own)

    def _mixed(self):
        """Share of the defender's fighters who stand with the radicals, on the government's rows of
        attack, (R, W)."""
        s, cast = self.state, self.cast
        by_place = np.stack([np.sum(s.leans * home, axis=0) for home in self.homes])
        whole = np.maximum(np.sum(self.homes, axis=1), 1e-6)
        return (by_place / whole)[cast.where[cast.between]] * (cast.defender == cast.rebels)[
            cast.between, None
        ]

    def _violations(self, fought, rows):
        """Breaches a week by one side, weighed by where it would fight."""
        s = self.state
        share = self.model.fronts.ordinary[self.cast.between[rows]]
        share = share / np.maximum(np.sum(share, axis=0), 1e-6)
        government = self.own.by_government
        side = government if rows is self.sides[0] else 1.0 - government
        return side * truce.violations(fought[rows], share, self.own) * s.truce

    def _offensives(self):
        """Governorates in which a signer takes more land than a skirmish, (W,)."""
        s, cast = self.state, self.cast
        taking = (s.taken[cast.between] > self.own.offensive) & (s.will[cast.between] > OPEN)
        attacked = np.zeros((len(cast.governorates), self.model.worlds), dtype=bool)
        for place, row in zip(cast.where[cast.between], taking, strict=True):
            attacked[place] |= row
        return np.sum(attacked, axis=0)

    def apply(self):
        s = self.state
        s.deaths_ring[:] = np.where(
            s.alive, np.concatenate([s.deaths_ring[1:], s.deaths[None]]), s.deaths_ring
        )
        for view, new in (
            (s.violations, self.violations),
            (s.trust, self.trust),
            (s.hot_weeks, self.hot_weeks),
        ):
            self.put(view, new)
        self.put(s.truce_age, np.where(s.truce, s.truce_age + 1.0, 0.0))
        self.put(s.truce, s.truce & ~self.void)
        self.put(self.model.void, self.void)
        self.model.begin_practice_of_ceasefire(self.void)
        self._begin_by_script()

    def _begin_by_script(self):
        """A truce that the scenario dates begins with the week to come, on its term and with the
        trust of a start."""
        s, row = self.state, self.cast.measure_of("truce")
        begins = (
            s.alive
            & ~s.truce
            & (self.model.week + 1 - self.model.start == np.asarray(self.own.begins))
        )
        if row is not None and begins.any():
            s.practice[row] = np.where(begins, self.own.term, s.practice[row])
            s.trust[:] = np.where(begins, self.own.trust, s.trust)
            self.renew(begins)

    def renew(self, agreed):
        """A new truce where the parties agreed on one: its age restarts, trust does not."""
        s = self.state
        begins = agreed & ~s.truce & s.alive
        s.truce |= begins
        s.truce_age[begins] = 0.0
        s.hot_weeks[begins] = 0
        s.violence_before[begins] = (np.sum(s.deaths_ring, axis=0) / TRUCE_WINDOW)[begins]
