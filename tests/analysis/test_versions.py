"""Stored results of two versions: what changed, and what cannot be compared."""

import json

import pytest
from door import call, refused

pytestmark = pytest.mark.slow
SMALL = "-n", "40", "-s", "weeks=10", "--no-report", "-q"


def stored(folder, *words):
    """Folder of results of a small command."""
    result = call(*words, "-o", folder, cwd=folder.parent)
    assert result.returncode == 0, result.stderr
    paths = (path.parent for path in folder.glob("*/manifest.json"))
    return next(path for path in paths if not path.is_symlink())


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Results before and after a change that stands for another version, of two scenarios."""
    folder = tmp_path_factory.mktemp("results")
    pair = "compare", "spring_2016", "escalation", *SMALL
    return {
        "old": stored(folder / "old", *pair),
        "new": stored(folder / "new", *pair, "-s", "truce.monitoring=0.9"),
        "fewer": stored(folder / "fewer", *pair, "-n", "30"),
        "other": stored(folder / "other", "run", "libya_2019", *SMALL[:4], "-q"),
        "sweep": stored(
            folder / "sweep", "sweep", "spring_2016", "--vary", "us.arms=5,9", *SMALL[:4], "-q"
        ),
    }


def test_each_scenario_in_both_results_is_compared_world_by_world(results):
    told = call("compare", results["old"], results["new"], "--format", "json")
    found = json.loads(told.stdout)
    names = [list(study["differences"]) for study in found["studies"]]
    assert names == [["spring_2016.new"], ["escalation.new"]]
    change = found["studies"][0]["differences"]["spring_2016.new"]["metrics"]["truce_in_force"]
    before, after = (
        json.loads((results[age] / "compare.json").read_text())["scenarios"]["spring_2016"]
        for age in ("old", "new")
    )
    expected = (
        after["metrics"]["truce_in_force"]["mean"] - before["metrics"]["truce_in_force"]["mean"]
    )
    assert change["change"] == pytest.approx(expected) and change["change"] != 0


def test_the_same_results_have_no_change(results):
    told = call("compare", results["old"], results["old"])
    assert told.returncode == 0 and "The same version made both results." in told.stdout
    found = json.loads(call("compare", results["old"], results["old"], "--format", "json").stdout)
    changes = [
        change["change"]
        for study in found["studies"]
        for differences in study["differences"].values()
        for group in ("outcomes", "metrics")
        for change in differences[group].values()
    ]
    assert changes and not any(changes)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("fewer", "worlds is 40 in"),
        ("other", "no scenario is in both results"),
        ("sweep", "only results of run and compare"),
    ],
)
def test_what_cannot_be_paired_is_refused(results, name, words):
    refused(call("compare", results["old"], results[name]), words)
