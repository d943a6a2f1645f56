"""Hash of the code that steps a week, so that posterior draws can report when the rules of the
model have changed since.

Comments, docstrings and layout do not count, nor do modules that only record worlds, nor bargaining
rules other than the one in use.
"""

import ast
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1]
FOLDERS = ("rules", "model")
NOT_RULES = {
    "__init__", "metrics", "recorder", "weekly_histograms", "event_log", "expression_checks"
}  # fmt: skip


def version(rule=None):
    """Current version of the rules: {"text", "meaning"}, a hash of the source text and a hash of
    its syntax tree, the same under any version of Python.

    rule  the bargaining rule in use; None = all of them
    """
    return {"text": _hash(str, rule), "meaning": _hash(syntax_text, rule)}


def is_current(version, rule=None):
    """True if a `version` is that of the current rules; the syntax is parsed only if the text
    differs."""
    return version["text"] == _hash(str, rule) or version["meaning"] == _hash(syntax_text, rule)


@lru_cache(maxsize=8)
def _hash(as_text, rule):
    files = [
        file
        for folder in FOLDERS
        for file in sorted((SOURCE / folder).rglob("*.py"))
        if not NOT_RULES & {file.stem, file.parent.name}
        and (rule in (None, file.stem) or file.parent.name != "bargaining")
    ]
    return sha256(
        "\n".join(
            f"{file.stem} {as_text(file.read_text(encoding='utf-8'))}" for file in files
        ).encode()
    ).hexdigest()[:16]


def syntax_text(text):
    """Syntax tree of source code as text, without docstrings and layout.

    >>> syntax_text("x = 1  # one") == syntax_text("x  =  1") != syntax_text("x = 2")
    True
    >>> with_docstring = "def f():\\n    'Words.'\\n    return 1"
    >>> syntax_text(with_docstring) == syntax_text("def f():\\n    return 1")
    True
    """
    return repr(_as_tuples(ast.parse(text)))


def _as_tuples(node):
    """A node as nested tuples, without empty fields: versions of Python differ in these."""
    if isinstance(node, list):
        return tuple(_as_tuples(item) for item in node)
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
        *((name, _as_tuples(value)) for name, value in fields.items() if value not in (None, [])),
    )
