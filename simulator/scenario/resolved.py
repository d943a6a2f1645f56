"""A validated scenario, merged with its parents and immutable (`Resolved`)."""

import json
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import yaml

from simulator.scenario import schema_actors as form
from simulator.scenario.errors import Mark, mark_at
from simulator.scenario.levers import Lever
from simulator.scenario.parameter import Parameter
from simulator.scenario.posterior_draws_file import file_hash
from simulator.scenario.state_file import StateFile


@dataclass(frozen=True)
class Resolved:
    """A validated scenario: its tree, parameters by path with metadata, and levers by name."""

    form: form.Scenario
    parameters: dict[str, Parameter]
    levers: dict[str, Lever]
    raw: dict
    marks: dict
    file: str
    draws: Path | None = None  # file of posterior draws
    begin: StateFile | None = None  # state from which its worlds begin

    def __repr__(self):
        """One line for notebooks."""
        parameters = f"{len(self.parameters)} parameters, {len(self.factors)} of them uncertain"
        heading = f"{self.id}: {self.form.title}; {self.form.weeks} weeks from {self.form.start}"
        return f"{heading}; {parameters}, {len(self.levers)} levers"

    @property
    def id(self):
        return self.form.scenario

    def _with(self, **changes):
        """Copy with other values of top-level keys."""
        form, raw = self.form.model_copy(update=changes), {**self.raw, **changes}
        return replace(self, form=form, raw=raw)

    def with_weeks(self, weeks):
        """Copy with another number of weeks."""
        return self._with(weeks=weeks)

    def with_id(self, name):
        """Copy with another id."""
        return self._with(scenario=name)

    def with_title(self, title, **more):
        """Copy with another title, without question and `look`; `more` sets other headings."""
        return self._with(title=title, question="", look="", **more)

    def with_report(self, names):
        """Copy whose tables list these metrics in addition; itself if they list them already."""
        added = [name for name in names if name not in self.form.report]
        return self._with(report=[*self.form.report, *added]) if added else self

    def with_answer(self, answer):
        """Copy with another answer, without the question."""
        return self._with(answer=answer, question="")

    def with_rule(self, rule):
        """Copy with another bargaining rule."""
        talks = self.form.talks.model_copy(update={"rule": rule})
        scenario = self._with(talks=talks)
        raw_talks = {**self.raw.get("talks", {}), "rule": rule}
        return replace(scenario, raw={**self.raw, "talks": raw_talks})

    @cached_property
    def lever_of(self):
        """{path of a parameter: the lever that sets it}."""
        return {lever.target: name for name, lever in self.levers.items()}

    def path_of(self, name):
        """Path of the parameter that a lever sets; another name is already a path."""
        return self.levers[name].target if name in self.levers else name

    def name_of(self, path):
        """Name of the lever that sets a path, or the path itself."""
        return self.lever_of.get(path, path)

    @property
    def factors(self):
        """Uncertain parameters by path."""
        return {
            path: parameter for path, parameter in self.parameters.items() if parameter.uncertain
        }

    def prior_quantile(self, path, share):
        """Quantiles of the prior of a parameter, clipped to its range."""
        parameter = self.parameters[path]
        return parameter.quantile(share).clip(parameter.meta["low"], parameter.meta["high"])

    def mark_of(self, path):
        """Mark of a parameter, or of the map that contains it."""
        name = self.lever_of.get(path)
        keys = ("levers", name, "value") if name else tuple(path.split("."))
        around = (keys[:end] for end in range(len(keys), 0, -1))
        return next((self.marks[keys] for keys in around if keys in self.marks), Mark(self.file))

    def mark_of_step(self, name, i):
        """Mark of the value of a lever's dated step."""
        return mark_at(self.marks, ("levers", name, "steps", i, "to"), self.file)

    def mark_of_begin(self):
        """Mark of the key `begin`."""
        return self.marks.get(("begin",), Mark(self.file))

    def mark_of_draws(self):
        """Mark of the key `draws`."""
        return self.marks.get(("draws",), Mark(self.file))

    def as_yaml(self):
        """Merged scenario as one YAML file, which reads as the same scenario."""
        return yaml.safe_dump(self.raw, sort_keys=False, allow_unicode=True, width=140)

    def origins(self):
        """Origin of each parameter as YAML comments: path, grade, source, file and line."""
        lines = [
            f"# {path}: grade {parameter.grade}, {parameter.source}, {_place(self.mark_of(path))}"
            for path, parameter in self.parameters.items()
        ]
        return "\n".join(["\n# Origin of each parameter", *lines, ""])

    def canonical(self):
        """Canonical text of the merged scenario, its posterior draws and the state from which it
        begins, for hashes."""
        begin = self.begin and self.begin.path
        files = file_hash(self.draws) + file_hash(begin)
        return json.dumps(self.raw, sort_keys=True, default=str) + files


def _place(mark):
    """Mark without folders."""
    return str(mark).rpartition("/")[2]
