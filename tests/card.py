"""A stand-in for a card: arrays that NumPy's functions dispatch to, and that refuse what a card
refuses."""

import numpy as np

from simulator.model.arrays import Arrays


class Card(np.lib.mixins.NDArrayOperatorsMixin):
    """An array as if on a card: takes part in NumPy's functions with its like and with plain
    numbers only.

    Refused: arrays of the host beside it or as an index, what is no array of the card as a
    condition, and to be taken for true or false or for an array of the host.
    """

    __slots__ = ("host",)

    def __init__(self, host):
        self.host = np.asarray(host)

    def __array__(self, *_, **__):
        raise TypeError("an array of the card is not copied to the host in silence")

    def __bool__(self):
        raise TypeError("an array of the card is neither true nor false")

    __index__ = __int__ = __float__ = __bool__

    def __array_ufunc__(self, ufunc, method, *inputs, out=None, where=None, **more):
        more = plain(more)
        if where is not None:
            more["where"] = condition(where)
        if out is not None:
            more["out"] = plain(out)
        made = getattr(ufunc, method)(*plain(inputs), **more)
        return out[0] if out is not None else on_card(made)

    def __array_function__(self, function, _, args, kwargs):
        if function is np.where:
            condition(args[0])
        if function is np.copyto and kwargs.get("where") is not None:
            condition(kwargs["where"])
        return on_card(function(*plain(args), **plain(kwargs)))

    def __getitem__(self, key):
        return on_card(self.host[plain(key)])

    def __setitem__(self, key, value):
        self.host[plain(key)] = plain(value)

    def __len__(self):
        return len(self.host)

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    def __getattr__(self, name):
        if name.startswith("__"):  # no way to the host behind its back
            raise AttributeError(name)
        found = getattr(self.host, name)
        if not callable(found) or name == "dtype":
            return on_card(found) if isinstance(found, np.ndarray) else found
        return lambda *args, **more: on_card(found(*plain(args), **plain(more)))


def plain(value):
    """What the host computes with; refuses arrays of the host."""
    if isinstance(value, Card):
        return value.host
    if isinstance(value, np.ndarray):
        raise TypeError(f"an array of the host {value.shape} beside one of the card")
    if isinstance(value, list | tuple):
        return type(value)(plain(one) for one in value)
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return value


def condition(value):
    """What chooses between values; only an array of the card may."""
    if not isinstance(value, Card):
        raise TypeError(f"{type(value).__name__} as a condition on the card")
    return value.host


def on_card(value):
    """Results as arrays of the card; a number that came of an array is an array of no axis."""
    if isinstance(value, np.ndarray | np.generic):
        return Card(value)
    if isinstance(value, list | tuple):
        return type(value)(on_card(one) for one in value)
    return value


ARRAYS = Arrays(put=Card, get=lambda array: array.host)
