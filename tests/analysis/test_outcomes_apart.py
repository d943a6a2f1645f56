"""Scenarios that define outcomes differently: all outcomes are shown, and a change is told only of
what both define alike."""

import re

import pytest
import yaml
from rich.console import Console

from simulator.analysis.compare import common_outcomes, outcomes_of
from simulator.analysis.experiments import Listener, compare_study
from simulator.analysis.requests import RunOptions
from simulator.report import html, terminal
from simulator.report.dataframes import changes, outcomes
from simulator.report.live import panels
from simulator.report.view import sentences
from simulator.scenario import read

HEAD = "scenario: renamed\ntitle: Renamed\nextends: spring_2016\n"


@pytest.fixture(scope="module")
def renamed(tmp_path_factory):
    """The scenario with its last outcome under another id, as a file."""
    kinds = read("spring_2016").raw["outcomes"]
    kinds = [*kinds[:-1], {"id": "frozen", "label": "Frozen conflict", "when": "true"}]
    path = tmp_path_factory.mktemp("scenarios") / "renamed.yaml"
    path.write_text(HEAD + yaml.safe_dump({"outcomes": kinds}, sort_keys=False))
    return path


@pytest.fixture(scope="module")
def study(renamed, tmp_path_factory):
    order = RunOptions(worlds=64, jobs=1, out=tmp_path_factory.mktemp("results"))
    return compare_study("spring_2016", [str(renamed)], ["weeks=4"], [], order, Listener())


def test_only_what_both_define_alike_is_compared(study):
    told = study.summary()
    change = told["differences"]["renamed"]
    assert change["not_compared"] == ["war_goes_on", "frozen"]
    assert set(change["outcomes"]) == {one.id for one in study.scenarios[0].form.outcomes} - {
        "war_goes_on"
    }
    assert (
        told["scenarios"]["spring_2016"]["outcomes"]["war_goes_on"]
        == told["scenarios"]["renamed"]["outcomes"]["frozen"]
    )
    said = (
        "spring_2016 and renamed define outcomes differently; not compared: The war goes on; Frozen"
        " conflict."
    )
    assert told["notes"] == [said]


def test_a_class_after_one_that_differs_is_not_compared(renamed):
    base, other = read("spring_2016"), read(str(renamed))
    assert set(common_outcomes(base, base)) == set(
        outcomes_of([base])
    ) and "war_goes_on" not in common_outcomes(base, other)
    first = base.raw["outcomes"][0] | {"when": "false"}
    renamed.with_name("early.yaml").write_text(
        HEAD + yaml.safe_dump({"outcomes": [first, *base.raw["outcomes"][1:]]}, sort_keys=False)
    )
    assert not common_outcomes(base, read(str(renamed.with_name("early.yaml"))))


def test_the_terminal_shows_the_union_with_dashes(study):
    out = Console(record=True, width=100)
    terminal.show(out, study)
    told = out.export_text()
    assert re.search(r"The war goes on +\d+ +– *\n", told) and re.search(
        r"Frozen conflict +– +\d+ *\n", told
    )
    assert "not compared: The war goes on; Frozen conflict." in " ".join(told.split())
    assert (
        "The war goes on −"
        not in sentences.changed_in_short(
            study.scenarios[0], study.differences["renamed"], 64
        ).plain
    )


def test_report_frames_and_page_show_the_union(study, tmp_path):
    text = html.write(study, tmp_path / "page.html").read_text(encoding="utf-8")
    assert "Frozen conflict" in text and "not compared: The war goes on; Frozen conflict." in text
    frame = outcomes(study)
    assert set(frame[frame["scenario"] == "renamed"]["outcome"]) >= {
        "frozen"
    } and "war_goes_on" not in set(changes(study)["name"])
    variants = str(panels.variants(study, ["base", "other"]))
    assert re.search(r"Frozen conflict</th><td>[^\d]*</td><td>\d+", variants)
