"""The first sentence of a run and a comparison: yes, no or cannot tell, and a comparison in brief."""

import re

import pytest
from door import call
from shipped import FILES

from simulator.analysis.estimate import Change, Estimate
from simulator.model.expression_checks import checked
from simulator.report.view.answer import NO, UNKNOWN, YES, often, verdict_of
from simulator.scenario.read import HOME

MOVED = {"value": 0.1, "low": 0.05, "high": 0.15, "moved": True}
HELD = {"value": 0.0, "low": -0.01, "high": 0.01, "held": True}
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
    ],
)
def test_the_verdict_on_a_change(change, way, verdict):
    assert verdict_of(Change(**change), way)[0] == verdict


@pytest.mark.parametrize(
    ("share", "known", "verdict"),
    [
        ((0.9, 0.85, 0.95), None, YES),
        ((0.1, 0.05, 0.15), (0.0, 0.3), NO),
        ((0.52, 0.48, 0.56), (0.51, 0.6), UNKNOWN),
        ((0.9, 0.85, 0.95), (0.2, 1.0), UNKNOWN),
    ],
)
def test_the_verdict_on_a_share(share, known, verdict):
    value, low, high = share
    ends = dict(zip(("range_low", "range_high"), known or (None, None), strict=True))
    assert often(Estimate(value=value, low=low, high=high, **ends)) == verdict


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
    assert first.startswith("Yes. The war goes on: ") and "(95% CI " in first


def test_scenarios_that_do_not_differ_have_no_answer(tmp_path):
    same = ["--with", "russia.aircraft=18", "-s", "weeks=8", "-n", 20, "-o", tmp_path]
    told = call("compare", "airpower_drawdown", *same).stdout
    assert "Differs in: nothing" in told
    assert "No answer. Nothing differs from airpower_drawdown." in told
