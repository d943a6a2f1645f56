"""What hangs on the bargaining rule: outcomes, or what a scenario changes, under each rule side by
side."""

from rich.text import Text

from simulator.analysis.compare import is_share
from simulator.model.metrics import with_role
from simulator.rules.bargaining import SENTENCES
from simulator.show import page, words

RISES, FALLS = "rises", "falls"
TURNS = "turns with the rule"


def levels(out, study, one):
    """A scenario under its own rule and under each other: how often, how much."""
    if not study.rules:
        return
    own = one.form.talks.rule
    names = [own, *(rule for rule in study.rules if rule != own)]
    found = {own: study.digests[one.id]} | {
        rule: told.scenarios[one.id] for rule, told in study.rules.items() if rule != own
    }
    moves = {rule: told.from_own[one.id] for rule, told in study.rules.items() if rule != own}
    made = page.table(
        f"What hangs on the rule, of {study.worlds:,} worlds", f"{own}_(its own)", *names[1:]
    )
    for name, label, kind, _ in rows(one, list(moves.values()), study.worlds):
        cells = [level(found[rule], kind, name, study.worlds) for rule in names]
        marks = [
            "",
            *("bold" if moves[rule].row((kind, name)).moved else "dim" for rule in names[1:]),
        ]
        made.add_row(
            label, *(Text(cell, style=style) for cell, style in zip(cells, marks, strict=True))
        )
    page.block(out, made)
    page.block(
        out,
        Text(
            f"{_told(names)} Bold where worlds differ from those under {own} beyond chance.",
            style="dim",
        ),
    )


def changes(out, study):
    """What each other scenario changes of the base, under each rule: whether signs hold."""
    if not study.rules:
        return
    base, shown = study.scenarios[0], []
    for other in study.scenarios[1:]:
        under = by_rule(study, other)
        made, kept, verdicts = page.table("Change under each rule", *under, ""), [], {}
        for name, label, kind, scale in rows(base, list(under.values()), study.worlds):
            kept.append([change.row((kind, name)) for change in under.values()])
            verdicts[label.plain.partition(",")[0]] = said = verdict(kept[-1])
            made.add_row(
                label, *(_change(entry, scale) for entry in kept[-1]), Text(said, style="dim")
            )
        page.block(out, _headline(verdicts, other.id if len(study.scenarios) > 2 else ""))
        page.block(out, made)
        shown += kept
    page.block(
        out, Text(" ".join([_start(study, base), _told(list(under)), _legend(shown)]), style="dim")
    )


def by_rule(study, other):
    """{RULE: what another scenario changes of the base under it}, first under the rule that both
    draft by, or each by its own."""
    rules = study.scenarios[0].form.talks.rule, other.form.talks.rule
    own = rules[0] if rules[0] == rules[1] else "each its own"
    return {own: study.differences[other.id]} | {
        rule: told.differences[other.id] for rule, told in study.rules.items()
    }


def rows(one, changes, worlds):
    """(name, label, kind, scale) of the classes that move under any rule, and of the main
    measures."""
    known = dict(page.measures(one))
    for kind in one.form.classes:
        if any(kind.id in each.outcomes and each.outcomes[kind.id].moved for each in changes):
            yield kind.id, Text(kind.label), "outcomes", worlds
    for name in (
        name
        for name in with_role("rule")
        if name in known and all(name in change.metrics for change in changes)
    ):
        of_worlds = is_share(known[name])
        yield (
            name,
            Text(known[name].label) if of_worlds else page.name_of(known[name]),
            "metrics",
            worlds if of_worlds else 1,
        )


def level(found, kind, name, worlds):
    """A number under one rule, in worlds or as an amount."""
    entry = found.row((kind, name))
    return words.of(entry.value, worlds) if entry.is_share else words.amount(entry.value, entry.p90)


def _change(entry, scale):
    """A change in a cell, with a question mark where its direction hangs on what is not known."""
    by = words.changed(entry, scale)[0]
    return by if entry.ranked or not entry.moved else Text.assemble(by, " ?")


def verdict(entries):
    """Whether a change keeps its sign from rule to rule, in a few words."""
    clear = [entry for entry in entries if entry.moved and entry.ranked]
    ways = {RISES if entry.value > 0 else FALLS for entry in clear}
    if len(ways) == 2:
        return TURNS
    if not clear:
        return "no clear change"
    return (
        f"{ways.pop()} under"
        f" {'every rule' if len(clear) == len(entries) else f'{len(clear)} of {len(entries)}'}"
    )


def _headline(verdicts, name):
    """Which way holds under every rule, and what hangs on the rule."""
    turns, whole = [label for label, said in verdicts.items() if said == TURNS], " under every rule"
    told = Text.assemble(
        (f"What hangs on the bargaining rule{f', {name}' if name else ''}: ", "bold")
    )
    told.append(f"which way goes {', '.join(turns)}." if turns else "no direction of change.")
    firm = [
        f"{label} {said.removesuffix(whole)}"
        for label, said in verdicts.items()
        if said.endswith(whole)
    ]
    some = [f"{label} ({said})" for label, said in verdicts.items() if " of " in said]
    for title, said in (("Under every rule", firm), ("Clear under some only", some)):
        if said:
            told.append_text(Text.assemble((f" {title}: ", "bold"), "; ".join(said), "."))
    return told


def _start(study, base):
    """How often a package is signed under the base, by rule: what the changes are changes of."""
    if "package_signed" not in study.digests[base.id].metrics:
        return ""
    found = {base.form.talks.rule: study.digests[base.id]}
    found |= {rule: told.scenarios[base.id] for rule, told in study.rules.items()}
    signed = [
        f"{words.of(one.metrics['package_signed'].value, study.worlds)} ({rule})"
        for rule, one in found.items()
    ]
    return f"Of {study.worlds:,} worlds of {base.id}, so many sign: {', '.join(signed)}."


def _told(names):
    """What each rule is, in a clause."""
    return " ".join(
        f"{name}: {SENTENCES[name]}.".replace("capability", "bargaining weight")
        for name in names
        if name in SENTENCES
    )


def _legend(rows):
    """What the marks mean, of those that are there."""
    asked = any(entry.moved and not entry.ranked for row in rows for entry in row)
    return "Bold: beyond chance." + (
        " ? its direction depends on what is not known." if asked else ""
    )
