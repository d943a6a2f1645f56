"""Results as one would put them in a memo: plain tables for the terminal."""

import shlex
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from simulator.analysis.compare import reported
from simulator.scenario.calendar import monday_of, week_of
from simulator.scenario.catalogue import differences
from simulator.show import words

WIDTH = 80  # columns when piped
FEW = 20  # worlds below which little can be said
HEADLINE = 4  # movements named in the headline
FIRST = (
    "package_signed", "deal_broke", "core_concession", "major_concession", "softening", "reversion",
    "truce_in_force", "truce_void", "attending", "with_radicals", "measures_enacted", "zone_of_agreement",
    "civilians_killed", "besieged", "fighters_killed", "government_gain",
)  # fmt: skip
LAST = ("sorties", "ceiling_bound")


def console(stderr=False):
    """A console as wide as the terminal, 80 columns when piped; colour for people only, and never with NO_COLOR."""
    made = Console(stderr=stderr, highlight=False)
    return made if made.is_terminal else Console(stderr=stderr, highlight=False, width=WIDTH, no_color=True)


@contextmanager
def progress(total):
    """A bar on stderr; yields a function to call with the worlds done."""
    columns = TextColumn("worlds"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task("worlds", total=total)
        yield lambda worlds: bar.advance(task, worlds)


def show(out, study):
    """A whole study: each scenario for itself, or the others against the base."""
    if study.differences:
        for other in study.scenarios[1:]:
            _comparison(out, study, other)
    else:
        for one in study.scenarios:
            _alone(out, study, one)
    _ended(out, study)
    _terms(out, study)
    _blockers(out, study)
    _warning(out, study)


def close(notes, study):
    """Where the results are, and what to do next."""
    said = list(study.command)
    for flag in {"-n", "--worlds"} & set(said):
        del said[said.index(flag) : said.index(flag) + 2]
    more = f"python run.py {shlex.join(said)} -n {study.worlds * 5}"
    if not study.differences:
        more = f"python run.py compare {study.scenarios[0].id} OTHER"
    notes.print(f"Kept in {study.folder}. Next: {more}", style="dim")


def _alone(out, study, one):
    found, worlds = study.digests[one.id], study.worlds
    _heading(out, study, one, one.form.title)
    table = _table(f"How the war ends, of {worlds:,} worlds", "worlds", "95% interval", "")
    for kind, share, part in _kinds(one, found):
        style = "dim" if part else ""
        bar = "" if part else words.bar(share["share"])
        cells = (("  " if part else "") + kind.label, words.of(share["share"], worlds), words.interval(share, worlds))
        table.add_row(*(Text(cell, style=style) for cell in cells), Text(bar, style="cyan"))
    _block(out, table)
    table = _table("What lies behind", "middle world", "10-90% of worlds")
    for name, measure in _measures(one):
        metric = found["metrics"][name]
        table.add_row(_name(measure), _middle(metric, measure, worlds), _spread(metric, measure))
    _block(out, table)


def _comparison(out, study, other):
    base, change, worlds = study.scenarios[0], study.differences[other.id], study.worlds
    _heading(out, study, other, other.form.why or other.form.title)
    _inputs(out, base, other)
    _block(out, _headline(base, change, worlds))
    names = base.id, other.id
    table = _table(f"How the war ends, of {worlds:,} worlds", *names, "change, 95%")
    there = {kind.id: share for kind, share, _ in _kinds(other, study.digests[other.id])}
    for kind, share, part in _kinds(base, study.digests[base.id]):
        after = there.get(kind.id, {"share": 0.0})
        cells = ("  " if part else "") + kind.label, words.of(share["share"], worlds), words.of(after["share"], worlds)
        shown = Text("") if part else words.worlds_changed(change["classes"][kind.id], worlds)
        table.add_row(*(Text(cell, style="dim" if part else "") for cell in cells), shown)
    _block(out, table)
    table = _table("What lies behind, mean of worlds", *names, "change, 95%")
    for name, measure in _measures(base):
        if name in change["metrics"]:
            means = [_mean(study.digests[s]["metrics"][name], measure, worlds) for s in names]
            table.add_row(_name(measure), *means, words.changed(change["metrics"][name], worlds))
    _block(out, table)
    still = [label for label, one in _labelled(base, change) if not one["moved"]]
    _block(out, Text.assemble(("Did not move, or by too little to matter: ", "bold"), "; ".join(still) + "." if still else "nothing."))


def _headline(base, change, worlds):
    """What changed most, in a sentence or two; what the scenario itself sets is left out."""
    kinds = [(kind.label, change["classes"][kind.id]) for kind in base.form.classes]
    amounts = [(measure.label, change["metrics"].get(name)) for name, measure in _measures(base) if name not in LAST]
    classes = [_sentence(label, one, worlds) for label, one in kinds if one["moved"]]
    moved = sorted((pair for pair in amounts if pair[1] and pair[1]["moved"]), key=lambda pair: -abs(pair[1]["effect"]))[:HEADLINE]
    told = "; ".join(classes) if classes else "no ending becomes likelier or less likely beyond chance"
    behind = "; ".join(_sentence(label, one, worlds) for label, one in moved)
    headline = Text.assemble(("In short: ", "bold"), told, ".")
    return headline.append_text(Text.assemble((" What moves most: ", "bold"), behind, ".")) if behind else headline


def _sentence(label, change, worlds):
    of_worlds = change.get("unit", "share of worlds") == "share of worlds"
    by = change["change"] * worlds if of_worlds else change["change"]
    digits = 0 if of_worlds or abs(by) >= 100 else 1
    unit = "worlds" if of_worlds else change["unit"].replace("%", "points")
    return f"{label} {words.sign(f'{by:+,.{digits}f}')} {unit}"


def _labelled(base, change):
    """(label, change) of every class and every measure shown."""
    yield from ((kind.label, change["classes"][kind.id]) for kind in base.form.classes)
    yield from ((measure.label, change["metrics"][name]) for name, measure in _measures(base) if name in change["metrics"])


def _heading(out, study, one, title):
    start = one.form.start
    end = monday_of(week_of(start) + one.form.weeks)
    out.print()
    out.print(Text(title, style="bold"))
    facts = f"{study.worlds:,} worlds, {start.day} {start:%B %Y} to {end.day} {end:%B %Y}, seed {study.seed}"
    shared = "; the same draws and luck in every scenario" if len(study.scenarios) > 1 else ""
    out.print(Text(facts + shared, style="dim"))


def _inputs(out, base, other):
    """What the other scenario does differently, in a line each."""
    lines = [f"{key} {before or ''} to {after or 'nothing'}".replace("  ", " ") for key, before, after in differences(base, other)]
    shown = lines[:8] + ([f"and {len(lines) - 8} more"] if len(lines) > 8 else [])
    for i, line in enumerate(shown or ["nothing"]):
        out.print(Text(("Differs in: " if i == 0 else " " * 12) + line, style="dim"))
    out.print()


def _ended(out, study):
    """Amounts are of the weeks a story lasts; said where some stories end early."""
    if any(found["metrics"]["end_of_story"]["share"] for found in study.digests.values()):
        _block(out, Text("Collapse and held victory end a world's story; its amounts are of the weeks until then.", style="dim"))


def _terms(out, study):
    """The middle terms of the packages signed, with the nearest anchor in words."""
    signed = [found["metrics"]["package_signed"]["share"] * study.worlds for found in study.digests.values()]
    if min(signed) < FEW:
        return
    ids, first = list(study.digests), study.scenarios[0]
    table = _table("Terms signed, 0 to 100", *ids)
    table.add_column("nearest to" if len(ids) == 1 else f"nearest to, {ids[0]}")
    for issue, one in first.form.issues.items():
        if one.kind == "package":
            terms = [found["metrics"][f"deal.{issue}"]["median"] for found in study.digests.values()]
            near = min(one.anchors, key=lambda at: abs(at - terms[0]))
            table.add_row(one.label, *(f"{term:.0f}" for term in terms), Text(f"{near}: {one.anchors[near]}", style="dim"))
    _block(out, table)


def _blockers(out, study):
    """Who refuses the packages that are tabled, and how much value they lack."""
    table = _table("Who said no, of 100 packages tabled", *study.digests)
    rows = [{row["party"]: row for row in found["blockers"]} for found in study.digests.values()]
    for party, first in rows[0].items():
        cells = [f"{100 * row[party]['share']:.0f}, lacking {row[party]['shortfall']:.2f}" if row[party]["share"] else "0" for row in rows]
        table.add_row(f"{first['label']} ({first['role']})", *cells)
    _block(out, table)


def _warning(out, study):
    """A class seen in few worlds is said to be so."""
    shares = {kind.label: max(_share_of(found, kind.id) for found in study.digests.values()) for kind in study.scenarios[0].form.classes}
    few = {label: share for label, share in shares.items() if 0.0 < share * study.worlds < FEW <= study.worlds}
    if few:
        needed = -(-round(FEW / min(few.values())) // 1000) * 1000
        text = f"Seen in fewer than {FEW} worlds, so little can be said of: {'; '.join(few)}. Enough would be -n {needed}."
        _block(out, Text(text, style="yellow"))


def _share_of(found, kind):
    return found["outcomes"].get(kind, {"share": 0.0})["share"]


def _block(out, shown):
    """One thing and an empty line."""
    out.print(shown)
    out.print()


def _table(title, *columns):
    """A table without lines; ids of scenarios stand on two lines, so that labels keep their room."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column(title, overflow="fold")
    for column in columns:
        table.add_column(words.folded(column), justify="right" if column else "left", no_wrap=True)
    return table


def _kinds(one, found):
    """(class or part, its share, whether it is a part), in the order of the scenario."""
    for kind in one.form.classes:
        yield kind, found["outcomes"][kind.id], False
        yield from ((part, found["parts"][part.id], True) for part in kind.parts)


def _measures(one):
    """Measures with a label, the ones that matter most first."""
    found = {name: measure for name, measure in reported(one).items() if measure.label and measure.report != "among"}
    first = [name for name in FIRST if name in found]
    rest = [name for name in found if name not in FIRST and name not in LAST]
    return [(name, found[name]) for name in (*first, *rest, *(n for n in LAST if n in found))]


def _name(measure):
    unit = "worlds" if measure.report in ("ever", "first") else measure.unit
    return Text.assemble(measure.label, (f", {unit}" if unit not in measure.label else "", "dim"))


def _middle(metric, measure, worlds):
    return words.of(metric["share"], worlds) if measure.report in ("ever", "first") else words.amount(metric["median"], metric["p90"])


def _mean(metric, measure, worlds):
    return words.of(metric["share"], worlds) if measure.report in ("ever", "first") else words.amount(metric["mean"], metric["p90"])


def _spread(metric, measure):
    if measure.report == "ever":
        return ""
    if measure.report == "first":
        if not metric["share"] or metric["p10"] is None:
            return ""
        return f"after {metric['p10']:.0f} weeks or " + ("more" if metric["p90"] is None else f"up to {metric['p90']:.0f}")
    return f"{words.amount(metric['p10'], metric['p90'])} to {words.amount(metric['p90'], metric['p90'])}"
