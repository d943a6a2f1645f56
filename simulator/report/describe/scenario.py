"""A scenario as plain data: actors and regions, levers, parameters, metrics, outcomes, sources,
units."""

import datetime
import inspect
import math
from collections import Counter
from functools import cache

from simulator.model.index import Index
from simulator.model.metrics.families import BY_REGION, for_conflict, recorded_metrics
from simulator.report.describe.docstrings import paragraphs
from simulator.scenario.base_model import Section
from simulator.scenario.calendar import monday_of, week_of
from simulator.scenario.cross_checks import KEY
from simulator.scenario.json_schema import schema
from simulator.scenario.library import beyond_record
from simulator.scenario.parameter import DEFAULT, UNITS, Parameter

SEPARATE = ("levers", "outcomes", "sources")  # described in parts of their own
METRIC_KEYS = ("name", "label", "unit", "meaning", "report", "span", "assumed")
ON_REQUEST = {"report": "on request"}


def parameter_row(resolved, path):
    """One parameter with its meaning, distribution, range, grade and source."""
    parameter = resolved.parameters[path]
    meta = parameter.meta
    return {
        "path": path,
        "lever": resolved.lever_of.get(path),
        "meaning": meta["meaning"],
        "value": None if math.isnan(parameter.value) else parameter.value,
        "distribution": parameter.kind,
        "arguments": list(parameter.parameters),
        "unit": meta["unit"],
        "low": meta["low"],
        "high": meta["high"],
        "grade": parameter.grade,
        "source": parameter.source,
    }


def section_tree(resolved, section, path=()):
    """A section of the scenario: its facts, parameters, maps of parameters, and sections below."""
    tree: dict[str, dict] = {"facts": {}, "parameters": {}, "maps": {}, "parts": {}}
    for name in type(section).model_fields:
        value, below = getattr(section, name), (*path, name)
        if isinstance(value, Parameter):
            tree["parameters"][name] = parameter_row(resolved, ".".join(below))
        elif isinstance(value, Section):
            tree["parts"][name] = section_tree(resolved, value, below)
        elif path or name not in SEPARATE:
            key, content = _field(resolved, value, below)
            tree[key][name] = content
    return {key: content for key, content in tree.items() if content}


def _field(resolved, value, path):
    """(key, content) of a map of sections or of parameters, or of any other fact."""
    if _is_map_of(value, Section):
        sections = {key: section_tree(resolved, part, (*path, key)) for key, part in value.items()}
        return "parts", sections
    if _is_map_of(value, Parameter):
        return "maps", {key: parameter_row(resolved, ".".join((*path, key))) for key in value}
    return "facts", value.isoformat() if isinstance(value, datetime.date) else value


def entity_kinds(form):
    """Kinds of entities with a description, ids and labels: every map of sections of a scenario,
    and the bureaus within parties."""
    maps = {name: getattr(form, name) for name in type(form).model_fields if name not in SEPARATE}
    parties = form.parties.values()
    maps["bureaus"] = {name: row for party in parties for name, row in party.bureaus.items()}
    return [
        _entity_kind(name, entries)
        for name, entries in maps.items()
        if _is_map_of(entries, Section)
    ]


def _entity_kind(name, entries):
    about = inspect.getdoc(type(next(iter(entries.values()))))
    labels = {key: entity.label for key, entity in entries.items()}
    return {"kind": name, "about": about, "names": labels}


def _is_map_of(value, kind):
    return isinstance(value, dict) and any(isinstance(entry, kind) for entry in value.values())


def sections(form):
    """Sections of parameters with a description: {section: description}."""
    return {
        name: inspect.getdoc(type(section))
        for name in type(form).model_fields
        if isinstance(section := getattr(form, name), Section)
    }


def scales(conflict):
    """Time and space: start and end, regions, fronts."""
    form, values = conflict.form, conflict.parameters.middle
    return {
        "start": form.start.isoformat(),
        "end": monday_of(week_of(form.start) + form.weeks).isoformat(),
        "weeks": form.weeks,
        "record_ends": form.record_ends and form.record_ends.isoformat(),
        "regions": len(form.regions),
        "area": sum(values[f"regions.{g}.area"] for g in form.regions),
        "residents": sum(values[f"regions.{g}.residents"] for g in form.regions),
        "borders": sum(len(neighbours) for neighbours in form.borders.values()),
        "fronts": len(conflict.index.fronts),
        "rows": len(conflict.index.attacker),
        "seed": form.seed,
    }


def levers(resolved):
    """Levers with the parameter that each sets, the range of the record, and dated steps."""
    return [
        {
            **parameter_row(resolved, lever.target),
            "lever": name,
            "record": list(lever.record or []),
            "steps": [_step(step) for step in lever.steps],
        }
        for name, lever in resolved.levers.items()
    ]


def _step(step):
    to = None if math.isnan(step.to.value) else step.to.value
    dated = {"at": step.at.isoformat(), "to": to, "over_weeks": step.over}
    return dated | {"when": step.when, "source": step.source, "grade": step.grade}


