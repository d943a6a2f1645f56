"""Parameters of a scenario for a block of worlds: scalars, or one value per world."""

import math
from types import SimpleNamespace

import numpy as np

from simulator.model.arrays import HOST
from simulator.scenario.parameter import EXPERT, EXPERTS


class Parameters:
    """Values by path. Parameters that levers change are arrays modified in place, so that views of
    them stay valid.

    resolved  a resolved scenario
    columns   {path: (W,)} values of the uncertain parameters
    """

    def __init__(self, resolved, columns, worlds, dtype, xp=HOST):
        self.shape, self.dtype, self.xp = (worlds,), dtype, xp
        self.sections: dict[str, SimpleNamespace] = {}
        self.middle = {
            path: self._usual(parameter, columns.get(path))
            for path, parameter in resolved.parameters.items()
        }
        moved = (
            resolved.lever_of
        )  # always arrays, even without a lever, so that rounding is the same
        self.values = {
            path: xp.full(worlds, parameter.value, dtype) if path in moved else parameter.value
            for path, parameter in resolved.parameters.items()
        }
        for path, values in columns.items():  # includes dated steps of levers that a sweep varies
            self.values[path] = xp.asarray(np.array(values, dtype=dtype))
        self._choose_expert(resolved, columns.get(EXPERT))

    def _choose_expert(self, resolved, column):
        """Give the parameters that experts judge the values of each world's expert."""
        expert = resolved.parameters.get(EXPERT)
        judged = {p: number for p, number in resolved.parameters.items() if number.kind == EXPERTS}
        for path, number in judged.items() if expert else ():
            row = np.asarray(expert.value if column is None else column).astype(int) - 1
            values = np.asarray(number.parameters)[row]
            self.values[path] = self.xp.asarray(values.astype(self.dtype)) if row.ndim else values
            self.middle[path] = values

    @staticmethod
    def _usual(parameter, column):
        """Central value of a parameter, whatever is drawn; one value per world (W,) where the
        design sets it by world."""
        if column is None or parameter.uncertain:
            return parameter.value
        return np.asarray(column, dtype=float)

    def __getitem__(self, path):
        return self.values[path]

    def array(self, path):
        """Parameter as an array, (W,) or without axes."""
        return self.xp.asarray(self.values[path])

    def matters(self, path):
        """Whether a parameter may differ from 0: by its value, a lever or the design; not where it
        is left to the model."""
        value = self.values[path]
        return not isinstance(value, (int, float)) or not (value == 0.0 or math.isnan(value))

    def shares(self, paths):
        """Product of the shares of several paths, a number or (W,)."""
        product = 1.0
        for path in paths:
            product = product * self.values[path]
        return product

    def section(self, prefix):
        """Parameters directly below a path, as attributes."""
        if prefix not in self.sections:
            self.sections[prefix] = self._section(prefix)
        return self.sections[prefix]

    def _section(self, prefix):
        below = {path.removeprefix(f"{prefix}."): path for path in self.values}
        own = {name: path for name, path in below.items() if name != path and "." not in name}
        return SimpleNamespace(**{name: self.values[path] for name, path in own.items()})

    def rows(self, paths):
        """Parameters of several paths, stacked: (len(paths), W)."""
        if not paths:
            return self.xp.full((0, *self.shape), 0.0, self.dtype)
        return np.stack([self.row(path) for path in paths])

    def row(self, path):
        """Copy of one parameter as an array (W,)."""
        value = self.xp.asarray(self.values[path], dtype=self.dtype)
        return np.broadcast_to(value, self.shape).copy()

    def columns(self, paths):
        """Several parameters stacked: (len(paths), 1) where they are the same in all worlds, else
        (len(paths), W)."""
        return self.stacked([self.values[path] for path in paths])

    def columns_or(self, paths, usual):
        """Several parameters stacked as in `columns`; a usual value for paths without one."""
        return self.stacked([self.values.get(path, usual) for path in paths])

    def stacked(self, values):
        """Values (scalars or (W,)) broadcast and stacked: (len(values), 1) or (len(values), W)."""
        if not values:
            return self.xp.full((0, 1), 0.0, self.dtype)
        arrays = [np.atleast_1d(self.xp.asarray(value, dtype=self.dtype)) for value in values]
        return np.stack(np.broadcast_arrays(*arrays))
