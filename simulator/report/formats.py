"""Numbers as one writes them: counts of worlds, amounts, changes with their intervals."""

import math

BAR = 10  # columns of a full bar
SWING = 8  # of a change, to either side


def amount(value, scale):
    """An amount, without decimals where the scale is large."""
    told = f"{value:,.{0 if abs(scale) >= 100 else 1}f}"
    return sign(told) if value else told


def of(share, worlds):
    """A share as a number of worlds."""
    return f"{round(share * worlds):,}"


def level(one, worlds, scale=None):
    """An estimate: a share as a number of worlds, an amount with the digits that its scale asks
    for, that of its highest worlds unless another is given."""
    if one.is_share:
        return of(one.value, worlds)
    return amount(one.value, one.p90 if scale is None else scale)


def upper(text):
    """The same, beginning with a capital."""
    return text[:1].upper() + text[1:]


def interval(share, worlds):
    """An interval of a share, in worlds."""
    return "{:,.0f} to {:,.0f}".format(*share.interval(worlds))


def bar(share):
    """A bar in eighths of a column."""
    eighths = round(share * BAR * 8)
    return "█" * (eighths // 8) + (" ▏▎▍▌▋▊▉"[eighths % 8] if eighths % 8 else "")


def swing(length):
    """A bar to the left or right of a middle line, in halves of a column; length from -1 to 1.

    >>> swing(-0.5)
    '    ████│'
    """
    halves = min(round(2 * SWING * abs(length)), 2 * SWING)
    full, half = "█" * (halves // 2), halves % 2
    if length < 0:
        return f"{('▐' if half else '') + full:>{SWING}}│"
    return f"{'':{SWING}}│{full}{'▌' if half else ''}"


def changed(change, scale):
    """A change in three cells, (text, look): by how much, where it lies for 10 to 90% of draws, its
    95% interval; strong where it lies beyond chance.

    scale  worlds, for a share of worlds; 1 for an amount
    """
    values = [end * scale for end in (change.value, change.low, change.high)]
    known = [abs(value) for value in values if math.isfinite(value)]
    digits = 0 if scale > 1 or max(known) >= 100 else 1 if max(known) >= 0.2 else 2
    by, low, high = (sign(f"{value:+,.{digits}f}") for value in values)
    ends = "unknown" if len(known) < 3 else between(low, high)
    return (by, "strong" if change.moved else "quiet"), by_draw(change, scale), (ends, "quiet")


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


def across(one, worlds):
    """Between what a level lies for 10 to 90% of draws; empty where that is not known."""
    known = one.across(worlds if one.is_share else 1)
    if not known:
        return ""
    return between(*(f"{end:,.0f}" if one.is_share else amount(end, one.p90) for end in known))


def between(low, high):
    """From one text to another, or the one where both are alike."""
    return low if low == high else f"{low} to {high}"


def depending(share):
    """How far a share hangs on what is not known, in a clause."""
    known = share.across(100)
    low, high = (f"{end:.0f}" for end in known or (0.0, 0.0))
    return f"{low} to {high} in 100 for 10-90% of parameter draws" if low != high else ""


def by_draw(change, scale):
    """(text, look) of where a change lies for 10 to 90% of draws, with a question mark where its
    direction hangs on them."""
    known = change.across(scale)
    if not known:
        return "", ""
    digits = 0 if scale > 1 or max(map(abs, known)) >= 100 else 1
    told = between(*(sign(f"{end:+,.{digits}f}") for end in known))
    return told + ("" if change.ranked else " ?"), "" if change.moved else "quiet"


def futures(one):
    """Between what 10 to 90% of worlds lie."""
    return between(*(amount(end, one.p90) for end in (one.p10, one.p90)))


def span(low, high):
    """From one change to another, signs kept."""
    digits = 0 if max(abs(low), abs(high)) >= 100 else 1
    return between(*(sign(f"{end:+,.{digits}f}") for end in (low, high)))


def enough(worlds, share):
    """Worlds to run so that a share is seen in enough of them, in round thousands; None where it
    was not seen."""
    return 1000 * math.ceil(1.2 * worlds / share / 1000) if share else None
