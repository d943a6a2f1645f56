"""The model against the record: every check computed from worlds run for it, with pass or
fail."""

from dataclasses import dataclass

import numpy as np

from simulator.analysis.check_statistics import (
    Verdict,
    bootstrap_statistic,
    values_of_texts,
    verdict,
)
from simulator.analysis.readings import carry_out, job_of, lost_metric, outside, problems_at
from simulator.scenario import read
from simulator.scenario.checks import NUMBERS, Check
from simulator.scenario.errors import ScenarioError, refuse, suggest

ABOUT = ("how", "observed", "known_at_design", "source", "grade", "note", "worlds")


def plan(checks, places, most=None):
    """What is to be run: ({key: Job}, {id of check: {run: Job}}). Raises ScenarioError with every
    problem of the file of checks."""
    jobs: dict = {}
    asked: dict = {name: {} for name in checks}
    wrong: list = []
    runs = [
        (name, check, run, one)
        for name, check in checks.items()
        for run, one in ({} if check.grid else check.all_runs).items()
    ]
    for name, check, run, one in runs:
        worlds = min(check.worlds, most or check.worlds)
        try:
            job = job_of(jobs, one.scenario, worlds, one.sets(), check.over)
        except ScenarioError as error:
            path = ("checks", name, "runs", run) if check.runs else ("checks", name, "run")
            wrong += problems_at(path, error)
        else:
            asked[name][run] = job
            wrong += _take(name, check, job)
    if wrong:
        places.refuse(wrong)
    return jobs, asked


def _take(name, check, job):
    """Ask a job for the readings of a check; yields (path, sentence) of what it cannot read."""
    for key, one in check.readings.items():
        path, reading = ("checks", name, "readings", key), one.taken(job.resolved.form)
        if lost := lost_metric(job.resolved, one.of):
            yield (*path, one.how), lost
        elif beyond := outside(job.resolved, reading.first, reading.last):
            yield path, beyond
        job.ask(name, {key: reading})


def chosen(checks, only):
    """The checks that a list names: by id, by how ids begin, or by kind; all without one. Raises
    ScenarioError for a name of none."""
    if only is None:
        return checks
    found: set = set()
    for name in map(str.strip, only.split(",")):
        ids = {
            key
            for key, check in checks.items()
            if name and (key.startswith(name) or check.kind == name)
        }
        if not ids:
            known = [*checks, *{check.kind for check in checks.values()}]
            refuse("--only", f'"{name}" is no check; {suggest(name, known)}')
        found |= ids
    return {key: check for key, check in checks.items() if key in found}


@dataclass(frozen=True)
class Row:
    """A check with its id and its Verdict."""

    id: str
    check: Check
    found: Verdict

    @property
    def ends(self):
        """(low, high) of its band, None where it is open; (None, None) where it has a shape."""
        return self.check.band or (None, None)

    @property
    def number(self):
        """What is made of worlds: a name of NUMBERS."""
        return next(how for how in NUMBERS if getattr(self.check, how) is not None)

    @property
    def over(self):
        """What is varied: {name: values}, one at most."""
        grid = self.check.grid
        return {grid.issue: grid.terms} if grid else self.check.over

    def plain(self):
        """Plain values for JSON; what has no number is null."""
        (low, high), check, found = self.ends, self.check, self.found
        row = {
            "id": self.id, "kind": check.kind, "name": check.name, "low": low, "high": high,
            "shape": check.shape, "unit": check.unit,
            "model": {"median": found.value, "low": found.low, "high": found.high},
            "values": found.values, "pass": found.passed, "ranges": found.ranges,
            "over": self.over, "number": self.number,
        }  # fmt: skip
        return row | {key: getattr(check, key) for key in ABOUT}


def backtest(checks, places, seed=2016, jobs=None, most=None, listener=None):
    """Every check with its verdict, in the order of the file: [Row].

    most   worlds of a run at most; fewer are quicker and less sure
    listener  a Listener, told of worlds as they are done
    """
    planned, asked = plan(checks, places, most)
    carry_out(planned.values(), seed, jobs, listener)
    return rows_of(checks, asked)


def rows_of(checks, asked):
    """The rows of `backtest`, of jobs carried out; asked {id of check: {run: Job}}."""
    return [Row(name, one, _judged(name, one, asked[name])) for name, one in checks.items()]


def _judged(name, check, runs):
    if check.grid:
        values = values_of_texts(check.grid, read(check.run.scenario, check.run.sets()))
        return verdict(check, values, np.tile(values, (2, 1)))
    cells = range(len(next(iter(runs.values())).cells))
    found = [{run: job.of(name, check.readings, c) for run, job in runs.items()} for c in cells]
    return verdict(check, *bootstrap_statistic(check, found))
