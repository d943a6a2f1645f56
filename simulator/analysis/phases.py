"""Phases of war, truce and deal in the events of one world, and moves that repeat within them. Used
by `report.narrative`."""

from dataclasses import dataclass, field
from itertools import chain

MERGE = 6  # weeks: truces no further apart are one spell with an interruption
RAMP = 8  # weeks: steps of a lever in one direction no further apart are one move


@dataclass
class Phase:
    """A phase of a world's history.

    kind         "truce", "deal" or "war"
    first, last  weeks, the last exclusive
    truces       [(first, last, event that ended it or None)] of a phase of truce
    events       events of these weeks
    """

    kind: str
    first: int
    last: int
    truces: list = field(default_factory=list)
    events: list = field(default_factory=list)

    @property
    def weeks(self):
        """Number of weeks."""
        return self.last - self.first

    @property
    def in_force(self):
        """Number of weeks in which a truce was in force."""
        return sum(last - first for first, last, _ in self.truces)


def begins_truce(event, ceasefire):
    """True if an event begins a truce; ceasefire: id of the confidence measure that is the truce,
    or None."""
    agreed = (
        event.kind == "measure" and event.details["renewed"] and event.details["issue"] == ceasefire
    )
    return agreed or event.kind == "truce renewed"


def split_phases(events, first, last, in_force, ceasefire):
    """Split the weeks from first to last (exclusive) into a list of Phase with their events;
    in_force: whether the run begins under a truce."""
    spells = _spells(events, first, last, in_force, ceasefire)
    phases, at = [], first
    for spell in spells:
        if spell.first > at:
            phases.append(Phase("war", at, spell.first))
        phases.append(spell)
        at = max(at, spell.last)
    if at < last or not phases:
        phases.append(Phase("war", at, last))
    for event in events:
        begun = [phase for phase in phases if phase.first <= event.week] or phases[:1]
        begun[-1].events.append(event)
    return phases


def _spells(events, first, last, in_force, ceasefire):
    """Phases of truce and deal; truces at most MERGE weeks apart are one phase."""
    truces, deals, truce, deal = [], [], first if in_force else None, None
    for event in events:
        if event.kind == "begin" and event.details["deal"]:
            deal = event.week
        elif event.kind == "truce void" and truce is not None:
            truces.append((truce, event.week, event))
            truce = None
        elif begins_truce(event, ceasefire) and truce is None and deal is None:
            truce = event.week
        elif event.kind == "vote" and event.details["signed"]:
            if truce is not None:
                truces.append((truce, event.week, event))
            truce, deal = None, event.week
        elif event.kind == "deal breaks" and deal is not None:
            deals.append(Phase("deal", deal, event.week))
            deal = None
    if truce is not None:
        truces.append((truce, last, None))
    if deal is not None:
        deals.append(Phase("deal", deal, last))
    truces = [truce for truce in truces if truce[1] > truce[0]]
    deals = [phase for phase in deals if phase.weeks]
    return sorted([*_merge_truces(truces, deals), *deals], key=lambda phase: phase.first)


def _merge_truces(truces, deals):
    merged: list[Phase] = []
    for truce in truces:
        first, last, _ = truce
        near = merged and first - merged[-1].last <= MERGE
        if near and not any(merged[-1].last <= deal.first <= first for deal in deals):
            merged[-1].last = last
            merged[-1].truces.append(truce)
        else:
            merged.append(Phase("truce", first, last, [truce]))
    return merged


@dataclass
class Move:
    """A lever's move in one direction, from `start` to `end` in the weeks first to last."""

    lever: str
    start: float
    end: float
    first: int
    last: int

    @property
    def direction(self):
        """1 up, -1 down, 0 if one end is not a number."""
        return (self.end > self.start) - (self.end < self.start)


def lever_moves(events):
    """Moves of all levers in order; steps in one direction within RAMP weeks are one Move."""
    by_lever: dict[str, list[Move]] = {}
    for event in events:
        if event.kind != "lever":
            continue
        new = Move(
            event.details["lever"],
            event.details["from"],
            event.details["to"],
            event.week,
            event.week,
        )
        moves = by_lever.setdefault(new.lever, [])
        last = moves[-1] if moves else None
        if last and last.direction == new.direction != 0 and new.first - last.last <= RAMP:
            last.end, last.last = new.end, new.last
        else:
            moves.append(new)
    return sorted(chain.from_iterable(by_lever.values()), key=lambda move: move.first)


def control_changes(events):
    """{region: [events of kind "land"]} in order."""
    by_region: dict[str, list] = {}
    for event in events:
        if event.kind == "land":
            by_region.setdefault(event.details["place"], []).append(event)
    return by_region


def net_moves(events, out, back):
    """Net moves of factions: (left, returned, left and returned), each {faction: week of its last
    move}.

    out, back  kinds of events that undo each other
    """
    by_faction: dict[str, list] = {}
    for event in events:
        if event.kind in (out, back):
            for name in event.details["factions"]:
                by_faction.setdefault(name, []).append(event)
    ends = {
        name: (len(rows) % 2, rows[-1].kind, rows[-1].week) for name, rows in by_faction.items()
    }
    return (
        {name: week for name, (odd, kind, week) in ends.items() if odd and kind == out},
        {name: week for name, (odd, kind, week) in ends.items() if odd and kind == back},
        {name: week for name, (odd, _, week) in ends.items() if not odd},
    )
