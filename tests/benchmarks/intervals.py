"""How often 95% intervals hold the truth, how wide they are, and how often copies of one scenario are told apart.

Worlds of two scenarios are run once: every accepted parameter draw with WORLDS random streams. Each repeat takes the draws that
a run with another seed takes, and some streams of each; the mean of all worlds is the truth. Copies are two disjoint sets of
streams of the same draws of one scenario. Printed; nothing here passes or fails. Run: python tests/benchmarks/intervals.py
"""

import os
import sys
import tempfile
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"
ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import numpy as np  # noqa: E402

from simulator.analysis.compare import compare, digest  # noqa: E402
from simulator.ensemble.accepted import accepted_of  # noqa: E402
from simulator.ensemble.blocks import all_of  # noqa: E402
from simulator.ensemble.table import table_of_worlds  # noqa: E402
from simulator.model.chance import rows_of  # noqa: E402
from simulator.scenario import read  # noqa: E402

PAIR = "spring_2016", "airpower_drawdown"
REPEATS, WORLDS, REPS, SEED = 1000, 20, 10, 2016


def pool(kept):
    """All worlds of both scenarios: [{name: (draws, WORLDS)}, ...], kept in a file."""
    if not kept.exists():
        scenarios = [read(name) for name in PAIR]
        size = len(next(iter(accepted_of(scenarios[0]).columns.values())))
        tables = [table_of_worlds(one, size * WORLDS, SEED, WORLDS) for one in scenarios]
        found = all_of(scenarios, tables, SEED, weekly=False)
        arrays = {f"{k}|{name}": v.astype(np.float32) for k, one in enumerate(found) for name, v in one.worlds.items()}
        np.savez(kept, **arrays)
    with np.load(kept) as file:
        return [{name.partition("|")[2]: file[name].reshape(-1, WORLDS) for name in file.files if name.startswith(f"{k}|")} for k in (0, 1)]


def repeat(found, worlds, number, streams):
    """Columns of a run of so many worlds with the seed of this number; streams (REPS,) of each draw."""
    size = len(found["draw"])
    back = np.argsort(rows_of(np.arange(size), SEED, size))  # the draw of the pool that has a row of the accepted draws
    rows = back[rows_of(np.arange(worlds // REPS), number, size)]
    told = {name: values[rows][:, streams].ravel() for name, values in found.items()}
    return told | {"draw": np.repeat(np.arange(worlds // REPS), REPS)}


def rows(base, told, changes):
    """{row: (estimate, low, high)} of levels and changes."""
    levels = told["outcomes"] | {name: one for name, one in told["metrics"].items() if "share" in one}
    found = {f"level of {name}": (one["share"], one["low"], one["high"]) for name, one in levels.items()}
    both = changes["classes"] | changes["metrics"]
    return found | {f"change of {name}": (one["change"], one["low"], one["high"]) for name, one in both.items()}


def coverage(base, other, first, second, worlds):
    """Print for each row: truth, share of repeats whose interval holds it, width over the width that the true spread asks for."""
    whole = [{name: values.ravel() for name, values in found.items()} for found in (first, second)]
    truth = rows(base, digest(base, whole[0]), compare(base, other, *whole))
    rng, seen = np.random.default_rng(1), {name: [] for name in truth}
    for number in range(REPEATS):
        streams = rng.permutation(WORLDS)[:REPS]
        parts = [repeat(found, worlds, number, streams) for found in (first, second)]
        for name, row in rows(base, digest(base, parts[0]), compare(base, other, *parts)).items():
            seen[name].append(row)
    print(f"\n{worlds} worlds, {REPEATS} repeats\n{'':58}{'truth':>10}{'covers %':>10}{'width':>8}{'none seen %':>13}")
    within = []
    for name, values in seen.items():
        value, low, high = np.array(values).T
        true = truth[name][0]
        covers = np.mean((low <= true) & (true <= high))
        asked = 2 * 1.96 * value.std()
        within.append((covers, np.mean(value == 0)))
        width = f"{np.mean(high - low) / asked:8.2f}" if asked else f"{'':8}"
        print(f"{name:58}{true:10.4g}{100 * covers:10.1f}{width}{100 * np.mean(value == 0):13.1f}")
    often = [covers for covers, none in within if none < 0.05]
    print(f"mean coverage {100 * np.mean([c for c, _ in within]):.1f}%; of {len(often)} rows that are mostly seen,", end=" ")
    print(f"{sum(0.93 <= c <= 0.97 for c in often)} cover 93 to 97%; least {100 * min(often):.1f}%, most {100 * max(often):.1f}%")


def copies(base, found, worlds):
    """Print how often two copies with other streams have a row marked as moved."""
    rng, any_row, marked = np.random.default_rng(2), 0, {}
    for number in range(REPEATS):
        streams = rng.permutation(WORLDS)
        parts = [repeat(found, worlds, number, half) for half in (streams[:REPS], streams[REPS : 2 * REPS])]
        told = compare(base, base, *parts)
        moved = [name for part in told.values() for name, one in part.items() if one["moved"]]
        any_row += bool(moved)
        for name in moved:
            marked[name] = marked.get(name, 0) + 1
    print(f"\nCopies with other streams, {worlds} worlds: {100 * any_row / REPEATS:.1f}% of {REPEATS} comparisons mark a row; ", end="")
    print(", ".join(f"{name} {count}" for name, count in sorted(marked.items(), key=lambda pair: -pair[1])[:8]) or "none")


if __name__ == "__main__":
    kept = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp()) / "pool.npz"
    base, other = (read(name) for name in PAIR)
    first, second = pool(kept)
    for worlds in (200, 1000):
        coverage(base, other, first, second, worlds)
        copies(base, first, worlds)
