"""Run scenarios only for readings of their worlds. Used by checks, series and targets."""

from dataclasses import dataclass, field, replace

import numpy as np

from simulator.analysis.sweep import cells_of
from simulator.ensemble.blocks import join_results, run_designs
from simulator.ensemble.design import design_of_worlds
from simulator.model.expression_checks import check_expressions
from simulator.model.index import Index
from simulator.model.metrics.families import for_conflict
from simulator.scenario import read
from simulator.scenario.expression import Expression

REPS = 2  # worlds per draw: nearly as many draws as worlds, with some random variation in each


@dataclass
class Job:
    """Worlds of a scenario that several checks or series share.

    resolved  the scenario with its settings
    worlds    number of worlds per cell
    cells     cells of a sweep
    readings  {"NAME/READING": Reading}
    columns   {"NAME/READING": (n,)} once the job is run
    """

    resolved: object
    worlds: int
    cells: list = field(default_factory=lambda: [{}])
    readings: dict = field(default_factory=dict)
    columns: dict = field(default_factory=dict)

    def request(self, name, readings):
        """Add the readings {key: Reading} of a check or series."""
        self.readings |= {f"{name}/{key}": reading for key, reading in readings.items()}

    def columns_of(self, name, readings, cell=0):
        """{key: (n,)} of the readings of a check or series in a cell, with the draw and the length
        of the run."""
        in_cell = self.columns["cell"] == cell
        columns = {key: self.columns[f"{name}/{key}"][in_cell] for key in readings}
        weeks = np.full(in_cell.sum(), float(length(self.readings)))
        return {**columns, "draw": self.columns["draw"][in_cell], "weeks": weeks}


def job_of(jobs, scenario, worlds, settings=(), over=None, start=None):
    """Job in {key: Job} for a scenario with these settings and these values of a varied parameter;
    a new one where there is none. Raises ScenarioError.

    start  date on which the run begins, or weeks after the scenario's own start; None = that start
    """
    settings = (*settings, *_setting_of_start(scenario, settings, start))
    vary = [f"{path}={','.join(map(str, values))}" for path, values in (over or {}).items()]
    key = scenario, tuple(settings), tuple(vary), worlds
    if key not in jobs:
        if vary:
            resolved, cells, _ = cells_of(scenario, vary, settings)
        else:
            resolved, cells = read(scenario, settings), [{}]
        check_expressions(resolved)
        jobs[key] = Job(resolved, worlds, cells)
    return jobs[key]


def _setting_of_start(scenario, settings, start):
    """Setting that begins a run of a scenario on another date, if there is one."""
    if isinstance(start, int):
        start = read(scenario, settings).form.monday(start)
    return [] if start is None else [f"start={start.isoformat()}"]


def run_jobs(jobs, seed, workers=None, listener=None):
    """Run all jobs, each until its last reading; a Listener counts the worlds done."""
    jobs = list(jobs)
    scenarios, readings = [job.resolved for job in jobs], [job.readings for job in jobs]
    designs = [
        design_of_worlds(job.resolved, job.worlds, seed, REPS, cells=job.cells) for job in jobs
    ]
    results = take_readings(scenarios, designs, readings, seed, workers, listener)
    for job, columns in zip(jobs, results, strict=True):
        job.columns = columns


def take_readings(scenarios, designs, readings, seed, workers=None, listener=None):
    """Readings of the worlds of scenarios, each run until its last reading: [{name: (n,)}], with
    row, cell and draw.

    readings  [{name: Reading}]
    listener  a Listener that counts the worlds done
    """
    if listener:
        listener.begin(0, sum(map(len, designs)))
    shortened = [
        scenario.with_weeks(length(wanted))
        for scenario, wanted in zip(scenarios, readings, strict=True)
    ]
    blocks: list[list] = [[] for _ in scenarios]
    results = run_designs(
        shortened, designs, seed, workers, weekly_histograms=False, readings=readings
    )
    for task, result in results:
        names = ("row", "cell", "draw", *task.readings)
        worlds = {name: result.worlds[name] for name in names}
        blocks[task.scenario].append(replace(result, worlds=worlds))
        if listener:
            listener.advance(len(task.design))
    return [join_results(of_scenario).worlds for of_scenario in blocks]


def length(readings):
    """Weeks until the last of {name: Reading} is taken."""
    return 1 + max(reading.last for reading in readings.values())


def unknown_metric(resolved, text):
    """Message on the first metric of an expression that a scenario does not have, or None."""
    metrics = for_conflict(Index(resolved))
    return next(iter(Expression(text).unknown(metrics)), None)


def outside_run(resolved, first, last):
    """Message if any of these weeks is not a week of a scenario, or None."""
    form = resolved.form
    if 0 <= first <= last < form.weeks:
        return None
    return f"this is outside {resolved.id}, which runs for {form.weeks} weeks from {form.start}"


def user_errors_at(path, error):
    """(path, message) for each problem of a scenario, at the place of the file that names it."""
    return [
        (path, f"{user_error.key}: {user_error.message}".removeprefix(": "))
        for user_error in error.user_errors
    ]
