"""Compact stances: a row `[position, salience, flexibility, basis]` in place of a map of these
keys. The last two may be left out, by a patron all but the position on a measure, and beside
sponsors, by a patron that is none, the whole stance on a measure."""

from simulator.scenario.parameter import DEFAULT

COLUMNS = ("position", "salience", "flexibility", "basis")


def expand_rows(raw, marks):
    """Write compact stances as maps, so that a child may change one value. A row of another length
    is left as it is, which validation reports."""
    rows: set[tuple] = set()
    for path, stance in _stances(raw):
        for issue, row in stance.items():
            if isinstance(row, list) and 1 <= len(row) <= 4:
                rows.add((*path, issue))
                stance[issue] = dict(zip(COLUMNS, row, strict=False))
    _move_marks(marks, rows)


def with_unused_stances(values):
    """Values in which patrons, who have no vote on measures, need no salience on them, and no
    position either where sponsors draft the measures and the patron is none."""
    measures = [name for name, issue in _maps(values, "issues") if issue.get("kind") == "measure"]
    sponsored = any(party.get("sponsor") for _, party in _maps(values, "parties"))
    for path, stance in _stances(values):
        party = values["parties"][path[1]]
        if not stance or not party.get("client"):
            continue
        unheard = sponsored and not party.get("sponsor")
        for name in measures:
            if isinstance(stance.get(name), dict) or (unheard and name not in stance):
                stance[name] = {"salience": _unused(0), **stance.get(name, {})}
                if unheard:
                    stance[name] = {"position": _unused(50), **stance[name]}
    return values


def _unused(value):
    """A value on which nothing depends."""
    return {"value": value, "source": DEFAULT, "grade": "D"}


def _stances(raw):
    """(path, stances by issue) of each party and each bureau in plain values."""
    for p, party in _maps(raw, "parties"):
        for path, place in [
            (("parties", p), party),
            *((("parties", p, "bureaus", b), bureau) for b, bureau in _maps(party, "bureaus")),
        ]:
            if isinstance(place.get("stance"), dict):
                yield (*path, "stance"), place["stance"]


def _maps(place, key):
    """(name, map) of each entry of a map by id that is a map."""
    entries = place.get(key)
    pairs = entries.items() if isinstance(entries, dict) else ()
    return [(name, entry) for name, entry in pairs if isinstance(entry, dict)]


def _move_marks(marks, rows):
    """Move the marks of the values of rows below their keys."""
    for size in {len(path) for path in rows}:
        inside = [path for path in marks if len(path) > size and path[:size] in rows]
        for path in (path for path in inside if isinstance(path[size], int)):
            column = COLUMNS[path[size]]
            marks[(*path[:size], column, *path[size + 1 :])] = marks.pop(path)
