"""Tables of a report: inputs that differ, outcomes by the exponent of loss and by bargaining rule,
how to make it all again."""

import os
import shlex

from simulator.analysis.compare import classes_of
from simulator.analysis.split import split
from simulator.ensemble.request import made_by
from simulator.ensemble.table import table_of_worlds
from simulator.scenario.diff import differences
from simulator.show import page, rivals, words

EXPONENT = "acceptance.exponent"


def inputs(study):
    """What each other scenario sets otherwise than the base, with its source and grade: [(scenario,
    [row])]."""
    base = study.scenarios[0]
    return (
        [
            (one, [_input(one, *row) for row in differences(base, one)])
            for one in study.scenarios[1:]
        ]
        if study.differences
        else []
    )


def _input(one, key, before, after):
    path = one.levers.get(key, key)
    number = one.numbers.get(path)
    given = one.dated.get(key) or [number] if number else []
    source = "; ".join(dict.fromkeys(each.source for each in given if each.source))
    meaning = f"{page.lever_name(one, key)}, {one.meta[path]['unit']}" if number else ""
    return {
        "key": key,
        "meaning": meaning,
        "before": before or "",
        "after": after or "nothing",
        "source": source,
        "grade": max((each.grade or "" for each in given), default=""),
    }


def by_exponent(study):
    """Outcomes of the same worlds, parted by the exponent of loss that their draw holds: {"heads",
    "rows"}, or None where it is sure."""
    one = study.scenarios[0]
    if EXPONENT not in one.factors:
        return None
    table = table_of_worlds(one, study.worlds, study.asked.seed, study.asked.reps)
    each = [
        split(s, found.worlds, table.columns[EXPONENT])
        for s, found in zip(study.scenarios, study.found, strict=False)
    ]
    heads = [f"{part.low:.2f} to {part.high:.2f}" for part in each[0]]
    rows = []
    for kind in classes_of(study.scenarios).values():
        cells = _cells(each, lambda part, kind=kind: part.outcomes.get(kind.id))
        rows.append({"label": kind.label, "cells": cells})
    rows.append(
        {"label": "package signed", "cells": _cells(each, lambda part: part.package_signed)}
    )
    return {"heads": heads, "worlds": [part.worlds for part in each[0]], "rows": rows}


def _cells(each, pick):
    """For each part of the draws, how many of its worlds under each scenario."""
    parts = [[(pick(parts[k]), parts[k].worlds) for parts in each] for k in range(len(each[0]))]
    return [
        " → ".join(words.of(share.value, worlds) if share else "–" for share, worlds in part)
        for part in parts
    ]


def by_rule(study):
    """Outcomes of the base, or changes by the last scenario, under each bargaining rule asked for;
    None where none was.

    {"heads": rules, the first its own, "rows", "of": whose they are, where there are more}
    """
    if not study.rules:
        return None
    base = study.scenarios[0]
    if not study.differences:
        own = base.form.talks.rule
        kept = {own: study.digests[base.id]} | {
            rule: told.scenarios[base.id] for rule, told in study.rules.items()
        }
        return {
            "of": base.form.title if len(study.scenarios) > 1 else "",
            "heads": list(kept),
            "rows": [
                _level(study, row, kept)
                for row in rivals.rows(base, _moves(study, base), study.worlds)
            ],
        }
    other = study.scenarios[-1]
    kept = rivals.by_rule(study, other)
    return {
        "of": other.form.title if len(study.scenarios) > 2 else "",
        "heads": list(kept),
        "rows": [
            _change(row, kept) for row in rivals.rows(base, list(kept.values()), study.worlds)
        ],
    }


def _moves(study, base):
    return [told.from_own[base.id] for told in study.rules.values()]


def _level(study, row, kept):
    name, label, kind, _ = row
    return {
        "label": label.plain,
        "cells": [rivals.level(one, kind, name, study.worlds) for one in kept.values()],
        "verdict": "",
    }


def _change(row, kept):
    name, label, kind, scale = row
    entries = [one.row((kind, name)) for one in kept.values()]
    return {
        "label": label.plain,
        "cells": [words.changed(entry, scale)[0].plain for entry in entries],
        "verdict": rivals.verdict(entries),
    }


def _kept(study):
    """The scenario of which a world is told, as it was run, all that was set included."""
    name = study.scenarios[len(study.differences)].id
    return os.path.relpath(study.folder / "scenarios" / f"{name}.yaml") if study.folder else name


def again(study):
    """How to make it again: the command, and what its result depends on."""
    made = made_by()
    asked = study.asked
    said = (
        list(asked.command)
        if asked.command and asked.command[0] != "results"
        else [asked.verb, *(one.id for one in study.scenarios)]
    )
    return {
        "command": f"python run.py {shlex.join(said)}",
        "rules": f"python run.py {shlex.join(said)} --rules nash,median",
        "story": (
            f"python run.py story {shlex.quote(_kept(study))} --seed {asked.seed} --reps"
            f" {asked.reps}"
        ),
        "id": asked.id(),
        "seed": asked.seed,
        "worlds": study.worlds,
        "reps": asked.reps,
        "source": made["source"][:12],
        "numpy": made["numpy"],
    }
