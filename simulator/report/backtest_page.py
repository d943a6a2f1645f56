"""The model against the record as one page that opens anywhere: no script, nothing fetched, every
picture told in words too."""

import datetime
import math

from simulator.analysis.record_comparison import bands, plan_runs
from simulator.report import charts, html_blocks, svg
from simulator.report.backtest import KINDS, named_sources, number
from simulator.report.formats import between, decimal, sign
from simulator.report.view.names import day
from simulator.scenario.errors import refuse
from simulator.scenario.series import read_series

ONE_DAY = datetime.timedelta(days=1)
# shapes that are a band of one number
SINGLE = {None: None, "positive": (0.0, None), "negative": (None, 0.0)}
SHAPES = {
    "positive": "above zero, beyond chance",
    "negative": "below zero, beyond chance",
    "rises": "rises along the lever",
    "falls": "falls along the lever",
    "concave": "each step adds less",
    "interior": "highest in between",
}
# what a point of the record was used for: words, its mark, whether the model could have missed it
USES = {
    "input": ("set or start of the model", "square"),
    "fitted": ("for fitting", "ring"),
    "known at design": ("never fitted, but known to the builders", "dot"),
    "not known": ("not known to the builders", "diamond"),
}


class Page:
    """The page of a backtest with the series of the record, which lie beside the checks. What would
    keep it from being written is told before anything is run: raises ScenarioError."""

    def __init__(self, path, checks):
        if path.is_dir() or not path.parent.is_dir():
            why = "it is a folder" if path.is_dir() else "its folder is not there"
            refuse("--report", f"{path} cannot be written; {why}")
        beside, self.path = checks.parent / "series.yaml", path
        found = read_series(beside) if beside.exists() else ({}, {}, None)
        self.series, self.sources, places = found
        self.planned = plan_runs(self.series, places)

    def write(self, rows, sources, seed, jobs, most, command):
        """Run the series and write the page; `rows` and the rest are as in `page`."""
        drawn = bands(self.series, self.planned, seed, jobs, most)
        text = page(rows, {**self.sources, **sources}, drawn, most, command)
        self.path.write_text(text, encoding="utf-8")


def page(rows, sources, series=(), worlds=None, command=""):
    """The page as text.

    rows     what `backtest` found; sources {key: text}, of the checks and of the series
    series   what `bands` found
    worlds   the most worlds of a run that were asked for
    """
    kinds = [_kind(kind, title, rows) for kind, title in KINDS.items()]
    drawn: dict[str, list] = {}
    for one in series:
        drawn.setdefault(one["title"], []).append(_drawn(one))
    named = [row.check.source for row in rows]
    named += [point["source"] for one in series for point in one["points"]]
    about = {
        "kinds": [kind for kind in kinds if kind["rows"]],
        "rows": [_row(row) for row in rows],
        "passed": sum(row.verdict.passed for row in rows),
        "known": sum(row.check.known_at_design != "no" for row in rows),
        "most": max(row.check.worlds for row in rows) if worlds is None else worlds,
        "fewer": worlds is not None and any(row.check.worlds > worlds for row in rows),
        "series": [{"title": title, "charts": held} for title, held in drawn.items()],
        "held": _held(series),
        "events": any(one["event"] for one in series),
        "ends": next((day(one["record_ends"]) for one in series if one["record_ends"]), None),
        "sources": named_sources(named, sources),
        "key": svg.key,
        "command": command,
    }
    return html_blocks.page("backtest.html", about)


def days(first, last):
    """A span of days in words; whole months by their names.

    >>> import datetime
    >>> days(datetime.date(2016, 3, 1), datetime.date(2016, 3, 31))
    'March 2016'
    >>> days(datetime.date(2016, 4, 1), datetime.date(2016, 4, 18))
    '1 to 18 April 2016'
    """
    whole = first.day == 1 and (last + ONE_DAY).day == 1
    if whole or first == last:
        return between(*(f"{one:%B %Y}" if whole else day(one) for one in (first, last)))
    near = (first.year, first.month) == (last.year, last.month)
    return f"{first.day if near else day(first)} to {day(last)}"


# --------------------------------------------------------------------------------------------------
# checks
def _kind(kind, title, rows):
    """One kind of checks: how many pass, the rows of its forest, those along a lever."""
    told = [_row(row) for row in rows if row.check.kind == kind]
    return {
        "kind": kind,
        "title": title,
        "rows": told,
        "passed": sum(row["verdict"].passed for row in told),
        "fitted": kind == "calibration",
        "forest": [row for row in told if row["strip"]],
        "along": [row for row in told if not row["strip"]],
    }


def _row(row):
    """A check with its words and its picture."""
    told = {
        **vars(row),
        "value": amount(row, row.verdict.value),
        "unit_words": unit(row) if row.verdict.value is not None else "",
        "between": _between(row),
        "asked": asked(row),
    }
    told["state"] = "pass" if row.verdict.passed else "fail"
    told["full"] = f"{told['value']} {told['unit_words']}".strip().replace(" %", "%")
    between = told["between"] and f", 95% interval {told['between']}"
    verdict = f"asked for: {told['asked']}; {'passes' if row.verdict.passed else 'fails'}"
    label = f"{row.id}, {row.check.name}: the model says {told['full']}{between}; {verdict}"
    single = row.check.shape in SINGLE
    told["strip"] = _strip(row, label) if single else None
    told["spark"] = None if single else _spark(row, label)
    told["lever"] = next(iter(row.over), "")
    told["ends"] = [amount(row, value) for value in (row.verdict.values[0], row.verdict.values[-1])]
    return told


def of_worlds(row):
    """True for a share of worlds, which is told as so many of 1,000."""
    return not row.check.unit and row.statistic in ("share", "survival")


