"""Pages of the site from templates."""

from pathlib import Path

import jinja2

from simulator.report import formats
from simulator.report.describe.render import ENVIRONMENT, TEMPLATE

TEMPLATES = Path(__file__).parent / "pages"
PAGES = ENVIRONMENT.overlay(
    loader=jinja2.FileSystemLoader(TEMPLATES), undefined=jinja2.StrictUndefined
)
PAGES.filters = {**PAGES.filters, "upper_first": formats.upper}
PAGES.globals = {**PAGES.globals, "describe": TEMPLATE}  # macros of the description of the model


def page(template, **context):
    """A page of Markdown from a template; values are escaped, `safe` leaves them unchanged."""
    return PAGES.get_template(template).render(context)


def write(folder, pages):
    """Write pages {name: Markdown} into a folder."""
    for name, text in pages.items():
        path = folder / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
