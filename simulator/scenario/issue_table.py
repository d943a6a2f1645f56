"""Issue tables: position, salience and capability of each actor on each issue, from a CSV file.

The command `settle` reads them."""

import math
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from simulator.scenario.errors import Mark, ScenarioError, UserError, refuse, suggest, yaml_repr
from simulator.scenario.yaml_reader import Kind, text_of

NEEDED = ("actor", "position", "salience", "capability")
NUMBERS = ("position", "salience", "capability", "reference")
COLUMNS = ("issue", *NEEDED, "reference")
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
CELL = re.compile(r'(?:^|,)\s*("(?:[^"]|"")*"[^,]*|[^,]*)')
CSV = Kind(
    "an issue table is one CSV file", "CSV in UTF-8", "a table; save the sheet as CSV", 10_000_000
)


@dataclass(frozen=True)
class Stand:
    """Position, salience (0 to 1) and capability (any scale) of an actor on an issue."""

    actor: str
    position: float
    salience: float
    capability: float


@dataclass(frozen=True)
class Issue:
    """An issue: stands of its actors, ends of its line, and the outcome without a decision, if
    given."""

    name: str
    stands: tuple[Stand, ...]
    line: tuple[float, float]
    reference: float | None = None


def read_issues(path, line=None):
    """Read the issues of a CSV file, as a tuple.

    `line` gives the ends of every issue's line; by default they are its outermost positions.
    Raises ScenarioError with all problems.
    """
    path = Path(path)
    if not path.exists():
        near = [file.name for file in path.parent.glob("*.csv")] if path.parent.is_dir() else []
        hint = suggest(path.name, near) if near else "give the path of the table"
        refuse(path, f"there is no such file; {hint}")
    table = _IssueTable(path, line)
    if table.user_errors:
        raise ScenarioError(table.user_errors)
    return tuple(table.issues())


class Cell(NamedTuple):
    """A cell with its position; `value` is its number, if it is one."""

    text: str
    line: int
    column: int
    value: Any = None


def cells(text, line=1):
    """Cells of a line of CSV.

    >>> [(cell.text, cell.column) for cell in cells('a, "b, c" ,3')]
    [('a', 1), ('b, c', 4), ('3', 12)]
    """
    result = []
    for match in CELL.finditer(text):
        value = match[1].strip()
        if len(value) > 1 and value[0] == value[-1] == '"':
            value = value[1:-1].replace('""', '"').strip()
        result.append(Cell(value, line, match.start(1) + 1))
    return result


class Table(ABC):
    """Reads one CSV file row by row, and collects its problems.

    needed   columns that the file must have
    columns  all columns that are read; others are ignored
    named    columns that an empty file is told of
    """

    needed: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    kind = CSV

    def __init__(self, path):
        self.file = str(path)
        self.user_errors: list[UserError] = []
        lines = [
            cells(text, i)
            for i, text in enumerate(text_of(path, self.kind).splitlines(), 1)
            if text.strip(" \t,") and not text.startswith("#")
        ]
        if not lines:
            columns = ", ".join(self.named)
            refuse(path, f"the file is empty; the first line must name the columns: {columns}")
        names = self.header(lines[0])
        if not self.user_errors:
            for line in lines[1:]:
                self.row(line, names, path.stem)
        if not self.user_errors:
            self.check_table(lines[0][0])

    def wrong(self, cell, key, message):
        self.user_errors.append(UserError(Mark(self.file, cell.line, cell.column), key, message))

    @abstractmethod
    def row(self, line, names, stem):
        """Read one row below the names of the columns; `stem` is the name of the file."""

    @abstractmethod
    def check_table(self, top):
        """Check the whole table; `top` is its first cell."""

    def header(self, line):
        """Names of the columns; unknown columns are ignored."""
        names = [cell.text.lower() for cell in line]
        for separator, name in ((";", "semicolons"), ("\t", "tabs")):
            if len(line) == 1 and separator in line[0].text:
                at = line[0]._replace(column=line[0].text.find(separator) + 1)
                hint = "save the table with commas between them, and decimal points"
                self.wrong(at, "", f"{name} separate the columns; {hint}")
                return names
        for name in (name for name in self.needed if name not in names):
            others = [other for other in names if other and other not in self.columns]
            hint = suggest(name, others) if others else "the first line names the columns"
            self.wrong(line[0]._replace(column=1), name, f"this column is missing; {hint}")
        for i, name in enumerate(names):
            if name in self.columns and name in names[:i]:
                self.wrong(line[i], name, "this column appears twice")
        return names

    def cells_by_name(self, line, names, others):
        """{column: Cell} of one row, or None for a row of another length.

        others  {column: text} of columns that the file may lack
        """
        if len(line) != len(names):
            hint = "; write decimals with a point, not a comma" if len(line) > len(names) else ""
            message = f"this row has {len(line)} values for {len(names)} columns{hint}"
            self.wrong(line[-1], "", message)
            return None
        first = line[0]._replace(column=1)
        lacking = {name: first._replace(text=text) for name, text in others.items()}
        return lacking | dict(zip(names, line, strict=True))

    def number(self, key, cell):
        """Return a cell with its number, NaN and a problem for another text."""
        text = cell.text
        value = float(text) if NUMBER.fullmatch(text) else math.nan
        if not text:
            self.wrong(cell, key, "this cell is empty; expected a number")
        elif "," in text and NUMBER.fullmatch(text.replace(",", ".", 1)):
            message = "is not a number; write decimals with a point, not a comma"
            self.wrong(cell, key, f"{yaml_repr(text)} {message}")
        elif not math.isfinite(value):
            self.wrong(cell, key, f"{yaml_repr(text)} is not a number")
        return cell._replace(value=value)

    def one_scale(self, key, numbers):
        """Check that all numbers of a column run from 0 to 1, or all from 0 to 100."""
        large = [cell for cell in numbers if cell.value > 1.0]
        for cell in numbers if large else ():
            if 0.0 < cell.value <= 1.0:  # 1 may be on either scale
                other = f"{large[0].text} in line {large[0].line} on one from 0 to 100"
                hint = f"a table has one scale; did you mean {100.0 * cell.value:g}?"
                message = f"{cell.text} is on a scale from 0 to 1, and {other}; {hint}"
                self.wrong(cell, key, message)


