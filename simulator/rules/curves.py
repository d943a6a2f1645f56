"""Three curves that the other rules use."""

import numpy as np

from simulator.rules import applies


def logistic(x):
    """S-curve from 0 to 1, one half at 0.

    x        (...)  log odds
    returns  (...)  0..1
    formula  0.5 * (1 + tanh(0.5 * x))

    >>> logistic(np.array([0.0]))
    array([0.5])
    """
    return 0.5 * (1.0 + np.tanh(0.5 * x))  # cannot overflow


def softplus(x):
    """Smooth maximum of x and 0: near 0 far below it, near x far above it.

    x        (...)  any number
    returns  (...)  0 or more
    formula  maximum(x, 0) + log1p(exp(-abs(x)))

    >>> softplus(np.array([-50.0, 50.0])).round(3)
    array([ 0., 50.])
    """
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))


@applies(logistic)
def share_below(z):
    """Distribution function of the standard normal: turns a normal shock into a uniform one (error
    under 0.0003).

    z        (...)  standard normal
    returns  (...)  0..1
    formula  logistic(1.5957691 * z * (1 + 0.044715 * z * z))

    >>> share_below(np.array([0.0, 1.96])).round(3)
    array([0.5  , 0.975])
    """
    return logistic(1.5957691 * z * (1.0 + 0.044715 * z * z))
