"""Which rules a calibration knew: a hash of the code that steps a week, so that draws can say when
another is at work.

Comments, docstrings and layout do not count, nor do the modules that only look at worlds.
"""

import ast
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1]
ROOMS = ("rules", "model")
ONLY_LOOK = {
    "__init__", "metrics", "recorder", "weekly_histograms", "event_log", "expression_checks"
}  # fmt: skip


def version():
    """The rules as they are: {"text", "meaning"}, a hash of the code as it is written and one of
    its syntax, under any Python the same."""
    return {"text": _hash(str), "meaning": _hash(meaning)}


def known(then):
    """True where the rules are those of a `version`; their syntax is looked at only if their text
    differs."""
    return then["text"] == _hash(str) or then["meaning"] == _hash(meaning)


@lru_cache(maxsize=2)
def _hash(told):
    files = [
        file
        for room in ROOMS
        for file in sorted((SOURCE / room).rglob("*.py"))
        if not ONLY_LOOK & {file.stem, file.parent.name}
    ]
    return sha256(
        "\n".join(
            f"{file.stem} {told(file.read_text(encoding='utf-8'))}" for file in files
        ).encode()
    ).hexdigest()[:16]


def meaning(text):
    """The syntax of some code as text, without what changes nothing it does.

    >>> meaning("x = 1  # one") == meaning("x  =  1") != meaning("x = 2")
    True
    >>> meaning("def f():\\n    'Words.'\\n    return 1") == meaning("def f():\\n    return 1")
    True
    """
    return repr(_plain(ast.parse(text)))


def _plain(node):
    """A node as nested tuples; what is empty is left out, as some versions of Python know fields
    that others do not."""
    if isinstance(node, list):
        return tuple(_plain(one) for one in node)
    if not isinstance(node, ast.AST):
        return node
    fields = dict(ast.iter_fields(node))
    if (
        isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and ast.get_docstring(node, clean=False) is not None
    ):
        fields["body"] = fields["body"][1:]
    return (
        type(node).__name__,
        *((name, _plain(value)) for name, value in fields.items() if value not in (None, [])),
    )
