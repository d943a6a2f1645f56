"""War payoff: the value of fighting on, a lottery between the victories of the camps and a
stalemate, as a party believes it."""

import numpy as np

from simulator.rules import rule


@rule(concept="prediction")
def victory_probabilities(strength, drift, volatility, horizon, lower, upper):
    """Probabilities that the log strength ratio reaches the upper or the lower barrier before the
    stalemate.

    A diffusion with drift, stopped at either barrier or at an exponential time of mean `horizon`
    (the stalemate), in closed form [Cox1965, Slantchev2003].

    strength      (..., W)  log ratio of a camp's strength to that of its opponents, as believed
    drift         (..., W)  believed change of it per week
    volatility    standard deviation of it over a week
    horizon       mean number of weeks until an undecided war becomes a stalemate
    lower, upper  barriers: the opponents prevail, the camp prevails
    returns       two (..., W), probabilities 0..1; the remainder is the stalemate
    formula       camp, opponents
    where         variance = volatility**2
    where         slope = drift / variance
    where         root = sqrt(slope**2 + 2 / (horizon * variance))
    where         place = clip(strength, lower, upper)
    where         up = upper - place
    where         down = place - lower
    where         scale = 1 - exp(-2 * root * (upper - lower))
    where         camp = exp(up * (slope - root)) * (1 - exp(-2 * root * down)) / scale
    where         opponents = exp(-down * (slope + root)) * (1 - exp(-2 * root * up)) / scale

    >>> [float(q.round(3)[0]) for q in victory_probabilities(np.zeros(1), np.zeros(1), 0.1, 1e9,
    ...     -1.0, 1.0)]
    [0.5, 0.5]
    """
    variance = volatility * volatility
    slope = drift / variance
    root = np.sqrt(slope * slope + 2.0 / (horizon * variance))
    place = np.clip(strength, lower, upper)
    up, down = upper - place, place - lower
    scale = 1.0 - np.exp(-2.0 * root * (upper - lower))
    camp = np.exp(up * (slope - root)) * (1.0 - np.exp(-2.0 * root * down)) / scale
    opponents = np.exp(-down * (slope + root)) * (1.0 - np.exp(-2.0 * root * up)) / scale
    return camp, opponents


@rule(concept="prediction")
def race(victory, stalemate, horizon):
    """Probabilities that each of several camps prevails first.

    Each camp's probability of victory over its strongest opponents is read as a constant rate, in a
    race with the rates of the other camps and of the stalemate (competing risks). Two camps that
    face each other get their own probabilities back.

    victory    (D, ..., W)  probability that each camp beats its strongest opponents, 0..1
    stalemate  (D, ..., W)  probability that this contest ends undecided, 0..1
    horizon    mean number of weeks until an undecided war becomes a stalemate
    returns    (D, ..., W)  0..1; the remainder is the stalemate
    formula    rate / (sum(rate, axis=0) + 1 / horizon)
    where      rate = victory / (horizon * maximum(stalemate, 1e-9))

    >>> race(np.array([[0.5], [0.25]]), np.array([[0.25], [0.25]]), 52.0).round(3).ravel()
    array([0.5 , 0.25])
    """
    rate = victory / (horizon * np.maximum(stalemate, 1e-9))
    return rate / (np.sum(rate, axis=0) + 1.0 / horizon)


@rule(concept="objectives")
@rule(concept="prediction")
def value_of_war(victories, prevails, stalemate, cost, horizon):
    """Value of fighting on: the expected value of the war's ends, less the expected cost of the
    war.

    With exponential time to stalemate, the expected number of weeks is the probability of a
    stalemate times the horizon.

    victories  (D, A, S, W)  probability that each camp prevails
    prevails   (D, A, W)     value if each camp prevails
    stalemate  (A, S, W)     value of a stalemate
    cost       (A, S, W)     value lost in a week of war
    horizon    (W,)          weeks
    returns    (A, S, W)     value
    formula    sum(victories * prevails[:, :, None], axis=0) + undecided * (stalemate - waiting)
    where      undecided = 1 - sum(victories, axis=0)
    where      waiting = cost * horizon

    >>> half, none = np.full((2, 1, 1, 1), 0.5), np.zeros((1, 1, 1))
    >>> value_of_war(half, np.array([[[1.0]], [[0.0]]]), none, none, 9.0)
    array([[[0.5]]])
    """
    expected, undecided = victories[0] * prevails[0][:, None], 1.0 - victories[0]
    for victory, end in zip(victories[1:], prevails[1:], strict=True):
        expected, undecided = expected + victory * end[:, None], undecided - victory
    return expected + undecided * (stalemate - cost * horizon)


def probability_of_each_support(cut, probability_of_cut):
    """Probability of each state of support when patrons cut independently (S states: who has cut).

    cut                 (S, P, 1)  1 where the patron has cut in that state, else 0
    probability_of_cut  (P, W)     0..1
    returns             (S, W)     adds up to 1 over the states
    formula             prod(abs(1 - cut - probability_of_cut), axis=1)

    >>> probability_of_each_support(np.array([[[0.0]], [[1.0]]]), np.array([[0.2]]))
    array([[0.8],
           [0.2]])
    """
    return np.prod(np.abs(1.0 - cut - probability_of_cut), axis=1)


def strength_with_support(own, foreign, air):
    """Strength of a camp with foreign men and air support.

    own, foreign  (..., W)  thousand men, adjusted for cohesion
    air           (..., W)  share that air support adds
    returns       (..., W)  thousand men
    formula       (own + foreign) * (1 + air)

    >>> strength_with_support(1.0, 1.0, 0.5)
    3.0
    """
    return (own + foreign) * (1.0 + air)


@rule(concept="learning")
def learned_drift(drift, observed, learning):
    """Updated belief about the drift of strength: it moves part of the way to the week's observed
    change [Slantchev2003].

    drift     (..., W)  log points a week, as believed
    observed  (..., W)  log points, of this week
    learning  share of the gap closed
    returns   (..., W)  log points a week
    formula   drift + learning * (observed - drift)

    >>> learned_drift(np.array([0.0]), np.array([0.1]), 0.5)
    array([0.05])
    """
    return drift + learning * (observed - drift)
