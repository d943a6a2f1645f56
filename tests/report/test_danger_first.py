"""What is printed: collapse and civilian harm before deals, how ended worlds are counted, when
events come, no warning."""

import csv
import io
import json
import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from door import call
from rich.console import Console

from simulator.analysis import results_table
from simulator.analysis.check_statistics import bootstrap_statistic, verdict
from simulator.analysis.compare import reported_metrics, summarise
from simulator.analysis.estimate import Change, Comparison
from simulator.analysis.experiments import Listener, compare_study, run_study, sweep_study
from simulator.analysis.requests import RunOptions
from simulator.report import dataframes, html, terminal
from simulator.report.html.contents import cards_of
from simulator.report.live import panels
from simulator.report.view import names, sentences
from simulator.scenario import read
from simulator.scenario.checks import Check

ENDS = ["weeks=60", "iran.offset=0"]  # of full_withdrawal: some worlds collapse
HARM, DEAL = "civilians killed", "package signed"


def order(out, **more):
    return RunOptions(**{"worlds": 60, "jobs": 1, "out": out, **more})


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="module")
def compared(out):
    return compare_study("spring_2016", ["full_withdrawal"], ENDS, [], order(out), Listener())


@pytest.fixture(scope="module")
def alone(out):
    return run_study(["full_withdrawal"], ENDS, order(out), Listener())


@pytest.fixture(scope="module")
def swept(out):
    return sweep_study(
        "full_withdrawal", ["russia.aircraft=0,36"], ENDS, order(out, worlds=80), Listener()
    )


def printed(show, study, width=80):
    made = Console(file=io.StringIO(), width=width, color_system=None)
    show(made, study)
    return made.file.getvalue()


def flowing(text):
    return " ".join(text.split())


def in_order(text, *words):
    places = [text.index(word) for word in words]
    assert places == sorted(places), dict(zip(words, places, strict=True))


# -------------------------------------------------------------------------------------------------
# danger first
@pytest.mark.parametrize("name", ["spring_2016", "libya_2019"])
def test_the_first_class_of_a_root_scenario_is_its_collapse(name):
    one = read(name)
    assert names.collapse(one) is one.form.outcomes[0]


def test_every_list_of_measures_has_harm_first():
    one = read("spring_2016")
    for listed in (
        [name for name, _ in names.metrics(one)],
        list(reported_metrics(one)),
        [key[1] for key in names.outcomes(one)],
    ):
        in_order(
            listed,
            "civilians_killed_total",
            "besieged",
            "truce_void",
            "package_signed",
            "core_concession",
            "softening",
        )
    assert next(iter(names.outcomes(one))) == ("outcomes", "regime_collapse")
    assert list(reported_metrics(one))[-1] in ("sorties", "ceiling_bound") and len(
        reported_metrics(one)
    ) == len(set(reported_metrics(one)))


def test_terminal_tables_and_headlines_have_danger_first(compared, alone, swept):
    told = flowing(printed(terminal.show, compared))
    assert f"Largest changes (10-90% of parameter draws): {HARM}" in told
    tables = told[told.index("What happens") :]
    in_order(tables, "truce void", f" {DEAL} ", "core concession")
    in_order(tables, "How much", f"{HARM}, people", "people besieged", "weeks of truce")
    told = flowing(printed(terminal.show, alone))
    in_order(
        told,
        "In short:",
        "The government collapses in",
        f"{HARM} ",
        "a package is signed in",
        "How the worlds end",
    )
    told = printed(terminal.show, swept, width=160)
    titles = [line.partition(",")[0] for line in told.splitlines() if "mean of worlds" in line]
    assert titles[0] == HARM


def test_what_moves_along_a_sweep_has_danger_first():
    moves = Change(value=0.1, moved=True, effect=0.5)
    outcomes = {
        "war_goes_on": replace(moves, effect=0.9),
        "regime_collapse": replace(moves, effect=0.1),
    }
    metrics = dict.fromkeys(
        ("package_signed", "civilians_killed", "besieged", "civilians_killed_total"), moves
    )
    study = SimpleNamespace(
        scenarios=[read("spring_2016")],
        cells=[SimpleNamespace(changes=Comparison(outcomes, metrics))],
    )
    told = [name for _, name in names.moving_rows(study)]
    assert set(told[:3]) == {"regime_collapse", "besieged", "civilians_killed_total"} and told[
        3:
    ] == ["war_goes_on", "package_signed"]


