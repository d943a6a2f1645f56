"""Tables of files in the terminal: scenarios, stored results, the origin of each parameter, and
differences between two scenarios."""

import datetime
from pathlib import Path

from rich.text import Text

from simulator.report.blocks import QUIET, WARN, Column, table, text
from simulator.report.terminal import print_blocks
from simulator.scenario.diff import value_text, when
from simulator.scenario.errors import refuse, suggest
from simulator.scenario.idle import without_effect
from simulator.scenario.notes import no_effect
from simulator.scenario.parameter import DEFAULT

# options that the list of results leaves out: shown elsewhere, or without effect on results
ELSEWHERE = ("-n", "--worlds", "-o", "--out", "-j", "--jobs", "--format", "--of")
FLAGS = ("-q", "--quiet", "--fresh", "--full", "--no-report", "--oversubscribe")
LONGEST = 40  # characters of a setting in the list of results


def listing(out, rows):
    """Print the available scenarios as a tree, each below its parent, with title and question."""
    ids = {row[0] for row in rows}
    lines = [
        ("  " * depth + name, text(title, ". ", (question, QUIET)))
        for name, depth, title, question in _tree(rows, None, ids, 0)
    ]
    _print_table(out, "scenario", ["title and question"], lines)


def results(out, rows, damaged=(), folder="", stored=None):
    """Print folders of results, newest first: id, status, scenarios, settings, worlds, date, size;
    then the names of damaged ones.

    folder  where they were looked for
    stored  {folder: number of worlds stored} of interrupted runs
    """
    lines = []
    for path, manifest, size in rows:
        status, cells = manifest["status"], len(manifest["cells"])
        worlds = f"{manifest['worlds']:,}" + (f" x {cells}" if cells > 1 else "")
        date = datetime.datetime.fromtimestamp((path / "manifest.json").stat().st_mtime)
        if status != "complete":
            total = manifest["worlds"] * len(manifest["cases"])
            status = f"{status}: {(stored or {}).get(path, 0):,} of {total:,} worlds", WARN
        details = ", ".join(manifest["scenarios"]), settings_in(manifest["command"])
        size = f"{size / 1e6:,.1f} MB"
        lines.append((path.name, status, *details, worlds, f"{date:%d %b %Y %H:%M}", size))
    if rows or damaged:
        heads = "status", "scenarios", "settings", Column("worlds each"), "date", Column("size")
        _print_table(out, "results", heads, lines)
    else:
        out.print(f"There are no results in {Path(folder).absolute()}.", soft_wrap=True)
    for name in damaged:
        message = "manifest.json is damaged, so the results cannot be read"
        out.print(f"{name}: {message}; repeat the command that made them.")


def settings_in(command):
    """Settings and other options of a command on which its results depend, each shortened.

    >>> settings_in(["compare", "spring_2016", "--with", "war.rate=0.1", "-n", "20", "-q"])
    '--with war.rate=0.1'
    """
    arguments, settings = iter(command), []
    for word in arguments:
        option, equals, value = word.partition("=")
        if not option.startswith("-") or option in FLAGS:
            continue
        value = value if equals else "" if option == "--until-common" else next(arguments, "")
        if option not in ELSEWHERE:
            value = value if len(value) <= LONGEST else f"{value[: LONGEST - 3]}..."
            settings.append(f"{option} {value}".strip())
    return ", ".join(settings)


def _print_table(out, title, heads, rows):
    """Print a table; heads given as text are columns of text, others a Column."""
    columns = [Column(head, prose=True) if isinstance(head, str) else head for head in heads]
    print_blocks(out, [table(title, columns, rows, tight=True)])


def _tree(rows, parent, ids, depth):
    """Yield (id, depth, title, question) of each scenario, parents before children.

    A scenario whose parent is unknown is at the root."""
    for name, title, above, question in sorted(rows):
        if (above if above in ids else None) == parent:
            yield name, depth, title, question
            yield from _tree(rows, name, ids, depth + 1)


def origins(out, resolved, prefix="", levers=False):
    """Print a line per parameter: value, unit, range, grade, source and its place in the files.

    prefix  only parameters whose name or path is this or lies below it
    levers  True = only the levers
    """
    names = resolved.lever_of
    listed = names if levers else resolved.parameters
    shown = [path for path in resolved.parameters if path in listed]
    shown = [path for path in shown if _is_below(prefix, names.get(path, path), path)]
    if not shown:
        kind = "lever" if levers else "parameter"
        hint = _suggestion(prefix, resolved, levers)
        refuse(prefix, f"{resolved.id} has no {kind} of this name; {hint}")
    idle = without_effect(resolved)
    for path in shown:
        for line in _lines(resolved, path, names.get(path), idle):
            out.print(line, soft_wrap=True)


def _lines(resolved, path, lever, idle):
    """Yield a parameter's line, its dated steps, and the reason where it has no effect."""
    first = _line(resolved.parameters[path], resolved.mark_of(path))
    yield Text.assemble((lever or path, "bold"), ": ", first)
    for i, step in enumerate(resolved.levers[lever].steps if lever else ()):
        dated = _line(step.to, resolved.mark_of_step(lever, i), f" {when(step)}")
        yield Text.assemble("  then ", dated)
    if path in idle:
        yield Text(f"  {no_effect(idle[path])}", style="yellow")


def _is_below(prefix, *names):
    """True if one of the names is the prefix or lies below it."""
    return not prefix or any(name == prefix or name.startswith(f"{prefix}.") for name in names)


def _suggestion(prefix, resolved, levers):
    names = list(resolved.levers) if levers else [*resolved.levers, *resolved.parameters]
    segments = [name.split(".") for name in names]
    heads = {".".join(path[:end]) for path in segments for end in range(1, len(path) + 1)}
    return suggest(prefix, heads)


def _line(parameter, mark, dated=""):
    """Value with its unit, range, grade, source and place in the files."""
    meta = parameter.meta
    is_set = parameter.value == parameter.value
    value = f"{value_text(parameter)} {meta['unit']}" if is_set else "left to the model"
    place = "" if parameter.source == DEFAULT else f"; {str(mark).rpartition('/')[2]}"
    details = (
        f"({meta['low']:g} to {meta['high']:g}); grade {parameter.grade}, {parameter.source}{place}"
    )
    return Text.assemble(value, f"{dated} ", (details, "dim"))


def difference(out, base, other, rows):
    """Print the inputs in which two scenarios differ, with the grades given to dated steps."""
    table_rows = [
        (
            key,
            _text_with_grades(base, key, before or ""),
            _text_with_grades(other, key, after or "nothing"),
        )
        for key, before, after in rows
    ]
    if rows:
        _print_table(out, "", (base.id, other.id), table_rows)
    else:
        out.print("The two scenarios have the same inputs.")


def _text_with_grades(scenario, key, text):
    """Text of a lever with grade and source of each dated step that has its own grade."""
    steps = scenario.levers[key].steps if key in scenario.levers else ()
    grades = [
        f"{f'{when(step)}: ' if len(steps) > 1 else ''}grade {step.grade}"
        f"{f', {step.source}' if step.source else ''}"
        for step in steps
        if step.grade
    ]
    return f"{text} ({'; '.join(grades)})" if grades else text
