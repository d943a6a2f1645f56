"""Pictures of a study, each one function from the study to HTML without scripts. Report, live page
and notebooks share them.

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
    """The pictures of a study: {name: function}."""
    return SWEPT if study.cells else FIGURES


def style():
    """The CSS of all pictures."""
    return Markup(STYLE.read_text(encoding="utf-8"))
