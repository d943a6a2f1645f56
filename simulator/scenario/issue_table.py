"""Issue tables: who wants what on which issue, how much it matters to them and what weight they
carry, a line an actor."""

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from simulator.scenario.errors import Mark, Problem, ScenarioError, refuse, suggest, yaml_repr
from simulator.scenario.yaml_reader import Kind, text_of

NEEDED = ("actor", "position", "salience", "capability")
NUMBERS = ("position", "salience", "capability", "reference")
KNOWN = ("issue", *NEEDED, "reference")
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
CELL = re.compile(r'(?:^|,)\s*("(?:[^"]|"")*"[^,]*|[^,]*)')
CSV = Kind(
    "an issue table is one CSV file", "CSV in UTF-8", "a table; save the sheet as CSV", 10_000_000
)


@dataclass(frozen=True)
class Stand:
    """An actor on an issue: position on the line, salience 0 to 1, capability on any scale."""

    actor: str
    position: float
    salience: float
    capability: float


@dataclass(frozen=True)
class Issue:
    """An issue: who stands where on it, the ends of its line, and what holds without a decision, if
    that is known."""

    name: str
    stands: tuple[Stand, ...]
    line: tuple[float, float]
    reference: float | None = None


def read_issues(path, line=None):
    """The issues of a CSV file, a tuple; `line` gives the ends of every line, else they are an
    issue's outermost positions.

    Raises ScenarioError with every problem found.
    """
    path = Path(path)
    if not path.exists():
        near = [file.name for file in path.parent.glob("*.csv")] if path.parent.is_dir() else []
        hint = suggest(path.name, near) if near else "name the table by its path"
        refuse(path, f"there is no such file; {hint}")
    table = _Table(path, line)
    if table.problems:
        raise ScenarioError(table.problems)
    return tuple(table.issues())


class Cell(NamedTuple):
    """A value of the table and where it stands; `value` is its number, if it is one."""

    text: str
    line: int
    column: int
    value: Any = None


def cells(text, line=1):
    """Cells of a line of CSV.

    >>> [(one.text, one.column) for one in cells('a, "b, c" ,3')]
    [('a', 1), ('b, c', 4), ('3', 12)]
    """
    found = []
    for match in CELL.finditer(text):
        value = match[1].strip()
        if len(value) > 1 and value[0] == value[-1] == '"':
            value = value[1:-1].replace('""', '"').strip()
        found.append(Cell(value, line, match.start(1) + 1))
    return found


