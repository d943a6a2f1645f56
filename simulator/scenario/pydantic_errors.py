"""Turn ValidationErrors of pydantic into Problems with plain messages."""

import re
from difflib import get_close_matches
from pathlib import Path

from pydantic import ValidationError

from simulator.program import command_line
from simulator.scenario import schema_actors as form
from simulator.scenario.base_model import Section
from simulator.scenario.errors import Places, ScenarioError, refuse, suggest, yaml_repr
from simulator.scenario.yaml_reader import load

AN_ID = "an id has lower-case letters, digits and underscores, and starts with a letter"
PYDANTIC_STEPS = ("function-", "list[", "[key]")  # parts of paths that are not in the file
START = command_line("new", "--conflict", "NAME")
FAR = 3  # missing keys of a file that are named together
MESSAGES = {
    "string_type": "expected text; put it in quotes",
    "bool_type": "expected true or false",
    "float_parsing": "expected a plain number, without unit or range",
    "float_type": "expected a plain number, without unit or range",
    "finite_number": "expected a finite number",
    "int_parsing": "expected a whole number",
    "int_type": "expected a whole number",
    "int_from_float": "expected a whole number",
    "string_pattern_mismatch": AN_ID,
}


def explain_errors(error, values, levers, places, root=form.Scenario):
    """Problems of a ValidationError.

    levers  {path of a parameter: path of the lever that sets it}; errors name the lever
    places  Places of the file
    root    class of the whole file
    """
    user_errors = []
    for around, items in _by_map(error.errors(), root).items():
        missing = [path[-1] for path, item in items if item["type"] == "missing"]
        new = {(*around, key) for key in missing} - set(places.marks)
        if new and is_entry(around, root):
            message = _incomplete_entry(around, sorted(new, key=_order(missing)), values, root)
            user_errors.append(places.user_error(around, message))
        elif len(new) >= FAR and not around:
            user_errors.append(
                places.user_error((), f"this file lacks {', '.join(missing)}; see `{START}`")
            )
        else:
            new = set()
        for path, item in items:
            if path not in new:
                user_errors.append(_user_error(item, path, values, levers, places, root))
    return user_errors


def unsound_paths(error):
    """Paths of the values with a problem, for each error of a ValidationError."""
    return {_path(item) for item in error.errors()}


def _order(names):
    """Key that sorts paths by the order of their last parts in a list."""
    return lambda path: names.index(path[-1])


def _by_map(items, root):
    """{path of a map: [(path, error)] of its keys}; a missing key that an unknown key misspells is
    left out."""
    groups: dict[tuple, list] = {}
    for item in items:
        path = _path(item)
        groups.setdefault(path[:-1], []).append((path, item))
    for around, pairs in groups.items():
        keys = keys_at(around, root)
        unknown = [path[-1] for path, item in pairs if item["type"] == "extra_forbidden"]
        near = {name for key in unknown for name in get_close_matches(key, keys, n=1, cutoff=0.75)}
        groups[around] = [
            (path, item)
            for path, item in pairs
            if item["type"] != "missing" or path[-1] not in near
        ]
    return groups


def _user_error(item, path, values, levers, places, root):
    """Problem of one error."""
    key = levers.get(path, path)
    at = (*key, "value") if path in levers else key
    return places.user_error(at, _message(item, path, values, places.marks, root), key)


def read_section(path, root):
    """Read a file whose root is a Section, like a file of checks: (the section, Places).

    Raises ScenarioError with all problems.
    """
    path = Path(path)
    if not path.exists():
        refuse(path, f"there is no such file of {list(root.model_fields)[-1]}")
    raw, marks = load(path)
    places = Places(marks, str(path))
    try:
        section = root.model_validate(raw)
    except ValidationError as error:
        raise ScenarioError(explain_errors(error, raw, {}, places, root)) from None
    places.refuse(section.wrong())
    return section, places


IN_A_LIST = "several parties may act; write `parties: [{}]`"
REPLACED = {  # keys that are no more, and what to write instead
    ("talk", "party"): IN_A_LIST,
    ("spoiling", "party"): IN_A_LIST,
    ("parties", "role"): (
        "a party with a `client` is a patron, one with a `camp` signs for it, and a government is"
        " `sovereign: true`"
    ),
}


def keys_at(path, root=form.Scenario):
    """Keys of the part at a path of the format; for a map by id, the keys of an entry."""
    return [field.alias or name for name, field in fields_at(path, root)]


def fields_at(path, root=form.Scenario):
    """(name, field) of the part at a path of the format."""
    part: type = root
    for key in path:
        field = getattr(part, "model_fields", {}).get(key) if isinstance(part, type) else None
        inner = field.annotation if field else part
        part = next(filter(_is_section, getattr(inner, "__args__", ())), inner)
    return (getattr(part, "model_fields", {}) if _is_section(part) else {}).items()


