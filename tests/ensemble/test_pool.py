"""A standing pool gives the bytes that any run gives, and leaves no process behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from simulator.ensemble.blocks import all_of
from simulator.ensemble.pool import Pool, WorkerLostError
from simulator.ensemble.table import table_of_worlds
from simulator.scenario import read

ROOT = Path(__file__).resolve().parents[2]
SEED = 2016


@pytest.fixture(scope="module")
def scenarios():
    return [read(name, ["weeks=16"]) for name in ("spring_2016", "airpower_drawdown")]


@pytest.fixture(scope="module")
def tables(scenarios):
    return [table_of_worlds(one, 100, SEED, 10) for one in scenarios]


@pytest.fixture
def pool():
    made = Pool(2)
    yield made
    made.close()


def bytes_of(found):
    """All that was found, as bytes by name."""
    parts = {**found.worlds, **found.weeks, "land": found.land}
    return {name: (part.dtype.str, part.shape, np.ascontiguousarray(part).tobytes()) for name, part in parts.items()}


def alive(process):
    """True for a process that is there and is no corpse."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def gone(processes, seconds=30):
    """True when all have ended in time."""
    until = time.monotonic() + seconds
    while any(map(alive, processes)) and time.monotonic() < until:
        time.sleep(0.05)
    return not any(map(alive, processes))


def test_the_same_bytes_as_any_run_asked_twice(scenarios, tables, pool):
    expected = [bytes_of(found) for found in all_of(scenarios, tables, SEED, jobs=1)]
    for _ in range(2):
        assert [bytes_of(found) for found in pool.all_of(scenarios, tables, SEED)] == expected


def test_an_error_in_a_worker_is_raised_and_the_pool_goes_on(scenarios, tables, pool):
    with pytest.raises(AttributeError):
        pool.all_of([None], tables[:1], SEED)
    assert len(pool.all_of(scenarios[:1], tables[:1], SEED)[0].worlds["class"]) == 100


def test_a_lost_worker_is_said_and_the_others_end(scenarios, tables, pool):
    processes = list(pool.processes)
    processes[0].kill()
    for _ in range(2):
        with pytest.raises(WorkerLostError):
            pool.all_of(scenarios, tables, SEED)
    assert all(process.poll() is not None for process in processes)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
@pytest.mark.parametrize("busy", [False, True])
def test_workers_end_with_the_process_that_asks_even_when_it_is_killed(busy):
    code = "import sys, time\nfrom simulator.ensemble.pool import Pool\npool = Pool(2)\n"
    code += "from simulator.scenario import read\nfrom simulator.ensemble.table import table_of_worlds\nasked = read('spring_2016')\n"
    code += "pool.all_of([asked.until(1)], [table_of_worlds(asked, 32, 1, 10)], 1)\n"
    code += "print(*(one.pid for one in pool.processes), flush=True)\n"
    code += "pool.all_of([asked], [table_of_worlds(asked, 200_000, 1, 10)], 1)\n" if busy else "time.sleep(600)\n"
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    workers = [int(word) for word in parent.stdout.readline().split()]
    for worker in workers:
        os.kill(worker, signal.SIGINT)
    assert len(workers) == 2 and not gone(workers[:1], 0.5) and alive(workers[1])
    parent.kill()
    parent.wait()
    assert gone(workers)
