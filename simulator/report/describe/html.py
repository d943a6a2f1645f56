"""A description as one HTML page that needs no network access: Markdown with anchors, a table of
contents, and formulas as MathML."""

import re
from itertools import pairwise

from markdown_it import MarkdownIt
from markupsafe import Markup

from simulator.report import html_blocks
from simulator.report.describe.formulas import with_formulas
from simulator.report.describe.render import markdown
from simulator.report.svg import tag


def page(facts, chosen):
    """HTML page of some parts of a description."""
    text = markdown(with_formulas(facts), chosen)
    reader = MarkdownIt("commonmark").enable("table")
    tokens = reader.parse(text)
    headings = _number_anchors(tokens)
    body = Markup(reader.renderer.render(tokens, reader.options, {}))
    context = {"title": headings[0][1], "contents": _contents(headings), "body": _scrollable(body)}
    return html_blocks.page("describe.html", context)


def _number_anchors(tokens):
    """Give each heading an anchor from its text; return [(tag, text, anchor)]."""
    headings: list[tuple] = []
    used: set[str] = set()
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            anchor = unique(slug(inline.content), used)
            token.attrSet("id", anchor)
            headings.append((token.tag, plain(inline), anchor))
    return headings


def plain(inline):
    """The text of a heading without marks."""
    return "".join(child.content for child in inline.children)


def slug(text):
    """Anchor of a heading.

    >>> slug("Entities, state variables and scales"), slug("war_value: `ends`")
    ('entities-state-variables-and-scales', 'war_value-ends')
    """
    return re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", text.lower().strip()))


def unique(anchor, used):
    """An anchor that is not taken yet, with a number where it was; marks it as taken."""
    numbered = (f"{anchor}-{count}" for count in range(2, 1000))
    free = next(each for each in (anchor, *numbered) if each not in used)
    used.add(free)
    return free


def _contents(headings):
    """Links to the parts and their sections, a list for each part."""
    parts: list = []
    for name, text, anchor in headings:
        link = tag("a", text, href=f"#{anchor}")
        if name == "h2":
            parts.append((link, []))
        elif name == "h3" and parts:
            parts[-1][1].append(link)
    return parts


def _scrollable(body):
    """Tables that scroll sideways on a narrow screen."""
    opened = body.replace("<table>", Markup('<div class="scroll" tabindex="0"><table>'))
    return opened.replace("</table>", Markup("</table></div>"))
