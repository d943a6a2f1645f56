"""From a file, its parents and `--set` to one validated scenario."""

from contextlib import suppress
from itertools import chain
from pathlib import Path

from simulator.scenario.diff import heading
from simulator.scenario.errors import Mark, Places, Problem, ScenarioError, misuse, refuse, suggest
from simulator.scenario.levers import lay_levers, targets, value_of
from simulator.scenario.parameter import is_parameter_map
from simulator.scenario.pydantic_errors import is_entry
from simulator.scenario.validate import validate
from simulator.scenario.yaml_reader import load

HOME = Path(__file__).resolve().parents[2] / "scenarios"
HEADINGS = ("title", "question", "answer", "look")  # of one file alone; no child inherits them


OWN = {(key,) for key in HEADINGS}
RENAMED = {"why": "question", "classes": "outcomes"}  # keys of files, refused with the new ones


def find(name):
    """Path of a scenario named by path or by id."""
    path = Path(name)
    if path.exists():
        return path
    is_id = path.name in (str(name), f"{path.stem}.yaml") and path.parent == Path(".")
    for place in (folder / f"{path.stem}.yaml" for folder in _folders() if is_id):
        if place.exists():
            return place
    known = {file.stem for folder in _folders() for file in folder.glob("*.yaml")}
    refuse(name, f"there is no such scenario; {suggest(path.stem, known)}")


def read(name, sets=()):
    """The validated scenario of a file (path or id), its parents laid under it and `PATH=VALUE`
    settings over it.

    `A+B` lays over A what B says otherwise than the parents that both share. Raises ScenarioError
    with every problem found."""
    first, *others = [name] if Path(name).exists() else str(name).split("+")
    parts = [_chain(find(first), [])]
    for other in others:
        parts.append(_apart(find(other), list(chain.from_iterable(parts))))
    layers = list(chain.from_iterable(parts))
    raw, marks = _laid(layers)
    if others:
        raw.update(_called(parts, [first, *others]))
    else:
        _head(raw, marks, layers)
    for text in sets:
        raw, marks = _over(raw, marks, *_setting(raw, text))
    return _validated(raw, marks, layers)


def _validated(raw, marks, layers):
    return validate(raw, marks, str(layers[-1][0]), (Path.cwd(), *_folders()))


def _head(raw, marks, layers):
    """Give a scenario without a title one that says what differs from the nearest of its parents
    that has one."""
    if raw.get("title") or len(layers) == 1:
        return
    titled = max((k for k, (_, values, _) in enumerate(layers) if values.get("title")), default=0)
    lower = layers[: titled + 1]
    below, below_marks = _laid(lower)
    below.setdefault("title", str(below.get("scenario")))
    raw["title"] = str(raw.get("scenario"))
    with suppress(ScenarioError):  # told when the whole is validated
        parent = _validated(below, below_marks, lower)
        raw["title"] = heading(parent, _validated(raw, marks, layers))


def _chain(path, children):
    """The layers of a file, (path, raw, marks), its root first."""
    raw, marks = load(path)
    old_keys = [key for key in raw if key in RENAMED]
    Places(marks, str(path)).refuse(((key,), _renamed(key)) for key in old_keys)
    if path.resolve() in [child.resolve() for child in children]:
        loop = " -> ".join(child.name for child in [*children, path])
        Places(marks, str(path)).refuse([(("extends",), f"a loop: {loop}")])
    parent = raw.pop("extends", None)
    below = [] if parent is None else _chain(_parent(path, parent, marks), [*children, path])
    return [*below, (path, raw, marks)]


def _renamed(key):
    """Error message for a key that has another name now."""
    return f'"{key}" is called "{RENAMED[key]}" now'


def _parent(path, parent, marks):
    """Path of the parent that a file names: a path as seen from this file, or an id, beside it or
    else at hand."""
    named = Path(parent)
    if named.name != parent:
        places = [path.parent / parent, path.parent / f"{parent}.yaml"]
        told = f'there is no file "{parent}" as seen from this one'
    else:
        places = [folder / f"{named.stem}.yaml" for folder in (path.parent, *_folders())]
        told = f'there is no parent "{parent}" beside this file'
    found = next((place for place in places if _is_file(place)), None)
    if found is None:
        known = [file.stem for file in path.parent.glob("*.yaml") if file != path]
        told = f"{told}; {suggest(named.stem, known)}"
        Places(marks, str(path)).refuse([(("extends",), told)])
    return found


def _folders():
    """Folders in which scenarios are found by id."""
    return Path.cwd() / "scenarios", HOME


def _is_file(path):
    try:
        return path.is_file()
    except (OSError, ValueError):  # no name that a file could have
        return False


def _apart(path, layers):
    """The layers of an overlay that the layers below do not hold already."""
    known, own = {below[0].resolve() for below in layers}, _chain(path, [])
    if own[0][0].resolve() not in known:
        told = f"its changes cannot be laid over {layers[-1][0].stem}"
        refuse(path, f"{told}: the two share no parent")
    if own[-1][0].resolve() in known:
        refuse(path, f"{layers[-1][0].stem} holds it already, so it adds nothing")
    return [layer for layer in own if layer[0].resolve() not in known]


