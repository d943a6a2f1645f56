"""Contents of a report, pictures apart: cards, tables, the medoid world, assumptions, and the
command to reproduce it."""

import os
import shlex
from collections import Counter

import numpy as np

from simulator.analysis import story
from simulator.analysis.compare import outcomes_of
from simulator.analysis.subgroups import split
from simulator.ensemble.design import design_of_worlds
from simulator.ensemble.posterior_draws import posterior_draws_of
from simulator.ensemble.run_request import versions_used
from simulator.model.metrics import with_role
from simulator.program import PROGRAM, __version__, command_line
from simulator.report import formats
from simulator.report.blocks import table, text
from simulator.report.narrative import Narrator
from simulator.report.view import names, rows, sentences, tables
from simulator.scenario import diff

VITAL = with_role("card")  # on every report after collapse, moved or not
LOOK_AT_CARDS, CARDS = 3, 5  # most metrics of `look:`, and most in all, the outcome apart
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
    look_at = [name for group, name in names.requested_rows(other, base) if group == "metrics"]
    key = names.answer(other) or names.answer(base)
    answer = [key[0][1]] if key and key[0][0] == "metrics" else []
    largest = sentences.foremost_metrics(base, change)
    wanted = dict.fromkeys([*VITAL, *answer, *look_at[:LOOK_AT_CARDS], *largest])
    metrics, pair = dict(names.metrics(base)), (base, other)
    listed = [(name, metrics[name]) for name in wanted if name in change.metrics][:CARDS]
    collapse = names.collapse(base)
    ends = [row for row in rows.outcomes(study, pair) if collapse and row.name == collapse.id]
    card_rows = [*(row for row in ends if row.change), *rows.metrics(study, pair, listed)]
    return [card(row) for row in card_rows]


def card(row):
    """Template context of a card: change, levels, and three kinds of uncertainty."""
    change = row.change
    value, parameter_range, precision = (cell for cell, _ in row.changed())
    counted = f"of {row.worlds:,} worlds" if change.is_share else change.unit.replace("%", "points")
    if change.range_low is None:
        parameter_range = FEW
    elif parameter_range == value:
        parameter_range = "no difference beyond simulation noise"
    return {
        "label": row.label,
        "unit": counted,
        "value": value,
        "levels": [row.level(k) for k in range(2)],
        "parameter_range": parameter_range.replace(" ?", ", either sign"),
        "precision": precision,
        "futures": "" if change.is_share else formats.span(change.p10, change.p90),
        "moved": change.moved,
        "ranked": change.ranked,
    }


# -------------------------------------------------------------------------------------------------
# tables
def inputs(study):
    """The inputs in which each other scenario differs from the base, with source and grade:
    [(scenario, [row])]."""
    base = study.scenarios[0]
    others = study.scenarios[1:] if study.differences else []
    return [
        (scenario, [_input(scenario, *row) for row in diff.differences(base, scenario)])
        for scenario in others
    ]


def record_of_land(study):
    """Where the maps come from and where the record of land is, in two sentences."""
    ends = study.scenarios[0].form.record_ends
    until = f" until {names.day(ends)}" if ends else ""
    return (
        "The start is an input of the scenario, with sources; later maps are simulated."
        f" The record{until} is not drawn here: `backtest --report FILE.html` draws land"
        " and residents beside it."
    )


def _input(scenario, key, before, after):
    parameter = scenario.parameters.get(scenario.path_of(key))
    steps = scenario.levers[key].steps if key in scenario.levers else ()
    parameters = [step.to for step in steps] or [parameter] if parameter else []
    sources = dict.fromkeys(parameter.source for parameter in parameters if parameter.source)
    return {
        "key": key,
        "meaning": names.with_unit(names.lever_name(scenario, key), parameter.meta["unit"])
        if parameter
        else "",
        "before": before or "",
        "after": after or "nothing",
        "source": "; ".join(sources),
        "grade": max((parameter.grade or "" for parameter in parameters), default=""),
    }


def by_exponent(study):
    """A table of outcomes by the exponent of loss of the parameter draw, or None where it is
    certain."""
    scenario, request = study.scenarios[0], study.request
    if EXPONENT not in scenario.factors:
        return None
    values = design_of_worlds(scenario, study.worlds, request.seed, request.reps).columns[EXPONENT]
    groups = [split(s, run.worlds, values) for s, run in study.runs]
    table_rows = [("worlds in the group", *(str(group.worlds) for group in groups[0]))]
    for outcome in outcomes_of(study.scenarios).values():
        cells = _cells(groups, lambda group, outcome=outcome: group.outcomes.get(outcome.id))
        table_rows.append((outcome.label, *cells))
    table_rows.append(("package signed", *_cells(groups, lambda group: group.package_signed)))
    heads = [f"{group.low:.2f} to {group.high:.2f}" for group in groups[0]]
    return table("Exponent of loss", heads, table_rows, "exponent")


