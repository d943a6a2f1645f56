"""HTML report of a backtest: one file without scripts or requests, with a text for every chart."""

import datetime
import math
from dataclasses import dataclass

from simulator.analysis.backtest import Row
from simulator.analysis.record_comparison import (
    PointComparison,
    SeriesComparison,
    compare_series,
    plan_runs,
)
from simulator.program import __version__
from simulator.report import charts, html_blocks, svg
from simulator.report.backtest import (
    KINDS,
    SHAPES,
    explain_ids,
    judged,
    named_sources,
    number,
)
from simulator.report.formats import between, decimal, sign
from simulator.report.view.names import day
from simulator.scenario.checks import INFORMATION
from simulator.scenario.errors import refuse
from simulator.scenario.series import read_series
from simulator.scenario.targets import FITTED

ONE_DAY = datetime.timedelta(days=1)
# shapes that are a band of a single number
SINGLE = {None: None, "positive": (0.0, None), "negative": (None, 0.0)}
# how a point of the record was used: text, mark
USES = {
    "input": ("input of the model", "square"),
    "fitted": ("used in calibration", "ring"),
    "known at design": ("not used in calibration, but known to the modellers", "dot"),
    "not known": ("not known to the modellers", "diamond"),
}


@dataclass(frozen=True)
class CheckView:
    """A check as text and chart.

    row        the check with its verdict
    value      of the model
    unit       what the value counts
    interval   95% interval, empty without one
    expected   the band or shape
    strip      chart of a single value in its band; None along a lever, or without a band
    spark      chart along a lever, or None
    lever      name of the lever, or empty
    ends       model values at the first and last value of the lever
    levels     these values of the lever
    """

    row: Row
    value: str
    unit: str
    interval: str
    expected: str
    strip: str | None
    spark: str | None
    lever: str
    ends: list[str]
    levels: list[str]

    @property
    def passed(self):
        return self.row.verdict.passed

    @property
    def state(self):
        """CSS class."""
        return charts.state_of(self.passed)

    @property
    def result(self):
        """Verdict in a word."""
        return {True: "passes", False: "FAILS", None: "for information"}[self.passed]

    @property
    def full(self):
        """Value with its unit."""
        return with_unit(self.value, self.unit)


@dataclass(frozen=True)
class KindView:
    """The checks of a kind."""

    kind: str
    title: str
    rows: list[CheckView]

    @property
    def passed(self):
        """Number of checks that pass."""
        return sum(row.passed is True for row in self.rows)

    @property
    def is_judged(self):
        """Whether its checks pass or fail."""
        return self.kind != INFORMATION

    @property
    def is_calibration(self):
        return self.kind == "calibration"

    @property
    def ordered(self):
        """Checks of a single value first, then those along a lever."""
        return sorted(self.rows, key=lambda row: row.spark is not None)


@dataclass(frozen=True)
class PointView:
    """A point of the record as text and mark.

    comparison  the point and the worlds
    mark        shape of its mark
    class_      CSS classes of its mark
    when        its day or period
    use         how it was used
    label       text beside its mark
    recorded    what the record says
    worlds      median of the worlds, or in how many the event happened
    range_text  10th to 90th percentile of the worlds, or empty
    verdict     within, outside, set by the scenario, not comparable, or empty
    """

    comparison: PointComparison
    mark: str
    class_: str
    when: str
    use: str
    label: str
    recorded: str
    worlds: str
    range_text: str
    verdict: str

    @property
    def point(self):
        return self.comparison.point

    @property
    def sentence(self):
        range_text = f" ({self.range_text})" if self.range_text else ""
        return f"{self.when}: recorded {self.recorded}, simulated {self.worlds}{range_text}"


@dataclass(frozen=True)
class SeriesView:
    """A series of the record as chart and points."""

    comparison: SeriesComparison
    points: list[PointView]
    picture: str


class BacktestReport:
    """HTML report of a backtest, with the series of the record in the file beside the checks.

    Raises ScenarioError before anything runs if the report cannot be written.
    """

    def __init__(self, path, checks):
        if path.is_dir() or not path.parent.is_dir():
            reason = "it is a folder" if path.is_dir() else "its folder does not exist"
            refuse("--report", f"{path} cannot be written; {reason}")
        file, self.path = checks.parent / "series.yaml", path
        self.series, self.sources, places = read_series(file) if file.exists() else ({}, {}, None)
        self.planned = plan_runs(self.series, places)

    def write(self, rows, sources, seed, jobs, most, command):
        """Run the series and write the report; arguments as in `page`."""
        comparisons = compare_series(self.series, self.planned, seed, jobs, most)
        text = page(rows, {**self.sources, **sources}, comparisons, most, command)
        self.path.write_text(text, encoding="utf-8")


