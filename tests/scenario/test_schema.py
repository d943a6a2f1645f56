"""The schemas that editors read: committed, up to date, true to the shipped files and to the
reader."""

import datetime
import json
import re

import jsonschema
import pytest
from shipped import FILES, HOME

from simulator.scenario import ScenarioError, read
from simulator.scenario.json_schema import schema
from simulator.scenario.library import new_file
from simulator.scenario.yaml_reader import load, parse

OTHERS = "libya_2019", "yemen_2018"
PARENTS = {"scenario": None} | {name: name for name in ("spring_2016", *OTHERS)}
VALIDATORS = {
    name: jsonschema.Draft202012Validator(
        json.loads((HOME / f"{name}.schema.json").read_text(encoding="utf-8"))
    )
    for name in PARENTS
}
HEAD = "scenario: mine\nextends: spring_2016\n"
OF_FIRST = {
    name: one for name, one in VALIDATORS.items() if name not in OTHERS
}  # what HEAD's children are held against
both = pytest.mark.parametrize("validator", OF_FIRST.values(), ids=list(OF_FIRST))


def as_json(value):
    """Values as JSON has them: dates are text."""
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def written(text):
    return as_json(parse(HEAD + text, "mine")[0])


def reads(text, tmp_path):
    """Whether the reader takes a file that extends the shipped parent."""
    (tmp_path / "mine.yaml").write_text(HEAD + text)
    try:
        read(tmp_path / "mine.yaml")
    except ScenarioError:
        return False
    return True


def schema_named_in(path):
    return re.match(
        r"# yaml-language-server: \$schema=\S*/(\w+)\.schema\.json\n", path.read_text()
    )[1]


@pytest.mark.parametrize(("name", "parent"), PARENTS.items())
def test_the_committed_schema_is_the_formats(name, parent):
    made = json.loads(json.dumps(schema(read(parent) if parent else None)))
    committed = json.loads(json.dumps(VALIDATORS[name].schema))
    rules = [one["$defs"]["Talks"]["properties"]["rule"].pop("enum") for one in (made, committed)]
    assert set(rules[0]) >= set(rules[1]) >= {"package"}  # a rule may be newer than the file
    assert made == committed
    VALIDATORS[name].check_schema(VALIDATORS[name].schema)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_shipped_files_satisfy_the_schema_they_name(path):
    values = load(path)[0]
    root = path
    while "extends" in load(root)[0]:
        root = HOME / f"{load(root)[0]['extends']}.yaml"
    assert schema_named_in(path) == (root.stem if root != path else "scenario")
    VALIDATORS[schema_named_in(path)].validate(as_json(values))


@both
@pytest.mark.parametrize(
    "text",
    [
        "levers: {russia.aircraft: 18}\n",
        "levers: {russia.aircraft: 18 aircraft}\n",
        "levers: {russia.sorties: null}\n",
        "levers: {russia.aircraft: {uniform: [10, 20], source: P3}}\n",
        (
            "levers: {russia.aircraft: {value: {uniform: [10, 20]}, steps: [{at: 2016-05-01, to:"
            " 18}]}}\n"
        ),
        "levers: {russia.aircraft: [{at: 2016-05-01, to: 18, over: 3w, when: violations > 400}]}\n",
        "levers: {new.one: {value: 5%, sets: war.loss_per_week}}\n",
        "levers: {war.loss_per_week: [{at: 2016-05-01, to: 5%}], iran.effort: 2}\n",
        "levers: {parties.iran.effort: {value: 2, sets: parties.iran.effort}}\n",
        "levers:\n  # a comment\n",
        "war: {rate: 5%, source: P3, grade: D}\n",
        "war: {rate: {triangular: [1%, 2%, 4%], grade: D}}\n",
        (
            "parties: {iran: {stance: {presidency: {position: {interval: [0, 10], confidence:"
            " 80%}}}}}\n"
        ),
        "holders: {regime: {priority: {aleppo: 4, homs: null}}}\n",
        (
            "factions: {nusra: null, newcomers: {label: newcomers, fighters: 2, homes: [idlib],"
            " hard_line: 0}}\n"
        ),
        (
            "outcomes: [{id: one, label: all, when: true, parts: [{id: two, label: some, when:"
            " [signed, {if: violations > 400, for: 2w}]}]}]\n"
        ),
    ],
)
def test_what_the_reader_takes_the_schema_takes(text, validator, tmp_path):
    assert reads(text, tmp_path)
    validator.validate(written(text))


