"""A metric that is no finite number ends a run with a sentence; it is never shown as a result."""

import pickle

import numpy as np
import pytest
from typer.testing import CliRunner

from simulator.cli import app
from simulator.ensemble.blocks import Task, run_block
from simulator.ensemble.design import design_of_worlds
from simulator.model.recorder import Recorder
from simulator.scenario import ScenarioError, read


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_the_metrics_and_the_likely_input_are_named():
    resolved = read("spring_2016", ["weeks=2", "truce.monitoring=100%"])
    table = design_of_worlds(resolved, 16, 1, cells=({"truce.violations_at_war": 0.0},))
    with pytest.raises(ScenarioError, match="16 of 16 worlds have no finite value of") as wrong:
        run_block(Task(resolved, table, 1))
    said = str(wrong.value)
    assert "civilians_killed" in said and said.endswith(
        "an input at an end of its range: truce.monitoring"
    )
    assert str(pickle.loads(pickle.dumps(wrong.value))) == said


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_no_format_shows_such_a_result(tmp_path, monkeypatch, form):
    columns = Recorder.columns
    monkeypatch.setattr(
        Recorder,
        "columns",
        lambda self: {**columns(self), "besieged": np.full(self.model.worlds, np.nan)},
    )
    order = [
        "run",
        "spring_2016",
        "-n",
        "16",
        "-j",
        "1",
        "-s",
        "weeks=2",
        "-o",
        str(tmp_path),
        "--format",
        form,
    ]
    result = CliRunner().invoke(app, order)
    assert result.exit_code == 3 and not result.stdout.strip()
    assert "16 of 16 worlds have no finite value of besieged" in result.stderr
