"""Checks of the model against historical data, in YAML.

A check runs scenarios, takes readings of each world and reduces them to a statistic. It gives the
band for the statistic, or the shape of its response to a lever; one for information gives
neither."""

import datetime
import json
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from simulator.scenario.base_model import Section, date, weeks
from simulator.scenario.errors import suggest, yaml_repr
from simulator.scenario.expression import Expression
from simulator.scenario.parameter import value_and_unit
from simulator.scenario.pydantic_errors import read_section
from simulator.scenario.read import HOME
from simulator.scenario.readings import ReadingSpec, Sourced, Text, name_of_only_field
from simulator.scenario.yaml_reader import DATE

RECORD = HOME / "record" / "checks.yaml"
STATISTICS = ("median", "mean", "quantile", "share", "wait", "kaplan_meier", "ratio", "grid")
INFORMATION = "information"  # kind of a check that prints its value and neither passes nor fails


def start_of_run(raw):
    """Date, or number of weeks after the scenario's own start, like 26w."""
    is_date = isinstance(raw, datetime.date) or DATE.fullmatch(str(raw))
    return date(raw) if is_date else weeks(raw)


class Run(Section):
    """A scenario with settings; `given` selects worlds by an expression over readings.

    start  Monday on which the run begins, or by how many weeks it begins later than its scenario;
           what the scenario says of the start then holds on that day, and dated steps keep their
           dates
    """

    scenario: str
    set: dict[str, object] = Field(default_factory=dict)
    start: Annotated[datetime.date | int | None, BeforeValidator(start_of_run)] = None
    given: Text | None = None

    def settings(self):
        """Settings as texts for `--set`."""
        return tuple(f"{path}={json.dumps(value, default=str)}" for path, value in self.set.items())


def as_run(raw):
    """Map of a run, from a map or the name of a scenario."""
    return {"scenario": raw} if isinstance(raw, str) else raw


ARun = Annotated[Run, BeforeValidator(as_run)]


def level_of_quantile(raw):
    """Level between 0 and 1, from 0.9 or 90%."""
    level = value_and_unit(raw)[0]
    if not 0.0 < level < 1.0:
        raise ValueError(f"{yaml_repr(raw)} is no level of a quantile; write one like 0.9 or 90%")
    return level


class Quantile(Section):
    """A quantile of an expression over readings: `at: 90%`."""

    of: Text
    at: Annotated[float, BeforeValidator(level_of_quantile)]


class KaplanMeier(Section):
    """Kaplan-Meier share of spells that last longer than some weeks; `begin` and `end` are
    expressions over readings."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    begin: Text = Field(alias="from")
    end: Text = Field(alias="until")
    after: Annotated[int, BeforeValidator(weeks)]


class Grid(Section):
    """Values of texts to a party: several terms of one issue, one term of all other issues."""

    party: str
    issue: str
    terms: list[float] = Field(min_length=2)
    others: float = 40.0


class Check(Section):
    """One check: its runs, readings and statistic, and the band or shape expected."""

    name: str
    kind: Literal[
        "calibration", "holdout", "counterfactual", "monotonicity", "base rate", "information"
    ]  # fmt: skip
    how: str = ""
    run: ARun | None = None
    runs: dict[str, ARun] = Field(default_factory=dict)
    over: dict[str, list[float | str]] = Field(default_factory=dict)
    readings: dict[str, ReadingSpec] = Field(default_factory=dict)
    median: Text | None = None
    mean: Text | None = None
    quantile: Quantile | None = None
    share: Text | None = None
    wait: Text | None = None
    kaplan_meier: KaplanMeier | None = None
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
    def _fields_fit(self):
        name_of_only_field(self, STATISTICS, f"a check has one of {', '.join(STATISTICS)}")
        criteria = (self.band is not None) + (self.shape is not None)
        if self.kind == INFORMATION and criteria:
            raise ValueError("a check for information has no `band` and no `shape`")
        if self.kind != INFORMATION and criteria != 1:
            raise ValueError("a check has a `band` or a `shape`, or `kind: information`")
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
            raise ValueError("only one parameter can be varied under `over`")
        if len(self.runs) > 1 and self.value is None:
            raise ValueError("several runs need a `value`, an expression over their names")
        return self

    @property
    def all_runs(self):
        """Runs by name; a single run is named `it`."""
        return self.runs or {"it": self.run}

    def expressions(self):
        """(key, expression over readings) of the check."""
        single = ((key, getattr(self, key)) for key in ("median", "mean", "share", "wait"))
        yield from ((key, text) for key, text in single if text is not None)
        yield from (("ratio", text) for text in self.ratio or ())
        if self.quantile:
            yield "quantile", self.quantile.of
        if self.kaplan_meier:
            yield from (
                ("kaplan_meier", text) for text in (self.kaplan_meier.begin, self.kaplan_meier.end)
            )

    def unknown_names(self):
        """(key, message) for each unknown reading or run in an expression."""
        over_runs = [("value", self.value)] if self.value else []
        for kind, names, expressions in (
            ("reading", self.readings, self.expressions()),
            ("run", self.all_runs, over_runs),
        ):
            for key, text in expressions:
                for name in sorted(Expression(text).names - set(names)):
                    yield key, f'there is no {kind} "{name}"; {suggest(name, names)}'


class Checks(Sourced):
    """A file of checks."""

    checks: dict[str, Check] = Field(min_length=1)

    def wrong(self):
        """(path, message) for each unknown name."""
        for name, check in self.checks.items():
            path = ("checks", name)
            yield from (((*path, key), message) for key, message in check.unknown_names())
            yield from self.unknown_sources(path, check.source)


def read_checks(path=RECORD):
    """Read a file of checks: ({id: Check}, sources, places). Raises ScenarioError."""
    file, places = read_section(path, Checks)
    return file.checks, file.sources, places
