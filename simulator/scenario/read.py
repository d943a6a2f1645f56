"""Read a scenario: merge a file with its parents and `--set` settings, then validate it."""

import re
import warnings
from contextlib import suppress
from difflib import get_close_matches
from itertools import chain
from pathlib import Path

from simulator.program import SCENARIOS, command_line
from simulator.scenario.diff import heading
from simulator.scenario.errors import (
    Mark,
    Places,
    ScenarioError,
    UserError,
    misuse,
    refuse,
    suggest,
)
from simulator.scenario.included import include
from simulator.scenario.levers import SECTIONS, THROUGHOUT, merge_levers, targets, value_of
from simulator.scenario.parameter import is_parameter_map
from simulator.scenario.pydantic_errors import fields_at, is_entry
from simulator.scenario.schema_actors import Scenario
from simulator.scenario.stances import expand_rows
from simulator.scenario.validate import validate
from simulator.scenario.yaml_reader import load

HOME = SCENARIOS
FAR = 3  # missing keys from which a file is taken for one that should extend another
WHOLE = ("parties", "holders", "regions")  # keys that only a whole scenario has
HEADINGS = ("title", "question", "answer", "look")  # not inherited from a parent
EMPTIED = "this empty value would replace the parent's by the default; write the value"
HEADING_PATHS = {(key,) for key in HEADINGS}
RENAMED = {  # old keys of scenario files, refused with the new ones
    "why": "question",
    "classes": "outcomes",
    "governorates": "regions",
}


def find(name):
    """Path of a scenario, given by path or id."""
    path = Path(name)
    if path.exists():
        return path
    is_id = path.name in (str(name), f"{path.stem}.yaml") and path.parent == Path(".")
    files = (folder / f"{path.stem}.yaml" for folder in scenario_folders() if is_id)
    places = [file for file in files if file.exists()]
    if places:
        _warn_of_hidden(*places)
        return places[0]
    ids = {file.stem for folder in scenario_folders() for file in folder.glob("*.yaml")}
    hint = _setting_hint(str(name)) or suggest(path.stem, ids)
    refuse(name, f"there is no such scenario; {hint}")


def _setting_hint(text):
    """Hint where a name seems to be a part of a setting of --set or --with; else empty."""
    if text == THROUGHOUT or any(char in text for char in "[]{}:,"):
        return "put a setting with spaces or brackets in quotes: --with 'PATH=VALUE'"
    if re.fullmatch(r"[-+.\d]+%?|null", text):
        return f"a setting is one word: --with PATH={text}"
    if "=" in text:
        return f"write --set or --with before a setting: --with '{text}'"
    return ""


def read(name, sets=()):
    """Read and validate a scenario (path or id), merged with its parents and `PATH=VALUE` settings.

    `A+B` adds to A the changes of B relative to their common parents. Raises ScenarioError with
    all problems.
    """
    first, *others = [name] if Path(name).exists() else str(name).split("+")
    user_errors: list[UserError] = []
    chains = [_chain(find(first), [], user_errors)]
    for other in others:
        chains.append(_overlay(find(other), list(chain.from_iterable(chains)), user_errors))
    layers = list(chain.from_iterable(chains))
    raw, marks = _merge_layers(layers, user_errors)
    if others:
        raw.update(_overlay_names(chains, [first, *others]))
    else:
        _add_title(raw, marks, layers)
    for text in sets:
        raw, marks = _merge_layer(raw, marks, _setting(raw, text), user_errors)
    return _validate_layers(raw, marks, layers, user_errors)


def _validate_layers(raw, marks, layers, user_errors=()):
    folders = (Path.cwd(), *scenario_folders())
    return validate(raw, marks, str(layers[-1][0]), folders, user_errors)


def _add_title(raw, marks, layers):
    """Give a scenario without a title one that names its changes to the nearest titled parent."""
    if raw.get("title") or len(layers) == 1:
        return
    titled = max((k for k, (_, values, _) in enumerate(layers) if values.get("title")), default=0)
    lower = layers[: titled + 1]
    below, below_marks = _merge_layers(lower, [])
    below.setdefault("title", str(below.get("scenario")))
    raw["title"] = str(raw.get("scenario"))
    with suppress(ScenarioError):  # raised again when the whole is validated
        parent = _validate_layers(below, below_marks, lower)
        raw["title"] = heading(parent, _validate_layers(raw, marks, layers))


