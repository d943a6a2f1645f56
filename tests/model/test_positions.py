"""Where parties stand in the talks: reservation terms, declared positions, parts of net gains."""

from pathlib import Path

import numpy as np
import pytest

from simulator.analysis.compare import compare, summarise
from simulator.ensemble.blocks import Task, run_block
from simulator.ensemble.design import design_of_worlds
from simulator.model import positions
from simulator.model.conflict import Conflict
from simulator.model.expression_checks import read_valid
from simulator.scenario import read
from simulator.scenario.errors import ScenarioError

CASE = str(Path(__file__).resolve().parents[1] / "cases" / "three_camps.yaml")
WORLDS, WEEKS, SEED = 72, 16, 3


def model_of(name, *sets, weeks=WEEKS):
    resolved = read(name, [f"weeks={WEEKS}", *sets])
    design = design_of_worlds(resolved, WORLDS, SEED)
    model = Conflict(resolved, design.columns, design.stream, SEED)
    for _ in model.run(weeks):
        pass
    return model


@pytest.fixture(scope="module", params=["spring_2016", "libya_2019", "yemen_2018", CASE])
def model(request):
    model = model_of(request.param)
    yield model
    model.close()


def value(model, name):
    return model.metrics[name].of(model).astype(float)


def test_the_parts_of_a_net_gain_add_up_to_it(model):
    for party in (model.index.parties[a] for a in model.index.signers):
        parts = [f"gain_on.{party}.{issue}" for issue in model.index.package]
        parts += [f"gain_from.{party}.{part}" for part in positions.PARTS]
        total = sum(value(model, name) for name in parts)
        np.testing.assert_allclose(total, value(model, f"net_gain.{party}"), atol=1e-3)
        assert value(model, f"gain_from.{party}.war_cost").mean() > 0.0
        assert (value(model, f"gain_from.{party}.red_lines") <= 0.0).all()


def test_a_net_gain_is_that_of_a_vote_which_all_patrons_endorse(model):
    m, s = model, model.state
    draft, p_kept, betrayed = m.table.beliefs()
    payment = m.table.values.own.side_payment
    reward = np.zeros_like(s.mood)
    for a in m.index.signers:
        reward[a] = payment * len(m.index.patrons_of(a))
    net_gain = m.table.values.net_gains(draft, p_kept, betrayed, reward, s.war_value)
    for a in m.index.signers:
        np.testing.assert_allclose(
            value(m, f"net_gain.{m.index.parties[a]}"), 100.0 * net_gain[a], atol=1e-3
        )


def signs(model, party, issue, terms, slack=1e-4):
    """True where a text with these terms on an issue, (W,), and else what a party wants, is worth
    at least war to it."""
    values, rows = model.table.values, slice(party, party + 1)
    draft = values.stance(rows)[0][0].copy()
    draft[issue] = terms
    worth, red = (row[0] for row in values.terms(draft, *values.stance(rows)))
    p_kept, betrayed, payment = positions.endorsed(model, party)
    signing = p_kept * (worth - red) + (1.0 - p_kept) * betrayed + payment
    return signing >= model.state.war_value[party] - slack


def test_a_reservation_term_is_the_last_that_some_text_makes_better_than_war(model):
    binding = 0
    for a in model.index.signers:
        for i in range(len(model.index.package)):
            term = positions.reservation_term(model, a, i)
            position = model.state.position[a, i]
            none = np.isnan(term)
            assert not signs(model, a, i, position, slack=-1e-4)[none].any()
            assert signs(model, a, i, term)[~none].all()
            beyond = term + np.where(position < 50.0, 3.0, -3.0)
            inside = ~none & (beyond <= 100.0) & (beyond >= 0.0)
            assert not signs(model, a, i, beyond, slack=-1e-5)[inside].any()
            binding += inside.sum()
    assert binding > WORLDS / 4


def test_free_issues_reach_at_least_as_far_as_a_text_that_is_fixed(model):
    for a in model.index.signers:
        position = model.state.position[a]
        for i in range(len(model.index.package)):
            free, fixed = (
                positions.reservation_term(model, a, i),
                model.table.reservation_term(a, i),
            )
            reach = np.abs(np.stack([free, fixed]) - position[i])
            assert (reach[0] >= reach[1] - 0.2)[~np.isnan(free)].all()


