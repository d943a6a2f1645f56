"""A lever as a slider: its ends, its step, where it stands, and what a person should know of it."""

import math
from dataclasses import dataclass

from simulator.scenario.diff import said, when
from simulator.scenario.levers import THROUGHOUT

STOPS = (20, 1000)  # of a slider: at least, at most
COUNTED = ("aircraft", "patrons", "weeks")  # units of which there are no parts
# how far beyond its usual values a slider goes, where the record is known and where it is not
ROOM = {True: 2.0, False: 3.0}
FEW = 4  # levers shown first where none stands out
WHOLE = 1.5  # a lever that can be no higher than this has its whole range as a slider
NICE = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


@dataclass(frozen=True)
class Slider:
    """One lever, in the unit it is shown in: shares as %.

    value   where it stands; None while it is left to the model
    start   where it would begin if it were no longer left to the model
    home    where the scenario itself has it; None if it leaves it to the model
    record  between what it lay as far as is known, or None
    about   what is possible, with source and grade
    rest    what the scenario itself sets in dated steps or holds uncertain; empty for a plain value
    dated   True where the scenario has dated steps: a value changes the last of them, or holds
            throughout
    held    True where it was set to hold throughout
    """

    name: str
    unit: str
    low: float
    high: float
    step: float
    value: float | None
    start: float
    home: float | None
    record: tuple[float, float] | None
    meaning: str
    about: str
    rest: str
    dated: bool
    held: bool

    @property
    def digits(self):
        """Decimals that its values need."""
        told = (f"{round(one, 6):f}".rstrip("0") for one in (self.step, self.value or 0.0))
        return max(len(one.partition(".")[2]) for one in told)

    def setting(self, value, held=None):
        """A value as one writes it after PATH=; None where that is what the scenario has anyway.

        held  True for one that holds throughout; without it as the lever is now
        """
        held = self.dated and (self.held if held is None else held)
        if value == self.home and not held and (self.dated or not self.rest):
            return None
        unit = "%" if self.unit == "%" else ""
        return f"{round(value, 9):.9g}{unit}" + (f" {THROUGHOUT}" if held else "")

    def beyond(self):
        """True where it stands beyond the record."""
        if self.record is None or self.value is None:
            return False
        return not self.record[0] <= self.value <= self.record[1]


def slider_of(own, now, name):
    """The slider of a lever.

    own  the scenario as its file has it;  now  the same with what was set
    """
    lever, prior = own.levers[name], own.levers[name].prior
    unit, scale = ("%", 100.0) if prior.meta["unit"] == "share" else (prior.meta["unit"], 1.0)
    value, home = (_stands(one.levers[name], scale) for one in (now, own))
    low, high, step = _axis(lever, scale, value, own.form.weeks)
    record = lever.record and (lever.record[0] * scale, lever.record[1] * scale)
    start = sum(record) / 2 if record else low + (high - low) / 4
    return Slider(
        name=name,
        unit=unit,
        low=low,
        high=high,
        step=step,
        value=value,
        start=round(round(start / step) * step, 9),
        home=home,
        record=record,
        meaning=prior.meta["meaning"],
        about=_about(own, prior, scale),
        rest=_rest(lever, scale),
        dated=bool(lever.steps),
        held=bool(lever.steps) and not now.levers[name].steps,
    )


def _stands(lever, scale):
    """Where a lever ends up: at its last dated step, else at its value; None if it is left to the
    model."""
    value = (lever.steps[-1].to if lever.steps else lever.prior).value
    return round(value * scale, 9) if math.isfinite(value) else None


def _axis(lever, scale, value, weeks):
    """Ends and step of the slider."""
    unit = lever.prior.meta["unit"]
    usual = [lever.prior.value, *(step.to.value for step in lever.steps), *(lever.record or ())]
    usual = [one * scale for one in usual if math.isfinite(one)]
    low, high = _ends(lever, scale, usual, weeks)
    low, high = (low, high) if value is None else (min(low, value), max(high, value))
    return round(low, 9), round(high, 9), _step(high - low, (low, *usual), unit in COUNTED)


def _ends(lever, scale, usual, weeks):
    """Room beyond the usual values, within what is possible."""
    meta, top = lever.prior.meta, max(map(abs, usual), default=0.0)
    low, high = meta["low"] * scale, meta["high"] * scale
    if meta["high"] <= WHOLE or (low, high) == (0.0, 100.0):
        return low, high
    if meta["unit"] == "weeks" and not usual:
        return low, min(high, float(weeks))
    wanted = min(high, _nice(top * ROOM[bool(lever.record)]) if top else max(high / 20, 10.0))
    return max(low, -wanted), wanted


def _nice(value):
    """The next round number up."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(one * power for one in NICE if one * power >= value * (1 - 1e-9))


def _step(span, marks, counted):
    """The longest round step with enough stops that meets all marks, as far as there is one; 1 or
    more where things are counted."""
    if counted and span <= STOPS[0] * 10:
        return 1.0
    power = 10.0 ** math.floor(math.log10(span / STOPS[0]))
    steps = [one * power / 10**down for down in (0, 1, 2) for one in (5.0, 2.0, 1.0)]
    steps = [one for one in steps if STOPS[0] <= span / one <= STOPS[1]]
    steps = [one for one in steps if one >= 1 or not counted] or [span / STOPS[0]]
    return next((one for one in steps if _meets(one, marks)), steps[-1])


def _meets(step, marks):
    return all(abs(mark / step - round(mark / step)) < 1e-6 for mark in marks)


def _about(own, prior, scale):
    """What is possible, with source and grade and what the file says of the source."""
    possible = f"{prior.meta['low'] * scale:g} to {prior.meta['high'] * scale:g}"
    source, known = prior.source or "no source", own.form.sources
    told = "; ".join(f"{key}: {known[key]}" for key in source.split() if key in known)
    told = f"Source {source}, grade {prior.grade or 'none'}." + (f" {told}." if told else "")
    return f"Possible: {possible}. {told}"


def _rest(lever, scale):
    """What the scenario sets that is not one value, in words."""
    prior = lever.prior
    if not lever.steps:
        return f"not known, {said(prior)}" if prior.uncertain else ""
    begin = _amount(prior, scale, "what the model gives")
    steps = (f"{_amount(step.to, scale, 'left to the model')} {when(step)}" for step in lever.steps)
    return f"{begin} at first, then {', '.join(steps)}"


def _amount(number, scale, otherwise):
    return f"{number.value * scale:g}" if math.isfinite(number.value) else otherwise


def first(base, own):
    """Levers that matter first: those the record speaks of, and those that the scenario sets
    otherwise than the base."""
    levers = own.levers
    same = {name for name in levers if _sets(base, name) == _sets(own, name)}
    return [name for name in levers if levers[name].record or name not in same] or [*levers][:FEW]


def _sets(one, name):
    """What a scenario sets of a lever; None where it has no such lever."""
    known = name in one.levers  # the form has the steps without notes
    return (one.levers[name].prior.belief, one.form.levers[name].steps) if known else None
