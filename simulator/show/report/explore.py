"""Charts that answer the pointer, for a report that may carry a script: any two measures of every
world, and any course over time."""

import json

import numpy as np
from markupsafe import Markup

from simulator.analysis import history
from simulator.model.cast import Cast
from simulator.model.measures import for_conflict
from simulator.scenario.calendar import monday_of, week_of
from simulator.show import colours
from simulator.show.svg import tag
from simulator.show.view import names as named

MOST = 1000  # worlds of a scenario that are shown as points
SCENARIOS = (
    "#4b545e",
    "#0060a3",
    "#b84300",
    "#2e7d4f",
    "#7a3f98",
    "#8a6d00",
)  # as in templates/figures.css
WIDTH = 420
CONFIG = {
    "font": "system-ui, sans-serif",
    "view": {"stroke": "#dfe3e8"},
    "axis": {"gridColor": "#eef0f2", "labelFontSize": 12, "titleFontSize": 12},
    "legend": {"labelFontSize": 12},
}
EMBED = {"actions": False, "renderer": "svg"}


def explorer(study):
    """A section with both charts, their data and the one script that draws them; nothing is
    fetched."""
    import altair
    import vl_convert

    made = {"explore-worlds": _worlds(study, altair)}
    if all(found.weeks for found in study.found[: len(study.scenarios)]):
        made["explore-courses"] = _courses(study, altair)
    specs = {
        name: {**chart.configure(**CONFIG).to_dict(), "datasets": {"rows": list(rows)}}
        for name, (chart, rows) in made.items()
    }
    bundle = vl_convert.javascript_bundle(
        "window.vegaEmbed = vegaEmbed;", vl_version=".".join(altair.SCHEMA_VERSION.split(".")[:2])
    )
    told = json.dumps(specs).replace("<", "\\u003c")  # a label may hold what ends a script
    draw = (
        f"for (const [id, spec] of Object.entries({told})) vegaEmbed('#' + id, spec,"
        f" {json.dumps(EMBED)});"
    )
    scripts = [
        Markup("<script>") + Markup(text) + Markup("</script>")
        for text in (bundle.replace("</script", "<\\/script"), draw)
    ]
    about = (
        "Choose what to set against what; draw a field over points, and the bars count the worlds"
        " in it. "
    )
    about += (
        f"The first {MOST:,} worlds of each scenario."
        if study.worlds > MOST
        else "Every world is a point."
    )
    frames = [tag("div", id=name, class_="explore") for name in made]
    return tag(
        "section",
        tag("h2", "Explore"),
        tag("p", about, class_="small"),
        *frames,
        *scripts,
        id="explore",
    )


def _worlds(study, altair):
    """Two measures of each world against each other, coloured by class; bars count the worlds under
    the field drawn: (chart, rows)."""
    form, measures = study.scenarios[0].form, named.amounts(study.scenarios[0])
    keys, labels = (
        [f"m{k}" for k in range(len(measures))],
        [measure.label for _, measure in measures],
    )
    choices = [
        altair.param(
            name=axis,
            value=key,
            bind=altair.binding_select(options=keys, labels=labels, name=f"{title} "),
        )
        for axis, title, key in (
            ("across", "Across:", keys[0]),
            ("up", "Up:", keys[min(5, len(keys) - 1)]),
        )
    ]
    kinds = [kind.label for kind in form.classes]
    scale = altair.Scale(domain=kinds, range=list(colours.of_classes(form).values()))
    shade = altair.Color("class:N", title="", scale=scale).legend(
        orient="top", columns=3, labelLimit=260
    )
    base = altair.Chart(altair.NamedData("rows")).transform_calculate(
        x="datum[across]", y="datum[up]"
    )
    columns = [
        _column(base, number, one, shade, altair) for number, one in enumerate(study.scenarios)
    ]
    rows = [
        altair.hconcat(*row).resolve_scale(x="shared", y="shared")
        for row in zip(*columns, strict=True)
    ]
    return altair.vconcat(*rows).add_params(*choices), _points(
        study, [name for name, _ in measures]
    )


