"""The model against the record: a table of checks, failures told at length, as JSON."""

import csv
import json

from simulator.report import terminal
from simulator.report.blocks import QUIET, STRONG, WARN, Column, table, text
from simulator.report.formats import sign

KINDS = {
    "calibration": "Fitted (and nothing else ever is)",
    "base rate": "What such wars do",
    "holdout": "What came, never fitted",
    "counterfactual": "What was not tried, as the article and others judge it",
    "monotonicity": "Signs that the design demands",
}


def show(out, rows, sources, worlds=None):
    """Every check by kind, what fails with its note and what was seen, how many pass."""
    terminal.lay_out(out, _view(rows, sources, worlds))


def _view(rows, sources, worlds):
    yield text("The model against the record", look=STRONG, tight=True)
    anew = "the parameter draws are made anew."
    yield text(f"The number of each check with its 95% interval; {anew}", look=QUIET)
    for kind, title in KINDS.items():
        told = [_row(row) for row in rows if row.check.kind == kind]
        if told:
            yield table(title, ("model", "95%", "asked for", ""), told)
    failed = [row for row in rows if not row.verdict.passed]
    if failed:
        yield text("What fails", look=STRONG, tight=True)
        told = [((row.id, "fail"), _failure(row)) for row in failed]
        yield table("", [Column(prose=True)], told)
    yield text(_count(rows), look=STRONG, tight=True)
    known = sum(row.check.known_at_design != "no" for row in rows)
    held = f"{known} rows hold facts that those who built the model knew; no pass on them is a"
    yield text(f"{held} forecast.", look=QUIET, tight=True)
    named = named_sources([row.check.source for row in rows], sources)
    said = "; ".join(f"{key} {source}" for key, source in named)
    yield text(f"Sources: {said}.", look=QUIET, tight=True)
    if worlds:
        wide = "were asked for: intervals are wider than they need be."
        yield text(f"At most {worlds:,} worlds a run {wide}", look=WARN, tight=True)


def _row(row):
    verdict = ("pass", "pass") if row.verdict.passed else ("FAIL", "fail")
    label = text((f"{row.id:<6}", QUIET), row.check.name)
    model = number(row.verdict.value), (_interval(row), QUIET)
    return label, *model, asked(row), verdict


def number(value):
    """A number with the digits that matter.

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


def asked(row):
    """What a check asks for, in words."""
    (low, high), unit = row.ends, row.check.unit
    if row.check.shape:
        return row.check.shape
    if low is None or high is None:
        told = f"at most {high:g}" if low is None else f"at least {low:g}"
    else:
        told = f"{low:g} to {high:g}"
    return sign(told.replace("-", "−")) + (f" {unit}" if unit else "")


def _failure(row):
    seen = f"; seen: {row.check.observed}" if row.check.observed else ""
    how = f" ({row.check.how})" if row.check.how else ""
    values = ", ".join(number(value) for value in row.verdict.values)
    along = f", along the lever {values}" if len(row.verdict.values) > 1 else ""
    note = f". {row.check.note[0].upper()}{row.check.note[1:]}" if row.check.note else ""
    found = f"{row.check.name}{how}: {number(row.verdict.value)}{along}"
    return f"{found}, where {asked(row)} is asked for{seen}{note}."


def _count(rows):
    told = []
    for kind in KINDS:
        of_kind = [row.verdict.passed for row in rows if row.check.kind == kind]
        if of_kind:
            told.append(f"{kind} {sum(of_kind)} of {len(of_kind)}")
    return f"Passed {sum(row.verdict.passed for row in rows)} of {len(rows)}: {', '.join(told)}."


def named_sources(named, sources):
    """[(key, text)] of the sources that some texts name."""
    used = {key for one in named for key in one.replace(";", " ").split()}
    return [(key, text) for key, text in sources.items() if key in used]


def as_json(stream, rows):
    """{"checks": [...]}"""
    print(json.dumps({"checks": [row.as_dict() for row in rows]}, indent=1), file=stream)


def as_csv(stream, rows):
    """One line a check."""
    table = csv.writer(stream, lineterminator="\n")
    about = ("low", "high", "shape", "unit", "pass", "grade", "source")
    table.writerow(["id", "kind", "name", "model", "model_low", "model_high", *about])
    for row in (row.as_dict() for row in rows):
        model = [row["model"][key] for key in ("value", "low", "high")]
        rest = [row[key] for key in about]
        table.writerow([row["id"], row["kind"], row["name"], *model, *rest])
