"""Reference pages from code: commands, scenario files, results, glossary."""

from functools import cache

from simulator.report import formats
from simulator.report.site import data_dictionary, glossary
from simulator.report.site.render import page
from simulator.scenario import json_schema

schema = cache(json_schema.schema)
SHARED_KEYS = ("source", "grade", "note")  # every section may have them
DATE = "date"


def pages(commands, study):
    """{name: Markdown} of the commands as plain data, and of the results of a study."""
    return {
        "commands": page("commands.md", **commands),
        "scenario_file": page("scenario_file.md", **_scenario_file()),
        "results": page("results.md", **data_dictionary.tables(study)),
        "glossary": page("glossary.md", sections=glossary.sections(study.scenarios[0])),
    }


# -------------------------------------------------------------------------------------------------
# scenario files
def _scenario_file():
    """Keys of a scenario file, and of each section, with type and meaning."""
    whole = schema()
    shared = {key: whole["properties"][key] for key in SHARED_KEYS}
    sections = {
        name: {"about": section.get("description", ""), "keys": _keys(section)}
        for name, section in whole["$defs"].items()
        if section.get("properties")
    }
    return {
        "top": _keys(whole),
        "shared": [
            _key(name, _resolve_reference(row, whole["$defs"])) for name, row in shared.items()
        ],
        "required": whole["else"]["required"],
        "sections": sections,
        "values": {
            name: {"about": _about_value(entry), "keys": _keys(entry.get("then", {}))}
            for name, entry in whole["$defs"].items()
            if not entry.get("properties")
        },
    }


def _about_value(entry):
    """What a value may be."""
    text = entry.get("errorMessage", entry.get("description", ""))
    return formats.upper(text.removeprefix("expected ")) + "."


def _keys(section):
    needed = section.get("required", ())
    rows = section.get("properties", {}).items()
    return [_key(name, row, name in needed) for name, row in rows if name not in SHARED_KEYS]


def _key(name, row, required=False):
    return {
        "name": name,
        "type": _type(row),
        "meaning": row.get("description") or _about_entries(row),
        "required": required,
    }


def _about_entries(row):
    """The description of the section that a key holds, or of each entry of its map or list."""
    entry = row if "$ref" in row else row.get("additionalProperties") or row.get("items") or {}
    return schema()["$defs"][_name(entry)].get("description", "") if "$ref" in entry else ""


def _name(row):
    return row["$ref"].rpartition("/")[2]


def _resolve_reference(row, definitions):
    """A definition that a key refers to, or the key's own."""
    return definitions[_name(row)] if "$ref" in row else row


def _type(row):
    """The type of a key in words; `[Name](#name)` for a section.

    >>> _type({"items": {"type": "string"}, "type": "array"}), _type({"type": ["integer", "null"]})
    ('list of text', 'whole number, null')
    """
    if "$ref" in row:
        return f"[{_name(row)}](#{_name(row).lower()})"
    if "enum" in row:
        return " or ".join(f"`{value}`" for value in row["enum"])
    if "const" in row:
        return f"`{row['const']}`"
    if "anyOf" in row:
        return " or ".join(dict.fromkeys(_type(each) for each in row["anyOf"]))
    if "items" in row:
        return f"list of {_type(row['items'])}"
    if isinstance(row.get("additionalProperties"), dict):
        return f"map of {_type(row['additionalProperties'])}"
    return _simple_type(row)


def _simple_type(row):
    names = {"string": "text", "integer": "whole number", "boolean": "true or false"}
    names |= {"object": "map", "array": "list"}
    types = row.get("type", "object")
    listed = [types] if isinstance(types, str) else types
    return DATE if row.get("format") == DATE else ", ".join(names.get(t, t) for t in listed)
