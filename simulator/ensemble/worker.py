"""One worker of a standing pool: reads tasks from a pipe, runs them, writes what they found to another, until the first pipe ends."""

import os
import pickle
import signal
import sys
from queue import SimpleQueue
from threading import Thread


def work():
    """Answer each task with (Found, None), or (None, the error); end at once when nobody is left to ask."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that asks decides when to end
    tasks, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # so that nothing printed gets among the answers
    waiting: SimpleQueue = SimpleQueue()
    Thread(target=_listen, args=(tasks, waiting), daemon=True).start()
    import simulator.model.conflict  # noqa: F401  before the first task comes
    from simulator.ensemble.blocks import run_block

    while True:
        task = waiting.get()
        found, wrong = None, None
        try:
            found = run_block(task)
        except Exception as error:
            wrong = error
        pickle.dump((found, wrong), answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()


def _listen(tasks, waiting):
    """Take tasks as they come. A pipe that ends means that the process that asked is done or gone, killed or not."""
    try:
        while True:
            waiting.put(pickle.load(tasks))
    except BaseException:
        os._exit(0)


if __name__ == "__main__":
    work()