def _chain(path, children, user_errors):
    """Layers of a file, (path, raw, marks), the root parent first; old keys are added to the
    problems."""
    raw, marks = load(path)
    for key in [key for key in raw if key in RENAMED]:
        user_errors.append(Places(marks, str(path)).user_error((key,), _renamed_message(key)))
        raw, marks = _with_new_key(raw, marks, key)
    if path.resolve() in [child.resolve() for child in children]:
        loop = " -> ".join(child.name for child in [*children, path])
        Places(marks, str(path)).refuse([(("extends",), f"a loop: {loop}")])
    parent = raw.pop("extends", None)
    below = []
    if parent is not None:
        below = _chain(_parent(path, parent, marks), [*children, path], user_errors)
    try:
        raw, marks = include(path, raw, marks, below, _merge)
    except ScenarioError as error:
        raise ScenarioError([*user_errors, *error.user_errors]) from None
    if parent is None:
        _check_complete(path, raw)
    return [*below, (path, raw, marks)]


def _with_new_key(raw, marks, key):
    """Values and marks under the new name of an old key, so that the rest is checked."""
    new = RENAMED[key]
    raw = {new if name == key else name: value for name, value in raw.items()}
    return raw, {(new, *path[1:]) if path[:1] == (key,) else path: marks[path] for path in marks}


def _check_complete(path, raw):
    """Raise ScenarioError for a file without `extends` that lacks the actors or the map.

    One that has them is taken for a new conflict, and all its problems are reported.
    """
    if all(key in raw for key in WHOLE):
        return
    fields = Scenario.model_fields.items()
    missing = [key for key, field in fields if field.is_required() and key not in raw]
    if len(missing) < FAR:
        return
    near = get_close_matches("extends", raw, n=1, cutoff=0.6)
    fix = f'write "extends" in place of "{near[0]}"' if near else 'add "extends: spring_2016"'
    message = f"this file extends no scenario and lacks {', '.join(missing)}"
    start = command_line("new", "--conflict", "NAME")
    raise ScenarioError(
        [UserError(Mark(str(path), 1, 1), "", f"{message}; {fix}, or start from `{start}`")]
    )


def _renamed_message(key):
    """Error message for a key that has another name now."""
    return f'"{key}" is called "{RENAMED[key]}" now'


def _parent(path, parent, marks):
    """Path of a parent: a path relative to the file, or an id beside it or in the scenario
    folders."""
    named = Path(parent)
    if named.name != parent:
        places = [path.parent / parent, path.parent / f"{parent}.yaml"]
        message = f'there is no file "{parent}" relative to this file'
    else:
        places = [folder / f"{named.stem}.yaml" for folder in (path.parent, *scenario_folders())]
        message = f'there is no parent "{parent}" beside this file'
    file = next((place for place in places if _is_file(place)), None)
    if file is None:
        ids = [other.stem for other in path.parent.glob("*.yaml") if other != path]
        message = f"{message}; {suggest(named.stem, ids)}"
        Places(marks, str(path)).refuse([(("extends",), message)])
    return file


def scenario_folders():
    """Folders searched for scenarios by id: `scenarios` in the current folder, then the shipped
    one."""
    local = Path.cwd() / "scenarios"
    return (HOME,) if local.resolve() == HOME else (local, HOME)


class HiddenScenario(UserWarning):
    """Two different scenarios have one id, and the local one is read."""


def _warn_of_hidden(first, *others):
    """Warn where another scenario of this id differs from the one that is read."""
    if any(other.read_bytes() != first.read_bytes() for other in others):
        message = f"{first.stem}: reading {first}, not the shipped scenario of this id"
        warnings.warn(message, HiddenScenario, stacklevel=3)


def _is_file(path):
    try:
        return path.is_file()
    except (OSError, ValueError):  # not a valid file name
        return False


def _overlay(path, layers, user_errors):
    """Layers of an overlay that are not among the layers below."""
    present, chain = {below[0].resolve() for below in layers}, _chain(path, [], user_errors)
    if chain[0][0].resolve() not in present:
        refuse(path, f"this cannot be added to {layers[-1][0].stem}: the two share no parent")
    if chain[-1][0].resolve() in present:
        refuse(path, f"{layers[-1][0].stem} already contains it, so it adds nothing")
    return [layer for layer in chain if layer[0].resolve() not in present]


def _merge_layers(layers, user_errors):
    """Merge layers into values and marks; later layers override earlier ones."""
    _, raw, marks = layers[0]
    expand_rows(raw, marks)
    user_errors += merge_levers(raw, marks, {})
    for layer in layers[1:]:
        raw = {key: value for key, value in raw.items() if key not in HEADINGS}
        marks = {path: mark for path, mark in marks.items() if path[:1] not in HEADING_PATHS}
        raw, marks = _merge_layer(raw, marks, layer, user_errors)
    return raw, marks


def _merge_layer(below, below_marks, layer, user_errors):
    """Merge one layer over others, as values and marks.

    Removed entries that do not exist, which may be misspelt, are added to the problems.
    """
    _, above, above_marks = layer
    expand_rows(above, above_marks)
    user_errors += merge_levers(above, above_marks, below)
    message = "there is nothing of this name to remove"
    for path, names in _unmatched_nulls(below, above, ()):
        hint = suggest(path[-1], names)
        user_errors.append(Places(above_marks, "").user_error(path, f"{message}; {hint}"))
    for path in _emptied(below, above):
        user_errors.append(Places(above_marks, "").user_error(path, EMPTIED))
    raw, marks = (
        _merge(below, above),
        {**_inherited_marks(below_marks, above, above_marks), **above_marks},
    )
    _drop_orphaned_levers(raw, above, targets(below))
    return raw, marks


