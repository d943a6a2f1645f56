"""Shipped scenarios keep their numbers, processors' rounding apart. Rewrite the record with: python
tests/test_golden.py

A name that the record lacks (a new metric or outcome) is reported and not compared; a recorded name
that is gone fails."""

import json
import subprocess
import warnings

import numpy as np
import pytest
from shipped import HOME, NAMES, RECORD, ROOT

from simulator.analysis.compare import summarise
from simulator.ensemble.blocks import Task, run_block
from simulator.ensemble.design import design_of_worlds
from simulator.scenario import read

WORLDS, SEED = 250, 2016
FLIPPED = 1.5 / WORLDS  # another processor may round one world into another outcome


def summary(name):
    """Shares of outcomes and means of measures."""
    resolved = read(name)
    worlds = run_block(
        Task(resolved, design_of_worlds(resolved, WORLDS, SEED), SEED, weekly_histograms=False)
    ).worlds
    found = summarise(resolved, worlds)
    shares = {kind: one.value for kind, one in (found.outcomes | found.parts).items()}
    means = {name: one.value for name, one in found.metrics.items()}
    told = {
        name: mean
        for name, mean in means.items()
        if mean is not None or np.isfinite(worlds[name]).any()
    }
    return {
        "shares": shares,
        "means": {
            name: float(np.nanmean(worlds[name])) if mean is None else mean
            for name, mean in told.items()
        },
    }


def hold(found, record):
    """Assert that a summary has the recorded numbers; return the names that the record lacks."""
    gone = [name for part in record for name in record[part] if name not in found[part]]
    assert not gone, f"recorded and gone: {', '.join(gone)}"
    for part, relative in (("shares", None), ("means", 0.02)):
        shared = {name: found[part][name] for name in record[part]}
        assert shared == pytest.approx(record[part], rel=relative, abs=FLIPPED)
    return [name for part in record for name in found[part] if name not in record[part]]


def tracked():
    """Names of the scenarios under version control; None outside a checkout."""
    command = ["git", "ls-files", "--", f"{HOME.name}/*.yaml"]
    try:
        told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    except FileNotFoundError:
        return None
    names = [path.split("/")[1] for path in told.stdout.split() if path.count("/") == 1]
    return sorted(name.removesuffix(".yaml") for name in names) or None


@pytest.mark.parametrize("name", NAMES)
def test_shipped_scenarios_keep_their_numbers(name):
    new = hold(summary(name), json.loads(RECORD.read_text(encoding="utf-8"))[name])
    if new:
        warnings.warn(
            f"not in the record: {', '.join(new)}; python tests/test_golden.py adds them",
            stacklevel=1,
        )


def test_a_new_name_is_reported_and_a_vanished_or_moved_one_fails():
    record = json.loads(RECORD.read_text(encoding="utf-8"))["spring_2016"]
    more = {part: {**record[part], f"new_{part}": 1.0} for part in record}
    assert hold(record, record) == []
    assert hold(more, record) == ["new_shares", "new_means"]
    with pytest.raises(AssertionError, match="gone: new_shares, new_means"):
        hold(record, more)
    for part, step in (
        ("shares", 2.0 / WORLDS),
        ("means", 0.03 * record["means"]["civilians_killed"]),
    ):
        name = "civilians_killed" if part == "means" else "war_goes_on"
        moved = {**record, part: {**record[part], name: record[part][name] + step}}
        with pytest.raises(AssertionError):
            hold(moved, record)


@pytest.mark.skipif(tracked() is None, reason="no checkout: which scenarios ship is not known")
def test_every_scenario_under_version_control_has_a_record():
    assert tracked() == NAMES, "python tests/test_golden.py records those that are missing"


if __name__ == "__main__":
    RECORD.write_text(
        json.dumps({name: summary(name) for name in tracked() or NAMES}, indent=1) + "\n"
    )
