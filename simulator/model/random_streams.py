"""All chance there is: named, addressed, made here and nowhere else.

A draw is found by seed, process, actor, world and week, so it does not depend on how many worlds
run together, in which blocks, or on who else takes part (Philox, a counter-based generator
[Salmon2011]).
"""

from functools import lru_cache
from hashlib import blake2b

import numpy as np

from simulator.model.arrays import HOST

PROCESSES = {  # {process: its distribution, what it decides}
    "draw": ("uniform", "where a number that is not known lies in its range, once a draw"),
    "rows": ("uniform", "in which order draws take the rows of a file of accepted draws"),
    "battle": ("normal", "how a front's run of fortune goes on"),
    "turn": ("uniform", "whether a party's mood turns"),
    "mood": ("normal", "the mood it then takes up"),
    "attends": ("normal", "how a faction's wish to come to the talks wavers"),
    "leans": ("normal", "how a faction's wish to lean on radicals wavers"),
    "words": ("uniform", "whether the government softens its words"),
    "deeds": ("uniform", "whether the government goes its own way on an issue under a truce"),
    "measure": ("normal", "how a signer's vote on one measure falls, its mood apart"),
    "tabled": ("uniform", "whether a party tables the text instead of the mediator, and which"),
    "round": ("normal", "how a party's vote on the package falls, its mood apart"),
    "breakdown": ("uniform", "whether the deal breaks"),
    "again": ("uniform", "which draws stand in for which when an interval is made"),
    "judged": ("normal", "how far positions, capabilities and saliences of an issue table are off"),
    "outright": (
        "uniform", "whether an issue of a table goes to one actor's position outright, and to whose"
    ),
    "beside": ("normal", "how far an issue of a table settles from where the rule says"),
    "kept": ("uniform", "in calibration, which draws are kept by weight"),
    "moved": ("normal", "where a draw is tried next, and how far draws kept twice lie apart"),
    "taken": ("uniform", "whether the step tried is taken"),
}  # fmt: skip
DRAWN: dict[str, list] = {process: [] for process in PROCESSES}  # {process: agents that draw it}
SPAN = 8  # weeks made at once: one counter a world gives eight numbers of 32 bits


def draws(*processes):
    """Declare which processes an agent draws; it stays as it is."""

    def declared(agent):
        """The agent, told as one that draws them."""
        for process in processes:
            DRAWN[process].append(agent)
        return agent

    return declared


class RandomStreams:
    """Uniform and normal draws for given worlds.

    worlds  (W,) ints, their numbers (luck, or draw); at least two, so that sums run in one order
    """

    def __init__(self, seed, worlds, dtype=np.float64, xp=HOST):
        self.seed, self.dtype, self.xp = int(seed), dtype, xp
        self.worlds = np.asarray(worlds, dtype=np.int64)
        cuts = np.flatnonzero(np.diff(self.worlds) != 1) + 1
        self.runs = [(int(run[0]), len(run)) for run in np.split(self.worlds, cuts)]
        self.cache = {}

    def uniform(self, process, actors, week):
        """Uniform draws, (len(actors), W), above 0 and below 1."""
        return self._span(process, tuple(actors), week // SPAN)[0][week % SPAN]

    def normal(self, process, actors, week):
        """Standard normal draws, (len(actors), W); a process is either uniform or normal."""
        return self._span(process, tuple(actors), week // SPAN, normal=True)[0][week % SPAN]

    def _span(self, process, actors, span, normal=False):
        key = (process, actors)
        if self.cache.get(key, (None, None))[1] != span:
            bits = np.stack([self._bits(process, actor, span) for actor in actors], axis=1)
            bits = self.xp.asarray(bits >> 9).astype(self.dtype)  # (SPAN, actors, W)
            made = (bits + self.dtype(0.5)) * self.dtype(2.0**-23)  # exact in float32, never 1
            self.cache[key] = (_box_muller(made) if normal else made, span)
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
    """Normals from uniforms of shape (SPAN, ...), each pair of weeks from one pair of uniforms."""
    radius = np.sqrt(-2.0 * np.log(uniform[0::2]))
    angle = uniform.dtype.type(2.0 * np.pi) * uniform[1::2]
    made = np.empty_like(uniform)
    made[0::2], made[1::2] = radius * np.cos(angle), radius * np.sin(angle)
    return made


def rows_of(draw, seed, size):
    """Rows of a file of accepted draws that these draws take: a random order for each seed, all
    taken before any comes again.

    Samples of plain random order keep what intervals clustered by draw assume: a draw tells nothing
    of the next one.

    draw     (n,) ints from 0
    returns  (n,) ints, 0..size - 1

    >>> rows_of(np.arange(5), 0, 5).tolist(), sorted(rows_of(np.arange(5), 1, 5).tolist())
    ([0, 4, 1, 3, 2], [0, 1, 2, 3, 4])
    """
    return _order(seed, size)[draw % size]


@lru_cache(maxsize=8)
def _order(seed, size):
    """Whole numbers below size in the random order of a seed."""
    return np.argsort(
        RandomStreams(seed, np.arange(size)).uniform("rows", ["accepted"], 0)[0], kind="stable"
    )
