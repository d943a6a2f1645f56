"""Base class of the agents of a conflict: access to the state, and the two steps of a stage."""

import mesa
import numpy as np


class Actor(mesa.Agent):
    """A Mesa agent that represents one actor in all worlds. It chooses from the state after the
    last stage, then applies its choice.

    state  arrays of all worlds         now  values that agents exchange within the week
    index  row numbers of the actors    xp   creates arrays
    """

    def __init__(self, model):
        super().__init__(model)
        self.state, self.index = model.state, model.index
        self.parameters, self.streams, self.xp = model.parameters, model.streams, model.xp

    @property
    def now(self):
        """Values that agents exchange within the week."""
        return self.model.now

    def choose(self):
        """Decide from the current state, without changing it."""

    def apply(self):
        """Write the decision to the state."""

    def put(self, view, new, where=None):
        """Write new values into a view of the state, except in worlds whose story has ended; only
        where `where` (W,) is true."""
        alive = self.state.alive
        if where is not None:
            np.copyto(view, new, where=where & alive, casting="same_kind")
        elif self.state.all_alive:
            view[...] = new
        else:
            np.copyto(view, new, where=alive, casting="same_kind")

    def write(self, *names, row=...):
        """Write attributes of the agent to the state arrays of the same names, or to one row of
        them."""
        for name in names:
            self.put(getattr(self.state, name)[row], getattr(self, name))

    def section(self, name):
        """Parameters of one section of the scenario."""
        return self.parameters.section(name)

    def total(self, name, parties):
        """Sum of a parameter over some parties, (W,) or a number."""
        paths = [f"parties.{self.index.parties[a]}.{name}" for a in parties]
        return sum((self.parameters.array(path) for path in paths), 0.0)

    def received(self, name, party):
        """Sum of a parameter of the patrons that support a party, each by the share that it gives
        to the party, (W,) or a number."""
        return sum(
            (
                self.parameters.array(f"parties.{self.index.parties[a]}.{name}")
                * self.parameters.shares(paths)
                for a, paths in self.index.supporters_of(party)
            ),
            0.0,
        )
