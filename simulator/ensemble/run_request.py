"""What a run was asked for: all that its results depend on, and so their name."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from simulator.ensemble.design import Case, Design
from simulator.ensemble.world_design import design_of_worlds
from simulator.scenario import read

SCHEMA_VERSION = 3  # of JSON, CSV and manifest: raised when a key or a column changes its meaning
SOURCE = Path(__file__).resolve().parents[1]
ROOMS = ("scenario", "rules", "model", "ensemble")  # all of these may decide a number of a result,
# and these of `analysis`, which sum up worlds
DIGESTS = (
    "experiments", "compare", "estimate", "results_table", "statistics", "sweep", "withdrawal",
)  # fmt: skip


class ResultsError(Exception):
    """Results that cannot be written, read or gone on with, in one sentence."""

    def _render_traceback_(self):
        """What a notebook shows of it, where there is nothing to trace."""
        return [str(self)]


@dataclass(frozen=True)
class RunRequest:
    """All that results depend on, and the command that asked.

    scenarios  of each run of the design, the scenario read
    design     what is run and compared
    worlds     worlds of each scenario, in each cell
    reps       worlds that share a draw
    options    what else decides what is told of the worlds
    """

    verb: str
    scenarios: list
    design: Design
    worlds: int
    seed: int
    reps: int
    options: dict = field(default_factory=dict)
    command: tuple = ()

    @property
    def own(self):
        """The scenarios as they were asked for, without those that only draft by a rival rule."""
        runs = zip(self.scenarios, self.design.runs, strict=True)
        return [one for one, (_, rule) in runs if rule is None]

    def id(self):
        """Name of the results: the same request has the same name, another version of model, rules
        or NumPy another."""
        parts = [
            *self.facts().values(),
            self.options,
            *made_by().values(),
            *(one.canonical() for one in self.scenarios),
        ]
        return f"{self.verb}_{sha256(json.dumps(parts).encode()).hexdigest()[:8]}"

    def facts(self):
        """The request as plain values, the scenarios by id."""
        return {
            "verb": self.verb,
            "scenarios": [one.id for one in self.scenarios],
            "design": self.design.rows,
            "worlds": self.worlds,
            "seed": self.seed,
            "reps": self.reps,
            "cells": self.design.cells,
        }

    def tables(self):
        """The table of worlds of each scenario."""
        return [
            design_of_worlds(one, self.worlds, self.seed, self.reps, cells=self.design.cells)
            for one in self.scenarios
        ]


def made_by():
    """What decides results besides the request: the source of the model and NumPy."""
    return {"source": source_hash(), "numpy": version("numpy")}


def source_hash():
    """Hash of the code that decides a result."""
    digest = sha256()
    for file in sources():
        digest.update(file.relative_to(SOURCE).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()


def sources():
    """The files whose code decides a result."""
    whole = sorted(SOURCE.glob("*.py"))
    whole += [file for room in ROOMS for file in sorted((SOURCE / room).rglob("*.py"))]
    return whole + [SOURCE / "analysis" / f"{name}.py" for name in DIGESTS]


def asked_again(folder, manifest):
    """The request that a folder of results was made for. Raises ResultsError for results of another
    version."""
    now, then = made_by(), {key: manifest.get(key) for key in made_by()}
    if now != then:
        differ = "; ".join(
            f"{key} {str(then[key])[:12]} then, {value[:12]} now"
            for key, value in now.items()
            if then[key] != value
        )
        command = " ".join(["python run.py", *manifest["command"]])
        raise ResultsError(
            f"{folder}: made by another version ({differ}), so it cannot be read with this one. Run"
            f" it again: {command}"
        )
    scenarios = [read(folder / "scenarios" / f"{name}.yaml") for name in manifest["scenarios"]]
    facts = {key: manifest[key] for key in ("verb", "worlds", "seed", "reps", "options")}
    rows = [Case(*row) for row in manifest["design"] if 0 < len(row) <= len(Case._fields)]
    design = Design(rows, manifest["cells"])
    asked = RunRequest(
        scenarios=scenarios, design=design, command=tuple(manifest["command"]), **facts
    )
    if asked.id() != manifest["id"]:
        why = "its scenarios are not those it was made with; they were changed by hand"
        raise ResultsError(f"{folder}: {why}")
    return asked
