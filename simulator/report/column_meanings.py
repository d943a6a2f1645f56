"""Unit and meaning of every column of the notebook's frames and of the files of results, and of
every key of the JSON."""

from simulator.model.index import Index
from simulator.model.metrics.families import recorded_metrics

FRAMES = (
    "outcomes", "parts", "metrics", "changes", "worlds", "weeks", "land", "draws", "blockers",
)  # fmt: skip
SHARE, BY_ROW = "share, 0 to 1", "see column unit"
IDEAL = "of 1, the value of the party's ideal package"
CI = "of the 95% confidence interval: sampling error of this many worlds"
ACROSS = "percentile across parameter draws; empty with fewer than 20 draws"
OVER = "percentile across worlds; for an event, of the weeks until it happens"
COLUMNS = {
    "scenario": ("id", "scenario"),
    "rule": ("id", "bargaining rule that drafts the texts"),
    "outcome": ("id", "category in which a world ends"),
    "part": ("id", "part of the outcome; empty where the outcome has none"),
    "label": ("text", "the id of this row in words"),
    "metric": ("id", "metric"),
    "name": ("id", "outcome or metric"),
    "series": ("id", "metric or outcome"),
    "share": (SHARE, "share of worlds"),
    "mean": (BY_ROW, "mean over worlds"),
    "low": (BY_ROW, f"lower end {CI}"),
    "high": (BY_ROW, f"upper end {CI}"),
    "draws_10": (BY_ROW, f"10th {ACROSS}"),
    "draws_90": (BY_ROW, f"90th {ACROSS}"),
    **{f"worlds_{level}": (BY_ROW, f"{level}th {OVER}") for level in (10, 25, 50, 75, 90)},
    "kind": ("text", "event (happens or not), amount, or terms (only where a text is signed)"),
    "listed": ("true or false", "True where the command line shows the row in its tables"),
    "unit": ("text", "unit of the values in this row"),
    "before": (BY_ROW, "value under the base scenario"),
    "after": (BY_ROW, "value under the other scenario"),
    "change": (BY_ROW, "after less before, on the same worlds"),
    "opposite_sign": (SHARE, "share of parameter draws in which the change has the opposite sign"),
    "ranked": ("true or false", "True where the sign agrees in at least 80% of parameter draws"),
    "standing": ("text", "assumed (set by scenario or assumption) or result (of the model)"),
    "effect": ("none", "standardised size of the change, to compare rows of any unit"),
    "gained": ("worlds", "worlds that have it under the other scenario but not under the base"),
    "lost": ("worlds", "worlds that have it under the base but not under the other scenario"),
    "week": ("date", "Monday of the week"),
    "holder": ("id", "armed actor that holds land"),
    "holder_label": ("text", "the holder in words"),
    "region": ("id", "region of the map"),
    "region_label": ("text", "the region in words"),
    "area": (SHARE, "share of the region's area under this holder, mean over worlds"),
    "residents": (SHARE, "share of the region's residents under this holder, mean over worlds"),
    "row": ("number", "row of the experiment design"),
    "cell": ("number", "cell of a sweep, from 0"),
    "draw": ("number", "parameter draw that the world uses"),
    "stream": ("number", "random-stream number of the world; answer.story(world=...) takes it"),
    "worlds": ("worlds", "worlds that the row's statistics are based on"),
    "votes": ("packages", "packages put to a vote"),
    "party": ("id", "party to the talks"),
    "role": ("text", "what the deal needs from the party: to sign or to endorse"),
    "refused": (SHARE, "share of tabled packages that the party refuses"),
    "shortfall": (IDEAL, "what refused packages lacked to equal the war"),
    "distrust": (IDEAL, "cost of the risk that the deal is not kept"),
}
IN_FILES = {  # names that only files and JSON have
    "schema_version": ("number", "version of the names of columns and keys"),
    "part_of": ("id", "outcome of which the row is a part"),
    "type": ("text", "outcome, event, dated (an event with a date), amount or terms"),
    "statistic": ("text", "share, mean, or change against the base"),
    "value": (BY_ROW, "value of the statistic"),
    "range_low": (BY_ROW, f"10th {ACROSS}"),
    "range_high": (BY_ROW, f"90th {ACROSS}"),
    "n": ("worlds", "worlds that the statistic is based on"),
    **{
        name: (BY_ROW, f"{level}th {OVER}")
        for name, level in (("p10", 10), ("median", 50), ("p90", 90))
    },
    "p": ("none", "two-sided p-value of the change"),
    "moved": (
        "true or false",
        "True where the change holds at a false discovery rate of 5% and is not tiny",
    ),
    "unchanged": ("true or false", "True where the whole 95% CI is too small to matter"),
    "title": ("text", "title of the scenario"),
    "draws": ("number", "parameter draws"),
    "notes": ("text", "sentences on what limits the results"),
    "ISSUE": (IDEAL, "cost of the package's term on the issue"),
}
IN_FRAME = {
    ("changes", "kind"): ("text", "outcome or metric"),
    ("changes", "moved"): IN_FILES["moved"],
    ("changes", "worlds"): ("worlds", "worlds compared under each scenario"),
    ("results.parquet", "kind"): ("text", "outcome, part or metric"),
    ("weeks.parquet", "low"): ("see series", "lower end of the bin of the histogram"),
    ("weeks.parquet", "high"): ("see series", "upper end of the bin of the histogram"),
    ("weeks.parquet", "worlds"): ("worlds", "worlds in the bin"),
    ("weeks.parquet", "series"): ("id", "metric, or outcome by its number from 0"),
    ("blockers", "label"): ("text", "the party in words"),
    ("weeks", "week"): ("date", "Monday on which the week ends"),
}


