"""Compact stances: a row `[position, salience, flexibility, basis]` in place of a map of these
keys; the last two may be left out, and by a patron all but the position on a measure."""

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


def with_saliences(values):
    """Values in which patrons, who have no vote on measures, need no salience on them."""
    issues = _maps(values, "issues")
    measures = [name for name, issue in issues if issue.get("kind") == "measure"]
    for path, stance in _stances(values):
        if not values["parties"][path[1]].get("client"):
            continue
        for name in (name for name in measures if isinstance(stance.get(name), dict)):
            unused = {"value": 0, "source": DEFAULT, "grade": "D"}
            stance[name] = {"salience": unused, **stance[name]}
    return values


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