def test_the_report_and_the_live_page_have_danger_first(compared, alone):
    ((_, made),) = cards_of(compared)
    assert [card["label"] for card in made[:3]] == ["The government collapses", HARM, DEAL]
    text = flowing(re.sub(r"<[^>]+>", " ", html.page(compared)))
    in_order(text, "What changed", "Civilians killed", "How sure")
    in_order(
        flowing(re.sub(r"<[^>]+>", " ", html.page(alone))),
        "How the worlds end",
        "The government collapses in",
        f"{HARM} ",
        "a package is",
    )
    rows = re.findall(r"<th scope=\"row\">([^<]+)", panels.variants(compared, ["a", "b"]))
    in_order(rows, "The government collapses", f"{HARM}, people", "people besieged, thousand", DEAL)
    assert HARM in panels.brief(compared)


def test_json_csv_and_frames_have_danger_first(compared):
    listed = list(compared.summary()["scenarios"]["spring_2016"]["metrics"])
    in_order(listed, "civilians_killed_total", "besieged", "truce_void", "package_signed")
    file = io.StringIO()
    results_table.write(file, compared)
    in_order(
        [row["name"] for row in csv.DictReader(io.StringIO(file.getvalue()))],
        "regime_collapse",
        "civilians_killed_total",
        "package_signed",
    )
    for made, column in ((dataframes.metrics, "metric"), (dataframes.changes, "name")):
        in_order(
            list(made(compared)[column]), "civilians_killed_total", "besieged", "package_signed"
        )


def test_harm_moves_before_deals_and_is_told_once():
    base = read("spring_2016")
    one = Change(value=0.2, moved=True, effect=0.4)
    moving = (
        "package_signed",
        "softening",
        "with_radicals",
        "civilians_killed",
        "civilians_killed_total",
        "besieged",
    )
    effects = {
        name: replace(one, effect=9.0 if name == "with_radicals" else 0.4) for name in moving
    }
    change = Comparison({}, effects)
    told = sentences.foremost_metrics(base, change)
    assert told == [
        "civilians_killed_total",
        "besieged",
        "package_signed",
        "with_radicals",
        "softening",
    ]


# -------------------------------------------------------------------------------------------------
# ended worlds
def test_it_is_said_how_ended_worlds_are_counted_and_what_that_adds(compared, alone, swept):
    metrics = {name: one.metrics for name, one in compared.summaries.items()}
    early = {name: one["end_of_story"].n for name, one in metrics.items()}
    assert early["full_withdrawal"] > 5
    killed = {
        name: f"{one['civilians_killed_until_end'].value:,.0f} ({name})"
        for name, one in metrics.items()
    }
    often = ", ".join(f"{n} ({name})" for name, n in early.items())
    for text in (
        flowing(printed(terminal.show, compared)),
        flowing(re.sub(r"<[^>]+>", " ", html.page(compared))),
        panels.unmoved(compared),
        sentences.early_ends(compared),
    ):
        assert (
            f"In {often} of 60 worlds the simulation ends early (The government collapses; The"
            " government prevails)." in text
        )
        assert "at the rate of the world's last 8 weeks" in text.replace("&#39;", "'")
        assert (
            f"without extrapolation civilians killed would be {', '.join(killed.values())}." in text
        )
    assert f"In {early['full_withdrawal']} of 60 worlds the simulation ends early" in flowing(
        printed(terminal.show, alone)
    )
    assert re.search(
        r"In \d+ to \d+ of 80 worlds the simulation ends early",
        flowing(printed(terminal.show, swept)),
    )
    assert "ends early" in html.page(swept)


def test_nothing_is_said_of_ends_where_none_comes(out):
    study = run_study(["spring_2016"], ["weeks=4"], order(out, worlds=16), Listener())
    assert sentences.early_ends(study) == "" and "ends early" not in printed(terminal.show, study)


def test_the_week_and_the_whole_agree(compared):
    for one in compared.summaries.values():
        total, week = (
            one.metrics[name].value for name in ("civilians_killed_total", "civilians_killed")
        )
        assert total / 60 == pytest.approx(week, rel=1e-5)


