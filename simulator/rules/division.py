"""A divided signer: how the weights of its bureaus move, the leader's circle, which favours force,
and the elite of the state or of the movement, which favours talks."""

import numpy as np

from simulator.rules import rule


def losses_of_week(killed, men, residents, before):
    """Losses of a side in a week: the share of its men who fell, and the share of its residents
    that it lost.

    killed     (W,)  thousand men killed in the week
    men        (W,)  thousand men left
    residents  (W,)  share of the country's residents that it holds now
    before     (W,)  the same a week ago
    returns    (W,)  share of men plus share of residents a week; below 0 where it won residents
    formula    killed / maximum(killed + men, 1e-6) + (before - residents) / maximum(before, 1e-6)

    >>> losses_of_week(np.array([1.0]), np.array([99.0]), np.array([0.38]), np.array([0.4]))
    array([0.06])
    """
    fallen = killed / np.maximum(killed + men, 1e-6)
    return fallen + (before - residents) / np.maximum(before, 1e-6)


@rule(concept="adaptation")
def next_weight_of_circle(weight, resting, losses, pressure, division):
    """Next weight of the leader's circle in a divided signer: losses and the pressure of patrons
    lower it, gains raise it, and it returns to its usual weight (P5, P11, P14).

    A leader who is answerable for the war concedes late, and those who are not judge him by its
    costs [Croco2011]; wars end where the governing coalition shifts to those who would end them
    [Stanley2009]; an elite whose support a leader can no longer pay for leaves him
    [BuenoDeMesquita2003]. Land lost and won again leaves the weight as it was.

    weight    (W,)  0..1, weight of the bureau that favours force; the other has the rest
    resting   (W,)  0..1, its weight where nothing is lost
    losses    (W,)  share of men and of residents lost in the week, see `losses_of_week`
    pressure  (W,)  0..1, pressure of the patrons as the party feels it, see `pressure_felt`
    division  by_losses (log points per share lost), by_pressure (log points a week under full
              pressure), recovery (share of the gap to the usual weight closed a week)
    returns   (W,)  0..1
    formula   (1 - division.recovery) * blamed + division.recovery * resting
    where     strain = division.by_losses * losses + division.by_pressure * pressure
    where     blamed = minimum(weight * exp(-strain), 1)

    >>> from types import SimpleNamespace as S
    >>> next_weight_of_circle(np.array([0.8, 0.8]), 0.8, np.array([0.0, 0.1]), 0.0, S(by_losses=2.0,
    ...     by_pressure=0.02, recovery=0.0)).round(3)
    array([0.8  , 0.655])
    """
    strain = division.by_losses * losses + division.by_pressure * pressure
    blamed = np.minimum(weight * np.exp(-strain), 1.0)
    return (1.0 - division.recovery) * blamed + division.recovery * resting
