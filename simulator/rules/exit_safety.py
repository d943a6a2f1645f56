"""Exit safety: what asylum or amnesty for a departing leader takes from a party's loss on the
issue of the leader."""

from simulator.rules import rule


@rule(concept="objectives")
def salience_with_safety(salience, fear, circle, safety):
    """Salience of the leader's issue in a deal to each party: the part of its loss that is fear of
    punishment after leaving goes as far as the leader is safe then.

    A leader who expects exile, prison or death after leaving holds on [Goemans2000]; threats of
    prosecution lengthen the rule of those who are culpable, and a credible exile shortens it
    [Escriba2015, Krcmaric2018]. Safety is a promise of the deal: it holds as far as the deal is
    believed to be kept, and no end of the war gives it.

    salience  (A, W)  0..1, of the issue with the role of the leader
    fear      (A, W)  0..1, share of the loss on the issue that is fear of punishment
    circle    (A, W)  0..1, weight of the leader's circle in the party, 1 if it is undivided
    safety    (W,)    0..1, safety of the leader after leaving, 0 once he has left
    returns   (A, W)  0..1
    formula   salience * (1 - fear * circle * safety)

    >>> import numpy as np
    >>> salience_with_safety(np.array([[0.2]]), 0.5, 0.8, np.array([1.0])).round(2)
    array([[0.12]])
    """
    return salience * (1.0 - fear * circle * safety)
