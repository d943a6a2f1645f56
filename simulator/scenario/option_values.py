"""Check and convert values of options, from the command line or from a notebook."""

import datetime
from operator import index
from pathlib import Path

from simulator.bargaining import NAMES
from simulator.options import OPTIONS
from simulator.scenario import calendar
from simulator.scenario.errors import ScenarioError, misuse, suggest, yaml_repr


def option_value(name, value):
    """Value of an option of OPTIONS, checked and converted; None for None. Raises UsageError."""
    option = OPTIONS[name]
    if value is None:
        return None
    if option.bounds:
        return whole_number(option.flag, value, option.bounds)
    read = {"by": date, "rules": rules, "out": lambda _, path: Path(path)}.get(name)
    return read(option.flag, value) if read else value


def whole_number(option, value, bounds):
    """Whole number within bounds, from text or a number. Raises UsageError."""
    try:
        number = int(value) if isinstance(value, str) else index(value)
    except (TypeError, ValueError):
        misuse(option, f"{yaml_repr(value)} is not a whole number")
    if not bounds[0] <= number <= bounds[1]:
        text = yaml_repr(str(value)).strip('"')
        misuse(option, f"{text} is out of bounds; give {bounds[0]:,} to {bounds[1]:,}")
    return number


def date(option, value):
    """Date, from a date or text like 2016-12-31. Raises UsageError."""
    if isinstance(value, datetime.date):
        return value.date() if isinstance(value, datetime.datetime) else value
    try:
        return calendar.date_of(option, value)
    except ScenarioError as error:
        misuse(option, error.user_errors[0].message)


def rules(option, value):
    """Names of bargaining rules as a tuple, from text with commas or a list. Raises UsageError."""
    names = value.split(",") if isinstance(value, str) else value
    chosen = tuple(name.strip() for name in names if name.strip())
    for name in chosen:
        if name not in NAMES:
            misuse(option, f'there is no bargaining rule "{name}"; {suggest(name, NAMES)}')
    return chosen
