"""Expectations that learn: what lasts comes to be expected, so threats stop surprising and an army
gets over the help that it lost; the file says what clients expect at the start."""

import numpy as np
import pytest

from simulator.ensemble.blocks import Task, run_block
from simulator.ensemble.design import design_of_worlds
from simulator.model.conflict import Conflict
from simulator.rules import expectation
from simulator.scenario import read
from simulator.scenario.idle import idle
from simulator.scenario.idle.view import Reason

SEED, WORLDS = 2016, 64
HALF_LIFE = "expectations.half_life=10w"
SHIPPED = {"spring_2016": "regime", "libya_2019": "gna", "yemen_2018": "government"}


def model_of(name, *sets):
    """Conflict at its start."""
    resolved = read(name, sets)
    design = design_of_worlds(resolved, WORLDS, SEED)
    return Conflict(resolved, design.columns, design.stream, SEED)


def by_week(name, *sets, of, weeks):
    """Values of a function of the model after each week, (weeks, ...)."""
    model = model_of(name, *sets)
    return np.array([np.array(of(m)) for m in model.run(weeks)])


def surprise_of_government(model):
    """Surprise of the sovereign by its patrons' threats, by what it will expect next week, (W,)."""
    s, patrons = model.state, model.index.patrons_of(model.index.sovereign)
    signal, expected = (
        expectation.signal_of_all(a[patrons]) for a in (s.pressed, s.expected_signal)
    )
    return expectation.surprise(signal, expected)


def shock(model):
    """Shock to the army of the sovereign's holder, (W,)."""
    return model.state.abandonment[model.index.state_holder]


# ------------------------------------------------------------------------------------------------
# threats
def test_a_constant_threat_surprises_nobody_after_several_half_lives():
    sets = "russia.pressure=60%", HALF_LIFE, "weeks=60"
    surprise = by_week("spring_2016", *sets, of=surprise_of_government, weeks=60)
    assert np.all(surprise[0] > 0.4)
    assert np.all(np.diff(surprise, axis=0) <= 1e-6)
    assert surprise[9] == pytest.approx(0.5 * 0.5, abs=0.01), "half of 60% - 10%, after a half-life"
    assert np.median(surprise[-1]) < 0.01, "worlds that have ended keep what they had"
    assert np.all(surprise[29] < 0.07)


@pytest.mark.parametrize("name", SHIPPED)
def test_threats_and_help_of_the_shipped_start_are_what_clients_expect(name):
    """Nothing surprises and nothing is missing in the first week of a run as the file has it."""
    model = model_of(name)
    model.step()
    assert np.all(surprise_of_government(model) < 1e-6)
    assert np.all(model.state.abandonment < 1e-6)


def test_doubling_the_length_does_not_bring_soft_words_to_every_world():
    """After the cut has become old, words soften no more often than in a war without any cut."""
    sets = "talk.credit_lost=0%", "draws=null", HALF_LIFE
    late = {name: softened_in(name, *sets) for name in ("spring_2016", "airpower_drawdown")}
    early = {name: cut[:26].any(axis=0).mean() for name, cut in late.items()}
    assert early["airpower_drawdown"] > early["spring_2016"] + 0.15
    later = {name: cut[78:].any(axis=0).mean() for name, cut in late.items()}
    assert later["airpower_drawdown"] == pytest.approx(later["spring_2016"], abs=0.1)


def softened_in(name, *sets, weeks=130):
    """Weeks in which the sovereign's public statements have just softened, (weeks, W)."""
    points = read(name, sets).parameters["talk.points"].value
    softness = by_week(name, *sets, of=lambda m: m.state.softness[0].copy(), weeks=weeks)
    return softness >= points * 0.999


@pytest.mark.slow
@pytest.mark.parametrize("name", ["spring_2016", "airpower_drawdown"])
def test_the_share_of_worlds_with_soft_words_does_not_go_to_one_when_a_run_is_doubled(name):
    """Statements that soften at a constant rate spare, in twice the time, the square of the share
    that they spared in half of it. A threat that stays adds nothing to the rate of a quiet war once
    it is expected, so the second half spares as large a share as a quiet war of that length."""
    once, twice = (1.0 - soft_share(name, weeks) for weeks in (104, 208))
    quiet = 1.0 - soft_share("spring_2016", 104)
    error = np.sqrt(0.25 / 2000)
    assert twice > 0.1
    assert twice / once > quiet - 3 * error * (1 + 1 / once)


def soft_share(name, weeks):
    """Share of 2,000 worlds whose sovereign softened its public statements at least once."""
    resolved = read(name, ["draws=null", f"weeks={weeks}"])
    design = design_of_worlds(resolved, 2000, SEED, 10)
    worlds = run_block(Task(resolved, design, SEED, weekly_histograms=False)).worlds
    return np.mean(np.isfinite(worlds["softening"]) & (worlds["softening"] > 0))