@both
@pytest.mark.parametrize(
    "text",
    [
        "lever: {}\n",
        "war: {rates: 5%}\n",
        "war: {rate: {uniform: [1]}}\n",
        "war: {rate: {unifrom: [1, 2]}}\n",
        "war: {rate: [1, 2]}\n",
        "war: {rate: lots}\n",
        "parties: {iran: {veto: neighbour}}\n",
        "parties: {iran: 3}\n",
        "ends: {stalemate: {presidency: 500}}\n",
        "levers: [3]\n",
        "levers: {russia.aircraft: lots}\n",
        "levers: {russia.aircraft: [18]}\n",
        "levers: {russia.aircraft: [{at: 2016-05-01}]}\n",
        "levers: {russia.aircraft: [{to: 18}]}\n",
        "levers: {russia.aircraft: [{at: 2016-05-01, to: [18]}]}\n",
        "levers: {russia.aircraft: {values: 3}}\n",
        "outcomes: [{id: one, label: all}]\n",
    ],
)
def test_what_the_reader_refuses_the_schema_refuses(text, validator, tmp_path):
    assert not reads(text, tmp_path)
    assert not validator.is_valid(written(text))


@pytest.mark.parametrize(
    "text",
    [
        "levers: {russia.aircrafts: 18}\n",
        "levers: {russia.aircrafts: [{at: 2016-05-01, to: 18}]}\n",
        "levers: {new.one: {value: 5%}}\n",
        "levers: {aid.access: [{at: 2016-05-01, to: 18}]}\n",
    ],
)
def test_a_parents_schema_knows_its_levers(text, tmp_path):
    assert not reads(text, tmp_path)
    assert not VALIDATORS["spring_2016"].is_valid(written(text)) and VALIDATORS[
        "scenario"
    ].is_valid(written(text))


def test_a_root_is_told_what_it_lacks():
    root = as_json(load(HOME / "spring_2016.yaml")[0])
    del root["start"]
    assert [error.message for error in VALIDATORS["scenario"].iter_errors(root)] == [
        "'start' is a required property"
    ]
    (error,) = VALIDATORS["spring_2016"].iter_errors({"scenario": "mine"})
    assert error.message == "'extends' is a required property"


def test_numbers_tell_their_meaning_unit_and_range():
    told = VALIDATORS["scenario"].schema["$defs"]["War"]["properties"]["rate"]["description"]
    assert "share/week" in told and "0 to 1" in told


def test_levers_tell_what_is_in_force():
    def told(parent, lever):
        return schema(read(parent))["properties"]["levers"]["properties"][lever]["description"]

    assert (
        told("spring_2016", "russia.aircraft")
        == "combat aircraft, which limit the sorties (aircraft, 0 to 500); 36 in spring_2016"
    )
    assert told("airpower_drawdown", "russia.aircraft").endswith(
        "36 in airpower_drawdown, 18 from 15 March 2016 over 3 weeks"
    )
    assert told("spring_2016", "russia.sorties").endswith("left to the model in spring_2016")


def test_a_new_file_names_the_schema_that_stands_beside_it(tmp_path):
    (tmp_path / "spring_2016.yaml").write_text((HOME / "spring_2016.yaml").read_text())
    assert schema_named_in(new_file("first", str(tmp_path / "spring_2016.yaml"))) == "scenario"
    (tmp_path / "spring_2016.schema.json").write_text("{}")
    second = new_file("second", str(tmp_path / "spring_2016.yaml"))
    assert schema_named_in(second) == "spring_2016"
    VALIDATORS["spring_2016"].validate(as_json(load(second)[0]))
