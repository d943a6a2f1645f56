"""Results in a folder: a manifest, the scenarios as resolved, a row a world. Written aside, then renamed."""

import json
import os
import platform
import shutil
import sys
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import numpy as np

SOURCE = Path(__file__).resolve().parents[1]
ROOMS = ("scenario", "rules", "model")  # what decides a result


class ResultsError(Exception):
    """Results that cannot be written, in one sentence."""


@dataclass(frozen=True)
class Asked:
    """What a run was asked for: all that its results depend on, and the command that asked."""

    verb: str
    scenarios: list
    worlds: int
    seed: int
    reps: int
    command: list

    def id(self):
        """Name of the results: the same request has the same name."""
        parts = [self.verb, self.worlds, self.seed, self.reps, version("numpy"), source_hash(), *(s.canonical() for s in self.scenarios)]
        return f"{self.verb}_{sha256(json.dumps(parts).encode()).hexdigest()[:8]}"


def source_hash():
    """Hash of the code that decides a result."""
    digest = sha256()
    for room in ROOMS:
        for file in sorted((SOURCE / room).glob("*.py")):
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def check_folder(out):
    """Raise ResultsError where results could not be written, before anything is run."""
    there = next(folder for folder in (Path(out).absolute(), *Path(out).absolute().parents) if folder.exists())
    if not there.is_dir():
        raise ResultsError(f"{out}: results cannot be written here: {there.name} is no folder")
    if not os.access(there, os.W_OK):
        raise ResultsError(f"{out}: results cannot be written here: no permission")


def write(out, asked, results, summary):
    """Write results to a folder of their own under `out` and return its path. An older run of the same request is replaced.

    results  one {name: (n,)} a scenario
    summary  what was printed, as plain values for JSON
    """
    name = asked.id()
    folder, aside = Path(out) / name, Path(out) / f".{name}.{os.getpid()}"
    try:
        (aside / "scenarios").mkdir(parents=True)
        for scenario in asked.scenarios:
            (aside / "scenarios" / f"{scenario.id}.yaml").write_text(scenario.as_yaml(), encoding="utf-8")
        write_worlds(aside / "worlds.parquet", asked.scenarios, results)
        (aside / f"{asked.verb}.json").write_text(json.dumps(summary, indent=1))
        files = {str(p.relative_to(aside)): sha256(p.read_bytes()).hexdigest() for p in sorted(aside.rglob("*")) if p.is_file()}
        (aside / "manifest.json").write_text(json.dumps(_manifest(name, asked, files), indent=1))
        if folder.exists():
            shutil.rmtree(folder)
        aside.rename(folder)
    except OSError as error:
        raise ResultsError(f"{folder}: results could not be written: {error.strerror or error}") from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return folder


def _manifest(name, asked, files):
    return {
        "id": name,
        "status": "complete",
        "command": asked.command,
        "verb": asked.verb,
        "scenarios": [scenario.id for scenario in asked.scenarios],
        "worlds": asked.worlds,
        "seed": asked.seed,
        "reps": asked.reps,
        "source": source_hash(),
        "python": platform.python_version(),
        "platform": f"{sys.platform} {platform.machine()}",
        "versions": {package: version(package) for package in ("numpy", "mesa", "duckdb", "simulator")},
        "files": files,
    }


def write_worlds(path, scenarios, results):
    """A row a world: scenario, row, draw, luck, class, part, measures."""
    import duckdb

    names = list(dict.fromkeys(name for found in results for name in found))
    worlds = {"scenario": np.concatenate([np.full(len(found["row"]), s.id) for s, found in zip(scenarios, results, strict=True)])}
    for name in names:
        columns = [found.get(name, np.full(len(found["row"]), np.nan)) for found in results]
        worlds[name] = np.concatenate(columns)
    for name in ("class", "part"):
        worlds[name] = np.concatenate([label(s, found, name) for s, found in zip(scenarios, results, strict=True)])
    with duckdb.connect() as base:
        base.register("worlds", worlds)
        base.execute(f"copy (select * from worlds) to '{path.as_posix().replace(chr(39), chr(39) * 2)}' (format parquet)")


def label(scenario, found, name):
    """Ids of the classes (or of the part within the class) of each world, text; empty where there is none."""
    classes = scenario.form.classes
    ids = np.array([one.id for one in classes])
    if name == "class":
        return ids[found["class"]]
    text = np.full(len(found["row"]), "", dtype=object)
    for c, one in enumerate(classes):
        for p, part in enumerate(one.parts):
            text[(found["class"] == c) & (found["part"] == p)] = part.id
    return text.astype(str)
