"""Patrons: support, threats to cut it, and pressure on their clients."""

import numpy as np

from simulator.rules import applies, rule
from simulator.rules.curves import logistic


@rule(concept="adaptation")
@rule(concept="prediction")
def wanted_sorties(weight_of_force, danger, calm, patron):
    """Sorties a day that a patron wants to fly: few in an observed truce, more with the weight of
    the bureau that favours force and with danger (P7-P10).

    weight_of_force  (W,)  weight of the bureau that favours force, 0..1
    danger           (W,)  probability that the client's side is beaten, as the patron believes it
    calm             (W,)  0 without a truce, else the share of ordinary fighting that it stops
    patron           peak_sorties (a day, at full effort), quiet (share of the peak flown in a truce
                     without breaches), readiness (share flown without a truce at no danger and no
                     weight of force), utmost (upper limit of the share)
    returns          (W,)  sorties a day
    formula          patron.peak_sorties * (war + calm * (patron.quiet - war))
    where            war = minimum(patron.readiness + weight_of_force + danger, patron.utmost)

    >>> from types import SimpleNamespace as S
    >>> wanted_sorties(np.array([0.5]), np.zeros(1), np.ones(1), S(peak_sorties=60.0, quiet=0.25,
    ...     readiness=0.5, utmost=1.3)).round(1)
    array([15.])
    """
    war = np.minimum(patron.readiness + weight_of_force + danger, patron.utmost)
    return patron.peak_sorties * (war + calm * (patron.quiet - war))


def sorties_flown(wanted, aircraft, fixed, patron):
    """Sorties flown: the wanted number up to the capacity of the fleet, or the number that a
    scenario fixes.

    wanted    (W,)  a day
    aircraft  (W,)  combat aircraft available
    fixed     (W,)  a day, or not a number where the patron chooses
    patron    sorties_per_aircraft, a day
    returns   (W,)  a day
    formula   where(isnan(fixed), minimum(wanted, aircraft * patron.sorties_per_aircraft), fixed)

    >>> from types import SimpleNamespace as S
    >>> sorties_flown(np.array([90.0]), np.array([20.0]), np.array([np.nan]),
    ...     S(sorties_per_aircraft=1.5))
    array([30.])
    """
    return np.where(
        np.isnan(fixed), np.minimum(wanted, aircraft * patron.sorties_per_aircraft), fixed
    )


def open_sky(no_fly, air_defence):
    """Share of the airspace open to a side: air defence offsets a no-fly zone (P3).

    no_fly       (W,)  0..1, share of the airspace that the other side's patrons close
    air_defence  (W,)  0..1, share of it that the side's own air defence keeps open
    returns      (W,)  0..1
    formula      1 - no_fly * (1 - air_defence)

    >>> open_sky(np.array([1.0, 1.0]), np.array([0.0, 1.0]))
    array([0., 1.])
    """
    return 1.0 - no_fly * (1.0 - air_defence)


def next_weight(weight, danger, disappointment, patron):
    """Next weight of the bureau that favours force: danger raises it, disappointment lowers it
    (P7-P10).

    weight          (W,)  0..1
    danger          (W,)  0..1
    disappointment  (W,)  0..1, shortfall of a week's land against that expected from the effort
    patron          swing (share of the gap closed per week), swing_back (likewise, for
                    disappointment)
    returns         (W,)  0..1
    formula         weight + patron.swing * danger * (1 - weight)
                    - patron.swing_back * disappointment * weight

    >>> from types import SimpleNamespace as S
    >>> next_weight(np.array([0.5]), np.array([1.0]), np.zeros(1), S(swing=0.1, swing_back=0.05))
    array([0.55])
    """
    return (
        weight
        + patron.swing * danger * (1.0 - weight)
        - patron.swing_back * disappointment * weight
    )


@rule(concept="interaction")
def men_filling_in(now, shortfall, offset, patron):
    """Men a patron sends to replace support that another has cut: they arrive over weeks and
    defend, but do not advance (P14).

    now        (W,)  thousand men sent so far
    shortfall  (W,)  0..1, share of the other patrons' support that is gone
    offset     (W,)  share of it that the patron replaces
    patron     surge (thousand men that replace all of it), surge_pace (share of the gap closed per
               week)
    returns    (W,)  thousand men
    formula    now + patron.surge_pace * (offset * shortfall * patron.surge - now)

    >>> from types import SimpleNamespace as S
    >>> men_filling_in(np.zeros(1), np.ones(1), np.ones(1), S(surge=10.0, surge_pace=0.1))
    array([1.])
    """
    return now + patron.surge_pace * (offset * shortfall * patron.surge - now)


