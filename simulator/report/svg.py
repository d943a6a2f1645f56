"""Elements of SVG pictures without scripts; `charts` combines them.

Horizontal positions are per cent and heights are pixels, so that a picture fills the width of its
container while its text keeps its size. Colours and lines come from classes in
templates/style.css."""

import datetime
import math

from markupsafe import Markup, escape

MARKS = {  # outlines around the middle; a shape repeats what a colour shows
    "dot": "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0Z",
    "ring": "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z",
    "point": "M-3.2 0a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0 -6.4 0Z",
    "speck": "M0 -4.4L4.4 0L0 4.4L-4.4 0Z",
    "diamond": "M0 -6.5L6.5 0L0 6.5L-6.5 0Z",
    "square": "M-4 -4H4V4H-4Z",
    "cross": "M-4 -4L4 4M-4 4L4 -4",
    "up": "M0 -5L5.5 4H-5.5Z",
    "left": "M-1 0L7 -4.5V4.5Z",
    "right": "M1 0L-7 -4.5V4.5Z",
}


def tag(name, *inside, **attributes):
    """An element with its content escaped; `class_` becomes class, `stroke_width` stroke-width;
    attributes that are None are omitted.

    >>> tag("text", "a < b", x="5%", class_="tick")
    Markup('<text x="5%" class="tick">a &lt; b</text>')
    """
    values = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
    pairs = [
        f' {key}="{escape(short(value))}"' for key, value in values.items() if value is not None
    ]
    return Markup(f"<{name}{''.join(pairs)}>{''.join(escape(value) for value in inside)}</{name}>")


def rows_of(head, body, **look):
    """An HTML table from the cells of its head and of each row of its body."""
    rows = (tag("tr", *row) for row in body)
    return tag("table", tag("thead", tag("tr", *head)), tag("tbody", *rows), **look)


def short(value):
    """A number with at most two decimals; anything else unchanged.

    >>> short(12.3456), short(12.0), short("5%")
    ('12.35', '12', '5%')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else value


def picture(height, label, *inside, class_=None):
    """A picture as wide as its container; the label describes it."""
    size = {"width": "100%", "height": height, "class_": class_}
    return tag("svg", tag("title", label), *inside, role="img", aria_label=label, **size)


class Axis:
    """A linear scale from `low` to `high`, 0 to 100 along a picture."""

    def __init__(self, low, high):
        self.low, self.high = float(low), float(high) if high > low else low + 1.0

    def at(self, value):
        """Position of a value in per cent, limited to the ends."""
        return min(max(100.0 * (value - self.low) / (self.high - self.low), 0.0), 100.0)

    def x(self, value):
        """Position of a value as a percentage text."""
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
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [round(k * step, 10) + 0.0 for k in range(first, last + 1)]


def mark(kind, x, y, class_):
    """A shape centred at a position."""
    shape = tag("path", d=MARKS[kind], class_=class_)
    return tag("svg", shape, x=x, y=y, overflow="visible", width=1, height=1)


def line(x1, y1, x2, y2, class_):
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def svg_text(text, x, y, class_="tick", anchor="middle"):
    return tag("text", text, x=x, y=y, class_=class_, text_anchor=anchor)


def key(kind, class_):
    """A shape for a legend."""
    shape = tag("svg", tag("path", d=MARKS[kind], class_=class_), x=8, y=8, overflow="visible")
    return tag("svg", shape, width=16, height=16, aria_hidden="true")


def area(x, lower, upper, class_=None, **style):
    """A filled band between two rows of positions from 0 to 100, for use in a `field`."""
    outline = [*_places(x, upper), *_places(reversed(x), reversed(lower))]
    return tag("path", d=f"M{'L'.join(outline)}Z", class_=class_, **style)


def path(x, y, class_):
    outline = f"M{'L'.join(_places(x, y))}"
    return tag("path", d=outline, class_=class_, vector_effect="non-scaling-stroke")


def _places(x, y):
    return (f"{short(float(a))} {short(float(b))}" for a, b in zip(x, y, strict=True))


def field(top, height, *inside):
    """A field in which positions run from 0 to 100 in both directions, downwards."""
    box = {"viewBox": "0 0 100 100", "preserveAspectRatio": "none"}
    return tag("svg", *inside, y=top, width="100%", height=height, **box)


def calendar(days):
    """An axis of dates, with space for the labels of the grid before the first date."""
    first, last = days[0].toordinal(), days[-1].toordinal()
    return Axis(first - 0.1 * (last - first), last + 4)


def months(days):
    """(first day, name) of the months labelled on an axis: every second month, quarters, half-years
    or years, by the length of the chart."""
    weeks = len(days)
    step = 2 if weeks <= 45 else 3 if weeks <= 80 else 6 if weeks <= 270 else 12
    every = max(1, weeks // 520)
    for year in range(days[0].year, days[-1].year + 1):
        for month_number in range(1, 13, step):
            day = datetime.date(year, month_number, 1)
            if days[0] <= day <= days[-1] and (step < 12 or year % every == 0):
                yield day, str(year) if month_number == 1 else f"{day:%b}"


def month(x, name, y):
    return line(x, y, x, y + 4, "grid"), svg_text(name, x, y + 17)
