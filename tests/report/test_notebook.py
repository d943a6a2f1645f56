"""Notebooks: the frames say what the command line says, the tutorial runs, and labels stay text."""

import json
import math
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest
from door import call
from nbclient import NotebookClient
from posterior import write_prior_draws

import simulator
from simulator import compare, parameters, read, run, story, sweep
from simulator.analysis.history import LEVELS
from simulator.report import notebook
from simulator.report.dataframes import QUANTILES
from simulator.report.figures import FIGURES
from simulator.scenario import ScenarioError

ROOT = Path(__file__).resolve().parents[2]
TUTORIAL = ROOT / "scenarios" / "tutorial.ipynb"
PAIR = ("spring_2016", "airpower_drawdown")
HOSTILE = "<script>alert('1')</script> \"so\" & مرحبا 🕊 {{ 7 }}"


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="module")
def answer(out):
    """A comparison as a notebook has it."""
    return compare(*PAIR, worlds=240, set={"weeks": 40}, out=out, quiet=True)


def same(value, known):
    """True where a cell of a frame is a value of the JSON; what is not there is not a number."""
    return pd.isna(value) if known is None else value == known


# -------------------------------------------------------------------------------------------------
# the command line
def test_the_same_request_is_the_command_lines_and_is_not_run_twice(answer, out):
    result = call(*answer.study.request.command, "-o", out, "--format", "json", cwd=out)
    assert "cached results" in result.stderr, result.stderr
    assert json.loads(result.stdout) == json.loads(json.dumps(answer.summary()))
    assert json.loads((answer.folder / "compare.json").read_text()) == json.loads(result.stdout)


def test_what_the_command_line_kept_is_shown_in_a_notebook(out, capsys):
    arguments = [
        "run",
        PAIR[0],
        "-n",
        "20",
        "-s",
        "weeks=4",
        "-s",
        "iran.offset=0",
        "--rules",
        "nash",
        "-o",
        str(out),
        "-q",
    ]
    assert call(*arguments, cwd=out).returncode == 0
    seen = run(PAIR[0], worlds=20, set={"weeks": 4, "iran.offset": 0.0}, rules=["nash"], out=out)
    assert "cached results" in capsys.readouterr().out
    assert list(seen.outcomes["rule"].unique()) == ["package", "nash"]


def test_outcomes_and_parts_are_those_of_the_json(answer):
    told = answer.summary()["scenarios"]
    for frame, kind, key in (
        (answer.outcomes, "outcomes", "outcome"),
        (answer.parts, "parts", "part"),
    ):
        assert len(frame) == sum(len(one[kind]) for one in told.values())
        for row in frame.to_dict("records"):
            one = told[row["scenario"]][kind][row[key]]
            assert [row["share"], row["low"], row["high"]] == [
                one["share"],
                one["low"],
                one["high"],
            ]
            assert [row["draws_10"], row["draws_90"]] == [
                one["across"]["low"],
                one["across"]["high"],
            ]


def test_metrics_are_those_of_the_json(answer):
    told = answer.summary()["scenarios"]
    assert len(answer.metrics) == sum(len(one["metrics"]) for one in told.values())
    for row in answer.metrics.to_dict("records"):
        one = told[row["scenario"]]["metrics"][row["metric"]]
        assert same(row["share"], one.get("share")) and row["unit"] == one["unit"]
        if row["kind"] != "event":
            assert same(row["mean"], one["mean"])
        if one["unit"] not in ("share of worlds", "yes or no"):
            assert all(
                same(row[f"worlds_{end}"], one[key])
                for end, key in ((10, "p10"), (50, "median"), (90, "p90"))
            )


def test_changes_are_those_of_the_json(answer):
    told = answer.summary()
    change = told["differences"][PAIR[1]]
    assert len(answer.changes) == len(change["outcomes"]) + len(change["metrics"])
    for row in answer.changes.to_dict("records"):
        one = change["outcomes" if row["kind"] == "outcome" else "metrics"][row["name"]]
        assert all(
            row[key] == one[key]
            for key in ("change", "low", "high", "moved", "ranked", "opposite_sign", "effect")
        )
        assert math.isclose(row["after"] - row["before"], row["change"], rel_tol=1e-5, abs_tol=1e-4)
        assert same(row["gained"], one.get("gained")) and row["standing"] == one.get(
            "standing", "result"
        )


