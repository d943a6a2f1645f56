"""Pictures of the talks: the terms that are signed, in words, and who blocks, over what, by how
much."""

from simulator.analysis.compare import FEWEST
from simulator.show import colours, words
from simulator.show.charts import dots
from simulator.show.figures.parts import chip, legend, letters, said, scenarios, whole
from simulator.show.svg import Axis, line, picture, short, tag
from simulator.show.svg import words as text

LINE = Axis(0.0, 100.0)
NEAR = 5.0  # points within which two letters would touch
AT = 8.0  # within which a term lies at an anchor
DOUBT = "#8d97a3"
TERMS = (
    "#5b3a8c",
    "#8a6bbf",
    "#b39ddb",
    "#d9cdef",
    "#c2dbc8",
    "#8fbf9f",
    "#5f9f77",
    "#37784f",
    "#24553a",
    "#e0d3b8",
    "#bfa76f",
    "#8f7a3f",
)
BAR = (
    "A bar is the whole worth of a package that gives the party all it wants, less what the terms"
    " cost it and what doubt costs; the black line is what war and waiting are worth to it, less"
    " what others add for its signature. Mean of the packages refused: where the white hardly ends"
    " short of the line, luck refused, or factions of the opposition that ask for more. Who signs"
    " can block; who endorses cannot, but lends a deal its guarantee."
)


def terms(study):
    """The terms of the packages signed on each issue, 0 to 100, with the anchors in words and where
    each party stands at the start."""
    few = {
        one.id: round(study.digests[one.id].metrics["package_signed"].value * study.worlds)
        for one in study.scenarios
    }
    told = [one for one in study.scenarios if few[one.id] >= FEWEST]
    counts = "; ".join(
        f"{few[one.id]:,} of {study.worlds:,} worlds sign under {one.form.title}"
        for one in study.scenarios
    )
    if not told:
        needed = words.enough(FEWEST, max(few.values()) / study.worlds)
        enough = f" Enough would be -n {needed}." if needed else ""
        return said(f"{counts}: too few to tell the terms, for which {FEWEST} are needed.{enough}")
    form, shade = study.scenarios[0].form, colours.of_actors(study.scenarios[0].form)[0]
    letter = letters(form.parties)
    parties = [
        (chip(shade[name], letter[name]), f"{one.label}, at the start")
        for name, one in form.parties.items()
    ]
    rows = [
        _issue(study, name, issue, told, shade)
        for name, issue in form.issues.items()
        if _signed_on(study, name, told)
    ]
    note = tag(
        "p", f"{counts}. On fewer than {FEWEST} nothing is said of the terms.", class_="quiet"
    )
    return whole(
        legend(
            *scenarios(study),
            (tag("span", class_="bar broad"), "80 of 100 packages signed"),
            *parties,
        ),
        note,
        *rows,
    )


def _signed_on(study, issue, told):
    """Scenarios, with their numbers, whose packages have an issue."""
    return [
        (k, one)
        for k, one in enumerate(study.scenarios)
        if one in told and f"deal.{issue}" in study.digests[one.id].metrics
    ]


def _issue(study, name, issue, told, shade):
    """An issue: who stands where, the middle of the terms signed with their spread, and the anchors
    below."""
    metrics = [
        (k, one, study.digests[one.id].metrics[f"deal.{name}"])
        for k, one in _signed_on(study, name, told)
    ]
    near = {k: nearest(issue.anchors, metric.median) for k, _, metric in metrics}
    told = [
        (one, metric.median, " and ".join(issue.anchors[at] for at in near[k]))
        for k, one, metric in metrics
    ]
    spoken = "; ".join(
        f"{one.form.title} {term:.0f}, {'between' if ' and ' in said_ else 'nearest to'} {said_}"
        for one, term, said_ in told
    )
    drawn = [(k, metric.median, None, (metric.p10, metric.p90), True) for k, _, metric in metrics]
    signed = dots(f"{issue.label}, terms signed from 0 to 100: {spoken}", LINE, drawn, 18)
    lit = {at for ends in near.values() for at in ends}
    anchors = [
        tag("li", tag("b", str(at)), " ", text_, class_="near" * (at in lit))
        for at, text_ in sorted(issue.anchors.items())
    ]
    parts = (
        tag("h5", issue.label),
        _stands(study, name, shade),
        signed,
        _scale(issue),
        tag("ol", *anchors, class_="anchors"),
    )
    return tag("div", *parts, class_="issue")


def nearest(anchors, term):
    """The anchor that a term lies at, or the two that it lies between."""
    first = min(anchors, key=lambda at: abs(at - term))
    if abs(first - term) <= AT:
        return [first]
    beyond = [at for at in anchors if (at - term) * (first - term) < 0]
    return sorted([first, min(beyond, key=lambda at: abs(at - term))]) if beyond else [first]


