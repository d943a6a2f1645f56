"""The model told from its own code and from a scenario, in the order of the ODD protocol
[Grimm2020].

Nothing of the model is written down here: rules, stages, chance, state, numbers and measures are
read where they stand, so what is added there is told here."""

import inspect
import json

import numpy as np
from rich.text import Text

import simulator
from simulator.model.actor import Actor
from simulator.model.check import check_expressions
from simulator.model.conflict import Conflict
from simulator.scenario.catalogue import beyond_record
from simulator.show.describe import concepts, parts
from simulator.show.describe import scenario as asked
from simulator.show.describe.blocks import Head
from simulator.show.describe.code import literature, told_rules, words_of
from simulator.show.describe.week import processes, told_stages, told_state

FORMS = ("text", "markdown", "json")
ORDER = {
    "purpose": ("Purpose and patterns", parts.purpose),
    "entities": ("Entities, state variables and scales", parts.entities_and_scales),
    "process": ("Process overview and scheduling", parts.process),
    "concepts": ("Design concepts", concepts.concepts),
    "initialisation": ("Initialisation", parts.initialisation),
    "input": ("Input data", parts.input_data),
    "submodels": ("Submodels", parts.submodels),
    "measures": ("Measures", parts.measures),
    "classes": ("Classes", parts.classes),
    "sources": ("Sources and grades", parts.sources),
    "units": ("Units", parts.units),
}


def described(resolved):
    """All there is to tell of the model under a scenario, as plain data by part."""
    check_expressions(resolved)
    conflict = Conflict(
        resolved, {}, np.arange(2), resolved.form.seed
    )  # never stepped: looked at as it starts
    try:
        return _facts(resolved, conflict)
    finally:
        conflict.close()


def _facts(resolved, conflict):
    form, whole, pages = resolved.form, asked.entry(resolved, resolved.form), told_rules()
    sections, kinds = asked.sections(form), asked.kinds(form)
    axes, state = told_state()
    beyond = [
        f"{lever} {value:g} (known: {low:g} to {high:g})"
        for lever, value, low, high in beyond_record(resolved)
    ]
    return {
        "scenario": resolved.id,
        "purpose": {**_purpose(form), "patterns": _patterns(resolved, pages)},
        "entities": {
            "kinds": [
                {"kind": kind, "about": about, "names": names}
                for kind, (about, names) in kinds.items()
            ],
            "scales": asked.scales(conflict),
            "axes": axes,
            "state": state,
        },
        "process": {
            "about": [words_of(part)[0] for part in (Conflict.step, Actor)],
            "stages": told_stages(conflict),
        },
        "concepts": {
            "chance": processes(),
            "not_known": _not_known(resolved),
            "collectives": _collectives(conflict),
        },
        "initialisation": (
            {name: part for name, part in whole["parts"].items() if name not in sections}
            | {name: whole["facts"][name] for name in ("borders", "ends")}
        ),
        "input": {
            "levers": asked.levers(resolved),
            "record_ends": whole["facts"]["record_ends"],
            "beyond": beyond,
        },
        "submodels": {
            "pages": pages,
            "parameters": {
                name: {"about": about, **whole["parts"][name]} for name, about in sections.items()
            },
            "literature": literature(),
        },
        "measures": asked.measures(resolved),
        "classes": asked.classes(form),
        "sources": {
            "count": len(resolved.numbers),
            "sources": asked.sources(resolved),
            "grades": asked.grades(resolved),
        },
        "units": {"units": asked.units(resolved), "shorthand": asked.shorthand()},
    }


def _purpose(form):
    return {
        "package": inspect.getdoc(simulator),
        "title": form.title,
        "why": form.why,
        "look": form.look,
    }


