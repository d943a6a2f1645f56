"""The data dictionary: columns of the files of results and of the notebook's frames, and keys of
the JSON, each with unit and meaning."""

from simulator.analysis import results_table
from simulator.ensemble import result_tables
from simulator.report import column_meanings, dataframes


def tables(study):
    """Template context of the page, from the results of a comparison."""
    request, blocks = study.request, study.block_results
    files = {
        "worlds.parquet": result_tables.worlds(request, blocks),
        "results.parquet": results_table.columns(study),
        "weeks.parquet": result_tables.weeks(request, blocks),
        "land.parquet": result_tables.land(request, blocks),
        "draws.parquet": result_tables.draws(request, request.designs()),
    }
    rows = column_meanings.rows(study, {name: list(columns) for name, columns in files.items()})
    frames = dataframes.columns(study).reset_index().to_dict("records")
    return {
        "files": _by_table(rows),
        "frames": _by_table(frames),
        "keys": _keys(study),
        "about": {name: getattr(dataframes, name).__doc__ for name in column_meanings.FRAMES},
    }


def _by_table(rows):
    """{name of the table: its rows}."""
    by_name: dict[str, list] = {}
    for row in rows:
        by_name.setdefault(row["frame"], []).append(row)
    return by_name


def _keys(study):
    """[(path, unit, meaning)] of the JSON of a comparison, ids replaced by what they name."""
    form = study.scenarios[0].form
    ids = {scenario.id: "SCENARIO" for scenario in study.scenarios}
    ids |= {outcome.id: "OUTCOME" for outcome in form.outcomes}
    ids |= {part.id: "PART" for outcome in form.outcomes for part in outcome.parts}
    ids |= dict.fromkeys(dataframes.metrics(study)["metric"], "METRIC")
    ids |= dict.fromkeys(form.issues, "ISSUE")
    paths = dict.fromkeys(_paths(study.summary(), ids))
    return [(".".join(path), *column_meanings.meaning_of_key(path)) for path in paths]


def _paths(value, ids, path=()):
    """Paths of the values in nested maps; of a list, those of its first entry."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _paths(below, ids, (*path, ids.get(key, key)))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        yield from _paths(value[0], ids, path)
    else:
        yield path
