"""Stage 9, after the deal: what clients expect of their patrons, and the shock to armies that
receive less. Morale falls by this shock from the next week on."""

import numpy as np

from simulator.model.actor import Actor
from simulator.rules import applies, expectation, front


@applies(
    front.air_boost, expectation.next_expectation, expectation.strength_by_help,
    expectation.abandonment_shock,
)  # fmt: skip
class ClientExpectations(Actor):
    """Expected support and signals of all patrons, which adapt to the week's, and the shock to the
    morale of each holder that receives support.

    givers  {holder: [(patron, paths of the shares that the holder receives)]}
    """

    def __init__(self, model):
        super().__init__(model)
        self.own, self.war = self.section("expectations"), self.section("war")
        self.fronts = self.parameters.array("beliefs.spread")
        self.givers = {h: self._givers(h) for h in model.supported}

    def _givers(self, h):
        return [
            (self.model.patrons[a], paths)
            for a in self.model.supporters
            for party, paths in self.index.recipients[a]
            if self.index.holder_of.get(party) == h
        ]

    def choose(self):
        s, half_life = self.state, self.own.half_life
        men, sorties = self._support()
        self.abandonment = np.zeros_like(s.abandonment)
        for h in self.givers:
            expected = self._help(h, s.expected_men, s.expected_sorties)
            received = self._help(h, men, sorties)
            self.abandonment[h] = expectation.abandonment_shock(expected, received, self.own)
        adapted = expectation.next_expectation
        self.expected_men = adapted(s.expected_men, men, half_life)
        self.expected_sorties = adapted(s.expected_sorties, sorties, half_life)
        self.expected_signal = adapted(s.expected_signal, s.pressed, half_life)

    def _support(self):
        """Thousand men sent and sorties a day that clients can rely on, by patron, (A, W) each."""
        men, sorties = np.zeros_like(self.state.surge), np.zeros_like(self.state.sorties)
        for a, patron in self.model.patrons.items():
            men[a] = patron.men_sent() + self.state.surge[a]
            sorties[a] = patron.sorties_available()
        return men, sorties

    def _help(self, h, men, sorties):
        """Help to a holder if its patrons give these men and sorties (A, W), log points (W,). Men
        who have left under a deal and a sky that others close count as no patron's doing."""
        s, parameters = self.state, self.parameters
        own = (s.reserve[h] + s.garrison[h]) * s.quality[h] * np.maximum(s.cohesion[h], 0.05)
        foreign = flown = s.full()
        for patron, paths in self.givers[h]:
            share = parameters.shares(paths)
            foreign = foreign + men[patron.a] * (1.0 - s.men_leaving) * share
            flown = flown + sorties[patron.a] * patron.sky() * share
        boost = front.air_boost(flown / self.fronts, self.war)
        return expectation.strength_by_help(own, foreign, boost)

    def apply(self):
        self.write("abandonment", "expected_men", "expected_sorties", "expected_signal")
