"""Week numbers and dates. Week 0 starts on Monday 5 January 1970 in every scenario."""

import datetime

from simulator.scenario.errors import refuse

FIRST_MONDAY = datetime.date(1970, 1, 5)


def week_of(date):
    """Number of the week that contains a date.

    >>> week_of(datetime.date(2016, 3, 20)) - week_of(datetime.date(2016, 3, 14))
    0
    """
    return (date - FIRST_MONDAY).days // 7


def monday_of(week):
    """Date of the Monday of a week.

    >>> monday_of(week_of(datetime.date(2016, 3, 16))).isoformat()
    '2016-03-14'
    """
    return FIRST_MONDAY + datetime.timedelta(weeks=int(week))


def date_of(key, text):
    """Date from text like 2016-12-31. Raises ScenarioError, which names `key`."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        refuse(key, f'"{text}" is not a calendar date; write it like 2016-12-31')
