"""What the code says of itself: rules, stages of the week, chance, state and literature, read from docstrings and syntax trees."""

import ast
import importlib
import inspect
import pkgutil
import re
import sys
from functools import cache
from pathlib import Path
from textwrap import dedent

import simulator
from simulator import model, rules
from simulator.scenario.number import Number

ARGUMENT = re.compile(r"(\w+(?:, \w+)*)\s{2,}(?:\((\.{3}|[^()]*,[^()]*)\)\s+)?(\S.*)")
ITEM = re.compile(r"(\w+(?:, \w+)*) \(([^)]*)\) (.+)")
KEYS = re.compile(r"\s*\[([A-Z]\w+\d{4}(?:, [A-Z]\w+\d{4})*)\]")
PARAGRAPHS = re.compile(r"\bP(\d+)(?:-P(\d+))?\b")
LONGEST = 120  # of a formula that is still read at a glance


# ------------------------------------------------------------------------------------------------------- docstrings
def words_of(thing):
    """(first sentence, the rest, [argument]) of a docstring; an argument has names, axes or None, and a text."""
    lines = (inspect.getdoc(thing) or "").split(">>>")[0].strip().splitlines()
    told, arguments = [], []
    for line in lines:
        match = ARGUMENT.fullmatch(line)
        if match:
            arguments.append({"names": match[1].split(", "), "axes": match[2] and match[2].strip(), "text": match[3]})
        elif arguments and line.startswith("  "):
            arguments[-1]["text"] += " " + line.strip()
        else:
            told.append(line)
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
    return [importlib.import_module(f"{package.__name__}.{page.name}") for page in pkgutil.iter_modules(package.__path__)]


# ------------------------------------------------------------------------------------------------------------- rules
def told_rules(pages=None):
    """Every public rule of every page, as plain data."""
    return [_page(page) for page in pages or modules(rules)]


def _page(page):
    own = [f for name, f in vars(page).items() if inspect.isfunction(f) and f.__module__ == page.__name__ and not name.startswith("_")]
    first, rest, _ = words_of(page)
    return {"page": page.__name__.rpartition(".")[2], "about": f"{first} {rest}".strip(), "rules": [_rule(f) for f in own]}


def _rule(function):
    first, rest, arguments = words_of(function)
    whole = inspect.getdoc(function) or ""
    formula, steps = formula_of(function)
    page = function.__module__.rpartition(".")[2]
    return {
        "rule": f"{page}.{function.__name__}",
        "call": f"{function.__name__}({', '.join(inspect.signature(function).parameters)})",
        "sentence": KEYS.sub("", first),
        "more": KEYS.sub("", rest),
        "arguments": [{**one, "text": KEYS.sub("", one["text"])} for one in arguments],
        "sections": _sections(function),
        "formula": formula,
        "where": steps,
        "literature": {key: rules.BIBLIOGRAPHY.get(key, "not in the bibliography") for key in dict.fromkeys(cited(whole))},
        "paragraphs": paragraphs(whole),
        "applied_by": applied().get(function, []),
    }


def formula_of(function):
    """The expression that a rule returns and the steps before it, as the code has them; nothing where that is no formula."""
    source = dedent(inspect.getsource(function))
    *steps, last = [node for node in ast.parse(source).body[0].body if not isinstance(node, ast.Expr)]  # type: ignore[attr-defined]
    if not isinstance(last, ast.Return) or not all(isinstance(node, ast.Assign) for node in steps):
        return None, []
    lines = [_plain(source, node) for node in (*steps, last.value)]
    if any("\n" in line or len(line) > LONGEST for line in lines):
        return None, []
    return lines[-1], lines[:-1]


def _plain(source, node):
    return re.sub(r"\bnp\.", "", ast.get_source_segment(source, node) or "")


