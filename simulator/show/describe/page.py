"""A description laid out: one template makes Markdown of the facts, and the terminal shows that."""

import re
from pathlib import Path
from typing import Any, ClassVar

import jinja2
from markupsafe import Markup
from rich.markdown import Markdown, TableElement

from simulator.show.describe import text
from simulator.show.describe.tables import entities, stances

TEMPLATES = Path(__file__).parents[1] / "templates"
ORDER = {
    "purpose": "Purpose and patterns",
    "entities": "Entities, state variables and scales",
    "process": "Process overview and scheduling",
    "concepts": "Design concepts",
    "initialisation": "Initialisation",
    "input": "Input data",
    "submodels": "Submodels",
    "measures": "Measures",
    "classes": "Classes",
    "sources": "Sources and grades",
    "units": "Units",
}
SUMMED = {
    "last": "value at the end",
    "among": "value at the end, of the worlds that have one",
    "mean": "mean over weeks",
    "rate": "mean over all weeks of the run, counted on where a story ends early",
    "total": "total over all weeks of the run, counted on where a story ends early",
    "sum": "sum over weeks",
    "count": "weeks in which it is true",
    "first": "first week in which it is true",
    "ever": "worlds in which it was ever true",
    None: "in expressions only",
}
HINT = (
    "In the order of the ODD protocol (Grimm et al. 2020). One part alone: `describe {0} --part"
    " measures`; the parts are {1}. Where each number was written: `show {0} --origin`.\n"
)


def markdown(facts, chosen=tuple(ORDER)):
    """Parts as a page of Markdown, with contents where there are several."""
    name = facts["scenario"]
    made = [
        f"# The model, told from its own code, under {name}\n",
        HINT.format(name, ", ".join(ORDER)),
    ]
    if len(chosen) > 1:
        made += [f"{i}. [{ORDER[one]}](#{_anchor(one)})" for i, one in enumerate(chosen, 1)]
    parts = _template().module
    for one in chosen:
        made += [f"\n## {ORDER[one]}\n", getattr(parts, one)(facts).strip()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(made))


def _anchor(part):
    title = ORDER[part].lower().replace(" ", "-")
    return "".join(letter for letter in title if letter.isalnum() or letter == "-")


def _template():
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, finalize=_escaped,
        undefined=jinja2.ChainableUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.globals |= {name: getattr(text, name) for name in ("ends", "plain", "with_unit", "words")}
    made.globals |= {"entity_sheets": entities, "stances": stances, "alike": _alike}
    made.globals |= {"NONE": text.NONE, "NO_WORDS": text.NO_WORDS, "SUMMED": SUMMED}
    return made.get_template("describe.md")


def _escaped(value):
    """A value as Markdown takes it; nothing for what is not there."""
    if isinstance(value, Markup):
        return value
    return Markup(text.escaped(str("" if value is None else value)))


def _alike(numbers):
    """(names, number) of uncertain numbers; those that differ in whose they are alone share a
    row."""
    groups: dict[tuple, list] = {}
    for one in numbers:
        section, *_, last = one["path"].split(".")
        groups.setdefault((section, last, text.with_unit(one), one["meaning"]), []).append(one)
    for (section, last, *_), held in groups.items():
        one = held[0]
        every = f"{section}.*.{last}, each of {len(held)}"
        yield every if len(held) > 1 else one["lever"] or one["path"], one


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