def _is_section(kind):
    return isinstance(kind, type) and issubclass(kind, Section)


def is_entry(path, root=form.Scenario):
    """Whether a path is that of an entry of a map by id."""
    return bool(path) and isinstance(path[-1], str) and path[-1] not in keys_at(path[:-1], root)


def _path(item):
    """Path of an error in the file."""
    return tuple(part for part in item["loc"] if not str(part).startswith(PYDANTIC_STEPS))


def _incomplete_entry(path, missing, values, root):
    """Message for an entry without required keys, whose id may be misspelt."""
    *around, name = path
    for key in around:
        values = values[key]
    required = [key for key, field in fields_at(path, root) if field.is_required()]
    is_sketch = 2 * len(missing) >= len(required)  # else more likely an entry than a misspelt id
    siblings = set(values) - {name} if is_sketch else set()
    near = get_close_matches(name, siblings, n=1, cutoff=0.75)
    missing = [key for *_, key in missing]
    hint = f"; {suggest(name, near)}" if near else ""
    return f'"{name}" is a new entry and lacks {", ".join(missing)}{hint}'


def _message(item, path, values, marks, root):
    kind, raw, context = item["type"], item["input"], item.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_key_message(path, raw, values, root)
    if kind == "missing":
        if isinstance(path[-1], int):
            return "this list needs one more value"
        emptied = "this empty value would remove a required key"
        return emptied if path in marks else "this required key is missing"
    if kind == "literal_error":
        return f"{yaml_repr(raw)} is not valid here; {suggest(raw, _names(context['expected']))}"
    if kind == "greater_than_equal":
        return f"{raw} is below {context['ge']:g}"
    if kind == "less_than_equal":
        return f"{raw} is above {context['le']:g}"
    if kind in ("model_type", "dict_type"):
        return _not_a_map(raw, keys_at(path, root) if kind == "model_type" else [])
    if kind in ("too_short", "too_long"):
        end, word = ("min", "at least") if kind == "too_short" else ("max", "at most")
        count = context[f"{end}_length"]
        noun = "value" if count == 1 else "values"
        return f"this list needs {word} {count} {noun}, not {context['actual_length']}"
    if kind in ("list_type", "tuple_type"):
        shown = f", like [{raw}]" if isinstance(raw, str) else f", not {yaml_repr(raw)}"
        return f"expected a list{shown}"
    if raw is None:
        return "expected a value; this is empty"
    return MESSAGES.get(kind, item["msg"].removeprefix("Value error, "))


def _unknown_key_message(path, raw, values, root):
    """Message for an unknown key."""
    if path[-1] in ("source", "grade", "note") and not isinstance(raw, str):
        return MESSAGES["string_type"]
    if (path[0], path[-1]) in REPLACED:
        return f'"{path[-1]}" is no longer a key; {REPLACED[path[0], path[-1]].format(raw)}'
    near = _hint_elsewhere(path, values, root) or suggest(path[-1], keys_at(path[:-1], root))
    return f"unknown key; {near}"


def _names(expected):
    """Names in pydantic's list of valid values: "'a', 'b' or 'c'"."""
    return [name.strip("'") for name in re.findall(r"'[^']*'|\d+", expected)]


def _not_a_map(raw, keys):
    """Message for a value in the place of a map, with a key that the map could have."""
    shape = "expected a map of keys to values"
    if isinstance(raw, str) and re.match(r"[\w.]+:\S", raw):
        return f"{shape}; write a space after the colon in {yaml_repr(raw)}"
    if isinstance(raw, list):
        return f"{shape}, not a list; remove the dashes or brackets"
    return shape + (f", like {{{keys[0]}: ...}}" if keys else "")


def _hint_elsewhere(path, values, root):
    """Hint at the level where an unknown key is valid: below a sibling, or farther out."""
    *around, key = path
    if ":" in key:
        return f"write a space after its colon: {key.replace(':', ': ', 1)}"
    below = [name for name in keys_at(around, root) if key in keys_at((*around, name), root)]
    if isinstance(values.get("levers"), dict) and key in values["levers"]:
        below = ["levers"]
    if 0 < len(below) <= 2:
        return f"it belongs below {' or '.join(yaml_repr(name) for name in below)}, indented"
    outward = range(len(around) - 1, -1, -1)
    beside = (around[end] for end in outward if key in keys_at(around[:end], root))
    name = next(beside, None)
    return f'it belongs beside "{name}", not below it' if name else ""
