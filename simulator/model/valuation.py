"""What a package is worth to parties and factions, against betrayal, war and waiting; and how far
the government could go."""

import numpy as np

from simulator.rules import acceptance, applies, utility


@applies(
    acceptance.value_of_signing, acceptance.net_gain_of_signing, acceptance.bottom_line,
    utility.value_of_terms, utility.objections, utility.red_line_cost,
)  # fmt: skip
class Valuation:
    """Values of terms of the package as the state stands.

    A stance is (position, salience, flexibility) on the package, (A, I, W or 1) each.
    """

    def __init__(self, model):
        self.model, self.state, self.index = model, model.state, model.index
        self.package = slice(0, len(self.index.package))
        self.own = model.numbers.section("acceptance")
        cost = [f"parties.{p}.war_cost" for p in self.index.parties]
        self.cost = model.numbers.columns(cost) * 0.5
        self.everyone = list(range(len(self.index.parties)))

    def stance(self, rows=slice(None)):
        """Stance of some parties; a scenario may scale their flexibility."""
        s, package, numbers = self.state, self.package, self.model.numbers
        factors = numbers.columns([f"parties.{p}.flexibility" for p in self.index.parties])
        flexibility = s.flexibility[:, package] * factors[:, None]
        return s.position[rows, package], s.salience[rows, package], flexibility[rows]

    def terms(self, draft, stance):
        """Worth of terms (I, W), and the cost of red lines they cross, (A, W) each."""
        position, salience, flexibility = stance
        worth = utility.value_of_terms(draft, position, salience, self.own.exponent)
        crossed = utility.red_line_cost(draft, position, salience, flexibility)
        return worth, self.own.red_line * crossed

    def betrayed(self):
        """Worth of the end that each party fears, (A, W)."""
        return self.model.expectations.worth[self.index.fears, self.everyone]

    def net_gain(self, signing, war, then, cost):
        """Edge of signing over war and waiting; then: what half a year changes in the value of
        war."""
        same = self.model.rounds.same_offer(self.own.same_offer)
        return acceptance.net_gain_of_signing(signing, war, war + then[1] - then[0], cost, same)

    def edges(self, draft, kept, reward, war):
        """Edge of signing of all parties, (A, W)."""
        s = self.state
        worth, red = self.terms(draft, self.stance())
        signing = acceptance.value_of_signing(worth, self.betrayed(), red, kept, reward)
        return self.net_gain(signing, war, (s.war_value, s.war_later), self.cost)

    def net_gains_of_factions(self, draft, kept, reward, further):
        """Edge of signing of factions of the opposition whose positions lie further out (F, I, W),
        (F, W)."""
        s, o, expectations, own = (
            self.state,
            self.index.opposition,
            self.model.expectations,
            self.own,
        )
        position, salience, flexibility = self.stance(slice(o, o + 1))
        stance = np.clip(position[0] + further, 0.0, 100.0), salience, flexibility
        worth, red = self.terms(draft, stance)
        ends = np.stack(
            [utility.value_of_terms(end, *stance[:2], own.exponent) for end in expectations.ends]
        )
        chances = np.stack([*s.chances[:, o], 1.0 - s.chances[0, o] - s.chances[1, o]])
        apart = ends - expectations.worth[:, o][:, None]
        war = s.war_value[o] + np.sum(chances[:, None] * apart, axis=0)
        feared = ends[self.index.fears[o]]
        signing = acceptance.value_of_signing(worth, feared, red, kept[o], reward[o])
        return self.net_gain(signing, war, (s.war_value[o], s.war_later[o]), self.cost[o])

    def objections(self, draft):
        """What each term of a text costs each party, (A, I, W)."""
        position, salience, flexibility = self.stance()
        return utility.objections(
            draft, position, salience, self.own.exponent, self.own.red_line, flexibility
        )

    def doubts(self, cost, kept):
        """What doubt that the deal would be kept, believed with a chance (A, W), costs; cost (A, W)
        is what the terms do, (A, W)."""
        return (1.0 - kept) * (1.0 - cost - self.betrayed())

    def reservation_terms(self, draft, kept):
        """The farthest terms on the core issues that the government could take if all guarantors
        endorse, other terms as in the draft, (C, W)."""
        own, g, core = self.own, self.index.government, self.index.core
        stance = self.stance(slice(g, g + 1))
        worth, red = self.terms(draft, stance)
        loss, kept = (1.0 - worth + red)[0], kept[g]
        betrayed = self.betrayed()[g]
        budget = kept * (1.0 - loss) + (1.0 - kept) * betrayed - self.state.war_value[g]
        position, salience, flexibility = (one[0] for one in stance)
        far = np.abs(draft - position) * 0.01
        beyond = np.maximum(far - flexibility, 0.0)
        by_issue = kept * salience * (far**own.exponent + own.red_line * beyond * beyond)
        return acceptance.bottom_line(
            (budget + by_issue[core]), position[core], (kept * salience)[core], own.red_line,
            flexibility[core], own.exponent,
        )  # fmt: skip
