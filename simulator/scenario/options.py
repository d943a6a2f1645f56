"""Whole numbers and dates that a person gives to options, wherever they are asked for."""

from operator import index

from simulator.bargaining import NAMES
from simulator.scenario import calendar
from simulator.scenario.problems import ScenarioError, meant, misuse, written

WORLDS = REPS = (1, 10_000_000)
WORLD = (0, 1_000_000_000)  # the number of one world
SEED = (-(2**53), 2**53)  # what JSON holds exactly, and arithmetic of 64 bits has room for
JOBS = (1, 10_000)
PORT = (1, 65_535)


def whole(option, given, bounds):
    """A whole number within bounds, from text or a number. Raises UsageError."""
    try:
        number = int(given) if isinstance(given, str) else index(given)
    except (TypeError, ValueError):
        misuse(option, f"{written(given)} is no whole number")
    if not bounds[0] <= number <= bounds[1]:
        misuse(
            option,
            f"{written(str(given)).strip(chr(34))} is out of bounds; give {bounds[0]:,} to"
            f" {bounds[1]:,}",
        )
    return number


def date(option, text):
    """A date like 2016-12-31. Raises UsageError."""
    try:
        return calendar.date_of(option, text)
    except ScenarioError as error:
        misuse(option, error.problems[0].message)


def rules(option, given):
    """Names of bargaining rules, parted by commas or in a list, as a tuple. Raises UsageError for
    one that no rule has."""
    names = given.split(",") if isinstance(given, str) else given
    asked = tuple(name.strip() for name in names if name.strip())
    for name in asked:
        if name not in NAMES:
            misuse(option, f'there is no bargaining rule "{name}"; {meant(name, NAMES)}')
    return asked
