"""Charts of a study, each one function from the study to HTML without scripts. Report, live page
and notebooks share them.

To add a chart, write a function of a study that returns Markup, register it as a `figure` in a
module of this package, and place it by a line in a template. A chart that a study cannot have is
replaced by a message."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from markupsafe import Markup

from simulator.report.figures import forest
from simulator.report.figures.parts import FIGURES

STYLE = Path(__file__).parents[1] / "templates" / "figures.css"
SWEPT = {"along": forest.along}
for module in iter_modules(__path__):
    import_module(f"{__name__}.{module.name}")


def charts_of(study):
    """The charts of a study: {name: function}."""
    return SWEPT if study.cells else FIGURES


def style():
    """The CSS of all charts."""
    return Markup(STYLE.read_text(encoding="utf-8"))