def test_there_is_none_where_war_is_worth_more_than_all_texts(model, monkeypatch):
    a, war = model.index.signers[0], model.state.war_value.copy()
    half = np.full(WORLDS, 0.5)  # what it wants is worth 0.5 + 0.5 * 0.3 to it
    monkeypatch.setattr(positions, "endorsed", lambda *_: (half, 0.6 * half, 0.0))
    name = f"reservation_term.{model.index.parties[a]}.{model.index.package[0]}"
    for worth, none in ((0.66, True), (0.64, False)):
        model.state.war_value[a] = worth
        assert (np.isnan(value(model, name)) == none).all()
    model.state.war_value[...] = war


def test_before_the_first_week_there_is_no_reservation_term_and_no_net_gain():
    model = model_of("spring_2016", weeks=0)
    for name in ("reservation_term.regime.presidency", "net_gain.regime"):
        assert np.isnan(value(model, name)).all()
    model.close()


def test_declared_positions_are_those_of_the_text_and_soften_with_statements():
    model = model_of(CASE, weeks=1)
    index, seats = model.index, model.index.package.index("seats")
    before = {p: value(model, f"declared.{p}.seats") for p in index.parties}
    model.state.softness[:] = 10.0
    moved = {p: np.abs(value(model, f"declared.{p}.seats") - before[p]) for p in before}
    speakers = {index.parties[a] for a in index.speakers}
    assert {p for p in moved if moved[p].max() > 1.0} == speakers
    declared = model.table.drafting.declared()
    for a, party in enumerate(index.parties):
        np.testing.assert_array_equal(value(model, f"declared.{party}.seats"), declared[a, seats])
    model.close()


def test_threats_have_a_metric_for_each_patron_and_client():
    model = model_of("spring_2016", "russia.pressure=0.8", weeks=4)
    pressed = value(model, "pressed.russia.regime")
    assert pressed.mean() > 20.0 and value(model, "pressed.iran.regime").mean() < pressed.mean()
    assert "pressed.russia.opposition" not in model.metrics
    np.testing.assert_allclose(value(model, "credit.regime"), 100.0 * model.state.credit[0])
    model.close()


def columns(*sets):
    resolved = read("spring_2016", [f"weeks={WEEKS}", *sets])
    return resolved, run_block(Task(resolved, design_of_worlds(resolved, WORLDS, SEED), SEED))


def test_on_request_they_are_recorded_by_week_and_none_is_counted_apart():
    name = "reservation_term.regime.presidency"
    resolved, block = columns(f"report=[{name}, net_gain.regime]")
    counted = block.weeks[name].sum(axis=1)
    assert (counted <= block.weeks["net_gain.regime"].sum(axis=1)).all() and counted.max() > 0
    term = block.worlds[name]
    estimate = summarise(resolved, block.worlds).metrics[name]
    assert estimate.n == np.isfinite(term).sum()
    assert name not in columns()[1].worlds


def test_a_change_is_taken_over_the_worlds_that_have_a_term_in_both_runs():
    name = "reservation_term.regime.presidency"
    resolved, block = columns(f"report=[{name}]")
    other = dict(block.worlds)
    other[name] = np.where(np.arange(WORLDS) < 2, np.nan, other[name] + 5.0)
    changes = compare(resolved, resolved, block.worlds, other).metrics
    assert changes[name].value == pytest.approx(5.0) and changes[name].n < WORLDS
    other[name] = np.full(WORLDS, np.nan)
    assert name not in compare(resolved, resolved, block.worlds, other).metrics


def test_a_valid_part_is_no_problem_of_a_file_with_another_problem(tmp_path):
    file = tmp_path / "other.yaml"
    report = "report: [gain_from.regime.war_cost, gain_on.regime.presidency]"
    file.write_text(f"extends: spring_2016\nscenario: Other\nquestion: Q?\n{report}\n")
    with pytest.raises(ScenarioError) as error:
        read_valid(str(file), [])
    assert [user_error.mark.line for user_error in error.value.user_errors] == [2]
