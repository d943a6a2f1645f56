"""Stage 9: the signed deal, which holds or breaks."""

import numpy as np

from simulator.model.actor import Actor
from simulator.model.random_streams import draws
from simulator.rules import applies, faction
from simulator.rules import deal as rules


@applies(rules.probability_of_breakdown, rules.men_leaving, rules.men_joining, faction.share_of)
@draws("breakdown")
class Deal(Actor):
    """The deal in force, if any: whether it breaks this week, and the share of foreign men
    withdrawn."""

    def __init__(self, model):
        super().__init__(model)
        self.own = self.section("deal")
        self.foreign = self.index.term_of("foreign_forces")
        self.included = self.index.term_of("inclusion")

    def sign(self, vote):
        """Put a package in force where a vote signed it; see `Vote`."""
        s, signed, patrons = self.state, vote.signed, self.index.patrons
        refusing = 1.0 - np.mean(vote.yes[patrons], axis=0) if patrons else 0.0
        self.put(s.deal, True, signed)
        self.put(s.deal_age, 0.0, signed)
        self.put(s.deal_terms, s.draft, signed)
        self.put(s.deal_guarantors, vote.guarantors, signed)
        self.put(s.deal_strength, s.strength, signed)
        self.put(s.deal_spoilers, refusing, signed)

    def choose(self):
        s, own = self.state, self.own
        spoilers = np.minimum(s.deal_spoilers + faction.share_of(s.fighters, s.leans), 1.0)
        shift = np.max(np.abs(s.strength - s.deal_strength), axis=0)
        watched = self.parameters["truce.monitoring"]
        probability = rules.probability_of_breakdown(
            s.deal_age, spoilers, shift, s.deal_guarantors, watched, own
        )
        uniform = self.streams.uniform("breakdown", ["deal"], self.model.week)[0]
        self.breaks = s.deal & (s.deal_age > 0.0) & (uniform < probability)
        self.deal = s.deal & ~self.breaks
        terms = np.nan_to_num(s.conceded(s.deal_terms))
        leave = terms[self.foreign] if self.foreign is not None else np.zeros_like(s.deal_age)
        leaving = rules.men_leaving(leave, s.deal_age, own.phase)
        self.men_leaving = np.where(self.deal, leaving, 0.0)
        no_term = self.included is None
        included = np.ones_like(s.deal_age) if no_term else 0.01 * terms[self.included]
        retained = self.model.power_kept(np.nan_to_num(s.deal_terms))
        joining = rules.men_joining(included, self.men_leaving, retained, own)
        self.joining = np.where(self.deal, joining, 0.0)

    def apply(self):
        s = self.state
        self.put(s.deal_broke, s.deal_broke | self.breaks)
        self.put(s.truce, (s.truce | s.deal) & ~self.breaks)
        self.write("men_leaving", "joining", "deal")
        self.put(s.deal_age, np.where(s.deal, s.deal_age + 1.0, 0.0))
        self.put(self.now.broke, self.breaks)
        self.model.truce.end_practice(self.breaks)
