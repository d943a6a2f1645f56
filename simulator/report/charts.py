"""Charts of plain values as SVG, one function each; an accessible label describes each chart."""

import datetime
from dataclasses import dataclass

import numpy as np

from simulator.report import svg
from simulator.report.colours import shape
from simulator.report.formats import decimal
from simulator.report.svg import Axis, line, mark, picture, short, svg_text, tag


def state_of(passed):
    """CSS class of a verdict; None is one for information.

    >>> state_of(True), state_of(False), state_of(None)
    ('pass', 'fail', 'information')
    """
    return {True: "pass", False: "fail", None: "information"}[passed]


def strip(label, axis, band, value, low, high, passed):
    """One row of a forest plot: accepted band, value and interval; a dot is a pass, a diamond a
    failure.

    band   (low, high) of the shading; None is open
    value  None if unknown; a value beyond an end of the axis is drawn as an arrow there
    """
    left = axis.low if band[0] is None else band[0]
    right = axis.high if band[1] is None else band[1]
    wide = f"{short(axis.at(right) - axis.at(left))}%"
    parts = [line("0%", 13, "100%", 13, "rail")]
    parts += [tag("rect", x=axis.x(left), y=2, width=wide, height=22, class_="target")]
    parts += [line(axis.x(end), 2, axis.x(end), 24, "edge") for end in band if end is not None]
    state = state_of(passed)
    if low is not None and high is not None and low != high:
        parts.append(line(axis.x(low), 13, axis.x(high), 13, f"interval {state}"))
    if value is not None:
        kind = "dot" if passed else "diamond"
        kind = "left" if value < axis.low else "right" if value > axis.high else kind
        parts.append(mark(kind, axis.x(value), 13, f"mark {state}"))
    return picture(26, label, *parts)


def sparkline(label, values, ranges, passed, names, height=58):
    """Values along a lever, evenly spaced, with intervals; the lever's values below."""
    ends = [end for pair in [*ranges, values] for end in pair if end is not None]
    up, state = Axis(min(ends), max(ends)), state_of(passed)
    down = lambda value: 8 + (height - 32) * (1.0 - up.at(value) / 100.0)  # noqa: E731
    x = [f"{short(6 + 88 * k / (len(values) - 1))}%" for k in range(len(values))]
    places = [k for k, value in enumerate(values) if value is not None]
    y, parts = {k: down(values[k]) for k in places}, []
    for k in places:
        if k + 1 in y:
            parts.append(line(x[k], y[k], x[k + 1], y[k + 1], f"path {state}"))
    for at, (low, high) in zip(x, ranges, strict=True):
        if low is not None and high is not None:
            parts.append(line(at, down(low), at, down(high), f"interval {state}"))
    kind = "speck" if passed is False else "point"
    parts += [mark(kind, x[k], y[k], f"mark {state}") for k in places]
    parts += [svg_text(name, at, height - 4) for name, at in zip(names, x, strict=True)]
    return picture(height, label, *parts)


def dots(label, axis, rows, step=16):
    """One value per scenario: the parameter range as a broad bar, the 95% CI as a thin one.

    rows  [(scenario's number, value, (low, high) or None, (low, high) across draws or None,
          filled)]
    """
    zero, deep = axis.x(0.0), step * len(rows) + 4
    parts = [line(zero, 0, zero, deep, "zero")] if axis.low < 0.0 < axis.high else []
    for k, (number, value, interval, parameter_range, filled) in enumerate(rows):
        y, (kind, class_) = step * k + 0.5 * step + 2, shape(number)
        parts.append(line("0%", y, "100%", y, "rail"))
        for ends, style in ((parameter_range, "parameter-range"), (interval, "interval")):
            if ends and all(map(np.isfinite, ends)):
                parts.append(line(axis.x(ends[0]), y, axis.x(ends[1]), y, f"{style} {class_}"))
        empty = "" if filled and kind != "ring" else " open"
        parts.append(mark(kind if filled else "ring", axis.x(value), y, f"mark {class_}{empty}"))
    return picture(deep, label, *parts)


