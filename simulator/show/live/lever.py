"""A lever as a slider: its ends, its step, where it stands, and what a person should know of it."""

import math
from dataclasses import dataclass

from simulator.scenario.calendar import monday_of, week_of
from simulator.scenario.diff import said, step_in_words
from simulator.scenario.levers import THROUGHOUT

STOPS = (20, 1000)  # of a slider: at least, at most
COUNTED = ("aircraft", "patrons", "weeks")  # units of which there are no parts
ROOM = {
    True: 2.0,
    False: 3.0,
}  # how far beyond its usual values a slider goes, where the record is known and where it is not
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
    source: str
    possible: str
    rest: str
    dated: bool
    held: bool

    @property
    def digits(self):
        """Decimals that its values need."""
        return max(_decimals(one) for one in (self.step, self.value or 0.0))

    def setting(self, value, held=None):
        """A value as one writes it after PATH=; None where that is what the scenario has anyway.

        held  True for one that holds throughout; without it as the lever is now
        """
        held = self.dated and (self.held if held is None else held)
        if value == self.home and not held and (self.dated or not self.rest):
            return None
        return (
            f"{round(value, 9):.9g}"
            + ("%" if self.unit == "%" else "")
            + (f" {THROUGHOUT}" if held else "")
        )

    def beyond(self):
        """True where it stands beyond the record."""
        return (
            self.record is not None
            and self.value is not None
            and not self.record[0] <= self.value <= self.record[1]
        )


def slider_of(own, now, name):
    """The slider of a lever.

    own  the scenario as its file has it;  now  the same with what was set
    """
    lever = own.levers[name]
    meta, number = lever.prior.meta, lever.prior
    unit, scale = ("%", 100.0) if meta["unit"] == "share" else (meta["unit"], 1.0)
    at, rest = _stands(now, name), _stands(own, name)
    usual = [number.value, rest, *(step.to.value for step in lever.steps), *(lever.record or ())]
    usual = [one for one in usual if math.isfinite(one)]
    low, high = _ends(own, meta, usual, bool(lever.record))
    low, high = (min(low, at), max(high, at)) if math.isfinite(at) else (low, high)
    step = _step(
        (high - low) * scale, [one * scale for one in (low, *usual)], meta["unit"] in COUNTED
    )
    record = lever.record
    start = (record[0] + record[1]) / 2 if record else low + (high - low) / 4
    return Slider(
        name,
        unit,
        round(low * scale, 9),
        round(high * scale, 9),
        step,
        round(at * scale, 9) if math.isfinite(at) else None,
        round(round(start * scale / step) * step, 9),
        round(rest * scale, 9) if math.isfinite(rest) else None,
        record and (record[0] * scale, record[1] * scale),
        meta["meaning"],
        _about(own, number, lever),
        f"{meta['low'] * scale:g} to {meta['high'] * scale:g}",
        _rest(own, name, scale),
        bool(lever.steps),
        bool(lever.steps) and not now.levers[name].steps,
    )


def _decimals(value):
    return len(f"{round(value, 6):f}".rstrip("0").partition(".")[2])


def _stands(one, name):
    """Where a lever ends up: at its last dated step, else at its value."""
    lever = one.levers[name]
    return lever.steps[-1].to.value if lever.steps else lever.prior.value


def _ends(own, meta, usual, known):
    """Ends of the slider: room beyond the usual values, within what is possible."""
    low, high = float(meta["low"]), float(meta["high"])
    if high <= WHOLE or (low, high) == (0.0, 100.0):
        return low, high
    top = max((abs(one) for one in usual), default=0.0)
    if meta["unit"] == "weeks" and not usual:
        return low, min(high, float(own.form.weeks))
    wanted = min(high, _nice(top * ROOM[known])) if top else min(high, max(high / 20, 10.0))
    return max(low, -wanted), wanted


def _nice(value):
    """The next round number up."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(nice for nice in (power * one for one in NICE) if nice >= value * (1 - 1e-9))


def _step(span, marks, counted):
    """The longest round step with enough stops that meets all marks, as far as there is one; 1 or
    more where things are counted."""
    if counted and span <= STOPS[0] * 10:
        return 1.0
    power = 10.0 ** math.floor(math.log10(span / STOPS[0]))
    steps = [one * power / 10**down for down in (0, 1, 2) for one in (5.0, 2.0, 1.0)]
    steps = [
        step for step in steps if STOPS[0] <= span / step <= STOPS[1] and (step >= 1 or not counted)
    ] or [span / STOPS[0]]
    return next(
        (
            step
            for step in steps
            if all(abs(mark / step - round(mark / step)) < 1e-6 for mark in marks)
        ),
        steps[-1],
    )


def _about(own, number, lever):
    """Source and grade, with what the file says of the source."""
    source = number.source or "no source"
    told = "; ".join(
        f"{key}: {own.form.sources[key]}" for key in source.split() if key in own.form.sources
    )
    return f"Source {source}, grade {number.grade or 'none'}." + (f" {told}." if told else "")


def _rest(own, name, scale):
    """What the scenario sets that is not one value, in words."""
    number, steps = own.levers[name].prior, own.levers[name].steps
    if not steps:
        return f"not known, {said(number)}" if number.uncertain else ""
    begin = f"{number.value * scale:g}" if math.isfinite(number.value) else "what the model gives"
    told = (step_in_words(_scaled(step, scale)) for step in steps)
    return f"{begin} at first, then {', '.join(told)}"


def _scaled(step, scale):
    return step.model_copy(
        update={"to": step.to.model_copy(update={"value": step.to.value * scale})}
    )


def day_of(one, weeks):
    """The Monday so many weeks after a scenario begins, in words."""
    day = monday_of(week_of(one.form.start) + round(weeks))
    return f"{day.day} {day:%B %Y}"


def first(base, own):
    """Levers that matter first: those the record speaks of, and those that the scenario sets
    otherwise than the base."""
    return [
        name for name, lever in own.levers.items() if lever.record or _otherwise(base, own, name)
    ] or list(own.levers)[:FEW]


def _otherwise(base, own, name):
    if name not in base.levers:
        return True
    before, now = base.form.levers[name], own.form.levers[name]  # steps without notes
    moved = base.levers[name].prior.belief != own.levers[name].prior.belief
    return moved or before.steps != now.steps
