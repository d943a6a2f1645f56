"""Compact stances: a row `[position, salience, flexibility, basis]` in place of a map of these
keys; the last two may be left out."""

COLUMNS = ("position", "salience", "flexibility", "basis")


def expand_rows(raw, marks):
    """Write compact stances as maps, so that a child may change one value. A row of another length
    is left as it is, which validation reports."""
    for path, stance in _stances(raw):
        for issue, row in stance.items():
            if isinstance(row, list) and 2 <= len(row) <= 4:
                _move_marks(marks, (*path, issue))
                stance[issue] = dict(zip(COLUMNS, row, strict=False))


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


def _move_marks(marks, path):
    """Move the marks of the values of a row below their keys."""
    below = [other for other in marks if other[: len(path)] == path and len(other) > len(path)]
    for other in below:
        key = COLUMNS[other[len(path)]]
        marks[(*path, key, *other[len(path) + 1 :])] = marks.pop(other)
