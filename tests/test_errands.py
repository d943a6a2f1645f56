"""What people add most, each done on a copy of the project: only the files that the errand names are
touched, and every verb knows the addition."""

import filecmp
import json
import os
import re
import shutil
import subprocess
import sys

import pytest
from shipped import ROOT

COPIED = ("simulator", "scenarios", "tests")
MADE = shutil.ignore_patterns("__pycache__", "results", ".*")  # by running, not by hand
FEW = ("-n", "20", "--reps", "5", "-s", "weeks=6", "--format", "json", "-q")
ISSUES = (
    "presidency", "transitional_body", "constitution", "elections", "state_structure",
    "foreign_forces", "inclusiveness", "ceasefire", "humanitarian_access", "detainees",
    "indiscriminate_weapons",
)  # fmt: skip
STANCE = ", ".join(
    f"{issue}: {{position: 70, salience: 40%, flexibility: 30%, basis: outside}}"
    for issue in ISSUES
)
ACTORS = f"""\
scenario: more_actors
title: A group and a signer more
extends: spring_2016
question: Does one more signature cost anything?
source: our judgement
grade: D
factions:
  river_brigade: {{label: River Brigade, fighters: 9, homes: [aleppo], hard_line: 20}}
parties:
  council: {{label: the Council,
    war_cost: 3%, optimism: 0, shift: 0, stance: {{{STANCE}}}}}
"""
LEVER = """\
scenario: slow_morale
title: Morale comes back slowly
extends: spring_2016
question: What if broken armies stay broken?
levers:
  army.recovery: {value: 2%, sets: cohesion.recovery, source: our judgement, grade: D}
"""
RULE = '''\
"""A plain split of the difference."""

import numpy as np

from simulator.rules import bargaining_rule


@bargaining_rule("midway between the outermost positions")
def midrange(position, weight, salience, reserve):
    """Each issue midway between the outermost positions of those who count there [Black1958].

    position  (A, I, W)  any scale
    weight    (A, W)     0 or more: capability
    salience  (A, I, W)  0 or more
    reserve   (A, W)     value without a deal; not used
    returns   (I, W)     on the scale of the positions

    >>> position = np.array([[[0.0]], [[40.0]], [[100.0]]]); one = np.ones((3, 1, 1))
    >>> midrange(position, np.ones((3, 1)), one, np.zeros((3, 1)))
    array([[50.]])
    """
    counts = weight[:, None] * salience > 0.0
    low = np.min(np.where(counts, position, np.inf), axis=0)
    return 0.5 * (low + np.max(np.where(counts, position, -np.inf), axis=0))
'''
TEST_OF_RULE = '''\
"""The plain split of the difference."""

import numpy as np

from simulator.rules.bargaining import RULES


def test_who_stands_between_does_not_matter():
    line, one = np.array([[[0.0]], [[10.0]], [[60.0]]]), np.ones((3, 1))
    assert RULES["midrange"](line, one, np.ones((3, 1, 1)), one)[0, 0] == 30.0
'''
METRIC = '''

@metric("thousand", "mean", "men free to attack", span=(0.0, 200.0), order=165)
def men_free(m):
    """Men of all holders who are free to attack."""
    return m.state.reserve.sum(axis=0)
'''
OUTCOME = """\
scenario: tired_war
title: A war without men to attack
extends: spring_2016
question: How often do all run out of men?
outcomes:
  - {id: exhausted, label: Nobody has men left to attack, when: men_free < 5000}
  - {id: other, label: Any other end, when: true}
"""
FIGURE = '''\
"""A picture of how many worlds there are."""

from simulator.report.figures.parts import figure, message


@figure("worlds")
def worlds(study):
    """The number of worlds, as a sentence."""
    return message(f"There are {study.worlds} worlds to look at.")
'''
CHECK = """\
sources: {M: our own}
checks:
  MEN:
    name: Men free to attack
    kind: calibration
    run: spring_2016
    readings: {men: {mean: men_free, to: 2016-04-25}}
    median: men
    band: [0, 100000]
    unit: thousand
    known_at_design: "no"
    source: M
    grade: D
"""


