"""The archive in the terminal: which results there are."""

import datetime

from rich.table import Table
from rich.text import Text


def listing(out, rows, damaged=()):
    """Folders of results, newest first: id, status, scenarios, worlds, when, size; then the names
    of those that are damaged."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in ("results", "status", "scenarios", "worlds", "made", "size"):
        table.add_column(
            column, overflow="fold", justify="right" if column in ("worlds", "size") else "left"
        )
    for path, manifest, size in rows:
        made = datetime.datetime.fromtimestamp((path / "manifest.json").stat().st_mtime)
        status = Text(
            manifest["status"], style="yellow" if manifest["status"] != "complete" else ""
        )
        worlds = f"{manifest['worlds']:,}" + (
            f" x {len(manifest['cells'])}" if len(manifest["cells"]) > 1 else ""
        )
        table.add_row(
            path.name,
            status,
            ", ".join(manifest["scenarios"]),
            worlds,
            f"{made:%d %b %H:%M}",
            f"{size / 1e6:,.1f} MB",
        )
    out.print(table if rows or damaged else "There are no results here yet.")
    for name in damaged:
        out.print(
            f"{name}: its manifest.json is damaged, so nothing is known of it; the command that"
            " made it makes it again."
        )
