"""Formats of numbers: counts of worlds, values, changes with their intervals."""

import math

BAR = 10  # columns of a full bar
HALF_BAR = 8  # columns of a change, to either side


def rounded(value, scale):
    """A value with the digits of its scale: none if it is large."""
    number = f"{value:,.{0 if abs(scale) >= 100 else 1}f}"
    return sign(number) if value else number


def count(share, worlds):
    """A share as a count of worlds."""
    return f"{round(share * worlds):,}"


def level(estimate, worlds, scale=None):
    """An estimate: a share as a count of worlds, another value with the digits of its scale, by
    default its 90th percentile."""
    if estimate.is_share:
        return count(estimate.value, worlds)
    return rounded(estimate.value, estimate.p90 if scale is None else scale)


def upper(text):
    """A text with a capital first letter."""
    return text[:1].upper() + text[1:]


def interval(share, worlds):
    """The 95% CI of a share, in worlds."""
    return "{:,.0f} to {:,.0f}".format(*share.interval(worlds))


def bar(share):
    """A bar in eighths of a column."""
    eighths = round(share * BAR * 8)
    return "█" * (eighths // 8) + (" ▏▎▍▌▋▊▉"[eighths % 8] if eighths % 8 else "")


def signed_bar(length):
    """A bar to the left or right of a middle line, in halves of a column; length from -1 to 1.

    >>> signed_bar(-0.5)
    '    ████│'
    """
    halves = min(round(2 * HALF_BAR * abs(length)), 2 * HALF_BAR)
    full, half = "█" * (halves // 2), halves % 2
    if length < 0:
        return f"{('▐' if half else '') + full:>{HALF_BAR}}│"
    return f"{'':{HALF_BAR}}│{full}{'▌' if half else ''}"


def change_cells(change, scale):
    """A change as three (text, look) cells: value, parameter range, 95% CI; strong where it is
    significant.

    scale  worlds, for a share of worlds; 1 for other values
    """
    values = [end * scale for end in (change.value, change.low, change.high)]
    finite = [abs(value) for value in values if math.isfinite(value)]
    digits = 0 if scale > 1 or max(finite) >= 100 else 1 if max(finite) >= 0.2 else 2
    value_text, low, high = (sign(f"{value:+,.{digits}f}") for value in values)
    ends = "unknown" if len(finite) < 3 else between(low, high)
    return (
        (value_text, "strong" if change.moved else "quiet"),
        range_cell(change, scale),
        (ends, "quiet"),
    )


def sign(text):
    """Replace the hyphen of a negative number by a minus sign; drop the sign of a zero."""
    return "0" if not text.strip("+-0.,") else text.replace("-", "−")


def decimal(value):
    """A number with up to two decimals and a minus sign.

    >>> decimal(1000.0), decimal(-0.5), decimal(33.3)
    ('1,000', '−0.5', '33.3')
    """
    number = f"{value:,.2f}".rstrip("0").rstrip(".")
    return sign(number) if value else "0"


def parameter_range(estimate, worlds):
    """The parameter range of a level; empty if unknown."""
    draws_range = estimate.across(worlds if estimate.is_share else 1)
    if not draws_range:
        return ""
    return between(
        *(f"{end:,.0f}" if estimate.is_share else rounded(end, estimate.p90) for end in draws_range)
    )


def between(low, high):
    """A range as text, or one text where both ends are equal."""
    return low if low == high else f"{low} to {high}"


def range_clause(share):
    """The parameter range of a share, in a clause."""
    draws_range = share.across(100)
    low, high = (f"{end:.0f}" for end in draws_range or (0.0, 0.0))
    return f"{low} to {high} in 100 for 10-90% of parameter draws" if low != high else ""


def range_cell(change, scale):
    """(text, look) of the parameter range of a change; a question mark if the sign varies across
    draws."""
    draws_range = change.across(scale)
    if not draws_range:
        return "", ""
    digits = 0 if scale > 1 or max(map(abs, draws_range)) >= 100 else 1
    range_text = between(*(sign(f"{end:+,.{digits}f}") for end in draws_range))
    return range_text + ("" if change.ranked else " ?"), "" if change.moved else "quiet"


def world_range(estimate):
    """The 10th to 90th percentile over worlds."""
    return between(*(rounded(end, estimate.p90) for end in (estimate.p10, estimate.p90)))


def span(low, high):
    """A range of changes with signs."""
    digits = 0 if max(abs(low), abs(high)) >= 100 else 1
    return between(*(sign(f"{end:+,.{digits}f}") for end in (low, high)))


def worlds_needed(worlds, share):
    """Number of worlds, in thousands, needed to see a share in enough of them; None for a share of
    0."""
    return 1000 * math.ceil(1.2 * worlds / share / 1000) if share else None
