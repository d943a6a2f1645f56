"""Yemen in 2018, a conflict of three camps in short: it reads, each lever moves something, its
variants differ, and its outputs use no word of the first case."""

import json
import re

import numpy as np
import pytest
from door import call
from shipped import HOME, NAMES

from simulator.ensemble.blocks import run_in_full
from simulator.ensemble.design import design_of_worlds
from simulator.model.expression_checks import check_expressions
from simulator.report.view.names import lever_name
from simulator.scenario import read
from simulator.scenario.json_schema import schema

BASE = "yemen_2018"
VARIANTS = [name for name in NAMES if name.startswith("yemen_") and name != BASE]
WORLDS, SEED = 200, 2016
FILES = [HOME / f"{name}.yaml" for name in (BASE, *VARIANTS)]
MOVED = {  # a value of each lever far from that of the file
    "saudi.strikes": "7",
    "saudi.aircraft": "40",
    "us.refuelling": "0.05",
    "us.pressure": "90%",
    "saudi.pressure": "90%",
    "sudan.men": "0 throughout",
    "emirates.strikes": "0.5",
    "emirates.aircraft": "5",
    "emirates.men": "0 throughout",
    "iran.arms": "100",
    "iran.anti_tank": "2",
    "hodeidah.effort": "1",
    "aden.south": "100% throughout",
    "aden.government": "100% throughout",
    "government.recruitment": "0.5",
    "houthis.recruitment": "0.2",
    "south.recruitment": "0.6",
    "truce.monitoring": "80% throughout",
    "aid.access": "80",
}
SIGNS = [  # lever, metric, direction
    ("saudi.strikes", "civilians_killed", -1),
    ("us.pressure", "measures_enacted", +1),
    ("iran.anti_tank", "area.south.hodeidah", -1),
    ("hodeidah.effort", "area.south.hodeidah", -1),
    ("aden.government", "area.government", +1),
    ("aid.access", "besieged", -1),
]
FIRST_CASE = re.compile(
    r"\bP\d+\b|\bthe leader\b|\b[Mm]inistr|Syria|Assad|Russia|Damascus|Moscow|ISIS|Kurd"
)


def worlds_of(*sets, name=BASE):
    resolved = read(name, sets)
    table = design_of_worlds(resolved, WORLDS, SEED)
    return run_in_full([resolved], [table], SEED)[0].worlds


@pytest.fixture(scope="module")
def base():
    return worlds_of()


@pytest.fixture(scope="module")
def moved():
    return {lever: worlds_of(f"{lever}={value}") for lever, value in MOVED.items()}


def change_of(base, other, metric):
    """Mean change of a metric and its standard error over the same worlds."""
    change = (other[metric] - base[metric]).astype(float)
    return change.mean(), change.std() / WORLDS**0.5


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_files_are_short(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) < (250 if path.stem == BASE else 20)
    assert max(map(len, lines)) <= 100


@pytest.mark.parametrize("name", [BASE, *VARIANTS])
def test_it_reads_and_every_parameter_has_a_source_and_a_grade(name):
    resolved = read(name)
    check_expressions(resolved)
    parameters = resolved.parameters.values()
    assert all(parameter.source and parameter.grade for parameter in parameters)
    assert sum(parameter.uncertain for parameter in parameters) <= 40
    cited = " ".join(parameter.source for parameter in parameters)
    steps = [step for lever in resolved.form.levers.values() for step in lever.steps]
    described = HOME.joinpath(f"{BASE}.yaml").read_text(encoding="utf-8")
    for key in resolved.form.sources:
        cites = (key in text for text in (cited, *(step.source or "" for step in steps)))
        assert any(cites) or f"({key})" in described, key


def test_there_are_three_camps_and_the_capital_is_not_the_governments():
    form = read(BASE).form
    assert list(form.camps) == ["government", "houthis", "south"]
    (capital,) = (region for region in form.regions.values() if region.capital)
    assert capital.held["houthis"].value == 1.0 and form.parties["government"].sovereign
    assert list(form.parties["united_states"].client) == ["saudi_arabia"]
    assert form.holders["aqap"].excluded


def test_the_committed_schema_is_the_formats():
    committed = json.loads((HOME / f"{BASE}.schema.json").read_text(encoding="utf-8"))
    assert json.loads(json.dumps(schema(read(BASE)))) == committed


def test_worlds_differ(base):
    outcomes = read(BASE).form.outcomes
    shares = [np.mean(base["outcome"] == i) for i in range(len(outcomes))]
    assert min(shares) > 0.0 and max(shares) < 0.8


@pytest.mark.slow
def test_each_lever_moves_something(base, moved):
    assert set(MOVED) == set(read(BASE).levers)
    for lever, worlds in moved.items():
        numeric = [name for name in base if base[name].dtype.kind == "f" and name in worlds]
        changes = [change_of(base, worlds, name) for name in numeric]
        clear = [mean for mean, error in changes if np.isfinite(mean) and abs(mean) > 4 * error]
        assert clear, lever


@pytest.mark.parametrize(("lever", "metric", "sign"), SIGNS)
def test_levers_move_metrics_the_right_way(lever, metric, sign, base):
    mean, error = change_of(base, worlds_of(f"{lever}={MOVED[lever]}"), metric)
    assert sign * mean > 3.0 * error > 0.0


@pytest.mark.parametrize(
    ("name", "metric", "sign"),
    [("yemen_half_strikes", "civilians_killed", -1), ("yemen_no_refuelling", "sorties", -1)],
)
def test_variants_move_something(name, metric, sign, base):
    mean, error = change_of(base, worlds_of(name=name), metric)
    assert sign * mean > 3.0 * error > 0.0


def test_a_relation_that_a_lever_moves_names_both_holders():
    name = lever_name(read(BASE), "aden.south")
    assert name == "southern forces: ordinary fighting against government forces"


def test_three_signers_are_not_two_sides():
    text = call("story", BASE, "--world", 3).stdout
    assert "The signers agreed on" in text and "two sides" not in text


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", BASE, "-n", 40],
        ["compare", BASE, *VARIANTS, "-n", 40, "--full"],
        ["story", BASE, "--world", 3, "--numbers"],
        ["show", BASE, "--levers"],
        ["describe", BASE],
    ],
    ids=lambda arguments: " ".join(map(str, arguments)),
)
def test_outputs_use_no_word_of_the_first_case(arguments, tmp_path):
    runs = arguments[0] in ("run", "compare")
    result = call(*arguments, *(["-o", tmp_path] if runs else []))
    assert result.returncode == 0, result.stderr
    pages = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("report.html")]
    assert len(pages) == (arguments[0] == "compare")
    visible = [re.sub(r"(?s)<(script|style)\b.*?</\1>|<[^>]+>", " ", page) for page in pages]
    for text in (result.stdout, *visible):
        assert len(text) > 100 and not re.search(r"\bnan\b", text)
        assert not FIRST_CASE.search(text), FIRST_CASE.search(text)
