"""Checks: what the model is held against, as YAML.

A check runs scenarios, takes readings of each world, makes one number of them and says in which
band it should lie, or what shape the numbers should have along a lever."""

import datetime
import json
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from simulator.scenario import text
from simulator.scenario.calendar import week_of
from simulator.scenario.explain import read_part
from simulator.scenario.expression import Expression
from simulator.scenario.format import condition
from simulator.scenario.part import Part, date, weeks
from simulator.scenario.problems import ScenarioError, meant
from simulator.scenario.read import HOME

RECORD = HOME / "record" / "checks.yaml"
HOW = ("last", "mean", "sum", "lowest", "highest", "ever", "first")
NUMBERS = ("median", "mean", "share", "wait", "survival", "ratio", "grid")
KINDS = ("calibration", "holdout", "counterfactual", "monotonicity", "base rate")
Text = Annotated[str, BeforeValidator(condition)]


def moment(raw):
    """A date of the calendar, or weeks from the start of the run, like 26w."""
    return (
        date(raw) if isinstance(raw, datetime.date) or text.DATE.fullmatch(str(raw)) else weeks(raw)
    )


Moment = Annotated[datetime.date | int, BeforeValidator(moment)]


class Run(Part):
    """A scenario, what it is set to besides, and which of its worlds count: an expression over
    readings."""

    scenario: str
    set: dict[str, object] = Field(default_factory=dict)
    given: Text | None = None

    def sets(self):
        """The settings as `--set` takes them."""
        return tuple(f"{path}={json.dumps(value, default=str)}" for path, value in self.set.items())


def as_run(raw):
    """A run is the name of a scenario, or a map."""
    return {"scenario": raw} if isinstance(raw, str) else raw


class Taken(Part):
    """One reading of each world: an expression over measures, how it is summed up, between which
    moments."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    last: Text | None = None
    mean: Text | None = None
    sum: Text | None = None
    lowest: Text | None = None
    highest: Text | None = None
    ever: Text | None = None
    first: Text | None = None
    begin: Moment = Field(0, alias="from")
    end: Moment | None = Field(None, alias="to")

    @model_validator(mode="after")
    def _one(self):
        if sum(getattr(self, how) is not None for how in HOW) != 1:
            raise ValueError(f"a reading has one of {', '.join(HOW)}")
        return self

    @property
    def how(self):
        return next(how for how in HOW if getattr(self, how) is not None)

    @property
    def of(self):
        return getattr(self, self.how)

    def between(self, start, length):
        """First and last week of the reading in a run that starts on a date and is so many weeks
        long."""
        first, last = (
            _week(self.begin, start),
            length - 1 if self.end is None else _week(self.end, start, end=True),
        )
        return first, last


def _week(at, start, end=False):
    return at - end if isinstance(at, int) else week_of(at) - week_of(start)


class Survival(Part):
    """Share of what began that has not ended after some weeks (Kaplan and Meier); `begin` and `end`
    are expressions over readings."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    begin: Text = Field(alias="from")
    end: Text = Field(alias="until")
    after: Annotated[int, BeforeValidator(weeks)]


class Grid(Part):
    """What texts are worth to a party: terms of one issue, the other issues of the package at one
    term."""

    party: str
    issue: str
    terms: list[float] = Field(min_length=2)
    others: float = 40.0


