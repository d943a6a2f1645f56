"""Scenario files in the terminal: what there is, where each value comes from, what differs."""

from rich.table import Table
from rich.text import Text

from simulator.scenario.diff import said, when
from simulator.scenario.idle import without_effect
from simulator.scenario.notes import no_effect
from simulator.scenario.problems import meant, refuse


def _table(*heads):
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for head in heads:
        made.add_column(head, overflow="fold", no_wrap=head == "scenario")
    return made


def listing(out, rows):
    """The scenarios at hand as a tree, each below the one it extends, with its title and its
    question."""
    known, made = {row[0] for row in rows}, _table("scenario", "title and question")
    for name, depth, title, why in _tree(rows, None, known, 0):
        made.add_row("  " * depth + name, Text.assemble(title, ". ", (why, "dim")))
    out.print(made)


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
    names = resolved.lever_of
    listed = names if levers else resolved.numbers
    shown = [path for path in resolved.numbers if path in listed]
    shown = [path for path in shown if _below(prefix, names.get(path, path), path)]
    if not shown:
        kind = "lever" if levers else "number"
        known = _meant(prefix, resolved, levers)
        refuse(prefix, f"{resolved.id} has no {kind} of this name; {known}")
    idle = without_effect(resolved)
    for path in shown:
        for line in _lines(resolved, path, names.get(path), idle):
            out.print(line, soft_wrap=True)


def _lines(resolved, path, lever, idle):
    """A number with its dated steps, and why it has no effect where it has none."""
    first = _line(resolved.numbers[path], resolved.where(path))
    yield Text.assemble((lever or path, "bold"), ": ", first)
    for i, step in enumerate(resolved.levers[lever].steps if lever else ()):
        dated = _line(step.to, resolved.where_step(lever, i), f" {when(step)}")
        yield Text.assemble("  then ", dated)
    if path in idle:
        yield Text(f"  {no_effect(idle[path])}", style="yellow")


def _below(prefix, *names):
    """True where one of the names is the prefix or lies below it."""
    return not prefix or any(name == prefix or name.startswith(f"{prefix}.") for name in names)


def _meant(prefix, resolved, levers):
    names = list(resolved.levers) if levers else [*resolved.levers, *resolved.numbers]
    parts = [name.split(".") for name in names]
    heads = {".".join(part[:end]) for part in parts for end in range(1, len(part) + 1)}
    return meant(prefix, heads)


def _line(number, mark, dated=""):
    """A value with its unit, range, grade, source and the place where it was written."""
    meta = number.meta
    known = number.value == number.value
    value = f"{said(number)} {meta['unit']}" if known else "left to the model"
    place = "" if number.source == "default of the format" else f"; {str(mark).rpartition('/')[2]}"
    about = f"({meta['low']:g} to {meta['high']:g}); grade {number.grade}, {number.source}{place}"
    return Text.assemble(value, f"{dated} ", (about, "dim"))


def difference(out, base, other, rows):
    """What the second scenario sets otherwise than the first."""
    made = _table("", base.id, other.id)
    for key, before, after in rows:
        made.add_row(key, before or "", after or "nothing")
    out.print(made if rows else Text("The two set nothing otherwise."))
