"""A sweep is the same worlds once more for each value."""

import numpy as np
import pytest

from simulator.analysis.experiments import Listener, run_study, sweep_study
from simulator.analysis.requests import RunOptions
from simulator.analysis.sweep import cells_of
from simulator.ensemble import parquet_io as columns
from simulator.ensemble.blocks import Task, run_block
from simulator.ensemble.design import Design
from simulator.scenario import ScenarioError, read

SHORT = ["weeks=12"]


def order(out):
    return RunOptions(worlds=60, jobs=1, out=out)


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """Aircraft of the drawdown's step from 0 to 36, in three cells."""
    return sweep_study(
        "airpower_drawdown",
        ["russia.aircraft=0:36:3"],
        SHORT,
        order(tmp_path_factory.mktemp("sweep")),
        Listener(),
    )


def test_a_cell_is_the_scenario_with_that_value(study, tmp_path):
    """Bit for bit what a run finds whose file says so."""
    (tmp_path / "none.yaml").write_text(
        "scenario: none\ntitle: t\nextends: spring_2016\nlevers:\n  russia.aircraft: [{at:"
        " 2016-03-15, to: 0, over: 3w}]\n"
    )
    alone = (
        run_study([str(tmp_path / "none.yaml")], SHORT, order(tmp_path / "r"), Listener())
        .block_results[0]
        .worlds
    )
    cell = study.block_results[0].worlds["cell"] == 0
    for name, values in alone.items():
        if name not in ("row", "cell"):
            np.testing.assert_array_equal(
                study.block_results[0].worlds[name][cell], values, err_msg=name
            )


def test_a_number_without_steps_is_varied_itself(tmp_path):
    swept = sweep_study(
        "spring_2016",
        ["iran.offset=0%,80%", "truce.monitoring=0.1,0.9"],
        SHORT,
        order(tmp_path / "s"),
        Listener(),
    )
    alone = (
        run_study(
            ["spring_2016"],
            [*SHORT, "iran.offset=0", "truce.monitoring=0.9"],
            order(tmp_path / "r"),
            Listener(),
        )
        .block_results[0]
        .worlds
    )
    assert [tuple(cell.values.values()) for cell in swept.cells] == [
        (0, 0.1),
        (0, 0.9),
        (0.8, 0.1),
        (0.8, 0.9),
    ]
    cell = swept.block_results[0].worlds["cell"] == 1
    np.testing.assert_array_equal(
        swept.block_results[0].worlds["civilians_killed"][cell], alone["civilians_killed"]
    )


def test_the_cell_nearest_to_the_scenario_is_the_reference(study):
    assert [cell.reference for cell in study.cells] == [False, True, False]
    still = study.cells[1].changes.metrics["civilians_killed"]
    assert (still.value, still.moved) == (0.0, False)
    assert (
        study.cells[0].changes.metrics["sorties"].value
        < 0
        < study.cells[2].changes.metrics["sorties"].value
    )


def test_an_uncertain_number_that_is_varied_is_no_longer_drawn(tmp_path):
    swept = sweep_study("spring_2016", ["war.rate=5%,15%"], SHORT, order(tmp_path), Listener())
    slow, fast = (
        swept.block_results[0].worlds["government_gain"][swept.block_results[0].worlds["cell"] == c]
        for c in (0, 1)
    )
    assert np.abs(fast).mean() > np.abs(slow).mean()
    drawn, _ = columns.read(swept.folder / "draws.parquet")
    assert {"war.margin"} == {"war.rate", "war.margin"} & set(drawn)


@pytest.mark.parametrize(
    ("vary", "words"),
    [
        (["russia.aircraft"], "PATH=a,b,c"),
        (["russia.aircraft="], "PATH=a,b,c"),
        (["russia.aircraft=18"], "two different values"),
        (["russia.aircraft=18,18.0"], "two different values"),
        (["russia.aircraft=0:36:1"], "two different values"),
        (["russia.aircraft=0:36:many"], '"many" is not a whole number of values; write PATH=a,b,c'),
        (["russia.aircraft=0:36:9999"], "9999 values are too many; at most 400"),
        (["russia.aircraft=0:36:3 troughout"], 'did you mean "throughout"?'),
        (["iran.offset=0,4"], "a comma separates values, so write 0.4 for a decimal number"),
        (["russia.aircraft=0:36"], "PATH=a,b,c"),
        (["russia.aircraft=few,many"], "is not a number"),
        (["russia.aircraft=0,900"], "900 is outside 0 to 500"),
        (["russia.aircraft=-1:5:3"], "-1 is outside"),
        (["russia.aircraft=1 aircraft,6w"], "different units"),
        (["russia.aircrafts=0,1"], 'did you mean "russia.aircraft"'),
        (["weeks=10,20"], "weeks is not a number"),
        (["russia.aircraft=0,1", "parties.russia.aircraft=0,1"], "varied twice"),
        (["russia.aircraft=0:36:30", "iran.offset=0:1:30"], "900 cells are too many"),
        (["iran.offset=0,1", "iran.militia=0,1", "us.arms=0,1"], "one lever or two"),
    ],
)
def test_what_cannot_be_varied_is_refused(vary, words):
    with pytest.raises(ScenarioError, match=words.replace("(", r"\(")):
        cells_of("spring_2016", vary, [])


def runs_with(resolved, columns):
    """Run 16 worlds for three weeks, each number given as a column of worlds."""
    n = np.arange(16)
    run_block(Task(resolved, Design(n, n * 0, n, n, columns), 1, weekly_histograms=False))


def as_columns(resolved):
    """Every number of a scenario as a column of 16 worlds."""
    return {
        path: np.full(16, 0.5 if np.isnan(one.value) else one.value)
        for path, one in resolved.parameters.items()
    }


def test_all_numbers_of_a_scenario_can_be_varied_world_by_world():
    """No number is read as a plain scalar: a table may hold any of them."""
    resolved = read("spring_2016", ["weeks=3"])
    runs_with(resolved, as_columns(resolved))


@pytest.mark.slow
def test_every_number_of_a_scenario_can_be_varied_alone():
    resolved, broken = read("spring_2016", ["weeks=3"]), []
    for path, column in as_columns(resolved).items():
        try:
            runs_with(resolved, {path: column})
        except Exception as error:
            broken.append(f"{path}: {error!r}")
    assert broken == []
