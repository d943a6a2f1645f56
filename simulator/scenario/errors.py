"""Errors of scenario files: `UserError` with its `Mark` (file, line, column), `ScenarioError`, and
hints at misspelt names."""

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

MOST = 100  # problems shown at most


@dataclass(frozen=True)
class Mark:
    """Position of a value: file (or command-line option), line and column from 1."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self):
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True)
class UserError:
    """One error of a user, or a note: its place, the key, and a message."""

    mark: Mark
    key: str
    message: str

    def __str__(self):
        return ": ".join([str(self.mark), *([self.key] if self.key else []), self.message])


class ScenarioError(Exception):
    """An invalid scenario, with all its problems in the order of files and lines.

    resolved  the sound part of the scenario, for further checks, or None
    """

    def __init__(self, user_errors, resolved=None):
        unique = list(dict.fromkeys(user_errors))
        files = list(dict.fromkeys(user_error.mark.file for user_error in unique))

        def position(user_error):
            return files.index(user_error.mark.file), user_error.mark.line, user_error.mark.column

        self.user_errors = sorted(unique, key=position)
        self.resolved = resolved
        super().__init__("\n".join(str(user_error) for user_error in self.user_errors))

    def __reduce__(self):
        """Pickle the problems, so that a worker process can raise the error."""
        return ScenarioError, (self.user_errors,)

    def as_text(self):
        """The first problems as text, each with its line and a caret below the place."""
        more = len(self.user_errors) - MOST
        rows = [f"{user_error}{excerpt(user_error.mark)}" for user_error in self.user_errors[:MOST]]
        return "\n".join([*rows, *([f"and {more:,} more problems"] if more > 0 else [])])

    def _render_traceback_(self):
        """Message that a notebook shows instead of a traceback."""
        return [self.as_text()]


class UsageError(ScenarioError):
    """An invalid value of an option."""


def excerpt(mark):
    """Line of a mark with a caret below its column, or empty text without a file."""
    lines = _lines(mark.file) if mark.line else []
    line = lines[mark.line - 1] if 0 < mark.line <= len(lines) else ""
    start = max(mark.column - 60, 0)
    return f"\n  {line[start : start + 100]}\n  {' ' * (mark.column - 1 - start)}^" if line else ""


def _lines(file):
    try:
        return Path(file).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return []


def refuse(file, message, key=""):
    """Raise a ScenarioError for a problem of a whole file."""
    raise ScenarioError([UserError(Mark(str(file)), key, message)])


def misuse(option, message):
    """Raise a UsageError for an option."""
    raise UsageError([UserError(Mark(option), "", message)])


def mark_at(marks, path, file):
    """Mark of a path, or of the nearest map around it."""
    around = (tuple(path[:end]) for end in range(len(path), -1, -1))
    return next((marks[place] for place in around if place in marks), Mark(file))


def path_text(path):
    """Path of a value as text for a message; dated steps count from 1.

    >>> path_text(("levers", "left.arms", "steps", 0, "at")), path_text(("war", "rate"))
    ('levers.left.arms, step 1, at', 'war.rate')
    """
    for k, key in enumerate(path[1:]):
        if path[k] == "steps" and isinstance(key, int):
            return ", ".join([path_text(path[:k]), f"step {key + 1}", *map(str, path[k + 2 :])])
    return ".".join(map(str, path))


def yaml_repr(raw):
    """A plain value as text for a message.

    >>> yaml_repr(True), yaml_repr("soon"), yaml_repr(None), yaml_repr([1])
    ('true', '"soon"', 'nothing', 'a list')
    """
    if isinstance(raw, str):
        return f'"{raw if len(raw) <= 60 else raw[:60] + "..."}"'
    if isinstance(raw, list | dict):
        return "a list" if isinstance(raw, list) else "a map"
    return "nothing" if raw is None else str(raw).lower() if isinstance(raw, bool) else str(raw)


def suggest(name, names):
    """Hint at the most similar valid name, or a list of the valid names.

    A dotted name is compared with those that have the same last part.

    >>> suggest("presidncy", ["presidency", "elections"])
    'did you mean "presidency"?'
    >>> suggest("left.tanks", ["left.men", "right.tanks"])
    'did you mean "right.tanks"?'
    """
    name, names = str(name), sorted(map(str, names))
    _, dot, last = name.rpartition(".")
    same_end = [other for other in names if dot and other.endswith(f".{last}")]
    near = get_close_matches(name, same_end, n=1, cutoff=0.0)
    near = near or get_close_matches(name, names, n=1, cutoff=0.6)
    if near:
        return f'did you mean "{near[0]}"?'
    if len(names) <= 12:
        return f"expected one of: {', '.join(names)}"
    return f"none of the {len(names)} valid names is similar"


class Places:
    """Marks of the parts of a file, for problems."""

    def __init__(self, marks, file):
        self.marks, self.file = marks, file

    def user_error(self, path, message, key=None):
        """Problem at a path; `key` is the name shown, the path by default."""
        name = path_text(path if key is None else key)
        return UserError(mark_at(self.marks, path, self.file), name, message)

    def refuse(self, messages):
        """Raise ScenarioError for (path, message) pairs, if there are any."""
        if user_errors := [self.user_error(path, message) for path, message in messages]:
            raise ScenarioError(user_errors)
