"""Blocks of a view: paragraphs, tables, bars. Terminal, HTML and notebook render them."""

from dataclasses import dataclass

STRONG, QUIET, WARN = "strong", "quiet", "warn"


@dataclass(frozen=True)
class Text:
    """A paragraph.

    spans     ((text, look), ...), a look being STRONG, QUIET, WARN or empty
    key       id by which a page selects it
    tight     without an empty line after it
    unbroken  one line, such as a command to be pasted
    """

    spans: tuple[tuple[str, str], ...]
    key: str = ""
    tight: bool = False
    unbroken: bool = False

    @property
    def plain(self):
        return "".join(text for text, _ in self.spans)


def text(*spans, look="", **about):
    """A paragraph of strings, in the look given, and of (text, look) pairs."""
    return Text(tuple((span, look) if isinstance(span, str) else span for span in spans), **about)


def optional(sentence, look="", **about):
    """A list of one paragraph, or an empty list where the sentence is empty."""
    return [text(sentence, look=look, **about)] if sentence else []


@dataclass(frozen=True)
class Bar:
    """A bar of length 0 to 1; -1 to 1 if it extends to either side of a middle line."""

    length: float
    swings: bool = False
    clear: bool = True


@dataclass(frozen=True)
class Column:
    """A column of a table.

    least  width in columns of the narrowest terminal that shows it
    prose  text that may wrap, not numbers
    """

    head: str = ""
    least: int = 0
    prose: bool = False


@dataclass(frozen=True)
class Table:
    """A table; the title heads the first column. Cells are strings, (text, look) pairs, texts or
    bars. `key` and `tight` are as those of a Text."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple, ...]
    key: str = ""
    tight: bool = False


def table(title, heads, rows, key="", tight=False):
    """A table from its heads and rows."""
    columns = (head if isinstance(head, Column) else Column(head) for head in heads)
    return Table(title, tuple(columns), tuple(tuple(row) for row in rows), key, tight)
