"""Draws of the calibrated parameters for tests: their priors, written as a calibration writes its
posterior. Neighbouring rows are alike in the last parameter, as those of one kin are."""

from types import SimpleNamespace

import numpy as np

from simulator.analysis.calibration import write_draws
from simulator.ensemble.posterior_draws import stamp
from simulator.scenario.targets import read_targets

ROWS = 400


def write_prior_draws(path):
    """Write a file of draws that agree with the current rules; return its path."""
    targets = read_targets()
    shuffled = np.random.default_rng(0).permuted
    ranks = [(np.arange(ROWS) + 0.5) / ROWS for _ in targets.factors]
    ranks[:-1] = [shuffled(rank) for rank in ranks[:-1]]
    columns = {
        name: targets.prior_quantile(name, rank)
        for name, rank in zip(targets.factors, ranks, strict=True)
    }
    write_draws(SimpleNamespace(targets=targets, columns=columns, seed=0), path)
    stamp(path, "package")
    return path