def page(rows, sources, comparisons=(), worlds=None, command=""):
    """The report as HTML.

    rows         [Row] from `backtest`
    sources      {key: text} of the checks and of the series
    comparisons  [SeriesComparison]
    worlds       maximum number of worlds per run that was requested, or None
    """
    checks = [check_view(row) for row in rows]
    kinds = [
        KindView(kind, title, [check for check in checks if check.row.check.kind == kind])
        for kind, title in KINDS.items()
    ]
    by_title: dict[str, list] = {}
    for comparison in comparisons:
        by_title.setdefault(comparison.title, []).append(series_view(comparison))
    cited = [row.check.source for row in rows]
    cited += [each.point.source for comparison in comparisons for each in comparison.points]
    uses = {each.point.use for comparison in comparisons for each in comparison.points}
    record_ends = [row.record_ends for row in comparisons if row.record_ends]
    context = {
        "kinds": [kind for kind in kinds if kind.rows],
        "checks": checks,
        "passed": sum(row.verdict.passed for row in judged(rows)),
        "judged": len(judged(rows)),
        "ids": explain_ids(rows),
        "fitted": [row.id for row in rows if row.id in FITTED],
        "uses": uses,
        "known_at_design": sum(row.check.known_at_design != "no" for row in judged(rows)),
        "most": max(row.check.worlds for row in rows) if worlds is None else worlds,
        "fewer": worlds is not None and any(row.check.worlds > worlds for row in rows),
        "series": by_title,
        "within": count_within(comparisons),
        "has_events": any(comparison.series.event for comparison in comparisons),
        "record_ends": day(record_ends[0]) if record_ends else None,
        "sources": named_sources(cited, sources),
        "key": svg.key,
        "command": command,
        "version": __version__,
    }
    return html_blocks.page("backtest.html", context)


def days(first, last):
    """A period as text; whole months by their names.

    >>> import datetime
    >>> days(datetime.date(2016, 3, 1), datetime.date(2016, 3, 31))
    'March 2016'
    >>> days(datetime.date(2016, 4, 1), datetime.date(2016, 4, 18))
    '1 to 18 April 2016'
    """
    months = first.day == 1 and (last + ONE_DAY).day == 1
    if months or first == last:
        return between(*(f"{date:%B %Y}" if months else day(date) for date in (first, last)))
    same_month = (first.year, first.month) == (last.year, last.month)
    return f"{first.day if same_month else day(first)} to {day(last)}"


# --------------------------------------------------------------------------------------------------
# checks
def check_view(row):
    """CheckView of a Row."""
    verdict = row.verdict
    is_judged = verdict.passed is not None
    along_lever = row.check.shape not in SINGLE if is_judged else len(verdict.values) > 1
    value, interval = check_value_text(row, verdict.value), _interval(row)
    unit_text, expected = unit(row) if verdict.value is not None else "", expectation(row)
    interval_text = interval and f", 95% interval {interval}"
    result = {True: "passes", False: "fails", None: "for information"}[verdict.passed]
    outcome = f"expected: {expected}; {result}"
    full, (lever, levels) = with_unit(value, unit_text), next(iter(row.over.items()), ("", []))
    label = f"{row.id}, {row.check.name}: model {full}{interval_text}; {outcome}"
    return CheckView(
        row,
        value,
        unit_text,
        interval,
        expected,
        _strip(row, label) if is_judged and not along_lever else None,
        _spark(row, label) if along_lever else None,
        lever,
        [check_value_text(row, end) for end in (verdict.values[0], verdict.values[-1])],
        [_level(levels[0]), _level(levels[-1])] if levels else [],
    )


def with_unit(value, unit):
    """A value with its unit.

    >>> with_unit("3", "weeks"), with_unit("3", "%"), with_unit("3", "")
    ('3 weeks', '3%', '3')
    """
    return f"{value} {unit}".strip().replace(" %", "%")


def counts_worlds(row):
    """True if the value is a share of worlds, shown as a number of 1,000."""
    return not row.check.unit and row.statistic in ("share", "kaplan_meier")


def check_value_text(row, value):
    """Format a value of a check; a share of worlds as a number of 1,000.

    >>> from types import SimpleNamespace as Some
    >>> check_value_text(Some(check=Some(unit=""), statistic="share"), 0.031)
    '31'
    """
    if value is None:
        return "beyond the run" if row.statistic == "wait" else "undefined"
    if not counts_worlds(row):
        return number(value)
    thousand = 1000.0 * value
    small = 0.0 < abs(thousand) < 9.95 and abs(thousand - round(thousand)) > 0.05
    return sign(f"{thousand:,.{1 if small else 0}f}")


def unit(row):
    """What the value of a check counts."""
    if counts_worlds(row):
        return "of 1,000 worlds" if row.statistic == "share" else "of 1,000 packages"
    return {"ratio": "times", "share": "(share)"}.get(row.check.unit, row.check.unit)


def _interval(row):
    low, high = row.verdict.low, row.verdict.high
    if low == high:
        return ""
    if high is None and row.statistic != "wait":
        return f"{check_value_text(row, low)} and more"
    return f"{check_value_text(row, low)} to {check_value_text(row, high)}"


