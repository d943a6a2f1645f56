"""A new conflict starts from a made-up one that is valid, runs, and explains its choices."""

import re

import pytest
import yaml
from door import call
from shipped import ROOT

from simulator.scenario import read
from simulator.scenario.idle import without_effect

TEMPLATE = ROOT / "simulator" / "scenario" / "templates" / "conflict.yaml"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with a new conflict, and what the command printed."""
    folder = tmp_path_factory.mktemp("new")
    result = call("new", "--conflict", "my_war", cwd=folder)
    assert result.returncode == 0, result.stderr
    return folder, result.stdout


def test_the_command_says_where_the_file_is_and_what_comes_next(made):
    folder, text = made
    assert f"Wrote {folder / 'scenarios' / 'my_war.yaml'}. It is valid and runs as it is." in text
    assert "validate my_war`" in text and "run my_war`" in text


def test_it_validates_strictly_and_every_input_has_an_effect_or_says_why(made):
    folder, _ = made
    result = call("validate", "my_war", "--strict", cwd=folder)
    assert result.returncode == 0
    assert "no effect" not in result.stdout


def test_it_runs_and_answers_its_question(made):
    folder, _ = made
    result = call("run", "my_war", "-n", "60", "-q", cwd=folder)
    assert result.returncode == 0, result.stderr
    assert "A deal holds:" in result.stdout
    ends = re.findall(
        r"^(The state prevails|A deal holds|A truce|The war goes on)", result.stdout, re.M
    )
    assert len(ends) >= 4


def test_it_is_short_and_each_choice_has_a_comment():
    lines = TEMPLATE.read_text(encoding="utf-8").splitlines()
    assert len(lines) < 120
    assert max(map(len, lines)) <= 100
    raw = yaml.safe_load("\n".join(lines).format(schema="", name="my_war", title="My war"))
    commented = [i for i, line in enumerate(lines) if "#" in line]
    obvious = {"scenario", "title", "question", "format", "weeks", "grade", "sources"}
    for key in set(raw) - obvious:
        place = next(i for i, line in enumerate(lines) if line.startswith(f"{key}:"))
        assert {place, place - 1} & set(commented), key


def test_each_line_can_be_left_out_only_by_changing_the_scenario(made):
    """A leaf that a default would give as well is a line without effect."""
    folder, _ = made
    path = folder / "scenarios" / "my_war.yaml"
    whole = read(str(path))
    idle = set(without_effect(whole))
    written = {
        name
        for name, parameter in whole.parameters.items()
        if parameter.source == "our judgement" and name not in idle
    }
    assert len(written) > 60
    for name in written:
        default = _default(whole, name)
        assert default is None or default != whole.parameters[name].prior_text, name


def _default(resolved, path):
    """Prior of a parameter by default, or None where it has none."""
    from simulator.scenario.pydantic_errors import fields_at

    *keys, last = path.split(".")
    field = dict(fields_at(keys)).get(last)
    default = field.default if field else None
    return getattr(default, "prior_text", None)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("my_war", "--conflict"), "a file of this name already exists"),
        (("My War", "--conflict"), "lower-case letters"),
        (("other", "--conflict", "--extends", "spring_2016"), "extends no scenario"),
    ],
)
def test_a_name_or_a_parent_that_does_not_fit_is_refused(made, arguments, text):
    result = call("new", *arguments, cwd=made[0])
    assert result.returncode in (2, 3)
    assert text in result.stderr


def test_a_file_that_lacks_most_keys_is_pointed_to_it(tmp_path):
    file = tmp_path / "bare.yaml"
    file.write_text("scenario: bare\nweeks: 20\n", encoding="utf-8")
    result = call("validate", file)
    assert "or start from `python run.py new --conflict NAME`" in result.stderr


SLIPS = {  # what somebody who replaces words and numbers may leave behind, and the message
    "  movement:\n    label: the movement": (
        "  militia:\n    label: the militia",
        'holders.brigades.party: there is no "movement"; expected one of: militia, neighbour, state',
    ),
    "coast: {label": (
        "harbour: {label",
        'borders.coast: there is no "coast"; expected one of: harbour, plain, south',
    ),
    "weeks: 104": (
        "weeks: two years",
        'weeks: "two years" is not a duration; write weeks, like 6w',
    ),
    "autonomy: [85, 90%, 20%]": (
        "autonomy: [85, 90, 20%]",
        'autonomy.salience: 90 is outside 0 to 1; did you mean "90%"?',
    ),
    "client: state": ("client: sate", 'client.sate: there is no "sate"; did you mean "state"?'),
    "stalemate: {autonomy: 60}": ("stalemate: {}", 'the end does not cover "autonomy"'),
    "residents.army >= 95": (
        "residents.armee >= 95",
        'there is no metric "residents.armee"; did you mean "residents.army"?',
    ),
}


def test_all_slips_in_a_new_conflict_are_told_at_once_and_nothing_else(made):
    folder, _ = made
    text = (folder / "scenarios" / "my_war.yaml").read_text(encoding="utf-8")
    for old, (new, _) in SLIPS.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    file = folder / "slips.yaml"
    file.write_text(text, encoding="utf-8")
    result = call("validate", file)
    assert len(re.findall(r"slips\.yaml:\d+:\d+: ", result.stderr)) == len(SLIPS), result.stderr
    for _, message in SLIPS.values():
        assert message in result.stderr