def _patterns(resolved, pages):
    """Each paragraph of the main source: pages and rules that show it, and how many numbers rest on
    it."""
    carry = [(f"{page['page']} (the page)", page["paragraphs"]) for page in pages]
    carry += [(one["rule"], one["paragraphs"]) for page in pages for one in page["rules"]]
    numbers = asked.by_paragraph(resolved)
    known = sorted({*numbers, *(number for _, cites in carry for number in cites)})
    return [
        {
            "paragraph": p,
            "rules": [name for name, cites in carry if p in cites],
            "numbers": numbers[p],
        }
        for p in known
    ]


def _not_known(resolved):
    return [asked.number(resolved, path) for path in resolved.factors]


def _collectives(conflict):
    """Who acts together: divided parties, factions, patrons of each side, holders outside the
    talks."""
    form, cast = conflict.form, conflict.cast
    label = [form.parties[name].label for name in cast.parties]
    found = [
        (f"{party.label}, divided", ", ".join(one.label for one in party.bureaus.values()))
        for party in form.parties.values()
        if party.bureaus
    ]
    found.append(
        (
            f"factions of {label[cast.opposition]}",
            ", ".join(one.label for one in form.factions.values()),
        )
    )
    radical = [one.label for one in form.factions.values() if one.radical]
    for client, side in ((cast.government, 1.0), (cast.opposition, -1.0)):
        found.append(
            (
                f"patrons of {label[client]}",
                ", ".join(label[a] for a in cast.patrons if cast.side[a] == side),
            )
        )
    found += [
        ("radicals", ", ".join(radical)),
        ("sponsors, who agree a text first", ", ".join(label[a] for a in cast.sponsors)),
    ]
    found.append(("further signers", ", ".join(label[a] for a in cast.must_sign)))
    found.append(("guarantors of truce and deal", ", ".join(label[a] for a in cast.guarantors)))
    found.append(
        (
            "holders outside the talks",
            ", ".join(one.label for one in form.holders.values() if not one.party),
        )
    )
    return [list(pair) for pair in found if pair[1]]


def blocks(facts, part):
    """What is read of one part."""
    return list(ORDER[part][1](facts))


def write(resolved, form, out, part=None):
    """Tell all, or one part: as text on a console, as Markdown or as JSON on standard output."""
    facts = described(resolved)
    chosen = [part] if part else list(ORDER)
    if form == "json":
        print(
            json.dumps(
                {"scenario": facts["scenario"], **{name: facts[name] for name in chosen}},
                indent=1,
                ensure_ascii=False,
            )
        )
    elif form == "markdown":
        print(markdown(facts, chosen))
    else:
        terminal(out, facts, chosen)


def markdown(facts, chosen=tuple(ORDER)):
    """Parts as a page of Markdown, with contents where there are several."""
    made = [f"# {_title(facts)}", _hint(facts)]
    if len(chosen) > 1:
        made.append(
            "\n".join(
                f"{i}. [{ORDER[name][0]}](#{_anchor(name)})" for i, name in enumerate(chosen, 1)
            )
        )
    for name in chosen:
        made += [f"## {ORDER[name][0]}", *(block.markdown() for block in blocks(facts, name))]
    return "\n\n".join(made)


def terminal(out, facts, chosen=tuple(ORDER)):
    """Parts on a console."""
    out.print(Text(_title(facts), style="bold"))
    out.print(Text(_hint(facts).replace("`", ""), style="dim"))
    for name in chosen:
        out.print()
        out.rule(ORDER[name][0].upper(), align="left", style="bold")
        after_head = False
        for block in blocks(facts, name):
            if not after_head:
                out.print()
            out.print(block.terminal(out.width))
            after_head = isinstance(block, Head)


def _title(facts):
    return f"The model, told from its own code, under {facts['scenario']}"


def _hint(facts):
    name = facts["scenario"]
    return (
        f"In the order of the ODD protocol (Grimm et al. 2020). One part alone: `describe {name}"
        f" --part measures`; the parts are {', '.join(ORDER)}. Where each number was written: `show"
        f" {name} --origin`."
    )


def _anchor(name):
    return "".join(
        letter
        for letter in ORDER[name][0].lower().replace(" ", "-")
        if letter.isalnum() or letter == "-"
    )
