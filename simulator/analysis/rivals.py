"""Scenarios under rival bargaining rules, on the same worlds: what hangs on the rule by which texts
are drafted."""

from simulator.analysis.compare import compare, digest
from simulator.analysis.estimate import UnderRule
from simulator.scenario.problems import refuse


def rules_beside(scenarios, rules):
    """Of the rules asked for, each once, those by which not all scenarios draft already. Raises
    ScenarioError where none is left."""
    left = [
        rule
        for rule in dict.fromkeys(rules)
        if any(one.form.talks.rule != rule for one in scenarios)
    ]
    if rules and not left:
        refuse(
            "--rules",
            f"texts are drafted by {scenarios[0].form.talks.rule} already; name another rule to"
            " hold beside it",
        )
    return left


def beside(scenarios, rules):
    """The scenarios, then all of them under each rule, as ID+RULE."""
    return scenarios + [
        one.drafting_by(rule).named(f"{one.id}+{rule}") for rule in rules for one in scenarios
    ]


def own(asked):
    """The scenarios of a request that draft by their own rule."""
    return asked.scenarios[: len(asked.scenarios) // (1 + len(asked.options.get("rules", ())))]


def under(asked, found):
    """What worlds do under each rival rule: {RULE: UnderRule}, with the ids of scenarios as asked
    for. A run alone has no differences.

    found  columns of worlds of each scenario of the request, those under rival rules too
    """
    first, told = own(asked), {}
    for number, rule in enumerate(asked.options.get("rules", ()), 1):
        cut = slice(number * len(first), (number + 1) * len(first))
        here, worlds = asked.scenarios[cut], found[cut]
        rows = list(zip(first, here, worlds, found, strict=False))
        others = rows[1:] if asked.verb == "compare" else []
        told[rule] = UnderRule(
            {one.id: digest(variant, now) for one, variant, now, _ in rows},
            {one.id: compare(here[0], other, worlds[0], now) for one, other, now, _ in others},
            {one.id: compare(one, variant, before, now) for one, variant, now, before in rows},
        )
    return told
