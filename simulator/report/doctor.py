"""What `doctor` prints: versions, extras, folders and disk, and what to install."""

import platform
import shutil
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from rich.table import Table
from rich.text import Text

from simulator.ensemble.blocks import processors
from simulator.ensemble.results_folder import check_folder
from simulator.ensemble.run_request import ResultsError
from simulator.program import (
    EXTRAS,
    SCENARIOS,
    __version__,
    install_command,
    is_checkout,
    missing_modules,
)

LOW_DISK = 2**30  # bytes; 10,000 worlds of three scenarios need a tenth of it


class Finding(NamedTuple):
    """One line of the report; `remedy` says what to do, empty if nothing."""

    name: str
    value: str
    remedy: str = ""


def findings(out):
    """Findings about this installation and the folder `out` of results."""
    return [
        Finding("policy simulator", f"{__version__}, {_place()}"),
        Finding("Python", f"{platform.python_version()} on {sys.platform} {platform.machine()}"),
        *(_package(name) for name in ("mesa", "numpy", "scipy", "pandas", "pyarrow", "pydantic")),
        *(_extra(name) for name in EXTRAS),
        _scenarios(),
        _results(out),
        Finding("processors", str(processors())),
    ]


def _place():
    return f"checkout {SCENARIOS.parent}" if is_checkout() else f"installed in {SCENARIOS.parent}"


def _package(name):
    """Version of a package; the remedy if it is not installed."""
    try:
        return Finding(name, version(name))
    except PackageNotFoundError:
        return Finding(name, "not installed", f"python -m pip install {name}")


def _extra(name):
    """Whether the modules of an extra can be imported."""
    if missing_modules(name):
        purpose = EXTRAS[name][0]
        value = f"not installed; needed for {purpose}"
        return Finding(f"extra {name}", value, install_command(name))
    return Finding(f"extra {name}", "installed")


def _scenarios():
    """Folders that are searched for scenarios, with the number of files in each."""
    folders = dict.fromkeys(folder.resolve() for folder in (Path.cwd() / "scenarios", SCENARIOS))
    counts = {folder: len(list(folder.glob("*.yaml"))) for folder in folders}
    text = "; ".join(f"{count} in {folder}" for folder, count in counts.items() if count)
    return Finding(
        "scenarios", text or "none", "" if text else "reinstall: package data is missing"
    )


def _results(out):
    """Where results go, and the free disk space there."""
    path = Path(out).absolute()
    try:
        check_folder(path)
    except ResultsError as error:
        return Finding("results", str(path), f"{error}; name another folder with -o")
    existing = next(folder for folder in (path, *path.parents) if folder.exists())
    free = shutil.disk_usage(existing).free
    remedy = "free some disk space" if free < LOW_DISK else ""
    return Finding("results", f"{path}, {free / 2**30:.1f} GiB free", remedy)


def show(console, rows):
    """Print findings as a table, a remedy below its line."""
    table = Table.grid(padding=(0, 2))
    for row in rows:
        table.add_row(row.name, Text(row.value))
        if row.remedy:
            table.add_row("", Text(f"to do: {row.remedy}"))
    console.print(table)
