"""Checks: what the model is held against, as YAML.

A check runs scenarios, takes readings of each world, makes one number of them and says in which
band it should lie, or what shape the numbers should have along a lever."""

import json
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from simulator.scenario.base_model import Part, weeks
from simulator.scenario.errors import suggest
from simulator.scenario.expression import Expression
from simulator.scenario.pydantic_errors import read_part
from simulator.scenario.read import HOME
from simulator.scenario.readings import ReadingSpec, Sourced, Text, one_of

RECORD = HOME / "record" / "checks.yaml"
NUMBERS = ("median", "mean", "share", "wait", "survival", "ratio", "grid")


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


ARun = Annotated[Run, BeforeValidator(as_run)]


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
    run: ARun | None = None
    runs: dict[str, ARun] = Field(default_factory=dict)
    over: dict[str, list[float | str]] = Field(default_factory=dict)
    readings: dict[str, ReadingSpec] = Field(default_factory=dict)
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
        one_of(self, NUMBERS, f"a check reckons one of {', '.join(NUMBERS)}")
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

    def expressions(self):
        """(key, expression over readings) of all that the check says."""
        single = ((key, getattr(self, key)) for key in ("median", "mean", "share", "wait"))
        yield from ((key, one) for key, one in single if one is not None)
        yield from (("ratio", one) for one in self.ratio or ())
        if self.survival:
            yield from (("survival", one) for one in (self.survival.begin, self.survival.end))

    def lost(self):
        """(key, sentence) of names of readings and runs that are not there."""
        over_runs = [("value", self.value)] if self.value else []
        for kind, known, found in (
            ("reading", self.readings, self.expressions()),
            ("run", self.all_runs, over_runs),
        ):
            for key, one in found:
                for name in sorted(Expression(one).names - set(known)):
                    yield key, f'there is no {kind} "{name}"; {suggest(name, known)}'


class Checks(Sourced):
    """A file of checks."""

    checks: dict[str, Check] = Field(min_length=1)

    def wrong(self):
        """(path, sentence) of names that are not there."""
        for name, check in self.checks.items():
            at = ("checks", name)
            yield from (((*at, key), told) for key, told in check.lost())
            yield from self.unsourced(at, check.source)


def read_checks(path=RECORD):
    """The checks of a file and where each part of it stands: ({id: Check}, sources, places). Raises
    ScenarioError with every problem."""
    made, places = read_part(path, Checks)
    return made.checks, made.sources, places
