"""HTML pages from templates, and blocks of a view as escaped HTML."""

from pathlib import Path

from markupsafe import Markup

from simulator.report import blocks
from simulator.report.svg import rows_of, tag

TEMPLATES = Path(__file__).parent / "templates"
LOOKS = {blocks.STRONG: ("b", None), blocks.QUIET: ("span", "quiet"), "bar": ("span", "quiet")}


def page(template, context):
    """Render a template of `templates/`."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    return environment.get_template(template).render(context)


def render_blocks(view):
    """Paragraphs and tables as HTML, in order."""
    parts = (
        _table(block) if isinstance(block, blocks.Table) else paragraph(block) for block in view
    )
    return Markup("").join(parts)


def paragraph(block, class_=None):
    """A paragraph as HTML; if all its spans have the same look, the class of that look."""
    looks = {look for _, look in block.spans}
    classes = {frozenset({blocks.QUIET}): "quiet", frozenset({blocks.WARN}): "warn"}
    class_ = class_ or classes.get(frozenset(looks))
    return tag("p", block.plain if class_ in classes.values() else spans(block), class_=class_)


def spans(block):
    """A paragraph or a cell as HTML; strong text is bold."""
    if isinstance(block, str):
        return block
    pairs = block.spans if isinstance(block, blocks.Text) else (block,)
    return Markup("").join(_span(string, look) for string, look in pairs if string)


def _span(string, look):
    name, class_ = LOOKS.get(look, ("", None))
    return tag(name, string, class_=class_) if name else Markup.escape(string)


def _table(block):
    """A table as HTML, without bars: charts draw them."""
    bars = {k for row in block.rows for k, cell in enumerate(row) if isinstance(cell, blocks.Bar)}
    heads = [block.title, *(column.head.replace("_", " ") for column in block.columns)]
    columns = [k for k in range(len(heads)) if k not in bars]
    head = [tag("th", heads[k], scope="col") for k in columns]
    body = []
    for row in block.rows:
        cells = (tag("td", spans(row[k])) for k in columns[1:])
        body.append([tag("th", spans(row[0]), scope="row"), *cells])
    return rows_of(head, body, class_="plain figures")
