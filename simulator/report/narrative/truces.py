"""Sentences on truces and confidence measures."""

from collections import Counter
from itertools import pairwise

from simulator.analysis import phases
from simulator.report.narrative.wording import counted, date, joined, span, times

LISTED = 2  # interruptions of a truce listed one by one


def truce_end(labels, event, phase, is_first):
    """The end of a truce; empty if the event only interrupts the truce of a phase."""
    begins = event.week == phase.first and not is_first
    if not begins and event.week != phase.last:
        return ""
    details, value = event.details, ""
    if details["violence"] >= 0.5 and details["before"] >= 0.5:
        killed = f"{details['violence']:.0f} civilians killed that week"
        value = labels.numeric(f"{killed}, {details['before']:.0f} a week before the truce")
    return f"The truce ended {cause_of_end(details)}{value}."


def cause_of_end(details):
    """Why a truce ended, in a clause."""
    if details["cause"] == "violence":
        return f"after {counted(details['weeks'], 'week')} of violence close to that of open war"
    return f"after offensives in {counted(details['places'], 'region')}"


def truce_renewed(labels, event, phase):
    """The start of a truce that was not agreed on in this week."""
    agreed = any(
        other.kind == "measure" and phases.begins_truce(other, labels.ceasefire)
        for other in phase.events
        if other.week == event.week
    )
    return "" if agreed or event.week != phase.first else "A truce began."


def truce_agreed(labels, event, phase):
    """The agreement on a truce; empty for other measures and for interruptions."""
    if not phases.begins_truce(event, labels.ceasefire) or event.week != phase.first:
        return ""
    by = labels.agreeing(event.details["by"])
    return f"{by} agreed on a truce: {_term(labels, event.details)}."


def _term(labels, details, nested=False):
    return labels.anchor(details["issue"], details["term"], nested)


def confidence_measures(labels, events):
    """Measures agreed other than new truces; an agreement on an unchanged term is omitted."""
    agreed: dict[tuple, list] = {}
    latest: dict[str, str] = {}
    for event in events:
        if event.kind != "measure" or phases.begins_truce(event, labels.ceasefire):
            continue
        issue, term = event.details["issue"], _term(labels, event.details, nested=True)
        if latest.get(issue) != term:
            key = event.week, tuple(event.details["by"])
            agreed.setdefault(key, []).append(f"{labels.issue(issue)} ({term})")
        latest[issue] = term
    for (week, by), terms in agreed.items():
        yield week, f"{labels.agreeing(by)} agreed on {joined(terms)}."


def interruptions(phase):
    """Interruptions of the truce of a phase."""
    if len(phase.truces) < 2:
        return
    gaps = [(a[1], b[0], cause_of_end(a[2].details)) for a, b in pairwise(phase.truces)]
    first = gaps[0][0]
    if len(gaps) > LISTED:
        cause, number = Counter(cause for *_, cause in gaps).most_common(1)[0]
        mostly = "mostly" if number < len(gaps) else "each time"
        until = date(gaps[-1][0])
        yield first, f"The truce lapsed {times(len(gaps))} by {until}, {mostly} {cause}."
    else:
        for start, end, cause in gaps:
            when = f"from {span(start, end)}" if end > start else f"on {date(start)}"
            yield first, f"The truce lapsed {when}, {cause}."
    yield first, f"It was in force in {phase.in_force} of {phase.weeks} weeks."
