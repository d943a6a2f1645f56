"""Pictures of the talks: the terms that are signed, in words, and who blocks, over what, by how
much."""

from simulator.analysis.compare import FEWEST
from simulator.report import colours
from simulator.report.charts import dots
from simulator.report.figures.parts import (
    chip,
    figure,
    legend,
    letters,
    row,
    said,
    scenarios,
    whole,
)
from simulator.report.svg import Axis, line, picture, short, tag
from simulator.report.svg import words as text
from simulator.report.view.sentences import enough

LINE = Axis(0.0, 100.0)
NEAR = 5.0  # points within which two letters would touch
AT = 8.0  # within which a term lies at an anchor
DOUBT = "#8d97a3"
TERMS = (
    "#5b3a8c", "#8a6bbf", "#b39ddb", "#d9cdef", "#c2dbc8", "#8fbf9f", "#5f9f77", "#37784f",
    "#24553a", "#e0d3b8", "#bfa76f", "#8f7a3f",
)  # fmt: skip
SPREAD = (tag("span", class_="bar broad"), "10-90% of packages signed")
BAR = (
    "The full bar is a package that gives the party all it wants. Colours are what the terms and"
    " doubt cost it; white is what is left. The black line is its war payoff, less what others add"
    " for its signature. Means over the packages refused: where the white part nearly reaches the"
    " line, a random shock or factions of the opposition that ask for more refused. A party that"
    " signs can block a deal; one that endorses cannot, but it adds its guarantee."
)


@figure("terms")
def terms(study):
    """The terms of the packages signed on each issue, 0 to 100, with the anchors in words and where
    each party stands at the start."""
    worlds, form, signed = study.worlds, study.scenarios[0].form, {}
    for one in study.scenarios:
        signed[one.id] = round(study.digests[one.id].metrics["package_signed"].value * worlds)
    under = ((signed[one.id], one.form.title) for one in study.scenarios)
    counts = "; ".join(f"{n:,} of {worlds:,} worlds sign under {title}" for n, title in under)
    if max(signed.values()) < FEWEST:
        needed = enough(FEWEST, max(signed.values()) / worlds)
        return said(f"{counts}: terms are omitted for fewer than {FEWEST}.{needed}")
    shade, letter = colours.of_actors(form)[0], letters(form.parties)
    parties = [
        (chip(shade[name], letter[name]), f"{one.label}, at the start")
        for name, one in form.parties.items()
    ]
    note = f"{counts}. Terms are omitted for fewer than {FEWEST}."
    rows = []
    for name, issue in form.issues.items():
        found = _signed(study, name, signed)
        rows += [_issue(form, name, issue, found, shade)] if found else []
    keys = legend(*scenarios(study), SPREAD, *parties)
    return whole(keys, tag("p", note, class_="quiet"), *rows)


def _signed(study, issue, signed):
    """[(number, title, Estimate)] of the scenarios in which enough worlds sign, with the term on an
    issue."""
    found = []
    for k, one in enumerate(study.scenarios):
        term = study.digests[one.id].metrics.get(f"deal.{issue}")
        if term is not None and signed[one.id] >= FEWEST:
            found.append((k, one.form.title, term))
    return found


def _issue(form, name, issue, found, shade):
    """An issue: who stands where, the middle of the terms signed with their spread, and the anchors
    below."""
    lit, told, drawn = set(), [], []
    for k, title, term in found:
        near = nearest(issue.anchors, term.median)
        lit |= set(near)
        where = "between" if len(near) > 1 else "nearest to"
        in_words = " and ".join(issue.anchors[at] for at in near)
        told.append(f"{title} {term.median:.0f}, {where} {in_words}")
        drawn.append((k, term.median, None, (term.p10, term.p90), True))
    spoken = f"{issue.label}, terms signed from 0 to 100: {'; '.join(told)}"
    anchors = (
        tag("li", tag("b", str(at)), " ", said_, class_="near" * (at in lit))
        for at, said_ in sorted(issue.anchors.items())
    )
    below = _scale(issue), tag("ol", *anchors, class_="anchors")
    above = tag("h5", issue.label), _stands(form, name, shade), dots(spoken, LINE, drawn, 18)
    return tag("div", *above, *below, class_="issue")


def nearest(anchors, term):
    """The anchor that a term lies at, or the two that it lies between."""
    first = min(anchors, key=lambda at: abs(at - term))
    if abs(first - term) <= AT:
        return [first]
    beyond = [at for at in anchors if (at - term) * (first - term) < 0]
    return sorted([first, min(beyond, key=lambda at: abs(at - term))]) if beyond else [first]