def _column(base, number, one, shade, altair):
    """One scenario: (points, bars)."""
    drawn = altair.selection_interval(name=f"drawn{number}")
    mine = base.transform_filter(f"datum.scenario == {number}")
    axes = {
        "x": altair.X("x:Q", title="across").scale(zero=False),
        "y": altair.Y("y:Q", title="up").scale(zero=False),
    }
    colour = altair.when(drawn).then(shade).otherwise(altair.value("#dfe3e8"))
    points = mine.mark_circle(size=22, opacity=0.6).encode(
        **axes, color=colour, tooltip=["world:O", "class:N", "x:Q", "y:Q"]
    )
    count = altair.X("count():Q", title="worlds in the field")
    bars = (
        mine.transform_filter(drawn)
        .mark_bar(height=16)
        .encode(
            x=count,
            y=altair.Y("class:N", title="").axis(None),
            color=shade,
            tooltip=["class:N", "count():Q"],
        )
    )
    sized = points.add_params(drawn).properties(width=WIDTH, height=280, title=one.form.title)
    return sized, bars.properties(width=WIDTH)


def _points(study, names):
    """A row a world: {"scenario": number, "world", "class": label, "m0", "m1", ...}."""
    for number, (one, found) in enumerate(zip(study.scenarios, study.found, strict=False)):
        labels = [kind.label for kind in one.form.classes]
        columns = [
            _rounded(found.worlds[name][:MOST]) if name in found.worlds else None for name in names
        ]
        for world, kind in enumerate(found.worlds["class"][:MOST]):
            values = {f"m{k}": column[world] for k, column in enumerate(columns) if column}
            yield {"scenario": number, "world": world, "class": labels[kind], **values}


def _courses(study, altair):
    """One measure over time under every scenario: the middle world in a band of 80 of 100, values
    under the pointer: (chart, rows)."""
    known = for_conflict(Cast(study.scenarios[0]))
    names = [name for name in study.found[0].weeks if name != "class" and known[name].span]
    labels = [known[name].label or known[name].meaning for name in names]
    bound = altair.binding_select(
        options=list(range(len(names))), labels=labels, name="Over time: "
    )
    which = altair.param(name="measure", value=0, bind=bound)
    titles = list(_titles(study).values())
    colour = altair.Color(
        "scenario:N", title="", scale=altair.Scale(domain=titles, range=SCENARIOS[: len(titles)])
    )
    colour = colour.legend(orient="top", labelLimit=300)
    base = (
        altair.Chart(altair.NamedData("rows"))
        .transform_filter("datum.measure == measure")
        .encode(x=altair.X("week:T", title=""))
    )
    band = base.mark_area(opacity=0.18).encode(
        y=altair.Y("low:Q", title="").scale(zero=False), y2="high:Q", color=colour
    )
    tips = ["week:T", "scenario:N", "low:Q", "middle:Q", "high:Q"]
    middle = base.mark_line(point=altair.OverlayMarkDef(size=14)).encode(
        y="middle:Q", color=colour, tooltip=tips
    )
    return (band + middle).properties(width=2 * WIDTH, height=280).add_params(which), _weeks(
        study, names, known
    )


def _weeks(study, names, known):
    """A row a second week: {"scenario": title, "measure": number, "week", "low", "middle",
    "high"}."""
    titles = _titles(study)
    for one, found in zip(study.scenarios, study.found, strict=False):
        first = week_of(one.form.start)
        for number, name in enumerate(names):
            rows = (
                history.course(found.weeks[name], known[name].span, (0.1, 0.5, 0.9))
                if name in found.weeks
                else np.zeros((3, 0))
            )
            for week in np.flatnonzero(np.isfinite(rows[1]))[::2]:
                ends = dict(zip(("low", "middle", "high"), _rounded(rows[:, week]), strict=True))
                day = monday_of(first + int(week) + 1).isoformat()
                yield {"scenario": titles[one.id], "measure": number, "week": day, **ends}


def _titles(study):
    """Titles by id, with the id where two are alike."""
    titles = [one.form.title for one in study.scenarios]
    return {
        one.id: title if titles.count(title) == 1 else f"{title} ({one.id})"
        for one, title in zip(study.scenarios, titles, strict=True)
    }


def _rounded(values):
    return [float(f"{value:.4g}") if np.isfinite(value) else None for value in values]
