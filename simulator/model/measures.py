"""Named numbers of a world and week. Classes, conditions and checks are expressions over them;
tables report them.

To add one: a function of the model, decorated with its unit and meaning, that returns one number a
world (W,); see `Measure`."""

from dataclasses import replace

import numpy as np

from simulator.model import weekly
from simulator.model.measure import MEASURES, Measure, measure

WHOLE = (0.0, 100.0)


def for_conflict(cast):
    """All measures of a conflict: those below, one for each term of the package, and who holds
    what."""
    found = dict(MEASURES)
    for i, issue in enumerate(cast.package):
        label = cast.form.issues[issue].label
        name, meaning = f"deal.{issue}", f"term on {label} in the latest package signed"
        found[name] = Measure(
            name, lambda m, i=i: m.state.deal_terms[i], "of 100", meaning, "among", label
        )
        name = f"text.{issue}"
        found[name] = Measure(
            name, lambda m, i=i: m.state.draft[i], "of 100", f"term on {label} in the latest text"
        )
    for a in (cast.government, cast.opposition):
        name, label = f"surplus.{cast.parties[a]}", cast.form.parties[cast.parties[a]].label
        meaning = (
            f"value of the latest text to {label} less that of war, red lines and doubts apart"
        )
        found[name] = Measure(name, lambda m, a=a: m.surplus(a), "value", meaning, span=(-0.5, 1.0))
    for c, one in enumerate(cast.form.classes):
        name, meaning = f"outcome.{one.id}", f"true while the world is in the class: {one.label}"
        found[name] = Measure(name, lambda m, c=c: m.judge.at == c, "yes or no", meaning)
    for a, party in enumerate(cast.parties):
        if cast.form.parties[party].bureaus:
            name, meaning = (
                f"weight_of_force.{party}",
                f"weight of the bureau that favours force in {cast.form.parties[party].label}",
            )
            found[name] = Measure(name, lambda m, a=a: m.state.weight_of_force[a], "share", meaning)
    for h, holder in enumerate(cast.holders):
        found |= {one.name: one for one in _of_holder(h, holder, cast.form.holders[holder].label)}
    return {
        name: replace(one, span=one.span(cast.form)) if callable(one.span) else one
        for name, one in found.items()
    }


def _of_holder(h, holder, label):
    """Residents, land and losses of one holder."""
    short, about = f"residents, {label.removeprefix('the ')}", f"share of residents under {label}"
    yield Measure(
        f"residents.{holder}", lambda m: 100.0 * m.residents[h], "%", about, "last", short, WHOLE
    )
    yield Measure(
        f"area.{holder}",
        lambda m: 100.0 * m.area[h],
        "%",
        f"land held by {label}",
        "last",
        span=WHOLE,
    )
    about = f"fighters of {label} killed since the start"
    yield Measure(
        f"killed.{holder}",
        lambda m: m.state.dead[h],
        "thousand",
        about,
        "total",
        span=weekly.span_of_losses,
    )


@measure("weeks")
def week(m):
    """Weeks since the start."""
    return np.full(m.worlds, float(m.week - m.start))


@measure("% of residents")
def capital_residents(m):
    """Residents of the capital's governorate under the government."""
    return 100.0 * m.state.residents[m.cast.regime, m.cast.capital]


@measure("% of area")
def government_area(m):
    """Area held by the government."""
    return 100.0 * m.area[m.cast.regime]


@measure("points", "last", "land won, government")
def government_gain(m):
    """Area won by the government since the start, points of the country."""
    return 100.0 * (m.area[m.cast.regime] - m.first_area[m.cast.regime])


@measure("points of area")
def government_advance(m):
    """Area won by the government in the last 26 weeks, or since the start."""
    return m.advance


@measure("% of residents")
def government_residents(m):
    """Residents under the government."""
    return 100.0 * m.residents[m.cast.regime]


@measure("% of residents")
def opposition_residents(m):
    """Residents under the opposition."""
    return 100.0 * m.residents[m.cast.rebels]


@measure("points of area")
def movement(m):
    """Net movement of the lines in 26 weeks: largest change of any holder's area; 100 before week
    26."""
    return m.state.movement


@measure("% of area")
def garrisoned_area(m):
    """Area held by holders other than the government behind a foreign garrison."""
    return 100.0 * m.garrisoned_area()


@measure("log points")
def power(m):
    """Log of the government's strength over the opposition's, with all support counted."""
    return m.state.strength


@measure("weeks", "first")
def end_of_story(m):
    """True once the world is absorbed by its class, by collapse or held victory, and stays as it
    is."""
    return ~m.state.alive


@measure("share", "rate")
def violence(m):
    """Civilian deaths of the week over those of the scenario's reference months."""
    return m.state.deaths / m.numbers["harm.reference"]


