"""Totals over the run where worlds end early: counted on at the rate of a story's last weeks."""

import numpy as np
import pytest

from simulator.ensemble.blocks import WIDTH
from simulator.ensemble.design import design_of_worlds
from simulator.model.conflict import Conflict
from simulator.model.metrics import RECENT
from simulator.model.recorder import Recorder
from simulator.scenario import read

WORLDS, WEEKS = 4 * WIDTH, 60
COLLAPSING = ("iran.offset=0", f"weeks={WEEKS}")


@pytest.fixture(scope="module")
def watched():
    """(deaths by week of the worlds that lived it, weeks lived, columns) of worlds of which some
    collapse."""
    resolved = read("full_withdrawal", COLLAPSING)
    table = design_of_worlds(resolved, WORLDS, 2016)
    model = Conflict(resolved, table.columns, table.stream, 2016)
    recorder, deaths, lived = (
        Recorder(model, WORLDS, counted=False),
        [],
        np.zeros(WORLDS, dtype=int),
    )
    for _ in range(WEEKS):
        recorder.begin_week()
        going = model.state.alive.copy()
        model.step()
        recorder.end_week()
        deaths.append(np.where(going, model.state.deaths, 0.0))
        lived += going
    columns = recorder.columns()
    model.close()
    return np.array(deaths, dtype=float), lived, columns


def test_an_ended_world_is_counted_on_at_the_rate_of_its_last_weeks(watched):
    deaths, lived, columns = watched
    assert 5 < np.sum(lived < WEEKS) < WORLDS
    recent = np.array(
        [deaths[max(0, last - RECENT) : last, w].mean() for w, last in enumerate(lived)]
    )
    expected = deaths.sum(axis=0) + (WEEKS - lived) * recent
    np.testing.assert_allclose(columns["civilians_killed_total"], expected, rtol=1e-5)
    np.testing.assert_allclose(columns["civilians_killed_until_end"], deaths.sum(axis=0), rtol=1e-5)
    np.testing.assert_allclose(columns["civilians_killed"], expected / WEEKS, rtol=1e-5)


def test_a_collapse_is_no_kinder_for_ending_the_count(watched):
    _, lived, columns = watched
    early = lived < WEEKS
    total, until = columns["civilians_killed_total"], columns["civilians_killed_until_end"]
    assert np.all(total[early] > until[early]) and np.all(total[~early] == until[~early])
    assert total[early].mean() > 0.7 * total[~early].mean()


def test_fighters_are_counted_on_too(watched):
    _, lived, columns = watched
    each = [columns[name] for name in columns if name.startswith("killed.")]
    np.testing.assert_allclose(columns["fighters_killed"], np.sum(each, axis=0), rtol=1e-5)
    early = lived < WEEKS
    assert (
        columns["fighters_killed"][early].mean() > 0.7 * columns["fighters_killed"][~early].mean()
    )


def test_a_story_shorter_than_the_recent_weeks_is_counted_on_at_its_own_rate():
    resolved = read("full_withdrawal", ("weeks=20", "parties.russia.aircraft=0"))
    model = Conflict(
        resolved, design_of_worlds(resolved, WIDTH, 2016).columns, np.arange(WIDTH), 2016
    )
    recorder = Recorder(model, WIDTH, counted=False)
    for week in range(20):
        recorder.begin_week()
        model.step()
        recorder.end_week()
        if week == 2:
            model.state.alive[:] = model.state.all_alive = False
    columns = recorder.columns()
    np.testing.assert_allclose(
        columns["civilians_killed_total"], columns["civilians_killed_until_end"] * 20 / 3, rtol=1e-5
    )
    model.close()
