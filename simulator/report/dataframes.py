"""Results of a study as pandas frames, with ids, labels, ordered categories and dates. No other
module imports pandas.

Columns of all frames are defined in `column_meanings`, which `columns` lists.
"""

import math

import pandas as pd

from simulator.analysis import results_table
from simulator.analysis.history import LEVELS, course, share_true
from simulator.ensemble import result_tables
from simulator.model.index import Index
from simulator.model.metrics.families import recorded_metrics
from simulator.report import column_meanings
from simulator.scenario.calendar import monday_of, week_of
from simulator.scenario.diff import lever_text
from simulator.scenario.parameter import DEFAULT

QUANTILES = [f"worlds_{100 * level:.0f}" for level in LEVELS]
# units of metrics that hold or do not hold in a week
YES_OR_NO = ("yes or no", "share of worlds", "weeks", "% of weeks")
SHARE = "share of worlds"
BLANK = {"week": "", "series": "", "label": "", "unit": "", "worlds": 0}
BLANK |= dict.fromkeys(["share", *QUANTILES], math.nan)
STATISTICS = ("share", "mean", "change")
ENDS = ["low", "high", "draws_10", "draws_90"]
SHARES, SPREAD = ["share", *ENDS], ["worlds_10", "worlds_50", "worlds_90"]
RENAMED = {  # columns of the long table: their names in frames
    "range_low": "draws_10", "range_high": "draws_90",
    "p10": "worlds_10", "median": "worlds_50", "p90": "worlds_90", "n": "worlds",
}  # fmt: skip
TYPES = {"week": "datetime64[s]", "gained": "Int64", "lost": "Int64", "worlds": int}
TYPES |= dict.fromkeys(["share", "mean", "change", *ENDS, *SPREAD, "opposite_sign"], float)
TYPES |= dict.fromkeys(["listed", "moved", "ranked"], bool)
LAND = ["scenario", "week", "holder", "holder_label", "region", "region_label"]
LAND += ["area", "residents"]


def table(study):
    """All results in one long table (see `results_table`): a row for each scenario, rule and cell,
    each outcome, part and metric, and each statistic."""
    return pd.DataFrame(results_table.table(study))


def outcomes(study):
    """A row per outcome: its share of worlds."""
    return _frame(study, "outcome", {"name": "outcome"}, ["label", *SHARES])


def parts(study):
    """A row per part of an outcome: its share of worlds."""
    return _frame(study, "part", {"part_of": "outcome", "name": "part"}, ["label", *SHARES])


def metrics(study):
    """A row per metric.

    An `event` has the `share` of worlds in which it happens and, if it is dated, percentiles of the
    weeks until then. An `amount` has its `mean` and percentiles over worlds. `terms` have the same,
    over the worlds that signed."""
    columns = ["label", "kind", "listed", "share", "mean", *ENDS, *SPREAD, "unit", "worlds"]
    frame = _frame(study, "metric", {"name": "metric"}, columns)
    frame.loc[frame["kind"] == "event", SPREAD] = math.nan
    return frame.replace({"kind": {"dated": "event"}})


def changes(study):
    """A row per outcome or metric of another scenario, against the base (in a sweep: of a cell,
    against the cell nearest to the scenario)."""
    ends = ["label", "listed", "before", "after", "change", *ENDS]
    details = [
        "opposite_sign",
        "moved",
        "ranked",
        "standing",
        "unit",
        "effect",
        "gained",
        "lost",
        "worlds",
    ]
    return _frame(study, "change", {"kind": "kind", "name": "name"}, [*ends, *details])


def worlds(study):
    """A row per world, as in worlds.parquet: its parameter draw and random stream, its outcome and
    part, and each metric in its own unit."""
    frame = _with_ids(study, result_tables.worlds(study.request, study.block_results))
    frame = frame.rename(columns=study.request.options.get("vary", {}))
    _add_labels(frame, "outcome", "part", "label", _outcomes(study))
    frame["part"] = frame["part"].mask(frame["part"] == "")
    return _set_types(study, frame)


def weeks(study):
    """A row per series and week, dated by the Monday on which the week ends.

    An amount has percentiles over the `worlds` that have not ended, in its `unit`. A condition or
    outcome has the `share` of worlds instead. Empty for a sweep, which stores no weeks."""
    runs = zip(study.request.scenarios, study.block_results, strict=True)
    rows = [
        pd.DataFrame({"scenario": resolved.id, **BLANK, **columns})
        for resolved, block in runs
        for columns in _series(resolved, block)
    ]
    if not rows:
        return pd.DataFrame(columns=["scenario", *BLANK])
    return _set_types(study, _with_ids(study, pd.concat(rows, ignore_index=True)))


def land(study):
    """A row per holder and region at the start, every four weeks and at the end: mean over worlds
    of its shares there, 0 to 1."""
    if any(block.land is None for block in study.block_results):
        return pd.DataFrame(columns=LAND)
    frame = _with_ids(study, result_tables.land(study.request, study.block_results))
    for name in ("holder", "region"):
        forms = (getattr(scenario.form, f"{name}s") for scenario in study.request.scenarios)
        entries = {key: entry for form in forms for key, entry in form.items()}
        _add_labels(frame, name, name, f"{name}_label", entries)
        frame[name] = pd.Categorical(frame[name], list(entries))
    return _set_types(study, frame)


def draws(study):
    """A row per parameter draw: each uncertain parameter by its path, empty where the scenario
    fixes it."""
    return _set_types(
        study, _with_ids(study, result_tables.draws(study.request, study.request.designs()))
    )


