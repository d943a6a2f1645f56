"""Tables of results: worlds, weeks, land and draws, a scenario after the other.

A function named for a table makes {column: (n,)} of all scenarios from what each found."""

from itertools import product

import numpy as np

from simulator.ensemble.design import draws_of
from simulator.model.index import Index
from simulator.model.metrics.families import for_conflict
from simulator.model.weekly_histograms import UNIT, edges_of, weeks_of_land
from simulator.scenario.calendar import monday_of, week_of

WEEK = np.timedelta64(7, "D")


def worlds(asked, found):
    """A row a world: scenario, row, cell, draw, stream, outcome, part, measures, numbers varied."""
    return _stacked(asked, [_worlds(asked, *pair) for pair in _pairs(asked, found)])


def _worlds(asked, scenario, found):
    cells = asked.cases.cells
    values = {path: np.array([one[path] for one in cells], float) for path in asked.cases.varied}
    varied = {path: each[found.worlds["cell"]] for path, each in values.items()}
    return {**found.worlds, **varied, **_named(scenario, found.worlds)}


def weeks(asked, found):
    """A row for each bin that holds a world: scenario, the Monday that opens the week, series, low,
    high, worlds.

    Series are measures counted on fixed bins, and the outcomes by their number, from 0 in the
    scenario's order."""
    each = []
    for scenario, one in _pairs(asked, found):
        mondays = _mondays(scenario, np.arange(1, scenario.form.weeks + 1))
        edges = _edges(scenario)
        series = [_bins(name, counts, mondays, *edges[name]) for name, counts in one.weeks.items()]
        each.append({key: np.concatenate([part[key] for part in series]) for key in series[0]})
    return _stacked(asked, each)


def _bins(name, counts, mondays, low, high):
    at, bins = np.nonzero(counts)
    return {
        "week": mondays[at],
        "series": np.full(len(at), name),
        "low": low[bins].astype(float),
        "high": high[bins].astype(float),
        "worlds": counts[at, bins],
    }


def land(asked, found):
    """A row a holder in a region: scenario, the Monday that opens the week, holder,
    region, and the mean over worlds of its share of area and of residents there. See
    `weeks_of_land`."""
    return _stacked(asked, [_land(*pair) for pair in _pairs(asked, found)])


def _land(scenario, found):
    form = scenario.form
    mondays = _mondays(scenario, np.array(weeks_of_land(form.weeks)))
    places = np.meshgrid(mondays, list(form.holders), list(form.regions), indexing="ij")
    shares = (found.land[:, k] / len(found.worlds["row"]) * UNIT for k in range(2))
    names = ("week", "holder", "region", "area", "residents")
    return {name: each.ravel() for name, each in zip(names, (*places, *shares), strict=True)}


def draws(asked, made):
    """A row a draw: scenario, draw, and each uncertain number, not a number where the scenario is
    sure of it.

    made  the table of worlds of each scenario
    """
    each = [draws_of(table, asked.reps) for table in made]
    for one, path in product(each, asked.cases.varied):
        one.pop(path, None)
    return _stacked(asked, each)


def _named(scenario, worlds):
    """Outcomes and parts by their ids, empty where there is none."""
    kinds = scenario.form.outcomes
    ids = np.array([*(part.id for one in kinds for part in one.parts), ""])
    first = np.cumsum([0, *(len(one.parts) for one in kinds)])
    part = np.where(worlds["part"] < 0, -1, first[worlds["outcome"]] + worlds["part"])
    return {"outcome": np.array([one.id for one in kinds])[worlds["outcome"]], "part": ids[part]}


def _pairs(asked, found):
    return zip(asked.scenarios, found, strict=True)


def _stacked(asked, each):
    """One table of those of all scenarios; not a number where one lacks a column."""
    names = dict.fromkeys(name for one in each for name in one)
    sizes = [len(next(iter(one.values()))) for one in each]
    table = {"scenario": np.repeat([one.id for one in asked.scenarios], sizes)}
    for name in names:
        parts = (one.get(name, np.full(n, np.nan)) for one, n in zip(each, sizes, strict=True))
        table[name] = np.concatenate(list(parts))
    return table


def _mondays(scenario, weeks):
    """The Mondays of weeks of a scenario's story, from 0, as text."""
    first = np.datetime64(monday_of(week_of(scenario.form.start)))
    return (first + weeks * WEEK).astype(str)


def _edges(scenario):
    """{series: (lower, upper ends of its bins)}."""
    measures = for_conflict(Index(scenario)).items()
    found = {name: edges_of(*one.span) for name, one in measures if one.span}
    return found | {"outcome": (np.arange(len(scenario.form.outcomes)),) * 2}
