"""Cost of a world-week by the size of a conflict, as ratios to the shipped one; nothing here passes
or fails.

Each size is run in turn with the shipped conflict, and the median ratio of processor seconds is
printed. "rows" are rows of attack: one holder on another in one region.
Run: python tests/benchmarks/size.py
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"
ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
WORLDS, WEEKS, PAIRS = 1024, 26, 5
ALL = {"regions": 40, "holders": 6, "parties": 10, "factions": 30}


def seconds(resolved):
    """Processor seconds of a run of one block of worlds."""
    from simulator.ensemble.blocks import Task, run_block
    from simulator.ensemble.design import design_of_worlds

    design = design_of_worlds(resolved, WORLDS, 2016)
    start = time.process_time()
    run_block(Task(resolved, design, 2016))
    return time.process_time() - start


def ratio(resolved, base):
    """Median ratio of the seconds of two conflicts, run in turn."""
    return statistics.median(seconds(resolved) / seconds(base) for _ in range(PAIRS))


def main():
    """Print a line for each size: all numbers, and the cost relative to the shipped conflict."""
    from larger import larger

    from simulator.model.index import Index

    with tempfile.TemporaryDirectory() as folder:
        base = larger(Path(folder)).with_weeks(WEEKS)
        usual = {key: len(getattr(base.form, key)) for key in ALL}
        doubled = [{key: 2 * number} for key, number in usual.items()]
        seconds(base)  # warm up
        for sizes in ({}, *doubled, ALL):
            resolved = larger(Path(folder), **sizes).with_weeks(WEEKS)
            numbers = {key: len(getattr(resolved.form, key)) for key in ALL}
            text = ", ".join(f"{number} {key}" for key, number in numbers.items())
            rows = len(Index(resolved).rows)
            print(f"{text}, {rows} rows: {ratio(resolved, base):.2f} times", flush=True)


if __name__ == "__main__":
    main()
