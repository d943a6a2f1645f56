"""Results in folders of their own: begun, gone on with after any stop, finished, found again.

While worlds run, each block is kept under `parts/`: written aside, then renamed, its hash in its
name. A folder is finished by tables, numbers and a manifest with the hash of every file; only then
do the parts go."""

import contextlib
import datetime
import errno
import io
import json
import os
import platform
import re
import shlex
import shutil
import sys
import zipfile
from contextlib import contextmanager
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import numpy as np

from simulator.ensemble import parquet_io, result_tables
from simulator.ensemble.blocks import BlockResult, joined, run_tables
from simulator.ensemble.parquet_io import whole as write
from simulator.ensemble.pool import WorkerLostError
from simulator.ensemble.run_request import SCHEMA_VERSION, ResultsError, made_by

RESULTS = Path("results")  # where results lie if nothing else is said
# seconds to wait for a folder that another process holds; workers of a killed run end within them
PATIENCE = 10
# files that no hash covers: the last is made of the results, and made again at will
APART = ("manifest.json", "log.txt", "report.html")
PART = re.compile(r"(\d{3,})\.(\d{9,})-(\d{9,})\.([0-9a-f]{16})\.npz\.zst")
HELD = {  # what a manifest holds at least, and what that is made of
    "id": (str,), "status": (str,), "verb": (str,), "scenarios": (list, str),
    "design": (list, list),
    "worlds": (int,), "seed": (int,), "reps": (int,),
    "cells": (list, dict), "options": (dict,), "command": (list, str), "files": (dict, str),
}  # fmt: skip
SMALL = 5_000  # worlds up to which a table is written as CSV too


