"""A sweep as pictures: each outcome that moves, along one lever or over a grid of two."""

from simulator.show import page, words
from simulator.show.charts import dots
from simulator.show.figures.endings import KNOWN, PRECISION, scale_below
from simulator.show.figures.parts import legend, row, said, whole
from simulator.show.svg import Axis, tag

MOST = 12  # outcomes drawn


def along(study):
    """The outcomes that move most along what is varied: collapse and harm first."""
    labels = page.outcomes(study.scenarios[0])
    keys = page.moving(study)[:MOST]
    if not keys:
        return said("Nothing moves beyond chance along what is varied.")
    draw, keys_ = (
        (_lever, legend(KNOWN, PRECISION)) if len(study.asked.options["vary"]) == 1 else (_grid, "")
    )
    return whole(keys_, *(draw(study, key, *labels[key]) for key in keys), name="forest")


def _title(study, name, unit):
    return tag(
        "h4",
        (
            f"{name}, of {study.worlds:,} worlds"
            if unit is None
            else f"{name}, {unit}, mean of worlds"
        ),
    )


def _lever(study, key, name, unit):
    """A row a value of the lever."""
    ((path, called),) = study.asked.options["vary"].items()
    scale = study.worlds if unit is None else 1
    rows = [(cell, cell.summary.row(key)) for cell in study.cells]
    ends = [end * scale for _, entry in rows for end in _reach(entry)]
    axis = Axis(min(0.0, *ends), max(ends))
    drawn = [
        _value(f"{called} {cell.values[path]:g}", cell.reference, entry, axis, scale, name)
        for cell, entry in rows
    ]
    return tag(
        "section",
        _title(study, name, unit),
        *drawn,
        scale_below(axis, f"worlds of {study.worlds:,}" if unit is None else unit),
    )


def _value(at, own, entry, axis, scale, name):
    value, ends = entry.value * scale, (entry.interval(scale), entry.across(scale))
    shown = words.of(entry.value, scale) if entry.is_share else words.amount(value, entry.p90)
    told = dots(f"{name}, {at}: {shown}", axis, [(1, value, *ends, True)])
    return row(
        tag("span", at, tag("span", ", held against" if own else "", class_="quiet")),
        told,
        tag("b", shown),
    )


def _reach(entry):
    return [entry.value, *(entry.interval() or ()), *(entry.across() or ())]


def _grid(study, key, name, unit):
    """One lever down, one across; darker is more, and the number stands in its place."""
    (down, first), (across, second) = study.asked.options["vary"].items()
    entries = {
        (cell.values[down], cell.values[across]): cell.summary.row(key) for cell in study.cells
    }
    values = {at: entry.value for at, entry in entries.items()}
    low, high = min(values.values()), max(values.values())
    columns = sorted({at[1] for at in values})
    head = tag(
        "tr",
        tag("th", f"{first} down, {second} across"),
        *(tag("th", f"{value:g}") for value in columns),
    )
    body = []
    for y in sorted({at[0] for at in values}):
        cells = []
        for x in columns:
            value, entry = values[y, x], entries[y, x]
            shown = (
                words.of(value, study.worlds) if unit is None else words.amount(value, entry.p90)
            )
            cells.append(
                tag(
                    "td",
                    shown,
                    style=(
                        "background:rgb(0 96 163 /"
                        f" {0.6 * (value - low) / (high - low or 1.0):.2f})"
                    ),
                )
            )
        body.append(tag("tr", tag("th", f"{y:g}", scope="row"), *cells))
    return tag(
        "section",
        _title(study, name, unit),
        tag("table", tag("thead", head), tag("tbody", *body), class_="grid"),
    )
