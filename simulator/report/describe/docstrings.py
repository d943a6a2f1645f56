"""Parsed docstrings: sentences, tables of arguments, formulas, works and paragraphs cited."""

import inspect
import re

from simulator.rules import BIBLIOGRAPHY

ROW = re.compile(r"(\w+(?:, \w+)*)\s{2,}(?:\((\.{3}|[^()]*,[^()]*)\)\s*)?(.*)")
KEYS = re.compile(r"\s*\[([A-Z]\w+\d{4}(?:,\s+[A-Z]\w+\d{4})*)\]")
PARAGRAPHS = re.compile(r"\bP(\d+)(?:-P(\d+))?\b")


def parse_docstring(documented):
    """(first sentence, further text, rows) of a docstring; a row of its table has names, axes or
    None, and a text."""
    prose: list[str] = []
    rows: list[dict] = []
    for line in (inspect.getdoc(documented) or "").split(">>>")[0].strip().splitlines():
        if match := ROW.fullmatch(line):
            names, axes, text = match.groups()
            rows.append({"names": names.split(", "), "axes": axes and axes.strip(), "text": text})
        elif rows and line.startswith("  "):
            rows[-1]["text"] += " " + line.strip()
        else:
            prose.append(line)
    for row in rows:
        row["text"] = KEYS.sub("", " ".join(row["text"].split()))
    first, _, rest = "\n".join(prose).strip().partition("\n\n")
    return " ".join(first.split()), " ".join(rest.split()), rows


def cited(documented):
    """Works of the bibliography that a docstring cites: {key: work}."""
    keys = ", ".join(KEYS.findall(inspect.getdoc(documented) or "")).replace(",", " ").split()
    return {key: BIBLIOGRAPHY.get(key, "not in the bibliography") for key in keys}


def paragraphs(text):
    """Numbers of the paragraphs that a text cites, such as P4 or P7-P10."""
    spans = [range(int(low), int(high or low) + 1) for low, high in PARAGRAPHS.findall(text)]
    return sorted({number for span in spans for number in span})
