"""Workers give the bytes that any run gives, are replaced when they are lost, and never outlive the
process that asks."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from door import parts, until

from simulator.ensemble.blocks import run_designs, run_in_full
from simulator.ensemble.design import design_of_worlds
from simulator.ensemble.pool import Pool, WorkerLostError
from simulator.scenario import read

ROOT = Path(__file__).resolve().parents[2]
SEED = 2016
PROC = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc"
)


@pytest.fixture(scope="module")
def scenarios():
    return [read(name, ["weeks=4"]) for name in ("spring_2016", "airpower_drawdown")]


@pytest.fixture(scope="module")
def tables(scenarios):
    return [design_of_worlds(one, 100, SEED, 10) for one in scenarios]


@pytest.fixture(scope="module")
def expected(scenarios, tables):
    return [bytes_of(found) for found in run_in_full(scenarios, tables, SEED, jobs=1)]


@pytest.fixture(params=["fork", pytest.param("spawn", marks=pytest.mark.slow)])
def pool(request):
    made = Pool(2, request.param)
    yield made
    made.close()


def bytes_of(found):
    """All that was found, as bytes by name."""
    parts = {**found.worlds, **found.weeks, "land": found.land}
    return {
        name: (part.dtype.str, part.shape, np.ascontiguousarray(part).tobytes())
        for name, part in parts.items()
    }


def alive(process):
    """True for a process that is there and is no corpse."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def gone(processes, seconds):
    """True when all have ended in time."""
    until = time.monotonic() + seconds
    while any(map(alive, processes)) and time.monotonic() < until:
        time.sleep(0.02)
    return not any(map(alive, processes))


def test_the_same_bytes_as_in_one_process_asked_twice(scenarios, tables, pool, expected):
    for _ in range(2):
        assert [
            bytes_of(found) for found in run_in_full(scenarios, tables, SEED, block=32, pool=pool)
        ] == expected


def killed_halfway(flag):
    """A result of which the worker that is first to make it writes half and is killed."""
    if not flag.exists():
        from multiprocessing.connection import Connection

        def half(self, parts, **_):
            flag.touch()
            os.write(self.fileno(), bytes(parts)[: len(parts) // 2])
            os.kill(os.getpid(), signal.SIGKILL)

        Connection._send = half
    return b"x" * 10_000


@PROC
@pytest.mark.parametrize("tasks", [1, 40])
def test_a_worker_killed_while_it_writes_a_result_is_noticed(tmp_path, tasks):
    made, start = Pool(2, "fork"), time.monotonic()
    found = [len(result) for _, result in made.results(killed_halfway, [tmp_path / "flag"] * tasks)]
    assert found == [10_000] * tasks and time.monotonic() - start < 30
    made.close()


def test_an_error_in_a_worker_is_raised_and_the_pool_goes_on(scenarios, tables, pool):
    with pytest.raises(AttributeError):
        run_in_full([None], tables[:1], SEED, pool=pool)
    assert len(run_in_full(scenarios[:1], tables[:1], SEED, pool=pool)[0].worlds["outcome"]) == 100


def test_what_a_killed_worker_was_at_is_run_again_to_the_same_bytes(
    scenarios, tables, pool, expected
):
    """Before the blocks come and while they run; a pool waits for no answer of a process that is
    gone."""
    pool.processes[0].kill()
    assert [
        bytes_of(found) for found in run_in_full(scenarios, tables, SEED, pool=pool)
    ] == expected
    blocks = run_designs(scenarios, tables, SEED, block=16, pool=pool)
    found = [next(blocks)]
    first = [process.pid for process in pool.processes]
    os.kill(first[1], signal.SIGKILL)
    found += list(blocks)
    assert len(found) == 14 and {(task.scenario, task.design.row[0]) for task, _ in found} == {
        (s, row) for s in range(2) for row in range(0, 100, 16)
    }
    assert {process.pid for process in pool.processes}.isdisjoint(first)


def killed_at(number):
    """A task that kills the worker it is run by, unless it is another."""
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_a_block_that_kills_each_worker_ends_the_run_in_a_sentence():
    pool, done = Pool(2), []
    with pytest.raises(
        WorkerLostError, match="killed from outside 3 times, perhaps because memory ran out"
    ):
        for _, found in pool.results(killed_at, range(8)):
            done.append(found)
    assert 3 not in done
    assert sorted(found for _, found in pool.results(killed_at, range(3))) == [0, 1, 2]
    pool.close()


def command(out, *more):
    """A long run by two workers, as a person starts it."""
    arguments = [
        "run",
        "spring_2016",
        "-s",
        "weeks=2",
        "-n",
        "900000",
        "-j",
        "2",
        "-o",
        str(out),
        *more,
    ]
    return subprocess.Popen(
        [sys.executable, str(ROOT / "run.py"), *arguments],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def children(process):
    return [
        int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()
    ]


@PROC
def test_workers_of_a_run_whose_process_is_killed_end_within_a_second(tmp_path):
    process = command(tmp_path)
    until(lambda: parts(tmp_path))
    workers = children(process.pid)
    process.kill()
    process.wait()
    assert len(workers) == 2 and gone(workers, 1.0)


@PROC
def test_a_killed_worker_of_a_run_is_noticed_and_replaced_within_a_second(tmp_path):
    process = command(tmp_path)
    until(lambda: parts(tmp_path))
    workers = children(process.pid)
    os.kill(workers[0], signal.SIGKILL)
    until(
        lambda: not set(children(process.pid)) & set(workers) and len(children(process.pid)) == 2,
        1.0,
    )
    kept = len(parts(tmp_path))
    until(lambda: len(parts(tmp_path)) > kept)
    process.send_signal(signal.SIGINT)
    assert "are stored" in process.communicate(timeout=30)[1] and process.returncode == 130


@PROC
@pytest.mark.parametrize("busy", [pytest.param(False, marks=pytest.mark.slow), True])
def test_workers_that_are_kept_ignore_an_interrupt_and_end_with_a_killed_process(busy):
    code = (
        "import sys, time\nfrom simulator.ensemble.blocks import run_in_full\nfrom"
        " simulator.ensemble.pool import Pool\n"
    )
    code += "pool = Pool(2, 'spawn')\n"
    code += (
        "from simulator.scenario import read\nfrom simulator.ensemble.design import"
        " design_of_worlds\nasked = read('spring_2016')\n"
    )
    code += (
        "run_in_full([asked.with_weeks(1)], [design_of_worlds(asked, 32, 1, 10)], 1, pool=pool)\n"
    )
    code += "print(*(one.pid for one in pool.processes), flush=True)\n"
    code += (
        "run_in_full([asked], [design_of_worlds(asked, 200_000, 1, 10)], 1, pool=pool)\n"
        if busy
        else "time.sleep(600)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    workers = [int(word) for word in parent.stdout.readline().split()]
    for worker in workers:
        os.kill(worker, signal.SIGINT)
    assert len(workers) == 2 and not gone(workers[:1], 0.3) and alive(workers[1])
    parent.kill()
    parent.wait()
    assert gone(workers, 1.0)
    assert not parent.stderr.read()
