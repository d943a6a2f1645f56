"""Acceptance: a party tends to sign when the deal, discounted for the risk of betrayal, is worth
more than fighting on and than waiting."""

import numpy as np

from simulator.rules import applies, rule
from simulator.rules.curves import logistic


@rule(concept="objectives")
def value_of_signing(deal, betrayed, red_line, p_kept, reward):
    """Value of signing: p_kept x deal + (1 - p_kept) x betrayal, less the red lines crossed, plus
    rewards [Fearon1995].

    deal, betrayed, red_line  (A, W)  value of the terms; value of the war resumed; weighted cost
                              of the red lines crossed
    p_kept                    (A, W)  probability that the deal is kept
    reward                    (A, W)  value of side payments
    returns                   (A, W)  value
    formula                   p_kept * (deal - red_line) + (1 - p_kept) * betrayed + reward

    >>> value_of_signing(0.8, 0.2, 0.0, 0.5, 0.0)
    0.5
    """
    return p_kept * (deal - red_line) + (1.0 - p_kept) * betrayed + reward


@rule(concept="objectives")
@rule(concept="prediction")
def net_gain_of_signing(signing, war, war_later, cost_of_delay, same_offer):
    """Net gain from signing now over the better of fighting on and waiting half a year
    [Fearon1995, Powell2006].

    A party that waits fights meanwhile. With probability same_offer the same terms are then still
    available; otherwise only the war at that time remains.

    signing        (A, W)  value of signing
    war            (A, W)  war value now, under the expected foreign support
    war_later      (A, W)  war value 26 weeks later, along the believed drift
    cost_of_delay  (A, 1)  value lost in 26 weeks of war
    same_offer     0..1    probability that the same terms are still available
    returns        (A, W)  value; above 0 = better to sign
    formula        signing - maximum(war, later)
    where          later = same_offer * maximum(signing, war_later) + (1 - same_offer) * war_later
                   - cost_of_delay

    >>> float(net_gain_of_signing(0.6, 0.5, 0.5, 0.0, 0.0).round(2))
    0.1
    """
    later = (
        same_offer * np.maximum(signing, war_later) + (1.0 - same_offer) * war_later - cost_of_delay
    )
    return signing - np.maximum(war, later)


@rule(concept="adaptation")
@rule(concept="prediction")
@applies(logistic)
def probability_of_signing(net_gain, sharpness):
    """Probability that a party signs: logit in the net gain from signing [McKelvey1995].

    net_gain   (A, W)  value of the deal as the party believes it, less its war value [Fearon1995]
    sharpness  (W,)    per unit of value; 0 = a coin toss
    returns    (A, W)  0..1; one half when deal and war have equal value
    formula    logistic(sharpness * net_gain)

    >>> probability_of_signing(np.array([[0.0]]), np.array([9.0]))
    array([[0.5]])
    """
    return logistic(sharpness * net_gain)


@rule(concept="stochasticity")
def persistent_shock(last, fresh, half_life):
    """Autocorrelated random shock: standard normal, with autocorrelation one half after half_life
    steps.

    last, fresh  (..., W)  standard normals
    half_life    (W,)      weeks, above 0
    returns      (..., W)  standard normal
    formula      memory * last + (1 - memory * memory)**0.5 * fresh
    where        memory = 0.5**(1 / half_life)

    >>> persistent_shock(np.array([2.0]), np.array([0.0]), 1.0)
    array([1.])
    """
    memory = 0.5 ** (1.0 / half_life)
    return memory * last + (1.0 - memory * memory) ** 0.5 * fresh


@rule(concept="stochasticity")
def next_mood(last, fresh, turn, half_life):
    """Next mood of a party: unchanged until it is redrawn; half of all moods are redrawn within
    half_life.

    The mood changes in steps, so that more frequent votes do not sample more moods, and a deal
    does not come from repeated votes alone.

    last, fresh  (..., W)  standard normals
    turn         (..., W)  uniform; the mood is redrawn where it is small
    half_life    (W,)      weeks, above 0
    returns      (..., W)  standard normal
    formula      where(turn < 1 - 0.5**(1 / half_life), fresh, last)

    >>> next_mood(np.array([1.0, 1.0]), np.array([5.0, 5.0]), np.array([0.1, 0.9]), 1.0)
    array([5., 1.])
    """
    return np.where(turn < 1.0 - 0.5 ** (1.0 / half_life), fresh, last)


@rule(concept="stochasticity")
def mixed_shock(lasting, fresh, share_lasting):
    """Combine a lasting and a fresh standard normal into one, share_lasting of its variance from
    the lasting one.

    lasting, fresh  (..., W)  standard normals
    share_lasting   0..1
    returns         (..., W)  standard normal
    formula         share_lasting**0.5 * lasting + (1 - share_lasting)**0.5 * fresh

    >>> mixed_shock(np.array([1.0]), np.array([5.0]), 1.0)
    array([1.])
    """
    return share_lasting**0.5 * lasting + (1.0 - share_lasting) ** 0.5 * fresh


def bottom_line(budget, position, salience, red_line, flexibility, exponent):
    """Farthest term a party could accept on an issue before the deal is worth no more than war,
    other terms unchanged.

    Found by bisection of the line beyond the party's position, on its longer side.

    budget       (I, W)     value the party can still lose on the issue; below 0: none
    position     (I, W)     0..100
    salience     (I, W)     salience x the probability that the deal is kept
    red_line     (W,)       weight of the red-line cost
    flexibility  (I, W)     share of the line
    exponent     (W,)       of the loss
    returns      (I, W)     0..100, the party's position when it can concede nothing

    >>> one = np.ones((1, 1)); bottom_line(0.25 * one, 0.0 * one, one, 0.0, 0.0 * one, 2.0).round(0)
    array([[50.]])
    """
    upward = position < 50.0
    room = np.where(upward, 100.0 - position, position) * 0.01
    low, high = np.zeros_like(budget), room
    for _ in range(10):  # to a tenth of a point on a line of 100
        middle = 0.5 * (low + high)
        beyond = np.maximum(middle - flexibility, 0.0)
        affordable = salience * (middle**exponent + red_line * beyond * beyond) <= budget
        low, high = np.where(affordable, middle, low), np.where(affordable, high, middle)
    concession = np.where(budget > 0.0, low, 0.0) * 100.0
    return np.where(upward, position + concession, position - concession)
