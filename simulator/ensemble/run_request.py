"""The request of a run: all that results depend on; their id is computed from it."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from simulator.ensemble.cases import Case, Cases
from simulator.ensemble.design import design_of_worlds
from simulator.program import command_line
from simulator.scenario import read

SCHEMA_VERSION = 3  # of JSON, CSV and manifest: raised when a key or a column changes its meaning
SOURCE = Path(__file__).resolve().parents[1]
PACKAGES = ("scenario", "rules", "model", "ensemble")  # packages that decide results,
# and modules of `analysis` that do
ANALYSIS = (
    "experiments", "requests", "study", "compare", "estimate", "results_table", "statistics",
    "sweep", "withdrawal",
)  # fmt: skip


class ResultsError(Exception):
    """Results cannot be written, read or resumed; the message is one sentence."""

    def _render_traceback_(self):
        """What a notebook shows in place of a traceback."""
        return [str(self)]


@dataclass(frozen=True)
class RunRequest:
    """All that results depend on, and the command that requested them.

    scenarios  the scenario of each run of the cases
    cases      Cases that are run and compared
    worlds     number of worlds of each scenario in each cell
    reps       worlds per parameter draw
    options    what else the results depend on
    """

    verb: str
    scenarios: list
    cases: Cases
    worlds: int
    seed: int
    reps: int
    options: dict = field(default_factory=dict)
    command: tuple = ()

    @property
    def own(self):
        """Requested scenarios, without copies that differ only in the bargaining rule."""
        runs = zip(self.scenarios, self.cases.runs, strict=True)
        return [scenario for scenario, (_, rule) in runs if rule is None]

    def id(self):
        """Id of the results: equal for equal requests, different for another version of the model
        or of NumPy."""
        parts = [
            *self.facts().values(),
            self.options,
            *versions_used().values(),
            *(scenario.canonical() for scenario in self.scenarios),
        ]
        return f"{self.verb}_{sha256(json.dumps(parts).encode()).hexdigest()[:8]}"

    def facts(self):
        """Request as plain values, with ids for the scenarios."""
        return {
            "verb": self.verb,
            "scenarios": [scenario.id for scenario in self.scenarios],
            "cases": self.cases.rows,
            "worlds": self.worlds,
            "seed": self.seed,
            "reps": self.reps,
            "cells": self.cases.cells,
        }

    def designs(self):
        """Experiment design of each scenario."""
        return [
            design_of_worlds(scenario, self.worlds, self.seed, self.reps, cells=self.cases.cells)
            for scenario in self.scenarios
        ]


def versions_used():
    """Versions on which results depend: the source of the model, and NumPy."""
    return {"source": source_hash(), "numpy": version("numpy")}


def source_hash():
    """Hash of the code that results depend on."""
    source = sha256()
    for file in sources():
        source.update(file.relative_to(SOURCE).as_posix().encode() + file.read_bytes())
    return source.hexdigest()


def sources():
    """Files whose code results depend on."""
    files = sorted(SOURCE.glob("*.py"))
    files += [file for package in PACKAGES for file in sorted((SOURCE / package).rglob("*.py"))]
    return files + [SOURCE / "analysis" / f"{name}.py" for name in ANALYSIS]


def stored_request(folder, manifest):
    """RunRequest of a folder of results. Raises ResultsError for results of another version."""
    now = versions_used()
    then = {key: manifest.get(key) for key in now}
    if now != then:
        differ = "; ".join(
            f"{key} {str(then[key])[:12]} then, {value[:12]} now"
            for key, value in now.items()
            if then[key] != value
        )
        command = command_line(*manifest["command"])
        raise ResultsError(
            f"{folder}: made by another version ({differ}), so this one cannot read it. Run it"
            f" again: {command}"
        )
    scenarios = [read(folder / "scenarios" / f"{name}.yaml") for name in manifest["scenarios"]]
    facts = {key: manifest[key] for key in ("verb", "worlds", "seed", "reps", "options")}
    rows = [Case(*row) for row in manifest["cases"] if 0 < len(row) <= len(Case._fields)]
    cases = Cases(rows, manifest["cells"])
    request = RunRequest(
        scenarios=scenarios, cases=cases, command=tuple(manifest["command"]), **facts
    )
    if request.id() != manifest["id"]:
        reason = "its scenario files were changed after the run"
        raise ResultsError(f"{folder}: {reason}")
    return request