def amount(row, value):
    """A number of a check: a share of worlds as so many of 1,000.

    >>> from types import SimpleNamespace as Some
    >>> amount(Some(check=Some(unit=""), statistic="share"), 0.031)
    '31'
    """
    if value is None:
        return "beyond the run" if row.statistic == "wait" else "no number"
    if not of_worlds(row):
        return number(value)
    thousand = 1000.0 * value
    small = 0.0 < abs(thousand) < 9.95 and abs(thousand - round(thousand)) > 0.05
    return sign(f"{thousand:,.{1 if small else 0}f}")


def unit(row):
    """What a number of a check counts."""
    if of_worlds(row):
        return "of 1,000 worlds" if row.statistic == "share" else "of 1,000 packages"
    return {"ratio": "times", "share": "(share)"}.get(row.check.unit, row.check.unit)


def _between(row):
    low, high = row.verdict.low, row.verdict.high
    return "" if low == high else f"{amount(row, low)} to {amount(row, high)}"


def asked(row):
    """What a check asks for, in words."""
    if row.check.shape:
        return SHAPES[row.check.shape]
    low, high = row.ends
    scale = 1000.0 if of_worlds(row) else 1
    ends = [decimal(end * scale) for end in (low, high) if end is not None]
    bound = "at most " if low is None else "at least " if high is None else ""
    return bound + " to ".join(ends)


def _strip(row, label):
    """The row of a forest: bands asked for lie under each other, in the middle third of every
    row."""
    band = SINGLE[row.check.shape] or row.ends
    found, (low, high) = row.verdict, band
    if low is not None and high is not None:
        wide = high - low or abs(high) or 1.0
        axis = svg.Axis(low - wide, high + wide)
    else:
        edge, sense = (low, 1.0) if low is not None else (high, -1.0)
        of = (found.value, found.low, found.high)
        off = [sense * (end - edge) for end in of if end is not None]
        reach = 1.2 * max([*off, *(-2.0 * one for one in off), 1e-9])
        ends = sorted((edge - sense * reach / 2.0, edge + sense * reach))
        axis = svg.Axis(*ends)
    value = math.inf if found.value is None and row.statistic == "wait" else found.value
    return charts.strip(label, axis, band, value, found.low, found.high, found.passed)


def _spark(row, label):
    ((lever, values),) = row.over.items()
    names = [decimal(value) if isinstance(value, float | int) else value for value in values]
    points = zip(names, row.verdict.values, strict=True)
    along = "; ".join(f"{name}: {amount(row, value)}" for name, value in points)
    label = f"{label}. Along {lever} {along}"
    return charts.sparkline(
        label, row.verdict.values, row.verdict.intervals, row.verdict.passed, names
    )


# --------------------------------------------------------------------------------------------------
# series
def _drawn(one):
    """A series with its picture and its points in words."""
    points = [_point(point, one) for point in one["points"]]
    shares = [1000.0 * share for share in one["share"]] if one["event"] else ()
    rows = [shares] if one["event"] else list(one["quantiles"].values())
    known = f"{day(one['weeks'][0])} to {day(one['weeks'][-1])}"
    words = "; ".join(map(_said, points))
    label = f"{one['name']}, {one['unit']}, {known}, under {one['title']}: {words}"
    used = [point["kind"] for point in points if point["comparable"]]
    picture = charts.fan(label, one["weeks"], rows, points, one["record_ends"])
    return {**one, "points": points, "picture": picture, "kinds": used}


def _said(point):
    worlds = f"the worlds {point['worlds']} {point['spread']}".strip()
    return f"{point['when']} the record says {point['said']}, {worlds}"


def _point(point, one):
    """A point of the record: its mark, its words, what the worlds say of the same days."""
    used, mark = USES[point["use"]]
    kind = mark if point["comparable"] else "cross"
    classes = {
        "record": True,
        "other": not point["comparable"],
        "missed": point["inside"] is False,
        "open": kind in ("ring", "square"),
    }
    told = {
        "kind": kind,
        "when": days(point["date"], point["to"]),
        "used": used,
        "class_": " ".join(name for name, holds in classes.items() if holds),
    }
    return {**point, **told, **(_came(point) if one["event"] else _beside(point))}


def _came(point):
    """Words of an event in the record: in how many worlds it came by then."""
    by = between(*(f"{1000.0 * share:,.0f}" for share in point["share"]))
    worlds = f"came by then in {by} of 1,000"
    record = {"text": "in the record", "said": "it came"}
    return record | {"worlds": worlds, "spread": "", "verdict": ""}


def _beside(point):
    """Words of a value in the record, and of the middle and the spread of the worlds."""
    low, *_, high = point["model"].values()
    text = between(_digits(point["low"]), _digits(point["high"]))
    spread = "" if low == high else f"{_digits(low)} to {_digits(high)}"
    verdict = {None: "given", True: "within", False: "outside"}[point["inside"]]
    return {
        "text": text,
        "said": text,
        "worlds": _digits(point["model"][0.5]),
        "spread": spread,
        "verdict": verdict if point["comparable"] else "not comparable",
    }


def _digits(value):
    """A value with the digits that matter."""
    size = abs(value)
    return decimal(round(value, 0 if size >= 100 else 1 if size >= 0.1 else 2))


def _held(series):
    """How many points that were never fitted nor set lie where 80 of 100 worlds do, and how many of
    the fitted."""
    points = [point for one in series for point in one["points"] if point["inside"] is not None]
    inside = {use: [one["inside"] for one in points if one["use"] == use] for use in USES}
    return {use.replace(" ", "_"): (sum(held), len(held)) for use, held in inside.items()}
