"""Valuation: the value of a package to parties and factions compared with betrayal, war and
waiting, and reservation terms."""

import numpy as np

from simulator.rules import acceptance, applies, utility


@applies(
    acceptance.value_of_signing, acceptance.net_gain_of_signing, acceptance.bottom_line,
    utility.value_of_terms, utility.objections, utility.red_line_cost,
)  # fmt: skip
class Valuation:
    """Values of packages in the current state.

    A stance is (position, salience, flexibility) on the package, (A, I, W or 1) each.
    """

    def __init__(self, model):
        self.model, self.state, self.index = model, model.state, model.index
        self.package = slice(0, len(self.index.package))
        self.own = model.parameters.section("acceptance")
        cost = [f"parties.{p}.war_cost" for p in self.index.parties]
        self.cost = model.parameters.columns(cost) * 0.5
        self.everyone = list(range(len(self.index.parties)))

    def stance(self, rows=slice(None)):
        """Stance of some parties, with flexibility as scaled by the scenario."""
        s, package, parameters = self.state, self.package, self.model.parameters
        factors = parameters.columns([f"parties.{p}.flexibility" for p in self.index.parties])
        flexibility = s.flexibility[:, package] * factors[:, None]
        return s.position[rows, package], s.salience[rows, package], flexibility[rows]

    def terms(self, draft, stance):
        """Value of terms (I, W), and cost of the red lines they cross, (A, W) each."""
        position, salience, flexibility = stance
        value = utility.value_of_terms(draft, position, salience, self.own.exponent)
        crossed = utility.red_line_cost(draft, position, salience, flexibility)
        return value, self.own.red_line * crossed

    def betrayed(self):
        """Value of the war's end that each party fears, (A, W)."""
        return self.state.end_values[self.index.fears, self.everyone]

    def net_gain(self, signing, war, then, cost):
        """Net gain from signing over war and waiting; then: war value now and in half a year."""
        same = self.model.rounds.same_offer(self.own.same_offer)
        return acceptance.net_gain_of_signing(signing, war, war + then[1] - then[0], cost, same)

    def net_gains(self, draft, p_kept, reward, war):
        """Net gain from signing of all parties, (A, W)."""
        s = self.state
        value, red = self.terms(draft, self.stance())
        signing = acceptance.value_of_signing(value, self.betrayed(), red, p_kept, reward)
        return self.net_gain(signing, war, (s.war_value, s.war_later), self.cost)

    def net_gains_of_factions(self, party, draft, p_kept, reward, further):
        """Net gain from signing of a party's factions (F, W), whose positions are further out by
        (F, I, W) points."""
        s, o, own = self.state, party, self.own
        position, salience, flexibility = self.stance(slice(o, o + 1))
        stance = np.clip(position[0] + further, 0.0, 100.0), salience, flexibility
        value, red = self.terms(draft, stance)
        ends = np.stack([utility.value_of_terms(end, *stance[:2], own.exponent) for end in s.ends])
        victories, stalemate = s.victory_probabilities[:, o], 1.0
        for victory in victories:
            stalemate = stalemate - victory
        probabilities = np.stack([*victories, stalemate])
        difference = ends - s.end_values[:, o][:, None]
        war = s.war_value[o] + np.sum(probabilities[:, None] * difference, axis=0)
        feared = ends[self.index.fears[o]]
        signing = acceptance.value_of_signing(value, feared, red, p_kept[o], reward[o])
        return self.net_gain(signing, war, (s.war_value[o], s.war_later[o]), self.cost[o])

    def objections(self, draft):
        """Cost of each term of a text to each party, (A, I, W)."""
        position, salience, flexibility = self.stance()
        return utility.objections(
            draft, position, salience, self.own.exponent, self.own.red_line, flexibility
        )

    def cost_of_distrust(self, cost, p_kept):
        """Cost of distrust, (A, W), given the believed probability that the deal is kept (A, W) and
        the cost of the terms (A, W)."""
        return (1.0 - p_kept) * (1.0 - cost - self.betrayed())

    def reservation_terms(self, draft, p_kept, party, issues):
        """Farthest terms on some issues that a party would accept if all guarantors endorse, other
        terms as in the draft, (len(issues), W)."""
        own, stance = self.own, self.stance(slice(party, party + 1))
        value, red = self.terms(draft, stance)
        loss, p_kept = (1.0 - value + red)[0], p_kept[party]
        betrayed = self.betrayed()[party]
        budget = p_kept * (1.0 - loss) + (1.0 - p_kept) * betrayed - self.state.war_value[party]
        position, salience, flexibility = (row[0] for row in stance)
        distance = np.abs(draft - position) * 0.01
        beyond = np.maximum(distance - flexibility, 0.0)
        by_issue = p_kept * salience * (distance**own.exponent + own.red_line * beyond * beyond)
        return acceptance.bottom_line(
            (budget + by_issue[issues]), position[issues], (p_kept * salience)[issues],
            own.red_line, flexibility[issues], own.exponent,
        )  # fmt: skip
