"""Where the worlds lie week by week, and the points of the record on top of it."""

from dataclasses import replace

import numpy as np

from simulator.analysis.history import LEVELS, by_week
from simulator.analysis.readings import job_of, outside_run, problems_at, run_jobs, unknown_metric
from simulator.scenario.calendar import monday_of, week_of
from simulator.scenario.errors import ScenarioError

WORLDS = 1000
OF_SERIES = ("name", "unit", "definition", "note", "given", "event")
OF_POINT = ("use", "source", "grade", "comparable", "note")


def bands(series, planned, seed=2016, jobs=None, most=None):
    """Every series with where its worlds lie: [{"id", "name", "weeks", "quantiles" or "share",
    "points", ...}], in the order of the file.

    planned  what `plan_runs` returns
    most     worlds of a scenario at most
    """
    if not series:
        return []
    worlds = min(WORLDS, most or WORLDS)
    made = {run: replace(job, worlds=worlds) for run, job in planned.items()}
    run_jobs(made.values(), seed, jobs)
    return [_told(name, one, made[one.run]) for name, one in series.items()]


def plan_runs(series, places):
    """What is to be run: {scenario: Job}. Raises ScenarioError with every problem of the file."""
    jobs: dict = {}
    planned: dict = {}
    wrong: list = []
    for name, one in series.items():
        try:
            job = planned[one.run] = job_of(jobs, one.run, WORLDS)
        except ScenarioError as error:
            wrong += problems_at(("series", name, "run"), error)
            continue
        wrong += (lost := _wrong(("series", name), one, job.resolved))
        job.request(name, {} if lost else one.readings(job.resolved.form))
    if wrong:
        places.refuse(wrong)
    return planned


def _wrong(path, series, resolved):
    """(path, sentence) of what cannot be read of a run."""
    whole = 0, series.length(resolved.form) - 1
    spans = [((*path, "to"), whole)] + [
        ((*path, "points", k, "date"), point.weeks(resolved.form.start))
        for k, point in enumerate(series.points)
    ]
    said = [((*path, "of"), unknown_metric(resolved, series.of))]
    said += [(at, outside_run(resolved, *weeks)) for at, weeks in spans]
    return [(at, sentence) for at, sentence in said if sentence]


def _told(name, series, job):
    """A series as plain values: dates of the middle of its weeks, quantiles or shares of worlds,
    the record's points beside the model."""
    form = job.resolved.form
    weeks, found = range(series.length(form)), job.columns_of(name, series.readings(form))
    told = {key: getattr(series, key) for key in OF_SERIES} | {
        "id": name, "run": series.run, "title": form.title, "worlds": job.worlds,
        "record_ends": form.record_ends,
        "weeks": [monday_of(week_of(form.start) + week) for week in weeks],
    }  # fmt: skip
    if series.event:
        share = told["share"] = by_week(found["first_week"], weeks).tolist()
        spread = [
            {"model": None, "share": [share[week] for week in point.weeks(form.start)]}
            for point in series.points
        ]
    else:
        told["quantiles"] = _quantiles([found[f"{week}"] for week in weeks])
        spread = [{"model": _quantiles(found[f"point {k}"])} for k in range(len(series.points))]
    pairs = zip(series.points, spread, strict=True)
    return told | {"points": [_point(point, series, model) for point, model in pairs]}


def _quantiles(values):
    """{level: what lies below in so many worlds}; values (..., worlds)."""
    return dict(zip(LEVELS, np.quantile(values, LEVELS, axis=-1).tolist(), strict=True))


def _point(point, series, found):
    """A point of the record, what the model says of the same weeks, and whether the record lies
    within 80 of 100 worlds."""
    low, high = point.ends(series.days)
    row = {key: getattr(point, key) for key in OF_POINT} | {
        "date": point.date, "to": point.last, "low": low, "high": high,
        "definition": point.definition or series.definition,
    }  # fmt: skip
    inside = None
    if found["model"] and point.comparable and not series.given:
        bottom, *_, top = found["model"].values()
        inside = low <= top and high >= bottom
    return row | found | {"inside": inside}
