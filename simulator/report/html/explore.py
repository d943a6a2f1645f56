"""Interactive charts of a report: any two metrics of every world, and any metric over time."""

import json

import numpy as np
from markupsafe import Markup

from simulator.analysis import history
from simulator.model.index import Index
from simulator.model.metrics.families import recorded_metrics
from simulator.report import colours
from simulator.report.svg import tag
from simulator.report.view import names as view_names

MOST = 1000  # worlds of a scenario that are shown as points
# as in templates/figures.css
SCENARIOS = ("#4b545e", "#0060a3", "#b84300", "#2e7d4f", "#7a3f98", "#8a6d00")
WIDTH, HIGH = 420, 280  # pixels of a chart
CONFIG = {
    "font": "system-ui, sans-serif",
    "view": {"stroke": "#dfe3e8"},
    "axis": {"gridColor": "#eef0f2", "labelFontSize": 12, "titleFontSize": 12},
    "legend": {"labelFontSize": 12},
}
ABOUT = (
    "Choose the metrics of both axes. Drag over the points to select worlds; the bars count them by"
    " outcome. "
)
EMBED = {"actions": False, "renderer": "svg"}


def explorer(study):
    """The section "Explore": both charts, their data and the script that draws them, without
    network access."""
    import altair
    import vl_convert

    charts = {"explore-worlds": _worlds(study, altair), "explore-courses": _courses(study, altair)}
    specs = {
        name: {**chart.configure(**CONFIG).to_dict(), "datasets": {"rows": list(rows)}}
        for name, (chart, rows) in charts.items()
    }
    version = ".".join(altair.SCHEMA_VERSION.split(".")[:2])
    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=version)
    specs_json = json.dumps(specs).replace("<", "\\u003c")  # a label may hold what ends a script
    loop = f"for (const [id, spec] of Object.entries({specs_json}))"
    draw = f"{loop} vegaEmbed('#' + id, spec, {json.dumps(EMBED)});"
    texts = bundle.replace("</script", "<\\/script"), draw
    scripts = [Markup("<script>") + Markup(text) + Markup("</script>") for text in texts]
    first = f"The first {MOST:,} worlds of each scenario."
    intro = ABOUT + (first if study.worlds > MOST else "Every world is a point.")
    frames = [tag("div", id=name, class_="explore") for name in charts]
    head = tag("h2", "Explore"), tag("p", intro, class_="small")
    return tag("section", *head, *frames, *scripts, id="explore")


def _runs(study):
    """Worlds and weeks of the scenarios under their own rule."""
    return [run for _, run in study.runs]


def _choice(altair, name, title, value, options, labels):
    """A list box that sets a parameter of a chart."""
    bound = altair.binding_select(options=options, labels=labels, name=f"{title} ")
    return altair.param(name=name, value=value, bind=bound)


def _worlds(study, altair):
    """Scatter plot of two metrics of each world, coloured by outcome, with bars that count the
    selected worlds: (chart, rows)."""
    form, metrics = study.scenarios[0].form, view_names.mean_metrics(study.scenarios[0])
    keys = [f"m{k}" for k in range(len(metrics))]
    labels = [view_names.with_unit(metric.label, metric.unit) for _, metric in metrics]
    choices = [
        _choice(altair, "across", "Across:", keys[0], keys, labels),
        _choice(altair, "up", "Up:", keys[min(5, len(keys) - 1)], keys, labels),
    ]
    outcomes = [outcome.label for outcome in form.outcomes]
    scale = altair.Scale(domain=outcomes, range=list(colours.outcome_colours(form).values()))
    shade = altair.Color("outcome:N", title="", scale=scale)
    shade = shade.legend(orient="top", columns=3, labelLimit=260)
    base = altair.Chart(altair.NamedData("rows"))
    base = base.transform_calculate(x="datum[across]", y="datum[up]")
    by_key = json.dumps(dict(zip(keys, labels, strict=True)))
    titles = [
        _axis_title(altair, f"({by_key})[{choice}]", *place)
        for choice, place in (("across", (WIDTH, HIGH)), ("up", (0, HIGH)))
    ]
    columns = [
        _column(base, k, metric, shade, titles, altair) for k, metric in enumerate(study.scenarios)
    ]
    rows = [
        altair.hconcat(*row).resolve_scale(x="shared", y="shared")
        for row in zip(*columns, strict=True)
    ]
    return altair.vconcat(*rows).add_params(*choices), _points(study, [name for name, _ in metrics])


def _axis_title(altair, expression, width, height):
    """The title of an axis that changes with a choice: below the middle of `width`, or, where that
    is 0, turned beside the middle of `height`."""
    across = {"x": altair.value(width / 2), "y": altair.value(height + 34)}
    up = {"x": altair.value(-46), "y": altair.value(height / 2)}
    data = altair.Chart(altair.Data(values=[{}]))
    mark = data.mark_text(
        text=altair.expr(expression), fontSize=12, fontWeight="bold", angle=0 if width else 270
    )
    return mark.encode(**(across if width else up))


