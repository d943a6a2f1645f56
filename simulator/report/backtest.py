"""Backtest in the terminal, as JSON and as CSV: checks by kind, and the failures in detail."""

import csv
import json

from simulator.report import terminal
from simulator.report.blocks import QUIET, STRONG, WARN, Column, table, text
from simulator.report.formats import sign, upper

KINDS = {
    "calibration": "Used in calibration",
    "base rate": "Base rates of other wars",
    "holdout": "Held out of calibration",
    "counterfactual": "Counterfactuals, as experts judge them",
    "monotonicity": "Signs of effects, as the design requires",
    "information": "For information, without a band",
}
IDS = "An id starts with the kind of its check: {}. A letter after the number marks a variant."
LETTERS = {
    "calibration": "K", "base rate": "B", "holdout": "H", "counterfactual": "C",
    "monotonicity": "M", "information": "I",
}  # fmt: skip
VERDICTS = {True: ("pass", "pass"), False: ("FAIL", "fail"), None: ""}
SHAPES = {
    "positive": "significantly above zero",
    "negative": "significantly below zero",
    "rises": "rises along the lever",
    "falls": "falls along the lever",
    "concave": "each step of the lever adds less",
    "interior": "highest between the ends of the lever",
}


def show(out, rows, sources, worlds=None):
    """Print every check by kind, the failures in detail, and the number that passes."""
    terminal.print_blocks(out, _view(rows, sources, worlds))


def _view(rows, sources, worlds):
    yield text("The model against the historical record", look=STRONG, tight=True)
    yield text(
        f"Each check with its 95% CI, on new parameter draws. {explain_ids(rows)}", look=QUIET
    )
    for kind, title in KINDS.items():
        cells = [_row(row) for row in rows if row.check.kind == kind]
        if cells:
            yield table(title, ("model", "95% CI", "expected", ""), cells)
    shapes = [shape for shape in SHAPES if any(row.check.shape == shape for row in rows)]
    if shapes:
        meanings = "; ".join(
            SHAPES[shape] if SHAPES[shape].startswith(shape) else f"{shape}: {SHAPES[shape]}"
            for shape in shapes
        )
        yield text(f"{upper(meanings)}.", look=QUIET)
    failed = [row for row in rows if row.verdict.passed is False]
    if failed:
        yield text("Failures", look=STRONG, tight=True)
        cells = [((row.id, "fail"), _failure(row)) for row in failed]
        yield table("", [Column(prose=True)], cells)
    yield text(_count(rows), look=STRONG, tight=True)
    known_checks = sum(row.check.known_at_design != "no" for row in judged(rows))
    yield text(
        f"{known_checks} checks use facts that the modellers knew; passing them is no forecast.",
        look=QUIET, tight=True,
    )  # fmt: skip
    cited = named_sources([row.check.source for row in rows], sources)
    listed = "; ".join(f"{key} {source}" for key, source in cited)
    yield text(f"Sources: {listed}.", look=QUIET, tight=True)
    if worlds:
        wide = "intervals are wider than with the default."
        yield text(f"At most {worlds:,} worlds per run (-n): {wide}", look=WARN, tight=True)


def judged(rows):
    """Rows that pass or fail; those for information do neither."""
    return [row for row in rows if row.verdict.passed is not None]


def explain_ids(rows):
    """Sentence on the ids of these checks; empty if they do not start with the letter of a kind."""
    used = {row.check.kind for row in rows if row.id.startswith(LETTERS[row.check.kind])}
    kinds = [f"{letter} {kind}" for kind, letter in LETTERS.items() if kind in used]
    return IDS.format(", ".join(kinds)) if kinds else ""


def _row(row):
    verdict = VERDICTS[row.verdict.passed]
    label = text((f"{row.id:<6}", QUIET), row.check.name)
    model = number(row.verdict.value), (_interval(row), QUIET)
    return label, *model, expected_text(row), verdict


def number(value):
    """Format a number with significant digits only.

    >>> number(0.0312), number(-4.25), number(63.2), number(None)
    ('0.031', '\u22124.2', '63.2', 'beyond the run')
    """
    if value is None:
        return "beyond the run"
    digits = 3 if abs(value) < 1 else 1
    return sign(f"{value:.{digits}f}") if round(value, digits) else "0"


def _interval(row):
    low, high = row.verdict.low, row.verdict.high
    none = (low is None and high is None) or low == high
    return "" if none else f"[{number(low)}, {number(high)}]"


def expected_text(row):
    """The band or shape of a check as text."""
    (low, high), unit = row.ends, row.check.unit
    if row.check.shape:
        return row.check.shape
    if low is None and high is None:
        return f"no band, {unit}" if unit else "no band"
    if low is None or high is None:
        band = f"at most {high:g}" if low is None else f"at least {low:g}"
    else:
        band = f"{low:g} to {high:g}"
    return sign(band.replace("-", "−")) + (f" {unit}" if unit else "")


def _failure(row):
    check, verdict = row.check, row.verdict
    how = f" ({check.how})" if check.how else ""
    values = ", ".join(number(value) for value in verdict.values)
    along = f" (values along the lever: {values})" if len(verdict.values) > 1 else ""
    result = f"{check.name}{how}: model {number(verdict.value)}{along}"
    recorded = f"; recorded: {check.observed}" if check.observed else ""
    note = f". {upper(check.note)}" if check.note else ""
    return f"{result}; expected: {expected_text(row)}{recorded}{note}."


def _count(rows):
    counts = []
    for kind in KINDS:
        passed = [row.verdict.passed for row in judged(rows) if row.check.kind == kind]
        if passed:
            counts.append(f"{kind} {sum(passed)} of {len(passed)}")
    verdicts = [row.verdict.passed for row in judged(rows)]
    only_shown = len(rows) - len(verdicts)
    by_kind = f": {', '.join(counts)}" if counts else ""
    added = f"; {only_shown} for information" if only_shown else ""
    return f"Passed {sum(verdicts)} of {len(verdicts)}{by_kind}{added}."


def named_sources(citations, sources):
    """[(key, text)] of the sources that are cited."""
    keys = {key for citation in citations for key in citation.replace(";", " ").split()}
    return [(key, text) for key, text in sources.items() if key in keys]


def as_json(stream, rows):
    """Write {"checks": [...]}."""
    print(json.dumps({"checks": [row.as_dict() for row in rows]}, indent=1), file=stream)


def as_csv(stream, rows):
    """Write a row per check."""
    writer = csv.writer(stream, lineterminator="\n")
    details = ("low", "high", "shape", "unit", "pass", "grade", "source")
    writer.writerow(["id", "kind", "name", "model", "model_low", "model_high", *details])
    for row in (row.as_dict() for row in rows):
        model = [row["model"][key] for key in ("value", "low", "high")]
        writer.writerow(
            [row["id"], row["kind"], row["name"], *model, *(row[key] for key in details)]
        )
