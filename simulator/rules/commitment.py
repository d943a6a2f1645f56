"""Commitment: why a signer keeps a deal, and the belief that the others will [Powell2006,
Walter1997].

A signer keeps a deal while the value of its terms and the price of breaking it outweigh war
resumed. All believe of it what it does: the belief is the rule of breakdown, carried a year
forward along the believed drift of power.
"""

import numpy as np

from simulator.rules import applies, rule
from simulator.rules.curves import logistic

HALF_PEACEKEEPERS = 10.0  # thousand peacekeepers who give half of their full effect


@rule(concept="interaction")
def guarantee_strength(commitment, monitoring, deal):
    """Strength of the guarantee of a deal: guarantors, peacekeepers and monitoring, added up
    [Walter1997, Fortna2004].

    commitment  (W,)  guarantors who endorse the deal, each by its commitment; 0 if a sponsor of
                the talks refuses it
    monitoring  (W,)  0..1
    deal        by_guarantor (of a guarantor fully committed), peacekeepers (thousand),
                by_peacekeepers (of any number of them), by_monitoring (of full monitoring)
    returns     (W,)  0 or more
    formula     deal.by_guarantor * commitment + deal.by_peacekeepers * share
                + deal.by_monitoring * monitoring
    where       share = deal.peacekeepers / (deal.peacekeepers + 10)

    >>> from types import SimpleNamespace as S
    >>> guarantee_strength(np.array([2.0]), np.array([0.5]), S(by_guarantor=0.4, peacekeepers=10.0,
    ...     by_peacekeepers=1.0, by_monitoring=0.5)).round(2)
    array([1.55])
    """
    share = deal.peacekeepers / (deal.peacekeepers + HALF_PEACEKEEPERS)
    return (
        deal.by_guarantor * commitment
        + deal.by_peacekeepers * share
        + deal.by_monitoring * monitoring
    )


@rule(concept="objectives")
def price_of_breaking(trust, guarantee, deal):
    """Value that a signer loses by breaking a deal: aid and recognition, and its word, as far as
    that is still trusted; a guarantee raises it.

    trust      (W,)  0..1, what truces kept or broken have taught
    guarantee  (W,)  strength of the guarantee
    deal       price (value, at full trust and without a guarantee), by_trust (share of it that is
               the signer's word)
    returns    (W,)  value
    formula    deal.price * (1 - deal.by_trust * (1 - trust)) * (1 + guarantee)

    >>> from types import SimpleNamespace as S
    >>> price_of_breaking(np.array([0.5]), np.array([1.0]), S(price=0.1, by_trust=0.5)).round(3)
    array([0.15])
    """
    return deal.price * (1.0 - deal.by_trust * (1.0 - trust)) * (1.0 + guarantee)


@rule(concept="adaptation")
@applies(logistic)
def probability_of_keeping(gain, price, sharpness):
    """Probability that a signer in a random mood keeps a deal: logit in its gain from keeping it
    and the price of breaking it [McKelvey1995].

    gain       (S, W)  value of the terms, less the red lines crossed and the value of war resumed,
               without the cost of resuming, which those betrayed bear
    price      (W,)    price of breaking
    sharpness  (W,)    per unit of value
    returns    (S, W)  0..1
    formula    logistic(sharpness * (gain + price))

    >>> probability_of_keeping(np.array([[-0.1]]), 0.1, 20.0)
    array([[0.5]])
    """
    return logistic(sharpness * (gain + price))


def breaks(mood, keeping):
    """True where a signer breaks a deal: its mood, as a share of all moods, exceeds the probability
    of keeping. A mood in which it signed is one in which it keeps, as long as no value changes.

    mood     (S, W)  0..1, the signer's mood as a share below it
    keeping  (S, W)  probability of keeping
    returns  (S, W)  True or False
    formula  mood >= keeping

    >>> breaks(np.array([[0.2, 0.9]]), np.array([[0.5, 0.5]]))
    array([[False,  True]])
    """
    return mood >= keeping


