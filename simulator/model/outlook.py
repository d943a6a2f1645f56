"""Stage 5: what every party believes of the war, and what fighting on is worth to it. The parties
stand stacked."""

from itertools import product

import numpy as np

from simulator.model.actor import Actor
from simulator.rules import acceptance, front, utility, war_value

LATER = 26  # weeks ahead at which a waiting party looks


class Outlook(Actor):
    """Beliefs about strength, war values under support that may be cut, and the mood of the
    week."""

    def __init__(self, model):
        super().__init__(model)
        cast, dtype = self.cast, self.state.dtype
        self.beliefs, self.war = self.section("beliefs"), self.section("war")
        self.exponent = self.numbers["acceptance.exponent"]
        self.threats = cast.backers
        self.cut = np.array(
            list(product([0.0, 1.0], repeat=len(self.threats))), dtype=dtype
        ).reshape(2 ** len(self.threats), len(self.threats), 1)
        self.alone = {
            a: [row.tolist() for row in self.cut[:, :, 0]].index(
                [float(b == a) for b in self.threats]
            )
            for a in self.threats
        }
        self.cost = self.numbers.columns([f"parties.{p}.war_cost" for p in cast.parties]) / 52.0
        ends = np.array(
            [[cast.form.ends[end][i] for i in cast.package] for end in cast.ends], dtype=dtype
        )
        self.ends = ends[:, :, None]
        self.look_at_ends()

    def look_at_ends(self):
        """See anew what the ends are worth."""
        self.worth, self.worth_squared = self._worth_of_ends()

    def _worth_of_ends(self):
        """Worth of the three ends to each party (3, A, W), under its own loss and under the
        mediator's."""
        s, package = self.state, len(self.cast.package)
        position, salience = s.position[:, :package], s.salience[:, :package]
        own = np.stack(
            [utility.value_of_terms(end, position, salience, self.exponent) for end in self.ends]
        )
        return own, np.stack([utility.squared_value(end, position, salience) for end in self.ends])

    def settle(self, issue, term, settled):
        """The ends of the war hold this term on an issue from now on in the worlds where it is
        settled (W,)."""
        self.ends = np.array(np.broadcast_to(self.ends, (*self.ends.shape[:2], self.model.worlds)))
        self.ends[:, issue] = np.where(settled, term, self.ends[:, issue])
        worth, squared = (
            self._worth_of_ends()
        )  # in other worlds nobody looks again before it is time
        self.worth, self.worth_squared = (
            np.where(settled, worth, self.worth),
            np.where(settled, squared, self.worth_squared),
        )

    def choose(self):
        s, beliefs = self.state, self.beliefs
        if self.model.week % 4 == 0:  # positions drift slowly
            self.look_at_ends()
        strength = self._strength()  # (S, W), the first with all support
        self.strength = strength[0]
        first = self.model.first_week
        seen = np.where(
            first, 0.0, self.battle - s.battle
        )  # battle teaches, not what patrons give or take
        self.drift = war_value.learned_drift(s.drift, seen, beliefs.learning)
        self.optimism = s.optimism * (1.0 - beliefs.shrink)
        self._mood()
        believed = strength + self.optimism[:, None]
        drift = self.drift[:, None] + beliefs.trend * (strength - strength[0])
        self._value(believed, drift)

    def _mood(self):
        """The mood in which each party would vote, (A, W)."""
        parties, week = self.cast.parties, self.model.week
        fresh, turn = (
            self.chance.normal("mood", parties, week),
            self.chance.uniform("turn", parties, week),
        )
        half_life = self.numbers["acceptance.half_life"]
        self.mood = (
            fresh
            if self.model.first_week
            else acceptance.next_mood(self.state.mood, fresh, turn, half_life)
        )

    def _strength(self):
        """Log strength ratio in each state of support, (S, W)."""
        s, cast = self.state, self.cast
        force = (s.reserve + s.garrison) * s.quality * np.maximum(s.cohesion, 0.05)
        men = {a: self.model.patrons[a].men() for a in cast.backers}
        air = {a: self.model.patrons[a].air_potential() for a in cast.backers}
        own, other = force[cast.regime], force[cast.rebels]
        residents = s.national_residents()
        self.battle = np.log(
            np.maximum(residents[cast.regime], 0.01) / np.maximum(residents[cast.rebels], 0.01)
        )
        rows = [
            self._with_cuts(own, other, men, air, dict(zip(self.threats, row[:, 0], strict=True)))
            for row in self.cut
        ]
        self.support = np.log(
            (own + sum(men.values()) + sum(s.surge[a] for a in cast.backers)) / own
        ) + np.log1p(self._air(air, {}))
        return np.stack(rows)

    def _with_cuts(self, own, other, men, air, cuts):
        foreign = 0.0
        for a in self.cast.backers:
            stays = 1.0 - cuts.get(a, 0.0)
            rivals = [b for b in self.cast.backers if b != a]
            gone = sum(
                (np.maximum(cuts.get(b, 0.0), self.model.patrons[b].air_cut()) for b in rivals), 0.0
            )
            party = self.section_of(a)
            fill = np.asarray(party.offset) * party.surge * np.minimum(gone, 1.0)
            foreign = foreign + stays * (men[a] + np.maximum(self.state.surge[a], fill))
        return war_value.strength_ratio(own, foreign, self._air(air, cuts), other)

    def _air(self, air, cuts):
        """Share that air support adds to strength; what is cut can be back within its weeks of
        return."""
        left = 0.0
        for a, potential in air.items():
            weeks = np.asarray(self.section_of(a).return_weeks)
            left = left + potential * (
                1.0 - cuts.get(a, 0.0) * weeks / (weeks + self.beliefs.return_half)
            )
        return front.air_boost(left / self.beliefs.spread, self.war)

    def section_of(self, a):
        """Numbers of a patron."""
        return self.model.patrons[a].own

    def _value(self, believed, drift):
        s, beliefs = self.state, self.beliefs
        later = believed[:, :1] + LATER * drift[:, :1]
        bounds = beliefs.volatility, beliefs.horizon, beliefs.lower, beliefs.upper
        chances = war_value.victory_chances(
            np.concatenate([believed, later], axis=1),
            np.concatenate([drift, drift[:, :1]], axis=1),
            *bounds,
        )
        war = war_value.value_of_war(chances[0], chances[1], self.worth, self.cost, beliefs.horizon)
        likely = war_value.chance_of_each_support(self.cut, s.pressure[self.threats])
        self.states, self.likely = war[:, :-1], likely
        self.chances = np.stack([np.sum(chance[:, :-1] * likely, axis=1) for chance in chances])
        self.war_value = np.sum(self.states * likely, axis=1)
        self.war_later = self.war_value + war[:, -1] - war[:, 0]
        self.war_if_cut = {a: war[a, state] for a, state in self.alone.items()}
        squared = self.worth_squared - self.worth
        stale = 1.0 - self.chances[0] - self.chances[1]
        self.war_squared = (
            self.war_value
            + self.chances[0] * squared[0]
            + self.chances[1] * squared[1]
            + stale * squared[2]
        )

    def war_without(self, refused):
        """War value of the government (W,) where patrons who refused the text {a: (W,)} go on
        supporting it all the same."""
        s = self.state
        pressure = s.pressure[self.threats]
        for row, a in enumerate(self.threats):
            pressure[row] = np.where(refused[a], 0.0, pressure[row])
        likely = war_value.chance_of_each_support(self.cut, pressure)
        return np.sum(self.states[self.cast.government] * likely, axis=0)

    def apply(self):
        s = self.state
        for view, new in (
            (s.mood, self.mood), (s.strength, self.strength), (s.battle, self.battle),
            (s.drift, self.drift),
            (s.optimism, self.optimism), (s.chances, self.chances),
            (s.war_value, self.war_value), (s.war_later, self.war_later),
            (s.war_squared, self.war_squared),
        ):  # fmt: skip
            self.put(view, new)
        for a, value in self.war_if_cut.items():
            self.put(s.war_if_cut[a], value)
        s.first_support[:] = np.where(s.first_support < 0.0, self.support, s.first_support)
        none = (
            s.first_support < 1e-3
        )  # no help at the start: nothing to miss, and what comes adds to it
        self.put(
            s.support,
            np.where(none, 1.0 + self.support, self.support / np.maximum(s.first_support, 1e-3)),
        )
