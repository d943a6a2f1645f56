"""List the available scenarios, and write a commented starter file."""

import re
from pathlib import Path

from simulator.scenario.errors import ScenarioError, refuse
from simulator.scenario.pydantic_errors import AN_ID
from simulator.scenario.read import HOME, find, read, scenario_folders
from simulator.scenario.yaml_reader import load

CONFLICT = Path(__file__).parent / "templates" / "conflict.yaml"  # of `new --conflict`
STARTER = """\
# yaml-language-server: $schema={schema}
scenario: {name}
title: {title}
extends: {parent}
# question: the question that this scenario answers
# answer: the outcome or metric whose change answers it
levers:
  # One of these lines is one change. A step may ramp (`over`) and may wait (`when`).
{levers}
"""


def data_file(path):
    """Path of a file: the shipped one if it names `scenarios/` and is not in this folder."""
    shipped = HOME.parent / path
    return shipped if not path.exists() and path.parts[:1] == ("scenarios",) else path


def ids():
    """Ids of the available scenarios, local ones first."""
    return list(dict.fromkeys(path.stem for path in _files()))


def scenario_rows():
    """(file name, title, parent or None, question) of every available scenario, sorted by name; the
    title of one that cannot be read is the error."""
    paths = {path.stem: path for path in reversed(list(_files()))}  # local ones win
    return [_row(paths[name]) for name in sorted(paths)]


def _files():
    """Files of scenarios, local ones first."""
    for folder in scenario_folders():
        yield from sorted(folder.glob("*.yaml"))


def _row(path):
    try:
        raw, _ = load(path)
        if not raw.get("title"):
            raw["title"] = read(path).form.title
    except ScenarioError as error:
        raw = {"scenario": path.stem, "title": str(error)}
    return path.stem, raw.get("title", ""), raw.get("extends"), raw.get("question", "")


def new_file(name, parent):
    """Write a commented starter file and return its path; see `new_file_path`."""
    above = read(parent)
    path, schema = new_file_path(name, parent, above)
    examples = [
        f"  # {name}: {_example(above, lever.prior)}" for name, lever in above.levers.items()
    ]
    title = name.replace("_", " ").capitalize()
    text = STARTER.format(
        schema=schema, name=name, title=title, parent=above.id, levers="\n".join(examples)
    )
    _write(path, text)
    return path


def new_conflict(name):
    """Write a made-up conflict to replace, in `./scenarios`, and return its path."""
    folder = Path.cwd() / "scenarios"
    path = _free_path(name, folder)
    schema = _schema_for(name, folder, True)
    title = name.replace("_", " ").capitalize()
    text = CONFLICT.read_text(encoding="utf-8").format(schema=schema, name=name, title=title)
    _write(path, text)
    return path


def _write(path, text):
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        refuse(path, f"cannot be written: {error.strerror}")


def new_file_path(name, parent, above):
    """Path of a new file, and path of the schema that its first line names.

    The file is placed beside its parent, or in `./scenarios` if the parent is a shipped scenario.
    Existing files are never overwritten. Raises ScenarioError.
    """
    beside = find(parent).parent
    shipped = beside.resolve() == HOME
    folder = Path.cwd() / "scenarios" if shipped else beside
    return _free_path(name, folder), _schema_for(above.id, folder, shipped)


def _free_path(name, folder):
    """Path of a new file in a folder, which is made if it is missing."""
    if not re.fullmatch("[a-z][a-z0-9_]*", name):
        refuse(name, AN_ID.replace("an id", "a scenario's id"))
    path = folder / f"{name}.yaml"
    if path.exists():
        refuse(path, "a file of this name already exists")
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        refuse(folder, f"this folder cannot be made: {error.strerror}")
    return path


def _schema_for(parent, folder, shipped):
    """Schema of files that extend a parent: of this parent if there is one, else of all scenarios;
    beside the file if it is there, else the shipped one."""
    names = f"{parent}.schema.json", "scenario.schema.json"
    local = [f"./{name}" for name in names if (folder / name).exists()]
    general = [str(HOME / name) for name in names[not shipped :] if (HOME / name).exists()]
    return [*local, *general][0]


def _example(above, parameter):
    """Example line that sets a lever to its present value, with meaning, unit and range."""
    meta = parameter.meta
    value = f"{parameter.value:g}" if parameter.value == parameter.value else "null"
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