# -------------------------------------------------------------------------------------------------
# when it comes
def waits(values):
    """What is told of an event that comes after so many weeks in worlds, NaN where it never
    does."""
    one = read("spring_2016")
    n = len(values)
    found = {name: np.zeros(n) for name in reported_metrics(one)} | {
        "signature": np.array(values),
        "outcome": np.zeros(n, int),
        "part": np.zeros(n, int),
    }
    found |= {"draw": np.arange(n), "votes": np.zeros(n)}
    for party in one.form.parties:
        found |= {f"{name}.{party}": np.zeros(n) for name in ("refused", "shortfall", "doubt")}
        found |= {f"over.{party}.{issue}": np.zeros(n) for issue in one.form.issues}
    return summarise(one, found)


def test_the_median_of_an_event_is_that_of_the_worlds_in_which_it_comes():
    told = waits([10.0, 20.0, 30.0] + [np.nan] * 7).metrics["signature"]
    assert (
        told.value == 0.3
        and told.n == 3
        and told.median == 20.0
        and told.p10 == 12.0
        and told.p90 == 28.0
    )
    assert (
        "a package is signed in 3 of 10 worlds, there after a median of 20 weeks"
        " (10-90% of worlds: 12 to 28)" in sentences.waits(waits([10, 20, 30] + [np.nan] * 7), 10)
    )


def test_an_event_that_never_comes_is_said_not_to():
    found = waits([np.nan] * 10)
    assert found.metrics["signature"].n == 0 and found.metrics["signature"].median is None
    assert "a package is signed in none of 10 worlds" in sentences.waits(found, 10)


def test_run_and_report_say_when_events_come(alone):
    metric = alone.summaries["full_withdrawal"].metrics["truce_void"]
    said = (
        f"The truce is void in {metric.n} of 60 worlds, there after a median of"
        f" {metric.median:.0f} weeks"
    )
    assert said in flowing(printed(terminal.show, alone)) and said in flowing(html.page(alone))
    row = dataframes.metrics(alone).set_index("metric").loc["truce_void"]
    assert row["worlds"] == metric.n and row["worlds_50"] == metric.median


# -------------------------------------------------------------------------------------------------
# no warning
@pytest.mark.filterwarnings("error::RuntimeWarning")
@pytest.mark.parametrize("worlds", [1, 2])
def test_no_warning_comes_of_one_world_or_two(out, worlds):
    study = compare_study(
        "spring_2016", ["full_withdrawal"], ["weeks=9"], [], order(out, worlds=worlds), Listener()
    )
    assert printed(terminal.show, study) and html.page(study)
    assert printed(
        terminal.show, run_study(["libya_2019"], ["weeks=9"], order(out, worlds=worlds), Listener())
    )


def test_no_warning_reaches_the_terminal(tmp_path):
    made = call(
        "compare", "spring_2016", "full_withdrawal", "-n", 16, "-j", 1, "-s", "weeks=20",
        "--format", "json", "-o", tmp_path,
        PYTHONWARNINGS="error::RuntimeWarning",
    )  # fmt: skip
    assert made.returncode == 0 and "RuntimeWarning" not in made.stderr, made.stderr
    told = json.loads(made.stdout)["scenarios"]["spring_2016"]["metrics"]["signature"]
    assert {"n", "median", "share"} <= set(told)


@pytest.mark.slow
def test_no_warning_comes_of_the_backtest_on_few_worlds(tmp_path):
    made = call("backtest", "-n", 4, "-j", 1, PYTHONWARNINGS="error::RuntimeWarning")
    assert made.returncode in (0, 5) and "RuntimeWarning" not in made.stderr, made.stderr


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_an_undefined_statistic_is_not_a_number_and_warns_of_nothing():
    check = Check.model_validate(
        {
            "name": "a wait", "kind": "monotonicity", "known_at_design": "no", "source": "M",
            "grade": "D", "worlds": 100,
            "run": {"scenario": "spring_2016", "given": "a > 5"},
            "readings": {"a": {"last": "violence"}},
            "wait": "a", "shape": "rises", "over": {"russia.aircraft": [0, 36]},
        }
    )  # fmt: skip
    cells = [
        {"it": {"a": np.array(values), "draw": np.arange(4)}}
        for values in ([1.0] * 4, [np.nan, 9.0, np.nan, 1.0])
    ]
    values, resamples = bootstrap_statistic(check, cells)
    assert np.isnan(values[0]) and values[1] == 9.0
    assert not verdict(check, np.array([np.inf, np.inf]), np.full((5, 2), np.inf)).passed
    assert not verdict(check, values, resamples).passed
