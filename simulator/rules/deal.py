"""A signed deal holds or breaks."""

import numpy as np


def chance_of_breakdown(age, spoilers, shift, guarantors, monitoring, deal):
    """Chance that a deal breaks this week: high at first; spoilers and shifts of power raise it [Stedman1997, Fortna2004].

    age         (W,)  weeks since signature
    spoilers    (W,)  0..1, fighters outside the deal, and patrons who refused it
    shift       (W,)  log points by which strength has moved since signature, either way
    guarantors  (W,)  patrons that guarantee it
    monitoring  (W,)  0..1
    deal        hazard (a week, at first), ageing (weeks until it has halved), by_spoilers, by_shift, by_guarantor, by_monitoring
    returns     (W,)  0..1

    >>> from types import SimpleNamespace as S
    >>> calm = S(hazard=0.01, ageing=26.0, by_spoilers=1.0, by_shift=1.0, by_guarantor=1.0, by_monitoring=1.0)
    >>> zero = np.zeros(1); chance_of_breakdown(np.array([26.0]), zero, zero, zero, zero, calm)
    array([0.005])
    """
    raised = 1.0 + deal.by_spoilers * spoilers + deal.by_shift * np.abs(shift)
    calmed = 1.0 + deal.by_guarantor * guarantors + deal.by_monitoring * monitoring
    return np.minimum(deal.hazard * 0.5 ** (age / deal.ageing) * raised / calmed, 1.0)


def men_leaving(term, age, phase):
    """Share of foreign men gone under a deal: as the term on foreign forces says, over the weeks of withdrawal.

    term     (W,)  0..100 from the government's end of the line, 100 = all leave
    age      (W,)  weeks since signature
    phase    weeks
    returns  (W,)  0..1

    >>> men_leaving(np.array([50.0]), np.array([52.0]), 26.0)
    array([0.5])
    """
    return 0.01 * term * np.minimum(age / phase, 1.0)
