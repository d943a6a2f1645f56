"""From a file, its parents and `--set` to one validated scenario."""

from itertools import chain
from pathlib import Path

from simulator.scenario.explain import is_entry
from simulator.scenario.number import KEYS, is_number_map
from simulator.scenario.problems import Mark, Problem, ScenarioError, meant, misuse, refuse
from simulator.scenario.text import load, parse
from simulator.scenario.validate import target_paths, validate

HOME = Path(__file__).resolve().parents[2] / "scenarios"


def find(name):
    """Path of a scenario named by path or by id."""
    path = Path(name)
    if path.exists():
        return path
    for folder in (Path.cwd() / "scenarios", HOME) if path.name in (str(name), f"{path.stem}.yaml") and path.parent == Path(".") else ():
        if (folder / f"{path.stem}.yaml").exists():
            return folder / f"{path.stem}.yaml"
    known = {file.stem for folder in (Path.cwd() / "scenarios", HOME) for file in folder.glob("*.yaml")}
    refuse(name, f"there is no such scenario; {meant(path.stem, known)}")


def read(name, sets=()):
    """The validated scenario of a file (path or id), its parents laid under it and `PATH=VALUE` settings over it.

    `A+B` lays over A what B says otherwise than the parents that both share. Raises ScenarioError with every problem found.
    """
    first, *others = [name] if Path(name).exists() else str(name).split("+")
    parts = [_chain(find(first), [])]
    for other in others:
        parts.append(_apart(find(other), list(chain.from_iterable(parts))))
    called = _called([part[-1][1] for part in parts]) if others else {}
    raw, marks = _laid(list(chain.from_iterable(parts)))
    raw.update(called)
    for text in sets:
        _lay_setting(raw, marks, text)
    return validate(raw, marks, str(parts[-1][-1][0]), (Path.cwd(), Path.cwd() / "scenarios", HOME))


def _chain(path, children):
    """The layers of a file, (path, raw, marks), its root first."""
    raw, marks = load(path)
    if path.resolve() in [child.resolve() for child in children]:
        loop = " -> ".join(child.name for child in [*children, path])
        raise ScenarioError([Problem(marks.get(("extends",), Mark(str(path))), "extends", f"a loop: {loop}")])
    _normalise_levers(raw, marks)
    parent = raw.pop("extends", None)
    return [*(_chain(_parent(path, parent, marks), [*children, path]) if parent is not None else []), (path, raw, marks)]


def _parent(path, parent, marks):
    """Path of the parent that a file names: beside it, else at hand."""
    beside = path.parent / f"{Path(str(parent)).stem}.yaml"
    try:
        return beside if beside.exists() else find(str(parent))
    except ScenarioError:
        known = [file.stem for file in path.parent.glob("*.yaml") if file != path]
        message = f'there is no parent "{parent}" beside this file; {meant(parent, known)}'
        raise ScenarioError([Problem(marks[("extends",)], "extends", message)]) from None


def _apart(path, layers):
    """The layers of an overlay that the layers below do not hold already."""
    known, own = {below[0].resolve() for below in layers}, _chain(path, [])
    if own[0][0].resolve() not in known:
        refuse(path, f"its changes cannot be laid over {layers[-1][0].stem}: the two share no parent")
    if own[-1][0].resolve() in known:
        refuse(path, f"{layers[-1][0].stem} holds it already, so it adds nothing")
    return [layer for layer in own if layer[0].resolve() not in known]


def _laid(layers):
    """Values and marks of layers laid over each other, the first at the bottom."""
    raw, marks = layers[0][1], layers[0][2]
    for _, above, above_marks in layers[1:]:
        _refuse_idle_nulls(raw, above, above_marks)
        _lift_to_levers(above, raw)
        raw, marks = _merge(raw, above), {**_left(marks, above, above_marks), **above_marks}
        _drop_idle_levers(raw, above)
    return raw, marks


def _refuse_idle_nulls(below, above, marks):
    """Raise ScenarioError for entries that are taken away and were never there: perhaps they are misspelt."""
    idle = list(_idle_nulls(below, above, ()))
    if idle:
        said = "nothing of this name is there to take away"
        raise ScenarioError([Problem(marks[path], ".".join(path), f"{said}; {meant(path[-1], names)}") for path, names in idle])


def _drop_idle_levers(raw, above):
    """Levers of what a file takes away go with it."""
    gone = [f"{section}.{name}." for section, part in above.items() if isinstance(part, dict) for name in part if part[name] is None]
    own, levers = above.get("levers") or {}, raw.get("levers") or {}
    for lever in [lever for lever in levers if lever not in own]:
        if target_paths(lever, levers[lever].get("sets"))[0].startswith(tuple(gone)):
            del levers[lever]


def _idle_nulls(below, above, path):
    """(path, names beside it) of each entry of a map by id that is null and not there below."""
    for key, value in above.items():
        if value is None and key not in below and is_entry((*path, key)) and any(isinstance(one, dict) for one in below.values()):
            yield (*path, key), list(below)
        elif isinstance(value, dict) and isinstance(below.get(key), dict):
            yield from _idle_nulls(below[key], value, (*path, key))


