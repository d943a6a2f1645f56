"""Charts of the talks: terms signed, and the parties that block with their reasons."""

from simulator.analysis.compare import FEWEST
from simulator.report import colours
from simulator.report.charts import dots
from simulator.report.figures.parts import (
    chip,
    container,
    figure,
    legend,
    letters,
    message,
    row,
    scenarios,
)
from simulator.report.svg import Axis, line, picture, short, tag
from simulator.report.svg import svg_text as text
from simulator.report.view.sentences import worlds_hint

LINE = Axis(0.0, 100.0)
LETTER_WIDTH = 5.0  # points within which two letters would touch
AT_ANCHOR = 8.0  # points within which a term counts as at an anchor
DOUBT_COLOUR = "#8d97a3"
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
    """Terms of the packages signed on each issue, 0 to 100, with labelled anchors and each party's
    position at the start."""
    worlds, form, signed = study.worlds, study.scenarios[0].form, {}
    for scenario in study.scenarios:
        signed[scenario.id] = round(
            study.summaries[scenario.id].metrics["package_signed"].value * worlds
        )
    under = ((signed[scenario.id], scenario.form.title) for scenario in study.scenarios)
    counts = "; ".join(f"{n:,} of {worlds:,} worlds sign under {title}" for n, title in under)
    if max(signed.values()) < FEWEST:
        omitted = f"terms are omitted for fewer than {FEWEST}"
        return message(f"{counts}: {omitted}.{worlds_hint(study)}")
    shade, letter = colours.actor_colours(form)[0], letters(form.parties)
    parties = [
        (chip(shade[name], letter[name]), f"{scenario.label}, at the start")
        for name, scenario in form.parties.items()
    ]
    note = f"{counts}. Terms are omitted for fewer than {FEWEST}."
    rows = []
    for name, issue in form.issues.items():
        signed_terms = _signed(study, name, signed)
        rows += [_issue(form, name, issue, signed_terms, shade)] if signed_terms else []
    keys = legend(*scenarios(study), SPREAD, *parties)
    return container(keys, tag("p", note, class_="quiet"), *rows)


def _signed(study, issue, signed):
    """[(number, title, Estimate)] of the scenarios in which enough worlds sign, with the term on an
    issue."""
    by_scenario = []
    for k, scenario in enumerate(study.scenarios):
        term = study.summaries[scenario.id].metrics.get(f"deal.{issue}")
        if term is not None and signed[scenario.id] >= FEWEST:
            by_scenario.append((k, scenario.form.title, term))
    return by_scenario


def _issue(form, name, issue, signed_terms, shade):
    """One issue: positions of the parties, median and spread of the terms signed, anchors below."""
    near_anchors, clauses, marks = set(), [], []
    for k, title, term in signed_terms:
        near = nearest(issue.anchors, term.median)
        near_anchors |= set(near)
        preposition = "between" if len(near) > 1 else "nearest to"
        in_words = " and ".join(issue.anchors[at] for at in near)
        clauses.append(f"{title} {term.median:.0f}, {preposition} {in_words}")
        marks.append((k, term.median, None, (term.p10, term.p90), True))
    description = f"{issue.label}, terms signed from 0 to 100: {'; '.join(clauses)}"
    anchors = (
        tag("li", tag("b", str(at)), " ", anchor, class_="near" * (at in near_anchors))
        for at, anchor in sorted(issue.anchors.items())
    )
    below = _scale(issue), tag("ol", *anchors, class_="anchors")
    above = (
        tag("h5", issue.label),
        _position_marks(form, name, shade),
        dots(description, LINE, marks, 18),
    )
    return tag("div", *above, *below, class_="issue")


def nearest(anchors, term):
    """The anchor that a term lies at, or the two that it lies between."""
    first = min(anchors, key=lambda anchor: abs(anchor - term))
    if abs(first - term) <= AT_ANCHOR:
        return [first]
    beyond = [anchor for anchor in anchors if (anchor - term) * (first - term) < 0]
    return (
        sorted([first, min(beyond, key=lambda anchor: abs(anchor - term))]) if beyond else [first]
    )


def _position_marks(form, name, shade):
    """Position of each party at the start; letters that would touch are stacked."""
    at = {party: position(actor, name) for party, actor in form.parties.items()}
    letter, marks = letters(form.parties), []
    last: list[float] = []
    for party, place in sorted(at.items(), key=lambda pair: pair[1]):
        level = next((k for k, x in enumerate(last) if place - x >= LETTER_WIDTH), len(last))
        last[level : level + 1] = [place]
        marks.append(_letter(letter[party], LINE.x(place), 8 + 15 * level, shade[party]))
    description = "; ".join(
        f"{form.parties[party].label} {place:.0f}" for party, place in at.items()
    )
    return picture(15 * len(last) + 2, f"at the start: {description}", *marks)


