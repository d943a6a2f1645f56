"""Nash bargaining on all issues together: the text of a mediator."""

import numpy as np

from simulator.rules import applies, bargaining_rule
from simulator.rules.drafting import nash_draft


@bargaining_rule("the Nash bargain on all issues at once", together=True)
@applies(nash_draft)
def package(position, weight, salience, reserve):
    """Asymmetric Nash bargaining solution of all issues together: each party can concede where its
    salience is low [Nash1950].

    A party with a higher total salience has more weight; where saliences are shares that add up to
    1, only the weight counts.

    position  (A, I, W)  0..100
    weight    (A, W)     0 or more: capability
    salience  (A, I, W)  0 or more; the value of a text depends only on its shares
    reserve   (A, W)     value without a deal, under squared loss: 1 at the party's own positions, 0
              a whole line away on all
    returns   (I, W)     0..100
    formula   nash_draft(mean(position, axis=0), reserve, weight * total, position, share)
    where     total = sum(salience, axis=1)
    where     share = salience / maximum(total, 1e-9)[:, None]

    >>> position = np.array([[[0.0], [0.0]], [[100.0], [100.0]]])
    >>> salience = np.array([[[0.9], [0.1]], [[0.1], [0.9]]])
    >>> package(position, np.ones((2, 1)), salience, np.zeros((2, 1))).round().ravel()
    array([10., 90.])
    """
    total = np.sum(salience, axis=1)
    share = salience / np.maximum(total, 1e-9)[:, None]
    return nash_draft(np.mean(position, axis=0), reserve, weight * total, position, share)
