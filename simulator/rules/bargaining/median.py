"""Majority vote on each issue: the weighted median."""

import numpy as np

from simulator.rules import applies, bargaining_rule
from simulator.rules.averages import weighted_median


@bargaining_rule("the median of positions, weighted by capability x salience")
@applies(weighted_median)
def median(position, weight, salience, reserve):
    """Weighted median of positions on each issue, by weight x salience: the outcome of a majority
    vote [Black1958].

    position  (A, I, W)  any scale
    weight    (A, W)     0 or more: capability
    salience  (A, I, W)  0 or more
    reserve   (A, W)     value without a deal; not used
    returns   (I, W)     on the scale of the positions
    formula   weighted_median(position, broadcast_to(weight[:, None] * salience, position.shape))

    >>> position = np.array([[[0.0]], [[40.0]], [[100.0]]]); one = np.ones((3, 1, 1))
    >>> median(position, np.ones((3, 1)), one, np.zeros((3, 1)))
    array([[40.]])
    """
    return weighted_median(position, np.broadcast_to(weight[:, None] * salience, position.shape))