def _stands(study, name, shade):
    """Where each party stands at the start; letters that would touch stand under each other."""
    form = study.scenarios[0].form
    at, letter = (
        {party: position(one, name) for party, one in form.parties.items()},
        letters(form.parties),
    )
    marks: list = []
    last: list = []
    for party, place in sorted(at.items(), key=lambda pair: pair[1]):
        level = next((k for k, x in enumerate(last) if place - x >= NEAR), len(last))
        last[level : level + 1] = [place]
        marks.append(_letter(letter[party], LINE.x(place), 8 + 15 * level, shade[party]))
    spoken = "; ".join(f"{form.parties[party].label} {place:.0f}" for party, place in at.items())
    return picture(15 * len(last) + 2, f"at the start: {spoken}", *marks)


def _letter(letter, x, y, colour):
    inside = (
        tag("circle", r=7, fill=colour),
        tag("text", letter, y=3.5, class_="letter", text_anchor="middle"),
    )
    return tag("svg", *inside, x=x, y=y, overflow="visible", width=1, height=1)


def position(party, issue):
    """Where a party stands at the start; one that is divided, at the mean of its bureaus by
    weight."""
    if not party.bureaus:
        return party.stance[issue].position.value
    given = [one.weight.value for one in party.bureaus.values()]
    known = next(value for value in given if value == value)
    shares = [value if value == value else 1.0 - known for value in given]
    return sum(
        share * one.stance[issue].position.value
        for share, one in zip(shares, party.bureaus.values(), strict=True)
    )


def _scale(issue):
    ticks = [
        part
        for at in issue.anchors
        for part in (line(LINE.x(at), 0, LINE.x(at), 4, "grid"), text(str(at), LINE.x(at), 15))
    ]
    return picture(18, "scale from 0 to 100, marked where the anchors lie", *ticks)


# -------------------------------------------------------------------------------------------------
# who blocks
def blockers(study):
    """How often each party refuses the packages tabled, what the terms and doubt cost it then, and
    how much is lacking to beat war."""
    rows = [{row.party: row for row in study.digests[one.id].blockers} for one in study.scenarios]
    form = study.scenarios[0].form
    if not any(row.share for each in rows for row in each.values()):
        return said("No package was refused.")
    labels = {
        name: issue.label
        for one in study.scenarios[::-1]
        for name, issue in one.form.issues.items()
        if issue.kind == "package"
    }
    named = [
        *(name for name in form.issues if name in labels),
        *(name for name in labels if name not in form.issues),
    ]
    shades = {name: TERMS[k % len(TERMS)] for k, name in enumerate(named)}
    keys = [(chip(colour), labels[name]) for name, colour in shades.items()]
    war = (tag("span", class_="war"), "what it must beat")
    parties = [
        _party(study, first, [each.get(party) for each in rows], shades)
        for party, first in rows[0].items()
    ]
    return whole(
        legend(
            (chip("#fff"), "left to it"), (chip(DOUBT), "doubt that the deal is kept"), *keys, war
        ),
        tag("p", BAR, class_="quiet"),
        *parties,
    )


def _party(study, first, each, shades):
    rows = [
        _refusal(study, one, row, shades)
        for one, row in zip(study.scenarios, each, strict=True)
        if row
    ]
    return tag(
        "div",
        tag("h5", first.label, " ", tag("span", first.role, class_="quiet")),
        *rows,
        class_="party",
    )


def _refusal(study, one, row, shades):
    """What is left of a refused package to a party, in a row."""
    name = tag("div", one.form.title, class_="name")
    if not row.share:
        return tag(
            "div",
            name,
            tag("div", "refuses none", class_="quiet plot"),
            tag("div", class_="number"),
            class_="row",
        )
    issues, cost = one.form.issues, sum(row.over.values())
    most = ", ".join(
        f"{issues[issue].label} {value:.2f}" for issue, value in list(row.over.items())[:3]
    )
    often = f"{100 * row.share:.0f} of 100"
    spoken = (
        f"{row.label} under {one.form.title} refuses {often} packages, lacking"
        f" {row.shortfall:.2f} of 1; "
    )
    spoken += f"the terms cost it {cost:.2f} ({most}), doubt {row.doubt:.2f}"
    drawn = tag(
        "div",
        _worth(
            row,
            [
                (DOUBT, row.doubt),
                *((shades[name], value) for name, value in row.over.items()),
            ],
            spoken,
        ),
        class_="plot",
    )
    return tag(
        "div",
        name,
        drawn,
        tag("div", tag("b", often), f" lacking {row.shortfall:.2f}", class_="number"),
        class_="row",
    )


def _worth(row, parts, spoken):
    """The bar: what is left, then what is lost, and the line that it must reach. Doubt below 0
    helps: what is left covers it."""
    left = 1.0 - sum(value for _, value in parts)
    must = left + row.shortfall
    axis, x, drawn = Axis(min(0.0, left), max(1.0, must)), 1.0, []
    for colour, value in reversed(parts):
        if value > 0:
            drawn.append(_block(axis, x - value, x, fill=colour))
        x -= value
    drawn.append(_block(axis, 0.0, left, class_="left-to-it"))
    return picture(22, spoken, *drawn, line(axis.x(must), 0, axis.x(must), 22, "must"))


def _block(axis, a, b, **look):
    low, high = sorted((axis.at(a), axis.at(b)))
    return tag("rect", x=f"{short(low)}%", y=3, width=f"{short(high - low)}%", height=16, **look)
