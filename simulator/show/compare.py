"""Scenarios against a base: what moved, by how much, how sure, and what did not."""

from rich.text import Text

from simulator.scenario.catalogue import differences, in_words
from simulator.show import headline, page, rivals, words

CHANGE = ("change", "by draw", "95%")


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
    page.block(out, headline.in_short(base, change, worlds))
    names, digests = (base.id, other.id), [study.digests[one.id] for one in (base, other)]
    page.block(out, _endings(base, other, digests, change, worlds))
    made = page.table(f"What happens, of {worlds:,} worlds", *names, *CHANGE)
    _rows(made, page.events(base), digests, change, worlds)
    page.block(out, made)
    made = page.table("How much, mean of worlds", *names, *CHANGE)
    _rows(made, page.amounts(base), digests, change, worlds)
    page.block(out, made)
    still = headline.still(base, change)
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
    if any(not one["ranked"] for _, one in headline.labelled(base, change)):
        said.append("? its direction depends on what is not known: it is the other way round in over a fifth of draws.")
    if any(one.get("standing") == "assumed" for one in change["metrics"].values()):
        said.append("† set by the scenario itself, no finding.")
    if any(found["metrics"]["end_of_story"]["share"] for found in digests):
        said.append("Collapse and held victory end a world's story; its amounts are of the weeks until then.")
    return Text(" ".join(said), style="dim")


def _inputs(out, base, other):
    """What the other scenario does differently, in a line each."""
    lines = [in_words(*row) for row in differences(base, other)]
    shown = lines[:8] + ([f"and {len(lines) - 8} more"] if len(lines) > 8 else [])
    for i, line in enumerate(shown or ["nothing"]):
        out.print(Text(("Differs in: " if i == 0 else " " * 12) + line, style="dim"))
    out.print()
