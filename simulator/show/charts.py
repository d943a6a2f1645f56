"""Pictures as plain SVG that needs no script: pieces that reports put together.

Places along a picture are per cent and heights are pixels, so that a picture takes the width it is given and its words keep
their size, on paper as on a telephone. Colours and lines come from the classes in templates/style.css.
"""

import datetime
import math

import numpy as np
from markupsafe import Markup, escape

from simulator.show.words import plain

MARKS = {  # outlines around the middle; a shape says what a colour says too
    "dot": "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0Z",
    "ring": "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z",
    "point": "M-3.2 0a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0 -6.4 0Z",
    "speck": "M0 -4.4L4.4 0L0 4.4L-4.4 0Z",
    "diamond": "M0 -6.5L6.5 0L0 6.5L-6.5 0Z",
    "square": "M-4 -4H4V4H-4Z",
    "cross": "M-4 -4L4 4M-4 4L4 -4",
    "left": "M-1 0L7 -4.5V4.5Z",
    "right": "M1 0L-7 -4.5V4.5Z",
}


def tag(name, *inside, **attributes):
    """An element with everything in it escaped; `class_` is class, `stroke_width` is stroke-width, what is None is left out.

    >>> tag("text", "a < b", x="5%", class_="tick")
    Markup('<text x="5%" class="tick">a &lt; b</text>')
    """
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(short(value))}"' for key, value in attributes.items() if value is not None
    )
    return Markup(f"<{name}{told}>{''.join(escape(one) for one in inside)}</{name}>")


