"""Truce between the signers: it holds while it is trusted and while attacks do not pay (P12)."""

import numpy as np

from simulator.rules import applies, rule
from simulator.rules.curves import logistic


@rule(concept="interaction")
@applies(logistic)
def breach(temptation, mixed, trust, monitoring, truce):
    """Share of ordinary fighting that goes on under the truce, on each row between signers.

    temptation  (R, W)  log points by which attack outweighs the defender's margin
    mixed       (R, W)  share of the defender's fighters there who stand with the radicals: strikes
                on them are lawful (P4, P12)
    trust       (W,)    0..1
    monitoring  (W,)    0..1
    truce       restraint, by_trust, by_monitoring, by_temptation, by_mixing (log odds)
    returns     (R, W)  0..1
    formula     logistic(truce.by_temptation * minimum(temptation, 2) + truce.by_mixing * mixed
                - restraint)
    where       restraint = truce.restraint + truce.by_trust * trust
                + truce.by_monitoring * monitoring
    """
    restraint = truce.restraint + truce.by_trust * trust + truce.by_monitoring * monitoring
    return logistic(
        truce.by_temptation * np.minimum(temptation, 2.0) + truce.by_mixing * mixed - restraint
    )


def violations(breach, share, truce):
    """Breaches per week by one side, in proportion to the fighting that goes on.

    breach   (R, W)  on the rows where this side attacks
    share    (R, W)  of its ordinary effort on each row, adds up to 1
    truce    violations_at_war, breaches a week that would be counted if all fighting went on
    returns  (W,)    a week
    formula  truce.violations_at_war * sum(breach * share, axis=0)

    >>> from types import SimpleNamespace as S
    >>> violations(np.array([[0.1], [0.3]]), np.array([[0.5], [0.5]]), S(violations_at_war=1000.0))
    array([200.])
    """
    return truce.violations_at_war * np.sum(breach * share, axis=0)


@rule(concept="learning")
def next_trust(trust, violations, access, guarantors, truce):
    """Next week's trust: it grows in quiet weeks and with access and falls with violations;
    guarantors slow the fall [Fortna2004].

    trust       (W,)  0..1
    violations  (W,)  a week, both sides
    access      (W,)  0..1, humanitarian access in force
    guarantors  (W,)  patrons that guarantee it
    truce       gain, by_access (share of what is missing, a week), erosion (share a week at the
                usual violations), usual_violations, by_guarantor (how far each guarantor slows the
                wear)
    returns     (W,)  0..1
    formula     clip(grown - erosion * trust, 0, 1)
    where       grown = trust + (truce.gain + truce.by_access * access) * (1 - trust)
    where       slowed = 1 + truce.by_guarantor * guarantors
    where       erosion = truce.erosion * violations / truce.usual_violations / slowed
    """
    erosion = (
        truce.erosion
        * violations
        / truce.usual_violations
        / (1.0 + truce.by_guarantor * guarantors)
    )
    grown = trust + (truce.gain + truce.by_access * access) * (1.0 - trust)
    return np.clip(grown - erosion * trust, 0.0, 1.0)


def is_void(hot_weeks, offensives, truce):
    """True when a truce is void: after weeks of high violence, or with offensives in several
    regions.

    hot_weeks   (W,)  weeks in a row with violence at void_violence or more of the eight weeks
                before the truce
    offensives  (W,)  regions in which a signer is on the offensive
    truce       void_weeks, void_offensives
    returns     (W,)  True or False
    formula     (hot_weeks >= truce.void_weeks) | (offensives >= truce.void_offensives)

    >>> from types import SimpleNamespace as S
    >>> is_void(np.array([2, 0]), np.array([0, 1]), S(void_weeks=2, void_offensives=2))
    array([ True, False])
    """
    return (hot_weeks >= truce.void_weeks) | (offensives >= truce.void_offensives)
