"""Read and check the file of calibration targets. Only the rows named here are ever fitted."""

import datetime
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field, model_validator

from simulator.scenario.base_model import Section, Weeks
from simulator.scenario.errors import Places, suggest
from simulator.scenario.parameter import GRADES, value_and_unit
from simulator.scenario.pydantic_errors import read_section
from simulator.scenario.read import HOME, read
from simulator.scenario.readings import ReadingSpec, Text
from simulator.scenario.resolved import Resolved

# the only rows of the record that anything is fitted to
FITTED = ("K01", "K02", "K03a", "K03b", "K04", "B1", "B7")
SHIPPED = HOME / "record" / "targets.yaml"
MOST_FACTORS = 20


def scalar(raw):
    """Number from a scalar like 0.3 or "5%"."""
    return value_and_unit(raw)[0]


Scalar = Annotated[float, BeforeValidator(scalar)]


class TargetReading(ReadingSpec):
    """Reading of a target in YAML: a level, a change, an event, or how long something `lasts`
    `until` it ends. `to` is the last day read."""

    HOW: ClassVar[tuple[str, ...]] = ("level", "change", "ever", "lasts")
    lasts: Text | None = None
    until: Text | None = None
    weeks: Weeks = 52
    begin: datetime.date | None = Field(None, alias="from")
    end: datetime.date = Field(alias="to")

    @model_validator(mode="after")
    def _has_both_ends(self):
        if (self.lasts is None) != (self.until is None):
            raise ValueError("`lasts` gives the begin and `until` the end; give both or neither")
        return self

    def readings(self, name, form):
        """{name: Reading} for each world of a scenario.

        A change without `from` is counted from the start. For `lasts`: the weeks it lasted, and
        whether it ended.
        """
        reading = self.resolve(form)
        if self.change and not self.begin:
            return {name: replace(reading, how="last")}
        if not self.until:
            return {name: reading}
        weeks = replace(reading, of=f"({self.lasts}) and not ({self.until})", how="sum")
        ended = replace(reading, of=self.until, how="ever")
        return {f"{name}.weeks": weeks, f"{name}.ended": ended}


class Target(Section):
    """A row of the historical record: the scenario that is run, its reading, and the recorded
    value."""

    title: str
    stage: Literal[1, 2]
    scenario: str
    reading: TargetReading
    band: tuple[Scalar, Scalar] | None = None
    at_most: Scalar | None = None
    count: tuple[int, int] | None = None
    others: tuple[Scalar, Scalar] | None = None
    source: str
    grade: str

    @property
    def ends(self):
        """(low, high) between which the target passes."""
        return self.band or (0.0, self.at_most)

    @model_validator(mode="after")
    def _fields_fit(self):
        kind = self.reading.how
        if self.stage == 1 and (kind not in ("level", "change") or self.band is None):
            raise ValueError("a target of stage 1 is a `level` or `change` and has a `band`")
        if kind in ("level", "change") and self.stage == 2:
            raise ValueError(
                "a target of stage 2 is `ever` or `lasts`; a level or a change belongs to stage 1"
            )
        by_reference_group = None not in (self.count, self.others, self.band)
        if kind == "ever" and self.at_most is None and not by_reference_group:
            raise ValueError("`ever` needs `at_most`, or `count` with `others` and a `band`")
        if kind == "lasts" and self.band is None:
            raise ValueError("`lasts` needs a `band`")
        if self.band and not self.band[0] < self.band[1]:
            raise ValueError("the low end of the band comes first")
        if self.count and not 0 < self.count[0] < self.count[1]:
            raise ValueError("`count` is events and episodes, like [7, 49]")
        if self.grade not in GRADES:
            raise ValueError(f'there is no grade "{self.grade}"; {suggest(self.grade, GRADES)}')
        return self


class TargetFile(Section):
    """A file of targets as read."""

    main: str
    factors: list[str] = Field(min_length=1)
    targets: dict[str, Target] = Field(min_length=1)

    def wrong(self):
        """(path, message) for each row that may not be fitted."""
        yield from ((("targets", n), _not_fitted(n)) for n in self.targets if n not in FITTED)


@dataclass(frozen=True)
class Targets:
    """A file of targets with its scenarios, on their priors.

    main       id of the scenario to calibrate
    factors    paths of the calibrated parameters
    rows       {id: Target}
    scenarios  {id: Resolved}
    places     marks of its parts, for errors
    """

    main: str
    factors: list[str]
    rows: dict[str, Target]
    scenarios: dict[str, Resolved]
    file: str
    places: Places

    def of_stage(self, stage):
        """{id: Target} of a stage."""
        return {name: row for name, row in self.rows.items() if row.stage == stage}

    def prior(self, path):
        """Prior of a factor."""
        return self._scenario_with(path).parameters[path]

    def prior_quantile(self, path, share):
        """Quantiles of the prior of a factor."""
        return self._scenario_with(path).prior_quantile(path, share)

    def _scenario_with(self, path):
        return next(scenario for scenario in self.scenarios.values() if path in scenario.factors)


def read_targets(path=SHIPPED):
    """Read a file of targets. Raises ScenarioError."""
    file, places = read_section(path, TargetFile)
    names = dict.fromkeys([file.main, *(row.scenario for row in file.targets.values())])
    scenarios = {name: read(_path_or_id(path, name), ["draws=null"]) for name in names}
    places.refuse([*_wrong_factors(file, scenarios), *_wrong_days(file, scenarios)])
    return Targets(file.main, file.factors, file.targets, scenarios, str(path), places)


def _not_fitted(name):
    """Message for a row that may not be fitted."""
    reasons = {
        "H": "is held out of the fit, so that the model can be checked against it",
        "C": "is a counterfactual, not historical data",
    }
    reason = reasons.get(name[:1], "is not a row that may be fitted")
    return f"{name} {reason}; calibration takes only {', '.join(FITTED)}"


def _path_or_id(path, name):
    """Path of a scenario in the folder above the file, else its id."""
    near = Path(path).resolve().parent.parent / f"{name}.yaml"
    return str(near) if near.exists() else name


def _wrong_factors(file, scenarios):
    """(path, message) for each factor that these scenarios do not have, or not alike."""
    if len(file.factors) > MOST_FACTORS:
        yield ("factors",), f"{len(file.factors)} parameters; at most {MOST_FACTORS} are calibrated"
    for i, path in enumerate(file.factors):
        having = [scenario for scenario in scenarios.values() if path in scenario.factors]
        priors = {scenario.factors[path].prior_text for scenario in having}
        if not priors:
            names = {name for scenario in scenarios.values() for name in scenario.factors}
            message = f"{path} is no uncertain parameter of these scenarios"
            yield ("factors", i), f"{message}; {suggest(path, names)}"
        if len(priors) > 1:
            yield ("factors", i), f"{path} has different priors in these scenarios"
        elif path in file.factors[:i]:
            yield ("factors", i), f"{path} is named twice"


def _wrong_days(file, scenarios):
    """(path, message) for each target whose days the scenario does not have."""
    for name, row in file.targets.items():
        form, spec = scenarios[row.scenario].form, row.reading
        reading = spec.resolve(form)
        in_order = (spec.begin or spec.end) <= spec.end
        if not (0 <= reading.first <= reading.last < form.weeks and in_order):
            message = f"these days are outside {row.scenario}, or not in order"
            yield ("targets", name, "reading"), message
