"""An issue table settled: in the terminal, as JSON, as CSV."""

import csv
import json
import sys

from simulator.report import terminal
from simulator.report.blocks import QUIET, STRONG, WARN, table, text
from simulator.report.formats import sign
from simulator.rules.bargaining import SENTENCES

# Mean absolute errors on the 173 issues of Arregui & Perarnaud 2021 that have a reference point.
REFERENCE = (
    "This table has a column reference, which nash and package use. It made both worse on 173"
    " issues decided by the European Union: nash missed by 29.6 points of 100 with it and by 24.7"
    " without, package by 27.8 and 24.4. Without the column they take what each actor likes least."
)


def show(out, told):
    """Each issue with its forecast, its distribution if there is one, and what rival rules say."""
    terminal.lay_out(out, _view(told))


def _view(told):
    rule, issues = told["rule"], told["issues"]
    others = [name for name in SENTENCES if name != rule]
    spread = ("middle", "10 to 90%") if told["draws"] else ()
    yield text((rule, STRONG), f": {SENTENCES[rule]}", tight=True)
    rows = [_row(name, one, rule, others) for name, one in issues.items()]
    yield table("issue", (rule, *spread, *others), rows)
    for line in _closing(told):
        yield text(line, look=QUIET, tight=True)
    if told["references"]:
        yield text(REFERENCE, look=WARN, tight=True)


def _row(name, one, rule, others):
    top, known = _scale(one), one.get("percentiles")
    middle, low, high = (number(known[p], top) if known else "" for p in ("p50", "p10", "p90"))
    spread = (middle, f"{low} to {high}") if known else ()
    rivals = [(number(one["rules"][other], top), QUIET) for other in others]
    return name, (number(one["forecast"], top), STRONG), *spread, *rivals


def _scale(one):
    """The largest size among what is said of an issue."""
    values = (*one["rules"].values(), *one.get("percentiles", {}).values())
    return max(abs(value) for value in values)


def _closing(told):
    """What depends on the rule, and what the distribution holds."""
    rules = {name: one["rules"].values() for name, one in told["issues"].items()}
    widest = max(rules, key=lambda name: max(rules[name]) - min(rules[name]))
    top, ends = _scale(told["issues"][widest]), (min(rules[widest]), max(rules[widest]))
    span = f"from {number(ends[0], top)} to {number(ends[1], top)}."
    where = f"most on {widest}, " if len(rules) > 1 else ""
    yield f"What depends on the rule: {where}{span}"
    if told["draws"]:
        drawn = f"{told['draws']:,} draws of uncertain inputs, seed {told['seed']}"
        yield f"10 to 90%: {drawn}: the inputs, and how far rules have missed."
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
