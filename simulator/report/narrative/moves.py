"""Sentences on moves that repeat within a phase: levers, control, factions, unilateral moves
and public statements."""

from simulator.analysis import phases
from simulator.report import formats
from simulator.report.formats import upper
from simulator.report.narrative.wording import date, first_and_until, joined, times
from simulator.report.view.names import lever_name

DIMENSIONLESS = ("share", "factor", "index", "weight", "exponent", "value")  # units not printed
NOTHING = ("0", "0%")


def lever_moves(labels, phase, moves):
    """Moves of levers that begin in a phase."""
    return [
        (move.first, _lever_move(labels, move))
        for move in moves
        if phase.first <= move.first < phase.last
    ]


def _lever_move(labels, move):
    meta = labels.resolved.levers[move.lever].prior.meta
    unit = _unit_text(meta)
    start, end = (_value(value, meta["unit"]) for value in (move.start, move.end))
    if " a " in unit and end in NOTHING:
        start, end, unit = start + unit, "none", ""
    elif " a " in unit and start in NOTHING:
        start = "none"
    name = upper(lever_name(labels.resolved, move.lever))
    until = f" by {date(move.last)}" if move.last > move.first else ""
    if not move.direction:
        return f"{name} came to {end}{unit}{until}."
    verb = "rose" if move.direction > 0 else "fell"
    return f"{name} {verb} from {start} to {end}{unit}{until}."


def _unit_text(meta):
    """The text after the values of a lever: the meaning of 1, or the unit as far as the lever's
    meaning does not state it."""
    meaning = meta["meaning"]
    if unity := meaning.partition(", 1 = ")[2]:
        return f" (1 = {unity})"
    noun, _, span = meta["unit"].removeprefix("thousand ").partition("/")
    stated = noun in DIMENSIONLESS or noun in meaning
    per = f" a {span}" if span and f"a {span}" not in meaning else ""
    return ("" if stated else f" {noun}") + per


def _value(value, unit):
    if unit.startswith("share"):
        return f"{100 * value:.0f}%"
    return formats.decimal(1000 * value if unit.startswith("thousand ") else value)


def control_changes(labels, events):
    """Regions whose largest share passed to another holder."""
    by_holders: dict[tuple, list] = {}
    for region, changes in phases.control_changes(events).items():
        if len(changes) == 1:
            details = changes[0].details
            passed = by_holders.setdefault((details["from"], details["to"]), [])
            passed.append((changes[0].week, region))
        else:
            yield changes[0].week, _back_and_forth(labels, region, changes)
    for holders, regions in by_holders.items():
        yield control_passed(labels, sorted(regions), *holders)


def control_passed(labels, regions, before, after):
    """(first week, sentence) on regions [(week, region)], in order, that passed from one holder to
    another."""
    share = f"The largest share of {joined([labels.region(region) for _, region in regions])}"
    first, last = regions[0][0], regions[-1][0]
    until = f" by {date(last)}" if last > first else ""
    passed = f"passed from {labels.holder(before)} to {labels.holder(after)}"
    return first, f"{share} {passed}{until}."


def _back_and_forth(labels, region, changes):
    names = [name for row in changes for name in (row.details["from"], row.details["to"])]
    among = joined([labels.holder(name) for name in dict.fromkeys(names)])
    share = f"The largest share of {labels.region(region)} changed hands {times(len(changes))}"
    end = f"ended with {labels.holder(changes[-1].details['to'])} on {date(changes[-1].week)}"
    return f"{share} between {among}, and {end}."


def attendance(labels, phase):
    """Factions that left the talks or came back."""
    left, returned, both = phases.net_moves(phase.events, "suspend", "return")
    if left:
        week, until = first_and_until(left)
        cause = _walkout_cause(phase)
        yield week, f"{labels.factions(left)} walked out of the talks{until}{cause}."
    if returned:
        week, until = first_and_until(returned)
        yield week, f"{labels.factions(returned)} came back to the talks{until}."
    if both:
        yield first_and_until(both)[0], f"{labels.factions(both)} left the talks and came back."


def _walkout_cause(phase):
    """Why factions walked out in a phase, in a clause; empty if no cause dominates."""
    walkouts = [event.details for event in phase.events if event.kind == "suspend"]
    breaches = [row for row in walkouts if row["truce"] and row["violations"] >= 0.5]
    if phase.kind != "deal" and 2 * len(breaches) >= len(walkouts):
        return " over breaches of the truce"
    in_war = [row for row in walkouts if not row["truce"]]
    is_war = phase.kind == "war" and 2 * len(in_war) >= len(walkouts)
    return " while the war went on" if is_war else ""


def leanings(labels, events):
    """Factions that drew closer to the radicals or moved away."""
    closer, away, _ = phases.net_moves(events, "lean", "leave radicals")
    for names, verb in ((closer, "drew closer to"), (away, "moved away from")):
        if names:
            week, until = first_and_until(names)
            yield week, f"{labels.factions(names)} {verb} {labels.radicals()}{until}."


def unilateral_moves(labels, events):
    """Unilateral moves of parties, one sentence for each party and issue."""
    by_issue: dict[tuple, list] = {}
    for event in events:
        if event.kind == "unilateral move":
            details = event.details
            by_issue.setdefault((details["by"], details["issue"]), []).append(event.week)
    for (party, issue), weeks in by_issue.items():
        acted = f"{upper(labels.party(party))} acted alone on {labels.issue(issue)}"
        until = f" {times(len(weeks))} by {date(weeks[-1])}" if len(weeks) > 1 else ""
        yield weeks[0], f"{acted}{until}, a matter for the talks."


def public_statements(labels, events):
    """Softer public statements, and their withdrawal, one sentence for each party."""
    by_party: dict[str, list] = {}
    for event in events:
        if event.kind in ("soften", "revert"):
            by_party.setdefault(event.details["by"], []).append(event)
    for party, own in by_party.items():
        yield _statements_of(labels, upper(labels.party(party)), own)


def _statements_of(labels, speaker, events):
    """(first week, sentence) on the statements of one party."""
    softened = [event for event in events if event.kind == "soften"]
    reverted = [event for event in events if event.kind == "revert"]
    if not softened:
        return reverted[0].week, f"{speaker} withdrew the earlier conciliatory statements."
    issues = joined([labels.issue(name) for name in softened[0].details["issues"]])
    text = f"{speaker} made conciliatory public statements on {issues}"
    many = len(softened) > 1
    text += f" {times(len(softened))}" if many else ""
    if reverted:
        how_often = " each time" if len(reverted) >= len(softened) else f" {times(len(reverted))}"
        text += f", and withdrew them{how_often if many else f' on {date(reverted[-1].week)}'}"
    return softened[0].week, f"{text}."
