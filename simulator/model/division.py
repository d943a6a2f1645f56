"""Stage 3, after the holders: the bureaus of a divided signer, whose weights move with the war's
costs and with the pressure of patrons."""

import numpy as np

from simulator.model.actor import Actor
from simulator.model.initial_state import mixed, resting_weight
from simulator.rules import applies, division, holder, patron


@applies(
    division.losses_of_week, division.next_weight_of_circle, holder.losses, patron.pressure_felt
)  # fmt: skip
class DividedSigner(Actor):
    """One signer with bureaus in all worlds: the weight of the leader's circle, and the stance that
    follows from it."""

    def __init__(self, model, a):
        super().__init__(model)
        self.a, self.own, self.war = a, self.section("division"), self.section("war")
        self.holders = [h for h, owner in enumerate(self.index.owner) if owner == a]
        self.patrons = self.index.patrons_of(a)
        self.resting = resting_weight(self.state, a)
        self.bureaus = self.index.with_bureaus.index(a)  # row of its bureaus

    def choose(self):
        s, a = self.state, self.a
        self.weight_of_force = division.next_weight_of_circle(
            s.weight_of_force[a], self.resting, self._losses(), self._pressure(), self.own
        )
        self.position = mixed(s.bureau_position[self.bureaus], self.weight_of_force)
        self.flexibility = mixed(s.bureau_flexibility[self.bureaus], self.weight_of_force)

    def _losses(self):
        """Share of its men killed and of its residents lost this week, (W,); 0 without land."""
        s, now, mine = self.state, self.now, self.holders
        if not mine:
            return s.full()
        fighting = now.attacking[mine] + now.attacked[mine]
        killed = np.sum(holder.losses(fighting, self.war), axis=0)
        men = np.sum(s.reserve[mine] + s.garrison[mine], axis=0)
        before = np.sum(self.model.residents[mine], axis=0)
        residents = np.sum(s.national_residents()[mine], axis=0)
        return division.losses_of_week(killed, men, residents, before)

    def _pressure(self):
        """Pressure of its patrons as it feels it, (W,)."""
        if not self.patrons:
            return self.state.full()
        paths = [f"parties.{self.index.parties[a]}.offset" for a in self.patrons]
        offset = self.parameters.columns(paths)
        return patron.pressure_felt(self.state.pressure[self.patrons], offset)

    def apply(self):
        self.write("weight_of_force", "position", "flexibility", row=self.a)
