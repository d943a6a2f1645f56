"""From plain values to a validated scenario: the format, numbers with their notes, and levers with
what they set."""

import math
from pathlib import Path

from pydantic import BaseModel, ValidationError

from simulator.scenario import schema_actors as form
from simulator.scenario.cross_checks import contradictions
from simulator.scenario.errors import MOST, Places, Problem, ScenarioError, suggest, where
from simulator.scenario.levers import Lever, put_values, targets
from simulator.scenario.parameter import Parameter, is_parameter_map
from simulator.scenario.posterior_draws_file import find_draws
from simulator.scenario.pydantic_errors import explained
from simulator.scenario.resolved import Resolved

MOST_FACTORS = 40
NOTES = ("source", "grade", "note")


def validate(raw, marks, file, folders=()):
    """A Resolved from plain values; raises ScenarioError.

    folders  where a file of draws is looked for that is not beside the one that names it
    """
    bare, notes = _without_notes(raw, ())
    places = put_values(bare)
    made, problems = _made(bare, lambda error: explained(error, bare, places, Places(marks, file)))
    gather = _Gather(notes, places, marks, file)
    gather.walk(made, (), {})
    gather.resolve_levers(made, targets(bare))
    found = contradictions(made, gather.numbers, gather.notes, gather.levers)
    for path, sentence, *others in found:
        gather.wrong(path, sentence, *others)
    draws = gather.draws(made, folders)
    problems += gather.problems
    if problems:
        raise ScenarioError(problems)
    return Resolved(made, gather.numbers, gather.levers, raw, marks, file, draws)


def _made(bare, explain):
    """The scenario and its unknown keys as problems: where these are all that is wrong, the rest
    can still be looked at."""
    try:
        return form.Scenario.model_validate(bare), []
    except ValidationError as error:
        problems = explain(error)
        unknown = [item["loc"] for item in error.errors() if item["type"] == "extra_forbidden"]
        if len(unknown) < error.error_count():
            raise ScenarioError(problems) from None
    for *around, key in unknown:
        place = bare
        for step in around:
            place = place[step]
        del place[key]
    made, more = _made(bare, explain)
    return made, problems + more


def _without_notes(value, path):
    """Values without the `source` and `grade` of maps that hold numbers, and those notes by
    path."""
    if not isinstance(value, dict) or is_parameter_map(value) or path[:1] == ("sources",):
        return value, {}
    own = {key: value[key] for key in NOTES if isinstance(value.get(key), str)}
    notes, bare = {path: own}, {}
    for key, item in value.items():
        if key not in own:
            bare[key], below = _without_notes(item, (*path, key))
            notes |= below
    return bare, notes


NO_STEPS = 'only a lever takes "throughout"; this number has no dated steps, so leave the word out'


