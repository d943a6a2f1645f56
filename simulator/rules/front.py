"""Fronts: land changes hands where attackers are stronger than the defenders' line.

A row is one holder attacking another in one region (R rows). Lines freeze while the ratio
stays below the defender's margin, and collapse within weeks once an army has lost its cohesion."""

import numpy as np

from simulator.rules import applies, rule
from simulator.rules.curves import logistic, softplus


@rule(concept="interaction")
def contact(attacker, defender, neighbouring, spill):
    """Share of a region that the defender holds and the attacker can reach, from inside and
    over its borders.

    attacker, defender  (R, W)  their shares of the region, 0..1
    neighbouring        (R, W)  attacker's mean share of the neighbours, by length of border
    spill               weight of land held in a neighbouring region relative to land inside
    returns             (R, W)  0..1
    formula             defender * minimum(attacker + spill * neighbouring, 1)

    >>> contact(np.array([[0.5]]), np.array([[0.5]]), np.array([[0.0]]), 0.3)
    array([[0.25]])
    """
    return defender * np.minimum(attacker + spill * neighbouring, 1.0)


def touching(attacker, neighbouring, holds, across):
    """Whether an attacker is in touch with a region: it holds land inside, or over the border.

    attacker      (R, W)  its share of the region, 0..1
    neighbouring  (R, W)  its mean share of the neighbours, by length of border
    holds         share of the region from which it counts as present
    across        mean share of the neighbours from which it attacks over the border
    returns       (R, W)  True or False
    formula       (attacker > holds) | (neighbouring > across)

    >>> touching(np.array([[0.0, 0.01]]), np.array([[0.04, 0.0]]), 0.005, 0.05)
    array([[False,  True]])
    """
    return (attacker > holds) | (neighbouring > across)


def allotted(total, weight, owner, holders):
    """Allocate each holder's men (or sorties) to its rows in proportion to weight.

    total    (H, W)  men or sorties of each holder
    weight   (R, W)  at least 0
    owner    (R,)    number of the holder that each row belongs to
    holders  number of holders
    returns  (R, W)  adds up to the total of each owner that has any weight
    formula  weight * (total / maximum(sums, 1e-6))[owner]
    where    sums = stack([sum(weight[owner == h], axis=0) for h in range(holders)])

    >>> allotted(np.array([[6.0]]), np.array([[1.0], [2.0]]), np.array([0, 0]), 1)
    array([[2.],
           [4.]])
    """
    sums = np.stack([np.sum(weight[owner == h], axis=0) for h in range(holders)])
    return weight * (total / np.maximum(sums, 1e-6))[owner]


def men_there(engagement, pinned):
    """Share of the ordinary men who remain on a row: a truce frees the others for other fronts
    (P12).

    engagement  (R, W)  share of ordinary fighting that goes on
    pinned      share of the men who stay where there is no fighting at all
    returns     (R, W)  pinned..1
    formula     pinned + (1 - pinned) * engagement

    >>> men_there(np.array([[0.0, 1.0]]), 0.5)
    array([[0.5, 1. ]])
    """
    return pinned + (1.0 - pinned) * engagement


def air_boost(sorties, war):
    """Increase of an attack's strength by air support, as a share, with diminishing returns: men
    and air are complements (P4, P10).

    sorties  (R, W)  per day on the row
    war      air_yield (largest increase), air_half (sorties a day that give half of it)
    returns  (R, W)  0..air_yield
    formula  war.air_yield * sorties / (sorties + war.air_half)

    >>> from types import SimpleNamespace as S
    >>> air_boost(np.array([[10.0]]), S(air_yield=2.0, air_half=10.0))
    array([[1.]])
    """
    return war.air_yield * sorties / (sorties + war.air_half)


