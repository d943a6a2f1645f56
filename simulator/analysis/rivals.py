"""Scenarios under rival bargaining rules, on the same worlds: what hangs on the rule by which texts
are drafted."""

from simulator.analysis.compare import compare, digest
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
    """What worlds do under each rival rule: {RULE: {"scenarios": {ID: digest}, "differences":
    {OTHER: change}, "from_own": {ID: change}}}.

    `differences` hold the other scenarios of a comparison against its base, both under the rule;
    `from_own` holds each scenario against itself under its own rule. IDs are those of the scenarios
    as asked for.

    found  columns of worlds of each scenario of the request, those under rival rules too
    """
    first, told = own(asked), {}
    for number, rule in enumerate(asked.options.get("rules", ()), 1):
        cut = slice(number * len(first), (number + 1) * len(first))
        here, worlds = asked.scenarios[cut], found[cut]
        pairs = list(zip(first, here, worlds, found, strict=False))
        told[rule] = {"scenarios": {one.id: digest(variant, now) for one, variant, now, _ in pairs}}
        if asked.verb == "compare":
            told[rule]["differences"] = {
                one.id: compare(here[0], variant, worlds[0], now)
                for one, variant, now, _ in pairs[1:]
            }
        told[rule]["from_own"] = {
            one.id: compare(one, variant, before, now) for one, variant, now, before in pairs
        }
    return told
