"""Scenarios against a base: what moved, by how much, how sure, and what did not."""

from rich.text import Text

from simulator.analysis import history
from simulator.analysis.estimate import ASSUMED
from simulator.scenario.diff import differences, in_words
from simulator.show import headline, page, rivals, words

CHANGE = ("change", "by draw", "95%")
NARROW, WIDE = (
    76,
    116,
)  # columns of a terminal below which the 95% interval goes, and from which changes are drawn too
FLOWS = 3  # of the worlds that end otherwise, named


def show(out, study):
    """Every other scenario against the base."""
    for other in study.scenarios[1:]:
        _comparison(out, study, other)
    rivals.changes(out, study)
    page.note(out, page.ended(study))
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
    page.uncut(out, study, other)
    page.block(out, headline.in_short(base, change, worlds))
    names, digests = (base.id, other.id), [study.digests[one.id] for one in (base, other)]
    cells = _cells(out.width)
    page.block(out, _endings(base, other, digests, change, worlds, cells))
    page.block(out, _flows(study, other))
    for title, measures in (
        (f"What happens, of {worlds:,} worlds", page.events(base)),
        ("How much, mean of worlds", page.amounts(base)),
    ):
        made = page.table(title, *names, *cells)
        _rows(made, measures, digests, change, worlds, cells)
        page.block(out, made)
    still = headline.still(base, change)
    page.block(
        out,
        Text.assemble(
            ("Did not move, or by too little to matter: ", "bold"),
            "; ".join(still) + "." if still else "nothing.",
        ),
    )
    untold = headline.untold(base, change)
    if untold:
        page.block(
            out,
            Text.assemble(
                (f"Cannot be told from {worlds:,} worlds: ", "bold"), "; ".join(untold) + "."
            ),
        )
    page.block(out, _legend(base, change))


def _cells(width):
    """Columns of a change that there is room for; the last one, without a name, draws it."""
    return CHANGE[:2] if width < NARROW else (*CHANGE, "") if width >= WIDE else CHANGE


def _change(change, scale, cells, most):
    """A change in its cells, drawn in proportion to the largest of its kind where there is room."""
    drawn = Text(words.swing(change.value * scale, most), style="cyan" if change.moved else "dim")
    return (*words.changed(change, scale), drawn)[: len(cells)]


def _flows(study, other):
    """How many worlds end otherwise than under the base, and where most of them go."""
    base, at = study.scenarios[0], study.scenarios.index(other)
    labels = {kind.id: kind.label for one in (base, other) for kind in one.form.classes}
    rows = [
        row
        for row in history.flows(base, other, study.found[0].worlds, study.found[at].worlds)
        if row[0] != row[1]
    ]
    moved = sum(count for *_, count in rows)
    text = (
        f"World by world, {study.worlds - moved:,} of {study.worlds:,} end in the same class under"
        " both"
    )
    named = "; ".join(f"{count:,} from {labels[a]} to {labels[b]}" for a, b, count in rows[:FLOWS])
    rest = (
        f"; {moved - sum(count for *_, count in rows[:FLOWS]):,} otherwise"
        if len(rows) > FLOWS
        else ""
    )
    return Text(f"{text}. Of the rest: {named}{rest}." if rows else f"{text}.")


def _endings(base, other, digests, change, worlds, cells):
    made = page.table(f"How the war ends, of {worlds:,} worlds", base.id, other.id, *cells)
    most = max((abs(one.value) for one in change.outcomes.values()), default=0.0) * worlds
    for kind, part in page.all_kinds([base, other]):
        shares = [page.share_of(found, kind.id) for found in digests]
        told = (
            ("  " if part else "") + kind.label,
            *(words.of(share, worlds) if share is not None else "–" for share in shares),
        )
        moved = change.outcomes.get(kind.id) if not part else None
        shown = _change(moved, worlds, cells, most) if moved else ("",) * len(cells)
        made.add_row(*(Text(cell, style="dim" if part else "") for cell in told), *shown)
    return made


def _rows(made, measures, digests, change, worlds, cells):
    """A row a measure: under the base, under the other, the change with its precision, and what it
    owes to what is not known."""
    shares = [abs(one.value) for one in change.metrics.values() if one.is_share]
    for name, measure in measures:
        if name in change.metrics:
            moved = change.metrics[name]
            of_worlds = moved.is_share
            scale = worlds if of_worlds else 1
            means = [_mean(found.metrics[name], worlds) for found in digests]
            label = measure.label if of_worlds else page.name_of(measure)
            label = Text.assemble(label, ("†", "dim")) if moved.standing == ASSUMED else label
            most = (
                max(shares) * worlds
                if of_worlds
                else max(abs(end) for end in (moved.low, moved.high, moved.value))
            )
            made.add_row(label, *means, *_change(moved, scale, cells, most))


def _mean(metric, worlds):
    return (
        words.of(metric.value, worlds)
        if metric.is_share
        else words.amount(metric.value, metric.p90)
    )


def _legend(base, change):
    """What the marks mean, of those that are there."""
    said = [
        "Bold: a change that holds at a false discovery rate of 5% over all rows.",
        (
            "By draw: where the change lies for 10 to 90% of draws of what is not known; one number"
            " where they do not differ beyond luck."
        ),
    ]
    if any(not one.ranked for _, one in headline.labelled(base, change)):
        said.append(
            "? its direction depends on what is not known: it is the other way round in over a"
            " fifth of draws."
        )
    if any(one.standing == ASSUMED for one in change.metrics.values()):
        said.append("† set by the scenario itself, no finding.")
    return Text(" ".join(said), style="dim")


def _inputs(out, base, other):
    """What the other scenario does differently, in a line each."""
    lines = [in_words(*row) for row in differences(base, other)]
    shown = lines[:8] + ([f"and {len(lines) - 8} more"] if len(lines) > 8 else [])
    for i, line in enumerate(shown or ["nothing"]):
        out.print(Text(("Differs in: " if i == 0 else " " * 12) + line, style="dim"))
    out.print()
