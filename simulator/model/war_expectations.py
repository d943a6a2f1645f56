"""Stage 5: war expectations. Each party's belief about the war, and its value of fighting on, with
parties as rows."""

from itertools import product

import numpy as np

from simulator.model.actor import Actor
from simulator.model.random_streams import draws
from simulator.rules import acceptance, applies, front, utility, war_value

LATER = 26  # weeks by which a waiting party looks ahead


@applies(
    acceptance.next_mood, front.air_boost, utility.value_of_terms, utility.squared_value,
    war_value.victory_probabilities, war_value.value_of_war, war_value.probability_of_each_support,
    war_value.strength_ratio, war_value.learned_drift,
)  # fmt: skip
@draws("turn", "mood")
class WarExpectations(Actor):
    """Beliefs about strength, war values given that support may be cut, and the mood of the week.

    ends        (3, I, W or 1)  terms if the government prevails, the opposition does, neither
    end_values  (3, A, W)       values of the ends to each party, also under the mediator's loss
    states      (A, S, W)       war value in each state of support
    """

    def __init__(self, model):
        super().__init__(model)
        index, xp, dtype = self.index, self.xp, self.state.dtype
        self.beliefs, self.war = self.section("beliefs"), self.section("war")
        self.exponent = self.parameters["acceptance.exponent"]
        self.backers = [model.patrons[a] for a in index.backers]
        self.cuts = list(product([0.0, 1.0], repeat=len(self.backers)))  # states of support
        self.alone = [
            (a, self.cuts.index(tuple(float(b == a) for b in index.backers))) for a in index.backers
        ]  # state in which only this patron has cut
        shape = len(self.cuts), len(self.backers), 1
        self.cut = xp.asarray(np.array(self.cuts, dtype=dtype).reshape(shape))
        self.cost = self.parameters.columns([f"parties.{p}.war_cost" for p in index.parties]) / 52.0
        ends = [[index.form.ends[end][i] for i in index.package] for end in index.ends]
        self.ends = xp.asarray(np.array(ends, dtype=dtype)[:, :, None])
        self.end_values, self.end_values_squared = self._values_of_ends(self.ends)

    def _values_of_ends(self, ends):
        """Value of the three ends to each party (3, A, W), under its own loss and under the
        mediator's."""
        s, package = self.state, len(self.index.package)
        position, salience = s.position[:, :package], s.salience[:, :package]
        own = [utility.value_of_terms(end, position, salience, self.exponent) for end in ends]
        return np.stack(own), np.stack(
            [utility.squared_value(end, position, salience) for end in ends]
        )

    def fix_end_term(self, issue, term, settled):
        """Set the term on an issue in all ends of the war in the worlds where it is settled
        (W,); values in other worlds are not updated before their usual week."""
        width = (*self.ends.shape[:2], self.model.worlds)
        self.ends = np.broadcast_to(self.ends, width).copy()
        self.ends[:, issue] = np.where(settled, term, self.ends[:, issue])
        values, squared = self._values_of_ends(self.ends)
        self.end_values = np.where(settled, values, self.end_values)
        self.end_values_squared = np.where(settled, squared, self.end_values_squared)

    def choose(self):
        s, beliefs = self.state, self.beliefs
        self.next_end_values = self.end_values, self.end_values_squared
        if self.model.week % 4 == 0:  # positions drift slowly
            self.next_end_values = self._values_of_ends(self.ends)
        strength = self._strength()  # (S, W), first with all support
        self.strength = strength[0]
        observed = self.battle - s.battle  # parties learn from battle, not from changes of support
        observed = np.zeros_like(observed) if self.now.first else observed
        self.drift = war_value.learned_drift(s.drift, observed, beliefs.learning)
        self.optimism = s.optimism * (1.0 - beliefs.shrink)
        self._mood()
        perceived = strength + self.optimism[:, None]
        drift = self.drift[:, None] + beliefs.trend * (strength - strength[0])
        self._value(perceived, drift)

    def _mood(self):
        """Update the mood of each party's vote, (A, W)."""
        parties, week = self.index.parties, self.model.week
        self.mood = self.streams.normal("mood", parties, week)
        turn = self.streams.uniform("turn", parties, week)
        if not self.now.first:
            half_life = self.parameters["acceptance.half_life"]
            self.mood = acceptance.next_mood(self.state.mood, self.mood, turn, half_life)

    def _strength(self):
        """Log strength ratio in each state of support, (S, W)."""
        s, index = self.state, self.index
        force = (s.reserve + s.garrison) * s.quality * np.maximum(s.cohesion, 0.05)
        own, other = force[index.regime], force[index.rebels]
        men = [patron.men() for patron in self.backers]
        air = [patron.air_potential() for patron in self.backers]
        gone = [patron.air_cut() for patron in self.backers]
        residents = np.maximum(s.national_residents(), 0.01)
        self.battle = np.log(residents[index.regime] / residents[index.rebels])
        rows = [
            war_value.strength_ratio(
                own, self._foreign(men, gone, cuts), self._air(air, cuts), other
            )
            for cuts in self.cuts
        ]
        sent = own + sum(men) + sum(s.surge[patron.a] for patron in self.backers)
        self.support = np.log(sent / own) + np.log1p(self._air(air, self.cuts[0]))
        return np.stack(rows)

    def _foreign(self, men, gone, cuts):
        """Thousand foreign men, (W,), given which backers have cut (one number each)."""
        foreign = 0.0
        for k, patron in enumerate(self.backers):
            others = [b for b in range(len(cuts)) if b != k]
            missing = sum((np.maximum(cuts[b], gone[b]) for b in others), 0.0)
            offset = self.xp.asarray(patron.own.offset)
            planned = offset * patron.own.surge * np.minimum(missing, 1.0)
            replacement = np.maximum(self.state.surge[patron.a], planned)
            foreign = foreign + (1.0 - cuts[k]) * (men[k] + replacement)
        return foreign

    def _air(self, air, cuts):
        """Share that air support adds to strength; support that is cut may return after some
        weeks."""
        left = 0.0
        for patron, potential, cut in zip(self.backers, air, cuts, strict=True):
            weeks = self.xp.asarray(patron.own.return_weeks)
            left = left + potential * (1.0 - cut * weeks / (weeks + self.beliefs.return_half))
        return front.air_boost(left / self.beliefs.spread, self.war)

    def _value(self, perceived, drift):
        beliefs, (end_values, end_values_squared) = self.beliefs, self.next_end_values
        later = perceived[:, :1] + LATER * drift[:, :1]
        government, opposition = probabilities = war_value.victory_probabilities(
            np.concatenate([perceived, later], axis=1),
            np.concatenate([drift, drift[:, :1]], axis=1),
            beliefs.volatility, beliefs.horizon, beliefs.lower, beliefs.upper,
        )  # fmt: skip
        war = war_value.value_of_war(government, opposition, end_values, self.cost, beliefs.horizon)
        pressure = self.state.pressure[self.index.backers]
        p_support = war_value.probability_of_each_support(self.cut, pressure)
        self.values = war[:, :-1]
        self.victory_probabilities = np.stack(
            [np.sum(p[:, :-1] * p_support, axis=1) for p in probabilities]
        )
        self.war_value = np.sum(self.values * p_support, axis=1)
        self.war_later = self.war_value + war[:, -1] - war[:, 0]
        self.war_if_cut = [(a, war[a, state]) for a, state in self.alone]
        change = end_values_squared - end_values
        first, second = self.victory_probabilities
        stalemate = 1.0 - first - second
        expected = self.war_value + first * change[0] + second * change[1]
        self.war_squared = expected + stalemate * change[2]

    def war_without(self, refused):
        """War value of the government (W,) if patrons who refused the text {a: (W,)} keep
        supporting it."""
        pressure = self.state.pressure[self.index.backers]
        for row, a in enumerate(self.index.backers):
            pressure[row] = np.where(refused[a], 0.0, pressure[row])
        p_support = war_value.probability_of_each_support(self.cut, pressure)
        return np.sum(self.states[self.index.government] * p_support, axis=0)

    def apply(self):
        s = self.state
        (self.end_values, self.end_values_squared), self.states = self.next_end_values, self.values
        self.write(
            "mood", "strength", "battle", "drift", "optimism", "victory_probabilities", "war_value",
            "war_later", "war_squared",
        )  # fmt: skip
        for a, value in self.war_if_cut:
            self.put(s.war_if_cut[a], value)
        self.put(s.first_support, self.support, s.first_support < 0.0)
        none = s.first_support < 1e-3  # without support at the start, later support is added to 1
        relative = self.support / np.maximum(s.first_support, 1e-3)
        self.put(s.support, np.where(none, 1.0 + self.support, relative))
