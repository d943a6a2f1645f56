"""How worlds end and what changes between scenarios: the classes, the changes, and which world went
where."""

from markupsafe import Markup

from simulator.analysis import history
from simulator.analysis.compare import classes_of
from simulator.analysis.estimate import ASSUMED
from simulator.show import colours, headline, page, words
from simulator.show.charts import dots
from simulator.show.figures.parts import chip, legend, row, said, scenarios, several, whole
from simulator.show.svg import Axis, line, picture, short, tag
from simulator.show.svg import words as text

PRECISION = (Markup('<span class="bar thin"></span>'), "95%: how exactly the simulation was read")
CLEAR = (Markup('<span class="bar dot"></span>'), "clear change")
NONE = (Markup('<span class="bar hollow"></span>'), "none beyond chance, or too little to matter")
TALL, EACH, LEAST, GAP = (
    170.0,
    8.0,
    36.0,
    8.0,
)  # pixels of all bands of a flow, of a world at most, of a class at least, between two
KNOWN = (Markup('<span class="bar broad"></span>'), "10 to 90% of draws of what is not known")


def classes(study):
    """Of so many worlds, how many end in each class under each scenario, with precision and range
    across draws."""
    form, worlds = study.scenarios[0].form, study.worlds
    shade, letter = colours.of_classes(form), colours.letters(form)
    kinds = list(classes_of(study.scenarios).values())
    shares = [
        [study.digests[one.id].outcomes.get(kind.id) for one in study.scenarios] for kind in kinds
    ]
    most = max(_ends(share)[1] for each in shares for share in each if share)
    axis = Axis(0.0, max(worlds * most, 1.0))
    patches = [
        chip(shade.get(kind.id, colours.REST), letter.get(kind.id, "+")) for kind in kinds
    ]  # + is none of the base's
    rows = [
        _class(study, kind, each, axis, patch)
        for kind, each, patch in zip(kinds, shares, patches, strict=True)
    ]
    return whole(
        legend(*scenarios(study), KNOWN, PRECISION),
        *rows,
        scale_below(axis, f"worlds of {worlds:,}"),
        name="forest",
    )


def _ends(share):
    known = share.across() or share.interval()
    return min(share.low, known[0]), max(share.high, known[1])


def _class(study, kind, shares, axis, patch):
    worlds, drawn, told, spoken = study.worlds, [], [], []
    for k, (one, share) in enumerate(zip(study.scenarios, shares, strict=True)):
        if share is None:
            told.append("–")
            continue
        at, known = share.value * worlds, share.across(worlds)
        drawn.append((k, at, share.interval(worlds), known, True))
        told.append(words.of(share.value, worlds))
        precision = (
            f"95% {words.interval(share, worlds)}; by draw"
            f" {words.across(share, worlds) or 'not known'}"
        )
        spoken.append(f"{told[-1]} of {worlds:,} worlds under {one.form.title} ({precision})")
    label = f"{kind.label}: {'; '.join(spoken)}"
    named = tag(
        "span",
        kind.label,
        *(
            tag("small", f"{part.label} {_part(study, part)}", class_="quiet")
            for part in kind.parts
        ),
    )
    return row(several([patch, named]), dots(label, axis, drawn), tag("b", " → ".join(told)))


def _part(study, part):
    """A part of a class under each scenario that has it."""
    shares = [study.digests[one.id].parts.get(part.id) for one in study.scenarios]
    return " → ".join(words.of(share.value, study.worlds) for share in shares if share)


def scale_below(axis, unit, zero=False):
    """The numbers below a forest."""
    names = [
        (axis.x(tick), ("+" if zero and tick > 0 else "") + words.plain(tick))
        for tick in axis.ticks(5)
    ]
    drawn = [part for x, name in names for part in (line(x, 0, x, 3, "grid"), text(name, x, 14))]
    return row(
        "",
        picture(20, f"scale: {unit}", *drawn),
        tag("span", unit, class_="quiet"),
        class_="row scale",
    )


def changes(study):
    """What each scenario changes of the base: worlds, then amounts, each with precision and range
    across draws."""
    if not study.differences:
        return said("One scenario alone changes nothing; compare it with another.")
    parts = []
    for number, other in enumerate(study.scenarios[1:], 1):
        change = study.differences[other.id]
        title = (
            tag("h4", f"{other.form.title}, less {study.scenarios[0].form.title}")
            if len(study.scenarios) > 2
            else ""
        )
        parts.append(
            several([title, _worlds(study, change, number), _amounts(study, change, number)])
        )
    return whole(legend(CLEAR, NONE, KNOWN, PRECISION), *parts, name="forest")


def _worlds(study, change, number):
    base, worlds = study.scenarios[0], study.worlds
    named = headline.classes(base, change)
    named += [
        (measure.label, change.metrics[name])
        for name, measure in page.events(base)
        if name in change.metrics
    ]
    far = max(max(abs(end) for end in _reach(one)) for _, one in named) * worlds
    axis = Axis(-far, far)
    rows = [_change(label, one, axis, worlds, number) for label, one in named]
    return several(
        [
            tag("h5", f"In how many worlds of {worlds:,}"),
            *rows,
            scale_below(axis, "worlds more or fewer", zero=True),
        ]
    )


