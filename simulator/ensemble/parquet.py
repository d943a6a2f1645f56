"""Tables of results: worlds, weeks, land and draws."""

import datetime

import numpy as np

from simulator.ensemble.blocks import Found
from simulator.ensemble.columns import base, filled, literal
from simulator.ensemble.table import draws_of
from simulator.model.cast import Cast
from simulator.model.measures import for_conflict
from simulator.model.weekly import UNIT, edges_of, weeks_of_land
from simulator.scenario.calendar import monday_of, week_of

PLACES = ("scenario", "row", "cell", "draw", "luck")


def worlds(asked, found):
    """A row a world: scenario, row, cell, draw, luck, the numbers varied, class, part, measures;
    {column: (n,)}."""
    names = list(dict.fromkeys(name for one in found for name in one.worlds))
    table = {
        "scenario": _joined(
            np.full(len(one.worlds["row"]), s.id)
            for s, one in zip(asked.scenarios, found, strict=True)
        )
    }
    for name in names:
        table[name] = _joined(
            one.worlds.get(name, np.full(len(one.worlds["row"]), np.nan)) for one in found
        )
    for path in asked.cells[0]:
        table[path] = np.array([one[path] for one in asked.cells], dtype=float)[table["cell"]]
    for name in ("class", "part"):
        table[name] = _joined(
            _labels(s, one.worlds, name) for s, one in zip(asked.scenarios, found, strict=True)
        )
    return table


def weeks(asked, found):
    """A row for each bin that holds a world: scenario, the Monday that opens the week, series, low,
    high, worlds; {column: (n,)}.

    Series are measures counted on fixed bins, and the classes by their number, from 0 in the
    scenario's order."""
    rows: dict[str, list] = {
        name: [] for name in ("scenario", "week", "series", "low", "high", "worlds")
    }
    for scenario, one in zip(asked.scenarios, found, strict=True):
        spans = {name: measure.span for name, measure in for_conflict(Cast(scenario)).items()}
        first = week_of(scenario.form.start)
        for name, counts in one.weeks.items():
            at, bins = np.nonzero(counts)
            low, high = (
                edges_of(*spans[name]) if name != "class" else (np.arange(counts.shape[1]),) * 2
            )
            rows["scenario"].append(np.full(len(at), scenario.id))
            rows["week"].append(
                np.array([monday_of(first + week + 1).isoformat() for week in at], dtype=str)
            )
            rows["series"].append(np.full(len(at), name))
            rows["low"].append(low[bins].astype(float))
            rows["high"].append(high[bins].astype(float))
            rows["worlds"].append(counts[at, bins])
    return {
        name: _joined(parts) if parts else np.array([], dtype=float) for name, parts in rows.items()
    }


def land(asked, found):
    """A row a holder in a governorate: scenario, the Monday that opens the week, holder,
    governorate, and the mean over worlds of its share of area and of residents there; {column:
    (n,)}. See `weeks_of_land`."""
    rows: dict[str, list] = {
        name: [] for name in ("scenario", "week", "holder", "governorate", "area", "residents")
    }
    for scenario, one in zip(asked.scenarios, found, strict=True):
        form, first, worlds = scenario.form, week_of(scenario.form.start), len(one.worlds["row"])
        mondays = [monday_of(first + week).isoformat() for week in weeks_of_land(form.weeks)]
        names = [
            names.ravel()
            for names in np.meshgrid(
                mondays, list(form.holders), list(form.governorates), indexing="ij"
            )
        ]
        shares = [one.land[:, k].ravel() / worlds * UNIT for k in range(2)]
        for name, values in zip(
            rows, (np.full(len(shares[0]), scenario.id), *names, *shares), strict=True
        ):
            rows[name].append(values)
    return {name: _joined(parts) for name, parts in rows.items()}


