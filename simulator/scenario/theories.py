"""Rival readings and mechanisms taken out, as YAML: what each lays over a scenario or sets in
it."""

from pydantic import Field, model_validator

from simulator.scenario.base_model import Part
from simulator.scenario.checks import Run
from simulator.scenario.errors import refuse, suggest
from simulator.scenario.pydantic_errors import read_part
from simulator.scenario.read import HOME

RIVALS = HOME / "record" / "theories.yaml"


class Theory(Part):
    """Another reading of the war: a scenario whose changes are laid over, or numbers that are
    set."""

    label: str
    lay: str | None = None
    set: dict[str, object] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _says_something(self):
        if (self.lay is None) == (not self.set):
            raise ValueError("a theory has either `lay` or `set`")
        return self

    def of(self, run):
        """A run under this theory; where the run holds it already, the run itself."""
        if self.lay is None:
            return run.model_copy(update={"set": {**run.set, **self.set}})
        laid = run.scenario if self.lay in run.scenario.split("+") else f"{run.scenario}+{self.lay}"
        return Run(scenario=laid, set=run.set, given=run.given)


class Theories(Part):
    """A file of theories."""

    theories: dict[str, Theory] = Field(min_length=1)


def named(rivals, only):
    """The theories that a list names, all without one. Raises ScenarioError for a name of none."""
    names = list(rivals) if only is None else [name.strip() for name in only.split(",")]
    for name in names:
        if name not in rivals:
            refuse("--rivals", f'"{name}" is no theory; {suggest(name, rivals)}')
    return {name: rivals[name] for name in names}


def read_theories(path=RIVALS):
    """{id: Theory} of a file. Raises ScenarioError with every problem."""
    return read_part(path, Theories)[0].theories
