"""Where the worlds lie week by week, and the points of the record on top of it."""

import numpy as np

from simulator.analysis.backtest import REPS
from simulator.analysis.history import LEVELS
from simulator.ensemble.blocks import all_of
from simulator.ensemble.table import table_of_worlds
from simulator.model.cast import Cast
from simulator.model.check import check_expressions
from simulator.model.measures import for_conflict
from simulator.model.reading import Reading
from simulator.scenario import read
from simulator.scenario.calendar import monday_of, week_of
from simulator.scenario.expression import Expression
from simulator.scenario.problems import ScenarioError, meant

WORLDS = 1000


def bands(series, planned, seed=2016, jobs=None, most=None):
    """Every series with where its worlds lie: [{"id", "name", "weeks", "quantiles" or "share",
    "points", ...}], in the order of the file.

    planned  what `plan` found
    most     worlds of a scenario at most
    """
    if not series:
        return []
    resolved, readings = planned
    names = list(resolved)
    lengths = [1 + max(one.last for one in readings[name].values()) for name in names]
    scenarios = [resolved[name].until(length) for name, length in zip(names, lengths, strict=True)]
    worlds = min(WORLDS, most or WORLDS)
    tables = [table_of_worlds(one, worlds, seed, REPS) for one in scenarios]
    found = all_of(
        scenarios, tables, seed, jobs, weekly=False, readings=[readings[name] for name in names]
    )
    columns = {name: one.worlds for name, one in zip(names, found, strict=True)}
    return [
        _told(name, one, resolved[one.run], columns[one.run], worlds)
        for name, one in series.items()
    ]


def plan(series, places):
    """What is to be run: ({scenario: Resolved}, {scenario: {reading: Reading}}). Raises
    ScenarioError with every problem of the file."""
    resolved: dict = {}
    readings: dict = {}
    problems: list = []
    for name, one in series.items():
        try:
            if one.run not in resolved:
                there = read(one.run)
                check_expressions(there)
                resolved[one.run], readings[one.run] = there, {}
        except ScenarioError as error:
            problems += [
                places.problem(("series", name, "run"), problem.message)
                for problem in error.problems
            ]
            continue
        wrong = list(_wrong(name, one, resolved[one.run]))
        problems += [places.problem(path, sentence) for path, sentence in wrong]
        if not wrong:
            readings[one.run] |= _readings(name, one, resolved[one.run].form)
    if problems:
        raise ScenarioError(problems)
    return resolved, readings


def _wrong(name, series, resolved):
    """(path, sentence) of what cannot be read of a run."""
    known, form, path = for_conflict(Cast(resolved)), resolved.form, ("series", name)
    for lost in sorted(Expression(series.of).names - set(known))[:1]:
        yield (*path, "of"), f'there is no measure "{lost}"; {meant(lost, known)}'
    outside = (
        f"this lies outside {resolved.id}, which runs for {form.weeks} weeks from {form.start}"
    )
    if series.to is not None and not 0 <= week_of(series.to) - week_of(form.start) < form.weeks:
        yield (*path, "to"), outside
    for k, point in enumerate(series.points):
        first, last = point.weeks(form.start)
        if not 0 <= first <= last < form.weeks:
            yield (*path, "points", k, "date"), outside


def _readings(name, series, form):
    """The value of every week, of an event whether it came by then; and the mean over the weeks of
    every point."""
    length = form.weeks if series.to is None else week_of(series.to) - week_of(form.start) + 1
    if series.event:
        return {f"{name}/{week}": Reading(series.of, "ever", 0, week) for week in range(length)}
    found = {f"{name}/{week}": Reading(series.of, "last", week, week) for week in range(length)}
    spans = [point.weeks(form.start) for point in series.points]
    return found | {
        f"{name}/point {k}": Reading(series.of, "mean", first, last)
        for k, (first, last) in enumerate(spans)
    }


def _told(name, series, resolved, columns, worlds):
    """A series as plain values: dates of the middle of its weeks, quantiles or shares of worlds,
    the record's points beside the model."""
    form = resolved.form
    length = sum(1 for key in columns if key.startswith(f"{name}/") and " " not in key)
    weekly = np.array([columns[f"{name}/{week}"] for week in range(length)])
    told = {
        "id": name,
        "run": series.run,
        "title": form.title,
        "worlds": worlds,
        "record_ends": form.record_ends,
    }
    told |= {
        key: getattr(series, key)
        for key in ("name", "unit", "definition", "note", "given", "event")
    }
    told["weeks"] = [monday_of(week_of(form.start) + week) for week in range(length)]
    if series.event:
        told["share"] = weekly.mean(axis=1).tolist()
    else:
        told["quantiles"] = {
            level: row.tolist()
            for level, row in zip(LEVELS, np.quantile(weekly, LEVELS, axis=1), strict=True)
        }
    return told | {
        "points": [_point(name, k, series, form, columns, told) for k in range(len(series.points))]
    }


def _point(name, k, series, form, columns, told):
    """A point of the record, what the model says of the same weeks, and whether the record lies
    within 80 of 100 worlds."""
    point = series.points[k]
    low, high = point.ends(series.days)
    row = {
        "date": point.date,
        "to": point.last,
        "low": low,
        "high": high,
        "definition": point.definition or series.definition,
    }
    row |= {key: getattr(point, key) for key in ("use", "source", "grade", "comparable", "note")}
    if series.event:
        first, last = point.weeks(form.start)
        return row | {
            "model": None,
            "share": [told["share"][first], told["share"][last]],
            "inside": None,
        }
    model = np.quantile(columns[f"{name}/point {k}"], LEVELS)
    inside = (
        bool(low <= model[-1] and high >= model[0])
        if point.comparable and not series.given
        else None
    )
    return row | {"model": dict(zip(LEVELS, model.tolist(), strict=True)), "inside": inside}
