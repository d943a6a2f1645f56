"""Cheap talk: a party softens its public statements on secondary issues, not on the leader,
and later reverts them (P11)."""

import numpy as np

from simulator.rules import applies, rule
from simulator.rules.curves import logistic


@rule(concept="adaptation")
@rule(concept="prediction")
@applies(logistic)
def probability_of_softening(surprise, pressure, credit, talk):
    """Probability in a week that a party softens its public statements: it grows with
    surprise and pressure and does not depend on the bottom line.

    surprise  (W,)  0..1, excess of the signal of threat over the signal expected
    pressure  (W,)  0..1, credible pressure
    credit    (W,)  0..1, how much softer statements still count
    talk      base (log odds), by_surprise, by_pressure
    returns   (W,)  0..1
    formula   credit * logistic(talk.base + talk.by_surprise * surprise
              + talk.by_pressure * pressure)
    """
    return credit * logistic(talk.base + talk.by_surprise * surprise + talk.by_pressure * pressure)


def may_soften(softness, talk):
    """True when at least half of the last softening has been reverted, so that a new one is
    possible.

    softness  (W,)  points
    talk      points (of one softening)
    returns   (W,)  True or False
    formula   softness < 0.5 * talk.points

    >>> from types import SimpleNamespace as S
    >>> may_soften(np.array([1.0, 9.0]), S(points=10.0))
    array([ True, False])
    """
    return softness < 0.5 * talk.points


def next_softness(softness, softened, talk):
    """Points by which public statements are softer than the real position: they jump, then revert.

    softness  (W,)  points
    softened  (W,)  True in the week of a softening
    talk      points (of one softening), reversion (share reverted per week)
    returns   (W,)  points
    formula   where(softened, talk.points, softness * (1 - talk.reversion))

    >>> from types import SimpleNamespace as S
    >>> next_softness(np.array([10.0]), np.array([False]), S(points=15.0, reversion=0.25))
    array([7.5])
    """
    return np.where(softened, talk.points, softness * (1.0 - talk.reversion))


@rule(concept="learning")
def next_credit(credit, softened, talk):
    """Next credit of softer statements: each new softening lowers it, and time restores it.

    credit    (W,)  0..1
    softened  (W,)  True in the week of a softening
    talk      credit_lost (share lost with each softening), credit_restored (share of the gap
              closed per week)
    returns   (W,)  0..1
    formula   where(softened, credit * (1 - talk.credit_lost), restored)
    where     restored = credit + talk.credit_restored * (1 - credit)

    >>> from types import SimpleNamespace as S
    >>> next_credit(np.ones(1), np.array([True]), S(credit_lost=0.4, credit_restored=0.01))
    array([0.6])
    """
    restored = credit + talk.credit_restored * (1.0 - credit)
    return np.where(softened, credit * (1.0 - talk.credit_lost), restored)
