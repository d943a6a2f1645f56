"""Charts over time: first events, land, people, violence, zone of agreement."""

import numpy as np

from simulator.analysis import history
from simulator.model.index import Index
from simulator.model.metrics.families import recorded_metrics
from simulator.report import charts, colours
from simulator.report.figures.parts import chip, container, figure, legend, message
from simulator.report.formats import sign, upper
from simulator.report.svg import rows_of, tag

TRUCE = "Worlds with a truce in force, %"
PACKAGE = "Worlds with a package in force, %"
ZONE = "Worlds in which both signers gain more from the latest text than from war, %"
SAWTOOTH = (
    "A sawtooth follows the rounds of talks: truces are agreed at a round, in many worlds in the"
    " same week, and violations end them before the next round."
)
TWO_HUMPS = (
    "The median is taken week by week and is no single world: where worlds fall into two groups,"
    " the distribution has two humps and the median may lie between them or jump from one to the"
    " other. The median then runs along the edge of the 25-75% band."
)
NET_GAIN = (
    "Above 0 the signer gains more from the text than from war; below 0 it gains more from war. Red"
    " lines and doubt that the deal would be kept are not included."
)
APART = "These scenarios start on different dates, so their courses are not drawn in one chart."


@figure("land")
def land(study):
    """Land held by each holder, week by week."""
    return _fans(study, _metrics_of_holders(study, "area"), "of the country's area")


@figure("people")
def people(study):
    """Residents under each holder, week by week."""
    return _fans(study, _metrics_of_holders(study, "residents"), "of residents")


@figure("violence")
def violence(study):
    """Civilians killed a week, people besieged, and fighters of each holder killed since the
    start."""
    names = ["civilians_killed", "besieged", *_metrics_of_holders(study, "killed")]
    return _fans(study, names, note=SAWTOOTH)


@figure("talks")
def talks(study):
    """Shares of worlds with a truce and with a package in force, attendance, fighters with the
    radicals."""
    shares = {"truce_in_force": TRUCE, "deal_holding": PACKAGE}
    return _fans(study, ["attending", "with_radicals"], "of fighters", SAWTOOTH, shares)


@figure("agreement")
def agreement(study):
    """Net gain of each signer from the latest text, and the share of worlds in which both gain."""
    by_name = recorded_metrics(Index(study.scenarios[0]))
    signers = [name for name in by_name if name.startswith("surplus.")]
    return _fans(study, signers, note=NET_GAIN, shares={"zone_of_agreement": ZONE})


def _metrics_of_holders(study, metric):
    return [f"{metric}.{name}" for name in study.scenarios[0].form.holders]


# -------------------------------------------------------------------------------------------------
# first events
@figure("cumulative_incidence")
def cumulative_incidence(study):
    """Cumulative incidence of the first event of a world by scenario: a signature, the truce void,
    an absorbing outcome."""
    layers: dict = {}
    pictures, occurring = [], set()
    for scenario, result in study.runs:
        risk = history.incidence(scenario, result.worlds)
        shade = colours.EVENTS | colours.outcome_colours(scenario.form)
        layers |= {name: (shade[name], event.label) for name, event in risk.items()}
        occurring |= {name for name, event in risk.items() if event.first[-1]}
        pictures.append(_incidence_chart(study, scenario, risk, shade))
    keys = [
        (chip(layers[name][0]), f"{layers[name][1]} first") for name in layers if name in occurring
    ]
    keys.append((chip("#fff"), "none of these yet"))
    return container(
        legend(*keys), tag("div", *pictures, class_="charts"), name="cumulative_incidence"
    )


def _incidence_chart(study, scenario, risk, shade):
    """The chart and table of one scenario. The commonest event is drawn on top, so that the
    others start at 0."""
    shares = ((event.label, 100 * event.first[-1]) for event in risk.values())
    description = "; ".join(f"{label} first in {share:.0f}%" for label, share in shares if share)
    days = [scenario.form.start, *days_of(scenario)]
    label = (
        f"What comes first under {scenario.form.title}, per cent of worlds, by {days[-1]:%B %Y}:"
    )
    ordered = sorted(risk.items(), key=lambda pair: pair[1].first[-1])
    layers = [(event.first, shade[name]) for name, event in ordered]
    description = f"{label} {description or 'nothing in any world'}"
    chart = charts.stack(description, days, layers, scenario.form.record_ends)
    head = tag("figcaption", tag("b", scenario.form.title))
    return tag("figure", head, chart, _end_counts(study, risk))


