"""Series of the record: what a point may say, what it comes to, and what is refused with its
line."""

import datetime
import json
import re

import pytest

from simulator.analysis.record_comparison import plan_runs
from simulator.scenario import read
from simulator.scenario.errors import ScenarioError
from simulator.scenario.readings import Reading
from simulator.scenario.series import Point, read_series

SERIES = {
    "name": "a series",
    "run": "spring_2016",
    "of": "government_area",
    "unit": "%",
    "definition": "inclusive",
}
POINT = {"date": "2016-04-18", "value": 33, "use": "fitted", "source": "article", "grade": "B"}


def written(folder, point=None, **changes):
    """A file of one series with one point, changed so; ... takes a key away."""
    row = {**SERIES, "points": [kept({**POINT, **(point or {})})], **changes}
    file = folder / "series.yaml"
    lines = "".join(f"    {key}: {json.dumps(value)}\n" for key, value in kept(row).items())
    file.write_text("series:\n  x:\n" + lines, encoding="utf-8")
    return file


def kept(row):
    return {key: value for key, value in row.items() if value is not ...}


@pytest.mark.parametrize(
    ("point", "changes", "said"),
    [
        (
            {},
            {"of": "government_aera"},
            r'series.yaml:5:\d+: series.x.of: there is no metric "government_aera"; did you mean',
        ),
        (
            {},
            {"run": "spring_2061"},
            (
                r"series.yaml:4:\d+: series.x.run: there is no such scenario; did you mean"
                r' "spring_2016"\?'
            ),
        ),
        (
            {},
            {"runs": "spring_2016"},
            r'series.yaml:9:\d+: series.x.runs: unknown key; did you mean "run"\?',
        ),
        (
            {},
            {"points": []},
            r"series.yaml:8:\d+: series.x.points: this list needs at least 1 value",
        ),
        (
            {"date": "2015-04-18"},
            {},
            (
                r"series.yaml:8:\d+: series.x.points.0.date: this is outside spring_2016, which"
                r" runs for"
            ),
        ),
        ({"date": "soon"}, {}, r'series.yaml:8:\d+: series.x.points.0.date: "soon" is not a date'),
        (
            {"use": "known"},
            {},
            r'series.yaml:8:\d+: series.x.points.0.use: "known" is not valid here',
        ),
        (
            {"source": "S99"},
            {},
            r'series.yaml:8:\d+: series.x.points.0.source: "S99" is not among the sources',
        ),
        ({"grade": "E"}, {}, r'series.x.points.0.grade: "E" is not valid here'),
        (
            {"value": ..., "low": 3, "high": 2},
            {},
            r"a range has `low` and `high`, the lower end first",
        ),
        ({"value": ..., "low": 3}, {}, r"a range has `low` and `high`"),
        (
            {"total": 3, "to": "2016-04-20"},
            {},
            r"a point has one of `value`, `total`, or `low` and `high`",
        ),
        (
            {"value": ..., "total": 3},
            {},
            r"a `total` covers a period: give its last day as `to`",
        ),
        ({"to": "2016-04-01"}, {}, r"the period ends on 2016-04-01, before it begins"),
        (
            {"comparable": False},
            {},
            r"a point with `comparable: false` needs a `definition` that says why",
        ),
        ({"value": ...}, {}, r"the point of 2016-04-18 has no value"),
        ({}, {"event": True}, r"points of an event have no value"),
        ({}, {"to": "2030-01-01"}, r"series.x.to: this is outside spring_2016"),
    ],
)
def test_a_wrong_series_is_refused_with_its_line(tmp_path, point, changes, said):
    with pytest.raises(ScenarioError) as error:
        series, _, places = read_series(written(tmp_path, point, **changes))
        plan_runs(series, places)
    assert re.search(said, str(error.value)), str(error.value)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ScenarioError, match="no such file of series"):
        read_series(tmp_path / "nowhere.yaml")


def test_a_total_is_told_as_so_much_in_so_many_days():
    point = Point.model_validate(
        {**kept({**POINT, "value": ...}), "date": "2016-03-01", "to": "2016-03-31", "total": 620}
    )
    assert point.ends(7) == (140.0, 140.0) and point.ends(1) == (20.0, 20.0)


def test_a_week_belongs_to_the_month_that_holds_its_thursday():
    start = datetime.date(2016, 2, 29)
    march, april = (
        Point.model_validate({**POINT, "date": f"2016-0{m}-01", "to": f"2016-0{m}-{d}"})
        for m, d in ((3, 31), (4, 30))
    )
    assert march.weeks(start) == (0, 4) and april.weeks(start) == (5, 8)
    assert Point.model_validate({**POINT, "date": "2016-03-05", "to": "2016-03-06"}).weeks(
        start
    ) == (0, 0)
    assert Point.model_validate(POINT).weeks(start) == (7, 7)


def test_a_series_is_read_by_the_reductions_of_all_readings():
    form, (known, *_) = read("intervention_2015").form, read_series()
    land, void = known["land"].readings(form), known["truce_void"].readings(form)
    assert land["3"] == Reading("government_area", "last", 3, 3)
    assert land["point 0"] == Reading("government_area", "mean", 0, 0)
    assert len(land) == known["land"].length(form) + len(known["land"].points)
    assert {key: one.how for key, one in void.items()} == {"first_week": "first"}
    assert void["first_week"].last == known["truce_void"].length(form) - 1


def test_every_point_of_the_record_has_its_source():
    series, sources, places = read_series()
    assert {"land", "land_won", "residents", "deaths", "sorties"} <= set(series) and sources
    plan_runs(series, places)


def test_series_of_land_are_not_mixed():
    """The article's inclusive third is one series; strict counts stand beside it and are compared
    with nothing."""
    points = read_series()[0]["land"].points
    assert [point.value for point in points if point.comparable] == [28.3, 33.3]
    assert all(
        "strict" in point.definition or "own count" in point.definition
        for point in points
        if not point.comparable
    )


def test_what_is_flown_is_said_to_be_given():
    series = read_series()[0]
    assert [name for name, one in series.items() if one.given] == ["sorties"]
    assert {point.use for point in series["sorties"].points} == {"input"}
