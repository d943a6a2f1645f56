"""The model told from its own code and from a scenario, in the order of the ODD protocol
[Grimm2020].

Nothing of the model is written down here: rules, stages, chance, state, numbers and measures are
taken from where they are registered, so what is added there is told here. One template lays it out
as Markdown, and the terminal shows that."""

import inspect
import json

import numpy as np

import simulator
from simulator.model.actor import Actor
from simulator.model.conflict import Conflict
from simulator.model.expression_checks import check_expressions
from simulator.model.state import AXES, FIELDS
from simulator.report.describe import scenario as asked
from simulator.report.describe.code import (
    literature,
    processes,
    rule_descriptions,
    stage_descriptions,
)
from simulator.report.describe.docstrings import words_of
from simulator.report.describe.render import ORDER, Page, markdown

FORMS = ("text", "markdown", "json")


def described(resolved):
    """All there is to tell of the model under a scenario, as plain data by part."""
    check_expressions(resolved)
    conflict = Conflict(resolved, {}, np.arange(2), resolved.form.seed)  # looked at, never stepped
    try:
        return _facts(resolved, conflict)
    finally:
        conflict.close()


def _facts(resolved, conflict):
    form, whole, pages = resolved.form, asked.entry(resolved, resolved.form), rule_descriptions()
    sections, parts, facts = asked.sections(form), whole["parts"], whole["facts"]
    texts = {key: getattr(form, key) for key in ("title", "question", "answer", "look")}
    starts = {name: part for name, part in parts.items() if name not in sections}
    return {
        "scenario": resolved.id,
        "purpose": {
            "package": inspect.getdoc(simulator),
            **texts,
            "patterns": list(_patterns(resolved, pages)),
        },
        "entities": {
            "kinds": asked.kinds(form),
            "scales": asked.scales(conflict),
            "axes": ", ".join(f"{letter} {what}" for letter, what in AXES.items()),
            "state": [_array(one) for one in FIELDS.values()],
        },
        "process": {
            "about": [words_of(part)[0] for part in (Conflict.step, Actor)],
            "stages": stage_descriptions(conflict),
        },
        "concepts": {
            "chance": processes(),
            "not_known": [asked.number(resolved, path) for path in resolved.factors],
            "collectives": _collectives(form, conflict.index),
        },
        "initialisation": starts | {name: facts[name] for name in ("borders", "ends")},
        "input": {
            "levers": asked.levers(resolved),
            "record_ends": facts["record_ends"],
            "beyond": asked.beyond(resolved),
        },
        "submodels": {
            "pages": pages,
            "parameters": {
                name: {"about": about, **parts[name]} for name, about in sections.items()
            },
            "literature": literature(),
        },
        "measures": asked.measures(resolved),
        "outcomes": asked.outcomes(form),
        "sources": {
            "count": len(resolved.numbers),
            "sources": asked.sources(resolved),
            "grades": asked.grades(resolved),
        },
        "units": {"units": asked.units(resolved), "shorthand": asked.shorthand()},
    }


def _array(one):
    """An array of the state as it is declared."""
    told = {"names": [one.name], "axes": ", ".join(one.axes)}
    return told | {"meaning": f"{one.unit}: {one.meaning}", "group": one.group}


def _patterns(resolved, pages):
    """Each paragraph of the main source: pages and rules that show it, and how many numbers rest on
    it."""
    carry = [(f"{page['page']} (the page)", page["paragraphs"]) for page in pages]
    carry += [(one["rule"], one["paragraphs"]) for page in pages for one in page["rules"]]
    numbers = asked.by_paragraph(resolved)
    for p in sorted({*numbers, *(number for _, cites in carry for number in cites)}):
        showing = [name for name, cites in carry if p in cites]
        yield {"paragraph": p, "rules": showing, "numbers": numbers[p]}


def _collectives(form, index):
    """Who acts together: divided parties, factions, patrons of each side, holders outside the
    talks."""
    label = [form.parties[name].label for name in index.parties]
    divided = {f"{one.label}, divided": one.bureaus.values() for one in form.parties.values()}
    factions, holders = form.factions.values(), form.holders.values()
    found = {name: [one.label for one in bureaus] for name, bureaus in divided.items()}
    found[f"factions of {label[index.opposition]}"] = [one.label for one in factions]
    for client, side in ((index.government, 1.0), (index.opposition, -1.0)):
        patrons = [label[a] for a in index.patrons if index.side[a] == side]
        found[f"patrons of {label[client]}"] = patrons
    found["radicals"] = [one.label for one in factions if one.radical]
    found["sponsors, who agree a text first"] = [label[a] for a in index.sponsors]
    found["further signers"] = [label[a] for a in index.must_sign]
    found["guarantors of truce and deal"] = [label[a] for a in index.guarantors]
    found["holders outside the talks"] = [one.label for one in holders if not one.party]
    return [[name, ", ".join(members)] for name, members in found.items() if members]


def write(resolved, form, out, part=None):
    """Tell all, or one part: as text on a console, as Markdown or as JSON on standard output."""
    facts = described(resolved)
    chosen = [part] if part else list(ORDER)
    if form == "json":
        told = {"scenario": facts["scenario"], **{name: facts[name] for name in chosen}}
        print(json.dumps(told, indent=1, ensure_ascii=False))
    elif form == "markdown":
        print(markdown(facts, chosen))
    else:
        out.print(Page(markdown(facts, chosen)))
