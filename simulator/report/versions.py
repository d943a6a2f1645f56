"""Print what a new version of the model changes in stored results."""

import json

from simulator.analysis import results_table
from simulator.report import terminal


def show(out, comparison, full=False):
    """Print how the versions differ, then each scenario's comparison."""
    out.print("; ".join(comparison.versions) or "The same version made both results.")
    for study in comparison.studies:
        terminal.show(out, study, full=full)


def as_json(file, comparison):
    """Write the comparison as JSON: the versions, and a summary for each scenario."""
    studies = [study.summary() for study in comparison.studies]
    json.dump({"versions": comparison.versions, "studies": studies}, file, indent=1)
    file.write("\n")


def as_csv(file, comparison):
    """Write the long tables of all scenarios as one CSV."""
    results_table.write(file, *comparison.studies)
