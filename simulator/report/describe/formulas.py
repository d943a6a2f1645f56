"""Formulas of rules as MathML, which browsers show without a script.

A formula in a docstring is a Python expression over arguments, rules and NumPy's functions."""

import ast

from markupsafe import Markup

from simulator.report.svg import tag

SIGNS = {
    ast.Add: "+", ast.Sub: "−", ast.Mult: "·", ast.Gt: ">", ast.Lt: "<", ast.GtE: "≥",
    ast.Eq: "=", ast.BitAnd: "and", ast.BitOr: "or",
}  # fmt: skip
SHORT = {"maximum": "max", "minimum": "min", "log1p": "log1p"}  # NumPy's name -> usual name
BIG = {"sum": "∑", "prod": "∏"}
AXES = {"0": "first axis", "1": "second axis", "-2": "last axis but one"}
STRENGTH = {
    ast.BitOr: 0,
    ast.BitAnd: 1,
    ast.Add: 3,
    ast.Sub: 3,
    ast.Mult: 4,
    ast.Div: 6,
    ast.Pow: 7,
}
COMPARED, SIGNED, ATOM = 2, 5, 8  # how strongly other expressions bind


def mathml(name, steps, formula):
    """Definitions of terms, then the result of a rule, each as an element `math`.

    >>> mathml("half", [], "x / 2")[0].striptags()
    'half=x2'
    """
    lines = [ast.parse(step).body[0] for step in steps]
    lines.append(ast.parse(f"{name} = {formula}").body[0])
    return [tag("math", _row(_node(line)), display="block") for line in lines]


def with_formulas(facts):
    """Facts of a description with the `mathml` of every rule, for pages of HTML."""
    modules = [
        module | {"rules": [rule | {"mathml": _rule_mathml(rule)} for rule in module["rules"]]}
        for module in facts["submodels"]["modules"]
    ]
    return facts | {"html": True, "submodels": facts["submodels"] | {"modules": modules}}


def _rule_mathml(rule):
    name = rule["call"].partition("(")[0]
    return mathml(name, rule["where"], rule["formula"]) if rule["formula"] else []


def _node(node):
    """An expression or an assignment as MathML."""
    draw = DRAWN.get(type(node))
    return draw(node) if draw else tag("mtext", ast.unparse(node))


def _row(*parts):
    return tag("mrow", *parts)


def _sign(text):
    space = {"lspace": "0.5em", "rspace": "0.5em"} if text in ("and", "or") else {}
    return tag("mo", text, **space)


def _parenthesise(*parts):
    """Parts in parentheses, which are tall only around a tall part."""
    tall = any(f"<{name}" in part for part in parts for name in ("mfrac", "mtable", "munder"))
    stretchy = "true" if tall else "false"
    left, right = (tag("mo", sign, stretchy=stretchy) for sign in "()")
    return _row(left, *parts, right)


def _join(parts):
    """Expressions separated by commas."""
    first, *rest = parts
    return [first, *(each for part in rest for each in (_sign(","), part))]


def _operand(node, least):
    """An operand, in parentheses where it binds less strongly than its operator."""
    drawn = _node(node)
    return drawn if _strength(node) >= least else _parenthesise(drawn)


def _strength(node):
    if isinstance(node, ast.BinOp):
        return STRENGTH[type(node.op)]
    if isinstance(node, ast.UnaryOp):
        return SIGNED
    return COMPARED if isinstance(node, ast.Compare) else ATOM


def _assigned(node):
    return _row(_node(node.targets[0]), _sign("="), _node(node.value))


def _binary(node):
    operation = type(node.op)
    if operation is ast.Div:
        return tag("mfrac", _row(_node(node.left)), _row(_node(node.right)))
    if operation is ast.Pow:
        return _power(node)
    strength = STRENGTH[operation]
    right = _operand(node.right, strength + (operation is ast.Sub))
    return _row(_operand(node.left, strength), _sign(SIGNS[operation]), right)


def _power(node):
    if isinstance(node.right, ast.Constant) and node.right.value == 0.5:
        return tag("msqrt", _row(_node(node.left)))
    return tag("msup", _operand(node.left, ATOM), _row(_node(node.right)))


def _compared(node):
    sign = _sign(SIGNS[type(node.ops[0])])
    return _row(_operand(node.left, SIGNED - 2), sign, _operand(node.comparators[0], SIGNED - 2))


def _negated(node):
    return _row(_sign("−"), _operand(node.operand, 4))


def _called(node):
    """A call: sums, products, roots, absolute values and cases have their own signs."""
    name, arguments = ast.unparse(node.func), [_node(argument) for argument in node.args]
    if name in BIG:
        over = _reduced_axis(node)
        return _row(tag("munder", tag("mo", BIG[name]), over), _operand(node.args[0], 4))
    if name == "where":
        return _cases(*node.args)
    if name == "abs":
        return _row(_sign("|"), *arguments, _sign("|"))
    if name == "sqrt":
        return tag("msqrt", *arguments)
    if name == "exp":
        return tag("msup", tag("mi", "e"), _row(*arguments))
    return _row(tag("mi", SHORT.get(name, name)), _parenthesise(*_join(arguments)))


def _reduced_axis(node):
    """The axis over which a call reduces."""
    axis = next((ast.unparse(word.value) for word in node.keywords if word.arg == "axis"), "")
    return tag("mtext", AXES.get(axis, axis))


def _cases(condition, value, otherwise):
    """The two values of `where`, one below the other."""
    first = _row(_node(value)), _row(tag("mtext", "if\N{NO-BREAK SPACE}"), _node(condition))
    second = _row(_node(otherwise)), tag("mtext", "otherwise")
    lines = (
        tag("mtr", *(tag("mtd", cell, style="text-align:left") for cell in pair))
        for pair in (first, second)
    )
    return _row(tag("mo", "{", stretchy="true"), tag("mtable", *lines))


def _part_of(node):
    """An array without the index that only aligns its axes."""
    text = ast.unparse(node.slice)
    if set(text) <= set(":None, ()"):
        return _node(node.value)
    return tag("msub", _operand(node.value, ATOM), tag("mtext", text))


DRAWN = {
    ast.Assign: _assigned,
    ast.Expr: lambda node: _node(node.value),
    ast.BinOp: _binary,
    ast.Compare: _compared,
    ast.UnaryOp: _negated,
    ast.Call: _called,
    ast.Subscript: _part_of,
    ast.Name: lambda node: tag("mi", node.id, mathvariant="normal"),
    ast.Attribute: lambda node: tag("mi", ast.unparse(node), mathvariant="normal"),
    ast.Constant: lambda node: tag("mn", f"{node.value:g}".replace("e-0", "e-")),
    ast.Tuple: lambda node: Markup("").join(_join([_node(part) for part in node.elts])),
}
