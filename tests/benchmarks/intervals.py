"""How often 95% intervals hold the truth, how wide they are, and how often copies of one scenario
are told apart.

Worlds of each scenario are run once: every accepted parameter draw with WORLDS random streams. The
mean of all of them is the truth. Each repeat takes the draws that a run with another seed takes,
and of each draw REPS streams, picked at random with replacement: so the worlds of a draw differ as
much in a repeat as in the truth. Copies are two disjoint sets of streams of the same draws of one
scenario. Printed; nothing here passes or fails. Run: python tests/benchmarks/intervals.py"""

import os
import sys
import tempfile
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"
ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import numpy as np  # noqa: E402

from simulator.analysis.compare import compare, summarise  # noqa: E402
from simulator.ensemble.blocks import run_in_full  # noqa: E402
from simulator.ensemble.design import design_of_worlds  # noqa: E402
from simulator.ensemble.posterior_draws import posterior_draws_of  # noqa: E402
from simulator.model.random_streams import rows_of  # noqa: E402
from simulator.scenario import read  # noqa: E402

BASE, OTHERS = (
    "spring_2016",
    (
        "airpower_drawdown",
        "joint_pressure",
        "full_withdrawal",
        "no_intervention_2015",
        "guarantor_truce",
    ),
)
MOSTLY_SEEN = 0.05  # share of repeats in which nothing differs, below which a row is mostly seen
REPEATS, WORLDS, REPS, SEED = 1000, 20, 10, 2016


def pool(name, folder):
    """All worlds of a scenario, {name: (draws, WORLDS)}, kept in a file of the folder."""
    kept = folder / f"{name}.npz"
    if not kept.exists():
        scenario = read(name)
        size = len(next(iter(posterior_draws_of(read(BASE)).columns.values())))
        table = design_of_worlds(scenario, size * WORLDS, SEED, WORLDS)
        (found,) = run_in_full([scenario], [table], SEED, weekly_histograms=False)
        np.savez(kept, **{name: values.astype(np.float32) for name, values in found.worlds.items()})
    with np.load(kept) as file:
        return {name: file[name].reshape(-1, WORLDS) for name in file.files}


