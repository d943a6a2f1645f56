"""The cases of a study: a row for each scenario, bargaining rule and cell. Run, comparison, rival
rules and sweep are all made of cases."""

from dataclasses import dataclass
from typing import NamedTuple


class Case(NamedTuple):
    """One combination of scenario, bargaining rule and cell.

    scenario   id of the scenario
    rule       rival bargaining rule, None for its own
    cell       number of the cell
    reference  True if the other cases under its rule are compared with it
    """

    scenario: str
    rule: str | None = None
    cell: int = 0
    reference: bool = False


@dataclass(frozen=True)
class Cases:
    """The cases of a study.

    rows   [Case]
    cells  {path: value} of the parameters varied in each cell
    """

    rows: list
    cells: list

    @classmethod
    def build(cls, scenarios, rules=(), cells=({},), reference=None):
        """Cases of scenarios by id in every cell, under their own rules and then each rival rule.

        reference  (scenario, number of the cell) that others are compared with; None = no
                   comparison
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
        """[(scenario, rule)], each run in all cells."""
        return list(dict.fromkeys((row.scenario, row.rule) for row in self.rows))

    @property
    def varied(self):
        """Paths of the parameters that the cells vary."""
        return list(self.cells[0])

    def compared(self):
        """Yield (case, the case it is compared with, the same case under the scenario's own rule).

        Either is None where there is none: a reference cell is compared with itself, a base with
        nothing."""
        bases = {row.rule: row for row in self.rows if row.reference}
        for row in self.rows:
            base, own = bases.get(row.rule), row._replace(rule=None) if row.rule else None
            yield row, None if base is row and not self.varied else base, own