# -------------------------------------------------------------------------------------------------
# over time
class Timeline:
    """A chart over dates: scale, grid, and shading after the end of the record.

    days       dates of the columns
    low, high  ends of the values
    ends       end of the record, or None
    """

    top = 22

    def __init__(self, days, low, high, height=230, ends=None):
        self.days, self.height, self.deep = days, height, height - 44
        self.ends = ends if ends and days[0] < ends < days[-1] else None
        self.up, self.across = Axis(low, high), svg.calendar(days)
        self.x = [self.across.at(day.toordinal()) for day in days]

    def y(self, value):
        """Pixels from the upper edge."""
        return self.top + self.deep * (1.0 - self.up.at(value) / 100.0)

    def places(self, values):
        """Vertical positions of values within the field, from 0 at the top to 100."""
        return [100.0 - self.up.at(value) for value in values]

    def band(self, lower, upper, class_=None, **style):
        return svg.area(self.x, self.places(lower), self.places(upper), class_, **style)

    def course(self, values, class_):
        return svg.path(self.x, self.places(values), class_)

    def picture(self, label, inside, over=(), class_="fan"):
        """The complete chart: grid and months behind, `inside` within the field, `over` on top."""
        rows = [(self.y(tick), decimal(tick)) for tick in self.up.ticks(4)]
        grid = [line("0%", y, "100%", y, "grid") for y, _ in rows]
        numbers = [svg_text(name, "0%", y - 3, "tick", "start") for y, name in rows]
        base_y, months = self.top + self.deep, []
        for day, name in svg.months(self.days):
            months += svg.month(self.across.x(day.toordinal()), name, base_y)
        veil, *end_marks = self._after_record(self.ends) if self.ends else [""]
        field = svg.field(self.top, self.deep, *inside)
        parts = (veil, *months, *grid, field, *end_marks, *numbers, *over)
        return picture(self.height, label, *parts, class_=class_)

    def _after_record(self, ends):
        """The part after the end of the record: shading, a line, its date."""
        place = self.across.at(ends.toordinal())
        x, width = f"{short(place)}%", f"{short(100.0 - place)}%"
        yield tag("rect", x=x, y=self.top, width=width, height=self.deep, class_="after")
        yield line(x, self.top - 4, x, self.top + self.deep, "record-end")
        date, side = f"{ends.day} {ends:%B %Y}", "start" if place < 80 else "end"
        yield svg_text(date, x, self.top - 8, "tick record-end", side)

    def record(self, point):
        """A point of the record: its mark, a bar over its days or its range, its number."""
        begin, end = (self.across.at(date.toordinal()) for date in (point.first, point.last))
        x, middle = [f"{short(at)}%" for at in (begin, end)], f"{short(0.5 * (begin + end))}%"
        low, high, class_, label = point.low, point.high, point.class_, point.label
        if low is None:
            box = {"x": x[0], "y": self.top, "height": self.deep, "class_": "day"}
            yield tag("rect", **box, width=f"{short(max(end - begin, 0.4))}%")
            side = "start" if end < 60 else "end"
            yield svg_text(f"\u00a0{label}", x[1], self.top + 12, "value", side)
            return
        at = self.y(0.5 * (low + high))
        if end > begin:
            yield line(x[0], at, x[1], at, f"days {class_}")
        if high > low:
            yield line(middle, self.y(low), middle, self.y(high), f"days {class_}")
        yield mark(point.shape, middle, at, f"mark {class_}")
        below = point.shape == "cross" and at < self.top + 0.8 * self.deep
        yield svg_text(label, middle, at + 18 if below else at - 9, f"value {class_}")


@dataclass(frozen=True)
class RecordMark:
    """A point of the record in a chart.

    first, last  its days
    low, high    its value or range; None for an event
    shape        of its mark
    class_       CSS classes
    label        text beside it
    """

    first: datetime.date
    last: datetime.date
    low: float | None
    high: float | None
    shape: str
    class_: str
    label: str


def fan(label, days, rows, points=(), ends=None, height=230, others=()):
    """Fan chart of a metric over time with points of the record on top.

    days    dates of the columns
    rows    quantiles from the lowest to the highest, an odd number of them; a single row is a line
    points  [RecordMark]
    ends    end of the record, or None
    others  [(rows, class)] of more scenarios: the median as a line, the outermost quantiles as thin
            lines
    """
    numbers = [*np.ravel(rows), *(row for more, _ in others for row in np.ravel(more))]
    numbers += [end for row in points for end in (row.low, row.high) if end is not None]
    low, high = float(min(numbers)), float(max(numbers))
    room = 0.08 * (high - low or 1.0)
    timeline = Timeline(
        days, 0.0 if 0.0 <= low < 0.4 * high else low - room, high + room, height, ends
    )
    inside = [timeline.band(rows[k], rows[-1 - k], f"spread of-{k}") for k in range(len(rows) // 2)]
    inside.append(timeline.course(rows[len(rows) // 2], "median"))
    for more, class_ in others:
        edges = (0, -1) if len(more) > 1 else ()
        inside += [timeline.course(more[end], f"edge-of {class_}") for end in edges]
        inside.append(timeline.course(more[len(more) // 2], f"other {class_}"))
    return timeline.picture(
        label, inside, [element for point in points for element in timeline.record(point)]
    )


def stack(label, days, layers, ends=None, height=210):
    """Stacked shares over time: layers [((T,) shares, colour)], the lowest first; the rest is
    white."""
    timeline, below, inside = Timeline(days, 0.0, 100.0, height, ends), np.zeros(len(days)), []
    for shares, colour in layers:
        above = below + 100.0 * np.asarray(shares)
        inside.append(timeline.band(below, above, fill=colour))
        below = above
    return timeline.picture(label, inside)
