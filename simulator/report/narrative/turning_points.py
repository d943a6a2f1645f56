"""Turning points of a world: departure of the leader, packages, truces and changes of control."""

from collections import Counter

from simulator.analysis import phases
from simulator.report.formats import upper
from simulator.report.narrative.moves import control_passed
from simulator.report.narrative.packages import (
    blockers,
    breakdown_cause,
    proposer,
    reason_clause,
    signers,
)
from simulator.report.narrative.truces import cause_of_end
from simulator.report.narrative.wording import LEADER_LEFT, count, counted, date

LISTED = 2  # deals, truces and transfers of control listed one by one


def turning_points(labels, events, course):
    """[(week, text)] of all turning points but the end, the weightiest first.

    course  phases of the world
    """
    return [
        *((event.week, LEADER_LEFT) for event in events if event.kind == "leader leaves"),
        *_deals(labels, events),
        *_truces(labels, course),
        *_failures(labels, events),
        *_transfers(labels, events),
    ]


def _deals(labels, events):
    signed = [event for event in events if event.kind == "vote" and event.details["signed"]]
    broken = [event for event in events if event.kind == "deal breaks"]
    for n, event in enumerate(signed[:LISTED]):
        text = f"{upper(labels.parties(signers(labels, event.details)))} signed a package."
        if n < len(broken):
            weeks = counted(broken[n].week - event.week, "week")
            cause = breakdown_cause(labels, broken[n].details, event.details)
            yield (
                event.week,
                f"{text} It broke down on {date(broken[n].week)}, after {weeks}{cause}.",
            )
        else:
            yield event.week, f"{text} It held to the end."
    if len(signed) > LISTED:
        more = upper(counted(len(signed) - LISTED, "more package"))
        fate = "broke down" if len(broken) == len(signed) else "held to the end"
        yield signed[LISTED].week, f"{more} followed, and the last of all {fate}."


def _truces(labels, course):
    spells = [phase for phase in course if phase.kind == "truce"]
    listed = spells if len(spells) <= LISTED else spells[:1]
    for phase in listed:
        yield phase.first, _truce(labels, phase)
    if rest := spells[len(listed) :]:
        number = upper(count(len(rest)))
        longest = counted(max(phase.in_force for phase in rest), "week")
        ended = rest[-1].truces[-1][2] is not None
        fate = f"ended on {date(rest[-1].last)}" if ended else "was in force at the end"
        text = f"{number} more truces followed. The longest held for {longest}"
        yield rest[0].first, f"{text}, and the last {fate}."


def _truce(labels, phase):
    interruptions, last_event = len(phase.truces) - 1, phase.truces[-1][2]
    cuts = f", with {counted(interruptions, 'interruption')}," if interruptions else ""
    end = "to the end"
    if last_event is not None and last_event.kind == "vote":
        end = "until a deal was signed"
    elif last_event is not None:
        end = f"until {date(phase.last)} and ended {cause_of_end(last_event.details)}"
    at_start = phase.first == labels.first and labels.form.truce.in_force
    return f"{'A truce was in force' if at_start else 'A truce began'}. It lasted{cuts} {end}."


def _failures(labels, events):
    """Packages that failed, and the parties that blocked them with their commonest reason."""
    failed = [event for event in events if event.kind == "vote" and not event.details["signed"]]
    if not failed:
        return
    first, last = failed[0].week, failed[-1].week
    if len(failed) == 1:
        details = failed[0].details
        aim = " as a compromise" if details["by"] in blockers(labels, details) else ""
        text = f"{upper(proposer(labels, details))} tabled a package{aim}, and it failed."
    else:
        text = f"From here to {date(last)}, {count(len(failed))} packages failed."
    yield first, " ".join([text, *_refusers(labels, failed)[:2]])


def _refusers(labels, failed):
    reasons: dict[str, list] = {}
    for event in failed:
        for party in blockers(labels, event.details):
            reasons.setdefault(party, []).append(reason_clause(labels, event.details, party)[0])
    by_clause: dict[str, list] = {}
    for party, clauses in sorted(reasons.items(), key=lambda pair: -len(pair[1])):
        refused = _count_refused(len(clauses), len(failed))
        by_clause.setdefault(f"refused {refused}, {_commonest(clauses)}.", []).append(party)
    return [f"{upper(labels.parties(names))} {clause}" for clause, names in by_clause.items()]


def _commonest(clauses):
    """The commonest of some reasons; both of two that differ."""
    if len(clauses) == 2 and len(set(clauses)) == 2:
        return "once " + " and once ".join(clauses)
    clause, number = Counter(clauses).most_common(1)[0]
    if number == len(clauses):
        return clause
    return f"{'mostly' if 2 * number > len(clauses) else 'most often'} {clause}"


def _count_refused(refused, failed):
    """How many of the failed packages a party refused: it, both, all three, two."""
    if failed == 1:
        return "it"
    if refused < failed:
        return count(refused)
    return f"all {count(refused)}" if refused > 2 else "both"


def _transfers(labels, events):
    """Regions that one holder had in the first week and another in the last."""
    by_holders: dict[tuple, list] = {}
    for region, changes in phases.control_changes(events).items():
        before, after = changes[0].details["from"], changes[-1].details["to"]
        if before != after:
            by_holders.setdefault((before, after), []).append((changes[-1].week, region))
    largest = sorted(by_holders.items(), key=lambda pair: -len(pair[1]))
    for holders, regions in largest[:LISTED]:
        yield control_passed(labels, sorted(regions), *holders)
