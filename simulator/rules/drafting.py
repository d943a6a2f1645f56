"""The text on the table: the terms that share the gains over war best, found by fixed passes."""

import numpy as np

from simulator.rules import applies
from simulator.rules.curves import logistic, softplus
from simulator.rules.utility import squared_value

PASSES = 20
SOFTNESS = 0.1  # of value: how gradually a party without a gain is given up
DAMPING = 0.5


@applies(logistic, softplus)
def pull(gain):
    """How hard a party's loss of one more point of value pulls on the draft: the slope of log
    softplus(gain).

    gain     (A, W)  value of the draft less war value; may be negative
    returns  (A, W)  above 0; near 1 / gain for large gains, bounded where there is none [Nash1950]
    formula  logistic(scaled) / (0.1 * softplus(scaled))
    where    scaled = maximum(gain / 0.1, -10)

    >>> pull(np.array([1.0, -1.0])).round(2)
    array([ 1., 10.])
    """
    scaled = np.maximum(
        gain / SOFTNESS, -10.0
    )  # flat below, where the two curves would both vanish
    return logistic(scaled) / (SOFTNESS * softplus(scaled))


@applies(pull, squared_value)
def nash_draft(start, war_value, weight, position, salience, passes=PASSES):
    """The asymmetric Nash point between the parties, by damped passes from a first text [Nash1950,
    Kalai1977].

    Each pass sets every term to the mean of positions weighted by weight x salience x pull. Where
    no text beats war for all, it nears the weighted mean, leaning to the worse off. A party that
    drafts is the same rule with that party's weight raised.

    start      (I, W)     0..100, the text from which the passes set out
    war_value  (A, W)     value of war to each party under squared loss
    weight     (A, W)     bargaining weight, any scale
    position   (A, I, W)  declared positions, 0..100
    salience   (A, I, 1)  shares that add up to 1
    passes     how many
    returns    (I, W)     0..100

    >>> position = np.array([[[0.0]], [[100.0]]]); one = np.ones((2, 1, 1))
    >>> nash_draft(np.array([[20.0]]), np.zeros((2, 1)), np.ones((2, 1)), position, one).round(1)
    array([[50.]])
    """
    terms = start
    for _ in range(passes):
        force = weight * pull(squared_value(terms, position, salience) - war_value)
        weighed = salience * force[:, None]
        best = np.sum(weighed * position, axis=0) / np.sum(weighed, axis=0)
        terms = terms + DAMPING * (best - terms)
    return terms


def distance_between(one, other):
    """How far two texts lie apart: mean over the issues.

    one, other  (..., I, W)  0..100
    returns     (..., W)     points
    formula     mean(abs(one - other), axis=-2)

    >>> distance_between(np.array([[0.0], [0.0]]), np.array([[10.0], [30.0]]))
    array([20.])
    """
    return np.mean(np.abs(one - other), axis=-2)
