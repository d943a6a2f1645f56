"""Files that a scenario includes below its own keys: a map that several conflicts share, and a
table of stances."""

from simulator.scenario.errors import Places, ScenarioError, suggest
from simulator.scenario.stance_table import NOTES, SHARES, StanceTable
from simulator.scenario.yaml_reader import load

MAP_KEYS = ("regions", "borders", "sources")


def include(path, raw, marks, below, merge):
    """Values and marks of a file with the files that it includes.

    below  layers of the file's parents
    merge  function that merges two values, the second above the first
    Raises ScenarioError with the problems of the included files.
    """
    if "map" in raw:
        raw, marks = _with_map(path, raw, marks, merge)
    if isinstance(raw.get("stances"), str):
        raw["stances"] = {"table": raw["stances"]}
    if isinstance(raw.get("stances"), dict) and "table" in raw["stances"]:
        raw, marks = _with_stances(path, raw, marks, below, merge)
    return raw, marks


def _included(path, name, marks, key, ending):
    """Path of an included file, relative to the file with the key that names it."""
    places = Places(marks, str(path))
    if not isinstance(name, str):
        places.refuse([((key,), f"expected the path of a {ending} file")])
    file = path.parent / name
    if not file.is_file():
        near = [other.name for other in path.parent.glob(f"*.{ending}") if other != path]
        hint = f"; {suggest(name, near)}" if near else ""
        places.refuse([((key,), f'there is no file "{name}" beside this one{hint}')])
    return file


def _with_map(path, raw, marks, merge):
    """Values and marks of a file with the regions, borders and sources of its map."""
    file = _included(path, raw.pop("map"), marks, "map", "yaml")
    values, places = load(file)
    unknown = [key for key in values if key not in MAP_KEYS]
    message = f"a map holds {', '.join(MAP_KEYS)}; other keys belong in the scenario"
    Places(places, str(file)).refuse(((key,), message) for key in unknown)
    return merge(values, raw), {**{key: places[key] for key in places if key}, **marks}


def _with_stances(path, raw, marks, below, merge):
    """Values and marks of a file with the stances of its table."""
    own = dict(raw.pop("stances"))
    table = StanceTable(_included(path, own.pop("table"), marks, "stances", "csv"))
    raw = {**raw, "stances": own} if own else raw
    if not table.user_errors:
        _check_names(table, [*(values for _, values, _ in below), raw])
    if table.user_errors:
        raise ScenarioError(table.user_errors)
    values: dict = {}
    places: dict = {}
    for (actor, issue), judgement in table.judgements().items():
        keys = ("parties", *".bureaus.".join(actor.split(".", 1)).split("."), "stance", issue)
        _put(values, keys, _stance(judgement))
        first = judgement.rows[0]
        for end in range(2, len(keys) + 1):
            places.setdefault(keys[:end], table.mark(first["actor"]))
        places[keys] = table.mark(first["issue"])
        for key in ("position", *SHARES, *NOTES):
            places[(*keys, key)] = table.mark(first[key])
    several = len(table.experts) > 1
    if several or any("stances" in layer for _, layer, _ in below):
        values["stances"] = {"expert": _expert(table) if several else 1}
        places[("stances", "expert")] = table.mark(
            next(iter(table.judgements().values())).rows[0]["expert"]
        )
    return merge(values, raw), {**places, **marks}


def _expert(table):
    """Prior of the expert whose stances hold."""
    count = len(table.experts)
    numbers = list(range(1, count + 1))
    return {"choice": numbers, "source": f"table of {count} experts", "grade": "D"}


def _stance(judgement):
    """Stance as in a scenario file."""
    notes = {key: judgement.note(key) for key in NOTES}
    numbers = {key: judgement.value(key) for key in ("position", *SHARES)}
    return {**numbers, **{key: text for key, text in notes.items() if text}}


def _put(tree, keys, value):
    for key in keys[:-1]:
        tree = tree.setdefault(key, {})
    tree[keys[-1]] = value


def _check_names(table, layers):
    """Add a problem for each actor and issue of a table that no file names."""
    issues = _names(layers, "issues")
    parties = _names(layers, "parties")
    bureaus = {
        f"{p}.{b}"
        for values in layers
        for p, party in (values.get("parties") or {}).items()
        for b in ((party or {}).get("bureaus") or {})
    }
    for (actor, issue), judgement in table.judgements().items():
        cells = judgement.rows[0]
        for key, name, names in (("actor", actor, parties | bureaus), ("issue", issue, issues)):
            if names and name not in names:
                kind = "party" if key == "actor" else "issue"
                message = f'there is no {kind} "{name}"; {suggest(name, names)}'
                table.wrong(cells[key], key, message)


def _names(layers, section):
    """Ids of the entries of a section in some layers."""
    maps = [values.get(section) for values in layers]
    return {name for entries in maps if isinstance(entries, dict) for name in entries}
