"""Forest plots: levels and changes in rows on one scale, each with its 95% CI and parameter range.
Runs, comparisons and sweeps share them."""

from markupsafe import Markup

from simulator.analysis.compare import outcomes_of
from simulator.report import colours, formats
from simulator.report.charts import dots
from simulator.report.figures.parts import (
    chip,
    container,
    figure,
    join_markup,
    legend,
    message,
    row,
    scenarios,
)
from simulator.report.svg import Axis, line, picture, rows_of, tag
from simulator.report.svg import svg_text as text
from simulator.report.view import names, rows, sweeps

ACROSS_DRAWS = (Markup('<span class="bar broad"></span>'), "10-90% of parameter draws")
SIMULATION_CI = (
    Markup('<span class="bar thin"></span>'),
    "95% confidence interval (CI) of the simulation",
)
SIGNIFICANT = (Markup('<span class="bar dot"></span>'), "significant change")
NOT_SIGNIFICANT = (
    Markup('<span class="bar hollow"></span>'),
    "not significant, or too small to matter",
)
OWN_SCALES = "each on its own scale; † set by scenario or assumption, not a result"
SWEPT = 12  # outcomes drawn along a sweep


def dot(number, estimate, scale, filled=True):
    """An estimate or a change in the form that `charts.dots` draws."""
    return number, estimate.value * scale, estimate.interval(scale), estimate.across(scale), filled


def reach(estimate):
    """Finite ends of an estimate or a change, its CI and its parameter range."""
    ends = [estimate.value, *(estimate.interval() or ()), *(estimate.across() or ())]
    return [end for end in ends if abs(end) != float("inf")]


def scale_below(axis, unit, zero=False):
    """The scale below a forest plot."""
    parts = []
    for tick in axis.ticks(5):
        x, label = axis.x(tick), ("+" if zero and tick > 0 else "") + formats.decimal(tick)
        parts += [line(x, 0, x, 3, "grid"), text(label, x, 14)]
    scale = picture(20, f"scale: {unit}", *parts)
    return row("", scale, tag("span", unit, class_="quiet"), class_="row scale")


# -------------------------------------------------------------------------------------------------
# levels
@figure("outcomes")
def outcomes(study):
    """Worlds by outcome under each scenario, with 95% CI and parameter range."""
    form, worlds = study.scenarios[0].form, study.worlds
    entries = list(rows.outcomes(study, study.scenarios, parts=False))
    most = max(end for entry in entries for level in entry.levels if level for end in reach(level))
    axis = Axis(0.0, max(worlds * most, 1.0))
    shade, letter = colours.outcome_colours(form), colours.letters(form)
    forest_rows = []
    for entry, outcome in zip(entries, outcomes_of(study.scenarios).values(), strict=True):
        # + marks an outcome that the base lacks
        patch = chip(shade.get(entry.name, colours.REST), letter.get(entry.name, "+"))
        forest_rows.append(_outcome(study, entry, outcome, axis, patch))
    below = scale_below(axis, f"worlds of {worlds:,}")
    return container(
        legend(*scenarios(study), ACROSS_DRAWS, SIMULATION_CI), *forest_rows, below, name="forest"
    )


def _outcome(study, entry, outcome, axis, patch):
    """A row for one outcome, with a mark for each scenario that has it."""
    worlds, marks, clauses = study.worlds, [], []
    for k, (scenario, share) in enumerate(zip(study.scenarios, entry.levels, strict=True)):
        if share is not None:
            marks.append(dot(k, share, worlds))
            draws = formats.parameter_range(share, worlds) or "unknown"
            count = f"{entry.level(k)} of {worlds:,} worlds under {scenario.form.title}"
            clauses.append(
                f"{count} (95% CI {formats.interval(share, worlds)}; 10-90% of draws {draws})"
            )
    levels = " → ".join(entry.level(k) for k in range(len(entry.levels)))
    parts = (
        tag("small", f"{part.label} {_part_levels(study, part)}", class_="quiet")
        for part in outcome.parts
    )
    label = join_markup([patch, tag("span", outcome.label, *parts)])
    return row(label, dots(f"{outcome.label}: {'; '.join(clauses)}", axis, marks), tag("b", levels))


def _part_levels(study, part):
    """Worlds of a part of an outcome under each scenario that has it."""
    shares = (study.summaries[scenario.id].parts.get(part.id) for scenario in study.scenarios)
    return " → ".join(formats.count(share.value, study.worlds) for share in shares if share)


