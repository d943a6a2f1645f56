"""Tables of results: worlds, weeks, land and draws, one scenario after another.

A function named for a table returns {column: (n,)} of all scenarios from their BlockResults."""

from itertools import product

import numpy as np

from simulator.ensemble.design import draws_of
from simulator.model.index import Index
from simulator.model.metrics.families import recorded_metrics
from simulator.model.weekly_histograms import UNIT, edges_of, weeks_of_land
from simulator.scenario.calendar import monday_of, week_of

WEEK = np.timedelta64(7, "D")


def worlds(request, block_results):
    """A row per world: scenario, row, cell, draw, stream, outcome, part, metrics, parameters
    varied."""
    pairs = _pairs(request, block_results)
    return _stack_tables(request, [_worlds(request, scenario, block) for scenario, block in pairs])


def _worlds(request, scenario, block):
    paths, cells = request.cases.varied, request.cases.cells
    values = {path: np.array([cell[path] for cell in cells], float) for path in paths}
    varied = {path: by_cell[block.worlds["cell"]] for path, by_cell in values.items()}
    return {**block.worlds, **varied, **_ids(scenario, block.worlds)}


def weeks(request, block_results):
    """A row per bin that holds a world: scenario, the Monday that opens the week, series, low,
    high, worlds.

    Series are metrics counted on fixed bins, and the outcomes by their number, from 0 in the
    scenario's order."""
    tables = []
    for scenario, block in _pairs(request, block_results):
        mondays = _mondays(scenario, np.arange(1, scenario.form.weeks + 1))
        edges = _edges(scenario)
        series = [
            _bins(name, counts, mondays, *edges[name]) for name, counts in block.weeks.items()
        ]
        tables.append({key: np.concatenate([bins[key] for bins in series]) for key in series[0]})
    return _stack_tables(request, tables)


def _bins(name, counts, mondays, low, high):
    at, bins = np.nonzero(counts)
    return {
        "week": mondays[at],
        "series": np.full(len(at), name),
        "low": low[bins].astype(float),
        "high": high[bins].astype(float),
        "worlds": counts[at, bins],
    }


def land(request, block_results):
    """A row per holder and region: scenario, the Monday that opens the week, holder, region, and
    the mean over worlds of its share of area and of residents there. See `weeks_of_land`."""
    pairs = _pairs(request, block_results)
    return _stack_tables(request, [_land(scenario, block) for scenario, block in pairs])


def _land(scenario, block):
    form = scenario.form
    mondays = _mondays(scenario, np.array(weeks_of_land(form.weeks)))
    grid = np.meshgrid(mondays, list(form.holders), list(form.regions), indexing="ij")
    shares = (block.land[:, k] / len(block.worlds["row"]) * UNIT for k in range(2))
    names = ("week", "holder", "region", "area", "residents")
    return {name: values.ravel() for name, values in zip(names, (*grid, *shares), strict=True)}


def draws(request, designs):
    """A row per parameter draw: scenario, draw, and each uncertain parameter, NaN where the
    scenario fixes it.

    designs  the experiment design of each scenario
    """
    tables = [draws_of(design, request.reps) for design in designs]
    for table, path in product(tables, request.cases.varied):
        table.pop(path, None)
    return _stack_tables(request, tables)


def _ids(scenario, worlds):
    """Ids of outcomes and parts by world; empty where there is no part."""
    outcomes = scenario.form.outcomes
    ids = np.array([*(part.id for outcome in outcomes for part in outcome.parts), ""])
    first = np.cumsum([0, *(len(outcome.parts) for outcome in outcomes)])
    number = np.where(worlds["part"] < 0, -1, first[worlds["outcome"]] + worlds["part"])
    names = np.array([outcome.id for outcome in outcomes])
    return {"outcome": names[worlds["outcome"]], "part": ids[number]}


def _pairs(request, block_results):
    return zip(request.scenarios, block_results, strict=True)


def _stack_tables(request, tables):
    """Concatenate the tables of all scenarios; NaN where a scenario lacks a column."""
    names = dict.fromkeys(name for table in tables for name in table)
    sizes = [len(next(iter(table.values()))) for table in tables]
    stacked = {"scenario": np.repeat([scenario.id for scenario in request.scenarios], sizes)}
    for name in names:
        columns = (
            table.get(name, np.full(n, np.nan)) for table, n in zip(tables, sizes, strict=True)
        )
        stacked[name] = np.concatenate(list(columns))
    return stacked


def _mondays(scenario, weeks):
    """Mondays of numbered weeks of a scenario, from 0, as text."""
    first = np.datetime64(monday_of(week_of(scenario.form.start)))
    return (first + weeks * WEEK).astype(str)


def _edges(scenario):
    """{series: (lower, upper ends of its bins)}."""
    metrics = recorded_metrics(Index(scenario)).items()
    edges = {name: edges_of(*metric.span) for name, metric in metrics if metric.span}
    return edges | {"outcome": (np.arange(len(scenario.form.outcomes)),) * 2}
