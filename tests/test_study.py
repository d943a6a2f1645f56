"""Study files: the same numbers as the command, the outputs they name, refusals with a place."""

import json

import pytest
from door import call, refused

FILE = """
study: mine
scenarios: [spring_2016, escalation]
set: {weeks: 12}
with:
  us.arms: 30
  russia.aircraft: [{at: 2016-05-02, to: 20, over: 3w}]
worlds: 24
reps: 4
seed: 5
by: 2016-05-20
outputs: {report: made/page.html, table: made/table.txt, json: made/study.json, csv: made/rows.csv}
"""
COMMAND = (
    "compare", "spring_2016", "escalation", "--set", "weeks=12", "--with", "us.arms=30", "--with",
    "russia.aircraft=[{at: 2016-05-02, to: 20, over: 3w}]", "-n", 24, "--reps", 4, "--seed", 5,
    "--by", "2016-05-20", "--no-report",
)  # fmt: skip


def put(folder, text=FILE):
    path = folder / "study.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_study_gives_what_its_command_gives_and_writes_its_outputs(tmp_path):
    result = call("study", put(tmp_path), "-o", "one", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    command = call(*COMMAND, "-o", "two", "--format", "json", cwd=tmp_path)
    assert json.loads((tmp_path / "made/study.json").read_text()) == json.loads(command.stdout)
    for name in ("page.html", "table.txt", "study.json", "rows.csv"):
        assert (tmp_path / "made" / name).stat().st_size > 500
        assert f"Wrote made/{name}" in result.stderr
    stored = [next(path.glob("compare_*")) for path in (tmp_path / "one", tmp_path / "two")]
    assert stored[0].name == stored[1].name
    again = json.loads((stored[0] / "manifest.json").read_text())["command"]
    repeated = call(*again, "--no-report", "-o", "three", "--format", "json", cwd=tmp_path)
    assert repeated.stdout == command.stdout


def test_one_scenario_is_run_and_not_compared(tmp_path):
    path = put(tmp_path, "study: one\nscenarios: [spring_2016]\nset: {weeks: 5}\nworlds: 8\n")
    result = call("study", path, "--format", "json", cwd=tmp_path)
    assert list(json.loads(result.stdout)["scenarios"]) == ["spring_2016"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("spring_2016, ", "spring_2061, "), ["study.yaml:3:13", 'did you mean "spring_2016"']),
        (("worlds: 24", "worlds: 0"), ["study.yaml:8:1", "0 is below 1"]),
        (("seed: 5", "sed: 5"), ["study.yaml:10:1", 'did you mean "seed"']),
        (("page.html", "page.pdf"), ["study.yaml:12:", "must end in .html"]),
        (("report: made", "reprot: made"), ["study.yaml:12:", 'did you mean "report"']),
        (("by: 2016-05-20", "by: 20 May"), ["study.yaml:11:1", "is not a date"]),
        (("us.arms: 30", "us.amrs: 30"), ["--with us.amrs=30", 'did you mean "us.arms"']),
    ],
)
def test_a_wrong_file_never_runs_and_says_where(tmp_path, change, words):
    refused(call("study", put(tmp_path, FILE.replace(*change)), cwd=tmp_path), *words)
    assert not (tmp_path / "results").exists() and not (tmp_path / "made").exists()


def test_a_file_that_is_missing_is_refused(tmp_path):
    refused(call("study", "none.yaml", cwd=tmp_path), "none.yaml", "there is no such file")
