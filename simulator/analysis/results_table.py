"""All results of a study in one long table: a row for each scenario, rule and cell, each outcome,
part and metric, and each statistic.

scenario, rule, cell   of what it is: `rule` drafts texts, `cell` is what a sweep varies, as text;
                       the numbers varied have a column each besides
kind                   outcome, part (of the outcome `part_of`) or metric
name, label, listed    `listed` stands in the tables of the command line
statistic              share, mean or change (against the base, in a sweep against the cell nearest
                       to the scenario)
before, after          of a change
the rest               fields of Estimate and Change; of an estimate, `type` is its kind
"""

import csv
from dataclasses import fields

from simulator.analysis.compare import reported
from simulator.analysis.estimate import Change
from simulator.ensemble.request import SCHEMA_VERSION

PLACE = ("schema_version", "scenario", "rule", "cell")
WHAT = ("kind", "name", "part_of", "label", "listed", "type", "statistic")
COLUMNS = (*PLACE, *WHAT, "before", "after", *(one.name for one in fields(Change)))


def rows(study):
    """The table, a dict a row; what a row does not have is None or not there."""
    for about, resolved, told in summaries(study):
        for what, one in _told(resolved, told):
            statistic, n = "share" if one.is_share else "mean", one.n
            known = vars(one) | {"type": one.kind, "n": told.worlds if n is None else n}
            yield known | about | what | {"statistic": statistic}
    for about, base, *summed, change in comparisons(study):
        before, after = ({_key(what): one for what, one in _told(base, told)} for told in summed)
        for what, one in _told(base, change):
            ends = {"before": _value(before, what), "after": _value(after, what)}
            yield vars(one) | about | what | {"statistic": "change"} | ends


def write(file, study):
    """Write the table as CSV."""
    made = csv.DictWriter(
        file, columns(study), restval="", extrasaction="ignore", lineterminator="\n"
    )
    made.writeheader()
    made.writerows(rows(study))


def table(study):
    """The table as {column: list}."""
    made = list(rows(study))
    return {name: [row.get(name) for row in made] for name in columns(study)}


def columns(study):
    """Names of the columns."""
    return [*COLUMNS, *study.asked.options.get("vary", {}).values()]


def summaries(study):
    """(what it is of, its scenario, RunSummary) of scenarios, of those under rival rules, of
    cells."""
    for about, resolved, told, _ in _design(study):
        yield about, resolved, told[about["scenario"]]
    for cell in study.cells:
        yield _about_cell(study, cell), study.scenarios[0], cell.summary


def comparisons(study):
    """(what it is of, the base, RunSummary before and after, Comparison)."""
    base = study.scenarios[0]
    for about, _, told, changes in _design(study):
        name = about["scenario"]
        if name in changes:
            yield about, base, told[base.id], told[name], changes[name]
    nearest = next((cell.summary for cell in study.cells if cell.reference), None)
    for cell in study.cells:
        yield _about_cell(study, cell), base, nearest, cell.summary, cell.changes


def _design(study):
    """(what it is of, the scenario, {id: RunSummary}, {id: Comparison}) of each row of the design
    but the cells of a sweep."""
    design = [] if study.cells else study.asked.design
    for (name, rule), resolved in zip(design, study.asked.scenarios, strict=not study.cells):
        under = study.rules[rule] if rule else None
        told = (under.scenarios, under.differences) if under else (study.digests, study.differences)
        yield _about(name, resolved), resolved, *told


def _about(name, resolved):
    place = name, resolved.form.talks.rule, ""
    return dict(zip(PLACE, (SCHEMA_VERSION, *place), strict=True))


def _about_cell(study, cell):
    called, one = study.asked.options["vary"], study.scenarios[0]
    text = "; ".join(f"{path}={value:g}" for path, value in cell.values.items())
    named = {called[path]: value for path, value in cell.values.items()}
    return _about(one.id, one) | {"cell": text} | named


def _told(resolved, told):
    """({kind, name, label, ...}, row) of all that a RunSummary or a Comparison tells."""
    parts = getattr(told, "parts", {})
    for kind in resolved.form.classes:
        if kind.id in told.outcomes:
            yield _what("outcome", kind.id, kind.label), told.outcomes[kind.id]
        for part in kind.parts:
            if part.id in parts:
                what = _what("part", part.id, part.label) | {"part_of": kind.id}
                yield what, parts[part.id]
    for name, measure in reported(resolved).items():
        if name in told.metrics:
            label = measure.label or measure.meaning.rstrip(".")
            listed = bool(measure.label) and measure.report != "among"
            yield _what("metric", name, label, listed), told.metrics[name]


def _what(kind, name, label, listed=True):
    return {"kind": kind, "name": name, "label": label, "listed": listed}


def _key(what):
    return what["kind"], what["name"]


def _value(level, what):
    """What a change is of; an outcome that a scenario does not have is seen in none of its
    worlds."""
    return level[_key(what)].value if _key(what) in level else 0.0
