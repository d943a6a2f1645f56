"""Issue tables: who wants what on which issue, how much it matters to them and what weight they
carry, a line an actor."""

import re
from dataclasses import dataclass
from pathlib import Path

from simulator.scenario.problems import Mark, Problem, ScenarioError, meant, refuse, written

NEEDED = ("actor", "position", "salience", "capability")
NUMBERS = ("position", "salience", "capability")
KNOWN = ("issue", *NEEDED, "reference")
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
CELL = re.compile(r'(?:^|,)\s*("(?:[^"]|"")*"[^,]*|[^,]*)')
LARGEST = 10_000_000  # bytes


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
    table = _Table(Path(path), line)
    if table.problems:
        raise ScenarioError(table.problems)
    return tuple(table.issues())


def _text(path):
    if path.is_dir():
        refuse(path, "this is a folder; an issue table is one CSV file")
    if not path.exists():
        refuse(path, f"there is no such file; {_beside(path)}")
    try:
        raw = path.read_bytes()
    except OSError as error:
        refuse(path, f"cannot be read: {error.strerror}")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        refuse(path, "this file is saved as UTF-16; save it as CSV in UTF-8")
    if len(raw) > LARGEST or b"\0" in raw:
        refuse(path, "this is not a text file that holds a table; save the sheet as CSV")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        refuse(path, f"this is not a text file, or one that is not saved as UTF-8 (line {line})")


def _beside(path):
    near = [file.name for file in path.parent.glob("*.csv")] if path.parent.is_dir() else []
    return meant(path.name, near) if near else "name the table by its path"


def cells(text):
    """Values of a line of CSV, each with its column from 1.

    >>> cells('a, "b, c" ,3')
    [('a', 1), ('b, c', 4), ('3', 12)]
    """
    found = []
    for match in CELL.finditer(text):
        value = match[1].strip()
        quoted = len(value) > 1 and value[0] == value[-1] == '"'
        found.append(
            (value[1:-1].replace('""', '"').strip() if quoted else value, match.start(1) + 1)
        )
    return found


