"""Terminal output: width, colour, layout of a view, and the next command."""

import os
import shlex
from itertools import pairwise
from string import ascii_uppercase

from rich.console import Console
from rich.table import Table
from rich.text import Text

from simulator.program import PROGRAM, command_line
from simulator.report import blocks, formats

WIDTH = 100  # columns when piped
HEADS = 0.36  # largest share of the width that scenario ids take as column heads
LOOKS = {
    blocks.STRONG: "bold", blocks.QUIET: "dim", blocks.WARN: "yellow", "bar": "cyan",
    "pass": "green", "fail": "bold red",
}  # fmt: skip


class Terminal(Console):
    """A console that raises BrokenPipeError when its reader has gone."""

    def on_broken_pipe(self):
        raise BrokenPipeError


def literal(**settings):
    """A console that prints text verbatim: no markup, no emoji."""
    return Terminal(highlight=False, markup=False, emoji=False, **settings)


def console(stderr=False):
    """A console as wide as the terminal, or when piped as COLUMNS says, by default 100; colour in
    terminals only, never with NO_COLOR."""
    terminal, columns = literal(stderr=stderr), os.environ.get("COLUMNS", "")
    width = int(columns) if columns.isdigit() and int(columns) else WIDTH
    return terminal if terminal.is_terminal else literal(stderr=stderr, width=width, no_color=True)


# -------------------------------------------------------------------------------------------------
# a view
def show(out, study, wanted=(), full=True):
    """Print a study, a comparison in brief unless `full`."""
    from simulator.report import view

    print_blocks(out, view.blocks_of(study, wanted, full))


def print_blocks(out, view):
    """Print blocks, an empty line after each that is not tight."""
    for block in view:
        if isinstance(block, blocks.Table):
            letters = _letters(block, out.width)
            if letters:
                out.print("; ".join(f"{letter}: {head}" for head, letter in letters.items()))
            out.print(_table(block, out.width, letters))
        else:
            out.print(_cell(block), soft_wrap=block.unbroken)
        if not block.tight:
            out.print()


def _letters(block, width):
    """{head: letter} for ids that head columns, where they would take more than HEADS of the
    width."""
    ids = [
        column.head for column in block.columns if not column.prose and set(column.head) & set("_+")
    ]
    is_long = sum(len(column) + 2 for column in ids) > HEADS * width
    return dict(zip(ids, ascii_uppercase, strict=False)) if is_long and block.title else {}


def _table(block, width, letters):
    """A rich table without lines; long heads are replaced by letters."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.show_header = bool(block.title) or any(column.head for column in block.columns)
    table.add_column(block.title, overflow="fold")
    columns = [k for k, column in enumerate(block.columns) if width >= column.least]
    bars = {
        k for row in block.rows for k, cell in enumerate(row[1:]) if isinstance(cell, blocks.Bar)
    }
    for k in columns:
        column = block.columns[k]
        if column.prose:
            table.add_column(column.head, overflow="fold")
        else:
            head = letters.get(column.head, column.head)
            table.add_column(
                head, justify="left" if k in bars or not head else "right", no_wrap=True
            )
    for label, *cells in block.rows:
        table.add_row(_cell(label), *(_cell(cells[k]) for k in columns))
    return table


def _cell(cell):
    """A cell or a paragraph as rich text."""
    if isinstance(cell, str):
        return Text(cell)
    if isinstance(cell, blocks.Bar):
        bar = formats.signed_bar(cell.length) if cell.swings else formats.bar(cell.length)
        return Text(bar, style="cyan" if cell.clear else "dim")
    spans = cell.spans if isinstance(cell, blocks.Text) else (cell,)
    return Text.assemble(*((string, LOOKS.get(look, "")) for string, look in spans))


# -------------------------------------------------------------------------------------------------
# next command
def close(notes, study, report=None, full=True):
    """Print where report and results are, and the next command."""
    place = f"Report: {report}. " if report else ""
    more = "" if full or not study.differences else " All tables: --full, or the report."
    compared = [result.changes for result in study.results if result.changes]
    differs = not compared or any(changes.differ for changes in compared)
    command = f"Next: {_next(study)}." if differs else "No world differs; more would not help."
    message = f"{place}Results: {study.folder}. {command}{more}"
    notes.print(message, style="dim")


def _next(study):
    """Command that goes on: more worlds, as many as the sentences above ask for."""
    from simulator.report.view.sentences import worlds_needed

    arguments = list(study.request.command)
    if study.request.verb == "run" or "results" in arguments[:1]:
        sets = [word for option, word in pairwise(arguments) if option in ("-s", "--set")]
        settings = (f"--set {shlex.quote(setting)}" for setting in sets)
        return " ".join([PROGRAM, "compare", study.scenarios[0].id, "OTHER", *settings])
    for flag in {"-n", "--worlds"} & set(arguments):
        del arguments[arguments.index(flag) : arguments.index(flag) + 2]
    worlds = worlds_needed(study) or study.worlds * 5
    return f"{command_line(*arguments)} -n {worlds}"
