"""Layout of a description: a template renders Markdown, which the terminal can show."""

import re
from pathlib import Path
from typing import Any, ClassVar

import jinja2
from markupsafe import Markup
from rich.markdown import Markdown, TableElement

from simulator.report.describe import tables, text

TEMPLATES = Path(__file__).parents[1] / "templates"


def _escaped(value):
    """A value escaped for Markdown; empty for None."""
    if isinstance(value, Markup):
        return value
    return Markup(text.escape(str("" if value is None else value)))


ENVIRONMENT = jinja2.Environment(
    loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, finalize=_escaped,
    undefined=jinja2.ChainableUndefined, trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip
ENVIRONMENT.globals |= vars(text) | vars(tables)
TEMPLATE: Any = ENVIRONMENT.get_template("describe.md").module
ORDER = {name: title for name, (title, _) in TEMPLATE.PARTS.items()}


def markdown(facts, chosen=tuple(ORDER)):
    """Parts of a description as a page of Markdown; several parts get a table of contents."""
    return re.sub(r"\n{3,}", "\n\n", TEMPLATE.page(facts, chosen)).strip()


class WrappedTable(TableElement):
    """A table without lines whose long words wrap."""

    def __rich_console__(self, console, options):
        table: Any
        for table in super().__rich_console__(console, options):
            table.box, table.padding, table.pad_edge = None, (0, 2, 0, 0), False
            for column in table.columns:
                column.overflow = "fold"
            yield table


class Page(Markdown):
    """A page of Markdown on a console."""

    elements: ClassVar = {**Markdown.elements, "table_open": WrappedTable}
