"""Adaptive expectations: what clients expect of their patrons, surprise by threats, and the shock
to an army that receives less help than it counted on."""

import numpy as np

from simulator.rules import rule


@rule(concept="learning")
def next_expectation(expected, observed, half_life):
    """Next expectation of an amount: it closes a fixed share of the gap to what was observed.

    Expectations adapt to past errors [Cagan1956], so what lasts comes to be expected: half of any
    change after one half-life.

    expected   (..., W)  on any scale, before the week's observation
    observed   (..., W)  on the same scale, in the week
    half_life  (W,)      weeks, above 0
    returns    (..., W)  on the same scale
    formula    observed + (expected - observed) * 0.5 ** (1 / half_life)

    >>> next_expectation(np.array([40.0]), np.array([20.0]), 1.0)
    array([30.])
    """
    return observed + (expected - observed) * 0.5 ** (1.0 / half_life)


def signal_of_all(signals):
    """Signal of threat by all patrons of a client together.

    signals  (P, W)  0..1, by each of its patrons
    returns  (W,)    0..1
    formula  1 - prod(1 - signals, axis=0)

    >>> signal_of_all(np.array([[0.5], [0.5]]))
    array([0.75])
    """
    return 1.0 - np.prod(1.0 - signals, axis=0)


def surprise(signal, expected):
    """Surprise by a threat: how far its signal exceeds what the client expected.

    People judge an outcome against what they recently expected [Koszegi2006], so a threat that is
    repeated surprises nobody.

    signal    (W,)  0..1, of the week
    expected  (W,)  0..1, before the week
    returns   (W,)  0..1
    formula   maximum(signal - expected, 0)

    >>> surprise(np.array([0.5, 0.25]), np.array([0.25, 0.5]))
    array([0.25, 0.  ])
    """
    return np.maximum(signal - expected, 0.0)


def strength_by_help(own, men, boost):
    """Help that foreign men and air support give to a holder: log of how many times they multiply
    its strength.

    own      (W,)  thousand men of its own after the week's losses, adjusted for quality and
                   cohesion, above 0
    men      (W,)  thousand foreign men: sent and making good a cut, less those gone under a deal
    boost    (W,)  share added to strength by the sorties that the holder can rely on, per front
    returns  (W,)  log points
    formula  log((own + men) / own) + log1p(boost)

    >>> strength_by_help(np.array([50.0]), np.array([50.0]), 0.0).round(3)
    array([0.693])
    """
    return np.log((own + men) / own) + np.log1p(boost)


@rule(concept="adaptation")
def abandonment_shock(expected, received, expectations):
    """Fall of an army's resting cohesion while its patrons give less help than it expects.

    Allies fear abandonment, and above all that support fails to come when it is counted on
    [Snyder1984]; a loss against expectation weighs, a gain as large does not make up for it
    [Koszegi2006].

    expected      (W,)  log points, by men and sorties expected before the week, own strength as now
    received      (W,)  log points, help of the week
    expectations  abandonment (fall of cohesion per log point of missing help)
    returns       (W,)  share, 0 or more
    formula       expectations.abandonment * maximum(expected - received, 0)

    >>> from types import SimpleNamespace as S
    >>> abandonment_shock(np.array([0.75, 0.25]), np.array([0.25, 0.75]), S(abandonment=0.5))
    array([0.25, 0.  ])
    """
    return expectations.abandonment * np.maximum(expected - received, 0.0)
