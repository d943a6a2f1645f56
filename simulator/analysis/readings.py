"""Scenarios run for nothing but what is read of their worlds: by checks, series and targets."""

from dataclasses import dataclass, field, replace

import numpy as np

from simulator.analysis.sweep import cells_of
from simulator.ensemble.blocks import joined, run_designs
from simulator.ensemble.design import design_of_worlds
from simulator.model.expression_checks import check_expressions
from simulator.model.index import Index
from simulator.model.metrics.families import for_conflict
from simulator.scenario import read
from simulator.scenario.errors import suggest
from simulator.scenario.expression import Expression

REPS = 2  # worlds that share a draw: nearly as many draws as worlds, and still some luck in each


@dataclass
class Job:
    """One set of worlds that several ask: a scenario as set, so many worlds, the cells of a sweep,
    all readings asked of it, {"WHO/READING": Reading}, and what they came to, (n,) each."""

    resolved: object
    worlds: int
    cells: list = field(default_factory=lambda: [{}])
    readings: dict = field(default_factory=dict)
    found: dict = field(default_factory=dict)

    def ask(self, name, readings):
        """Take the readings {key: Reading} of one who asks."""
        self.readings |= {f"{name}/{key}": one for key, one in readings.items()}

    def of(self, name, readings, cell=0):
        """What one asked in a cell: {reading: (n,)}, with the draw and the length of the run."""
        there = self.found["cell"] == cell
        own = {key: self.found[f"{name}/{key}"][there] for key in readings}
        weeks = np.full(there.sum(), float(length(self.readings)))
        return {**own, "draw": self.found["draw"][there], "weeks": weeks}


def job_of(jobs, scenario, worlds, sets=(), over=None):
    """The job in {key: Job} that runs a scenario with these settings, and with the values of a
    number that is varied; a new one where there is none. Raises ScenarioError."""
    vary = [f"{path}={','.join(map(str, values))}" for path, values in (over or {}).items()]
    key = scenario, tuple(sets), tuple(vary), worlds
    if key not in jobs:
        resolved, cells, _ = (
            cells_of(scenario, vary, sets) if vary else (read(scenario, sets), [{}], None)
        )
        check_expressions(resolved)
        jobs[key] = Job(resolved, worlds, cells)
    return jobs[key]


def carry_out(jobs, seed, workers=None, listener=None):
    """Run all jobs, each until its last reading; listener: a Listener, told of worlds as they are
    done."""
    jobs = list(jobs)
    scenarios, readings = [job.resolved for job in jobs], [job.readings for job in jobs]
    tables = [
        design_of_worlds(one.resolved, one.worlds, seed, REPS, cells=one.cells) for one in jobs
    ]
    done = taken(scenarios, tables, readings, seed, workers, listener)
    for job, found in zip(jobs, done, strict=True):
        job.found = found


def taken(scenarios, tables, readings, seed, workers=None, listener=None):
    """What is read of the worlds of scenarios, each run until its last reading: [{name: (n,)}],
    with row, cell and draw.

    readings  [{name: Reading}]
    listener  a Listener, told of worlds as they are done
    """
    if listener:
        listener.began(0, sum(map(len, tables)))
    ends = [one.until(length(asked)) for one, asked in zip(scenarios, readings, strict=True)]
    parts: list[list] = [[] for _ in scenarios]
    for task, found in run_designs(ends, tables, seed, workers, weekly=False, readings=readings):
        names = ("row", "cell", "draw", *task.readings)
        kept = {name: found.worlds[name] for name in names}
        parts[task.scenario].append(replace(found, worlds=kept))
        if listener:
            listener.done(len(task.design))
    return [joined(one).worlds for one in parts]


def length(readings):
    """Weeks until the last of {name: Reading} is taken."""
    return 1 + max(one.last for one in readings.values())


def lost_metric(resolved, text):
    """A sentence on the first metric of an expression that a scenario does not have, or None."""
    known = for_conflict(Index(resolved))
    lost = min(Expression(text).names - set(known), default=None)
    return lost and f'there is no metric "{lost}"; {suggest(lost, known)}'


def outside(resolved, first, last):
    """A sentence where not all of these weeks from the start are weeks of a scenario, or None."""
    form = resolved.form
    if 0 <= first <= last < form.weeks:
        return None
    return f"this is outside {resolved.id}, which runs for {form.weeks} weeks from {form.start}"


def problems_at(path, error):
    """(path, sentence) of the problems of a scenario, at the place of a file that names it."""
    return [(path, f"{one.key}: {one.message}".removeprefix(": ")) for one in error.problems]
