"""The first sentence of a run and a comparison: yes, no or cannot tell, and a comparison in brief."""

import re

import numpy as np
import pytest
from door import call
from shipped import FILES

import simulator
from simulator.analysis.compare import margin_of
from simulator.analysis.estimate import Change, Estimate
from simulator.analysis.statistics import Draws, change_of_share
from simulator.model.expression_checks import checked
from simulator.report.view.answer import MOSTLY, NO, SELDOM, UNKNOWN, YES, is_majority, verdict_of
from simulator.scenario.errors import ScenarioError
from simulator.scenario.read import HOME

MOVED = {"value": 0.1, "low": 0.05, "high": 0.15, "moved": True}
HELD = {"value": 0.0, "low": -0.01, "high": 0.01, "unchanged": True}
OPEN = {"value": 0.02, "low": -0.03, "high": 0.07}


@pytest.mark.parametrize(
    ("change", "way", "verdict"),
    [
        (MOVED, "", YES),
        (MOVED, "rises", YES),
        (MOVED, "falls", NO),
        (MOVED | {"value": -0.1, "low": -0.15, "high": -0.05}, "falls", YES),
        (MOVED | {"ranked": False}, "rises", UNKNOWN),
        (HELD, "", NO),
        (HELD, "falls", NO),
        (OPEN, "", UNKNOWN),
        (OPEN, "rises", UNKNOWN),
        (OPEN | {"low": 0.0}, "falls", NO),
        (OPEN | {"value": -0.02, "low": -0.07, "high": 0.0}, "rises", NO),
        (MOVED | {"value": 0.015, "low": 0.005, "high": 0.025}, "", UNKNOWN),
        (MOVED | {"value": 0.01, "low": 0.005, "high": 0.015}, "", NO),
        (OPEN | {"value": -0.03, "low": -0.08, "high": 0.02}, "rises", NO),
        (MOVED | {"value": -0.1, "low": -0.15, "high": -0.05, "ranked": False}, "rises", UNKNOWN),
    ],
)
def test_the_verdict_on_a_change(change, way, verdict):
    assert verdict_of(Change(**change), margin=0.02, direction=way)[0] == verdict


@pytest.mark.parametrize(
    ("change", "way", "worlds"),
    [
        (OPEN | {"value": 0.0, "low": -0.04, "high": 0.04}, "", 4000),  # to lie within the margin
        (OPEN | {"value": 0.04, "low": -0.04, "high": 0.12}, "", 4000),  # to exclude zero
        (OPEN | {"value": -0.02, "low": -0.1, "high": 0.06}, "rises", 4000),
        (OPEN | {"value": 0.0199, "low": -0.04, "high": 0.08}, "", None),  # on the margin
    ],
)
def test_what_cannot_be_told_says_how_many_worlds_would_decide(change, way, worlds):
    verdict, reason = verdict_of(Change(**change), 0.02, way, 1000)
    assert verdict == UNKNOWN and ("would decide" in reason) == (worlds is not None)
    assert worlds is None or f"About {worlds:,} worlds would decide." in reason


def test_a_rare_event_has_a_narrow_margin():
    before, after = np.zeros(1000), np.zeros(1000)
    before[:40], after[:40] = 1, 1
    change = change_of_share(before > 0, after > 0, Draws(np.arange(1000) // 10))
    assert [margin_of(change, share) for share in (0.0, 0.04, 0.03, 0.9)] == [
        0.005, 0.02, 0.015, 0.02,
    ]  # fmt: skip
    assert verdict_of(change, margin_of(change, 0.04))[0] == NO


def test_the_margin_of_an_amount_is_a_tenth_of_its_standard_deviation():
    change = Change(value=-6.0, effect=-0.3, unit="weeks")
    assert margin_of(change, 36.0) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("share", "known", "verdict"),
    [
        ((0.9, 0.85, 0.95), None, MOSTLY),
        ((0.1, 0.05, 0.15), (0.0, 0.3), SELDOM),
        ((0.52, 0.48, 0.56), (0.51, 0.6), UNKNOWN),
        ((0.9, 0.85, 0.95), (0.2, 1.0), UNKNOWN),
    ],
)
def test_the_verdict_on_a_share(share, known, verdict):
    value, low, high = share
    ends = dict(zip(("range_low", "range_high"), known or (None, None), strict=True))
    assert is_majority(Estimate(value=value, low=low, high=high, **ends)) == verdict


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_shipped_scenarios_have_an_answer(path):
    text = path.read_text(encoding="utf-8")
    assert re.search(r"^answer: [a-z_]+( rises| falls)?$", text, re.M)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("truce_viod", 'no outcome or metric is "truce_viod"; did you mean "truce_void"?'),
        ("truce_void up", "alone or with the direction that means yes"),
        ("violations", "no outcome or metric is"),
    ],
)
def test_an_answer_that_is_none_is_refused_with_its_line(tmp_path, answer, said):
    path = tmp_path / "mine.yaml"
    path.write_text(f"scenario: mine\nextends: {HOME}/spring_2016.yaml\nanswer: {answer}\n")
    told = checked(str(path))
    assert said in told and f"{path}:3:1: answer" in told


