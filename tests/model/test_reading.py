"""Readings taken of each world between two weeks agree with the weeks themselves."""

import numpy as np
import pytest

from simulator.ensemble.blocks import Task, run_block
from simulator.ensemble.design import design_of_worlds
from simulator.model.conflict import Conflict
from simulator.model.reading import REDUCTIONS
from simulator.scenario import read
from simulator.scenario.readings import Reading, ReadingSpec

WORLDS, WEEKS, FIRST, LAST = 32, 30, 4, 21
BY_HAND = {
    "mean": lambda weeks: weeks.mean(axis=0),
    "sum": lambda weeks: weeks.sum(axis=0),
    "lowest": lambda weeks: weeks.min(axis=0),
    "highest": lambda weeks: weeks.max(axis=0),
    "ever": lambda weeks: (weeks > 0).any(axis=0),
    "first": lambda weeks: np.where((weeks > 0).any(axis=0), (weeks > 0).argmax(axis=0), np.nan),
    "last": lambda weeks: weeks[-1],
    "level": lambda weeks: weeks[-1],
    "change": lambda weeks: weeks[-1] - weeks[0],
    "count": lambda weeks: (weeks > 0).sum(axis=0),
    "lasting": lambda weeks: (np.cumprod(weeks[::-1] > 0, axis=0)).sum(axis=0),
}
TRUTHS = ("ever", "first", "count", "lasting")


@pytest.fixture(scope="module")
def seen():
    """Violence and void truces week by week, (T, W) each, of the worlds that the readings are taken
    of."""
    resolved = read("spring_2016", [f"weeks={WEEKS}"])
    table = design_of_worlds(resolved, WORLDS, 7)
    model = Conflict(resolved, table.columns, table.stream, 7)
    rows = [
        (model.metrics["violence"].of(model).astype(float), (~model.state.truce).astype(float))
        for _ in model.run(WEEKS)
    ]
    model.close()
    return np.array(rows).transpose(1, 0, 2)


@pytest.mark.parametrize("how", REDUCTIONS)
def test_a_reading_is_what_its_weeks_say(how, seen):
    resolved = read("spring_2016", [f"weeks={WEEKS}"])
    of = "not truce_in_force" if how in TRUTHS else "violence"
    task = Task(
        resolved,
        design_of_worlds(resolved, WORLDS, 7),
        7,
        weekly=False,
        readings={"it": Reading(of, how, FIRST, LAST)},
    )
    weeks = seen[1 if how in TRUTHS else 0][FIRST : LAST + 1]
    np.testing.assert_allclose(run_block(task).worlds["it"], BY_HAND[how](weeks), rtol=1e-6)


def test_files_name_reductions_that_there_are():
    assert set(ReadingSpec.HOW) <= set(REDUCTIONS)


def test_readings_compare_measures_and_outcomes():
    resolved = read("spring_2016", [f"weeks={WEEKS}"])
    readings = {
        "on": Reading("outcome.war_goes_on", "last", 0, WEEKS - 1),
        "gain": Reading("government_gain * 2", "last", 0, WEEKS - 1),
    }
    found = run_block(
        Task(resolved, design_of_worlds(resolved, WORLDS, 7), 7, weekly=False, readings=readings)
    ).worlds
    rest = [one.id for one in resolved.form.outcomes].index("war_goes_on")
    assert (found["on"] == (found["outcome"] == rest)).all()
    np.testing.assert_allclose(found["gain"], 2 * found["government_gain"], rtol=1e-5)
