"""A new metric is one decorated function: all that lists, records and tells metrics finds it."""

import numpy as np
import pytest

from simulator.analysis.compare import reported_metrics
from simulator.analysis.history import incidence
from simulator.ensemble.blocks import Task, run_block
from simulator.ensemble.design import design_of_worlds
from simulator.model import metrics
from simulator.model.metrics.families import for_conflict
from simulator.scenario import read

WEEKS, WORLDS = 6, 16


@pytest.fixture
def harvest():

    @metrics.metric(
        "bushels", "first", "harvest", order=15, roles=("harm", "rule"), event="a harvest is in"
    )
    def harvest(m):
        """True from the third week on."""
        return m.xp.full(m.worlds, m.week - m.start >= 3, bool)

    yield
    del metrics.METRICS["harvest"]


def test_a_metric_is_found_by_all(harvest):
    resolved = read("spring_2016", [f"weeks={WEEKS}"])
    names = list(reported_metrics(resolved))
    assert names.index("harvest") == 1 + names.index("civilians_killed_total")
    assert metrics.with_role("harm") == ("civilians_killed_total", "harvest", "besieged")
    assert metrics.dated()["harvest"] == "a harvest is in"
    task = Task(resolved, design_of_worlds(resolved, WORLDS, 1), 1)
    found = run_block(task).worlds
    assert (found["harvest"] == 3).all()
    assert incidence(resolved, found)["harvest"].ever.tolist() == [0.0] * 3 + [1.0] * 4


def test_a_role_that_is_none_is_refused():
    with pytest.raises(ValueError, match="unknown role of a metric: harvest"):
        metrics.metric("bushels", roles=("harvest",))


def test_every_metric_of_a_theme_is_registered_once():
    made = [one for theme in metrics.THEMES for one in vars(theme).values() if callable(one)]
    own = {one.of for one in metrics.METRICS.values()}
    assert own <= set(made) and len(own) == len(metrics.METRICS)


def test_roles_and_reports_are_those_that_are_known():
    from simulator.model.index import Index
    from simulator.model.reading import REDUCTIONS

    found = for_conflict(Index(read("spring_2016"))).values()
    known = {*REDUCTIONS, *metrics.EXTRAPOLATED, "among", None}
    assert {one.report for one in found} <= known
    assert {role for one in found for role in one.roles} == set(metrics.ROLES)
    assert all(np.all(np.diff(one.span) > 0) for one in found if one.span)
