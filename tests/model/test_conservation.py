"""What must add up in every world and week: land and residents of each region over its holders."""

import numpy as np
import pytest

from simulator.ensemble.design import design_of_worlds
from simulator.model.conflict import Conflict
from simulator.scenario import read

WORLDS = 96
COLLAPSING = [("full_withdrawal", ("iran.offset=0",)), ("no_intervention_2015", ())]


def weeks_of(name, sets):
    """A conflict after each of its weeks."""
    resolved = read(name, sets)
    table = design_of_worlds(resolved, WORLDS, resolved.form.seed)
    model = Conflict(resolved, table.columns, table.stream, resolved.form.seed)
    yield model
    yield from model.run(resolved.form.weeks)
    model.close()


@pytest.mark.parametrize(
    ("name", "sets"), COLLAPSING, ids=lambda part: part if isinstance(part, str) else ""
)
def test_residents_follow_land(name, sets):
    """Where the government collapses, residents still add up, and whoever holds a tenth of a region
    has people there."""
    collapsed = False
    for model in weeks_of(name, sets):
        s, others = model.state, model.index.others
        np.testing.assert_allclose(s.share.sum(axis=0), 1.0, atol=1e-3)
        np.testing.assert_allclose(s.residents.sum(axis=0), 1.0, atol=1e-5)
        assert (s.residents > -1e-6).all()
        left = 1.0 - s.residents[model.index.state_holder]
        gained = s.share[others] - s.first_share
        came = (gained > 0.1) & (left > 0.1)
        assert (s.residents[others][came] > 0.0).all()
        collapsed |= bool((s.residents[model.index.state_holder] < 0.1).any())
    assert collapsed  # or nothing was tried