def expectation(row):
    """The band or shape of a check as text."""
    if row.check.shape:
        return SHAPES[row.check.shape]
    low, high = row.ends
    if low is None and high is None:
        return "no band"
    scale = 1000.0 if counts_worlds(row) else 1
    ends = [decimal(end * scale) for end in (low, high) if end is not None]
    bound = "at most " if low is None else "at least " if high is None else ""
    return bound + " to ".join(ends)


def _level(level):
    return decimal(level) if isinstance(level, float | int) else level


def _strip(row, label):
    """Chart of a single value in its band; a band with two ends fills the middle third."""
    low, high = band = SINGLE[row.check.shape] or row.ends
    verdict = row.verdict
    if low is not None and high is not None:
        width = high - low or abs(high) or 1.0
        axis = svg.Axis(low - width, high + width)
    else:
        limit, direction = (low, 1.0) if low is not None else (high, -1.0)
        values = (verdict.value, verdict.low, verdict.high)
        gaps = [direction * (value - limit) for value in values if value is not None]
        reach = 1.2 * max([*gaps, *(-2.0 * gap for gap in gaps), 1e-9])
        ends = sorted((limit - direction * reach / 2.0, limit + direction * reach))
        axis = svg.Axis(*ends)
    value = math.inf if verdict.value is None and row.statistic == "wait" else verdict.value
    return charts.strip(label, axis, band, value, verdict.low, verdict.high, verdict.passed)


def _spark(row, label):
    """Chart of the values along a lever."""
    ((lever, levels),) = row.over.items()
    names = [_level(level) for level in levels]
    verdict = row.verdict
    points = zip(names, verdict.values, strict=True)
    along = "; ".join(f"{name}: {check_value_text(row, value)}" for name, value in points)
    label = f"{label}. Along {lever} {along}"
    return charts.sparkline(label, verdict.values, verdict.intervals, verdict.passed, names)


# --------------------------------------------------------------------------------------------------
# series
def series_view(comparison):
    """SeriesView of a SeriesComparison."""
    series, weeks = comparison.series, comparison.weeks
    points = [_point_view(point) for point in comparison.points]
    if series.event:
        courses = [[1000.0 * share for share in comparison.share]]
    else:
        courses = list(comparison.quantiles.values())
    span = f"{day(weeks[0])} to {day(weeks[-1])}"
    sentences = "; ".join(point.sentence for point in points)
    label = f"{series.name}, {series.unit}, {span}, under {comparison.title}: {sentences}"
    marks = [
        charts.RecordMark(
            point.point.date, point.point.last, point.comparison.low, point.comparison.high,
            point.mark, point.class_, point.label,
        )
        for point in points
    ]  # fmt: skip
    picture = charts.fan(label, weeks, courses, marks, comparison.record_ends)
    return SeriesView(comparison, points, picture)


def _point_view(comparison):
    """PointView of a PointComparison."""
    point = comparison.point
    use, mark = USES[point.use]
    mark = mark if point.comparable else "cross"
    classes = {
        "record": True,
        "other": not point.comparable,
        "missed": comparison.within is False,
        "open": mark in ("ring", "square"),
    }
    class_ = " ".join(name for name, holds in classes.items() if holds)
    texts = _event_texts(comparison) if comparison.shares else _value_texts(comparison)
    return PointView(comparison, mark, class_, days(point.date, point.last), use, *texts)


def _event_texts(comparison):
    """Label, record, worlds, range and verdict of an event."""
    by = between(*(f"{1000.0 * share:,.0f}" for share in comparison.shares))
    return "in the record", "happened", f"in {by} of 1,000 worlds by then", "", ""


def _value_texts(comparison):
    """Label, record, worlds, range and verdict of a recorded value."""
    low, *_, high = comparison.quantiles.values()
    recorded = between(_digits(comparison.low), _digits(comparison.high))
    range_text = "" if low == high else f"{_digits(low)} to {_digits(high)}"
    verdict = {None: "set by the scenario", True: "within", False: "outside"}[comparison.within]
    verdict = verdict if comparison.point.comparable else "not comparable"
    return recorded, recorded, _digits(comparison.quantiles[0.5]), range_text, verdict


def _digits(value):
    """Format a value with significant digits only."""
    size = abs(value)
    return decimal(round(value, 0 if size >= 100 else 1 if size >= 0.1 else 2))


def count_within(comparisons):
    """{use: (points within the 10th to 90th percentile of worlds, all points)} of points that can
    be compared."""
    points = [
        point
        for comparison in comparisons
        for point in comparison.points
        if point.within is not None
    ]
    by_use = {use: [point.within for point in points if point.point.use == use] for use in USES}
    return {use.replace(" ", "_"): (sum(flags), len(flags)) for use, flags in by_use.items()}
