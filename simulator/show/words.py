"""Numbers as one writes them: counts of worlds, amounts, changes with their intervals."""

import math

from rich.text import Text

BAR = 10  # columns of a full bar
SWING = 8  # of a change, to either side


def folded(name):
    """An id in two lines of about the same length, broken at an underscore."""
    cuts = [i for i, letter in enumerate(name) if letter in "_+"]
    if not cuts or len(name) <= 8:
        return name
    cut = min(cuts, key=lambda i: abs(i - len(name) / 2))
    return f"{name[:cut]}\n{name[cut:]}"


def amount(value, scale):
    """An amount, without decimals where the scale is large."""
    return (
        sign(f"{value:,.{0 if abs(scale) >= 100 else 1}f}")
        if value
        else f"{value:,.{0 if abs(scale) >= 100 else 1}f}"
    )


def of(share, worlds):
    """A share as a number of worlds."""
    return f"{round(share * worlds):,}"


def upper(text):
    """The same, beginning with a capital."""
    return text[:1].upper() + text[1:]


def interval(share, worlds):
    """An interval of a share, in worlds."""
    return f"{share.low * worlds:,.0f} to {share.high * worlds:,.0f}"


def bar(share):
    """A bar in eighths of a column."""
    eighths = round(share * BAR * 8)
    return "█" * (eighths // 8) + (" ▏▎▍▌▋▊▉"[eighths % 8] if eighths % 8 else "")


def swing(value, most):
    """A bar to the left or right of a middle line, in halves of a column.

    >>> swing(-5.0, 10.0)
    '    ████│'
    """
    halves = (
        min(round(2 * SWING * abs(value) / most), 2 * SWING) if most and math.isfinite(most) else 0
    )
    full, half = "█" * (halves // 2), halves % 2
    if value < 0:
        return f"{('▐' if half else '') + full:>{SWING}}│"
    return f"{'':{SWING}}│{full}{'▌' if half else ''}"


def changed(change, scale):
    """A change in three cells: by how much, where it lies for 10 to 90% of draws, its 95% interval;
    bold where it lies beyond chance.

    scale  worlds, for a share of worlds; 1 for an amount
    """
    values = [end * scale for end in (change.value, change.low, change.high)]
    known = [abs(value) for value in values if math.isfinite(value)]
    digits = 0 if scale > 1 or max(known) >= 100 else 1 if max(known) >= 0.2 else 2
    by, low, high = (sign(f"{value:+,.{digits}f}") for value in values)
    interval = "not known" if len(known) < 3 else "0" if low == high == "0" else f"[{low}, {high}]"
    return (
        Text(by, style="bold" if change.moved else "dim"),
        by_draw(change, scale),
        Text(interval, style="dim"),
    )


def sign(text):
    """A minus as wide as a plus, and no sign on a zero."""
    return "0" if not text.strip("+-0.,") else text.replace("-", "−")


def plain(value):
    """A number with the digits it has, and a wide minus.

    >>> plain(1000.0), plain(-0.5), plain(33.3)
    ('1,000', '\u22120.5', '33.3')
    """
    told = f"{value:,.2f}".rstrip("0").rstrip(".")
    return sign(told) if value else "0"


def across(share, worlds):
    """Between what a share lies for 10 to 90% of draws, in worlds; empty where that is not
    known."""
    known = share.across(worlds)
    return _ends(*(f"{end:,.0f}" for end in known)) if known else ""


def across_amount(metric):
    """Between what a mean lies for 10 to 90% of draws."""
    known = metric.across()
    return _ends(*(amount(end, metric.p90) for end in known)) if known else ""


def _ends(low, high):
    return low if low == high else f"{low} to {high}"


def depending(share):
    """How far a share hangs on what is not known, in a clause."""
    known = share.across(100)
    if not known:
        return ""
    low, high = (f"{end:.0f}" for end in known)
    return f"between {low} and {high} in 100, depending on what is not known" if low != high else ""


def by_draw(change, scale):
    """Where a change lies for 10 to 90% of draws, with a question mark where its direction hangs on
    them."""
    ends = change.across(scale)
    if not ends:
        return Text("")
    digits = 0 if scale > 1 or max(map(abs, ends)) >= 100 else 1
    low, high = (sign(f"{end:+,.{digits}f}") for end in ends)
    mark = "" if change.ranked else " ?"
    return Text(_ends(low, high) + mark, style="" if change.moved else "dim")


def futures(metric):
    """Between what 10 to 90% of worlds lie."""
    return _ends(*(amount(end, metric.p90) for end in (metric.p10, metric.p90)))


def span(low, high):
    """From one change to another, signs kept."""
    digits = 0 if max(abs(low), abs(high)) >= 100 else 1
    return _ends(*(sign(f"{end:+,.{digits}f}") for end in (low, high)))


def enough(worlds, share):
    """Worlds to run so that a share is seen in enough of them, in round thousands; None where it
    was not seen."""
    return 1000 * math.ceil(1.2 * worlds / share / 1000) if share else None
