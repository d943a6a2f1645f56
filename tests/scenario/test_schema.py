"""The schema that editors read: committed, up to date, true to the shipped files and to the reader."""

import datetime
import json
from pathlib import Path

import jsonschema
import pytest

from simulator.scenario.schema import schema
from simulator.scenario.text import load, parse

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((ROOT / "scenarios").glob("*.yaml"))
VALIDATOR = jsonschema.Draft202012Validator(json.loads((ROOT / "scenarios" / "scenario.schema.json").read_text()))
HEAD = "scenario: mine\nextends: spring_2016\n"


def as_json(value):
    """Values as JSON has them: dates are text."""
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def test_the_committed_schema_is_the_formats():
    assert json.loads(json.dumps(schema())) == VALIDATOR.schema


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_files_satisfy_it(path):
    VALIDATOR.validate(as_json(load(path)[0]))


@pytest.mark.parametrize(
    "text",
    [
        "levers: {russia.aircraft: 18}\n",
        "levers: {russia.aircraft: 18 aircraft}\n",
        "levers: {russia.aircraft: {uniform: [10, 20], source: P3}}\n",
        "levers: {russia.aircraft: [{at: 2016-05-01, to: 18, over: 3w, when: violations > 400}]}\n",
        "war: {rate: 5%, source: P3, grade: D}\n",
        "parties: {iran: {stance: {presidency: {position: {interval: [0, 10], confidence: 80%}}}}}\n",
        "factions: {nusra: null}\n",
    ],
)
def test_what_the_reader_takes_the_schema_takes(text):
    VALIDATOR.validate(as_json(parse(HEAD + text, "mine")[0]))


@pytest.mark.parametrize(
    "text",
    [
        "lever: {}\n",
        "war: {rates: 5%}\n",
        "war: {rate: {uniform: [1]}}\n",
        "war: {rate: [1, 2]}\n",
        "parties: {iran: {role: neighbour}}\n",
        "levers: {russia.aircraft: [{at: 2016-05-01}], russia.sorties: {values: 3}}\n",
    ],
)
def test_what_the_reader_refuses_the_schema_refuses(text):
    assert not VALIDATOR.is_valid(as_json(parse(HEAD + text, "mine")[0]))


def test_numbers_tell_their_meaning_unit_and_range():
    told = VALIDATOR.schema["$defs"]["War"]["properties"]["rate"]["description"]
    assert "share/week" in told and "0 to 1" in told
