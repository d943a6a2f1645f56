"""JSON Schema of scenario files, for completion and checks in editors; generated from the format.

A value of several types has one schema with all types instead of `anyOf`, for which editors show
the error of the wrong alternative. Only the YAML language server reads `errorMessage`."""

import math
from typing import Any

from simulator.scenario.diff import step_text, value_text
from simulator.scenario.parameter import AS_WRITTEN, FORMS, GRADES, Parameter
from simulator.scenario.schema_actors import Scenario
from simulator.scenario.stances import COLUMNS

SHAPES: Any = AS_WRITTEN["anyOf"]  # of a parameter: plain, text, a map
IN_LISTS = (
    "Outcome",
    "Condition",
    "OutcomePart",
    "Step",
)  # stand whole; others may lie over a parent's
LEFT_OUT = (
    "title", "default", "unit", "meaning", "low", "high", "start", "open", "fixed", "remembered",
    "additionalProperties", "propertyNames",
)  # fmt: skip
SHARED = ("Parameter", "Value", "Lever", "Setting", "Source", "Grade", "Step")
NUMBER, VALUE, LEVER, SETTING, SOURCE, GRADE, STEP = ({"$ref": f"#/$defs/{n}"} for n in SHARED)
NOTES = {
    "source": SOURCE,
    "grade": GRADE,
    "note": {"type": "string", "description": "remark, not read by the model"},
}
MAP = {"type": ["object", "null"]}
THROUGHOUT = r"^\s*(null\s+throughout|" + SHAPES[1]["pattern"][1:-1] + r"(\s+throughout)?)$"
IDS = ("issues", "parties", "factions", "holders", "regions")
KEYED = dict(zip(IDS, IDS, strict=True)) | {  # maps, and whose ids are their keys
    "stance": "issues", "priority": "regions", "garrisons": "regions", "held": "holders",
    "lived": "holders", "client": "parties", "fights": "holders", "main_effort": "regions",
    "supply_by_region": "regions",
}  # fmt: skip
SHORT: Any = {  # maps of shares, and how they are written where every share is 1
    "client": {"type": "string"},
    "fights": {"type": "array", "items": {"type": "string"}},
    "main_effort": {"type": "string"},
}
DESCRIPTIONS = {
    "format": "version of the format of scenario files",
    "scenario": "id of the scenario: the file name without .yaml",
    "title": "title in one line",
    "extends": (
        "id of the parent beside this file, or its path relative to this file; keys that are not"
        " given are inherited"
    ),
    "question": "question that the scenario answers",
    "answer": (
        "outcome or metric whose change answers the question, alone or with the direction that"
        " means yes: `truce_in_force rises`"
    ),
    "look": "metrics and outcomes to look at in the results, in words",
    "report": (
        "metrics that tables list in addition, like area.HOLDER.REGION, residents.HOLDER.REGION,"
        " besieged.REGION, practice.MEASURE, joined"
    ),
    "start": "Monday of the first week",
    "weeks": "number of weeks to simulate",
    "seed": "seed of all random streams",
    "levers": (
        "changes of parameters: each a value, dated steps, or a map of both; a value changes the"
        " last of the parent's dated steps"
    ),
    "record": "lowest and highest historical value; reports mark values outside",
    "map": "YAML file of `regions` and `borders` that several conflicts share",
    "stances": "CSV file of stances: actor, issue, position, salience, flexibility",
    "draws": (
        "file of posterior draws, made by `calibrate`, in or below the folder of this file; null"
        " = draws from the priors"
    ),
    "begin": (
        "file of the state from which the worlds begin, made by `state`; only steps of levers dated"
        " from its week on may differ"
    ),
    "sources": "key and description of each source that parameters cite",
    "fronts": "moving: where hostile holders touch that week; fixed: where they did at the start",
    "camps": "id and label of each side of the war, two or more",
    "camp": "side for which the party signs; a patron is in the camp of its client",
    "sovereign": (
        "true for a government, from whose end of each line terms are measured; without one, that"
        " of the first signer"
    ),
    "client": "party that the patron supports, or a map of parties and shares of the support",
    "fights": "holders that it attacks, or a map of holders and shares of ordinary fighting",
    "besieges": "true for a holder that closes in pockets of other camps",
    "veto": "sign: a package needs its signature; spoil: it may weaken the deal",
    "borders": "lengths of the borders between neighbouring regions, km",
    "ends": "terms on each issue, 0 to 100, after a war that ends without a deal",
    "follows_control": (
        "false for an issue on which a stalemate has terms of its own; on others each camp's terms"
        " hold where it governs"
    ),
    "record_ends": "last day covered by the sources",
    "sets": "path of the parameter that the lever sets",
    "rule": "bargaining rule that drafts texts; `settle` compares the rules",
    "steps": "dated steps; the latest step in force applies",
    "at": "date from which the step holds, like 2016-03-15",
    "to": "value from that date",
    "over": "length of a linear ramp from the previous value, like 3w",
    "Source": "source of all parameters below, unless they name another",
    "Grade": "A: several sources, B: one credible source, C: contested, D: own judgement",
    "when": "condition, like violations > 400; the step begins when it is first true",
}
OF_VALUES = {  # keys of a parameter that is a map
    **FORMS,
    "value": "a single number, in place of a distribution",
    "confidence": "probability that the parameter lies in the interval (default: 90%)",
    "unit": "unit of the number or of the distribution",
}
A_NUMBER = (
    "expected a number, like 36, 36 aircraft, 90% or 6w, or a prior, like {triangular: [1, 2, 4]}"
)
A_DATE = "expected a date, like 2016-03-14"
A_LEVER = (
    "expected a number, like 36, 90% or 36 throughout, or dated steps, like [{at: 2016-03-15,"
    " to: 18, over: 3w}]"
)
A_SETTING = (
    "expected a number, like 36 or 90%; it is read only at the start of a run, so it takes no dated"
    " steps"
)


