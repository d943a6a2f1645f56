"""The week as the code has it: stages and agents in order, what they read and change, chance, and
the state they share."""

import ast
import inspect
import re
import sys
from functools import cache
from pathlib import Path
from textwrap import dedent

import numpy as np

import simulator
from simulator.model import chance
from simulator.model.conflict import STAGES
from simulator.model.state import AXES, FIELDS
from simulator.show.describe.code import name_of, rules_in, words_of

DRAW = re.compile(r"(\w+\.)*chance\.(uniform|normal)")


# --------------------------------------------------------------------------------------------------
# the week
def told_stages(conflict):
    """The stages of a week in order; agents whose pages are the same act in one. conflict: a model,
    to count its agents."""
    found: list[dict] = []
    for agent in STAGES:
        page = sys.modules[agent.__module__]
        name = page.__name__.rpartition(".")[2]
        if not found or found[-1]["page"] != name:
            about = re.sub(r"^Stage \d+: ", "", words_of(page)[0])
            found.append(
                {
                    "stage": len(found) + 1,
                    "page": name,
                    "about": about,
                    "agents": [],
                    "helped_by": _helpers(page, conflict),
                }
            )
        found[-1]["agents"].append(
            {**_told(agent, conflict), "how_many": len(conflict.agents_by_type.get(agent, ()))}
        )
    return found


def _helpers(page, conflict):
    """What else stands on a page of agents: what they look at together, and when they meet."""
    own = [
        thing
        for thing in vars(page).values()
        if inspect.isclass(thing) and thing.__module__ == page.__name__
    ]
    return [_told(thing, conflict) for thing in own if thing not in STAGES]


def _told(agent, conflict):
    tree, page = _tree(agent), sys.modules[agent.__module__]
    reads, changes = _state_used(tree, held(conflict))
    return {
        "agent": agent.__name__,
        "about": words_of(agent)[0],
        "applies": [name_of(rule) for rule in rules_in(tree, vars(page))],
        "chance": [name for name, one in processes().items() if agent.__name__ in one["asked_by"]],
        "reads": reads,
        "asks": _asked(tree, conflict),
        "changes": changes,
    }


def _asked(tree, conflict):
    """What an agent takes from others besides the state: names of agents, and of what they hand on
    within the week."""
    taken = _of_model(tree) - _handed(tree)
    return sorted(
        name for name in taken if name in _handed_by_all() or _is_agent(vars(conflict).get(name))
    )


@cache
def _tree(thing):
    return ast.parse(dedent(inspect.getsource(thing)))


@cache
def _handed_by_all():
    return {name for stage in STAGES for name in _handed(_tree(stage))}


def _handed(tree):
    """What an agent hands on within the week, beside the state."""
    return {
        name for node in ast.walk(tree) for target in _written(node) for name in _of_model(target)
    }


def _of_model(tree):
    """What is taken from the model below a node."""
    nodes = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    return {node.attr for node in nodes if ast.unparse(node.value) in ("self.model", "model")}


def _is_agent(value):
    """True for an agent or what agents look at, and for a map of agents."""
    some = next(iter(value.values()), None) if isinstance(value, dict) else value
    return type(some).__module__ in {stage.__module__ for stage in STAGES}


def _state_used(tree, known):
    """Names of the state that an agent reads and that it changes."""
    writes = [node for part in ast.walk(tree) for node in _written(part)]
    changed = [_state_name(node, known) for node in writes]
    written = {id(inner) for node in writes for inner in ast.walk(node)}
    names = [
        _state_name(node, known)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and id(node) not in written
    ]
    return sorted({name for name in names if name}), sorted({name for name in changed if name})


def _written(node):
    """Nodes that a statement writes to: targets, what is put or copied to, and views that a loop
    fills."""
    if isinstance(node, ast.Assign | ast.AugAssign):
        return node.targets if isinstance(node, ast.Assign) else [node.target]
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("put", "copyto")
    ):
        return node.args[:1]
    if isinstance(node, ast.For) and isinstance(node.iter, ast.Tuple):
        view = ast.unparse(node.target).strip("()").split(",")[0]
        if re.search(rf"\bput\({view},|^\s*{view}\[.*\] = ", ast.unparse(node), re.M):
            return [
                part.elts[0] if isinstance(part, ast.Tuple) else getattr(part, "value", part)
                for part in node.iter.elts
            ]
    return []


def _state_name(node, known):
    """Name of the state's array that an expression is or is part of."""
    while isinstance(node, ast.Subscript):
        node = node.value
    if (
        isinstance(node, ast.Attribute)
        and node.attr in known
        and ast.unparse(node.value) in ("s", "self.state", "self.model.state")
    ):
        return node.attr
    return None


# --------------------------------------------------------------------------------------------------
# chance
@cache
def processes():
    """{process of chance: its distribution, who asks for it and what it decides}, wherever the code
    draws."""
    decides = {name: one["text"] for one in words_of(chance)[2] for name in one["names"]}
    found: dict[str, dict] = {}
    for path in sorted(Path(simulator.__path__[0]).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for owner, call in _draws(ast.parse(text)) if "chance." in text else ():
            for name in _names(call, owner):
                one = found.setdefault(
                    name,
                    {
                        "distribution": call.func.attr,
                        "asked_by": [],
                        "decides": decides.get(name, ""),
                    },
                )
                one["asked_by"] = [*dict.fromkeys([*one["asked_by"], owner.name])]
    return found


def _draws(tree):
    """(class or function, call) of every draw of chance in a file."""
    for owner in tree.body:
        for node in ast.walk(owner) if isinstance(owner, ast.ClassDef | ast.FunctionDef) else ():
            if isinstance(node, ast.Call) and DRAW.fullmatch(ast.unparse(node.func)):
                yield owner, node


def _names(call, owner):
    """Names of the processes a draw may be of: the word itself, or those a loop runs through."""
    process = call.args[0]
    if isinstance(process, ast.Constant):
        return [process.value]
    loops = [node for node in ast.walk(owner) if isinstance(node, ast.For | ast.comprehension)]
    lists = [
        loop.iter
        for loop in loops
        if ast.unparse(loop.target) == ast.unparse(process)
        and isinstance(loop.iter, ast.Tuple | ast.List)
    ]
    return [
        word.value for words in lists for word in words.elts if isinstance(word, ast.Constant)
    ] or [f"({ast.unparse(process)})"]


# --------------------------------------------------------------------------------------------------
# state
def held(conflict):
    """Names of the arrays of the state."""
    return [name for name, value in vars(conflict.state).items() if isinstance(value, np.ndarray)]


def told_state():
    """(what the axes are, the arrays of the state by group), as they are declared."""
    axes = ", ".join(f"{letter} {what}" for letter, what in AXES.items())
    return axes, [
        {
            "names": [one.name],
            "axes": ", ".join(one.axes),
            "meaning": f"{one.unit}: {one.meaning}",
            "group": one.group,
        }
        for one in FIELDS.values()
    ]
