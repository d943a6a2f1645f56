"""What is wrong with a scenario, in an analyst's words."""

from dataclasses import dataclass
from difflib import get_close_matches


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
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


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
