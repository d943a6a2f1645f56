"""Notes on valid scenarios that may surprise their author, such as inputs without effect."""

from pathlib import Path

from simulator.scenario.errors import Problem, where
from simulator.scenario.extremes import Extremes
from simulator.scenario.idle import without_effect

FEW = 3  # inputs with the same reason that are listed by name


def notes(resolved, sets=()):
    """Notes on a scenario and on its command-line settings."""
    named = [_path(resolved, text) for text in sets]
    parties = {path.split(".")[1] for path in named if path.startswith("parties.")}
    excess = [note for p, note in _excess_sorties(resolved) if p in parties]
    return [*_reversed_issues(resolved), *_settings(resolved, sets), *excess]


def own_notes(resolved):
    """Notes on a file: its title and id, early steps, and inputs in it that have no effect."""
    excess = [note for _, note in _excess_sorties(resolved) if note.mark.file == resolved.file]
    heading = [*_untitled(resolved), *_other_file_name(resolved)]
    early = [*_early_steps(resolved)]
    return [*heading, *early, *_reversed_issues(resolved), *excess, *_idle(resolved)]


def _untitled(resolved):
    """Note on a file without a title."""
    if ("title",) not in resolved.marks and "+" not in resolved.id:
        message = "this file has no title; its heading is made from its changes"
        mark = where(resolved.marks, ("scenario",), resolved.file)
        yield Problem(mark, "title", f"{message}: {resolved.form.title}")


def _other_file_name(resolved):
    """Note on a file whose name differs from the id of its scenario."""
    name = Path(resolved.file).stem
    if "+" not in resolved.id and name != resolved.id:
        message = f'the id "{resolved.id}" differs from the file name "{name}"'
        mark = where(resolved.marks, ("scenario",), resolved.file)
        yield Problem(mark, "scenario", f"{message}; commands and `extends` use the file name")


def _early_steps(resolved):
    """Notes on dated steps in the file that lie before the start of the run."""
    start = resolved.form.start
    for name, lever in resolved.levers.items():
        for i, step in enumerate(lever.steps):
            path = ("levers", name, "steps", i, "at")
            mark = where(resolved.marks, path, resolved.file)
            if step.at < start and mark.file == resolved.file:
                message = f"{step.at} is before the start of the run on {start}"
                key = ".".join(map(str, path))
                yield Problem(mark, key, f"{message}; the step begins in the first week")


def _reversed_issues(resolved):
    """Notes on issues where the government stands nearer to the opposition's end of the line."""
    form = resolved.form
    government = next(p for p, party in form.parties.items() if party.role == "government")
    for i, issue in form.issues.items():
        path = f"parties.{government}.stance.{i}.position"
        if issue.kind == "measure" or path not in resolved.numbers:
            continue
        stand, ends = resolved.numbers[path].value, form.ends
        end = 0 if stand < 50 else 100
        toward = ends["government_prevails"][i] - ends["opposition_prevails"][i]
        if (toward or 50 - stand) * (end - 50) < 0 or (not toward and end):
            message = f"the government stands at {stand:g}, so {end} counts as its end of this line"
            yield _note(resolved, path, f"{message}; its concessions are measured from there")


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
            yield Problem(resolved.where(path), key, no_effect(without[path]))


def _excess_sorties(resolved):
    """(party, note) of patrons whose sorties are fixed above what their aircraft can fly."""
    extremes = Extremes(resolved.numbers, resolved.levers)
    for p in resolved.form.parties:
        own = f"parties.{p}."
        fixed = extremes.most(own + "sorties")
        could = extremes.least(own + "aircraft") * extremes.least(own + "sorties_per_aircraft")
        if fixed > could:
            paths = (own + "sorties", own + "aircraft")
            path = max(paths, key=lambda other: resolved.where(other).file.startswith("--"))
            message = (
                f"up to {fixed:g} sorties a day are fixed and will be flown, though the aircraft"
                f" can fly only {could:g}; set sorties to null to limit them by the aircraft"
            )
            yield p, _note(resolved, path, message)


def _idle(resolved):
    """Notes on inputs in the file that have no effect: a few by name, many as a count."""
    groups: dict[str, list] = {}
    for path, why in without_effect(resolved).items():
        number = resolved.numbers.get(path)
        in_file = number is None or number.source != "default of the format"
        if in_file and resolved.where(path).file == resolved.file:
            groups.setdefault(why, []).append(path)
    for why, paths in groups.items():
        for path in paths[: FEW if len(paths) <= FEW else 1]:
            more = f"; {len(paths) - 1} more inputs of the same kind" if len(paths) > FEW else ""
            yield _note(resolved, path, no_effect(why) + more)


def no_effect(why):
    return f"no effect: {why}"


def _note(resolved, path, message):
    return Problem(resolved.where(path), resolved.name_of(path), message)