@rule(concept="interaction")
def odds_of_battle(attack, defence):
    """Log ratio of attack to defence: men on the row against men on the line.

    attack, defence  (R, W)  thousand men, adjusted for cohesion, air support and weapons
    returns          (R, W)  log ratio
    formula          log((attack + 0.01) / (defence + 0.01))

    >>> odds_of_battle(np.array([[1.0]]), np.array([[1.0]])).round(3)
    array([[0.]])
    """
    return np.log(
        (attack + 0.01) / (defence + 0.01)
    )  # ten men on either side, so that empty rows stay finite


@applies(logistic)
def steadiness(cohesion, threshold, width):
    """Share of a garrison that holds its line: nearly all above the threshold of cohesion, nearly
    none below.

    cohesion   (H, W)  0..1
    threshold  cohesion at which half of the garrison holds
    width      range of cohesion over which the share falls
    returns    (H, W)  0..1
    formula    logistic((cohesion - threshold) / width)

    >>> steadiness(np.array([0.9]), 0.3, 0.05).round(2)
    array([1.])
    """
    return logistic((cohesion - threshold) / width)


@applies(softplus)
def land_taken(odds, reach, shock, garrison, engagement, war):
    """Share of the region that changes hands in a week: rate x contact x softplus(odds -
    margin + noise).

    odds        (R, W)  log ratio of attack to defence
    reach       (R, W)  contact
    shock       (R, W)  standard normal, of opposite sign for the two sides of a front
    garrison    (R, 1)  foreign garrisons that support the defender, 0..1
    engagement  (R, W)  share of ordinary fighting that goes on (1 without a truce)
    war         rate (share of the contact a week), margin, width, noise, garrison_margin (all in
                log points except the rate)
    returns     (R, W)  0 or more
    formula     war.rate * reach * engagement * war.width * softplus(push / war.width)
    where       push = odds - war.margin - war.garrison_margin * garrison + war.noise * shock
    """
    push = odds - war.margin - war.garrison_margin * garrison + war.noise * shock
    return war.rate * reach * engagement * war.width * softplus(push / war.width)


def land_surrendered(reach, cohesion, war):
    """Share of the region surrendered without a fight: it grows with the cube of lost
    cohesion.

    reach     (R, W)  contact
    cohesion  (R, W)  of the defender, 0..1
    war       surrender (share of the contact a week without cohesion), surrender_below (cohesion
              below which it begins)
    returns   (R, W)  0 or more
    formula   war.surrender * reach * shortfall * shortfall * shortfall
    where     shortfall = maximum(1 - cohesion / war.surrender_below, 0)

    >>> from types import SimpleNamespace as S
    >>> land_surrendered(np.ones((1, 1)), np.zeros((1, 1)), S(surrender=0.3, surrender_below=0.5))
    array([[0.3]])
    """
    shortfall = np.maximum(1.0 - cohesion / war.surrender_below, 0.0)
    return war.surrender * reach * shortfall * shortfall * shortfall


def within(taken, available):
    """Limit the land taken by one attacker in one week to a third of what the defender holds.

    taken, available  (R, W)  shares of the region
    returns           (R, W)  share of the region
    formula           minimum(taken, available / 3)

    >>> within(np.array([[0.5]]), np.array([[0.3]])).round(2)
    array([[0.1]])
    """
    return np.minimum(taken, available / 3.0)


def shared_out(taken, total, available):
    """Limit what several attackers take from one defender in one week to what it holds, in
    proportion.

    taken      (R, W)  share of the region that each attacker takes
    total      (R, W)  share of the region that all attackers of this defender take together
    available  (R, W)  share of the region that the defender holds
    returns    (R, W)  share of the region
    formula    taken * minimum(available / maximum(total, 1e-9), 1)

    >>> shared_out(np.array([[0.2], [0.2]]), np.full((2, 1), 0.4), np.full((2, 1), 0.3)).round(2)
    array([[0.15],
           [0.15]])
    """
    return taken * np.minimum(available / np.maximum(total, 1e-9), 1.0)
