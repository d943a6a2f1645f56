"""War resumed after a broken deal: the same war at the strength that the deal has left, less the
cost of resuming it [Powell2006, Fearon1995]."""

import numpy as np

from simulator.rules import rule


def concession(terms, victory):
    """How far a camp has conceded the posts of power: the distance of the terms from those of its
    own victory, as a share of the line.

    terms    (I, W)  0..100, on the issues that hand over posts: the leader and the body, or one of
             them; a conflict with neither hands over nothing, so its camps lose no force
    victory  (I, W)  0..100, the same terms if the camp prevails
    returns  (W,)    0..1
    formula  0.01 * mean(abs(terms - victory), axis=0)

    >>> concession(np.array([[0.0], [50.0]]), np.array([[0.0], [0.0]]))
    array([0.25])
    """
    return 0.01 * np.mean(np.abs(terms - victory), axis=0)


def force_left(force, concession, given_up):
    """Own force of a camp at the start of a resumed war: it has lost posts and men in proportion
    to its concession.

    force       (W,)  thousand men, adjusted for quality and cohesion
    concession  (W,)  0..1
    given_up    share of the force that a camp loses if it concedes all posts
    returns     (W,)  thousand men
    formula     force * (1 - given_up * concession)

    >>> force_left(np.array([100.0]), np.array([0.5]), 0.2)
    array([90.])
    """
    return force * (1.0 - given_up * concession)


@rule(concept="objectives")
@rule(concept="prediction")
def value_of_resumed_war(now, later, resuming):
    """Value of the war resumed after betrayal within a year: the mean of war values at the
    strengths that the deal leaves at once and after a year, less the cost of resuming.

    now, later  (A, W)  war value at the strength that the terms leave, at signature and a year on
    resuming    (W,)    value lost by resuming: leaders exposed, positions and the first blow lost
    returns     (A, W)  value
    formula     0.5 * (now + later) - resuming

    >>> value_of_resumed_war(np.array([[0.7]]), np.array([[0.5]]), 0.1).round(2)
    array([[0.5]])
    """
    return 0.5 * (now + later) - resuming


@rule(concept="prediction")
def war_value_left(war, undiminished, left):
    """War value after a deal: the value of war now, moved by what the deal changes of strength.

    war           (A, W)  war value now, under the expected foreign support
    undiminished  (A, W)  war value now, if no supporter cuts
    left          (A, W)  the same at the strength that the terms of the deal leave
    returns       (A, W)  value
    formula       war + left - undiminished

    >>> war_value_left(np.array([[0.7]]), np.array([[0.8]]), np.array([[0.7]])).round(2)
    array([[0.6]])
    """
    return war + left - undiminished
