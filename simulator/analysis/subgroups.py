"""Outcomes by subgroups of an uncertain parameter: the same worlds, grouped by its value in their
draw."""

from dataclasses import dataclass

import numpy as np

from simulator.analysis.estimate import Estimate
from simulator.analysis.statistics import Draws, share

PARTS = 3


@dataclass(frozen=True)
class Subgroup:
    """Worlds whose number lies between two values: {CLASS: Estimate} of outcomes, and how many
    sign a package."""

    low: float
    high: float
    worlds: int
    outcomes: dict
    package_signed: Estimate


def split(resolved, found, values, parts=PARTS):
    """Outcomes of worlds parted by an uncertain number: [Subgroup], from its lowest values up.

    Parts hold as many draws each as can be.

    found   {name: (n,)} columns of worlds
    values  (n,) the number in each world
    """
    edges = np.quantile(values, np.arange(1, parts) / parts)
    part = np.searchsorted(edges, values, side="left")
    return [_told(resolved, found, values, part == k) for k in range(parts) if (part == k).any()]


def _told(resolved, found, values, among):
    draws = Draws(found["draw"][among])
    outcomes = {
        one.id: share(found["outcome"][among] == c, draws)
        for c, one in enumerate(resolved.form.outcomes)
    }
    signed = share(found["package_signed"][among] > 0, draws)
    here = values[among]
    return Subgroup(float(here.min()), float(here.max()), int(among.sum()), outcomes, signed)
