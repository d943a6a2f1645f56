"""Sliders of levers: range, step, current value and explanation."""

import math
from dataclasses import dataclass

from simulator.report import formats
from simulator.report.view import names
from simulator.scenario.diff import value_text, when
from simulator.scenario.levers import THROUGHOUT

STOPS = (20, 1000)  # of a slider: at least, at most
COUNTED = ("aircraft", "patrons", "weeks")  # units that are whole numbers
# how many times its usual values a slider reaches, with a historical record and without
ROOM = {True: 2.0, False: 3.0}
FEW = 4  # levers shown first where no lever has a record or differs
WHOLE = 1.5  # a lever with at most this upper bound has its whole range as a slider
NICE = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


@dataclass(frozen=True)
class Slider:
    """One lever, in the unit that is shown: shares as %.

    title       its label in words
    value       current value; None while it is left to the model
    start       first value once it is no longer left to the model
    file_value  value in the scenario file; None if the file leaves it to the model
    record      lowest and highest value in the historical record, or None
    about       possible range, source and grade
    file_text   dated steps or prior in the scenario file; empty for a plain value
    dated       True where the file has dated steps: a value changes the last of them, or holds
                throughout
    constant    True where it was set to hold throughout
    """

    name: str
    title: str
    unit: str
    low: float
    high: float
    step: float
    value: float | None
    start: float
    file_value: float | None
    record: tuple[float, float] | None
    meaning: str
    about: str
    file_text: str
    dated: bool
    constant: bool

    @property
    def digits(self):
        """Decimals that its values need."""
        texts = (f"{round(value, 6):f}".rstrip("0") for value in (self.step, self.value or 0.0))
        return max(len(text.partition(".")[2]) for text in texts)

    def setting(self, value, constant=None):
        """A value as written after PATH=; None where it equals the scenario file.

        constant  True for a value that holds throughout; by default as the lever is now
        """
        constant = self.dated and (self.constant if constant is None else constant)
        if value == self.file_value and not constant and (self.dated or not self.file_text):
            return None
        unit = "%" if self.unit == "%" else ""
        return f"{round(value, 9):.9g}{unit}" + (f" {THROUGHOUT}" if constant else "")

    def beyond(self):
        """True where its value lies beyond the historical record."""
        if self.record is None or self.value is None:
            return False
        return not self.record[0] <= self.value <= self.record[1]


def lever_title(resolved, name):
    """A lever in words: whose it is and what it is; a setting that is no lever unchanged."""
    title = names.lever_name(resolved, name)
    if name not in resolved.levers:
        return title
    target = resolved.levers[name].target.split(".")
    if target[2:3] == ["bureaus"]:
        bureau = resolved.form.parties[target[1]].bureaus[target[3]]
        return title.replace(": ", f": {bureau.label}, ", 1)
    if ": " in title:
        return title
    return f"{group_of(resolved, name)}: {title}"


def group_of(resolved, name):
    """Heading of a lever: the party or holder it belongs to, else the first word of its id."""
    target = resolved.levers[name].target.split(".")
    owners = getattr(resolved.form, target[0], None)
    owner = owners.get(target[1]) if isinstance(owners, dict) else None
    return formats.upper(getattr(owner, "label", "") or name.partition(".")[0])


def setting_text(resolved, setting):
    """PATH=VALUE in words."""
    path, _, value = setting.partition("=")
    name = resolved.lever_of.get(path, path)
    return f"{lever_title(resolved, name)} = {value}"


def slider_of(unchanged, now, name):
    """The slider of a lever.

    unchanged  the scenario as its file has it;  now  the same with the settings of the page
    """
    lever, prior = unchanged.levers[name], unchanged.levers[name].prior
    unit, scale = ("%", 100.0) if prior.meta["unit"] == "share" else (prior.meta["unit"], 1.0)
    value, file_value = (_last_value(each.levers[name], scale) for each in (now, unchanged))
    low, high, step = _axis(lever, scale, value, unchanged.form.weeks)
    record = lever.record and (lever.record[0] * scale, lever.record[1] * scale)
    start = sum(record) / 2 if record else low + (high - low) / 4
    return Slider(
        name=name,
        title=formats.upper(lever_title(unchanged, name)),
        unit=unit,
        low=low,
        high=high,
        step=step,
        value=value,
        start=round(round(start / step) * step, 9),
        file_value=file_value,
        record=record,
        meaning=prior.meta["meaning"],
        about=_source_text(unchanged, prior, scale),
        file_text=_scenario_text(lever, scale),
        dated=bool(lever.steps),
        constant=bool(lever.steps) and not now.levers[name].steps,
    )