def repeat(found, worlds, number, streams):
    """Columns of a run of so many worlds with the seed of this number; streams (worlds / REPS,
    REPS) of its draws."""
    size = len(found["draw"])
    back = np.argsort(
        rows_of(np.arange(size), SEED, size)
    )  # the draw of the pool that has a row of the accepted draws
    rows = back[rows_of(np.arange(worlds // REPS), number, size)]
    told = {
        name: np.take_along_axis(values[rows], streams, 1).ravel() for name, values in found.items()
    }
    return told | {"draw": np.repeat(np.arange(worlds // REPS), REPS)}


def levels(scenario, told):
    """{row: Estimate} of the shares of outcomes and metrics of one run."""
    shares = told.outcomes | {name: one for name, one in told.metrics.items() if one.is_share}
    return {f"level of {name}, {scenario.id}": one for name, one in shares.items()}


def rows(scenarios, worlds, both):
    """{row: Estimate or Change}: levels of the second of two scenarios, of the first too where
    `both`, and changes; worlds are the columns of each."""
    changes = compare(*scenarios, *worlds)
    found = {f"change of {name}": one for name, one in (changes.outcomes | changes.metrics).items()}
    for scenario, columns in list(zip(scenarios, worlds, strict=True))[0 if both else 1 :]:
        found |= levels(scenario, summarise(scenario, columns))
    return found


def coverage(scenarios, pools, worlds, both):
    """Print for each row: truth, share of repeats whose interval holds it, width over the width
    that the true spread asks for. scenarios, pools: two of each; both: levels of the first too.

    Returns {row: (share of repeats that hold the truth, share of repeats in which nothing differs:
    no case of a level, or all are, or no change)}.
    """
    whole = [{name: values.ravel() for name, values in found.items()} for found in pools]
    truth = {name: one.value for name, one in rows(scenarios, whole, both).items()}
    rng, seen = np.random.default_rng(1), {name: [] for name in truth}
    for number in range(REPEATS):
        streams = rng.integers(0, WORLDS, (worlds // REPS, REPS))
        parts = [repeat(found, worlds, number, streams) for found in pools]
        for name, one in rows(scenarios, parts, both).items():
            seen[name].append((one.value, one.low, one.high))
    print(
        f"\n{worlds} worlds, {REPEATS}"
        f" repeats\n{'':58}{'truth':>10}{'covers %':>10}{'width':>8}{'none or all %':>15}"
    )
    within = {}
    for name, values in seen.items():
        value, low, high = np.array(values).T
        true = truth[name]
        covers = np.mean((low <= true) & (true <= high))
        asked = 2 * 1.96 * value.std()
        none = np.mean((value == 0) | (name.startswith("level") & (value == 1)))
        within[name] = covers, none
        width = f"{np.mean(high - low) / asked:8.2f}" if asked else f"{'':8}"
        print(f"{name:58}{true:10.4g}{100 * covers:10.1f}{width}{100 * none:15.1f}")
    summed_up("all rows", within)
    return within


def summed_up(what, within):
    """Print how many rows cover 93 to 97%: of all, and of those mostly seen; within as `coverage`
    returns it."""
    often = {name: covers for name, (covers, none) in within.items() if none < MOSTLY_SEEN}
    outside = {
        name: f"{100 * covers:.1f}" for name, covers in often.items() if not 0.93 <= covers <= 0.97
    }
    print(
        f"{what}: mean coverage {100 * np.mean([covers for covers, _ in within.values()]):.1f}%; of"
        f" {len(often)} mostly seen,",
        end=" ",
    )
    print(f"{len(often) - len(outside)} cover 93 to 97%; not: {outside}")


def by_metric(found):
    """Print each metric's mean coverage over the scenarios in which its level, and the comparisons
    in which its change is mostly seen, and which are so in none."""
    rows = {}
    for within in found:
        for name, one in within.items():
            rows.setdefault(name.partition(",")[0], []).append(one)
    seen = {name: [one for one in values if one[1] < MOSTLY_SEEN] for name, values in rows.items()}
    means = {name: tuple(np.mean(values, axis=0)) for name, values in seen.items() if values}
    summed_up(f"mean over {len(found)} comparisons", means)
    for name, (covers, _) in means.items():
        print(f"{name:58}{len(seen[name]):4}{100 * covers:10.1f}")
    print("mostly seen in none:", ", ".join(name for name in rows if name not in means))


def copies(base, found, worlds):
    """Print how often two copies with other streams have a row marked as moved."""
    rng, any_row, marked = np.random.default_rng(2), 0, {}
    for number in range(REPEATS):
        streams = rng.permuted(np.tile(np.arange(WORLDS), (worlds // REPS, 1)), axis=1)
        parts = [
            repeat(found, worlds, number, half)
            for half in (streams[:, :REPS], streams[:, REPS : 2 * REPS])
        ]
        told = compare(base, base, *parts)
        moved = [name for name, one in (told.outcomes | told.metrics).items() if one.moved]
        any_row += bool(moved)
        for name in moved:
            marked[name] = marked.get(name, 0) + 1
    print(
        f"\nCopies with other streams, {worlds} worlds: {100 * any_row / REPEATS:.1f}% of {REPEATS}"
        " comparisons mark a row; ",
        end="",
    )
    print(
        ", ".join(
            f"{name} {count}"
            for name, count in sorted(marked.items(), key=lambda pair: -pair[1])[:8]
        )
        or "none"
    )


if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp())
    base, first = read(BASE), pool(BASE, folder)
    for worlds in (200, 1000):
        copies(base, first, worlds)
        found = []
        for name in OTHERS:
            print(f"\n{name}", end="")
            pair, pools = (base, read(name)), (first, pool(name, folder))
            found.append(coverage(pair, pools, worlds, both=not found))
        by_metric(found)
