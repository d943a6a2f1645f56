"""Folder of results: created, resumed after a stop, finished and read again.

While worlds run, each block is stored under `parts/`: written to a temporary file, then renamed,
with its hash in its name. A folder is finished with tables, JSON and a manifest that has the hash
of every file; only then are the parts deleted."""

import contextlib
import datetime
import errno
import io
import json
import os
import platform
import re
import shutil
import sys
import zipfile
from contextlib import contextmanager
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import numpy as np

from simulator.ensemble import parquet_io, result_tables
from simulator.ensemble.blocks import BlockResult, join_results, run_designs
from simulator.ensemble.parquet_io import write_atomically as write
from simulator.ensemble.pool import WorkerLostError
from simulator.ensemble.run_request import SCHEMA_VERSION, ResultsError, versions_used
from simulator.program import __version__, command_line

RESULTS = Path("results")  # default folder of all results
# seconds to wait for a folder that another process has locked; workers of a killed run end sooner
LOCK_TIMEOUT = 10
# files that the manifest has no hash of: the last is made from the results at any time
UNHASHED = ("manifest.json", "log.txt", "report.html")
PART = re.compile(r"(\d{3,})\.(\d{9,})-(\d{9,})\.([0-9a-f]{16})\.npz\.zst")
REQUIRED = {  # keys of a manifest, with the types of their values and of their items
    "id": (str,), "status": (str,), "verb": (str,), "scenarios": (list, str),
    "cases": (list, list),
    "worlds": (int,), "seed": (int,), "reps": (int,),
    "cells": (list, dict), "options": (dict,), "command": (list, str), "files": (dict, str),
}  # fmt: skip
CSV_WORLDS = 5_000  # worlds up to which their table is written as CSV too


