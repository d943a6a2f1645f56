"""Safety for a leader who leaves: with shipped parameters a party that fears for him accepts more
on the presidency; nobody else does, and no end of the war is worth more."""

import numpy as np
import pytest

from simulator.ensemble.blocks import Task, run_block
from simulator.ensemble.design import design_of_worlds
from simulator.model.conflict import Conflict
from simulator.scenario import read
from simulator.scenario.idle import idle
from simulator.scenario.idle.view import Reason

SEED, DRAWS = 2016, 40
SAFETIES = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
FEAR = "parties.regime.fear_of_punishment"
FEARS = ("regime", "opposition")


def model_of(*sets, weeks=1, **columns):
    """A model of `spring_2016` before the first vote; worlds are alike but for their draws, and for the
    columns of `deal.exit_safety`, five to a draw."""
    resolved = read("spring_2016", ["draws=null", *sets])
    safety = {"deal.exit_safety": np.tile(SAFETIES, DRAWS)}
    design = design_of_worlds(resolved, DRAWS * len(SAFETIES), SEED, len(SAFETIES))
    design.stream[:] = np.repeat(design.stream[:: len(SAFETIES)], len(SAFETIES))
    model = Conflict(
        resolved, design.columns | safety | columns, design.stream, SEED, dtype=np.float64
    )
    for _ in model.run(weeks):
        pass
    return model


def by_safety(values):
    """Values (W,) by draw and safety, (DRAWS, 5)."""
    return np.asarray(values).reshape(DRAWS, len(SAFETIES))


def concessions(model, name):
    """Points from its position to a party's bottom line on the presidency where a text gives it
    everything else, by draw and safety, (DRAWS, 5)."""
    party = model.index.parties.index(name)
    presidency = model.index.package.index("presidency")
    model.state.draft[:] = model.state.position[party, model.table.values.package]
    terms = model.table.reservation_term(party, presidency)
    return by_safety(np.abs(terms - model.state.position[party, presidency]))


def afraid(name):
    """Settings in which one signer alone fears punishment, as much as Syria's government."""
    share = read("spring_2016").parameters[FEAR].value
    return [f"parties.{p}.fear_of_punishment={share if p == name else 0}" for p in FEARS]


@pytest.mark.parametrize("name", FEARS)
def test_safety_moves_the_bottom_line_of_whoever_fears_and_of_nobody_else(name):
    """Whoever can concede anything concedes a tenth more of it at least: the loss that it feels is
    smaller by a fifth or more, and no more than quadratic."""
    model = model_of(*afraid(name))
    own = concessions(model, name)
    assert np.all(np.diff(own) >= -0.2)  # a tenth of a point is the precision of the search
    able = own[:, 0] > 2.0
    assert able.sum() >= 10 and np.all(own[able, -1] >= np.minimum(1.1 * own[able, 0], 49.0))
    (other,) = set(FEARS) - {name}
    values, package = model.table.values, model.table.values.package
    party = model.index.parties.index(other)
    usual = model.state.salience[party, package]
    felt = values.stance()[1][party]
    np.testing.assert_array_equal(felt, np.broadcast_to(usual, felt.shape))


def test_no_end_of_the_war_and_no_text_that_keeps_the_leader_is_worth_more():
    model = model_of()
    values, stance = model.table.values, model.table.values.stance()
    regime = model.index.parties.index("regime")
    presidency = model.index.package.index("presidency")
    war = by_safety(model.state.war_value[regime])
    assert np.ptp(war, axis=1).max() == 0.0
    text = model.state.draft.copy()
    text[presidency] = model.state.position[regime, presidency]
    text[:] = np.repeat(text[:, :: len(SAFETIES)], len(SAFETIES), axis=1)
    value, red = (by_safety(part[regime]) for part in values.terms(text, *stance))
    assert np.ptp(value, axis=1).max() < 1e-12 and np.ptp(red, axis=1).max() < 1e-12
    text[presidency] = 100.0
    value, _ = values.terms(text, *stance)
    assert np.all(np.diff(by_safety(value[regime])) > 0.003)


def test_texts_go_further_on_the_presidency_where_it_is_given_up_more_easily():
    model = model_of()
    presidency = model.index.package.index("presidency")
    mediator = np.ones((2, model.worlds))
    text, _ = model.table.drafting.text(mediator)
    moved = np.diff(by_safety(text[presidency]), axis=1)
    assert np.all(moved > -1e-9) and np.mean(moved) > 0.1


def test_it_is_the_leaders_circle_that_fears():
    model = model_of()
    regime = model.index.parties.index("regime")
    presidency = model.index.package.index("presidency")
    felt = []
    for circle in (0.0, 0.5, 1.0):
        model.state.weight_of_force[regime] = circle
        felt.append(model.table.values.exit_safety.salience()[regime, presidency])
    usual = np.broadcast_to(model.state.salience[regime, presidency], felt[0].shape)
    np.testing.assert_array_equal(felt[0], usual)
    np.testing.assert_allclose(usual - felt[1], 0.5 * (usual - felt[2]))
    assert np.all(felt[2][SAFETIES.argmax() :: len(SAFETIES)] < usual[SAFETIES.argmax()])


def test_nobody_fears_for_a_leader_who_has_left():
    model = model_of("leader.departs=0w")
    salience = model.table.values.exit_safety.salience()
    assert np.all(model.state.leader_left)
    usual = model.state.salience[:, : salience.shape[1]]
    np.testing.assert_array_equal(salience, np.broadcast_to(usual, salience.shape))


def worlds(name, *sets, n=24, weeks=40):
    resolved = read(name, ["draws=null", f"weeks={weeks}", *sets])
    table = design_of_worlds(resolved, n, SEED, 8)
    return run_block(Task(resolved, table, SEED, weekly_histograms=False)).worlds


def test_the_switch_takes_away_what_safety_does():
    date = "talks.departure_weeks=26w"
    without = worlds("spring_2016", date)
    switched = worlds("departure_with_safety+theory_no_fear_of_punishment")
    offered = worlds("departure_with_safety")
    differs = {name for name in without if without[name].tobytes() != switched[name].tobytes()}
    assert differs == set()
    assert any(without[name].tobytes() != offered[name].tobytes() for name in without)


def reasons(*sets, name="spring_2016"):
    """Reasons of safety and of fear."""
    found = idle(read(name, sets))
    return [found.get(path) for path in ("deal.exit_safety", FEAR)]


def test_an_input_without_effect_has_its_reason():
    assert reasons() == [Reason.SELDOM_SIGNED, Reason.NO_FACTOR]
    assert reasons("deal.exit_safety=50%") == [Reason.SELDOM_SIGNED, None]
    assert reasons(f"{FEAR}=0") == [Reason.NO_FEAR, Reason.NO_FACTOR]
    assert reasons("issues.presidency.role=null") == [Reason.NO_LEADER, Reason.NO_LEADER]
