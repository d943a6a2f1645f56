"""Calibration targets: read and check their file. Only the rows named here are ever fitted."""

import datetime
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field, model_validator

from simulator.scenario.base_model import Part, Weeks
from simulator.scenario.errors import suggest
from simulator.scenario.parameter import GRADES, plain
from simulator.scenario.pydantic_errors import read_part
from simulator.scenario.read import HOME, read
from simulator.scenario.readings import ReadingSpec, Text
from simulator.scenario.resolved import Resolved

# the only rows of the record that anything is fitted to
FITTED = ("K01", "K02", "K03a", "K03b", "K04", "B1", "B7")
SHIPPED = HOME / "record" / "targets.yaml"
MOST_FACTORS = 20


def amount(raw):
    """A plain number: 0.3, "5%"."""
    return plain(raw)[0]


Amount = Annotated[float, BeforeValidator(amount)]


class Seen(ReadingSpec):
    """What a target reads of each world: a reading, or how long something lasts, from when it
    begins until it ends. `to`: the last day read."""

    HOW: ClassVar[tuple[str, ...]] = ("level", "change", "ever", "lasts")
    lasts: Text | None = None
    until: Text | None = None
    weeks: Weeks = 52
    begin: datetime.date | None = Field(None, alias="from")
    end: datetime.date = Field(alias="to")

    @model_validator(mode="after")
    def _both(self):
        if (self.lasts is None) != (self.until is None):
            raise ValueError(
                "`lasts` says when it begins, and `until` when it ends; one needs the other"
            )
        return self

    def readings(self, name, form):
        """{name: Reading} taken of each world of a scenario. A change is one since the start where
        no other day is said; of what lasts the weeks and whether it ended are taken."""
        one = self.taken(form)
        if self.change and not self.begin:
            return {name: replace(one, how="last")}
        if not self.until:
            return {name: one}
        weeks = replace(one, of=f"({self.lasts}) and not ({self.until})", how="sum")
        return {f"{name}.weeks": weeks, f"{name}.ended": replace(one, of=self.until, how="ever")}


class Target(Part):
    """A row of the record: in which scenario it is looked for, what is read, and what the record
    says."""

    title: str
    stage: Literal[1, 2]
    scenario: str
    reading: Seen
    band: tuple[Amount, Amount] | None = None
    at_most: Amount | None = None
    count: tuple[int, int] | None = None
    others: tuple[Amount, Amount] | None = None
    source: str
    grade: str

    @property
    def ends(self):
        """Between what it passes: (low, high)."""
        return self.band or (0.0, self.at_most)

    @model_validator(mode="after")
    def _says_something(self):
        kind = self.reading.how
        if self.stage == 1 and (kind not in ("level", "change") or self.band is None):
            raise ValueError("stage 1 takes levels and changes, each with a `band`")
        if kind in ("level", "change") and self.stage == 2:
            raise ValueError(
                "stage 2 takes what happens or lasts; a level or a change belongs to stage 1"
            )
        classes = None not in (self.count, self.others, self.band)
        if kind == "ever" and self.at_most is None and not classes:
            raise ValueError("what happens takes `at_most`, or `count` with `others` and a `band`")
        if kind == "lasts" and self.band is None:
            raise ValueError("what lasts takes a `band`")
        if self.band and not self.band[0] < self.band[1]:
            raise ValueError("the low end of the band comes first")
        if self.count and not 0 < self.count[0] < self.count[1]:
            raise ValueError("`count` is how often it happened, in how many episodes, like [7, 49]")
        if self.grade not in GRADES:
            raise ValueError(f'there is no grade "{self.grade}"; {suggest(self.grade, GRADES)}')
        return self


class Form(Part):
    """A file of targets."""

    main: str
    factors: list[str] = Field(min_length=1)
    targets: dict[str, Target] = Field(min_length=1)

    def wrong(self):
        """(path, message) of rows that cannot be fitted."""
        yield from ((("targets", n), _strange(n)) for n in self.targets if n not in FITTED)


@dataclass(frozen=True)
class Targets:
    """A file of targets with its scenarios, on their priors.

    main       id of the scenario to calibrate
    factors    paths of the calibrated parameters
    rows       {id: Target}
    scenarios  {id: Resolved}
    """

    main: str
    factors: list[str]
    rows: dict[str, Target]
    scenarios: dict[str, Resolved]
    file: str

    def of_stage(self, stage):
        """{id: Target} of a stage."""
        return {name: row for name, row in self.rows.items() if row.stage == stage}

    def prior(self, path):
        """Prior of a factor."""
        return next(one.numbers[path] for one in self.scenarios.values() if path in one.factors)

    def drawn(self, path, share):
        """Quantiles of the prior of a factor."""
        return next(
            one.drawn(path, share) for one in self.scenarios.values() if path in one.factors
        )


def read_targets(path=SHIPPED):
    """Read a file of targets. Raises ScenarioError."""
    made, places = read_part(path, Form)
    names = dict.fromkeys([made.main, *(row.scenario for row in made.targets.values())])
    scenarios = {name: read(_beside(path, name), ["draws=null"]) for name in names}
    places.refuse(_misfits(made, scenarios))
    return Targets(made.main, made.factors, made.targets, scenarios, str(path))


def _strange(name):
    """Message for a row that cannot be fitted."""
    kinds = {
        "H": "is held out of the fit, so that the model can be checked against it",
        "C": "is no part of the record",
    }
    why = kinds.get(name[:1], "is none of the rows that may be fitted")
    return f"{name} {why}; calibration takes {', '.join(FITTED)} and nothing else"


def _beside(path, name):
    """Path of a scenario in the folder above the file, else its id."""
    near = Path(path).resolve().parent.parent / f"{name}.yaml"
    return str(near) if near.exists() else name


def _misfits(made, scenarios):
    """(path, message) of all that does not fit the scenarios."""
    if len(made.factors) > MOST_FACTORS:
        yield ("factors",), f"{len(made.factors)} numbers; at most {MOST_FACTORS} are calibrated"
    for i, path in enumerate(made.factors):
        found = {one.factors[path].belief for one in scenarios.values() if path in one.factors}
        if not found:
            known = {name for one in scenarios.values() for name in one.factors}
            yield (
                ("factors", i),
                f"{path} is no uncertain number of these scenarios; {suggest(path, known)}",
            )
        if len(found) > 1 or path in made.factors[:i]:
            why = (
                "believed otherwise in another of these scenarios"
                if len(found) > 1
                else "named twice"
            )
            yield ("factors", i), f"{path} is {why}"
    for name, row in made.targets.items():
        form, seen = scenarios[row.scenario].form, row.reading
        one = seen.taken(form)
        if not 0 <= one.first <= one.last < form.weeks or (seen.begin or seen.end) > seen.end:
            yield (
                ("targets", name, "reading"),
                f"these days lie outside {row.scenario}, or not in order",
            )
