"""The article's table: each paragraph has a row, each switch takes its mechanism out, and the sizes
are paired differences with their standard error."""

import io
import json

import numpy as np
import pytest

from simulator.analysis import article
from simulator.analysis.article import MISSING, NO_EFFECT, mechanism_sizes
from simulator.report import article as report
from simulator.scenario import read
from simulator.scenario.article import PARAGRAPHS, Mechanism, read_mechanisms, select_mechanisms
from simulator.scenario.errors import ScenarioError
from simulator.scenario.read import HOME
from simulator.scenario.readings import ReadingSpec
from simulator.scenario.theories import read_theories

SHIPPED, THEORIES = read_mechanisms(), read_theories()
MEASURED = {name: m for name, m in SHIPPED.items() if m.missing is None}


def test_every_paragraph_of_the_article_has_a_row():
    rows = json.loads(report.STORED.read_text())["mechanisms"]
    for paragraph in PARAGRAPHS:
        assert any(paragraph in m.paragraphs for m in SHIPPED.values()), paragraph
        assert any(paragraph in row["paragraphs"] for row in rows), paragraph


@pytest.mark.parametrize("name", MEASURED)
def test_each_switch_is_shipped_and_changes_the_run_in_which_it_is_measured(name):
    mechanism = SHIPPED[name]
    theory = THEORIES[mechanism.switch]
    assert theory.overlay is None or (HOME / f"{theory.overlay}.yaml").is_file()
    for usual_run in mechanism.runs:
        run = theory.of(usual_run)
        without = read(run.scenario, run.settings())
        usual = read(usual_run.scenario, usual_run.settings())
        assert (without.parameters, without.form.ends) != (usual.parameters, usual.form.ends)


def test_the_shipped_table_has_the_rows_of_the_shipped_file():
    stored = json.loads(report.STORED.read_text())
    rows = {row["id"]: row for row in stored["mechanisms"]}
    assert set(rows) == set(SHIPPED) and stored["worlds"] >= 1000
    for name, row in rows.items():
        assert (row["label"], row["switch"]) == (SHIPPED[name].label, SHIPPED[name].switch or "")
        assert (row["finding"] == MISSING) == (row["size"] is None) == bool(row["note"])


@pytest.mark.slow
def test_the_command_makes_the_shipped_table_to_the_byte():
    stored = json.loads(report.STORED.read_text())
    rows = mechanism_sizes(SHIPPED, stored["worlds"], stored["seed"])
    stream = io.StringIO()
    report.as_json(stream, report.as_result(rows, stored["worlds"], stored["seed"]))
    assert stream.getvalue() == report.STORED.read_text(encoding="utf-8")


def mechanism(**changes):
    usual = {
        "paragraphs": ["P3"],
        "label": "x",
        "switch": "recalibration",
        "run": "airpower_drawdown",
        "metric": {"mean": "attending"},
        "expects": "rises",
    }
    return Mechanism(**{**usual, **changes})


def test_a_size_is_the_mean_of_paired_differences_and_a_change_the_difference_of_two():
    metric = {"ever": "softening", "to": "12w"}
    rows = {
        "alone": mechanism(metric=metric),
        "base": mechanism(metric=metric, run="spring_2016"),
        "change": mechanism(metric=metric, against="spring_2016"),
    }
    of = {row.id: row for row in mechanism_sizes(rows, 80, jobs=1)}
    assert of["alone"].size > 3.0 * of["alone"].error > 0.0
    assert of["alone"].finding == article.AS_ARGUED
    assert of["base"].size == 0.0 and of["base"].finding == NO_EFFECT
    assert of["change"].size == pytest.approx(of["alone"].size - of["base"].size, abs=2e-3)


def test_a_finding_needs_two_standard_errors_and_the_direction_that_is_argued():
    finding = article._finding
    assert finding(1.0, 0.6, "rises") == finding(0.0, 0.0, "falls") == NO_EFFECT
    assert finding(1.0, 0.4, "rises") == finding(-1.0, 0.4, "falls") == article.AS_ARGUED
    assert finding(1.0, 0.4, "falls") == finding(-1.0, 0.4, "rises") == article.OPPOSITE


def test_sizes_keep_three_digits_of_their_error():
    assert article._rounded(12.34567, 0.0123456) == (12.3457, 0.0123)
    assert article._rounded(-1234.567, 98.76) == (-1234.6, 98.8)
    assert article._rounded(0.0, 0.0) == (0.0, 0.0)


def test_a_size_is_printed_with_the_digits_of_its_error():
    assert report.size_in_words({"size": 12.3457, "error": 0.012}) == "+12.346 (0.012)"
    assert report.size_in_words({"size": -3.2, "error": 1.5}) == "\u22123.2 (1.5)"
    assert report.size_in_words({"size": 0.0, "error": 0.0}) == "0 (0)"
    assert report.size_in_words({"size": None, "error": None}) == ""


def test_paragraphs_and_ids_select_mechanisms():
    chosen = select_mechanisms(SHIPPED, "P9, pause")
    assert set(chosen) == {"say_by_entry", "pause"}
    assert select_mechanisms(SHIPPED, None) == SHIPPED


@pytest.mark.parametrize(
    ("only", "words"),
    [("P16", '"P16" is neither a paragraph nor a mechanism'), ("pauze", 'did you mean "pause"?')],
)
def test_an_unknown_paragraph_or_mechanism_is_refused(only, words):
    with pytest.raises(ScenarioError, match=words.replace("?", r"\?")):
        select_mechanisms(SHIPPED, only)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{paragraphs: [P16], label: x, missing: y}", "paragraphs"),
        ("{paragraphs: [P1], label: x, switch: recalibration}", "give `switch`, `run`"),
        ("{paragraphs: [P1], label: x, run: no_fly, missing: y}", "`missing` stands alone"),
        (
            "{paragraphs: [P1], label: x, switch: recalibation, run: no_fly, metric: {mean: power},"
            " expects: rises}",
            'did you mean "recalibration"?',
        ),
    ],
)
def test_a_row_that_cannot_be_measured_is_refused_with_its_line(tmp_path, text, words):
    file = tmp_path / "article.yaml"
    file.write_text(f"mechanisms:\n  x: {text}\n")
    with pytest.raises(ScenarioError) as error:
        read_mechanisms(file)
    assert words in str(error.value) and f"{file}:2:" in str(error.value)


def test_a_metric_that_the_scenario_lacks_is_refused():
    with pytest.raises(ScenarioError, match="atending"):
        mechanism_sizes({"x": mechanism(metric={"mean": "atending"})}, 20, jobs=1)


def test_a_mean_over_worlds_with_two_a_draw_has_the_error_of_its_draws():
    spec = ReadingSpec(mean="attending", to="8w")
    (row,) = mechanism_sizes({"x": mechanism(metric=spec, run="full_withdrawal")}, 60, jobs=1)
    assert row.error > 0.0 and np.isfinite(row.size)
