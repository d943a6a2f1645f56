"""Utility of a package to a party: one minus the loss from each term, weighted by salience."""

import numpy as np

from simulator.rules import rule


@rule(concept="objectives")
def value_of_terms(terms, position, salience, exponent):
    """Value of a package: 1 when every term equals the party's position, 0 when all are a whole
    line away.

    terms      (I, W)     0..100
    position   (A, I, W)  0..100
    salience   (A, I, 1)  shares that add up to 1 over the issues
    exponent   (W,)       1 = linear loss, 2 = quadratic loss
    returns    (A, W)     0..1
    formula    1 - sum(salience * (abs(terms - position) * 0.01)**exponent, axis=1)

    >>> value_of_terms(np.array([[50.0]]), np.array([[[0.0]]]), np.array([[[1.0]]]), 2.0)
    array([[0.75]])
    """
    return 1.0 - np.sum(salience * (np.abs(terms - position) * 0.01) ** exponent, axis=1)


@rule(concept="objectives")
def squared_value(terms, position, salience):
    """Value of a package under squared loss, which the mediator uses.

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


def value_by_issue(terms, position, salience, exponent):
    """Part of the value of a package that each of its terms gives: the salience of the issue, less
    the loss.

    terms      (I, W)        0..100
    position   (A, I, W)     0..100
    salience   (A, I, 1)     shares that add up to 1 over the issues
    exponent   (W,)          1 = linear loss, 2 = quadratic loss
    returns    (A, I, W)     0..1; the sum over all issues is the value of the package
    formula    salience * (1 - (abs(terms - position) * 0.01) ** exponent)

    >>> value_by_issue(np.array([[50.0]]), np.array([[[0.0]]]), np.array([[[0.4]]]), 2.0)
    array([[[0.3]]])
    """
    return salience * (1.0 - (np.abs(terms - position) * 0.01) ** exponent)


def objections(terms, position, salience, exponent, red_line, flexibility):
    """Cost of each term of a package to a party: its loss, plus the red-line cost of what exceeds
    the party's flexibility.

    terms        (I, W)          0..100
    position     (A, I, W)       0..100
    salience     (A, I, 1)       shares that add up to 1 over the issues
    exponent     (W,)            1 = linear loss, 2 = quadratic loss
    red_line     (W,)            weight of the red-line cost
    flexibility  (A, I, W)       share of the line conceded before the red-line cost begins
    returns      (A, I, W)       value lost; one minus its sum over the issues is the value of
                 the package less the red-line cost
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
    """Red-line cost of terms beyond what a party can concede: squared distance past its
    flexibility.

    terms        (I, W)     0..100
    position     (A, I, W)  0..100
    salience     (A, I, 1)  shares that add up to 1 over the issues
    flexibility  (A, I, W)  share of the line conceded before the cost begins; not a limit
    returns      (A, W)     0..1
    formula      sum(salience * beyond * beyond, axis=1)
    where        beyond = maximum(abs(terms - position) * 0.01 - flexibility, 0)

    >>> red_line_cost(np.array([[50.0]]), np.array([[[0.0]]]), np.array([[[1.0]]]),
    ...     np.array([[[0.3]]])).round(3)
    array([[0.04]])
    """
    beyond = np.maximum(np.abs(terms - position) * 0.01 - flexibility, 0.0)
    return np.sum(salience * beyond * beyond, axis=1)
