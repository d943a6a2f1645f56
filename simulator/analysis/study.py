"""Results of a study: summaries and changes of its scenarios, sweep cells and bargaining rules."""

from dataclasses import dataclass
from pathlib import Path

from simulator.analysis.compare import compare, outcomes_of, summarise
from simulator.analysis.estimate import Result, as_json
from simulator.analysis.withdrawal import undated_cut_notes
from simulator.ensemble.posterior_draws import calibration_warnings
from simulator.ensemble.run_request import SCHEMA_VERSION, RunRequest


@dataclass(frozen=True)
class Study:
    """Results of a study. The first scenario is the base.

    request        what was simulated, and the command that requested it
    block_results  one BlockResult for each run of the cases; of a sweep without weeks or land
    results        one Result for each case
    """

    request: RunRequest
    block_results: list
    results: list
    folder: Path | None = None

    @property
    def scenarios(self):
        """Requested scenarios, without copies that differ only in the bargaining rule."""
        return self.request.own

    @property
    def runs(self):
        """[(scenario, BlockResult)] of the requested scenarios."""
        runs = zip(self.request.cases.runs, self.request.scenarios, self.block_results, strict=True)
        return [(scenario, result) for (_, rule), scenario, result in runs if rule is None]

    @property
    def cells(self):
        """[Result] of a sweep; empty for any other study."""
        return self.results if self.request.cases.varied else []

    @property
    def summaries(self):
        """{id: RunSummary}; empty for a sweep."""
        return {} if self.cells else self._results_under(None, "summary")

    @property
    def differences(self):
        """{id: Comparison} of the other scenarios with the base; empty for a sweep."""
        return {} if self.cells else self._results_under(None, "changes")

    @property
    def rules(self):
        """Bargaining rules compared with the scenarios' own."""
        return list(dict.fromkeys(rule for _, rule in self.request.cases.runs if rule))

    def by_rule(self, scenario):
        """[Result] of a scenario under its own bargaining rule, then under each rival rule."""
        return [result for result in self.results if result.case.scenario == scenario.id]

    def _results_under(self, rule, field):
        """{id: field of its Result} of the scenarios under a bargaining rule, where it is set."""
        pairs = (
            (result.case.scenario, getattr(result, field))
            for result in self.results
            if result.case.rule == rule
        )
        return {name: value for name, value in pairs if value}

    @property
    def worlds(self):
        return self.request.worlds

    @property
    def notes(self):
        """Sentences on the limits of the results."""
        cuts = (sentence for sentences in self.cuts.values() for sentence in sentences)
        return [*calibration_warnings(self.request.scenarios), *self._different_outcomes(), *cuts]

    @property
    def cuts(self):
        """{scenario id: sentences on levers that start lower than in the base, so that nothing is
        withdrawn}."""
        (base, *others), request = self.scenarios, self.request
        is_compare = request.command and request.command[0] == "compare"
        cuts = {}
        for other in others if self.differences else ():
            command = request.command if is_compare else ("compare", base.id, other.id)
            if sentences := undated_cut_notes(base, other, command):
                cuts[other.id] = sentences
        return cuts

    def _different_outcomes(self):
        base, outcomes = self.scenarios[0].id, outcomes_of(self.scenarios)
        for name, change in self.differences.items():
            if labels := [outcomes[key].label for key in outcomes if key in change.not_compared]:
                sentence = f"{base} and {name} define outcomes differently; not compared"
                yield f"{sentence}: {'; '.join(labels)}."

    def summary(self):
        """Results as plain values for JSON; an infinite end of an interval is null."""
        values: dict = {"schema_version": SCHEMA_VERSION}
        if self.cells:
            values |= {"scenario": self.scenarios[0].id, "vary": self.request.options["vary"]}
            values |= {"cells": self.cells}
        else:
            rules = {rule: self._as_values(rule) for rule in self.rules}
            values |= self._as_values(None) | {"rules": rules}
        values["notes"] = self.notes
        return as_json({key: value for key, value in values.items() if value})

    def _as_values(self, rule):
        fields = {"scenarios": "summary", "differences": "changes", "from_own": "from_own"}
        values = {key: self._results_under(rule, field) for key, field in fields.items()}
        return {key: value for key, value in values.items() if value}


def study_of(request, block_results, folder=None):
    """Summarise and compare simulated worlds: a Study.

    block_results  one BlockResult for each run of the cases
    folder         where they are stored, or None
    """
    cases, pairs = request.cases, zip(request.scenarios, block_results, strict=True)
    runs = dict(zip(cases.runs, pairs, strict=True))
    worlds = {row: _columns_in_cell(row.cell, *runs[row.scenario, row.rule]) for row in cases.rows}
    summaries = {row: summarise(*worlds[row]) for row in cases.rows}

    def change(base, row):
        (scenario, before), (other, after) = worlds[base], worlds[row]
        return compare(scenario, other, before, after)

    results = [
        Result(
            row, cases.cells[row.cell], summaries[row],
            base and summaries[base], base and change(base, row), own and change(own, row),
        )
        for row, base, own in cases.compared()
    ]  # fmt: skip
    return Study(request, block_results, results, folder)


def _columns_in_cell(cell, resolved, result):
    """(scenario, {name: (n,)} columns of its worlds in a cell)."""
    rows = result.worlds["cell"] == cell
    return resolved, {name: values[rows] for name, values in result.worlds.items()}
