"""Stage 9: the signed deal, which holds or breaks."""

import numpy as np

from simulator.model.actor import Actor
from simulator.model.random_streams import draws
from simulator.rules import applies, commitment, resumption
from simulator.rules import deal as rules
from simulator.rules.curves import share_below


@applies(
    rules.probability_of_breakdown, rules.men_leaving, rules.men_joining, commitment.breaks,
    resumption.concession, resumption.force_left, share_below,
)  # fmt: skip
@draws("breakdown")
class Deal(Actor):
    """The deal in force, if any: whether it breaks this week, the share of foreign men withdrawn,
    and the men whom it has cost the camps once war resumes."""

    def __init__(self, model):
        super().__init__(model)
        self.own = self.section("deal")
        self.foreign = self.index.term_of("foreign_forces")
        self.included = self.index.term_of("inclusion")
        self.broken_by = self.state.filled("SW", False)

    def sign(self, vote):
        """Put a package in force where a vote signed it; see `Vote`."""
        s, signed = self.state, vote.signed
        self.put(s.deal, True, signed)
        self.put(s.deal_age, 0.0, signed)
        self.put(s.deal_terms, s.draft, signed)
        self.put(s.deal_guarantors, vote.committed, signed)
        self.put(s.deal_spoilers, vote.refusing, signed)

    def choose(self):
        s, own = self.state, self.own
        self.breaks, self.by = s.filled("W", False), s.filled("SW", False)
        if self.xp.any(s.deal):
            self._break()
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

    def _break(self):
        """Decide where the deal breaks, and which signers break it."""
        s, beliefs = self.state, self.model.table.commitment
        spoilers = beliefs.spoilers(s.deal_spoilers)
        guarantee = beliefs.guarantee(s.deal_guarantors)
        probability = rules.probability_of_breakdown(s.deal_age, spoilers, guarantee, self.own)
        uniform = self.streams.uniform("breakdown", ["deal"], self.model.week)[0]
        mood = share_below(s.mood[self.index.signers])
        in_force = s.deal & (s.deal_age > 0.0)
        self.by = in_force & commitment.breaks(mood, beliefs.keeping())
        self.breaks = in_force & (np.any(self.by, axis=0) | (uniform < probability))

    def _demobilise(self):
        """Take the men given up under the deal from the holders of each camp where it breaks."""
        s, index = self.state, self.index
        if not index.core or not self.xp.any(self.breaks):
            return
        terms, ends = s.deal_terms[index.core], self.state.ends[:-1]
        for holders, end in zip(index.holders_of_camp, ends, strict=True):
            conceded = resumption.concession(terms, end[index.core])
            for h in holders:
                for men in (s.reserve[h], s.garrison[h]):
                    left = resumption.force_left(men, conceded, self.own.given_up)
                    self.put(s.demobilised[h], s.demobilised[h] + men - left, self.breaks)
                    self.put(men, left, self.breaks)

    def apply(self):
        s = self.state
        self._demobilise()
        self.broken_by = self.by
        self.put(s.deal_broke, s.deal_broke | self.breaks)
        self.put(s.truce, (s.truce | s.deal) & ~self.breaks)
        self.write("men_leaving", "joining", "deal")
        self.put(s.deal_age, np.where(s.deal, s.deal_age + 1.0, 0.0))
        self.put(self.now.broke, self.breaks)
        self.model.truce.end_practice(self.breaks)