def _column(base, number, scenario, shade, titles, altair):
    """One scenario: (points, bars)."""
    selection = altair.selection_interval(name=f"drawn{number}")
    scenario_rows = base.transform_filter(f"datum.scenario == {number}")
    x = altair.X("x:Q", title=" ").scale(zero=False)
    y = altair.Y("y:Q", title=" ").scale(zero=False).axis(minExtent=50)
    colour = altair.when(selection).then(shade).otherwise(altair.value("#dfe3e8"))
    tips = ["world:O", "outcome:N", "x:Q", "y:Q"]
    points = scenario_rows.mark_circle(size=22, opacity=0.6).encode(
        x=x, y=y, color=colour, tooltip=tips
    )
    points = altair.layer(points.add_params(selection), *titles)
    points = points.properties(width=WIDTH, height=HIGH, title=scenario.form.title)
    count = altair.X("count():Q", title="worlds in the selected area")
    outcome, tips = (
        altair.Y("outcome:N", title="outcome").axis(labels=False, ticks=False, minExtent=50),
        ["outcome:N", "count():Q"],
    )
    bars = scenario_rows.transform_filter(selection).mark_bar(height=16)
    bars = bars.encode(x=count, y=outcome, color=shade, tooltip=tips)
    return points, bars.properties(width=WIDTH)


def _points(study, names):
    """A row a world: {"scenario": number, "world", "outcome": label, "m0", "m1", ...}."""
    for number, (scenario, result) in enumerate(zip(study.scenarios, _runs(study), strict=True)):
        labels = [outcome.label for outcome in scenario.form.outcomes]
        columns_by_key = {f"m{k}": name for k, name in enumerate(names) if name in result.worlds}
        columns = {
            key: _rounded(result.worlds[name][:MOST]) for key, name in columns_by_key.items()
        }
        for world, outcome in enumerate(result.worlds["outcome"][:MOST]):
            values = {key: column[world] for key, column in columns.items()}
            yield {"scenario": number, "world": world, "outcome": labels[outcome], **values}


def _courses(study, altair):
    """One metric over time under every scenario, median and 10th to 90th percentile over worlds,
    with values under the pointer: (chart, rows)."""
    by_name = recorded_metrics(Index(study.scenarios[0]))
    names = [
        name for name in study.block_results[0].weeks if name != "outcome" and by_name[name].span
    ]
    labels = [
        view_names.with_unit(by_name[name].label or by_name[name].meaning, by_name[name].unit)
        for name in names
    ]
    metric_choice = _choice(altair, "measure", "Over time:", 0, list(range(len(names))), labels)
    titles = list(_titles(study).values())
    scale = altair.Scale(domain=titles, range=SCENARIOS[: len(titles)])
    colour = altair.Color("scenario:N", title="", scale=scale)
    colour = colour.legend(orient="top", labelLimit=300)
    base = altair.Chart(altair.NamedData("rows")).transform_filter("datum.measure == measure")
    base = base.encode(x=altair.X("week:T", title="week"), color=colour)
    low = altair.Y("low:Q", title=" ").scale(zero=False).axis(minExtent=50)
    band = base.mark_area(opacity=0.18).encode(y=low, y2="high:Q")
    tips = ["week:T", "scenario:N", "low:Q", "middle:Q", "high:Q"]
    middle = base.mark_line(point=altair.OverlayMarkDef(size=14)).encode(y="middle:Q", tooltip=tips)
    title = _axis_title(altair, f"({json.dumps(labels)})[measure]", 0, HIGH)
    chart = altair.layer(band, middle, title)
    chart = chart.properties(width=2 * WIDTH, height=HIGH).add_params(metric_choice)
    return chart, _weeks(study, names, by_name)


def _weeks(study, names, by_name):
    """A row a second week: {"scenario": title, "measure": number, "week", "low", "middle",
    "high"}."""
    titles = _titles(study)
    for scenario, result in zip(study.scenarios, _runs(study), strict=True):
        for number, name in enumerate(names):
            if name not in result.weeks:
                continue
            rows = history.course(result.weeks[name], by_name[name].span, (0.1, 0.5, 0.9))
            for week in np.flatnonzero(np.isfinite(rows[1]))[::2]:
                ends = dict(zip(("low", "middle", "high"), _rounded(rows[:, week]), strict=True))
                day = scenario.form.monday(week + 1).isoformat()
                yield {"scenario": titles[scenario.id], "measure": number, "week": day, **ends}


def _titles(study):
    """Titles by id, with the id where two are alike."""
    titles = {title.id: title.form.title for title in study.scenarios}
    all_titles = list(titles.values())
    return {
        key: f"{title} ({key})" if all_titles.count(title) > 1 else title
        for key, title in titles.items()
    }


def _rounded(values):
    return [float(f"{value:.4g}") if np.isfinite(value) else None for value in values]
