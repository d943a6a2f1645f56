"""Maps of tiles: residents as size, control as shares; at the start, in the middle, at the end."""

import math

import numpy as np

from simulator.analysis import history
from simulator.report import colours, formats
from simulator.report.figures.parts import chip, container, figure, legend, letters, message
from simulator.report.svg import short, tag
from simulator.report.view.names import day

MIN_SHARE = 0.005  # a smaller share is not drawn
MIN_TILE = 22.0  # per cent of its place that the smallest tile takes up
MIN_STRIPE = 20.0  # per cent of its place that a stripe with a letter takes up
LETTER = 1600.0  # height of a letter: 16 per cent of its place, 9 pixels or more on a laptop
NAMED = 3  # changes of control named in a sentence
NO_MAP = "This conflict has no regions, so there is no map."
NOTE = (
    "The area of a tile is its number of residents, its stripes are shares of land; mean of all"
    " worlds. Places are schematic."
)


@figure("map")
def tiles(study):
    """Maps of every scenario at the start, in the middle and at the end: shares of each region
    by holder, mean of all worlds."""
    form = study.scenarios[0].form
    if not form.regions:
        return message(NO_MAP)
    shares = [history.control(scenario, result) for scenario, result in study.runs]
    first = shares[0].area
    alike = all(np.shape(there.area) == np.shape(first) for there in shares)
    once = alike and all(np.abs(there.area[0] - first[0]).max() < MIN_SHARE for there in shares)
    maps = [
        _maps(scenario, shares[k], begun=once and k > 0)
        for k, scenario in enumerate(study.scenarios)
    ]
    shade, letter = colours.actor_colours(form)[1], letters(form.holders)
    keys = [
        (chip(shade[name], letter[name]), scenario.label) for name, scenario in form.holders.items()
    ]
    at = (len(first) // 2, len(first) - 1) if once else ()
    moved = [_largest_moves(study, k, shares, when) for k in range(1, len(shares)) for when in at]
    return container(legend(*keys), *maps, tag("p", NOTE, class_="quiet"), *moved, name="map")


def _maps(scenario, shares, begun):
    """Maps of a scenario in a row; the start is omitted where it equals that of the base."""
    cells = [tag("div", scenario.form.title, class_="scenario")]
    for k in sorted({0, len(shares.weeks) // 2, len(shares.weeks) - 1}):
        head = tag("div", _date(scenario, shares.weeks[k], k == 0), class_="when")
        same = tag("p", "At the start as above.", class_="quiet") if begun and not k else None
        cells.append(tag("div", head, same or _country(scenario, shares.area[k]), class_="where"))
    return tag("div", *cells, class_="maps")


def _largest_moves(study, number, shares, at):
    """The largest changes of control under a scenario, at one time."""
    base, other = study.scenarios[0], study.scenarios[number]
    gap = shares[number].area[at] - shares[0].area[at]
    order = sorted(np.ndindex(gap.shape), key=lambda cell: -abs(gap[cell]))[:NAMED]
    holders, places = list(base.form.holders.values()), list(base.form.regions.values())
    clauses = []
    for h, g in (cell for cell in order if abs(gap[cell]) >= MIN_SHARE):
        by = formats.sign(f"{100 * gap[h, g]:+.0f}")
        clauses.append(f"{holders[h].label} in {places[g].label} {by} points")
    moves = "; ".join(clauses) + "." if clauses else "no share of land changes by half a point."
    title = f"{other.form.title}, {_date(base, shares[0].weeks[at], False)}: "
    return tag("p", tag("b", title), moves, class_="quiet")


def _date(scenario, week, start):
    return day(scenario.form.monday(week)) + (", start" if start else "")


def _country(scenario, shares):
    """One map; shares (H, G) of land."""
    form, places = scenario.form, tile_positions(scenario.form)
    look = colours.actor_colours(form)[1], letters(form.holders)
    most = max(place.residents.value for place in form.regions.values()) or 1.0
    cells = []
    for g, (name, place) in enumerate(form.regions.items()):
        by_holder = {
            h: float(shares[k, g]) for k, h in enumerate(form.holders) if shares[k, g] >= MIN_SHARE
        }
        size = max(100.0 * math.sqrt(place.residents.value / most), MIN_TILE)
        order = sorted(by_holder.items(), key=lambda pair: -pair[1])
        moves = ", ".join(f"{form.holders[h].label} {100 * share:.0f}%" for h, share in order)
        description = f"{place.label}: {moves}"
        square = tag("div", _stripes(by_holder, look, description, size), class_="square")
        column, row = places[name]
        at = f"grid-column:{column + 1};grid-row:{row + 1}"
        label = tag("div", place.label, class_="place")
        cells.append(tag("div", square, label, class_="tile", style=at, title=description))
    columns = f"--columns:{1 + max(column for column, _ in places.values())}"
    about = {"role": "group", "aria_label": f"Map under {form.title}"}
    return tag("div", *cells, class_="country", style=columns, **about)


def _stripes(by_holder, look, description, size):
    """A square with a stripe for each holder in a fixed order, so that maps can be compared; a
    letter where there is room."""
    (shade, letter), total, y, stripes = look, sum(by_holder.values()) or 1.0, 0.0, []
    for holder, share in by_holder.items():
        deep = 100.0 * share / total
        box = {"x": 0, "y": short(y), "width": 100, "height": short(deep)}
        stripes.append(tag("rect", **box, fill=shade[holder]))
        if 0.01 * deep * size >= MIN_STRIPE:
            look = f"font-size:{short(LETTER / size)}px;fill:{colours.ink(shade[holder])}"
            at = {"x": 50, "y": short(y + 0.5 * deep), "style": look}
            stripes.append(tag("text", letter[holder], **at, class_="initial"))
        y += deep
    about = {"role": "img", "aria_label": description, "viewBox": "0 0 100 100"}
    sized = f"width:{short(size)}%;height:{short(size)}%"
    inside = tag("title", description), *stripes
    return tag("svg", *inside, **about, preserveAspectRatio="none", style=sized)


def tile_positions(form):
    """{region: (column, row)}; regions without a tile are placed in rows below."""
    places = form.regions.items()
    by_tile = {name: place.tile for name, place in places if place.tile is not None}
    unplaced = [name for name in form.regions if name not in by_tile]
    below = 1 + max((row for _, row in by_tile.values()), default=-1)
    wide = 1 + max((column for column, _ in by_tile.values()), default=0)
    columns = max(wide, math.ceil(math.sqrt(len(unplaced))) if unplaced else 1)
    return by_tile | {name: (k % columns, below + k // columns) for k, name in enumerate(unplaced)}
