"""The results store: list, find, delete and export stored results. Used by `results`."""

import contextlib
import shutil
from pathlib import Path

from filelock import FileLock, Timeout

from simulator.ensemble import parquet_io
from simulator.ensemble.results_folder import as_results_error, manifest_of
from simulator.ensemble.run_request import ResultsError
from simulator.program import PROGRAM


def list_results(out):
    """[(folder, manifest, bytes)] of all results under a folder, newest first."""
    rows = [
        (path, manifest, sum(f.stat().st_size for f in path.rglob("*") if f.is_file()))
        for path in _folders(out)
        if (manifest := manifest_of(path))
    ]
    return sorted(rows, key=lambda row: -(row[0] / "manifest.json").stat().st_mtime)


def damaged_results(out):
    """Names of folders whose manifest cannot be read."""
    return [path.name for path in _folders(out) if manifest_of(path) is None]


def _folders(out):
    """Folders with a manifest, valid or not; the link `latest` is left out."""
    paths = (path.parent for path in sorted(Path(out).glob("*/manifest.json")))
    return [path for path in paths if not path.is_symlink()]


def find(out, name):
    """Folder of results by path, by id, by the start of an id, or `latest`. Raises ResultsError."""
    for path in (Path(name), Path(out) / name):
        if manifest_of(path):
            return path.resolve()
    paths = [path for path, _, _ in list_results(out)]
    if name == "latest" and paths:  # without a link, or if its folder is gone
        return paths[0].resolve()
    matches = [
        path
        for path in paths
        if path.name.startswith(name) or path.name.partition("_")[2].startswith(name)
    ]
    if len(matches) == 1:
        return matches[0]
    reason = "several results start with this" if matches else "there are no such results"
    raise ResultsError(f"{name}: {reason} in {out}; `{PROGRAM} results list` lists them")


def find_all(out, names):
    """Folders of results with these paths or ids; None if a name is not one of results."""
    paths = [
        next((path for path in (Path(name), Path(out) / name) if manifest_of(path)), None)
        for name in names
    ]
    return None if None in paths else paths


def unfinished_results(out):
    """Folder of the newest unfinished run, or None."""
    return next(
        (
            path.resolve()
            for path, manifest, _ in list_results(out)
            if manifest["status"] != "complete"
        ),
        None,
    )


def clean(out, names=(), everything=False):
    """Delete results by name, all of them, or by default the unfinished ones: paths deleted.

    A folder that another process is using stays.
    """
    stored = list_results(out)
    rows = [
        (path, manifest["status"]) for path, manifest, _ in stored if manifest["id"] == path.name
    ]
    chosen = {find(out, name) for name in names}
    if not names:
        chosen = {p.resolve() for p, status in rows if everything or status != "complete"}
    deleted = []
    for path in (path for path, _ in rows if path.resolve() in chosen):
        (Path(out) / ".locks").mkdir(exist_ok=True)
        with (
            contextlib.suppress(Timeout),
            FileLock(Path(out) / ".locks" / f"{path.name}.lock").acquire(timeout=0),
        ):
            shutil.rmtree(path)
            deleted.append(path)
    latest = Path(out) / "latest"
    if latest.is_symlink() and not latest.exists():
        latest.unlink()
    return deleted


def export(path, to):
    """Convert the tables of a finished folder of results to CSV: paths written. Raises
    ResultsError."""
    if (manifest_of(path) or {}).get("status") != "complete":
        raise ResultsError(
            f"{path}: not finished; resume it with `{PROGRAM} results resume {path.name}`"
        )
    paths = []
    with as_results_error(to):
        to.mkdir(parents=True, exist_ok=True)
        for table in sorted(path.glob("*.parquet")):
            parquet_io.export(table, to / f"{table.stem}.csv")
            paths.append(to / f"{table.stem}.csv")
    return paths
