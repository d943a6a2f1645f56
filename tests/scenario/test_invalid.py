"""Scenarios that must be refused, and what an analyst must be told: cases/invalid/NAME.yaml and the lines of NAME.txt."""

import shutil
from pathlib import Path

import pytest

from simulator.model.check import check_expressions
from simulator.scenario import ScenarioError, read
from simulator.scenario.read import HOME

CASES = Path(__file__).resolve().parents[1] / "cases" / "invalid"
NAMES = sorted(path.stem for path in CASES.glob("*.txt"))


@pytest.fixture
def folder(tmp_path):
    """The shipped scenarios and all cases side by side, as `extends` needs them."""
    for path in [*HOME.glob("*.yaml"), *CASES.glob("*.yaml")]:
        shutil.copy(path, tmp_path)
    return tmp_path


def refused(path, sets=()):
    """The text with which a scenario is refused, when it is read or when its measures are looked up."""
    with pytest.raises(ScenarioError) as told:
        check_expressions(read(str(path), sets))
    return str(told.value)


@pytest.mark.parametrize("name", NAMES)
def test_case_is_refused_in_an_analysts_words(folder, name):
    text = refused(folder / f"{name}.yaml")
    lines = (CASES / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    assert f"{name}.yaml" in text
    assert lines
    assert [line for line in lines if line not in text] == []


def test_every_case_has_its_message():
    companions = {"loop_back"}
    assert {path.stem for path in CASES.glob("*.yaml")} == set(NAMES) | companions


# ------------------------------------------------------------------------------------------------- what is no case of text
HEAD = "scenario: made\ntitle: a case that must be refused\nextends: spring_2016\n"


def made(folder, text, name="made.yaml"):
    """A file written for one test."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize("raw", [b"\x89PNG\r\n\x1a\n\0\0", b"scenario: \xff\xfe", b"weeks: \0"], ids=["picture", "latin", "null"])
def test_binary_file_is_refused(folder, raw):
    text = refused(made(folder, raw))
    assert "made.yaml: this is not a text file" in text


def test_control_characters_are_refused(folder):
    assert "made.yaml: this is not YAML" in refused(made(folder, HEAD + "why: \x01\n"))


def test_folder_is_refused(folder):
    (folder / "made.yaml").mkdir()
    assert "made.yaml: this is a folder; a scenario is one YAML file" in refused(folder / "made.yaml")


def test_huge_file_is_refused(folder):
    assert "made.yaml: this is not a text file that holds a scenario" in refused(made(folder, HEAD + "# " + "x" * 2_000_001))


def test_two_documents_are_refused(folder):
    assert "made.yaml:4:1: this is not YAML" in refused(made(folder, HEAD + "---\nweeks: 3\n"))


def test_unknown_scenario_is_named_with_the_nearest(folder):
    text = refused("spring_2061")
    assert text.startswith("spring_2061: there is no such scenario")
    assert 'did you mean "spring_2016"?' in text


def test_a_root_must_say_everything(folder):
    text = refused(made(folder, "scenario: made\ntitle: a root\n"))
    for key in ("format", "start", "weeks", "issues", "parties", "holders", "governorates", "war", "classes"):
        assert f"made.yaml:1:1: {key}: this key is required and missing" in text


def test_every_problem_is_told_at_once(folder):
    text = refused(made(folder, HEAD + "weaks: 3\nwar:\n  rate: plenty\n  magin: 0.5\n"))
    assert [line.split("made.yaml:")[1].split(":")[0] for line in text.splitlines()] == ["6", "7", "4"]


@pytest.mark.parametrize(
    ("setting", "lines"),
    [
        ("russia.aircraft=900", ["--set russia.aircraft=900: ", "russia.aircraft: 900 lies outside 0 to 500 aircraft"]),
        ("russia.aircraft=6w", ['"weeks" does not fit; this number is in aircraft']),
        ("russia.aircrft=18", ['--set russia.aircrft=18: russia.aircrft: there is no "russia"', 'did you mean "russia.aircraft"?']),
        ("war.rte=3%", ["--set war.rte=3%: war.rte: unknown key", 'did you mean "rate"?']),
        ("wars.rate=3%", ["--set wars.rate=3%: wars.rate:", 'there is no "wars"']),
        ("weeks=0", ["--set weeks=0: weeks:", "greater than or equal to 1"]),
        ("start=2016-03-15", ["--set start=2016-03-15: start: 2016-03-15 is a Tuesday"]),
        ("start=2016-02-30", ["--set start=2016-02-30", "2016-02-30 is no date of the calendar"]),
        ("war.rate={uniform: [3%, 2%]}", ["war.rate: uniform", "the low end is above the high end"]),
        ("war.rate", ["--set war.rate: war.rate: write PATH=VALUE"]),
        ("war.rate=[", ["--set war.rate=[", "this is not YAML"]),
    ],
)
def test_bad_settings_are_refused_with_their_own_text(setting, lines):
    text = refused("spring_2016", [setting])
    assert [line for line in lines if line not in text] == []


def test_endless_weeks_are_refused(folder):
    assert "made.yaml:4:1: weeks:" in refused(made(folder, HEAD + "weeks: 1e400\n"))


@pytest.mark.parametrize(
    "text",
    ["why: " + "[" * 3000 + "]" * 3000, "classes:\n  - {id: a, label: a, when: " + "not " * 5000 + "signed}\n"],
    ids=["lists", "expression"],
)
def test_endless_nesting_is_refused(folder, text):
    assert "made.yaml" in refused(made(folder, HEAD + text))


def test_setting_over_broken_levers_is_refused(folder):
    assert "made.yaml:4:1: levers:" in refused(made(folder, HEAD + "levers: 3\n"), ["weeks=3"])


@pytest.mark.parametrize("levers", ["3", "[]"])
def test_broken_levers_beside_a_number_they_move_are_refused(folder, levers):
    assert "made.yaml:4:1: levers:" in refused(made(folder, HEAD + f"levers: {levers}\nparties: {{russia: {{aircraft: 3}}}}\n"))


def test_setting_below_a_number_is_refused():
    assert "war.rate" in refused("spring_2016", ["war.rate.x=3"])


def test_setting_a_required_number_to_null_is_refused():
    assert "war.rate" in refused("spring_2016", ["war.rate=null"])


def test_setting_a_lever_to_null_is_refused():
    assert "russia.aircraft" in refused("spring_2016", ["russia.aircraft=null"])


def test_path_into_a_missing_folder_is_refused(folder):
    assert "nowhere" in refused(folder / "nowhere" / "spring_2016.yaml")


def test_no_classes_are_refused(folder):
    assert "made.yaml:4:1: classes:" in refused(made(folder, HEAD + "classes: []\n"))


def test_opposition_without_fighters_is_refused(folder):
    factions = read("spring_2016").form.factions
    text = "factions:\n" + "".join(f"  {name}: {{fighters: 0}}\n" for name in factions)
    assert "factions" in refused(made(folder, HEAD + text))
