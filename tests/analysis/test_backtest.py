"""The model against the record: what a check may say, how its number is made, and what passes."""

import io
import json
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from simulator.analysis.backtest import Row, backtest, plan_runs, select_checks
from simulator.analysis.check_statistics import SHAPES, bootstrap_statistic, kaplan_meier, verdict
from simulator.report import backtest as table
from simulator.report.backtest_page import page
from simulator.scenario.checks import Check, read_checks
from simulator.scenario.errors import ScenarioError

ROW = {
    "name": "a check", "kind": "holdout", "run": "spring_2016",
    "readings": {"signed": {"ever": "signed", "to": "20w"}},
    "share": "signed", "band": [0, 1], "worlds": 100, "known_at_design": "no", "source": "article",
    "grade": "D",
}  # fmt: skip


def written(folder, **changes):
    """A file with one check, changed so."""
    row = {key: value for key, value in {**ROW, **changes}.items() if value is not ...}
    file = folder / "mine.yaml"
    file.write_text(
        "checks:\n  X1:\n"
        + "".join(f"    {key}: {json.dumps(value)}\n" for key, value in row.items()),
        encoding="utf-8",
    )
    return file


def told(file):
    """What is said of a wrong file."""
    with pytest.raises(ScenarioError) as error:
        known, _, places = read_checks(file)
        plan_runs(known, places)
    return str(error.value)


# -------------------------------------------------------------------------------------------------
# what is refused, and where
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"readings": {"signed": {"ever": "singed", "to": "20w"}}}, r'mine.yaml:6:\d+: .*signed.ever: there is no metric "singed"'),
        ({"band": [0.4, 0.1]}, r"mine.yaml:2:3: .*the band \[0.4, 0.1\] is empty: its low end is above its high end"),
        ({"band": [None, None]}, r"the band is open at both ends, so the check cannot fail"),
        ({"band": ...}, r"a check has a `band` or a `shape`"),
        ({"share": "sined"}, r'mine.yaml:7:\d+: checks.X1.share: there is no reading "sined"; did you mean "signed"\?'),
        ({"mean": "signed"}, r"a check has one of median, mean, quantile, share"),
        ({"run": "spring_2061"}, r'checks.X1.run: there is no such scenario; did you mean "spring_2016"\?'),
        ({"readings": {"signed": {"ever": "signed", "to": "2026-01-01"}}}, r"this is outside spring_2016, which runs for 104 weeks"),
        ({"readings": {"signed": {"ever": "signed", "last": "signed"}}}, r"a reading has one of last, mean"),
        ({"source": "S99"}, r'"S99" is not among the sources of this file'),
        ({"grade": "E"}, r'mine.yaml:12:\d+: checks.X1.grade: "E" is not valid here'),
        ({"bands": [0, 1]}, r'mine.yaml:13:\d+: checks.X1.bands: unknown key; did you mean "band"\?'),
        ({"shape": "rises", "band": ...}, r"`shape: rises` needs several values, under `over`"),
        ({"over": {"russia.aircaft": [0, 36]}}, r'russia.aircaft.*did you mean "russia.aircraft"\?'),
        ({"run": {"scenario": "spring_2016", "set": {"russia.aircraft": "many"}}}, r"russia.aircraft"),
        ({"runs": {"a": "spring_2016", "b": "spring_2016"}, "run": ...}, r"several runs need a `value`"),
        ({"runs": {"a": "spring_2016", "b": "spring_2016"}, "run": ..., "value": "a - c"}, r'there is no run "c"'),
        ({"worlds": 5}, r"5 is below 100"),
        ({"kind": "information"}, r"a check for information has no `band` and no `shape`"),
        ({"readings": {"signed": {"sum": "violence", "from": "truce_viod"}}}, r'mine.yaml:6:\d+: .*signed.from: there is no metric "truce_viod"; did you mean "truce_void"'),
        ({"readings": {"signed": {"sum": "violence", "to": "sine_die"}}}, r'signed.to: there is no metric "sine_die"'),
        ({"readings": {"signed": {"sum": "violence", "to": "26 wks"}}}, r"mine.yaml:6:\d+: .*26 wks"),
        ({"share": ..., "quantile": {"of": "signed", "at": 90}}, r"90 is no level of a quantile; write one like 0.9 or 90%"),
        ({"share": ..., "quantile": {"of": "sined", "at": "90%"}}, r'checks.X1.quantile: there is no reading "sined"'),
        ({"run": {"scenario": "spring_2016", "start": "2016-06-07"}}, r"checks.X1.run: start: 2016-06-07 is a Tuesday; a run starts on a Monday"),
        ({"run": {"scenario": "spring_2016", "start": "soon"}}, r"mine.yaml:5:\d+: .*run.start: .*soon"),
        ({"share": "abs(signed, 2)"}, r'"abs\(signed, 2\)" is not allowed in an expression'),
    ],
)  # fmt: skip
def test_a_wrong_check_is_refused_with_its_line(tmp_path, changes, said):
    text = told(written(tmp_path, **changes))
    assert re.search(said, text), text


