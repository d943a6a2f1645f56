"""Values that a parameter can take in a run: its value or prior, and its lever's dated steps."""

import math

from simulator.scenario.parameter import EXPERTS

WIDEST = 4.0  # range of a normal prior, in standard deviations


class Extremes:
    """Values that parameters can take, by path.

    parameters  {path: Parameter}
    levers      {name: Lever}
    """

    def __init__(self, parameters, levers):
        self.parameters, self.lever = (
            parameters,
            {lever.target: name for name, lever in levers.items()},
        )
        self.steps = {
            lever.target: [step.to.value for step in lever.steps] for lever in levers.values()
        }

    def of(self, path):
        """Values in order of time, ends of the prior first, without those left to the model."""
        parameter = self.parameters.get(path)
        values = [*(_ends(parameter) if parameter else ()), *self.steps.get(path, ())]
        return [value for value in values if not math.isnan(value)]

    def most(self, path):
        """Largest value, or 0."""
        return max(self.of(path), default=0.0)

    def least(self, path):
        """Smallest value, or 0."""
        return min(self.of(path), default=0.0)

    def nought(self, *paths):
        """Whether all these parameters are 0 or unset at all times."""
        return not any(self.of(path) and (self.most(path) or self.least(path)) for path in paths)

    def place_above_nought(self, path):
        """Keys of the parameter, or of its lever's step, that is above 0; else None."""
        parameter = self.parameters.get(path)
        if parameter and any(value > 0 for value in _ends(parameter)):
            return tuple(path.split("."))
        above = (i for i, value in enumerate(self.steps.get(path, ())) if value > 0)
        return next((("levers", self.lever[path], "steps", i, "to") for i in above), None)

    def open_once(self, path):
        """Whether the parameter is left to the model at some time."""
        parameter = self.parameters.get(path)
        values = [parameter.value, *self.steps.get(path, ())] if parameter else [math.nan]
        return any(math.isnan(value) for value in values)

    def falls(self, path):
        """Whether a dated step may lower the parameter."""
        values = self.of(path)
        less = (max(values[:i]) > values[i] for i in range(1, len(values)))
        return bool(self.steps.get(path)) and any(less)


def _ends(parameter):
    """Value of a parameter, or the ends of its prior."""
    if parameter.kind == "fixed":
        return (parameter.value,)
    if parameter.kind in ("choice", EXPERTS):
        return (min(parameter.parameters), max(parameter.parameters))
    if parameter.kind == "normal":
        mean, deviation = parameter.parameters
        return (mean - WIDEST * deviation, mean + WIDEST * deviation)
    return (parameter.parameters[0], parameter.parameters[-1])