class Folder:
    """Folder of the results of one request.

    out      folder that contains it
    request  RunRequest
    """

    def __init__(self, out, request):
        self.out, self.request, self.name = Path(out), request, request.id()
        self.path = self.out / self.name

    @contextmanager
    def opened(self, fresh=False):
        """Lock the folder against other processes; `fresh` deletes its content."""
        from filelock import FileLock, Timeout

        with as_results_error(self.path):
            (self.out / ".locks").mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.out / ".locks" / f"{self.name}.lock")
        try:
            lock.acquire(timeout=LOCK_TIMEOUT)
        except Timeout:
            reason = "another process is using it; wait until it ends, or choose another folder"
            raise ResultsError(f"{self.path}: {reason}") from None
        try:
            if fresh:
                shutil.rmtree(self.path, ignore_errors=True)
            yield self
        finally:
            lock.release()

    def complete(self):
        """True if the folder is finished and every file matches its hash; the manifest of a damaged
        one is deleted, so that it is run again."""
        manifest = manifest_of(self.path)
        if not manifest or manifest["status"] != "complete":
            return False
        damaged = damage(self.path, manifest)
        if damaged:
            self.log(f"missing or changed, run again: {', '.join(damaged)}")
            (self.path / "manifest.json").unlink()
        return not damaged

    def begin(self):
        """Create the folder with its scenarios and a manifest with the status "partial"."""
        with as_results_error(self.path):
            for name in ("scenarios", "parts"):
                (self.path / name).mkdir(parents=True, exist_ok=True)
            for scenario in self.request.scenarios:
                resolved, source = (
                    self.path / "scenarios" / f"{scenario.id}{end}.yaml" for end in ("", ".source")
                )
                if not resolved.exists():  # a resumed run has them from its first start
                    write(source, Path(scenario.file).read_bytes())
                    write(resolved, (scenario.as_yaml() + scenario.origins()).encode())
                self._copy_beside(scenario.form.draws, scenario.draws)
                self._copy_beside(scenario.form.begin, scenario.begin and scenario.begin.path)
            self._manifest("partial", {})
        self.log(f"begun: {' '.join(self.request.command)}")
        self.point()

    def _copy_beside(self, name, file):
        """Copy a file of draws or of a state next to the scenario, where it looks first."""
        named = Path(name or "")
        to = self.path / "scenarios" / named
        outside = named.is_absolute() or ".." in named.parts
        if file and not outside and not to.exists():
            to.parent.mkdir(parents=True, exist_ok=True)
            write(to, file.read_bytes())

    def resume(self):
        """Command that resumes this run."""
        out = [] if self.out == RESULTS else ["-o", str(self.out)]
        return command_line("results", "resume", self.name, *out)

    def blocks(self):
        """Stored blocks of an unfinished run: {(number of the scenario, first row, row after the
        last): BlockResult}. Damaged ones are deleted."""
        blocks = {}
        for path in sorted((self.path / "parts").glob("*.npz.zst")):
            place = PART.fullmatch(path.name)
            if place is None:  # a file of another program
                continue
            number, start, stop = map(int, place.groups()[:3])
            result = _read_block(path, place[4], range(start, stop))
            if result is None:
                self.log(f"parts/{path.name}: damaged; run again")
                path.unlink()
            elif number < len(self.request.scenarios):
                blocks[number, start, stop] = result
        return blocks

    def store(self, task, result):
        """Store one block."""
        raw, rows = _to_bytes(result), result.worlds["row"]
        place = (
            f"{task.scenario:03d}.{rows[0]:09d}-{rows[-1] + 1:09d}.{sha256(raw).hexdigest()[:16]}"
        )
        with as_results_error(self.path):
            write(self.path / "parts" / f"{place}.npz.zst", raw)

    def finish(self, block_results, designs, summary, results):
        """Write tables, JSON and the manifest, and delete the parts.

        block_results  one BlockResult for each scenario
        designs        the experiment design of each scenario
        summary        results as plain values for JSON
        results        the same as one long table, {column: list}
        """
        with as_results_error(self.path):
            worlds = result_tables.worlds(self.request, block_results)
            tables = {"worlds.parquet": worlds, "results.parquet": results}
            if len(worlds["row"]) <= CSV_WORLDS:
                tables["worlds.csv"] = worlds
            if block_results[0].weeks:
                tables["weeks.parquet"] = result_tables.weeks(self.request, block_results)
                tables["land.parquet"] = result_tables.land(self.request, block_results)
            tables["draws.parquet"] = result_tables.draws(self.request, designs)
            for name, table in tables.items():
                parquet_io.write(self.path / name, table)
            (self.path / "blocks").mkdir(exist_ok=True)
            for number, result in enumerate(block_results):
                write(self.path / "blocks" / f"{number:03d}.npz.zst", _to_bytes(result))
            write(self.path / f"{self.request.verb}.json", json.dumps(summary, indent=1).encode())
            self._manifest("complete", hashes(self.path))
            shutil.rmtree(self.path / "parts", ignore_errors=True)
        self.log("complete")

    def log(self, text):
        """Append a dated line to log.txt."""
        with (
            contextlib.suppress(OSError),
            (self.path / "log.txt").open("a", encoding="utf-8") as file,
        ):
            file.write(f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d %H:%M:%S} UTC {text}\n")

    def _manifest(self, status, files):
        versions = {package: version(package) for package in ("mesa", "pyarrow")}
        versions["simulator"] = __version__
        details = {"options": self.request.options, "command": list(self.request.command)}
        system = f"{sys.platform} {platform.machine()}"
        manifest = {"schema_version": SCHEMA_VERSION, "id": self.name, "status": status}
        manifest |= self.request.facts() | details | versions_used()
        manifest |= {"python": platform.python_version(), "platform": system}
        manifest |= {"versions": versions, "files": files}
        write(self.path / "manifest.json", json.dumps(manifest, indent=1).encode())

    def point(self):
        """Point the link `latest` to this folder, where the system allows links."""
        with contextlib.suppress(OSError):
            aside = self.out / f".latest.{os.getpid()}"
            aside.symlink_to(self.name)
            aside.replace(self.out / "latest")


