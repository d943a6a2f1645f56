"""Worlds in blocks: the same result for any size of block and any number of workers."""

import os
from dataclasses import dataclass, field

import numpy as np

from simulator.ensemble.finite_check import check_finite
from simulator.ensemble.pool import lent
from simulator.ensemble.world_design import Table

BLOCK = 2048  # worlds stepped together; a tuning constant that changes no result
# blocks are padded to a multiple of this, so that sums and vector units meet every world alike
WIDTH = 16


@dataclass(frozen=True)
class Task:
    """One block of one scenario: its number among the scenarios, its worlds, whether weeks are
    counted, what readings are taken."""

    resolved: object
    table: Table
    seed: int
    scenario: int = 0
    weekly: bool = True
    readings: dict = field(default_factory=dict)


@dataclass(frozen=True)
class BlockResult:
    """What worlds did: values by world, and what adds up over worlds, week by week; see
    `WeeklyHistograms`.

    worlds  {name: (n,)} row, cell, draw, luck, outcome, part and measures
    weeks   {name: (T, bins)} counts on fixed bins; empty where none were taken
    land    (M, 2, H, G) millionths of area and of residents held, summed; None where none were
            taken
    """

    worlds: dict[str, np.ndarray]
    weeks: dict[str, np.ndarray] = field(default_factory=dict)
    land: np.ndarray | None = None


def run_block(task):
    """Run the worlds of one task through all weeks: a Found. Raises ScenarioError where a metric is
    not finite."""
    from simulator.model.conflict import Conflict
    from simulator.model.recorder import Recorder

    table, worlds = task.table, len(task.table)
    pad = -worlds % WIDTH
    luck = np.concatenate([table.luck, table.luck[-1] + 1 + np.arange(pad)])
    columns = {
        path: np.pad(values, (0, pad), mode="edge") for path, values in table.columns.items()
    }
    model = Conflict(task.resolved, columns, luck, task.seed)
    recorder = Recorder(model, worlds, task.weekly, task.readings)
    for _ in range(task.resolved.form.weeks):
        recorder.begin_week()
        model.step()
        recorder.end_week()
    found = {name: values[:worlds] for name, values in recorder.columns().items()}
    measures = model.metrics
    model.close()
    check_finite(task.resolved, measures, found)
    of_table = {"row": table.row, "cell": table.cell, "draw": table.draw, "luck": table.luck}
    return BlockResult(
        {**of_table, **found}, recorder.weekly.counts, recorder.weekly.land if task.weekly else None
    )


def joined(parts):
    """One Found of several of the same scenario: rows in order, counts and sums added up."""
    parts = sorted(parts, key=lambda part: part.worlds["row"][0])
    worlds = {
        name: np.concatenate([part.worlds[name] for part in parts]) for name in parts[0].worlds
    }
    weeks = {name: np.sum([part.weeks[name] for part in parts], axis=0) for name in parts[0].weeks}
    return BlockResult(
        worlds,
        weeks,
        None if parts[0].land is None else np.sum([part.land for part in parts], axis=0),
    )


def tasks_of(scenarios, tables, seed, block, have=(), weekly=True, readings=None):
    """Tasks for all rows that are not had yet, in balanced order (A, B, A, B), so that what is done
    at any time is comparable.

    have  (scenario's number, first row, row after the last) of what need not be run
    """
    cells = []
    for s, table in enumerate(tables):
        cuts = sorted((start, stop) for number, start, stop in have if number == s)
        ends = [0, *(end for cut in cuts for end in cut), len(table)]
        cells += [
            (at, s, min(at + block, end))
            for begin, end in zip(ends[::2], ends[1::2], strict=True)
            for at in range(begin, end, block)
        ]
    taken = readings or [{}] * len(scenarios)
    return [
        Task(scenarios[s], tables[s].part(at, end), seed, s, weekly, taken[s])
        for at, s, end in sorted(cells)
    ]


def processors():
    """How many processors there are for this process."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def capped(jobs, forced=False):
    """Workers to use of those asked for, at most one a processor unless that is forced, and a
    sentence where they are fewer."""
    most = processors()
    if jobs is None or jobs <= most or forced:
        return jobs, ""
    told = f"-j {jobs:,}: {most} workers run, as many as there are processors"
    return most, f"{told}; --oversubscribe runs as many as asked."


def run_tables(
    scenarios, tables, seed, jobs=None, block=None, have=(), weekly=True, readings=None, pool=None
):  # fmt: skip
    """Run every scenario on its table, block by block: yields (Task, Found) as they come in, about
    in the order of the tasks.

    jobs   worker processes; None = as many as there are processors, when there is work for them
    block  worlds in a block; None chooses one that keeps the workers busy
    have   (scenario's number, first row, row after the last) of what need not be run
    readings  {name: Reading} to take of each scenario besides
    pool   workers that are there already, instead of `jobs`; see `Pool`
    """
    workers = pool.workers if pool else jobs or processors()
    total = sum(len(table) for table in tables) - sum(stop - start for _, start, stop in have)
    block = block or max(WIDTH, min(BLOCK, -(-total // workers)))
    tasks = tasks_of(scenarios, tables, seed, block, have, weekly, readings)
    if pool:
        yield from pool.results(run_block, tasks)
    elif min(workers, len(tasks)) <= 1:
        yield from ((task, run_block(task)) for task in tasks)
    else:
        with lent(min(workers, len(tasks))) as some:
            yield from some.results(run_block, tasks)


def all_of(scenarios, tables, seed, jobs=None, block=None, weekly=True, readings=None, pool=None):
    """One Found a scenario, of all its worlds; see run_tables."""
    parts: list[list] = [[] for _ in scenarios]
    for task, found in run_tables(
        scenarios, tables, seed, jobs, block, weekly=weekly, readings=readings, pool=pool
    ):
        parts[task.scenario].append(found)
    return [joined(each) for each in parts]
