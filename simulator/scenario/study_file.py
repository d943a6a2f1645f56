"""Study files: scenarios, worlds, seed and outputs in YAML, so that a result can be made again."""

import shlex
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field

from simulator.options import OPTIONS
from simulator.scenario.base_model import Part
from simulator.scenario.errors import ScenarioError
from simulator.scenario.pydantic_errors import read_part
from simulator.scenario.read import find

Value = str | int | float | bool | list | dict
SUFFIXES = {"report": ".html", "table": ".txt", "json": ".json", "csv": ".csv"}
LEAST, MOST = OPTIONS["worlds"].bounds


class StudyFile(Part):
    """A study: `compare` of several scenarios, or `run` of one.

    set      {path or lever: value} for all scenarios; `with` for all but the first
    outputs  {report, table, json or csv: file}, relative to the folder of the study file
    """

    study: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = ""
    scenarios: list[str] = Field(min_length=1)
    set: dict[str, Value] = Field(default_factory=dict)
    with_: dict[str, Value] = Field(default_factory=dict, alias="with")
    answer: str = ""
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
                    yield ("scenarios", number), error.problems[0].message
        for kind, name in self.outputs.items():
            if Path(name).suffix != SUFFIXES[kind]:
                yield ("outputs", kind), f"the name of this output must end in {SUFFIXES[kind]}"
        if "report" in self.outputs and not self.compares:
            pass

    def settings(self):
        """(settings of all scenarios, settings of all but the first), each `PATH=VALUE`."""
        return _settings(self.set), _settings(self.with_)

    def command(self):
        """Words of the command that does the same, without outputs."""
        (first, others), words = self.settings(), []
        for flag, settings in (("--set", first), ("--with", others)):
            words += [word for setting in settings for word in (flag, setting)]
        options = {"-n": self.worlds, "--reps": self.reps, "--seed": self.seed, "--by": self.by}
        options["--rules"] = ",".join(self.rules) or None
        words += [
            str(word)
            for flag, value in options.items()
            if value is not None
            for word in (flag, value)
        ]
        words += ["--until-common"] if self.until_common else []
        return ["compare" if self.compares else "run", *self.scenarios, *words]
