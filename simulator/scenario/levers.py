"""Levers: how files and settings write them, which number each sets, and what a value does to dated
steps of the layer below."""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from simulator.scenario.errors import Mark, Problem, ScenarioError, where
from simulator.scenario.parameter import KEYS, KINDS, Parameter, read_parameter
from simulator.scenario.pydantic_errors import keys_at
from simulator.scenario.schema_actors import Step
from simulator.scenario.yaml_reader import parse, scalar

THROUGHOUT = "throughout"  # after a value: from the start of the run, without dated steps
STEPS_STAY = (
    "dated steps hold here, and a step takes one value; {..., steps: []} takes them away, as"
    f" {THROUGHOUT} does after `--set`"
)
CONTRADICTION = f'"{THROUGHOUT}" and dated steps contradict each other; leave one of them out'


@dataclass(frozen=True)
class Lever:
    """What a scenario moves, as resolved.

    target  path of the number that it sets
    prior   that number, as it is from the start
    steps   its dated changes, the value of each with source and grade
    record  between what it lay as far as is known, or None
    """

    target: str
    prior: Parameter
    steps: tuple[Step, ...]
    record: tuple[float, float] | None = None


def targets(tree):
    """{lever: path of the number that it sets} of plain values: the path that it names, or what its
    own name means, a number of a party, of a holder, or of the whole."""
    levers = tree.get("levers")
    return {
        name: _target(tree, name, lever.get("sets") if isinstance(lever, dict) else None)
        for name, lever in (levers.items() if isinstance(levers, dict) else ())
    }


def _target(tree, name, sets):
    if sets and isinstance(sets, str):
        return sets
    return next((p for p in (f"parties.{name}", f"holders.{name}") if _known(tree, p)), name)


def _known(tree, path):
    """True for the path of a field of a part that is there."""
    *keys, last = path.split(".")
    return isinstance(_at(tree, keys), dict) and last in keys_at(keys)


def _at(tree, keys):
    for key in keys:
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tree


def put_values(tree):
    """Write each lever's value where the number stands that it sets; {that path: the lever's path},
    to blame errors on it."""
    places = {}
    for name, path in targets(tree).items():
        lever, (*keys, last) = tree["levers"][name], path.split(".")
        place = _at(tree, keys)
        if not isinstance(lever, dict) or "value" not in lever or not isinstance(place, dict):
            continue
        if lever.get("sets") or last in keys_at(keys):
            place[last] = lever.pop("value")
            places[(*keys, last)] = ("levers", name)
    return places


def lay_levers(raw, marks, below):
    """Write a layer's levers as maps of value, dated steps and more, as they hold over the layers
    below. A number that a lever below moves is set through that lever, whichever way it is written.

    Raises ScenarioError for a value that dated steps cannot take.
    """
    if raw.get("levers", {}) is None:  # all lines below it are comments
        del raw["levers"]
    levers = raw.get("levers", {})
    if not isinstance(levers, dict):
        _refuse(marks, ("levers",), "expected a map of levers to values or steps")
    _move_marks(levers, marks)
    levers = {name: _as_map(lever, name, marks) for name, lever in levers.items()}
    for name, path in targets(below).items():
        *keys, last = path.split(".")
        place = _at(raw, keys)
        if isinstance(place, dict) and last in place:
            value = place.pop(last)
            value = value if isinstance(value, dict) else {"value": value}
            levers.setdefault(name, {})["value"] = value
            marks["levers", name, "value"] = where(marks, (*keys, last), "")
    others = below.get("levers")
    for name, lever in levers.items():
        _take_steps_away(name, lever, marks)
        _change_last_step(name, lever, marks, _steps_of(others, name))
    if levers:
        raw["levers"] = levers


def _as_map(lever, name, marks):
    """A lever, written as a number, a list of dated steps or a map of both, as such a map."""
    if isinstance(lever, list):
        return {"steps": lever}
    if not isinstance(lever, dict):
        marks["levers", name, "value"] = marks.get(("levers", name))
        return {"value": {"value": lever}}
    if KEYS & set(lever) and not isinstance(lever.get("value"), dict):
        marks.setdefault(("levers", name, "value"), marks.get(("levers", name)))
        rest = {key: value for key, value in lever.items() if key not in KEYS}
        return {"value": {key: lever[key] for key in lever if key in KEYS}, **rest}
    return lever


