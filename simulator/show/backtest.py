"""The model against the record: a table of checks, failures told at length, as JSON."""

import csv
import json

from rich.table import Table
from rich.text import Text

from simulator.show import page
from simulator.show.words import sign

KINDS = {
    "calibration": "Fitted (and nothing else ever is)",
    "base rate": "What such wars do",
    "holdout": "What came, never fitted",
    "counterfactual": "What was not tried, as the article and others judge it",
    "monotonicity": "Signs that the design demands",
}


def show(out, rows, sources, worlds=None):
    """Every check by kind, what fails with its note and what was seen, how many pass."""
    out.print(Text("The model against the record", style="bold"))
    out.print(
        Text(
            "The number of each check with its 95% interval; the draws of what is not known are"
            " drawn anew.",
            style="dim",
        )
    )
    out.print()
    for kind, title in KINDS.items():
        of_kind = [row for row in rows if row["kind"] == kind]
        if of_kind:
            page.block(out, _table(title, of_kind))
    failed = [row for row in rows if not row["pass"]]
    if failed:
        out.print(Text("What fails", style="bold"))
        told = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
        for row in failed:
            told.add_row(Text(row["id"], style="red"), _failure(row))
        page.block(out, told)
    out.print(Text(_count(rows), style="bold"))
    known = sum(row["known_at_design"] != "no" for row in rows)
    out.print(
        Text(
            f"{known} rows hold facts that those who built the model knew; no pass on them is a"
            " forecast.",
            style="dim",
        )
    )
    out.print(Text(f"Sources: {_sources(rows, sources)}.", style="dim"))
    if worlds:
        out.print(
            Text(
                f"At most {worlds:,} worlds a run were asked for: intervals are wider than they"
                " need be.",
                style="yellow",
            )
        )


def _table(title, rows):
    made = page.table(title, "model", "95%", "asked for", "")
    for row in rows:
        verdict = Text("pass", style="green") if row["pass"] else Text("FAIL", style="bold red")
        label = Text.assemble((f"{row['id']:<6}", "dim"), row["name"])
        made.add_row(
            label,
            number(row["model"]["median"]),
            Text(_interval(row), style="dim"),
            asked(row),
            verdict,
        )
    return made


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
    low, high = row["model"]["low"], row["model"]["high"]
    return (
        "" if (low is None and high is None) or low == high else f"[{number(low)}, {number(high)}]"
    )


def asked(row):
    """What a check asks for, in words."""
    low, high, unit = row["low"], row["high"], row["unit"]
    if row["shape"]:
        return row["shape"]
    if low is None or high is None:
        told = f"at most {high:g}" if low is None else f"at least {low:g}"
    else:
        told = f"{low:g} to {high:g}"
    return sign(told.replace("-", "−")) + (f" {unit}" if unit else "")


def _failure(row):
    seen = f"; seen: {row['observed']}" if row["observed"] else ""
    how = f" ({row['how']})" if row["how"] else ""
    along = (
        f", along the lever {', '.join(number(value) for value in row['values'])}"
        if len(row["values"]) > 1
        else ""
    )
    note = f". {row['note'][0].upper()}{row['note'][1:]}" if row["note"] else ""
    return (
        f"{row['name']}{how}: {number(row['model']['median'])}{along}, where {asked(row)} is asked"
        f" for{seen}{note}."
    )


def _count(rows):
    told = []
    for kind in KINDS:
        of_kind = [row["pass"] for row in rows if row["kind"] == kind]
        if of_kind:
            told.append(f"{kind} {sum(of_kind)} of {len(of_kind)}")
    return f"Passed {sum(row['pass'] for row in rows)} of {len(rows)}: {', '.join(told)}."


def _sources(rows, sources):
    used = {key for row in rows for key in row["source"].replace(";", " ").split()}
    return "; ".join(f"{key} {sources[key]}" for key in sources if key in used)


def as_json(stream, rows):
    """{"checks": [...]}"""
    print(json.dumps({"checks": rows}, indent=1), file=stream)


def as_csv(stream, rows):
    """One line a check."""
    written = csv.writer(stream, lineterminator="\n")
    written.writerow(
        [
            "id",
            "kind",
            "name",
            "model",
            "model_low",
            "model_high",
            "low",
            "high",
            "shape",
            "unit",
            "pass",
            "grade",
            "source",
        ]
    )
    for row in rows:
        model = [row["model"][key] for key in ("median", "low", "high")]
        about = [row[key] for key in ("low", "high", "shape", "unit", "pass", "grade", "source")]
        written.writerow([row["id"], row["kind"], row["name"], *model, *about])
