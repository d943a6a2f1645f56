"""Where the arrays of a run are made: on the host, or on another device that NumPy's functions
dispatch to."""

import numpy as np


class Arrays:
    """Makes the arrays of a block of worlds. Everything in `model` makes its arrays here, so that
    all of them lie on one device; rules call NumPy's functions on arrays they are given.

    put  takes an array of the host to the device; the host itself by default
    get  takes it back
    """

    def __init__(self, put=lambda array: array, get=np.asarray):
        self.put, self.get = put, get

    def asarray(self, values, dtype=None):
        """Values as an array of the device: itself where it is one of this type already, else a
        copy of what the host has."""
        if isinstance(values, np.ndarray) or not hasattr(values, "__array_function__"):
            return self.put(np.asarray(values, dtype=dtype))
        return values if dtype is None or values.dtype == dtype else values.astype(dtype)

    def full(self, shape, value, dtype):
        """A new array of a shape, filled with one value."""
        return self.put(np.full(shape, value, dtype=dtype))

    def any(self, array):
        """True on the host where any of an array is true."""
        return bool(self.get(np.any(array)))

    def all(self, array):
        """True on the host where all of an array is true."""
        return bool(self.get(np.all(array)))


HOST = Arrays()