@pytest.fixture
def copy(tmp_path):
    """A copy of the project."""
    for name in COPIED:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=MADE)
    for path in ROOT.glob("*.*"):
        if path.is_file():
            shutil.copy(path, tmp_path)
    return tmp_path


def python(copy, *command, code=0):
    """Standard output of Python in the copy."""
    env = {**os.environ, "NO_COLOR": "1", "COLUMNS": "100"}
    env.pop("PYTHONPATH", None)
    result = subprocess.run(
        [sys.executable, *map(str, command)], cwd=copy, env=env, capture_output=True, text=True
    )
    assert result.returncode == code, result.stdout[-3000:] + result.stderr[-3000:]
    return result.stdout


def verb(copy, *words):
    return python(copy, "run.py", *words)


def suite(copy, *chosen):
    python(copy, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *chosen)


def touched(copy):
    """Files of the copy that are new or other than the project's."""
    made = {"__pycache__", "results"}
    found = [path.relative_to(copy) for name in COPIED for path in (copy / name).rglob("*")]
    files = [path for path in found if (copy / path).is_file() and not made & set(path.parts)]
    return {
        str(path)
        for path in files
        if not (ROOT / path).exists() or not filecmp.cmp(ROOT / path, copy / path, shallow=False)
    }


def write(copy, path, text, added=False):
    """Write a file of the copy, or add to one."""
    before = (copy / path).read_text(encoding="utf-8") if added else ""
    (copy / path).parent.mkdir(parents=True, exist_ok=True)
    (copy / path).write_text(before + text, encoding="utf-8")


@pytest.mark.slow
def test_an_actor_and_a_faction_are_one_file(copy):
    write(copy, "scenarios/more_actors.yaml", ACTORS)
    study = json.loads(verb(copy, "compare", "spring_2016", "more_actors", *FEW))
    assert set(study["scenarios"]) == {"spring_2016", "more_actors"}
    told = json.loads(verb(copy, "describe", "more_actors", "--format", "json"))
    names = {one["kind"]: one["names"] for one in told["entities"]["kinds"]}
    assert names["factions"]["river_brigade"] == "River Brigade"
    assert names["parties"]["council"] == "the Council"
    assert "River Brigade" in verb(copy, "diff", "spring_2016", "more_actors")
    assert touched(copy) == {"scenarios/more_actors.yaml"}


@pytest.mark.slow
def test_a_lever_is_one_file(copy):
    write(copy, "scenarios/slow_morale.yaml", LEVER)
    assert "army.recovery" in verb(copy, "show", "slow_morale", "--levers")
    vary = ("--vary", "army.recovery=0:8%:2")
    told = json.loads(verb(copy, "sweep", "slow_morale", *vary, *FEW))
    assert "army.recovery" in json.dumps(told)
    assert "army.recovery" in verb(copy, "describe", "slow_morale", "--part", "input")
    assert touched(copy) == {"scenarios/slow_morale.yaml"}


@pytest.mark.slow
def test_a_bargaining_rule_is_its_function_and_its_test(copy):
    files = {
        "simulator/rules/bargaining/midrange.py": RULE,
        "tests/rules/test_midrange.py": TEST_OF_RULE,
    }
    for path, text in files.items():
        write(copy, path, text)
    run = json.loads(verb(copy, "run", "spring_2016", "-s", "talks.rule=midrange", *FEW))
    assert "talks.rule=midrange" in run["scenarios"]["spring_2016"]["title"]
    table = "scenarios/record/emission_standards.csv"
    settled = json.loads(verb(copy, "settle", table, "--rule", "midrange", "--format", "json"))
    assert settled["rule"] == "midrange" in settled["issues"]["emission_standards"]["rules"]
    assert "midway between the outermost positions" in verb(
        copy, "settle", table, "--rule", "midrange"
    )
    assert "midrange" in verb(copy, "settle", "--help")
    told = json.loads(verb(copy, "describe", "--part", "submodels", "--format", "json"))
    modules = told["submodels"]["modules"]
    (own,) = [
        one for module in modules for one in module["rules"] if one["rule"] == "bargaining.midrange"
    ]
    assert own["applied_by"] == ["Drafting"] and "Black1958" in own["literature"]
    assert "midrange" in verb(copy, "schema")
    suite(
        copy, "tests/rules/test_midrange.py", "tests/rules/test_settlement.py",
        "tests/rules/test_harness.py", "tests/scenario/test_schema.py",
        "simulator/rules/bargaining", "-k", "midrange or rule or committed",
    )  # fmt: skip
    assert touched(copy) == set(files)