class Folder:
    """One folder of results.

    out    folder in which it lies
    asked  the request that it answers
    """

    def __init__(self, out, asked):
        self.out, self.asked, self.name = Path(out), asked, asked.id()
        self.path = self.out / self.name

    @contextmanager
    def opened(self, fresh=False):
        """Hold the folder against other processes; `fresh` throws away what it has."""
        from filelock import FileLock, Timeout

        with told(self.path):
            (self.out / ".locks").mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.out / ".locks" / f"{self.name}.lock")
        try:
            lock.acquire(timeout=PATIENCE)
        except Timeout:
            why = "another process is at work on it; wait until it ends, or choose another folder"
            raise ResultsError(f"{self.path}: {why}") from None
        try:
            if fresh:
                shutil.rmtree(self.path, ignore_errors=True)
            yield self
        finally:
            lock.release()

    def complete(self):
        """True where everything asked is there and every file is what it was; a damaged folder is
        begun again."""
        manifest = manifest_of(self.path)
        if not manifest or manifest["status"] != "complete":
            return False
        damaged = damage(self.path, manifest)
        if damaged:
            self.log(f"{', '.join(damaged)}: not what was written; made again")
            (self.path / "manifest.json").unlink()
        return not damaged

    def begin(self):
        """The folder with its scenarios and a manifest that says that it is not finished."""
        with told(self.path):
            for part in ("scenarios", "parts"):
                (self.path / part).mkdir(parents=True, exist_ok=True)
            for one in self.asked.scenarios:
                resolved, source = (
                    self.path / "scenarios" / f"{one.id}{end}.yaml" for end in ("", ".source")
                )
                if not resolved.exists():  # a run that is gone on with has them from its beginning
                    write(source, Path(one.file).read_bytes())
                    write(resolved, (one.as_yaml() + one.origins()).encode())
                self._keep_draws(one)
            self._manifest("partial", {})
        self.log(f"begun: {' '.join(self.asked.command)}")
        self.point()

    def _keep_draws(self, scenario):
        """The accepted draws beside the scenario, where it looks for them first."""
        named = Path(scenario.form.draws or "")
        to = self.path / "scenarios" / named
        outside = named.is_absolute() or ".." in named.parts
        if scenario.draws and not outside and not to.exists():
            to.parent.mkdir(parents=True, exist_ok=True)
            write(to, scenario.draws.read_bytes())

    def resume(self):
        """The command that goes on with this run."""
        where = [] if self.out == RESULTS else ["-o", str(self.out)]
        return shlex.join(["python", "run.py", "results", "resume", self.name, *where])

    def parts(self):
        """What is kept of an unfinished run: {(scenario's number, first row, row after the last):
        Found}. A damaged part is thrown away."""
        kept = {}
        for path in sorted((self.path / "parts").glob("*.npz.zst")):
            place = PART.fullmatch(path.name)
            if place is None:  # none of ours
                continue
            number, start, stop = map(int, place.groups()[:3])
            found = _whole(path, place[4], range(start, stop))
            if found is None:
                self.log(f"parts/{path.name}: damaged; run again")
                path.unlink()
            elif number < len(self.asked.scenarios):
                kept[number, start, stop] = found
        return kept

    def keep(self, task, found):
        """Keep one block."""
        raw, rows = _packed(found), found.worlds["row"]
        place = (
            f"{task.scenario:03d}.{rows[0]:09d}-{rows[-1] + 1:09d}.{sha256(raw).hexdigest()[:16]}"
        )
        with told(self.path):
            write(self.path / "parts" / f"{place}.npz.zst", raw)

    def finish(self, found, made, summary, results):
        """Write tables, numbers and the manifest, and throw the parts away.

        found    one Found a scenario
        made     the table of worlds of each scenario
        summary  what was told, as plain values for JSON
        results  the same as one long table, {column: list}
        """
        with told(self.path):
            worlds = result_tables.worlds(self.asked, found)
            kept = {"worlds.parquet": worlds, "results.parquet": results}
            if len(worlds["row"]) <= SMALL:
                kept["worlds.csv"] = worlds
            if found[0].weeks:
                kept["weeks.parquet"] = result_tables.weeks(self.asked, found)
                kept["land.parquet"] = result_tables.land(self.asked, found)
            kept["draws.parquet"] = result_tables.draws(self.asked, made)
            for name, table in kept.items():
                parquet_io.write(self.path / name, table)
            (self.path / "found").mkdir(exist_ok=True)
            for number, one in enumerate(found):
                write(self.path / "found" / f"{number:03d}.npz.zst", _packed(one))
            write(self.path / f"{self.asked.verb}.json", json.dumps(summary, indent=1).encode())
            self._manifest("complete", hashes(self.path))
            shutil.rmtree(self.path / "parts", ignore_errors=True)
        self.log("complete")

    def log(self, text):
        """A dated line in log.txt, which no hash covers."""
        with (
            contextlib.suppress(OSError),
            (self.path / "log.txt").open("a", encoding="utf-8") as file,
        ):
            file.write(f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d %H:%M:%S} UTC {text}\n")

    def _manifest(self, status, files):
        versions = {package: version(package) for package in ("mesa", "pyarrow", "simulator")}
        asked = {"options": self.asked.options, "command": list(self.asked.command)}
        where = f"{sys.platform} {platform.machine()}"
        manifest = {"schema_version": SCHEMA_VERSION, "id": self.name, "status": status}
        manifest |= self.asked.facts() | asked | made_by()
        manifest |= {"python": platform.python_version(), "platform": where}
        manifest |= {"versions": versions, "files": files}
        write(self.path / "manifest.json", json.dumps(manifest, indent=1).encode())

    def point(self):
        """Point `latest` here, where links can be made."""
        with contextlib.suppress(OSError):
            aside = self.out / f".latest.{os.getpid()}"
            aside.symlink_to(self.name)
            aside.replace(self.out / "latest")


