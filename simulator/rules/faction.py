"""Factions come to the talks or stay away, and lean on radicals or leave them."""

import numpy as np

from simulator.rules import rule


@rule(concept="adaptation")
def wish_to_attend(violations, goodwill, softness, sell_out, provocation, hard_line, factions):
    """How much a faction wants to be at the table, in log odds: breaches drive it out, goodwill
    brings it back (P7, P12).

    violations  (W,)    by the government's side, over the usual number
    goodwill    (W,)    0..1, practice on access, releases and the other measures but the truce
    softness    (W,)    points of soft words by the government, discounted by credit
    sell_out    (W,)    points by which the opposition's patron has drifted to the other side's text
                (P2, P13)
    provocation  (W,)    0..1, how fresh it is that the government went its own way on an issue
                of the talks (P6)
    hard_line   (F, 1)  points beyond the party's own position
    factions    attend, by_violations, by_goodwill, by_softness, by_sell_out, by_affront,
                by_hard_line
    returns     (F, W)  log odds
    formula     factions.attend + drawn - driven - factions.by_hard_line * hard_line * 0.1
    where       drawn = factions.by_goodwill * goodwill + factions.by_softness * softness * 0.1
    where       driven = factions.by_violations * violations
                + factions.by_sell_out * sell_out * 0.1 + factions.by_affront * provocation
    """
    drawn = factions.by_goodwill * goodwill + factions.by_softness * softness * 0.1
    driven = (
        factions.by_violations * violations
        + factions.by_sell_out * sell_out * 0.1
        + factions.by_affront * provocation
    )
    return factions.attend + drawn - driven - factions.by_hard_line * hard_line * 0.1


@rule(concept="adaptation")
def wish_to_lean(need, leader_stays, inclusion, sheltered, hard_line, factions):
    """How much a faction leans on the radicals, in log odds (P14, P15).

    need          (W,)    0..1, how far the opposition is behind
    leader_stays  (W,)    0..1, how far the text keeps the leader
    inclusion     (W,)    0..1, share of the factions with a place at the table
    sheltered     (W,)    1 while a truce shelters those who keep away from the radicals, less as it
                  is breached
    hard_line     (F, 1)  points beyond the party's own position
    factions      lean, by_need, by_leader, by_inclusion, by_shelter, lean_by_hard_line
    returns       (F, W)  log odds
    formula       factions.lean + pulled - factions.by_inclusion * inclusion
                  - factions.by_shelter * sheltered
    where         pulled = factions.by_need * need + factions.by_leader * leader_stays
                  + factions.lean_by_hard_line * hard_line * 0.1
    """
    pulled = (
        factions.by_need * need
        + factions.by_leader * leader_stays
        + factions.lean_by_hard_line * hard_line * 0.1
    )
    return (
        factions.lean + pulled - factions.by_inclusion * inclusion - factions.by_shelter * sheltered
    )


@rule(concept="adaptation")
def stands(now, wish, luck, inertia):
    """Yes or no with inertia: a faction changes sides of the door only when its wish has passed the
    sill.

    now      (F, W)  True where it stands inside
    wish     (F, W)  log odds
    luck     (F, W)  standard normal that lasts
    inertia  log odds on either side of zero
    returns  (F, W)  True or False
    formula  wish + luck + where(now, inertia, -inertia) > 0

    >>> stands(np.array([[True]]), np.array([[-0.1]]), np.array([[0.0]]), 0.5)
    array([[ True]])
    """
    return wish + luck + np.where(now, inertia, -inertia) > 0.0


@rule(concept="interaction")
def place_at_the_table(attending, inclusiveness):
    """How far the factions have a place at the table: those who attend, and how widely the
    delegation is drawn (P15).

    attending      (W,)  share of the fighters whose factions attend
    inclusiveness  (W,)  of 100; 50 = as usual
    returns        (W,)  1 = all attend a delegation drawn as usual
    formula        attending * inclusiveness / 50

    >>> place_at_the_table(np.array([0.5]), 100.0)
    array([1.])
    """
    return attending * inclusiveness / 50.0


def share_of(fighters, which):
    """Share of the fighters who belong to the factions named.

    fighters  (F, 1)  thousand
    which     (F, W)  True for those counted
    returns   (W,)    0..1
    formula   sum(fighters * which, axis=0) / maximum(sum(fighters, axis=0), 1e-6)

    >>> share_of(np.array([[1.0], [3.0]]), np.array([[True], [False]]))
    array([0.25])
    """
    return np.sum(fighters * which, axis=0) / np.maximum(np.sum(fighters, axis=0), 1e-6)
