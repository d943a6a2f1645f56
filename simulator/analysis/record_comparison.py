"""Compare historical series with the worlds of the same weeks. Used by the backtest report."""

import datetime
from dataclasses import dataclass, replace

import numpy as np

from simulator.analysis.history import LEVELS, by_week
from simulator.analysis.readings import (
    job_of,
    outside_run,
    run_jobs,
    unknown_metric,
    user_errors_at,
)
from simulator.scenario.calendar import monday_of, week_of
from simulator.scenario.errors import ScenarioError
from simulator.scenario.series import Point, Series

WORLDS = 1000


@dataclass(frozen=True)
class PointComparison:
    """A historical point and the worlds of the same weeks.

    low, high    recorded value per `days` of the series; None for an event
    definition   of the point, by default that of the series
    quantiles    {level: value} of the worlds; None for an event
    shares       of worlds in which the event happened by the first and by the last week of the
                 point; None otherwise
    within       whether the recorded value is between the 10th and 90th percentile of worlds; None
                 if it cannot be compared or the scenario sets it
    """

    point: Point
    low: float | None
    high: float | None
    definition: str
    quantiles: dict[float, float] | None = None
    shares: tuple[float, float] | None = None
    within: bool | None = None


@dataclass(frozen=True)
class SeriesComparison:
    """A historical series and the worlds of its scenario, week by week.

    title        of the scenario
    record_ends  date after which the scenario has no data, or None
    weeks        dates of the middle of the weeks
    quantiles    {level: value of each week}; None for an event
    share        of worlds in which the event happened by each week; None otherwise
    """

    id: str
    series: Series
    title: str
    worlds: int
    record_ends: datetime.date | None
    weeks: list[datetime.date]
    points: list[PointComparison]
    quantiles: dict[float, list[float]] | None = None
    share: list[float] | None = None


def compare_series(series, planned, seed=2016, jobs=None, most=None):
    """Run the scenarios of {id: Series}: [SeriesComparison], in the order of the file.

    planned  {scenario: Job} from `plan_runs`
    most     maximum number of worlds per scenario
    """
    if not series:
        return []
    worlds = min(WORLDS, most or WORLDS)
    resized = {run: replace(job, worlds=worlds) for run, job in planned.items()}
    run_jobs(resized.values(), seed, jobs)
    return [_comparison(name, row, resized[row.run]) for name, row in series.items()]


def plan_runs(series, places):
    """Jobs that the series need: {scenario: Job}. Raises ScenarioError with every problem of the
    file."""
    jobs: dict = {}
    planned: dict = {}
    user_errors: list = []
    for name, row in series.items():
        try:
            job = planned[row.run] = job_of(jobs, row.run, WORLDS)
        except ScenarioError as error:
            user_errors += user_errors_at(("series", name, "run"), error)
            continue
        user_errors += (wrong := _user_errors(("series", name), row, job.resolved))
        job.request(name, {} if wrong else row.readings(job.resolved.form))
    if user_errors:
        places.refuse(user_errors)
    return planned


def _user_errors(path, series, resolved):
    """[(path, message)] of a metric or weeks that a run does not have."""
    spans = [((*path, "to"), (0, series.length(resolved.form) - 1))] + [
        ((*path, "points", k, "date"), point.weeks(resolved.form.start))
        for k, point in enumerate(series.points)
    ]
    checked = [((*path, "of"), unknown_metric(resolved, series.of))]
    checked += [(place, outside_run(resolved, *weeks)) for place, weeks in spans]
    return [(place, message) for place, message in checked if message]


def _comparison(name, series, job):
    """SeriesComparison of a series whose job was run."""
    form = job.resolved.form
    weeks, columns = range(series.length(form)), job.columns_of(name, series.readings(form))
    dates = [monday_of(week_of(form.start) + week) for week in weeks]
    about = name, series, form.title, job.worlds, form.record_ends, dates
    if series.event:
        share = by_week(columns["first_week"], weeks).tolist()
        points = [_event_point(point, series, share, form.start) for point in series.points]
        return SeriesComparison(*about, points, share=share)
    points = [_point(point, series, columns[f"point {k}"]) for k, point in enumerate(series.points)]
    return SeriesComparison(
        *about, points, quantiles=_quantiles([columns[f"{week}"] for week in weeks])
    )


def _quantiles(values):
    """{level: quantile over worlds}; values (..., worlds)."""
    return dict(zip(LEVELS, np.quantile(values, LEVELS, axis=-1).tolist(), strict=True))


def _event_point(point, series, share, start):
    """PointComparison of the date of an event; `share` of worlds in which it happened, by week."""
    first, last = point.weeks(start)
    definition = point.definition or series.definition
    return PointComparison(point, None, None, definition, shares=(share[first], share[last]))


def _point(point, series, values):
    """PointComparison of a recorded value; values (worlds,) of the same weeks."""
    low, high = point.ends(series.days)
    quantiles, within = _quantiles(values), None
    if point.comparable and not series.given:
        lowest, *_, highest = quantiles.values()
        within = low <= highest and high >= lowest
    definition = point.definition or series.definition
    return PointComparison(point, low, high, definition, quantiles, within=within)
