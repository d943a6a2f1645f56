"""The model against the record: every check computed from worlds run for it, and told with pass or
fail."""

import math
from dataclasses import dataclass, field

import numpy as np

from simulator.analysis.sweep import cells_of
from simulator.analysis.verdict import reckoned, verdict, worth_of_texts
from simulator.ensemble.blocks import joined, run_tables
from simulator.ensemble.table import table_of_worlds
from simulator.model.cast import Cast
from simulator.model.check import check_expressions
from simulator.model.measures import for_conflict
from simulator.model.reading import Reading
from simulator.scenario import read
from simulator.scenario.checks import NUMBERS
from simulator.scenario.expression import Expression
from simulator.scenario.problems import ScenarioError, meant, refuse

REPS = 2  # worlds that share a draw: nearly as many draws as worlds, and still some luck in each


@dataclass
class Job:
    """One set of worlds that checks share: a scenario as set, so many worlds, the cells of a sweep,
    all readings asked of it."""

    resolved: object
    worlds: int
    cells: list
    readings: dict = field(default_factory=dict)
    found: dict = field(default_factory=dict)

    def weeks(self):
        return max(one.last for one in self.readings.values()) + 1

    def of(self, name, cell):
        """The readings of one check in one cell: {reading: (n,)}, with the draw and the length of
        the run."""
        there = self.found["cell"] == cell
        told = {
            key.partition("/")[2]: values[there]
            for key, values in self.found.items()
            if key.partition("/")[0] == name
        }
        return {
            **told,
            "draw": self.found["draw"][there],
            "weeks": np.full(there.sum(), float(self.weeks())),
        }


def plan(checks, places, most=None):
    """What is to be run: ({key: Job}, {id of check: {run: key}}). Raises ScenarioError with every
    problem of the file of checks."""
    jobs: dict[tuple, Job] = {}
    asked: dict[str, dict] = {}
    problems: list = []
    for name, check in checks.items():
        for run, one in {} if check.grid else check.all_runs.items():
            try:
                key, job = _job(check, one, most)
                job = jobs.setdefault(key, job)
                asked.setdefault(name, {})[run] = key
                problems += [
                    places.problem(path, sentence) for path, sentence in _take(name, check, job)
                ]
            except ScenarioError as error:
                path = ("checks", name, "runs", run) if check.runs else ("checks", name, "run")
                problems += [
                    places.problem(path, f"{problem.key}: {problem.message}".removeprefix(": "))
                    for problem in error.problems
                ]
    if problems:
        raise ScenarioError(problems)
    return jobs, asked


def _job(check, run, most):
    """The key and the job of one run of a check."""
    worlds, vary = (
        min(check.worlds, most or check.worlds),
        [f"{path}={','.join(map(str, values))}" for path, values in check.over.items()],
    )
    resolved, cells, _ = (
        cells_of(run.scenario, vary, run.sets())
        if vary
        else (read(run.scenario, run.sets()), [{}], None)
    )
    check_expressions(resolved)
    return (run.scenario, run.sets(), tuple(vary), worlds), Job(resolved, worlds, cells)


def _take(name, check, job):
    """Ask a job for the readings of a check; yields (path, sentence) of what it cannot read."""
    known, form = for_conflict(Cast(job.resolved)), job.resolved.form
    for key, one in check.readings.items():
        path = ("checks", name, "readings", key)
        first, last = one.between(form.start, form.weeks)
        lost = sorted(Expression(one.of).names - set(known))
        if lost:
            yield (*path, one.how), f'there is no measure "{lost[0]}"; {meant(lost[0], known)}'
        elif not 0 <= first <= last < form.weeks:
            yield (
                path,
                (
                    f"this lies outside {job.resolved.id}, which runs for {form.weeks} weeks from"
                    f" {form.start}"
                ),
            )
        job.readings[f"{name}/{key}"] = Reading(one.of, one.how, first, last)


def chosen(checks, only):
    """The checks that a list names: by id, by how ids begin, or by kind; all without one. Raises
    ScenarioError for a name of none."""
    if only is None:
        return checks
    names = [name.strip() for name in only.split(",")]
    for name in names:
        if not any(_named(name, key, check) for key, check in checks.items()):
            refuse(
                "--only",
                f'"{name}" is no check;'
                f" {meant(name, [*checks, *{check.kind for check in checks.values()}])}",
            )
    return {
        key: check
        for key, check in checks.items()
        if any(_named(name, key, check) for name in names)
    }


def _named(name, key, check):
    return bool(name) and (key.startswith(name) or check.kind == name)


def backtest(checks, places, seed=2016, jobs=None, most=None, heard=None):
    """Every check with its verdict, in the order of the file: [{"id", "kind", "name", "low",
    "high", "unit", "model", "pass", ...}].

    most   worlds of a run at most; fewer are quicker and less sure
    heard  a Listener, told of worlds as they are done
    """
    planned, asked = plan(checks, places, most)
    _carry_out(list(planned.values()), seed, jobs, heard)
    return [
        _told(name, check, _judged(name, check, planned, asked)) for name, check in checks.items()
    ]


def _carry_out(planned, seed, jobs, heard):
    """Run all jobs, each until its last reading."""
    scenarios = [job.resolved.until(job.weeks()) for job in planned]
    tables = [
        table_of_worlds(one, job.worlds, seed, REPS, cells=job.cells)
        for one, job in zip(scenarios, planned, strict=True)
    ]
    if heard:
        heard.began(0, sum(len(table) for table in tables))
    parts: list = [[] for _ in planned]
    for task, found in run_tables(
        scenarios, tables, seed, jobs, weekly=False, readings=[job.readings for job in planned]
    ):
        parts[task.scenario].append(found)
        if heard:
            heard.done(len(task.table))
    for job, found in zip(planned, parts, strict=True):
        job.found = joined(found).worlds


def _judged(name, check, planned, asked):
    if check.grid:
        values = worth_of_texts(check.grid, read(check.run.scenario, check.run.sets()))
        return verdict(check, values, np.tile(values, (2, 1)))
    runs = {run: planned[key] for run, key in asked[name].items()}
    cells = range(len(next(iter(runs.values())).cells))
    return verdict(
        check,
        *reckoned(
            check, [{run: job.of(name, cell) for run, job in runs.items()} for cell in cells]
        ),
    )


def _told(name, check, found):
    """A row as plain values for JSON; what has no number is null."""
    low, high = check.band or (None, None)
    model = {key: _plain(found[key]) for key in ("median", "low", "high")}
    row = {
        "id": name,
        "kind": check.kind,
        "name": check.name,
        "low": low,
        "high": high,
        "shape": check.shape,
        "unit": check.unit,
    }
    row |= {
        "model": model,
        "values": [_plain(value) for value in found["values"]],
        "pass": found["pass"],
    }
    row |= {
        "ranges": [[_plain(end) for end in ends] for ends in found["ranges"]],
        "over": _lever(check),
    }
    row["number"] = next(how for how in NUMBERS if getattr(check, how) is not None)
    about = ("how", "observed", "known_at_design", "source", "grade", "note", "worlds")
    return row | {key: getattr(check, key) for key in about}


def _lever(check):
    """What a check varies and the values it takes: {name: values}; empty for a single number."""
    return {check.grid.issue: check.grid.terms} if check.grid else check.over


def _plain(value):
    return float(value) if math.isfinite(value) else None
