"""The numbers of a scenario for a table of worlds: scalars, or one value a world."""

from types import SimpleNamespace

import numpy as np


class Numbers:
    """Values by path; the numbers that levers move are arrays that keep their identity, so a view
    of them stays true.

    resolved  a scenario read
    columns   {path: (W,)} values of the uncertain numbers
    """

    def __init__(self, resolved, columns, worlds, dtype):
        self.values = {}
        self.middle = {
            path: self._usual(number, columns.get(path))
            for path, number in resolved.numbers.items()
        }
        moved = resolved.lever_of  # arrays also where a scenario leaves them alone: one rounding
        for path, number in resolved.numbers.items():
            if path in columns:
                self.values[path] = np.array(columns[path], dtype=dtype)
            elif path in moved:
                self.values[path] = np.full(worlds, number.value, dtype=dtype)
            else:
                self.values[path] = number.value
        steps = {
            path: np.array(values, dtype=dtype)
            for path, values in columns.items()
            if path not in self.values
        }
        self.values |= steps  # dated steps of levers that a sweep varies
        self.shape, self.dtype = (worlds,), dtype

    @staticmethod
    def _usual(number, column):
        """A number as believed, whatever is drawn: its middle, or one value a world (W,) where a
        table sets it otherwise by world."""
        return (
            number.value if column is None or number.uncertain else np.asarray(column, dtype=float)
        )

    def __getitem__(self, path):
        return self.values[path]

    def section(self, prefix):
        """The numbers right below a path, as attributes."""
        start = prefix + "."
        names = [path[len(start) :] for path in self.values if path.startswith(start)]
        return SimpleNamespace(
            **{name: self.values[start + name] for name in names if "." not in name}
        )

    def rows(self, paths):
        """The numbers of several paths stacked, (len(paths), W)."""
        return np.stack([self.row(path) for path in paths])

    def row(self, path):
        """One number as an array (W,) of its own."""
        return np.array(
            np.broadcast_to(np.asarray(self.values[path], dtype=self.dtype), self.shape)
        )

    def columns(self, paths):
        """Several numbers stacked: (len(paths), 1) where they are the same in all worlds, else
        (len(paths), W)."""
        values = [np.atleast_1d(np.asarray(self.values[path], dtype=self.dtype)) for path in paths]
        return np.stack(np.broadcast_arrays(*values))
