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
    """Violence, void truces and land won week by week, (T, W) each, of the worlds that the readings are taken
    of."""
    resolved = read("spring_2016", [f"weeks={WEEKS}"])
    table = design_of_worlds(resolved, WORLDS, 7)
    model = Conflict(resolved, table.columns, table.stream, 7)
    rows = [
        (
            model.metrics["violence"].of(model).astype(float),
            (~model.state.truce).astype(float),
            model.metrics["government_gain"].of(model).astype(float),
        )
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
        weekly_histograms=False,
        readings={"it": Reading(of, how, FIRST, LAST)},
    )
    weeks = seen[1 if how in TRUTHS else 0][FIRST : LAST + 1]
    np.testing.assert_allclose(run_block(task).worlds["it"], BY_HAND[how](weeks), rtol=1e-6)


def from_event_to_event(row, begin, end):
    """Weeks of a world from its first `begin` to the next `end`; None without both."""
    first = next((t for t in range(len(row)) if begin[t]), None)
    last = None if first is None else next((t for t in range(first, len(row)) if end[t]), None)
    return None if last is None else row[first : last + 1]


@pytest.mark.parametrize("how", REDUCTIONS)
def test_a_reading_from_one_event_to_another(how, seen):
    """From the end of the truce to the week in which the government has won much land; some worlds
    see only one of these events."""
    violence, no_truce, gain = seen[:, FIRST : LAST + 1]
    high, much = float(np.median(violence)), float(np.median(gain[-1]))
    is_truth = how in TRUTHS
    of = f"violence > {high}" if is_truth else "violence"
    resolved = read("spring_2016", [f"weeks={WEEKS}"])
    reading = Reading(of, how, FIRST, LAST, "not truce_in_force", f"government_gain > {much}")
    design = design_of_worlds(resolved, WORLDS, 7)
    task = Task(resolved, design, 7, weekly_histograms=False, readings={"it": reading})
    values = run_block(task).worlds["it"]
    rows = (violence > high if is_truth else violence).astype(float)
    spells = [
        from_event_to_event(rows[:, w], no_truce[:, w] > 0, gain[:, w] > much)
        for w in range(WORLDS)
    ]
    lengths = {0 if spell is None else len(spell) for spell in spells}
    assert 0 in lengths and len(lengths) > 3
    expected = [np.nan if spell is None else BY_HAND[how](spell[:, None])[0] for spell in spells]
    np.testing.assert_allclose(values, expected, rtol=1e-6)


def test_a_reading_to_an_event_begins_with_the_run_and_one_from_it_ends_with_the_run(seen):
    resolved = read("spring_2016", [f"weeks={WEEKS}"])
    level = float(np.median(seen[0].max(axis=0)))
    event = f"violence > {level}"
    readings = {
        "until": Reading("violence", "sum", 0, WEEKS - 1, end=event),
        "after": Reading("violence", "sum", 0, WEEKS - 1, begin=event),
        "at": Reading("violence", "sum", 0, WEEKS - 1, begin=event, end=event),
        "all": Reading("violence", "sum", 0, WEEKS - 1),
    }
    design = design_of_worlds(resolved, WORLDS, 7)
    task = Task(resolved, design, 7, weekly_histograms=False, readings=readings)
    worlds = run_block(task).worlds
    happened = (seen[0] > level).any(axis=0)
    assert 0 < happened.sum() < WORLDS
    for name in ("until", "after", "at"):
        assert (np.isfinite(worlds[name]) == happened).all()
    both = worlds["until"] + worlds["after"] - worlds["at"]
    np.testing.assert_allclose(both[happened], worlds["all"][happened], rtol=1e-6)


def test_files_name_reductions_that_there_are():
    assert set(ReadingSpec.HOW) <= set(REDUCTIONS)


def test_readings_compare_measures_and_outcomes():
    resolved = read("spring_2016", [f"weeks={WEEKS}"])
    readings = {
        "on": Reading("outcome.war_goes_on", "last", 0, WEEKS - 1),
        "gain": Reading("government_gain * 2", "last", 0, WEEKS - 1),
    }
    found = run_block(
        Task(
            resolved,
            design_of_worlds(resolved, WORLDS, 7),
            7,
            weekly_histograms=False,
            readings=readings,
        )
    ).worlds
    rest = [one.id for one in resolved.form.outcomes].index("war_goes_on")
    assert (found["on"] == (found["outcome"] == rest)).all()
    np.testing.assert_allclose(found["gain"], 2 * found["government_gain"], rtol=1e-5)
