"""Pictures of a study, each one function from the study to HTML that needs no script: the report,
the page and notebooks show the same.

To add one: a function of a study that returns Markup, and a line in FIGURES. What a study lacks is
said in its place."""

from pathlib import Path

from markupsafe import Markup

from simulator.show.figures import courses, deals, flows, forest, places

STYLE = Path(__file__).parents[1] / "templates" / "figures.css"
FIGURES = {
    "classes": forest.classes,
    "changes": forest.changes,
    "flows": flows.flows,
    "risks": courses.risks,
    "land": courses.land,
    "people": courses.people,
    "violence": courses.violence,
    "talks": courses.talks,
    "terms": deals.terms,
    "blockers": deals.blockers,
    "agreement": courses.agreement,
    "map": places.tiles,
}
SWEPT = {"along": forest.along}


def of(study):
    """The pictures that a study can have: {name: function}."""
    return SWEPT if study.cells else FIGURES


def style():
    """The style of all pictures, to be given once; it touches nothing outside them."""
    return Markup(STYLE.read_text(encoding="utf-8"))
