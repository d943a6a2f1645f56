"""Tables of results: worlds, weeks and draws."""

import numpy as np

from simulator.ensemble.blocks import Found
from simulator.ensemble.columns import base, filled, quoted
from simulator.ensemble.table import draws_of
from simulator.model.cast import Cast
from simulator.model.measures import for_conflict
from simulator.model.weekly import edges_of
from simulator.scenario.calendar import monday_of, week_of

PLACES = ("scenario", "row", "cell", "draw", "luck")


def worlds(asked, found):
    """A row a world: scenario, row, cell, draw, luck, the numbers varied, class, part, measures; {column: (n,)}."""
    names = list(dict.fromkeys(name for one in found for name in one.worlds))
    table = {"scenario": _joined(np.full(len(one.worlds["row"]), s.id) for s, one in zip(asked.scenarios, found, strict=True))}
    for name in names:
        table[name] = _joined(one.worlds.get(name, np.full(len(one.worlds["row"]), np.nan)) for one in found)
    for path in asked.cells[0]:
        table[path] = np.array([one[path] for one in asked.cells], dtype=float)[table["cell"]]
    for name in ("class", "part"):
        table[name] = _joined(_labels(s, one.worlds, name) for s, one in zip(asked.scenarios, found, strict=True))
    return table


def weeks(asked, found):
    """A row for each bin that holds a world: scenario, the Monday that opens the week, series, low, high, worlds; {column: (n,)}.

    Series are measures counted on fixed bins, and the classes by their number, from 0 in the scenario's order.
    """
    rows: dict[str, list] = {name: [] for name in ("scenario", "week", "series", "low", "high", "worlds")}
    for scenario, one in zip(asked.scenarios, found, strict=True):
        spans = {name: measure.span for name, measure in for_conflict(Cast(scenario)).items()}
        first = week_of(scenario.form.start)
        for name, counts in one.weeks.items():
            at, bins = np.nonzero(counts)
            low, high = edges_of(*spans[name]) if name != "class" else (np.arange(counts.shape[1]),) * 2
            rows["scenario"].append(np.full(len(at), scenario.id))
            rows["week"].append(np.array([monday_of(first + week + 1).isoformat() for week in at], dtype=str))
            rows["series"].append(np.full(len(at), name))
            rows["low"].append(low[bins].astype(float))
            rows["high"].append(high[bins].astype(float))
            rows["worlds"].append(counts[at, bins])
    return {name: _joined(parts) if parts else np.array([], dtype=float) for name, parts in rows.items()}


def draws(asked, tables):
    """A row a draw: scenario, draw, and each uncertain number, not a number where the scenario is sure of it; {column: (n,)}."""
    each = [draws_of(table, asked.reps) for table in tables]
    names = list(dict.fromkeys(name for one in each for name in one if name not in asked.cells[0]))
    table = {"scenario": _joined(np.full(len(one["draw"]), s.id) for s, one in zip(asked.scenarios, each, strict=True))}
    return {**table, **{name: _joined(one.get(name, np.full(len(one["draw"]), np.nan)) for one in each) for name in names}}


def found(asked, path):
    """What a table of worlds holds, as it was found: one Found a scenario."""
    with base() as opened:
        one = opened.execute(f"select * from '{quoted(path)}'").fetchnumpy()
    table = {name: filled(values) for name, values in one.items() if name not in asked.cells[0]}
    return [Found(_numbered(s, {name: values[table["scenario"] == s.id] for name, values in table.items()})) for s in asked.scenarios]


def _joined(parts):
    return np.concatenate(list(parts))


def _labels(scenario, found, name):
    """Ids of the classes (or of the parts within the classes) of worlds, text; empty where there is none."""
    kinds = scenario.form.classes
    if name == "class":
        return np.array([one.id for one in kinds])[found["class"]]
    ids = np.array([[part.id for part in one.parts] + [""] * (_most_parts(kinds) - len(one.parts)) for one in kinds])
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
