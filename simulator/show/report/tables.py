"""Tables of a report: inputs that differ, outcomes by the exponent of loss and by bargaining rule,
how to make it all again."""

import os
import shlex

from simulator.analysis.compare import classes_of
from simulator.analysis.split import split
from simulator.ensemble.request import made_by
from simulator.ensemble.table import table_of_worlds
from simulator.scenario.diff import differences
from simulator.show import words
from simulator.show.blocks import table, text
from simulator.show.view import names, tables

EXPONENT = "acceptance.exponent"


def inputs(study):
    """What each other scenario sets otherwise than the base, with its source and grade: [(scenario,
    [row])]."""
    base = study.scenarios[0]
    others = study.scenarios[1:] if study.differences else []
    return [(one, [_input(one, *row) for row in differences(base, one)]) for one in others]


def _input(one, key, before, after):
    number = one.numbers.get(one.path_of(key))
    steps = one.levers[key].steps if key in one.levers else ()
    given = [step.to for step in steps] or [number] if number else []
    sources = dict.fromkeys(each.source for each in given if each.source)
    return {
        "key": key,
        "meaning": f"{names.lever_name(one, key)}, {number.meta['unit']}" if number else "",
        "before": before or "",
        "after": after or "nothing",
        "source": "; ".join(sources),
        "grade": max((each.grade or "" for each in given), default=""),
    }


def by_exponent(study):
    """Outcomes of the same worlds, parted by the exponent of loss that their draw holds: a table,
    or None where it is sure."""
    one, asked = study.scenarios[0], study.asked
    if EXPONENT not in one.factors:
        return None
    values = table_of_worlds(one, study.worlds, asked.seed, asked.reps).columns[EXPONENT]
    each = [split(s, found.worlds, values) for s, found in study.runs]
    told = [("worlds in it", *(str(part.worlds) for part in each[0]))]
    for kind in classes_of(study.scenarios).values():
        cells = _cells(each, lambda part, kind=kind: part.outcomes.get(kind.id))
        told.append((kind.label, *cells))
    told.append(("package signed", *_cells(each, lambda part: part.package_signed)))
    heads = [f"{part.low:.2f} to {part.high:.2f}" for part in each[0]]
    return table("Exponent of loss", heads, told, "exponent")


def _cells(each, pick):
    """For each part of the draws, how many of its worlds under each scenario."""
    for parts in zip(*each, strict=True):
        shares = ((pick(part), part.worlds) for part in parts)
        yield " → ".join(words.of(one.value, worlds) if one else "–" for one, worlds in shares)


def by_rule(study):
    """Outcomes of the base, or changes by each other scenario, under each bargaining rule asked
    for; nothing where none was."""
    if not study.rules:
        return []
    if study.differences:
        return list(tables.changes_by_rule(study))
    first = study.scenarios[0]
    of = [text(first.form.title)] if len(study.scenarios) > 1 else []
    return [*of, *tables.levels_by_rule(study, first)]


def _kept(study):
    """The scenario of which a world is told, as it was run, all that was set included."""
    name = study.scenarios[len(study.differences)].id
    return os.path.relpath(study.folder / "scenarios" / f"{name}.yaml") if study.folder else name


def again(study):
    """How to make it again: the command, and what its result depends on."""
    made, asked = made_by(), study.asked
    said = list(asked.command)
    if not said or said[0] == "results":
        said = [asked.verb, *(one.id for one in study.scenarios)]
    command, options = (
        f"python run.py {shlex.join(said)}",
        f"--seed {asked.seed} --reps {asked.reps}",
    )
    return {
        "command": command,
        "rules": f"{command} --rules nash,median",
        "story": f"python run.py story {shlex.quote(_kept(study))} {options}",
        "id": asked.id(),
        "seed": asked.seed,
        "worlds": study.worlds,
        "reps": asked.reps,
        "source": made["source"][:12],
        "numpy": made["numpy"],
    }
