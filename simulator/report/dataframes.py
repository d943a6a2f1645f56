"""A study as pandas frames: ids and labels, ordered categories, dates. Nothing else imports pandas.

Columns that all frames share:

scenario            its id, in the order asked for; `rule` beside it where rival bargaining rules
                    were run, the numbers varied in a sweep
low, high           95% interval: the precision of so many worlds
draws_10, draws_90  between what a share, a mean or a change lies for 10 to 90% of draws: what is
                    not known; empty below 20 draws
worlds_10 ... _90   quantiles over worlds: the spread of futures
"""

import math

import pandas as pd

from simulator.analysis import results_table
from simulator.analysis.history import LEVELS, course, share_true
from simulator.ensemble import result_tables
from simulator.model.index import Index
from simulator.model.metrics.families import for_conflict
from simulator.scenario.calendar import monday_of, week_of
from simulator.scenario.diff import form_of

QUANTILES = [f"worlds_{100 * level:.0f}" for level in LEVELS]
# units of measures that hold or do not in a week
YES_OR_NO = ("yes or no", "share of worlds", "weeks", "% of weeks")
SHARE = "share of worlds"
BLANK = {"week": "", "series": "", "label": "", "unit": "", "worlds": 0}
BLANK |= dict.fromkeys(["share", *QUANTILES], math.nan)
STATISTICS = ("share", "mean", "change")
ENDS = ["low", "high", "draws_10", "draws_90"]
SHARES, SPREAD = ["share", *ENDS], ["worlds_10", "worlds_50", "worlds_90"]
RENAMED = {  # columns of the long table, as frames call them
    "range_low": "draws_10", "range_high": "draws_90",
    "p10": "worlds_10", "median": "worlds_50", "p90": "worlds_90", "n": "worlds",
}  # fmt: skip
KINDS = {"outcome": "class", "metric": "measure"}
TYPES = {"week": "datetime64[s]", "gained": "Int64", "lost": "Int64", "worlds": int}
TYPES |= dict.fromkeys(["share", "mean", "change", *ENDS, *SPREAD, "flips"], float)
TYPES |= dict.fromkeys(["listed", "moved", "ranked"], bool)
LAND = ["scenario", "week", "holder", "holder_label", "governorate", "governorate_label"]
LAND += ["area", "residents"]


def table(study):
    """All results in one long table, see `results_table`: a row for each scenario, rule and cell,
    each outcome, part and metric, and each statistic."""
    return pd.DataFrame(results_table.table(study))


def outcomes(study):
    """A row a class of outcome: its share of worlds."""
    return _frame(study, "outcome", {"name": "class"}, ["label", *SHARES])


def parts(study):
    """A row a part of a class: its share of worlds."""
    return _frame(study, "part", {"part_of": "class", "name": "part"}, ["label", *SHARES])


def measures(study):
    """A row a measure.

    Of an `event` the `share` of worlds in which it comes and, where it is dated, worlds_10 to 90
    the weeks until it does, among those in which it comes; of an `amount` its `mean` and its spread
    over worlds; of `terms` the same, among the worlds that signed. `worlds` are those that
    quantiles are of. What is `listed` stands in the tables of the command line."""
    told = ["label", "kind", "listed", "share", "mean", *ENDS, *SPREAD, "unit", "worlds"]
    made = _frame(study, "metric", {"name": "measure"}, told)
    made.loc[made["kind"] == "event", SPREAD] = math.nan
    return made.replace({"kind": {"dated": "event"}})


def changes(study):
    """A row a class or measure of another scenario, against the base (in a sweep, of a cell against
    the one nearest to the scenario).

    `before`, `after` and `change` are in `unit`; `flips` is the share of draws in which the change
    goes the other way; `effect` sizes changes of any unit alike; `gained` and `lost` count worlds.
    `moved` is a change beyond chance and not tiny, `ranked` one whose direction hardly hangs on
    what is not known, `standing` "assumed" where the scenario itself sets it, else "found"; what is
    `listed` stands in the tables of the command line."""
    ends = ["label", "listed", "before", "after", "change", *ENDS, "flips", "moved", "ranked"]
    about = ["standing", "unit", "effect", "gained", "lost", "worlds"]
    return _frame(study, "change", {"kind": "kind", "name": "name"}, [*ends, *about])


def worlds(study):
    """A row a world, as in worlds.parquet: its draw and luck, class and part, and each measure in
    the measure's own unit."""
    made = _kept(study, result_tables.worlds(study.asked, study.found))
    made = made.rename(columns=study.asked.options.get("vary", {}))
    _labelled(made, "class", "part", "label", _classes(study))
    made["part"] = made["part"].mask(made["part"] == "")
    return _typed(study, made)


def weeks(study):
    """A row a series in a week, dated by the Monday on which the week is over.

    Of a measure, quantiles over the worlds whose story goes on, `worlds` of them, in its `unit`; of
    what holds or does not (a truce, a class of outcome) the `share` of worlds instead. Empty for a
    sweep, of which no weeks are kept."""
    runs = zip(study.asked.scenarios, study.found, strict=True)
    rows = [
        pd.DataFrame({"scenario": resolved.id, **BLANK, **columns})
        for resolved, found in runs
        for columns in _series(resolved, found)
    ]
    if not rows:
        return pd.DataFrame(columns=["scenario", *BLANK])
    return _typed(study, _kept(study, pd.concat(rows, ignore_index=True)))


