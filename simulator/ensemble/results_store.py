"""All results there are: found by name, thrown away, handed on as CSV."""

import contextlib
import shutil
from pathlib import Path

from filelock import FileLock, Timeout

from simulator.ensemble import parquet_io
from simulator.ensemble.results_folder import manifest_of, told
from simulator.ensemble.run_request import ResultsError


def at_hand(out):
    """(folder, manifest, bytes) of all results under a folder, the newest first."""
    rows = [
        (path, manifest, sum(f.stat().st_size for f in path.rglob("*") if f.is_file()))
        for path in _folders(out)
        if (manifest := manifest_of(path))
    ]
    return sorted(rows, key=lambda row: -(row[0] / "manifest.json").stat().st_mtime)


def damaged(out):
    """Names of folders whose manifest cannot be read, so that nothing is known of their results."""
    return [path.name for path in _folders(out) if manifest_of(path) is None]


def _folders(out):
    """Folders with a manifest, whole or not; `latest` leads to one of them and is none."""
    paths = (path.parent for path in sorted(Path(out).glob("*/manifest.json")))
    return [path for path in paths if not path.is_symlink()]


def find(out, name):
    """The folder of results that a person names: by path, by id or its beginning, or `latest`.
    Raises ResultsError."""
    for path in (Path(name), Path(out) / name):
        if manifest_of(path):
            return path.resolve()
    paths = [path for path, _, _ in at_hand(out)]
    if name == "latest" and paths:  # where links cannot be made, or what it led to is gone
        return paths[0].resolve()
    begin = [
        path
        for path in paths
        if path.name.startswith(name) or path.name.partition("_")[2].startswith(name)
    ]
    if len(begin) == 1:
        return begin[0]
    why = "several results begin so" if begin else "there are no such results"
    raise ResultsError(
        f"{name}: {why} in {out}; `python run.py results list` tells which there are"
    )


def unfinished(out):
    """The folder of the newest run that was never finished, or None."""
    return next(
        (path.resolve() for path, manifest, _ in at_hand(out) if manifest["status"] != "complete"),
        None,
    )


def clean(out, names=(), everything=False):
    """Throw away results by name, all of them, or else those that were never finished; the paths
    thrown away.

    A folder that another process is at work on stays.
    """
    rows = [(path, told["status"]) for path, told, _ in at_hand(out) if told["id"] == path.name]
    chosen = {find(out, name) for name in names}
    if not names:
        chosen = {p.resolve() for p, status in rows if everything or status != "complete"}
    gone = []
    for path in (path for path, _ in rows if path.resolve() in chosen):
        (Path(out) / ".locks").mkdir(exist_ok=True)
        with (
            contextlib.suppress(Timeout),
            FileLock(Path(out) / ".locks" / f"{path.name}.lock").acquire(timeout=0),
        ):
            shutil.rmtree(path)
            gone.append(path)
    latest = Path(out) / "latest"
    if latest.is_symlink() and not latest.exists():
        latest.unlink()
    return gone


def export(path, to):
    """Write the tables of a finished folder of results as CSV; the paths written. Raises
    ResultsError."""
    if (manifest_of(path) or {}).get("status") != "complete":
        raise ResultsError(
            f"{path}: not finished; `python run.py results resume {path.name}` goes on with it"
        )
    written = []
    with told(to):
        to.mkdir(parents=True, exist_ok=True)
        for table in sorted(path.glob("*.parquet")):
            parquet_io.export(table, to / f"{table.stem}.csv")
            written.append(to / f"{table.stem}.csv")
    return written
