"""Speed and memory, printed as figures and ratios; nothing here passes or fails. Run: python
tests/benchmarks/speed.py"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"
ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
PAIRS = 5


def seconds(*command):
    """Wall seconds of a command, its output thrown away."""
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - start


def ratio(label, command, *, to):
    """Median ratio of two commands run in turn."""
    pairs = [(seconds(*command), seconds(*to)) for _ in range(PAIRS)]
    ratios = [a / b for a, b in pairs]
    middle = statistics.median(a for a, _ in pairs)
    print(
        f"{label}: {middle:.2f} s, {statistics.median(ratios):.1f} times (from {min(ratios):.1f} to"
        f" {max(ratios):.1f})"
    )


def engine(worlds=4096):
    """World-weeks a second of the whole model on one core."""
    from simulator.ensemble.blocks import run_in_full
    from simulator.ensemble.design import design_of_worlds
    from simulator.scenario import read

    resolved = read("spring_2016")
    table = design_of_worlds(resolved, worlds, 2016)
    rates = []
    for _ in range(PAIRS):
        start = time.perf_counter()
        run_in_full([resolved], [table], 2016, jobs=1)
        rates.append(worlds * resolved.form.weeks / (time.perf_counter() - start))
    return statistics.median(rates)


def oracle(worlds=3):
    """World-weeks a second of the same week as a plain Mesa model, run by mesa.batch_run."""
    import mesa
    from oracle import OneWorld

    start = time.perf_counter()
    given = {"scenario": ["spring_2016"], "values": [None]}
    mesa.batch_run(
        OneWorld,
        given,
        iterations=worlds,
        max_steps=104,
        number_processes=1,
        display_progress=False,
    )
    return worlds * 104 / (time.perf_counter() - start)


def memory(worlds):
    """Peak resident megabytes of a run of many worlds in one process."""
    with tempfile.TemporaryDirectory() as out:
        seconds(
            sys.executable,
            "run.py",
            "run",
            "spring_2016",
            "-q",
            "-j",
            "1",
            "-n",
            str(worlds),
            "-o",
            out,
        )
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main():
    """Print every figure."""
    print(f"peak memory, 10,000 worlds x 104 weeks: {memory(10_000):.0f} MB")
    fast, slow = engine(), oracle()
    print(f"engine, one core: {fast:,.0f} world-weeks a second")
    print(
        f"plain Mesa model: {slow:,.0f} world-weeks a second; the engine is {fast / slow:.0f} times"
        " as fast"
    )
    with tempfile.TemporaryDirectory() as out:
        mesa = (sys.executable, "-c", "import mesa")
        pair = (
            sys.executable,
            "run.py",
            "compare",
            "spring_2016",
            "airpower_drawdown",
            "-q",
            "-o",
            out,
        )
        ratio("compare, 2 x 1,000 worlds, against `import mesa`", pair, to=mesa)
        ratio("--help, against `import mesa`", (sys.executable, "run.py", "--help"), to=mesa)


if __name__ == "__main__":
    main()
