"""Historical series in YAML: a metric and dated points, each with source and use."""

import datetime
from typing import Literal

from pydantic import Field, model_validator

from simulator.scenario.base_model import Section
from simulator.scenario.calendar import week_of
from simulator.scenario.pydantic_errors import read_section
from simulator.scenario.read import HOME
from simulator.scenario.readings import Reading, Sourced, Text

RECORD = HOME / "record" / "series.yaml"
HALF = datetime.timedelta(days=3)  # a week belongs to the period that holds its Thursday


class Point(Section):
    """A historical data point of a day or a period: a value, a range, a total, or an event."""

    date: datetime.date
    to: datetime.date | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    total: float | None = None
    use: Literal["input", "fitted", "known at design", "not known"]
    source: str
    grade: Literal["A", "B", "C", "D"]
    definition: str = ""
    comparable: bool = True
    note: str = ""

    @model_validator(mode="after")
    def _fields_fit(self):
        if self.to is not None and self.to < self.date:
            raise ValueError(f"the period ends on {self.to}, before it begins")
        ends = [end for end in (self.low, self.high) if end is not None]
        if len(ends) == 1 or ends != sorted(ends):
            raise ValueError("a range has `low` and `high`, the lower end first")
        if sum(number is not None for number in (self.value, self.low, self.total)) > 1:
            raise ValueError("a point has one of `value`, `total`, or `low` and `high`")
        if self.total is not None and self.to is None:
            raise ValueError("a `total` covers a period: give its last day as `to`")
        if not self.comparable and not self.definition:
            raise ValueError("a point with `comparable: false` needs a `definition` that says why")
        return self

    @property
    def last(self):
        """Last day of the point."""
        return self.to or self.date

    def ends(self, days):
        """Lower and upper end of a point; a total is scaled to `days`. None for an event."""
        if self.low is not None:
            return self.low, self.high
        if self.total is not None:
            rate = self.total * days / ((self.last - self.date).days + 1)
            return rate, rate
        return self.value, self.value

    def weeks(self, start):
        """First and last week of the run of which most days are in the period."""
        first, last = week_of(self.date + HALF), week_of(self.last - HALF)
        if self.to is None or first > last:
            first, last = week_of(self.date), week_of(self.last)
        return first - week_of(start), last - week_of(start)


class Series(Section):
    """A metric over the weeks of a scenario, and the historical points to compare it with.

    days   days that a value of the metric counts: 7 for weekly, 1 for daily
    given  true if the scenario sets the metric in the historical period, so it tests nothing
    event  true if the metric is something that happens or not; its points are dates
    """

    name: str
    run: str
    of: Text
    unit: str
    definition: str
    days: int = Field(7, ge=1)
    given: bool = False
    event: bool = False
    to: datetime.date | None = None
    note: str = ""
    points: list[Point] = Field(min_length=1)

    @model_validator(mode="after")
    def _points_fit(self):
        for point in self.points:
            if self.event != (point.ends(1) == (None, None)):
                raise ValueError(
                    "points of an event have no value"
                    if self.event
                    else f"the point of {point.date} has no value"
                )
        return self

    def length(self, form):
        """Number of weeks of the series."""
        return form.weeks if self.to is None else week_of(self.to) - week_of(form.start) + 1

    def readings(self, form):
        """{key: Reading} for a scenario's worlds.

        For an event: the week in which it happened, `first_week`. Otherwise: the value of every
        week, keyed by its number, and the mean over the weeks of every `point K`.
        """
        weeks = range(self.length(form))
        if self.event:
            return {"first_week": Reading(self.of, "first", 0, weeks[-1])}
        readings = {f"{week}": Reading(self.of, "last", week, week) for week in weeks}
        for k, point in enumerate(self.points):
            readings[f"point {k}"] = Reading(self.of, "mean", *point.weeks(form.start))
        return readings


class Record(Sourced):
    """A file of series."""

    series: dict[str, Series] = Field(min_length=1)

    def wrong(self):
        """(path, message) for each unknown source."""
        for name, series in self.series.items():
            for k, point in enumerate(series.points):
                yield from self.unknown_sources(("series", name, "points", k), point.source)


def read_series(path=RECORD):
    """Read a file of series: ({id: Series}, sources, places). Raises ScenarioError."""
    record, places = read_section(path, Record)
    return record.series, record.sources, places