def land(study):
    """A row a holder in a governorate at the start, every four weeks and at the end: mean over
    worlds of its shares there, 0 to 1."""
    if any(one.land is None for one in study.found):
        return pd.DataFrame(columns=LAND)
    made = _kept(study, result_tables.land(study.asked, study.found))
    for name in ("holder", "governorate"):
        forms = (getattr(one.form, f"{name}s") for one in study.asked.scenarios)
        known = {key: one for form in forms for key, one in form.items()}
        _labelled(made, name, name, f"{name}_label", known)
        made[name] = pd.Categorical(made[name], list(known))
    return _typed(study, made)


def draws(study):
    """A row a draw of what is not known: each uncertain number by its path, empty where the
    scenario is sure of it."""
    return _typed(study, _kept(study, result_tables.draws(study.asked, study.asked.tables())))


def blockers(study):
    """A row a party: the share of packages tabled that it `refused`, and means over those.

    Of the value of a package that gives it all it wants, which is 1: `shortfall` is what the
    package lacked to be worth the war, `over.ISSUE` what its term on an issue cost, `doubt` what
    doubt that the deal would be kept cost."""
    names = {"share": "refused"}
    rows = [
        {**about, **{names.get(key, key): value for key, value in vars(one).items()}}
        | {f"over.{issue}": cost for issue, cost in one.over.items()}
        for about, _, result in results_table.placed(study)
        for one in result.summary.blockers
    ]
    made = pd.DataFrame(rows).drop(columns=["schema_version", "cell", "over"])
    return _typed(study, made if study.rules else made.drop(columns="rule"))


def numbers(resolved, names):
    """A row a number of a scenario: what is believed of it, its unit and range, and where it comes
    from.

    names  {lever's id or path: path} of the numbers to tell
    """
    rows = [{"name": name, **_number(resolved, name, path)} for name, path in names.items()]
    return pd.DataFrame(rows).set_index("name")


def _number(resolved, name, path):
    one = resolved.numbers[path]
    default = one.source == "default of the format"
    return {
        "meaning": one.meta["meaning"],
        "believed": form_of(resolved, name, path),
        "value": one.value,
        "unit": one.meta["unit"],
        "lowest": float(one.meta["low"]),
        "highest": float(one.meta["high"]),
        "grade": one.grade,
        "source": one.source,
        "written": "" if default else str(resolved.where(path)).rpartition("/")[2],
    }


# -------------------------------------------------------------------------------------------------
# rows
def _frame(study, kind, names, columns):
    """Rows of one kind (or changes) of the long table, under the names that frames have."""
    made = table(study)
    change = made["statistic"] == "change"
    made = made[change if kind == "change" else ~change & (made["kind"] == kind)]
    made = made.assign(
        kind=made["kind"].map(KINDS) if kind == "change" else made["type"],
        **{name: made["value"].where(made["statistic"] == name) for name in STATISTICS},
    )
    varied = study.asked.options.get("vary", {}).values()
    about = ["scenario", *(["rule"] if study.rules else []), *varied]
    made = made.rename(columns=RENAMED | names)[[*about, *names.values(), *columns]]
    return _typed(study, made.reset_index(drop=True))


def _kept(study, table):
    """A table of all scenarios as a frame, with the ids that were asked for, and `rule` where rival
    rules were run."""
    made, runs = pd.DataFrame(table), study.asked.scenarios
    ids = {one.id: name for one, (name, _) in zip(runs, study.asked.design.runs, strict=True)}
    if study.rules:
        made.insert(1, "rule", made["scenario"].map({one.id: one.form.talks.rule for one in runs}))
    return made.assign(scenario=made["scenario"].map(ids))


def _labelled(made, name, after, column, known):
    """Put the labels of a column's ids after another column; known {id: what has a label}."""
    labels = {key: one.label for key, one in known.items()}
    made.insert(made.columns.get_loc(after) + 1, column, made[name].map(labels))


def _classes(study):
    return {one.id: one for resolved in study.asked.scenarios for one in resolved.form.classes}


def _label(measure):
    return measure.label or measure.meaning.rstrip(".")


def _series(resolved, found):
    """Columns of all that was counted by week: measures, then the share of all worlds in each
    class."""
    known, first = for_conflict(Index(resolved)), week_of(resolved.form.start)
    for name, counts in found.weeks.items():
        week = [monday_of(first + 1 + week).isoformat() for week in range(len(counts))]
        told = {"week": week, "worlds": counts.sum(axis=1)}
        if name != "class":
            label, values = _label(known[name]), _course(known[name], counts)
            yield {**told, "series": name, "label": label, **values}
            continue
        for c, one in enumerate(resolved.form.classes):
            share = {"unit": SHARE, "share": counts[:, c] / told["worlds"]}
            yield {**told, "series": one.id, "label": one.label, **share}


def _course(measure, counts):
    """A measure week by week: quantiles over worlds, or the share in which it holds."""
    if measure.unit in YES_OR_NO:
        return {"unit": SHARE, "share": share_true(counts)}
    return {"unit": measure.unit, **dict(zip(QUANTILES, course(counts, measure.span), strict=True))}


# -------------------------------------------------------------------------------------------------
# types
def _typed(study, made):
    """Scenarios, rules, classes and parts as categories in the scenario's own order, weeks as
    dates, counts as whole numbers."""
    classes = _classes(study)
    orders = {
        "scenario": [one.id for one in study.scenarios],
        "rule": [one.form.talks.rule for one in study.asked.scenarios],
        "class": list(classes),
        "part": [part.id for one in classes.values() for part in one.parts],
    }
    for name, order in orders.items():
        if name in made:
            known = list(dict.fromkeys(order))
            made[name] = pd.Categorical(made[name], known, ordered=name == "class")
    return made.astype({name: kind for name, kind in TYPES.items() if name in made})
