"""Outcomes by subgroups of worlds, grouped by the value of an uncertain parameter."""

from dataclasses import dataclass

import numpy as np

from simulator.analysis.estimate import Estimate
from simulator.analysis.statistics import Draws, share

GROUPS = 3


@dataclass(frozen=True)
class Subgroup:
    """Worlds whose parameter lies between `low` and `high`: {id: Estimate} of outcomes, and the
    share that signs a package."""

    low: float
    high: float
    worlds: int
    outcomes: dict
    package_signed: Estimate


def split(resolved, worlds, values, groups=GROUPS):
    """Split worlds into groups of equal size by a parameter: [Subgroup], lowest values first.

    worlds  {name: (n,)} columns of worlds
    values  (n,) the parameter in each world
    """
    edges = np.quantile(values, np.arange(1, groups) / groups)
    group = np.searchsorted(edges, values, side="left")
    masks = (group == k for k in range(groups))
    return [_subgroup(resolved, worlds, values, mask) for mask in masks if mask.any()]


def _subgroup(resolved, worlds, values, mask):
    draws = Draws(worlds["draw"][mask])
    outcomes = {
        outcome.id: share(worlds["outcome"][mask] == c, draws)
        for c, outcome in enumerate(resolved.form.outcomes)
    }
    signed = share(worlds["package_signed"][mask] > 0, draws)
    low, high = float(values[mask].min()), float(values[mask].max())
    return Subgroup(low, high, int(mask.sum()), outcomes, signed)
