"""Factions: whether they attend the talks, and whether they stand with the radicals."""

import numpy as np

from simulator.rules import rule


@rule(concept="adaptation")
def wish_to_attend(violations, goodwill, softness, sell_out, provocation, hard_line, factions):
    """Log odds that a faction attends the talks: breaches lower them, goodwill raises them (P7,
    P12).

    violations   (W,)    by hostile signers, over the usual number
    goodwill     (W,)    0..1, practice on access, releases and the other measures except the truce
    softness     (W,)    points by which public statements of a hostile party are softer than its
                 position, discounted by credit; the most of several
    sell_out     (W,)    points by which the party's patrons have drifted to the other side's
                 text (P2, P13)
    provocation  (W,)    0..1, how recent the last unilateral move of a hostile party on an issue of
                 the talks is (P6)
    hard_line    (F, 1)  points beyond the party's own position
    factions     attend, by_violations, by_goodwill, by_softness, by_sell_out, by_affront,
                 by_hard_line
    returns      (F, W)  log odds
    formula      factions.attend + attraction - repulsion - factions.by_hard_line * hard_line * 0.1
    where        attraction = factions.by_goodwill * goodwill
                 + factions.by_softness * softness * 0.1
    where        repulsion = factions.by_violations * violations
                 + factions.by_sell_out * sell_out * 0.1 + factions.by_affront * provocation
    """
    attraction = factions.by_goodwill * goodwill + factions.by_softness * softness * 0.1
    repulsion = (
        factions.by_violations * violations
        + factions.by_sell_out * sell_out * 0.1
        + factions.by_affront * provocation
    )
    return factions.attend + attraction - repulsion - factions.by_hard_line * hard_line * 0.1


@rule(concept="adaptation")
def wish_to_lean(need, retained, inclusion, sheltered, hard_line, factions):
    """Log odds that a faction stands with the radicals (P14, P15).

    need       (W,)    0..1, how likely the party believes its defeat to be
    retained   (W,)    0..1, share of power that the leader's side keeps under the text that was
               signed, else under the latest one, see `power_retained`
    inclusion  (W,)    0..1, share of the factions represented at the talks; under a deal, the term
               on inclusion as they see it, see `perceived_inclusion`
    sheltered  (W,)    1 while a truce protects those who keep away from the radicals, less when it
               is breached
    hard_line  (F, 1)  points beyond the party's own position
    factions   lean, by_need, by_leader, by_inclusion, by_shelter, lean_by_hard_line
    returns    (F, W)  log odds
    formula    factions.lean + attraction - factions.by_inclusion * inclusion
               - factions.by_shelter * sheltered
    where      attraction = factions.by_need * need + factions.by_leader * retained
               + factions.lean_by_hard_line * hard_line * 0.1
    """
    attraction = (
        factions.by_need * need
        + factions.by_leader * retained
        + factions.lean_by_hard_line * hard_line * 0.1
    )
    return (
        factions.lean
        + attraction
        - factions.by_inclusion * inclusion
        - factions.by_shelter * sheltered
    )


@rule(concept="adaptation")
def next_stand(now, wish, shock, inertia):
    """Choice with hysteresis: a faction switches only when its log odds and shock pass a threshold.

    now      (F, W)  True where the faction attends (or leans) now
    wish     (F, W)  log odds
    shock    (F, W)  autocorrelated standard normal
    inertia  threshold in log odds, on either side of zero
    returns  (F, W)  True or False
    formula  wish + shock + where(now, inertia, -inertia) > 0

    >>> next_stand(np.array([[True]]), np.array([[-0.1]]), np.array([[0.0]]), 0.5)
    array([[ True]])
    """
    return wish + shock + np.where(now, inertia, -inertia) > 0.0


@rule(concept="interaction")
def representation(attending, inclusiveness):
    """Representation of the factions at the talks: attendance times the inclusiveness of the
    delegation (P15).

    attending      (W,)  share of the fighters whose factions attend
    inclusiveness  (W,)  of 100; 50 = as usual
    returns        (W,)  1 = all factions attend and the delegation is as inclusive as usual
    formula        attending * inclusiveness / 50

    >>> representation(np.array([0.5]), 100.0)
    array([1.])
    """
    return attending * inclusiveness / 50.0


def quorum_value(values, fighters, quorum):
    """Largest value that factions with a quorum of the fighters reach: that of the faction that
    completes it.

    values    (F, W)  value to each faction
    fighters  (F, 1)  thousand; 0 = does not count
    quorum    0..1
    returns   (W,)    value
    formula   max(where(share >= quorum, values, lowest), axis=0)
    where     at_least = values[None] >= values[:, None]
    where     total = maximum(sum(fighters, axis=0), 1e-6)
    where     share = sum(at_least * fighters[None], axis=1) / total + 1e-6
    where     lowest = min(values, axis=0)

    >>> quorum_value(np.array([[0.3], [0.1], [0.2]]), np.array([[1.0], [1.0], [1.0]]), 0.5)
    array([0.2])
    """
    at_least = values[None] >= values[:, None]
    total = np.maximum(np.sum(fighters, axis=0), 1e-6)
    share = np.sum(at_least * fighters[None], axis=1) / total + 1e-6
    lowest = np.min(values, axis=0)
    return np.max(np.where(share >= quorum, values, lowest), axis=0)


def share_of(fighters, selected):
    """Share of the fighters who belong to the selected factions.

    fighters  (F, 1)  thousand
    selected  (F, W)  True for the selected factions
    returns   (W,)    0..1
    formula   sum(fighters * selected, axis=0) / maximum(sum(fighters, axis=0), 1e-6)

    >>> share_of(np.array([[1.0], [3.0]]), np.array([[True], [False]]))
    array([0.25])
    """
    return np.sum(fighters * selected, axis=0) / np.maximum(np.sum(fighters, axis=0), 1e-6)
