"""A study as plain rows for a spreadsheet."""

import csv

from simulator.analysis.estimate import as_json

COLUMNS = (
    "scenario", "rule", "cell", "kind", "name", "share", "mean", "median", "p10", "p90", "change",
    "low", "high",
    "across_low", "across_high", "flips", "moved", "ranked", "unit", "n",
)  # fmt: skip
KINDS = {"outcomes": "class", "parts": "part", "metrics": "measure", "classes": "change of class"}


def write(file, study):
    """Write every number of a study as CSV, a row a class, part, measure or change."""
    rows = csv.DictWriter(file, COLUMNS, restval="", extrasaction="ignore", lineterminator="\n")
    rows.writeheader()
    for name, found in as_json(study.digests).items():
        rows.writerows(_rows(found, ("outcomes", "parts", "metrics"), scenario=name))
    for name, change in as_json(study.differences).items():
        rows.writerows(_changes(change, scenario=name))
    for rule, told in as_json(study.rules).items():
        for name, found in told["scenarios"].items():
            rows.writerows(_rows(found, ("outcomes", "parts", "metrics"), scenario=name, rule=rule))
        for name, change in told.get("differences", {}).items():
            rows.writerows(_changes(change, scenario=name, rule=rule))
    for cell in as_json(study.cells):
        about = {
            "scenario": study.scenarios[0].id,
            "cell": "; ".join(f"{path}={value:g}" for path, value in cell["values"].items()),
        }
        rows.writerows(_rows(cell, ("outcomes", "parts", "metrics"), **about))
        rows.writerows(_changes(cell["changes"], **about))


def _changes(change, **about):
    yield from _rows(change, ("classes",), **about)
    yield from (
        {**row, "kind": "change of measure"} for row in _rows(change, ("metrics",), **about)
    )


def _rows(found, kinds, **about):
    for kind in kinds:
        for name, entry in found[kind].items():
            known = entry.get("across") or {}
            yield {
                **about,
                "kind": KINDS[kind],
                "name": name,
                **entry,
                **{f"across_{end}": known.get(end, "") for end in ("low", "high")},
            }
