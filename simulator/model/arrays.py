"""Creation of a run's arrays: on the host, or on another device that NumPy's functions dispatch
to."""

import numpy as np


class Arrays:
    """Creates the arrays of a block of worlds. All of `model` creates its arrays here, so that they
    are on one device; rules call NumPy's functions on the arrays they get.

    put  copies an array from the host to the device; by default the host is the device
    get  copies an array back to the host
    """

    def __init__(self, put=lambda array: array, get=np.asarray):
        self.put, self.get = put, get

    def asarray(self, values, dtype=None):
        """Values as an array on the device: unchanged if it is one of this type already, else a
        copy."""
        if isinstance(values, np.ndarray) or not hasattr(values, "__array_function__"):
            return self.put(np.asarray(values, dtype=dtype))
        return values if dtype is None or values.dtype == dtype else values.astype(dtype)

    def full(self, shape, value, dtype):
        """New array of a shape, filled with one value."""
        return self.put(np.full(shape, value, dtype=dtype))

    def any(self, array):
        """True (on the host) if any element of an array is true."""
        return bool(self.get(np.any(array)))

    def all(self, array):
        """True (on the host) if all elements of an array are true."""
        return bool(self.get(np.all(array)))


HOST = Arrays()
