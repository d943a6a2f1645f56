"""Hashes of the worlds' columns of every shipped scenario: equal before and after a change that moves no number.

1,000 worlds, seed 2016, ten worlds a draw; columns are hashed in their order, without their names, which a renaming may change.
Run: python tests/benchmarks/hashes.py > before, and again after; then diff
"""

import hashlib
import os
import sys
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"
ROOT = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402

from simulator.ensemble.blocks import run_in_full  # noqa: E402
from simulator.ensemble.design import design_of_worlds  # noqa: E402
from simulator.scenario import read  # noqa: E402

WORLDS, SEED, REPS = 1000, 2016, 10


def hash_of(scenario):
    """The first 16 digits of the hash of all columns of its worlds."""
    table = design_of_worlds(scenario, WORLDS, SEED, REPS)
    (found,) = run_in_full([scenario], [table], SEED, weekly_histograms=False)
    whole = hashlib.sha256()
    for values in found.worlds.values():
        whole.update(np.ascontiguousarray(values).tobytes())
    return whole.hexdigest()[:16], len(found.worlds)


if __name__ == "__main__":
    for path in sorted((ROOT / "scenarios").glob("*.yaml")):
        digest, columns = hash_of(read(str(path)))
        print(f"{path.stem:32}{digest}  {columns} columns", flush=True)
