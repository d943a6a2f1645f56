"""Weighted mean and weighted median of positions."""

import numpy as np

TIE = 1e-5  # tolerance for rounding, as a share of half the weight


def weighted_mean(position, weight):
    """Weighted mean of positions: it minimises the weighted sum of squared distances.

    position  (A, ...)  any scale
    weight    (A, ...)  0 or more, any scale, not all 0
    returns   (...)     on the scale of the positions
    formula   sum(weight * position, axis=0) / sum(weight, axis=0)

    >>> float(weighted_mean(np.array([0.0, 100.0]), np.array([3.0, 1.0])))
    25.0
    """
    return np.sum(weight * position, axis=0) / np.sum(weight, axis=0)


def weighted_median(position, weight):
    """Weighted median of positions: in a pairwise vote no alternative is preferred by more than
    half of the weight [Black1958].

    Where the weight splits into equal halves, the median is midway between the two.

    position  (A, ...)  any scale
    weight    (A, ...)  0 or more, any scale, not all 0
    returns   (...)     on the scale of the positions

    >>> float(weighted_median(np.array([0.0, 10.0, 100.0]), np.array([1.0, 1.0, 1.0])))
    10.0
    """
    order = np.argsort(position, axis=0)
    place = np.take_along_axis(position, order, axis=0)
    below = np.cumsum(np.take_along_axis(weight, order, axis=0), axis=0)
    half = 0.5 * below[-1]
    first = np.argmax(below >= half * (1.0 - TIE), axis=0)[None]
    second = np.argmax(below > half * (1.0 + TIE), axis=0)[None]
    return (
        0.5
        * (np.take_along_axis(place, first, axis=0) + np.take_along_axis(place, second, axis=0))[0]
    )
