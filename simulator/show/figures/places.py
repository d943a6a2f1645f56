"""The country as tiles in their places: residents as size, control as shares; at the start, in the
middle, at the end."""

import math

import numpy as np

from simulator.analysis import history
from simulator.scenario.calendar import monday_of, week_of
from simulator.show import colours, words
from simulator.show.figures.parts import chip, legend, letters, said, whole
from simulator.show.svg import short, tag

SEEN = 0.005  # a share below this is not drawn
LEAST = 22.0  # per cent of its place that the smallest tile takes up
ROOM = 18.0  # the same of a stripe that has room for a letter
FAR = 3  # changes of land named


def tiles(study):
    """Maps of every scenario at the start, in the middle and at the end: shares of each governorate
    by holder, mean of all worlds."""
    form = study.scenarios[0].form
    if not form.governorates:
        return said("This conflict has no governorates, so there is no map.")
    held = [
        history.control(one, found)
        for one, found in zip(study.scenarios, study.found, strict=False)
    ]
    if any(one is None for one in held):
        return said(
            "These results hold no land by month (land.parquet), so no map is drawn; `run.py"
            " results resume` makes it again."
        )
    middle, end = len(held[0]["weeks"]) // 2, len(held[0]["weeks"]) - 1
    alike = all(np.shape(there["area"]) == np.shape(held[0]["area"]) for there in held)
    once = alike and all(
        np.abs(there["area"][0] - held[0]["area"][0]).max() < SEEN for there in held
    )
    rows = [
        _maps(one, there, once and number > 0)
        for number, (one, there) in enumerate(zip(study.scenarios, held, strict=True))
    ]
    shade, letter = colours.of_actors(form)[1], letters(form.holders)
    keys = [
        (chip(shade[name], letter[name]), holder.label) for name, holder in form.holders.items()
    ]
    note = (
        "A tile is as large as its residents are many, and striped by the shares of its land; mean"
        " of all worlds. Places are schematic."
    )
    moved = (
        [_moved(study, k, held, at) for k in range(1, len(held)) for at in (middle, end)]
        if alike and once
        else []
    )
    return whole(legend(*keys), *rows, tag("p", note, class_="quiet"), *moved, name="map")


def _maps(one, there, begun):
    """The maps of a scenario in a row; without the start where the base has shown it."""
    at = sorted({0, len(there["weeks"]) // 2, len(there["weeks"]) - 1})
    shown = [
        (
            tag("div", _date(one, there["weeks"][k], k == 0), class_="when"),
            _country(one, there["area"][k]),
        )
        for k in at
    ]
    same = tag("p", "At the start as above.", class_="quiet")
    cells = [
        tag("div", head, same if begun and not k else country, class_="where")
        for k, (head, country) in enumerate(shown)
    ]
    return tag("div", tag("div", one.form.title, class_="which"), *cells, class_="maps")


def _moved(study, number, held, at):
    """Where a scenario changes most who holds what, at one time."""
    form, week = study.scenarios[0].form, held[0]["weeks"][at]
    gap = held[number]["area"][at] - held[0]["area"][at]
    order = sorted(np.ndindex(gap.shape), key=lambda cell: -abs(gap[cell]))[:FAR]
    holders, places = list(form.holders.values()), list(form.governorates.values())
    named = [
        f"{holders[h].label} in {places[g].label} {words.sign(f'{100 * gap[h, g]:+.0f}')} points"
        for h, g in order
        if abs(gap[h, g]) >= SEEN
    ]
    title = f"{study.scenarios[number].form.title}, {_date(study.scenarios[0], week, False)}: "
    return tag(
        "p",
        tag("b", title),
        "; ".join(named) + "." if named else "nobody's land moves by half a point.",
        class_="quiet",
    )


def _date(one, week, start):
    day = monday_of(week_of(one.form.start) + int(week))
    return f"{day.day} {day:%B %Y}{', start' if start else ''}"


def _country(one, shares):
    """One map; shares (H, G) of land."""
    form, look = one.form, (colours.of_actors(one.form)[1], letters(one.form.holders))
    places, most = (
        placed(form),
        max(place.residents.value for place in form.governorates.values()) or 1.0,
    )
    drawn = []
    for g, (name, place) in enumerate(form.governorates.items()):
        held = [
            (holder, float(shares[h, g]))
            for h, holder in enumerate(form.holders)
            if shares[h, g] >= SEEN
        ]
        size = max(100.0 * math.sqrt(place.residents.value / most), LEAST)
        column, row = places[name]
        shares_ = [
            f"{form.holders[h].label} {100 * share:.0f}%"
            for h, share in sorted(held, key=lambda pair: -pair[1])
        ]
        spoken = f"{place.label}: {', '.join(shares_)}"
        inside = (
            tag("div", _stripes(held, look, spoken, size), class_="square"),
            tag("div", place.label, class_="place"),
        )
        drawn.append(
            tag(
                "div",
                *inside,
                class_="tile",
                style=f"grid-column:{column + 1};grid-row:{row + 1}",
                title=spoken,
            )
        )
    columns = 1 + max(column for column, _ in places.values())
    return tag(
        "div",
        *drawn,
        class_="country",
        style=f"--columns:{columns}",
        role="group",
        aria_label=f"Map under {form.title}",
    )


def _stripes(held, look, spoken, size):
    """A square with a stripe for each holder, the government's order kept so that maps compare; a
    letter where there is room."""
    (shade, letter), total, y, stripes = look, sum(share for _, share in held) or 1.0, 0.0, []
    for holder, share in held:
        deep = 100.0 * share / total
        stripes.append(
            tag("rect", x=0, y=short(y), width=100, height=short(deep), fill=shade[holder])
        )
        if 0.01 * deep * size >= ROOM:
            style = f"font-size:{short(1100.0 / size)}px"
            stripes.append(
                tag(
                    "text",
                    letter[holder],
                    x=50,
                    y=short(y + 0.5 * deep),
                    class_="initial",
                    style=style,
                )
            )
        y += deep
    about = {
        "role": "img",
        "aria_label": spoken,
        "viewBox": "0 0 100 100",
        "preserveAspectRatio": "none",
    }
    return tag(
        "svg",
        tag("title", spoken),
        *stripes,
        **about,
        style=f"width:{short(size)}%;height:{short(size)}%",
    )


def placed(form):
    """{governorate: (column, row)}; those without a place of their own stand in rows below."""
    found = {
        name: place.tile for name, place in form.governorates.items() if place.tile is not None
    }
    rest, below = (
        [name for name in form.governorates if name not in found],
        1 + max((row for _, row in found.values()), default=-1),
    )
    columns = max(
        1 + max((column for column, _ in found.values()), default=0),
        math.ceil(math.sqrt(len(rest))) if rest else 1,
    )
    return found | {name: (k % columns, below + k // columns) for k, name in enumerate(rest)}
