"""The table of worlds: which draw of what is not known, which luck and which levers each row runs
with."""

from dataclasses import dataclass

import numpy as np

from simulator.ensemble.posterior_draws import posterior_draws_of
from simulator.model.random_streams import RandomStreams


@dataclass(frozen=True)
class Table:
    """Rows of worlds. World w has draw w // reps and luck w, in every scenario and in every cell of
    a sweep.

    row, cell, draw, luck  (n,) ints
    columns                {path: (n,)} values of the uncertain numbers and of the numbers varied
    """

    row: np.ndarray
    cell: np.ndarray
    draw: np.ndarray
    luck: np.ndarray
    columns: dict[str, np.ndarray]

    def __len__(self):
        return len(self.row)

    def part(self, start, stop):
        """The rows from start up to stop."""
        cut = slice(start, stop)
        columns = {path: values[cut] for path, values in self.columns.items()}
        return Table(self.row[cut], self.cell[cut], self.draw[cut], self.luck[cut], columns)


def design_of_worlds(resolved, worlds, seed, reps=1, first=0, cells=({},), given=None):
    """The plain table of a run: worlds first, first + 1, ..., each uncertain number drawn from its
    distribution.

    Where a scenario names accepted draws, each draw takes one of its rows for the numbers
    calibrated; see `rows_of`.

    resolved  a scenario read; its `factors` are drawn
    cells     {path: value} of each cell of a sweep: the same worlds once more, with these numbers
              instead
    given     {path: (worlds,)} values of uncertain numbers that are not to be drawn
    returns   Table; a draw depends on seed, the number's path and the draw's number, on nothing
              else
    """
    luck = np.arange(first, first + worlds)
    draws, of = np.unique(luck // reps, return_inverse=True)
    given = given or {}
    drawn = _drawn(resolved, draws, RandomStreams(seed, draws), given)
    columns = {path: drawn[path][of] if path in drawn else given[path] for path in resolved.factors}
    cell, luck = np.repeat(np.arange(len(cells)), worlds), np.tile(luck, len(cells))
    columns = {path: np.tile(values, len(cells)) for path, values in columns.items()}
    columns |= {path: np.repeat([float(one[path]) for one in cells], worlds) for path in cells[0]}
    return Table(first + np.arange(len(cell)), cell, luck // reps, luck, columns)


def _drawn(resolved, draws, streams, given):
    """Values in these draws of the uncertain numbers that are not given: as accepted, else as
    believed; {path: (d,)}."""
    accepted, values = posterior_draws_of(resolved), {}
    for path, number in resolved.factors.items():
        if path in given:
            continue
        taken = accepted and accepted.value(path, number, draws, streams.seed)
        values[path] = (
            resolved.drawn(path, streams.uniform("draw", [path], 0)[0]) if taken is None else taken
        )
    return values


def draws_of(table, reps):
    """The draws behind a table, one row each: {"draw": (d,), path: (d,)}; numbers that a sweep
    varies are left out."""
    rows = np.flatnonzero((table.cell == 0) & (table.luck % reps == 0))
    return {
        "draw": table.draw[rows],
        **{path: values[rows] for path, values in table.columns.items()},
    }