def _stands(form, name, shade):
    """Where each party stands at the start; letters that would touch stand under each other."""
    at = {party: position(one, name) for party, one in form.parties.items()}
    letter, marks = letters(form.parties), []
    last: list[float] = []
    for party, place in sorted(at.items(), key=lambda pair: pair[1]):
        level = next((k for k, x in enumerate(last) if place - x >= NEAR), len(last))
        last[level : level + 1] = [place]
        marks.append(_letter(letter[party], LINE.x(place), 8 + 15 * level, shade[party]))
    spoken = "; ".join(f"{form.parties[party].label} {place:.0f}" for party, place in at.items())
    return picture(15 * len(last) + 2, f"at the start: {spoken}", *marks)


def _letter(letter, x, y, colour):
    look = {"class_": "letter", "text_anchor": "middle", "style": f"fill:{colours.ink(colour)}"}
    named = tag("text", letter, y=3.5, **look)
    inside = tag("circle", r=7, fill=colour), named
    return tag("svg", *inside, x=x, y=y, overflow="visible", width=1, height=1)


def position(party, issue):
    """Where a party stands at the start; one that is divided, at the mean of its bureaus by
    weight."""
    if not party.bureaus:
        return party.stance[issue].position.value
    given = [one.weight.value for one in party.bureaus.values()]
    known = next(value for value in given if value == value)
    shares = [value if value == value else 1.0 - known for value in given]
    stands = [one.stance[issue].position.value for one in party.bureaus.values()]
    return sum(share * at for share, at in zip(shares, stands, strict=True))


def _scale(issue):
    ticks = []
    for at in issue.anchors:
        ticks += [line(LINE.x(at), 0, LINE.x(at), 4, "grid"), text(str(at), LINE.x(at), 15)]
    return picture(18, "scale from 0 to 100, marked where the anchors lie", *ticks)


# -------------------------------------------------------------------------------------------------
# who blocks
@figure("blockers")
def blockers(study):
    """How often each party refuses the packages tabled, what the terms and doubt cost it then, and
    how much is lacking to beat war."""
    runs = [study.digests[one.id].blockers for one in study.scenarios]
    if not any(one.share for run in runs for one in run):
        return said("No package was refused.")
    issues: dict = {}  # of the package, those of the base first
    for one in study.scenarios:
        issues |= {name: issue for name, issue in one.form.issues.items() if name not in issues}
    named = [name for name, issue in issues.items() if issue.kind == "package"]
    shades = {name: TERMS[k % len(TERMS)] for k, name in enumerate(named)}
    keys = [(chip("#fff"), "left to the party"), (chip(DOUBT), "doubt that the deal is kept")]
    keys += [(chip(colour), issues[name].label) for name, colour in shades.items()]
    keys += [(tag("span", class_="war"), "its war payoff, which the package must exceed")]
    parties = []
    for first in runs[0]:
        found = [next((one for one in run if one.party == first.party), None) for run in runs]
        head = tag("h5", first.label, " ", tag("span", first.role, class_="quiet"))
        pairs = zip(study.scenarios, found, strict=True)
        drawn = (_refusal(scenario.form, one, shades) for scenario, one in pairs if one)
        parties.append(tag("div", head, *drawn, class_="party"))
    return whole(legend(*keys), tag("p", BAR, class_="quiet"), *parties)


def _refusal(form, one, shades):
    """What is left of a refused package to a party, in a row."""
    if not one.share:
        return row(form.title, tag("span", "refuses none", class_="quiet"))
    dear = list(one.over.items())[:3]
    most = ", ".join(f"{form.issues[issue].label} {value:.2f}" for issue, value in dear)
    often, lacking = f"{100 * one.share:.0f} of 100", f"lacking {one.shortfall:.2f}"
    spoken = f"{one.label} under {form.title} refuses {often} packages, {lacking} of 1; the terms"
    spoken += f" cost it {sum(one.over.values()):.2f} ({most}), doubt {one.doubt:.2f}"
    parts = [(DOUBT, one.doubt), *((shades[name], value) for name, value in one.over.items())]
    return row(form.title, _worth(one.shortfall, parts, spoken), tag("b", often), f" {lacking}")


def _worth(shortfall, parts, spoken):
    """The bar: what is left, then what is lost, and the line that it must reach. Doubt below 0
    helps: what is left covers it."""
    left = 1.0 - sum(value for _, value in parts)
    must = left + shortfall
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
