"""Pictures over time: what comes first, who holds land and people, how much violence, whether there
is room to agree."""

import numpy as np

from simulator.analysis import history
from simulator.model.cast import Cast
from simulator.model.measures import for_conflict
from simulator.scenario.calendar import monday_of, week_of
from simulator.show import charts, colours
from simulator.show.figures.parts import chip, legend, said, whole
from simulator.show.svg import tag
from simulator.show.words import sign, upper

TRUCE = "Worlds with a truce in force, %"
WAVES = (
    "Waves come with the rounds of talks: truces are agreed at a vote and wear thin until the next."
)
APART = "These scenarios start on different dates, so their courses are not laid over each other."
NO_WEEKS = (
    "These results hold no counts by week (weeks.parquet), so nothing is drawn over time; `run.py"
    " results resume` makes them again."
)


def land(study):
    """Land held by each holder, week by week."""
    return _fans(
        study, [f"area.{name}" for name in study.scenarios[0].form.holders], "of the country's area"
    )


def people(study):
    """Residents under each holder, week by week."""
    return _fans(
        study, [f"residents.{name}" for name in study.scenarios[0].form.holders], "of residents"
    )


def violence(study):
    """Civilians killed a week, people besieged, and fighters of each holder killed since the
    start."""
    names = [
        "civilians_killed",
        "besieged",
        *(f"killed.{name}" for name in study.scenarios[0].form.holders),
    ]
    return _fans(study, names, "", WAVES)


def talks(study):
    """In how many worlds a truce and a package are in force, who sits at the table and who stands
    with the radicals."""
    if lacking := _lacking(study):
        return said(lacking)
    shares = [
        _shares(study, name, title)
        for name, title in (
            ("truce_in_force", TRUCE),
            ("deal_holding", "Worlds with a package in force, %"),
        )
    ]
    amounts = _each(study, ["attending", "with_radicals"], "of fighters")
    return whole(_legend(study), tag("div", *shares, *amounts, class_="charts"))


def agreement(study):
    """Room to agree: what the latest text is worth to each signer beyond war, and in how many
    worlds it beats war for both."""
    if lacking := _lacking(study):
        return said(lacking)
    signers = [
        name for name in for_conflict(Cast(study.scenarios[0])) if name.startswith("surplus.")
    ]
    share = _shares(
        study, "zone_of_agreement", "Worlds in which the latest text beats war for both signers, %"
    )
    about = "Above 0 a text is worth more to the signer than war; below, it would rather fight. "
    about += "Red lines and doubt that the deal would be kept come on top."
    return whole(
        _legend(study),
        tag("p", about, class_="quiet"),
        tag("div", share, *_each(study, signers, ""), class_="charts"),
    )


def risks(study):
    """What comes first in a world: a signature, the truce void, an ending; competing risks, by
    scenario."""
    found: list = []
    layers: dict = {}
    for one, worlds in zip(study.scenarios, study.found, strict=False):
        risk = history.incidence(one, worlds.worlds)
        shade = colours.EVENTS | colours.of_classes(one.form)
        found.append((one, risk))
        layers |= {name: (shade[name], event["label"]) for name, event in risk.items()}
    drawn = [_competing(study, one, risk, layers) for one, risk in found]
    seen = {name for _, risk in found for name, event in risk.items() if event["first"][-1]}
    keys = [
        (chip(shade), f"{label} first") for name, (shade, label) in layers.items() if name in seen
    ]
    return whole(
        legend(*keys, (chip("#fff"), "none of these yet")),
        tag("div", *drawn, class_="charts"),
        name="risks",
    )


def _competing(study, one, risk, layers):
    """One scenario: shares of worlds by what came first, and a small table."""
    spoken = "; ".join(
        f"{event['label']} first in {100 * event['first'][-1]:.0f}%"
        for event in risk.values()
        if event["first"][-1]
    )
    days = [one.form.start, *_days(one)]
    label = (
        f"What comes first under {one.form.title}, per cent of worlds, by {days[-1]:%B %Y}:"
        f" {spoken or 'nothing in any world'}"
    )
    drawn = charts.stack(
        label,
        days,
        [(event["first"], layers[name][0]) for name, event in _drawn(risk)],
        one.form.record_ends,
    )
    return tag(
        "figure", tag("figcaption", tag("b", one.form.title)), drawn, _by_the_end(study, risk)
    )


def _drawn(risk):
    """Events as they lie on each other: the commonest on top, so that the rest stand on the
    ground."""
    return sorted(risk.items(), key=lambda pair: pair[1]["first"][-1])


