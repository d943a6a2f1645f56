"""The table of worlds: which draw of what is not known, and which luck, each row runs with."""

from dataclasses import dataclass

import numpy as np

from simulator.model.chance import Chance


@dataclass(frozen=True)
class Table:
    """Rows of worlds. World w has draw w // reps and luck w, in every scenario.

    row, draw, luck  (n,) ints
    columns          {path: (n,)} values of the uncertain numbers
    """

    row: np.ndarray
    draw: np.ndarray
    luck: np.ndarray
    columns: dict[str, np.ndarray]

    def __len__(self):
        return len(self.row)

    def part(self, start, stop):
        """The rows from start up to stop."""
        cut = slice(start, stop)
        return Table(self.row[cut], self.draw[cut], self.luck[cut], {path: values[cut] for path, values in self.columns.items()})


def table_of_worlds(resolved, worlds, seed, reps=1, first=0):
    """The plain table of a run: worlds first, first + 1, ..., each uncertain number drawn from its distribution.

    resolved  a scenario read; its `factors` are drawn
    returns   Table; a draw depends on seed, the number's path and the draw's number, on nothing else
    """
    row = np.arange(first, first + worlds)
    draw = row // reps
    chance = Chance(seed, draw)
    columns = {path: resolved.drawn(path, chance.uniform("draw", [path], 0)[0]) for path in resolved.factors}
    return Table(row, draw, row, columns)
