"""List the available scenarios, and write a commented starter file."""

import re
from pathlib import Path

from simulator.scenario.errors import ScenarioError, refuse
from simulator.scenario.pydantic_errors import AN_ID
from simulator.scenario.read import HOME, find, read
from simulator.scenario.yaml_reader import load

STARTER = """\
# yaml-language-server: $schema=./{schema}
scenario: {name}
title: {title}
extends: {parent}
# question: the question that this scenario answers
# answer: the outcome or metric whose change answers it
levers:
  # One of these lines is one change. A step may ramp (`over`) and may wait (`when`).
{levers}
"""


def here():
    """Folder of scenarios: `scenarios` in the current folder, else the shipped one."""
    local = Path.cwd() / "scenarios"
    return local if local.is_dir() else HOME


def at_hand(folder=HOME):
    """(id, title, parent or None, question) of every scenario in a folder; the title of one that
    cannot be read is the error."""
    rows = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            raw, _ = load(path)
            if not raw.get("title"):
                raw["title"] = read(path).form.title
        except ScenarioError as error:
            raw = {"scenario": path.stem, "title": str(error)}
        told = (raw.get("title", ""), raw.get("extends"), raw.get("question", ""))
        rows.append((raw.get("scenario", path.stem), *told))
    return rows


def new_file(name, parent):
    """Write a commented starter file beside the parent and return its path.

    Existing files are never overwritten.
    """
    above = read(parent)
    path, schema = place_for(name, parent, above)
    examples = [f"  # {name}: {_example(above, one.prior)}" for name, one in above.levers.items()]
    title = name.replace("_", " ").capitalize()
    text = STARTER.format(
        schema=schema, name=name, title=title, parent=above.id, levers="\n".join(examples)
    )
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        refuse(path, f"cannot be written: {error.strerror}")
    return path


def place_for(name, parent, above):
    """Path of a new file beside its parent, and the name of its schema there.

    Raises ScenarioError where the file exists.
    """
    if not re.fullmatch("[a-z][a-z0-9_]*", name):
        refuse(name, AN_ID.replace("an id", "a scenario's id"))
    home = find(parent).parent
    path = home / f"{name}.yaml"
    if path.exists():
        refuse(path, "a file of this name already exists")
    own = f"{above.id}.schema.json"
    return path, own if (home / own).exists() else "scenario.schema.json"


def _example(above, number):
    """Example line that sets a lever to its present value, with meaning, unit and range."""
    meta = number.meta
    value = f"{number.value:g}" if number.value == number.value else "null"
    text = value if meta.get("start") else f"[{{at: {above.form.start}, to: {value}}}]"
    return f"{text}   # {meta['meaning']} ({meta['unit']}, {meta['low']:g} to {meta['high']:g})"


def beyond_record(resolved, values=()):
    """(lever, value, low, high) of each lever value outside its historical range.

    values  more (lever, value) pairs to check
    """
    rows = []
    for name, lever in resolved.levers.items():
        if lever.record:
            low, high = lever.record
            own = [lever.prior.value, *(step.to.value for step in lever.steps)]
            tried = dict.fromkeys([*own, *(value for other, value in values if other == name)])
            rows += [(name, value, low, high) for value in tried if value < low or value > high]
    return rows
