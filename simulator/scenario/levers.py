"""Levers: forms in files and settings, the parameter that each sets, and merging of dated steps."""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from simulator.scenario.base_model import Section
from simulator.scenario.errors import Mark, ScenarioError, UserError, mark_at
from simulator.scenario.parameter import KEYS, KINDS, Parameter, read_parameter
from simulator.scenario.pydantic_errors import fields_at, keys_at
from simulator.scenario.schema_actors import Scenario, Step
from simulator.scenario.yaml_reader import parse, scalar

SECTIONS = [  # of the format that a file may leave out
    name
    for name, field in Scenario.model_fields.items()
    if isinstance(field.annotation, type) and issubclass(field.annotation, Section)
]
THROUGHOUT = "throughout"  # after a value: constant from the start of the run, without dated steps
STEPS_STAY = (
    "this lever has dated steps, and a step takes one value; {..., steps: []} removes them, as"
    f" {THROUGHOUT} does after `--set`"
)
CONTRADICTION = f'"{THROUGHOUT}" and dated steps contradict each other; remove one of them'


@dataclass(frozen=True)
class Lever:
    """A lever of a resolved scenario.

    target  path of the parameter that it sets
    prior   that parameter at the start of the run
    steps   its dated changes, each value with source and grade
    record  its historical range (lowest, highest), or None
    """

    target: str
    prior: Parameter
    steps: tuple[Step, ...]
    record: tuple[float, float] | None = None


def targets(tree):
    """{lever: path of the parameter that it sets}, from plain values.

    The path is that of `sets`, or follows from the name of the lever.
    """
    levers = tree.get("levers")
    return {
        name: _target(tree, name, lever.get("sets") if isinstance(lever, dict) else None)
        for name, lever in (levers.items() if isinstance(levers, dict) else ())
    }


def _target(tree, name, sets):
    if sets and isinstance(sets, str):
        return sets
    return next((p for p in (f"parties.{name}", f"holders.{name}") if _exists(tree, p)), name)


def _exists(tree, path):
    """Whether a path is that of a field of an existing part."""
    *keys, last = path.split(".")
    return isinstance(_value_at(tree, keys), dict) and last in keys_at(keys)


def _value_at(tree, keys):
    for key in keys:
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tree


def put_values(tree):
    """Move each lever's value to the parameter that it sets.

    Returns {path of the parameter: path of the lever}, so that errors name the lever.
    """
    places = {}
    for name, path in targets(tree).items():
        lever, (*keys, last) = tree["levers"][name], path.split(".")
        _add_default_map(tree, keys)
        place = _value_at(tree, keys)
        if not isinstance(lever, dict) or "value" not in lever or not isinstance(place, dict):
            continue
        if lever.get("sets") or last in keys_at(keys):
            place[last] = lever.pop("value")
            places[(*keys, last)] = ("levers", name)
    return places


def _add_default_map(tree, keys):
    """Add the map at a path where a file may leave it out, so that a lever can set a value in
    it."""
    around = _value_at(tree, keys[:-1])
    field = dict(fields_at(keys[:-1])).get(keys[-1]) if keys else None
    if isinstance(around, dict) and field and isinstance(field.default, dict | Section):
        around.setdefault(keys[-1], {})


def merge_levers(raw, marks, below):
    """Write the levers of a layer as maps of value and dated steps, merged with layers below.

    A parameter that a lever below sets is set through that lever. Returns problems of values that
    contradict dated steps. Raises ScenarioError for levers that are no map.
    """
    if raw.get("levers", {}) is None:  # all lines below it are comments
        del raw["levers"]
        marks.pop(("levers",), None)
    levers = raw.get("levers", {})
    if not isinstance(levers, dict):
        raise ScenarioError([_user_error(marks, ("levers",), _not_levers(levers))])
    _move_marks(levers, marks)
    levers = {name: _as_map(lever, name, marks) for name, lever in levers.items()}
    for name, path in targets(below).items():
        *keys, last = path.split(".")
        place = _value_at(raw, keys)
        if isinstance(place, dict) and last in place:
            value = place.pop(last)
            value = value if isinstance(value, dict) else {"value": value}
            levers.setdefault(name, {})["value"] = value
            marks["levers", name, "value"] = mark_at(marks, (*keys, last), "")
    levers_below = below.get("levers")
    user_errors: list[UserError] = []
    for name, lever in levers.items():
        user_errors += _remove_steps(name, lever, marks)
        user_errors += _change_last_step(name, lever, marks, _steps_of(levers_below, name))
    if levers:
        raw["levers"] = levers
    return user_errors


