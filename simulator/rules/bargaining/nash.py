"""Nash bargaining on each issue separately."""

import numpy as np

from simulator.rules import applies, bargaining_rule
from simulator.rules.drafting import nash_draft


@bargaining_rule("the Nash bargain on each issue alone")
@applies(nash_draft)
def nash(position, weight, salience, reserve):
    """Asymmetric Nash bargaining solution of each issue separately, with weight x salience under
    squared loss [Nash1950, Kalai1977].

    Without a deal a party is assumed to lose the same on each issue: the average loss implied by
    its reserve. The less it loses, the stronger its pull. Where all parties lose far more than any
    term could cost them, the solution is the weighted mean.

    position  (A, I, W)  0..100
    weight    (A, W)     0 or more: capability
    salience  (A, I, W)  0 or more
    reserve   (A, W)     value without a deal, under squared loss: 1 at the party's own positions, 0
              a whole line away on all
    returns   (I, W)     0..100

    >>> position = np.array([[[0.0]], [[100.0]]]); one = np.ones((2, 1, 1))
    >>> nash(position, np.ones((2, 1)), one, np.array([[0.0], [0.6]])).round()
    array([[65.]])
    """

    def rows(x):
        """Array with one row per party; each issue of each world is treated as a world."""
        return np.broadcast_to(x, position.shape).reshape(len(position), -1)

    alone = np.ones_like(position[:, :1, :1])
    start = rows(np.mean(position, axis=0))[:1]
    terms = nash_draft(
        start,
        rows(reserve[:, None]),
        rows(weight[:, None] * salience),
        rows(position)[:, None],
        alone,
    )
    return terms.reshape(position.shape[1:])
