"""The words of the project: a private word in place of the field's term does not come back.

Each word stands beside the term that takes its place. Identifiers are read from syntax trees; keys
from the JSON Schema; phrases from all that a person reads: strings, docstrings, templates, scenario
files, documents, help and output.
"""

import ast
import json
import re
from collections import Counter
from itertools import chain

import pytest
from door import call
from shipped import FILES, HOME, ROOT

SOURCE = ROOT / "simulator"
MODULES = sorted(SOURCE.rglob("*.py"))
IDENTIFIERS = {
    "Asked": "RunRequest", "Order": "RunOptions", "Found": "BlockResult", "Cast": "Index",
    "cast": "index", "Chance": "RandomStreams", "chance": "probability, stream",
    "fortune": "battle_shock", "luck": "stream", "chronicle": "event_log", "Chronicle": "EventLog",
    "shelf": "results_store", "Number": "Parameter", "Numbers": "Parameters",
    "Outlook": "WarExpectations", "outlook": "war expectations", "evidence": "log_likelihood",
    "worth": "effective_sample_size, payoff", "led": "tempered_smc", "degree": "temperature",
    "resampled": "systematic_resample", "meant": "suggest", "written": "yaml_repr, paths",
    "affront": "provocation", "Deeds": "UnilateralMoves", "deeds": "unilateral moves",
    "heard": "listener", "told": "rows, text, ...", "found": "matches, results, ...",
    "asked": "request", "said": "sentence, label", "held": "unchanged, holder",
    "made": "table, design, ...", "known": "names, known_ids, ...", "kept": "keep_mask, accepted",
    "spoken": "description", "digest": "checksum, summary", "digests": "summaries",
    "flips": "opposite_share", "believed": "belief", "thing": "what it is",
    "one": "scenario, metric, party, ...", "typical": "medoid",
    "judge": "outcome", "doubt": "distrust, uncertainty", "lay": "overlay",
}  # fmt: skip
PARTS = {  # of identifiers
    "chance_of": "probability_of", "luck": "stream", "told": "rows, text, ...",
    "evidence": "log_likelihood", "digest": "summary", "worth_of": "payoff of",
    "table_of_worlds": "design_of_worlds", "soft_words": "softer public statements",
    "own_way": "unilateral move", "typical": "medoid",
}  # fmt: skip
NOT_MODULES = {
    "everyday", "archive", "trust", "seeing", "shelf", "kept", "flat", "frames", "cast", "judge",
    "chronicle", "weekly", "summary", "watch", "outlook", "numbers", "whole", "part", "syntax",
    "explain", "problems", "format", "catalogue", "belief", "accepted", "columns", "request",
    "verdict", "bands", "rivals", "split", "words", "headline", "along", "page", "chance", "show",
}  # fmt: skip
KEYS = {"why": "question", "classes": "outcomes", "governorates": "regions", "luck": "stream"}
PHRASES = {
    "what is not known": "uncertain parameters",
    "of luck": "worlds per draw",
    "soft words": "softer public statements", "softens its words": "softer public statements",
    "goes its own way": "unilateral move",
    "thrown away": "deleted", "Kept in": "Results:", "To be looked at": "Report:",
    "The door": "entry point", "hangs on": "depends on", "hang on": "depend on",
    "laid over": "applied to", "lay over": "apply to", "lays over": "applies to", "lay it over": "apply it to",
    "hold against": "compare with", "held against": "compared with", "mend": "repair",
    "by so many": "by an amount", "besides": "also", "typical world": "medoid world",
    "chance of": "probability of", "worth of war": "war payoff", "table of worlds": "design",
    "in a minute": "the answer", "sits at": "is",
}  # fmt: skip
IDS_OF_METRICS = {"own_way"}
KEYS_OF_FILES = {"kept": 1, "held": 1}  # keys of scenario files, whose paths posterior draws name
SHOWN = [
    *MODULES, *SOURCE.rglob("templates/*"), *SOURCE.rglob("pages/*.md"), *FILES, *sorted((HOME / "record").glob("*.yaml")),
    *HOME.glob("*.schema.json"), HOME / "tutorial.ipynb", ROOT / "run.py", ROOT / "README.md",
    ROOT / "simulator/README.md", HOME / "record/README.md", *sorted((ROOT / ".github").glob("*.md")),
]  # fmt: skip
COMMANDS = (
    ("compare", "spring_2016", "escalation", "-n", 20, "-s", "weeks=30", "--full"),
    ("run", "spring_2016", "-n", 20, "-s", "weeks=30"),
    ("sweep", "spring_2016", "--vary", "us.arms=5,9", "-n", 20, "-s", "weeks=30"),
    ("story", "spring_2016", "--world", 417), ("describe", "spring_2016"), ("list",),
    ("show", "airpower_drawdown", "--levers"), ("backtest", "--only", "K01", "-n", 20),
    ("settle", "scenarios/record/emission_standards.csv", "--draws", 100), ("doctor",),
)  # fmt: skip
VERBS = (
    "run", "compare", "sweep", "story", "study", "list", "show", "diff", "validate", "new",
    "schema", "describe", "settle", "calibrate", "backtest", "theories", "report", "live", "doctor",
    "site",
)  # fmt: skip


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


NAMES = Counter(name.lstrip("_") for name in chain.from_iterable(map(identifiers, MODULES)))


@pytest.mark.parametrize(("word", "term"), IDENTIFIERS.items())
def test_no_identifier_is_a_private_word(word, term):
    assert NAMES[word] <= KEYS_OF_FILES.get(word, 0), (
        f"{NAMES[word]} names are {word}; the term is {term}"
    )


@pytest.mark.parametrize(("word", "term"), PARTS.items())
def test_no_identifier_holds_a_private_word(word, term):
    names = {name for name in NAMES if f"_{word}_" in f"_{name.lower()}_"} - IDS_OF_METRICS
    assert not names, f"the term is {term}"


def test_no_module_has_an_old_name():
    old = [path for path in MODULES if path.stem in NOT_MODULES]
    assert not old


def keys(schema):
    """All keys of files that a JSON Schema names."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        yield from chain.from_iterable(keys(part) for part in schema.values())
    elif isinstance(schema, list):
        yield from chain.from_iterable(keys(part) for part in schema)


def test_no_key_of_a_scenario_file_is_a_private_word():
    schema = json.loads((HOME / "scenario.schema.json").read_text(encoding="utf-8"))
    assert not set(keys(schema)) & set(KEYS)


def uses(phrase, text):
    """Whether a text has a phrase, as whole words."""
    return re.search(rf"\b{re.escape(phrase)}\b", text, re.IGNORECASE)


@pytest.mark.parametrize(("phrase", "term"), PHRASES.items())
def test_no_text_has_a_private_phrase(phrase, term):
    places = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in SHOWN
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if uses(phrase, line)
    ]
    assert not places, f"the term is {term}"


@pytest.mark.parametrize("verb", VERBS)
def test_no_help_has_a_private_phrase(verb):
    text = " ".join(call(verb, "--help").stdout.split())
    assert text and not [phrase for phrase in PHRASES if uses(phrase, text)]


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_no_output_has_a_private_phrase(command, tmp_path_factory):
    folder = tmp_path_factory.mktemp("output")
    (folder / "scenarios").symlink_to(HOME)
    result = call(*command, cwd=folder)
    text = " ".join((result.stdout + result.stderr).split())
    assert result.returncode == 0, result.stderr
    assert not [phrase for phrase in PHRASES if uses(phrase, text)]