@measure("people", "total", "civilians killed")
def civilians_killed_total(m):
    """Civilians killed between government and opposition since the start."""
    return m.state.killed


@measure("people", "last")
def civilians_killed_until_end(m):
    """The same, with nothing counted on after the end of a world's story."""
    return m.state.killed


@measure("a week", "rate", "civilians killed a week", weekly.span_of_deaths)
def civilians_killed(m):
    """Civilians killed this week between government and opposition."""
    return m.state.deaths


@measure("thousand", "last", "people besieged", weekly.span_of_sieges)
def besieged(m):
    """People under siege."""
    return m.besieged()


@measure("thousand", "total")
def fighters_killed(m):
    """Fighters killed since the start, all sides."""
    return np.sum(m.state.dead, axis=0)


@measure("a day", "mean", "sorties flown", span=(0, 200), assumed=True)
def sorties(m):
    """Sorties a day of all patrons."""
    return np.sum(m.state.sorties, axis=0)


@measure("weeks", "count", "weeks aircraft were too few", assumed=True)
def ceiling_bound(m):
    """True in a week in which a patron would have flown more than its aircraft allow."""
    return m.state.ceiling_bound.any(axis=0)


@measure("weeks", "count", "weeks of truce", span=(0, 1))
def truce_in_force(m):
    """True while the truce is in force."""
    return m.state.truce


@measure("weeks", "first", "truce void")
def truce_void(m):
    """True in the week the truce is declared void."""
    return m.void


@measure("breaches/week")
def violations(m):
    """Breaches of the truce this week, both sides."""
    return np.sum(m.state.violations, axis=0)


@measure("%", "mean", "opposition at the table", span=WHOLE)
def attending(m):
    """Share of the opposition's fighters, radicals apart, whose factions attend."""
    return 100.0 * m.share_attending()


@measure("%", "mean", "fighters with the radicals", span=WHOLE)
def with_radicals(m):
    """Share of the opposition's fighters who stand with the radicals."""
    return 100.0 * m.share_leaning()


@measure("yes or no")
def signed(m):
    """True from the week a package is signed on."""
    return m.state.deal | m.state.deal_broke


@measure("weeks", "first")
def signature(m):
    """True in weeks in which a package is in force or has broken."""
    return m.state.deal | m.state.deal_broke


@measure("share of worlds", "ever", "package signed", span=(0, 1))
def package_signed(m):
    """True once a package was signed."""
    return m.state.deal | m.state.deal_broke


@measure("share of worlds", "ever", "signed package broken")
def deal_broke(m):
    """True once a signed package has broken down."""
    return m.state.deal_broke


@measure("yes or no", "last", span=(0, 1))
def deal_holding(m):
    """True while a package is in force."""
    return m.state.deal


@measure("yes or no")
def departed(m):
    """True once the leader has left: on the date set by a deal in force, or by script."""
    return m.departed()


@measure("share of worlds", "ever", "government softens its words")
def softening(m):
    """True when words moved 10 points within 3 weeks while the bottom line moved under 2."""
    return m.record.softening


@measure("share of worlds", "ever", "soft words taken back")
def reversion(m):
    """True when half of a softening was lost within 6 weeks."""
    return m.record.reverted


@measure("share of worlds", "ever", "core concession", span=(0, 1))
def core_concession(m):
    """True once the bottom line on leader or body was at 25 or more for 4 weeks, or the government
    voted for such a text."""
    return m.record.core


@measure("share of worlds", "ever", "major concession")
def major_concession(m):
    """True once a core concession was made, or another issue was enacted 30 or more from practice
    for 8 weeks."""
    return m.record.core | m.record.major


@measure("of 100", "last", "bottom line on the leader", span=WHOLE)
def bottom_line_on_leader(m):
    """Farthest term on the leader that the government could take rather than war, other terms as in
    the text."""
    return m.state.bottom[0] if m.cast.term_of("leader") is not None else np.zeros(m.worlds)


@measure("measures", "sum", "measures enacted")
def measures_enacted(m):
    """Measures newly enacted this week (a truce renewed within four weeks is not new)."""
    return m.record.enacted


@measure("% of weeks", "mean", "zone of agreement", span=WHOLE)
def zone_of_agreement(m):
    """100 when the latest text beats war for government and opposition, red lines and doubts apart,
    else 0."""
    return 100.0 * m.zone()


@measure("times", "sum", "government goes its own way")
def own_way(m):
    """True in a week in which the government settles an issue of the talks by itself, under a
    truce."""
    return m.state.own_way.astype(m.state.dtype)


@measure("of 100", span=WHOLE)
def declared_softness(m):
    """Points by which the government's words stand softer than its position."""
    return m.state.softness
