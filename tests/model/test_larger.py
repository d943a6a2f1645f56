"""A conflict of 40 regions, 6 holders, 10 parties and 30 factions runs, and keeps its sums."""

import numpy as np
import pytest
from larger import larger

from simulator.ensemble.design import design_of_worlds
from simulator.model.conflict import Conflict
from simulator.model.expression_checks import check_expressions
from simulator.scenario import read

WORLDS, WEEKS = 16, 20
SIZES = {"regions": 40, "holders": 6, "parties": 10, "factions": 30}


def after(resolved, weeks=WEEKS):
    """The model of a few worlds after some weeks."""
    design = design_of_worlds(resolved, WORLDS, 5)
    model = Conflict(resolved, design.columns, design.stream, 5)
    for _ in model.run(weeks):
        pass
    return model


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    resolved = larger(tmp_path_factory.mktemp("larger"), **SIZES)
    check_expressions(resolved)
    model = after(resolved)
    yield model
    model.close()


def test_it_has_the_sizes_named(model):
    assert {key: len(getattr(model.form, key)) for key in SIZES} == SIZES
    fronts = {(model.index.regions[g], h, k) for g, h, k in model.index.rows}
    assert len({region for region, _, _ in fronts}) > 30


def test_shares_of_land_and_residents_add_up_in_every_region(model):
    for shares in (model.state.share, model.state.residents):
        np.testing.assert_allclose(shares.sum(axis=0), 1.0, atol=1e-4)
        assert (shares > -1e-6).all()


def test_everything_is_finite_and_copies_take_part(model):
    for name, metric in model.recorded.items():
        values = np.asarray(metric.of(model), dtype=float)
        assert np.isfinite(values).all() or name.startswith("deal."), name
    taken = np.abs(model.state.share - model.state.share[..., :1]).max(axis=(0, 2))
    copies = [g for g, name in enumerate(model.index.regions) if name[-1].isdigit()]
    assert len(copies) == 26 and (taken[copies] > 0.0).sum() > 15
    killed = model.state.dead[:, :].mean(axis=1)
    assert (killed > 0.0).all()


def test_without_copies_it_is_the_shipped_conflict(tmp_path):
    shipped = after(read("spring_2016", ["draws=null"]), 8)
    alike = after(larger(tmp_path), 8)
    for name in ("share", "residents", "reserve", "draft", "net_gain"):
        left, right = getattr(shipped.state, name), getattr(alike.state, name)
        assert left.tobytes() == right.tobytes(), name
    shipped.close(), alike.close()
