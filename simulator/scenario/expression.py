"""Expressions of outcomes, conditions and checks: comparisons, and, or, not, + - * /, names and
numbers.

`abs(x)` is the size of x. They are parsed with Python's grammar and evaluated here, never with
`eval`.
"""

import ast
import operator
import re
from functools import reduce

from simulator.scenario.errors import suggest, yaml_repr
from simulator.scenario.sound_section import of_each, sound_only

COMPARE = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge, ast.Eq: operator.eq, ast.NotEq: operator.ne,
}  # fmt: skip
TRUTH = {"true": True, "false": False}
MISTAKES = (  # common mistakes and their hints
    (re.compile(r"&&|\|\||!(?!=)"), "write and, or, not"),
    (re.compile(r"=[<>]|<>|\u2264|\u2265|\u2260"), "comparisons are < <= > >= == !="),
    (re.compile(r"(?<![<>=!])=(?!=)"), "write == for equality"),
    (re.compile(r"\d\s*%"), "write numbers without %"),
    (re.compile(r"\d,\d"), "decimals take a point"),
)
ARITHMETIC = {
    ast.Add: operator.add, ast.Sub: operator.sub,
    ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip


class Expression:
    """A parsed expression. Call it with {name: array (W,)}.

    >>> import numpy as np
    >>> Expression("weeks > 2 and not signed")({"weeks": np.array([1, 3]),
    ...     "signed": np.array([False, False])})
    array([False,  True])
    """

    def __init__(self, text):
        self.text = str(text)
        try:
            self.tree = ast.parse(self.text.strip(), mode="eval").body
            self.names: set[str] = set()
            self._check(self.tree)
        except (SyntaxError, RecursionError, MemoryError):
            message = f"{yaml_repr(self.text)} is not a valid comparison"
            raise ValueError(f"{message}{_hint(self.text)}") from None

    @property
    def is_number(self):
        """Whether the expression is a number, not true or false."""
        numbers = ast.BinOp | ast.UnaryOp | ast.Constant | ast.Call
        return isinstance(self.tree, numbers) and not isinstance(
            getattr(self.tree, "op", None), ast.Not
        )

    def unknown(self, valid_names):
        """Messages for unknown names, with the most similar known name."""
        unknown_names = sorted(self.names - set(valid_names))
        return [
            f'there is no metric "{name}"; {suggest_metric(name, valid_names)}'
            for name in unknown_names
        ]

    def __call__(self, values):
        return self._value(self.tree, values)

    def _check(self, node):
        name = _name(node)
        if name:
            self.names.add(name)
            return
        if argument := _argument_of_abs(node):
            self._check(argument)
            return
        is_constant = isinstance(node, ast.Constant) and isinstance(node.value, bool | int | float)
        if is_constant or isinstance(node, ast.Name):
            return
        allowed = (ast.BoolOp, ast.Compare, ast.BinOp, ast.UnaryOp)
        operators = [getattr(node, "op", None), *getattr(node, "ops", [])]
        allowed_operators = (ast.And, ast.Or, ast.Not, ast.USub, *COMPARE, *ARITHMETIC)
        if not isinstance(node, allowed) or any(
            op is not None and not isinstance(op, allowed_operators) for op in operators
        ):
            language = (
                "use names of metrics, numbers, < <= > >= == !=, and, or, not, + - * /, abs()"
            )
            text = yaml_repr(node.value if isinstance(node, ast.Constant) else ast.unparse(node))
            raise ValueError(
                f"{text} is not allowed in an expression{_hint(self.text)}: {language}"
            )
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self._check(child)

    def _value(self, node, values):
        import numpy as np  # files are read without NumPy

        name = _name(node)
        if name:
            return values[name]
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            return TRUTH[node.id]
        if argument := _argument_of_abs(node):
            return np.abs(self._value(argument, values))
        if isinstance(node, ast.UnaryOp):
            inner = self._value(node.operand, values)
            return np.logical_not(inner) if isinstance(node.op, ast.Not) else -inner
        if isinstance(node, ast.BinOp):
            sides = [self._value(operand, values) for operand in (node.left, node.right)]
            return ARITHMETIC[type(node.op)](*sides)
        if isinstance(node, ast.BoolOp):
            join = np.logical_and if isinstance(node.op, ast.And) else np.logical_or
            return reduce(join, [self._value(operand, values) for operand in node.values])
        sides = [self._value(operand, values) for operand in (node.left, *node.comparators)]
        pairs = zip(node.ops, sides[:-1], sides[1:], strict=True)
        return reduce(np.logical_and, [COMPARE[type(op)](a, b) for op, a, b in pairs])


def suggest_metric(name, names):
    """Hint at the most similar metric: one with most parts of the name in any order, else as
    `suggest`.

    >>> suggest_metric("held.taiz.houthis", ["area.houthis.taiz", "area.houthis.ibb"])
    'did you mean "area.houthis.taiz"?'
    """
    if name == "capital_residents":
        return "no region has `capital: true`; use residents.HOLDER.REGION"
    parts = set(name.split("."))
    shared = {other: len(parts & set(str(other).split("."))) for other in names}
    most = max([1, *shared.values()])
    near = [other for other, count in shared.items() if count == most > 1]
    return f'did you mean "{near[0]}"?' if len(near) == 1 else suggest(name, near or names)


def expressions(scenario):
    """(path, Expression) of every expression over metrics in a scenario."""
    with sound_only():
        yield from of_each(dict(enumerate(scenario.outcomes)), _expressions_of_outcome)
    with sound_only():
        yield from of_each(scenario.levers, _expressions_of_lever)


def _expressions_of_outcome(i, outcome):
    for j, part in enumerate([outcome, *outcome.parts]):
        for k, condition in enumerate(part.when):
            inside = () if j == 0 else ("parts", j - 1)
            yield ("outcomes", i, *inside, "when", k), Expression(condition.test)


def _expressions_of_lever(name, lever):
    for i, step in enumerate(lever.steps):
        if step.when:
            yield ("levers", name, "steps", i, "when"), Expression(step.when)


def _hint(text):
    """Hint for text that is not an expression."""
    if text.count("(") != text.count(")"):
        return "; unbalanced parentheses"
    return next((f"; {hint}" for pattern, hint in MISTAKES if pattern.search(text)), "")


def _argument_of_abs(node):
    """Argument of `abs(...)`; None for any other node."""
    is_abs = isinstance(node, ast.Call) and getattr(node.func, "id", None) == "abs"
    return node.args[0] if is_abs and len(node.args) == 1 and not node.keywords else None


def _name(node):
    if isinstance(node, ast.Name):
        return None if node.id in TRUTH else node.id
    if isinstance(node, ast.Attribute):
        inner = _name(node.value)
        return f"{inner}.{node.attr}" if inner else None
    return None
