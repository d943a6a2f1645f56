"""Compare the model with the historical record: run every check, report pass or fail."""

from dataclasses import dataclass

import numpy as np

from simulator.analysis.check_statistics import (
    Verdict,
    bootstrap_statistic,
    values_of_texts,
    verdict,
)
from simulator.analysis.readings import (
    job_of,
    outside_run,
    run_jobs,
    unknown_metric,
    user_errors_at,
)
from simulator.scenario import read
from simulator.scenario.checks import STATISTICS, Check
from simulator.scenario.errors import ScenarioError, refuse, suggest
from simulator.scenario.parameter import read_parameter

FROM_TO = {"begin": "from", "end": "to"}
COPIED_KEYS = ("how", "observed", "known_at_design", "source", "grade", "note", "worlds")


def plan_runs(checks, places, most=None):
    """Jobs that the checks need: ({key: Job}, {id of check: {run: Job}}). Raises ScenarioError with
    every problem of the file of checks."""
    jobs: dict = {}
    jobs_of_checks: dict = {name: {} for name in checks}
    user_errors: list = []
    runs = [
        (name, check, run_name, run)
        for name, check in checks.items()
        for run_name, run in ({} if check.grid else check.all_runs).items()
    ]
    for name, check, run_name, run in runs:
        worlds = min(check.worlds, most or check.worlds)
        try:
            job = job_of(jobs, run.scenario, worlds, run.settings(), check.over, run.start)
        except ScenarioError as error:
            path = ("checks", name, "runs", run_name) if check.runs else ("checks", name, "run")
            user_errors += user_errors_at(path, error)
        else:
            jobs_of_checks[name][run_name] = job
            user_errors += _request_readings(name, check, job)
    if user_errors:
        places.refuse(user_errors)
    return jobs, jobs_of_checks


def _request_readings(name, check, job):
    """Request the readings of a check from a job; yields (path, message) for each problem."""
    for key, spec in check.readings.items():
        path, reading = ("checks", name, "readings", key), spec.resolve(job.resolved.form)
        expressions = {spec.how: spec.of} | {FROM_TO[end]: of for end, of in spec.events().items()}
        unknown = {at: unknown_metric(job.resolved, text) for at, text in expressions.items()}
        yield from (((*path, at), message) for at, message in unknown.items() if message)
        if any(unknown.values()):
            continue
        if outside := outside_run(job.resolved, reading.first, reading.last):
            yield path, outside
        job.request(name, {key: reading})


def select_checks(checks, only):
    """Checks named by a list of ids, beginnings of ids, or kinds; all without a list. Raises
    ScenarioError for a name that fits no check."""
    if only is None:
        return checks
    selected: set = set()
    for name in map(str.strip, only.split(",")):
        ids = {
            key
            for key, check in checks.items()
            if name and (key.startswith(name) or check.kind == name)
        }
        if not ids:
            names = [*checks, *{check.kind for check in checks.values()}]
            refuse("--only", f'"{name}" is no check; {suggest(name, names)}')
        selected |= ids
    return {key: check for key, check in checks.items() if key in selected}


@dataclass(frozen=True)
class Row:
    """A check with its id and its verdict."""

    id: str
    check: Check
    verdict: Verdict

    @property
    def ends(self):
        """(low, high) of its band, None for an open end; (None, None) if it has a shape."""
        return self.check.band or (None, None)

    @property
    def statistic(self):
        """Name of its statistic, one of STATISTICS."""
        return next(name for name in STATISTICS if getattr(self.check, name) is not None)

    @property
    def over(self):
        """{name: values} of the varied parameter in the order of the verdict's values; empty if
        nothing is varied."""
        if grid := self.check.grid:
            return {grid.issue: grid.terms}
        return {
            name: sorted(values, key=lambda value: read_parameter(value).value)
            for name, values in self.check.over.items()
        }

    def as_dict(self):
        """Plain values for JSON; None where there is no finite number."""
        (low, high), check, verdict = self.ends, self.check, self.verdict
        row = {
            "id": self.id, "kind": check.kind, "name": check.name, "low": low, "high": high,
            "shape": check.shape, "unit": check.unit,
            "model": {"value": verdict.value, "low": verdict.low, "high": verdict.high},
            "values": verdict.values, "intervals": verdict.intervals, "pass": verdict.passed,
            "over": self.over, "statistic": self.statistic,
        }  # fmt: skip
        return row | {key: getattr(check, key) for key in COPIED_KEYS}


def backtest(checks, places, seed=2016, jobs=None, most=None, listener=None):
    """Verdict of every check, in the order of the file: [Row].

    most      maximum number of worlds per run; fewer are faster and less precise
    listener  a Listener that counts the worlds done
    """
    planned, jobs_of_checks = plan_runs(checks, places, most)
    run_jobs(planned.values(), seed, jobs, listener)
    return rows_of(checks, jobs_of_checks)


def rows_of(checks, jobs_of_checks):
    """[Row] from jobs that were run; jobs_of_checks {id of check: {run: Job}}."""
    return [
        Row(name, check, _verdict_of(name, check, jobs_of_checks[name]))
        for name, check in checks.items()
    ]


def _verdict_of(name, check, runs):
    """Verdict of a check from its runs {name: Job}."""
    if check.grid:
        values = values_of_texts(check.grid, read(check.run.scenario, check.run.settings()))
        return verdict(check, values, np.tile(values, (2, 1)))
    columns_by_cell = [
        {run: job.columns_of(name, check.readings, cell) for run, job in runs.items()}
        for cell in range(len(next(iter(runs.values())).cells))
    ]
    return verdict(check, *bootstrap_statistic(check, columns_by_cell))
