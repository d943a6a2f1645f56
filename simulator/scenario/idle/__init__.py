"""Inputs that have no effect in a scenario, each with a reason from a closed list.

`idle(resolved)` decides by what else the scenario says: no rule of the model that reads the input
can come to bear. `validate`, `show`, `run` and `compare` tell users; a test moves every number of
the shipped scenarios to both ends of its range and holds the list against what moves."""

from simulator.scenario.calendar import week_of
from simulator.scenario.idle import actors, behaviour
from simulator.scenario.idle.view import Reason, View


def idle(resolved):
    """{path: Reason} of the numbers and dated steps that do nothing in a scenario, or seldom do."""
    found: dict[str, Reason] = {}
    scenario = View(resolved)
    for rule in (*actors.RULES, *behaviour.RULES):
        for path, reason in rule(scenario):
            if path in resolved.numbers:
                found.setdefault(path, reason)
    return found | _steps(resolved, found)


def without_effect(resolved):
    """{path: sentence} of those that have no effect at all."""
    return {path: reason.value for path, reason in idle(resolved).items() if not reason.seldom}


def _steps(resolved, found):
    """Dated steps of levers: as the number that they move, or too late."""
    end, steps = week_of(resolved.form.start) + resolved.form.weeks, {}
    for name, lever in resolved.levers.items():
        for i, step in enumerate(lever.steps):
            reason = Reason.TOO_LATE if week_of(step.at) >= end else found.get(lever.target)
            if reason:
                steps[f"levers.{name}.steps.{i}.to"] = reason
    return steps
