"""The numbers of a scenario for a table of worlds: scalars, or one value a world."""

from types import SimpleNamespace

import numpy as np

from simulator.model.arrays import HOST


class Parameters:
    """Values by path; the numbers that levers move are arrays that keep their identity, so a view
    of them stays true.

    resolved  a scenario read
    columns   {path: (W,)} values of the uncertain numbers
    """

    def __init__(self, resolved, columns, worlds, dtype, xp=HOST):
        self.shape, self.dtype, self.xp = (worlds,), dtype, xp
        self.middle = {
            path: self._usual(number, columns.get(path))
            for path, number in resolved.numbers.items()
        }
        moved = resolved.lever_of  # arrays also where a scenario leaves them alone: one rounding
        self.values = {
            path: xp.full(worlds, number.value, dtype) if path in moved else number.value
            for path, number in resolved.numbers.items()
        }
        for path, values in columns.items():  # dated steps of levers that a sweep varies as well
            self.values[path] = xp.asarray(np.array(values, dtype=dtype))

    @staticmethod
    def _usual(number, column):
        """A number as believed, whatever is drawn: its middle, or one value a world (W,) where a
        table sets it otherwise by world."""
        if column is None or number.uncertain:
            return number.value
        return np.asarray(column, dtype=float)

    def __getitem__(self, path):
        return self.values[path]

    def array(self, path):
        """A number as an array, (W,) or of no axis."""
        return self.xp.asarray(self.values[path])

    def section(self, prefix):
        """The numbers right below a path, as attributes."""
        below = {path.removeprefix(f"{prefix}."): path for path in self.values}
        own = {name: path for name, path in below.items() if name != path and "." not in name}
        return SimpleNamespace(**{name: self.values[path] for name, path in own.items()})

    def rows(self, paths):
        """The numbers of several paths stacked, (len(paths), W)."""
        return np.stack([self.row(path) for path in paths])

    def row(self, path):
        """One number as an array (W,) of its own."""
        value = self.xp.asarray(self.values[path], dtype=self.dtype)
        return np.broadcast_to(value, self.shape).copy()

    def columns(self, paths):
        """Several numbers stacked: (len(paths), 1) where they are the same in all worlds, else
        (len(paths), W)."""
        return self.stacked([self.values[path] for path in paths])

    def stacked(self, values):
        """Values, numbers or (W,), stacked alike: (len(values), 1) or (len(values), W)."""
        arrays = [np.atleast_1d(self.xp.asarray(value, dtype=self.dtype)) for value in values]
        return np.stack(np.broadcast_arrays(*arrays))
