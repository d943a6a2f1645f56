"""What must add up in every world and week: land and residents of each region over its holders."""

from collections import Counter

import numpy as np
import pytest
from conflicts import FEATURES, WEEKS, conflicts, resolved
from hypothesis import HealthCheck, given, settings

from simulator.ensemble.design import design_of_worlds
from simulator.model.conflict import Conflict
from simulator.model.fronts import Holder
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


QUANTILES = np.array([0.1, 0.4, 0.6, 0.9])  # of each uncertain parameter, a world each


def week_by_week(scenario):
    """(conflict, men and fighters killed before the week, worlds that still change) of each
    week."""
    columns = {
        path: parameter.quantile(QUANTILES).clip(parameter.meta["low"], parameter.meta["high"])
        for path, parameter in scenario.factors.items()
    }
    streams = np.arange(len(QUANTILES))
    model = Conflict(scenario, columns, streams, scenario.form.seed, dtype=np.float64)
    for _ in range(WEEKS):
        s = model.state
        before = s.reserve + s.garrison, s.dead + s.demobilised, s.alive.copy()
        model.step()
        yield model, *before
    model.close()


def assert_conserved(scenario):
    """Area and residents add up in each region, week and world; men are recruited, die or are
    given up under a deal that breaks."""
    for model, men, lost, alive in week_by_week(scenario):
        s = model.state
        for shares in (s.share, s.residents):
            np.testing.assert_allclose(shares.sum(axis=0), 1.0, atol=1e-9)
            assert (shares > -1e-9).all()
        recruits = [agent.recruits for agent in model.agents_by_type[Holder]]
        recruits = np.stack(np.broadcast_arrays(*recruits, np.zeros(model.worlds))[:-1])
        expected = men + np.where(alive, recruits - (s.dead + s.demobilised - lost), 0.0)
        np.testing.assert_allclose(s.reserve + s.garrison, expected, atol=1e-9)
        assert np.isfinite(s.war_value).all() and np.isfinite(s.net_gain).all()


@pytest.mark.slow
def test_generated_conflicts_conserve_people_men_and_land():
    """200 conflicts, each feature in a fifth of them or more."""
    seen = Counter()

    @settings(
        max_examples=200, derandomize=True, database=None, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(conflicts())
    def conserve(conflict):
        values, features = conflict
        seen.update([*features, "all"])
        assert_conserved(resolved(values))

    conserve()
    assert seen["all"] >= 200
    assert [name for name in FEATURES if seen[name] < 0.2 * seen["all"]] == []


@settings(max_examples=12, derandomize=True, database=None, deadline=None,
          suppress_health_check=list(HealthCheck))  # fmt: skip
@given(conflicts())
def test_a_generated_conflict_conserves_people_men_and_land(conflict):
    assert_conserved(resolved(conflict[0]))