def _move_marks(levers, marks):
    """Steps written as the lever itself stand below the key `steps`."""
    lists = {("levers", name) for name, lever in levers.items() if isinstance(lever, list)}
    for path in [path for path in marks if len(path) > 2 and path[:2] in lists]:
        marks[(*path[:2], "steps", *path[2:])] = marks.pop(path)


def constant(value):
    """(value without the word, True) of a value written as `18 throughout`, else (value, False).

    >>> constant("90% throughout"), constant("null throughout"), constant("18"), constant(18)
    (('90%', True), (None, True), ('18', False), (18, False))
    """
    text = value.strip() if isinstance(value, str) else ""
    head = text.removesuffix(THROUGHOUT).strip() if text.endswith(THROUGHOUT) else ""
    return (scalar(head), True) if head else (value, False)


def _take_steps_away(name, lever, marks):
    """Take the dated steps from a lever whose value holds throughout."""
    value = lever.get("value")
    if not isinstance(value, dict) or "value" not in value:
        return
    value["value"], held = constant(value["value"])
    if held and lever.get("steps"):
        _refuse(marks, ("levers", name, "value"), CONTRADICTION)
    if held:
        lever["steps"] = []


def _change_last_step(name, lever, marks, steps):
    """Turn a value given to a lever that has dated steps in the layers below into the value of the
    last of them."""
    if "value" not in lever or "steps" in lever or not steps:
        return
    at, value = ("levers", name), lever.pop("value")
    if isinstance(value, dict) and set(value) & set(KINDS):
        _refuse(marks, (*at, "value"), STEPS_STAY)
    value = value["value"] if isinstance(value, dict) and set(value) == {"value"} else value
    lever["steps"] = [*steps[:-1], _changed(steps[-1], value)]
    mark = marks.pop((*at, "value"), None) or marks.get(at)
    marks[(*at, "steps", len(steps) - 1, "to")] = mark


def _steps_of(levers, name):
    """The dated steps of a lever; none where they are broken, which is told when the whole is
    validated."""
    steps = _at(levers, [name, "steps"])
    sound = isinstance(steps, list) and all(isinstance(step, dict) for step in steps)
    return steps if sound else []


def _changed(step, value):
    """A step with another value; its source goes where it was the source of another number."""
    try:
        same = read_parameter(step.get("to")).value == read_parameter(value).value
    except ValueError:
        same = False
    return {key: part for key, part in step.items() if same or key != "source"} | {"to": value}


def value_of(text, keys):
    """The value that a setting gives to the place of these keys, as a file would have it. Raises
    ValueError and ScenarioError."""
    bare, held = text.strip(), False
    word = re.search(r"[a-z]{7,}$", bare[-20:])
    if word and word[0] != THROUGHOUT and get_close_matches(word[0], [THROUGHOUT], cutoff=0.7):
        raise ValueError(f'"{word[0]}" is no unit and no word here; did you mean "{THROUGHOUT}"?')
    if bare.endswith(THROUGHOUT):
        bare, held = bare.removesuffix(THROUGHOUT).strip(), True
    value = parse(f"value: {bare}", "")[0]["value"]
    if not held:
        return value
    if keys[0] != "levers":
        told = "this has no dated steps, so leave the word out"
        raise ValueError(f'only a lever takes "{THROUGHOUT}"; {told}')
    if isinstance(value, list) or (isinstance(value, dict) and "steps" in value):
        raise ValueError(f'a list of dated steps takes no "{THROUGHOUT}"')
    return {**value, "steps": []} if isinstance(value, dict) else f"{bare} {THROUGHOUT}"


def _refuse(marks, path, message):
    mark = where(marks, path, "") or Mark("")
    raise ScenarioError([Problem(mark, ".".join(path[:2]), message)])
