"""Worker processes that run blocks of worlds. The loss of a worker is detected at once, and its
block is run again.

On Linux, workers are forked after the model is imported, which is fast. Elsewhere they are spawned
and reused. No worker outlives its parent process."""

import multiprocessing
import os
import signal
import sys
from collections import Counter, deque
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing.connection import wait as wait_for
from threading import Lock, Thread

from simulator.ensemble.run_request import ResultsError

METHOD = "fork" if sys.platform == "linux" else "spawn"
TRIES = 3  # times that a block is started before the loss of workers ends the run
POLL = 0.5  # seconds between looks for new workers
AHEAD = 2  # blocks queued for each worker, so that none is idle
MOST = 61 if os.name == "nt" else 10_000  # workers that the system supports


class WorkerLostError(ResultsError):
    """Workers were lost repeatedly."""

    def __init__(self):
        reason = f"a worker process was killed from outside {TRIES} times"
        super().__init__(f"{reason}, perhaps because memory ran out; fewer workers (-j) need less")


class Pool:
    """Worker processes, all replaced if one is lost. Requests run one at a time."""

    def __init__(self, workers, method=METHOD):
        self.workers, self.method, self.lock = min(workers, MOST), method, Lock()
        self.executor = self._start()

    @property
    def processes(self):
        """The worker processes."""
        return list((self.executor._processes or {}).values())

    def results(self, run, tasks):
        """Yield (task, run(task)) of every task, as they complete. Raises WorkerLostError, and
        what a task raises."""
        with self.lock:
            waiting, starts = deque(enumerate(tasks)), Counter[int]()
            while waiting:
                running: dict = {}
                try:
                    yield from self._run_waiting(run, waiting, starts, running)
                except BrokenProcessPool:
                    waiting.extendleft(reversed(running.values()))
                    self.close()
                    self.executor = self._start()
                    if any(starts[number] >= TRIES for number, _ in waiting):
                        raise WorkerLostError from None
                finally:
                    for future in running:
                        future.cancel()

    def _run_waiting(self, run, waiting, starts, running):
        """Submit waiting tasks, at most AHEAD for each worker, and yield those completed.

        running  {future: (number, task)} of those not completed yet
        """
        while waiting or running:
            while waiting and len(running) < AHEAD * self.workers:
                starts[waiting[0][0]] += 1
                future = self.executor.submit(run, waiting[0][1])
                running[future] = waiting.popleft()
            completed, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in sorted(completed, key=lambda future: future.exception() is not None):
                result = future.result()
                yield running.pop(future)[1], result

    def _start(self):
        """Start the workers: the executor."""
        if self.method == "fork":
            import simulator.model.conflict  # noqa: F401  before the fork, to spare the workers
        else:  # Python's resource tracker cleans up after killed workers; hide its warnings
            os.environ.setdefault("PYTHONWARNINGS", "ignore:resource_tracker")
        executor = ProcessPoolExecutor(
            self.workers, multiprocessing.get_context(self.method), _init_worker
        )
        with _block_interrupts():
            for _ in range(self.workers):
                executor.submit(_no_op)  # starts all workers before the first task
        Thread(target=_watch_workers, args=(executor, executor._result_queue), daemon=True).start()
        return executor

    def close(self):
        """Kill the workers."""
        processes = self.processes
        self.executor.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()
        for process in processes:
            process.join()


def _watch_workers(executor, results):
    """Kill all workers once one is lost, and close their queue of results.

    A worker killed while it writes leaves half a result, and the executor would wait for the rest
    as long as the pipe has a writer: the other workers and this process.

    results  the queue of the executor's results
    """
    ended: list = []
    while not ended and (workers := list((executor._processes or {}).values())):
        ended = wait_for([worker.sentinel for worker in workers], POLL)
    for worker in workers:
        worker.kill()
    with suppress(OSError):
        results._writer.close()


_spare: list = []  # a pool to reuse where starting one is slow


@contextmanager
def borrowed_pool(workers):
    """Pool of at least this many workers, for one request."""
    pool = _spare.pop() if _spare and _spare[0].workers >= workers else Pool(workers)
    try:
        yield pool
    except BaseException:
        pool.close()
        raise
    if pool.method == "fork":
        pool.close()
    else:
        _spare[:] = [pool]


@contextmanager
def _block_interrupts():
    """Block Ctrl-C in processes started within, until they ignore it themselves."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _init_worker():
    """Set up a worker: it ignores Ctrl-C, ends on SIGTERM, and ends with its parent process."""
    for name, action in (
        ("SIGINT", signal.SIG_IGN),
        ("SIGHUP", signal.SIG_IGN),
        ("SIGTERM", signal.SIG_DFL),
    ):
        with suppress(AttributeError):
            signal.signal(getattr(signal, name), action)
    Thread(target=_end_with_parent, daemon=True).start()
    import simulator.model.conflict  # noqa: F401  before the first task


def _end_with_parent():
    """Wait for the parent process to end, then exit."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()  # returns as soon as it is gone, killed or not
        os._exit(1)


def _no_op():
    """Do nothing."""