def rows(study, frames):
    """Frame, column, unit and meaning of each column.

    frames  {name: its columns}
    """
    everywhere = _columns_of_study(study) | IN_FILES | COLUMNS
    for frame, columns in frames.items():
        shares = ("low", "high", "draws_10", "draws_90") if frame in ("outcomes", "parts") else ()
        for column in columns:
            unit, meaning = IN_FRAME.get((frame, column)) or everywhere.get(column, ("", ""))
            unit = SHARE if column in shares else unit
            yield {"frame": frame, "column": column, "unit": unit, "meaning": meaning}


def meaning_of_key(path):
    """Unit and meaning of a key of the JSON, given with the keys above it."""
    *above, key = path
    if above and above[-1] == "across":
        key = f"range_{key}"
    return (IN_FILES | COLUMNS).get(key, ("", ""))


def _columns_of_study(study):
    """{column: (unit, meaning)} of metrics, parameters, varied levers and issues."""
    columns: dict[str, tuple] = {}
    for resolved in study.request.scenarios:
        parameters = {path: parameter.meta for path, parameter in resolved.parameters.items()}
        columns |= {path: (meta["unit"], meta["meaning"]) for path, meta in parameters.items()}
        for name, lever in resolved.levers.items():
            columns[name] = columns[lever.target]
        for name, metric in recorded_metrics(Index(resolved)).items():
            columns[name] = (metric.unit, metric.meaning)
        for issue, entry in resolved.form.issues.items():
            meaning = f"cost of the package's term on the issue: {entry.label}"
            columns[f"over.{issue}"] = (IDEAL, meaning)
        for name, party in resolved.form.parties.items():
            columns |= _objections(name, party.label, resolved.form.issues)
    return columns


def _objections(name, label, issues):
    """Columns of the frame of worlds on why a party refused packages."""
    refused, summed = f"packages that {label} refused", "summed over the packages refused"
    columns = {
        f"refused.{name}": ("packages", refused),
        f"shortfall.{name}": (
            IDEAL,
            f"what packages lacked for {label} to equal the war, {summed}",
        ),
        f"doubt.{name}": (IDEAL, f"cost to {label} of the risk that a deal is not kept, {summed}"),
    }
    for issue, entry in issues.items():
        meaning = f"cost to {label} of the term on the issue: {entry.label}, {summed}"
        columns[f"over.{name}.{issue}"] = (IDEAL, meaning)
    return columns
