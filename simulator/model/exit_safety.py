"""Exit safety: the salience of a deal's terms to parties that fear for a leader who leaves."""

import numpy as np

from simulator.rules import applies, exit_safety


@applies(exit_safety.salience_with_safety)
class ExitSafety:
    """Salience of the package to parties, given the safety that a deal offers the leader."""

    def __init__(self, model):
        self.state, self.index, self.parameters = model.state, model.index, model.parameters
        self.xp, self.leader = model.xp, self.index.term_of("leader")
        self.paths = [f"parties.{p}.fear_of_punishment" for p in self.index.parties]

    def salience(self, rows=slice(None)):
        """Salience of the package to some parties in a deal, (A, I, 1) or (A, I, W): by world
        where safety is offered to a leader whom somebody fears for."""
        s = self.state
        salience = s.salience[rows, : len(self.index.package)]
        if self.leader is None or not self._offered():
            return salience
        salience = np.broadcast_to(salience, (*salience.shape[:2], len(s.alive))).copy()
        salience[:, self.leader] = exit_safety.salience_with_safety(
            salience[:, self.leader], self._fear(rows), self._circle(rows), self._safety()
        )
        return salience

    def salience_in_drafts(self):
        """Salience of the package to all parties where a text is drafted: safety moves it from the
        leader to the other issues, since all parties weigh alike."""
        felt, stated = self.salience(), self.state.salience[:, : len(self.index.package)]
        total = np.sum(stated, axis=1, keepdims=True)
        return felt * (total / np.maximum(np.sum(felt, axis=1, keepdims=True), 1e-6))

    def _offered(self):
        """Whether safety is offered in some world, and some party fears punishment."""
        safety = self.parameters.array("deal.exit_safety")
        return self.xp.any(safety != 0.0) and any(map(self.parameters.matters, self.paths))

    def _fear(self, rows):
        """Share of each party's loss that is fear, (A, W)."""
        return self.parameters.rows(self.paths)[rows]

    def _circle(self, rows):
        """Weight of the leader's circle in each party, (A, W)."""
        weight = np.ones_like(self.state.weight_of_force)
        for a in self.index.with_bureaus:
            weight[a] = self.state.weight_of_force[a]
        return weight[rows]

    def _safety(self):
        """Safety of the leader after leaving, (W,): nobody fears for one who has left by script."""
        return np.where(self.state.leader_left, 0.0, self.parameters.row("deal.exit_safety"))
