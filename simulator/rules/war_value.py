"""War payoff: the value of fighting on, a lottery between two victories and a stalemate, as a party
believes it."""

import numpy as np

from simulator.rules import rule


@rule(concept="prediction")
def victory_probabilities(strength, drift, volatility, horizon, lower, upper):
    """Probabilities that the log strength ratio reaches the upper or the lower barrier before the
    stalemate.

    A diffusion with drift, stopped at either barrier or at an exponential time of mean `horizon`
    (the stalemate), in closed form [Cox1965, Slantchev2003].

    strength      (..., W)  log ratio of government to opposition strength, as believed
    drift         (..., W)  believed change of it per week
    volatility    standard deviation of it over a week
    horizon       mean number of weeks until an undecided war becomes a stalemate
    lower, upper  barriers: opposition prevails, government prevails
    returns       two (..., W), probabilities 0..1; the remainder is the stalemate
    formula       government, opposition
    where         variance = volatility**2
    where         slope = drift / variance
    where         root = sqrt(slope**2 + 2 / (horizon * variance))
    where         place = clip(strength, lower, upper)
    where         up = upper - place
    where         down = place - lower
    where         scale = 1 - exp(-2 * root * (upper - lower))
    where         government = exp(up * (slope - root)) * (1 - exp(-2 * root * down)) / scale
    where         opposition = exp(-down * (slope + root)) * (1 - exp(-2 * root * up)) / scale

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
    government = np.exp(up * (slope - root)) * (1.0 - np.exp(-2.0 * root * down)) / scale
    opposition = np.exp(-down * (slope + root)) * (1.0 - np.exp(-2.0 * root * up)) / scale
    return government, opposition


@rule(concept="objectives")
@rule(concept="prediction")
def value_of_war(government, opposition, ends, cost, horizon):
    """Value of fighting on: the expected value of the war's three ends, less the expected cost of
    the war.

    With exponential time to stalemate, the expected number of weeks is the probability of a
    stalemate times the horizon.

    government, opposition  (A, S, W)  from victory_probabilities
    ends                    (3, A, W)  value of: government prevails, opposition prevails, stalemate
    cost                    (A, W)     value lost in a week of war
    horizon                 (W,)       weeks
    returns                 (A, S, W)  value
    formula                 government * value[0] + opposition * value[1]
                            + stalemate * (value[2] - waiting)
    where                   stalemate = 1 - government - opposition
    where                   value = ends[:, :, None]
    where                   waiting = (cost * horizon)[:, None]

    >>> half = np.full((1, 1, 1), 0.5)
    >>> value_of_war(half, half, np.array([[[1.0]], [[0.0]], [[0.0]]]), np.zeros((1, 1)), 9.0)
    array([[[0.5]]])
    """
    stalemate = 1.0 - government - opposition
    value = [end[:, None] for end in ends]
    waiting = (cost * horizon)[:, None]
    return government * value[0] + opposition * value[1] + stalemate * (value[2] - waiting)


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


def strength_ratio(own, foreign, air, other):
    """Log ratio of the government's strength, including foreign men and air support, to the
    opposition's.

    own, foreign  (..., W)  thousand men, adjusted for cohesion
    air           (..., W)  share that air support adds
    other         (..., W)  thousand men of the opposition, adjusted for cohesion
    returns       (..., W)  log ratio
    formula       log((own + foreign) * (1 + air) / other)

    >>> float(strength_ratio(1.0, 0.0, 0.0, 1.0))
    0.0
    """
    return np.log((own + foreign) * (1.0 + air) / other)


@rule(concept="learning")
def learned_drift(drift, observed, learning):
    """Updated belief about the drift of strength: it moves part of the way to the week's observed
    change [Slantchev2003].

    drift     (A, W)  log points a week, as believed
    observed  (W,)    log points, of this week
    learning  share of the gap closed
    returns   (A, W)  log points a week
    formula   drift + learning * (observed - drift)

    >>> learned_drift(np.array([0.0]), np.array([0.1]), 0.5)
    array([0.05])
    """
    return drift + learning * (observed - drift)
