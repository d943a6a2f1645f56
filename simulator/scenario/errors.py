"""What is wrong with a scenario, in an analyst's words."""

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

MOST = 100  # problems that are shown


@dataclass(frozen=True)
class Mark:
    """Where a value was written: a file (or the command line), line and column from 1."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self):
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True)
class Problem:
    """One thing wrong: where, under which key, what, and what was perhaps meant."""

    mark: Mark
    key: str
    message: str

    def __str__(self):
        return ": ".join([str(self.mark), *([self.key] if self.key else []), self.message])


class ScenarioError(Exception):
    """A scenario that cannot be run, with every problem found, those of a file in the order of its
    lines."""

    def __init__(self, problems):
        found = list(dict.fromkeys(problems))
        files = list(dict.fromkeys(problem.mark.file for problem in found))
        self.problems = sorted(
            found, key=lambda one: (files.index(one.mark.file), one.mark.line, one.mark.column)
        )
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self):
        """Its problems alone, so that it comes whole from a worker process."""
        return ScenarioError, (self.problems,)

    def shown(self):
        """Problems with the line each stands on and a caret below the place; of very many, the
        first."""
        more = len(self.problems) - MOST
        rows = [f"{problem}{excerpt(problem.mark)}" for problem in self.problems[:MOST]]
        return "\n".join([*rows, *([f"and {more:,} more problems"] if more > 0 else [])])

    def _render_traceback_(self):
        """What a notebook shows of it, where there is nothing to trace."""
        return [self.shown()]


class UsageError(ScenarioError):
    """An option given a value that it cannot have, whatever the scenario."""


def excerpt(mark):
    """The line of a mark with a caret below its column, or nothing where there is no file."""
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
    """Raise a ScenarioError for one problem of a whole file."""
    raise ScenarioError([Problem(Mark(str(file)), key, message)])


def misuse(option, message):
    """Raise a UsageError for an option."""
    raise UsageError([Problem(Mark(option), "", message)])


def where(marks, path, file):
    """Mark of the place at a path, or of the nearest map around it."""
    around = (tuple(path[:end]) for end in range(len(path), -1, -1))
    return next((marks[place] for place in around if place in marks), Mark(file))


def yaml_repr(raw):
    """A plain value as a file shows it, for a sentence.

    >>> yaml_repr(True), yaml_repr("soon"), yaml_repr(None), yaml_repr([1])
    ('true', '"soon"', 'nothing', 'a list')
    """
    if isinstance(raw, str):
        return f'"{raw if len(raw) <= 60 else raw[:60] + "..."}"'
    if isinstance(raw, list | dict):
        return "a list" if isinstance(raw, list) else "a map"
    return "nothing" if raw is None else str(raw).lower() if isinstance(raw, bool) else str(raw)


def suggest(name, names):
    """A hint at the nearest existing name, or the names there are. A dotted name is near to those
    with the same last part.

    >>> suggest("presidncy", ["presidency", "elections"])
    'did you mean "presidency"?'
    >>> suggest("left.tanks", ["left.men", "right.tanks"])
    'did you mean "right.tanks"?'
    """
    name, names = str(name), sorted(str(known) for known in names)
    _, dot, last = name.rpartition(".")
    alike = [known for known in names if dot and known.endswith(f".{last}")]
    near = get_close_matches(name, alike, n=1, cutoff=0.0)
    near = near or get_close_matches(name, names, n=1, cutoff=0.6)
    if near:
        return f'did you mean "{near[0]}"?'
    if len(names) <= 12:
        return f"known here: {', '.join(names)}"
    return f"{len(names)} names are known here, none like it"


class Places:
    """Where the parts of a file stand, to blame problems on."""

    def __init__(self, marks, file):
        self.marks, self.file = marks, file

    def problem(self, path, sentence, key=None):
        """A Problem of what stands at a path; `key` is what it is called, if not by the path."""
        called = ".".join(map(str, path if key is None else key))
        return Problem(where(self.marks, path, self.file), called, sentence)

    def refuse(self, wrong):
        """Raise ScenarioError for (path, sentence) pairs, if there are any."""
        if problems := [self.problem(path, sentence) for path, sentence in wrong]:
            raise ScenarioError(problems)
