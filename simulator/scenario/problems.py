"""What is wrong with a scenario, in an analyst's words."""

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path


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
        return f"{self.mark}: {self.key}: {self.message}" if self.key else f"{self.mark}: {self.message}"


class ScenarioError(Exception):
    """A scenario that cannot be run, with every problem found."""

    def __init__(self, problems):
        self.problems = list(dict.fromkeys(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def shown(self):
        """Every problem with the line it stands on and a caret below the place."""
        return "\n".join(f"{problem}{excerpt(problem.mark)}" for problem in self.problems)


def excerpt(mark):
    """The line of a mark with a caret below its column, or nothing where there is no file."""
    try:
        line = Path(mark.file).read_text(encoding="utf-8").splitlines()[mark.line - 1] if mark.line else ""
    except (OSError, UnicodeDecodeError, IndexError):
        line = ""
    start = max(mark.column - 60, 0)
    return f"\n  {line[start : start + 100]}\n  {' ' * (mark.column - 1 - start)}^" if line else ""


def refuse(file, message, key=""):
    """Raise a ScenarioError for one problem of a whole file."""
    raise ScenarioError([Problem(Mark(str(file)), key, message)])


def meant(name, names):
    """A hint at the nearest existing name, or the names there are.

    >>> meant("presidncy", ["presidency", "elections"])
    'did you mean "presidency"?'
    """
    names = sorted(str(known) for known in names)
    near = get_close_matches(str(name), names, n=1, cutoff=0.6)
    if near:
        return f'did you mean "{near[0]}"?'
    return f"known here: {', '.join(names)}" if len(names) <= 12 else f"{len(names)} names are known here, none like it"
