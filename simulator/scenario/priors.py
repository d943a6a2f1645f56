"""Quantiles of the prior of a parameter."""

from statistics import NormalDist

import numpy as np


def quantile(parameter, share):
    """Quantiles of the prior, elementwise, for 0 < share < 1."""
    p = parameter.parameters
    if parameter.kind == "uniform":
        return p[0] + share * (p[1] - p[0])
    if parameter.kind == "triangular":
        return _triangular(share, *p)
    if parameter.kind == "choice":  # each value is as likely as the others
        rows = np.floor(np.asarray(share) * len(p)).astype(int)
        return np.asarray(p)[rows.clip(0, len(p) - 1)]
    return (
        p[0] + p[1] * standard_normal(share)
        if parameter.uncertain
        else np.full(np.shape(share), parameter.value)
    )


def _triangular(share, low, mode, high):
    if high == low:
        return np.full(np.shape(share), low)
    turn = (mode - low) / (high - low)
    left = low + np.sqrt(share * (high - low) * (mode - low))
    return np.where(share < turn, left, high - np.sqrt((1 - share) * (high - low) * (high - mode)))


def standard_normal(share):
    """Quantile of the standard normal, elementwise.

    >>> standard_normal(np.array([0.5, 0.975])).round(3)
    array([0.  , 1.96])
    """
    inverse = NormalDist().inv_cdf
    return np.array([inverse(float(p)) for p in np.ravel(share)]).reshape(np.shape(share))


def normal_share(score):
    """Cumulative probability of the standard normal, elementwise.

    >>> normal_share(np.array([0.0, 1.96])).round(3)
    array([0.5  , 0.975])
    """
    below = NormalDist().cdf
    values = np.array([below(float(z)) for z in np.ravel(score)]).reshape(np.shape(score))
    return values.clip(1e-12, 1.0 - 1e-12)
