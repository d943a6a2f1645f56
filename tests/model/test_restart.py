"""State is all that the next week reads: a run begun from a written state is the rest of the old
one, byte for byte."""

import numpy as np
import pytest
from conflicts import conflicts, resolved
from hypothesis import HealthCheck, given, settings

from simulator.ensemble.design import design_of_worlds
from simulator.model.conflict import Conflict
from simulator.model.factions import Faction
from simulator.model.state import state_arrays
from simulator.scenario import read

WORLDS = 16
QUANTILES = np.array([0.1, 0.4, 0.6, 0.9])  # of each uncertain parameter, a world each
CASES = [
    ("spring_2016", ("leader.departs=10w", "weeks=40")),
    (
        "spring_2016",
        ("us.arms=[{at: 2016-05-02, to: 300, over: 6w, when: not truce_in_force}]", "weeks=40"),
    ),
    ("full_withdrawal", ("iran.offset=0", "weeks=60")),
    ("libya_2019", ("weeks=60",)),
    ("yemen_2018", ("weeks=60",)),
    ("tests/cases/dated_men.yaml", ("weeks=40",)),
    ("tests/cases/three_camps.yaml", ("weeks=40",)),
]


def begun(scenario, columns, streams):
    """A conflict at its start."""
    return Conflict(scenario, columns, streams, scenario.form.seed)


def values_of(model):
    """State and metrics of a week, {name: array}."""
    metrics = {
        f"metric.{name}": np.array(metric.of(model)) for name, metric in model.metrics.items()
    }
    return state_arrays(model.state) | metrics


def assert_same(model, other, week):
    """Equal state and metrics, byte for byte."""
    here, there = values_of(model), values_of(other)
    assert here.keys() == there.keys()
    differ = [name for name in here if here[name].tobytes() != there[name].tobytes()]
    assert differ == [], f"week {week}"


def assert_nothing_else_lasts(scenario, columns, streams, every=1):
    """A conflict that forgets everything but its state every so many weeks goes on as one that does
    not."""
    model, forgetful = (begun(scenario, columns, streams) for _ in range(2))
    for week in range(scenario.form.weeks):
        if week % every == 0:
            arrays = state_arrays(forgetful.state)
            forgetful.close()
            forgetful = begun(scenario, columns, streams)
            forgetful.begin_at(week, arrays)
        model.step()
        forgetful.step()
        assert_same(model, forgetful, week)
    model.close()
    forgetful.close()


@pytest.mark.parametrize(("name", "sets"), CASES)
def test_agents_keep_nothing_from_week_to_week(name, sets):
    scenario = read(name, sets)
    design = design_of_worlds(scenario, WORLDS, 2016)
    assert_nothing_else_lasts(scenario, design.columns, design.stream, every=3)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(conflicts())
def test_agents_of_generated_conflicts_keep_nothing(drawn):
    scenario = resolved(drawn[0])
    assert_nothing_else_lasts(scenario, drawn_columns(scenario), np.arange(len(QUANTILES)))


def drawn_columns(scenario):
    """Values of the uncertain parameters at some quantiles."""
    return {
        path: parameter.quantile(QUANTILES).clip(parameter.meta["low"], parameter.meta["high"])
        for path, parameter in scenario.factors.items()
    }


def test_an_agent_that_remembers_is_caught(monkeypatch):
    """The check fails as soon as an agent acts on a value that it kept itself."""
    choose = Faction.choose

    def remembers(agent):
        choose(agent)
        agent.weeks = getattr(agent, "weeks", 0) + 1
        agent.attend_shock = agent.attend_shock + agent.weeks

    monkeypatch.setattr(Faction, "choose", remembers)
    scenario = read("spring_2016", ["weeks=3"])
    with pytest.raises(AssertionError, match="attend"):
        assert_nothing_else_lasts(scenario, {}, np.arange(16))
