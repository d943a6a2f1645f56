"""The words of the project: a private word in place of the field's term does not come back.

Each word stands beside the term that takes its place. Identifiers are read from syntax trees,
phrases from all that a person may read: strings, docstrings, templates, scenario files, the README.
LEFT counts what still stands, in modules that were not yet rewritten: it only goes down.
"""

import ast
import re
from collections import Counter
from itertools import chain

import pytest
from shipped import FILES, ROOT

SOURCE = ROOT / "simulator"
IDENTIFIERS = {
    "Asked": "RunRequest", "Order": "RunOptions", "Found": "BlockResult", "Cast": "Index",
    "cast": "index", "Chance": "RandomStreams", "fortune": "battle_shock", "luck": "stream",
    "chronicle": "event_log", "Chronicle": "EventLog", "shelf": "results_store",
    "Number": "Parameter", "Numbers": "Parameters", "Outlook": "WarExpectations",
    "outlook": "war expectations", "evidence": "log_likelihood", "led": "tempered_smc",
    "degree": "temperature", "meant": "suggest", "written": "yaml_repr", "affront": "provocation",
    "Deeds": "UnilateralMoves", "heard": "listener", "told": "rows, text, ...",
    "table_of_worlds": "design_of_worlds",
}  # fmt: skip
PARTS = {"chance_of": "probability_of", "_luck": "_stream"}  # of identifiers
PHRASES = {
    "what is not known": "uncertain parameters", "of luck each": "worlds each",
    "soft words": "softer public statements", "thrown away": "deleted", "Kept in": "Results:",
    "To be looked at": "Report:", "The door": "entry point", "hangs on": "depends on",
    "laid over": "applied to", "lay over": "apply to",
}  # fmt: skip
LEFT = {"told": 74, "written": 3}  # uses, by word
SHOWN = [
    *SOURCE.rglob("*.py"), *SOURCE.rglob("templates/*"), *FILES,
    ROOT / "run.py", ROOT / "README.md", ROOT / "simulator/README.md",
    ROOT / "scenarios/record/README.md",
]  # fmt: skip


def identifiers(path):
    """Names that a module binds: functions, classes, arguments, variables, attributes."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


NAMES = Counter(chain.from_iterable(identifiers(path) for path in SOURCE.rglob("*.py")))


@pytest.mark.parametrize(("word", "term"), IDENTIFIERS.items())
def test_no_identifier_is_a_private_word(word, term):
    assert NAMES[word] <= LEFT.get(word, 0), f"{NAMES[word]} names are {word}; the term is {term}"


@pytest.mark.parametrize(("word", "term"), PARTS.items())
def test_no_identifier_holds_a_private_word(word, term):
    assert not [name for name in NAMES if word in name], f"the term is {term}"


@pytest.mark.parametrize(("phrase", "term"), PHRASES.items())
def test_no_text_has_a_private_phrase(phrase, term):
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in SHOWN
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(rf"\b{re.escape(phrase)}\b", line)
    ]
    assert len(found) <= LEFT.get(phrase, 0), f"{found}: the term is {term}"
