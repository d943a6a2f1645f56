"""Description of the model under a scenario, in the order of the ODD protocol [Grimm2020].

Rules, stages, random processes, state, parameters and metrics are read from where they are
registered, so the description follows the code. A template renders it as Markdown, which the
terminal shows."""

import inspect
import json

import numpy as np

import simulator
from simulator.model.actor import Actor
from simulator.model.conflict import Conflict
from simulator.model.expression_checks import check_expressions
from simulator.model.state import AXES, FIELDS
from simulator.report.describe import html
from simulator.report.describe import scenario as scenario_facts
from simulator.report.describe.code import (
    literature,
    random_processes,
    rule_axes,
    rule_descriptions,
    stage_descriptions,
)
from simulator.report.describe.docstrings import parse_docstring
from simulator.report.describe.other_conflicts import without_article
from simulator.report.describe.render import ORDER, Page, markdown

FORMATS = ("text", "markdown", "html", "json")


def description(resolved):
    """The model under a scenario as plain data, by part."""
    check_expressions(resolved)
    conflict = Conflict(resolved, {}, np.arange(2), resolved.form.seed)  # never stepped
    try:
        facts = _parts(resolved, conflict)
    finally:
        conflict.close()
    return facts if "article" in resolved.form.sources else without_article(facts)


def _parts(resolved, conflict):
    form, modules = resolved.form, rule_descriptions()
    tree, sections = scenario_facts.section_tree(resolved, form), scenario_facts.sections(form)
    parts, facts = tree["parts"], tree["facts"]
    texts = {key: getattr(form, key) for key in ("title", "question", "answer", "look")}
    starts = {name: section for name, section in parts.items() if name not in sections}
    return {
        "scenario": resolved.id,
        "purpose": {
            "package": inspect.getdoc(simulator),
            **texts,
            "answer_label": scenario_facts.answer_label(resolved),
            "patterns": list(_patterns(resolved, modules)),
        },
        "entities": {
            "kinds": scenario_facts.entity_kinds(form),
            "scales": scenario_facts.scales(conflict),
            "axes": ", ".join(f"{letter} {meaning}" for letter, meaning in AXES.items()),
            "state": [_state_variable(variable) for variable in FIELDS.values()],
        },
        "process": {
            "about": [parse_docstring(documented)[0] for documented in (Conflict.step, Actor)],
            "stages": stage_descriptions(conflict),
        },
        "concepts": {
            "processes": random_processes(),
            "uncertain": [
                scenario_facts.parameter_row(resolved, path) for path in resolved.factors
            ],
            "collectives": _collectives(form, conflict.index),
        },
        "initialisation": starts | {name: facts[name] for name in ("borders", "ends")},
        "input": {
            "levers": scenario_facts.levers(resolved),
            "record_ends": facts["record_ends"],
            "beyond": scenario_facts.levers_beyond_record(resolved),
        },
        "submodels": {
            "axes": rule_axes(),
            "modules": modules,
            "parameters": {
                name: {"about": about, **parts[name]} for name, about in sections.items()
            },
            "literature": literature(),
        },
        "metrics": scenario_facts.metrics(resolved),
        "outcomes": scenario_facts.outcomes(form),
        "sources": {
            "count": len(resolved.parameters),
            "sources": scenario_facts.sources(resolved),
            "grades": scenario_facts.grades(resolved),
        },
        "units": {
            "units": scenario_facts.units(resolved),
            "shorthand": scenario_facts.shorthand(),
        },
    }


def _state_variable(variable):
    """A state array as declared."""
    row = {"names": [variable.name], "axes": ", ".join(variable.axes)}
    return row | {"meaning": f"{variable.unit}: {variable.meaning}", "group": variable.group}


def _patterns(resolved, modules):
    """Paragraphs of the main source with the modules and rules that cite each, and the count of
    parameters that rest on it."""
    citing = [(f"{module['module']} (the module)", module["paragraphs"]) for module in modules]
    citing += [(rule["rule"], rule["paragraphs"]) for module in modules for rule in module["rules"]]
    counts = scenario_facts.by_paragraph(resolved)
    for paragraph in sorted({*counts, *(number for _, numbers in citing for number in numbers)}):
        names = [name for name, numbers in citing if paragraph in numbers]
        yield {"paragraph": paragraph, "rules": names, "parameters": counts[paragraph]}


def _collectives(form, index):
    """Actors that act together: divided parties, factions, patrons of each side, holders outside
    the talks."""
    label = [form.parties[name].label for name in index.parties]
    factions, holders = form.factions.values(), form.holders.values()
    groups = {
        f"{party.label}, divided": [bureau.label for bureau in party.bureaus.values()]
        for party in form.parties.values()
    }
    for party, rows in index.factions_of.items():
        own = [form.factions[index.factions[f]].label for f in rows]
        groups[f"factions of {label[party]}"] = own
    for client in index.signers:
        patrons = [label[a] for a, _ in index.supporters_of(client)]
        groups[f"patrons of {label[client]}"] = patrons
    groups["radicals"] = [faction.label for faction in factions if faction.radical]
    groups["sponsors, who agree a text first"] = [label[a] for a in index.sponsors]
    groups["further signers"] = [label[a] for a in index.must_sign]
    groups["guarantors of truce and deal"] = [label[a] for a in index.guarantors]
    groups["holders outside the talks"] = [holder.label for holder in holders if not holder.party]
    return [[name, ", ".join(members)] for name, members in groups.items() if members]


def write(resolved, output_format, out, part=None):
    """Write all parts or one: as text on a console, else on standard output."""
    facts = description(resolved)
    chosen = [part] if part else list(ORDER)
    if output_format == "json":
        parts = {"scenario": facts["scenario"], **{name: facts[name] for name in chosen}}
        print(json.dumps(parts, indent=1, ensure_ascii=False))
    elif output_format == "markdown":
        print(markdown(facts, chosen))
    elif output_format == "html":
        print(html.page(facts, chosen))
    else:
        out.print(Page(markdown(facts, chosen)))
