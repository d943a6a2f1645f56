"""A description laid out: one template makes Markdown of the facts, and the terminal shows that."""

import re
from pathlib import Path
from typing import Any, ClassVar

import jinja2
from markupsafe import Markup
from rich.markdown import Markdown, TableElement

from simulator.report.describe import tables, text

TEMPLATES = Path(__file__).parents[1] / "templates"


def _escaped(value):
    """A value as Markdown takes it; nothing for what is not there."""
    if isinstance(value, Markup):
        return value
    return Markup(text.escaped(str("" if value is None else value)))


MADE = jinja2.Environment(
    loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, finalize=_escaped,
    undefined=jinja2.ChainableUndefined, trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip
MADE.globals |= vars(text) | vars(tables)
TEMPLATE: Any = MADE.get_template("describe.md").module
ORDER = {name: title for name, (title, _) in TEMPLATE.PARTS.items()}


def markdown(facts, chosen=tuple(ORDER)):
    """Parts as a page of Markdown, with contents where there are several."""
    return re.sub(r"\n{3,}", "\n\n", TEMPLATE.page(facts, chosen)).strip()


class Folding(TableElement):
    """A table of plain columns in which long words fold."""

    def __rich_console__(self, console, options):
        made: Any
        for made in super().__rich_console__(console, options):
            made.box, made.padding, made.pad_edge = None, (0, 2, 0, 0), False
            for column in made.columns:
                column.overflow = "fold"
            yield made


class Page(Markdown):
    """A page of Markdown on a console."""

    elements: ClassVar = {**Markdown.elements, "table_open": Folding}
