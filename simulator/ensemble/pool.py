"""Worker processes that run blocks of worlds. The loss of one is noticed at once, and what it was
at is run again.

Workers are forked where that is quick and safe (Linux), with the model loaded before; elsewhere,
and where threads ask for them, they are started anew and kept. None outlives the process that asks,
however that ends."""

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
TRIES = 3  # times that a block is begun before lost workers end the run
EVERY = 0.5  # seconds after which the watch looks whether workers were added
AHEAD = 2  # blocks handed out for each worker, so that none waits for the next
MOST = 61 if os.name == "nt" else 10_000  # workers that the system can wait for


class WorkerLostError(ResultsError):
    """Workers were lost again and again."""

    def __init__(self):
        why = f"a worker process was killed from outside {TRIES} times"
        super().__init__(f"{why}, perhaps for want of memory; fewer of them (-j) need less")


class Pool:
    """So many worker processes, replaced by fresh ones when one is lost. One request at a time;
    others wait for it."""

    def __init__(self, workers, method=METHOD):
        self.workers, self.method, self.lock = min(workers, MOST), method, Lock()
        self.executor = self._started()

    @property
    def processes(self):
        """The workers there are."""
        return list((self.executor._processes or {}).values())

    def results(self, run, tasks):
        """(task, run(task)) of every task, as they come in. Raises WorkerLostError, and what a task
        raises."""
        with self.lock:
            waiting, begun = deque(enumerate(tasks)), Counter[int]()
            while waiting:
                out: dict = {}
                try:
                    yield from self._as_they_come(run, waiting, begun, out)
                except BrokenProcessPool:
                    waiting.extendleft(reversed(out.values()))
                    self.close()
                    self.executor = self._started()
                    if any(begun[number] >= TRIES for number, _ in waiting):
                        raise WorkerLostError from None
                finally:
                    for future in out:
                        future.cancel()

    def _as_they_come(self, run, waiting, begun, out):
        """Hand out what waits, never much more than there are workers; out: {future: (number,
        task)} of what is not in yet."""
        while waiting or out:
            while waiting and len(out) < AHEAD * self.workers:
                begun[waiting[0][0]] += 1
                future = self.executor.submit(run, waiting[0][1])
                out[future] = waiting.popleft()
            done, _ = wait(out, return_when=FIRST_COMPLETED)
            for future in sorted(done, key=lambda one: one.exception() is not None):
                found = future.result()
                yield out.pop(future)[1], found

    def _started(self):
        if self.method == "fork":
            import simulator.model.conflict  # noqa: F401  before the fork, so that workers need not
        else:  # a process of Python's own tidies up after one that was killed, and need not say so
            os.environ.setdefault("PYTHONWARNINGS", "ignore:resource_tracker")
        executor = ProcessPoolExecutor(
            self.workers, multiprocessing.get_context(self.method), _obey
        )
        with _deaf():
            for _ in range(self.workers):
                executor.submit(_ready)  # so that all are there before the first task comes
        Thread(target=_watch, args=(executor, executor._result_queue), daemon=True).start()
        return executor

    def close(self):
        """End the workers, whatever they are at."""
        processes = self.processes
        self.executor.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()
        for process in processes:
            process.join()


def _watch(executor, results):
    """Once a worker is lost, end the others and what is read from them.

    A worker killed while it writes a result leaves half of it, and the executor reads on for ever:
    the pipe stays open as long as anyone may write to it, the workers and this process.

    results  the queue of the executor's results
    """
    lost: list = []
    while not lost and (workers := list((executor._processes or {}).values())):
        lost = wait_for([one.sentinel for one in workers], EVERY)
    for worker in workers:
        worker.kill()
    with suppress(OSError):
        results._writer.close()


_kept: list = []  # the pool that is kept where starting one is slow


@contextmanager
def lent(workers):
    """A pool of at least so many workers, for one request."""
    pool = _kept.pop() if _kept and _kept[0].workers >= workers else Pool(workers)
    try:
        yield pool
    except BaseException:
        pool.close()
        raise
    if pool.method == "fork":
        pool.close()
    else:
        _kept[:] = [pool]


@contextmanager
def _deaf():
    """Processes started within never hear an interrupt at the terminal, not even before they can
    say so."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _obey():
    """A worker leaves interrupts to the process that asks, ends when told to, and ends with that
    process."""
    for name, act in (
        ("SIGINT", signal.SIG_IGN),
        ("SIGHUP", signal.SIG_IGN),
        ("SIGTERM", signal.SIG_DFL),
    ):
        with suppress(AttributeError):
            signal.signal(getattr(signal, name), act)
    Thread(target=_end_with_parent, daemon=True).start()
    import simulator.model.conflict  # noqa: F401  before the first task comes


def _end_with_parent():
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()  # returns as soon as it is gone, killed or not
        os._exit(1)


def _ready():
    """Nothing to do."""
