"""Notes on valid scenarios that may surprise their author, such as inputs without effect."""

import re
from pathlib import Path

from simulator.scenario.errors import UserError, mark_at, path_text
from simulator.scenario.extremes import Extremes
from simulator.scenario.idle import without_effect
from simulator.scenario.idle.view import Reason
from simulator.scenario.parameter import DEFAULT
from simulator.scenario.relations import Relations

STEP = re.compile(r"levers\.(.+)\.steps\.(\d+)\.to")
FEW = 3  # inputs with the same reason that are listed by name


def notes(resolved, sets=()):
    """Notes on a scenario and on its command-line settings."""
    named = [_path(resolved, text) for text in sets]
    parties = {path.split(".")[1] for path in named if path.startswith("parties.")}
    excess = [note for p, note in _excess_sorties(resolved) if p in parties]
    dated = step_notes(resolved)
    return [
        *_begin(resolved),
        *dated,
        *_reversed_issues(resolved),
        *_settings(resolved, sets),
        *excess,
    ]


def own_notes(resolved):
    """Notes on a file: its title and id, steps outside the run, and inputs in it that have no
    effect."""
    excess = [note for _, note in _excess_sorties(resolved) if note.mark.file == resolved.file]
    heading = [*_missing_title(resolved), *_other_file_name(resolved), *_begin(resolved)]
    dated = [note for note in step_notes(resolved) if note.mark.file == resolved.file]
    idle = [*_idle(resolved), *_idle_homes(resolved), *_uncited_sources(resolved)]
    return [*heading, *dated, *_reversed_issues(resolved), *excess, *idle]


def _missing_title(resolved):
    """Note on a file without a title."""
    if ("title",) not in resolved.marks and "+" not in resolved.id:
        message = "this file has no title; its heading is made from its changes"
        mark = mark_at(resolved.marks, ("scenario",), resolved.file)
        yield UserError(mark, "title", f"{message}: {resolved.form.title}")


def _other_file_name(resolved):
    """Note on a file whose name differs from the id of its scenario."""
    name = Path(resolved.file).stem
    if "+" not in resolved.id and name != resolved.id:
        message = f'the id "{resolved.id}" differs from the file name "{name}"'
        mark = mark_at(resolved.marks, ("scenario",), resolved.file)
        yield UserError(mark, "scenario", f"{message}; commands and `extends` use the file name")


def _begin(resolved):
    """Note on the state from which the worlds begin."""
    begin = resolved.begin
    if begin is None:
        return
    date = resolved.form.monday(begin.week)
    message = f"continues {begin.size} of {begin.scenario} on {date}, after week {begin.week}"
    message += "; metrics of the whole run count all weeks"
    if begin.world is not None:
        message += f". All worlds continue world {begin.world} and share its parameters"
    yield UserError(resolved.mark_of_begin(), "begin", message)


def step_notes(resolved):
    """Notes on dated steps that lie before the start or after the end of the run."""
    form, rows = resolved.form, []
    end = form.monday(form.weeks)
    for name, lever in resolved.levers.items():
        for i, step in enumerate(lever.steps):
            path = ("levers", name, "steps", i, "at")
            mark = mark_at(resolved.marks, path, resolved.file)
            if step.at < form.start:
                place, effect = "before the start", "begins in the first week"
                message = f"{step.at} is {place} of the run on {form.start}; the step {effect}"
                rows.append(UserError(mark, path_text(path), message))
            elif step.at >= end:
                message = f"{step.at} is after the last week of the run, which ends on {end}"
                rows.append(UserError(mark, path_text(path), f"{message}; the step has no effect"))
    return rows