# ------------------------------------------------------------------------------------------------
# help
def test_a_drop_of_help_is_a_shock_that_fades_with_the_half_life():
    sets = "russia.aircraft=[{at: 2016-03-21, to: 0}]", HALF_LIFE, "draws=null", "weeks=62"
    sets = *sets, "russia.kept_capability=0%", "iran.offset=0%"
    shocks = by_week("spring_2016", *sets, of=shock, weeks=62)
    assert np.all(shocks[0] < 1e-6) and np.all(shocks[1] > 0.02)
    assert np.all(np.diff(shocks[1:], axis=0) <= 1e-6)
    after_one, after_five = (np.median(shocks[week] / shocks[1]) for week in (11, 51))
    assert 0.5 < after_one < 0.85, "more than half: the first sorties add the most to strength"
    assert after_five < 0.12


def test_the_shock_lowers_the_resting_cohesion_of_the_army_that_loses_the_help_and_of_no_other():
    cut = "russia.aircraft=[{at: 2016-03-21, to: 0}]", "russia.kept_capability=0%"
    model, calm = (
        model_of("spring_2016" + theory, *cut) for theory in ("", "+theory_no_abandonment")
    )
    for conflict in (model, calm):
        for _ in conflict.run(8):
            pass
    army = model.index.state_holder
    lower = calm.state.cohesion - model.state.cohesion
    assert np.mean(lower[army]) > 0.02
    others = [h for h in range(len(model.index.holders)) if h != army]
    assert np.all(model.state.abandonment[others] == 0.0)
    assert np.all(calm.state.abandonment == 0.0)


def test_aircraft_that_are_never_there_and_aircraft_withdrawn_at_once_give_the_same_answers():
    """What clients expect stands in the file, so neither is measured against its own first week."""
    never = model_of("spring_2016", "russia.aircraft=0 throughout")
    taken = model_of("spring_2016", "russia.aircraft=[{at: 2016-03-14, to: 0}]")
    for _ in zip(never.run(30), taken.run(30), strict=True):
        pass
    for name in ("cohesion", "abandonment", "pressed", "expected_sorties", "share", "war_value"):
        here, there = getattr(never.state, name), getattr(taken.state, name)
        assert np.array_equal(here, there), name


def test_more_help_than_expected_is_no_shock_and_its_loss_is_one():
    sets = "escalation", HALF_LIFE
    shocks = by_week(*sets, of=shock, weeks=30)
    assert np.all(shocks[:30] < 1e-6)
    steps = "[{at: 2016-03-21, to: 60}, {at: 2016-09-05, to: 36}]"
    back = by_week("spring_2016", f"russia.aircraft={steps}", HALF_LIFE, of=shock, weeks=30)
    assert np.all(back[:25] < 1e-6) and np.all(back[25] > 0.001)


def test_a_sky_that_others_close_is_no_abandonment_by_the_patron():
    closed = "us.no_fly=100%", "russia.air_defence=0%"
    shocks = by_week("spring_2016", *closed, of=shock, weeks=10)
    assert np.all(shocks < 1e-6)


def test_without_a_reference_clients_expect_what_they_have():
    open_file = tuple(
        f"parties.{patron}.{name}=null"
        for patron, name in (
            ("russia", "expected_aircraft"), ("russia", "expected_pressure"),
            ("iran", "expected_men"), ("iran", "expected_pressure"),
        )
    )  # fmt: skip
    sets = *open_file, "russia.aircraft=12 throughout", "russia.pressure=60%", "iran.militia=5"
    model = model_of("spring_2016", *sets)
    model.step()
    russia, iran = (model.index.parties.index(name) for name in ("russia", "iran"))
    assert np.all(surprise_of_government(model) < 1e-6)
    assert np.all(model.state.abandonment == 0.0)
    assert model.state.expected_men[iran] == pytest.approx(11.5)
    assert model.state.most_aircraft[russia] == pytest.approx(12.0)


# ------------------------------------------------------------------------------------------------
# inputs
@pytest.mark.parametrize(
    ("name", "sets", "path", "reason"),
    [
        ("spring_2016", (), "expectations.abandonment", Reason.NO_SHORTFALL),
        ("spring_2016", (), "expectations.half_life", Reason.NO_SURPRISE),
        ("spring_2016", (), "talk.by_surprise", Reason.NO_SURPRISE),
        ("airpower_drawdown", (), "expectations.half_life", None),
        ("airpower_drawdown", (), "expectations.abandonment", None),
        ("airpower_drawdown", (), "talk.by_surprise", None),
        ("spring_2016", ("russia.aircraft=18 throughout",), "expectations.abandonment", None),
        ("spring_2016", ("iran.militia=3",), "expectations.abandonment", None),
        ("spring_2016", ("russia.pressure=60%",), "talk.by_surprise", None),
        ("spring_2016", ("expectations.abandonment=0",), "parties.iran.expected_men",
         Reason.NO_FACTOR),
        ("spring_2016", (), "parties.iran.expected_pressure", Reason.NO_SURPRISE),
        ("spring_2016", (), "parties.united_states.expected_pressure", Reason.SILENT),
    ],
)  # fmt: skip
def test_what_is_expected_is_idle_exactly_where_nothing_differs_from_it(name, sets, path, reason):
    assert idle(read(name, sets)).get(path) is reason


def test_the_old_weight_of_support_is_refused_with_the_new_key():
    with pytest.raises(Exception, match=r"expectations: \{abandonment: 0\.4\}"):
        read("spring_2016", ["cohesion.support=30%"])