def test_blockers_are_those_of_the_json(answer):
    told = answer.summary()["scenarios"]
    for row in answer.blockers.to_dict("records"):
        one = next(one for one in told[row["scenario"]]["blockers"] if one["party"] == row["party"])
        assert [row["refused"], row["shortfall"], row["distrust"]] == [
            one["share"],
            one["shortfall"],
            one["distrust"],
        ]
        assert {name: row[f"over.{name}"] for name in one["over"]} == one["over"]


def test_tables_of_worlds_land_and_draws_are_those_kept(answer):
    for name in ("worlds", "land", "draws"):
        kept, frame = pd.read_parquet(answer.folder / f"{name}.parquet"), getattr(answer, name)
        assert set(kept) <= set(frame.columns)
        for column in set(kept) - {"part", "week"}:
            values = kept[column].to_numpy()
            np.testing.assert_array_equal(
                frame[column].to_numpy(dtype=values.dtype), values, err_msg=f"{name}.{column}"
            )


# -------------------------------------------------------------------------------------------------
# frames
def test_weeks_are_those_of_the_worlds(answer):
    weeks, worlds = answer.weeks, answer.worlds
    last = weeks[weeks["week"] == weeks["week"].max()].set_index(["scenario", "series"])
    for scenario, ends in worlds.groupby("scenario", observed=True):
        going = ends[~(ends["end_of_story"] <= 39)]
        land = last.loc[(scenario, "area.regime")]
        np.testing.assert_allclose(
            land[QUANTILES].astype(float), np.quantile(going["area.regime"], LEVELS), atol=1.01
        )
        assert land["worlds"] == len(going) and land["unit"] == "%"
        assert last.loc[(scenario, "deal_holding"), "share"] == pytest.approx(
            going["deal_holding"].mean()
        )
        for name, share in ends["outcome"].value_counts(normalize=True).items():
            assert last.loc[(scenario, name), "share"] == pytest.approx(share)


def test_types_are_those_an_analyst_expects(answer):
    ids = [one.id for one in read(PAIR[0]).form.outcomes]
    for frame in (answer.outcomes, answer.worlds):
        assert frame["outcome"].cat.ordered and list(frame["outcome"].cat.categories) == ids
        assert list(frame["scenario"].cat.categories) == list(PAIR)
    for frame in (answer.weeks, answer.land):
        assert frame["week"].dtype.kind == "M"
    assert (
        str(answer.weeks["week"].iloc[0].date()) == "2016-03-21"
        and str(answer.land["week"].iloc[0].date()) == "2016-03-14"
    )
    assert answer.weeks["week"].nunique() == 40 and answer.changes["moved"].dtype == bool
    assert answer.weeks["share"].notna().ne(answer.weeks["worlds_50"].notna()).all()
    assert (
        answer.land.groupby(["scenario", "week", "region"], observed=True)["area"]
        .sum()
        .sub(1)
        .abs()
        .max()
        < 1e-5
    )
    assert not any(
        frame["label"].isna().any()
        for frame in (answer.outcomes, answer.metrics, answer.changes, answer.weeks, answer.worlds)
    )


def test_a_sweep_has_a_row_a_cell(out):
    seen = sweep(
        PAIR[1],
        {"russia.aircraft": [0, 36], "iran.offset": "0:0.8:2"},
        worlds=100,
        set=["weeks=8"],
        out=out,
        quiet=True,
    )
    cells = seen.outcomes.groupby(["russia.aircraft", "iran.offset"])["share"].sum()
    assert cells.tolist() == pytest.approx([1.0] * 4)
    assert set(seen.worlds["russia.aircraft"]) == {0.0, 36.0} and len(seen.worlds) == 400
    assert (
        seen.weeks.empty
        and seen.land.empty
        and seen.charts == ["along"]
        and "<table" in seen.chart("along").markup
    )
    assert "russia.aircraft from 15 March 2016 and iran.offset varied" in seen._repr_html_()
    assert (
        seen.report().exists()
        and len(seen.changes)
        and len(seen.metrics)
        and len(seen.draws)
        and len(seen.summary()["cells"]) == 4
    )


