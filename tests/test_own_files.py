"""A user's own files in `scenarios/` and `results/` break no test."""

import shutil
import subprocess
import sys

import pytest
from door import ROOT

# Modules that go through the shipped scenarios or look into a folder of them: all are collected,
# few tests are run.
ASKED = [
    "tests/scenario",
    "tests/test_inputs.py",
    "tests/test_golden.py",
    "tests/report/test_describe.py",
    "-k",
]
ASKED += [
    "library or satisfy_the_schema or variant_of_a_variant or (keep_their_numbers and libya_2019)"
]


@pytest.mark.slow
def test_a_users_own_files_break_no_test(tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(
        ROOT,
        copy,
        ignore=shutil.ignore_patterns(".*", "results", "node_modules", "__pycache__", "*.egg-info"),
    )
    (copy / "scenarios" / "zz_user.yaml").write_text(
        "scenario: zz_user\nextends: spring_2016\nwars: [\n"
    )
    (copy / "scenarios" / "aa_user.yaml").write_text(
        "scenario: aa_user\ntitle: Mine\nextends: spring_2016\nlevers: {iran.offset: 0}\n"
    )
    (copy / "results" / "run_mine").mkdir(parents=True)
    (copy / "results" / "run_mine" / "manifest.json").write_text("{")
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *ASKED]
    result = subprocess.run(command, cwd=copy, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout[-4000:]