def _not_levers(value):
    """Message for a value in the place of the map of levers."""
    message = "expected a map of levers to values or steps"
    pair = (
        re.match(r"([a-z][\w.]*)(?:\s*[:=]\s*|\s+)(\S.*)", value)
        if isinstance(value, str)
        else None
    )
    if not pair:
        return message
    return f"{message}; write a colon and a space: {pair[1]}: {pair[2]}"


def _as_map(lever, name, marks):
    """Lever as a map, from a number, a list of dated steps or a map of both."""
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
    """Move the marks of steps written as the lever itself below the key `steps`."""
    lists = {("levers", name) for name, lever in levers.items() if isinstance(lever, list)}
    for path in [path for path in marks if len(path) > 2 and path[:2] in lists]:
        marks[(*path[:2], "steps", *path[2:])] = marks.pop(path)


def constant(value):
    """Value without the word and True for `18 throughout`, else the value and False.

    >>> constant("90% throughout"), constant("null throughout"), constant("18"), constant(18)
    (('90%', True), (None, True), ('18', False), (18, False))
    """
    text = value.strip() if isinstance(value, str) else ""
    head = text.removesuffix(THROUGHOUT).strip() if text.endswith(THROUGHOUT) else ""
    return (scalar(head), True) if head else (value, False)


def _remove_steps(name, lever, marks):
    """Remove the dated steps of a lever whose value holds throughout; yield a contradiction."""
    value = lever.get("value")
    if not isinstance(value, dict) or "value" not in value:
        return
    value["value"], is_constant = constant(value["value"])
    if is_constant and lever.get("steps"):
        yield _user_error(marks, ("levers", name, "value"), CONTRADICTION)
    if is_constant:
        lever["steps"] = []


def _change_last_step(name, lever, marks, steps):
    """Apply a value to the last dated step of the layers below, if there is one; yield a problem of
    a value that no step takes."""
    if "value" not in lever or "steps" in lever or not steps:
        return
    at, value = ("levers", name), lever.pop("value")
    if isinstance(value, dict) and set(value) & set(KINDS):
        yield _user_error(marks, (*at, "value"), STEPS_STAY)
        return
    value = value["value"] if isinstance(value, dict) and set(value) == {"value"} else value
    lever["steps"] = [*steps[:-1], _with_value(steps[-1], value)]
    mark = marks.pop((*at, "value"), None) or marks.get(at)
    marks[(*at, "steps", len(steps) - 1, "to")] = mark


def _steps_of(levers, name):
    """Dated steps of a lever; none where they are malformed, which validation reports."""
    steps = _value_at(levers, [name, "steps"])
    valid = isinstance(steps, list) and all(isinstance(step, dict) for step in steps)
    return steps if valid else []


def _with_value(step, value):
    """Step with another value; its source and grade are removed where the value differs."""
    try:
        same = read_parameter(step.get("to")).value == read_parameter(value).value
    except ValueError:
        same = False
    dropped = () if same else ("source", "grade")
    return {key: item for key, item in step.items() if key not in dropped} | {"to": value}


def check_last_word(text):
    """Raise ValueError where a text ends in `throughout` with a typing error."""
    word = re.search(r"[a-z]{7,}$", text[-20:])
    if word and word[0] != THROUGHOUT and get_close_matches(word[0], [THROUGHOUT], cutoff=0.7):
        raise ValueError(
            f'"{word[0]}" is neither a unit nor a keyword; did you mean "{THROUGHOUT}"?'
        )


def value_of(text, keys):
    """Value of a setting for the place of these keys, in the form of a file.

    Raises ValueError or ScenarioError.
    """
    stripped, is_constant = text.strip(), False
    check_last_word(stripped)
    if stripped.endswith(THROUGHOUT):
        stripped, is_constant = stripped.removesuffix(THROUGHOUT).strip(), True
    value = parse(f"value: {stripped}", "")[0]["value"]
    if not is_constant:
        return value
    if keys[0] != "levers":
        hint = "this parameter has no dated steps, so remove the word"
        raise ValueError(f'only a lever takes "{THROUGHOUT}"; {hint}')
    if isinstance(value, list) or (isinstance(value, dict) and "steps" in value):
        raise ValueError(f'a list of dated steps takes no "{THROUGHOUT}"')
    return {**value, "steps": []} if isinstance(value, dict) else f"{stripped} {THROUGHOUT}"


def _user_error(marks, path, message):
    return UserError(mark_at(marks, path, "") or Mark(""), ".".join(path[:2]), message)
