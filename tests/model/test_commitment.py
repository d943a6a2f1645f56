"""The belief that a deal is kept: it is the rule of breakdown, carried a year forward."""

from statistics import NormalDist

import numpy as np
import pytest

from simulator.ensemble.design import design_of_worlds
from simulator.model.commitment import YEAR
from simulator.model.conflict import Conflict
from simulator.rules import commitment
from simulator.scenario import read

MISSED = {  # where a signer lies outside the bounds, with what was measured
    "spring_2016": "government: slope 0.66, offset +0.07; opposition: 0.93, -0.11",
    "libya_turkey_stays_out": "LNA: slope -0.18, offset +0.03, as its beliefs hardly differ",
    "yemen_2018": "government: slope 0.89, offset -0.10; Houthis: 0.74, +0.18",
}
CASES = ["joint_pressure"] + [
    pytest.param(name, marks=pytest.mark.xfail(strict=True, reason=why))
    for name, why in MISSED.items()
]


def forced(name, worlds, week=6):
    """(model, belief (A, W)) of a conflict whose latest text is signed by force in all worlds; the
    signers have moods in which they would keep it."""
    resolved = read(name, ["draws=null"])
    table = design_of_worlds(resolved, worlds, 2016, 4)
    model = Conflict(resolved, table.columns, table.stream, 2016)
    for _ in range(week):
        model.step()
    s, beliefs = model.state, model.table.commitment
    s.deal[:] = False  # a deal signed before counts no more
    s.men_leaving[:] = 0.0
    belief = beliefs.probability_kept(beliefs.after_signature(s.draft))
    s.deal[:], s.deal_age[:], s.deal_terms[:] = True, 0.0, s.draft
    s.deal_guarantors[:], s.deal_spoilers[:] = beliefs.commitment(), 0.0
    keeping, random = beliefs.keeping(), np.random.default_rng(2016)
    normal = NormalDist()
    signed = keeping * random.uniform(0.0, 1.0, keeping.shape)
    s.mood[model.index.signers] = np.vectorize(normal.inv_cdf)(np.clip(signed, 1e-6, 1 - 1e-6))
    return model, belief


def survival(model):
    """True where no other signer, nor spoilers, have broken the deal within a year, (S, W)."""
    kept = np.ones((len(model.index.signers), model.worlds), dtype=bool)
    for _ in range(YEAR):
        model.step()
        by = model.deal.broken_by
        for row in range(len(kept)):
            own = by[row] & (by.sum(axis=0) == 1)
            kept[row] &= ~(model.now.broke & ~own)
    return kept


def calibration(belief, kept):
    """Slope and offset at the mean of survival on belief over ten bins of equal size."""
    order = np.array_split(np.argsort(belief), 10)
    x = np.array([belief[rows].mean() for rows in order])
    y = np.array([kept[rows].mean() for rows in order])
    slope = np.cov(x, y)[0, 1] / np.var(x, ddof=1)
    return slope, y.mean() - x.mean()


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_deals_last_as_long_as_each_signer_believes(name):
    model, belief = forced(name, 2000)
    kept = survival(model)
    for row, a in enumerate(model.index.signers):
        slope, offset = calibration(belief[a], kept[row])
        assert 0.7 <= slope <= 1.4, (model.index.parties[a], slope, offset)
        assert abs(offset) < 0.1, (model.index.parties[a], slope, offset)
    model.close()


@pytest.mark.filterwarnings("error")
def test_a_text_that_nobody_would_keep_has_a_belief():
    """A signer so far from a text that its probability of keeping it rounds to 0 is believed to
    break it."""
    keeping = np.zeros((3, 1, 1), dtype=np.float32)
    lasts = commitment.consent_lasts(keeping, YEAR, np.full(1, 26.0, dtype=np.float32))
    assert lasts.dtype == np.float32
    assert lasts.item() == 0.0
