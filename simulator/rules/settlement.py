"""Rival ways to settle issues from positions, weights and saliences; each takes the same arguments,
so one can stand for another.

`RULES` names them: a mean, a median, a bargain on each issue alone, a bargain on all at once, and
challenges in rounds."""

import numpy as np

from simulator.rules.averages import weighted_mean, weighted_median
from simulator.rules.challenge import challenge
from simulator.rules.drafting import nash_draft


def compromise(position, weight, salience, reserve):
    """Each issue at the mean of positions, weighted by weight x salience: the compromise model
    [VandenBos1991, Achen2006].

    position  (A, I, W)  any scale
    weight    (A, W)     0 or more: capability
    salience  (A, I, W)  0 or more
    reserve   (A, W)     value without a deal; not used
    returns   (I, W)     on the scale of the positions

    >>> position = np.array([[[0.0]], [[100.0]]]); one = np.ones((2, 1, 1))
    >>> compromise(position, np.array([[3.0], [1.0]]), one, np.zeros((2, 1)))
    array([[25.]])
    """
    return weighted_mean(position, weight[:, None] * salience)


def median(position, weight, salience, reserve):
    """Each issue at the median of positions, weighted by weight x salience: what a vote on each
    would choose [Black1958].

    position  (A, I, W)  any scale
    weight    (A, W)     0 or more: capability
    salience  (A, I, W)  0 or more
    reserve   (A, W)     value without a deal; not used
    returns   (I, W)     on the scale of the positions

    >>> position = np.array([[[0.0]], [[40.0]], [[100.0]]]); one = np.ones((3, 1, 1))
    >>> median(position, np.ones((3, 1)), one, np.zeros((3, 1)))
    array([[40.]])
    """
    return weighted_median(position, np.broadcast_to(weight[:, None] * salience, position.shape))


def nash(position, weight, salience, reserve):
    """The asymmetric Nash point of each issue alone, bargained with weight x salience under squared
    loss [Nash1950, Kalai1977].

    Without a deal a party is taken to lose as much on each issue as its reserve says it loses on
    average. The less it loses, the harder it pulls; where all lose far more than any term could
    cost them, the point is the weighted mean.

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
        """A line a party, with each issue of each world as a world of its own."""
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

    >>> position = np.array([[[0.0], [0.0]], [[100.0], [100.0]]])
    >>> salience = np.array([[[0.9], [0.1]], [[0.1], [0.9]]])
    >>> package(position, np.ones((2, 1)), salience, np.zeros((2, 1))).round().ravel()
    array([10., 90.])
    """
    whole = np.sum(salience, axis=1)
    share = salience / np.maximum(whole, 1e-9)[:, None]
    return nash_draft(np.mean(position, axis=0), reserve, weight * whole, position, share)


RULES = {
    "compromise": compromise,
    "median": median,
    "nash": nash,
    "package": package,
    "challenge": challenge,
}
