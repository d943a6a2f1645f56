"""Descriptions of rules, stages, random processes and works cited, from registries and
docstrings."""

import inspect
import re
import sys
from functools import cache
from importlib import import_module
from itertools import groupby
from pkgutil import walk_packages

from simulator import rules
from simulator.model import random_streams
from simulator.model.conflict import STAGES
from simulator.report import formats
from simulator.report.describe.docstrings import KEYS, cited, paragraphs, parse_docstring
from simulator.scenario.schema_actors import Scenario

STAGE_NOTES = re.compile(r"^Stage \d+: | \([^()]*`[^()]*\)")  # number and reference to a module
FORMULA = "formula", "where"  # rows of a docstring's table that define the result
SECTIONS = {"talks": "acceptance", "factions": "leanings", "patron": "parties"}  # by argument


def literature():
    """The bibliography, with the rules and modules that cite each work."""
    every_rule = [rule for module in rule_modules() for rule in public_rules(module)]
    citing = {f"rules.{name_of(rule)}": cited(rule) for rule in every_rule}
    modules = random_streams, sys.modules[__package__]
    citing |= {module.__name__.partition(".")[2]: cited(module) for module in modules}
    return [
        {
            "key": key,
            "work": work,
            "cited_in": [name for name, keys in citing.items() if key in keys],
        }
        for key, work in rules.BIBLIOGRAPHY.items()
    ]


@cache
def rule_modules():
    """Modules of rules, in the order of their names."""
    modules = walk_packages(rules.__path__, f"{rules.__name__}.")
    return [import_module(module.name) for module in modules]


def defined_in(module, is_kind):
    """Functions or classes that a module defines."""
    members = vars(module).values()
    return [each for each in members if is_kind(each) and each.__module__ == module.__name__]


def public_rules(module):
    """Rules that a module defines, first the one with its name."""
    functions = defined_in(module, inspect.isfunction)
    public = [function for function in functions if not function.__name__.startswith("_")]
    return sorted(public, key=lambda rule: not module.__name__.endswith(f".{rule.__name__}"))


def name_of(rule):
    """Module and name of a rule; one name if they are the same."""
    module = rule.__module__.removeprefix(f"{rules.__name__}.")
    return f"{module.removesuffix(f'.{rule.__name__}')}.{rule.__name__}"


def rule_axes():
    """The letters of axes in the tables of rules, from the docstring of the package."""
    text = " ".join((inspect.getdoc(rules) or "").split())
    return text.partition("Axes: ")[2].partition(".")[0]


def rule_descriptions(modules=None):
    """Public rules of some modules, or of all, as plain data."""
    return [_module(module) for module in modules or rule_modules()]


def _module(module):
    first, rest, _ = parse_docstring(module)
    return {
        "module": module.__name__.removeprefix(f"{rules.__name__}."),
        "about": f"{first} {rest}".strip(),
        "paragraphs": paragraphs(first),
        "rules": [_rule(rule) for rule in public_rules(module)],
    }


def _rule(function):
    first, rest, rows = parse_docstring(function)
    formula, definitions = (
        [row["text"] for row in rows if row["names"] == [name]] for name in FORMULA
    )
    arguments = [row for row in rows if row["names"][0] not in FORMULA]
    return {
        "rule": name_of(function),
        "call": f"{function.__name__}({', '.join(inspect.signature(function).parameters)})",
        "sentence": KEYS.sub("", first),
        "more": KEYS.sub("", rest),
        "arguments": arguments,
        "sections": dict(filter(None, map(_section, arguments))),
        "formula": formula[0] if formula else None,
        "where": definitions,
        "literature": cited(function),
        "paragraphs": paragraphs(inspect.getdoc(function) or ""),
        "concepts": [concept for concept, listed in rules.CONCEPTS.items() if function in listed],
        "applied_by": [user.__name__ for user in _users() if function in rules.APPLIED[user]],
    }


def _users():
    """Classes and functions that apply rules, in the order of their modules."""
    return sorted(rules.APPLIED, key=lambda user: user.__module__)


def _section(argument):
    """(argument, section of the scenario whose parameters it holds), or None for an array."""
    name = argument["names"][0]
    section = SECTIONS.get(name, name)
    field = Scenario.model_fields.get(section)
    is_section = name in SECTIONS or (field and inspect.isclass(field.annotation))
    return (name, section) if is_section and not argument["axes"] else None


def stage_descriptions(conflict):
    """The stages of a week in order; agents of one module share a stage.

    conflict  a model, to count its agents
    """
    stages = groupby(STAGES, lambda agent: sys.modules[agent.__module__])
    return [
        _stage(number, module, list(agents), conflict)
        for number, (module, agents) in enumerate(stages, 1)
    ]


def _stage(number, module, agents, conflict):
    helpers = [each for each in defined_in(module, inspect.isclass) if each not in STAGES]
    counts = conflict.agents_by_type
    return {
        "stage": number,
        "module": module.__name__.rpartition(".")[2],
        "about": formats.upper(STAGE_NOTES.sub("", parse_docstring(module)[0])),
        "agents": [{**_agent(agent), "count": len(counts.get(agent, ()))} for agent in agents],
        "helpers": [_agent(helper) for helper in helpers],
    }


def _agent(agent):
    drawn = random_streams.DRAWN.items()
    return {
        "agent": agent.__name__,
        "about": parse_docstring(agent)[0],
        "applies": [name_of(rule) for rule in rules.APPLIED.get(agent, ())],
        "draws": [process for process, agents in drawn if agent in agents],
    }


def random_processes():
    """Random processes with distribution, decision and the agents that draw them."""
    return {
        name: {
            "distribution": distribution,
            "decides": decides,
            "drawn_by": [agent.__name__ for agent in random_streams.DRAWN[name]],
        }
        for name, (distribution, decides) in random_streams.PROCESSES.items()
    }
