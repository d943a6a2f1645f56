"""Scenario files in the terminal: what there is, where each value comes from, what differs."""

from rich.table import Table
from rich.text import Text

from simulator.scenario.diff import said, when
from simulator.scenario.idle import without_effect
from simulator.scenario.notes import no_effect
from simulator.scenario.problems import meant, refuse


def listing(out, rows):
    """The scenarios at hand as a tree, each below the one it extends, with its title and its
    question."""
    known = {row[0] for row in rows}
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("scenario", no_wrap=True)
    table.add_column("title and question", overflow="fold")
    for name, depth, title, why in _tree(rows, None, known, 0):
        table.add_row("  " * depth + name, Text.assemble(title, ". ", (why, "dim")))
    out.print(table)


def _tree(rows, parent, known, depth):
    """(id, depth, title, why), parents before their children; what extends nothing known stands at
    the root."""
    for name, title, above, why in sorted(rows):
        if (above if above in known else None) == parent:
            yield name, depth, title, why
            yield from _tree(rows, name, known, depth + 1)


def origins(out, resolved, prefix="", levers=False):
    """A number a line: value, unit, range, grade, source and the place where it was written; only
    the levers if asked."""
    names, without = resolved.lever_of, without_effect(resolved)
    shown = [
        path
        for path in resolved.numbers
        if (path in names or not levers) and _below(prefix, names.get(path, path), path)
    ]
    if not shown:
        refuse(
            prefix,
            f"{resolved.id} has no {'lever' if levers else 'number'} of this name;"
            f" {_meant(prefix, resolved, levers)}",
        )
    for path in shown:
        name, number = names.get(path, path), resolved.numbers[path]
        line = _line(number, resolved.where(path))
        out.print(Text.assemble((name, "bold"), ": ", line), soft_wrap=True)
        for i, step in enumerate(resolved.levers[name].steps if path in names else ()):
            line = _line(step.to, resolved.where_step(name, i), when(step))
            out.print(Text.assemble("  then ", line), soft_wrap=True)
        if path in without:
            out.print(Text(f"  {no_effect(without[path])}", style="yellow"), soft_wrap=True)


def _below(prefix, *names):
    """True where one of the names is the prefix or lies below it."""
    return not prefix or any(name == prefix or name.startswith(f"{prefix}.") for name in names)


def _meant(prefix, resolved, levers):
    names = list(resolved.levers) if levers else [*resolved.levers, *resolved.numbers]
    parts = [name.split(".") for name in names]
    return meant(
        prefix, {".".join(part[:end]) for part in parts for end in range(1, len(part) + 1)}
    )


def _line(number, mark, dated=""):
    """A value with its unit, range, grade, source and the place where it was written."""
    meta = number.meta
    value = (
        "left to the model" if number.value != number.value else f"{said(number)} {meta['unit']}"
    )
    place = "" if number.source == "default of the format" else f"; {str(mark).rpartition('/')[2]}"
    about = f"({meta['low']:g} to {meta['high']:g}); grade {number.grade}, {number.source}{place}"
    return Text.assemble(value, f" {dated}" if dated else "", " ", (about, "dim"))


def difference(out, base, other, rows):
    """What the second scenario sets otherwise than the first."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in ("", base.id, other.id):
        table.add_column(column, overflow="fold")
    for key, before, after in rows:
        table.add_row(key, before or "", after or "nothing")
    out.print(table if rows else Text("The two set nothing otherwise."))