def _reversed_issues(resolved):
    """Notes on issues where the sovereign stands nearer to its opponent's end of the line."""
    form = resolved.form
    sovereign, camp = Relations(form).sovereign, form.parties[Relations(form).sovereign].camp
    opponent = next(other for other in form.camps if other != camp)
    for i, issue in form.issues.items():
        path = f"parties.{sovereign}.stance.{i}.position"
        if issue.kind == "measure" or path not in resolved.parameters:
            continue
        stand, ends = resolved.parameters[path].value, form.ends
        end = 0 if stand < 50 else 100
        toward = ends[f"{camp}_prevails"][i] - ends[f"{opponent}_prevails"][i]
        if (toward or 50 - stand) * (end - 50) < 0 or (not toward and end):
            message = f"{sovereign} stands at {stand:g}, so {end} counts as its end of this line"
            cause = (
                "" if toward else "; `ends` give it the same term whichever of two camps prevails"
            )
            yield _note(
                resolved, path, f"{message}; its concessions are measured from there{cause}"
            )


def _path(resolved, setting):
    """Path of the parameter that a command-line setting names."""
    name = setting.partition("=")[0].strip().removeprefix("levers.")
    return resolved.path_of(name)


def _settings(resolved, sets):
    """Notes on command-line settings that have no effect."""
    without = without_effect(resolved)
    for text in sets:
        path = _path(resolved, text)
        if path in without:
            key = text.partition("=")[0].strip()
            yield UserError(resolved.mark_of(path), key, no_effect(without[path]))


def _excess_sorties(resolved):
    """(party, note) of patrons whose sorties are fixed above what their aircraft can fly."""
    extremes = Extremes(resolved.parameters, resolved.levers)
    for p in resolved.form.parties:
        own = f"parties.{p}."
        fixed = extremes.most(own + "sorties")
        could = extremes.least(own + "aircraft") * extremes.least(own + "sorties_per_aircraft")
        if fixed > could:
            paths = (own + "sorties", own + "aircraft")
            path = max(paths, key=lambda other: resolved.mark_of(other).file.startswith("--"))
            message = (
                f"up to {fixed:g} sorties a day are fixed and will be flown, though the aircraft"
                f" can fly only {could:g}; set sorties to null to limit them by the aircraft"
            )
            yield p, _note(resolved, path, message)


def _idle(resolved):
    """Notes on inputs in the file that have no effect: a few by name, many as a count."""
    groups: dict[str, list] = {}
    for path, reason in without_effect(resolved).items():
        parameter = resolved.parameters.get(path)
        in_file = parameter is None or parameter.source != DEFAULT
        if (
            in_file
            and reason != Reason.TOO_LATE.value
            and _mark(resolved, path).file == resolved.file
        ):
            groups.setdefault(reason, []).append(path)
    for reason, paths in groups.items():
        for path in paths[: FEW if len(paths) <= FEW else 1]:
            more = f"; {len(paths) - 1} more inputs of the same kind" if len(paths) > FEW else ""
            yield _note(resolved, path, no_effect(reason) + more)


def _idle_homes(resolved):
    """Note on regions where factions live, if none of them could stand with radicals."""
    if resolved.form.factions and "truce.by_mixing" in without_effect(resolved):
        for f in resolved.form.factions:
            mark = resolved.marks.get(("factions", f, "homes"))
            if mark and mark.file == resolved.file:
                message = no_effect("no faction would join the radicals; leave `homes` out")
                yield UserError(mark, path_text(("factions", f, "homes")), message)
                return


def _uncited_sources(resolved):
    """Notes on sources of the file that nothing else in it names, not even a comment."""
    file = Path(resolved.file)
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    for key in resolved.form.sources:
        mark = resolved.marks.get(("sources", key))
        if mark is None or mark.file != resolved.file or (key == "article" and "P" in text):
            continue
        if len(re.findall(rf"\b{re.escape(key)}\b", text)) == 1:
            yield UserError(mark, path_text(("sources", key)), "nothing in this file cites it")


def no_effect(reason):
    return f"no effect: {reason}"


def _note(resolved, path, message):
    step = STEP.fullmatch(path)
    name = path_text(("levers", step[1], "steps", int(step[2]), "to")) if step else None
    return UserError(_mark(resolved, path), name or resolved.name_of(path), message)


def _mark(resolved, path):
    """Mark of a parameter or of the value of a dated step."""
    step = STEP.fullmatch(path)
    return resolved.mark_of_step(step[1], int(step[2])) if step else resolved.mark_of(path)
