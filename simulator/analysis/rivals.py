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
    """(scenario, (its id as asked for, rival rule or None)) of the scenarios, then of all of them
    under each rule, as ID+RULE."""
    own = [(one, (one.id, None)) for one in scenarios]
    return own + [
        (one.drafting_by(rule).named(f"{one.id}+{rule}"), (one.id, rule))
        for rule in rules
        for one in scenarios
    ]


def under(asked, found):
    """What worlds do under the scenarios' own rules and under each rival: UnderRule, {RULE:
    UnderRule}, with the ids of scenarios as asked for. A run alone has no differences.

    found  columns of worlds of each scenario of the request, those under rival rules too
    """
    run: dict = {}
    for (name, rule), one, worlds in zip(asked.design, asked.scenarios, found, strict=True):
        run.setdefault(rule, {})[name] = one, worlds
    own = run.pop(None)
    rivals = {rule: _under(asked, here, own) for rule, here in run.items()}
    return _under(asked, own), rivals


def _under(asked, here, own=None):
    """Scenarios under one rule, {id: (scenario, columns of worlds)}, against their base and against
    their own rules."""
    base, *others = here
    return UnderRule(
        {name: digest(*one) for name, one in here.items()},
        {name: _change(here[base], here[name]) for name in others if asked.verb == "compare"},
        {name: _change(one, here[name]) for name, one in (own or {}).items()},
    )


def _change(before, after):
    (base, worlds), (other, worlds_after) = before, after
    return compare(base, other, worlds, worlds_after)
