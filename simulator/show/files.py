"""Scenario files in the terminal: what there is, where each value comes from, what differs."""

from rich.table import Table
from rich.text import Text

from simulator.scenario.catalogue import said


def listing(out, rows):
    """The scenarios at hand, each with its question; parents first."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in ("scenario", "extends", "question"):
        table.add_column(column, overflow="fold", no_wrap=column != "question")
    for name, title, parent, why in sorted(rows, key=lambda row: (row[2] is not None, row[0])):
        table.add_row(name, parent or "", Text.assemble(title, "\n", (why, "dim")))
    out.print(table)


def origins(out, resolved, prefix="", levers=False):
    """A number a line: value, unit, range, grade, source and the place where it was written; only the levers if asked."""
    names = {target: name for name, target in resolved.levers.items()}
    for path, number in resolved.numbers.items():
        name, meta = names.get(path, path), resolved.meta[path]
        if (levers and path not in names) or not (name.startswith(prefix) or path.startswith(prefix)):
            continue
        value = "left to the model" if number.value != number.value else f"{said(number)} {meta['unit']}"
        place = "" if number.source == "default of the format" else f"; {str(resolved.where(path)).rpartition('/')[2]}"
        about = f"({meta['low']:g} to {meta['high']:g}); grade {number.grade}, {number.source}{place}"
        out.print(Text.assemble((name, "bold"), f": {value} ", (about, "dim")), soft_wrap=True)


def difference(out, base, other, rows):
    """What the second scenario sets otherwise than the first."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in ("", base.id, other.id):
        table.add_column(column, overflow="fold")
    for key, before, after in rows:
        table.add_row(key, before or "", after or "nothing")
    out.print(table if rows else Text("The two set nothing otherwise."))
