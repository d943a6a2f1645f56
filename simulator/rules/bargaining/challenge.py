"""The challenge model: actors press each other in rounds, one issue at a time, until the median
stands still."""

import numpy as np

from simulator.rules import applies, bargaining_rule
from simulator.rules.averages import weighted_mean, weighted_median

ROUNDS = 10
STILL = 0.01  # of the line: a median that moves less stands still
WIDTH = 16  # worlds are gone on with in multiples of it
LEAST = 1e-9
NEAR = 1e-5  # of the line: rounding sets no nearer actors against each other
NEVER = 1e6  # in the order of offers: behind all that were made


def next_places(place, weight, salience, line):
    """Where actors stand after a round of challenges, each having taken the offer that moves it
    least [Scholz2011].

    A lost confrontation comes before a compromise, and that before giving in; offers that move an
    actor equally far both count half. Each actor sees both sides of a challenge through its own
    attitude to risk.

    place     (A, W)  any scale
    weight    (A, W)  0 or more
    salience  (A, W)  0..1
    line      (W,)    from the lowest to the highest place at the outset
    returns   (A, W)  on the same scale

    >>> next_places(np.array([[0.0], [100.0]]), np.array([[1.0], [9.0]]), np.ones((2, 1)),
    ...     np.array([100.0])).ravel().round()
    array([100., 100.])
    """
    force, line = weight * salience, np.maximum(line, LEAST)
    apart = 0.5 * np.minimum(np.abs(place[:, None] - place) / line, 1.0)
    calm = _stakes(apart, 1.0)
    danger = np.sum(
        _gain(_odds(place, force, np.ones_like(place), line), salience, calm)
        * (force > 0.0)[:, None],
        axis=0,
    )
    risk = _risk(danger, force > 0.0)
    odds, stakes = _odds(place, force, risk, line), _stakes(apart, risk[:, None])
    own = _gain(odds, salience, stakes)
    theirs = _gain(np.swapaxes(odds, 0, 1), salience[:, None], stakes)
    return place + _step(
        place, own, theirs, (force > 0.0)[:, None] & (force > 0.0) & (apart > NEAR), line
    )


@bargaining_rule("challenges in rounds until the median stands still")
@applies(weighted_mean, weighted_median, next_places)
def challenge(position, weight, salience, reserve):
    """Where the weighted median first stands still while actors challenge each other round by round
    [BuenoDeMesquita1994, Scholz2011].

    What each would get without a deal plays no part. An actor without weight or salience takes none
    either.

    position  (A, I, W)  any scale
    weight    (A, W)     0 or more: capability
    salience  (A, I, W)  0..1: weight is brought to bear by it, and it is the chance that an actor
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
    return _settled(*rows).reshape(position.shape[1:])


def _settled(place, weight, salience):
    """The median of an issue a world, (W,), once a further round moves it no more; worlds that have
    settled are left alone."""
    force = weight * salience
    line = np.ptp(np.where(force > 0.0, place, weighted_mean(place, force)), axis=0)
    middle, place = weighted_median(place, force), place.copy()
    going = np.flatnonzero(line > 0.0)
    for _ in range(ROUNDS):
        rows = np.resize(
            going, len(going) + -len(going) % WIDTH
        )  # so that sums and vector units meet every world alike
        moved = next_places(place[:, rows], weight[:, rows], salience[:, rows], line[rows])
        after = weighted_median(moved, force[:, rows])
        on = np.abs(after - middle[rows]) >= STILL * line[rows]
        place[:, rows[on]], middle[rows[on]] = moved[:, on], after[on]
        going = going[on[: len(going)]]
    return middle


def _odds(place, force, risk, line):
    """Chance (A, A, W) that the first beats the second: what third parties add to it, of what all
    add to any challenge [Scholz2011]."""
    there = (force > 0.0)[:, None] & (force > 0.0)
    backing = np.zeros_like(place[:, None] - place)
    for k in range(len(place)):
        liked = -((np.abs(place - place[k]) / line) ** risk[k])
        backing = backing + there * force[k] * np.maximum(liked[:, None] - liked, 0.0)
    return backing / np.maximum(2.0 * np.sum(backing, axis=(0, 1)), LEAST)


def _stakes(apart, risk):
    """What an actor gains where it wins a challenge, and where it loses (A, A, W), over leaving
    things as they are [Scholz2011]."""
    as_they_are = 2.0 - 4.0 * 0.5**risk
    return (
        2.0 - 4.0 * (0.5 - apart) ** risk - as_they_are,
        2.0 - 4.0 * (0.5 + apart) ** risk - as_they_are,
    )


def _gain(odds, resists, stakes):
    """Expected gain (A, A, W) from a challenge: the other resists, and the first wins or loses, or
    it gives in [Scholz2011]."""
    win, lose = stakes
    return resists * (odds * win + (1.0 - odds) * lose) + (1.0 - resists) * win


def _risk(danger, there):
    """Exponent of risk (A, W), from 1/2 for the most to 2 for the least endangered by others'
    challenges [BuenoDeMesquita1994]."""
    high = np.max(np.where(there, danger, -np.inf), axis=0)
    low = np.min(np.where(there, danger, np.inf), axis=0)
    spread = np.clip((2.0 * danger - high - low) / np.maximum(high - low, LEAST), -1.0, 1.0) / 3.0
    return (1.0 - spread) / (1.0 + spread)


def _step(place, own, theirs, meet, line):
    """How far each actor (A, W) moves: own and theirs (A, A, W) are its view of its challenge to
    each other, and of theirs to it."""
    pressed = meet & (theirs > 0.0)
    lost, bargained = (
        pressed & (own > 0.0) & (theirs > own),
        pressed & (own < 0.0) & (theirs > -own),
    )
    part = np.where(bargained, np.abs(own) / np.maximum(theirs, LEAST), 1.0)
    steps = part * (place - place[:, None])
    order = (
        np.where(lost, 0.0, np.where(bargained, 2.0, np.where(pressed & (own < 0.0), 4.0, NEVER)))
        + np.abs(steps) / line
    )
    least = np.min(order, axis=1)
    taken = order <= least[:, None] + LEAST
    return np.where(
        least < NEVER, np.sum(taken * steps, axis=1) / np.sum(taken, axis=1, dtype=steps.dtype), 0.0
    )
