"""Pages of the model: its description in the order of the ODD protocol, rules with formulas, all
parameters, and rival theories."""

import re

from simulator.report.article import stored_article
from simulator.report.describe import description
from simulator.report.describe import scenario as scenario_facts
from simulator.report.describe.formulas import with_formulas
from simulator.report.describe.render import TEMPLATE
from simulator.report.site.render import page
from simulator.rules import SENTENCES
from simulator.scenario import read
from simulator.scenario.theories import read_theories

SCENARIO = "spring_2016"
DEEP = 5  # names in the path of a parameter within a part of an actor
TITLES = {"input": "Levers and input data", "sources": "Sources and grades of the parameters"}


def pages():
    """{name: Markdown}"""
    resolved = read(SCENARIO)
    facts = with_formulas(description(resolved))
    return {
        **_parts(facts),
        **_rules(facts),
        "model/parameters": page("parameters.md", facts=facts, groups=_parameters(resolved)),
        "theories": page(
            "theories.md", theories=read_theories(), bargaining=SENTENCES, article=stored_article()
        ),
    }


def _parts(facts):
    """A page for each part of the description; the submodels are pages of their own."""
    parts = {name: pair for name, pair in TEMPLATE.PARTS.items() if name != "submodels"}
    rules = [
        (rule["rule"], module["module"])
        for module in facts["submodels"]["modules"]
        for rule in module["rules"]
    ]
    texts = {
        f"model/{name}": f"# {TITLES.get(name, title)}\n\n"
        + _with_links(_raise_headings(macro(facts)), rules)
        for name, (title, macro) in parts.items()
    }
    order = [name for name in TEMPLATE.PARTS if name != "submodels"]
    return texts | {"model/index": page("model.md", facts=facts, parts=order)}


def _raise_headings(text):
    """Markdown with its headings one level higher, without runs of empty lines."""
    text = re.sub(r"^#(#{2,}) ", r"\1 ", str(text), flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _with_links(text, rules):
    """Markdown in which each name of a rule is a link to its page.

    rules  [(name, module)]
    """
    modules = dict(rules)
    names = "|".join(map(re.escape, sorted(modules, key=len, reverse=True)))

    def link(match):
        name = match[0]
        anchor = "" if name == modules[name] else "#" + re.sub(r"[._]", "-", name)
        return f"[{name}](../rules/{modules[name]}.md{anchor})"

    return re.sub(rf"(?<![\w.`/#])(?:{names})(?![\w.`])", link, text)


def _rules(facts):
    """A page for each module of rules that has any."""
    modules = [module for module in facts["submodels"]["modules"] if module["rules"]]
    texts = {
        f"rules/{module['module']}": _raise_headings(page("rule_module.md", module=module))
        for module in modules
    }
    return texts | {"rules/index": page("rules.md", facts=facts, modules=modules)}


def _parameters(resolved):
    """{section: [parameter]} of all parameters of a scenario, those of an actor, a region or a
    stance together."""
    groups: dict[str, list] = {}
    for path in resolved.parameters:
        names = path.split(".")
        section = names[:-2] if len(names) >= DEEP else names[: min(2, len(names) - 1)]
        row = scenario_facts.parameter_row(resolved, path)
        groups.setdefault(".".join(section), []).append(row)
    return groups
