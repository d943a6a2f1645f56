"""Each rule matters: with its answers frozen as they first were, or silenced where it is asked only
once, worlds go another way."""

import sys
from functools import cache, wraps

import numpy as np
import pytest
from harness import public_rules

from simulator.ensemble.blocks import Task, run_block
from simulator.ensemble.design import design_of_worlds
from simulator.rules.bargaining import RULES as RIVALS
from simulator.scenario import read

WORLDS, SEED = 48, 2016
RULES = public_rules()
# A world in which all of them are called for: a deep cut, rivals, a no-fly zone, deals that are
# signed and break.
BUSY = [
    "acceptance.kept=0.9",
    "deal.hazard=3%",
    "us.no_fly=[{at: 2016-03-28, to: 50%}]",
    "russia.air_defence=40%",
    "iran.pressure=20%",
    "cohesion.loss=3",
]

SOON, WHOLE = 14, 70  # weeks: most rules show soon, the others over the whole run
ASKED_ONCE = ("holder.besieged", "residents.density_fitted", "residents.usual_attraction")
# pages and rules that are called for only where texts are drafted by another bargaining rule
DRAFTING = {
    "averages.weighted_mean": "compromise", "averages.weighted_median": "median",
    "bargaining.challenge.next_places": "challenge",
    **{f"bargaining.{name}": name for name in RIVALS},
}  # fmt: skip


def worlds(drafting, weeks):
    resolved = read("full_withdrawal", [*BUSY, f"talks.rule={drafting}", f"weeks={weeks}"])
    return run_block(
        Task(resolved, design_of_worlds(resolved, WORLDS, SEED), SEED, weekly_histograms=False)
    ).worlds


usual = cache(worlds)


def frozen(rule):
    """The rule, answering for good as it first did for inputs of these shapes."""
    answers: dict = {}

    @wraps(rule)
    def null(*given, **more):
        key = tuple(np.shape(one) for one in given)
        if key not in answers:
            answers[key] = rule(*given, **more)
        answer = answers[key]
        return (
            tuple(np.copy(part) for part in answer)
            if isinstance(answer, tuple)
            else np.copy(answer)
        )

    return null


def silent(rule):
    """The rule, answering nothing but zero."""
    return wraps(rule)(lambda *given, **more: 0.0 * np.asarray(rule(*given, **more), dtype=float))


def moved(drafting, weeks):
    """Measures that differ from what they are with every rule at work."""
    with np.errstate(all="ignore"):
        found = worlds(drafting, weeks)
    return [
        key
        for key, values in found.items()
        if not np.array_equal(values, usual(drafting, weeks)[key], equal_nan=True)
    ]


@pytest.mark.parametrize("name", RULES)
def test_a_null_rule_moves_something(name, monkeypatch):
    rule, drafting = RULES[name], DRAFTING.get(name, "package")
    for weeks in (SOON, WHOLE):
        usual(drafting, weeks)  # before the rule is nulled
    null = silent(rule) if name in ASKED_ONCE else frozen(rule)
    for module in [
        module
        for key, module in sys.modules.items()
        if key.startswith(("simulator.model", "simulator.rules"))
    ]:
        for key in [key for key, value in vars(module).items() if value is rule]:
            monkeypatch.setattr(module, key, null)
    for rival in [rival for rival, value in RIVALS.items() if value is rule]:
        monkeypatch.setitem(RIVALS, rival, null)
    assert moved(drafting, SOON) or moved(drafting, WHOLE), name
