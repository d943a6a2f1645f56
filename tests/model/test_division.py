"""A divided signer: losses and pressure take weight from the leader's circle, and its bottom line
follows the elite. Shipped parameters; what holds for the government holds for its opponents."""

from types import SimpleNamespace

import numpy as np
import pytest

from simulator.ensemble.design import design_of_worlds
from simulator.model.conflict import Conflict
from simulator.model.division import DividedSigner
from simulator.rules.division import next_weight_of_circle
from simulator.scenario import read
from simulator.scenario.errors import ScenarioError
from simulator.scenario.idle import without_effect

SEED, WORLDS, DRAWS = 2016, 5, 40
DIVIDED = (
    "parties.opposition.bureaus={circle: {label: leaders, favours: force, weight: 80%}, elite:"
    " {label: notables, favours: talks, stance: {presidency: [70, 70%, 40%]}}}"
)
BOTH = [("regime", 1.0), ("opposition", -1.0)]  # id, direction of its concessions


def model_of(name="spring_2016", sets=(DIVIDED,), weeks=2, worlds=WORLDS, reps=WORLDS, **columns):
    """A model of a few worlds after some weeks; all worlds alike but for the columns."""
    resolved = read(name, sets)
    design = design_of_worlds(resolved, worlds, SEED, reps)
    paths = {resolved.path_of(name.replace("__", ".")): v for name, v in columns.items()}
    model = Conflict(resolved, design.columns | paths, design.stream, SEED, dtype=np.float64)
    for _ in model.run(weeks):
        pass
    return model


def signer(model, name):
    """The agent of a divided signer."""
    row = model.index.parties.index(name)
    return next(agent for agent in model.agents_by_type[DividedSigner] if agent.a == row)


def alike(array):
    """Make all worlds of an array those of the first."""
    array[...] = array[..., :1]


def next_weights(model, name):
    """Next weight of a signer's circle, (W,)."""
    agent = signer(model, name)
    agent.choose()
    return agent.weight_of_force


@pytest.mark.parametrize("name", ["regime", "opposition"])
def test_losses_of_residents_and_of_men_and_pressure_take_weight_from_the_circle(name):
    model = model_of()
    s, now, h = model.state, model.now, model.index.holders.index(name)
    for array in (s.weight_of_force, s.residents, s.reserve, s.garrison, s.pressure,
                  model.residents, now.attacking, now.attacked):  # fmt: skip
        alike(array)
    signer(model, name).resting[:] = signer(model, name).resting[0]
    same = next_weights(model, name)
    assert np.ptp(same) == 0.0
    usual = model.residents[h].copy()
    model.residents[h] = usual * np.array([1.0, 1.05, 1.1, 1.2, 1.4])
    assert np.all(np.diff(next_weights(model, name)) < -0.01)
    model.residents[h] = usual
    now.attacked[h] *= np.array([1, 2, 4, 8, 16])
    assert np.all(np.diff(next_weights(model, name)) < 0.0)
    now.attacked[h] = now.attacked[h][0]
    patrons = model.index.patrons_of(model.index.parties.index(name))
    s.pressure[patrons] = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
    assert np.all(np.diff(next_weights(model, name)) < 0.0)


def test_land_lost_and_won_again_leaves_the_weight_and_time_restores_it():
    own = read("spring_2016").form.division
    own = SimpleNamespace(**{key: getattr(own, key).value for key in type(own).model_fields})
    still = SimpleNamespace(**vars(own) | {"recovery": 0.0})
    lost = next_weight_of_circle(0.8, 0.8, 0.1, 0.0, still)
    assert lost < 0.7 and np.isclose(next_weight_of_circle(lost, 0.8, -0.1, 0.0, still), 0.8)
    later = lost
    for _ in range(520):
        later = next_weight_of_circle(later, 0.8, 0.0, 0.0, own)
    assert 0.79 < later < 0.8


