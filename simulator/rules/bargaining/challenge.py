"""The challenge model: actors challenge each other in rounds, one issue at a time, until the median
converges."""

import numpy as np

from simulator.rules import applies, bargaining_rule
from simulator.rules.averages import weighted_mean, weighted_median

ROUNDS = 10
STILL = 0.01  # of the line: a median that moves less has converged
WIDTH = 16  # worlds are processed in multiples of this number
LEAST = 1e-9
NEAR = 1e-5  # of the line: actors closer than this do not challenge each other
NEVER = 1e6  # in the order of offers: no offer was made


def next_places(place, weight, salience, line):
    """Positions after one round of challenges, in which each actor accepts the offer that moves it
    least [Scholz2011].

    A lost confrontation takes precedence over a compromise, and a compromise over giving in; the
    mean is taken of offers that move an actor equally far. Each actor judges both sides of a
    challenge by its own attitude to risk.

    place     (A, W)  any scale
    weight    (A, W)  0 or more
    salience  (A, W)  0..1
    line      (W,)    distance between the lowest and the highest place at the start
    returns   (A, W)  on the same scale

    >>> next_places(np.array([[0.0], [100.0]]), np.array([[1.0], [9.0]]), np.ones((2, 1)),
    ...     np.array([100.0])).ravel().round()
    array([100., 100.])
    """
    force, line = weight * salience, np.maximum(line, LEAST)
    distance = 0.5 * np.minimum(np.abs(place[:, None] - place) / line, 1.0)
    neutral = _stakes(distance, 1.0)
    danger = np.sum(
        _gain(_p_win(place, force, np.ones_like(place), line), salience, neutral)
        * (force > 0.0)[:, None],
        axis=0,
    )
    risk = _risk(danger, force > 0.0)
    p_win, stakes = _p_win(place, force, risk, line), _stakes(distance, risk[:, None])
    own_gain = _gain(p_win, salience, stakes)
    rival_gain = _gain(np.swapaxes(p_win, 0, 1), salience[:, None], stakes)
    opposed = (force > 0.0)[:, None] & (force > 0.0) & (distance > NEAR)
    return place + _step(place, own_gain, rival_gain, opposed, line)


@bargaining_rule("challenges in rounds until the median stands still")
@applies(weighted_mean, weighted_median, next_places)
def challenge(position, weight, salience, reserve):
    """Weighted median at which challenges between actors, round by round, first converge
    [BuenoDeMesquita1994, Scholz2011].

    Values without a deal play no part. An actor without weight or salience takes no part either.

    position  (A, I, W)  any scale
    weight    (A, W)     0 or more: capability
    salience  (A, I, W)  0..1: it scales the weight, and it is the probability that an actor
              resists a challenge
    reserve   (A, W)     value without a deal; not used
    returns   (I, W)     on the scale of the positions

    >>> position = np.array([[[0.0]], [[40.0]], [[100.0]]]); one = np.ones((3, 1, 1))
    >>> challenge(position, np.array([[1.0], [1.0], [5.0]]), one, np.zeros((3, 1)))
    array([[100.]])
    """
    rows = (
        np.broadcast_to(x, position.shape).reshape(len(position), -1)
        for x in (position, weight[:, None], salience)
    )
    return _converged_median(*rows).reshape(position.shape[1:])


def _converged_median(place, weight, salience):
    """Median of one issue per world, (W,), when a further round no longer moves it; converged
    worlds are not stepped further."""
    force = weight * salience
    line = np.ptp(np.where(force > 0.0, place, weighted_mean(place, force)), axis=0)
    middle, place = weighted_median(place, force), place.copy()
    active = np.flatnonzero(line > 0.0)
    for _ in range(ROUNDS):
        rows = np.resize(
            active, len(active) + -len(active) % WIDTH
        )  # so that sums and vector units treat every world alike
        moved = next_places(place[:, rows], weight[:, rows], salience[:, rows], line[rows])
        after = weighted_median(moved, force[:, rows])
        moving = np.abs(after - middle[rows]) >= STILL * line[rows]
        place[:, rows[moving]], middle[rows[moving]] = moved[:, moving], after[moving]
        active = active[moving[: len(active)]]
    return middle


def _p_win(place, force, risk, line):
    """Probability (A, A, W) that the first actor beats the second: its support by third parties
    over the support in all challenges [Scholz2011]."""
    present = (force > 0.0)[:, None] & (force > 0.0)
    support = np.zeros_like(place[:, None] - place)
    for k in range(len(place)):
        utility = -((np.abs(place - place[k]) / line) ** risk[k])
        support = support + present * force[k] * np.maximum(utility[:, None] - utility, 0.0)
    return support / np.maximum(2.0 * np.sum(support, axis=(0, 1)), LEAST)


def _stakes(distance, risk):
    """Gains of an actor from a challenge that it wins and from one that it loses (A, A, W),
    relative to the status quo [Scholz2011]."""
    status_quo = 2.0 - 4.0 * 0.5**risk
    return (
        2.0 - 4.0 * (0.5 - distance) ** risk - status_quo,
        2.0 - 4.0 * (0.5 + distance) ** risk - status_quo,
    )


def _gain(p_win, p_resists, stakes):
    """Expected gain (A, A, W) from a challenge: the rival resists, and the challenger wins or
    loses, or the rival gives in [Scholz2011]."""
    win, lose = stakes
    return p_resists * (p_win * win + (1.0 - p_win) * lose) + (1.0 - p_resists) * win


def _risk(danger, present):
    """Exponent of risk (A, W), from 1/2 for the actor most endangered by others' challenges to 2
    for the least endangered [BuenoDeMesquita1994]."""
    high = np.max(np.where(present, danger, -np.inf), axis=0)
    low = np.min(np.where(present, danger, np.inf), axis=0)
    spread = np.clip((2.0 * danger - high - low) / np.maximum(high - low, LEAST), -1.0, 1.0) / 3.0
    return (1.0 - spread) / (1.0 + spread)


def _step(place, own_gain, rival_gain, opposed, line):
    """Distance by which each actor (A, W) moves. own_gain and rival_gain (A, A, W) are its view of
    its challenge to each rival and of the rival's challenge to it."""
    challenged = opposed & (rival_gain > 0.0)
    defeated, compromise = (
        challenged & (own_gain > 0.0) & (rival_gain > own_gain),
        challenged & (own_gain < 0.0) & (rival_gain > -own_gain),
    )
    gives_in = challenged & (own_gain < 0.0)
    share = np.where(compromise, np.abs(own_gain) / np.maximum(rival_gain, LEAST), 1.0)
    steps = share * (place - place[:, None])
    order = (
        np.where(defeated, 0.0, np.where(compromise, 2.0, np.where(gives_in, 4.0, NEVER)))
        + np.abs(steps) / line
    )
    least = np.min(order, axis=1)
    accepted = order <= least[:, None] + LEAST
    total = np.sum(accepted * steps, axis=1)
    count = np.sum(accepted, axis=1, dtype=steps.dtype)
    return np.where(least < NEVER, total / count, 0.0)