def levers_beyond_record(resolved):
    """Levers outside the range of the record, in words."""
    rows = beyond_record(resolved)
    return [f"{lever} {to:g} (known: {low:g} to {high:g})" for lever, to, low, high in rows]


def answer_label(resolved):
    """The outcome or metric that answers the question, with its label and direction; empty if the
    scenario names none."""
    name, _, direction = resolved.form.answer.partition(" ")
    labels = {outcome.id: outcome.label for outcome in resolved.form.outcomes}
    labels |= {metric["name"]: metric["label"] for metric in metrics(resolved) if metric["label"]}
    return " ".join(filter(None, [labels.get(name, name), direction]))


def metrics(resolved):
    """Metrics with unit, meaning and summary over weeks; those of regions and measures by their
    pattern."""
    index = Index(resolved)
    usual = recorded_metrics(index)
    others = [metric for name, metric in for_conflict(index).items() if name not in usual]
    rows = [_metric(metric) for metric in usual.values()]
    rows += [_metric(metric) | ON_REQUEST for metric in others if "." not in metric.name]
    for name, (unit, meaning) in BY_REGION.items():
        pattern = {"name": name, "unit": unit, "meaning": meaning, "assumed": False}
        rows.append(dict.fromkeys(METRIC_KEYS) | pattern | ON_REQUEST)
    return rows


def _metric(metric):
    return {key: getattr(metric, key) for key in METRIC_KEYS}


def outcomes(form):
    """The outcomes in order, with conditions and parts."""
    return [
        {**_outcome(outcome), "parts": [_outcome(part) for part in outcome.parts]}
        for outcome in form.outcomes
    ]


def _outcome(outcome):
    when = [
        {"if": row.test, "weeks": row.lasting, "absorbing": row.absorbing} for row in outcome.when
    ]
    return {"id": outcome.id, "label": outcome.label, "when": when}


def source_keys(note, sources):
    """Keys of the sources that a note cites; a paragraph counts as the article; the note itself if
    it cites none.

    sources  {key: source} of the scenario
    """
    cited = (note or "").split() + KEY.findall(note or "")
    keys = [key for key in sources if key in cited]
    if "article" in sources and paragraphs(note or "") and "article" not in keys:
        keys.insert(0, "article")
    return keys or [note or "none given"]


def sources(resolved):
    """Sources with the counts of parameters and dated steps that rest on each; a note that cites no
    source has its own row."""
    listed = resolved.form.sources
    direct = Counter(
        key for row in resolved.parameters.values() for key in source_keys(row.source, listed)
    )
    steps = [step for lever in resolved.levers.values() for step in lever.steps if step.source]
    dated = Counter(key for step in steps for key in source_keys(step.source, listed))
    keys = [*listed, *sorted(key for key in {*direct, *dated} if key not in listed)]
    return [
        {
            "source": key,
            "description": listed.get(key, ""),
            "parameters": direct[key],
            "steps": dated[key],
        }
        for key in keys
    ]


def grades(resolved):
    """Grades with their meaning and the counts of parameters."""
    return [_grade(text[0], text[2:].strip(), resolved.parameters.values()) for text in _grades()]


def _grade(grade, meaning, parameters):
    graded = [parameter for parameter in parameters if parameter.grade == grade]
    uncertain = sum(parameter.uncertain for parameter in graded)
    defaults = sum(parameter.source == DEFAULT for parameter in graded)
    counts = {"parameters": len(graded), "uncertain": uncertain, "defaults": defaults}
    return {"grade": grade, "meaning": meaning, **counts}


@cache
def _grades():
    return schema()["$defs"]["Grade"]["description"].split(", ")


def by_paragraph(resolved):
    """Counts of parameters that rest on each paragraph of the article."""
    notes = (parameter.source or "" for parameter in resolved.parameters.values())
    return Counter(paragraph for note in notes for paragraph in paragraphs(note))


def units(resolved):
    """Units with the counts of parameters and metrics, and an example."""
    by_unit: dict[str, dict] = {}
    for key, name, unit, meaning in _in_units(resolved):
        new = {"unit": unit, "parameters": 0, "metrics": 0, "example": f"{name}: {meaning}"}
        by_unit.setdefault(unit, new)[key] += 1
    return sorted(by_unit.values(), key=lambda row: (-row["parameters"], -row["metrics"]))


def _in_units(resolved):
    """(key, name, unit, meaning) of every parameter and metric."""
    for path, parameter in resolved.parameters.items():
        yield "parameters", path, parameter.meta["unit"], parameter.meta["meaning"]
    for metric in metrics(resolved):
        yield "metrics", metric["name"], metric["unit"], metric["meaning"]


def shorthand():
    """Suffixes of values: [{"mark", "factor", "unit"}]."""
    return [
        {"mark": mark, "factor": factor, "unit": unit} for mark, (factor, unit) in UNITS.items()
    ]