def _sections(function):
    """{argument: section of the scenario} of the arguments that are sets of numbers, by the numbers taken from them."""
    read: dict[str, set] = {}
    for node in ast.walk(ast.parse(dedent(inspect.getsource(function)))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in inspect.signature(function).parameters:
            read.setdefault(node.value.id, set()).add(node.attr)
    fitting = {name: [section for section, fields in _numbers().items() if taken <= fields] for name, taken in read.items()}
    return {name: name if name in found else found[0] for name, found in fitting.items() if name in found or len(found) == 1}


@cache
def _numbers():
    """{section: names of its numbers}; those of a party and of a holder under `parties` and `holders`."""
    from simulator.scenario.format import Holder, Party, Scenario

    parts = {name: field.annotation for name, field in Scenario.model_fields.items()} | {"parties": Party, "holders": Holder}
    fields = {name: part.model_fields for name, part in parts.items() if hasattr(part, "model_fields")}
    return {name: {key for key, field in of.items() if field.annotation is Number} for name, of in fields.items()}


# ------------------------------------------------------------------------------------------------- who applies what
def rules_in(node, space):
    """Rules named below a node of a syntax tree, in order; space: names as the module has them."""
    found = []
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
            thing = getattr(space.get(part.value.id), part.attr, None) if inspect.ismodule(space.get(part.value.id)) else None
        else:
            thing = space.get(part.id) if isinstance(part, ast.Name) else None
        if inspect.isfunction(thing) and thing.__module__.startswith(f"{rules.__name__}."):
            found.append((part.lineno, part.col_offset, thing))
    return list(dict.fromkeys(thing for *_, thing in sorted(found, key=lambda one: one[:2])))


@cache
def applied():
    """{rule: who applies it}: agents and other parts of the model, and rules."""
    found: dict = {}
    for module in (*modules(model), *modules(rules)):
        for node in ast.parse(inspect.getsource(module)).body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                for rule in rules_in(node, vars(module)):
                    found.setdefault(rule, []).append(node.name)
    return {rule: list(dict.fromkeys(owners)) for rule, owners in found.items()}


# ------------------------------------------------------------------------------------------------------ the week
def told_stages(conflict):
    """The stages of a week in order, pages of agents that act together in one; conflict: a model, to count its agents."""
    from simulator.model.conflict import STAGES

    found: list[dict] = []
    for agent in STAGES:
        page = sys.modules[agent.__module__]
        if not found or found[-1]["page"] != page.__name__.rpartition(".")[2]:
            about = re.sub(r"^Stage \d+: ", "", words_of(page)[0])
            found.append({"stage": len(found) + 1, "page": page.__name__.rpartition(".")[2], "about": about, "agents": []})
        found[-1]["agents"].append(_agent(agent, conflict))
    return found


def _agent(agent, conflict):
    tree, page = ast.parse(dedent(inspect.getsource(agent))), sys.modules[agent.__module__]
    reads, changes = _state_used(tree, vars(conflict.state))
    return {
        "agent": agent.__name__,
        "about": words_of(agent)[0],
        "how_many": len(conflict.agents_by_type.get(agent, ())),
        "rules": [f"{rule.__module__.rpartition('.')[2]}.{rule.__name__}" for rule in rules_in(tree, vars(page))],
        "chance": [name for name, one in processes().items() if agent.__name__ in one["asked_by"]],
        "reads": reads,
        "changes": changes,
    }


def _state_used(tree, known):
    """Names of the state that an agent reads and that it changes."""
    writes = [node for part in ast.walk(tree) for node in _written(part)]
    changed = [_state_name(node, known) for node in writes]
    written = {id(inner) for node in writes for inner in ast.walk(node)}
    names = [_state_name(node, known) for node in ast.walk(tree) if isinstance(node, ast.Attribute) and id(node) not in written]
    return sorted({name for name in names if name}), sorted({name for name in changed if name})


def _written(node):
    """Nodes that a statement writes to: targets, what is put or copied to, and views put in a loop."""
    if isinstance(node, ast.Assign | ast.AugAssign):
        return node.targets if isinstance(node, ast.Assign) else [node.target]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("put", "copyto"):
        return node.args[:1]
    if isinstance(node, ast.For) and isinstance(node.iter, ast.Tuple) and isinstance(node.target, ast.Tuple):
        pairs = [pair for pair in node.iter.elts if isinstance(pair, ast.Tuple)]
        return [pair.elts[0] for pair in pairs if "self.put(" in ast.unparse(node)]
    return []


def _state_name(node, known):
    """Name of the state's array that an expression is or is part of."""
    while isinstance(node, ast.Subscript):
        node = node.value
    if isinstance(node, ast.Attribute) and node.attr in known and ast.unparse(node.value) in ("s", "self.state", "self.model.state"):
        return node.attr
    return None


# ------------------------------------------------------------------------------------------------------------ chance
@cache
def processes():
    """{process of chance: its distribution, who asks for it and what it decides}, wherever the code draws."""
    from simulator.model import chance

    decides = {name: one["text"] for one in words_of(chance)[2] for name in one["names"]}
    found: dict[str, dict] = {}
    for path in sorted(Path(simulator.__path__[0]).rglob("*.py")):
        for owner, call in _draws(ast.parse(path.read_text(encoding="utf-8"))):
            for name in _names(call, owner):
                one = found.setdefault(name, {"distribution": call.func.attr, "asked_by": [], "decides": decides.get(name, "")})
                one["asked_by"] = [*dict.fromkeys([*one["asked_by"], owner.name])]
    return found


def _draws(tree):
    """(class or function, call) of every draw of chance in a file."""
    for owner in tree.body:
        for node in ast.walk(owner) if isinstance(owner, ast.ClassDef | ast.FunctionDef) else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("uniform", "normal"):
                if ast.unparse(node.func.value).split(".")[-1] == "chance":
                    yield owner, node


def _names(call, owner):
    """Names of the processes a draw may be of: the word itself, or those a loop runs through."""
    process = call.args[0]
    if isinstance(process, ast.Constant):
        return [process.value]
    loops = [node for node in ast.walk(owner) if isinstance(node, ast.For | ast.comprehension)]
    lists = [
        loop.iter for loop in loops if ast.unparse(loop.target) == ast.unparse(process) and isinstance(loop.iter, ast.Tuple | ast.List)
    ]
    return [word.value for words in lists for word in words.elts if isinstance(word, ast.Constant)] or [f"({ast.unparse(process)})"]


# ------------------------------------------------------------------------------------------------- state, literature
def told_state(conflict):
    """(what the axes are, the state's arrays by group), with axes and meaning as the state's docstrings have them."""
    held = {name: value.ndim for name, value in vars(conflict.state).items() if hasattr(value, "ndim")}
    kind = type(conflict.state)
    texts = [words_of(kind), *(words_of(part) for part in vars(kind).values() if inspect.isfunction(part))]
    axes = re.search(r"Axes: (.*?)\. ", texts[0][1])
    groups = [(first, re.sub(r"Axes: .*?\. ", "", rest)) for first, rest, _ in texts]
    said = [{**item, "group": first} for first, rest in groups for item in _items(rest)]
    known = [one for one in said if one["name"] in held]
    bare = [{"name": name, "axes": "", "meaning": "", "group": "Without words"} for name in held if name not in {o["name"] for o in known}]
    return (axes[1] if axes else ""), known + bare


def _items(text):
    """Arrays told as "one, other (A, W) meaning; ..."."""
    for part in text.rstrip(".").split("; "):
        match = ITEM.fullmatch(part)
        for name in match[1].split(", ") if match else ():
            yield {"name": name, "axes": match[2], "meaning": match[3]}


def literature():
    """The bibliography, with the modules that cite each key."""
    found: dict[str, list] = {key: [] for key in rules.BIBLIOGRAPHY}
    root = Path(simulator.__path__[0])
    for path in sorted(root.rglob("*.py")):
        nodes = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
        docs = [ast.get_docstring(node) or "" for node in nodes if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
        for key in dict.fromkeys(key for text in docs for key in cited(text)):
            found.setdefault(key, []).append(path.relative_to(root).with_suffix("").as_posix())
    return [{"key": key, "work": rules.BIBLIOGRAPHY.get(key, "not in the bibliography"), "cited_in": where} for key, where in found.items()]
