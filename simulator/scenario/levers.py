"""Levers as files and settings write them, and what a value does to dated steps of the layer
below."""

import re
from difflib import get_close_matches

from simulator.scenario.number import KEYS, KINDS, read_number
from simulator.scenario.problems import Mark, Problem, ScenarioError, where
from simulator.scenario.text import parse, scalar
from simulator.scenario.validate import target_paths

THROUGHOUT = "throughout"  # after a value: from the start of the run, without dated steps


def constant(value):
    """(value without the word, True) of a value written as `18 throughout`, else (value, False).

    >>> constant("90% throughout"), constant("null throughout"), constant("18"), constant(18)
    (('90%', True), (None, True), ('18', False), (18, False))
    """
    head = (
        value.strip().removesuffix(THROUGHOUT).strip()
        if isinstance(value, str) and value.strip().endswith(THROUGHOUT)
        else ""
    )
    return (scalar(head), True) if head else (value, False)


def normalise(raw, marks):
    """Make each lever of a layer a map; a lever is written as a number, a list of dated steps, or a
    map of both."""
    if raw.get("levers", {}) is None:  # all lines below it are comments
        del raw["levers"]
    levers = raw.get("levers", {})
    if not isinstance(levers, dict):
        _refuse(marks, ("levers",), "a map of levers to values or steps belongs here")
    for name, lever in levers.items():
        if isinstance(lever, list):
            levers[name] = {"steps": lever}
            for path in [path for path in marks if path[:2] == ("levers", name) and len(path) > 2]:
                marks[("levers", name, "steps", *path[2:])] = marks.pop(path)
        elif not isinstance(lever, dict):
            levers[name] = {"value": {"value": lever}}
            marks[("levers", name, "value")] = marks.get(("levers", name))
        elif KEYS & set(lever) and not isinstance(lever.get("value"), dict):
            rest = {key: value for key, value in lever.items() if key not in KEYS}
            levers[name] = {
                "value": {key: value for key, value in lever.items() if key in KEYS},
                **rest,
            }
            marks.setdefault(("levers", name, "value"), marks.get(("levers", name)))
        _mind_throughout(name, levers[name], marks)


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
        raise ValueError(
            f'only a lever takes "{THROUGHOUT}"; this has no dated steps, so leave the word out'
        )
    if isinstance(value, list) or (isinstance(value, dict) and "steps" in value):
        raise ValueError(f'a list of dated steps takes no "{THROUGHOUT}"')
    return {**value, "steps": []} if isinstance(value, dict) else f"{bare} {THROUGHOUT}"


def lift(raw, marks, below):
    """Set a number that a lever of the layer below moves through that lever, whichever way a layer
    writes it."""
    levers = below.get("levers")
    for name, lever in levers.items() if isinstance(levers, dict) else ():
        for path in target_paths(name, lever.get("sets") if isinstance(lever, dict) else None):
            *keys, last = path.split(".")
            place = raw
            for key in keys:
                place = place.get(key) if isinstance(place, dict) else None
            own = raw.setdefault("levers", {})
            if isinstance(place, dict) and last in place and isinstance(own, dict):
                value, made = place.pop(last), own.setdefault(name, {})
                made["value"] = value if isinstance(value, dict) else {"value": value}
                marks[("levers", name, "value")] = where(marks, (*keys, last), "")
                _mind_throughout(name, made, marks)


def lay_on_steps(raw, marks, below):
    """Turn a value given to a lever that has dated steps in the layer below into the value of the
    last of them."""
    levers, others = raw.get("levers"), below.get("levers")
    for name, lever in (
        levers.items() if isinstance(levers, dict) and isinstance(others, dict) else ()
    ):
        steps = _steps_of(others.get(name))
        if isinstance(lever, dict) and "value" in lever and "steps" not in lever and steps:
            value = lever.pop("value")
            if isinstance(value, dict) and set(value) & set(KINDS):
                held = f"{{..., steps: []}} takes them away, as {THROUGHOUT} does after `--set`"
                message = f"dated steps hold here, and a step takes one value; {held}"
                _refuse(marks, ("levers", name, "value"), message)
            value = value["value"] if isinstance(value, dict) and set(value) == {"value"} else value
            lever["steps"] = [*steps[:-1], _changed(steps[-1], value)]
            mark = marks.pop(("levers", name, "value"), None) or marks.get(("levers", name))
            marks[("levers", name, "steps", len(steps) - 1, "to")] = mark


def _steps_of(lever):
    """The dated steps of a lever; none where they are broken, which is told when the whole is
    validated."""
    steps = lever.get("steps") if isinstance(lever, dict) else None
    return (
        steps if isinstance(steps, list) and all(isinstance(step, dict) for step in steps) else []
    )


def _changed(step, value):
    """A step with another value; its source goes where it was the source of another number."""
    try:
        same = read_number(step.get("to")).value == read_number(value).value
    except ValueError:
        same = False
    return {key: part for key, part in step.items() if same or key != "source"} | {"to": value}


def _mind_throughout(name, lever, marks):
    """Take the dated steps from a lever whose value holds throughout."""
    value = lever.get("value")
    if not isinstance(value, dict) or "value" not in value:
        return
    value["value"], held = constant(value["value"])
    if held and lever.get("steps"):
        _refuse(
            marks,
            ("levers", name, "value"),
            f'"{THROUGHOUT}" and dated steps contradict each other; leave one of them out',
        )
    if held:
        lever["steps"] = []


def _refuse(marks, path, message):
    mark = where(marks, path, "") or Mark("")
    raise ScenarioError([Problem(mark, ".".join(path[:2]), message)])
