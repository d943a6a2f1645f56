"""An issue table settled: in the terminal, as JSON, as CSV."""

import csv
import json
import sys

from rich.table import Table
from rich.text import Text

from simulator.rules.bargaining import SENTENCES
from simulator.show.words import sign

# Mean absolute errors on the 173 issues of Arregui & Perarnaud 2021 that have a reference point.
REFERENCE = (
    "This table has a column reference, which nash and package use. It made both worse on 173"
    " issues decided by the European Union: nash missed by 29.6 points of 100 with it and by 24.7"
    " without, package by 27.8 and 24.4. Without the column they take what each actor likes least."
)


def show(out, told):
    """Each issue with its forecast, its distribution if there is one, and what rival rules say."""
    rule, issues = told["rule"], told["issues"]
    others = [name for name in SENTENCES if name != rule]
    out.print(Text.assemble((rule, "bold"), f": {SENTENCES[rule]}"))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("issue", overflow="fold")
    for name in (rule, *(("middle", "10 to 90%") if told["draws"] else ()), *others):
        table.add_column(
            name,
            justify="right",
            no_wrap=True,
            header_style="bold" if name not in others else "dim",
        )
    for name, one in issues.items():
        top = _scale(one)
        rivals = [Text(number(one["rules"][other], top), style="dim") for other in others]
        table.add_row(
            name, Text(number(one["forecast"], top), style="bold"), *_range(one, top), *rivals
        )
    out.print(table)
    for line in _closing(told):
        out.print(Text(line, style="dim"))
    if told["references"]:
        out.print(Text(REFERENCE, style="yellow"))


def _scale(one):
    """The largest size among what is said of an issue."""
    return max(
        abs(value) for value in (*one["rules"].values(), *one.get("percentiles", {}).values())
    )


def _range(one, top):
    """Middle and ends of a distribution, in two cells; none where there is no distribution."""
    known = one.get("percentiles")
    return (
        (number(known["p50"], top), f"{number(known['p10'], top)} to {number(known['p90'], top)}")
        if known
        else ()
    )


def _closing(told):
    """What hangs on the rule, and what the distribution holds."""
    spans = {
        name: (min(one["rules"].values()), max(one["rules"].values()))
        for name, one in told["issues"].items()
    }
    widest = max(spans, key=lambda name: spans[name][1] - spans[name][0])
    low, high = (number(end, _scale(told["issues"][widest])) for end in spans[widest])
    if len(spans) > 1:
        yield f"What hangs on the rule: most on {widest}, from {low} to {high}."
    else:
        yield f"What hangs on the rule: from {low} to {high}."
    if told["draws"]:
        yield (
            f"10 to 90%: {told['draws']:,} draws of what is not known, seed {told['seed']}: the"
            " inputs, and how far rules have missed."
        )
    else:
        yield "A rule gives a point; --draws 1000 says how far it may miss."


def number(value, top):
    """A value with two decimals where the largest beside it is small, one where it is not."""
    return sign(f"{value:,.{2 if top < 20 else 1}f}")


def as_json(file, told):
    """Everything: forecast, every rule, percentiles, a note where one is due."""
    notes = [REFERENCE] if told["references"] else []
    file.write(json.dumps({**told, "notes": notes}, indent=1, ensure_ascii=False) + "\n")


def as_csv(file, told):
    """A row an issue: issue, forecast, then percentiles if there are any; a note on stderr."""
    if told["references"]:
        print(REFERENCE, file=sys.stderr)
    percentiles = list(next(iter(told["issues"].values())).get("percentiles", ()))
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(["issue", "forecast", *percentiles])
    for name, one in told["issues"].items():
        rows.writerow([name, one["forecast"], *(one["percentiles"][p] for p in percentiles)])