def _cells(groups, pick):
    """For each group of draws, the number of its worlds under each scenario."""
    for group in zip(*groups, strict=True):
        shares = ((pick(each), each.worlds) for each in group)
        yield " → ".join(
            formats.count(share.value, worlds) if share else "–" for share, worlds in shares
        )


def by_rule(study):
    """Blocks on outcomes or changes under each bargaining rule asked for, or an empty list."""
    if not study.rules:
        return []
    if study.differences:
        return list(tables.changes_by_rule(study))
    first = study.scenarios[0]
    heading = [text(first.form.title)] if len(study.scenarios) > 1 else []
    return [*heading, *tables.levels_by_rule(study, first)]


def _scenario_path(study):
    """Path or id of the scenario of the medoid world, with all that was set."""
    name = study.scenarios[len(study.differences)].id
    return os.path.relpath(study.folder / "scenarios" / f"{name}.yaml") if study.folder else name


def reproduction(study):
    """The command that reproduces the results, and the versions they depend on."""
    versions, request = versions_used(), study.request
    arguments = list(request.command)
    if not arguments or arguments[0] == "results":
        arguments = [request.verb, *(scenario.id for scenario in study.scenarios)]
    command = command_line(*arguments)
    options = f"--seed {request.seed} --reps {request.reps}"
    return {
        "command": command,
        "rules": f"{command} --rules nash,median",
        "story": f"{PROGRAM} story {shlex.quote(_scenario_path(study))} {options}",
        "id": request.id(),
        "seed": request.seed,
        "worlds": study.worlds,
        "reps": request.reps,
        "version": __version__,
        "source": versions["source"][:12],
        "numpy": versions["numpy"],
    }


# -------------------------------------------------------------------------------------------------
# the medoid world
def medoid_world(study):
    """{"title", "world", "story": Story, "ending", "of"} of the medoid world of the commonest
    outcome."""
    number = len(study.differences)  # the last scenario compared, else the first
    scenario, worlds = study.scenarios[number], study.block_results[number].worlds
    commonest = int(np.bincount(worlds["outcome"]).argmax())
    world = story.medoid_world(worlds, worlds["outcome"] == commonest)
    narrator = Narrator(scenario)
    events, outcome, part = story.simulate_story(
        scenario, world, study.request.seed, study.request.reps
    )
    return {
        "title": scenario.form.title,
        "world": world,
        "story": narrator.story(events, outcome, part),
        "ending": narrator.ending(outcome, part),
        "of": f"{int(np.sum(worlds['outcome'] == commonest)):,} of {study.worlds:,}",
    }


# -------------------------------------------------------------------------------------------------
# assumptions
def assumptions(study):
    """{"uncertain", "parameters": rows, "grades": counts, "sources", "metrics": [(key, text)]} of
    the base, without parameters left to the model."""
    scenario = study.scenarios[0]
    parameters = {
        path: parameter
        for path, parameter in scenario.parameters.items()
        if parameter.value == parameter.value
    }
    grades = Counter(parameter.grade for parameter in parameters.values())
    metrics = (metric for _, metric in names.metrics(scenario))
    return {
        "uncertain": list(_uncertain(study, scenario)),
        "grades": [(grade, about, grades[grade]) for grade, about in GRADES.items()],
        "parameters": [
            _parameter_row(scenario, path, parameter) for path, parameter in parameters.items()
        ],
        "sources": list(scenario.form.sources.items()),
        "metrics": [(metric.label, f"{metric.meaning} ({metric.unit})") for metric in metrics],
    }


def _uncertain(study, scenario):
    """Each uncertain parameter with prior, parameter range, and whether its draws are posterior."""
    posterior, request = posterior_draws_of(scenario), study.request
    table = design_of_worlds(
        scenario, study.worlds, request.seed, request.reps, cells=request.cases.cells
    )
    for path, parameter in scenario.factors.items():
        low, high = np.quantile(table.columns[path], [0.1, 0.9])
        fitted = bool(posterior) and posterior.priors.get(path) == parameter.prior_text
        standing = "posterior" if fitted else "prior"
        used = f"{formats.decimal(low)} to {formats.decimal(high)}"
        yield {**_parameter_row(scenario, path, parameter), "used": used, "standing": standing}


def _parameter_row(scenario, path, parameter):
    meta = parameter.meta
    return {
        "name": scenario.name_of(path),
        "meaning": meta["meaning"],
        "unit": meta["unit"],
        "value": diff.value_text(parameter),
        "grade": parameter.grade,
        "source": parameter.source,
    }
