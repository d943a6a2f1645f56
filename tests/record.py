"""Records that stay outside the project: read where they lie beside it, and tests that need them
are skipped where they do not."""

import csv
from pathlib import Path

from simulator.scenario.issue_table import read_issues

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT.parent / "shared" / "reference"
HERE = (REFERENCE / "eu_decides_seen_actors.csv").exists()


def rows(name):
    """Lines of a published table, as maps."""
    with (REFERENCE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def european_issues():
    """(packages, outcomes): issues decided by the European Union, in lists by proposal, and {issue:
    outcome}, 0 to 100."""
    proposal = {row["issue"]: row["proposal"] for row in rows("eu_decides_seen_actors.csv")}
    packages: dict[str, list] = {}
    for one in read_issues(REFERENCE / "eu_decides_seen_actors.csv", (0.0, 100.0)):
        packages.setdefault(proposal[one.name], []).append(one)
    return list(packages.values()), {
        row["issue"]: float(row["outcome"]) for row in rows("eu_decides_seen_outcomes.csv")
    }