def _by_the_end(study, risk):
    """First and at all, of so many worlds."""
    head = tag(
        "tr",
        tag("th", f"By the end, of {study.worlds:,} worlds"),
        tag("th", "first"),
        tag("th", "at all"),
    )
    rows = [
        tag(
            "tr",
            tag("td", event["label"]),
            *(tag("td", f"{event[key][-1] * study.worlds:,.0f}") for key in ("first", "ever")),
        )
        for event in risk.values()
        if event["ever"][-1]
    ]
    return tag("table", tag("thead", head), tag("tbody", *rows))


# -------------------------------------------------------------------------------------------------
# fans
def _fans(study, names, unit, about=""):
    if lacking := _lacking(study):
        return said(lacking)
    return whole(
        _legend(study),
        tag("p", about, class_="quiet"),
        tag("div", *_each(study, names, unit), class_="charts"),
    )


def _lacking(study):
    """Why no courses can be drawn, in a sentence; empty where they can."""
    if not all(found.weeks for found in study.found[: len(study.scenarios)]):
        return NO_WEEKS
    return APART if len({one.form.start for one in study.scenarios}) > 1 else ""


def _legend(study):
    base, *others = study.scenarios
    known = (
        tag("span", class_="chip of-0"),
        tag("span", class_="chip of-1"),
        tag("span", class_="chip median"),
    )
    texts = (f"80 of 100 worlds, {base.form.title}", "the middle half", "the median")
    told = "median, and 80 of 100 between the thin lines" if len(others) == 1 else "median"
    lines = [
        (tag("span", class_=f"chip other {colours.shape(k)[1]}"), f"{one.form.title}: {told}")
        for k, one in enumerate(others, 1)
    ]
    return legend(*zip(known, texts, strict=True), *lines)


def _each(study, names, unit):
    """A fan for each measure that was counted by week; unit is added to per cent."""
    each, found = (
        [for_conflict(Cast(one)) for one in study.scenarios],
        study.found[: len(study.scenarios)],
    )
    for name in names:
        if all(name in one.weeks for one in found):
            rows = [
                history.course(one.weeks[name], measures[name].span)
                for one, measures in zip(found, each, strict=True)
            ]
            title, of = _title(study.scenarios[0].form, each[0][name]), each[0][name].unit
            yield _fan(study, title, f"% {unit}" if of == "%" else "" if of in title else of, rows)


def _title(form, measure):
    """What a fan shows: whose land or people it is, or what is counted."""
    kind, _, name = measure.name.partition(".")
    label = {"area": form.holders, "residents": form.holders, "surplus": form.parties}.get(
        kind, {}
    ).get(name)
    text = label.label if label else measure.label or measure.meaning
    return upper(text)


def _shares(study, name, title):
    """Share of worlds in which a measure holds, by week; the base as a dark line."""
    rows = [
        100.0 * history.share_true(found.weeks[name])[None]
        for found in study.found[: len(study.scenarios)]
    ]
    return _fan(study, title, "", rows)


def _fan(study, title, unit, rows):
    """One picture; weeks after the last world's story has ended are left out."""
    weeks = max(1, min(int(np.isfinite(each[0]).sum()) for each in rows))
    days, ends = _days(study.scenarios[0])[:weeks], study.scenarios[0].form.record_ends
    spoken = "; ".join(
        f"{one.form.title} {_spoken(each[:, weeks - 1])}"
        for one, each in zip(study.scenarios, rows, strict=True)
    )
    label = (
        f"{title}{unit and ', '}{unit}, {days[0]:%B %Y} to {days[-1]:%B %Y}; at the end {spoken}"
    )
    cut = (
        slice(None) if len(rows) == 2 else slice(len(rows[0]) // 2, len(rows[0]) // 2 + 1)
    )  # of many, the medians alone
    others = [(each[cut, :weeks], colours.shape(k)[1]) for k, each in enumerate(rows[1:], 1)]
    caption = tag("figcaption", tag("b", title), f", {unit}" if unit else "")
    return tag(
        "figure", caption, charts.fan(label, days, rows[0][:, :weeks], (), ends, 190, others)
    )


def _spoken(ends):
    """Where worlds lie at the end, in words."""
    low, middle, high = ends[0], ends[len(ends) // 2], ends[-1]
    digits = 2 if max(abs(low), abs(high)) < 2 else 1 if abs(high) < 100 else 0
    low, middle, high = (sign(f"{value:,.{digits}f}") for value in (low, middle, high))
    return f"median {middle}, 80 of 100 between {low} and {high}" if len(ends) > 1 else middle


def _days(one):
    """The Mondays that open the weeks after the start's own: what is counted is the state at the
    end of a week."""
    first = week_of(one.form.start)
    return [monday_of(first + week + 1) for week in range(one.form.weeks)]
