"""The experiment design: a row for each scenario, bargaining rule and cell. Run, comparison, rival
rules and sweep are all rows of one."""

from dataclasses import dataclass
from typing import NamedTuple


class Case(NamedTuple):
    """A row of a design.

    scenario   its id as asked for
    rule       rival rule by which it drafts, None for its own
    cell       number of the cell
    reference  True of the row that the others under its rule are compared with
    """

    scenario: str
    rule: str | None = None
    cell: int = 0
    reference: bool = False


@dataclass(frozen=True)
class Design:
    """Rows of Case, and of each cell the numbers varied in it, {path: value}."""

    rows: list
    cells: list

    @classmethod
    def of(cls, scenarios, rules=(), cells=({},), reference=None):
        """Scenarios by id in every cell, under their own rules and then under each rival.

        reference  (scenario, number of the cell) that others are compared with; None = nothing is
                   compared
        """
        rows = [
            Case(name, rule, cell, (name, cell) == reference)
            for rule in (None, *rules)
            for name in scenarios
            for cell in range(len(cells))
        ]
        return cls(rows, list(cells))

    @property
    def runs(self):
        """[(scenario, rule)]: what is run in all cells."""
        return list(dict.fromkeys((row.scenario, row.rule) for row in self.rows))

    @property
    def varied(self):
        """Paths of the numbers that the cells vary."""
        return list(self.cells[0])

    def compared(self):
        """(row, the row that it is compared with, itself under the scenario's own rule); None where
        there is none. A cell of reference is compared with itself, a base with nothing."""
        bases = {row.rule: row for row in self.rows if row.reference}
        for row in self.rows:
            base, own = bases.get(row.rule), row._replace(rule=None) if row.rule else None
            yield row, None if base is row and not self.varied else base, own
