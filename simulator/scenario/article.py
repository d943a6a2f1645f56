"""Mechanisms that the article argues, in YAML: its paragraphs, the theory that takes the mechanism
out, and the metric that shows its size."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from simulator.scenario.base_model import Section
from simulator.scenario.checks import ARun
from simulator.scenario.errors import refuse, suggest
from simulator.scenario.pydantic_errors import read_section
from simulator.scenario.read import HOME
from simulator.scenario.readings import ReadingSpec
from simulator.scenario.theories import read_theories

MECHANISMS = HOME / "record" / "article.yaml"
PARAGRAPHS = tuple(f"P{number}" for number in range(1, 16))
Paragraph = Annotated[str, StringConstraints(pattern=r"^P([1-9]|1[0-5])$")]


class Mechanism(Section):
    """A mechanism: measured by a `switch`, or `missing` from the model.

    switch   id of the theory without it
    run      scenario, with settings where it needs some, in which it is measured
    against  run from which the change to `run` is measured, or None
    metric   a reading over the run
    expects  direction in which the article argues that the mechanism moves the metric
    missing  why the model does not have it
    """

    paragraphs: list[Paragraph] = Field(min_length=1)
    label: str
    switch: str | None = None
    run: ARun | None = None
    against: ARun | None = None
    metric: ReadingSpec | None = None
    expects: Literal["rises", "falls"] | None = None
    missing: str | None = None

    @model_validator(mode="after")
    def _is_measured_or_missing(self):
        measured = [self.switch, self.run, self.metric, self.expects]
        if self.missing is None and None in measured:
            raise ValueError("give `switch`, `run`, `metric` and `expects`, or `missing`")
        if self.missing is not None and (self.against or measured != [None] * 4):
            raise ValueError("`missing` stands alone: a mechanism that is missing has no size")
        return self

    @property
    def runs(self):
        """`run`, and `against` if there is one."""
        return [run for run in (self.run, self.against) if run is not None]


class Article(Section):
    """A file of mechanisms."""

    mechanisms: dict[str, Mechanism] = Field(min_length=1)

    def wrong(self):
        """(path, message) for each switch that is no theory."""
        theories = read_theories()
        for name, mechanism in self.mechanisms.items():
            if mechanism.switch and mechanism.switch not in theories:
                message = f'"{mechanism.switch}" is not a theory; '
                yield ("mechanisms", name, "switch"), message + suggest(mechanism.switch, theories)


def read_mechanisms(path=MECHANISMS):
    """Read a file of mechanisms: {id: Mechanism}. Raises ScenarioError."""
    return read_section(path, Article)[0].mechanisms


def select_mechanisms(mechanisms, only):
    """Mechanisms by a list of paragraphs and ids, or all for None. Raises ScenarioError for an
    unknown name."""
    wanted = [name.strip() for name in only.split(",")] if only is not None else PARAGRAPHS
    for name in wanted:
        if name not in PARAGRAPHS and name not in mechanisms:
            hint = suggest(name, [*PARAGRAPHS, *mechanisms])
            refuse("--only", f'"{name}" is neither a paragraph nor a mechanism; {hint}')
    return {
        name: mechanism
        for name, mechanism in mechanisms.items()
        if {name, *mechanism.paragraphs} & set(wanted)
    }
