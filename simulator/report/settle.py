"""Forecasts of an issue table: in the terminal, as JSON, as CSV."""

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
# Mean absolute errors in points of 100 on the 245 issues of the same data; see the record's README.
TEST_ERRORS = {
    "compromise": 23.9, "package": 23.9, "nash": 24.2, "challenge": 29.9, "median": 30.6
}  # fmt: skip
DISTRIBUTION_TEST = " Its distribution has a CRPS of 16.6 points; climatology has 19.7."


def show(out, forecasts):
    """Print each issue with its forecast, its distribution if there is one, and rival rules."""
    terminal.print_blocks(out, _view(forecasts))


def _view(forecasts):
    rule, issues = forecasts["rule"], forecasts["issues"]
    rivals = [name for name in SENTENCES if name != rule]
    percentiles = ["50% (10-90%) of draws"] if forecasts["draws"] else []
    yield text("Forecast by the rule ", (rule, STRONG), f": {SENTENCES[rule]}", tight=True)
    rows = [_row(name, issue, rivals) for name, issue in issues.items()]
    yield table("issue", ("scale", "forecast", *percentiles, *rivals), rows)
    for line in _notes(forecasts, rivals):
        yield text(line, look=QUIET, tight=True)
    if forecasts["references"]:
        yield text(REFERENCE, look=WARN, tight=True)


def _row(name, issue, rivals):
    top, levels = _largest(issue), issue.get("percentiles")
    percentiles = []
    if levels:
        middle, low, high = (number(levels[p], top) for p in ("p50", "p10", "p90"))
        percentiles = [f"{middle} ({low} to {high})"]
    scale = " to ".join(sign(f"{end:,g}") for end in issue["line"])
    others = [(number(issue["rules"][rule], top), QUIET) for rule in rivals]
    return name, scale, (number(issue["forecast"], top), STRONG), *percentiles, *others


def _largest(issue):
    """Largest absolute value among the forecasts and percentiles of an issue."""
    values = (*issue["rules"].values(), *issue.get("percentiles", {}).values())
    return max(abs(value) for value in values)


def _notes(forecasts, rivals):
    """Yield the meaning of each column, how far rules differ, and the test of the rule."""
    yield "Scale: the outermost positions, or the ends given by --line."
    yield "Forecast: the position on that scale at which the rule settles the issue."
    if forecasts["draws"]:
        drawn = f"{forecasts['draws']:,} draws (seed {forecasts['seed']})"
        yield f"Draws: median and 10th-90th percentile of {drawn} with errors in inputs and rule."
    yield f"{', '.join(rivals)}: forecasts of the rival rules. {_rule_range(forecasts)}"
    if not forecasts["draws"]:
        yield "A rule gives a point forecast; --draws 1000 adds a distribution."
    error = TEST_ERRORS.get(forecasts["rule"])
    if error is not None:
        tested = f"Tested on 245 issues decided by the European Union: mean error {error}"
        best = min(TEST_ERRORS.values())
        compared = "no rule is significantly better" if error == best else f"compromise {best}"
        is_scored = forecasts["draws"] and forecasts["rule"] == "compromise"
        yield f"{tested} points of 100; {compared}.{DISTRIBUTION_TEST if is_scored else ''}"


def _rule_range(forecasts):
    """Sentence on the range of all rules' forecasts of the issue on which they differ most."""
    rules = {name: issue["rules"].values() for name, issue in forecasts["issues"].items()}
    widest = max(rules, key=lambda name: max(rules[name]) - min(rules[name]))
    top, ends = _largest(forecasts["issues"][widest]), (min(rules[widest]), max(rules[widest]))
    span = f"from {number(ends[0], top)} to {number(ends[1], top)}"
    return f"All rules: {span}." if len(rules) == 1 else f"They differ most on {widest}: {span}."


def number(value, top):
    """A value with two decimals where the largest in its row is below 20, else with one."""
    return sign(f"{value:,.{2 if top < 20 else 1}f}")


def as_json(file, forecasts):
    """Write everything: forecast, every rule, percentiles, and a note on references if due."""
    notes = [REFERENCE] if forecasts["references"] else []
    file.write(json.dumps({**forecasts, "notes": notes}, indent=1, ensure_ascii=False) + "\n")


def as_csv(file, forecasts):
    """Write a row per issue: issue, forecast, percentiles if there are any; a note on stderr."""
    if forecasts["references"]:
        print(REFERENCE, file=sys.stderr)
    percentiles = list(next(iter(forecasts["issues"].values())).get("percentiles", ()))
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(["issue", "forecast", *percentiles])
    for name, issue in forecasts["issues"].items():
        rows.writerow([name, issue["forecast"], *(issue["percentiles"][p] for p in percentiles)])