class _Gather:
    """Walks a validated scenario: numbers with their metadata by path, and what only a look at the
    whole can find."""

    def __init__(self, notes, places, marks, file):
        self.notes, self.places, self.marks, self.file = notes, places, marks, file
        self.numbers: dict[str, Parameter] = {}
        self.levers: dict[str, Lever] = {}
        self.problems: list[Problem] = []

    def wrong(self, path, message, *others):
        """Keep a problem of a path; of several that contradict each other, it is blamed on the one
        that was written last."""
        path = max((path, *others), key=lambda one: self._rank(self._mark(one)))
        end = self._levers_end(path)
        key = (*self.places.get(path[:end], ()), *path[end:])
        self.problems.append(Problem(self._mark(path), ".".join(map(str, key)), message))

    def _levers_end(self, path):
        """How much of a path is a number that a lever sets; 0 where none does."""
        return next((end for end in range(len(path), 0, -1) if path[:end] in self.places), 0)

    def _mark(self, path):
        """Where a path was written, or the lever that sets it."""
        end = self._levers_end(path)
        inside = ("value",) if end else ()  # it may come from another file than its lever
        keys = (*self.places.get(path[:end], ()), *inside, *path[end:])
        return where(self.marks, keys, self.file)

    def _rank(self, mark):
        """2 for a setting of the command line, 1 for the file itself, 0 for its parents."""
        return 2 if mark.file.startswith("--") else int(mark.file == self.file)

    def walk(self, value, path, meta):
        if isinstance(value, Parameter):
            self.add(value, path, meta)
        elif isinstance(value, BaseModel):
            if isinstance(value, form.Stance):
                self.notes.setdefault(path, {}).setdefault("grade", form.GRADE[value.basis])
            for name, field in type(value).model_fields.items():
                if name != "levers":
                    self.walk(getattr(value, name), (*path, name), field.json_schema_extra or {})
        elif isinstance(value, dict):
            for key, item in value.items():
                self.walk(item, (*path, key), meta)

    def add(self, number, path, meta):
        self.check(number, path, meta)
        self.numbers[".".join(path)] = self.noted(number, path, meta)
        self.notes[path] = {"source": number.source, "grade": number.grade}

    def noted(self, number, path, meta):
        """The number with its metadata, and the source and grade of the nearest map that gives
        them."""
        found = {"source": number.source, "grade": number.grade}
        for end in range(len(path), -1, -1):
            for key, text in self.notes.get(tuple(path[:end]), {}).items():
                if found.get(key, "") is None:
                    found[key] = text
        return number.model_copy(update={**found, "meta": meta})

    def check(self, number, path, meta):
        """Find what is wrong with a number: where it takes no distribution, its unit, its range."""
        if number.uncertain and meta.get("fixed"):
            self.wrong(path, "this parameter takes a value, not a distribution")
        unit = meta.get("unit")
        fits = {unit, unit.split("/")[0], "share" if unit == "value" else unit} if unit else set()
        if number.unit and number.unit.split()[-1] == "throughout":
            self.wrong(path, NO_STEPS)
        elif number.unit and unit and number.unit not in fits:
            given = "%" if number.unit == "share" else number.unit
            self.wrong(path, f'"{given}" does not fit; the unit here is {unit}')
        elif math.isnan(number.value) and not meta.get("open"):
            self.wrong(path, "the model requires this parameter")
        elif meta.get("low") is not None:
            self.in_range(number, path, meta)

    def draws(self, made, folders):
        """Path of the file of accepted draws, or None."""
        if made.draws is None:
            return None
        near = Path(where(self.marks, ("draws",), self.file).file).parent
        try:
            return find_draws(made.draws, near, folders)
        except (ValueError, OSError) as error:
            self.wrong(("draws",), str(error))
            return None

    def in_range(self, number, path, meta):
        unit, low, high = meta.get("unit") or "", meta["low"], meta["high"]
        shown = number.parameters or (number.value,)
        shown = shown[:1] if number.kind == "normal" else shown
        value = next((one for one in shown if one < low or one > high), None)
        if value is None:
            return
        if number.unit == "share":
            told = f"{100 * value:g}% is outside {100 * low:g} to {100 * high:g}%"
        else:
            sign = "" if unit.startswith(("share", "of ")) else f" {unit}"
            told = f"{value:g} is outside {low:g} to {high:g}{sign}"
        percent = unit.startswith("share") and not number.unit and low <= value / 100 <= high
        self.wrong(path, told + (f'; did you mean "{value:g}%"?' if percent else ""))

    def resolve_levers(self, made, paths):
        """Find the number that each lever moves, and check its steps."""
        taken: dict[str, str] = {}
        known = {*self.numbers, *(name for name, path in paths.items() if path in self.numbers)}
        for name, lever in made.levers.items():
            at, path = ("levers", name), paths[name]
            if path not in self.numbers:
                place = (*at, "sets") if lever.sets else at
                near = (
                    f"; {suggest(lever.sets or name, known)}" if len(self.problems) < MOST else ""
                )
                self.wrong(place, f"this lever sets no parameter of the file{near}")
                continue
            if path in taken:
                told = f'two levers set the same parameter: "{taken[path]}" sets {path} already'
                self.wrong(at, told)
            taken.setdefault(path, name)
            self.levers[name] = self.resolved(name, lever, path)
        uncertain = sum(number.uncertain for number in self.numbers.values())
        if uncertain > MOST_FACTORS:
            told = f"{uncertain} uncertain numbers; at most {MOST_FACTORS} can be told apart"
            self.wrong((), told)

    def resolved(self, name, lever, path):
        """The Lever that sets the number of a path, its steps checked."""
        prior, at = self.numbers[path], ("levers", name)
        if lever.steps and prior.meta.get("start"):
            told = "is read only at the start of a run; give a value, not dated steps"
            self.wrong((*at, "steps"), f"{path} {told}")
        for i, step in enumerate(lever.steps):
            self.check(step.to, (*at, "steps", i, "to"), {**prior.meta, "fixed": True})
        steps = tuple(self.dated(step, at, prior) for step in lever.steps)
        return Lever(path, prior, steps, lever.record)

    def dated(self, step, at, prior):
        """A step, its value with source and grade."""
        to = step.to.model_copy(update={"source": step.to.source or step.source})
        return step.model_copy(update={"to": self.noted(to, at, prior.meta)})