class _IssueTable(Table):
    """Reads one file into rows {column: Cell} by issue and actor."""

    needed, columns = NEEDED, COLUMNS
    named = ("issue", *NEEDED)

    def __init__(self, path, ends):
        self.ends = ends
        self.rows: dict[str, dict[str, dict[str, Cell]]] = {}
        super().__init__(path)

    def row(self, line, names, stem):
        """Read one row: an actor on an issue."""
        row = self.cells_by_name(line, names, {"issue": stem, "reference": ""})
        if row is None:
            return
        for key in ("issue", "actor"):
            if not row[key].text:
                self.wrong(row[key], key, "this cell is empty; expected a name")
        for key in NUMBERS if row["reference"].text else NUMBERS[:-1]:
            row[key] = self.number(key, row[key])
        stands, actor = self.rows.setdefault(row["issue"].text, {}), row["actor"]
        if actor.text in stands:
            issue, first_line = yaml_repr(row["issue"].text), stands[actor.text]["actor"].line
            place = f"on the issue {issue}, first in line {first_line}"
            self.wrong(actor, "actor", f"{yaml_repr(actor.text)} appears twice {place}")
        stands.setdefault(actor.text, row)

    def number(self, key, cell):
        """Return a cell with its number, after checking its range."""
        cell = super().number(key, cell)
        text, value = cell.text, cell.value
        if not math.isfinite(value):
            return cell
        if value < 0.0 and key in ("salience", "capability"):
            self.wrong(cell, key, f"{text} is below 0; a {key} must be 0 or more")
        elif key in ("position", "reference") and self.ends:
            low, high = self.ends
            if not low <= value <= high:
                self.wrong(cell, key, f"{text} is outside the line from {low:g} to {high:g}")
        return cell

    def check_table(self, top):
        """Check the whole table: one scale of salience; on each issue two actors, some weight and
        one reference."""
        if not self.rows:
            message = (
                "there are no rows below the column names; give each actor a row on each issue"
            )
            self.wrong(top._replace(column=1), "", message)
        rows = [row for stands in self.rows.values() for row in stands.values()]
        for cell in (row["salience"] for row in rows if row["salience"].value > 100.0):
            message = "is above 100; saliences run from 0 to 1, or from 0 to 100"
            self.wrong(cell, "salience", f"{cell.text} {message}")
        self.one_scale("salience", [row["salience"] for row in rows])
        for name, stands in self.rows.items():
            self.issue(yaml_repr(name), *stands.values())

    def issue(self, name, first, *others):
        """Check all rows of an issue together."""
        if not others:
            self.wrong(first["actor"], "actor", f"the issue {name} has only one actor")
        rows = (first, *others)
        for key in ("capability", "salience"):
            if not any(row[key].value for row in rows):
                self.wrong(first[key], key, f"no actor on the issue {name} has any {key}")
        has_weight = any(row["capability"].value * row["salience"].value for row in rows)
        if not has_weight and not self.user_errors:
            message = f"no actor on the issue {name} has both capability and salience"
            self.wrong(first["actor"], "actor", message)
        for row in others:
            if row["reference"].value != first["reference"].value:
                message = f"the issue {name} has another reference in line {first['actor'].line}"
                hint = "give the same on each of its rows"
                self.wrong(row["reference"], "reference", f"{message}; {hint}")

    def issues(self):
        """Issues of a valid table."""
        rows = [row for stands in self.rows.values() for row in stands.values()]
        scale = 0.01 if max(row["salience"].value for row in rows) > 1.0 else 1.0
        for name, stands in self.rows.items():
            values = ([row[key].value for key in NEEDED[1:]] for row in stands.values())
            stands_of_issue = tuple(
                Stand(actor, position, salience * scale, capability)
                for actor, (position, salience, capability) in zip(stands, values, strict=True)
            )
            reference = next(iter(stands.values()))["reference"].value
            places = [stand.position for stand in stands_of_issue]
            places += [] if reference is None else [reference]
            yield Issue(name, stands_of_issue, self.ends or (min(places), max(places)), reference)
