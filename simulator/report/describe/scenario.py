"""What a scenario holds, as plain data: actors and places, levers, parameters, measures, outcomes,
sources, units."""

import datetime
import inspect
import math
from collections import Counter
from functools import cache

from simulator.model.index import Index
from simulator.model.metrics.families import for_conflict
from simulator.report.describe.docstrings import paragraphs
from simulator.scenario.base_model import Part
from simulator.scenario.calendar import monday_of, week_of
from simulator.scenario.cross_checks import KEY
from simulator.scenario.json_schema import schema
from simulator.scenario.library import beyond_record
from simulator.scenario.parameter import UNITS, Parameter

OWN = ("levers", "outcomes", "sources")  # told in parts of their own


def number(resolved, path):
    """One number with what is known of it."""
    found = resolved.numbers[path]
    meta = found.meta
    return {
        "path": path,
        "lever": resolved.lever_of.get(path),
        "meaning": meta["meaning"],
        "value": None if math.isnan(found.value) else found.value,
        "kind": found.kind,
        "parameters": list(found.parameters),
        "unit": meta["unit"],
        "low": meta["low"],
        "high": meta["high"],
        "grade": found.grade,
        "source": found.source,
    }


def entry(resolved, part, path=()):
    """A part of the scenario: its facts, its numbers, its maps of numbers and the parts below
    it."""
    made: dict[str, dict] = {"facts": {}, "numbers": {}, "maps": {}, "parts": {}}
    for name in type(part).model_fields:
        value, here = getattr(part, name), (*path, name)
        if isinstance(value, Parameter):
            made["numbers"][name] = number(resolved, ".".join(here))
        elif isinstance(value, Part):
            made["parts"][name] = entry(resolved, value, here)
        elif path or name not in OWN:
            kind, told = _map(resolved, value, here)
            made[kind][name] = told
    return {key: of for key, of in made.items() if of}


def _map(resolved, value, path):
    """(kind, content) of a map of parts or of numbers, and of any other fact."""
    if _is_map_of(value, Part):
        return "parts", {key: entry(resolved, one, (*path, key)) for key, one in value.items()}
    if _is_map_of(value, Parameter):
        return "maps", {key: number(resolved, ".".join((*path, key))) for key in value}
    return "facts", value.isoformat() if isinstance(value, datetime.date) else value


def kinds(form):
    """Kinds of entities: every map of parts of a scenario, those within parties too, with what each
    is and its ids and labels."""
    found = {name: getattr(form, name) for name in type(form).model_fields if name not in OWN}
    parts = [party.bureaus for party in form.parties.values()]
    found["bureaus"] = {name: one for part in parts for name, one in part.items()}
    return [_kind(name, value) for name, value in found.items() if _is_map_of(value, Part)]


def _kind(name, entries):
    about = inspect.getdoc(type(next(iter(entries.values()))))
    return {"kind": name, "about": about, "names": {key: one.label for key, one in entries.items()}}


def _is_map_of(value, kind):
    return isinstance(value, dict) and any(isinstance(one, kind) for one in value.values())


def sections(form):
    """{section of numbers: what it is}."""
    return {
        name: inspect.getdoc(type(part))
        for name in type(form).model_fields
        if isinstance(part := getattr(form, name), Part)
    }


def scales(conflict):
    """Time and space: start and end, places, fronts."""
    form, numbers = conflict.form, conflict.numbers.middle
    return {
        "start": form.start.isoformat(),
        "end": monday_of(week_of(form.start) + form.weeks).isoformat(),
        "weeks": form.weeks,
        "record_ends": form.record_ends and form.record_ends.isoformat(),
        "regions": len(form.regions),
        "area": sum(numbers[f"regions.{g}.area"] for g in form.regions),
        "residents": sum(numbers[f"regions.{g}.residents"] for g in form.regions),
        "borders": sum(len(others) for others in form.borders.values()),
        "fronts": len(conflict.index.fronts),
        "rows": len(conflict.index.attacker),
        "seed": form.seed,
    }


