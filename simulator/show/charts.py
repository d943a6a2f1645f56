"""Charts of plain values, each one function: what is handed in is drawn, and told in words for who
cannot see it."""

import numpy as np

from simulator.show.colours import shape
from simulator.show.svg import (
    Axis,
    area,
    calendar,
    field,
    line,
    mark,
    month,
    months,
    path,
    picture,
    short,
    tag,
    words,
)
from simulator.show.words import plain


def strip(label, axis, band, value, low, high, passed):
    """A row of a forest: the band asked for, shaded; the number with its interval; a dot where it
    passes, a diamond where it fails.

    band   (low, high) of the shading; None is open
    value  None where there is none; what lies beyond an end is an arrow there
    """
    left, right = (
        end if end is not None else limit
        for end, limit in zip(band, (axis.low, axis.high), strict=True)
    )
    shade = tag(
        "rect",
        x=axis.x(left),
        y=2,
        width=f"{short(axis.at(right) - axis.at(left))}%",
        height=22,
        class_="asked",
    )
    edges = [line(axis.x(end), 2, axis.x(end), 24, "edge") for end in band if end is not None]
    state = "pass" if passed else "fail"
    ends = []
    if low is not None and high is not None and low != high:
        ends = [line(axis.x(low), 13, axis.x(high), 13, f"interval {state}")]
    if value is not None:
        kind = (
            ("dot" if passed else "diamond")
            if axis.holds(value)
            else "left"
            if value < axis.low
            else "right"
        )
        ends.append(mark(kind, axis.x(value), 13, f"mark {state}"))
    rail = line("0%", 13, "100%", 13, "rail")
    return picture(26, label, rail, shade, *edges, *ends)


def sparkline(label, values, ranges, passed, names, height=58):
    """Numbers along a lever, evenly spaced, each with its interval; the values of the lever
    below."""
    known = [end for pair in [*ranges, values] for end in pair if end is not None]
    up = Axis(min(known), max(known))
    top, room = 8, height - 32
    y = [None if value is None else top + room * (1.0 - up.at(value) / 100.0) for value in values]
    x = [f"{short(6 + 88 * k / (len(values) - 1))}%" for k in range(len(values))]
    state, drawn = "pass" if passed else "fail", []
    for k in range(len(values) - 1):
        if y[k] is not None and y[k + 1] is not None:
            drawn.append(line(x[k], y[k], x[k + 1], y[k + 1], f"path {state}"))
    for k, (low, high) in enumerate(ranges):
        if low is not None and high is not None:
            ends = [top + room * (1.0 - up.at(end) / 100.0) for end in (low, high)]
            drawn.append(line(x[k], ends[0], x[k], ends[1], f"interval {state}"))
    marks = [
        mark("point" if passed else "speck", x[k], y[k], f"mark {state}")
        for k in range(len(values))
        if y[k] is not None
    ]
    return picture(
        height,
        label,
        *drawn,
        *marks,
        *(words(name, at, height - 4) for name, at in zip(names, x, strict=True)),
    )


class Timeline:
    """Room for values over dates: where they lie, the grid behind them, and what lies after the
    last day that was known.

    days       dates of the columns
    low, high  ends of the values
    ends       a date after which nothing was known, or None
    """

    top = 22

    def __init__(self, days, low, high, height=230, ends=None):
        self.days, self.height, self.deep, self.ends = days, height, height - 44, ends
        self.up, self.across = Axis(low, high), calendar(days)
        self.x = [self.across.at(day.toordinal()) for day in days]

    def y(self, value):
        """Pixels from the upper edge."""
        return self.top + self.deep * (1.0 - self.up.at(value) / 100.0)

    def places(self, values):
        """Places of values within the field, 0 above and 100 below."""
        return [100.0 - self.up.at(value) for value in values]

    def band(self, lower, upper, class_=None, **style):
        return area(self.x, self.places(lower), self.places(upper), class_, **style)

    def course(self, values, class_):
        return path(self.x, self.places(values), class_)

    def picture(self, label, inside, over=(), class_="fan"):
        """The whole of it: grid and months behind, `inside` within the field, `over` on top."""
        rows = [(self.y(tick), plain(tick)) for tick in self.up.ticks(4)]
        grid, numbers = (
            [line("0%", y, "100%", y, "grid") for y, _ in rows],
            [words(name, "0%", y - 3, "tick", "start") for y, name in rows],
        )
        names = [(self.across.x(day.toordinal()), name) for day, name in months(self.days)]
        named = [part for x, name in names for part in month(x, name, self.top + self.deep)]
        known = (
            _known(self.across, self.ends, self.top, self.deep)
            if self.ends and self.days[0] < self.ends < self.days[-1]
            else []
        )
        return picture(
            self.height,
            label,
            *known[:1],
            *named,
            *grid,
            field(self.top, self.deep, *inside),
            *known[1:],
            *numbers,
            *over,
            class_=class_,
        )