class Check(Part):
    """One row: what is run, read and reckoned, and what it is held against."""

    name: str
    kind: Literal["calibration", "holdout", "counterfactual", "monotonicity", "base rate"]
    how: str = ""
    run: Annotated[Run, BeforeValidator(as_run)] | None = None
    runs: dict[str, Annotated[Run, BeforeValidator(as_run)]] = Field(default_factory=dict)
    over: dict[str, list[float | str]] = Field(default_factory=dict)
    readings: dict[str, Taken] = Field(default_factory=dict)
    median: Text | None = None
    mean: Text | None = None
    share: Text | None = None
    wait: Text | None = None
    survival: Survival | None = None
    ratio: Annotated[list[Text], Field(min_length=2, max_length=2)] | None = None
    grid: Grid | None = None
    value: Text | None = None
    band: Annotated[list[float | None], Field(min_length=2, max_length=2)] | None = None
    shape: Literal["positive", "negative", "rises", "falls", "concave", "interior"] | None = None
    worlds: int = Field(1000, ge=100, le=100_000)
    unit: str = ""
    observed: str = ""
    known_at_design: Literal["yes", "no", "in the article"]
    source: str
    grade: Literal["A", "B", "C", "D"]
    note: str = ""

    @model_validator(mode="after")
    def _whole(self):
        if sum(getattr(self, how) is not None for how in NUMBERS) != 1:
            raise ValueError(f"a check reckons one of {', '.join(NUMBERS)}")
        if (self.band is None) == (self.shape is None):
            raise ValueError("a check has a `band` or a `shape`")
        if (self.run is None) == (not self.runs):
            raise ValueError("a check has a `run`, or several under `runs`")
        ends = [end for end in self.band or () if end is not None]
        if ends != sorted(ends):
            raise ValueError(f"the band {self.band} is empty: its low end is above its high end")
        if self.band is not None and not ends:
            raise ValueError("the band is open at both ends, so the check cannot fail")
        if self.shape in ("rises", "falls", "concave", "interior") and not (self.over or self.grid):
            raise ValueError(f"`shape: {self.shape}` needs several values, under `over`")
        if len(self.over) > 1:
            raise ValueError("one number can be varied under `over`")
        if len(self.runs) > 1 and self.value is None:
            raise ValueError("several runs need a `value`, an expression over their names")
        return self

    @property
    def all_runs(self):
        """Runs by name; a single one is called `it`."""
        return self.runs or {"it": self.run}


class Checks(Part):
    """A file of checks."""

    sources: dict[str, str] = Field(default_factory=dict)
    checks: dict[str, Check] = Field(min_length=1)


def read_checks(path=RECORD):
    """The checks of a file and where each part of it stands: ({id: Check}, sources, places). Raises
    ScenarioError with every problem."""
    made, places = read_part(path, Checks)
    problems = [
        places.problem(at, sentence)
        for name, check in made.checks.items()
        for at, sentence in _wrong(name, check, made.sources)
    ]
    if problems:
        raise ScenarioError(problems)
    return made.checks, made.sources, places


def _wrong(name, check, sources):
    """(path, sentence) of what only a look at a whole check can find: names that are not there."""
    at = ("checks", name)
    said = [
        ("median", check.median),
        ("mean", check.mean),
        ("share", check.share),
        ("wait", check.wait),
    ]
    said += [("ratio", one) for one in check.ratio or ()]
    said += [
        ("survival", one)
        for one in ((check.survival.begin, check.survival.end) if check.survival else ())
    ]
    for key, one in said:
        unknown = sorted(Expression(one).names - set(check.readings)) if one is not None else []
        yield from (
            ((*at, key), f'there is no reading "{lost}"; {meant(lost, check.readings)}')
            for lost in unknown
        )
    for lost in sorted(Expression(check.value).names - set(check.all_runs)) if check.value else []:
        yield (*at, "value"), f'there is no run "{lost}"; {meant(lost, check.all_runs)}'
    for key in lost_sources(check.source, sources):
        yield (
            (*at, "source"),
            f'"{key}" is not among the sources of this file; {meant(key, sources)}',
        )


def lost_sources(source, sources):
    """The keys of a source that a file does not explain; the article, its paragraphs and general
    knowledge need no line.

    >>> list(lost_sources("article P3 S1 S2", {"S1": "a page"}))
    ['S2']
    """
    return (
        key
        for key in source.replace(";", " ").split()
        if key not in sources and key not in ("article", "K") and key[0] != "P"
    )
