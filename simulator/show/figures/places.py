"""The country as tiles in their places: residents as size, control as shares; at the start, in the middle, at the end."""

import math

from simulator.analysis import history
from simulator.scenario.calendar import monday_of, week_of
from simulator.show import colours
from simulator.show.figures.parts import chip, legend, said, whole
from simulator.show.svg import short, tag

SEEN = 0.005  # a share below this is not drawn
LEAST = 22.0  # per cent of its place that the smallest tile takes up


def tiles(study):
    """Maps of every scenario at the start, in the middle and at the end: shares of each governorate by holder, mean of all worlds."""
    form = study.scenarios[0].form
    if not form.governorates:
        return said("This conflict has no governorates, so there is no map.")
    held = [history.control(one, found) for one, found in zip(study.scenarios, study.found, strict=False)]
    if any(one is None for one in held):
        return said("These results hold no land by month (land.parquet), so no map is drawn; `run.py results resume` makes it again.")
    rows = []
    for one, there in zip(study.scenarios, held, strict=True):
        rows.append(tag("div", one.form.title, class_="which"))
        for k in sorted({0, len(there["weeks"]) // 2, len(there["weeks"]) - 1}):
            head = tag("div", _date(one, there["weeks"][k], k == 0), class_="when")
            rows.append(tag("div", head, _country(one, there["area"][k]), class_="where"))
    shade = colours.of_actors(form)[1]
    keys = [(chip(shade[name]), holder.label) for name, holder in form.holders.items()]
    note = "A tile is as large as its residents are many, and striped by the shares of its land; mean of all worlds. Places are schematic."
    return whole(legend(*keys), tag("div", *rows, class_="maps"), tag("p", note, class_="quiet"), name="map")


def _date(one, week, start):
    day = monday_of(week_of(one.form.start) + int(week))
    return f"{day.day} {day:%B %Y}{', start' if start else ''}"


def _country(one, shares):
    """One map; shares (H, G) of land."""
    form, shade = one.form, colours.of_actors(one.form)[1]
    places, most = placed(form), max(place.residents.value for place in form.governorates.values()) or 1.0
    drawn = []
    for g, (name, place) in enumerate(form.governorates.items()):
        held = [(holder, float(shares[h, g])) for h, holder in enumerate(form.holders) if shares[h, g] >= SEEN]
        size = max(100.0 * math.sqrt(place.residents.value / most), LEAST)
        column, row = places[name]
        shares_ = [f"{form.holders[h].label} {100 * share:.0f}%" for h, share in sorted(held, key=lambda pair: -pair[1])]
        spoken = f"{place.label}: {', '.join(shares_)}"
        inside = tag("div", _stripes(held, shade, spoken, size), class_="square"), tag("div", place.label, class_="place")
        drawn.append(tag("div", *inside, class_="tile", style=f"grid-column:{column + 1};grid-row:{row + 1}", title=spoken))
    columns = 1 + max(column for column, _ in places.values())
    return tag("div", *drawn, class_="country", style=f"--columns:{columns}", role="group", aria_label=f"Map under {form.title}")


def _stripes(held, shade, spoken, size):
    """A square with a stripe for each holder, the government's order kept so that maps compare."""
    total, y, stripes = sum(share for _, share in held) or 1.0, 0.0, []
    for holder, share in held:
        deep = 100.0 * share / total
        stripes.append(tag("rect", x=0, y=short(y), width=100, height=short(deep), fill=shade[holder]))
        y += deep
    about = {"role": "img", "aria_label": spoken, "viewBox": "0 0 100 100", "preserveAspectRatio": "none"}
    return tag("svg", tag("title", spoken), *stripes, **about, style=f"width:{short(size)}%;height:{short(size)}%")


def placed(form):
    """{governorate: (column, row)}; those without a place of their own stand in rows below."""
    found = {name: place.tile for name, place in form.governorates.items() if place.tile is not None}
    rest, below = [name for name in form.governorates if name not in found], 1 + max((row for _, row in found.values()), default=-1)
    columns = max(1 + max((column for column, _ in found.values()), default=0), math.ceil(math.sqrt(len(rest))) if rest else 1)
    return found | {name: (k % columns, below + k // columns) for k, name in enumerate(rest)}