def _end_counts(study, risk):
    """A table of counts of worlds in which each event came first, and in which it came at all."""
    heads, rows = (f"By the end, of {study.worlds:,} worlds", "first", "at all"), []
    for event in (event for event in risk.values() if event.ever[-1]):
        counts = (f"{series[-1] * study.worlds:,.0f}" for series in (event.first, event.ever))
        rows.append([tag("td", cell) for cell in (event.label, *counts)])
    return rows_of((tag("th", head) for head in heads), rows)


# -------------------------------------------------------------------------------------------------
# fans
def _fans(study, names, unit="", note="", shares=()):
    """A chart for each weekly metric, after those of shares of worlds {name: title}; `unit` is
    added to per cent."""
    runs = [result for _, result in study.runs]
    if len({scenario.form.start for scenario in study.scenarios}) > 1:
        return message(APART)
    pictures = []
    for name, title in dict(shares).items():
        courses = [100.0 * history.share_true(result.weeks[name])[None] for result in runs]
        pictures.append(_fan(study, title, "", courses))
    by_scenario = [recorded_metrics(Index(scenario)) for scenario in study.scenarios]
    for name in (name for name in names if all(name in result.weeks for result in runs)):
        pairs = zip(runs, by_scenario, strict=True)
        courses = [history.course(result.weeks[name], each[name].span) for result, each in pairs]
        metric = by_scenario[0][name]
        title = _title(study.scenarios[0].form, metric)
        counted = f"% {unit}" if metric.unit == "%" else "" if metric.unit in title else metric.unit
        pictures.append(_fan(study, title, counted, courses))
    notes = tag("p", f"{note} {TWO_HUMPS}".strip(), class_="quiet")
    return container(_legend(study), notes, tag("div", *pictures, class_="charts"))


def _legend(study):
    base, *others = study.scenarios
    keys = [
        (tag("span", class_="chip of-0"), f"10-90% of worlds, {base.form.title}"),
        (tag("span", class_="chip of-1"), "25-75% of worlds"),
        (tag("span", class_="chip median"), "the median"),
    ]
    description = "median, thin lines at 10% and 90% of worlds" if len(others) == 1 else "median"
    for k, scenario in enumerate(others, 1):
        patch = tag("span", class_=f"chip other {colours.shape(k)[1]}")
        keys.append((patch, f"{scenario.form.title}: {description}"))
    return legend(*keys)


def _title(form, metric):
    """The holder or party of a metric, or its label."""
    kind, _, name = metric.name.partition(".")
    actors = {"area": form.holders, "residents": form.holders, "surplus": form.parties}.get(
        kind, {}
    )
    return upper(actors[name].label if name in actors else metric.label or metric.meaning)


def _fan(study, title, unit, courses):
    """One chart; weeks after the last world has ended are left out."""
    weeks = max(1, min(int(np.isfinite(course[0]).sum()) for course in courses))
    days, ends = days_of(study.scenarios[0])[:weeks], study.scenarios[0].form.record_ends
    pairs = zip(study.scenarios, courses, strict=True)
    description = "; ".join(
        f"{scenario.form.title} {_range_in_words(course[:, weeks - 1])}"
        for scenario, course in pairs
    )
    caption_text = f"{title}, {unit}" if unit else title
    label = f"{caption_text}, {days[0]:%B %Y} to {days[-1]:%B %Y}; at the end {description}"
    middle = len(courses[0]) // 2  # of many, the medians alone
    cut = slice(None) if len(courses) == 2 else slice(middle, middle + 1)
    others = [(course[cut, :weeks], colours.shape(k)[1]) for k, course in enumerate(courses[1:], 1)]
    caption = tag("figcaption", tag("b", title), f", {unit}" if unit else "")
    chart = charts.fan(label, days, courses[0][:, :weeks], (), ends, 190, others)
    return tag("figure", caption, chart)


def _range_in_words(ends):
    """Median and range of worlds at the end, in words."""
    low, middle, high = ends[0], ends[len(ends) // 2], ends[-1]
    digits = 2 if max(abs(low), abs(high)) < 2 else 1 if abs(high) < 100 else 0
    low, middle, high = (sign(f"{value:,.{digits}f}") for value in (low, middle, high))
    return f"median {middle}, 10-90% of worlds {low} to {high}" if len(ends) > 1 else middle


def days_of(scenario):
    """The Mondays after each week: metrics are states at the end of a week."""
    return [scenario.form.monday(week + 1) for week in range(scenario.form.weeks)]
