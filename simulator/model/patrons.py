"""Stage 2: what each patron gives its client and what it threatens."""

import numpy as np

from simulator.model.actor import Actor
from simulator.model.start import mixed
from simulator.rules import patron as rules


class Patron(Actor):
    """One patron in all worlds: effort in the air, men who fill in, the threat it shows, the
    balance of its bureaus."""

    def __init__(self, model, a):
        super().__init__(model)
        self.a, self.name = a, self.cast.parties[a]
        self.own = self.section(f"parties.{self.name}")
        self.coercion = self.section("coercion")
        self.foes = [b for b in self.cast.patrons if self.cast.side[b] != self.cast.side[a]]
        self.rivals = [
            b for b in self.cast.patrons if b != a and self.cast.side[b] == self.cast.side[a]
        ]
        self.partner = (
            next((b for b in self.cast.sponsors if b != a), None)
            if a in self.cast.sponsors
            else None
        )

    def choose(self):
        self._effort()
        self._surge()
        self._threat()
        self._weights()

    def _effort(self):
        s, own = self.state, self.own
        danger = s.chances[1 if self.cast.side[self.a] > 0 else 0, self.a]
        kept = 1.0 - np.sum(s.violations, axis=0) / self.numbers["truce.violations_at_war"]
        calm = np.where(s.deal, 1.0, np.where(s.truce, np.maximum(kept, 0.0), 0.0))
        wanted = rules.wanted_sorties(s.weight_of_force[self.a], danger, calm, own)
        self.sorties = (
            rules.sorties_flown(wanted, own.aircraft, np.asarray(own.sorties), own) * self.sky()
        )
        self.bound = np.isnan(own.sorties) & (wanted > own.aircraft * own.sorties_per_aircraft)
        self.danger = danger

    def _surge(self):
        s = self.state
        shortfall = sum((self.model.patrons[b].air_cut() for b in self.rivals), 0.0)
        self.surge = rules.men_filling_in(
            s.surge[self.a], np.minimum(shortfall, 1.0), self.own.offset, self.own
        )

    def _threat(self):
        s, own = self.state, self.own
        if_cut = s.war_if_cut[self.a] if self.a in self.cast.backers else s.war_value[self.a]
        with_deal = s.war_value[self.a] + s.edge[self.a]
        self.willing = rules.chance_patron_cuts(
            with_deal, s.war_value[self.a], if_cut, s.frustration[self.a], self.coercion
        )
        self.pressed = rules.signal_of_threat(
            own.pressure, self.air_cut(), own.kept_capability, own.announced, self.coercion
        )
        self.pressure = rules.credible_pressure(
            s.pressure[self.a], self.pressed, self.willing, self.coercion
        )
        defied = (s.blocked & s.said_yes[self.a]) | (s.own_way & (self.a in self.cast.sponsors))
        self.frustration = rules.next_frustration(
            s.frustration[self.a], defied, s.softness * s.credit, self.coercion
        )

    def _weights(self):
        s = self.state
        effort = self.sorties / np.maximum(self.own.peak_sorties, 1e-6)
        disappointment = np.clip(effort - s.gain / self.own.expected_gain, 0.0, 1.0)
        self.force = rules.next_weight(
            s.weight_of_force[self.a], self.danger, disappointment, self.own
        )
        self.position = (
            mixed(s.bureau_stance[self.a], self.force)
            if self.a in s.bureau_stance
            else s.position[self.a]
        )
        if self.partner is not None:
            flexibility = s.flexibility[self.a] * np.asarray(self.own.flexibility)
            drift = self.own.drift * np.asarray(self.own.effort)
            self.position = rules.next_position(
                self.position, s.position[self.partner], flexibility, drift
            )

    def sky(self):
        """Share of the sky open to this patron's side, (W,)."""
        return rules.open_sky(
            self._most("no_fly", self.foes), self._most("air_defence", [self.a, *self.rivals])
        )

    def _most(self, number, patrons):
        """The largest that some patrons give, 0 where there is none, (W,) or a number."""
        most = np.zeros(1, dtype=self.state.dtype)
        for b in patrons:
            most = np.maximum(
                most,
                np.asarray(
                    self.numbers[f"parties.{self.cast.parties[b]}.{number}"], dtype=self.state.dtype
                ),
            )
        return most

    def air_cut(self):
        """Share of the largest fleet so far that is gone, (W,)."""
        most = self.state.most_aircraft[self.a]
        return np.clip((most - self.own.aircraft) / np.maximum(most, 1.0), 0.0, 1.0)

    def air_potential(self):
        """Sorties a day the client can count on in need, (W,): all that the fleet can fly, and what
        a cut has left of its capability."""
        most = self.state.most_aircraft[self.a]
        fleet = self.own.aircraft + self.own.kept_capability * np.maximum(
            most - self.own.aircraft, 0.0
        )
        return self.own.sorties_per_aircraft * fleet * self.sky()

    def men(self):
        """Thousand men sent, without those who fill in, (W,); fewer as a deal sends them home."""
        sent = sum(
            (
                self.numbers[f"parties.{self.name}.men.{kind}"]
                for kind in self.model.form.parties[self.name].men
            ),
            0.0,
        )
        return sent * (1.0 - self.state.men_leaving)

    def apply(self):
        s, a = self.state, self.a
        self.put(s.sorties[a], self.sorties)
        self.put(s.most_aircraft[a], np.maximum(s.most_aircraft[a], self.own.aircraft))
        self.put(s.surge[a], self.surge)
        self.put(s.pressed[a], self.pressed)
        self.put(s.pressure[a], self.pressure)
        self.put(s.willing[a], self.willing)
        self.put(s.frustration[a], self.frustration)
        self.put(s.weight_of_force[a], self.force)
        self.put(s.position[a], self.position)
        self.put(s.ceiling_bound[a], self.bound)
