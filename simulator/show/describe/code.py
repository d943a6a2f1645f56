"""What the rules say of themselves, read from docstrings and syntax trees, and what literature the
code rests on."""

import ast
import importlib
import inspect
import pkgutil
import re
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Any

import simulator
from simulator import model, rules
from simulator.analysis import settle
from simulator.scenario.number import Number

ARGUMENT = re.compile(r"(\w+(?:, \w+)*)\s{2,}(?:\((\.{3}|[^()]*,[^()]*)\)\s*)?(.*)")
KEYS = re.compile(r"\s*\[([A-Z]\w+\d{4}(?:, [A-Z]\w+\d{4})*)\]")
PARAGRAPHS = re.compile(r"\bP(\d+)(?:-P(\d+))?\b")
LONGEST = 120  # of a formula that is still read at a glance


# --------------------------------------------------------------------------------------------------
# docstrings
def words_of(thing):
    """(first sentence, the rest, [argument]) of a docstring; an argument has names, axes or None,
    and a text."""
    lines = (inspect.getdoc(thing) or "").split(">>>")[0].strip().splitlines()
    told: list[str] = []
    arguments: list[dict] = []
    for line in lines:
        match = ARGUMENT.fullmatch(line)
        if match:
            arguments.append(
                {
                    "names": match[1].split(", "),
                    "axes": match[2] and match[2].strip(),
                    "text": match[3],
                }
            )
        elif arguments and line.startswith("  "):
            arguments[-1]["text"] += " " + line.strip()
        else:
            told.append(line)
    for one in arguments:
        one["text"] = " ".join(one["text"].split())
    first, _, rest = "\n".join(told).strip().partition("\n\n")
    return " ".join(first.split()), " ".join(rest.split()), arguments


def cited(text):
    """Keys of the bibliography in a text."""
    return [key for group in KEYS.findall(text) for key in group.split(", ")]


def paragraphs(text):
    """Numbers of the paragraphs that a text cites: P4, P7-P10."""
    spans = [range(int(low), int(high or low) + 1) for low, high in PARAGRAPHS.findall(text)]
    return sorted({number for span in spans for number in span})


def modules(package):
    """Every module of a package, in the order of its files."""
    return [
        importlib.import_module(page.name)
        for page in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    ]


# --------------------------------------------------------------------------------------------------
# rules
def told_rules(pages=None):
    """Every public rule of every page, as plain data."""
    return [_page(page) for page in pages or modules(rules)]


@cache
def _page(page):
    own = [
        f
        for name, f in vars(page).items()
        if inspect.isfunction(f) and f.__module__ == page.__name__ and not name.startswith("_")
    ]
    first, rest, _ = words_of(page)
    return {
        "page": page.__name__.removeprefix(f"{rules.__name__}."),
        "about": f"{first} {rest}".strip(),
        "paragraphs": paragraphs(first),
        "rules": [_rule(f) for f in own],
    }


def name_of(function):
    """Page and name of a rule; a page that is one rule is named once."""
    page = function.__module__.removeprefix(f"{rules.__name__}.")
    return f"{page.removesuffix(f'.{function.__name__}')}.{function.__name__}"


def _rule(function):
    first, rest, arguments = words_of(function)
    whole = inspect.getdoc(function) or ""
    formula, steps = formula_of(function)
    return {
        "rule": name_of(function),
        "call": f"{function.__name__}({', '.join(inspect.signature(function).parameters)})",
        "sentence": KEYS.sub("", first),
        "more": KEYS.sub("", rest),
        "arguments": [{**one, "text": KEYS.sub("", one["text"])} for one in arguments],
        "sections": _sections(function),
        "formula": formula,
        "where": steps,
        "literature": {
            key: rules.BIBLIOGRAPHY.get(key, "not in the bibliography")
            for key in dict.fromkeys(cited(whole))
        },
        "paragraphs": paragraphs(whole),
        "applied_by": applied().get(function, []),
    }