@rule(concept="prediction")
def consent_lasts(keeping, weeks, half_life):
    """Probability that a signer keeps a deal for some weeks: it keeps its mood, and every new mood,
    as far as terms and war then outweigh breaking.

    Moods are redrawn at a constant rate, and each new one may break the deal; the mood of the
    signature lasts unless the probability of keeping falls below it.

    keeping    (3, S, W)  probability of keeping at signature, halfway, and after these weeks
    weeks      number of weeks
    half_life  (W,)       weeks within which half of all moods are redrawn
    returns    (S, W)     0..1
    formula    minimum(least / maximum(keeping[0], 1e-9), 1) * exp(-redrawn * (1 - mean))
    where      redrawn = 0.6931472 * weeks / half_life
    where      mean = 0.25 * keeping[0] + 0.5 * keeping[1] + 0.25 * keeping[2]
    where      least = minimum(keeping[1], keeping[2])

    >>> consent_lasts(np.full((3, 1, 1), 0.9), 52.0, np.array([26.0])).round(3)
    array([[0.871]])
    """
    redrawn = 0.6931472 * weeks / half_life
    mean = 0.25 * keeping[0] + 0.5 * keeping[1] + 0.25 * keeping[2]
    least = np.minimum(keeping[1], keeping[2])
    same_mood = np.minimum(least / np.maximum(keeping[0], 1e-9), 1.0)
    return same_mood * np.exp(-redrawn * (1.0 - mean))


@rule(concept="prediction")
def trust_after(trust, weeks, gain):
    """Trust after some weeks of a deal without breaches: a share of what is missing is restored
    each week.

    trust    (W,)  0..1
    weeks    number of weeks
    gain     share a week
    returns  (W,)  0..1
    formula  1 - (1 - trust) * (1 - gain)**weeks

    >>> trust_after(np.array([0.5]), 1, 0.1)
    array([0.55])
    """
    return 1.0 - (1.0 - trust) * (1.0 - gain) ** weeks


@rule(concept="prediction")
def spoilers_fail(spoilers, guarantee, weeks, deal):
    """Probability that spoilers do not break a deal for some weeks [Stedman1997].

    spoilers   (W,)  0..1, fighters outside the deal, and patrons who refused it
    guarantee  (W,)  strength of the guarantee
    weeks      number of weeks
    deal       hazard (a week, at first), ageing (weeks until it has halved), by_spoilers
    returns    (W,)  0..1
    formula    exp(-hazard * weighed)
    where      hazard = deal.hazard * (1 + deal.by_spoilers * spoilers) / (1 + guarantee)
    where      weighed = 1.442695 * deal.ageing * (1 - 0.5**(weeks / deal.ageing))

    >>> from types import SimpleNamespace as S
    >>> spoilers_fail(np.zeros(1), np.zeros(1), 40.0, S(hazard=0.01, ageing=40.0, by_spoilers=1.0)
    ...     ).round(3)
    array([0.749])
    """
    hazard = deal.hazard * (1.0 + deal.by_spoilers * spoilers) / (1.0 + guarantee)
    weighed = 1.442695 * deal.ageing * (1.0 - 0.5 ** (weeks / deal.ageing))
    return np.exp(-hazard * weighed)


@rule(concept="prediction")
def probability_with_distrust(probability, distrust):
    """Probability that a deal is kept, lowered by distrust in log odds: a party whose own patron
    drifts to the other side's text counts less on it (P2, P13).

    probability  (A, W)  0..1
    distrust     (A, W)  log odds
    returns      (A, W)  0..1
    formula      probability / (probability + (1 - probability) * exp(distrust))

    >>> probability_with_distrust(np.array([[0.5]]), np.array([[0.0]]))
    array([[0.5]])
    """
    return probability / (probability + (1.0 - probability) * np.exp(distrust))
