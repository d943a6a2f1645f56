"""Random streams: the only source of random numbers in the package.

A random number is determined by seed, process, actor, world and week. It does not depend on the
number of worlds that run together, on their blocks, or on other actors (Philox, a counter-based
generator [Salmon2011]).
"""

from functools import lru_cache
from hashlib import blake2b

import numpy as np

from simulator.model.arrays import HOST

PROCESSES = {  # {process: its distribution, what it decides}
    "draw": ("uniform", "the value of an uncertain parameter, once per parameter draw"),
    "rows": ("uniform", "the order in which draws take the rows of a file of posterior draws"),
    "battle": ("normal", "the new part of a front's battle shock"),
    "turn": ("uniform", "whether a party's mood is redrawn"),
    "mood": ("normal", "the new mood of the party"),
    "attends": ("normal", "the shock to a faction's decision to attend the talks"),
    "leans": ("normal", "the shock to a faction's decision to stand with the radicals"),
    "words": ("uniform", "whether a party softens its public statements"),
    "deeds": ("uniform", "whether a party makes a unilateral move on an issue"),
    "measure": ("normal", "the shock to a signer's vote on one measure, in addition to its mood"),
    "tabled": ("uniform", "whether a party tables the text instead of the mediator, and which"),
    "round": ("normal", "the shock to a party's vote on the package, in addition to its mood"),
    "breakdown": ("uniform", "whether the deal breaks"),
    "again": ("uniform", "the resampled draws of a bootstrap interval"),
    "judged": ("normal", "the errors of positions, capabilities and saliences in an issue table"),
    "outright": (
        "uniform", "whether an issue of a table settles at one actor's position, and at whose"
    ),
    "beside": ("normal", "the error of the rule's forecast for an issue of a table"),
    "kept": ("uniform", "in calibration, which draws are resampled by weight"),
    "moved": ("normal", "in calibration, proposed moves of draws, and jitter of repeated draws"),
    "taken": ("uniform", "in calibration, whether a proposed move is accepted"),
}  # fmt: skip
DRAWN: dict[str, list] = {process: [] for process in PROCESSES}  # {process: agents that use it}
SPAN = 8  # weeks per counter: each gives a world eight numbers of 32 bits


def draws(*processes):
    """Declare which random processes an agent uses; return it unchanged."""

    def declare(agent):
        """Record the processes that the agent uses."""
        for process in processes:
            DRAWN[process].append(agent)
        return agent

    return declare


class RandomStreams:
    """Uniform and normal random numbers for given worlds.

    worlds  (W,) ints, numbers of their streams (or draws); at least two, so that sums have a fixed
            order
    """

    def __init__(self, seed, worlds, dtype=np.float64, xp=HOST):
        self.seed, self.dtype, self.xp = int(seed), dtype, xp
        self.worlds = np.asarray(worlds, dtype=np.int64)
        cuts = np.flatnonzero(np.diff(self.worlds) != 1) + 1
        self.runs = [(int(run[0]), len(run)) for run in np.split(self.worlds, cuts)]
        self.cache = {}

    def uniform(self, process, actors, week):
        """Uniform random numbers, (len(actors), W), above 0 and below 1."""
        return self._span(process, tuple(actors), week // SPAN)[0][week % SPAN]

    def normal(self, process, actors, week):
        """Standard normal numbers, (len(actors), W); a process is either uniform or normal."""
        return self._span(process, tuple(actors), week // SPAN, normal=True)[0][week % SPAN]

    def _span(self, process, actors, span, normal=False):
        key = (process, actors)
        if self.cache.get(key, (None, None))[1] != span:
            bits = np.stack([self._bits(process, actor, span) for actor in actors], axis=1)
            bits = self.xp.asarray(bits >> 9).astype(self.dtype)  # (SPAN, actors, W)
            uniform = (bits + self.dtype(0.5)) * self.dtype(2.0**-23)  # exact in float32, never 1
            self.cache[key] = (_box_muller(uniform) if normal else uniform, span)
        return self.cache[key]

    def _bits(self, process, actor, span):
        name = f"{self.seed}|{process}|{actor}".encode()
        key = int.from_bytes(blake2b(name, digest_size=16).digest(), "little")
        parts = []
        for first, count in self.runs:
            stream = np.random.Philox(key=key, counter=[first, span, 0, 0])
            parts.append(
                stream.random_raw(4 * count).astype("<u8").view("<u4").reshape(count, SPAN)
            )
        return np.concatenate(parts).T


def _box_muller(uniform):
    """Normal from uniform numbers of shape (SPAN, ...); each pair of weeks uses one pair."""
    radius = np.sqrt(-2.0 * np.log(uniform[0::2]))
    angle = uniform.dtype.type(2.0 * np.pi) * uniform[1::2]
    normal = np.empty_like(uniform)
    normal[0::2], normal[1::2] = radius * np.cos(angle), radius * np.sin(angle)
    return normal


def rows_of(draw, seed, size):
    """Row of a file of posterior draws for each draw: a random order per seed; every row is used
    once before any is repeated.

    In random order consecutive draws are independent, as intervals clustered by draw assume.

    draw     (n,) ints from 0
    returns  (n,) ints, 0..size - 1

    >>> rows_of(np.arange(5), 0, 5).tolist(), sorted(rows_of(np.arange(5), 1, 5).tolist())
    ([0, 4, 1, 3, 2], [0, 1, 2, 3, 4])
    """
    return _order(seed, size)[draw % size]


@lru_cache(maxsize=8)
def _order(seed, size):
    """Integers below size in the random order of a seed."""
    return np.argsort(
        RandomStreams(seed, np.arange(size)).uniform("rows", ["accepted"], 0)[0], kind="stable"
    )
