"""A style that holds inside one element and touches nothing else of the page around it."""

import re

RULE = re.compile(r"([^{}]+)\{((?:[^{}]|\{[^{}]*\})*)\}")
WHOLE = re.compile(r"(?<![\w.#-])(:root|html|body)(?![\w-])")  # selectors of a page of its own
NESTED = ("@media", "@supports", "@container")  # blocks that hold rules


def scoped(css, scope):
    """The same style for what stands inside elements that a selector names; those are its page.

    css    without braces in strings; blocks nested once

    >>> scoped(":root{--ink:#000} p, .a b{color:red} @media print{body{margin:0}}", ".x")
    '.x{--ink:#000}.x p, .x .a b{color:red}@media print{.x{margin:0}}'
    """
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return "".join(_rule(selectors.strip(), inside, scope) for selectors, inside in RULE.findall(bare))


def _rule(selectors, inside, scope):
    if selectors.startswith("@page"):
        return ""  # of the paper as a whole
    if selectors.startswith("@"):
        return f"{selectors}{{{scoped(inside, scope) if selectors.startswith(NESTED) else inside}}}"
    return f"{', '.join(_selector(one.strip(), scope) for one in _apart(selectors))}{{{inside}}}"


def _selector(selector, scope):
    """A selector below the scope; one of a whole page becomes the scope itself."""
    found = WHOLE.sub(scope, selector, count=1)
    return found if found != selector else f"{scope} {selector}"


def _apart(selectors):
    """Selectors parted at commas, but for those within brackets."""
    return re.split(r",(?![^(\[]*[)\]])", selectors)
