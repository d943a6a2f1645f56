"""Validate plain values as a scenario: the format, parameters with source and grade, and levers."""

import math
import re
from pathlib import Path

from pydantic import BaseModel, ValidationError

from simulator.scenario import schema_actors as form
from simulator.scenario.cross_checks import contradictions
from simulator.scenario.errors import (
    MOST,
    Places,
    ScenarioError,
    UserError,
    mark_at,
    path_text,
    suggest,
)
from simulator.scenario.levers import Lever, put_values, targets
from simulator.scenario.parameter import DEFAULT, EXPERT, EXPERTS, Parameter, is_parameter_map
from simulator.scenario.posterior_draws_file import file_hash, find_draws
from simulator.scenario.pydantic_errors import explain_errors, unsound_paths
from simulator.scenario.relations import with_shares
from simulator.scenario.resolved import Resolved
from simulator.scenario.sound_section import (
    SoundSection,
    SoundValues,
    is_within,
    sound,
    sound_only,
    without,
)
from simulator.scenario.stances import with_unused_stances
from simulator.scenario.state_file import disagreements, find_state

MOST_FACTORS = 40
NOTES = ("source", "grade", "note")


def validate(raw, marks, file, folders=(), user_errors=()):
    """Validate plain values as a Resolved scenario. Raises ScenarioError with all problems.

    A value with a problem is left out of the checks that follow, which run on the rest.

    folders   searched for a file of draws that is not beside the file that names it
    problems  of the values, found while they were merged
    """
    values, notes = _without_notes(raw, ())
    values = with_unused_stances(with_shares(values))
    places = put_values(values)
    _complete(values)
    scenario, unsound, more = _parse(values, places, Places(marks, file))
    gather = _Gather(notes, places, marks, file, unsound)
    gather.walk(scenario, (), {})
    gather.resolve_levers(scenario, targets(values))
    draws = next(sound(gather.draws(scenario, folders)), None)
    begin = next(sound(gather.state(scenario, folders)), None)
    parameters = gather.leave_out_unsound(scenario)
    messages = contradictions(scenario, parameters, gather.notes, gather.levers)
    for path, message, *others in messages:
        gather.wrong(path, message, *others)
    gather.leave_out_repeated(more)
    resolved = Resolved(scenario, gather.parameters, gather.levers, raw, marks, file, draws, begin)
    if begin and not (user_errors or more or gather.user_errors):
        for path, message in disagreements(begin, resolved, file_hash(draws)):
            gather.wrong(path, message)
    if user_errors := [*user_errors, *more, *gather.user_errors]:
        raise ScenarioError(user_errors, resolved)
    return resolved


def _complete(values):
    """Add the defaults that follow from other values: the first round of talks, and the issues of
    public statements."""
    issues = values.get("issues")
    pairs = issues.items() if isinstance(issues, dict) else ()
    maps = [(i, issue) for i, issue in pairs if isinstance(issue, dict)]
    package = [i for i, issue in maps if issue.get("kind") == "package"]
    start = values.get("start")
    for section, key, default in (("talks", "first", start), ("talk", "issues", package)):
        place = values.setdefault(section, {})
        if isinstance(place, dict) and place.get(key) is None:
            place[key] = default


def _parse(values, levers, places):
    """The scenario, or its sound part; the paths without a sound value; and the problems."""
    try:
        return form.Scenario.model_validate(values), set(), []
    except ValidationError as error:
        user_errors = explain_errors(error, values, levers, places)
        unsound = unsound_paths(error)
    builder = SoundSection(unsound)
    scenario = builder.value(form.Scenario, values)
    more = [places.user_error(path, message) for path, message in builder.more]
    return scenario, unsound, _one_per_entry([*user_errors, *more])


def _one_per_entry(user_errors):
    """Problems, those of one place and key joined."""
    texts: dict[tuple, list] = {}
    for user_error in user_errors:
        texts.setdefault((user_error.mark, user_error.key), []).append(user_error.message)
    return [
        UserError(mark, key, "; also, ".join(messages)) for (mark, key), messages in texts.items()
    ]


