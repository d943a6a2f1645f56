"""Levers that reach the table, with shipped parameters: guarantees, peacekeepers and pressure on
the opposition move what each party counts on, and each shipped scenario of them moves worlds."""

import numpy as np
import pytest

from simulator.ensemble.blocks import Task, run_block
from simulator.ensemble.design import design_of_worlds
from simulator.model.conflict import Conflict
from simulator.model.negotiation import ConfidenceMeasures
from simulator.scenario import read

SEED, WORLDS = 2016, 24
SCENARIOS = [
    "guaranteed_deal", "guaranteed_deal_under_pressure", "safe_package", "departure_with_safety",
    "pressure_on_both_sides",
]  # fmt: skip


def worlds(resolved, cells=({},), n=WORLDS):
    """Results of a few worlds by cell, [{name: (n,)}]."""
    table = design_of_worlds(resolved, n, SEED, 4, cells=list(cells))
    found = run_block(Task(resolved, table, SEED, weekly_histograms=False)).worlds
    return [
        {name: values[found["cell"] == c] for name, values in found.items()}
        for c in range(len(cells))
    ]


@pytest.mark.parametrize("name", SCENARIOS)
def test_each_scenario_moves_worlds(name):
    base, own = (worlds(read(n, ["draws=null", "weeks=30"]))[0] for n in ("spring_2016", name))
    assert any(base[key].tobytes() != own[key].tobytes() for key in base)


def model_of(path, values, weeks=1):
    """A model of `spring_2016` in which worlds are alike but for one parameter."""
    resolved, reps = read("spring_2016", ["draws=null"]), len(values)
    design = design_of_worlds(resolved, WORLDS * reps, SEED, reps)
    design.stream[:] = np.repeat(design.stream[::reps], reps)
    column = {resolved.path_of(path): np.tile(values, WORLDS)}
    model = Conflict(resolved, design.columns | column, design.stream, SEED, dtype=np.float64)
    for _ in model.run(weeks):
        pass
    return model


def changes(values, reps=4):
    """Differences between neighbouring values of the parameter in the same world."""
    return np.diff(np.asarray(values).reshape(WORLDS, reps), axis=1)


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("deal.peacekeepers", [0.0, 5.0, 20.0, 100.0]),
        ("russia.guarantee", [0.0, 1.0, 2.0, 4.0]),
        ("us.guarantee", [0.0, 1.0, 2.0, 4.0]),
    ],
)
def test_each_signer_believes_more_in_a_deal_that_is_guaranteed(path, values):
    model = model_of(path, values)
    beliefs = model.table.commitment
    believed = beliefs.probability_kept(beliefs.after_signature(model.state.draft))
    for signer in model.index.signers:
        moved = changes(believed[signer])
        assert np.all(moved >= 0.0) and np.mean(moved) > 0.01


def test_money_withheld_with_recognition_costs_the_opposition_men_and_value():
    model = model_of("opposition.recognition_lost", [0.0, 0.2, 0.4, 0.8], weeks=26)
    s, index = model.state, model.index
    party, holder = index.parties.index("opposition"), index.holders.index("opposition")
    assert np.all(changes(s.reserve[holder] + s.garrison[holder]).sum(axis=1) < 0.0)
    early = model_of("opposition.recognition_lost", [0.0, 0.2, 0.4, 0.8]).state
    assert np.all(changes(early.war_cost[party]) > 0.0)
    assert np.all(changes(early.war_cost[index.parties.index("regime")]) == 0.0)


@pytest.mark.parametrize(("path", "usual"), [("us.arms", 85.0), ("opposition.corridor", 1.0)])
def test_fewer_arms_and_a_closed_corridor_cost_the_opposition_land(path, usual):
    resolved = read("spring_2016", ["draws=null", "weeks=52"])
    target = resolved.path_of(path)
    some, none = worlds(resolved, [{target: usual}, {target: 0.0}], n=200)
    more = none["government_gain"] - some["government_gain"]
    assert np.mean(more) > 2.0 * np.std(more) / len(more) ** 0.5


def test_the_opposition_feels_the_pressure_of_its_patron_and_the_government_does_not():
    model = model_of("us.pressure", [0.0, 0.4, 0.6, 1.0], weeks=10)
    (agent,) = model.agents_by_type[ConfidenceMeasures]
    felt = dict(zip(model.index.names["S"], agent._pressure()[:, 0], strict=True))
    assert np.all(changes(felt["opposition"]) >= 0.0) and np.mean(changes(felt["opposition"])) > 0.0
    assert np.all(changes(felt["regime"]) == 0.0)
