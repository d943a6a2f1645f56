"""Rival theories: the settings of each, the checks it breaks, the effects whose sign it changes."""

import pytest

from simulator.analysis.backtest import select_checks
from simulator.analysis.theories import Effect, theories
from simulator.scenario import read
from simulator.scenario.checks import Run, read_checks
from simulator.scenario.errors import ScenarioError
from simulator.scenario.theories import Theory, read_theories, select_theories

RIVALS = read_theories()


@pytest.mark.parametrize("name", RIVALS)
def test_each_shipped_theory_changes_the_baseline(name):
    run = RIVALS[name].of(Run(scenario="spring_2016"))
    changed, baseline = read(run.scenario, run.settings()), read("spring_2016")
    assert (changed.parameters, changed.form.ends) != (baseline.parameters, baseline.form.ends)


def test_a_theory_that_a_run_holds_already_is_not_laid_twice():
    theory = Theory(label="x", overlay="theory_no_spoilers")
    assert theory.of(Run(scenario="spring_2016")).scenario == "spring_2016+theory_no_spoilers"
    assert (
        theory.of(Run(scenario="spring_2016+theory_no_spoilers")).scenario
        == "spring_2016+theory_no_spoilers"
    )


def test_settings_of_a_theory_go_over_those_of_a_run():
    run = Theory(label="x", set={"iran.offset": 0}).of(
        Run(scenario="full_withdrawal", set={"iran.offset": 1, "weeks": 60})
    )
    assert run.set == {"iran.offset": 0, "weeks": 60}


@pytest.mark.slow
def test_without_coercion_a_cut_softens_no_words():
    known, _, places = read_checks()
    usual, without = theories(
        select_theories(RIVALS, "recalibration"),
        select_checks(known, "M12b,M04a"),
        places,
        "spring_2016",
        ["airpower_drawdown"],
        100,
        jobs=1,
    )
    assert usual.failed == [] and without.broken == ["M12b"]
    assert without.reversed["airpower_drawdown: softer public statements"][0] == "+"
    assert (
        "airpower_drawdown: truce void" not in without.reversed
    )  # the aircraft are gone all the same


def test_a_name_of_no_theory_is_refused():
    with pytest.raises(
        ScenarioError, match='"recalibrate" is not a theory; did you mean "recalibration"'
    ):
        select_theories(RIVALS, "recalibrate")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "theories:\n  x: {label: y}\n",
            "mine.yaml:2:3: theories.x: a theory has either `overlay` or `set`",
        ),
        (
            "theories:\n  x: {label: y, lie: z}\n",
            "mine.yaml:2:17: theories.x.lie: unknown key; expected one of: label, overlay, set",
        ),
        ("theories: []\n", "expected a map of keys to values"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(tmp_path, text, said):
    file = tmp_path / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as told:
        read_theories(file)
    assert said in str(told.value), told.value


def test_effects_are_told_of_few_worlds_and_of_the_same_worlds():
    """Of fewer worlds than a check may have; a scenario against itself has no effect at all."""
    (usual,) = theories({}, {}, None, "spring_2016", ["full_withdrawal", "spring_2016"], 40, jobs=1)
    assert usual.failed == usual.broken == [] and not usual.reversed
    land = usual.effects["full_withdrawal: government's land"]
    assert land.low < land.median < land.high < 0.0 and land.sign == "−"
    for key, one in usual.effects.items():
        if key.startswith("spring_2016: "):
            assert one == Effect(0.0, 0.0, 0.0, "0")


def test_a_scenario_that_is_not_there_is_named_once():
    with pytest.raises(ScenarioError, match="no such scenario; did you mean") as told:
        theories({}, {}, None, "spring_2016", ["full_withdrawl"], 40, jobs=1)
    assert len(str(told.value).splitlines()) == 1
