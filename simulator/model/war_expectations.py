"""Stage 5: what every party believes of the war, and what fighting on is worth to it. The parties
stand stacked."""

from itertools import product

import numpy as np

from simulator.model.actor import Actor
from simulator.model.random_streams import draws
from simulator.rules import acceptance, applies, front, utility, war_value

LATER = 26  # weeks ahead at which a waiting party looks


@applies(
    acceptance.next_mood, front.air_boost, utility.value_of_terms, utility.squared_value,
    war_value.victory_probabilities, war_value.value_of_war, war_value.probability_of_each_support,
    war_value.strength_ratio, war_value.learned_drift,
)  # fmt: skip
@draws("turn", "mood")
class WarExpectations(Actor):
    """Beliefs about strength, war values under support that may be cut, and the mood of the
    week.

    ends           (3, I, W or 1)  terms if the government prevails, the opposition does, neither
    worth          (3, A, W)       of the ends to each party, and under the mediator's loss
    states         (A, S, W)       war value in each state of support
    """

    def __init__(self, model):
        super().__init__(model)
        index, xp, dtype = self.index, self.xp, self.state.dtype
        self.beliefs, self.war = self.section("beliefs"), self.section("war")
        self.exponent = self.numbers["acceptance.exponent"]
        self.backers = [model.patrons[a] for a in index.backers]
        self.cuts = list(product([0.0, 1.0], repeat=len(self.backers)))  # states of support
        self.alone = [
            (a, self.cuts.index(tuple(float(b == a) for b in index.backers))) for a in index.backers
        ]  # the state in which only this patron has cut
        shape = len(self.cuts), len(self.backers), 1
        self.cut = xp.asarray(np.array(self.cuts, dtype=dtype).reshape(shape))
        self.cost = self.numbers.columns([f"parties.{p}.war_cost" for p in index.parties]) / 52.0
        ends = [[index.form.ends[end][i] for i in index.package] for end in index.ends]
        self.ends = xp.asarray(np.array(ends, dtype=dtype)[:, :, None])
        self.worth, self.worth_squared = self._worth_of_ends(self.ends)

    def _worth_of_ends(self, ends):
        """Worth of the three ends to each party (3, A, W), under its own loss and under the
        mediator's."""
        s, package = self.state, len(self.index.package)
        position, salience = s.position[:, :package], s.salience[:, :package]
        own = [utility.value_of_terms(end, position, salience, self.exponent) for end in ends]
        return np.stack(own), np.stack(
            [utility.squared_value(end, position, salience) for end in ends]
        )

    def settle(self, issue, term, settled):
        """The ends of the war hold this term on an issue from now on in the worlds where it is
        settled (W,); in other worlds nobody looks again before it is time."""
        width = (*self.ends.shape[:2], self.model.worlds)
        self.ends = np.broadcast_to(self.ends, width).copy()
        self.ends[:, issue] = np.where(settled, term, self.ends[:, issue])
        worth, squared = self._worth_of_ends(self.ends)
        self.worth = np.where(settled, worth, self.worth)
        self.worth_squared = np.where(settled, squared, self.worth_squared)

    def choose(self):
        s, beliefs = self.state, self.beliefs
        self.seen = self.worth, self.worth_squared
        if self.model.week % 4 == 0:  # positions drift slowly
            self.seen = self._worth_of_ends(self.ends)
        strength = self._strength()  # (S, W), the first with all support
        self.strength = strength[0]
        seen = self.battle - s.battle  # battle teaches, not what patrons give or take
        seen = np.zeros_like(seen) if self.now.first else seen
        self.drift = war_value.learned_drift(s.drift, seen, beliefs.learning)
        self.optimism = s.optimism * (1.0 - beliefs.shrink)
        self._mood()
        believed = strength + self.optimism[:, None]
        drift = self.drift[:, None] + beliefs.trend * (strength - strength[0])
        self._value(believed, drift)

    def _mood(self):
        """The mood in which each party would vote, (A, W)."""
        parties, week = self.index.parties, self.model.week
        self.mood = self.streams.normal("mood", parties, week)
        turn = self.streams.uniform("turn", parties, week)
        if not self.now.first:
            half_life = self.numbers["acceptance.half_life"]
            self.mood = acceptance.next_mood(self.state.mood, self.mood, turn, half_life)

    def _strength(self):
        """Log strength ratio in each state of support, (S, W)."""
        s, index = self.state, self.index
        force = (s.reserve + s.garrison) * s.quality * np.maximum(s.cohesion, 0.05)
        own, other = force[index.regime], force[index.rebels]
        men = [one.men() for one in self.backers]
        air = [one.air_potential() for one in self.backers]
        gone = [one.air_cut() for one in self.backers]
        residents = np.maximum(s.national_residents(), 0.01)
        self.battle = np.log(residents[index.regime] / residents[index.rebels])
        rows = [
            war_value.strength_ratio(
                own, self._foreign(men, gone, cuts), self._air(air, cuts), other
            )
            for cuts in self.cuts
        ]
        sent = own + sum(men) + sum(s.surge[one.a] for one in self.backers)
        self.support = np.log(sent / own) + np.log1p(self._air(air, self.cuts[0]))
        return np.stack(rows)

    def _foreign(self, men, gone, cuts):
        """Thousand foreign men where some backers have cut (one number each), (W,)."""
        foreign = 0.0
        for k, one in enumerate(self.backers):
            others = [b for b in range(len(cuts)) if b != k]
            missing = sum((np.maximum(cuts[b], gone[b]) for b in others), 0.0)
            offset = self.xp.asarray(one.own.offset)
            fill = offset * one.own.surge * np.minimum(missing, 1.0)
            filling_in = np.maximum(self.state.surge[one.a], fill)
            foreign = foreign + (1.0 - cuts[k]) * (men[k] + filling_in)
        return foreign

    def _air(self, air, cuts):
        """Share that air support adds to strength; what is cut can be back within its weeks of
        return."""
        left = 0.0
        for one, potential, cut in zip(self.backers, air, cuts, strict=True):
            weeks = self.xp.asarray(one.own.return_weeks)
            left = left + potential * (1.0 - cut * weeks / (weeks + self.beliefs.return_half))
        return front.air_boost(left / self.beliefs.spread, self.war)

    def _value(self, believed, drift):
        beliefs, (worth, worth_squared) = self.beliefs, self.seen
        later = believed[:, :1] + LATER * drift[:, :1]
        wins, loses = chances = war_value.victory_probabilities(
            np.concatenate([believed, later], axis=1),
            np.concatenate([drift, drift[:, :1]], axis=1),
            beliefs.volatility, beliefs.horizon, beliefs.lower, beliefs.upper,
        )  # fmt: skip
        war = war_value.value_of_war(wins, loses, worth, self.cost, beliefs.horizon)
        pressure = self.state.pressure[self.index.backers]
        likely = war_value.probability_of_each_support(self.cut, pressure)
        self.values = war[:, :-1]
        self.chances = np.stack([np.sum(streams[:, :-1] * likely, axis=1) for streams in chances])
        self.war_value = np.sum(self.values * likely, axis=1)
        self.war_later = self.war_value + war[:, -1] - war[:, 0]
        self.war_if_cut = [(a, war[a, state]) for a, state in self.alone]
        squared = worth_squared - worth
        one, two = self.chances
        stale = 1.0 - one - two
        self.war_squared = self.war_value + one * squared[0] + two * squared[1] + stale * squared[2]

    def war_without(self, refused):
        """War value of the government (W,) where patrons who refused the text {a: (W,)} go on
        supporting it all the same."""
        pressure = self.state.pressure[self.index.backers]
        for row, a in enumerate(self.index.backers):
            pressure[row] = np.where(refused[a], 0.0, pressure[row])
        likely = war_value.probability_of_each_support(self.cut, pressure)
        return np.sum(self.states[self.index.government] * likely, axis=0)

    def apply(self):
        s = self.state
        (self.worth, self.worth_squared), self.states = self.seen, self.values
        self.write(
            "mood", "strength", "battle", "drift", "optimism", "chances", "war_value", "war_later",
            "war_squared",
        )  # fmt: skip
        for a, value in self.war_if_cut:
            self.put(s.war_if_cut[a], value)
        self.put(s.first_support, self.support, s.first_support < 0.0)
        none = s.first_support < 1e-3  # no help at the start: what comes adds to it
        relative = self.support / np.maximum(s.first_support, 1e-3)
        self.put(s.support, np.where(none, 1.0 + self.support, relative))
