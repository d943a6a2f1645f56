"""Flows between outcomes: worlds whose outcome differs between two scenarios, as bands."""

from simulator.report import colours
from simulator.report.figures.parts import container, figure, join_markup, message
from simulator.report.svg import short, tag
from simulator.report.view.tables import moves

# pixels: all bands, one world at most, one outcome at least, gap
TALL, EACH, LEAST, GAP = 170.0, 8.0, 36.0, 8.0


@figure("flows")
def flows(study):
    """Worlds whose outcome differs between the base and each other scenario, as bands between
    outcomes."""
    if not study.differences:
        return message("A run of one scenario has no changes; compare it with another.")
    return container(*(_flow(study, other) for other in study.scenarios[1:]), name="flows")


def _flow(study, scenario):
    base, other = study.scenarios[0].form, scenario.form
    rows, moved, count, labels = moves(study, scenario)
    stay = tag("b", f"{study.worlds - count:,} of {study.worlds:,} worlds")
    title = tag("p", stay, f" have the same outcome under both; {count:,} do not.")
    if not moved:
        return title
    description = f"From {base.title} to {other.title}"
    bands = _bands(moved, labels, colours.outcome_colours(base), description)
    heads = tag("div", tag("span", base.title), tag("span", other.title), class_="heads")
    stays = "; ".join(f"{labels[a]} {n:,}" for a, b, n in rows if a == b) or "none"
    unchanged = tag("p", f"Same outcome under both, not drawn: {stays}.", class_="quiet")
    return join_markup([title, heads, bands, unchanged])


def _bands(moved, labels, shade, title):
    """Outcomes under the base left, under the other scenario right, a band as high as its number of
    worlds."""
    order, deep = list(labels), min(TALL / sum(n for *_, n in moved), EACH)
    colour = lambda name: shade.get(name, colours.REST)  # noqa: E731
    sides = []
    for k in (0, 1):
        ids = sorted({row[k] for row in moved}, key=order.index)
        sides.append({name: sum(row[2] for row in moved if row[k] == name) for name in ids})
    tops = [_upper_edges(side, deep) for side in sides]
    high = short(max(top[None] for top in tops))
    stops = []
    for side, top, class_ in zip(sides, tops, ("from", "to"), strict=True):
        each = (_stop(labels[name], n, top[name], deep, colour(name)) for name, n in side.items())
        stops.append(tag("div", *each, class_=f"side {class_}", style=f"height:{high}px"))
    paths = [_band(tops, row, row[2] * deep, colour(row[0])) for row in moved]
    description = "; ".join(f"{n:,} from {labels[a]} to {labels[b]}" for a, b, n in moved)
    look = {"role": "img", "aria_label": f"{title}: {description}", "width": "100%", "height": high}
    box = {"viewBox": f"0 0 100 {high}", "preserveAspectRatio": "none"}
    bands = tag("svg", tag("title", description), *paths, **look, **box)
    return tag("div", stops[0], bands, stops[1], class_="sankey")


def _upper_edges(side, deep):
    """Upper edge of each outcome in pixels, and under None the lower end."""
    tops, y = {}, 0.0
    for name, count in side.items():
        tops[name] = y
        y += max(count * deep, LEAST) + GAP
    return {**tops, None: y}


def _band(tops, row, deep, colour):
    """A band from left to right; moves down the free edge on both sides."""
    y1, y2 = (tops[k][row[k]] for k in (0, 1))
    for k in (0, 1):
        tops[k][row[k]] += deep
    a, b, c, d = map(short, (y1, y2, y2 + deep, y1 + deep))
    curve = f"M0 {a}C50 {a} 50 {b} 100 {b}V{c}C50 {c} 50 {d} 0 {d}Z"
    return tag("path", d=curve, fill=colour, fill_opacity=0.55)


def _stop(label, count, y, deep, colour):
    style = f"top:{short(y)}px;height:{short(max(count * deep, LEAST))}px"
    mark = tag("i", style=f"background:{colour};height:{short(count * deep)}px")
    text = tag("span", tag("b", f"{count:,}"), " ", label)
    return tag("div", mark, text, class_="stop", style=style, title=label)