@pytest.mark.slow
def test_a_bargaining_rule_is_compared_and_matters(copy):
    write(copy, "simulator/rules/bargaining/midrange.py", RULE)
    pair = ("compare", "spring_2016", "airpower_drawdown", "--rules", "midrange")
    told = json.loads(verb(copy, *pair, *FEW, "--no-report"))
    assert "midrange" in told["rules"]
    verb(copy, *pair, *FEW[:6], "-q", "-o", "results/page")
    (page,) = (copy / "results" / "page").glob("compare_*/report.html")
    assert "midrange" in page.read_text(encoding="utf-8")
    suite(copy, "tests/model/test_null_rules.py", "-k", "midrange")


@pytest.mark.slow
def test_a_metric_is_one_function(copy):
    path = "simulator/model/metrics/battlefield.py"
    write(copy, path, METRIC, added=True)
    run = json.loads(verb(copy, "run", "spring_2016", *FEW))
    assert "men_free" in run["scenarios"]["spring_2016"]["metrics"]
    quick = ("-n", "40", "--reps", "5", "-s", "weeks=6", "-q")
    assert "men free to attack" in verb(copy, "run", "spring_2016", *quick)
    assert "men_free" in verb(copy, "run", "spring_2016", *quick, "--format", "csv")
    verb(copy, "compare", "spring_2016", "full_withdrawal", *quick, "-o", "results/page")
    (page,) = (copy / "results" / "page").glob("compare_*/report.html")
    assert "men free to attack" in page.read_text(encoding="utf-8")
    suite(copy, "tests/test_golden.py", "-k", "theory_no_patrons or new_name", "-W", "ignore")
    assert touched(copy) == {path}


@pytest.mark.slow
def test_an_outcome_and_a_check_are_yaml(copy):
    write(copy, "simulator/model/metrics/battlefield.py", METRIC, added=True)
    write(copy, "scenarios/tired_war.yaml", OUTCOME)
    write(copy, "mine/checks.yaml", CHECK)
    run = json.loads(verb(copy, "run", "tired_war", *FEW))
    assert run["scenarios"]["tired_war"]["outcomes"]["exhausted"]["share"] == 1.0
    assert "Nobody has men left to attack" in verb(copy, "run", "tired_war", *FEW[:6], "-q")
    told = json.loads(
        verb(copy, "backtest", "--checks", "mine/checks.yaml", "-n", "40", "--format", "json", "-q")
    )
    assert re.search(r'"MEN"', json.dumps(told))
    assert touched(copy) == {"simulator/model/metrics/battlefield.py", "scenarios/tired_war.yaml"}


@pytest.mark.slow
def test_a_chart_is_one_function_and_a_line_in_the_template(copy):
    figure, template = (
        "simulator/report/figures/worlds.py",
        "simulator/report/templates/report.html",
    )
    write(copy, figure, FIGURE)
    page = (copy / template).read_text(encoding="utf-8")
    line = "{{ pictures.changes }}\n"
    assert page.count(line) == 1
    write(copy, template, page.replace(line, line + "{{ pictures.worlds }}\n"))
    verb(copy, "compare", "spring_2016", "full_withdrawal", *FEW, "-o", "results/page")
    (made,) = (copy / "results" / "page").glob("compare_*/report.html")
    assert "There are 20 worlds to look at." in made.read_text(encoding="utf-8")
    known = "from simulator.report import figures; print(*figures.FIGURES)"
    assert "worlds" in python(copy, "-c", known).split()
    assert touched(copy) == {figure, template}
