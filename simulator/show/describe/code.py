"""What the code says of itself: rules, stages and works cited, from what they are registered with
and from their docstrings."""

import ast
import inspect
import re
import sys
from functools import cache
from importlib import import_module
from itertools import groupby
from pathlib import Path
from pkgutil import walk_packages
from textwrap import dedent
from typing import Any

import simulator
from simulator import model, rules
from simulator.model.chance import PROCESSES
from simulator.model.conflict import STAGES
from simulator.scenario.format import Scenario

ARGUMENT = re.compile(r"(\w+(?:, \w+)*)\s{2,}(?:\((\.{3}|[^()]*,[^()]*)\)\s*)?(.*)")
KEYS = re.compile(r"\s*\[([A-Z]\w+\d{4}(?:, [A-Z]\w+\d{4})*)\]")
PARAGRAPHS = re.compile(r"\bP(\d+)(?:-P(\d+))?\b")
SECTIONS = {"talks": "acceptance", "factions": "leanings", "patron": "parties"}  # by argument
LONGEST = 120  # of a formula that is still read at a glance


# --------------------------------------------------------------------------------------------------
# docstrings
def words_of(thing):
    """(first sentence, the rest, [argument]) of a docstring; an argument has names, axes or None,
    and a text."""
    told: list[str] = []
    arguments: list[dict] = []
    for line in (inspect.getdoc(thing) or "").split(">>>")[0].strip().splitlines():
        if match := ARGUMENT.fullmatch(line):
            names, axes, text = match.groups()
            arguments.append(
                {"names": names.split(", "), "axes": axes and axes.strip(), "text": text}
            )
        elif arguments and line.startswith("  "):
            arguments[-1]["text"] += " " + line.strip()
        else:
            told.append(line)
    for one in arguments:
        one["text"] = KEYS.sub("", " ".join(one["text"].split()))
    first, _, rest = "\n".join(told).strip().partition("\n\n")
    return " ".join(first.split()), " ".join(rest.split()), arguments


def cited(text):
    """Keys of the bibliography in a text."""
    return list(dict.fromkeys(key for group in KEYS.findall(text) for key in group.split(", ")))


def paragraphs(text):
    """Numbers of the paragraphs that a text cites: P4, P7-P10."""
    spans = [range(int(low), int(high or low) + 1) for low, high in PARAGRAPHS.findall(text)]
    return sorted({number for span in spans for number in span})


def work(key):
    """What a key of the bibliography stands for."""
    return rules.BIBLIOGRAPHY.get(key, "not in the bibliography")


@cache
def literature():
    """The bibliography, with the modules that cite each key."""
    root = Path(simulator.__path__[0])
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(root.rglob("*.py"))}
    where: dict[str, list] = {key: [] for key in rules.BIBLIOGRAPHY}
    for path, text in texts.items():
        for key in cited(text):
            name = path.relative_to(root).with_suffix("").as_posix().removesuffix("/__init__")
            where.setdefault(key, []).append(name)
    return [{"key": key, "work": work(key), "cited_in": names} for key, names in where.items()]


# --------------------------------------------------------------------------------------------------
# rules
def modules(package):
    """Every module of a package and of those within it, in the order of their names."""
    return [
        import_module(page.name) for page in walk_packages(package.__path__, f"{package.__name__}.")
    ]


def own(page, is_kind):
    """Functions or classes that a module defines itself."""
    members = vars(page).values()
    return [one for one in members if is_kind(one) and one.__module__ == page.__name__]


@cache
def public_rules(page):
    """Rules that a page of rules defines."""
    return [one for one in own(page, inspect.isfunction) if not one.__name__.startswith("_")]


def name_of(rule):
    """Page and name of a rule; a page that is one rule is named once."""
    page = rule.__module__.removeprefix(f"{rules.__name__}.")
    return f"{page.removesuffix(f'.{rule.__name__}')}.{rule.__name__}"


def told_rules(pages=None):
    """Every public rule of every page, as plain data."""
    return [_page(page) for page in pages or modules(rules)]


@cache
def _page(page):
    first, rest, _ = words_of(page)
    return {
        "page": page.__name__.removeprefix(f"{rules.__name__}."),
        "about": f"{first} {rest}".strip(),
        "paragraphs": paragraphs(first),
        "rules": [_rule(one) for one in public_rules(page)],
    }


