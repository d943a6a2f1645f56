"""What a number of a scenario may come to in a run: its value or belief, and the dated steps of its
lever."""

import math

WIDEST = 4.0  # standard deviations of a normal that are looked at


class Extremes:
    """The values that numbers may take, by path.

    numbers  {path: Number}
    levers   {name: Lever}
    """

    def __init__(self, numbers, levers):
        self.numbers, self.lever = numbers, {one.target: name for name, one in levers.items()}
        self.steps = {one.target: [step.to.value for step in one.steps] for one in levers.values()}

    def of(self, path):
        """Values in the order of time, the ends of a belief first; without those left to the
        model."""
        number = self.numbers.get(path)
        values = [*(_ends(number) if number else ()), *self.steps.get(path, ())]
        return [value for value in values if not math.isnan(value)]

    def most(self, path):
        """The largest, 0 where there is none."""
        return max(self.of(path), default=0.0)

    def least(self, path):
        """The smallest, 0 where there is none."""
        return min(self.of(path), default=0.0)

    def nought(self, *paths):
        """True where all are 0, or left out, at any time."""
        return not any(self.of(path) and (self.most(path) or self.least(path)) for path in paths)

    def place_above_nought(self, path):
        """Where the number, or a dated step of its lever, is above 0: keys of the file, or None."""
        number = self.numbers.get(path)
        if number and any(value > 0 for value in _ends(number)):
            return tuple(path.split("."))
        above = (i for i, value in enumerate(self.steps.get(path, ())) if value > 0)
        return next((("levers", self.lever[path], "steps", i, "to") for i in above), None)

    def open_once(self, path):
        """True where the number is left to the model at some time."""
        number = self.numbers.get(path)
        values = [number.value, *self.steps.get(path, ())] if number else [math.nan]
        return any(math.isnan(value) for value in values)

    def falls(self, path):
        """True where a dated step may set less than was there before."""
        values = self.of(path)
        less = (max(values[:i]) > values[i] for i in range(1, len(values)))
        return bool(self.steps.get(path)) and any(less)


def _ends(number):
    """The value of a number, or the ends of what is believed of it."""
    if not number.uncertain:
        return (number.value,)
    if number.kind == "normal":
        mean, deviation = number.parameters
        return (mean - WIDEST * deviation, mean + WIDEST * deviation)
    return (number.parameters[0], number.parameters[-1])
