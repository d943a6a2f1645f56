"""Valuation: the value of a package to parties and factions compared with betrayal, war and
waiting, and reservation terms."""

import numpy as np

from simulator.model.ends import values_of_ends
from simulator.model.exit_safety import ExitSafety
from simulator.rules import acceptance, applies, faction, utility


@applies(
    acceptance.value_of_signing, acceptance.net_gain_of_signing, acceptance.bottom_line,
    utility.value_of_terms, utility.objections, utility.red_line_cost, faction.quorum_value,
)  # fmt: skip
class Valuation:
    """Values of packages in the current state.

    A stance is (position, salience, flexibility) on the package, (A, I, W or 1) each.

    further  {party with factions: points by which they stand further out, (F, I, W)}
    """

    def __init__(self, model, further):
        self.model, self.state, self.index = model, model.state, model.index
        self.package, self.further = slice(0, len(self.index.package)), further
        self.own, self.exit_safety = model.parameters.section("acceptance"), ExitSafety(model)
        self.results: dict = {}

    def stance(self, rows=slice(None)):
        """Stance of some parties on a deal: flexibility as scaled by the scenario, salience with
        the safety that a deal gives a leader who leaves."""
        s, package, parameters = self.state, self.package, self.model.parameters
        parties = self.index.parties
        names = parties[rows] if isinstance(rows, slice) else [parties[a] for a in rows]
        factors = parameters.columns([f"parties.{name}.flexibility" for name in names])
        flexibility = s.flexibility[rows, package] * factors[:, None]
        return s.position[rows, package], self.exit_safety.salience(rows), flexibility

    def terms(self, draft, position, salience, flexibility):
        """Value of terms (I, W), and cost of the red lines they cross, (A, W) each."""
        value = utility.value_of_terms(draft, position, salience, self.own.exponent)
        crossed = utility.red_line_cost(draft, position, salience, flexibility)
        return value, self.own.red_line * crossed

    def net_gain(self, signing, war, then, cost):
        """Net gain from signing over war and waiting; then: war value now and in half a year; cost:
        value lost in a year of war."""
        cost, same = 0.5 * cost, self.model.rounds.same_offer(self.own.same_offer)
        return acceptance.net_gain_of_signing(signing, war, war + then[1] - then[0], cost, same)

    def net_gains(self, draft, p_kept, betrayed, reward, war):
        """Net gain from signing of all parties, (A, W)."""
        s = self.state
        value, red = self.terms(draft, *self.stance())
        signing = acceptance.value_of_signing(value, betrayed, red, p_kept, reward)
        return self.net_gain(signing, war, (s.war_value, s.war_later), s.war_cost)

    def net_gains_of_factions(self, party, draft, p_kept, betrayed, reward):
        """Net gain from signing of a party's factions, (F, W)."""
        s, o = self.state, party
        value, red, difference = self._of_factions(party, draft, "vote")
        war = s.war_value[o] + difference
        signing = acceptance.value_of_signing(
            value, betrayed[o] + difference, red, p_kept[o], reward[o]
        )
        return self.net_gain(signing, war, (s.war_value[o], s.war_later[o]), s.war_cost[o])

    def _of_factions(self, party, draft, use):
        """Value of a text to a party's factions, the cost of the red lines that it crosses, and the
        difference of their war value from the party's, (F, W) each. use: why the text is valued;
        texts of one use seldom change."""
        o = party
        position, salience, flexibility = self.stance(slice(o, o + 1))
        stance = np.clip(position[0] + self.further[o], 0.0, 100.0), salience, flexibility
        value, red = self._last(("terms", o, use), self.terms, draft, *stance)
        ends = stance[0], self.state.salience[o : o + 1, self.package]  # no end gives safety
        return value, red, self._difference_of_ends(o, ends)

    def _last(self, key, function, *inputs):
        """Result of a function of arrays: that of the last call with this key while they and the
        parameters are the same."""
        now = *inputs, self.own.exponent, self.own.red_line
        before, result = self.results.get(key, ((), None))
        if not before or not all(map(self._are_equal, now, before)):
            result = function(*inputs)
            self.results[key] = tuple(np.copy(array) for array in now), result
        return result

    def _are_equal(self, first, second):
        return np.shape(first) == np.shape(second) and self.model.xp.all(first == second)

    def gains_from_keeping(self, draft, wars, use):
        """Gain of each signer from a deal on a text over war resumed, without the price of breaking
        it, for each of several war values (A, W), [(S, W), ...]; of a party with factions, that of
        the faction that completes its quorum. use: as in `_of_factions`."""
        signers = self.index.signers
        value, red = self.terms(draft, *self.stance(signers))
        of_factions = {
            signers.index(party): self._of_factions(party, draft, use)
            for party in self.index.divided
        }
        return [self._gain(value - red, of_factions, war[signers]) for war in wars]

    def _gain(self, value, of_factions, war):
        """Gain of each signer from a deal worth so much over a war value, (S, W) each."""
        gain = value - war
        for row, (terms, red, difference) in of_factions.items():
            own, party = terms - red - war[row] - difference, self.index.signers[row]
            fighters = (self.state.fighters * self.model.eligible)[self.index.factions_of[party]]
            gain[row] = faction.quorum_value(own, fighters, self.model.parameters["talks.quorum"])
        return gain

    def _difference_of_ends(self, party, stance):
        """Expected value of the war's ends to factions with these stances, less that to their
        party, (F, W)."""
        s, expectations, row = self.state, self.model.expectations, slice(party, party + 1)
        expected = s.victory_probabilities[:, row], s.control[:, row]
        ends = self._last(("ends", party), self._ends, s.ends, *stance)
        return ends.expected(*expected) - expectations.values_of_ends.of_party(party).expected(
            *expected
        )

    def _ends(self, terms, position, salience):
        return values_of_ends(terms, self.index.follows, (position, salience), self.own.exponent)

    def objections(self, draft):
        """Cost of each term of a text to each party, (A, I, W)."""
        position, salience, flexibility = self.stance()
        return utility.objections(
            draft, position, salience, self.own.exponent, self.own.red_line, flexibility
        )

    def reservation_terms(self, draft, p_kept, betrayed, party, issues):
        """Farthest terms on some issues that a party would accept if all guarantors endorse, other
        terms as in the draft, (len(issues), W)."""
        own, stance = self.own, self.stance(slice(party, party + 1))
        value, red = self.terms(draft, *stance)
        loss, p_kept = (1.0 - value + red)[0], p_kept[party]
        signing = p_kept * (1.0 - loss) + (1.0 - p_kept) * betrayed[party]
        budget = signing - self.state.war_value[party]
        position, salience, flexibility = (row[0] for row in stance)
        distance = np.abs(draft - position) * 0.01
        beyond = np.maximum(distance - flexibility, 0.0)
        by_issue = p_kept * salience * (distance**own.exponent + own.red_line * beyond * beyond)
        return acceptance.bottom_line(
            (budget + by_issue[issues]), position[issues], (p_kept * salience)[issues],
            own.red_line, flexibility[issues], own.exponent,
        )  # fmt: skip