def _last_value(lever, scale):
    """Value at the last dated step, else the plain value; None if it is left to the model."""
    value = (lever.steps[-1].to if lever.steps else lever.prior).value
    return round(value * scale, 9) if math.isfinite(value) else None


def _axis(lever, scale, value, weeks):
    """Ends and step of the slider."""
    unit = lever.prior.meta["unit"]
    usual = [lever.prior.value, *(step.to.value for step in lever.steps), *(lever.record or ())]
    usual = [value * scale for value in usual if math.isfinite(value)]
    low, high = _ends(lever, scale, usual, weeks)
    low, high = (low, high) if value is None else (min(low, value), max(high, value))
    return round(low, 9), round(high, 9), _step(high - low, (low, *usual), unit in COUNTED)


def _ends(lever, scale, usual, weeks):
    """Ends beyond the usual values, within the possible range."""
    meta, top = lever.prior.meta, max(map(abs, usual), default=0.0)
    low, high = meta["low"] * scale, meta["high"] * scale
    if meta["high"] <= WHOLE or (low, high) == (0.0, 100.0):
        return low, high
    if meta["unit"] == "weeks" and not usual:
        return low, min(high, float(weeks))
    reach = min(high, _nice(top * ROOM[bool(lever.record)]) if top else max(high / 20, 10.0))
    return max(low, -reach), reach


def _nice(value):
    """The next higher round number."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(nice * power for nice in NICE if nice * power >= value * (1 - 1e-9))


def _step(span, marks, counted):
    """The longest round step that has enough stops and meets all marks, else the shortest; at least
    1 for whole numbers."""
    if counted and span <= STOPS[0] * 10:
        return 1.0
    power = 10.0 ** math.floor(math.log10(span / STOPS[0]))
    steps = [digit * power / 10**down for down in (0, 1, 2) for digit in (5.0, 2.0, 1.0)]
    steps = [step for step in steps if STOPS[0] <= span / step <= STOPS[1]]
    steps = [step for step in steps if step >= 1 or not counted] or [span / STOPS[0]]
    return next((step for step in steps if _meets(step, marks)), steps[-1])


def _meets(step, marks):
    return all(abs(mark / step - round(mark / step)) < 1e-6 for mark in marks)


def _source_text(resolved, prior, scale):
    """Possible range, source, grade, and what the file says of the source."""
    possible = f"{prior.meta['low'] * scale:g} to {prior.meta['high'] * scale:g}"
    source, sources = prior.source or "no source", resolved.form.sources
    text = "; ".join(f"{key}: {sources[key]}" for key in source.split() if key in sources)
    text = f"Source {source}, grade {prior.grade or 'none'}." + (f" {text}." if text else "")
    return f"Possible range {possible}. {text}"


def _scenario_text(lever, scale):
    """Prior or dated steps of the scenario file, in words."""
    prior = lever.prior
    if not lever.steps:
        return f"an uncertain value, {value_text(prior)}" if prior.uncertain else ""
    begin = _value_text(prior, scale, "the model's value")
    steps = (
        f"{_value_text(step.to, scale, 'left to the model')} {when(step)}" for step in lever.steps
    )
    return f"{begin} at first, then {', '.join(steps)}"


def _value_text(parameter, scale, otherwise):
    return f"{parameter.value * scale:g}" if math.isfinite(parameter.value) else otherwise


def first(base, other):
    """Main levers: those with a historical record, and those that the other scenario sets
    differently from the base."""
    levers = other.levers
    same = {name for name in levers if _sets(base, name) == _sets(other, name)}
    return [name for name in levers if levers[name].record or name not in same] or [*levers][:FEW]


def _sets(resolved, name):
    """Prior and dated steps of a lever; None where the scenario has no such lever."""
    if name not in resolved.levers:
        return None
    # the form has the steps without notes
    return resolved.levers[name].prior.prior_text, resolved.form.levers[name].steps
