"""What a package is worth to a party: one minus the loss from each term, weighted by salience."""

import numpy as np

from simulator.rules import rule


@rule(concept="objectives")
def value_of_terms(terms, position, salience, exponent):
    """Worth of a package: 1 when every term stands at the party's position, 0 when all lie a whole
    line away.

    terms      (I, W)     0..100
    position   (A, I, W)  0..100
    salience   (A, I, 1)  shares that add up to 1 over the issues
    exponent   (W,)       1 = each step hurts alike, 2 = the far steps hurt most
    returns    (A, W)     0..1
    formula    1 - sum(salience * (abs(terms - position) * 0.01)**exponent, axis=1)

    >>> value_of_terms(np.array([[50.0]]), np.array([[[0.0]]]), np.array([[[1.0]]]), 2.0)
    array([[0.75]])
    """
    return 1.0 - np.sum(salience * (np.abs(terms - position) * 0.01) ** exponent, axis=1)


@rule(concept="objectives")
def squared_value(terms, position, salience):
    """Worth of a package under squared loss, the mediator's own yardstick.

    terms      (I, W)     0..100
    position   (A, I, W)  0..100
    salience   (A, I, 1)  shares that add up to 1 over the issues
    returns    (A, W)     0..1
    formula    1 - sum(salience * distance * distance, axis=1)
    where      distance = (terms - position) * 0.01

    >>> squared_value(np.array([[50.0]]), np.array([[[0.0]]]), np.array([[[1.0]]]))
    array([[0.75]])
    """
    distance = (terms - position) * 0.01
    return 1.0 - np.sum(salience * distance * distance, axis=1)


def objections(terms, position, salience, exponent, red_line, flexibility):
    """What each term of a package costs a party: its loss, and what lies past the party's
    flexibility on top.

    terms        (I, W)          0..100
    position     (A, I, W)       0..100
    salience     (A, I, 1)       shares that add up to 1 over the issues
    exponent     (W,)            1 = each step hurts alike, 2 = the far steps hurt most
    red_line     (W,)            weight of what lies past the flexibility
    flexibility  (A, I, 1 or W)  share of the line conceded before that weight starts to bite
    returns      (A, I, W)       value lost; one minus its sum over the issues is the package's
                 worth less the red-line cost
    formula      salience * (distance**exponent + red_line * beyond * beyond)
    where        distance = abs(terms - position) * 0.01
    where        beyond = maximum(distance - flexibility, 0)

    >>> objections(np.array([[50.0]]), np.array([[[0.0]]]), np.array([[[1.0]]]), 2.0, 1.0,
    ...     np.array([[[0.5]]]))
    array([[[0.25]]])
    """
    distance = np.abs(terms - position) * 0.01
    beyond = np.maximum(distance - flexibility, 0.0)
    return salience * (distance**exponent + red_line * beyond * beyond)


@rule(concept="objectives")
def red_line_cost(terms, position, salience, flexibility):
    """Extra loss from terms beyond what a party can concede: squared distance past its flexibility.

    terms        (I, W)     0..100
    position     (A, I, W)  0..100
    salience     (A, I, 1)  shares that add up to 1 over the issues
    flexibility  (A, I, 1)  share of the line conceded before the cost starts to bite; never a cap
    returns      (A, W)     0..1
    formula      sum(salience * beyond * beyond, axis=1)
    where        beyond = maximum(abs(terms - position) * 0.01 - flexibility, 0)

    >>> red_line_cost(np.array([[50.0]]), np.array([[[0.0]]]), np.array([[[1.0]]]),
    ...     np.array([[[0.3]]])).round(3)
    array([[0.04]])
    """
    beyond = np.maximum(np.abs(terms - position) * 0.01 - flexibility, 0.0)
    return np.sum(salience * beyond * beyond, axis=1)
