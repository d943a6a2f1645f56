"""The package: what its wheel holds, and that it works from any folder without the checkout."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
from door import ROOT, call, refused
from shipped import FILES, copy_shipped

import simulator

TO_BUILD = ("simulator", "scenarios", "pyproject.toml", "README.md", "LICENSE", "run.py")


def result_of(*command, cwd):
    """Finished process of a command that knows nothing of the checkout."""
    environment = {key: text for key, text in os.environ.items() if key != "PYTHONPATH"}
    return subprocess.run(
        [str(word) for word in command], cwd=cwd, capture_output=True, text=True, env=environment
    )


def done(*command, cwd):
    """Standard output of a command that must succeed."""
    result = result_of(*command, cwd=cwd)
    assert result.returncode == 0, result.stderr
    return result.stdout


def copy_of_checkout(folder):
    """A copy of what a package is built from, with the shipped scenarios alone."""
    folder.mkdir()
    for name in TO_BUILD:
        if name == "scenarios":
            copy_shipped(folder / name)
        elif (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            shutil.copy(ROOT / name, folder)
    return folder


def environment(folder, *requirements, links=False):
    """A new virtual environment with some packages: its folder of commands.

    links  use this environment's packages too, so that none is fetched
    """
    done(sys.executable, "-m", "venv", folder, cwd=folder.parent)
    commands = folder / ("Scripts" if os.name == "nt" else "bin")
    if links:
        purelib = done(
            commands / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))",
            cwd=folder,
        ).strip()  # fmt: skip
        Path(purelib, "others.pth").write_text(sysconfig.get_path("purelib") + "\n")
    done(commands / "python", "-m", "pip", "install", "-q", *requirements, cwd=folder)
    return commands


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """A wheel built from a copy of the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    source = copy_of_checkout(folder / "source")
    done(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, source, cwd=folder)
    return next(folder.glob("policy_simulator-*.whl"))


@pytest.mark.slow
def test_the_wheel_holds_scenarios_records_schemas_and_templates(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    shipped = {f"simulator/scenarios/{path.name}" for path in FILES}
    assert shipped <= names
    assert {
        "simulator/scenarios/scenario.schema.json",
        "simulator/scenarios/record/checks.yaml",
        "simulator/report/templates/report.html",
        "simulator/report/templates/describe.md",
    } <= names
    assert wheel.stat().st_size < 5e6


@pytest.mark.slow
def test_the_main_job_runs_from_an_empty_folder_in_a_new_environment(wheel, tmp_path):
    commands = environment(tmp_path / "env", wheel)
    empty = tmp_path / "empty"
    empty.mkdir()
    program = commands / "policy-simulator"
    text = done(program, "compare", "spring_2016", "airpower_drawdown", "-n", 100, cwd=empty)
    assert re.search(r"^(No|Yes|Cannot tell)\b", text, re.MULTILINE)
    assert {path.name for path in empty.iterdir()} == {"results"}
    assert done(program, "--version", cwd=empty).strip() == simulator.__version__
    assert f"{len(FILES)} in" in done(program, "doctor", cwd=empty)
    assert "policy-simulator" in done(program, "validate", "--help", cwd=empty)
    table = "scenarios/record/emission_standards.csv"  # as in the help
    assert "emission_standards" in done(program, "settle", table, cwd=empty)
    assert "Wrote" in done(program, "new", "mine", cwd=empty)
    assert "mine: valid" in done(program, "validate", "mine", cwd=empty)
    assert done(program, "backtest", "--only", "K01", "-n", 40, cwd=empty)
    live = result_of(program, "live", cwd=empty)
    refused(live, "streamlit is not installed", "policy-simulator[live]", code=6)


@pytest.mark.slow
def test_an_editable_install_reads_the_scenarios_of_its_checkout(tmp_path):
    source = copy_of_checkout(tmp_path / "source")
    commands = environment(tmp_path / "env", "--no-deps", "-e", source, links=True)
    empty = tmp_path / "empty"
    empty.mkdir()
    program = commands / "policy-simulator"
    edited = source / "scenarios" / "airpower_drawdown.yaml"
    for aircraft in ("18", "7"):
        text = edited.read_text(encoding="utf-8").replace("to: 18", f"to: {aircraft}")
        edited.write_text(text, encoding="utf-8")
        shown = done(program, "show", "airpower_drawdown", "russia.aircraft", cwd=empty)
        assert f"then {aircraft} aircraft from 15 March 2016" in shown


def test_a_version_is_printed_and_a_module_can_be_run():
    for words in (["run.py"], ["-m", "simulator"]):
        assert done(sys.executable, *words, "--version", cwd=ROOT).strip() == simulator.__version__


def test_a_local_scenario_hides_the_shipped_one_and_says_so_once(tmp_path):
    (tmp_path / "scenarios").mkdir()
    local = tmp_path / "scenarios" / "escalation.yaml"
    shipped = (ROOT / "scenarios" / "escalation.yaml").read_text(encoding="utf-8")
    local.write_text(shipped, encoding="utf-8")
    assert "Note" not in call("diff", "spring_2016", "escalation", cwd=tmp_path).stderr
    local.write_text(shipped.replace("to: 50", "to: 49"), encoding="utf-8")
    result = call("diff", "spring_2016", "escalation", cwd=tmp_path)
    assert result.stderr.count(f"Note: escalation: reading {local}") == 1
    assert "then 49" in result.stdout


def test_a_new_file_of_a_shipped_parent_is_placed_in_the_current_folder(tmp_path):
    result = call("new", "mine", "--extends", "escalation", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    text = (tmp_path / "scenarios" / "mine.yaml").read_text(encoding="utf-8")
    schema = re.search(r"\$schema=(.+)", text)[1]
    assert Path(schema).is_file() and "extends: escalation" in text
    assert "mine" in call("list", cwd=tmp_path).stdout


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_refused(tmp_path):
    tmp_path.chmod(0o555)
    refused(call("new", "mine", cwd=tmp_path), "this folder cannot be made", code=3)


def test_shipped_tables_and_studies_are_found_from_any_folder(tmp_path):
    table = "scenarios/record/emission_standards.csv"
    assert "emission_standards" in call("settle", table, cwd=tmp_path).stdout
    refused(call("settle", "scenarios/none.csv", cwd=tmp_path), "none.csv", code=3)
    refused(call("study", "scenarios/studies/none.yaml", cwd=tmp_path), "none.yaml", code=3)


def test_doctor_reports_versions_extras_and_folders(tmp_path):
    text = " ".join(call("doctor", cwd=tmp_path).stdout.split())
    for word in (simulator.__version__, "Python 3.", "mesa", "extra live", "GiB free"):
        assert word in text
