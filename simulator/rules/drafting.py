"""Drafting of a text: the Nash bargaining solution, approximated by a fixed number of passes."""

import numpy as np

from simulator.rules import applies
from simulator.rules.curves import logistic, softplus
from simulator.rules.utility import squared_value

PASSES = 20
SOFTNESS = 0.1  # of value: how gradually the weight of a party without a gain stops growing
DAMPING = 0.5


@applies(logistic, softplus)
def pull(gain):
    """Marginal weight of a party's value in the draft: the derivative of log softplus(gain).

    gain     (A, W)  value of the draft less war value; may be negative
    returns  (A, W)  above 0; near 1 / gain for large gains, bounded where the gain is not positive
             [Nash1950]
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
    """Asymmetric Nash bargaining solution between the parties, by damped passes from a first text
    [Nash1950, Kalai1977].

    Each pass moves every term towards the mean of positions weighted by weight x salience x pull.
    Where no text is better than war for all, the result approaches the weighted mean, nearer to the
    parties that are worse off. For a text drafted by a party, raise that party's weight.

    start      (I, W)     0..100, the text from which the passes start
    war_value  (A, W)     value of war to each party under squared loss
    weight     (A, W)     bargaining weight, any scale
    position   (A, I, W)  declared positions, 0..100
    salience   (A, I, 1)  shares that add up to 1
    passes     number of passes
    returns    (I, W)     0..100

    >>> position = np.array([[[0.0]], [[100.0]]]); one = np.ones((2, 1, 1))
    >>> nash_draft(np.array([[20.0]]), np.zeros((2, 1)), np.ones((2, 1)), position, one).round(1)
    array([[50.]])
    """
    terms = start
    for _ in range(passes):
        force = weight * pull(squared_value(terms, position, salience) - war_value)
        weights = salience * force[:, None]
        best = np.sum(weights * position, axis=0) / np.sum(weights, axis=0)
        terms = terms + DAMPING * (best - terms)
    return terms


def distance_between(text, other):
    """Distance between two texts: mean absolute difference over the issues.

    text, other  (..., I, W)  0..100
    returns      (..., W)     points
    formula      mean(abs(text - other), axis=-2)

    >>> distance_between(np.array([[0.0], [0.0]]), np.array([[10.0], [30.0]]))
    array([20.])
    """
    return np.mean(np.abs(text - other), axis=-2)
