"""The model against the record as one page that opens anywhere: no script, nothing fetched, every
picture told in words too."""

import datetime
import math
from pathlib import Path

from simulator.analysis.bands import bands, plan
from simulator.scenario.problems import refuse
from simulator.scenario.series import read_series
from simulator.show import charts, svg
from simulator.show.backtest import KINDS, number
from simulator.show.words import plain, sign

ONE_DAY = datetime.timedelta(days=1)
TEMPLATES = Path(__file__).parent / "templates"
SINGLE = {
    None: None,
    "positive": (0.0, None),
    "negative": (None, 0.0),
}  # shapes that are a band of one number
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
        self.planned = plan(self.series, places)

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
    import jinja2

    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    kinds = [
        _kind(kind, title, [row for row in rows if row["kind"] == kind])
        for kind, title in KINDS.items()
    ]
    drawn = [_drawn(one) for one in series]
    about = {
        "kinds": [kind for kind in kinds if kind["rows"]],
        "rows": [_row(row) for row in rows],
        "passed": sum(row["pass"] for row in rows),
        "known": sum(row["known_at_design"] != "no" for row in rows),
        "most": max(row["worlds"] for row in rows) if worlds is None else worlds,
        "fewer": worlds is not None and any(row["worlds"] > worlds for row in rows),
        "series": [
            {"title": title, "charts": [one for one in drawn if one["title"] == title]}
            for title in dict.fromkeys(one["title"] for one in drawn)
        ],
        "held": _held(series),
        "events": any(one["event"] for one in series),
        "ends": next((day(one["record_ends"]) for one in series if one["record_ends"]), None),
        "sources": _sources(rows, series, sources),
        "key": svg.key,
        "command": command,
    }
    return made.get_template("backtest.html").render(about)


def day(date):
    """A date in words.

    >>> import datetime
    >>> day(datetime.date(2016, 4, 8))
    '8 April 2016'
    """
    return f"{date.day} {date:%B %Y}"


def days(first, last):
    """A span of days in words; whole months by their names.

    >>> import datetime
    >>> days(datetime.date(2016, 3, 1), datetime.date(2016, 3, 31)), days(datetime.date(2016, 4,
    ...     1), datetime.date(2016, 4, 18))
    ('March 2016', '1 to 18 April 2016')
    """
    whole = first.day == 1 and (last + ONE_DAY).day == 1
    if whole or first == last:
        ends = [f"{one:%B %Y}" if whole else day(one) for one in (first, last)]
        return ends[0] if ends[0] == ends[1] else " to ".join(ends)
    return (
        f"{first.day} to {day(last)}"
        if (first.year, first.month) == (last.year, last.month)
        else f"{day(first)} to {day(last)}"
    )


# --------------------------------------------------------------------------------------------------
# checks
def _kind(kind, title, rows):
    """One kind of checks: how many pass, the rows of its forest, those along a lever."""
    told = [_row(row) for row in rows]
    forest = [row for row in told if row["strip"]]
    return {
        "kind": kind,
        "title": title,
        "rows": told,
        "passed": sum(row["pass"] for row in rows),
        "fitted": kind == "calibration",
        "forest": forest,
        "along": [row for row in told if not row["strip"]],
    }


def _row(row):
    """A check with its words and its picture."""
    told = {
        **row,
        "value": amount(row, row["model"]["median"]),
        "unit_words": unit(row) if row["model"]["median"] is not None else "",
        "between": _between(row),
        "asked": asked(row),
    }
    told["state"] = "pass" if row["pass"] else "fail"
    told["full"] = f"{told['value']} {told['unit_words']}".strip().replace(" %", "%")
    label = (
        f"{row['id']}, {row['name']}: the model says"
        f" {told['full']}{told['between'] and ', 95% interval '}"
    )
    label += (
        f"{told['between']}; asked for: {told['asked']}; {'passes' if row['pass'] else 'fails'}"
    )
    single = row["shape"] in SINGLE
    told["strip"] = _strip(row, label) if single else None
    told["spark"] = None if single else _spark(row, label)
    told["lever"] = next(iter(row["over"]), "")
    told["ends"] = [amount(row, value) for value in (row["values"][0], row["values"][-1])]
    return told


def of_worlds(row):
    """True for a share of worlds, which is told as so many of 1,000."""
    return not row["unit"] and row["number"] in ("share", "survival")


def amount(row, value):
    """A number of a check: a share of worlds as so many of 1,000.

    >>> amount({"unit": "", "number": "share"}, 0.031), amount({"unit": "weeks", "number": "wait"},
    ...     9.0)
    ('31', '9.0')
    """
    if value is None:
        return "beyond the run" if row["number"] == "wait" else "no number"
    if not of_worlds(row):
        return number(value)
    thousand = 1000.0 * value
    return sign(
        f"{thousand:,.1f}"
        if 0.0 < abs(thousand) < 9.95 and abs(thousand - round(thousand)) > 0.05
        else f"{thousand:,.0f}"
    )


def unit(row):
    """What a number of a check counts."""
    if of_worlds(row):
        return "of 1,000 worlds" if row["number"] == "share" else "of 1,000 packages"
    return {"ratio": "times", "share": "(share)"}.get(row["unit"], row["unit"])


