"""Shipped scenarios keep their numbers, processors' rounding apart. Rewrite the record with: python tests/test_golden.py"""

import json
from pathlib import Path

import numpy as np
import pytest

from simulator.analysis.compare import digest
from simulator.ensemble.blocks import all_of
from simulator.ensemble.table import table_of_worlds
from simulator.scenario import read

ROOT = Path(__file__).resolve().parents[1]
RECORD = ROOT / "tests" / "golden" / "shipped.json"
NAMES = sorted(path.stem for path in (ROOT / "scenarios").glob("*.yaml"))
WORLDS, SEED = 500, 2016


def summary(name):
    """Shares of classes and means of measures."""
    resolved = read(name)
    worlds = all_of([resolved], [table_of_worlds(resolved, WORLDS, SEED)], SEED)[0].worlds
    found = digest(resolved, worlds)
    shares = {kind: one["share"] for kind, one in (found["outcomes"] | found["parts"]).items()}
    means = {name: one["mean"] for name, one in found["metrics"].items()}
    told = {name: mean for name, mean in means.items() if mean is not None or np.isfinite(worlds[name]).any()}
    return {"shares": shares, "means": {name: float(np.nanmean(worlds[name])) if mean is None else mean for name, mean in told.items()}}


@pytest.mark.parametrize("name", NAMES)
def test_shipped_scenarios_keep_their_numbers(name):
    found, record = summary(name), json.loads(RECORD.read_text())[name]
    assert found["shares"] == pytest.approx(record["shares"], abs=2.5 / WORLDS)
    assert found["means"] == pytest.approx(record["means"], rel=0.02, abs=2.5 / WORLDS)


if __name__ == "__main__":
    RECORD.write_text(json.dumps({name: summary(name) for name in NAMES}, indent=1) + "\n")
