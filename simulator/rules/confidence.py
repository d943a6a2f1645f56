"""Confidence-building measures, agreed one at a time; the alternative to each is the present
practice, not war."""

import numpy as np

from simulator.rules import applies, rule
from simulator.rules.curves import logistic


def proposed_term(practice, text, step):
    """Proposed term of a measure: from practice towards the sponsors' text, by one step at most.

    practice, text  (M, W)  0..100
    step            points
    returns         (M, W)  0..100
    formula         practice + clip(text - practice, -step, step)

    >>> proposed_term(np.array([[10.0]]), np.array([[80.0]]), 25.0)
    array([[35.]])
    """
    return practice + np.clip(text - practice, -step, step)


@rule(concept="adaptation")
def wish_for_change(proposal, practice, position, salience):
    """Gain of a party from a change of practice: how much nearer it comes to the party's position,
    weighted by salience.

    proposal, practice  (M, W)     0..100
    position            (A, M, W)  0..100
    salience            (A, M, 1)  0..1
    returns             (A, M, W)  in shares of the line
    formula             salience * (abs(practice - position) - abs(proposal - position)) * 0.01

    >>> wish_for_change(np.array([[50.0]]), np.array([[0.0]]), np.array([[[100.0]]]),
    ...     np.array([[[1.0]]]))
    array([[[0.5]]])
    """
    return salience * (np.abs(practice - position) - np.abs(proposal - position)) * 0.01


@rule(concept="adaptation")
@applies(logistic)
def probability_of_consent(wish, linkage, pressure, measures):
    """Probability that a party consents to a measure, by its own gain, linkage and pressure; war
    values play no part.

    wish      (A, M, W)  gain of the party from the change itself
    linkage   (A, 1, W)  0..1, progress on the other measures that this party wanted
    pressure  (A, 1, W)  0..1, credible pressure by its patrons
    measures  sharpness, by_linkage, by_pressure, reluctance
    returns   (A, M, W)  0..1
    formula   logistic(measures.sharpness * wanted)
    where     wanted = wish + measures.by_linkage * linkage + measures.by_pressure * pressure
              - measures.reluctance
    """
    wanted = (
        wish + measures.by_linkage * linkage + measures.by_pressure * pressure - measures.reluctance
    )
    return logistic(measures.sharpness * wanted)


def next_practice(practice, start, consented, proposal, fading):
    """Practice after the vote: the agreed term where all consent; otherwise it reverts towards its
    start.

    practice, start, proposal  (M, W)  0..100
    consented                  (M, W)  True where every signer consents
    fading                     share of the gap closed per week
    returns                    (M, W)  0..100
    formula                    where(consented, proposal, practice + fading * (start - practice))

    >>> next_practice(np.array([[40.0]]), np.array([[10.0]]), np.array([[False]]),
    ...     np.array([[60.0]]), 0.1)
    array([[37.]])
    """
    return np.where(consented, proposal, practice + fading * (start - practice))