def _without_notes(value, path):
    """Split values into values without notes (source, grade, note) and {path: notes}."""
    if not isinstance(value, dict) or is_parameter_map(value) or path[:1] == ("sources",):
        return value, {}
    own = {key: value[key] for key in NOTES if isinstance(value.get(key), str)}
    notes, rest = {path: own}, {}
    for key, item in value.items():
        if key not in own:
            rest[key], below = _without_notes(item, (*path, key))
            notes |= below
    return rest, notes


CHANGE_ON_A_DATE = re.compile(r"(?:from|on|at|since|after|by)\s.*?(\d{4}-\d{2}-\d{2}|\Z)")
MULTIPLES = {"thousand": 1000.0, "million": 1_000_000.0}


def _scaled(parameter, meta):
    """Value in thousands or millions, where the unit is one and the number was not; else None."""
    multiple, _, unit = (meta.get("unit") or "").partition(" ")
    is_single = parameter.unit in (None, unit, unit.partition("/")[0])
    if multiple not in MULTIPLES or parameter.uncertain or not is_single:
        return None
    return parameter.value / MULTIPLES[multiple]


NO_STEPS = 'only a lever takes "throughout"; this parameter has no dated steps, so remove the word'


class _Gather:
    """Collects parameters with their metadata, levers and problems of a parsed scenario."""

    def __init__(self, notes, places, marks, file, unsound):
        self.notes, self.places, self.marks, self.file = notes, places, marks, file
        self.unsound = set(unsound)
        self.parameters: dict[str, Parameter] = {}
        self.levers: dict[str, Lever] = {}
        self.user_errors: list[UserError] = []

    def wrong(self, path, message, *others):
        """Record a problem of a path, or of the last written of several paths in conflict."""
        path = max((path, *others), key=lambda other: self._rank(self._mark(other)))
        end = self._levers_end(path)
        key = (*self.places.get(path[:end], ()), *path[end:])
        self.user_errors.append(UserError(self._mark(path), path_text(key), message))

    def _levers_end(self, path):
        """Length of the part of a path that is a parameter set by a lever; 0 for none."""
        return next((end for end in range(len(path), 0, -1) if path[:end] in self.places), 0)

    def _mark(self, path):
        """Mark of a path, or of the lever that sets it."""
        end = self._levers_end(path)
        inside = ("value",) if end else ()  # the value and its lever may be in different files
        keys = (*self.places.get(path[:end], ()), *inside, *path[end:])
        return mark_at(self.marks, keys, self.file)

    def _rank(self, mark):
        """Order of writing: 2 for command-line settings, 1 for the file, 0 for its parents."""
        return 2 if mark.file.startswith("--") else int(mark.file == self.file)

    def walk(self, value, path, meta):
        if isinstance(value, Parameter):
            self.add(value, path, meta)
        elif isinstance(value, BaseModel):
            if isinstance(value, form.Stance):
                with sound_only():
                    self.notes.setdefault(path, {}).setdefault("grade", form.GRADE[value.basis])
            for name, field in type(value).model_fields.items():
                if name not in vars(value):
                    self.unsound.add((*path, name))
                elif name != "levers":
                    self.walk(getattr(value, name), (*path, name), field.json_schema_extra or {})
        elif isinstance(value, dict):
            for key, item in value.items():
                self.walk(item, (*path, key), meta)

    def add(self, parameter, path, meta):
        count = len(self.user_errors)
        self.check(parameter, path, meta)
        if len(self.user_errors) > count:
            self.unsound.add(path)
        self.parameters[".".join(path)] = self.with_notes(parameter, path, meta)
        self.notes[path] = {"source": parameter.source, "grade": parameter.grade}

    def leave_out_repeated(self, user_errors):
        """Leave out problems of an entry that has one already."""
        present = {
            (user_error.mark, user_error.key) for user_error in user_errors if user_error.key
        }
        self.user_errors = [new for new in self.user_errors if (new.mark, new.key) not in present]

    def leave_out_unsound(self, scenario):
        """Parameters for checks across parts, and their scenario, without those with a problem."""
        if not self.unsound:
            return self.parameters
        for path in self.unsound:
            without(scenario, path)
        return SoundValues(self.parameters, self.unsound)

    def with_notes(self, parameter, path, meta):
        """Parameter with metadata, and with source and grade of the nearest map that has them."""
        note = {"source": parameter.source, "grade": parameter.grade}
        for end in range(len(path), -1, -1):
            for key, text in self.notes.get(tuple(path[:end]), {}).items():
                if note.get(key, "") is None:
                    note[key] = text
        return parameter.model_copy(update={**note, "meta": meta})

    def check(self, parameter, path, meta):
        """Check a parameter: whether it may be uncertain, its unit and its range."""
        if parameter.uncertain and meta.get("fixed"):
            self.wrong(path, "this parameter takes a value, not a distribution")
        unit = meta.get("unit")
        fits = {unit, unit.split("/")[0], "share" if unit == "value" else unit} if unit else set()
        if parameter.unit and parameter.unit.split()[-1] == "throughout":
            self.wrong(path, NO_STEPS)
        elif parameter.unit and unit and parameter.unit not in fits:
            self.wrong(path, self.unit_message(parameter, path, meta))
        elif math.isnan(parameter.value) and not meta.get("open"):
            self.wrong(path, "the model requires this parameter")
        elif meta.get("low") is not None:
            self.in_range(parameter, path, meta)

    def unit_message(self, parameter, path, meta):
        """Message for a unit that does not fit, with the text to write instead."""
        date = CHANGE_ON_A_DATE.match(parameter.unit)
        if date and (path[0] == "levers" or self._levers_end(path)):
            step = f"[{{at: {date[1] or 'YYYY-MM-DD'}, to: {parameter.value:g}}}]"
            return f"write a change on a date as {step}"
        if date:
            return "only a lever can change on a date; write the number alone"
        unit = "%" if parameter.unit == "share" else parameter.unit
        message = f'"{unit}" does not fit; the unit here is {meta["unit"]}'
        scaled = _scaled(parameter, meta)
        if scaled is not None:
            return f"{message}, so write {scaled:g}"
        if parameter.unit == "share" and meta.get("low") is not None:
            return f"{message}; write a number from {meta['low']:g} to {meta['high']:g}"
        return f"{message}; write the number in that unit"

    def draws(self, scenario, folders):
        """Yield the path of the file of posterior draws, if one is named and valid."""
        if scenario.draws is None:
            return
        near = Path(mark_at(self.marks, ("draws",), self.file).file).parent
        try:
            yield find_draws(scenario.draws, near, folders)
        except (ValueError, OSError) as error:
            self.wrong(("draws",), str(error))

    def state(self, scenario, folders):
        """Yield the StateFile from which the worlds begin, if one is named and valid."""
        if scenario.begin is None:
            return
        near = Path(mark_at(self.marks, ("begin",), self.file).file).parent
        try:
            yield find_state(scenario.begin, near, folders)
        except (ValueError, OSError) as error:
            self.wrong(("begin",), str(error))

    def in_range(self, parameter, path, meta):
        unit, low, high = meta.get("unit") or "", meta["low"], meta["high"]
        shown = parameter.parameters or (parameter.value,)
        shown = shown[:1] if parameter.kind == "normal" else shown
        value = next((end for end in shown if end < low or end > high), None)
        if value is None:
            return
        if parameter.unit == "share":
            message = f"{100 * value:g}% is outside {100 * low:g} to {100 * high:g}%"
        else:
            suffix = "" if unit.startswith(("share", "of ")) else f" {unit}"
            message = f"{value:g} is outside {low:g} to {high:g}{suffix}"
        percent = unit.startswith("share") and not parameter.unit and low <= value / 100 <= high
        scaled = _scaled(parameter, meta)
        if percent:
            message += f'; did you mean "{value:g}%"?'
        elif scaled is not None and low <= scaled <= high:
            message += f"; did you mean {scaled:g}?"
        self.wrong(path, message)

    def resolve_levers(self, scenario, paths):
        """Resolve the parameter that each lever sets, and check its steps."""
        self.lever_by_path: dict[str, str] = {}
        levers = {name: path for name, path in paths.items() if path in self.parameters}
        names = {*self.parameters, *levers}
        with sound_only():
            for name, lever in scenario.levers.items():
                with sound_only():
                    self.resolve(name, lever, paths[name], names)
        self.check_count()
        self.check_experts()

    def resolve(self, name, lever, path, names):
        """Resolve one lever; `names` may stand in a hint."""
        at = ("levers", name)
        if path not in self.parameters:
            if not self.is_unsound(path, f"parties.{name}", f"holders.{name}"):
                near = f"; {suggest(lever.sets or name, names)}"
                near = near if len(self.user_errors) < MOST else ""
                place = (*at, "sets") if lever.sets else at
                self.wrong(place, f"this lever sets no parameter of the file{near}")
            return
        if path in self.lever_by_path:
            message = f'"{self.lever_by_path[path]}" sets {path} already'
            self.wrong(at, f"two levers set the same parameter: {message}")
        self.lever_by_path.setdefault(path, name)
        self.levers[name] = self.resolved(name, lever, path)

    def is_unsound(self, *paths):
        """Whether one of some dotted paths, or a map around it, has a problem."""
        return any(is_within(tuple(path.split(".")), self.unsound) for path in paths)

    def check_count(self):
        """Check that the uncertain parameters are not too many."""
        uncertain = [path for path, parameter in self.parameters.items() if parameter.uncertain]
        if len(uncertain) > MOST_FACTORS:
            message = f"{len(uncertain)} uncertain parameters; at most {MOST_FACTORS} are supported"
            shifts = sum(self.is_implicit_shift(path) for path in uncertain)
            hint = "give some a value"
            if shifts:
                hint = f"{shifts} are the `shift` of an issue or party; write `shift: 0` for some"
            self.wrong((), f"{message}; {hint}")

    def check_experts(self):
        """Check that the expert whose stances hold is one of those who gave them."""
        judged = {path: p for path, p in self.parameters.items() if p.kind == EXPERTS}
        count = min((len(parameter.parameters) for parameter in judged.values()), default=0)
        expert = self.parameters.get(EXPERT)
        for path in list(judged)[:1] if expert is None else ():
            message = "values by expert need the number of the expert, as in"
            self.wrong(tuple(path.split(".")), f"{message} `stances: {{expert: 1}}`")
        numbers = (expert.parameters or (expert.value,)) if expert and judged else ()
        if wrong := [number for number in numbers if number not in range(1, count + 1)]:
            message = (
                f"there is no expert {wrong[0]:g}; the stances are those of experts 1 to {count}"
            )
            self.wrong(tuple(EXPERT.split(".")), message)

    def is_implicit_shift(self, path):
        """Whether a path is a `shift` that no file writes."""
        return path.endswith(".shift") and self.parameters[path].source == DEFAULT

    def resolved(self, name, lever, path):
        """Lever of the parameter at a path, its steps checked."""
        prior, at = self.parameters[path], ("levers", name)
        if lever.steps and prior.meta.get("start"):
            message = "is read only at the start of a run; give a value, not dated steps"
            self.wrong((*at, "steps"), f"{path} {message}")
        for i, step in enumerate(lever.steps):
            self.check(step.to, (*at, "steps", i, "to"), {**prior.meta, "fixed": True})
        steps = tuple(self.dated_step(step, at, prior) for step in lever.steps)
        return Lever(path, prior, steps, lever.record)

    def dated_step(self, step, at, prior):
        """Step whose value has source and grade."""
        own = {"source": step.to.source or step.source, "grade": step.to.grade or step.grade}
        to = step.to.model_copy(update=own)
        return step.model_copy(update={"to": self.with_notes(to, at, prior.meta)})
