"""What every agent of a conflict shares: the state it acts on, and the two halves of a stage."""

import mesa
import numpy as np


class Actor(mesa.Agent):
    """A Mesa agent that holds one actor in all worlds. It chooses from the last stage's state, then
    applies its choice.

    state  arrays of all worlds      now    what agents hand each other within the week
    cast   who stands in which row   xp     makes arrays
    """

    def __init__(self, model):
        super().__init__(model)
        self.state, self.now, self.index = model.state, model.now, model.index
        self.numbers, self.streams, self.xp = model.numbers, model.streams, model.xp

    def choose(self):
        """Decide, from the state as it stands; change nothing that others see."""

    def apply(self):
        """Write what was decided."""

    def put(self, view, new, where=None):
        """Write new values into a view of the state, but for worlds whose story has ended; only
        `where` (W,) that is true."""
        alive = self.state.alive
        if where is not None:
            np.copyto(view, new, where=where & alive, casting="same_kind")
        elif self.state.all_alive:
            view[...] = new
        else:
            np.copyto(view, new, where=alive, casting="same_kind")

    def write(self, *names, row=...):
        """Put what the agent chose into the state: its attributes into the arrays of the same
        names, or into one row of them."""
        for name in names:
            self.put(getattr(self.state, name)[row], getattr(self, name))

    def section(self, name):
        """The numbers of one section of the scenario."""
        return self.numbers.section(name)

    def total(self, number, parties):
        """A number of some parties added up, (W,) or a number."""
        paths = [f"parties.{self.index.parties[a]}.{number}" for a in parties]
        return sum((self.numbers.array(path) for path in paths), 0.0)
