"""What the code says of itself: rules, stages, chance and works cited, from what is registered and
from docstrings."""

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
from simulator.report.describe.docstrings import KEYS, cited, paragraphs, words_of
from simulator.scenario.schema_actors import Scenario

FORMULA = "formula", "where"  # rows of a table that tell what a rule returns
SECTIONS = {"talks": "acceptance", "factions": "leanings", "patron": "parties"}  # by argument


def literature():
    """The bibliography, with the rules and the modules that cite each work."""
    citing = {f"rules.{name_of(one)}": cited(one) for page in pages() for one in public_rules(page)}
    others = random_streams, sys.modules[__package__]
    citing |= {one.__name__.partition(".")[2]: cited(one) for one in others}
    return [
        {
            "key": key,
            "work": work,
            "cited_in": [name for name, held in citing.items() if key in held],
        }
        for key, work in rules.BIBLIOGRAPHY.items()
    ]


@cache
def pages():
    """Pages of rules, in the order of their names."""
    found = walk_packages(rules.__path__, f"{rules.__name__}.")
    return [import_module(page.name) for page in found]


def own(page, is_kind):
    """Functions or classes that a module defines itself."""
    members = vars(page).values()
    return [one for one in members if is_kind(one) and one.__module__ == page.__name__]


def public_rules(page):
    """Rules that a page of rules defines, first the one that has its name."""
    found = [one for one in own(page, inspect.isfunction) if not one.__name__.startswith("_")]
    return sorted(found, key=lambda one: not page.__name__.endswith(f".{one.__name__}"))


def name_of(rule):
    """Page and name of a rule; a page that is one rule is named once."""
    page = rule.__module__.removeprefix(f"{rules.__name__}.")
    return f"{page.removesuffix(f'.{rule.__name__}')}.{rule.__name__}"


def rule_descriptions(some=None):
    """Every public rule of some pages, or of all, as plain data."""
    return [_page(page) for page in some or pages()]


def _page(page):
    first, rest, _ = words_of(page)
    return {
        "page": page.__name__.removeprefix(f"{rules.__name__}."),
        "about": f"{first} {rest}".strip(),
        "paragraphs": paragraphs(first),
        "rules": [_rule(one) for one in public_rules(page)],
    }


def _rule(function):
    first, rest, rows = words_of(function)
    formula, where = ([one["text"] for one in rows if one["names"] == [name]] for name in FORMULA)
    arguments = [one for one in rows if one["names"][0] not in FORMULA]
    return {
        "rule": name_of(function),
        "call": f"{function.__name__}({', '.join(inspect.signature(function).parameters)})",
        "sentence": KEYS.sub("", first),
        "more": KEYS.sub("", rest),
        "arguments": arguments,
        "sections": dict(filter(None, map(_section, arguments))),
        "formula": formula[0] if formula else None,
        "where": where,
        "literature": cited(function),
        "paragraphs": paragraphs(inspect.getdoc(function) or ""),
        "concepts": [concept for concept, carry in rules.CONCEPTS.items() if function in carry],
        "applied_by": [user.__name__ for user in _users() if function in rules.APPLIED[user]],
    }


def _users():
    """Who applies rules, in the order of their modules."""
    return sorted(rules.APPLIED, key=lambda user: user.__module__)


def _section(argument):
    """(argument, section of the scenario whose numbers it holds), or None for an array."""
    name = argument["names"][0]
    section = SECTIONS.get(name, name)
    field = Scenario.model_fields.get(section)
    holds = name in SECTIONS or (field and inspect.isclass(field.annotation))
    return (name, section) if holds and not argument["axes"] else None


def stage_descriptions(conflict):
    """The stages of a week in order; agents whose pages are the same act in one. conflict: a model,
    to count its agents."""
    found = groupby(STAGES, lambda agent: sys.modules[agent.__module__])
    return [_stage(i, page, list(agents), conflict) for i, (page, agents) in enumerate(found, 1)]


def _stage(number, page, agents, conflict):
    helpers = [one for one in own(page, inspect.isclass) if one not in STAGES]
    counts = conflict.agents_by_type
    return {
        "stage": number,
        "page": page.__name__.rpartition(".")[2],
        "about": re.sub(r"^Stage \d+: ", "", words_of(page)[0]),
        "agents": [{**_told(one), "how_many": len(counts.get(one, ()))} for one in agents],
        "helped_by": [_told(one) for one in helpers],
    }


def _told(agent):
    return {
        "agent": agent.__name__,
        "about": words_of(agent)[0],
        "applies": [name_of(rule) for rule in rules.APPLIED.get(agent, ())],
        "chance": [process for process, agents in random_streams.DRAWN.items() if agent in agents],
    }


def processes():
    """{process of chance: its distribution, what it decides and which agents draw it}."""
    return {
        name: {
            "distribution": kind,
            "decides": decides,
            "asked_by": [agent.__name__ for agent in random_streams.DRAWN[name]],
        }
        for name, (kind, decides) in random_streams.PROCESSES.items()
    }