class _Table:
    """Reads one file."""

    def __init__(self, path, line):
        self.file, self.line = str(path), line
        self.problems: list[Problem] = []
        self.found: dict[str, dict[str, dict]] = {}  # issue, actor: values and where they stand
        lines = [
            (i, text)
            for i, text in enumerate(_text(path).splitlines(), 1)
            if text.strip(" \t,") and not text.startswith("#")
        ]
        if not lines:
            refuse(
                path,
                f"the file is empty; its first line names the columns: issue, {', '.join(NEEDED)}",
            )
        self.top, head = lines[0]
        self.width, self.columns = self.header(head)
        if not self.problems:
            for number, text in lines[1:]:
                self.row(number, cells(text), path.stem)
        if not self.problems:
            self.whole()

    def wrong(self, line, column, key, message):
        self.problems.append(Problem(Mark(self.file, line, column), key, message))

    def header(self, text):
        """How many columns there are, and {name: number of the column} of those known here; others
        are left aside."""
        named = [(name.lower(), at) for name, at in cells(text)]
        names = [name for name, _ in named]
        for sign, called in ((";", "semicolons"), ("\t", "tabs")):
            if len(named) == 1 and sign in text:
                told = (
                    f"{called} stand between the columns; save the table with commas there, and"
                    " points in numbers"
                )
                self.wrong(self.top, text.find(sign) + 1, "", told)
                return 0, {}
        for name in NEEDED:
            if name not in names:
                others = [other for other in names if other and other not in KNOWN]
                hint = meant(name, others) if others else "the first line names the columns"
                self.wrong(self.top, 1, name, f"this column is missing; {hint}")
        for i, (name, at) in enumerate(named):
            if name in KNOWN and name in names[:i]:
                self.wrong(self.top, at, name, "this column stands twice")
        return len(names), {name: names.index(name) for name in KNOWN if name in names}

    def row(self, number, found, stem):
        """One line: an actor on an issue, kept with the place where each value stands."""
        if len(found) != self.width:
            told = "; decimals take a point, not a comma" if len(found) > self.width else ""
            return self.wrong(
                number,
                found[-1][1],
                "",
                f"{len(found)} values stand under {self.width} columns{told}",
            )
        place = {
            "issue": (stem, 1),
            "reference": ("", 1),
            **{name: found[at] for name, at in self.columns.items()},
        }
        for key in ("issue", "actor"):
            if not place[key][0]:
                self.wrong(number, place[key][1], key, "nothing stands here; a name belongs here")
        stands, actor = self.found.setdefault(place["issue"][0], {}), place["actor"][0]
        if actor in stands:
            told = (
                f"{written(actor)} stands twice on the issue {written(place['issue'][0])}, first in"
                f" line {stands[actor]['line']}"
            )
            self.wrong(number, place["actor"][1], "actor", told)
        values = {key: self.number(number, key, *place[key]) for key in NUMBERS}
        values["reference"] = (
            self.number(number, "reference", *place["reference"]) if place["reference"][0] else None
        )
        stands.setdefault(actor, {**values, "line": number, "place": place})

    def number(self, line, key, text, column):
        """A value as a number, after saying what is wrong with it."""
        value = float(text) if NUMBER.fullmatch(text) else float("nan")
        if not text:
            self.wrong(line, column, key, "nothing stands here; a number belongs here")
        elif NUMBER.fullmatch(text.replace(",", ".", 1)) and "," in text:
            self.wrong(
                line,
                column,
                key,
                f"{written(text)} is no number; decimals take a point, not a comma",
            )
        elif not abs(value) < float("inf"):
            self.wrong(line, column, key, f"{written(text)} is no number")
        elif value < 0.0 and key in ("salience", "capability"):
            self.wrong(line, column, key, f"{text} is below 0; a {key} is 0 or more")
        elif (
            key in ("position", "reference")
            and self.line
            and not self.line[0] <= value <= self.line[1]
        ):
            self.wrong(
                line,
                column,
                key,
                f"{text} lies outside the line from {self.line[0]:g} to {self.line[1]:g}",
            )
        return value

    def whole(self):
        """What no line says alone: saliences of one scale, two actors an issue at least, somebody
        with weight, one reference."""
        if not self.found:
            self.wrong(
                self.top,
                1,
                "",
                "no line stands below the names of the columns; each actor on each issue needs one",
            )
        rows = [row for stands in self.found.values() for row in stands.values()]
        for row in rows:
            if row["salience"] > 100.0:
                told = (
                    f"{row['place']['salience'][0]} is above 100; saliences run from 0 to 1, or"
                    " from 0 to 100"
                )
                self.wrong(row["line"], row["place"]["salience"][1], "salience", told)
        self.one_scale(rows)
        for name, stands in self.found.items():
            first, *others = stands.values()
            if not others:
                self.wrong(
                    first["line"],
                    first["place"]["actor"][1],
                    "actor",
                    f"only one actor stands on the issue {written(name)}",
                )
            for key in ("capability", "salience"):
                if not any(row[key] for row in stands.values()):
                    self.wrong(
                        first["line"],
                        first["place"][key][1],
                        key,
                        f"nobody on the issue {written(name)} has any {key}",
                    )
            if (
                not any(row["capability"] * row["salience"] for row in stands.values())
                and not self.problems
            ):
                told = f"nobody on the issue {written(name)} has both capability and salience"
                self.wrong(first["line"], first["place"]["actor"][1], "actor", told)
            for row in others:
                if row["reference"] != first["reference"]:
                    told = (
                        f"the issue {written(name)} has another reference in line {first['line']};"
                        " write one on each of its lines"
                    )
                    self.wrong(row["line"], row["place"]["reference"][1], "reference", told)

    def one_scale(self, rows):
        """Saliences run from 0 to 1 in the whole table, or from 0 to 100 in the whole table."""
        large = [row for row in rows if row["salience"] > 1.0]
        for row in rows if large else ():
            value = row["salience"]
            if 0.0 < value <= 1.0:  # 1 may be the whole of one scale or a hundredth of the other
                text, column = row["place"]["salience"]
                other = f"{large[0]['place']['salience'][0]} in line {large[0]['line']}"
                told = f"{text} is on a scale from 0 to 1, and {other} on one from 0 to 100"
                hint = f"a table has one scale; did you mean {100.0 * value:g}?"
                self.wrong(row["line"], column, "salience", f"{told}; {hint}")

    def issues(self):
        """The issues of a table in which nothing is wrong."""
        rows = [row for stands in self.found.values() for row in stands.values()]
        scale = 0.01 if max(row["salience"] for row in rows) > 1.0 else 1.0
        for name, stands in self.found.items():
            named = tuple(
                Stand(actor, row["position"], row["salience"] * scale, row["capability"])
                for actor, row in stands.items()
            )
            reference = next(iter(stands.values()))["reference"]
            places = [stand.position for stand in named] + (
                [] if reference is None else [reference]
            )
            yield Issue(name, named, self.line or (min(places), max(places)), reference)