def _called(tops):
    """Names of an overlay, after its parts."""
    joined = {"scenario": "+", "title": "; ", "why": " "}
    return {key: joint.join(str(raw[key]) for raw in tops if raw.get(key)) for key, joint in joined.items()}


def _left(below_marks, raw, marks):
    """Marks of the parent but for the places that the child replaces as a whole."""
    replaced = {path for path in marks if path and not isinstance(_at(raw, path), dict)}
    return {path: mark for path, mark in below_marks.items() if not any(path[:end] in replaced for end in range(1, len(path)))}


def _at(raw, path):
    for key in path:
        try:
            raw = raw[key]
        except (KeyError, IndexError, TypeError):
            return None
    return raw


def _lift_to_levers(raw, below):
    """A number that a lever of the parents moves is set through that lever, whichever way a file writes it."""
    levers = below.get("levers")
    for name, lever in levers.items() if isinstance(levers, dict) else ():
        for path in target_paths(name, lever.get("sets") if isinstance(lever, dict) else None):
            *keys, last = path.split(".")
            place = raw
            for key in keys:
                place = place.get(key) if isinstance(place, dict) else None
            own = raw.setdefault("levers", {})
            if isinstance(place, dict) and last in place and isinstance(own, dict):
                own.setdefault(name, {"steps": []})["value"] = place.pop(last)


def _normalise_levers(raw, marks):
    """A lever is a number, a list of dated steps, or a map of both; make it the map, so that steps keep their start."""
    if raw.get("levers", {}) is None:  # all lines below it are comments
        del raw["levers"]
    levers = raw.get("levers", {})
    if not isinstance(levers, dict):
        raise ScenarioError([Problem(marks[("levers",)], "levers", "a map of levers to values or steps belongs here")])
    for name, lever in levers.items():
        if isinstance(lever, list):
            levers[name] = {"steps": lever}
            for path in [path for path in marks if path[:2] == ("levers", name) and len(path) > 2]:
                marks[("levers", name, "steps", *path[2:])] = marks.pop(path)
        elif not isinstance(lever, dict):
            levers[name] = {"value": {"value": lever}, "steps": []}
            marks[("levers", name, "value")] = marks.get(("levers", name))
        elif KEYS & set(lever) and not isinstance(lever.get("value"), dict):
            rest = {key: value for key, value in lever.items() if key not in KEYS}
            levers[name] = {"value": {key: value for key, value in lever.items() if key in KEYS}, "steps": [], **rest}
            marks.setdefault(("levers", name, "value"), marks.get(("levers", name)))


def _merge(below, above):
    if not (isinstance(below, dict) and isinstance(above, dict)) or is_number_map(below) or is_number_map(above):
        return above
    result = dict(below)
    for key, value in above.items():
        if value is None and key != "value":  # the value of a lever may be null: left to the model
            result.pop(key, None)
        else:
            result[key] = _merge(below[key], value) if key in below else value
    return result


def _lay_setting(raw, marks, text):
    mark = Mark(f"--set {text}")
    path, equals, value = text.partition("=")
    if not (path and equals):
        misuse(f"--set {text}", "write PATH=VALUE")
    levers = raw.get("levers", {}) if isinstance(raw.get("levers", {}), dict) else {}
    path = next((name for name, lever in levers.items() if path in target_paths(name, lever.get("sets"))), path)
    keys = ["levers", path] if path in levers else path.split(".")
    try:
        place, value = _place_of(raw, keys, levers), parse(f"value: {value}", "")[0]["value"]
    except ValueError as error:
        raise ScenarioError([Problem(mark, path, str(error))]) from None
    except ScenarioError as error:
        raise ScenarioError([Problem(mark, path, problem.message) for problem in error.problems]) from None
    new = {"levers": {path: value}} if keys[0] == "levers" and keys[1:] else {}
    _normalise_levers(new, {})
    for below in [below for below in marks if below[: len(keys)] == tuple(keys)]:
        del marks[below]
    merged = _merge({keys[-1]: place.get(keys[-1])}, {keys[-1]: new["levers"][path] if new else value})
    place.pop(keys[-1], None)
    place.update(merged)
    marks[tuple(keys)] = mark


def _place_of(raw, keys, levers):
    """The map that holds the last of these keys; raises ValueError with a sentence where there is none."""
    place = raw
    for i, key in enumerate(keys[:-1]):
        at, below, path = ".".join(keys[: i + 1]), place.get(key), ".".join(keys)
        if key not in place:
            lacking = f'"{at}"' if i else f'lever "{path}" and no section "{at}"'
            raise ValueError(f"there is no {lacking}; {meant(path, [*_paths(raw), *levers])}")
        if isinstance(below, list):
            items = "..." if any(isinstance(item, dict | list) for item in below) else ", ".join(str(item) for item in below)
            raise ValueError(f'"{at}" is a list, and a list is set as a whole: {at}=[{items}]')
        if not isinstance(below, dict) or is_number_map(below):
            raise ValueError(f'"{at}" is a single value, with nothing below it; write {at}=VALUE')
        place = below
    return place


def _paths(value, path=()):
    """Dotted paths of all that may be set below a map, but for levers."""
    for key, item in value.items():
        if isinstance(item, dict) and not is_number_map(item):
            yield from _paths(item, (*path, str(key))) if key != "levers" else ()
        else:
            yield ".".join((*path, str(key)))