class _Table:
    """Reads one file: rows {column: Cell} by issue and actor, and what is wrong with them."""

    def __init__(self, path, ends):
        self.file, self.ends = str(path), ends
        self.problems: list[Problem] = []
        self.rows: dict[str, dict[str, dict[str, Cell]]] = {}
        lines = [
            cells(text, i)
            for i, text in enumerate(text_of(path, CSV).splitlines(), 1)
            if text.strip(" \t,") and not text.startswith("#")
        ]
        if not lines:
            columns = f"issue, {', '.join(NEEDED)}"
            refuse(path, f"the file is empty; its first line names the columns: {columns}")
        names = self.header(lines[0])
        if not self.problems:
            for line in lines[1:]:
                self.row(line, names, path.stem)
        if not self.problems:
            self.whole(lines[0][0])

    def wrong(self, cell, key, message):
        self.problems.append(Problem(Mark(self.file, cell.line, cell.column), key, message))

    def header(self, line):
        """Names of the columns; those not known here are left aside."""
        names = [cell.text.lower() for cell in line]
        for sign, called in ((";", "semicolons"), ("\t", "tabs")):
            if len(line) == 1 and sign in line[0].text:
                told = f"{called} stand between the columns; save the table with commas there"
                at = line[0]._replace(column=line[0].text.find(sign) + 1)
                self.wrong(at, "", f"{told}, and points in numbers")
                return names
        for name in (name for name in NEEDED if name not in names):
            others = [other for other in names if other and other not in KNOWN]
            hint = suggest(name, others) if others else "the first line names the columns"
            self.wrong(line[0]._replace(column=1), name, f"this column is missing; {hint}")
        for i, name in enumerate(names):
            if name in KNOWN and name in names[:i]:
                self.wrong(line[i], name, "this column stands twice")
        return names

    def row(self, line, names, stem):
        """One line: an actor on an issue."""
        if len(line) != len(names):
            told = "; decimals take a point, not a comma" if len(line) > len(names) else ""
            told = f"{len(line)} values stand under {len(names)} columns{told}"
            return self.wrong(line[-1], "", told)
        first = line[0]._replace(column=1)
        row = {"issue": first._replace(text=stem), "reference": first._replace(text="")}
        row |= dict(zip(names, line, strict=True))
        for key in ("issue", "actor"):
            if not row[key].text:
                self.wrong(row[key], key, "nothing stands here; a name belongs here")
        for key in NUMBERS if row["reference"].text else NUMBERS[:-1]:
            row[key] = self.number(key, row[key])
        stands, actor = self.rows.setdefault(row["issue"].text, {}), row["actor"]
        if actor.text in stands:
            where = f"the issue {yaml_repr(row['issue'].text)}, first in line"
            where = f"{where} {stands[actor.text]['actor'].line}"
            self.wrong(actor, "actor", f"{yaml_repr(actor.text)} stands twice on {where}")
        stands.setdefault(actor.text, row)

    def number(self, key, cell):
        """A cell with its value, after saying what is wrong with it."""
        text = cell.text
        value = float(text) if NUMBER.fullmatch(text) else math.nan
        if not text:
            self.wrong(cell, key, "nothing stands here; a number belongs here")
        elif "," in text and NUMBER.fullmatch(text.replace(",", ".", 1)):
            told = "is no number; decimals take a point, not a comma"
            self.wrong(cell, key, f"{yaml_repr(text)} {told}")
        elif not math.isfinite(value):
            self.wrong(cell, key, f"{yaml_repr(text)} is no number")
        elif value < 0.0 and key in ("salience", "capability"):
            self.wrong(cell, key, f"{text} is below 0; a {key} is 0 or more")
        elif key in ("position", "reference") and self.ends:
            low, high = self.ends
            if not low <= value <= high:
                self.wrong(cell, key, f"{text} lies outside the line from {low:g} to {high:g}")
        return cell._replace(value=value)

    def whole(self, top):
        """What no line says alone: saliences of one scale, two actors an issue at least, somebody
        with weight, one reference."""
        if not self.rows:
            told = "no line stands below the names of the columns; each actor on each issue needs"
            self.wrong(top._replace(column=1), "", f"{told} one")
        rows = [row for stands in self.rows.values() for row in stands.values()]
        for cell in (row["salience"] for row in rows if row["salience"].value > 100.0):
            told = "is above 100; saliences run from 0 to 1, or from 0 to 100"
            self.wrong(cell, "salience", f"{cell.text} {told}")
        self.one_scale([row["salience"] for row in rows])
        for name, stands in self.rows.items():
            self.issue(yaml_repr(name), *stands.values())

    def one_scale(self, saliences):
        """Saliences run from 0 to 1 in the whole table, or from 0 to 100 in the whole table."""
        large = [cell for cell in saliences if cell.value > 1.0]
        for cell in saliences if large else ():
            if 0.0 < cell.value <= 1.0:  # 1 is the whole of one scale or a hundredth of the other
                other = f"{large[0].text} in line {large[0].line} on one from 0 to 100"
                hint = f"a table has one scale; did you mean {100.0 * cell.value:g}?"
                told = f"{cell.text} is on a scale from 0 to 1, and {other}; {hint}"
                self.wrong(cell, "salience", told)

    def issue(self, name, first, *others):
        """What is wrong with an issue as a whole."""
        if not others:
            self.wrong(first["actor"], "actor", f"only one actor stands on the issue {name}")
        rows = (first, *others)
        for key in ("capability", "salience"):
            if not any(row[key].value for row in rows):
                self.wrong(first[key], key, f"nobody on the issue {name} has any {key}")
        weighed = any(row["capability"].value * row["salience"].value for row in rows)
        if not weighed and not self.problems:
            told = f"nobody on the issue {name} has both capability and salience"
            self.wrong(first["actor"], "actor", told)
        for row in others:
            if row["reference"].value != first["reference"].value:
                told = f"the issue {name} has another reference in line {first['actor'].line}"
                told = f"{told}; write one on each of its lines"
                self.wrong(row["reference"], "reference", told)

    def issues(self):
        """The issues of a table in which nothing is wrong."""
        rows = [row for stands in self.rows.values() for row in stands.values()]
        scale = 0.01 if max(row["salience"].value for row in rows) > 1.0 else 1.0
        for name, stands in self.rows.items():
            values = ([row[key].value for key in NEEDED[1:]] for row in stands.values())
            named = tuple(
                Stand(actor, position, salience * scale, capability)
                for actor, (position, salience, capability) in zip(stands, values, strict=True)
            )
            reference = next(iter(stands.values()))["reference"].value
            places = [stand.position for stand in named]
            places += [] if reference is None else [reference]
            yield Issue(name, named, self.ends or (min(places), max(places)), reference)
