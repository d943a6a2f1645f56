"""What a scenario holds, as plain data: actors and places, levers, parameters, measures, classes,
sources, units."""

import datetime
import inspect
from collections import Counter
from functools import cache

from simulator.model.cast import Cast
from simulator.model.measures import for_conflict
from simulator.scenario.calendar import monday_of, week_of
from simulator.scenario.number import UNITS, Number
from simulator.scenario.part import Part
from simulator.scenario.schema import schema
from simulator.scenario.whole import KEY
from simulator.show.describe.code import paragraphs

OWN = ("levers", "classes", "sources")  # told in parts of their own


def number(resolved, path):
    """One number with what is known of it."""
    found, meta = resolved.numbers[path], resolved.meta[path]
    return {
        "path": path,
        "lever": {target: name for name, target in resolved.levers.items()}.get(path),
        "meaning": meta["meaning"],
        "value": found.value if found.value == found.value else None,
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
        if not path and name in OWN:
            continue
        if isinstance(value, Number):
            made["numbers"][name] = number(resolved, ".".join(here))
        elif isinstance(value, Part):
            made["parts"][name] = entry(resolved, value, here)
        elif isinstance(value, dict) and any(isinstance(one, Part) for one in value.values()):
            made["parts"][name] = {
                key: entry(resolved, one, (*here, key)) for key, one in value.items()
            }
        elif isinstance(value, dict) and any(isinstance(one, Number) for one in value.values()):
            made["maps"][name] = {key: number(resolved, ".".join((*here, key))) for key in value}
        else:
            made["facts"][name] = value.isoformat() if isinstance(value, datetime.date) else value
    return {key: of for key, of in made.items() if of}


def kinds(form):
    """{kind of entity: (what it is, its ids and labels)}: every map of parts of a scenario, those
    within parties too."""
    found = {}
    for name in type(form).model_fields:
        value = getattr(form, name)
        if (
            name not in OWN
            and isinstance(value, dict)
            and value
            and all(isinstance(one, Part) for one in value.values())
        ):
            found[name] = _kind(value)
    bureaus = {b: one for party in form.parties.values() for b, one in party.bureaus.items()}
    return {**found, **({"bureaus": _kind(bureaus)} if bureaus else {})}


def _kind(entries):
    return inspect.getdoc(type(next(iter(entries.values())))), {
        key: one.label for key, one in entries.items()
    }


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
        "governorates": len(form.governorates),
        "area": sum(numbers[f"governorates.{g}.area"] for g in form.governorates),
        "residents": sum(numbers[f"governorates.{g}.residents"] for g in form.governorates),
        "borders": sum(len(others) for others in form.borders.values()),
        "fronts": len(conflict.cast.fronts),
        "rows": len(conflict.cast.attacker),
        "seed": form.seed,
    }


def levers(resolved):
    """Levers with the number each sets, what the record knows, and dated steps."""
    return [
        {
            **number(resolved, path),
            "lever": name,
            "record": list(resolved.form.levers[name].record or []),
            "steps": [_step(step) for step in resolved.form.levers[name].steps],
        }
        for name, path in resolved.levers.items()
    ]


def _step(step):
    to = step.to.value if step.to.value == step.to.value else None
    return {
        "at": step.at.isoformat(),
        "to": to,
        "over_weeks": step.over,
        "when": step.when,
        "source": step.source,
    }


def measures(resolved):
    """Measures with unit, meaning and how a run sums them up."""
    found = for_conflict(Cast(resolved))
    keys = ("name", "label", "unit", "meaning", "report", "span", "assumed")
    return [{key: getattr(one, key) for key in keys} for one in found.values()]


def classes(form):
    """The classes in order, with conditions and parts."""
    return [{**_class(one), "parts": [_class(part) for part in one.parts]} for one in form.classes]


def _class(kind):
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
    steps = [step for lever in resolved.form.levers.values() for step in lever.steps]
    dated = Counter(key for step in steps for key in keys_of(step.source, known) if step.source)
    keys = [*known, *sorted(key for key in {*numbers, *dated} if key not in known)]
    return [
        {"source": key, "what": known.get(key, ""), "numbers": numbers[key], "steps": dated[key]}
        for key in keys
    ]


def grades(resolved):
    """Grades with what each says and how many numbers bear it."""
    said = _grades()
    numbers = resolved.numbers.values()
    return [
        {
            "grade": text[0],
            "says": text[2:],
            "numbers": sum(one.grade == text[0] for one in numbers),
            "uncertain": sum(one.grade == text[0] and one.uncertain for one in numbers),
            "defaults": sum(
                one.grade == text[0] and one.source == "default of the format" for one in numbers
            ),
        }
        for text in said
    ]


@cache
def _grades():
    return schema()["$defs"]["Grade"]["description"].split(", ")


def by_paragraph(resolved):
    """{paragraph: how many numbers rest on it}."""
    return Counter(p for one in resolved.numbers.values() for p in paragraphs(one.source or ""))


def units(resolved):
    """Units with how many numbers and measures have each, and one of them."""
    found: dict[str, dict] = {}
    for path, meta in resolved.meta.items():
        one = found.setdefault(
            meta["unit"],
            {
                "unit": meta["unit"],
                "numbers": 0,
                "measures": 0,
                "such_as": f"{path}: {meta['meaning']}",
            },
        )
        one["numbers"] += 1
    for one in measures(resolved):
        fresh = {
            "unit": one["unit"],
            "numbers": 0,
            "measures": 0,
            "such_as": f"{one['name']}: {one['meaning']}",
        }
        found.setdefault(one["unit"], fresh)["measures"] += 1
    return sorted(found.values(), key=lambda one: (-one["numbers"], -one["measures"]))


def shorthand():
    """How a number may be written: {mark: (factor, unit)}."""
    return [
        {"mark": mark, "factor": factor, "unit": unit} for mark, (factor, unit) in UNITS.items()
    ]
