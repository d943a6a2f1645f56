"""A scenario as read: validated, resolved, frozen."""

import json
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import yaml

from simulator.scenario import schema_actors as form
from simulator.scenario.errors import Mark, where
from simulator.scenario.levers import Lever
from simulator.scenario.parameter import Parameter
from simulator.scenario.posterior_draws_file import digest


@dataclass(frozen=True)
class Resolved:
    """A validated scenario: its tree, its numbers by path, each with its metadata, and its levers
    by name."""

    form: form.Scenario
    numbers: dict[str, Parameter]
    levers: dict[str, Lever]
    raw: dict
    marks: dict
    file: str
    draws: Path | None = None  # file of accepted draws

    def __repr__(self):
        """In a line, as a notebook shows it."""
        uncertain = f"{len(self.numbers)} numbers, {len(self.factors)} of them uncertain"
        told = f"{self.id}: {self.form.title}; {self.form.weeks} weeks from {self.form.start}"
        return f"{told}; {uncertain}, {len(self.levers)} levers"

    @property
    def id(self):
        return self.form.scenario

    def _with(self, **changes):
        """The same scenario with other values of some keys of the whole."""
        form, raw = self.form.model_copy(update=changes), {**self.raw, **changes}
        return replace(self, form=form, raw=raw)

    def until(self, weeks):
        """The same scenario, told over so many weeks."""
        return self._with(weeks=weeks)

    def named(self, name):
        """The same scenario under another id."""
        return self._with(scenario=name)

    def headed(self, title):
        """The same scenario under another title, which asks no question and says nothing of where
        to look."""
        return self._with(title=title, question="", look="")

    def drafting_by(self, rule):
        """The same scenario, its texts drafted by another bargaining rule."""
        talks = self.form.talks.model_copy(update={"rule": rule})
        made = self._with(talks=talks)
        return replace(made, raw={**self.raw, "talks": {**self.raw["talks"], "rule": rule}})

    @cached_property
    def lever_of(self):
        """{path of a number: the lever that sets it}."""
        return {lever.target: name for name, lever in self.levers.items()}

    def path_of(self, name):
        """Path of the number that a lever of this name sets; any other name is a path itself."""
        return self.levers[name].target if name in self.levers else name

    def name_of(self, path):
        """Name of the lever that sets the number of a path, or the path where none does."""
        return self.lever_of.get(path, path)

    @property
    def factors(self):
        """The uncertain numbers, by path."""
        return {path: number for path, number in self.numbers.items() if number.uncertain}

    def drawn(self, path, share):
        """Values of an uncertain number below which these shares of belief lie, kept within its
        range."""
        number = self.numbers[path]
        return number.quantile(share).clip(number.meta["low"], number.meta["high"])

    def where(self, path):
        """Mark of the place where a number, or the map that holds it, was written."""
        name = self.lever_of.get(path)
        keys = ("levers", name, "value") if name else tuple(path.split("."))
        around = (keys[:end] for end in range(len(keys), 0, -1))
        return next((self.marks[keys] for keys in around if keys in self.marks), Mark(self.file))

    def where_step(self, name, i):
        """Mark of the place where the value of a lever's dated step was written."""
        return where(self.marks, ("levers", name, "steps", i, "to"), self.file)

    def where_draws(self):
        """Mark of the place where the file of accepted draws is named."""
        return self.marks.get(("draws",), Mark(self.file))

    def believed(self):
        """The same scenario without accepted draws: every number as it was believed before."""
        raw = {key: value for key, value in self.raw.items() if key != "draws"}
        return replace(self, draws=None, raw=raw)

    def as_yaml(self):
        """The resolved content as a scenario file of its own, which reads as the same scenario."""
        return yaml.safe_dump(self.raw, sort_keys=False, allow_unicode=True, width=140)

    def origins(self):
        """Where each number was written, as comments below a file: path, source, grade, file and
        line."""
        lines = [
            f"# {path}: grade {one.grade}, {one.source}, {_place(self.where(path))}"
            for path, one in self.numbers.items()
        ]
        return "\n".join(["\n# Where each number comes from", *lines, ""])

    def canonical(self):
        """The resolved content, accepted draws with it, as text that is the same for the same
        scenario."""
        return json.dumps(self.raw, sort_keys=True, default=str) + digest(self.draws)


def _place(mark):
    """A mark without the folders of the machine."""
    return str(mark).rpartition("/")[2]
