"""Stage 4: the truce between the signers."""

import numpy as np

from simulator.model.actor import Actor
from simulator.model.state import TRUCE_WINDOW
from simulator.rules import applies, truce

OPEN = 0.5  # share of ordinary fighting above which an attack is an offensive


@applies(truce.breach, truce.violations, truce.next_trust, truce.is_void)
class Truce(Actor):
    """The ceasefire: whether it is in force, its breaches, trust in it, when it becomes void."""

    def __init__(self, model):
        super().__init__(model)
        index, xp = self.index, self.xp
        self.own, self.fighting = self.section("truce"), self.parameters["deal.fighting"]
        self.between = [row for row in index.rows if {*row[1:]} == {index.regime, index.rebels}]
        self.sides = [
            [b for b, row in enumerate(self.between) if row[1] == h]
            for h in (index.regime, index.rebels)
        ]
        homes = [[g in f.homes for f in index.form.factions.values()] for g in index.regions]
        self.homes = xp.asarray(homes, dtype=self.state.dtype)[:, :, None] * self.state.fighters
        on_rebels = [[row[2] == index.rebels] for row in self.between]
        self.on_rebels = xp.asarray(np.array(on_rebels, dtype=bool).reshape(-1, 1))
        self.access = index.measure_of("access")

    def engagement(self):
        """Share of ordinary fighting this week on the rows between the signers, (B, W): as it would
        be under a truce, and as it is. Used by the fronts."""
        s, own = self.state, self.own
        fought = truce.breach(s.temptation, self._mixed(), s.trust, own.monitoring, own)
        return fought, np.where(s.deal, self.fighting, np.where(s.truce, fought, 1.0))

    def choose(self):
        s, own = self.state, self.own
        government = own.by_government
        sides = zip((government, 1.0 - government), self.sides, strict=True)
        self.violations = np.stack([self._violations(share, rows) for share, rows in sides])
        counted = np.where(s.truce, np.sum(self.violations, axis=0), own.violations_at_war)
        access = 0.01 * s.practice[self.access] if self.access is not None else 0.0
        guarantors = np.where(s.truce, own.guarantors, 0.0)
        self.trust = truce.next_trust(s.trust, counted, access, guarantors, own)
        hot = s.deaths >= own.void_violence * s.violence_before
        self.hot_weeks = np.where(s.truce & hot, s.hot_weeks + 1, 0)
        self.void = s.truce & ~s.deal & truce.is_void(self.hot_weeks, self._offensives(), own)

    def _mixed(self):
        """Share of the defender's fighters who stand with the radicals, (R, W), on the government's
        rows of attack."""
        s, index = self.state, self.index
        by_place = np.stack([np.sum(s.leans * home, axis=0) for home in self.homes])
        fighters = np.maximum(np.sum(self.homes, axis=1), 1e-6)
        return (by_place / fighters)[index.where[index.between]] * self.on_rebels

    def _violations(self, side_share, rows):
        """Breaches per week by one side, weighted by its ordinary fighting."""
        share = self.now.ordinary[self.index.between[rows]]
        share = share / np.maximum(np.sum(share, axis=0), 1e-6)
        return (
            side_share * truce.violations(self.now.fought[rows], share, self.own) * self.state.truce
        )

    def _offensives(self):
        """Number of regions in which a signer is on the offensive, (W,)."""
        s, index = self.state, self.index
        taking = (s.taken[index.between] > self.own.offensive) & (
            s.engagement[index.between] > OPEN
        )
        attacked = self.xp.full((len(index.regions), self.model.worlds), False, bool)
        for (place, *_), row in zip(self.between, taking, strict=True):
            attacked[place] |= row
        return np.sum(attacked, axis=0)

    def apply(self):
        s = self.state
        self.put(s.deaths_ring, np.concatenate([s.deaths_ring[1:], s.deaths[None]]))
        self.write("violations", "trust", "hot_weeks")
        self.put(s.truce_age, np.where(s.truce, s.truce_age + 1.0, 0.0))
        self.put(s.truce, s.truce & ~self.void)
        self.put(self.now.void, self.void)
        self.end_practice(self.void)
        self._begin_by_script()

    def _begin_by_script(self):
        """Begin a truce that the scenario dates next week, with its term and initial trust."""
        s, own, row = self.state, self.own, self.index.measure_of("truce")
        begins = self.xp.asarray(own.begins) == self.model.week + 1 - self.model.start
        begins = begins & s.alive & ~s.truce
        if row is not None and self.xp.any(begins):
            self.put(s.practice[row], own.term, begins)
            self.put(s.trust, own.trust, begins)
            self.renew(begins)

    def renew(self, agreed):
        """Begin a new truce where the parties agreed on one: its age restarts, trust does not."""
        s = self.state
        begins = agreed & ~s.truce
        self.put(s.truce, True, begins)
        self.put(s.truce_age, 0.0, begins)
        self.put(s.hot_weeks, 0, begins)
        self.put(s.violence_before, np.sum(s.deaths_ring, axis=0) / TRUCE_WINDOW, begins)

    def end_practice(self, void):
        """Set the practice of the ceasefire to 0 where a truce is void."""
        s, row = self.state, self.index.measure_of("truce")
        if row is not None:
            self.put(s.practice[row], 0.0, void)
            self.put(s.resting_practice[row], 0.0, void)
