"""What the library finds wrong with a scenario, in an analyst's words: its ValidationError to
Problems."""

import re
from difflib import get_close_matches
from itertools import groupby
from pathlib import Path

from pydantic import ValidationError

from simulator.scenario import schema_actors as form
from simulator.scenario.base_model import Part
from simulator.scenario.errors import Places, ScenarioError, refuse, suggest, yaml_repr
from simulator.scenario.yaml_reader import load

AN_ID = "an id is small letters, digits and underscores, and begins with a letter"
OWN_STEPS = ("function-", "list[", "[key]")
WORDS = {  # of the library's errors, in an analyst's
    "string_type": "text belongs here; put it in quotes",
    "bool_type": "true or false belongs here",
    "float_parsing": "a number alone belongs here, without unit or range",
    "float_type": "a number alone belongs here, without unit or range",
    "finite_number": "a number with an end belongs here",
    "int_parsing": "a whole number belongs here",
    "int_type": "a whole number belongs here",
    "int_from_float": "a whole number belongs here",
    "string_pattern_mismatch": AN_ID,
}


def explained(error, bare, levers, places, root=form.Scenario):
    """Problems of a ValidationError.

    levers  {path of a number: path of the lever that sets it}, to blame errors on the lever
    places  Places of the file
    root    the part that the whole file is
    """
    problems = []
    for (missing, around), group in groupby(error.errors(), _missing_around):
        items = {_path(item): item for item in group}
        if missing and is_entry(around, root) and not set(items) & set(places.marks):
            told = _new_entry(around, [path[-1] for path in items], bare)
            problems.append(places.problem(around, told))
            continue
        for path, item in items.items():
            key = levers.get(path, path)
            at, told = (*key, "value"), _sentence(item, path, bare, places.marks, root)
            problems.append(places.problem(at if path in levers else key, told, key))
    return problems


def _missing_around(item):
    """Whether a key is missing, and the path of the map around it."""
    return item["type"] == "missing", _path(item)[:-1]


def read_part(path, root):
    """A file that is one part as a whole, like one of checks: (the part, Places). Raises
    ScenarioError with every problem found."""
    path = Path(path)
    if not path.exists():
        refuse(path, f"there is no such file of {list(root.model_fields)[-1]}")
    raw, marks = load(path)
    places = Places(marks, str(path))
    try:
        made = root.model_validate(raw)
    except ValidationError as error:
        raise ScenarioError(explained(error, raw, {}, places, root)) from None
    places.refuse(made.wrong())
    return made, places


def keys_at(path, root=form.Scenario):
    """Names of the fields of the part that lies at a path of the format; below a map by id, those
    of its entries."""
    part: type = root
    for key in path:
        field = getattr(part, "model_fields", {}).get(key) if isinstance(part, type) else None
        inner = field.annotation if field else part
        part = next(filter(_is_part, getattr(inner, "__args__", ())), inner)
    fields = getattr(part, "model_fields", {}) if _is_part(part) else {}
    return [field.alias or name for name, field in fields.items()]


def _is_part(kind):
    return isinstance(kind, type) and issubclass(kind, Part)


def is_entry(path, root=form.Scenario):
    """True for the path of an entry of a map by id."""
    return bool(path) and isinstance(path[-1], str) and path[-1] not in keys_at(path[:-1], root)


def _path(item):
    """Path of an error, without the library's own steps."""
    return tuple(part for part in item["loc"] if not str(part).startswith(OWN_STEPS))


def _new_entry(path, lacks, bare):
    """An entry that lacks what a new one needs: perhaps its id is misspelt."""
    *around, name = path
    for key in around:
        bare = bare[key]
    siblings = set(bare) - {name}
    near = get_close_matches(name, siblings, n=1, cutoff=0.6)
    hint = f"; {suggest(name, near)}" if near else ""
    return f'"{name}" lacks {", ".join(lacks)}, which a new entry needs{hint}'


def _sentence(item, path, bare, marks, root):
    kind, raw, context = item["type"], item["input"], item.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown(path, raw, bare, root)
    if kind == "missing":
        if isinstance(path[-1], int):
            return "one more value belongs in this list"
        lost = "nothing stands here, which takes away a key that is required"
        return lost if path in marks else "this key is required and missing"
    if kind == "literal_error":
        return f"{yaml_repr(raw)} does not belong here; {suggest(raw, _names(context['expected']))}"
    if kind == "greater_than_equal":
        return f"{raw} lies below {context['ge']:g}"
    if kind == "less_than_equal":
        return f"{raw} lies above {context['le']:g}"
    if kind in ("model_type", "dict_type"):
        return _no_map(raw, keys_at(path, root) if kind == "model_type" else [])
    if kind in ("too_short", "too_long"):
        end, word = ("min", "at least") if kind == "too_short" else ("max", "at most")
        count = context[f"{end}_length"]
        return f"{word} {count} belong in this list, not {context['actual_length']}"
    if kind in ("list_type", "tuple_type"):
        shown = f", like [{raw}]" if isinstance(raw, str) else f", not {yaml_repr(raw)}"
        return f"a list belongs here{shown}"
    if raw is None:
        return "a value belongs here, and nothing stands here"
    return WORDS.get(kind, item["msg"].removeprefix("Value error, "))


def _unknown(path, raw, bare, root):
    """A sentence on a key that is not known where it stands."""
    if path[-1] in ("source", "grade", "note") and not isinstance(raw, str):
        return WORDS["string_type"]
    near = _elsewhere(path, bare, root) or suggest(path[-1], keys_at(path[:-1], root))
    return f"unknown key; {near}"


def _names(expected):
    """Names in the library's list of what it takes: "'a', 'b' or 'c'"."""
    return [name.strip("'") for name in re.findall(r"'[^']*'|\d+", expected)]


def _no_map(raw, known):
    """A sentence on what stands where a map belongs, with a key that it could have."""
    shape = "a map of keys to values belongs here"
    if isinstance(raw, str) and re.match(r"[\w.]+:\S", raw):
        return f"{shape}; put a space after the colon of {yaml_repr(raw)}"
    if isinstance(raw, list):
        return f"{shape}, not a list; take out the dashes or brackets"
    return shape + (f", like {{{known[0]}: ...}}" if known else "")


def _elsewhere(path, bare, root):
    """A hint at the place where an unknown key would be known: below a neighbour, or farther
    out."""
    *around, key = path
    if ":" in key:
        return f"put a space after its colon: {key.replace(':', ': ', 1)}"
    below = [name for name in keys_at(around, root) if key in keys_at((*around, name), root)]
    if isinstance(bare.get("levers"), dict) and key in bare["levers"]:
        below = ["levers"]
    if 0 < len(below) <= 2:
        return f"it belongs below {' or '.join(yaml_repr(name) for name in below)}, indented"
    outward = range(len(around) - 1, -1, -1)
    beside = (around[end] for end in outward if key in keys_at(around[:end], root))
    name = next(beside, None)
    return f'it belongs beside "{name}", not below it' if name else ""
