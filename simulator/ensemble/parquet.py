"""Tables of results as Parquet and CSV, through DuckDB: worlds, weeks and draws."""

import errno
from contextlib import contextmanager

import numpy as np

from simulator.ensemble.blocks import Found
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


def write(path, table):
    """Write {column: (n,)} as .parquet or .csv, aside and then renamed. The same table gives the same bytes."""
    aside = path.with_name(f".{path.name}")
    form = "parquet" if path.suffix == ".parquet" else "csv, header"
    with _base() as base:
        base.register("made", table)
        base.execute(f"copy (select * from made) to '{_quoted(aside)}' (format {form})")
    aside.replace(path)


def found(asked, path):
    """What a table of worlds holds, as it was found: one Found a scenario."""
    with _base() as base:
        one = base.execute(f"select * from '{_quoted(path)}'").fetchnumpy()
    table = {name: _filled(values) for name, values in one.items() if name not in asked.cells[0]}
    return [Found(_numbered(s, {name: values[table["scenario"] == s.id] for name, values in table.items()})) for s in asked.scenarios]


def export(path, to):
    """Write a Parquet table as CSV."""
    with _base() as base:
        base.execute(f"copy (select * from '{_quoted(path)}') to '{_quoted(to)}' (format csv, header)")


@contextmanager
def _base():
    """DuckDB in one thread, so that rows keep their order; what it cannot read or write is an OSError."""
    import duckdb

    try:
        with duckdb.connect(config={"threads": 1}) as base:
            yield base
    except duckdb.IOException as error:
        text = str(error)
        raise OSError(errno.ENOSPC if "space" in text or "too large" in text else errno.EIO, text.splitlines()[0]) from None


def _quoted(path):
    return path.as_posix().replace("'", "''")


def _filled(values):
    """A column without a mask: what a table leaves empty is not a number."""
    return np.ma.filled(values, np.nan) if np.ma.isMaskedArray(values) and values.dtype.kind == "f" else np.asarray(values)


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
