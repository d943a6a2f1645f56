"""A standing pool: worker processes that have loaded the model and wait for blocks of worlds.

They are plain processes with a pipe each way, so that any thread may start them, and none outlives the process that asks.
"""

import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Lock

from simulator.ensemble.blocks import BLOCK, WIDTH, joined, tasks_of

MOST = 6  # workers: more gain little, since a block of few worlds takes nearly as long as one of some hundred
ROOT = Path(__file__).resolve().parents[2]


class WorkerLostError(Exception):
    """A worker process ended before it answered."""


class Pool:
    """Worker processes started once. One request at a time; others wait for it."""

    def __init__(self, workers=None):
        self.lock = Lock()
        self.free: SimpleQueue = SimpleQueue()
        self.processes = [_started() for _ in range(workers or min(os.cpu_count() or 1, MOST))]
        for process in self.processes:
            self.free.put(process)

    def all_of(self, scenarios, tables, seed):
        """One Found a scenario, of all its worlds; to the byte those of `blocks.all_of`. Raises WorkerLostError."""
        with self.lock:
            workers = len(self.processes)
            block = max(WIDTH, min(BLOCK, -(-sum(map(len, tables)) // max(workers, 1))))
            tasks = tasks_of(scenarios, tables, seed, block)
            try:
                with ThreadPoolExecutor(max(workers, 1)) as threads:
                    done = list(threads.map(self._asked, tasks))
            except WorkerLostError:
                self.close()
                raise
        return [joined([found for task, found in zip(tasks, done, strict=True) if task.scenario == s]) for s in range(len(scenarios))]

    def _asked(self, task):
        """What a free worker answers."""
        if not self.processes:
            raise WorkerLostError
        process = self.free.get()
        try:
            pickle.dump(task, process.stdin, pickle.HIGHEST_PROTOCOL)
            process.stdin.flush()
            found, error = pickle.load(process.stdout)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError):
            raise WorkerLostError from None
        finally:
            self.free.put(process)
        if error is not None:
            raise error
        return found

    def close(self):
        """End the workers."""
        for process in self.processes:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):  # what was still to be written to a worker that is gone
                    pipe.close()
        self.processes = []


def _started():
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return subprocess.Popen(
        [sys.executable, "-m", "simulator.ensemble.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
        process_group=None if os.name == "nt" else 0,  # an interrupt at the terminal is not for them
    )
