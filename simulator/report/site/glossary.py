"""The glossary: terms of results, outcomes, metrics, kinds of entities and grades."""

import re

from simulator.report import formats
from simulator.report.describe import scenario as scenario_facts
from simulator.report.site.repository import reading

BOLD_TERM = re.compile(r"An? \*\*([^*]+)\*\* is ([^.;]+)")
TABLE_ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
HEADS = ("meaning", "definition", "rule")  # of the tables that define terms


def sections(scenario):
    """{heading: [(term, id or None, definition)]}, each in alphabetical order."""
    defined = dict(_terms_of_readme())
    metrics = scenario_facts.metrics(scenario)
    labelled = [
        _term_of_metric(row, defined.pop(row["label"], "")) for row in metrics if row["label"]
    ]
    others = [(row["name"], None, _meaning(row)) for row in metrics if not row["label"]]
    form = scenario.form
    terms = list(defined.items())
    terms += [(kind["kind"], kind["about"]) for kind in scenario_facts.entity_kinds(form)]
    terms += [(f"grade {row['grade']}", row["meaning"]) for row in scenario_facts.grades(scenario)]
    listed = {
        "Terms": [(term, None, text) for term, text in terms],
        "Metrics": labelled,
        "Outcomes": list(_outcomes(form)),
        "Metrics without a label, for expressions": others,
    }
    return {
        heading: [(*about, _sentence(text)) for *about, text in sorted(rows, key=_sort_key)]
        for heading, rows in listed.items()
    }


def _sort_key(row):
    return row[0].lower()


def _sentence(text):
    return formats.upper(text.strip().rstrip(".")) + "."


def _terms_of_readme():
    """Terms that the README defines in its section on numbers: in bold, or in a table."""
    text = reading()
    yield from BOLD_TERM.findall(text)
    for term, meaning in TABLE_ROW.findall(text):
        if meaning not in HEADS:
            yield term.strip("* "), meaning


def _term_of_metric(row, definition):
    """A metric that reports show, with its definition in the README where there is one."""
    return row["label"], row["name"], _meaning(row, definition)


def _meaning(row, definition=""):
    """Meaning and unit of a metric."""
    return f"{_sentence(definition or row['meaning'])} Unit: {row['unit']}"


def _outcomes(form):
    for outcome in scenario_facts.outcomes(form):
        conditions = " or ".join(f"`{row['if']}`" for row in outcome["when"])
        yield outcome["label"], outcome["id"], f"when {conditions}"
