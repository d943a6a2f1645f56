"""What is valid in a scenario and yet may surprise its author: inputs without effect, ends of lines
that turn."""

from simulator.scenario.errors import Problem, where
from simulator.scenario.extremes import Extremes
from simulator.scenario.idle import without_effect

FEW = 3  # inputs of one reason that are named each


def notes(resolved, sets=()):
    """Problems that stop nothing, of a scenario and of the settings laid over it."""
    named = [_path(resolved, text) for text in sets]
    own = {path.split(".")[1] for path in named if path.startswith("parties.")}
    flown = [note for p, note in _flown(resolved) if p in own]
    return [*_turned(resolved), *_settings(resolved, sets), *flown]


def own_notes(resolved):
    """The notes of a file by itself: a title that is lacking, and the inputs that it writes and
    that have no effect."""
    flown = [note for p, note in _flown(resolved) if note.mark.file == resolved.file]
    return [*_untitled(resolved), *_turned(resolved), *flown, *_idle(resolved)]


def _untitled(resolved):
    """A file without a title, which is none of its parent's."""
    if ("title",) not in resolved.marks and "+" not in resolved.id:
        told = "this file gives no title, so its heading is made of what it changes"
        mark = where(resolved.marks, ("scenario",), resolved.file)
        yield Problem(mark, "title", f"{told}: {resolved.form.title}")


def _turned(resolved):
    """Issues on which the government stands nearer to the end of the line that the opposition's
    victory brings."""
    form = resolved.form
    government = next(p for p, one in form.parties.items() if one.role == "government")
    for i, issue in form.issues.items():
        path = f"parties.{government}.stance.{i}.position"
        if issue.kind == "measure" or path not in resolved.numbers:
            continue
        stand, ends = resolved.numbers[path].value, form.ends
        end = 0 if stand < 50 else 100
        toward = ends["government_prevails"][i] - ends["opposition_prevails"][i]
        if (toward or 50 - stand) * (end - 50) < 0 or (not toward and end):
            said = f"the government stands at {stand:g}, so {end} counts as its end of this line"
            yield _note(resolved, path, f"{said}, and what it concedes is counted from there")


def _path(resolved, setting):
    """Path of the number that a setting of the command line names."""
    called = setting.partition("=")[0].strip().removeprefix("levers.")
    return resolved.path_of(called)


def _settings(resolved, sets):
    """Settings of the command line that have no effect."""
    without = without_effect(resolved)
    for text in sets:
        path = _path(resolved, text)
        if path in without:
            key = text.partition("=")[0].strip()
            yield Problem(resolved.where(path), key, no_effect(without[path]))


def _flown(resolved):
    """(party, note) of patrons whose sorties are fixed at more than their aircraft could fly."""
    extremes = Extremes(resolved.numbers, resolved.levers)
    for p in resolved.form.parties:
        own = f"parties.{p}."
        fixed = extremes.most(own + "sorties")
        could = extremes.least(own + "aircraft") * extremes.least(own + "sorties_per_aircraft")
        if fixed > could:
            paths = (own + "sorties", own + "aircraft")
            path = max(paths, key=lambda one: resolved.where(one).file.startswith("--"))
            told = (
                f"up to {fixed:g} sorties a day are fixed and will be flown, though the aircraft"
                f" could fly {could:g} at the fewest; sorties left open (null) are limited by the"
                " aircraft"
            )
            yield p, _note(resolved, path, told)


def _idle(resolved):
    """Inputs that the file itself writes and that have no effect: few by name, many as a count."""
    groups: dict[str, list] = {}
    for path, why in without_effect(resolved).items():
        number = resolved.numbers.get(path)
        yaml_repr = number is None or number.source != "default of the format"
        if yaml_repr and resolved.where(path).file == resolved.file:
            groups.setdefault(why, []).append(path)
    for why, paths in groups.items():
        for path in paths[: FEW if len(paths) <= FEW else 1]:
            more = f"; {len(paths) - 1} more inputs likewise" if len(paths) > FEW else ""
            yield _note(resolved, path, no_effect(why) + more)


def no_effect(why):
    return f"no effect: {why}"


def _note(resolved, path, said):
    return Problem(resolved.where(path), resolved.name_of(path), said)