def schema(parent=None):
    """Schema as plain values; with a parent (Resolved), for files that extend it."""
    generated = Scenario.model_json_schema(by_alias=True)
    required_keys, definitions = generated["required"], generated["$defs"].items()
    sections = {
        name: _section(entry, name in IN_LISTS) for name, entry in definitions if name != "Lever"
    }
    sections["Condition"]["type"] = ["object", "string", "boolean"]
    sections["Stance"]["type"] = ["object", "array", "null"]
    sections["Stance"] |= _row(sections["Stance"]["properties"])
    for name in ("Outcome", "OutcomePart"):
        when = sections[name]["properties"]["when"]
        sections[name]["properties"]["when"] = {"anyOf": [when["items"], when]}
    if parent is None:
        _add_defaults(sections, definitions)
    top = _section(generated)["properties"]
    for key, kinds in (("map", "string"), ("stances", ["string", "object", "null"])):
        top[key] = {"type": kinds, "description": DESCRIPTIONS[key]}
    top["extends"] = {"type": "string", "description": DESCRIPTIONS["extends"]}
    top["levers"] = _levers(parent)
    for properties in (
        (top, *(entry["properties"] for entry in sections.values())) if parent else ()
    ):
        _offer_ids(properties, parent.form)
    lone = {
        "if": _require("extends"),
        "then": _require("scenario"),
        "else": _require(*required_keys),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"a scenario that extends {parent.id}" if parent else "a scenario",
        "type": "object",
        "properties": top,
        "additionalProperties": False,
        **(_require("scenario", "extends") if parent else lone),
        "$defs": {**sections, **_shared_definitions()},
    }


def _require(*names):
    return {"required": [*names]}


def _section(section, in_list=False):
    """Schema of a section as written in a file, with notes. Any of its keys may be given; outside a
    list, null removes the section."""
    fields = {name: _field(name, field) for name, field in section["properties"].items()}
    description = " ".join(section["description"].split())
    shape = {
        "description": description,
        "properties": {**fields, **NOTES},
        "additionalProperties": False,
    }
    if in_list:
        return {"type": "object", **shape, "required": section["required"]}
    return {**MAP, **shape}


def _field(name, field):
    """Schema of a field with its description; a parameter by reference."""
    result = {key: value for key, value in field.items() if key not in LEFT_OUT}
    if result.get("anyOf", [])[: len(SHAPES)] == SHAPES:
        result = dict(NUMBER)
    elif result.get("format") == "date":
        result["errorMessage"] = A_DATE
    elif isinstance(field.get("additionalProperties"), dict):
        result = _by_id(field)
        short = SHORT.get(name)
        if short:
            result |= {**short, "type": [*result["type"], short["type"]]}
    meaning = _meaning(field) if field.get("unit") else DESCRIPTIONS.get(name)
    return {**result, "description": meaning} if meaning else result


def _row(properties):
    """Schema of a stance in one row."""
    row = [properties[key] for key in COLUMNS]
    return {"prefixItems": row, "minItems": 1, "maxItems": len(row)}


def _add_defaults(sections, definitions):
    """Add the default of each parameter to its description."""
    for name, definition in definitions:
        for key, field in definition["properties"].items() if name in sections else ():
            if isinstance(field.get("default"), dict) and field["default"]:
                text = value_text(Parameter(**field["default"]))
                sections[name]["properties"][key]["description"] += f"; default: {text}"


