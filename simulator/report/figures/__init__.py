"""Pictures of a study, each one function from the study to HTML that needs no script: the report,
the page and notebooks show the same.

To add one: a function of a study that returns Markup, registered as a `figure` in a module of this
package; a line in a template places it. What a study lacks is said in its place."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from markupsafe import Markup

from simulator.report.figures import forest
from simulator.report.figures.parts import FIGURES

STYLE = Path(__file__).parents[1] / "templates" / "figures.css"
SWEPT = {"along": forest.along}
for page in iter_modules(__path__):
    import_module(f"{__name__}.{page.name}")


def of(study):
    """The pictures that a study can have: {name: function}."""
    return SWEPT if study.cells else FIGURES


def style():
    """The style of all pictures, to be given once; it touches nothing outside them."""
    return Markup(STYLE.read_text(encoding="utf-8"))
