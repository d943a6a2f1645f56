"""Worlds in blocks: the same result for any size of block and any number of workers."""

import multiprocessing
import os
import signal
import sys
from dataclasses import dataclass

import numpy as np

from simulator.ensemble.table import Table

BLOCK = 2048  # worlds stepped together; a tuning constant that changes no result
WIDTH = 16  # blocks are padded to a multiple of this, so that sums and vector units meet every world alike


@dataclass(frozen=True)
class Task:
    """One block of one scenario."""

    resolved: object
    table: Table
    seed: int


def run_block(task):
    """Run the worlds of one task through all weeks: {name: (n,)} with row, draw, luck, class and measures."""
    from simulator.model.conflict import Conflict
    from simulator.model.summary import Summary

    table, worlds = task.table, len(task.table)
    pad = -worlds % WIDTH
    luck = np.concatenate([table.luck, table.luck[-1] + 1 + np.arange(pad)])
    columns = {path: np.pad(values, (0, pad), mode="edge") for path, values in table.columns.items()}
    model = Conflict(task.resolved, columns, luck, task.seed)
    summary = Summary(model)
    for _ in range(task.resolved.form.weeks):
        summary.begin_week()
        model.step()
        summary.end_week()
    found = {name: values[:worlds] for name, values in summary.columns().items()}
    model.close()
    return {"row": table.row, "draw": table.draw, "luck": table.luck, **found}


def tasks_of(scenarios, tables, seed, block=BLOCK):
    """Tasks of several scenarios in balanced order (A, B, A, B), so that what is done at any time is comparable."""
    cuts = range(0, max(len(table) for table in tables), block)
    cells = [(s, start) for start in cuts for s in range(len(scenarios)) if start < len(tables[s])]
    return [(s, Task(scenarios[s], tables[s].part(start, start + block), seed)) for s, start in cells]


def run_tables(scenarios, tables, seed, jobs=None, block=None, done=None):
    """Run every scenario on its table.

    jobs     worker processes; None = as many as there are processors, when there is work for them
    block    worlds in a block; None chooses one that keeps the workers busy
    done     called with the number of worlds after each block
    returns  one {name: (n,)} a scenario, rows in order
    """
    workers = jobs or os.cpu_count() or 1
    total = sum(len(table) for table in tables)
    block = block or max(WIDTH, min(BLOCK, -(-total // workers)))
    tasks = tasks_of(scenarios, tables, seed, block)
    parts: list[list] = [[] for _ in scenarios]
    for (s, task), found in zip(tasks, _results([task for _, task in tasks], min(workers, len(tasks))), strict=True):
        parts[s].append(found)
        if done:
            done(len(task.table))
    return [{name: np.concatenate([part[name] for part in some]) for name in some[0]} for some in parts]


def _results(tasks, workers):
    if workers <= 1:
        yield from map(run_block, tasks)
        return
    start = "fork" if sys.platform == "linux" else "spawn"  # workers that are forked need no second import
    import simulator.model.conflict  # noqa: F401  before the fork

    with multiprocessing.get_context(start).Pool(workers, _obey) as pool:  # leaving it ends the workers
        yield from pool.imap(run_block, tasks)


def _obey():
    """A worker leaves interrupts to its parent and ends when told to."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