def _by_id(field):
    """Schema of a map by id; it may contain notes, and null removes an entry."""
    entry = _field("", field["additionalProperties"])
    if isinstance(entry.get("type"), str):
        entry["type"] = [entry["type"], "null"]
    listed = dict.fromkeys(field.get("propertyNames", {}).get("enum", ()), entry)
    others = False if listed else entry
    return {**MAP, "properties": {**listed, **NOTES}, "additionalProperties": others}


def _meaning(meta):
    return f"{meta['meaning']} ({meta['unit']}, {meta['low']:.10g} to {meta['high']:.10g})"


def _offer_ids(properties, form):
    """Add the parent's ids to the maps that have them as keys; a file may add others."""
    for key, field in properties.items():
        if key in KEYED and "additionalProperties" in field:
            entry, named = field["additionalProperties"], getattr(form, KEYED[key]).items()
            listed = {
                name: {**entry, "description": entry_of_parent.label}
                for name, entry_of_parent in named
            }
            field["properties"] = {**listed, **NOTES}


def _levers(parent):
    """Schema of the levers. A lever that the parent lacks needs `sets`, unless its name is the path
    of a parameter."""
    shape = {**MAP, "description": DESCRIPTIONS["levers"]}
    if not parent:
        return {**shape, "properties": NOTES, "additionalProperties": LEVER}
    listed = {name: _lever_of_parent(parent, name) for name in parent.levers}
    needed = "a new lever is a map with `sets`, the path of the parameter it sets"
    unknown = f"{parent.id} has no such lever; {needed}"
    new = {"allOf": [{"type": "object", "required": ["sets"], "errorMessage": unknown}, LEVER]}
    free = {"patternProperties": dict.fromkeys(_free_parameters(parent), LEVER)}
    return {**shape, "properties": {**listed, **NOTES}, **free, "additionalProperties": new}


def _lever_of_parent(parent, name):
    """Schema of a lever of the parent, with its meaning and its values in the parent."""
    lever = parent.levers[name]
    meta, parameter = lever.prior.meta, lever.prior
    now = "left to the model" if math.isnan(parameter.value) else value_text(parameter)
    steps = [step_text(step) for step in lever.steps]
    in_force = ", ".join([f"{now} in {parent.id}", *steps])
    kind = SETTING if meta.get("start") else LEVER
    return {**kind, "description": f"{_meaning(meta)}; {in_force}"}


def _free_parameters(parent):
    """Patterns of the parameters that a new lever may set by its name: those that steps may change
    and no lever of the parent sets."""
    tails: dict[str, list] = {}
    for path, parameter in parent.parameters.items():
        if not parameter.meta.get("start") and path not in parent.lever_of:
            head, tail = path.removeprefix("parties.").removeprefix("holders.").split(".", 1)
            tails.setdefault(head, []).append(tail.replace(".", r"\."))
    return [rf"^{head}\.({'|'.join(of)})$" for head, of in tails.items()]


def _shared_definitions():
    """Shared definitions: parameters, levers with and without steps, notes."""
    keys = {
        name: {**row, "description": OF_VALUES[name]} if name in OF_VALUES else row
        for name, row in SHAPES[2]["properties"].items()
    }
    two = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
    steps = {"type": "array", "items": STEP}
    sets, record = {"type": "string", "description": DESCRIPTIONS["sets"]}, DESCRIPTIONS["record"]
    value = {**VALUE, "description": OF_VALUES["value"]}
    setting = {**keys, "value": value, "sets": sets, "record": {**two, "description": record}}
    setting |= NOTES
    lever = {**setting, "steps": {**steps, "description": DESCRIPTIONS["steps"]}}
    pattern = {"pattern": THROUGHOUT}
    return {
        "Parameter": _scalar_or(keys, A_NUMBER),
        "Value": {**_scalar_or(keys, A_NUMBER), **pattern},
        "Setting": {**_scalar_or(setting, A_SETTING), **pattern},
        "Lever": {**_scalar_or(lever, A_LEVER, "array"), **pattern, "items": steps["items"]},
        "Source": {"type": "string", "description": DESCRIPTIONS["Source"]},
        "Grade": {"enum": list(GRADES), "description": DESCRIPTIONS["Grade"]},
    }


def _scalar_or(keys, message, *more):
    """Schema of a parameter as a scalar or as a map of these keys. The keys are under `then`, so
    that editors do not offer a map first."""
    scalar = {"type": [*more, "string", "number", "null", "object"]}
    scalar |= {"pattern": SHAPES[1]["pattern"], "errorMessage": message}
    then = {"properties": keys, "additionalProperties": False}
    return {**scalar, "if": {"type": "object"}, "then": then}