def _laid(layers):
    """Values and marks of layers laid over each other, the first at the bottom."""
    _, raw, marks = layers[0]
    lay_levers(raw, marks, {})
    for layer in layers[1:]:
        raw = {key: value for key, value in raw.items() if key not in HEADINGS}
        marks = {path: mark for path, mark in marks.items() if path[:1] not in OWN}
        raw, marks = _over(raw, marks, *layer)
    return raw, marks


def _over(below, below_marks, _, above, above_marks):
    """Values and marks of one layer laid over others. Raises ScenarioError for entries that are
    taken away and were never there: perhaps they are misspelt."""
    lay_levers(above, above_marks, below)
    said = "there is nothing of this name to remove"
    idle = _idle_nulls(below, above, ())
    Places(above_marks, "").refuse(
        (path, f"{said}; {suggest(path[-1], near)}") for path, near in idle
    )
    raw, marks = _merge(below, above), {**_left(below_marks, above, above_marks), **above_marks}
    _drop_idle_levers(raw, above, targets(below))
    return raw, marks


def _drop_idle_levers(raw, above, paths):
    """Levers of what a file takes away go with it."""
    parts = {section: part for section, part in above.items() if isinstance(part, dict)}
    gone = tuple(f"{s}.{name}." for s, part in parts.items() for name in part if part[name] is None)
    own = above.get("levers") or {}
    for lever in [name for name, path in paths.items() if path.startswith(gone)]:
        if lever not in own:
            del raw["levers"][lever]


def _idle_nulls(below, above, path):
    """(path, names beside it) of each entry of a map by id that is null and not there below."""
    for key, value in above.items():
        new = value is None and key not in below and is_entry((*path, key))
        if new and any(isinstance(one, dict) for one in below.values()):
            yield (*path, key), list(below)
        elif isinstance(value, dict) and isinstance(below.get(key), dict):
            yield from _idle_nulls(below[key], value, (*path, key))


def _called(parts, names):
    """Names of an overlay, after its parts."""
    tops = [part[-1][1] for part in parts]
    pairs = zip(tops, names, strict=True)
    titles = [str(top.get("title") or read(name).form.title) for top, name in pairs]
    asked = [str(top["question"]) for top in tops if top.get("question")]
    return {
        "scenario": "+".join(str(top["scenario"]) for top in tops),
        "title": "; ".join(titles),
        "question": " ".join(asked) if len(asked) == len(tops) else "",  # else in the title alone
    }


def _left(below_marks, raw, marks):
    """Marks of the parent but for the places that the child replaces as a whole."""
    replaced = {path for path in marks if path and not isinstance(_at(raw, path), dict)}
    return {
        path: mark
        for path, mark in below_marks.items()
        if not any(path[:end] in replaced for end in range(1, len(path)))
    }


def _at(raw, path):
    for key in path:
        try:
            raw = raw[key]
        except (KeyError, IndexError, TypeError):
            return None
    return raw


def _merge(below, above):
    maps = isinstance(below, dict) and isinstance(above, dict)
    if not maps or is_parameter_map(below) or is_parameter_map(above):
        return above
    result = dict(below)
    for key, value in above.items():
        if value is None and key != "value":  # the value of a lever may be null: left to the model
            result.pop(key, None)
        else:
            result[key] = _merge(below[key], value) if key in below else value
    return result


def _setting(raw, text):
    """A setting as a layer without a file: (None, values, marks)."""
    option = f"--set {text}"
    path, equals, value = text.partition("=")
    if not (path and equals):
        misuse(option, "write PATH=VALUE")
    levers = targets(raw)
    path = next((name for name, target in levers.items() if path == target), path)
    keys = ["levers", path] if path in levers else path.split(".")
    try:
        _check_place(raw, keys, levers)
        value = value_of(value, keys)
    except ValueError as error:
        refuse(option, str(error), path)
    except ScenarioError as error:
        told = [Problem(Mark(option), path, problem.message) for problem in error.problems]
        raise ScenarioError(told) from None
    layer = value
    for key in reversed(keys):
        layer = {key: layer}
    return None, layer, {tuple(keys): Mark(option)}


def _check_place(raw, keys, levers):
    """Raise ValueError with a sentence where there is no map to hold the last of these keys."""
    if keys[0] in RENAMED:
        raise ValueError(_renamed(keys[0]))
    place = raw
    for i, key in enumerate(keys[:-1]):
        at, below, path = ".".join(keys[: i + 1]), place.get(key), ".".join(keys)
        if key not in place:
            lacking = f'"{at}"' if i else f'lever "{path}" and no section "{at}"'
            raise ValueError(f"there is no {lacking}; {suggest(path, [*_paths(raw), *levers])}")
        if isinstance(below, list):
            plain = not any(isinstance(item, dict | list) for item in below)
            items = ", ".join(str(item) for item in below) if plain else "..."
            raise ValueError(f'"{at}" is a list, and a list is set as a whole: {at}=[{items}]')
        if not isinstance(below, dict) or is_parameter_map(below):
            raise ValueError(f'"{at}" is a single value, with nothing below it; write {at}=VALUE')
        place = below


def _paths(value, path=()):
    """Dotted paths of all that may be set below a map, but for levers."""
    for key, item in value.items():
        if isinstance(item, dict) and not is_parameter_map(item):
            yield from _paths(item, (*path, str(key))) if key != "levers" else ()
        else:
            yield ".".join((*path, str(key)))