# -------------------------------------------------------------------------------------------------
# changes
@figure("changes")
def changes(study):
    """Changes from the base: counts of worlds, then means, each with 95% CI and parameter range."""
    if not study.differences:
        return message("A run of one scenario has no changes; compare it with another.")
    base, parts = study.scenarios[0], []
    for number, other in enumerate(study.scenarios[1:], 1):
        title = tag("h4", f"{other.form.title}, minus {base.form.title}")
        parts += [title] if len(study.scenarios) > 2 else []
        parts += [
            _world_rows(study, (base, other), number),
            _mean_rows(study, (base, other), number),
        ]
    return container(
        legend(SIGNIFICANT, NOT_SIGNIFICANT, ACROSS_DRAWS, SIMULATION_CI), *parts, name="forest"
    )


def _world_rows(study, pair, number):
    entries = [entry for entry in rows.outcomes(study, pair, parts=False) if entry.change]
    entries += rows.metrics(study, pair, names.event_metrics(pair[0]))
    far = study.worlds * max(abs(end) for entry in entries for end in reach(entry.change))
    axis = Axis(-far, far)
    forest_rows = [_change(entry, entry.label, axis, number) for entry in entries]
    head = tag("h5", f"In how many worlds of {study.worlds:,}")
    return join_markup([head, *forest_rows, scale_below(axis, "worlds more or fewer", zero=True)])


def _mean_rows(study, pair, number):
    forest_rows = []
    for metric in rows.metrics(study, pair, names.mean_metrics(pair[0])):
        far = max(map(abs, reach(metric.change))) or 1.0
        scale = min(level.p90 for level in metric.levels)
        levels = " → ".join(metric.level(k, scale) for k in range(2))
        label = metric.title + (" †" if metric.assumed else "")
        forest_rows.append(_change(metric, label, Axis(-far, far), number, levels))
    head = tag("h5", "How much, mean of worlds ", tag("span", OWN_SCALES, class_="quiet"))
    return join_markup([head, *forest_rows])


def _change(entry, label, axis, number, levels=""):
    by, parameter_range, interval = (cell for cell, _ in entry.changed())
    range_ = f"10-90% of draws {parameter_range or 'unknown'}, 95% CI {interval}"
    description = f"{label}: {', '.join(part for part in (by, levels, range_) if part)}"
    marks = dots(description, axis, [dot(number, entry.change, entry.scale, entry.change.moved)])
    heading = tag("span", label, " ", tag("small", levels, class_="quiet")) if levels else label
    ends = tag("span", parameter_range if parameter_range != by else "", class_="quiet")
    return row(heading, marks, tag("b", by) if entry.change.moved else by, ends)


# -------------------------------------------------------------------------------------------------
# sweeps
def along(study):
    """The outcomes and metrics that change most along a sweep: collapse and harm first."""
    entries, keys = names.outcomes(study.scenarios[0]), names.moving_rows(study)[:SWEPT]
    if not keys:
        return message("No metric changes significantly along the lever.")
    one_lever = len(study.request.options["vary"]) == 1
    sections = ((_lever if one_lever else _grid)(study, key, *entries[key]) for key in keys)
    return container(
        legend(ACROSS_DRAWS, SIMULATION_CI) if one_lever else "", *sections, name="forest"
    )


def _lever(study, key, name, unit):
    """A row for each value of the lever."""
    ((path, lever),) = study.request.options["vary"].items()
    scale, forest_rows = study.worlds if unit is None else 1, []
    estimates = [(cell, cell.summary.row(key)) for cell in study.cells]
    ends = [end * scale for _, estimate in estimates for end in reach(estimate)]
    axis = Axis(min(0.0, *ends), max(ends))
    for cell, estimate in estimates:
        label, level = f"{lever} {cell.values[path]:g}", formats.level(estimate, study.worlds)
        base = tag("span", ", the base" if cell.reference else "", class_="quiet")
        marks = dots(f"{name}, {label}: {level}", axis, [dot(1, estimate, scale)])
        forest_rows.append(row(tag("span", label, base), marks, tag("b", level)))
    below = scale_below(axis, f"worlds of {study.worlds:,}" if unit is None else unit)
    return tag("section", tag("h4", sweeps.title_of(study, name, unit)), *forest_rows, below)


def _grid(study, key, name, unit):
    """A table of one lever down and one across; darker is more."""
    estimates, down, across = sweeps.grid_cells(study, key)
    first, second = study.request.options["vary"].values()
    values = [estimate.value for estimate in estimates.values()]
    low, high = min(values), max(values)

    def cell(estimate):
        shade = 0.6 * (estimate.value - low) / (high - low or 1.0)
        style = f"background:rgb(0 96 163 / {shade:.2f})"
        return tag("td", formats.level(estimate, study.worlds), style=style)

    head = [tag("th", f"{first} down, {second} across"), *(tag("th", f"{x:g}") for x in across)]
    body = (
        [tag("th", f"{y:g}", scope="row"), *(cell(estimates[y, x]) for x in across)] for y in down
    )
    table = rows_of(head, body, class_="grid")
    return tag("section", tag("h4", sweeps.title_of(study, name, unit)), table)