def blockers(study):
    """A row per party: the share of tabled packages that it `refused`, and means over these."""
    names = {"share": "refused"}
    rows = [
        {**about, **{names.get(key, key): value for key, value in vars(blocker).items()}}
        | {f"over.{issue}": cost for issue, cost in blocker.over.items()}
        for about, _, result in results_table.cases_with_columns(study)
        for blocker in result.summary.blockers
    ]
    frame = pd.DataFrame(rows).drop(columns=["schema_version", "cell", "over"])
    return _set_types(study, frame if study.rules else frame.drop(columns="rule"))


def columns(study):
    """A row per column of each frame: its unit and meaning."""
    frames = {name: list(globals()[name](study).columns) for name in column_meanings.FRAMES}
    rows = pd.DataFrame(column_meanings.rows(study, frames))
    return rows.set_index(["frame", "column"])


def parameters(resolved, names):
    """A row per parameter of a scenario: its prior, unit, range and source.

    names  {lever's id or path: path} of the parameters
    """
    rows = [{"name": name, **_parameter(resolved, name, path)} for name, path in names.items()]
    return pd.DataFrame(rows).set_index("name")


def _parameter(resolved, name, path):
    parameter = resolved.parameters[path]
    default = parameter.source == DEFAULT
    return {
        "meaning": parameter.meta["meaning"],
        "prior": lever_text(resolved, name, path),
        "value": parameter.value,
        "unit": parameter.meta["unit"],
        "lowest": float(parameter.meta["low"]),
        "highest": float(parameter.meta["high"]),
        "grade": parameter.grade,
        "source": parameter.source,
        "defined_in": "" if default else str(resolved.mark_of(path)).rpartition("/")[2],
    }


# -------------------------------------------------------------------------------------------------
# rows
def _frame(study, kind, names, columns):
    """Rows of one kind (or changes) of the long table, with the column names of frames."""
    frame = table(study)
    change = frame["statistic"] == "change"
    frame = frame[change if kind == "change" else ~change & (frame["kind"] == kind)]
    frame = frame.assign(
        kind=frame["kind"] if kind == "change" else frame["type"],
        **{name: frame["value"].where(frame["statistic"] == name) for name in STATISTICS},
    )
    varied = study.request.options.get("vary", {}).values()
    about = ["scenario", *(["rule"] if study.rules else []), *varied]
    frame = frame.rename(columns=RENAMED | names)[[*about, *names.values(), *columns]]
    return _set_types(study, frame.reset_index(drop=True))


def _with_ids(study, table):
    """Table of all scenarios as a frame with the requested ids, and `rule` where rival bargaining
    rules were run."""
    frame, runs = pd.DataFrame(table), study.request.scenarios
    ids = {run.id: name for run, (name, _) in zip(runs, study.request.cases.runs, strict=True)}
    if study.rules:
        rules = {run.id: run.form.talks.rule for run in runs}
        frame.insert(1, "rule", frame["scenario"].map(rules))
    return frame.assign(scenario=frame["scenario"].map(ids))


def _add_labels(frame, name, after, column, entries):
    """Insert the labels of a column's ids after another column; entries {id: entry with label}."""
    labels = {key: entry.label for key, entry in entries.items()}
    frame.insert(frame.columns.get_loc(after) + 1, column, frame[name].map(labels))


def _outcomes(study):
    scenarios = study.request.scenarios
    return {outcome.id: outcome for scenario in scenarios for outcome in scenario.form.outcomes}


def _label(metric):
    return metric.label or metric.meaning.rstrip(".")


def _series(resolved, block):
    """Columns of each weekly series: metrics, then the share of all worlds in each outcome."""
    metrics, first = recorded_metrics(Index(resolved)), week_of(resolved.form.start)
    for name, counts in block.weeks.items():
        week = [monday_of(first + 1 + week).isoformat() for week in range(len(counts))]
        columns = {"week": week, "worlds": counts.sum(axis=1)}
        if name != "outcome":
            label, values = _label(metrics[name]), _course(metrics[name], counts)
            yield {**columns, "series": name, "label": label, **values}
            continue
        for c, outcome in enumerate(resolved.form.outcomes):
            share = {"unit": SHARE, "share": counts[:, c] / columns["worlds"]}
            yield {**columns, "series": outcome.id, "label": outcome.label, **share}


def _course(metric, counts):
    """A metric week by week: percentiles over worlds, or the share in which it holds."""
    if metric.unit in YES_OR_NO:
        return {"unit": SHARE, "share": share_true(counts)}
    return {"unit": metric.unit, **dict(zip(QUANTILES, course(counts, metric.span), strict=True))}


# -------------------------------------------------------------------------------------------------
# types
def _set_types(study, frame):
    """Frame with ids as categories in the scenario's order, weeks as dates, and counts as
    integers."""
    outcomes = _outcomes(study)
    orders = {
        "scenario": [scenario.id for scenario in study.scenarios],
        "rule": [scenario.form.talks.rule for scenario in study.request.scenarios],
        "outcome": list(outcomes),
        "part": [part.id for outcome in outcomes.values() for part in outcome.parts],
    }
    for name, order in orders.items():
        if name in frame:
            ids = list(dict.fromkeys(order))
            frame[name] = pd.Categorical(frame[name], ids, ordered=name == "outcome")
    return frame.astype({name: kind for name, kind in TYPES.items() if name in frame})
