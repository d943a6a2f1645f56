"""Tables of actors and regions: lists of parts with a title and their content."""

from simulator.report.describe.scenario import DEFAULT, source_keys
from simulator.report.describe.text import NONE, WITHOUT_UNIT, fact_text, value_text, with_unit

MAX_COLUMNS = 6  # entries side by side


def entity_tables(kind, about, entries):
    """Tables of a kind of entity without stances: facts and parameters, then maps of parameters,
    then texts."""
    named = {_label(entries, key): entry for key, entry in entries.items()}
    fields = _fields(named.values())
    table = [["", *(_title(named.values(), name) for name in fields)]]
    table += [[label, *(_cell(entry, name) for name in fields)] for label, entry in named.items()]
    columns, *rows = zip(*table, strict=True) if len(named) <= MAX_COLUMNS else table
    note = _shared_defaults(next(iter(named.values())), fields)
    main = {"title": kind, "about": about, "columns": columns, "rows": rows, "note": note}
    return [main, *_maps(kind, named), *_texts(kind, named)]


def _shared_defaults(entry, fields):
    """A sentence on the parameters that all entries leave at the default; empty if there is
    none."""
    parameters = entry.get("parameters", {}).items()
    rows = [row for name, row in parameters if name not in fields and row["value"] is not None]
    values = "; ".join(f"{row['meaning']}: {value_text(row)}" for row in rows)
    return f"The same for all, as the format has it: {values}." if values else ""


def _label(entries, key):
    return entries[key].get("facts", {}).get("label", key)


def _fields(entries):
    """Names of facts and parameters that are columns: facts of any entry that are no maps, and
    parameters that any file sets."""
    facts = [item for entry in entries for item in entry.get("facts", {}).items()]
    parameters = [item for entry in entries for item in entry.get("parameters", {}).items()]
    names = [name for name, value in facts if fact_text(value) and not isinstance(value, dict)]
    names += [name for name, row in parameters if row["source"] != DEFAULT]
    return [name for name in dict.fromkeys(names) if name != "label"]


def _title(entries, name):
    """A field as a heading: a parameter by its meaning and unit."""
    rows = [entry["parameters"][name] for entry in entries if name in entry.get("parameters", {})]
    return _heading(rows[0], in_meaning=True) if rows else name.replace("_", " ")


def _heading(row, in_meaning=False):
    """Meaning and unit of a parameter; in_meaning: whether a unit in the meaning is enough."""
    unit, meaning = row["unit"], row["meaning"]
    stated = in_meaning and (unit in meaning or unit.replace("/", " a ") in meaning)
    is_clear = stated or unit in ("share", *WITHOUT_UNIT)
    return meaning if is_clear else f"{meaning}, {unit}"


def _cell(entry, name):
    if name in entry.get("parameters", {}):
        row = entry["parameters"][name]
        return value_text(row) if row["source"] != DEFAULT else NONE
    return fact_text(entry.get("facts", {}).get(name)) or NONE


def _by_field(named, key):
    """(name, {label: content}) of what the entries have under a key of their tree."""
    for name in dict.fromkeys(name for entry in named.values() for name in entry.get(key, {})):
        contents = {label: entry.get(key, {}).get(name) for label, entry in named.items()}
        yield name, {label: content for label, content in contents.items() if content}


def _maps(kind, named):
    """Maps of parameters: as a table where their keys are few, else in a line each."""
    for name, maps in _by_field(named, "maps"):
        keys = list(dict.fromkeys(key for rows in maps.values() for key in rows))
        example = next(iter(next(iter(maps.values())).values()))
        table = {"title": f"{kind}, {name}: {_heading(example)}"}
        if len(keys) <= MAX_COLUMNS and len(maps) > 1:
            rows = [[label, *(_value(row, key) for key in keys)] for label, row in maps.items()]
            yield table | {"columns": ["", *keys], "rows": rows, "right": keys}
        else:
            yield table | {"pairs": [(label, _one_line(row)) for label, row in maps.items()]}


def _value(parameters, key):
    return value_text(parameters[key]) if key in parameters else NONE


def _one_line(parameters):
    return ", ".join(f"{key} {value_text(row)}" for key, row in parameters.items())


def _texts(kind, named):
    """Facts that are maps of texts, a line for each entry."""
    for name, texts in _by_field(named, "facts"):
        pairs = [
            (label, fact_text(text)) for label, text in texts.items() if isinstance(text, dict)
        ]
        if pairs:
            yield {"title": f"{kind}: {name}", "pairs": pairs}


def stance_tables(parties, issues):
    """Tables of bureaus, and of each value of the stances of parties and bureaus."""
    bureaus = {
        name: bureau
        for party in parties.values()
        for name, bureau in party.get("parts", {}).get("bureaus", {}).items()
    }
    if bureaus:
        about = "Parts of a divided party, whose stance is the mean of theirs by weight."
        yield from entity_tables("bureaus", about, bureaus)
    actors = {**parties, **bureaus}
    by_actor = {
        _label(actors, key): row.get("parts", {}).get("stance") for key, row in actors.items()
    }
    stances = {label: stance for label, stance in by_actor.items() if stance}
    example = next(iter(next(iter(stances.values())).values()))
    titles = {name: row["meaning"] for name, row in example.get("parameters", {}).items()}
    titles |= {name: f"{name} in the text" for name in example.get("facts", {})}
    for name, title in titles.items():
        rows = [
            [_label(issues, issue), *(_cell(row.get(issue, {}), name) for row in stances.values())]
            for issue in issues
        ]
        yield {"title": f"stances: {title}", "columns": ["", *stances], "rows": rows}


def group_parameters(parameters):
    """(names, parameter) of uncertain parameters; those that differ only in their owner share a
    row."""
    groups: dict[tuple, list] = {}
    for row in parameters:
        section, *_, last = row["path"].split(".")
        groups.setdefault((section, last, with_unit(row), row["meaning"]), []).append(row)
    for (section, last, *_), rows in groups.items():
        first = rows[0]
        shared = f"{section}.*.{last}, each of {len(rows)}"
        yield shared if len(rows) > 1 else first["lever"] or first["path"], first


def cited_sources(rows, sources):
    """(key, description) of the sources that parameters or dated steps cite, in the scenario's
    order.

    sources  rows of `scenario.sources`
    """
    described = {row["source"]: row["description"] for row in sources if row["description"]}
    cited = {key for row in rows for key in source_keys(row["source"], described)}
    return [(key, text) for key, text in described.items() if key in cited]


def parameters_of(sections):
    """All parameters of sections {section: tree} in a list."""
    return [row for tree in sections.values() for row in tree.get("parameters", {}).values()]
