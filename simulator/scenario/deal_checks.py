"""Checks of what a scenario offers with a deal: peacekeepers, and safety for a leader who leaves.

Each check yields (path, message) of a problem, then other paths that the message mentions."""

import math

from simulator.scenario.calendar import week_of
from simulator.scenario.extremes import Extremes

OFFERS = {"peacekeepers": "peacekeepers", "exit_safety": "exit safety"}
NEVER_SIGNED = "no deal can be signed before {0}, so {1} would change nothing; change `{2}`"
NO_WEIGHT = "`deal.by_peacekeepers` is 0, so peacekeepers would change nothing; raise it"
NO_LEADER = (
    "no issue of the package is about the leader, so exit safety would change nothing; give one"
    " `role: leader`"
)
NO_FEAR = (
    "nobody fears punishment, so exit safety would change nothing; set `fear_of_punishment` of a"
    " party above 0"
)


def deal_messages(scenario, parameters, levers):
    """All problems of what is offered with a deal."""
    extremes = Extremes(parameters, levers)
    offered = {name: extremes.place_above_nought(f"deal.{name}") for name in OFFERS}
    for name, place in offered.items():
        if place:
            yield from _never_signed(scenario, extremes, place, OFFERS[name])
    if offered["peacekeepers"] and extremes.nought("deal.by_peacekeepers"):
        yield offered["peacekeepers"], NO_WEIGHT, ("deal", "by_peacekeepers")
    if offered["exit_safety"]:
        yield from _exit_safety(scenario, extremes, offered["exit_safety"])


def _exit_safety(scenario, extremes, place):
    """Exit safety needs an issue about the leader, and a party that fears for him."""
    fears = [f"parties.{p}.fear_of_punishment" for p in scenario.parties]
    issues = scenario.issues.values()
    if not any(issue.role == "leader" and issue.kind == "package" for issue in issues):
        yield place, NO_LEADER
    elif extremes.nought(*fears):
        yield place, NO_FEAR, *(tuple(path.split(".")) for path in fears)


def _never_signed(scenario, extremes, place, offer):
    """A vote is held before the run and the talks end."""
    first = week_of(scenario.talks.first) - week_of(scenario.start)
    vote = max(first, 0) + extremes.least("talks.length") - 1.0
    deadline = math.inf
    if not extremes.open_once("talks.deadline"):
        deadline = extremes.most("talks.deadline")
    if vote >= scenario.weeks:
        message = NEVER_SIGNED.format("the run ends", offer, "talks.first")
        yield place, message, ("talks", "first"), ("weeks",)
    elif vote >= deadline:
        message = NEVER_SIGNED.format("the deadline of the talks", offer, "talks.deadline")
        yield place, message, ("talks", "deadline"), ("talks", "first")
