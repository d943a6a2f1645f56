"""All results of a study in one long table: a row for each scenario, rule and cell, each outcome,
part and metric, and each statistic.

scenario, rule, cell   `rule` is the bargaining rule; `cell` gives the values of a sweep as text,
                       and each parameter varied also has its own column
kind                   outcome, part (of the outcome `part_of`) or metric
name, label, listed    `listed` is true where the command line shows the row in its tables
statistic              share, mean or change (against the base; in a sweep against the cell nearest
                       to the scenario)
before, after          of a change
the rest               fields of Estimate and Change; `type` is the kind of an estimate
"""

import csv
from dataclasses import fields

from simulator.analysis.compare import listed_metrics, reported_metrics
from simulator.analysis.estimate import Change
from simulator.ensemble.run_request import SCHEMA_VERSION

PLACE = ("schema_version", "scenario", "rule", "cell")
SUBJECT = ("kind", "name", "part_of", "label", "listed", "type", "statistic")
COLUMNS = (*PLACE, *SUBJECT, "before", "after", *(field.name for field in fields(Change)))


def rows(study):
    """Yield the rows of the table as dicts; missing values are None or absent."""
    results = list(cases_with_columns(study))
    for place, resolved, result in results:
        for subject, estimate in _result_rows(resolved, result.summary):
            statistic, n = "share" if estimate.is_share else "mean", estimate.n
            n = result.summary.worlds if n is None else n
            values = vars(estimate) | {"type": estimate.kind, "n": n}
            yield values | place | subject | {"statistic": statistic}
    for place, _, result in results:
        if result.changes:
            yield from (place | row for row in _changes(study.scenarios[0], result))


def _changes(base, result):
    before, after = (
        {_key(subject): estimate for subject, estimate in _result_rows(base, run)}
        for run in (result.base, result.summary)
    )
    for subject, change in _result_rows(base, result.changes):
        ends = {"before": _level(before, subject), "after": _level(after, subject)}
        yield vars(change) | subject | {"statistic": "change"} | ends


def write(file, *studies):
    """Write the tables of studies with the same columns as one CSV."""
    writer = csv.DictWriter(
        file, columns(studies[0]), restval="", extrasaction="ignore", lineterminator="\n"
    )
    writer.writeheader()
    for study in studies:
        writer.writerows(rows(study))


def table(study):
    """The table as {column: list}."""
    lines = list(rows(study))
    return {name: [line.get(name) for line in lines] for name in columns(study)}


def columns(study):
    """Names of the columns."""
    return [*COLUMNS, *study.request.options.get("vary", {}).values()]


def cases_with_columns(study):
    """Yield (columns of its place, scenario, Result) of each case."""
    called = study.request.options.get("vary", {})
    runs = dict(zip(study.request.cases.runs, study.request.scenarios, strict=True))
    for result in study.results:
        name, rule, *_ = result.case
        resolved = runs[name, rule]
        cell = "; ".join(f"{path}={value:g}" for path, value in result.values.items())
        place = SCHEMA_VERSION, name, resolved.form.talks.rule, cell
        varied = {called[path]: value for path, value in result.values.items()}
        yield dict(zip(PLACE, place, strict=True)) | varied, resolved, result


def _result_rows(resolved, result):
    """Yield ({kind, name, label, ...}, Estimate or Change) of a RunSummary or a Comparison."""
    parts = getattr(result, "parts", {})
    for outcome in resolved.form.outcomes:
        if outcome.id in result.outcomes:
            yield _subject("outcome", outcome.id, outcome.label), result.outcomes[outcome.id]
        for part in outcome.parts:
            if part.id in parts:
                subject = _subject("part", part.id, part.label) | {"part_of": outcome.id}
                yield subject, parts[part.id]
    in_tables = listed_metrics(resolved)
    for name, metric in reported_metrics(resolved).items():
        if name in result.metrics:
            label = metric.label or metric.meaning.rstrip(".")
            yield _subject("metric", name, label, name in in_tables), result.metrics[name]


def _subject(kind, name, label, listed=True):
    return {"kind": kind, "name": name, "label": label, "listed": listed}


def _key(subject):
    return subject["kind"], subject["name"]


def _level(estimates, subject):
    """Value of an outcome, part or metric; 0 for an outcome that the scenario does not define."""
    return estimates[_key(subject)].value if _key(subject) in estimates else 0.0