def draws(asked, tables):
    """A row a draw: scenario, draw, and each uncertain number, not a number where the scenario is
    sure of it; {column: (n,)}."""
    each = [draws_of(table, asked.reps) for table in tables]
    names = list(dict.fromkeys(name for one in each for name in one if name not in asked.cells[0]))
    table = {
        "scenario": _joined(
            np.full(len(one["draw"]), s.id) for s, one in zip(asked.scenarios, each, strict=True)
        )
    }
    return {
        **table,
        **{
            name: _joined(one.get(name, np.full(len(one["draw"]), np.nan)) for one in each)
            for name in names
        },
    }


def found(asked, folder):
    """What a folder of results holds, as it was found: one Found a scenario, without weeks or land
    where their tables are not there."""
    table = _without(_read(folder / "worlds.parquet"), asked.cells[0])
    weeks, held = (
        _read(path) if (path := folder / name).exists() else None
        for name in ("weeks.parquet", "land.parquet")
    )
    return [
        Found(
            _numbered(s, _of(table, s)),
            {} if weeks is None else _counted(s, _of(weeks, s)),
            None if held is None else _summed(s, _of(held, s), len(_of(table, s)["row"])),
        )
        for s in asked.scenarios
    ]


def _read(path):
    with base() as opened:
        return {
            name: filled(values)
            for name, values in opened.execute(f"select * from '{literal(path)}'")
            .fetchnumpy()
            .items()
        }


def _without(table, names):
    return {name: values for name, values in table.items() if name not in names}


def _of(table, scenario):
    """The rows of one scenario."""
    return {name: values[table["scenario"] == scenario.id] for name, values in table.items()}


def _counted(scenario, table):
    """Counts by week on fixed bins again."""
    spans = {name: one.span for name, one in for_conflict(Cast(scenario)).items()}
    first, counts = week_of(scenario.form.start), {}
    weeks = {
        text: week_of(datetime.date.fromisoformat(text)) - first - 1
        for text in np.unique(table["week"])
    }
    for name in dict.fromkeys(table["series"]):
        rows = table["series"] == name
        low = (
            np.arange(len(scenario.form.classes)) if name == "class" else edges_of(*spans[name])[0]
        )
        at = np.searchsorted(low, table["low"][rows])
        counts[name] = np.zeros((scenario.form.weeks, len(low)), dtype=np.int64)
        counts[name][[weeks[text] for text in table["week"][rows]], at] = table["worlds"][rows]
    return counts


def _summed(scenario, table, worlds):
    """Sums of land and residents held again."""
    shape = (
        len(weeks_of_land(scenario.form.weeks)),
        len(scenario.form.holders),
        len(scenario.form.governorates),
    )
    return np.stack(
        [
            np.rint(table[name].reshape(shape) * worlds / UNIT).astype(np.int64)
            for name in ("area", "residents")
        ],
        axis=1,
    )


def _joined(parts):
    return np.concatenate(list(parts))


def _labels(scenario, found, name):
    """Ids of the classes (or of the parts within the classes) of worlds, text; empty where there is
    none."""
    kinds = scenario.form.classes
    if name == "class":
        return np.array([one.id for one in kinds])[found["class"]]
    ids = np.array(
        [
            [part.id for part in one.parts] + [""] * (_most_parts(kinds) - len(one.parts))
            for one in kinds
        ]
    )
    return np.where(found["part"] >= 0, ids[found["class"], found["part"]], "")


def _numbered(scenario, table):
    """Classes and parts by number again."""
    kinds = scenario.form.classes
    at = {one.id: c for c, one in enumerate(kinds)}
    part = {(one.id, p.id): i for one in kinds for i, p in enumerate(one.parts)}
    table = {name: values for name, values in table.items() if name != "scenario"}
    pairs = zip(table["class"], table["part"], strict=True)
    return {
        **table,
        "part": np.array([part.get(pair, -1) for pair in pairs], dtype=np.int8),
        "class": np.array([at[name] for name in table["class"]], dtype=np.int8),
    }


def _most_parts(kinds):
    return max(1, max(len(one.parts) for one in kinds))
