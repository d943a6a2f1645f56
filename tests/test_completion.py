"""What the shell completes: scenarios, levers, metrics, outcomes, results."""

import json
import subprocess
import sys

import pytest
from door import ROOT, call

CODE = """
import sys
sys.argv[0] = "policy-simulator"
from simulator.cli import main
main([])
"""


def completed(*words, cwd=ROOT):
    """Candidates for the last of some words, as bash receives them."""
    environment = {
        "_POLICY_SIMULATOR_COMPLETE": "complete_bash",
        "COMP_WORDS": " ".join(["policy-simulator", *words]),
        "COMP_CWORD": str(len(words)),
        "PYTHONPATH": str(ROOT),
        "PATH": "/usr/bin:/bin",
    }
    result = subprocess.run(
        [sys.executable, "-c", CODE], cwd=cwd, env=environment, capture_output=True, text=True
    )
    assert "Traceback" not in result.stderr, result.stderr
    return result.stdout.split()


@pytest.mark.parametrize(
    ("words", "candidates"),
    [
        (["comp"], {"compare"}),
        (["compare", "airp"], {"airpower_drawdown"}),
        (["compare", "spring_2016", "airpower_drawdown+esc"], {"airpower_drawdown+escalation"}),
        (["compare", "spring_2016", "--with", "russia."], {"russia.aircraft=", "russia.sorties="}),
        (["sweep", "libya_2019", "--vary", "turkey"], set()),
        (["sweep", "spring_2016", "--of", "core_"], {"core_concession"}),
        (["compare", "spring_2016", "--answer", "area.isis.raq"], {"area.isis.raqqa"}),
        (["story", "spring_2016", "--like", "regime_"], {"regime_collapse", "regime_victory"}),
        (["compare", "spring_2016", "--with", "nothing_like_it"], set()),
    ],
)  # fmt: skip
def test_candidates(words, candidates):
    assert candidates <= set(completed(*words))


def test_levers_are_those_of_the_scenario_named():
    assert "russia.aircraft=" not in completed("sweep", "libya_2019", "--vary", "")


def test_results_are_completed(tmp_path):
    made = call("run", "spring_2016", "-n", 8, "-s", "weeks=3", "--format", "json", cwd=tmp_path)
    assert json.loads(made.stdout)
    names = completed("report", "run_", cwd=tmp_path)
    assert [(tmp_path / "results" / name).is_dir() for name in names] == [True]
    assert "latest" in completed("report", "la", cwd=tmp_path)
