"""Wrong usage exits 2 and bad input exits 3, the same for the same mistake in every verb; each is
told before anything runs."""

import json
import os
import re
import subprocess
import sys

import pytest
from door import ROOT, call, parts, refused, until
from typer.testing import CliRunner

from simulator.cli.runtime import app

LONG = "1" + "0" * 30
WHOLE = {  # verb: (what it needs besides, its options that are whole numbers)
    "run": (["spring_2016"], "worlds seed reps jobs"),
    "compare": (["spring_2016", "escalation"], "worlds seed reps jobs"),
    "sweep": (["spring_2016", "--vary", "us.arms=0,85"], "worlds seed reps jobs"),
    "story": (["spring_2016"], "worlds seed reps world"),
    "theories": ([], "worlds seed jobs"),
    "backtest": ([], "worlds seed jobs"),
    "calibrate": ([], "worlds draws seed jobs"),
    "settle": (["scenarios/record/emission_standards.csv"], "draws seed"),
    "results resume": ([], "jobs"),
    "state": (["--week", "3"], "week world"),
    "live": ([], "port"),
}
NO_FORMAT = '--format: unknown format "jsn"; did you mean "json"?'
NO_NAME = '--of: there is no outcome or metric "truce_viod" to show; did you mean "truce_void"?'
NUMBERS = [(verb, option) for verb, (_, options) in WHOLE.items() for option in options.split()]
SWEEP = ["sweep", "spring_2016", "--vary"]


@pytest.fixture
def told(tmp_path, monkeypatch):
    """Exit code and stderr of a call in this process; nothing may run."""
    monkeypatch.chdir(ROOT)
    for place in (
        "ensemble.blocks.run_block",
        "ensemble.blocks.run_designs",
        "analysis.readings.run_designs",
        "analysis.story.simulate_story",
    ):
        monkeypatch.setattr(f"simulator.{place}", lambda *_, **__: pytest.fail("it ran"))

    def tell(arguments):
        out = (
            ["-o", str(tmp_path)] if arguments[0] in ("run", "compare", "sweep", "results") else []
        )
        result = CliRunner().invoke(app, [*map(str, arguments), *out])
        assert result.exception is None or isinstance(result.exception, SystemExit), (
            result.exception
        )
        return result.exit_code, result.stderr

    return tell


@pytest.mark.parametrize(("verb", "option"), NUMBERS, ids=lambda part: part)
def test_a_number_that_is_none_or_out_of_bounds_is_wrong_usage_in_every_verb(verb, option, told):
    for value, words in (
        ("ten", f"--{option}"),
        (LONG, f"--{option}: {LONG} is out of bounds; give "),
    ):
        code, said = told([*verb.split(), *WHOLE[verb][0], f"--{option}={value}"])
        assert code == 2 and (
            words in said or (option == "port" and words.split(":")[0] in said)
        ), said
        assert "is not a whole number" in said or value == LONG or option == "port"
    if option not in ("seed", "world", "draws", "port"):
        assert told([*verb.split(), *WHOLE[verb][0], f"--{option}=0"])[0] == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "spring_2016", "--rules", "nsah"], '--rules: there is no bargaining rule "nsah"; did you mean "nash"?'),
        (["compare", "spring_2016", "escalation", "--rules", "nsah"], 'did you mean "nash"?'),
        (["settle", "scenarios/record/emission_standards.csv", "--rule", "nsah"], 'did you mean "nash"?'),
        *(([verb, *WHOLE[verb][0], "--format", "jsn"], NO_FORMAT)
          for verb in WHOLE if verb not in ("story", "results resume", "live", "state")),
        (["results", "show", "--format", "jsn"], 'did you mean "json"?'),
        (["describe", "--format", "jsn"], 'did you mean "json"?'),
        (["describe", "--part", "metrcs"], 'did you mean "metrics"?'),
        (["run", "spring_2016", "--by", "2016-13-01"], '--by: "2016-13-01" is not a calendar date'),
        ([*SWEEP, "us.arms=0,85", "--by", "soon"], '--by: "soon" is not a calendar date'),
        ([*SWEEP, "us.arms"], "write PATH=a,b,c or PATH=first:last:how many"),
        ([*SWEEP, "us.arms=5"], "two different values"),
        (["run", "spring_2016", "--set", "nonsense"], "--set nonsense: write PATH=VALUE"),
        (["compare", "spring_2016", "--with", "nonsense"], "--with nonsense: write PATH=VALUE"),
        (["story", "spring_2016", "--world=-1"], "--world: -1 is out of bounds; give 0 to 1,000,000,000"),
        (["settle", "scenarios/record/emission_standards.csv", "--line", "0-100"], "--line"),
        (["backtest", "--fail-under", "most"], "write it like 80%"),
        (["compare", "spring_2016"], "compare needs a second scenario"),
        (["theories", "spring_2016", "no_fly", "--article"], "names the scenarios; leave them out"),
        (["theories", "--article", "--rivals", "recalibration"], "use --only, not --rivals"),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else "",
)  # fmt: skip
def test_wrong_usage_exits_2(arguments, words, told):
    code, said = told(arguments)
    assert code == 2 and words in said, said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([*SWEEP, "russia.aircraft=0:36:3", "--of", "truce_viod"], NO_NAME),
        ([*SWEEP, "us.armss=0,85"], 'did you mean "us.arms"?'),
        ([*SWEEP, "us.arms=lots,more"], "lots"),
        (["story", "spring_2016", "--like", "parttion"], '--like: there is no outcome "parttion"; did you mean "partition"?'),
        (["run", "spring_2016", "--set", "us.armss=3"], 'did you mean "us.arms"?'),
        (["compare", "spring_2016", "--with", "us.arms=lots"], "--with us.arms=lots: "),
        (["run", "spring_2017"], 'did you mean "spring_2016"?'),
        (["run", "spring_2016", "--by", "2026-01-01"], "--by: 2026-01-01 is outside"),
        (["run", "spring_2016", "--rules", "package"], "texts are drafted by package already"),
        (["backtest", "--only", "Z9"], '"Z9" is no check'),
        (["theories", "--rivals", "recalibation"], 'did you mean "recalibration"?'),
        (["theories", "--article", "--only", "P16"], '"P16" is neither a paragraph nor a mechanism; did you mean "P6"?'),
        (["results", "show", "nothing"], "no such results"),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else "",
)  # fmt: skip
def test_what_is_no_name_in_a_scenario_exits_3(arguments, words, told):
    code, said = told(arguments)
    assert code == 3 and words in said, said


