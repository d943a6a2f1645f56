"""Breakdown of a signed deal by spoilers, and its effects on foreign men and on those of the
signers (breakdown by a signer: `commitment`)."""

import numpy as np

from simulator.rules import applies, rule


def probability_of_breakdown(age, spoilers, guarantee, deal):
    """Probability that spoilers break a deal this week: high at first; a guarantee lowers it
    [Stedman1997, Fortna2004].

    age        (W,)  weeks since signature
    spoilers   (W,)  0..1, fighters outside the deal, and patrons who refused it
    guarantee  (W,)  strength of the guarantee
    deal       hazard (a week, at first), ageing (weeks until it has halved), by_spoilers
    returns    (W,)  0..1
    formula    minimum(deal.hazard * 0.5**(age / deal.ageing) * raised / (1 + guarantee), 1)
    where      raised = 1 + deal.by_spoilers * spoilers

    >>> from types import SimpleNamespace as S
    >>> calm = S(hazard=0.01, ageing=26.0, by_spoilers=1.0)
    >>> zero = np.zeros(1); probability_of_breakdown(np.array([26.0]), zero, zero, calm)
    array([0.005])
    """
    raised = 1.0 + deal.by_spoilers * spoilers
    return np.minimum(deal.hazard * 0.5 ** (age / deal.ageing) * raised / (1.0 + guarantee), 1.0)


def men_leaving(term, age, phase):
    """Share of foreign men withdrawn under a deal: set by the term on foreign forces, phased in
    over the weeks of withdrawal.

    term     (W,)  0..100 from the government's end of the line, 100 = all leave
    age      (W,)  weeks since signature
    phase    weeks
    returns  (W,)  0..1
    formula  0.01 * term * minimum(age / phase, 1)

    >>> men_leaving(np.array([50.0]), np.array([52.0]), 26.0)
    array([0.5])
    """
    return 0.01 * term * np.minimum(age / phase, 1.0)


def power_retained(conceded):
    """Share of power that the leader's side keeps under a text: by the terms on the leader and on
    the transitional body alike (P1, P14).

    conceded  (K, W)  terms on the leader and on the body, 0..100 from the sovereign's end of the
              line; one of them where a conflict has no other
    returns   (W,)    0..1
    formula   1 - 0.01 * mean(conceded, axis=0)

    >>> power_retained(np.array([[100.0, 0.0], [50.0, 0.0]]))
    array([0.25, 1.  ])
    """
    return 1.0 - 0.01 * np.mean(conceded, axis=0)


def perceived_inclusion(inclusion, leaving, deal):
    """Inclusion as those outside the government see it: foreign men who stay take from it (P15).

    inclusion  (W,)  0..1, share of the others who have a part in the new order
    leaving    (W,)  0..1, share of the foreign men gone
    deal       by_foreign (share of it that is lost while all foreigners stay)
    returns    (W,)  0..1
    formula    inclusion * (1 - deal.by_foreign * (1 - leaving))

    >>> from types import SimpleNamespace as S
    >>> perceived_inclusion(np.array([0.5, 0.5]), np.array([0.0, 1.0]), S(by_foreign=0.5))
    array([0.25, 0.5 ])
    """
    return inclusion * (1.0 - deal.by_foreign * (1.0 - leaving))


@rule(concept="interaction")
@applies(perceived_inclusion)
def men_joining(inclusion, leaving, retained, deal):
    """Share of free men who join the sovereign against excluded holders: it grows with inclusion
    and with the withdrawal of foreigners, and a leader who keeps power deters them (P14, P15).

    inclusion  (W,)  0..1, the deal's term on who is included, from the government's end of the line
    leaving    (W,)  0..1, share of the foreign men gone
    retained   (W,)  0..1, share of power that the leader's side keeps, see `power_retained`
    deal       joining (share when all are included, all foreigners gone and all power is handed
               over), by_foreign (how strongly foreigners who stay deter them), by_leader (how
               strongly a leader who keeps all power deters them)
    returns    (W,)  0..1
    formula    deal.joining * seen * (1 - deal.by_leader * retained)
    where      seen = perceived_inclusion(inclusion, leaving, deal)

    >>> from types import SimpleNamespace as S
    >>> half = np.array([0.5, 0.5])
    >>> men_joining(half, np.ones(2), np.array([1.0, 0.0]), S(joining=0.8, by_foreign=0.5,
    ...     by_leader=0.5))
    array([0.2, 0.4])
    """
    seen = perceived_inclusion(inclusion, leaving, deal)
    return deal.joining * seen * (1.0 - deal.by_leader * retained)
