"""The sound part of an invalid scenario is checked, and a value with a problem is named once."""

import copy
import random

import pytest
from shipped import HOME

from simulator.model.expression_checks import read_valid
from simulator.scenario import ScenarioError
from simulator.scenario.errors import path_text
from simulator.scenario.levers import merge_levers
from simulator.scenario.sound_section import SoundValues
from simulator.scenario.validate import validate
from simulator.scenario.yaml_reader import load

ROOTS = ("spring_2016", "libya_2019")
NAMED = ("levers", "sources")  # other places of a file name these


def paths(value, path=()):
    """Paths of all values of a file."""
    value = dict(enumerate(value)) if isinstance(value, list) else value
    for key, item in value.items() if isinstance(value, dict) else ():
        yield (*path, key)
        yield from paths(item, (*path, key))


def problems(raw, marks):
    """Problems of plain values."""
    with pytest.raises(ScenarioError) as refused:
        merge_levers(raw, marks, {})
        validate(raw, marks, "made.yaml")
    return refused.value.user_errors


@pytest.mark.parametrize("name", ROOTS)
def test_a_value_of_the_wrong_kind_is_the_only_problem(name):
    raw, marks = load(HOME / f"{name}.yaml")
    every = [path for path in paths(raw) if path[0] not in NAMED]
    for path in random.Random(16).sample(every, 60):
        broken = copy.deepcopy(raw)
        place = broken
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = [[]]
        rows, key = problems(broken, dict(marks)), path_text(path)
        assert rows
        follow_ups = [row for row in rows if not (row.key in key or key in row.key)]
        assert not follow_ups, (key, follow_ups)


def test_whole_file_without_some_keys_names_them_beside_its_other_problems(tmp_path):
    whole = (HOME / "libya_2019.yaml").read_text(encoding="utf-8")
    for key in ("start", "weeks", "ends"):
        whole = whole.replace(f"\n{key}:", f"\nnote_{key}: ''\nsource_{key}:", 1)
    file = tmp_path / "made.yaml"
    file.write_text(whole.replace("veto: sign", "veto: block"), encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        read_valid(str(file))
    text = str(refused.value)
    assert "this file lacks start, weeks, ends" in text
    assert 'emirates.veto: "block" is not valid here; expected one of' in text
    assert "exactly one" not in text


def test_values_with_a_problem_are_not_read():
    values = SoundValues({"war.rate": 3}, {("war", "width"), ("truce",)})
    assert values["war.rate"] == 3
    assert values.get("war.noise", 7) == 7
    for path in ("war.width", "truce.trust"):
        with pytest.raises(AttributeError):
            values.get(path)
