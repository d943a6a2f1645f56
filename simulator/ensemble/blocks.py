"""Run worlds in blocks; results do not depend on the block size or the number of workers."""

import os
from dataclasses import dataclass, field
from itertools import repeat

import numpy as np

from simulator.ensemble.design import Design
from simulator.ensemble.finite_check import check_finite
from simulator.ensemble.pool import borrowed_pool
from simulator.ensemble.state_arrays import begin_at, check_begin

BLOCK = 2048  # worlds stepped together; a tuning constant that changes no result
# blocks are padded to a multiple of this, so that vector units round alike in every world
WIDTH = 16


@dataclass(frozen=True)
class Task:
    """One block of worlds of one scenario.

    design    its rows of the experiment design
    scenario  number among the scenarios
    weekly_histograms  whether they are counted
    readings  {name: Reading} to take
    """

    resolved: object
    design: Design
    seed: int
    scenario: int = 0
    weekly_histograms: bool = True
    readings: dict = field(default_factory=dict)


@dataclass(frozen=True)
class BlockResult:
    """Result of a block or of several: values by world, and weekly sums over worlds.

    worlds  {name: (n,)} row, cell, draw, stream, outcome, part and metrics
    weeks   {name: (T, bins)} counts on fixed bins, see `WeeklyHistograms`; empty if not counted
    land    (M, 2, H, G) millionths of area and of residents held, summed; None if not counted
    """

    worlds: dict[str, np.ndarray]
    weeks: dict[str, np.ndarray] = field(default_factory=dict)
    land: np.ndarray | None = None


def run_block(task):
    """Simulate the worlds of a task: BlockResult. Raises ScenarioError where a metric is not
    finite."""
    from simulator.model.conflict import Conflict
    from simulator.model.recorder import Recorder

    design, worlds = task.design, len(task.design)
    pad = -worlds % WIDTH
    streams = np.concatenate([design.stream, design.stream[-1] + 1 + np.arange(pad)])
    columns = {
        path: np.pad(values, (0, pad), mode="edge") for path, values in design.columns.items()
    }
    model = Conflict(task.resolved, columns, streams, task.seed)
    recorder = Recorder(model, worlds, task.weekly_histograms, task.readings)
    if task.resolved.begin:
        begin_at(model, recorder, worlds)
    for _ in range(task.resolved.form.weeks - (model.week - model.start)):
        recorder.begin_week()
        model.step()
        recorder.end_week()
    recorded = {name: values[:worlds] for name, values in recorder.columns().items()}
    metrics = model.metrics
    model.close()
    check_finite(task.resolved, metrics, recorded)
    place = {"row": design.row, "cell": design.cell, "draw": design.draw, "stream": design.stream}
    return BlockResult(
        {**place, **recorded},
        recorder.weekly_histograms.counts,
        recorder.weekly_histograms.land if task.weekly_histograms else None,
    )


def join_results(blocks):
    """Merge BlockResults of the same scenario: rows in order, counts and sums added up."""
    blocks = sorted(blocks, key=lambda block: block.worlds["row"][0])
    first = blocks[0]
    worlds = {
        name: np.concatenate([block.worlds[name] for block in blocks]) for name in first.worlds
    }
    weeks = {name: np.sum([block.weeks[name] for block in blocks], axis=0) for name in first.weeks}
    land = None if first.land is None else np.sum([block.land for block in blocks], axis=0)
    return BlockResult(worlds, weeks, land)


def tasks_of(scenarios, designs, seed, block, have=(), weekly_histograms=True, readings=None):
    """Tasks for all rows still to run, alternating between scenarios, so that an interrupted run
    has the same worlds of each.

    have  [(number of the scenario, first row, row after the last)] that need not be run
    """
    blocks = []
    for s, design in enumerate(designs):
        cuts = sorted((start, stop) for number, start, stop in have if number == s)
        ends = [0, *(end for cut in cuts for end in cut), len(design)]
        blocks += [
            (at, s, min(at + block, end))
            for begin, end in zip(ends[::2], ends[1::2], strict=True)
            for at in range(begin, end, block)
        ]
    readings = readings or [{}] * len(scenarios)
    return [
        Task(scenarios[s], designs[s].rows(at, end), seed, s, weekly_histograms, readings[s])
        for at, s, end in sorted(blocks)
    ]


def processors():
    """Number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def limit_workers(jobs, forced=False):
    """(number of workers, warning or ""): at most one for each processor, unless forced."""
    most = processors()
    if jobs is None or jobs <= most or forced:
        return jobs, ""
    warning = f"-j {jobs:,}: {most} workers run, one per processor"
    return most, f"{warning}; pass --oversubscribe to run all."


def run_designs(
    scenarios, designs, seed, jobs=None, block=None, have=(), weekly_histograms=True, readings=None,
    pool=None,
):  # fmt: skip
    """Run every scenario on its design and yield (Task, BlockResult) as blocks finish, roughly in
    the order of the tasks.

    jobs      worker processes; None = one for each processor, as far as there is work for them
    block     worlds in a block; None = a size that keeps the workers busy
    have      [(number of the scenario, first row, row after the last)] that need not be run
    readings  [{name: Reading}] to take of each scenario
    pool      Pool of workers to use instead of `jobs`
    """
    for scenario, design, own in zip(scenarios, designs, readings or repeat({}), strict=False):
        check_begin(scenario, design, seed, weekly_histograms, own.values())
    workers = pool.workers if pool else jobs or processors()
    total = sum(len(design) for design in designs) - sum(stop - start for _, start, stop in have)
    block = block or max(WIDTH, min(BLOCK, -(-total // workers)))
    tasks = tasks_of(scenarios, designs, seed, block, have, weekly_histograms, readings)
    if pool:
        yield from pool.results(run_block, tasks)
    elif min(workers, len(tasks)) <= 1:
        yield from ((task, run_block(task)) for task in tasks)
    else:
        with borrowed_pool(min(workers, len(tasks))) as workers_pool:
            yield from workers_pool.results(run_block, tasks)


def run_in_full(
    scenarios,
    designs,
    seed,
    jobs=None,
    block=None,
    weekly_histograms=True,
    readings=None,
    pool=None,
):
    """[BlockResult], one for each scenario with all its worlds; see run_designs."""
    blocks: list[list] = [[] for _ in scenarios]
    for task, result in run_designs(
        scenarios,
        designs,
        seed,
        jobs,
        block,
        weekly_histograms=weekly_histograms,
        readings=readings,
        pool=pool,
    ):
        blocks[task.scenario].append(result)
    return [join_results(results) for results in blocks]