def short(value):
    """A number without digits that no eye sees; anything else as it is.

    >>> short(12.3456), short(12.0), short("5%")
    ('12.35', '12', '5%')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else value


def picture(height, label, *inside, class_=None):
    """A picture as wide as the room for it; the label says in words what it shows."""
    title = tag("title", label)
    return tag("svg", title, *inside, role="img", aria_label=label, width="100%", height=height, class_=class_)


class Axis:
    """Numbers from `low` to `high` laid along a length of 100."""

    def __init__(self, low, high):
        self.low, self.high = float(low), float(high) if high > low else low + 1.0

    def at(self, value):
        """Where a value lies, ends kept."""
        return min(max(100.0 * (value - self.low) / (self.high - self.low), 0.0), 100.0)

    def x(self, value):
        """The same as a place along a picture."""
        return f"{short(self.at(value))}%"

    def holds(self, value):
        return self.low <= value <= self.high

    def ticks(self, most=5):
        """Round numbers along the axis.

        >>> Axis(0, 37).ticks()
        [0.0, 10.0, 20.0, 30.0]
        """
        rough = (self.high - self.low) / most
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(power * k for k in (1, 2, 2.5, 5, 10) if power * k >= rough * 0.999)
        first = math.ceil(self.low / step - 1e-9)
        return [round(k * step, 10) + 0.0 for k in range(first, math.floor(self.high / step + 1e-9) + 1)]


def mark(kind, x, y, class_):
    """A shape with its middle at a place."""
    return tag("svg", tag("path", d=MARKS[kind], class_=class_), x=x, y=y, overflow="visible", width=1, height=1)


def line(x1, y1, x2, y2, class_):
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def words(text, x, y, class_="tick", anchor="middle"):
    return tag("text", text, x=x, y=y, class_=class_, text_anchor=anchor)


def key(kind, class_):
    """A shape for a legend."""
    return tag(
        "svg", tag("svg", tag("path", d=MARKS[kind], class_=class_), x=8, y=8, overflow="visible"), width=16, height=16, aria_hidden="true"
    )


def strip(label, axis, band, value, low, high, passed):
    """A row of a forest: the band asked for, shaded; the number with its interval; a dot where it passes, a diamond where it fails.

    band   (low, high) of the shading; None is open
    value  None where there is none; what lies beyond an end is an arrow there
    """
    left, right = (end if end is not None else limit for end, limit in zip(band, (axis.low, axis.high), strict=True))
    shade = tag("rect", x=axis.x(left), y=2, width=f"{short(axis.at(right) - axis.at(left))}%", height=22, class_="asked")
    edges = [line(axis.x(end), 2, axis.x(end), 24, "edge") for end in band if end is not None]
    state = "pass" if passed else "fail"
    ends = []
    if low is not None and high is not None and low != high:
        ends = [line(axis.x(low), 13, axis.x(high), 13, f"interval {state}")]
    if value is not None:
        kind = ("dot" if passed else "diamond") if axis.holds(value) else "left" if value < axis.low else "right"
        ends.append(mark(kind, axis.x(value), 13, f"mark {state}"))
    rail = line("0%", 13, "100%", 13, "rail")
    return picture(26, label, rail, shade, *edges, *ends)


def sparkline(label, values, ranges, passed, names, height=58):
    """Numbers along a lever, evenly spaced, each with its interval; the values of the lever below."""
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
    marks = [mark("point" if passed else "speck", x[k], y[k], f"mark {state}") for k in range(len(values)) if y[k] is not None]
    return picture(height, label, *drawn, *marks, *(words(name, at, height - 4) for name, at in zip(names, x, strict=True)))


def area(x, lower, upper, class_):
    """A filled band between two rows of places from 0 to 100, to stand in a `field`."""
    there = [f"{short(float(a))} {short(float(b))}" for a, b in zip(x, upper, strict=True)]
    back = [f"{short(float(a))} {short(float(b))}" for a, b in zip(reversed(x), reversed(lower), strict=True)]
    return tag("path", d=f"M{'L'.join(there + back)}Z", class_=class_)


def path(x, y, class_):
    there = (f"{short(float(a))} {short(float(b))}" for a, b in zip(x, y, strict=True))
    return tag("path", d=f"M{'L'.join(there)}", class_=class_, vector_effect="non-scaling-stroke")


def field(top, height, *inside):
    """Room in which places run from 0 to 100 in both directions, downwards."""
    return tag("svg", *inside, y=top, width="100%", height=height, viewBox="0 0 100 100", preserveAspectRatio="none")


def fan(label, days, rows, points, ends=None, height=230):
    """How worlds lie over time, lightest where few do, with points of the record on top.

    days    dates of the columns
    rows    quantiles from the lowest to the highest, an odd number of them; a single row is a line
    points  [{"date", "to", "low", "high", "kind", "class_", "text"}] the record; without "low" a day on which something happened
    ends    a date after which nothing was known
    """
    numbers = [*np.ravel(rows), *(point[end] for point in points for end in ("low", "high") if point["low"] is not None)]
    low, high = float(min(numbers)), float(max(numbers))
    room = 0.08 * (high - low or 1.0)
    up, across = Axis(0.0 if 0.0 <= low < 0.4 * high else low - room, high + room), _calendar(days)
    top, deep = 22, height - 44
    y = lambda value: top + deep * (1.0 - up.at(value) / 100.0)  # noqa: E731
    grid = [
        part
        for tick in up.ticks(4)
        for part in (line("0%", y(tick), "100%", y(tick), "grid"), words(plain(tick), "0%", y(tick) - 3, "tick", "start"))
    ]
    x, places = [across.at(day.toordinal()) for day in days], [[100.0 - up.at(value) for value in row] for row in rows]
    nested = [area(x, places[k], places[-1 - k], f"spread of-{k}") for k in range(len(rows) // 2)]
    inside = field(top, deep, *nested, path(x, places[len(rows) // 2], "median"))
    months = [part for day, name in _months(days) for part in _month(across.x(day.toordinal()), name, top + deep)]
    known = _known(across, ends, top, deep) if ends and days[0] < ends < days[-1] else []
    drawn = [part for point in points for part in _drawn(point, across, y, top, deep)]
    return picture(height, label, *known[:1], *months, *grid, inside, *known[1:], *drawn, class_="fan")


def _calendar(days):
    """Days along the picture, with room for the numbers of the grid before the first."""
    first, last = days[0].toordinal(), days[-1].toordinal()
    return Axis(first - 0.07 * (last - first), last + 4)


def _months(days):
    """(first day, name) of each quarter of the calendar; of each second month where there are few."""
    step = 3 if len(days) > 45 else 2
    for year in range(days[0].year, days[-1].year + 1):
        for month in range(1, 13):
            day = datetime.date(year, month, 1)
            if days[0] <= day <= days[-1] and month % step == 1:
                yield day, f"{day:%b} {year}" if month == 1 else f"{day:%b}"


def _month(x, name, bottom):
    return line(x, bottom, x, bottom + 4, "grid"), words(name, x, bottom + 17)


def _known(across, ends, top, deep):
    """What lies after the last day that was known: a veil, a line, its date."""
    x = across.x(ends.toordinal())
    rest = f"{short(100.0 - across.at(ends.toordinal()))}%"
    told = words(f"{ends.day} {ends:%B %Y}", x, top - 8, "tick known", "middle")
    return [tag("rect", x=x, y=top, width=rest, height=deep, class_="after"), line(x, top - 4, x, top + deep, "known"), told]


def _drawn(point, across, y, top, deep):
    """A point of the record: its mark, a bar over its days or its range, its number."""
    begin, end = point["date"].toordinal(), point["to"].toordinal()
    x, middle = [across.x(begin), across.x(end)], across.x((begin + end) / 2.0)
    if point["low"] is None:
        yield tag("rect", x=x[0], y=top, width=f"{short(max(across.at(end) - across.at(begin), 0.4))}%", height=deep, class_="day")
        yield words(f"\u00a0{point['text']}", x[1], top + 12, "value", "start" if across.at(end) < 60 else "end")
        return
    at = y(0.5 * (point["low"] + point["high"]))
    if end > begin:
        yield line(x[0], at, x[1], at, f"days {point['class_']}")
    if point["high"] > point["low"]:
        yield line(middle, y(point["low"]), middle, y(point["high"]), f"days {point['class_']}")
    yield mark(point["kind"], middle, at, f"mark {point['class_']}")
    below = point["kind"] == "cross" and at < top + 0.8 * deep
    yield words(point["text"], middle, at + 18 if below else at - 9, f"value {point['class_']}")
