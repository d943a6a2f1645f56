"""What a report tells besides its pictures: cards, tables, a typical world, what the study rests
on, and how to make it all again."""

import os
import shlex
from collections import Counter

import numpy as np

from simulator.analysis import story
from simulator.analysis.compare import outcomes_of
from simulator.analysis.subgroups import split
from simulator.ensemble.posterior_draws import posterior_draws_of
from simulator.ensemble.run_request import made_by
from simulator.ensemble.world_design import design_of_worlds
from simulator.model.metrics import with_role
from simulator.report import formats
from simulator.report.blocks import table, text
from simulator.report.narrative import Narrator
from simulator.report.view import names, rows, sentences, tables
from simulator.scenario import diff

VITAL = with_role("card")  # on every report after collapse, moved or not
LOOKED, CARDS = 3, 5  # numbers that a scenario says to look at, and all, an ending apart
FEW = "omitted: too few draws, or worlds per draw"
EXPONENT = "acceptance.exponent"
GRADES = {
    "A": "several independent or primary sources",
    "B": "one credible source",
    "C": "contested, or an estimate",
    "D": "our own judgement",
}


# -------------------------------------------------------------------------------------------------
# cards
def cards_of(study):
    """[(scenario, [card])] of each other scenario of a comparison, see `card`."""
    others = study.scenarios[1:] if study.differences else []
    return [(other, _cards(study, other)) for other in others]


def _cards(study, other):
    base, change = study.scenarios[0], study.differences[other.id]
    looked = [name for kind, name in names.named_in(other.form.look, base) if kind == "metrics"]
    wanted = dict.fromkeys([*VITAL, *looked[:LOOKED], *sentences.foremost(base, change)])
    metrics, pair = dict(names.metrics(base)), (base, other)
    listed = [(name, metrics[name]) for name in wanted if name in change.metrics][:CARDS]
    feared = names.collapse(base)
    ends = [row for row in rows.outcomes(study, pair) if feared and row.name == feared.id]
    found = [*(row for row in ends if row.change), *rows.metrics(study, pair, listed)]
    return [card(row) for row in found]


def card(row):
    """What stands on a card: a change, levels, and the three uncertainties apart."""
    one = row.change
    by, known, precision = (said for said, _ in row.changed())
    counted = f"of {row.worlds:,} worlds" if one.is_share else one.unit.replace("%", "points")
    if one.range_low is None:
        known = FEW
    elif known == by:
        known = "no difference beyond simulation noise"
    return {
        "label": row.label,
        "unit": counted,
        "value": by,
        "levels": [row.level(k) for k in range(2)],
        "known": known.replace(" ?", ", either sign"),
        "precision": precision,
        "futures": "" if one.is_share else formats.span(one.p10, one.p90),
        "moved": one.moved,
        "ranked": one.ranked,
    }


# -------------------------------------------------------------------------------------------------
# tables
def inputs(study):
    """What each other scenario sets otherwise than the base, with its source and grade: [(scenario,
    [row])]."""
    base = study.scenarios[0]
    others = study.scenarios[1:] if study.differences else []
    return [(one, [_input(one, *row) for row in diff.differences(base, one)]) for one in others]


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
    values = design_of_worlds(one, study.worlds, asked.seed, asked.reps).columns[EXPONENT]
    each = [split(s, found.worlds, values) for s, found in study.runs]
    told = [("worlds in the group", *(str(part.worlds) for part in each[0]))]
    for kind in outcomes_of(study.scenarios).values():
        cells = _cells(each, lambda part, kind=kind: part.outcomes.get(kind.id))
        told.append((kind.label, *cells))
    told.append(("package signed", *_cells(each, lambda part: part.package_signed)))
    heads = [f"{part.low:.2f} to {part.high:.2f}" for part in each[0]]
    return table("Exponent of loss", heads, told, "exponent")


def _cells(each, pick):
    """For each part of the draws, how many of its worlds under each scenario."""
    for parts in zip(*each, strict=True):
        shares = ((pick(part), part.worlds) for part in parts)
        yield " → ".join(formats.of(one.value, worlds) if one else "–" for one, worlds in shares)


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
    command = f"python run.py {shlex.join(said)}"
    options = f"--seed {asked.seed} --reps {asked.reps}"
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


# -------------------------------------------------------------------------------------------------
# one typical world
def medoid_world(study):
    """{"title", "world", "story": Story, "ending", "of": worlds like it} of the world nearest the
    middle of its class."""
    at = len(study.differences)  # the last scenario compared, else the first
    one, found = study.scenarios[at], study.found[at].worlds
    commonest = int(np.bincount(found["class"]).argmax())
    world = story.typical(found, found["class"] == commonest)
    teller = Narrator(one)
    events, kind, part = story.told(one, world, study.asked.seed, study.asked.reps)
    return {
        "title": one.form.title,
        "world": world,
        "story": teller.story(events, kind, part),
        "ending": teller.ending(kind, part),
        "of": f"{int(np.sum(found['class'] == commonest)):,} of {study.worlds:,}",
    }


# -------------------------------------------------------------------------------------------------
# assumptions
def assumptions(study):
    """{"uncertain": rows, "grades": counts, "numbers": rows, "sources", "measures": [(key, text)]}
    of the base; a number left to the model is none."""
    one = study.scenarios[0]
    given = {path: number for path, number in one.numbers.items() if number.value == number.value}
    grades = Counter(number.grade for number in given.values())
    metrics = (metric for _, metric in names.metrics(one))
    return {
        "uncertain": list(_uncertain(study, one)),
        "grades": [(grade, about, grades[grade]) for grade, about in GRADES.items()],
        "numbers": [_number(one, path, number) for path, number in given.items()],
        "sources": list(one.form.sources.items()),
        "measures": [(each.label, f"{each.meaning} ({each.unit})") for each in metrics],
    }


def _uncertain(study, one):
    """Each uncertain number: what was believed, what was run with (10 to 90% of draws), and whether
    calibration made it."""
    accepted, asked = posterior_draws_of(one), study.asked
    table = design_of_worlds(one, study.worlds, asked.seed, asked.reps, cells=asked.design.cells)
    for path, number in one.factors.items():
        low, high = np.quantile(table.columns[path], [0.1, 0.9])
        fitted = bool(accepted) and accepted.priors.get(path) == number.belief
        standing = "posterior" if fitted else "prior"
        used = f"{formats.plain(low)} to {formats.plain(high)}"
        yield {**_number(one, path, number), "used": used, "standing": standing}


def _number(one, path, number):
    meta = number.meta
    return {
        "name": one.name_of(path),
        "meaning": meta["meaning"],
        "unit": meta["unit"],
        "value": diff.said(number),
        "grade": number.grade,
        "source": number.source,
    }
