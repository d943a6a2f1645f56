"""A world's events in order: phases of war, truce and deal, and the moves that repeat within them.

Used by the words of a story in `report.narrative`."""

from dataclasses import dataclass, field

MERGE = 6  # weeks: truces no further apart are one spell with an interruption
RAMP = 8  # weeks: steps of a lever in one direction no further apart are one move


@dataclass
class Phase:
    """A stretch of a story.

    kind         "truce", "deal" or "war"
    first, last  weeks, the last exclusive
    truces       [(first, last, event that ended it or None)] of a phase of truce
    events       what happened in it
    """

    kind: str
    first: int
    last: int
    truces: list = field(default_factory=list)
    events: list = field(default_factory=list)

    @property
    def weeks(self):
        """Weeks that it lasted."""
        return self.last - self.first

    @property
    def in_force(self):
        """Weeks in which a truce was in force."""
        return sum(last - first for first, last, _ in self.truces)


def begins_truce(event, ceasefire):
    """True where an event begins a truce; ceasefire: id of the measure that is the truce, or
    None."""
    agreed = event.kind == "measure" and event.of["renewed"] and event.of["issue"] == ceasefire
    return agreed or event.kind == "truce renewed"


def phases(events, first, last, in_force, ceasefire):
    """[Phase] from the first week to the last (exclusive) with their events; in_force: whether the
    run begins under a truce."""
    spells = _spells(events, first, last, in_force, ceasefire)
    found, at = [], first
    for spell in spells:
        if spell.first > at:
            found.append(Phase("war", at, spell.first))
        found.append(spell)
        at = max(at, spell.last)
    if at < last or not found:
        found.append(Phase("war", at, last))
    for event in events:
        here = [one for one in found if one.first <= event.week] or found[:1]
        here[-1].events.append(event)
    return found


def _spells(events, first, last, in_force, ceasefire):
    """[Phase] of truce and deal; truces that follow each other within MERGE weeks are one."""
    truces, deals, truce, deal = [], [], first if in_force else None, None
    for event in events:
        if event.kind == "truce void" and truce is not None:
            truces.append((truce, event.week, event))
            truce = None
        elif begins_truce(event, ceasefire) and truce is None and deal is None:
            truce = event.week
        elif event.kind == "vote" and event.of["signed"]:
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
    lasted = [one for one in truces if one[1] > one[0]]
    deals = [one for one in deals if one.weeks]
    return sorted([*_merged(lasted, deals), *deals], key=lambda one: one.first)


def _merged(truces, deals):
    found: list[Phase] = []
    for one in truces:
        near = found and one[0] - found[-1].last <= MERGE
        if near and not any(found[-1].last <= deal.first <= one[0] for deal in deals):
            found[-1].last = one[1]
            found[-1].truces.append(one)
        else:
            found.append(Phase("truce", one[0], one[1], [one]))
    return found


@dataclass
class Move:
    """A lever that moved in one direction: from and to, in the weeks first to last."""

    lever: str
    start: float
    end: float
    first: int
    last: int

    @property
    def direction(self):
        """1 up, -1 down, 0 where one end is not a number."""
        return (self.end > self.start) - (self.end < self.start)


def moves(events):
    """[Move] of all levers; steps in one direction within RAMP weeks of each other are one."""
    found: dict[str, list[Move]] = {}
    for event in events:
        if event.kind != "lever":
            continue
        new = Move(event.of["lever"], event.of["from"], event.of["to"], event.week, event.week)
        rows = found.setdefault(new.lever, [])
        last = rows[-1] if rows else None
        if last and last.direction == new.direction != 0 and new.first - last.last <= RAMP:
            last.end, last.last = new.end, new.last
        else:
            rows.append(new)
    return sorted((one for rows in found.values() for one in rows), key=lambda one: one.first)


def lands(events):
    """{place: [events of kind "land"]} in order."""
    found: dict[str, list] = {}
    for event in events:
        if event.kind == "land":
            found.setdefault(event.of["place"], []).append(event)
    return found


def comings(events, out, back):
    """What factions did in some events: (left, returned, wavered), each {faction: week of the last
    move}.

    out, back  kinds of events that undo each other
    """
    found: dict[str, list] = {}
    for event in events:
        if event.kind in (out, back):
            for name in event.of["factions"]:
                found.setdefault(name, []).append(event)
    ends = {name: (len(rows) % 2, rows[-1].kind, rows[-1].week) for name, rows in found.items()}
    return (
        {name: week for name, (odd, kind, week) in ends.items() if odd and kind == out},
        {name: week for name, (odd, kind, week) in ends.items() if odd and kind == back},
        {name: week for name, (odd, _, week) in ends.items() if not odd},
    )
