"""Stage 4: the truce between the signers that agreed to it."""

import numpy as np

from simulator.model.actor import Actor
from simulator.model.initial_state import shares_of_breaches
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
        self.between = index.rows_between
        owners = [(index.owner[h], index.owner[k]) for _, h, k in self.between]
        self.sides = [
            [b for b, (attacker, _) in enumerate(owners) if attacker == a] for a in index.signers
        ]
        self.members = [[index.signers.index(a) for a in pair] for pair in owners]
        homes = [[g in f.homes for f in index.form.factions.values()] for g in index.regions]
        self.homes = xp.asarray(homes, dtype=self.state.dtype)[:, :, None] * self.state.fighters
        self.on_divided = {
            a: xp.asarray(np.array([defender == a for _, defender in owners]).reshape(-1, 1))
            for a in index.divided
        }
        self.access = index.measure_of("access")

    def engagement(self):
        """Share of ordinary fighting this week on the rows between the signers, (B, W): as it would
        be under a truce, and as it is. Used by the fronts."""
        s, own = self.state, self.own
        fought = truce.breach(s.temptation, self._mixed(), s.trust, own.monitoring, own)
        return fought, np.where(s.deal, self.fighting, np.where(self.covered(), fought, 1.0))

    def covered(self):
        """True for the rows between two members of a truce in force, (B, W)."""
        s = self.state
        if len(self.index.signers) == 2 or not self.members:
            return s.truce
        first, second = np.array(self.members).T
        return s.truce & s.truce_members[first] & s.truce_members[second]

    def choose(self):
        s, own = self.state, self.own
        shares = shares_of_breaches(self.index, own.by_government)
        sides = zip(shares, self.sides, strict=True)
        self.violations = np.stack([self._violations(share, rows) for share, rows in sides])
        counted = np.where(s.truce, np.sum(self.violations, axis=0), own.violations_at_war)
        access = 0.01 * s.practice[self.access] if self.access is not None else 0.0
        guarantors = np.where(s.truce, own.guarantors, 0.0)
        self.trust = truce.next_trust(s.trust, counted, access, guarantors, own)
        hot = self._hot()
        self.hot_weeks = np.where(s.truce & hot, s.hot_weeks + 1, 0)
        self.void = s.truce & ~s.deal & truce.is_void(self.hot_weeks, self._offensives(), own)

    def _hot(self):
        """True in a week of violence that may void the truce, (W,): civilian deaths against those
        before it; among more than two signers, fighting between its members against open war's."""
        s, own = self.state, self.own
        if len(self.index.signers) == 2:
            return s.deaths >= own.void_violence * s.violence_before
        covered = self.covered()
        ordinary = self.now.ordinary[self.index.between] * covered
        fought = np.sum(ordinary * self.now.fought, axis=0)
        return fought >= own.void_violence * np.maximum(np.sum(ordinary, axis=0), 1e-6)

    def _mixed(self):
        """Share of the defender's fighters who stand with the radicals, (B, W), on the rows of
        attack on a party with factions."""
        s, index, mixed = self.state, self.index, 0.0
        for a, rows in self.on_divided.items():
            homes, leans = self.homes[:, index.factions_of[a]], s.leans[index.factions_of[a]]
            by_place = np.stack([np.sum(leans * home, axis=0) for home in homes])
            fighters = np.maximum(np.sum(homes, axis=1), 1e-6)
            mixed = mixed + (by_place / fighters)[index.region_of_row[index.between]] * rows
        return mixed

    def _violations(self, side_share, rows):
        """Breaches per week by one side, weighted by its ordinary fighting."""
        share = self.now.ordinary[self.index.between[rows]]
        share = share / np.maximum(np.sum(share, axis=0), 1e-6)
        fought = np.where(self.state.deal, self.fighting, self.now.fought[rows])
        breaches = truce.violations(fought, share * self._bound(rows), self.own)
        return side_share * breaches * self.state.truce

    def _bound(self, rows):
        """Share of some rows that a truce covers, (rows, W) or 1."""
        covered = self.covered()
        return 1.0 if covered is self.state.truce else covered[rows]

    def _offensives(self):
        """Number of regions in which a signer is on the offensive, (W,)."""
        s, index = self.state, self.index
        taking = (s.taken[index.between] > self.own.offensive) & (
            s.engagement[index.between] > OPEN
        )
        taking = taking & self.covered()
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
        self.put(s.truce_void, self.void)
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
            self.renew(begins, np.ones_like(s.truce_members))

    def renew(self, agreed, members):
        """Begin a new truce among its members (S, W) where they agreed on one (W,): its age
        restarts, trust does not."""
        s = self.state
        self.put(s.truce_members, members, agreed)
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