def test_more_workers_than_processors_are_said_and_not_started(tmp_path):
    arguments = ["run", "spring_2016", "-s", "weeks=2", "-n", 64, "-q", "-o", tmp_path, "-j", 10000]
    most = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    assert (
        call(*arguments).stderr
        == f"-j 10,000: {most} workers run, one per processor; pass --oversubscribe to run all.\n"
    )
    forced = call(*arguments, "--fresh", "--oversubscribe")
    assert forced.returncode == 0 and not forced.stderr


def test_who_reads_no_further_is_no_error(tmp_path):
    """As with `| head -1`: the pipe is closed before anything is written."""
    read, write = os.pipe()
    os.close(read)
    command = [
        sys.executable,
        str(ROOT / "run.py"),
        "run",
        "spring_2016",
        "-s",
        "weeks=2",
        "-n",
        "16",
        "-o",
        str(tmp_path),
    ]
    env = {**os.environ, "TMPDIR": str(tmp_path)}
    for more in ([], ["--format", "csv"]):
        result = subprocess.run(
            [*command, *more], stdout=write, stderr=subprocess.PIPE, text=True, env=env
        )
        assert (
            result.returncode == 0
            and "wrong" not in result.stderr
            and "Exception" not in result.stderr
        )
    both = subprocess.run(command, stdout=write, stderr=write)
    os.close(write)
    assert both.returncode == 0 and not list(tmp_path.glob("simulator-bug-*"))


def test_an_interrupted_run_is_gone_on_with_by_the_command_it_prints(tmp_path):
    """And by `results resume` without a name, though another run was finished before; then nothing
    is unfinished."""
    import signal

    done = ["run", "escalation", "-s", "weeks=2", "-n", 16, "-q", "-o", tmp_path]
    call(*done)
    cut = [
        sys.executable,
        str(ROOT / "run.py"),
        *f"run spring_2016 -s weeks=2 -n 40000 -j 1 -o {tmp_path}".split(),
    ]
    hears = {
        "preexec_fn": lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL)
    }  # even where tests run under nohup
    process = subprocess.Popen(
        cut, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **hears
    )
    until(lambda: parts(tmp_path))
    process.send_signal(signal.SIGHUP)
    said = process.communicate(timeout=60)[1]
    command = re.search(
        r"of 40,000 worlds are stored\. Resume: python run.py (results resume run_\w+ -o"
        rf" {tmp_path})\n",
        said,
    )
    assert (
        process.returncode == 130
        and command
        and (tmp_path / "latest").resolve().name == command[1].split()[2]
    )
    again = call("results", "resume", "-q", "-o", tmp_path, "--format", "csv")
    assert again.returncode == 0 and "spring_2016" in again.stdout and not again.stderr
    shown = call(*command[1].split(), "--format", "csv")
    assert shown.stdout == again.stdout and "cached results" in shown.stderr
    call(*done)
    nothing = call("results", "resume", "-o", tmp_path)
    assert (
        nothing.returncode == 0
        and "showing the latest results" in nothing.stderr
        and "escalat" in nothing.stdout
    )
    sweep = call("results", "show", "latest", "--of", "truce_void", "-o", tmp_path)
    refused(sweep, "--of", "only a sweep", code=2)
    manifest = tmp_path / "latest" / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "status": "partial"}))
    assert (
        "was interrupted; resuming it first"
        in call("results", "show", "latest", "-o", tmp_path).stderr
    )
