"""Chart of positions over the rounds of talks: declared positions, the text, reservation terms."""

import numpy as np

from simulator.analysis import history
from simulator.model.index import Index
from simulator.model.metrics.families import recorded_metrics
from simulator.report import charts, colours
from simulator.report.figures.courses import days_of
from simulator.report.figures.parts import container, figure, legend, message
from simulator.report.svg import tag

NOTE = (
    "Positions are those that a party declares, softened where its statements are; the text is the"
    " latest tabled. Lines are medians of the worlds in that week."
)
ON_REQUEST = (
    " Reservation terms, the farthest that each signer would go, are drawn where the key report"
    " of the scenario names them: reservation_term.PARTY.ISSUE."
)
FEWEST = 20  # worlds with a reservation term, below which its median is not drawn


@figure("positions")
def positions(study):
    """Positions of the signers on who leads and the text on the table, week by week; one chart a
    scenario."""
    pictures: list = []
    keys: list = []
    requested = False
    for scenario, result in study.runs:
        lines = _lines(scenario, result)
        requested = requested or any(name.startswith("reservation") for name, *_ in lines)
        keys = keys or [(_chip(class_), label) for _, label, class_, _ in lines]
        if lines:
            pictures.append(_picture(scenario, result, lines))
    if not pictures:
        return message("These results have no positions on who leads, so none are drawn.")
    note = tag("p", NOTE if requested else NOTE + ON_REQUEST, class_="quiet")
    band = (tag("span", class_="chip of-0"), "the text, 10-90% of worlds")
    inner = (tag("span", class_="chip of-1"), "25-75%")
    middle = (tag("span", class_="chip median"), "the text, median")
    key = legend(band, inner, middle, *keys)
    return container(key, note, tag("div", *pictures, class_="charts"), name="positions")


def _issue(scenario):
    """Id of the issue on who leads, or None."""
    return Index(scenario).role.get("leader")


def _lines(scenario, result):
    """[(metric, label, class, medians (T,))] of the declared positions and reservation terms that
    were recorded."""
    index, issue, metrics = Index(scenario), _issue(scenario), recorded_metrics(Index(scenario))
    lines = []
    for kind, verb in (("declared", "declares"), ("reservation_term", "would go as far as")):
        for k, party in enumerate(index.parties[a] for a in index.signers):
            name = f"{kind}.{party}.{issue}"
            if name not in result.weeks or f"text.{issue}" not in result.weeks:
                continue
            counts, metric = result.weeks[name], metrics[name]
            median = history.course(counts, metric.span)[len(history.LEVELS) // 2]
            median = np.where(counts.sum(axis=1) < FEWEST, np.nan, median)
            class_ = colours.shape(k + 1)[1] + (" farthest" if kind != "declared" else "")
            if np.isfinite(median).any():
                label = f"{index.form.parties[party].label} {verb}"
                lines.append((name, label, class_, median))
    return lines


def _picture(scenario, result, lines):
    """Chart of one scenario: the text as a fan, the others as lines."""
    issue, metrics = _issue(scenario), recorded_metrics(Index(scenario))
    name = f"text.{issue}"
    text = history.course(result.weeks[name], metrics[name].span)
    weeks = max(1, int(np.isfinite(text[0]).sum()))
    days = days_of(scenario)[:weeks]
    title = f"{scenario.form.issues[issue].label}, of 100"
    at_end = [f"the text {text[len(text) // 2, weeks - 1]:.0f}"]
    at_end += [f"{label} {_last(median):.0f}" for _, label, _, median in lines]
    label = f"{title}, {scenario.form.title}, medians at the end: {'; '.join(at_end)}"
    others = [(median[None, :weeks], class_) for _, _, class_, median in lines]
    chart = charts.fan(label, days, text[:, :weeks], (), scenario.form.record_ends, 230, others)
    head = tag("figcaption", tag("b", scenario.form.title), f", {title}")
    return tag("figure", head, chart)


def _last(median):
    """The last value of a line that is a number."""
    return median[np.isfinite(median)][-1]


def _chip(class_):
    return tag("span", class_=f"chip other {class_}")
