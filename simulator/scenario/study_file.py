"""Study files: scenarios, worlds, seed and outputs in YAML, so that a result can be made again."""

from datetime import date
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field

from simulator.options import COUNT, OPTIONS
from simulator.scenario.base_model import Section
from simulator.scenario.errors import ScenarioError
from simulator.scenario.pydantic_errors import read_section
from simulator.scenario.read import find

SUFFIXES = {"report": ".html", "table": ".txt", "json": ".json", "csv": ".csv"}
LEAST, MOST = COUNT
WIDE = 1_000_000  # columns, so that no line is wrapped


class StudyFile(Section):
    """A study: `compare` of several scenarios, or `run` of one.

    set      {path or lever: value} for all scenarios; `with` for all but the first
    outputs  {report, table, json or csv: file}
    """

    study: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    scenarios: list[str] = Field(min_length=1)
    set: dict[str, object] = Field(default_factory=dict)
    with_: dict[str, object] = Field(default_factory=dict, alias="with")
    answer: str | None = None
    worlds: int = Field(OPTIONS["worlds"].default, ge=LEAST, le=MOST)
    reps: int = Field(OPTIONS["reps"].default, ge=LEAST, le=MOST)
    seed: int | None = None
    by: date | None = None
    until_common: bool = False
    rules: list[str] = Field(default_factory=list)
    outputs: dict[Literal["report", "table", "json", "csv"], str] = Field(default_factory=dict)

    @property
    def compares(self):
        """Whether the study compares scenarios, rather than running one."""
        return len(self.scenarios) > 1 or bool(self.with_)

    def wrong(self):
        """(path, message) of each scenario that is not found and each output without its suffix."""
        for number, name in enumerate(self.scenarios):
            for part in name.split("+"):
                try:
                    find(part)
                except ScenarioError as error:
                    yield ("scenarios", number), error.user_errors[0].message
        for kind, name in self.outputs.items():
            if Path(name).suffix != SUFFIXES[kind]:
                yield ("outputs", kind), f"the name of this output must end in {SUFFIXES[kind]}"

    def settings(self):
        """(settings of all scenarios, settings of all but the first), each `PATH=VALUE`."""
        return _settings(self.set), _settings(self.with_)

    def command(self):
        """Words of the command that does the same, without outputs."""
        settings = zip(("--set", "--with"), self.settings(), strict=True)
        arguments = [(flag, text) for flag, texts in settings for text in texts]
        arguments += [("-n", self.worlds), ("--reps", self.reps), ("--seed", self.seed)]
        arguments += [
            ("--by", self.by),
            ("--answer", self.answer),
            ("--rules", ",".join(self.rules)),
        ]
        values = (
            str(word) for flag, value in arguments if value or value == 0 for word in (flag, value)
        )
        constant = ["--until-common"] if self.until_common else []
        return ["compare" if self.compares else "run", *self.scenarios, *values, *constant]


def _settings(values):
    """`PATH=VALUE` for each value, in the form of a command line."""
    texts = (
        yaml.safe_dump([value], default_flow_style=True, sort_keys=False, width=WIDE)
        for value in values.values()
    )
    return [f"{path}={text.strip()[1:-1]}" for path, text in zip(values, texts, strict=True)]


def read_study(path):
    """Read a study file: StudyFile. Raises ScenarioError with all problems and their places."""
    return read_section(path, StudyFile)[0]