def test_all_that_is_wrong_is_told_at_once(tmp_path):
    file = written(
        tmp_path, readings={"signed": {"ever": "singed", "to": "20w"}, "late": {"last": "violense"}}
    )
    assert len(told(file).splitlines()) == 2


def test_a_name_of_no_check_is_refused():
    with pytest.raises(ScenarioError, match='"H77" is no check; did you mean "H07'):
        select_checks(read_checks()[0], "H77")
    assert set(select_checks(read_checks()[0], "K01,counterfactual")) >= {"K01", "C04", "C07"}


# -------------------------------------------------------------------------------------------------
# what is shipped
def test_every_row_of_the_design_is_there():
    rows = read_checks()[0]
    ids = (
        [f"K0{n}" for n in (1, 2, "3a", "3b", 4)]
        + [f"M{n:02d}" for n in (3, 5, 6, 7, 8, 9, 10, 11)]
        + ["M01a", "M02b", "M04a", "M12a"]
    )
    ids += [
        "H01",
        "H02",
        "H03a",
        "H03b",
        "H03c",
        "H07",
        "H16a",
        "C01a",
        "C01b",
        "C03",
        "C04",
        "C05a",
        "C05b",
        "C06",
        "C07",
    ]
    ids += [f"B{n}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13)] + ["B10a", "B11a"]
    assert set(ids) <= set(rows)
    assert all(row.source and row.grade and row.name for row in rows.values())


def test_a_user_adds_a_check_without_code(tmp_path):
    file = written(
        tmp_path,
        readings={"people": {"last": "government_residents", "to": "10w"}},
        share=...,
        median="people",
        band=[50, 80],
    )
    known, _, places = read_checks(file)
    (row,) = backtest(known, places, jobs=1)
    found = row.verdict
    assert row.id == "X1" and found.passed
    assert 50 < found.low <= found.value <= found.high < 80
    json.dumps(row.as_dict(), allow_nan=False)


def test_a_row_for_information_prints_its_value_and_neither_passes_nor_fails(tmp_path):
    """Beside a row that passes: the counts are those of the rows that are judged."""
    other = written(tmp_path, kind="information", band=..., unit="of worlds").read_text("utf-8")
    file = written(tmp_path)
    added = other.replace("checks:\n  X1:", "  I1:")
    file.write_text(file.read_text(encoding="utf-8") + added, encoding="utf-8")
    checks, sources, places = read_checks(file)
    rows = backtest(checks, places, jobs=1)
    assert [row.verdict.passed for row in rows] == [True, None]
    assert rows[0].verdict.value == rows[1].verdict.value is not None
    assert rows[1].as_dict()["pass"] is None
    text = " ".join(shown(table.show, rows, sources).split())
    assert "For information, without a band model 95% CI" in text and "I1 a check" in text
    assert "no band, of worlds" in text
    assert "Passed 1 of 1: holdout 1 of 1; 1 for information." in text and "Failures" not in text
    html = page(rows, sources)
    assert "<b>1 of 1</b> checks pass." in html and "1 more is for information." in html
    assert "FAILS" not in html and html.count("for information</") == 2


def shown(write, *arguments):
    """What a function writes to the terminal."""
    console = Console(file=io.StringIO(), width=150)
    write(console, *arguments)
    return console.file.getvalue()


def test_the_start_of_a_run_may_differ(tmp_path):
    """Dated steps and dated readings keep their dates: with a later start they come sooner."""
    steps = {"russia.sorties": [{"at": "2016-04-11", "to": 10}]}
    runs = {
        "usual": {"scenario": "spring_2016", "set": steps},
        "later": {"scenario": "spring_2016", "set": steps, "start": "4w"},
        "dated": {"scenario": "spring_2016", "set": steps, "start": "2016-04-11"},
    }
    readings = {"flown": {"mean": "sorties", "to": "2016-04-11"}}
    file = written(
        tmp_path, run=..., runs=runs, readings=readings, share=..., mean="flown",
        value="usual - later", band=[1, 100],
    )  # fmt: skip
    checks, _, places = read_checks(file)
    jobs, requests = plan_runs(checks, places)
    starts = {name: str(job.resolved.form.start) for name, job in requests["X1"].items()}
    assert starts == {"usual": "2016-03-14", "later": "2016-04-11", "dated": "2016-04-11"}
    weeks = {name: job.readings["X1/flown"].last for name, job in requests["X1"].items()}
    assert weeks == {"usual": 4, "later": 0, "dated": 0} and len(jobs) == 2
    (row,) = backtest(checks, places, jobs=1)
    assert row.verdict.passed, row.verdict


def test_levels_of_a_lever_are_in_the_order_of_their_values():
    """Cells of a sweep ascend, in whatever order a check lists them."""
    check = read_checks()[0]["M06"]
    row = Row("M06", check, None)
    assert check.over["regime.recruitment"][0] > check.over["regime.recruitment"][-1]
    assert row.over["regime.recruitment"] == sorted(check.over["regime.recruitment"])


def test_runs_that_checks_share_are_run_once():
    known, _, places = read_checks()
    jobs, asked = plan_runs(select_checks(known, "K01,K02,K03a,K03b,H03a"), places)
    assert len(jobs) == 1 and len(asked) == 5


# -------------------------------------------------------------------------------------------------
# how numbers are made
def check(**changes):
    return Check.model_validate(
        {key: value for key, value in {**ROW, **changes}.items() if value is not ...}
    )


def of(values, **readings):
    size = len(next(iter(readings.values())))
    return {
        **{key: np.asarray(value, dtype=float) for key, value in readings.items()},
        "draw": np.arange(size),
        "weeks": np.full(size, 104.0),
    }


def test_a_share_has_the_interval_of_a_share():
    signed = np.arange(400) < 40
    values, resamples = bootstrap_statistic(check(), [{"it": of(400, signed=signed)}])
    found = verdict(check(), values, resamples)
    assert found.value == 0.1
    assert found.low == pytest.approx(0.1 - 1.96 * 0.015, abs=0.01) and found.high == pytest.approx(
        0.1 + 1.96 * 0.015, abs=0.01
    )


def test_worlds_of_one_draw_count_as_one():
    signed, draw = np.repeat(np.arange(40) < 4, 10), np.repeat(np.arange(40), 10)
    _, alone = bootstrap_statistic(check(), [{"it": of(400, signed=signed)}])
    _, shared = bootstrap_statistic(check(), [{"it": {**of(400, signed=signed), "draw": draw}}])
    assert shared.std() > 2.0 * alone.std()


def test_a_difference_of_runs_is_judged_in_pairs():
    rng = np.random.default_rng(1)
    first = rng.normal(0, 10, 500)
    row = check(
        runs={"a": "spring_2016", "b": "spring_2016"},
        run=...,
        share=...,
        mean="signed",
        value="b - a",
        band=[0.9, 1.1],
    )
    values, resamples = bootstrap_statistic(
        row, [{"a": of(500, signed=first), "b": of(500, signed=first + 1.0)}]
    )
    assert values[0] == pytest.approx(1.0) and resamples.std() < 1e-6


def test_a_quantile_is_that_of_the_worlds_with_a_value():
    row = check(share=..., quantile={"of": "abs(signed - 2)", "at": "75%"})
    values, _ = bootstrap_statistic(row, [{"it": of(5, signed=[0, 1, 2, 6, np.nan])}])
    assert values[0] == np.quantile([2, 1, 0, 4], 0.75)


def test_given_counts_some_worlds_only():
    row = check(run={"scenario": "spring_2016", "given": "signed > 0"}, share=..., mean="signed")
    values, _ = bootstrap_statistic(row, [{"it": of(4, signed=[0, 0, 2, 4])}])
    assert values[0] == 3.0


@given(st.lists(st.tuples(st.integers(1, 60), st.booleans()), min_size=1, max_size=30))
@settings(max_examples=100, deadline=None)
def test_survival_is_kaplan_and_meiers(cases):
    """Against the product over weeks, each week's risk counted by hand."""
    left = 1.0
    for week in range(1, 53):
        at_risk = sum(time >= week for time, _ in cases)
        left *= (
            1.0 - sum(ended and time == week for time, ended in cases) / at_risk if at_risk else 1.0
        )
    lasted = np.array([float(time) if ended else np.nan for time, ended in cases])
    assert kaplan_meier(lasted, np.array([float(time) for time, _ in cases]), 52) == pytest.approx(
        left
    )


@pytest.mark.parametrize(
    ("shape", "good", "bad"),
    [
        ("rises", [0, 1, 2, 3], [0, 2, 1, 3]), ("falls", [3, 2, 1, 0], [3, 1, 2, 0]),
        ("concave", [0, 2, 3, 3], [0, 1, 3, 6]),
        ("interior", [0, 2, 1], [0, 1, 2]), ("positive", [1], [-1]), ("negative", [-1], [0]),
    ],
)  # fmt: skip
def test_shapes(shape, good, bad):
    for values, passes in ((good, True), (bad, False), (np.zeros(len(good)), shape == "concave")):
        noise = np.random.default_rng(0).normal(0, 0.05, (400, len(values)))
        noise -= noise.mean(axis=0)
        assert (
            bool(SHAPES[shape](np.array(values, dtype=float), np.array(values) + noise)) is passes
        )
