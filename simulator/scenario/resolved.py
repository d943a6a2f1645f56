"""A scenario as read: validated, resolved, frozen."""

import json
from dataclasses import dataclass

import numpy as np
import yaml

from simulator.scenario import format as form
from simulator.scenario.number import Number


@dataclass(frozen=True)
class Resolved:
    """A validated scenario with its numbers by path, the paths of its levers and what names may appear in expressions."""

    form: form.Scenario
    numbers: dict[str, Number]
    ranges: dict[str, tuple]
    levers: dict[str, str]
    raw: dict
    marks: dict
    file: str

    @property
    def id(self):
        return self.form.scenario

    @property
    def factors(self):
        """The uncertain numbers, by path."""
        return {path: number for path, number in self.numbers.items() if number.uncertain}

    def drawn(self, path, share):
        """Values of an uncertain number below which these shares of belief lie, kept within its range."""
        low, high = self.ranges[path]
        return np.clip(self.numbers[path].quantile(share), low, high)

    def as_yaml(self):
        """The resolved content as a scenario file of its own, which reads as the same scenario."""
        return yaml.safe_dump(self.raw, sort_keys=False, allow_unicode=True, width=140)

    def canonical(self):
        """The resolved content as text that is the same for the same scenario."""
        return json.dumps(self.raw, sort_keys=True, default=str)