@rule(concept="interaction")
def signal_of_threat(pressure, cut, remaining, announced, coercion):
    """Strength of a threat to cut support: stated, or shown by a cut that surprises the client (P4,
    P6).

    pressure   (W,)  0..1, threat in statements
    cut        (W,)  0..1, share of the initial air support that is withdrawn
    remaining  (W,)  0..1, share of capability that the cut leaves
    announced  (W,)  1 when the client was consulted, 0 when not
    coercion   signal (strength of a full cut without notice), consulted (share of it left when
               announced), by_kept
    returns    (W,)  0..1
    formula    1 - (1 - pressure) * (1 - shown)
    where      expected = announced * (1 - coercion.consulted)
    where      shown = coercion.signal * cut * (1 - coercion.by_kept * remaining) * (1 - expected)

    >>> from types import SimpleNamespace as S
    >>> signal_of_threat(np.zeros(1), np.ones(1), np.zeros(1), np.zeros(1), S(signal=0.8,
    ...     consulted=0.3, by_kept=0.5))
    array([0.8])
    """
    shown = (
        coercion.signal
        * cut
        * (1.0 - coercion.by_kept * remaining)
        * (1.0 - announced * (1.0 - coercion.consulted))
    )
    return 1.0 - (1.0 - pressure) * (1.0 - shown)


@rule(concept="adaptation")
@applies(logistic)
def probability_patron_cuts(with_deal, without, if_cut, frustration, coercion):
    """Probability that a patron whose threat is defied prefers to cut: its gain from a deal against
    its loss from a weaker client.

    with_deal, without, if_cut  (W,)  value to the patron of the text, of war with its support, of
                                war after its cut
    frustration                 (W,)  0..1
    coercion                    scale (of value), patience (value equivalent of full frustration)
    returns                     (W,)  0..1
    formula                     logistic((gain - loss) / coercion.scale)
    where                       gain = with_deal - without + coercion.patience * frustration
    where                       loss = without - if_cut
    """
    gain = with_deal - without + coercion.patience * frustration
    loss = without - if_cut
    return logistic((gain - loss) / coercion.scale)


@rule(concept="learning")
@rule(concept="prediction")
def credible_pressure(last, pressed, willing, coercion):
    """Threat as the client believes it: it adjusts slowly, and only to threats above a threshold
    (P11).

    last      (W,)  0..1, believed last week
    pressed   (W,)  0..1, signal of threat
    willing   (W,)  0..1, probability that the patron prefers to cut
    coercion  threshold, learning (share of the gap closed per week)
    returns   (W,)  0..1
    formula   last + coercion.learning * (beyond - last)
    where     beyond = maximum(pressed * willing - coercion.threshold, 0) / (1 - coercion.threshold)

    >>> from types import SimpleNamespace as S
    >>> credible_pressure(np.zeros(1), np.ones(1), np.ones(1), S(threshold=0.2, learning=0.5))
    array([0.5])
    """
    beyond = np.maximum(pressed * willing - coercion.threshold, 0.0) / (1.0 - coercion.threshold)
    return last + coercion.learning * (beyond - last)


@rule(concept="interaction")
def pressure_felt(pressure, offset):
    """Pressure on a client that can turn to its other patrons: each threat is reduced by the share
    that the others would replace (P14).

    pressure  (P, W)  credible, by each of the client's patrons
    offset    (P, W)  share of another's cut that each would replace, unless it presses too
    returns   (W,)    0..1
    formula   1 - prod(1 - pressure * (1 - others), axis=0)
    where     spare = offset * (1 - pressure)
    where     others = minimum(sum(spare, axis=0) - spare, 1)

    >>> pressure_felt(np.array([[0.5], [0.0]]), np.array([[0.0], [0.8]])).round(2)
    array([0.1])
    """
    spare = offset * (1.0 - pressure)
    others = np.minimum(np.sum(spare, axis=0) - spare, 1.0)
    return 1.0 - np.prod(1.0 - pressure * (1.0 - others), axis=0)


@rule(concept="learning")
def next_frustration(now, defied, softening, coercion):
    """Next frustration of a patron with its client: it grows when the client defies the patron and
    falls when its public statements soften (P4, P6, P11).

    now        (W,)  0..1
    defied     (W,)  True in a week in which the client refused a text that the patron endorsed, or
               made a unilateral move on an issue of the talks
    softening  (W,)  points by which the client's public statements are softer than its position,
               discounted by credit
    coercion   fading (share per week), grows (with each defiance), soothed (share per 10 points of
               softening)
    returns    (W,)  0..1
    formula    calmed + where(defied, coercion.grows * (1 - calmed), 0)
    where      soothed = minimum(coercion.soothed * softening * 0.1, 0.5)
    where      calmed = now * (1 - coercion.fading) * (1 - soothed)
    """
    calmed = (
        now * (1.0 - coercion.fading) * (1.0 - np.minimum(coercion.soothed * softening * 0.1, 0.5))
    )
    return calmed + np.where(defied, coercion.grows * (1.0 - calmed), 0.0)


@rule(concept="interaction")
def next_position(position, other, flexibility, drift):
    """Next position of a patron: it drifts to the other sponsor's position, faster on issues where
    the patron is flexible (P2, P13).

    position, other  (I, W)  0..100
    flexibility      (I, W)  share of the line
    drift            (W,)    share of the gap closed per week at full flexibility; flexibility is
                     squared, so that inflexible issues hardly move
    returns          (I, W)  0..100
    formula          position + minimum(drift * flexibility * flexibility, 1) * (other - position)

    >>> next_position(np.array([[60.0]]), np.array([[20.0]]), np.array([[1.0]]), 0.1)
    array([[56.]])
    """
    return position + np.minimum(drift * flexibility * flexibility, 1.0) * (other - position)
