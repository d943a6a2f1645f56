"""The words of the project: a private word in place of the field's term does not come back.

Each word stands beside the term that takes its place. Identifiers are read from syntax trees; keys
from the JSON Schema; phrases from all that a person reads: strings, docstrings, templates, scenario
files, documents, help and output.
"""

import ast
import json
import re
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
    "problem": "UserError", "problems": "user_errors", "Problem": "UserError",
    "where": "mark_of", "why": "reason, message", "what": "requirement, ...", "had": "stored",
    "say": "notify", "began": "begin", "done": "completed", "words": "text, arguments",
    "Part": "Section", "Num": "ParameterField", "amount": "value, mean", "amounts": "means",
    "measure": "metric, confidence_measure", "figure": "metric, chart", "belief": "prior",
    "accepted": "posterior", "taken": "acceptance_rate", "class": "outcome",
    "bottom": "reservation_terms", "edge": "net_gain", "will": "engagement",
    "survival": "kaplan_meier", "risks": "cumulative_incidence", "archive": "results_store",
    "weekly": "weekly_histograms", "spread": "parameter_range, deviation", "given": "values, ...",
    "regime": "camp", "rebels": "camp", "backers": "supporters",
    "governorates": "regions", "affronts": "provocations", "flat": "csv_export",
    "explained": "explain_errors",
}  # fmt: skip
ALLOWED = {  # (word, file): the reason why another idea may have this name
    ("where", "model/actor.py"): "the argument of NumPy's ufuncs",
    ("accepted", "analysis/smc.py"): "proposals that the sampler accepts",
    ("accepted", "rules/bargaining/challenge.py"): "the offer that an actor accepts",
    ("taken", "model/state.py"): "land taken",
    ("taken", "model/fronts.py"): "land taken",
    ("taken", "rules/front.py"): "land taken",
    ("figure", "report/figures/parts.py"): "a chart of the report",
    ("spread", "model/initial_state.py"): "the error of a stated position",
    ("spread", "rules/bargaining/challenge.py"): "the range of risk among actors",
    ("spread", "scenario/schema_settings.py"): "a key, which posterior draws name by its path",
    ("held", "scenario/schema_actors.py"): "a key, which parameters are found by",
    ("given", "scenario/checks.py"): "the condition of a conditional share",
    ("given", "scenario/series.py"): "a key of the record: the scenario sets the metric",
}
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
    "table", "schema", "digests", "luck", "evidence", "beliefs", "door",
}  # fmt: skip
KEYS = {
    "why": "question", "classes": "outcomes", "governorates": "regions", "luck": "stream",
    "kinds": "outcomes", "numbers": "parameters", "priors": "prior", "survival": "kaplan_meier",
    "words": "public statements", "deeds": "unilateral moves", "told": "stated", "asked": "requested",
}  # fmt: skip
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
    "typical": "medoid", "luck": "random streams", "fortune": "battle shock", "shelf": "results store",
    "chronicle": "event log", "worth of": "payoff of", "in a minute": "the answer", "sits at": "is",
}  # fmt: skip
IDS_OF_METRICS = {"own_way"}
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
    "site", "state",
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


PLACES: dict[str, set] = {}  # {name: files that bind it}
for module in MODULES:
    for name in identifiers(module):
        place = module.relative_to(SOURCE).as_posix()
        PLACES.setdefault(name.lstrip("_"), set()).add(place)
NAMES = set(PLACES)
PARAMETER_FIELDS = {"value", "grade", "source", "uncertain", "prior_text", "quantile", "meta"}


@pytest.mark.parametrize(("word", "term"), IDENTIFIERS.items())
def test_no_identifier_is_a_private_word(word, term):
    places = {place for place in PLACES.get(word, ()) if (word, place) not in ALLOWED}
    assert not places, f"the term is {term}"


def test_every_exception_is_needed():
    assert not {row for row in ALLOWED if row[1] not in PLACES.get(row[0], ())}


def test_no_parameter_is_called_a_number():
    """A name whose unit, grade or source is read holds a Parameter."""
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                is_number = node.value.id == "number" and node.attr in PARAMETER_FIELDS
                assert not is_number, module


def test_no_outcome_is_called_a_kind_or_a_class():
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.For | ast.comprehension):
                names = {each.id for each in ast.walk(node.target) if isinstance(each, ast.Name)}
                loops_over_outcomes = re.search(
                    r"\.outcomes\b|outcomes_of\(", ast.unparse(node.iter)
                )
                assert not loops_over_outcomes or not names & {"kind", "class_"}, module


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