@pytest.mark.parametrize(("name", "direction"), BOTH)
def test_a_heavier_elite_moves_the_bottom_line_on_the_presidency_outward(name, direction):
    """At the same war value and text the term goes the opponent's way, in all draws in which the
    elite stands on its party's side of the line: the bottom line lies beyond a party's position."""
    model = model_of(worlds=DRAWS, reps=1)
    s, agent = model.state, signer(model, name)
    presidency, terms = model.index.package.index("presidency"), []
    for circle in (1.0, 0.75, 0.5, 0.25, 0.0):
        s.weight_of_force[agent.a], agent.resting = circle, np.full(DRAWS, circle)
        agent.own.by_losses = agent.own.by_pressure = 0.0
        agent.choose()
        agent.apply()
        terms.append(model.table.reservation_term(agent.a, presidency))
    own_side = direction * (50.0 - s.bureau_position[agent.bureaus][0][presidency]) > 0.0
    moved = direction * np.diff(np.stack(terms)[:, own_side], axis=0)
    assert own_side.mean() > 0.8 and np.all(moved >= -0.2)
    assert np.all(moved.mean(axis=1) > 0.0) and moved.sum(axis=0).mean() > 5.0


def test_red_lines_follow_the_weights_too():
    model = model_of()
    s, a = model.state, model.index.parties.index("regime")
    presidency, body = (model.index.package.index(i) for i in ("presidency", "transitional_body"))
    row = model.index.with_bureaus.index(a)
    own, stances = s.bureau_flexibility[row], s.bureau_position[row]
    weight = s.weight_of_force[a]
    expected = weight * own[1, presidency] + (1.0 - weight) * own[0, presidency]
    np.testing.assert_allclose(s.flexibility[a, presidency], expected)
    assert np.ptp(np.stack([own[1, body], own[0, body]])) == 0.0  # elsewhere alike
    np.testing.assert_allclose(stances[1, body], stances[0, body])


def test_a_government_of_one_mind_has_its_leaders_stance():
    model = model_of("theory_united_government", (), weeks=30)
    s, a = model.state, model.index.parties.index("regime")
    assert np.all(s.weight_of_force[a] == 1.0)
    row = model.index.with_bureaus.index(a)
    assert np.array_equal(s.position[a], s.bureau_position[row, 1])
    assert np.array_equal(s.position[a], s.first_position[a])


def test_the_circle_loses_more_where_the_war_is_lost():
    kept, lost = (model_of(name, (), weeks=40) for name in ("spring_2016", "full_withdrawal"))
    a = kept.index.parties.index("regime")
    assert np.all(lost.state.weight_of_force[a] < kept.state.weight_of_force[a])


def test_a_conflict_without_divided_signers_has_no_use_for_the_section():
    unused = without_effect(read("libya_2019"))
    paths = [f"division.{key}" for key in ("by_losses", "by_pressure", "recovery")]
    assert {unused[path] for path in paths} == {"no signer has bureaus"}
    assert "division.by_losses" not in without_effect(read("spring_2016"))


def test_what_each_bureau_states_the_party_need_not():
    rows = read("spring_2016").form.parties["regime"].stance
    talks = ", ".join(f"{i}: [50, 50%]" for i in rows)
    sets = [
        f"parties.regime.bureaus={{circle: {{stance: {{{talks}}}}}, elite: {{stance: {{{talks}}}}}}}"
    ]
    unused = without_effect(read("spring_2016", sets))
    assert unused["parties.regime.stance.elections.position"] == (
        "each bureau of the party states its own"
    )


def test_a_bureau_without_a_stance_needs_that_of_its_party():
    sets = ["parties.russia.bureaus.foreign_ministry.stance.detainees=null"]
    with pytest.raises(
        ScenarioError, match=r'foreign_ministry\.stance: the stance does not cover "detainees"'
    ):
        read("spring_2016", sets)
