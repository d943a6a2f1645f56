"""Numbers, dates and lists in words, for the sentences of a story."""

from simulator.report import formats
from simulator.report.view.names import day
from simulator.scenario.calendar import monday_of

COUNTS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
TIMES = {1: "once", 2: "twice"}
LEADER_LEFT = "The leader left office, as the scenario sets it."


def count(number):
    """A count, in words up to twelve."""
    return COUNTS[number] if number < len(COUNTS) else f"{number:,}"


def counted(number, noun):
    """A count with its noun.

    >>> counted(1, "week"), counted(14, "week")
    ('one week', '14 weeks')
    """
    return f"{count(number)} {noun}{'' if number == 1 else 's'}"


def times(number):
    """How often: once, twice, three times."""
    return TIMES.get(number, f"{count(number)} times")


def joined(names):
    """Names in a list, the last after "and".

    >>> joined(["a", "b", "c"]), joined(["a"]), joined([])
    ('a, b and c', 'a', '')
    """
    *first, last = names or [""]
    return f"{', '.join(first)} and {last}" if first else last


def date(week):
    """The Monday of a week in words."""
    return day(monday_of(week))


def span(first, last):
    """Two dates; a year or month that they share stands once."""
    start, end = monday_of(first), monday_of(last)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} to {day(end)}"
    year = "" if start.year == end.year else f" {start.year}"
    return f"{start.day} {start:%B}{year} to {day(end)}"


def with_sign(value):
    """A net gain or loss with its sign."""
    return formats.sign(f"{value:+.2f}")


def first_and_until(weeks):
    """The first of some weeks, and " by DATE" of the last if it is another."""
    first, last = min(weeks.values()), max(weeks.values())
    return first, f" by {date(last)}" if last > first else ""
