"""What every agent of a conflict shares: the state it acts on, and the two halves of a stage."""

import mesa
import numpy as np


class Actor(mesa.Agent):
    """A Mesa agent that holds one actor in all worlds. It chooses from the last stage's state, then
    applies its choice."""

    def __init__(self, model):
        super().__init__(model)
        self.state, self.cast, self.numbers, self.chance = (
            model.state,
            model.cast,
            model.numbers,
            model.chance,
        )

    def choose(self):
        """Decide, from the state as it stands; change nothing that others see."""

    def apply(self):
        """Write what was decided."""

    def put(self, view, new):
        """Write new values into a view of the state, but for worlds whose story has ended."""
        if self.state.all_alive:
            view[...] = new
        else:
            np.copyto(view, new, where=self.state.alive, casting="same_kind")

    def section(self, name):
        """The numbers of one section of the scenario."""
        return self.numbers.section(name)
