"""The command line as an analyst meets it: help, bad input, what it writes."""

import csv
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile

import pytest
from door import ROOT, SMALL, call, parts, refused, until
from shipped import NAMES, copy_shipped

from simulator.bargaining import NAMES as RULES

VERBS = [
    "run",
    "compare",
    "sweep",
    "story",
    "list",
    "show",
    "diff",
    "validate",
    "new",
    "schema",
    "describe",
    "settle",
    "calibrate",
    "backtest",
    "theories",
    "study",
    "state",
    "doctor",
]
VERBS += [f"results {verb}" for verb in ("list", "show", "resume", "export", "clean")]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder with the shipped scenarios and one finished run, in which examples may write."""
    folder = tmp_path_factory.mktemp("home")
    copy_shipped(folder / "scenarios")
    assert call("run", "spring_2016", "-n", 16, "-s", "weeks=4", cwd=folder).returncode == 0
    return folder


LONG = {"calibrate", "theories", "study"}


@pytest.mark.parametrize(
    "verb", [pytest.param(verb, marks=pytest.mark.slow) if verb in LONG else verb for verb in VERBS]
)
def test_the_example_of_each_verbs_help_runs(verb, home):
    told = " ".join(call(*verb.split(), "--help").stdout.split())
    example = re.search(rf"Example: python run\.py ({verb}.*?) ╭", told)[1]
    arguments = example.replace(
        "--extends spring_2016", "--extends scenarios/spring_2016.yaml"
    ).split()
    result = call(*arguments, *(["-n", 20] if arguments[0] in SMALL else []), cwd=home)
    assert result.returncode == 0, result.stderr
    assert result.stdout


def test_help_breaks_a_sentence_only_where_its_lines_end():
    told = call("--help", COLUMNS="200").stdout
    assert "what changes, by how much and how sure, and what does not." in told
    told = call("sweep", "--help", COLUMNS="200").stdout
    assert "or two as a grid: outcomes with intervals, in the same worlds for each value." in told


def test_the_example_of_live_shows_a_page_until_it_is_interrupted(home):
    """Nobody is there to look at it, so no browser is opened, and any free port will do."""
    told = " ".join(call("live", "--help").stdout.split())
    example = re.search(r"Example: python run\.py (live.*?) ╭", told)[1].split()
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    command = [sys.executable, str(ROOT / "run.py"), *example, "--no-browser", "--port", str(port)]
    process = subprocess.Popen(
        command, cwd=home, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    answer, until = None, time.monotonic() + 120
    while answer != 200 and process.poll() is None and time.monotonic() < until:
        try:
            answer = urllib.request.urlopen(f"http://localhost:{port}/", timeout=5).status
        except OSError:
            time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    said, wrong = process.communicate(timeout=60)
    assert (
        answer == 200
        and process.returncode == 0
        and f":{port}/?base=spring_2016&other=airpower_drawdown" in said
        and not wrong
    )


def test_without_its_extra_live_says_what_to_install():
    code = (
        "import sys; sys.modules['streamlit'] = None\nfrom simulator.cli import main;"
        " main(['live'])"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    refused(result, "streamlit is not installed", "[live]'", code=6)


def test_help_names_every_verb():
    told = call("--help").stdout
    assert all(f" {verb.split()[0]} " in told for verb in [*VERBS, "live"])


def test_compare_prints_json_alone_on_stdout(tmp_path):
    result = call(
        "compare",
        "spring_2016",
        "airpower_drawdown",
        "-s",
        "weeks=12",
        "-n",
        40,
        "--format",
        "json",
        "-o",
        tmp_path,
    )
    told = json.loads(result.stdout)
    assert set(told) == {"schema_version", "scenarios", "differences"}
    one = told["scenarios"]["spring_2016"]
    assert (
        one["worlds"] == 40 and abs(sum(c["share"] for c in one["outcomes"].values()) - 1.0) < 1e-12
    )
    assert {"change", "low", "high", "moved", "n"} <= set(
        told["differences"]["airpower_drawdown"]["outcomes"]["war_goes_on"]
    )
    assert {"mean", "median", "p10", "p90", "unit"} <= set(one["metrics"]["attending"])


def test_results_are_kept_with_a_manifest_that_matches_the_files(tmp_path):
    from hashlib import sha256

    import pandas as pd

    from simulator.scenario import read

    call("compare", "spring_2016", "airpower_drawdown", "-n", 40, "-q", "-o", tmp_path)
    folder = (tmp_path / "latest").resolve()
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["status"] == "complete" and manifest["worlds"] == 40
    for name, digest in manifest["files"].items():
        assert sha256((folder / name).read_bytes()).hexdigest() == digest
    again = read(folder / "scenarios" / "airpower_drawdown.yaml")
    assert (
        again.parameters == read("airpower_drawdown").parameters
        and again.canonical() == read("airpower_drawdown").canonical()
    )
    streams = pd.read_parquet(folder / "worlds.parquet").groupby("scenario")["stream"]
    assert streams.count().to_dict() == streams.nunique().to_dict()
    assert streams.count().to_dict() == {"airpower_drawdown": 40, "spring_2016": 40}


def test_the_same_request_has_the_same_name_and_the_same_numbers(tmp_path):
    short = ["run", "spring_2016", "-s", "weeks=12", "-n", 30, "-q", "-o", tmp_path]
    for _ in range(2):
        call(*short)
    folder = (tmp_path / "latest").resolve()
    first = (folder / "run.json").read_bytes()
    call(*short, "-j", 2, "--fresh")
    assert (folder / "run.json").read_bytes() == first


def test_a_bare_file_means_run_and_piped_output_has_no_escapes(tmp_path):
    result = call(
        ROOT / "scenarios" / "escalation.yaml", "-s", "weeks=12", "-n", 20, "-o", tmp_path
    )
    assert result.returncode == 0 and "How the worlds end, of 20 worlds" in result.stdout
    assert "\x1b" not in result.stdout + result.stderr
    assert max(map(len, result.stdout.splitlines())) <= 100


def test_seed_zero_is_a_seed(tmp_path):
    result = call("run", "spring_2016", "-s", "weeks=12", "-n", 20, "--seed", 0, "-o", tmp_path)
    assert result.returncode == 0 and "seed 0" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "spring_2017"], ["spring_2017", 'did you mean "spring_2016"?']),
        (["run", "spring_2016", "--set", "russia.aircrafts=3"], ["russia.aircraft"]),
        (["run", "spring_2016", "--set", "russia.aircraft=lots"], ["lots"]),
        (["run", "spring_2016", "--set", "russia.aircraft=-3"], ["-3", "0 to 500"]),
    ],
)
def test_bad_requests_get_a_sentence(arguments, words, tmp_path):
    refused(call(*arguments, "-o", tmp_path), *words)


def test_wrong_usage_exits_2():
    assert call("compare", "spring_2016").returncode == 2
    assert call("run").returncode == 2
    assert call("run", "spring_2016", "--format", "xml").returncode == 2


def test_a_folder_a_binary_and_an_empty_file_are_refused(tmp_path):
    (tmp_path / "empty.yaml").write_text("")
    (tmp_path / "binary.yaml").write_bytes(b"\x00\x01\xff")
    refused(call("run", tmp_path / "empty.yaml"), "empty.yaml", "empty")
    refused(call("run", tmp_path / "binary.yaml"), "binary.yaml", "not a text file")
    refused(call("run", tmp_path), "folder")


def test_no_permission_to_write_is_said_before_anything_runs(tmp_path):
    (tmp_path / "file").write_text("")
    refused(call("run", "spring_2016", "-o", tmp_path / "file" / "results"), "cannot be written")


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_exits_130_keeps_what_is_done_and_leaves_no_process(stop, tmp_path):
    arguments = [
        "run",
        "spring_2016",
        "-s",
        "weeks=10",
        "-n",
        "60000",
        "-j",
        "2",
        "-o",
        str(tmp_path),
    ]
    command = [sys.executable, str(ROOT / "run.py"), *arguments]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    until(lambda: len(parts(tmp_path)) > 1)  # the first has been counted when the second is there
    process.send_signal(stop)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130 and "Interrupted" in said and len(said.splitlines()) == 1
    with pytest.raises(ProcessLookupError):  # nobody of its session is left
        for _ in range(50):
            os.killpg(process.pid, 0)
            time.sleep(0.1)
    assert re.search(r"Interrupted: [\d,]+ of 60,000 worlds are stored", said)
    (folder,) = tmp_path.glob("run_*")
    assert json.loads((folder / "manifest.json").read_text())["status"] == "partial"
    listed = " ".join(call("results", "list", "-o", tmp_path).stdout.split())
    assert re.search(r"partial: [\d,]+ of ", listed)


def test_an_interrupt_before_the_first_block_names_the_command_to_go_on_with(tmp_path):
    arguments = f"run spring_2016 -s weeks=600 -n 60000 -j 1 -o {tmp_path}".split()
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "run.py"), *arguments], stderr=subprocess.PIPE, text=True
    )
    until(lambda: list(tmp_path.glob("run_*/log.txt")))
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    message = process.communicate(timeout=60)[1]
    (folder,) = tmp_path.glob("run_*")
    command = f"python run.py results resume {folder.name} -o {tmp_path}"
    assert message == f"Interrupted: 0 of 60,000 worlds are stored. Resume: {command}\n"
    assert process.returncode == 130


def test_an_interrupt_of_what_stores_nothing_names_the_command_to_repeat():
    arguments = ["theories", "--only", "H07", "-n", "20000", "-j", "1"]
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "run.py"), *arguments], stderr=subprocess.PIPE, text=True
    )
    process.stderr.readline()  # the first theory is being run
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    command = "python run.py theories --only H07 -n 20000 -j 1"
    message = process.communicate(timeout=60)[1]
    assert message.endswith(f"Interrupted: nothing is stored. Repeat: {command}\n")


def test_without_its_packages_the_door_says_how_to_set_up(tmp_path):
    (tmp_path / "run.py").write_text((ROOT / "run.py").read_text())
    result = subprocess.run(
        [sys.executable, "-I", "-S", str(tmp_path / "run.py"), "--help"],
        capture_output=True,
        text=True,
    )
    assert result.returncode == 6 and "python3 -m venv .venv" in result.stderr


def test_one_interrupted_by_the_clock_is_gone_on_with(tmp_path):
    """--fresh throws away; without it the same command goes on, and says so."""
    arguments = ["run", "spring_2016", "-s", "weeks=6", "-n", 9000, "-j", 1, "-o", tmp_path]
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "run.py"), *map(str, arguments)], stderr=subprocess.PIPE
    )
    until(lambda: parts(tmp_path))
    process.kill()
    process.communicate()
    assert "Resuming: " in call("results", "resume", "run", "-o", tmp_path).stderr
    assert "cached results" in call(*arguments).stderr
    told = call("results", "show", "latest", "-o", tmp_path)
    assert "How the worlds end, of 9,000 worlds" in told.stdout and told.returncode == 0


@pytest.mark.parametrize(
    "verb",
    [
        ["run", "spring_2016"],
        ["compare", "spring_2016", "escalation"],
        ["sweep", "spring_2016", "--vary", "us.arms=0,85"],
    ],
)
def test_csv_holds_what_json_holds(verb, tmp_path):
    short = [*verb, "-s", "weeks=8", "-n", 40, "-o", tmp_path]
    rows = list(csv.DictReader(io.StringIO(call(*short, "--format", "csv").stdout)))
    told = json.loads(call(*short, "--format", "json").stdout)
    cells = told.get("cells") or list(told["scenarios"].values())
    shares = [
        float(row["value"])
        for row in rows
        if row["kind"] == "outcome" and row["statistic"] == "share"
    ]
    assert shares == [one["share"] for cell in cells for one in cell["outcomes"].values()]
    assert {row["kind"] for row in rows} == {"outcome", "part", "metric"}
    assert {row["schema_version"] for row in rows} == {str(told["schema_version"])}


@pytest.mark.slow
def test_rival_rules_stand_beside_the_scenarios_own(tmp_path):
    """Under a rule named, worlds are those of the scenario that drafts by it; results are shown
    again as they were told."""
    short = [
        "spring_2016",
        "-s",
        "weeks=30",
        "-s",
        "acceptance.side_payment=30%",
        "-n",
        48,
        "-o",
        tmp_path,
        "-q",
    ]
    named = ["compare", short[0], "full_withdrawal", *short[1:], "--rules", "nash,package,median"]
    told = json.loads(call(*named, "--format", "json").stdout)
    assert set(told) == {"schema_version", "scenarios", "differences", "rules"} and set(
        told["rules"]
    ) == {
        "nash",
        "median",
    }
    assert (
        json.loads(call("results", "show", "latest", "-o", tmp_path, "--format", "json").stdout)
        == told
    )
    manifest = json.loads((tmp_path / "latest" / "manifest.json").read_text())
    assert (
        manifest["scenarios"][2:4] == ["spring_2016+nash", "full_withdrawal+nash"]
        and manifest["status"] == "complete"
    )
    median = told["rules"]["median"]
    assert set(median["from_own"]) == set(median["scenarios"]) == set(told["scenarios"]) and set(
        median["differences"]
    ) == {"full_withdrawal"}
    alone = json.loads(call("run", *short, "-s", "talks.rule=median", "--format", "json").stdout)[
        "scenarios"
    ]["spring_2016"]
    there = [told["scenarios"]["spring_2016"], median["scenarios"]["spring_2016"], alone]
    own, drafted, run = (
        {key: part for key, part in one.items() if key != "title"} for one in there
    )
    assert drafted == run != own
    shown = call("results", "show", "compare", "-o", tmp_path).stdout
    assert (
        re.search(r"Change under each rule +package +nash +median", shown)
        and "What depends on the bargaining rule: " in shown
    )
    rows = list(csv.DictReader(io.StringIO(call(*named, "--format", "csv").stdout)))
    shares = {
        row["rule"]: float(row["value"])
        for row in rows
        if (row["scenario"], row["name"], row["statistic"])
        == ("spring_2016", "war_goes_on", "share")
    }
    assert (
        set(shares) == {"package", "nash", "median"}
        and shares["median"] == alone["outcomes"]["war_goes_on"]["share"]
    )


def test_rival_rules_of_one_scenario_and_those_refused(tmp_path):
    short = ["run", "spring_2016", "-s", "weeks=12", "-n", 20, "-o", tmp_path]
    assert re.search(
        r"Results by bargaining rule, of 20 worlds +package \(its own\) +compromise",
        call(*short, "--rules", "compromise").stdout,
    )
    refused(call(*short, "--rules", "nash,medain"), "--rules", 'did you mean "median"?', code=2)
    refused(call(*short, "--rules", "package"), "--rules", "package already")
    refused(call(*short, "-s", "talks.rule=nahs"), "talks.rule", 'did you mean "nash"?')


def test_by_tells_the_weeks_to_a_date_and_counts_what_the_weeks_counted(tmp_path):
    """Outcomes to a date are those of the same worlds, read in that week."""
    import pandas as pd

    call("run", "airpower_drawdown", "-n", 60, "-q", "-o", tmp_path)
    weeks = (tmp_path / "latest" / "weeks.parquet").resolve()
    told = json.loads(
        call(
            "run",
            "airpower_drawdown",
            "--by",
            "2016-12-30",
            "-n",
            60,
            "--format",
            "json",
            "-o",
            tmp_path,
        ).stdout
    )
    rows = pd.read_parquet(weeks).query("series == 'outcome' and week == '2017-01-02'")
    counted = dict(zip(rows["low"], rows["worlds"], strict=True))
    shares = [one["share"] for one in told["scenarios"]["airpower_drawdown"]["outcomes"].values()]
    assert shares == pytest.approx([counted.get(c, 0) / 60 for c in range(len(shares))])
    refused(
        call("run", "spring_2016", "--by", "2026-01-01", "-o", tmp_path),
        "--by",
        "outside",
        "2016-03-14 to 2018-03-12",
    )
    refused(
        call("run", "spring_2016", "--by", "soon", "-o", tmp_path),
        '"soon" is not a calendar date',
        code=2,
    )


def test_runs_that_end_on_different_dates_are_not_compared_unless_asked(tmp_path):
    arguments = [
        "compare",
        "spring_2016",
        "escalation",
        "--with",
        "weeks=20",
        "-n",
        20,
        "-o",
        tmp_path,
    ]
    refused(call(*arguments), "104, 20 weeks", "--until-common")
    told = call(*arguments, "--until-common")
    assert told.returncode == 0 and "14 March 2016 to 1 August 2016" in told.stdout
    refused(
        call("compare", "spring_2016", "escalation", "--with", "start=2016-04-04", "-o", tmp_path),
        "start on different dates",
    )


@pytest.mark.slow
def test_what_hangs_on_few_worlds_or_on_what_is_not_known_is_not_told(tmp_path):
    arguments = "compare", "spring_2016", "airpower_drawdown", "-n", 100, "-o", tmp_path, "--full"
    result = call(*arguments)
    told = " ".join(result.stdout.split())
    assert "Terms of deals are omitted: fewer than 50 worlds sign" in told
    (needed,) = set(re.findall(r"Needed: -n (\d+)\.", told))
    assert result.stderr.rstrip().endswith(f" -n {needed}.")
    assert "10-90% of draws: parameter range" in told
    assert "Beyond the record: all after 18 April 2016." in told
    assert "(record: 0 to 40)" in call("run", "escalation", "-n", 20, "-o", tmp_path).stdout
    many = call(
        "run", "spring_2016", "--set", "acceptance.side_payment=30%", "-n", 300, "-o", tmp_path
    ).stdout
    assert "Terms signed, 0 to 100" in many


def test_an_overlay_is_compared_like_a_scenario(tmp_path):
    told = call(
        "compare",
        "spring_2016",
        "airpower_drawdown+escalation",
        "-s",
        "weeks=12",
        "-n",
        20,
        "-o",
        tmp_path,
    )
    assert (
        told.returncode == 0
        and "airpower_drawdown+escalation"
        in json.loads((tmp_path / "latest" / "compare.json").read_text())["differences"]
    )


def test_an_error_of_the_simulator_itself_exits_1_with_a_bundle(tmp_path):
    """A missing part of the program stands for any error nobody foresaw."""
    code = (
        "import simulator.analysis.experiments as s; s.run_study = lambda *_: 1 / 0\nfrom simulator.cli"
        " import main; main(['run', 'spring_2016'])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert (
        result.returncode == 1
        and "Traceback" not in result.stderr
        and "ZeroDivisionError" in result.stderr
    )
    (bundle,) = tmp_path.glob("simulator-bug-*.zip")
    report = zipfile.ZipFile(bundle).read("report.txt").decode()
    assert str(bundle) in result.stderr and "ZeroDivisionError" in report and "numpy" in report


def test_list_names_every_shipped_scenario():
    told = call("list").stdout
    assert all(name in told for name in NAMES)


def test_show_prints_a_file_that_reads_as_the_same_scenario(tmp_path):
    (tmp_path / "flat.yaml").write_text(call("show", "airpower_drawdown").stdout)
    from simulator.scenario import read

    assert read(tmp_path / "flat.yaml").canonical() == read("airpower_drawdown").canonical()


def test_show_tells_where_a_number_comes_from():
    told = call("show", "airpower_drawdown", "russia.aircraft", "--origin").stdout
    lines = (ROOT / "scenarios" / "spring_2016.yaml").read_text().splitlines()
    line = next(i for i, text in enumerate(lines, 1) if "russia.aircraft" in text)
    assert "36 aircraft" in told and "P3" in told and f"spring_2016.yaml:{line}:" in told
    told = call("show", "airpower_drawdown", "russia.aircraft", "-s", "russia.aircraft=30").stdout
    assert "30 aircraft" in told and "--set russia.aircraft=30" in told


def test_diff_tells_what_differs_and_nothing_more():
    told = call("diff", "spring_2016", "airpower_drawdown").stdout.splitlines()
    assert len(told) == 2 and "18 from 15 March 2016 over 3 weeks" in told[1]
    assert "have the same inputs" in call("diff", "spring_2016", "spring_2016").stdout


def test_validate_names_every_problem_with_line_and_caret(tmp_path):
    head = "scenario: mine\ntitle: t\nextends: spring_2016\nlevers:\n  russia.aircrafts: 18\n"
    (tmp_path / "mine.yaml").write_text(head + "wars: {}\n")
    (tmp_path / "spring_2016.yaml").write_text(
        (ROOT / "scenarios" / "spring_2016.yaml").read_text()
    )
    result = refused(
        call("validate", tmp_path / "mine.yaml"),
        "mine.yaml:6:1: wars: unknown key",
        "\n  wars: {}\n  ^",
    )
    (tmp_path / "mine.yaml").write_text(head + "war: {rate: 200%}\n")
    result = refused(
        call("validate", tmp_path / "mine.yaml"),
        "mine.yaml:5:3",
        "did you mean",
        "mine.yaml:6:7: war.rate",
    )
    assert result.stderr.count("^") == 2


def test_shipped_scenarios_are_valid_and_every_number_has_a_source():
    result = call("validate", "--strict", *NAMES)
    assert result.returncode == 0 and "spring_2016: valid" in result.stdout


def test_a_story_has_dates_names_and_who_refused_with_the_numbers_where_asked_for():
    told = " ".join(call("story", "airpower_drawdown", "--world", 417).stdout.split())
    assert told.startswith("World 417 of ") and "This is one simulated world of many" in told
    assert "14 Mar 2016 Russia: combat aircraft fell from 36 to 18 by 28 March 2016." in told
    assert "conciliatory public statements on the constitution" in told
    assert "tabled a package. The presidency: he stays" in told
    assert "Assad's government refused it, " in told and "At the end: the war goes on" in told
    assert (
        "of 100)" not in told
        and "of 100)" in call("story", "airpower_drawdown", "--world", 417, "--numbers").stdout
    )
    refused(call("story", "airpower_drawdown", "--like", "peace"), "--like", "peace")


def test_new_writes_a_file_that_reads_and_never_over_another(tmp_path):
    (tmp_path / "spring_2016.yaml").write_text(
        (ROOT / "scenarios" / "spring_2016.yaml").read_text()
    )
    parent = tmp_path / "spring_2016.yaml"
    result = call("new", "mine", "--extends", parent)
    assert result.returncode == 0
    assert f"Wrote {tmp_path / 'mine.yaml'} (in its parent's folder)." in result.stdout
    assert f"run.py compare {parent} {tmp_path / 'mine.yaml'}`" in result.stdout
    assert "have the same inputs" in call("diff", parent, tmp_path / "mine.yaml").stdout
    text = (tmp_path / "mine.yaml").read_text().replace("# russia.aircraft:", "russia.aircraft:")
    (tmp_path / "mine.yaml").write_text(text.replace("to: 36", "to: 9"))
    assert "9 from 14 March 2016" in call("diff", parent, tmp_path / "mine.yaml").stdout
    refused(call("new", "mine", "--extends", parent), "already")
    refused(call("new", "My File", "--extends", parent), "lower-case letters")


EMISSION = ROOT / "scenarios" / "record" / "emission_standards.csv"


def test_settle_shows_the_forecast_and_what_hangs_on_the_rule():
    told = call("settle", EMISSION).stdout
    assert (
        re.search(r"emission_standards +4 to 10 +7\.39 +9\.96 +7\.00 +7\.22 +7\.22", told)
        and "from 7.00 to 9.96" in told
        and "Tested on 245 issues" in told
    )
    told = call("settle", EMISSION, "--rule", "challenge", "--draws", 200).stdout
    assert re.search(r"scale +forecast +50% \(10-90%\) of draws +compromise", told)
    assert "200 draws" in told and "mean error 29.9 points of 100; compromise 23.9." in told
    assert max(map(len, told.splitlines())) <= 100


def test_settle_prints_csv_and_json_alone_on_stdout():
    result = call("settle", EMISSION, "--format", "csv")
    assert (
        re.fullmatch(r"issue,forecast\nemission_standards,7\.38995568685\d+\n", result.stdout)
        and not result.stderr
    )
    drawn = ["--draws", 300, "--seed", 7]
    (row,) = csv.DictReader(io.StringIO(call("settle", EMISSION, *drawn, "--format", "csv").stdout))
    assert list(row) == ["issue", "forecast", "p5", "p10", "p25", "p50", "p75", "p90", "p95"]
    told = json.loads(call("settle", EMISSION, *drawn, "--format", "json").stdout)
    one = told["issues"]["emission_standards"]
    assert (told["rule"], told["draws"], told["seed"]) == ("compromise", 300, 7)
    assert set(one["rules"]) == set(RULES)
    assert [float(row[key]) for key in list(row)[1:]] == [
        one["forecast"],
        *one["percentiles"].values(),
    ]


def test_settle_tells_every_problem_of_a_table_with_line_and_caret(tmp_path):
    table = tmp_path / "mine.csv"
    table.write_text("issue,actor,capability,position,salience\na,Left,2,0,50\na,Left,1,far,-80\n")
    result = refused(
        call("settle", table),
        "mine.csv:3:3: actor: ",
        'mine.csv:3:10: position: "far" is not a number',
        "mine.csv:3:14: salience: ",
    )
    assert result.stderr.count("  a,Left,1,far,-80\n") == 3 and result.stderr.count("^") == 3
    assert not call("settle", table, "--format", "json").stdout


@pytest.mark.parametrize(
    ("arguments", "words", "code"),
    [
        (
            [EMISSION.with_name("emision_standards.csv")],
            ["there is no such file", "emission_standards.csv"],
            3,
        ),
        ([EMISSION.parent], ["this is a folder"], 3),
        ([EMISSION, "--draws", 5], ["--draws", "100 to 20,000"], 2),
        ([EMISSION, "--line", "100:0"], ["--line", "the lower end first"], 2),
        (
            [EMISSION, "--line", "5:100"],
            ["emission_standards.csv:4:18: position: 4 is outside the line from 5 to 100"],
            3,
        ),
    ],
)
def test_a_bad_request_to_settle_gets_a_sentence(arguments, words, code):
    refused(call("settle", *arguments), *words, code=code)


def test_backtest_prints_what_passes_and_what_fails():
    told = call("backtest", "--only", "H07,M04a,H03c", "-n", 200).stdout
    assert re.search(
        r"H07 +No core concession under partial( pressure)? +0[.0-9]* +\[.*\] +0 to 0.1 +FAIL", told
    )
    assert (
        re.search(r"Passed \d of 4: holdout", told)
        and "Sources: S17" in told
        and max(map(len, told.splitlines())) <= 100
    )
    found = json.loads(
        call("backtest", "--only", "M04a,K04", "-n", 100, "--format", "json").stdout
    )["checks"]
    assert [row["id"] for row in found] == ["K04", "M04a"] and found[1]["pass"] is True
    assert {"id", "kind", "name", "low", "high", "unit", "model", "pass", "source", "grade"} <= set(
        found[0]
    )
    assert set(found[0]["model"]) == {"value", "low", "high"}


@pytest.mark.parametrize(
    ("arguments", "words", "code"),
    [
        (["--only", "M04,B5", "-n", 100, "--fail-under", "100%"], [], 0),
        (
            ["--only", "H03c,M04", "-n", 100, "--fail-under", "100%"],
            ["67% of the checks pass, fewer than 100%"],
            5,
        ),
        (["--only", "Z9"], ["--only", '"Z9" is no check'], 3),
        (["--checks", "nowhere.yaml"], ["nowhere.yaml", "no such file of checks"], 3),
        (["--report", "nowhere/page.html"], ["--report", "its folder does not exist"], 3),
        (["--report", "tests"], ["--report", "it is a folder"], 3),
    ],
)
def test_exit_codes_of_backtest(arguments, words, code):
    result = call("backtest", *arguments)
    assert result.returncode == code and all(word in result.stderr for word in words), result.stderr


def test_backtest_writes_a_page(tmp_path):
    """Beside the record's checks lie its series; beside a file of one's own there are none, unless
    one writes them."""
    told = call("backtest", "-n", 200, "--only", "K,H03", "--report", tmp_path / "page.html")
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert told.returncode == 0 and "Report: " in told.stderr and "Passed" in told.stdout
    assert 'id="H03c"' in text and "18 April 2016" in text and "Signs of effects" not in text
    shutil.copy(ROOT / "scenarios" / "record" / "checks.yaml", tmp_path / "mine.yaml")
    call(
        "backtest",
        "-n",
        100,
        "--only",
        "K04",
        "--checks",
        tmp_path / "mine.yaml",
        "--report",
        tmp_path / "bare.html",
        "-q",
    )
    assert "Historical series" not in (tmp_path / "bare.html").read_text(encoding="utf-8")
    (tmp_path / "series.yaml").write_text(
        "series: {land: {of: government_area}}\n", encoding="utf-8"
    )
    refused(
        call("backtest", "--checks", tmp_path / "mine.yaml", "--report", tmp_path / "bare.html"),
        "series.yaml:1",
        "lacks",
    )


@pytest.mark.parametrize(
    ("arguments", "words", "code"),
    [
        (["--draws", 5], ["--draws", "100 to 20,000"], 2),
        (["--format", "csv"], ["--format", "table or json"], 2),
        (
            [ROOT / "scenarios" / "record" / "nothing.yaml"],
            ["nothing.yaml", "no such file of targets"],
            3,
        ),
        (["-o", ROOT / "run.py" / "draws.parquet"], ["cannot be written"], 3),
    ],
)
def test_a_bad_request_to_calibrate_gets_a_sentence(arguments, words, code):
    refused(call("calibrate", *arguments), *words, code=code)


def test_all_results_are_deleted_only_when_confirmed(tmp_path, monkeypatch):
    from simulator.cli import commands_results

    empty = call("results", "list", "-o", "none", cwd=tmp_path)
    assert f"There are no results in {tmp_path / 'none'}." in empty.stdout
    call("run", "escalation", "-s", "weeks=2", "-n", 16, "-q", "-o", tmp_path)
    everything = "results", "clean", "--all", "-o", tmp_path
    result = refused(call(*everything), "--all: this deletes all results", code=2)
    assert f"results clean --all --yes -o {tmp_path}" in result.stderr
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    for answer in (False, True):
        monkeypatch.setattr("typer.confirm", lambda *_, answer=answer, **__: answer)
        assert commands_results._confirm_deletion(tmp_path) == answer
    assert list(tmp_path.glob("run_*"))
    assert "Deleted " in call(*everything, "--yes").stdout and not list(tmp_path.glob("run_*"))
    assert call(*everything).stdout == "Nothing to delete.\n"
