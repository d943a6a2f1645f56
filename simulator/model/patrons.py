"""Stage 2: the support that each patron gives its client, and its threats to cut it."""

import numpy as np

from simulator.model.actor import Actor
from simulator.model.initial_state import mixed
from simulator.rules import applies
from simulator.rules import patron as rules


@applies(
    rules.wanted_sorties, rules.sorties_flown, rules.open_sky, rules.next_weight,
    rules.men_filling_in, rules.signal_of_threat, rules.probability_patron_cuts,
    rules.credible_pressure, rules.next_frustration, rules.next_position,
)  # fmt: skip
class Patron(Actor):
    """One patron in all worlds: sorties, replacement men, threats, and the weights of its
    bureaus."""

    def __init__(self, model, a):
        super().__init__(model)
        self.a, index = a, self.index
        self.name = index.parties[a]
        self.own, self.coercion = self.section(f"parties.{self.name}"), self.section("coercion")
        camp = index.camp[a]
        self.foes = [b for b in index.patrons if index.camp[b] != camp]
        self.rivals = [b for b in index.patrons if b != a and index.camp[b] == camp]
        self.other_camps = [c for c in range(len(index.camps)) if c != camp]
        self.clients = [party for party, _ in index.recipients[a]]
        self.listened_to = [row for row, p in enumerate(index.speakers) if p in self.clients]
        self.allies = [row for row, b in enumerate(index.signers) if index.camp[b] == camp]
        partners = [b for b in index.sponsors if b != a] if a in index.sponsors else []
        self.partner = partners[0] if partners else None
        divided = index.with_bureaus
        self.bureaus = divided.index(a) if a in divided else None  # row of its bureaus

    def choose(self):
        self._effort()
        self._surge()
        self._threat()
        self._weights()

    def _effort(self):
        s, own, a = self.state, self.own, self.a
        others = (s.victory_probabilities[camp, a] for camp in self.other_camps)
        self.danger = sum(others)
        stopped = 1.0 - np.sum(s.violations, axis=0) / self.parameters["truce.violations_at_war"]
        bound = s.truce & np.any(s.truce_members[self.allies], axis=0)
        calm = np.where(s.deal, 1.0, np.where(bound, np.maximum(stopped, 0.0), 0.0))
        wanted = rules.wanted_sorties(s.weight_of_force[a], self.danger, calm, own)
        fixed = self.xp.asarray(own.sorties)
        self.sorties = rules.sorties_flown(wanted, own.aircraft, fixed, own) * self.sky()
        self.ceiling_bound = np.isnan(fixed) & (wanted > own.aircraft * own.sorties_per_aircraft)
        self.most_aircraft = np.maximum(s.most_aircraft[a], own.aircraft)

    def _surge(self):
        shortfall = sum((self.model.patrons[b].air_cut() for b in self.rivals), 0.0)
        gone = np.minimum(shortfall, 1.0)
        self.surge = rules.men_filling_in(self.state.surge[self.a], gone, self.own.offset, self.own)

    def _threat(self):
        s, own, a, coercion = self.state, self.own, self.a, self.coercion
        war = s.war_value[a]
        if_cut = s.war_if_cut[a] if a in self.model.expectations.threats else war
        frustration, with_deal = s.frustration[a], war + s.net_gain[a]
        self.willing = rules.probability_patron_cuts(with_deal, war, if_cut, frustration, coercion)
        self.pressed = rules.signal_of_threat(
            own.pressure, self.air_cut(), own.kept_capability, own.announced, coercion
        )
        self.pressure = rules.credible_pressure(s.pressure[a], self.pressed, self.willing, coercion)
        defied = self._client_blocked() & s.voted_yes[a]
        if a in self.index.sponsors:
            defied = defied | np.any(s.unilateral_move, axis=0)
        statements = s.softness[self.listened_to] * s.credit[self.listened_to]
        softening = np.max(statements, axis=0, initial=0.0)
        self.frustration = rules.next_frustration(frustration, defied, softening, coercion)

    def _client_blocked(self):
        """True where a client of the patron refused a text, (W,)."""
        signers = self.index.signers
        rows = [signers.index(party) for party in self.clients if party in signers]
        return np.any(self.state.blocked[rows], axis=0)

    def _gain(self):
        """Area won this week by the holder of the patron's client, (W,)."""
        holders = [self.index.holder_of.get(party) for party in self.clients]
        return sum((self.state.gain[h] for h in holders if h is not None), 0.0)

    def _weights(self):
        s, own, a = self.state, self.own, self.a
        effort = self.sorties / np.maximum(own.peak_sorties, 1e-6)
        disappointment = np.clip(effort - self._gain() / own.expected_gain, 0.0, 1.0)
        weight = rules.next_weight(s.weight_of_force[a], self.danger, disappointment, own)
        self.position, self.flexibility = s.position[a], s.flexibility[a]
        if self.bureaus is not None:
            self.position = mixed(s.bureau_position[self.bureaus], weight)
            self.flexibility = mixed(s.bureau_flexibility[self.bureaus], weight)
        self.weight_of_force = weight
        if self.partner is not None:
            flexibility = s.flexibility[a] * self.xp.asarray(own.flexibility)
            drift = own.drift * self.xp.asarray(own.effort)
            self.position = rules.next_position(
                self.position, s.position[self.partner], flexibility, drift
            )

    def sky(self):
        """Share of the airspace open to this patron's side, (W,)."""
        own = [self.a, *self.rivals]
        return rules.open_sky(self._most("no_fly", self.foes), self._most("air_defence", own))

    def _most(self, name, patrons):
        """Largest value of a parameter among some patrons, 0 without patrons, (W,) or (1,)."""
        most, dtype = self.xp.full(1, 0.0, self.state.dtype), self.state.dtype
        for b in patrons:
            value = self.parameters[f"parties.{self.index.parties[b]}.{name}"]
            most = np.maximum(most, self.xp.asarray(value, dtype=dtype))
        return most

    def air_cut(self):
        """Share of the largest fleet so far that has been withdrawn, (W,)."""
        most = self.state.most_aircraft[self.a]
        return np.clip((most - self.own.aircraft) / np.maximum(most, 1.0), 0.0, 1.0)

    def air_potential(self):
        """Sorties a day that the client can rely on, (W,): the capacity of the fleet, and the
        capability that a cut has left."""
        return self.sorties_available() * self.sky()

    def sorties_available(self):
        """The same under an open sky."""
        own, most = self.own, self.state.most_aircraft[self.a]
        gone = np.maximum(most - own.aircraft, 0.0)
        return own.sorties_per_aircraft * (own.aircraft + own.kept_capability * gone)

    def men(self):
        """Thousand men sent, (W,), without replacement men, less those withdrawn under a deal."""
        return self.men_sent() * (1.0 - self.state.men_leaving)

    def men_sent(self):
        """Thousand men sent, (W,), without replacement men."""
        kinds = self.index.form.parties[self.name].men
        return sum((self.parameters[f"parties.{self.name}.men.{kind}"] for kind in kinds), 0.0)

    def apply(self):
        self.write(
            "sorties", "most_aircraft", "surge", "pressed", "pressure", "willing", "frustration",
            "weight_of_force", "position", "flexibility", "ceiling_bound", row=self.a,
        )  # fmt: skip
