"""A bargain on all issues at once: the text of a mediator."""

import numpy as np

from simulator.rules import applies, bargaining_rule
from simulator.rules.drafting import nash_draft


@bargaining_rule("the Nash bargain on all issues at once", together=True)
@applies(nash_draft)
def package(position, weight, salience, reserve):
    """The mediator's text: the asymmetric Nash point of all issues at once, so that each can give
    where it cares less [Nash1950].

    A party that cares more about the whole weighs more; where saliences are shares that add up to
    1, weight is all.

    position  (A, I, W)  0..100
    weight    (A, W)     0 or more: capability
    salience  (A, I, W)  0 or more; only its shares count in what a text is worth
    reserve   (A, W)     value without a deal, under squared loss: 1 at the party's own positions, 0
              a whole line away on all
    returns   (I, W)     0..100
    formula   nash_draft(mean(position, axis=0), reserve, weight * whole, position, share)
    where     whole = sum(salience, axis=1)
    where     share = salience / maximum(whole, 1e-9)[:, None]

    >>> position = np.array([[[0.0], [0.0]], [[100.0], [100.0]]])
    >>> salience = np.array([[[0.9], [0.1]], [[0.1], [0.9]]])
    >>> package(position, np.ones((2, 1)), salience, np.zeros((2, 1))).round().ravel()
    array([10., 90.])
    """
    whole = np.sum(salience, axis=1)
    share = salience / np.maximum(whole, 1e-9)[:, None]
    return nash_draft(np.mean(position, axis=0), reserve, weight * whole, position, share)
