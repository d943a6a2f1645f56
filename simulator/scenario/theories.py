"""Rival theories and removed mechanisms in YAML: the changes that each makes to a scenario."""

from pydantic import Field, model_validator

from simulator.scenario.base_model import Section
from simulator.scenario.errors import refuse, suggest
from simulator.scenario.pydantic_errors import read_section
from simulator.scenario.read import HOME

RIVALS = HOME / "record" / "theories.yaml"


class Theory(Section):
    """A rival theory of the war: a scenario to overlay (`overlay`), or parameters to `set`."""

    label: str
    overlay: str | None = None
    set: dict[str, object] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _says_something(self):
        if (self.overlay is None) == (not self.set):
            raise ValueError("a theory has either `overlay` or `set`")
        return self

    def of(self, run):
        """Run under this theory; the run itself if it already includes the theory."""
        if self.overlay is None:
            return run.model_copy(update={"set": {**run.set, **self.set}})
        scenario = (
            run.scenario
            if self.overlay in run.scenario.split("+")
            else f"{run.scenario}+{self.overlay}"
        )
        return run.model_copy(update={"scenario": scenario})


class Theories(Section):
    """A file of theories."""

    theories: dict[str, Theory] = Field(min_length=1)


def select_theories(rivals, only):
    """Theories by a list of names, or all for None. Raises ScenarioError for an unknown name."""
    names = list(rivals) if only is None else [name.strip() for name in only.split(",")]
    for name in names:
        if name not in rivals:
            refuse("--rivals", f'"{name}" is not a theory; {suggest(name, rivals)}')
    return {name: rivals[name] for name in names}


def read_theories(path=RIVALS):
    """Read a file of theories: {id: Theory}. Raises ScenarioError."""
    return read_section(path, Theories)[0].theories
