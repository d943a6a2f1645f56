"""Find inputs that have no effect in a scenario, each with a reason.

`validate`, `show`, `run` and `compare` report them. A test moves every parameter of the shipped
scenarios to both ends of its range and compares the effects with this list."""

from simulator.scenario.calendar import week_of
from simulator.scenario.idle import actors, behaviour
from simulator.scenario.idle.view import Reason, View


def idle(resolved):
    """{path: Reason} of parameters and dated steps that never or seldom have an effect."""
    reasons: dict[str, Reason] = {}
    scenario = View(resolved)
    for rule in (*actors.RULES, *behaviour.RULES):
        for path, reason in rule(scenario):
            if path in resolved.parameters:
                reasons.setdefault(path, reason)
    return reasons | _steps(resolved, reasons)


def without_effect(resolved):
    """{path: message} of inputs that never have an effect."""
    return {path: reason.value for path, reason in idle(resolved).items() if not reason.seldom}


def _steps(resolved, reasons):
    """Dated steps without effect: those of idle parameters, and those after the last week."""
    end, steps = week_of(resolved.form.start) + resolved.form.weeks, {}
    for name, lever in resolved.levers.items():
        for i, step in enumerate(lever.steps):
            reason = Reason.TOO_LATE if week_of(step.at) >= end else reasons.get(lever.target)
            if reason:
                steps[f"levers.{name}.steps.{i}.to"] = reason
    return steps
