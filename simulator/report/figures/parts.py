"""Parts of charts: legends, rows, messages."""

from markupsafe import Markup

from simulator.report import colours, svg
from simulator.report.svg import tag

FIGURES: dict = {}  # {name: function of a study} of the charts of a run or a comparison


def figure(name):
    """Register a function of a study that returns Markup as the chart of a name."""

    def registered(draw):
        FIGURES[name] = draw
        return draw

    return registered


def container(*inside, name=""):
    """The element that holds a chart, with the class that the CSS selects."""
    return tag("div", *inside, class_=f"pic {name}".strip())


def message(text):
    """A message in place of a chart that cannot be drawn."""
    return tag("div", tag("p", text, class_="missing"), class_="pic")


def legend(*entries):
    """Entries in a row: (sign, text)."""
    return tag("ul", *(tag("li", sign, " ", text) for sign, text in entries), class_="legend")


def scenarios(study):
    """Legend entries of the scenarios: (mark, title)."""
    return [
        (_sign(*colours.shape(k)), scenario.form.title)
        for k, scenario in enumerate(study.scenarios)
    ]


def _sign(kind, class_):
    return svg.key(kind, f"mark {class_}" + (" open" if kind == "ring" else ""))


def chip(colour, letter=""):
    """A patch of colour for a legend, with a letter where there is one."""
    dark = f";color:{colours.ink(colour)}" if letter else ""
    return tag("span", letter, class_="chip", style=f"background:{colour}{dark}")


def row(name, plot, *number, class_="row"):
    """A row of a forest plot: name, chart, numbers."""
    cells = {"name": (name,), "plot": (plot,), "number": number}
    return tag(
        "div",
        *(tag("div", *inside, class_=class_name) for class_name, inside in cells.items()),
        class_=class_,
    )


def join_markup(parts):
    """Join parts."""
    return Markup("").join(parts)


def letters(actors):
    """One or two letters for each actor by id: the first of its label that no other has."""
    by_id: dict[str, str] = {}
    for name, actor in actors.items():
        label = actor.label.removeprefix("the ").upper()
        tries = [label[:1], label[:2], *(f"{label[:1]}{k}" for k in range(2, 99))]
        by_id[name] = next(letter for letter in tries if letter not in by_id.values())
    return by_id