def formula_of(function):
    """The expression that a rule returns and the steps before it, as the code has them; nothing
    where that is no formula."""
    source = dedent(inspect.getsource(function))
    (definition,) = ast.parse(source).body
    assert isinstance(definition, ast.FunctionDef)
    *steps, last = [node for node in definition.body if not isinstance(node, ast.Expr)]
    if not isinstance(last, ast.Return) or not all(isinstance(node, ast.Assign) for node in steps):
        return None, []
    lines = [_plain(source, node) for node in (*steps, last.value)]
    if any("\n" in line or len(line) > LONGEST for line in lines):
        return None, []
    return lines[-1], lines[:-1]


def _plain(source, node):
    return re.sub(r"\bnp\.", "", ast.get_source_segment(source, node) or "")


def _sections(function):
    """{argument: section of the scenario} of the arguments that are sets of numbers, by the numbers
    taken from them."""
    read: dict[str, set] = {}
    for node in ast.walk(ast.parse(dedent(inspect.getsource(function)))):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id in inspect.signature(function).parameters
        ):
            read.setdefault(node.value.id, set()).add(node.attr)
    fitting = {
        name: [section for section, fields in _numbers().items() if taken <= fields]
        for name, taken in read.items()
    }
    return {
        name: name if name in found else found[0]
        for name, found in fitting.items()
        if name in found or len(found) == 1
    }


@cache
def _numbers():
    """{section: names of its numbers}; those of a party and of a holder under `parties` and
    `holders`."""
    from simulator.scenario.format import Holder, Party, Scenario

    parts: dict[str, Any] = {
        name: field.annotation for name, field in Scenario.model_fields.items()
    }
    parts |= {"parties": Party, "holders": Holder}
    fields = {
        name: part.model_fields for name, part in parts.items() if hasattr(part, "model_fields")
    }
    return {
        name: {key for key, field in of.items() if field.annotation is Number}
        for name, of in fields.items()
    }


# --------------------------------------------------------------------------------------------------
# who applies what
def rules_in(node, space):
    """Rules called below a node of a syntax tree, in order; a rule chosen by name counts as all it
    is chosen from.

    space  names as the module has them
    """
    found = []
    for call in ast.walk(node):
        if isinstance(call, ast.Call):
            called = call.func.value if isinstance(call.func, ast.Subscript) else call.func
            name, *rest = (
                ast.unparse(called).split(".")
                if isinstance(called, ast.Name | ast.Attribute)
                else [""]
            )
            thing = space.get(name)
            thing = (
                getattr(thing, rest[0], None)
                if inspect.ismodule(thing) and len(rest) == 1
                else thing
                if not rest
                else None
            )
            for one in (
                thing.values() if isinstance(thing, dict) and called is not call.func else [thing]
            ):
                if inspect.isfunction(one) and one.__module__.startswith(f"{rules.__name__}."):
                    found.append((call.lineno, call.col_offset, one))
    return list(dict.fromkeys(thing for *_, thing in sorted(found, key=lambda one: one[:2])))


@cache
def applied():
    """{rule: who applies it}: agents and other parts of the model, rules, and the settling of issue
    tables."""
    found: dict = {}
    for module in (*modules(model), *modules(rules), settle):
        for node in ast.parse(inspect.getsource(module)).body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                for rule in rules_in(node, vars(module)):
                    found.setdefault(rule, []).append(node.name)
    return {rule: list(dict.fromkeys(owners)) for rule, owners in found.items()}


# --------------------------------------------------------------------------------------------------
# literature
@cache
def literature():
    """The bibliography, with the modules that cite each key."""
    found: dict[str, list] = {key: [] for key in rules.BIBLIOGRAPHY}
    root = Path(simulator.__path__[0])
    for path in sorted(root.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        nodes = ast.walk(ast.parse(text)) if KEYS.search(text) else ()
        docs = [
            ast.get_docstring(node) or ""
            for node in nodes
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        ]
        for key in dict.fromkeys(key for told in docs for key in cited(told)):
            found.setdefault(key, []).append(
                path.relative_to(root).with_suffix("").as_posix().removesuffix("/__init__")
            )
    return [
        {
            "key": key,
            "work": rules.BIBLIOGRAPHY.get(key, "not in the bibliography"),
            "cited_in": where,
        }
        for key, where in found.items()
    ]
