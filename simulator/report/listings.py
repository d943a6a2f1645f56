"""Files in the terminal: which scenarios and results there are, where each value of a scenario
comes from, what differs between two."""

import datetime

from rich.text import Text

from simulator.report.blocks import QUIET, WARN, Column, table, text
from simulator.report.terminal import lay_out
from simulator.scenario.diff import said, when
from simulator.scenario.errors import refuse, suggest
from simulator.scenario.idle import without_effect
from simulator.scenario.notes import no_effect


def listing(out, rows):
    """The scenarios at hand as a tree, each below the one it extends, with its title and its
    question."""
    known = {row[0] for row in rows}
    told = [
        ("  " * depth + name, text(title, ". ", (question, QUIET)))
        for name, depth, title, question in _tree(rows, None, known, 0)
    ]
    _print_table(out, "scenario", ["title and question"], told)


def results(out, rows, damaged=()):
    """Folders of results, newest first: id, status, scenarios, worlds, when, size; then the names
    of those that are damaged."""
    told = []
    for path, manifest, size in rows:
        status, cells = manifest["status"], len(manifest["cells"])
        worlds = f"{manifest['worlds']:,}" + (f" x {cells}" if cells > 1 else "")
        made = datetime.datetime.fromtimestamp((path / "manifest.json").stat().st_mtime)
        status = status if status == "complete" else (status, WARN)
        about = ", ".join(manifest["scenarios"]), worlds, f"{made:%d %b %H:%M}"
        told.append((path.name, status, *about, f"{size / 1e6:,.1f} MB"))
    if rows or damaged:
        heads = "status", "scenarios", Column("worlds"), "made", Column("size")
        _print_table(out, "results", heads, told)
    else:
        out.print("There are no results here yet.")
    for name in damaged:
        lost = "its manifest.json is damaged, so nothing is known of it"
        out.print(f"{name}: {lost}; the command that made it makes it again.")


def _print_table(out, title, heads, rows):
    """Print a table whose columns hold text, but for those given as a Column."""
    columns = [Column(one, prose=True) if isinstance(one, str) else one for one in heads]
    lay_out(out, [table(title, columns, rows, tight=True)])


def _tree(rows, parent, known, depth):
    """(id, depth, title, question) of each scenario, parents before children.

    A scenario whose parent is unknown stands at the root."""
    for name, title, above, question in sorted(rows):
        if (above if above in known else None) == parent:
            yield name, depth, title, question
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
    return suggest(prefix, heads)


def _line(number, mark, dated=""):
    """A value with its unit, range, grade, source and the place where it was written."""
    meta = number.meta
    known = number.value == number.value
    value = f"{said(number)} {meta['unit']}" if known else "left to the model"
    place = "" if number.source == "default of the format" else f"; {str(mark).rpartition('/')[2]}"
    about = f"({meta['low']:g} to {meta['high']:g}); grade {number.grade}, {number.source}{place}"
    return Text.assemble(value, f"{dated} ", (about, "dim"))


def difference(out, base, other, rows):
    """Print the inputs in which two scenarios differ, with the grades given to dated steps."""
    table_rows = [
        (key, _graded(base, key, before or ""), _graded(other, key, after or "nothing"))
        for key, before, after in rows
    ]
    if rows:
        _print_table(out, "", (base.id, other.id), table_rows)
    else:
        out.print("The two set nothing otherwise.")


def _graded(scenario, key, text):
    """Text of a lever with grade and source of each dated step that has its own grade."""
    steps = scenario.levers[key].steps if key in scenario.levers else ()
    grades = [
        f"{f'{when(step)}: ' if len(steps) > 1 else ''}grade {step.grade}"
        f"{f', {step.source}' if step.source else ''}"
        for step in steps
        if step.grade
    ]
    return f"{text} ({'; '.join(grades)})" if grades else text
