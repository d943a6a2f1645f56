"""Spoiling on cheap issues: a government that has signed a truce goes its own way where few watch
and few care (P6)."""

import numpy as np

from simulator.rules import applies, rule
from simulator.rules.curves import logistic


@rule(concept="adaptation")
@applies(logistic)
def probability_of_unilateral_move(age, monitoring, care, spoiling):
    """Chance in a week of truce that the government settles an issue by itself: high while the
    truce is new and unwatched [Stedman1997].

    age         (W,)    weeks of truce
    monitoring  (W,)    0..1
    care        (K, W)  how much its patrons care about the issue, 1 = as about the average one
    spoiling    base, by_youth, by_monitoring, by_care (log odds), youth (weeks in which half of it
                is gone)
    returns     (K, W)  0..1
    formula     logistic(spoiling.base + young - spoiling.by_monitoring * monitoring
                - spoiling.by_care * care)
    where       young = spoiling.by_youth * 0.5**(age / spoiling.youth)

    >>> from types import SimpleNamespace as S
    >>> eager = S(base=-2.0, by_youth=2.0, by_monitoring=3.0, by_care=0.0, youth=4.0)
    >>> memory, watched, care = np.array([0.0, 400.0]), np.zeros(2), np.ones((1, 2))
    >>> probability_of_unilateral_move(memory, watched, care, eager).round(2)
    array([[0.5 , 0.12]])
    """
    young = spoiling.by_youth * 0.5 ** (age / spoiling.youth)
    return logistic(
        spoiling.base + young - spoiling.by_monitoring * monitoring - spoiling.by_care * care
    )


@rule(concept="interaction")
def next_provocation(provocation, went, spoiling):
    """How fresh the provocation is in the other side's mind: whole when it comes, then half
    forgotten after its half-life.

    provocation   (W,)  0..1
    went      (W,)  True in a week in which the government went its own way
    spoiling  memory, weeks
    returns   (W,)  0..1
    formula   where(went, 1, provocation * 0.5**(1 / spoiling.memory))

    >>> from types import SimpleNamespace as S
    >>> next_provocation(np.array([1.0, 0.2]), np.array([False, True]), S(memory=1.0))
    array([0.5, 1. ])
    """
    return np.where(went, 1.0, provocation * 0.5 ** (1.0 / spoiling.memory))
