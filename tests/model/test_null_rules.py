"""Each rule matters: with its answers frozen as they first were, or silenced where it is asked only
once, worlds go another way."""

import sys
from functools import cache, wraps
from pathlib import Path

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
    "deal.price=10%",
    "deal.hazard=8%",
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


CASES = Path(__file__).resolve().parents[1] / "cases"
THREE_CAMPS, DATED_MEN = (str(CASES / f"{name}.yaml") for name in ("three_camps", "dated_men"))
CROWDED = ["war.rate=0.5", "holders.army.garrison=0.1", "holders.army.reserve=0.1"]
OFTEN_SIGNED = [
    "deal.price=20%",
    "deal.hazard=20%",
    "deal.ageing=2w",
    "acceptance.red_line=0.2",
    "talks.first=2019-04-08",
]
# rules for more than two camps, for a defender with more than three attackers, for a spent force,
# for moving fronts, for men and supplies that change on a date
ELSEWHERE = {
    "war_value.race": (THREE_CAMPS, []),
    "front.shared_out": (THREE_CAMPS, CROWDED),
    "front.touching": (THREE_CAMPS, []),
    "holder.men_spared": (THREE_CAMPS, CROWDED),
    "holder.men_after_step": (DATED_MEN, []),
    "holder.share_supplied": (DATED_MEN, []),
    "exit_safety.salience_with_safety": ("departure_with_safety", []),
    "commitment.breaks": ("libya_2019", OFTEN_SIGNED),
    "deal.probability_of_breakdown": ("libya_2019", OFTEN_SIGNED),
}


def worlds(drafting, weeks, name=None):
    scenario, sets = ("full_withdrawal", BUSY)
    if name in ELSEWHERE:
        (scenario, sets), weeks = ELSEWHERE[name], min(weeks, 40)
    resolved = read(scenario, [*sets, f"talks.rule={drafting}", f"weeks={weeks}"])
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


def moved(drafting, weeks, name):
    """Measures that differ from what they are with every rule at work."""
    with np.errstate(all="ignore"):
        found = worlds(drafting, weeks, name)
    return [
        key
        for key, values in found.items()
        if not np.array_equal(values, usual(drafting, weeks, name)[key], equal_nan=True)
    ]


@pytest.mark.parametrize("rule_name", RULES)
def test_a_null_rule_moves_something(rule_name, monkeypatch):
    rule, drafting = RULES[rule_name], DRAFTING.get(rule_name, "package")
    name = rule_name if rule_name in ELSEWHERE else None  # all others share their usual worlds
    for weeks in (SOON, WHOLE):
        usual(drafting, weeks, name)  # before the rule is nulled
    null = silent(rule) if rule_name in ASKED_ONCE else frozen(rule)
    for module in [
        module
        for key, module in sys.modules.items()
        if key.startswith(("simulator.model", "simulator.rules"))
    ]:
        for key in [key for key, value in vars(module).items() if value is rule]:
            monkeypatch.setattr(module, key, null)
    for rival in [rival for rival, value in RIVALS.items() if value is rule]:
        monkeypatch.setitem(RIVALS, rival, null)
    assert moved(drafting, SOON, name) or moved(drafting, WHOLE, name)