def carried_out(folder, jobs, heard):
    """Run what a folder does not hold yet and keep each block: (one Found a scenario, the tables of
    worlds).

    heard  is told how many worlds of all are had and, block by block, how many more are done
    """
    folder.begin()
    made = folder.asked.tables()
    kept = folder.parts()
    heard.again = folder.resume()
    heard.began(sum(stop - start for _, start, stop in kept), sum(map(len, made)))
    weekly = len(folder.asked.design.cells) == 1
    try:
        for task, found in run_tables(
            folder.asked.scenarios, made, folder.asked.seed, jobs, have=list(kept), weekly=weekly
        ):
            folder.keep(task, found)
            rows = found.worlds["row"]
            kept[task.scenario, int(rows[0]), int(rows[-1]) + 1] = found
            heard.done(len(rows))
    except WorkerLostError as error:
        there = sum(stop - start for _, start, stop in kept)
        again = f"`{folder.resume()}` goes on from there"
        raise ResultsError(f"{error}. {there:,} worlds are kept; {again}") from None
    parts = [[one for (s, _, _), one in kept.items() if s == number] for number in range(len(made))]
    return [joined(each) for each in parts], made


def manifest_of(path):
    """The manifest of a folder of results, or None where it is none."""
    try:
        manifest = json.loads((path / "manifest.json").read_text())
    except (OSError, ValueError):
        return None
    if not isinstance(manifest, dict):
        return None
    held = all(_is(manifest.get(name), *kinds) for name, kinds in HELD.items())
    return manifest if held else None


def _is(value, kind, of=None):
    """True of a value of one kind, each of whose parts is of another, if one is named."""
    return isinstance(value, kind) and (not of or all(isinstance(part, of) for part in value))


def hashes(path):
    """{file: sha256} of all that is kept for good in a folder of results."""
    files = [file for file in sorted(path.rglob("*")) if file.is_file() and file.name not in APART]
    return {
        str(file.relative_to(path)): sha256(file.read_bytes()).hexdigest()
        for file in files
        if "parts" not in file.parts
    }


def damage(path, manifest):
    """Files of a finished folder that are missing or not what was written."""
    there = hashes(path)
    return [name for name, digest in manifest["files"].items() if there.get(name) != digest]


@contextmanager
def told(path):
    """What the system refuses becomes a sentence."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        why = error.strerror or error
        if full:
            why = f"there is no room to write it ({why}); what is kept can be gone on with"
        raise ResultsError(f"{path}: results could not be written: {why}") from None


def check_folder(out):
    """Raise ResultsError where results could not be written, before anything is run."""
    whole = Path(out).absolute()
    there = next(folder for folder in (whole, *whole.parents) if folder.exists())
    if not there.is_dir():
        raise ResultsError(f"{out}: results cannot be written here: {there.name} is no folder")
    if not os.access(there, os.W_OK):
        raise ResultsError(f"{out}: results cannot be written here: no permission")


def found_in(path):
    """What the runs of a finished folder of results found: one Found a run."""
    return [_unpacked(one.read_bytes()) for one in sorted((path / "found").glob("*.npz.zst"))]


def _packed(found):
    """A Found as bytes, the same for the same."""
    file = io.BytesIO()
    land = {} if found.land is None else {"land": found.land}
    np.savez(
        file,
        **{f"world.{k}": v for k, v in found.worlds.items()},
        **{f"week.{k}": v for k, v in found.weeks.items()},
        **land,
    )
    return parquet_io.squeezed(file.getvalue())


def _whole(path, digest, rows):
    """The Found that a part holds, or None where it is not what was kept of these rows."""
    raw = path.read_bytes()
    if sha256(raw).hexdigest()[:16] != digest:
        return None
    try:
        found = _unpacked(raw)
        return found if np.array_equal(found.worlds["row"], rows) else None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def _unpacked(raw):
    with np.load(io.BytesIO(parquet_io.unsqueezed(raw))) as file:
        parts = {
            kind: {k.removeprefix(kind): file[k] for k in file.files if k.startswith(kind)}
            for kind in ("world.", "week.")
        }
        return BlockResult(
            parts["world."], parts["week."], file["land"] if "land" in file.files else None
        )
