"""The sound part of an invalid scenario is checked, and a value with a problem is named once."""

import copy
import operator
import random

import pytest
from shipped import HOME

from simulator.model.expression_checks import check_expressions, read_valid
from simulator.scenario import ScenarioError
from simulator.scenario.errors import UserError, path_text
from simulator.scenario.levers import merge_levers
from simulator.scenario.sound_section import SoundValues
from simulator.scenario.stances import expand_rows
from simulator.scenario.validate import validate
from simulator.scenario.yaml_reader import load

IDS = ("issues", "parties", "factions", "holders", "regions", "levers")
ROOTS = ("spring_2016", "libya_2019", "yemen_2018")
NAMED = ("levers", "sources")  # other places of a file name these


def paths(value, path=()):
    """Paths of all values of a file."""
    value = dict(enumerate(value)) if isinstance(value, list) else value
    for key, item in value.items() if isinstance(value, dict) else ():
        yield (*path, key)
        yield from paths(item, (*path, key))


def problems(raw, marks):
    """Problems of plain values."""
    try:
        expand_rows(raw, marks)
        merge_levers(raw, marks, {})
        check_expressions(validate(raw, marks, "made.yaml"))
    except ScenarioError as refused:
        return refused.user_errors
    return []


def broken(raw, path, change):
    """A copy of plain values, with a change of (map or list, key) at a path."""
    copied = copy.deepcopy(raw)
    place = copied
    for key in path[:-1]:
        place = place[key]
    change(place, path[-1])
    return copied


def some_paths(raw):
    """Paths of some values; sources are named elsewhere, and a stance in a row has no keys."""
    every = [path for path in paths(raw) if path[0] not in NAMED]
    every = [path for path in every if "stance" not in path or isinstance(path[-1], str)]
    return random.Random(16).sample(every, 25)


@pytest.mark.parametrize("name", ROOTS)
def test_a_value_of_the_wrong_kind_is_the_only_problem(name):
    raw, marks = load(HOME / f"{name}.yaml")
    for path in some_paths(raw):
        wrong = broken(raw, path, lambda place, key: operator.setitem(place, key, [[]]))
        rows, key = problems(wrong, dict(marks)), path_text(path)
        assert rows, key
        follow_ups = [row for row in rows if not (row.key in key or key in row.key)]
        assert not follow_ups, (key, follow_ups)


@pytest.mark.parametrize("name", ROOTS)
def test_a_value_that_is_missing_never_stops_the_checks(name):
    raw, marks = load(HOME / f"{name}.yaml")
    entries = [(section, name) for section in IDS for name in raw.get(section, ())]
    for path in [*some_paths(raw), *entries]:
        rows = problems(broken(raw, path, operator.delitem), dict(marks))
        assert all(isinstance(row, UserError) for row in rows)


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
