"""The command line as an analyst meets it: help, bad input, the README's commands."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()


def call(*arguments, cwd=ROOT, **environment):
    """Run the door with arguments; stdout, stderr and exit code as a person gets them."""
    command = [sys.executable, str(ROOT / "run.py"), *map(str, arguments)]
    env = {**os.environ, "NO_COLOR": "1", "COLUMNS": "100", **environment}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True)


def refused(result, *words, code=3):
    """It says what is wrong in a sentence, with the exit code asked, and shows no traceback."""
    assert result.returncode == code, result.stderr
    assert "Traceback" not in result.stderr + result.stdout
    for word in words:
        assert word in result.stderr
    return result


def test_help_names_the_verbs_with_examples():
    assert "compare" in call("--help").stdout
    for verb in ("run", "compare", "list", "show", "diff", "validate", "new", "schema", "story"):
        assert f"python run.py {verb}" in " ".join(call(verb, "--help").stdout.split())


def test_compare_prints_json_alone_on_stdout(tmp_path):
    result = call("compare", "spring_2016", "airpower_drawdown", "-n", 40, "--format", "json", "-o", tmp_path)
    told = json.loads(result.stdout)
    assert set(told) == {"scenarios", "differences"}
    one = told["scenarios"]["spring_2016"]
    assert one["worlds"] == 40 and abs(sum(c["share"] for c in one["outcomes"].values()) - 1.0) < 1e-12
    assert {"change", "low", "high", "moved", "n"} <= set(told["differences"]["airpower_drawdown"]["classes"]["war_goes_on"])
    assert {"mean", "median", "p10", "p90", "unit"} <= set(one["metrics"]["attending"])


def test_results_are_kept_with_a_manifest_that_matches_the_files(tmp_path):
    from hashlib import sha256

    import duckdb

    from simulator.scenario import read

    call("compare", "spring_2016", "airpower_drawdown", "-n", 40, "-q", "-o", tmp_path)
    (folder,) = tmp_path.iterdir()
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["status"] == "complete" and manifest["worlds"] == 40
    for name, digest in manifest["files"].items():
        assert sha256((folder / name).read_bytes()).hexdigest() == digest
    again = read(folder / "scenarios" / "airpower_drawdown.yaml")
    assert again.numbers == read("airpower_drawdown").numbers and again.canonical() == read("airpower_drawdown").canonical()
    rows = duckdb.sql(f"select scenario, count(*), count(distinct luck) from '{folder}/worlds.parquet' group by all").fetchall()
    assert sorted(rows) == [("airpower_drawdown", 40, 40), ("spring_2016", 40, 40)]


def test_the_same_request_has_the_same_name_and_the_same_numbers(tmp_path):
    for _ in range(2):
        call("run", "spring_2016", "-n", 30, "-q", "-o", tmp_path)
    (folder,) = tmp_path.iterdir()
    first = (folder / "run.json").read_bytes()
    call("run", "spring_2016", "-n", 30, "-q", "-j", 2, "-o", tmp_path)
    assert (folder / "run.json").read_bytes() == first


def test_a_bare_file_means_run_and_piped_output_has_no_escapes(tmp_path):
    result = call(ROOT / "scenarios" / "escalation.yaml", "-n", 20, "-o", tmp_path)
    assert result.returncode == 0 and "How the war ends, of 20 worlds" in result.stdout
    assert "\x1b" not in result.stdout + result.stderr
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_seed_zero_is_a_seed(tmp_path):
    result = call("run", "spring_2016", "-n", 20, "--seed", 0, "-o", tmp_path)
    assert result.returncode == 0 and "seed 0" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "spring_2016", "--worlds", 0], ["--worlds", "0 is no number of worlds"]),
        (["run", "spring_2016", "--worlds", "many"], ["--worlds", "many"]),
        (["run", "spring_2016", "--worlds", -5], ["-5"]),
        (["run", "spring_2016", "--seed", "abc"], ["--seed", "abc"]),
        (["run", "spring_2017"], ["spring_2017", 'did you mean "spring_2016"?']),
        (["run", "spring_2016", "--set", "russia.aircrafts=3"], ["russia.aircraft"]),
        (["run", "spring_2016", "--set", "russia.aircraft=lots"], ["lots"]),
        (["run", "spring_2016", "--set", "russia.aircraft=-3"], ["-3", "0 to 500"]),
        (["run", "spring_2016", "--set", "nonsense"], ["PATH=VALUE"]),
        (["run", "spring_2016", "--reps", 0], ["--reps"]),
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
def test_an_interrupted_run_exits_130_and_leaves_nothing(stop, tmp_path):
    command = [sys.executable, str(ROOT / "run.py"), "run", "spring_2016", "-n", "60000", "-j", "2", "-o", str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    time.sleep(4)
    process.send_signal(stop)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130 and "interrupted" in said and "Traceback" not in said
    with pytest.raises(ProcessLookupError):  # nobody of its session is left
        for _ in range(50):
            os.killpg(process.pid, 0)
            time.sleep(0.1)
    assert not list(tmp_path.iterdir())


def test_without_its_packages_the_door_says_how_to_set_up(tmp_path):
    (tmp_path / "run.py").write_text((ROOT / "run.py").read_text())
    result = subprocess.run([sys.executable, "-I", "-S", str(tmp_path / "run.py"), "--help"], capture_output=True, text=True)
    assert result.returncode == 6 and "python3 -m venv .venv" in result.stderr


def test_list_names_every_shipped_scenario():
    told = call("list").stdout
    assert all(path.stem in told for path in (ROOT / "scenarios").glob("*.yaml"))


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
    assert "nothing otherwise" in call("diff", "spring_2016", "spring_2016").stdout


def test_validate_names_every_problem_with_line_and_caret(tmp_path):
    head = "scenario: mine\ntitle: t\nextends: spring_2016\nlevers:\n  russia.aircrafts: 18\n"
    (tmp_path / "mine.yaml").write_text(head + "wars: {}\n")
    (tmp_path / "spring_2016.yaml").write_text((ROOT / "scenarios" / "spring_2016.yaml").read_text())
    result = refused(call("validate", tmp_path / "mine.yaml"), "mine.yaml:6:1: wars: unknown key", "\n  wars: {}\n  ^")
    (tmp_path / "mine.yaml").write_text(head + "war: {rate: 200%}\n")
    result = refused(call("validate", tmp_path / "mine.yaml"), "mine.yaml:5:3", "did you mean", "mine.yaml:6:7: war.rate")
    assert result.stderr.count("^") == 2


def test_shipped_scenarios_are_valid_and_every_number_has_a_source():
    result = call("validate", "--strict")
    assert result.returncode == 0 and "spring_2016: nothing wrong" in result.stdout


def test_a_story_has_dates_names_and_who_blocked_by_how_much():
    told = " ".join(call("story", "airpower_drawdown", "--world", 417).stdout.split())
    assert "14 Mar 2016 russia.aircraft falls to 30." in told
    assert "softens its words on the constitution" in told and "The soft words are taken back." in told
    assert "tables a package (the presidency: he stays" in told and "refused by Assad's government by 0." in told
    assert "Assad's government blocks it" in told and "At the end: the war goes on" in told
    assert "of 100)" not in told and "of 100)" in call("story", "airpower_drawdown", "--world", 417, "--numbers").stdout
    refused(call("story", "airpower_drawdown", "--like", "peace"), "--like", "peace")


def test_new_writes_a_file_that_reads_and_never_over_another(tmp_path):
    (tmp_path / "spring_2016.yaml").write_text((ROOT / "scenarios" / "spring_2016.yaml").read_text())
    parent = tmp_path / "spring_2016.yaml"
    assert call("new", "mine", "--extends", parent).returncode == 0
    assert "nothing otherwise" in call("diff", parent, tmp_path / "mine.yaml").stdout
    text = (tmp_path / "mine.yaml").read_text().replace("# russia.aircraft:", "russia.aircraft:")
    (tmp_path / "mine.yaml").write_text(text.replace("to: 36", "to: 9"))
    assert "9 from 14 March 2016" in call("diff", parent, tmp_path / "mine.yaml").stdout
    refused(call("new", "mine", "--extends", parent), "already")
    refused(call("new", "My File", "--extends", parent), "small letters")


COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", README, re.S) for line in block.splitlines()]


@pytest.mark.parametrize("command", [line for line in COMMANDS if line.startswith("python run.py")])
def test_commands_of_the_readme_run_as_written(command, tmp_path):
    arguments = shlex.split(command)[2:]
    small = ("-n", 20, "-o", tmp_path) if arguments[0] in ("run", "compare") else ()
    result = call(*arguments, *small)
    assert result.returncode == 0, result.stderr


def test_the_readme_shows_the_scenario_it_ships():
    shown = re.search(r"```yaml\n(.*?)```", README, re.S)[1]
    assert shown == (ROOT / "scenarios" / "airpower_drawdown.yaml").read_text()


def test_the_readme_shows_real_output(tmp_path):
    """The output printed in the README is what the first command prints, the machine's rounding apart."""
    shown = re.search(r"The first prints:\n\n```\n(.*?)```", README, re.S)[1]
    result = call("compare", "spring_2016", "airpower_drawdown", "-q", "-o", tmp_path)
    words = [re.sub(r"[\d,.+−]+", "0", text).split() for text in (shown, result.stdout)]
    assert words[0][:60] == words[1][:60]
    ends = [[int(x) for x in re.search(r"The war goes on +(\d+) +(\d+)", text).groups()] for text in (shown, result.stdout)]
    assert all(abs(a - b) <= 5 for a, b in zip(*ends, strict=True))


@pytest.mark.parametrize("path", sorted((ROOT / "scenarios").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_scenario_reads_and_runs(path, tmp_path):
    result = call("run", path, "-n", 16, "-q", "-o", tmp_path)
    assert result.returncode == 0, result.stderr
