"""The compromise model: the weighted mean of positions on each issue."""

import numpy as np  # noqa: F401  (used by the example)

from simulator.rules import applies, bargaining_rule
from simulator.rules.averages import weighted_mean


@bargaining_rule("the mean of positions, weighted by capability x salience")
@applies(weighted_mean)
def compromise(position, weight, salience, reserve):
    """Weighted mean of positions on each issue, by weight x salience: the compromise model
    [VandenBos1991, Achen2006].

    position  (A, I, W)  any scale
    weight    (A, W)     0 or more: capability
    salience  (A, I, W)  0 or more
    reserve   (A, W)     value without a deal; not used
    returns   (I, W)     on the scale of the positions
    formula   weighted_mean(position, weight[:, None] * salience)

    >>> position = np.array([[[0.0]], [[100.0]]]); one = np.ones((2, 1, 1))
    >>> compromise(position, np.array([[3.0], [1.0]]), one, np.zeros((2, 1)))
    array([[25.]])
    """
    return weighted_mean(position, weight[:, None] * salience)