def test_a_comparison_is_brief_and_begins_with_its_answer(tmp_path):
    told = call("compare", "spring_2016", "airpower_drawdown", "-n", 200, "-o", tmp_path).stdout
    lines = told.strip().splitlines()
    assert len(lines) <= 25 and "How much" not in told
    assert re.match(r"(Yes|No|Cannot tell)\. Core concession: \d+ of 200 worlds", lines[2])
    full = call("results", "show", "-o", tmp_path, "--full").stdout
    assert "How much, mean of worlds" in full and lines[2].split(" (")[0] in full


def test_several_scenarios_stand_side_by_side_with_an_answer_each(tmp_path):
    names = ["spring_2016", "airpower_drawdown", "full_withdrawal", "joint_pressure"]
    told = call("compare", *names, "-s", "weeks=12", "-n", 20, "-o", tmp_path).stdout
    assert told.count("under spring_2016 (change") == 3
    assert "A: spring_2016; B: airpower_drawdown; C: full_withdrawal; D: joint_pressure" in told
    assert re.search(r"^Of 20 worlds, or mean +A +B +C +D", told, re.M)


def test_a_run_begins_with_its_answer(tmp_path):
    told = call("run", "spring_2016", "-n", 200, "-o", tmp_path).stdout
    first = next(line for line in told.splitlines() if "CI" in line)
    assert first.startswith("The war goes on: ") and "(95% CI " in first
    assert "What happens if nothing is withdrawn?" in told


def test_only_an_outcome_answers_a_yes_or_no_question_of_a_run(tmp_path):
    told = call("run", "airpower_drawdown", "-n", 20, "--by", "2016-06-01", "-o", tmp_path).stdout
    assert "\nCore concession: " in told
    told = call(
        "run", "no_intervention_2015", "-n", 20, "--by", "2015-12-01", "-o", tmp_path
    ).stdout
    assert re.search(r"^(Yes, in most|No, in fewer|Cannot tell)", told, re.M)


def test_an_open_question_is_answered_by_the_direction_of_the_change(tmp_path):
    told = call("compare", "spring_2016", "escalation", "-n", 60, "-o", tmp_path).stdout
    assert re.search(r"^(More often|Less often|No meaningful change|Cannot tell)\. ", told, re.M)
    assert not re.search(r"^(Yes|No)\. ", told, re.M)


def test_a_brief_table_shows_answer_look_marks_and_intervals(tmp_path):
    told = call("compare", "spring_2016", "airpower_drawdown", "-n", 200, "-o", tmp_path).stdout
    labels = ("core concession", "weeks of truce", "truce void", "softer public statements")
    lines = {
        label: line for line in told.splitlines() for label in labels if line.startswith(label)
    }
    assert set(labels) <= set(lines)
    assert all(re.search(r"[+−\d] to [+−]", line) for line in lines.values())
    assert re.match(r"\S+ \S+ statements† +\d+ +\d+ +\+\d+ ", lines["softer public statements"])
    killed = next(line for line in told.splitlines() if line.startswith("civilians killed"))
    assert re.search(r"−[\d,]+\* +−", killed) and "* significant; " in told


def test_scenarios_that_do_not_differ_have_no_answer(tmp_path):
    same = ["--with", "russia.aircraft=18", "-s", "weeks=8", "-n", 20, "-o", tmp_path]
    told = call("compare", "airpower_drawdown", *same).stdout
    assert "Differs in: nothing" in told
    assert "No answer. Nothing differs from airpower_drawdown." in told


def test_an_answer_of_your_own_is_judged_without_the_scenarios_question(tmp_path):
    options = ("--answer", "truce_void", "-n", 20, "--by", "2016-12-31", "-o", tmp_path)
    told = call("compare", "spring_2016", "airpower_drawdown", *options).stdout
    assert re.search(r"^(More often|Less often|No mean.*|Cannot tell)\. Truce void: ", told, re.M)
    assert "change what Assad accepts?" not in told
    assert "Truce void: " in call("results", "show", "latest", "-o", tmp_path).stdout
    same = call("compare", "spring_2016", "--with", "iran.offset=0", *options).stdout
    assert ". Truce void: " in same
    assert "\nTruce void: " in call("run", "spring_2016", *options).stdout


def test_an_answer_of_your_own_is_checked_before_anything_runs(tmp_path):
    for command in (("run", "spring_2016"), ("compare", "spring_2016", "airpower_drawdown")):
        done = call(*command, "--answer", "truce_viod", "-o", tmp_path)
        assert done.returncode == 2 and not list(tmp_path.iterdir())
        assert '--answer: no outcome or metric of spring_2016 is "truce_viod"' in done.stderr
        assert 'did you mean "truce_void"?' in done.stderr
    with pytest.raises(ScenarioError, match=r'argument answer: .*did you mean "truce_void"'):
        simulator.run("spring_2016", answer="truce_viod", out=tmp_path, quiet=True)
