"""The agents' contract: while one chooses, nothing that others see changes."""

import numpy as np
import pytest

from simulator.ensemble.design import design_of_worlds
from simulator.model.conflict import STAGES, Conflict
from simulator.model.negotiation import PublicStatements
from simulator.scenario import read

WORLDS, WEEKS = 32, 26


def holders_of_values(model, chooser):
    """Everything whose attributes other agents can see."""
    others = (agent for agents in model.agents_by_type.values() for agent in agents)
    return [model, model.state, model.now, *(one for one in others if one is not chooser)]


def seen_by_others(model, chooser):
    """Their attributes by place: {(place, name): value}."""
    return {
        (place, name): value
        for place, holder in enumerate(holders_of_values(model, chooser))
        for name, value in vars(holder).items()
    }


def arrays_in(values):
    """All arrays among values, and in lists and maps of them."""
    for value in values:
        if isinstance(value, np.ndarray):
            yield value
        elif isinstance(value, list | tuple):
            yield from arrays_in(value)
        elif isinstance(value, dict):
            yield from arrays_in(value.values())


def watched(choose):
    """The same choice, with all that others see frozen, and compared afterwards."""

    def frozen(agent):
        before = seen_by_others(agent.model, agent)
        values = [*before.values(), *agent.parameters.values.values()]
        arrays = [one for one in arrays_in(values) if one.flags.writeable]
        arrays.sort(key=lambda one: one.base is not None)  # a view is writeable after its base
        for one in arrays:
            one.flags.writeable = False
        try:
            choose(agent)
        finally:
            for one in arrays:
                one.flags.writeable = True
        after = seen_by_others(agent.model, agent)
        assert after.keys() == before.keys()
        assert [place for place, value in after.items() if value is not before[place]] == []

    return frozen


@pytest.fixture
def strict(monkeypatch):
    for stage in STAGES:
        monkeypatch.setattr(stage, "choose", watched(stage.choose))


@pytest.mark.parametrize(
    ("name", "sets"),
    [("spring_2016", ("leader.departs=10w",)), ("full_withdrawal", ("iran.offset=0",))],
)
def test_choosing_changes_nothing_that_others_see(strict, name, sets):
    resolved = read(name, sets)
    table = design_of_worlds(resolved, WORLDS, 2016)
    model, voted = Conflict(resolved, table.columns, table.stream, 2016), 0
    for _ in model.run(WEEKS):
        voted += model.state.voted.sum()
    model.close()
    assert voted > 0


@pytest.mark.parametrize(
    "slip", [lambda s, model: s.credit.fill(0.0), lambda s, model: setattr(model, "week", 0)]
)
def test_an_agent_that_acts_as_it_chooses_is_caught(monkeypatch, slip):
    monkeypatch.setattr(
        PublicStatements, "choose", watched(lambda self: slip(self.state, self.model))
    )
    model = Conflict(read("spring_2016"), {}, np.arange(16), 1)
    with pytest.raises((ValueError, AssertionError)):
        model.step()
    model.close()