def _amounts(study, change, number):
    base, rows = study.scenarios[0], []
    found = [study.digests[study.scenarios[k].id].metrics for k in (0, number)]
    for name, measure in page.amounts(base):
        if name in change.metrics:
            one = change.metrics[name]
            far = max(abs(end) for end in _reach(one)) or 1.0
            scale = min(each[name].p90 for each in found)
            levels = " → ".join(words.amount(each[name].value, scale) for each in found)
            assumed = " †" if one.standing == ASSUMED else ""
            rows.append(
                _change(
                    page.name_of(measure).plain + assumed, one, Axis(-far, far), 1, number, levels
                )
            )
    note = "each on a scale of its own; † set by the scenario itself, no finding"
    return several(
        [tag("h5", "How much, mean of worlds ", tag("span", note, class_="quiet")), *rows]
    )


def _reach(change):
    ends = [change.low, change.high, *(change.across() or ())]
    return [end for end in ends if abs(end) != float("inf")] or [change.value]


def _change(label, change, axis, scale, number, levels=""):
    by, known, interval = (cell.plain for cell in words.changed(change, scale))
    ends = change.interval(scale), change.across(scale)
    drawn = dots(
        f"{label}: {by}{levels and ', '}{levels}, for 10 to 90% of draws {known or 'not known'},"
        f" 95% {interval}",
        axis,
        [(number, change.value * scale, *ends, change.moved)],
    )
    named = tag("span", label, " ", tag("small", levels, class_="quiet")) if levels else label
    return row(
        named,
        drawn,
        tag("b", by) if change.moved else by,
        tag("span", known if known != by else "", class_="quiet"),
    )


# --------------------------------------------------------------------------------------------------
# flows
def flows(study):
    """The same worlds under the base and under each other scenario: those that change their class,
    from where to where."""
    if not study.differences:
        return said("One scenario alone moves no world; compare it with another.")
    return whole(*(_flow(study, k) for k in range(1, len(study.scenarios))), name="flows")


def _flow(study, number):
    base, other = study.scenarios[0], study.scenarios[number]
    rows = history.flows(base, other, study.found[0].worlds, study.found[number].worlds)
    moved = [one for one in rows if one[0] != one[1]]
    stay = study.worlds - sum(worlds for *_, worlds in moved)
    rest = f" end in the same class under both; {study.worlds - stay:,} do not."
    title = tag("p", tag("b", f"{stay:,} of {study.worlds:,} worlds"), rest)
    if not moved:
        return several([title])
    labels = {one.id: one.label for form in (base.form, other.form) for one in form.classes}
    drawn = _bands(
        moved,
        labels,
        colours.of_classes(base.form),
        f"From {base.form.title} to {other.form.title}",
    )
    heads = tag("div", tag("span", base.form.title), tag("span", other.form.title), class_="heads")
    stays = "; ".join(f"{labels[a]} {n:,}" for a, b, n in rows if a == b)
    return several(
        [
            title,
            heads,
            drawn,
            tag("p", f"Same class under both, not drawn: {stays or 'none'}.", class_="quiet"),
        ]
    )


def _bands(moved, labels, shade, title):
    """Left the class under the base, right under the other, a band as high as the number of worlds
    that go so."""
    order, deep = list(labels), min(TALL / sum(n for *_, n in moved), EACH)
    names = [sorted({row[k] for row in moved}, key=order.index) for k in (0, 1)]
    sides = [
        {name: sum(row[2] for row in moved if row[k] == name) for name in names[k]} for k in (0, 1)
    ]
    tops = [_placed(side, deep) for side in sides]
    high = short(max(top[None] for top in tops))
    stops = [
        tag(
            "div",
            *(
                _stop(labels[name], n, top[name], deep, shade.get(name, colours.REST))
                for name, n in side.items()
            ),
            class_=f"side {side_}",
            style=f"height:{high}px",
        )
        for side, top, side_ in zip(sides, tops, ("from", "to"), strict=True)
    ]
    drawn = [_band(tops, row, row[2] * deep, shade.get(row[0], colours.REST)) for row in moved]
    spoken = "; ".join(f"{n:,} from {labels[a]} to {labels[b]}" for a, b, n in moved)
    about = {
        "role": "img",
        "aria_label": f"{title}: {spoken}",
        "viewBox": f"0 0 100 {high}",
        "preserveAspectRatio": "none",
    }
    return tag(
        "div",
        stops[0],
        tag("svg", tag("title", spoken), *drawn, **about, width="100%", height=high),
        stops[1],
        class_="sankey",
    )


def _placed(side, deep):
    """Upper edge of each class in pixels, and under None where the last one ends."""
    found, y = {}, 0.0
    for name, count in side.items():
        found[name] = y
        y += max(count * deep, LEAST) + GAP
    return {**found, None: y}


def _band(tops, row, deep, colour):
    """A band from left to right; what it takes up of either side is used up."""
    y1, y2 = (tops[k][row[k]] for k in (0, 1))
    for k in (0, 1):
        tops[k][row[k]] += deep
    a, b, c, d = map(short, (y1, y2, y2 + deep, y1 + deep))
    return tag(
        "path",
        d=f"M0 {a}C50 {a} 50 {b} 100 {b}V{c}C50 {c} 50 {d} 0 {d}Z",
        fill=colour,
        fill_opacity=0.55,
    )


def _stop(label, count, y, deep, colour):
    style = f"top:{short(y)}px;height:{short(max(count * deep, LEAST))}px"
    mark = tag("i", style=f"background:{colour};height:{short(count * deep)}px")
    return tag(
        "div",
        mark,
        tag("span", tag("b", f"{count:,}"), " ", label),
        class_="stop",
        style=style,
        title=label,
    )
