"""The JSON Schema of scenario files, for completion and checks in editors; made from the format itself."""

from simulator.scenario.format import Scenario
from simulator.scenario.number import AS_WRITTEN, GRADES

NOTES = {
    "source": {"type": "string", "description": "source of all numbers below, until another is given"},
    "grade": {"enum": list(GRADES), "description": "A several sources, B one credible source, C contested, D our own judgement"},
    "note": {"type": "string"},
}
NUMBER = {"$ref": "#/$defs/Number"}


def schema():
    """The schema as plain values. A file that extends another needs only what differs, so little is required of it."""
    made = Scenario.model_json_schema(by_alias=True)
    parts = {name: _plain(part) for name, part in made["$defs"].items()}
    for name in ("Class", "Kind"):
        when = parts[name]["properties"]["when"]
        one = {"type": ["string", "boolean"]}
        parts[name]["properties"]["when"] = {"anyOf": [one, {"type": "array", "items": {"anyOf": [one, when["items"]]}}]}
    top = _plain(made)["properties"]
    top["extends"] = {"type": "string", "description": "id of the parent, a file beside this one"}
    top["levers"] = _levers()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "a scenario",
        "type": "object",
        "properties": top,
        "additionalProperties": False,
        "anyOf": [{"required": ["scenario", "extends"]}, {"required": made["required"], "not": {"required": ["extends"]}}],
        "$defs": {"Number": AS_WRITTEN, **parts},
    }


def _plain(part):
    """A part as a file may give it: any of its keys, with notes, and numbers by reference."""
    fields = {name: _field(field) for name, field in part["properties"].items()}
    return {"type": "object", "properties": {**NOTES, **fields}, "additionalProperties": False}


def _field(field):
    told = {
        key: value
        for key, value in field.items()
        if key not in ("title", "default", "unit", "meaning", "low", "high", "start", "open", "fixed")
    }
    if told.get("anyOf") == AS_WRITTEN["anyOf"]:
        span = f" ({field['unit']}, {field['low']:g} to {field['high']:g})" if field.get("unit") else ""
        return {**NUMBER, "description": f"{told.get('description', '')}{span}"} if told.get("description") else dict(NUMBER)
    inner = told.get("additionalProperties")
    if isinstance(inner, dict):  # a map by id: any entry may be removed by null, and the map may hold notes
        told = {"type": "object", "properties": dict(NOTES), "additionalProperties": {"anyOf": [_field(inner), {"type": "null"}]}}
    return told


def _levers():
    """A lever is a number, a list of dated steps, or a map of a number and more."""
    steps = {"type": "array", "items": {"$ref": "#/$defs/Step"}, "description": "dated steps; the latest that has fired wins"}
    keys: dict = AS_WRITTEN["anyOf"][2]["properties"]  # type: ignore[assignment, index, call-overload]
    value = {"anyOf": [NUMBER, {"type": "null"}]}
    whole = {"type": "object", "properties": {**keys, **NOTES, "value": value, "sets": {"type": "string"}, "steps": steps}}
    lever = {"anyOf": [{"type": ["number", "string", "null"]}, steps, {**whole, "additionalProperties": False}]}
    return {"type": ["object", "null"], "properties": dict(NOTES), "additionalProperties": lever}