def levers(resolved):
    """Levers with the number each sets, what the record knows, and dated steps."""
    return [
        {
            **number(resolved, lever.target),
            "lever": name,
            "record": list(lever.record or []),
            "steps": [_step(step) for step in lever.steps],
        }
        for name, lever in resolved.levers.items()
    ]


def _step(step):
    to = None if math.isnan(step.to.value) else step.to.value
    told = {"at": step.at.isoformat(), "to": to, "over_weeks": step.over}
    return told | {"when": step.when, "source": step.source, "grade": step.grade}


def beyond(resolved):
    """Levers outside what the record knows, in words."""
    found = beyond_record(resolved)
    return [f"{lever} {to:g} (known: {low:g} to {high:g})" for lever, to, low, high in found]


def measures(resolved):
    """Measures with unit, meaning and how a run sums them up."""
    found = for_conflict(Index(resolved))
    keys = ("name", "label", "unit", "meaning", "report", "span", "assumed")
    return [{key: getattr(one, key) for key in keys} for one in found.values()]


def outcomes(form):
    """The outcomes in order, with conditions and parts."""
    return [
        {**_outcome(one), "parts": [_outcome(part) for part in one.parts]} for one in form.outcomes
    ]


def _outcome(kind):
    when = [{"if": one.test, "weeks": one.lasting, "absorbing": one.absorbing} for one in kind.when]
    return {"id": kind.id, "label": kind.label, "when": when}


def keys_of(source, known):
    """The sources that a note names, paragraphs of the article as the article; the note itself
    where it names none."""
    found = [
        key for key in known if key in (source or "").split() or key in KEY.findall(source or "")
    ]
    if "article" in known and paragraphs(source or "") and "article" not in found:
        found.insert(0, "article")
    return found or [source or "none given"]


def sources(resolved):
    """Sources with how many numbers and dated steps rest on each; notes that name no source stand
    for themselves."""
    known = resolved.form.sources
    numbers = Counter(
        key for one in resolved.numbers.values() for key in keys_of(one.source, known)
    )
    steps = [step for lever in resolved.levers.values() for step in lever.steps]
    dated = Counter(key for step in steps for key in keys_of(step.source, known) if step.source)
    keys = [*known, *sorted(key for key in {*numbers, *dated} if key not in known)]
    return [
        {"source": key, "what": known.get(key, ""), "numbers": numbers[key], "steps": dated[key]}
        for key in keys
    ]


def grades(resolved):
    """Grades with what each says and how many numbers bear it."""
    return [_grade(text[0], text[2:], resolved.numbers.values()) for text in _grades()]


def _grade(grade, says, numbers):
    bearing = [one for one in numbers if one.grade == grade]
    uncertain = sum(one.uncertain for one in bearing)
    left = sum(one.source == "default of the format" for one in bearing)
    counts = {"numbers": len(bearing), "uncertain": uncertain, "defaults": left}
    return {"grade": grade, "says": says, **counts}


@cache
def _grades():
    return schema()["$defs"]["Grade"]["description"].split(", ")


def by_paragraph(resolved):
    """{paragraph: how many numbers rest on it}."""
    return Counter(p for one in resolved.numbers.values() for p in paragraphs(one.source or ""))


def units(resolved):
    """Units with how many numbers and measures have each, and one of them."""
    found: dict[str, dict] = {}
    for kind, name, unit, meaning in _in_units(resolved):
        fresh = {"unit": unit, "numbers": 0, "measures": 0, "such_as": f"{name}: {meaning}"}
        found.setdefault(unit, fresh)[kind] += 1
    return sorted(found.values(), key=lambda one: (-one["numbers"], -one["measures"]))


def _in_units(resolved):
    """(kind, name, unit, meaning) of every number and measure."""
    for path, number in resolved.numbers.items():
        yield "numbers", path, number.meta["unit"], number.meta["meaning"]
    for one in measures(resolved):
        yield "measures", one["name"], one["unit"], one["meaning"]


def shorthand():
    """How a number may be written: {mark: (factor, unit)}."""
    return [
        {"mark": mark, "factor": factor, "unit": unit} for mark, (factor, unit) in UNITS.items()
    ]