def fan(label, days, rows, points=(), ends=None, height=230, others=()):
    """How worlds lie over time, lightest where few do, with points of the record on top.

    days    dates of the columns
    rows    quantiles from the lowest to the highest, an odd number of them; a single row is a line
    points  [{"date", "to", "low", "high", "kind", "class_", "text"}] the record; without "low" a
            day on which something happened
    ends    a date after which nothing was known
    others  [(rows, class)] of more scenarios: the middle as a line, the outermost as thin ones
    """
    numbers = [*np.ravel(rows), *(one for more, _ in others for one in np.ravel(more))]
    numbers += [
        point[end] for point in points for end in ("low", "high") if point["low"] is not None
    ]
    low, high = float(min(numbers)), float(max(numbers))
    room = 0.08 * (high - low or 1.0)
    at = Timeline(days, 0.0 if 0.0 <= low < 0.4 * high else low - room, high + room, height, ends)
    nested = [at.band(rows[k], rows[-1 - k], f"spread of-{k}") for k in range(len(rows) // 2)]
    inside = [*nested, at.course(rows[len(rows) // 2], "median")]
    for more, class_ in others:
        inside += [
            at.course(more[end], f"edge-of {class_}") for end in ((0, -1) if len(more) > 1 else ())
        ]
        inside.append(at.course(more[len(more) // 2], f"other {class_}"))
    return at.picture(
        label,
        inside,
        [part for point in points for part in _drawn(point, at.across, at.y, at.top, at.deep)],
    )


def stack(label, days, layers, ends=None, height=210):
    """Shares that lie on each other and leave the rest white: layers [((T,) shares, colour)], the
    lowest first."""
    at, below, inside = Timeline(days, 0.0, 100.0, height, ends), np.zeros(len(days)), []
    for shares, colour in layers:
        above = below + 100.0 * np.asarray(shares)
        inside.append(at.band(below, above, fill=colour))
        below = above
    return at.picture(label, inside)


def dots(label, axis, rows, step=16):
    """Numbers under each other, one a scenario: the range across draws as a broad bar, the 95%
    interval as a thin one.

    rows  [(scenario's number, value, (low, high) or None, (low, high) across draws or None,
          filled)]
    """
    drawn = (
        [line(axis.x(0.0), 0, axis.x(0.0), step * len(rows) + 4, "zero")]
        if axis.low < 0.0 < axis.high
        else []
    )
    for k, (number, value, interval, known, filled) in enumerate(rows):
        y, (kind, class_) = step * k + 0.5 * step + 2, shape(number)
        drawn.append(line("0%", y, "100%", y, "rail"))
        for ends, style in ((known, "known-range"), (interval, "interval")):
            if ends and all(map(np.isfinite, ends)):
                drawn.append(line(axis.x(ends[0]), y, axis.x(ends[1]), y, f"{style} {class_}"))
        drawn.append(
            mark(
                kind if filled else "ring",
                axis.x(value),
                y,
                f"mark {class_}" + ("" if filled and kind != "ring" else " open"),
            )
        )
    return picture(step * len(rows) + 4, label, *drawn)


def _known(across, ends, top, deep):
    """What lies after the last day that was known: a veil, a line, its date."""
    x = across.x(ends.toordinal())
    rest = f"{short(100.0 - across.at(ends.toordinal()))}%"
    told = words(
        f"{ends.day} {ends:%B %Y}",
        x,
        top - 8,
        "tick known",
        "start" if across.at(ends.toordinal()) < 80 else "end",
    )
    return [
        tag("rect", x=x, y=top, width=rest, height=deep, class_="after"),
        line(x, top - 4, x, top + deep, "known"),
        told,
    ]


def _drawn(point, across, y, top, deep):
    """A point of the record: its mark, a bar over its days or its range, its number."""
    begin, end = point["date"].toordinal(), point["to"].toordinal()
    x, middle = [across.x(begin), across.x(end)], across.x((begin + end) / 2.0)
    if point["low"] is None:
        yield tag(
            "rect",
            x=x[0],
            y=top,
            width=f"{short(max(across.at(end) - across.at(begin), 0.4))}%",
            height=deep,
            class_="day",
        )
        yield words(
            f"\u00a0{point['text']}",
            x[1],
            top + 12,
            "value",
            "start" if across.at(end) < 60 else "end",
        )
        return
    at = y(0.5 * (point["low"] + point["high"]))
    if end > begin:
        yield line(x[0], at, x[1], at, f"days {point['class_']}")
    if point["high"] > point["low"]:
        yield line(middle, y(point["low"]), middle, y(point["high"]), f"days {point['class_']}")
    yield mark(point["kind"], middle, at, f"mark {point['class_']}")
    below = point["kind"] == "cross" and at < top + 0.8 * deep
    yield words(point["text"], middle, at + 18 if below else at - 9, f"value {point['class_']}")
