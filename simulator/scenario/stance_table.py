"""Tables of stances: position, salience and flexibility of each actor on each issue, from a CSV
file that a scenario names under `stances`. Several experts' rows are kept apart."""

from typing import NamedTuple

from simulator.scenario.errors import Mark, suggest, yaml_repr
from simulator.scenario.issue_table import Cell, Table
from simulator.scenario.yaml_reader import Kind

BASES = ("explicit", "inferred", "outside")  # the widest last
SHARES = ("salience", "flexibility")
NOTES = ("basis", "source", "grade")
KIND = Kind(
    "a table of stances is one CSV file",
    "CSV in UTF-8",
    "a table; save the sheet as CSV",
    10_000_000,
)


class Judgement(NamedTuple):
    """Cells of the rows of all experts on one stance."""

    rows: list[dict[str, Cell]]

    def value(self, key):
        """Value of a quantity as in a scenario file: one number, or a number for each expert."""
        values = [row[key].value for row in self.rows]
        return values[0] if len(set(values)) == 1 else {"experts": values}

    def note(self, key):
        """Basis (the widest), sources (all) or grade (the lowest) of the stance, or None."""
        texts = list(dict.fromkeys(row[key].text for row in self.rows if row[key].text))
        if not texts or key == "source":
            return " ".join(texts) or None
        return max(texts, key=BASES.index if key == "basis" else None)


class StanceTable(Table):
    """Reads one file of stances and collects its problems."""

    needed = ("actor", "issue", "position", *SHARES)
    columns = (*needed, *NOTES, "expert")
    named = needed
    kind = KIND

    def __init__(self, path):
        self.experts: dict[str, dict[tuple[str, str], dict[str, Cell]]] = {}
        super().__init__(path)

    def row(self, line, names, _):
        """Read one row: what an expert says of an actor on an issue."""
        row = self.cells_by_name(line, names, dict.fromkeys((*NOTES, "expert"), ""))
        if row is None:
            return
        for key in ("actor", "issue"):
            if not row[key].text:
                self.wrong(row[key], key, "this cell is empty; expected a name")
        row["position"] = self.position(row["position"])
        row |= {key: self.share(key, row[key]) for key in SHARES}
        basis = row["basis"]
        if basis.text and basis.text not in BASES:
            message = f"{yaml_repr(basis.text)} is not valid here; {suggest(basis.text, BASES)}"
            self.wrong(basis, "basis", message)
        rows = self.experts.setdefault(row["expert"].text, {})
        place = row["actor"].text, row["issue"].text
        if place in rows:
            first = rows[place]["actor"].line
            message = f"{' on '.join(place)} appears twice, first in line {first}"
            hint = "; name the experts in a column `expert`" if not row["expert"].text else ""
            self.wrong(row["actor"], "actor", message + hint)
        rows.setdefault(place, row)

    def position(self, cell):
        """Cell with a position from 0 to 100."""
        cell = self.number("position", cell)
        if not 0.0 <= cell.value <= 100.0 and cell.value == cell.value:
            self.wrong(cell, "position", f"{cell.text} is outside 0 to 100")
        return cell

    def share(self, key, cell):
        """Cell with a share: 80% or 0.8, or 80 in a column from 0 to 100."""
        is_percent = cell.text.endswith("%")
        cell = self.number(key, cell._replace(text=cell.text.removesuffix("%").strip()))
        value = cell.value / 100.0 if is_percent else cell.value
        if value < 0.0 or value > (1.0 if is_percent else 100.0):
            self.wrong(cell, key, f"{cell.text}{'%' * is_percent} is outside 0 to 100%")
        return cell._replace(value=value, text=f"{cell.text}{'%' * is_percent}")

    def check_table(self, top):
        """Check the whole table: one scale in a column, and the same stances by each expert."""
        rows = [row for of_expert in self.experts.values() for row in of_expert.values()]
        if not rows:
            self.wrong(top._replace(column=1), "", "there are no rows below the column names")
        for key in SHARES:
            plain = [row for row in rows if not row[key].text.endswith("%")]
            self.one_scale(key, [row[key] for row in plain])
            is_large = any(row[key].value > 1.0 for row in plain)
            for row in plain if is_large else ():
                row[key] = row[key]._replace(value=row[key].value / 100.0)
        stances = dict.fromkeys(place for of in self.experts.values() for place in of)
        for name, of_expert in self.experts.items() if len(self.experts) > 1 else ():
            for actor, issue in (place for place in stances if place not in of_expert):
                first = next(iter(of_expert.values()))["expert"]
                message = f"{yaml_repr(name)} gives no stance of {actor} on {issue}"
                self.wrong(first, "expert", f"{message}, which another expert gives")

    def judgements(self):
        """{(actor, issue): Judgement}, in the order of the rows."""
        first = next(iter(self.experts.values()))
        return {
            place: Judgement([rows[place] for rows in self.experts.values()]) for place in first
        }

    def mark(self, cell):
        """Mark of a cell."""
        return Mark(self.file, cell.line, cell.column)