def _letter(letter, x, y, colour):
    look = {"class_": "letter", "text_anchor": "middle", "style": f"fill:{colours.ink(colour)}"}
    label = tag("text", letter, y=3.5, **look)
    inside = tag("circle", r=7, fill=colour), label
    return tag("svg", *inside, x=x, y=y, overflow="visible", width=1, height=1)


def position(party, issue):
    """Position of a party at the start; for a divided party, the mean of its bureaus by weight."""
    if not party.bureaus:
        return party.stance[issue].position.value
    bureaus = party.bureaus.values()
    weights = [bureau.weight.value for bureau in bureaus]
    first = next(weight for weight in weights if weight == weight)  # the other one is 1 - first
    shares = [weight if weight == weight else 1.0 - first for weight in weights]
    stances = [{**party.stance, **bureau.stance} for bureau in bureaus]
    positions = [stance[issue].position.value for stance in stances]
    return sum(share * at for share, at in zip(shares, positions, strict=True))


def _scale(issue):
    ticks = []
    for at in issue.anchors:
        ticks += [line(LINE.x(at), 0, LINE.x(at), 4, "grid"), text(str(at), LINE.x(at), 15)]
    return picture(18, "scale from 0 to 100, marked where the anchors lie", *ticks)


# -------------------------------------------------------------------------------------------------
# parties that block
@figure("blockers")
def blockers(study):
    """How often each party refuses a package, what terms and doubt cost it then, and its mean
    shortfall against war."""
    runs = [study.summaries[blocker.id].blockers for blocker in study.scenarios]
    if not any(blocker.share for run in runs for blocker in run):
        return message("No package was refused.")
    issues: dict = {}  # of the package, those of the base first
    for blocker in study.scenarios:
        issues |= {name: issue for name, issue in blocker.form.issues.items() if name not in issues}
    package_issues = [name for name, issue in issues.items() if issue.kind == "package"]
    shades = {name: TERMS[k % len(TERMS)] for k, name in enumerate(package_issues)}
    keys = [
        (chip("#fff"), "left to the party"),
        (chip(DOUBT_COLOUR), "doubt that the deal is kept"),
    ]
    keys += [(chip(colour), issues[name].label) for name, colour in shades.items()]
    keys += [(tag("span", class_="war"), "its war payoff, which the package must exceed")]
    parties = []
    for first in runs[0]:
        by_scenario = [
            next((blocker for blocker in run if blocker.party == first.party), None) for run in runs
        ]
        head = tag("h5", first.label, " ", tag("span", first.role, class_="quiet"))
        pairs = zip(study.scenarios, by_scenario, strict=True)
        bars = (_refusal(scenario.form, blocker, shades) for scenario, blocker in pairs if blocker)
        parties.append(tag("div", head, *bars, class_="party"))
    return container(legend(*keys), tag("p", BAR, class_="quiet"), *parties)


def _refusal(form, blocker, shades):
    """A row with the value of a refused package that is left to a party."""
    if not blocker.share:
        return row(form.title, tag("span", "refuses none", class_="quiet"))
    dear = list(blocker.over.items())[:3]
    most = ", ".join(f"{form.issues[issue].label} {value:.2f}" for issue, value in dear)
    how_often, shortfall = f"{100 * blocker.share:.0f} of 100", f"shortfall {blocker.shortfall:.2f}"
    description = (
        f"{blocker.label} under {form.title} refuses {how_often} packages, {shortfall} of 1;"
    )
    terms, distrust = sum(blocker.over.values()), blocker.distrust
    description += f" the terms cost it {terms:.2f} ({most}), doubt {distrust:.2f}"
    parts = [
        (DOUBT_COLOUR, blocker.distrust),
        *((shades[name], value) for name, value in blocker.over.items()),
    ]
    return row(
        form.title,
        _bar(blocker.shortfall, parts, description),
        tag("b", how_often),
        f" {shortfall}",
    )


def _bar(shortfall, parts, description):
    """Bar of a package: value left, costs, and the line of the war payoff. Negative doubt adds to
    the value left."""
    left = 1.0 - sum(value for _, value in parts)
    must = left + shortfall
    axis, x, blocks = Axis(min(0.0, left), max(1.0, must)), 1.0, []
    for colour, value in reversed(parts):
        if value > 0:
            blocks.append(_block(axis, x - value, x, fill=colour))
        x -= value
    blocks.append(_block(axis, 0.0, left, class_="left-to-it"))
    return picture(22, description, *blocks, line(axis.x(must), 0, axis.x(must), 22, "must"))


def _block(axis, a, b, **look):
    low, high = sorted((axis.at(a), axis.at(b)))
    return tag("rect", x=f"{short(low)}%", y=3, width=f"{short(high - low)}%", height=16, **look)
