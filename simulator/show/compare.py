"""Scenarios against a base: what moved, by how much, how sure, and what did not."""

from rich.text import Text

from simulator.scenario.catalogue import differences
from simulator.show import page, rivals, words

CHANGE = ("change", "by draw", "95%")
HEADLINE = 4  # movements named in the headline


def show(out, study):
    """Every other scenario against the base."""
    for other in study.scenarios[1:]:
        _comparison(out, study, other)
    rivals.changes(out, study)
    page.terms(out, study)
    page.blockers(out, study)
    page.few(out, study)
    page.beyond(out, study)


def _comparison(out, study, other):
    base, change, worlds = study.scenarios[0], study.differences[other.id], study.worlds
    page.heading(out, study, other, other.form.why or other.form.title)
    if other.form.look and other.form.look != base.form.look:
        out.print(Text(f"Look at: {other.form.look}", style="dim"))
    _inputs(out, base, other)
    page.block(out, _headline(base, change, worlds))
    names, digests = (base.id, other.id), [study.digests[one.id] for one in (base, other)]
    page.block(out, _endings(base, other, digests, change, worlds))
    made = page.table(f"What happens, of {worlds:,} worlds", *names, *CHANGE)
    _rows(made, page.events(base), digests, change, worlds)
    page.block(out, made)
    made = page.table("How much, mean of worlds", *names, *CHANGE)
    _rows(made, page.amounts(base), digests, change, worlds)
    page.block(out, made)
    still = [label for label, one in _labelled(base, change) if not one["moved"]]
    page.block(out, Text.assemble(("Did not move, or by too little to matter: ", "bold"), "; ".join(still) + "." if still else "nothing."))
    page.block(out, _legend(base, change, digests))


def _endings(base, other, digests, change, worlds):
    made = page.table(f"How the war ends, of {worlds:,} worlds", base.id, other.id, *CHANGE)
    there = {kind.id: share for kind, share, _ in page.kinds(other, digests[1])}
    for kind, share, part in page.kinds(base, digests[0]):
        after = there.get(kind.id, {"share": 0.0})
        cells = ("  " if part else "") + kind.label, words.of(share["share"], worlds), words.of(after["share"], worlds)
        moved = change["classes"].get(kind.id) if not part else None
        shown = words.changed(moved, worlds) if moved else ("", "", "")
        made.add_row(*(Text(cell, style="dim" if part else "") for cell in cells), *shown)
    return made


def _rows(made, measures, digests, change, worlds):
    """A row a measure: under the base, under the other, the change with its precision, and what it owes to what is not known."""
    for name, measure in measures:
        if name in change["metrics"]:
            moved = change["metrics"][name]
            scale = worlds if moved["unit"] == "share of worlds" else 1
            means = [_mean(found["metrics"][name], worlds) for found in digests]
            label = measure.label if scale > 1 else page.name_of(measure)
            label = Text.assemble(label, ("†", "dim")) if moved["standing"] == "assumed" else label
            made.add_row(label, *means, *words.changed(moved, scale))


def _mean(metric, worlds):
    return words.of(metric["share"], worlds) if "share" in metric else words.amount(metric["mean"], metric["p90"])


def _legend(base, change, digests):
    """What the marks mean, of those that are there."""
    said = ["By draw: where the change lies for 10 to 90% of draws of what is not known; one number where they do not differ beyond luck."]
    if any(not one["ranked"] for _, one in _labelled(base, change)):
        said.append("? its direction depends on what is not known: it is the other way round in over a fifth of draws.")
    if any(one.get("standing") == "assumed" for one in change["metrics"].values()):
        said.append("† set by the scenario itself, no finding.")
    if any(found["metrics"]["end_of_story"]["share"] for found in digests):
        said.append("Collapse and held victory end a world's story; its amounts are of the weeks until then.")
    return Text(" ".join(said), style="dim")


def _headline(base, change, worlds):
    """What changed most, in a sentence or two; what the scenario itself sets is left out."""
    named = [(kind.label, change["classes"][kind.id]) for kind in base.form.classes]
    amounts = [(measure.label, change["metrics"].get(name)) for name, measure in page.measures(base)]
    classes = [_sentence(label, one, worlds) for label, one in named if one["moved"] and one["ranked"]]
    found = [pair for pair in amounts if pair[1] and pair[1]["moved"] and pair[1]["standing"] == "found"]
    ranked = sorted((pair for pair in found if pair[1]["ranked"]), key=lambda pair: -abs(pair[1]["effect"]))[:HEADLINE]
    told = "; ".join(classes) if classes else "no ending becomes likelier or less likely beyond chance"
    behind = "; ".join(_sentence(label, one, worlds) for label, one in ranked)
    headline = Text.assemble(("In short: ", "bold"), told, ".")
    if behind:
        headline.append_text(Text.assemble((" What moves most, with what it is for 10 to 90% of draws: ", "bold"), behind, "."))
    unclear = [label for label, one in (*named, *found) if one["moved"] and not one["ranked"]]
    if unclear:
        headline.append_text(Text.assemble((" Which way hangs on what is not known: ", "bold"), "; ".join(unclear), "."))
    return headline


def _sentence(label, change, worlds):
    of_worlds = change.get("unit", "share of worlds") == "share of worlds"
    scale = worlds if of_worlds else 1
    digits = 0 if of_worlds or abs(change["change"]) >= 100 else 1
    unit = "worlds" if of_worlds else change["unit"].replace("%", "points")
    by, known = words.sign(f"{change['change'] * scale:+,.{digits}f}"), words.by_draw(change, scale).plain
    return f"{label} {by} {unit}" + (f" ({known})" if known else "")


def _labelled(base, change):
    """(label, change) of every class and every measure shown."""
    yield from ((kind.label, change["classes"][kind.id]) for kind in base.form.classes)
    yield from ((measure.label, change["metrics"][name]) for name, measure in page.measures(base) if name in change["metrics"])


def _inputs(out, base, other):
    """What the other scenario does differently, in a line each."""
    lines = [f"{key} {before or ''} to {after or 'nothing'}".replace("  ", " ") for key, before, after in differences(base, other)]
    shown = lines[:8] + ([f"and {len(lines) - 8} more"] if len(lines) > 8 else [])
    for i, line in enumerate(shown or ["nothing"]):
        out.print(Text(("Differs in: " if i == 0 else " " * 12) + line, style="dim"))
    out.print()