def test_rival_rules_have_rows_of_their_own(out):
    seen = compare(*PAIR, worlds=20, set={"weeks": 4}, rules="nash", out=out, quiet=True)
    for name in (
        "outcomes",
        "parts",
        "metrics",
        "changes",
        "worlds",
        "weeks",
        "land",
        "draws",
        "blockers",
    ):
        assert set(getattr(seen, name)["rule"]) == {"package", "nash"}, name
    told, rows = (
        seen.summary()["rules"]["nash"],
        seen.changes.query("rule == 'nash' and kind == 'metric'").set_index("name"),
    )
    for name, one in told["differences"][PAIR[1]]["metrics"].items():
        assert rows.loc[name, "change"] == one["change"]


def test_numbers_say_where_they_come_from():
    told, known = parameters("spring_2016", "iran."), read("spring_2016")
    assert told.loc["iran.offset", "value"] == known.levers["iran.offset"].prior.value
    assert told.loc["iran.offset", "grade"] == "D" and told.loc[
        "iran.offset", "defined_in"
    ].startswith("spring_2016.yaml:")
    assert len(parameters(known)) == len(known.parameters)
    with pytest.raises(ScenarioError, match='did you mean "iran"'):
        parameters("spring_2016", "irn")


def test_every_column_has_a_unit_and_a_meaning(answer, out):
    few = {"worlds": 20, "set": {"weeks": 4}, "out": out, "quiet": True}
    rivals = compare(*PAIR, rules="nash", **few)
    cells = sweep(PAIR[1], {"iran.offset": [0, 0.8]}, **few)
    for study in (answer, rivals, cells):
        for frame, rows in study.columns.groupby("frame"):
            assert list(rows.droplevel("frame").index) == list(getattr(study, frame).columns)
            assert rows["unit"].str.len().gt(0).all() and rows["meaning"].str.len().gt(3).all()
    told = answer.columns["unit"]
    assert told["worlds", "civilians_killed"] == "a week"
    assert told["outcomes", "low"] == "share, 0 to 1"


# -------------------------------------------------------------------------------------------------
# what is shown
@pytest.mark.parametrize("name", FIGURES)
def test_every_chart_is_shown_without_script(answer, name):
    shown = answer.chart(name)._repr_html_()
    assert shown.startswith("<div") and "<style>" in shown and "<script" not in shown


def test_results_show_their_headline_and_their_outcomes(answer):
    shown = answer._repr_html_()
    assert "In short:" in shown and "Beyond the record" in shown and "The war goes on" in shown
    assert repr(answer).startswith(
        "compare of airpower_drawdown against spring_2016: 240 worlds each"
    )
    assert len(repr(read(PAIR[0]))) < 200


def test_labels_stay_text(out, tmp_path):
    text = read(PAIR[0], ["weeks=4"]).as_yaml()
    for label in ("The war goes on", "Spring 2016, combat aircraft kept"):
        text = text.replace(label, json.dumps(HOSTILE, ensure_ascii=False), 1)
    (tmp_path / "hostile.yaml").write_text(text)
    seen = run(tmp_path / "hostile.yaml", worlds=20, out=out, quiet=True)
    assert HOSTILE in set(seen.outcomes["label"])
    for shown in (seen._repr_html_(), *(seen.chart(name)._repr_html_() for name in seen.charts)):
        assert "<script" not in shown
    assert "&lt;script&gt;" in seen._repr_html_() and "مرحبا 🕊 {{ 7 }}" in seen._repr_html_()


def test_the_report_is_that_of_the_command_line(answer, tmp_path):
    assert answer.report() == answer.folder / "report.html"
    assert "The war goes on" in answer.report(tmp_path / "mine.html").read_text()


def test_one_world_is_told_as_the_command_line_tells_it(answer):
    told = call("story", PAIR[1], "--world", 17, "-s", "weeks=40").stdout
    lines = [line.rstrip() for line in told.strip().splitlines()]
    assert str(story(PAIR[1], world=17, set=["weeks=40"])).splitlines() == lines
    assert lines[1].startswith("This is one simulated world of many, not a forecast. `run` counts")
    of_run = repr(answer.story(world=17)).splitlines()
    assert re.search(r"not a forecast\. \d+ of \d+ worlds end like it: the war goes on", of_run[1])
    assert (of_run[0], of_run[-30:]) == (lines[0], lines[-30:])
    assert "At the end: the war goes on" in answer.story(like="war_goes_on", scenario=PAIR[0])


