"""What a description is made of: words, lists, tables and rules; each written as Markdown or for
the terminal."""

from dataclasses import dataclass, field

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

NONE, NO_WORDS = "–", "(no sentence yet)"
BARE = ("factor", "index", "weight", "exponent", "value")  # units that no amount is written with
GAP = 2  # columns between columns
SHORT, WORD = 18, 27  # longest cell that stays on one line, longest word that is not broken


@dataclass(frozen=True)
class Head:
    """A heading within a part."""

    text: str

    def markdown(self):
        return f"### {self.text}"

    def terminal(self, width):
        return Text(self.text, style="bold")


@dataclass(frozen=True)
class Words:
    """A paragraph."""

    text: str

    def markdown(self):
        return self.text

    def terminal(self, width):
        return Text(self.text)


@dataclass(frozen=True)
class Items:
    """Terms, each with a text."""

    pairs: list[tuple[str, str]]

    def markdown(self):
        lines = [
            ("  " if term.startswith(" ") else "", term.strip(), text) for term, text in self.pairs
        ]
        return "\n".join(
            f"{inner}- **{escaped(term)}**{': ' if text else ''}{escaped(text)}"
            for inner, term, text in lines
        )

    def terminal(self, width):
        return Padding(grid(self.pairs, width - GAP), (0, 0, 0, GAP))


@dataclass(frozen=True)
class Table:
    """Rows of text under columns."""

    columns: list[str]
    rows: list[list[str]]
    right: tuple[str, ...] = ()

    def markdown(self):
        rule = [("--:" if name in self.right else "---") for name in self.columns]
        lines = [
            [escaped(name) for name in self.columns],
            rule,
            *([escaped(cell) for cell in row] for row in self.rows),
        ]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)

    def terminal(self, width):
        held = [
            [*name.split(), *(row[i] for row in self.rows)] for i, name in enumerate(self.columns)
        ]
        made = Grid(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="bold")
        for name, room in zip(self.columns, widths(held, width), strict=True):
            made.add_column(
                name, overflow="fold", width=room, justify="right" if name in self.right else "left"
            )
        for row in self.rows:
            made.add_row(*(Text(cell) for cell in row))
        return made


@dataclass(frozen=True)
class Rule:
    """A rule: how it is called, what it says, its arguments, its formula, whom it is taken from,
    who applies it."""

    call: str
    sentence: str
    arguments: list[tuple[str, str]]
    formula: str | None
    where: list[str]
    notes: list[str] = field(default_factory=list)

    def markdown(self):
        parts = [
            f"**`{self.call}`**",
            escaped(self.sentence),
            "\n".join(f"- `{name}`: {escaped(text)}" for name, text in self.arguments),
        ]
        if self.formula:
            parts.append("\n".join(["```python", *self.where, f"return {self.formula}", "```"]))
        return "\n\n".join(
            part for part in (*parts, "  \n".join(escaped(note) for note in self.notes)) if part
        )

    def terminal(self, width):
        lines = [*self.where, f"= {self.formula}"] if self.formula else []
        parts: list[RenderableType] = [
            Text(self.call, style="bold"),
            Padding(Text(self.sentence), (0, 0, 0, 2)),
            Padding(grid(self.arguments, width - 4), (0, 0, 0, 4)),
            *(Padding(Text(line, style="cyan"), (0, 0, 0, 4)) for line in lines),
            *(Padding(Text(note, style="dim"), (0, 0, 0, 2)) for note in self.notes),
        ]
        return Group(*parts)


def grid(pairs, width):
    """Terms beside their texts."""
    made = Grid.grid(padding=(0, GAP, 0, 0))
    for room in widths([[term for term, _ in pairs], [text for _, text in pairs]], width):
        made.add_column(overflow="fold", width=room)
    for term, text in pairs:
        made.add_row(Text(term), Text(text, style="dim"))
    return made


def widths(columns, room):
    """Widths of columns (lists of text) that fill a room: short text on one line if that can be,
    else no word broken; the rest is shared by how much text each holds.

    >>> widths([["a", "b"], ["some words that are long", "short"]], 14)
    [1, 11]
    """
    whole = [max(map(len, column), default=0) for column in columns]
    words = [
        min(max((len(word) for cell in column for word in cell.split()), default=0), WORD)
        for column in columns
    ]
    lines = [most if most <= SHORT else word for most, word in zip(whole, words, strict=True)]
    made = lines if sum(lines) + GAP * (len(columns) - 1) <= room else words
    spare = room - GAP * (len(columns) - 1) - sum(made)
    text = [sum(map(len, column)) for column in columns]
    for _ in columns:
        open_ = [i for i in range(len(columns)) if made[i] < whole[i]]
        shares = {
            i: min(whole[i] - made[i], spare * text[i] // max(sum(text[k] for k in open_), 1))
            for i in open_
        }
        if spare <= 0 or not any(shares.values()):
            break
        for i, more in shares.items():
            made[i] += more
        spare -= sum(shares.values())
    return made


def escaped(text):
    """Text that Markdown takes as it stands: in a table, and beside stars and angles.

    >>> escaped("a|b *c* <d>")
    'a\\\\|b \\\\*c\\\\* &lt;d>'
    """
    return text.replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;").replace("\n", " ")


def amount(one):
    """A number as one writes it: 60%, 36, 10% (6% to 15%) for what is likely between two ends, 1 to
    2, 0 ± 1.

    >>> amount({"unit": "share", "kind": "triangular", "value": 0.1, "parameters": [0.06, 0.1,
    ...     0.15]})
    '10% (6% to 15%)'
    """
    if one["value"] is None:
        return "left open"
    shown = [plain(value, one["unit"]) for value in one["parameters"]]
    if one["kind"] == "triangular":
        return f"{shown[1]} ({shown[0]} to {shown[2]})"
    if one["kind"] == "uniform":
        return f"{shown[0]} to {shown[1]}"
    return (
        f"{shown[0]} ± {shown[1]}" if one["kind"] == "normal" else plain(one["value"], one["unit"])
    )


def with_unit(one, text=None):
    """An amount with its unit; percent is one already, and what has no dimension needs none."""
    shown, unit = text or amount(one), one["unit"]
    if (one["value"] is None and not text) or unit in BARE:
        return shown
    return shown + (
        unit.removeprefix("share").replace("/", " a ") if unit.startswith("share") else f" {unit}"
    )


def plain(value, unit):
    """A value of a unit, shares as percent.

    >>> plain(0.0025, "share/week"), plain(18498, "km2")
    ('0.25%', '18,498')
    """
    return f"{100 * value:,.10g}%" if unit.startswith("share") else f"{value:,.10g}"


def ends(one):
    """The range that a number may have."""
    return f"{plain(one['low'], one['unit']).rstrip('%')} to {plain(one['high'], one['unit'])}"
