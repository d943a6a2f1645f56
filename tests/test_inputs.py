"""No input is ignored in silence: each moves something, or a rule of `scenario/idle` says why it
does not."""

import pytest
from inputs import all_inputs, ends_that_move_nothing, examine, own_inputs
from shipped import NAMES

from simulator.analysis.sweep import cells_of
from simulator.ensemble.blocks import Task, run_block
from simulator.ensemble.design import design_of_worlds
from simulator.scenario import ScenarioError, read
from simulator.scenario.library import scenario_rows

ROOTS = [name for name, _, parent, _ in scenario_rows() if name in NAMES and not parent]
CHILDREN = [name for name, _, parent, _ in scenario_rows() if name in NAMES and parent]


def check(told):
    """Print what was found, and fail where an input is silent or a reason is wrong."""
    print(told)
    assert not told.silent, "inputs without effect and without reason"
    assert not told.wrong, "inputs that move although a reason says they do not"


def test_a_section_quickly():
    """Sixteen worlds of one root and one section, where a move in any world counts."""
    resolved = read("libya_2019").with_weeks(52)
    told = examine(
        resolved,
        [path for path in resolved.parameters if path.startswith("spoiling.")],
        worlds=16,
        first=16,
        jobs=1,
    )
    check(told)
    assert sum(told.reasons.values()) == 7 and not told.moves


@pytest.mark.slow
@pytest.mark.parametrize("name", ROOTS)
def test_every_input_of_a_root_at_both_ends_of_its_range(name):
    resolved = read(name)
    check(examine(resolved, all_inputs(resolved)))


@pytest.mark.slow
@pytest.mark.parametrize("name", ROOTS)
def test_every_term_of_an_end_of_the_war_and_every_border_moves_something(name):
    assert ends_that_move_nothing(read(name)) == []


@pytest.mark.slow
def test_every_input_that_a_child_adds_or_sets():
    told = None
    for name in CHILDREN:
        resolved = read(name)
        told = examine(resolved, own_inputs(resolved), told=told)
    check(told)


@pytest.mark.parametrize(
    "path", ["holders.regime.priority.aleppo", "holders.regime.garrisons.homs"]
)
def test_a_sweep_of_a_number_by_region_moves_worlds(path):
    """They were read once for all worlds, whatever a sweep said."""
    resolved = read("spring_2016", ["weeks=12"])
    assert (
        land_won(resolved, path, 0.0)
        != land_won(resolved, path, resolved.parameters[path].meta["high"])
    ).any()


def land_won(resolved, path, value):
    """Land won in a few worlds, with one number set otherwise."""
    table = design_of_worlds(resolved, 16, 1, cells=({path: value},))
    return run_block(Task(resolved, table, 1, weekly_histograms=False)).worlds["government_gain"]


def test_a_sweep_of_one_part_of_a_whole_is_refused():
    with pytest.raises(ScenarioError, match=r"held\.regime: the shares of a region add up to 100%"):
        cells_of("spring_2016", ["regions.idlib.held.regime=0,0.008"], [])
