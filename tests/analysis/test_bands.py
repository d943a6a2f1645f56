"""Where worlds lie week by week, and points of the record on top."""

import datetime

import numpy as np
import pytest

from simulator.analysis.record_comparison import LEVELS, compare_series, plan_runs
from simulator.scenario.series import read_series


@pytest.fixture(scope="module")
def drawn():
    series, _, places = read_series()
    return {
        one.id: one for one in compare_series(series, plan_runs(series, places), most=100, jobs=1)
    }


def test_every_week_has_its_quantiles_in_order(drawn):
    land = drawn["land"]
    rows = np.array([land.quantiles[level] for level in LEVELS])
    assert rows.shape == (5, len(land.weeks)) and np.all(np.diff(rows, axis=0) >= 0.0)
    assert land.weeks[0] == datetime.date(2015, 9, 28) and land.record_ends == datetime.date(
        2016, 4, 18
    )


def test_land_and_land_won_differ_by_the_start(drawn):
    gap = np.array(drawn["land"].quantiles[0.5]) - np.array(drawn["land_won"].quantiles[0.5])
    assert np.all(np.abs(gap - 28.3) < 1.5)


def test_an_event_that_came_stays(drawn):
    share = drawn["truce_void"].share
    assert share == sorted(share) and share[0] >= 0.0 and share[-1] <= 1.0
    assert drawn["truce_void"].points[0].within is None


def test_what_is_given_or_of_another_definition_is_not_judged(drawn):
    assert {point.within for point in drawn["sorties"].points} == {None}
    assert [point.within is None for point in drawn["land"].points] == [
        not point.point.comparable for point in drawn["land"].points
    ]


def test_a_month_is_held_against_the_mean_of_its_weeks(drawn):
    """Sorties are set, so every world flies the same, and the month's number is the mean of its
    weeks."""
    november = drawn["sorties"].points[1]
    weeks = [
        k
        for k, day in enumerate(drawn["sorties"].weeks)
        if (day + datetime.timedelta(days=3)).month == 11 and day.year == 2015
    ]
    assert november.quantiles[0.5] == pytest.approx(
        np.mean([drawn["sorties"].quantiles[0.5][k] for k in weeks])
    )
    assert november.low == pytest.approx(2000 / 30)


def test_the_shares_are_those_of_the_checks(drawn):
    """The median of land at the end of the facts is that of the check K03a, worlds and all."""
    from simulator.analysis.backtest import backtest
    from simulator.scenario.checks import read_checks

    known, _, places = read_checks()
    (row,) = backtest({"K03a": known["K03a"]}, places, most=100, jobs=1)
    week = drawn["land"].weeks.index(datetime.date(2016, 4, 18))
    assert drawn["land"].quantiles[0.5][week] == pytest.approx(row.verdict.value)