# -------------------------------------------------------------------------------------------------
# what is refused
def refusals(answer, out):
    yield lambda: answer.chart("outcoms"), 'did you mean "outcomes"'
    yield lambda: answer.story(scenario="spring_2017"), 'did you mean "spring_2016"'
    yield lambda: answer.story(like="war_goes_off"), 'did you mean "war_goes_on"'
    yield lambda: answer.story(world=-1), "is out of bounds"
    yield lambda: run(), "argument scenarios: name at least one scenario"
    yield lambda: run("spring_2017"), 'did you mean "spring_2016"'
    yield lambda: run(read(PAIR[0])), "its id or path"
    yield (
        lambda: run(PAIR[0], worlds="many", out=out),
        "argument worlds: .many. is not a whole number",
    )
    yield lambda: run(PAIR[0], worlds=2.5, out=out), "not a whole number"
    yield lambda: run(PAIR[0], by="soon", out=out), "not a calendar date"
    yield lambda: run(PAIR[0], rules=["nahs"], out=out), 'did you mean "nash"'
    yield (
        lambda: run(PAIR[0], set={"iran.ofset": 0}, out=out),
        r'^argument set: iran\.ofset=0: .*did you mean "iran\.offset"',
    )
    yield (
        lambda: compare(*PAIR, with_={"iran.ofset": 0}, out=out),
        r"^argument with_: iran\.ofset=0: ",
    )
    yield lambda: run(PAIR[0], world=20), 'argument world: .* did you mean "worlds"'
    yield lambda: compare(*PAIR, only={"iran.offset": 0}), 'argument only: .* called "with_"'
    yield lambda: parameters(PAIR[0], begin="iran"), 'did you mean "begins"'
    yield lambda: compare(PAIR[0], out=out), "argument others: name a second scenario"
    yield lambda: sweep(PAIR[0], {"iran.offset": [0, "much"]}, out=out), "is not a number"
    yield lambda: sweep(PAIR[0], {"iran.offset": [0]}, out=out), r"^argument vary: iran\.offset=0: "


def test_what_cannot_be_done_is_said_in_a_sentence(answer, out):
    for ask, words in refusals(answer, out):
        with pytest.raises(ScenarioError, match=words):
            ask()


def test_an_error_in_a_file_shows_its_line_with_a_caret(tmp_path, out):
    wrong = tmp_path / "mine.yaml"
    wrong.write_text(
        "scenario: mine\ntitle: Mine\nextends: spring_2016\nlevers:\n  iran.ofset: 0\n"
    )
    with pytest.raises(ScenarioError) as told:
        run(wrong, out=out)
    assert re.search(r"mine\.yaml:5:3: .*did you mean \"iran\.offset\"", str(told.value))
    assert str(told.value).endswith("^") and told.value._render_traceback_() == [
        told.value.as_text()
    ]


def test_an_interrupt_leaves_what_is_done(out, monkeypatch, capsys):
    ask = {"worlds": 20, "set": {"weeks": 5}, "jobs": 1, "out": out}

    def interrupted(listener, worlds):
        listener.ran += worlds
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(notebook.ProgressLine, "advance", interrupted)
        with pytest.raises(KeyboardInterrupt):
            compare(*PAIR, **ask)
    assert "20 of 40 worlds are stored" in capsys.readouterr().out
    listener = []
    monkeypatch.setattr(
        notebook.ProgressLine, "begin", lambda self, stored, total: listener.append((stored, total))
    )
    compare(*PAIR, **ask)
    assert listener == [(20, 40)]


def test_what_is_said_fits_a_line(out, capsys):
    draws = str(write_prior_draws(out / "prior.draws.parquet"))
    run(PAIR[0], worlds=20, set={"draws": draws, "weeks": 6, "war.rate": 0.1}, out=out)
    said = capsys.readouterr().out
    assert (
        said.count("\n") == 1
        and "20 worlds in" in said
        and "no longer calibrated" in said
        and "Results: " in said
    )
    run(PAIR[0], worlds=20, set={"weeks": 6, "war.rate": 0.1}, out=out, quiet=True)
    assert capsys.readouterr().out == ""


