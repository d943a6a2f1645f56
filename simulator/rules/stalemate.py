"""Stalemate: what each camp governs when nobody prevails, what that is worth to a party, and what
a year of war costs it."""

import numpy as np

from simulator.rules import rule


@rule(concept="prediction")
def change_until_end(drift, undecided, horizon):
    """Expected change of a log ratio of strength, and with it of holdings, until the war ends.

    A war that ends when a barrier is reached, or else at an exponential time of mean `horizon`,
    lasts `horizon` times the probability of a stalemate on average. A diffusion stopped at such a
    time has moved by its drift times those weeks on average [Cox1965].

    drift      (..., W)  believed change per week, log points
    undecided  (..., W)  probability that the war ends in a stalemate, 0..1
    horizon    mean number of weeks until an undecided war becomes a stalemate
    returns    (..., W)  log points
    formula    drift * horizon * undecided

    >>> change_until_end(np.array([-0.01]), np.array([0.5]), 200.0)
    array([-1.])
    """
    return drift * horizon * undecided


@rule(concept="prediction")
def shares_governed(residents, area, change, weight):
    """Share of the country that each camp is believed to govern in a stalemate: a mean of its
    share of the residents and of the area under all camps, moved by the believed change.

    Holders of no camp do not count. The change is that of the log ratio of a camp to its strongest
    opponents, so half of it is the camp's own: the ratio of two camps that face each other, with
    changes of opposite sign, moves by the whole of it.

    residents  (E, W)        residents under each camp, on any scale, not all 0
    area       (E, W)        area under each camp, on any scale, not all 0
    change     (E, A, S, W)  believed change of the camp's log ratio until the stalemate
    weight     (W,)          weight of residents, 0..1; area has the rest
    returns    (E, A, S, W)  0..1; they add up to 1 over the camps
    formula    weight * people / sum(people, axis=0) + (1 - weight) * land / sum(land, axis=0)
    where      factor = exp(change / 2)
    where      people = residents[:, None, None] * factor
    where      land = area[:, None, None] * factor

    >>> change = np.array([[[[0.0]]], [[[0.0]]]])
    >>> shares_governed(np.array([[3.0], [1.0]]), np.array([[1.0], [1.0]]), change, 0.5).ravel()
    array([0.625, 0.375])
    """
    factor = np.exp(change / 2)
    people, land = residents[:, None, None] * factor, area[:, None, None] * factor
    return weight * people / np.sum(people, axis=0) + (1 - weight) * land / np.sum(land, axis=0)


@rule(concept="objectives")
def value_of_stalemate(shares, governed, divided):
    """Value of a stalemate: on issues that follow control, each camp's terms hold for the share of
    the country that it governs; on the others, the terms of a divided country hold.

    shares    (E, A, S, W)  share of the country that each camp governs; they add up to 1
    governed  (E, A, W)     value, on issues that follow control, if a camp governs all: the sum of
              salience * (1 - loss) over these issues of the terms that its victory brings
    divided   (A, W)        value of the stalemate's own terms on the other issues, likewise
    returns   (A, S, W)     value
    formula   sum(shares * governed[:, :, None], axis=0) + divided[:, None]

    >>> shares = np.array([[[[0.625]]], [[[0.375]]]])
    >>> value_of_stalemate(shares, np.array([[[0.8]], [[0.0]]]), np.array([[0.1]])).ravel()
    array([0.6])
    """
    total = shares[0] * governed[0][:, None]
    for share, value in zip(shares[1:], governed[1:], strict=True):
        total = total + share * value[:, None]
    return total + divided[:, None]


def value_of_ends(victories, control, prevails, governed, divided):
    """Expected value of the ways in which a war may end, without its cost.

    victories  (E, ..., W)  probability that each camp prevails
    control    (E, ..., W)  expected share of the country that each camp governs at the end: the
               probability that it prevails, plus that of a stalemate times its share of it
    prevails   (E, ..., W)  value if each camp prevails
    governed   (E, ..., W)  the part of it from issues that follow control
    divided    (..., W)     value of the stalemate's own terms on the other issues
    returns    (..., W)     value
    formula    sum(victories * (prevails - governed) + control * governed, axis=0) + rest
    where      rest = (1 - sum(victories, axis=0)) * divided

    >>> half, all_of_it = np.array([[0.5], [0.0]]), np.array([[1.0], [0.0]])
    >>> value_of_ends(half, np.array([[0.75], [0.25]]), all_of_it, all_of_it, np.zeros(1))
    array([0.75])
    """
    by_end = victories * (prevails - governed) + control * governed
    return np.sum(by_end, axis=0) + (1 - np.sum(victories, axis=0)) * divided


def dependence(own, strength):
    """Dependence of a camp on its patrons: the share of its strength that they supply.

    own       (..., W)  thousand men of its own, adjusted for quality and cohesion
    strength  (..., W)  thousand men, with foreign men and air support
    returns   (..., W)  0..1
    formula   1 - own / strength

    >>> dependence(np.array([60.0]), np.array([80.0]))
    array([0.25])
    """
    return 1 - own / strength


@rule(concept="objectives")
def running_cost(killed, men, revenue, dependence, cost):
    """Value that a party which fights loses in a year of war: by casualties against its strength,
    by revenue forgone, and by what its patrons charge.

    killed      (W,)      thousand of its men killed a week, as of late; see `recent_losses`
    men         (W,)      thousand men that it has, after losses and recruits of the week
    revenue     (W,)      share of the country's revenue that it has: the residents that it governs
                as a share of all residents, less what sanctions squeeze
    dependence  (S, W)    share of its strength that patrons supply
    cost        casualties (value lost if all its men are killed within a year), revenue (value
                lost in a year without revenue), patronage (value charged in a year for all
                strength)
    returns     (S, W)    value a year
    formula     cost.casualties * fallen + cost.revenue * (1 - revenue) + charged
    where       fallen = minimum(52 * killed / men, 1)
    where       charged = cost.patronage * dependence

    >>> from types import SimpleNamespace as S
    >>> running_cost(np.array([0.2]), np.array([208.0]), np.array([0.75]), np.array([[0.5]]),
    ...     S(casualties=0.4, revenue=0.04, patronage=0.02)).round(6)
    array([[0.04]])
    """
    fallen = np.minimum(52 * killed / men, 1)
    return cost.casualties * fallen + cost.revenue * (1 - revenue) + cost.patronage * dependence


def recent_losses(before, killed, half_life):
    """Men killed a week as of late: a mean in which the weight of a week halves with each
    half-life.

    before     (W,)  thousand men a week, as of last week
    killed     (W,)  thousand men killed this week, in its attacks and in attacks on it, less those
               whom a force all but spent no longer has, see `holder.men_spared`
    half_life  weeks
    returns    (W,)  thousand men a week
    formula    killed + 0.5 ** (1 / half_life) * (before - killed)

    >>> recent_losses(np.array([0.4]), np.array([0.2]), 1.0).round(3)
    array([0.3])
    """
    return killed + 0.5 ** (1 / half_life) * (before - killed)
