"""Men, morale and civilian harm of the holders of land."""

import numpy as np


def men_tied_down(gained, hold):
    """Men needed to control residents gained since the start (P5).

    gained   (H, W)  thousand residents held now in excess of those held at the start
    hold     thousand men per thousand of these residents
    returns  (H, W)  thousand men
    formula  hold * maximum(gained, 0)

    >>> men_tied_down(np.array([500.0]), 0.01)
    array([5.])
    """
    return hold * np.maximum(gained, 0.0)


def losses(engaged, war):
    """Men lost in a week among those engaged.

    engaged  (W,)  thousand men who fight, in their own attacks and in attacks on them
    war      loss_per_week, share of them
    returns  (W,)  thousand men
    formula  war.loss_per_week * engaged
    """
    return war.loss_per_week * engaged


def recruits_reached(recruitment, arms, supply, squeeze):
    """Recruits of a week: lack of money lowers them; patrons' arms that arrive equip more (P14).

    recruitment  (W,)  thousand men a week without patrons
    arms         (W,)  thousand men a week that the arms sent could equip
    supply       (W,)  share of the arms that reaches the holder
    squeeze      (W,)  share of recruits lost for lack of money
    returns      (W,)  thousand men a week
    formula      recruitment * (1 - squeeze) + arms * supply

    >>> recruits_reached(np.array([1.0]), np.array([0.5]), 0.5, 0.0)
    array([1.25])
    """
    return recruitment * (1.0 - squeeze) + arms * supply


def share_supplied(land, reaching):
    """Share of the arms for a holder that reaches it, if they are sent to its regions by the land
    that it holds there.

    land      (G, W)       the holder's land in each region, as shares of the country
    reaching  (G, 1 or W)  share that reaches each region
    returns   (W,)         0..1
    formula   sum(land * reaching, axis=0) / maximum(sum(land, axis=0), 1e-9)

    >>> share_supplied(np.array([[0.3], [0.1]]), np.array([[1.0], [0.2]])).round(2)
    array([0.8])
    """
    return np.sum(land * reaching, axis=0) / np.maximum(np.sum(land, axis=0), 1e-9)


def men_after_step(men, declared, declared_before, strength, strength_before):
    """Men in the field after a dated step: a change of the declared men is added to them, and they
    are multiplied like the strength; at least 100 men.

    With a strength of 0 before, the declared men arrive anew.

    men                        (W,)  thousand men in the field
    declared, declared_before  (W,)  thousand men that the scenario declares, now and before
    strength, strength_before  (W,)  factors on them, now and before
    returns                    (W,)  thousand men
    formula                    maximum(present + strength * (declared - declared_before), 0.1)
    where                      remaining = men * strength / maximum(strength_before, 1e-9)
    where                      new = men + strength * declared_before
    where                      present = where(strength_before > 0, remaining, new)

    >>> men_after_step(np.array([40.0]), 60.0, 50.0, 0.5, 1.0)
    array([25.])
    """
    remaining = men * strength / np.maximum(strength_before, 1e-9)
    new = men + strength * declared_before
    present = np.where(strength_before > 0.0, remaining, new)
    return np.maximum(present + strength * (declared - declared_before), 0.1)


def next_men(men, lost, recruits, share):
    """Men after a week's losses and recruits, at least 100 men.

    men, lost  (W,)  thousand men
    recruits   (W,)  thousand men a week to the whole force
    share      0..1  share of the recruits that join this part of the force
    returns    (W,)  thousand men
    formula    maximum(men - lost + share * recruits, 0.1)

    >>> next_men(np.array([10.0]), np.array([1.0]), np.array([2.0]), 0.5)
    array([10.])
    """
    return np.maximum(men - lost + share * recruits, 0.1)


def men_spared(men, lost, recruits, share):
    """Losses that a force which is all but spent no longer has: `next_men` leaves it 100 men.

    men, lost  (W,)  thousand men
    recruits   (W,)  thousand men a week to the whole force
    share      0..1  share of the recruits that join this part of the force
    returns    (W,)  thousand men
    formula    maximum(0.1 - (men - lost + share * recruits), 0)

    >>> men_spared(np.array([0.2]), np.array([0.5]), 0.0, 0.5).round(2)
    array([0.4])
    """
    return np.maximum(0.1 - (men - lost + share * recruits), 0.0)


def next_cohesion(now, rest, land_lost, land_won, cohesion):
    """Next week's cohesion: it falls with land lost, rises a little with land won, and reverts to
    its resting level.

    now                  (W,)  0..1
    rest                 (W,)  resting level, see `resting_cohesion`, 0..1
    land_lost, land_won  (W,)  of the week, as shares of the land that the holder held
    cohesion             loss (fall if all its land is lost), win (rise likewise), recovery (share
                         of the gap closed per week)
    returns              (W,)  0..1
    formula              clip(now + change, 0, 1)
    where                change = cohesion.recovery * (rest - now) - cohesion.loss * land_lost
                         + cohesion.win * land_won
    """
    change = cohesion.recovery * (rest - now) - cohesion.loss * land_lost + cohesion.win * land_won
    return np.clip(now + change, 0.0, 1.0)


def resting_cohesion(usual, shock):
    """Resting level of cohesion: its usual level, less the shock of missing help.

    usual    0..1
    shock    (W,)  share, see `abandonment_shock`
    returns  (W,)  0..1
    formula  maximum(usual - shock, 0)

    >>> resting_cohesion(0.8, np.array([0.2, 0.9])).round(2)
    array([0.6, 0. ])
    """
    return np.maximum(usual - shock, 0.0)


def civilian_deaths(engaged, sorties, harm):
    """Civilians killed in a week in the war between the camps, and by others.

    engaged  (W,)  thousand men attacking
    sorties  (W,)  per day against the holders of other camps
    harm     by_men (deaths a week per thousand engaged), by_sorties (per sortie a day), background
             (by others)
    returns  (W,)  deaths a week
    formula  harm.background + harm.by_men * engaged + harm.by_sorties * sorties
    """
    return harm.background + harm.by_men * engaged + harm.by_sorties * sorties


def besieged(residents, besieger, access, harm):
    """People under siege: residents of a holder's pockets, more where a hostile holder has the land
    around them (P14).

    residents   (G, W)  thousand residents with the besieged holder
    besieger    (G, W)  the besieger's share of the area
    access      (W,)    0..1, humanitarian access in force
    harm        siege (people besieged per resident of a fully surrounded pocket), relief (share
                relieved by full access)
    returns     (W,)    thousand people
    formula     harm.siege * (1 - harm.relief * access) * sum(residents * besieger**2, axis=0)
    """
    return (
        harm.siege * (1.0 - harm.relief * access) * np.sum(residents * besieger * besieger, axis=0)
    )