# -------------------------------------------------------------------------------------------------
# the door
def test_importing_the_simulator_is_instant():
    code = (
        "import sys, simulator; dir(simulator); heavy = {'numpy', 'pandas', 'mesa', 'pydantic',"
        " 'rich'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", f"{code}; assert not heavy, heavy"], cwd=ROOT, check=True)


def test_the_door_hands_out_what_it_names():
    assert set(simulator.__all__) <= set(dir(simulator)) and simulator.run is run
    assert all(
        callable(getattr(simulator, name)) and getattr(simulator, name).__doc__
        for name in simulator.__all__
    )
    with pytest.raises(AttributeError, match="no attribute 'forecast'"):
        simulator.forecast  # noqa: B018


def test_one_page_alone_imports_pandas():
    pages = [
        path.name
        for path in (ROOT / "simulator").rglob("*.py")
        if re.search(r"^\s*(import|from) pandas", path.read_text(), re.M)
    ]
    assert pages == ["dataframes.py"]


# -------------------------------------------------------------------------------------------------
# as written
def test_the_python_of_the_readme_runs_as_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (block,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
    named: dict = {}
    exec(block, named)
    assert (
        named["answer"].folder.parent == Path("results")
        and "civilians_killed" in named["changes"].index
    )


def test_the_tutorial_is_valid_and_holds_no_outputs():
    made = nbformat.read(TUTORIAL, as_version=nbformat.NO_CONVERT)
    nbformat.validate(made)
    assert (made.nbformat, made.nbformat_minor) == (4, 5)
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in made.cells)


@pytest.fixture
def kernel(tmp_path, monkeypatch):
    """The name of a kernel of this very interpreter, which writes nothing outside the folder of the
    test."""
    folder = tmp_path / "jupyter" / "kernels" / "here"
    folder.mkdir(parents=True)
    env = {"PYTHONPATH": str(ROOT), "IPYTHONDIR": str(tmp_path / "ipython")}
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (folder / "kernel.json").write_text(
        json.dumps({"argv": argv, "display_name": "here", "language": "python", "env": env})
    )
    for name in ("PATH", "RUNTIME_DIR", "DATA_DIR", "CONFIG_DIR"):
        monkeypatch.setenv(f"JUPYTER_{name}", str(tmp_path / "jupyter"))
    return "here"


@pytest.mark.slow
def test_the_tutorial_runs_from_its_first_cell_to_its_last(tmp_path, kernel):
    made, work = nbformat.read(TUTORIAL, as_version=4), tmp_path / "work"
    work.mkdir()
    NotebookClient(
        made, timeout=300, kernel_name=kernel, resources={"metadata": {"path": str(work)}}
    ).execute()
    shown = {cell.id: cell.outputs for cell in made.cells if cell.cell_type == "code"}
    text = {
        name: "".join(one.get("data", {}).get("text/plain", "") for one in outputs)
        for name, outputs in shown.items()
    }
    assert (
        "In short:" in shown["compare"][-1].data["text/html"]
        and "<svg" in shown["fan"][-1].data["text/html"]
    )
    (wrong,) = shown["wrong"]
    assert (
        wrong.ename == "ScenarioError"
        and 'did you mean "iran.offset"' in "".join(wrong.traceback)
        and len(wrong.traceback) == 1
    )
    assert (
        "At the end: transition under Assad" in text["story"]
        and "spring_2016.yaml" in text["parameters"]
    )
    assert not any(
        one.output_type == "stream" and one.name == "stderr"
        for outputs in shown.values()
        for one in outputs
    )
    kept = json.loads(
        (work / re.search(r"results/compare_\w+", text["compare"])[0] / "compare.json").read_text()
    )
    killed = kept["differences"]["airpower_drawdown"]["metrics"]["civilians_killed"]
    assert (
        f"{killed['change']:.4g}" in text["three-change"]
        and f"{killed['across']['low']:.4g}" in text["three-change"]
    )
    assert (work / re.search(r"results/compare_\w+/report.html", text["report"])[0]).exists()
    share = 100 * kept["scenarios"]["spring_2016"]["outcomes"]["war_goes_on"]["share"]
    assert f"{share:.4g}" in text["outcomes"]
