"""Rows of a study: each outcome and metric with its level under every scenario and its change."""

from dataclasses import dataclass

from simulator.analysis.estimate import Change
from simulator.report import formats
from simulator.report.view import names


@dataclass(frozen=True)
class Row:
    """An outcome, a part of one, or a metric.

    unit    None where worlds are counted
    levels  an Estimate or None for each scenario
    change  a Change against the base, or None
    """

    name: str
    label: str
    unit: str | None
    levels: tuple
    worlds: int
    change: Change | None = None
    part: bool = False

    @property
    def scale(self):
        """Factor for shares: the number of worlds."""
        return self.worlds if self.unit is None else 1

    @property
    def title(self):
        """Label and unit."""
        return names.with_unit(self.label, self.unit)

    @property
    def assumed(self):
        """Whether the scenario itself sets it."""
        return self.change is not None and self.change.standing == "assumed"

    def level(self, k, scale=None):
        """A level as text: a count of worlds or an amount."""
        estimate = self.levels[k]
        return "–" if estimate is None else formats.level(estimate, self.worlds, scale)

    def changed(self):
        """The change in three cells, see `formats.changed`."""
        return formats.change_cells(self.change, self.scale)


def outcomes(study, scenarios, parts=True):
    """A row for each outcome and, with `parts`, for each of its parts; with changes if there are
    two scenarios."""
    changes = _changes(study, scenarios, "outcomes")
    for outcome, part in names.outcomes_and_parts(scenarios):
        if parts or not part:
            levels = tuple(
                study.summaries[scenario.id].estimate(outcome.id) for scenario in scenarios
            )
            change = None if part else changes.get(outcome.id)
            yield Row(outcome.id, outcome.label, None, levels, study.worlds, change, part)


def metrics(study, scenarios, listed):
    """A row for each of these (name, metric); in a comparison, only for those compared."""
    changes = _changes(study, scenarios, "metrics")
    for name, metric in listed:
        levels = tuple(study.summaries[scenario.id].metrics.get(name) for scenario in scenarios)
        if not changes or name in changes:
            unit = None if levels[0].is_share else metric.unit
            yield Row(name, metric.label, unit, levels, study.worlds, changes.get(name))


def _changes(study, scenarios, kind):
    compared = study.differences and len(scenarios) == 2
    return getattr(study.differences[scenarios[1].id], kind) if compared else {}