def _emptied(below, above):
    """Paths of sections of behaviour, and of values in them, that are empty above and not below."""
    for section in [name for name in SECTIONS if name in above and below.get(name)]:
        fields = dict(fields_at((section,)))
        values = above[section] if isinstance(above[section], dict) else {}
        if above[section] is None:
            yield (section,)
        for key in [key for key, value in values.items() if value is None and key in fields]:
            meta = fields[key].json_schema_extra or {}
            if key in below[section] and not meta.get("open"):
                yield section, key


def _drop_orphaned_levers(raw, above, paths):
    """Remove the levers of entries that a file removes."""
    maps = {section: entries for section, entries in above.items() if isinstance(entries, dict)}
    removed = tuple(
        f"{section}.{name}."
        for section, entries in maps.items()
        for name, entry in entries.items()
        if entry is None
    )
    new = above.get("levers") or {}
    for lever in [name for name, path in paths.items() if path.startswith(removed)]:
        if lever not in new:
            del raw["levers"][lever]


def _unmatched_nulls(below, above, path):
    """(path, names of its siblings) of each null entry of a map by id that the parent lacks."""
    for key, value in above.items():
        unmatched = value is None and key not in below and is_entry((*path, key))
        if unmatched and any(isinstance(entry, dict) for entry in below.values()):
            yield (*path, key), list(below)
        elif isinstance(value, dict) and isinstance(below.get(key), dict):
            yield from _unmatched_nulls(below[key], value, (*path, key))


def _overlay_names(chains, names):
    """Id, title and question of an overlay, made from those of its parts."""
    tops = [layers[-1][1] for layers in chains]
    pairs = list(zip(tops, names, strict=True))
    titles = [str(top.get("title") or read(name).form.title) for top, name in pairs]
    ids = [str(top.get("scenario", Path(name).stem)) for top, name in pairs]
    questions = [str(top["question"]) for top in tops if top.get("question")]
    return {
        "scenario": "+".join(ids),
        "title": "; ".join(titles),
        "question": " ".join(questions) if len(questions) == len(tops) else "",
    }


def _inherited_marks(below_marks, raw, marks):
    """Marks of the parent, without places that the child replaces as a whole."""
    replaced = {path for path in marks if path and not isinstance(_value_at(raw, path), dict)}
    return {
        path: mark
        for path, mark in below_marks.items()
        if not any(path[:end] in replaced for end in range(1, len(path)))
    }


def _value_at(raw, path):
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
        if value is None and key != "value":  # null as the value of a lever leaves it to the model
            result.pop(key, None)
        else:
            result[key] = _merge(below[key], value) if key in below else value
    return result


def _setting(raw, text):
    """Layer of a `PATH=VALUE` setting: (None, values, marks)."""
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
        user_errors = [
            UserError(Mark(option), path, user_error.message) for user_error in error.user_errors
        ]
        raise ScenarioError(user_errors) from None
    layer = value
    for key in reversed(keys):
        layer = {key: layer}
    return None, layer, {tuple(keys): Mark(option)}


def _check_place(raw, keys, levers):
    """Raise ValueError where no map can hold the last of these keys."""
    if keys in (["map"], ["stances"]):
        raise ValueError(f"only a file includes another; write a child with `{keys[0]}: FILE`")
    if keys[0] in RENAMED:
        raise ValueError(_renamed_message(keys[0]))
    place = raw
    for i, key in enumerate(keys[:-1]):
        at, below, path = ".".join(keys[: i + 1]), place.get(key), ".".join(keys)
        if key not in place and not i and key in SECTIONS:
            return
        if key not in place:
            lacking = f'"{at}"' if i else f'lever "{path}" and no section "{at}"'
            raise ValueError(f"there is no {lacking}; {suggest(path, [*_paths(raw), *levers])}")
        if isinstance(below, list):
            is_flat = not any(isinstance(item, dict | list) for item in below)
            items = ", ".join(str(item) for item in below) if is_flat else "..."
            raise ValueError(f'"{at}" is a list; set the whole list: {at}=[{items}]')
        if not isinstance(below, dict) or is_parameter_map(below):
            raise ValueError(f'"{at}" is a single value; write {at}=VALUE')
        place = below


def _paths(value, path=()):
    """Dotted paths of all settable values below a map, except levers."""
    for key, item in value.items():
        if isinstance(item, dict) and not is_parameter_map(item):
            yield from _paths(item, (*path, str(key))) if key != "levers" else ()
        else:
            yield ".".join((*path, str(key)))