def _between(row):
    low, high = row["model"]["low"], row["model"]["high"]
    return "" if low == high else f"{amount(row, low)} to {amount(row, high)}"


def asked(row):
    """What a check asks for, in words."""
    low, high = row["low"], row["high"]
    if row["shape"]:
        return SHAPES[row["shape"]]
    ends = [
        plain(end * 1000.0 if of_worlds(row) else end) for end in (low, high) if end is not None
    ]
    return (
        f"at most {ends[0]}"
        if low is None
        else f"at least {ends[0]}"
        if high is None
        else f"{ends[0]} to {ends[1]}"
    )


def _strip(row, label):
    """The row of a forest: bands asked for lie under each other, in the middle third of every
    row."""
    band = SINGLE[row["shape"]] or (row["low"], row["high"])
    model, (low, high) = row["model"], band
    if low is not None and high is not None:
        wide = high - low or abs(high) or 1.0
        axis = svg.Axis(low - wide, high + wide)
    else:
        edge, sense = (low, 1.0) if low is not None else (high, -1.0)
        off = [sense * (end - edge) for end in model.values() if end is not None]
        reach = 1.2 * max([*off, *(-2.0 * one for one in off), 1e-9])
        ends = sorted((edge - sense * reach / 2.0, edge + sense * reach))
        axis = svg.Axis(*ends)
    value = math.inf if model["median"] is None and row["number"] == "wait" else model["median"]
    return charts.strip(label, axis, band, value, model["low"], model["high"], row["pass"])


def _spark(row, label):
    names = [
        plain(value) if isinstance(value, float | int) else value
        for value in next(iter(row["over"].values()))
    ]
    along = "; ".join(
        f"{name}: {amount(row, value)}" for name, value in zip(names, row["values"], strict=True)
    )
    label = f"{label}. Along {next(iter(row['over']))} {along}"
    return charts.sparkline(label, row["values"], row["ranges"], row["pass"], names)


# --------------------------------------------------------------------------------------------------
# series
def _drawn(one):
    """A series with its picture and its points in words."""
    points = [_point(point, one) for point in one["points"]]
    rows = (
        [[1000.0 * share for share in one["share"]]]
        if one["event"]
        else list(one["quantiles"].values())
    )
    known = f"{day(one['weeks'][0])} to {day(one['weeks'][-1])}"
    words = "; ".join(
        f"{one['when']} the record says {one['said']}, "
        f"the worlds {one['worlds']} {one['spread']}".strip()
        for one in points
    )
    label = f"{one['name']}, {one['unit']}, {known}, under {one['title']}: {words}"
    used = [point["kind"] for point in points if point["comparable"]]
    return {
        **one,
        "points": points,
        "picture": charts.fan(label, one["weeks"], rows, points, one["record_ends"]),
        "kinds": used,
    }


def _point(point, one):
    """A point of the record: its mark, its words, what the worlds say of the same days."""
    other, missed = not point["comparable"], point["inside"] is False
    kind = "cross" if other else USES[point["use"]][1]
    open_ = kind in ("ring", "square")
    told = {
        **point,
        "kind": kind,
        "when": days(point["date"], point["to"]),
        "spread": "",
        "used": USES[point["use"]][0],
    }
    told["class_"] = " ".join(
        ["record", *["other"] * other, *["missed"] * missed, *["open"] * open_]
    )
    if one["event"]:
        share = [f"{1000.0 * value:,.0f}" for value in point["share"]]
        by = share[0] if share[0] == share[1] else f"{share[0]} to {share[1]}"
        return told | {
            "text": "in the record",
            "said": "it came",
            "worlds": f"came by then in {by} of 1,000",
            "verdict": "",
        }
    low, *_, high = point["model"].values()
    middle = point["model"][0.5]
    text = (
        _digits(point["low"])
        if point["low"] == point["high"]
        else f"{_digits(point['low'])} to {_digits(point['high'])}"
    )
    spread = "" if low == high else f"{_digits(low)} to {_digits(high)}"
    verdict = (
        "not comparable"
        if other
        else "given"
        if point["inside"] is None
        else "within"
        if point["inside"]
        else "outside"
    )
    return told | {
        "text": text,
        "said": text,
        "worlds": _digits(middle),
        "spread": spread,
        "verdict": verdict,
    }


def _digits(value):
    return plain(
        round(value)
        if abs(value) >= 100
        else round(value, 1)
        if abs(value) >= 0.1
        else round(value, 2)
    )


def _held(series):
    """How many points that were never fitted nor set lie where 80 of 100 worlds do, and how many of
    the fitted."""
    found = {}
    for use in USES:
        inside = [
            point["inside"]
            for one in series
            for point in one["points"]
            if point["use"] == use and point["inside"] is not None
        ]
        found[use.replace(" ", "_")] = (sum(inside), len(inside))
    return found


def _sources(rows, series, sources):
    """(key, text) of the sources that are named."""
    named = [row["source"] for row in rows] + [
        point["source"] for one in series for point in one["points"]
    ]
    used = {key for name in named for key in name.replace(";", " ").split()}
    return [(key, sources[key]) for key in sources if key in used]
