"""Spoiling: unilateral moves of a party under a truce, on issues that few monitor and few care
about (P6)."""

import numpy as np

from simulator.rules import applies, rule
from simulator.rules.curves import logistic


@rule(concept="adaptation")
@applies(logistic)
def probability_of_unilateral_move(age, monitoring, care, spoiling):
    """Probability in a week of truce that a party makes a unilateral move on an issue: high
    while the truce is new and not monitored [Stedman1997].

    age         (W,)    weeks of truce
    monitoring  (W,)    0..1
    care        (K, W)  importance of the issue to its patrons, 1 = that of an average issue
    spoiling    base, by_youth, by_monitoring, by_care (log odds), youth (half-life of by_youth, in
                weeks)
    returns     (K, W)  0..1
    formula     logistic(spoiling.base + young - spoiling.by_monitoring * monitoring
                - spoiling.by_care * care)
    where       young = spoiling.by_youth * 0.5**(age / spoiling.youth)

    >>> from types import SimpleNamespace as S
    >>> eager = S(base=-2.0, by_youth=2.0, by_monitoring=3.0, by_care=0.0, youth=4.0)
    >>> age, monitoring, care = np.array([0.0, 400.0]), np.zeros(2), np.ones((1, 2))
    >>> probability_of_unilateral_move(age, monitoring, care, eager).round(2)
    array([[0.5 , 0.12]])
    """
    young = spoiling.by_youth * 0.5 ** (age / spoiling.youth)
    return logistic(
        spoiling.base + young - spoiling.by_monitoring * monitoring - spoiling.by_care * care
    )


@rule(concept="interaction")
def next_provocation(provocation, moved, spoiling):
    """Provocation of the other side: 1 in the week of a unilateral move, then it decays with a
    half-life.

    provocation  (W,)  0..1
    moved        (W,)  True in a week of a unilateral move by the party
    spoiling     memory, half-life in weeks
    returns      (W,)  0..1
    formula      where(moved, 1, provocation * 0.5**(1 / spoiling.memory))

    >>> from types import SimpleNamespace as S
    >>> next_provocation(np.array([1.0, 0.2]), np.array([False, True]), S(memory=1.0))
    array([0.5, 1. ])
    """
    return np.where(moved, 1.0, provocation * 0.5 ** (1.0 / spoiling.memory))
