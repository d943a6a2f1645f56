"""Weeks and dates: week 0 is that of Monday 5 January 1970, so weeks have the same number in every
scenario."""

import datetime

from simulator.scenario.errors import refuse

FIRST_MONDAY = datetime.date(1970, 1, 5)


def week_of(date):
    """Number of the week that holds a date.

    >>> week_of(datetime.date(2016, 3, 20)) - week_of(datetime.date(2016, 3, 14))
    0
    """
    return (date - FIRST_MONDAY).days // 7


def monday_of(week):
    """Date of the Monday that opens a week.

    >>> monday_of(week_of(datetime.date(2016, 3, 16))).isoformat()
    '2016-03-14'
    """
    return FIRST_MONDAY + datetime.timedelta(weeks=int(week))


def date_of(key, text):
    """The date that a person wrote, like 2016-12-31. Raises ScenarioError; `key` is what the error
    names."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        refuse(key, f'"{text}" is no date of the calendar; write it like 2016-12-31')
