"""Write the outputs that a study file names: report, table, JSON, CSV."""

import json
from pathlib import Path

from simulator.analysis import results_table
from simulator.ensemble.results_folder import as_results_error
from simulator.report import html, terminal


def _report(path, study):
    html.write(study, path)


def _table(path, study):
    with path.open("w", encoding="utf-8") as file:
        terminal.show(terminal.literal(file=file, width=terminal.WIDTH, no_color=True), study)


def _json(path, study):
    path.write_text(json.dumps(study.summary(), indent=1) + "\n", encoding="utf-8")


def _csv(path, study):
    with path.open("w", encoding="utf-8", newline="") as file:
        results_table.write(file, study)


WRITERS = {"report": _report, "table": _table, "json": _json, "csv": _csv}


def write(study, outputs):
    """Write the outputs {kind: path}: [path]. Raises ResultsError."""
    paths = []
    for kind, path in outputs.items():
        path = Path(path)
        with as_results_error(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            WRITERS[kind](path, study)
        paths.append(path)
    return paths
