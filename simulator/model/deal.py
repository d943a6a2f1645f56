"""Stage 8: a signed deal holds or breaks."""

import numpy as np

from simulator.model.actor import Actor
from simulator.rules import deal as rules
from simulator.rules import faction


class Deal(Actor):
    """The deal in force, if any: whether it breaks this week, and how many of the foreign men have
    left."""

    def __init__(self, model):
        super().__init__(model)
        self.own = self.section("deal")
        self.foreign, self.included = (
            self.cast.term_of("foreign_forces"),
            self.cast.term_of("inclusion"),
        )

    def sign(self, signed, guarantors, yes):
        """The package is signed in these worlds (W,), with so many guarantors (W,) and these votes
        (A, W)."""
        s = self.state
        s.deal |= signed
        s.deal_age[signed] = 0.0
        s.deal_terms[:, signed] = s.draft[:, signed]
        s.deal_guarantors[signed] = guarantors[signed]
        s.deal_strength[signed] = s.strength[signed]
        refusing = (
            1.0 - np.mean(yes[self.cast.patrons], axis=0)
            if self.cast.patrons
            else np.zeros(self.model.worlds)
        )
        s.deal_spoilers[signed] = refusing[signed]

    def choose(self):
        s = self.state
        spoilers = np.minimum(s.deal_spoilers + faction.share_of(s.fighters, s.leans), 1.0)
        chance = rules.chance_of_breakdown(
            s.deal_age,
            spoilers,
            s.strength - s.deal_strength,
            s.deal_guarantors,
            self.numbers["truce.monitoring"],
            self.own,
        )
        fresh = self.chance.uniform("breakdown", ["deal"], self.model.week)[0]
        self.breaks = s.deal & (s.deal_age > 0.0) & (fresh < chance)
        holds = s.deal & ~self.breaks
        terms = np.nan_to_num(s.conceded(s.deal_terms))
        leave = terms[self.foreign] if self.foreign is not None else np.zeros_like(s.deal_age)
        self.leaving = np.where(holds, rules.men_leaving(leave, s.deal_age, self.own.phase), 0.0)
        included = (
            0.01 * terms[self.included] if self.included is not None else np.ones_like(s.deal_age)
        )
        self.joining = np.where(holds, rules.men_joining(included, self.leaving, self.own), 0.0)

    def apply(self):
        s = self.state
        self.put(s.deal_broke, s.deal_broke | self.breaks)
        self.put(s.men_leaving, self.leaving)
        self.put(s.joining, self.joining)
        self.put(s.deal, s.deal & ~self.breaks)
        self.put(s.truce, (s.truce | s.deal) & ~self.breaks)
        self.put(s.deal_age, np.where(s.deal, s.deal_age + 1.0, 0.0))
        self.model.begin_practice_of_ceasefire(self.breaks)