def _rule(function):
    first, rest, arguments = words_of(function)
    whole = inspect.getdoc(function) or ""
    formula, steps = formula_of(function)
    return {
        "rule": name_of(function),
        "call": f"{function.__name__}({', '.join(inspect.signature(function).parameters)})",
        "sentence": KEYS.sub("", first),
        "more": KEYS.sub("", rest),
        "arguments": arguments,
        "sections": dict(filter(None, map(_section, arguments))),
        "formula": formula,
        "where": steps,
        "literature": {key: work(key) for key in cited(whole)},
        "paragraphs": paragraphs(whole),
        "concepts": [concept for concept, carry in rules.CONCEPTS.items() if function in carry],
        "applied_by": applied().get(function, []),
    }


def _section(argument):
    """(argument, section of the scenario whose numbers it holds), or None for an array."""
    name = argument["names"][0]
    section = SECTIONS.get(name, name)
    field = Scenario.model_fields.get(section)
    holds = name in SECTIONS or (field and inspect.isclass(field.annotation))
    return (name, section) if holds and not argument["axes"] else None


def formula_of(function):
    """The expression that a rule returns and the steps before it, as the code has them; nothing
    where that is no formula."""
    source = dedent(inspect.getsource(function))
    body: Any = ast.parse(source).body[0]
    *steps, last = [node for node in body.body if not isinstance(node, ast.Expr)]
    if not isinstance(last, ast.Return) or not all(isinstance(node, ast.Assign) for node in steps):
        return None, []
    lines = [ast.get_source_segment(source, node) or "" for node in (*steps, last.value)]
    lines = [re.sub(r"\bnp\.", "", line) for line in lines]
    if any("\n" in line or len(line) > LONGEST for line in lines):
        return None, []
    return lines[-1], lines[:-1]


# --------------------------------------------------------------------------------------------------
# who applies what
@cache
def functions(thing):
    """[(names, constants)] that each function of a class, or a function, uses."""
    own = vars(thing).values() if inspect.isclass(thing) else [thing]
    found = [getattr(one, "fget", one) for one in own]
    return [_used(one.__code__) for one in found if inspect.isfunction(one)]


def _used(code):
    """Names and constants that some code uses, that of its inner functions too."""
    names: set = set(code.co_names)
    constants: set = set()
    for one in code.co_consts:
        if inspect.iscode(one):
            names, constants = (a | b for a, b in zip((names, constants), _used(one), strict=True))
        else:
            constants |= set(one) if isinstance(one, tuple | frozenset) else {one}
    return names, constants


def applies(thing):
    """Rules that a class or a function calls; one chosen by name counts as all it is chosen
    from."""
    space = vars(sys.modules[thing.__module__])
    names = {name for part, _ in functions(thing) for name in part}
    seen = {id(space.get(name)) for name in names}
    every = [one for page in modules(rules) for one in public_rules(page)]
    chosen = rules.RULES.values() if id(rules.RULES) in seen else ()
    return [
        one
        for one in every
        if one in chosen
        or id(one) in seen
        or (one.__name__ in names and id(sys.modules[one.__module__]) in seen)
    ]


@cache
def applied():
    """{rule: who applies it}: agents and other parts of the model, and rules."""
    found: dict = {}
    for page in (*modules(model), *modules(rules)):
        for user in own(page, inspect.isclass) + own(page, inspect.isfunction):
            for rule in applies(user):
                found.setdefault(rule, {})[user.__name__] = user
    return {rule: list(users) for rule, users in found.items()}


def chances(thing):
    """Processes of chance that an agent draws."""
    words = {"chance", "uniform", "normal"}
    drawing = [have for names, have in functions(thing) if {"chance"} < names & words]
    return [name for name in PROCESSES if any(name in have for have in drawing)]


# --------------------------------------------------------------------------------------------------
# the week
def told_stages(conflict):
    """The stages of a week in order; agents whose pages are the same act in one. conflict: a model,
    to count its agents."""
    pages = groupby(STAGES, lambda agent: sys.modules[agent.__module__])
    return [_stage(i, page, list(agents), conflict) for i, (page, agents) in enumerate(pages, 1)]


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
        "applies": [name_of(rule) for rule in applies(agent)],
        "chance": chances(agent),
    }


def processes():
    """{process of chance: its distribution, what it decides and which agents draw it}."""
    return {
        name: {
            "distribution": kind,
            "decides": decides,
            "asked_by": [one.__name__ for one in STAGES if name in chances(one)],
        }
        for name, (kind, decides) in PROCESSES.items()
    }