def run_missing(folder, jobs, listener):
    """Run the worlds that a folder lacks and store each block.

    listener  receives how many worlds are stored already and, block by block, how many more are
              done
    returns   (one BlockResult for each scenario, their experiment designs)
    """
    folder.begin()
    designs = folder.request.designs()
    blocks = folder.blocks()
    listener.resume_command = folder.resume()
    listener.begin(sum(stop - start for _, start, stop in blocks), sum(map(len, designs)))
    weekly_histograms = len(folder.request.cases.cells) == 1
    try:
        for task, result in run_designs(
            folder.request.scenarios,
            designs,
            folder.request.seed,
            jobs,
            have=list(blocks),
            weekly_histograms=weekly_histograms,
        ):
            folder.store(task, result)
            rows = result.worlds["row"]
            blocks[task.scenario, int(rows[0]), int(rows[-1]) + 1] = result
            listener.advance(len(rows))
    except WorkerLostError as error:
        stored = sum(stop - start for _, start, stop in blocks)
        resume = f"resume with `{folder.resume()}`"
        raise ResultsError(f"{error}. {stored:,} worlds are stored; {resume}") from None
    block_results = [
        join_results([result for (s, _, _), result in blocks.items() if s == number])
        for number in range(len(designs))
    ]
    return block_results, designs


def stored_worlds(path):
    """Number of worlds in the stored blocks of an unfinished run."""
    places = (PART.fullmatch(file.name) for file in (path / "parts").glob("*.npz.zst"))
    return sum(int(place[3]) - int(place[2]) for place in places if place)


def manifest_of(path):
    """Manifest of a folder of results, or None if it has no valid one."""
    try:
        manifest = json.loads((path / "manifest.json").read_text())
    except (OSError, ValueError):
        return None
    if not isinstance(manifest, dict):
        return None
    valid = all(_has_type(manifest.get(name), *types) for name, types in REQUIRED.items())
    return manifest if valid else None


def _has_type(value, type_, item_type=None):
    """True if a value has this type, and each of its items `item_type`, if there is one."""
    return isinstance(value, type_) and (
        not item_type or all(isinstance(item, item_type) for item in value)
    )


def hashes(path):
    """{file: sha256} of the files of a finished folder of results."""
    files = [
        file for file in sorted(path.rglob("*")) if file.is_file() and file.name not in UNHASHED
    ]
    return {
        str(file.relative_to(path)): sha256(file.read_bytes()).hexdigest()
        for file in files
        if "parts" not in file.parts
    }


def damage(path, manifest):
    """Files of a finished folder that are missing or differ from their hash."""
    now = hashes(path)
    return [name for name, checksum in manifest["files"].items() if now.get(name) != checksum]


@contextmanager
def as_results_error(path):
    """Convert OSError to ResultsError."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        reason = error.strerror or error
        if full:
            reason = f"the disk is full ({reason}); the worlds stored so far can be resumed"
        raise ResultsError(f"{path}: results could not be written: {reason}") from None


def check_folder(out):
    """Raise ResultsError if results cannot be written to a folder; called before a run starts."""
    target = Path(out).absolute()
    existing = next(folder for folder in (target, *target.parents) if folder.exists())
    if not existing.is_dir():
        raise ResultsError(f"{out}: results cannot be written here: {existing.name} is no folder")
    if not os.access(existing, os.W_OK):
        raise ResultsError(f"{out}: results cannot be written here: no permission")


def stored_blocks(path):
    """[BlockResult] of the runs of a finished folder of results."""
    return [_from_bytes(file.read_bytes()) for file in sorted((path / "blocks").glob("*.npz.zst"))]


def _to_bytes(result):
    """A BlockResult as bytes; equal results give equal bytes."""
    file = io.BytesIO()
    land = {} if result.land is None else {"land": result.land}
    np.savez(
        file,
        **{f"world.{k}": v for k, v in result.worlds.items()},
        **{f"week.{k}": v for k, v in result.weeks.items()},
        **land,
    )
    return parquet_io.compress(file.getvalue())


def _read_block(path, checksum, rows):
    """BlockResult of a stored block, or None if it is damaged or has other rows."""
    raw = path.read_bytes()
    if sha256(raw).hexdigest()[:16] != checksum:
        return None
    try:
        result = _from_bytes(raw)
        return result if np.array_equal(result.worlds["row"], rows) else None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def _from_bytes(raw):
    """BlockResult of the bytes of `_to_bytes`."""
    with np.load(io.BytesIO(parquet_io.decompress(raw))) as file:
        worlds, weeks = (
            {key.removeprefix(start): file[key] for key in file.files if key.startswith(start)}
            for start in ("world.", "week.")
        )
        return BlockResult(worlds, weeks, file["land"] if "land" in file.files else None)
