"""What there is: the scenarios at hand, what differs between two, and a commented file to start from."""

import re
from pathlib import Path

from pydantic import BaseModel

from simulator.scenario.number import Number
from simulator.scenario.problems import ScenarioError, refuse
from simulator.scenario.read import HOME, find, read
from simulator.scenario.text import load

STARTER = """\
# yaml-language-server: $schema=./{schema}
scenario: {name}
title: {title}
extends: {parent}
why: What question does this answer?
levers:
  # One of these lines is one change. A step may ramp (`over`) and may wait for a condition (`when`).
{levers}
"""


def here():
    """The folder of scenarios: that of the folder one works in, else the shipped one."""
    own = Path.cwd() / "scenarios"
    return own if own.is_dir() else HOME


def at_hand(folder=HOME):
    """(id, title, parent or None, why) of every scenario in a folder; those that cannot be read have the error as title."""
    rows = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            raw, _ = load(path)
        except ScenarioError as error:
            raw = {"scenario": path.stem, "title": str(error)}
        rows.append((raw.get("scenario", path.stem), raw.get("title", ""), raw.get("extends"), raw.get("why", "")))
    return rows


def differences(base, other):
    """(key, before, after) of all that the other scenario sets otherwise: numbers by lever or path, dated steps in words."""
    levers = {path: name for name, path in other.levers.items()}
    rows: list[tuple] = _parts(base.form, other.form)
    whole = tuple(f"{key}." for key, _, _ in rows)
    changed = [path for path in {**base.numbers, **other.numbers} if said(base.numbers.get(path)) != said(other.numbers.get(path))]
    changed = [path for path in changed if not path.startswith(whole)]
    rows += [(levers.get(path, path), said(base.numbers.get(path)), said(other.numbers.get(path))) for path in changed]
    rows += [row for row in _facts(base.form, other.form) if not row[0].startswith(whole)]
    for name, lever in other.form.levers.items():
        before = base.form.levers.get(name)
        if before is None or lever.steps != before.steps:
            rows += _steps(name, base, lever) or [(name, "dated steps", "none")]
    for name in sorted(set(base.form.levers) - set(other.form.levers)):
        rows.append((name, "a lever", None))
    return rows


def _steps(name, base, lever):
    """The dated steps of a lever, the first with what the base has before it."""
    before = said(base.numbers.get(base.levers.get(name, ""))) if name in base.levers and not base.form.levers[name].steps else None
    return [(name, None if k else before, step_in_words(step)) for k, step in enumerate(lever.steps)]


def in_words(key, before, after):
    """A row of `differences` in a line."""
    return f"{key} {before or ''} to {after or 'nothing'}".replace("  ", " ")


def _parts(base, other):
    """Actors, places and issues that only one of the two has."""
    rows: list[tuple] = []
    for kind in ("issues", "parties", "factions", "holders", "governorates"):
        before, after = getattr(base, kind), getattr(other, kind)
        rows += [(f"{kind}.{name}", None, "added") for name in after if name not in before]
        rows += [(f"{kind}.{name}", "there", "taken away") for name in before if name not in after]
    return rows


def _facts(base, other):
    """What differs that is no number and no lever: roles, homes, ends, classes and the like."""
    before, after = dict(_leaves(base)), dict(_leaves(other))
    return [(path, before.get(path), after.get(path)) for path in {**before, **after} if before.get(path) != after.get(path)]


def _leaves(value, path=""):
    """(path, text) of every plain value below one, but for numbers, levers and what only names the scenario."""
    if isinstance(value, Number) or path in ("levers", "scenario", "title", "why", "look", "sources"):
        return
    if isinstance(value, BaseModel):
        value = {name: getattr(value, name) for name in type(value).model_fields}
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and any(isinstance(item, BaseModel) for item in value):
        yield from _leaves(dict(enumerate(value)), path)
    else:
        yield path, str(value)


def said(number):
    """A number as one would write it; None for none."""
    if number is None:
        return None
    if number.uncertain:
        return f"{number.kind} {', '.join(f'{p:g}' for p in number.parameters)}"
    return f"{number.value:g}" if number.value == number.value else "left to the model"


def step_in_words(step):
    """A dated step: "18 from 15 March 2016 over 3 weeks"."""
    over = f" over {step.over} weeks" if step.over else ""
    when = f" once {step.when}" if step.when else ""
    return f"{step.to.value:g} from {step.at.day} {step.at:%B %Y}{over}{when}"


def new_file(name, parent):
    """Write a commented starter file beside the parent and return its path; never over a file that is there."""
    above = read(parent)
    path, schema = place_for(name, parent, above)
    examples = [f"  # {lever}: {_example(above, target)}" for lever, target in above.levers.items()]
    title = name.replace("_", " ").capitalize()
    text = STARTER.format(schema=schema, name=name, title=title, parent=above.id, levers="\n".join(examples))
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        refuse(path, f"cannot be written: {error.strerror}")
    return path


def place_for(name, parent, above):
    """Path of a new file beside its parent, and the name of the schema that lies there for it; refused where a file is already."""
    if not re.fullmatch("[a-z][a-z0-9_]*", name):
        refuse(name, "a scenario's id is small letters, digits and underscores, and begins with a letter")
    home = find(parent).parent
    path = home / f"{name}.yaml"
    if path.exists():
        refuse(path, "there is a file of this name already")
    return path, f"{above.id}.schema.json" if (home / f"{above.id}.schema.json").exists() else "scenario.schema.json"


def _example(above, target):
    """A step that sets a lever to what it is, with its unit and meaning."""
    meta, number = above.meta[target], above.numbers[target]
    value = f"{number.value:g}" if number.value == number.value else "null"
    text = value if meta.get("start") else f"[{{at: {above.form.start}, to: {value}}}]"
    return f"{text}   # {meta['meaning']} ({meta['unit']}, {meta['low']:g} to {meta['high']:g})"


def beyond_record(resolved, values=()):
    """(lever, value, low, high) of each value of a lever that lies outside what the record knows.

    values  (lever, value) pairs to look at besides the scenario's own
    """
    rows = []
    for name, lever in resolved.form.levers.items():
        if lever.record:
            own = [resolved.numbers[resolved.levers[name]].value, *(step.to.value for step in lever.steps)]
            tried = dict.fromkeys([*own, *(value for other, value in values if other == name)])
            rows += [(name, value, *lever.record) for value in tried if value < lever.record[0] or value > lever.record[1]]
    return rows
