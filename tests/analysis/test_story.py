"""One world told: true to what the same world did among others, dated, and in the scenario's own
words."""

import numpy as np
import pytest

from simulator.analysis.story import count_alike, simulate_story, world_like
from simulator.ensemble.blocks import run_in_full
from simulator.ensemble.design import design_of_worlds
from simulator.scenario import ScenarioError, read
from simulator.scenario.calendar import week_of

SEED, WORLDS, REPS = 2016, 400, 10


@pytest.fixture(
    scope="module",
    params=["full_withdrawal", pytest.param("airpower_drawdown", marks=pytest.mark.slow)],
)
def run(request):
    """A scenario and what its worlds did."""
    resolved = read(request.param)
    return resolved, run_in_full(
        [resolved], [design_of_worlds(resolved, WORLDS, SEED, REPS)], SEED
    )[0].worlds


def kinds(events, kind):
    return [event for event in events if event.kind == kind]


@pytest.mark.parametrize(
    "world",
    [17, pytest.param(0, marks=pytest.mark.slow), pytest.param(399, marks=pytest.mark.slow)],
)
def test_a_story_is_that_of_the_same_world_among_others(run, world):
    resolved, found = run
    events, ended, _ = simulate_story(resolved, world, SEED, REPS)
    assert ended == resolved.form.outcomes[found["outcome"][world]].id
    assert len(kinds(events, "vote")) == found["votes"][world]
    assert bool(kinds(events, "truce void")) == np.isfinite(found["truce_void"][world])
    assert (
        any(vote.details["signed"] for vote in kinds(events, "vote"))
        == found["package_signed"][world]
    )
    assert len(kinds(events, "measure")) >= found["measures_enacted"][world]
    blocked = sum("regime" in vote.details["no"] for vote in kinds(events, "vote"))
    assert blocked == found["refused.regime"][world]


def test_events_come_in_order_and_within_the_run(run):
    resolved, _ = run
    weeks = [event.week for event in simulate_story(resolved, 5, SEED, REPS)[0]]
    start = week_of(resolved.form.start)
    assert weeks == sorted(weeks) and start <= weeks[0] and weeks[-1] < start + resolved.form.weeks


def test_a_typical_world_ends_as_asked(run):
    resolved, found = run
    kind = resolved.form.outcomes[np.bincount(found["outcome"]).argmax()].id
    assert (
        simulate_story(resolved, world_like(resolved, kind, WORLDS, SEED, REPS)[0], SEED, REPS)[1]
        == kind
    )


def test_worlds_that_end_alike_are_counted_by_outcome_and_part(run):
    resolved, found = run
    for c, kind in enumerate(resolved.form.outcomes):
        ended = found["outcome"] == c
        for p, part in enumerate(kind.parts):
            both = ended & (found["part"] == p)
            assert count_alike(resolved, kind.id, part.id, found) == (both.sum(), WORLDS)
        if not kind.parts:
            assert count_alike(resolved, kind.id, None, found) == (ended.sum(), WORLDS)


def test_an_outcome_that_does_not_exist_or_occur_is_refused():
    resolved = read("spring_2016")
    with pytest.raises(ScenarioError, match='did you mean "partition"'):
        world_like(resolved, "partitions", 16, SEED, REPS)
    with pytest.raises(ScenarioError, match="none of 16 worlds"):
        world_like(resolved, "regime_collapse", 16, SEED, REPS)
