"""The design of an ensemble: parameter draw, random stream and varied parameters of each world."""

from dataclasses import dataclass

import numpy as np

from simulator.ensemble.posterior_draws import posterior_draws_of
from simulator.ensemble.state_arrays import fixed_parameters
from simulator.model.random_streams import RandomStreams


@dataclass(frozen=True)
class Design:
    """Experiment design, a row for each world. World w has draw w // reps and stream w, in every
    scenario and in every cell of a sweep.

    row, cell, draw  (n,) ints
    stream           (n,) ints, number of the random stream
    columns          {path: (n,)} values of the uncertain and of the varied parameters
    """

    row: np.ndarray
    cell: np.ndarray
    draw: np.ndarray
    stream: np.ndarray
    columns: dict[str, np.ndarray]

    def __len__(self):
        return len(self.row)

    def rows(self, start, stop):
        """Rows from start up to stop."""
        cut = slice(start, stop)
        columns = {path: values[cut] for path, values in self.columns.items()}
        return Design(self.row[cut], self.cell[cut], self.draw[cut], self.stream[cut], columns)


def design_of_worlds(resolved, worlds, seed, reps=1, first=0, cells=({},), fixed=None):
    """Design of the worlds first, first + 1, ..., each uncertain parameter drawn from its prior.

    Where a scenario begins from a state, its worlds have the parameters of those of the state.
    Where it names posterior draws, each draw takes one of their rows for the calibrated
    parameters; see `rows_of`.

    resolved  a scenario; its `factors` are drawn
    cells     {path: value} of each cell of a sweep, which repeats the worlds with these values
    fixed     {path: (worlds,)} values of uncertain parameters that are not drawn
    returns   Design; a drawn value depends only on the seed, the parameter's path and the number of
              the draw
    """
    stream = np.arange(first, first + worlds)
    draws, draw_index = np.unique(stream // reps, return_inverse=True)
    fixed = fixed or fixed_parameters(resolved, stream)
    drawn = _draw_values(resolved, draws, RandomStreams(seed, draws), fixed)
    columns = {
        path: drawn[path][draw_index] if path in drawn else fixed[path] for path in resolved.factors
    }
    cell, stream = np.repeat(np.arange(len(cells)), worlds), np.tile(stream, len(cells))
    columns = {path: np.tile(values, len(cells)) for path, values in columns.items()}
    columns |= {
        path: np.repeat([float(values[path]) for values in cells], worlds) for path in cells[0]
    }
    return Design(first + np.arange(len(cell)), cell, stream // reps, stream, columns)


def _draw_values(resolved, draws, streams, fixed):
    """Values of the uncertain parameters that are not fixed, {path: (d,)}: from posterior draws
    where they apply, else from the prior."""
    posterior, values = posterior_draws_of(resolved), {}
    for path, parameter in resolved.factors.items():
        if path in fixed:
            continue
        calibrated = posterior and posterior.value(path, parameter, draws, streams.seed)
        values[path] = (
            resolved.prior_quantile(path, streams.uniform("draw", [path], 0)[0])
            if calibrated is None
            else calibrated
        )
    return values


def draws_of(design, reps):
    """Parameter draws of a design by its first cell: {"draw": (d,), path: (d,)}, one row each."""
    rows = np.flatnonzero((design.cell == 0) & (design.stream % reps == 0))
    return {
        "draw": design.draw[rows],
        **{path: values[rows] for path, values in design.columns.items()},
    }
