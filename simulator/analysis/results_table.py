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

from simulator.analysis.compare import listed, reported
from simulator.analysis.estimate import Change
from simulator.ensemble.run_request import SCHEMA_VERSION

PLACE = ("schema_version", "scenario", "rule", "cell")
WHAT = ("kind", "name", "part_of", "label", "listed", "type", "statistic")
COLUMNS = (*PLACE, *WHAT, "before", "after", *(one.name for one in fields(Change)))


def rows(study):
    """The table, a dict a row; what a row does not have is None or not there."""
    found = list(placed(study))
    for about, resolved, result in found:
        for what, one in _told(resolved, result.summary):
            statistic, n = "share" if one.is_share else "mean", one.n
            known = vars(one) | {"type": one.kind, "n": result.summary.worlds if n is None else n}
            yield known | about | what | {"statistic": statistic}
    for about, _, result in found:
        if result.changes:
            yield from (about | row for row in _changes(study.scenarios[0], result))


def _changes(base, result):
    before, after = (
        {_key(what): one for what, one in _told(base, run)} for run in (result.base, result.summary)
    )
    for what, one in _told(base, result.changes):
        ends = {"before": _value(before, what), "after": _value(after, what)}
        yield vars(one) | what | {"statistic": "change"} | ends


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
    return [*COLUMNS, *study.request.options.get("vary", {}).values()]


def placed(study):
    """(columns that say what it is of, the scenario, Result) of each case."""
    called = study.request.options.get("vary", {})
    runs = dict(zip(study.request.cases.runs, study.request.scenarios, strict=True))
    for one in study.results:
        name, rule, *_ = one.case
        resolved = runs[name, rule]
        cell = "; ".join(f"{path}={value:g}" for path, value in one.values.items())
        about = SCHEMA_VERSION, name, resolved.form.talks.rule, cell
        varied = {called[path]: value for path, value in one.values.items()}
        yield dict(zip(PLACE, about, strict=True)) | varied, resolved, one


def _told(resolved, told):
    """({kind, name, label, ...}, row) of all that a RunSummary or a Comparison tells."""
    parts = getattr(told, "parts", {})
    for kind in resolved.form.outcomes:
        if kind.id in told.outcomes:
            yield _what("outcome", kind.id, kind.label), told.outcomes[kind.id]
        for part in kind.parts:
            if part.id in parts:
                what = _what("part", part.id, part.label) | {"part_of": kind.id}
                yield what, parts[part.id]
    tabled = listed(resolved)
    for name, measure in reported(resolved).items():
        if name in told.metrics:
            label = measure.label or measure.meaning.rstrip(".")
            yield _what("metric", name, label, name in tabled), told.metrics[name]


def _what(kind, name, label, listed=True):
    return {"kind": kind, "name": name, "label": label, "listed": listed}


def _key(what):
    return what["kind"], what["name"]


def _value(level, what):
    """What a change is of; an outcome that a scenario does not have is seen in none of its
    worlds."""
    return level[_key(what)].value if _key(what) in level else 0.0
