"""Scenario files in the terminal: what there is, where each value comes from, what differs."""

from rich.table import Table
from rich.text import Text

from simulator.scenario.catalogue import said
from simulator.scenario.idle import without_effect
from simulator.scenario.notes import no_effect


def listing(out, rows):
    """The scenarios at hand as a tree, each below the one it extends, with its title and its question."""
    known = {row[0] for row in rows}
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("scenario", no_wrap=True)
    table.add_column("title and question", overflow="fold")
    for name, depth, title, why in _tree(rows, None, known, 0):
        table.add_row("  " * depth + name, Text.assemble(title, ". ", (why, "dim")))
    out.print(table)


def _tree(rows, parent, known, depth):
    """(id, depth, title, why), parents before their children; what extends nothing known stands at the root."""
    for name, title, above, why in sorted(rows):
        if (above if above in known else None) == parent:
            yield name, depth, title, why
            yield from _tree(rows, name, known, depth + 1)


def origins(out, resolved, prefix="", levers=False):
    """A number a line: value, unit, range, grade, source and the place where it was written; only the levers if asked."""
    names, without = {target: name for name, target in resolved.levers.items()}, without_effect(resolved)
    for path, number in resolved.numbers.items():
        name, meta = names.get(path, path), resolved.meta[path]
        if (levers and path not in names) or not (name.startswith(prefix) or path.startswith(prefix)):
            continue
        value = "left to the model" if number.value != number.value else f"{said(number)} {meta['unit']}"
        place = "" if number.source == "default of the format" else f"; {str(resolved.where(path)).rpartition('/')[2]}"
        about = f"({meta['low']:g} to {meta['high']:g}); grade {number.grade}, {number.source}{place}"
        out.print(Text.assemble((name, "bold"), f": {value} ", (about, "dim")), soft_wrap=True)
        if path in without:
            out.print(Text(f"  {no_effect(without[path])}", style="yellow"), soft_wrap=True)


def difference(out, base, other, rows):
    """What the second scenario sets otherwise than the first."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in ("", base.id, other.id):
        table.add_column(column, overflow="fold")
    for key, before, after in rows:
        table.add_row(key, before or "", after or "nothing")
    out.print(table if rows else Text("The two set nothing otherwise."))
