"""The challenge model: actors press each other in rounds, one issue at a time, until the median stands still."""

import numpy as np

from simulator.rules.averages import weighted_mean, weighted_median

ROUNDS = 10
STILL = 0.01  # of the line: a median that moves less stands still
LEAST = 1e-9
NEVER = 1e6  # in the order of offers: behind all that were made


def challenge(position, weight, salience, reserve):
    """Where the weighted median first stands still while actors challenge each other round by round [BuenoDeMesquita1994, Scholz2011].

    What each would get without a deal plays no part. An actor without weight or salience takes none either.

    position  (A, I, W)  any scale
    weight    (A, W)     0 or more: capability
    salience  (A, I, W)  0..1: weight is brought to bear by it, and it is the chance that an actor resists a challenge
    reserve   (A, W)     value without a deal; not used
    returns   (I, W)     on the scale of the positions

    >>> position = np.array([[[0.0]], [[40.0]], [[100.0]]]); one = np.ones((3, 1, 1))
    >>> challenge(position, np.array([[1.0], [1.0], [5.0]]), one, np.zeros((3, 1)))
    array([[100.]])
    """
    salience = np.broadcast_to(salience, position.shape)
    return np.stack([_settled(position[:, i], weight, salience[:, i]) for i in range(position.shape[1])])


def _settled(place, weight, salience):
    """The median of one issue, (W,), once a further round moves it no more; worlds that have settled are left alone."""
    force = weight * salience
    line = np.ptp(np.where(force > 0.0, place, weighted_mean(place, force)), axis=0)
    middle, going = weighted_median(place, force), line > 0.0
    for _ in range(ROUNDS):
        moved = next_places(place, weight, salience, line)
        after = weighted_median(moved, force)
        going = going & (np.abs(after - middle) >= STILL * line)
        place, middle = np.where(going, moved, place), np.where(going, after, middle)
    return middle


def next_places(place, weight, salience, line):
    """Where actors stand after a round of challenges, each having taken the offer that moves it least [Scholz2011].

    A lost confrontation comes before a compromise, and that before giving in; offers that move an actor equally far both
    count half. Each actor sees both sides of a challenge through its own attitude to risk.

    place     (A, W)  any scale
    weight    (A, W)  0 or more
    salience  (A, W)  0..1
    line      (W,)    from the lowest to the highest place at the outset
    returns   (A, W)  on the same scale

    >>> next_places(np.array([[0.0], [100.0]]), np.array([[1.0], [9.0]]), np.ones((2, 1)), np.array([100.0])).ravel().round()
    array([100., 100.])
    """
    force, line = weight * salience, np.maximum(line, LEAST)
    apart = 0.5 * np.minimum(np.abs(place[:, None] - place) / line, 1.0)
    calm = np.ones_like(place)
    danger = np.sum(_gain(_odds(place, force, calm, line), salience, apart, calm[:, None]) * (force > 0.0)[:, None], axis=0)
    risk = _risk(danger, force > 0.0)
    odds = _odds(place, force, risk, line)
    own = _gain(odds, salience, apart, risk[:, None])
    theirs = _gain(np.swapaxes(odds, 0, 1), salience[:, None], apart, risk[:, None])
    return place + _step(place, own, theirs, (force > 0.0)[:, None] & (force > 0.0) & (apart > 0.0), line)


def _odds(place, force, risk, line):
    """Chance (A, A, W) that the first beats the second: what third parties add to it, of what all add to any challenge [Scholz2011]."""
    there = (force > 0.0)[:, None] & (force > 0.0)
    backing = np.zeros_like(place[:, None] - place)
    for k in range(len(place)):
        liked = -((np.abs(place - place[k]) / line) ** risk[k])
        backing = backing + there * force[k] * np.maximum(liked[:, None] - liked, 0.0)
    return backing / np.maximum(2.0 * np.sum(backing, axis=(0, 1)), LEAST)


def _gain(odds, resists, apart, risk):
    """Expected gain (A, A, W) from a challenge over leaving things as they are, which is where they stay if nobody acts [Scholz2011]."""
    win, lose = 2.0 - 4.0 * (0.5 - apart) ** risk, 2.0 - 4.0 * (0.5 + apart) ** risk
    return resists * (odds * win + (1.0 - odds) * lose) + (1.0 - resists) * win - (2.0 - 4.0 * 0.5**risk)


def _risk(danger, there):
    """Exponent of risk (A, W), from 1/2 for the most to 2 for the least endangered by others' challenges [BuenoDeMesquita1994]."""
    high = np.max(np.where(there, danger, -np.inf), axis=0)
    low = np.min(np.where(there, danger, np.inf), axis=0)
    spread = np.clip((2.0 * danger - high - low) / np.maximum(high - low, LEAST), -1.0, 1.0) / 3.0
    return (1.0 - spread) / (1.0 + spread)


def _step(place, own, theirs, meet, line):
    """How far each actor (A, W) moves: own and theirs (A, A, W) are its view of its challenge to each other, and of theirs to it."""
    pressed = meet & (theirs > 0.0)
    lost, bargained = pressed & (own > 0.0) & (theirs > own), pressed & (own < 0.0) & (theirs > -own)
    part = np.where(bargained, np.abs(own) / np.maximum(theirs, LEAST), 1.0)
    steps = part * (place - place[:, None])
    order = np.where(lost, 0.0, np.where(bargained, 2.0, np.where(pressed & (own < 0.0), 4.0, NEVER))) + np.abs(steps) / line
    least = np.min(order, axis=1)
    taken = order <= least[:, None] + LEAST
    return np.where(least < NEVER, np.sum(taken * steps, axis=1) / np.sum(taken, axis=1, dtype=steps.dtype), 0.0)
