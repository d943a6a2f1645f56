"""What all tables of a study share: heading, order and labels of rows, notes below."""

import math
import re

from rich.table import Table
from rich.text import Text

from simulator.analysis.compare import FEWEST, classes_of, is_share, reported
from simulator.analysis.sweep import moved
from simulator.model.metrics import RECENT, dated, with_role
from simulator.scenario.calendar import monday_of, week_of
from simulator.scenario.catalogue import beyond_record
from simulator.show import words

SMALL_WORDS = ("a", "the", "of", "by", "on")
FEW = 20  # worlds below which little can be said
DATED = dated() | {"end_of_story": "the story of a world ends"}
HARM = with_role("harm")  # with collapse, told before all else that moves
REPEATS = ("civilians_killed",)  # the total again, by week: in tables, not in sentences


def heading(out, study, one, title):
    """The question, and the facts of the run in a line."""
    out.print()
    out.print(Text(title, style="bold"))
    out.print(Text(facts(study, one), style="dim"))


def facts(study, one):
    """How many worlds, from when to when, with which seed."""
    start, draws, luck = (
        one.form.start,
        math.ceil(study.worlds / study.asked.reps),
        min(study.asked.reps, study.worlds),
    )
    end = monday_of(week_of(start) + one.form.weeks)
    told = (
        f"{study.worlds:,} {_many(study.worlds, 'world')} ({draws:,} {_many(draws, 'draw')} of what"
        f" is not known, {luck} of luck each), "
    )
    told += f"{start.day} {start:%B %Y} to {end.day} {end:%B %Y}, seed {study.asked.seed}"
    return told + (
        "; the same draws and luck in every scenario" if len(study.scenarios) > 1 else ""
    )


def _many(count, what):
    return what if count == 1 else f"{what}s"


def block(out, shown):
    """One thing and an empty line."""
    out.print(shown)
    out.print()


def note(out, text):
    """A remark below tables, and an empty line; nothing where there is none."""
    if text:
        block(out, Text(text, style="dim"))


def table(title, *columns):
    """A table without lines; ids of scenarios stand on two lines, so that labels keep their
    room."""
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    made.add_column(title, overflow="fold")
    for column in columns:
        made.add_column(words.folded(column), justify="right" if column else "left", no_wrap=True)
    return made


def kinds(one, found):
    """(class or part, its share, whether it is a part), in the order of the scenario."""
    for kind in one.form.classes:
        yield kind, found.outcomes[kind.id], False
        yield from ((part, found.parts[part.id], True) for part in kind.parts)


def all_kinds(scenarios):
    """(class or part, whether it is a part) of all that any of these scenarios has."""
    for kind in classes_of(scenarios).values():
        yield kind, False
        yield from ((part, True) for part in kind.parts)


def share_of(found, name):
    """Share of worlds of a class or part, or None where the scenario has none of that id."""
    told = found.estimate(name)
    return told and told.value


def measures(one):
    """(name, measure) of those with a label, danger first."""
    return [
        (name, measure)
        for name, measure in reported(one).items()
        if measure.label and measure.report != "among"
    ]


def findings(one):
    """(name, measure) of those that sentences tell of."""
    return [pair for pair in measures(one) if pair[0] not in REPEATS]


def collapse(one):
    """The first class that ends a world's story, or None: what is to be feared."""
    return next(
        (kind for kind in one.form.classes if any(condition.absorbing for condition in kind.when)),
        None,
    )


def events(one):
    """Measures that happen or not in a world."""
    return [pair for pair in measures(one) if is_share(pair[1])]


def amounts(one):
    """Measures that are an amount in every world."""
    return [pair for pair in measures(one) if not is_share(pair[1])]


def outcomes(one):
    """{("outcomes" or "metrics", name): (label, unit; None where it is a share of worlds)} of all
    that can be shown."""
    kinds = {("outcomes", kind.id): (kind.label, None) for kind in one.form.classes}
    units = {name: None if is_share(measure) else measure.unit for name, measure in measures(one)}
    return kinds | {
        ("metrics", name): (measure.label, units[name]) for name, measure in measures(one)
    }


def named_in(text, one):
    """("outcomes" or "metrics", name) of what a text names by its label, in any number or case:
    "packages signed"."""
    labels = outcomes(one)
    return [
        key for key in labels if _plain(labels[key][0]) in _plain(text) and key[1] not in REPEATS
    ]


def _plain(text):
    """A text as words of one form, those without meaning left out."""
    words_of = re.findall(r"[\w-]+", text.lower())
    return f" {' '.join(word.removesuffix('s') for word in words_of if word not in SMALL_WORDS)} "


def moving(study):
    """("outcomes" or "metrics", name) of what moves along a sweep: collapse and harm first, then
    what moves most."""
    one = study.scenarios[0]
    feared, labels = collapse(one), outcomes(one)
    dangers = [("outcomes", feared.id if feared else ""), *(("metrics", name) for name in HARM)]
    found = [key for key in moved(study.cells) if key in labels and key[1] not in REPEATS]
    return sorted(found, key=lambda key: key not in dangers)


def varied(study):
    """What a sweep varies, in a line."""
    one, options = study.scenarios[0], study.asked.options
    named = [
        _axis(one, path, called, called in options.get("throughout", ()))
        for path, called in options["vary"].items()
    ]
    return f"{one.form.title}: {' and '.join(named)} varied"


def _axis(one, path, called, constant):
    """What is varied, with the date of the step where it is one."""
    if not path.startswith("levers."):
        return f"{called} throughout" if constant else called
    at = one.form.levers[path.removeprefix("levers.").partition(".steps.")[0]].steps[-1].at
    return f"{called} from {at.day} {at:%B %Y}"


def lever_name(one, key):
    """A lever in words, after the label of whose it is; any other key as it is."""
    path = one.levers.get(key)
    if path is None:
        return key
    what, party = (
        one.meta[path]["meaning"].partition(",")[0],
        one.form.parties.get(path.split(".")[1] if "." in path else ""),
    )
    return f"{party.label}: {what}" if party and path.startswith("parties.") else what


def name_of(measure):
    """Label and unit of an amount."""
    return Text.assemble(
        measure.label, (f", {measure.unit}" if measure.unit not in measure.label else "", "dim")
    )


def waits(found, worlds):
    """When dated events come in the worlds in which they do, in a sentence."""
    waited = (_wait(found.metrics[name], label, worlds) for name, label in DATED.items())
    return f"{words.upper('; '.join(waited))}."


def _wait(metric, label, worlds):
    if not metric.n:
        return f"{label} in none of {worlds:,} worlds"
    median, low, high = (f"{week:.0f}" for week in (metric.median, metric.p10, metric.p90))
    return (
        f"{label} in {metric.n:,} of {worlds:,} worlds, median of those after {median} weeks"
        f" (10-90%: {low} to {high})"
    )


def ended(study):
    """How worlds are counted whose story ends before the run does, in sentences; empty where none
    does."""
    cells = {k: cell.summary for k, cell in enumerate(study.cells)}
    told = {name: one.metrics for name, one in (study.digests or cells).items()}
    if not any(metrics["end_of_story"].n for metrics in told.values()):
        return ""
    kinds = [
        kind.label
        for kind in study.scenarios[0].form.classes
        if any(condition.absorbing for condition in kind.when)
    ]
    often, killed = (
        _each(study, told, "end_of_story", "n"),
        _each(study, told, "civilians_killed_until_end", "value"),
    )
    return (
        f"The story of a world ends early in {often} of {study.worlds:,} worlds"
        f" ({'; '.join(kinds)}), and nothing simulates what follows. The dead are counted on to the"
        f" end of the run at the rate of such a world's last {RECENT} weeks; with nothing counted"
        f" on, civilians killed would be {killed}. Other means cover the weeks until then, counts"
        " stop then, and all else keeps its value of that week."
    )


def _each(study, told, name, key):
    """A number under each scenario, or from the least to the most of all cells."""
    values = [getattr(metrics[name], key) for metrics in told.values()]
    if study.cells:
        return f"{min(values):,.0f} to {max(values):,.0f}"
    return ", ".join(
        f"{value:,.0f}" + (f" ({cell})" if len(told) > 1 else "")
        for cell, value in zip(told, values, strict=True)
    )


def terms(out, study):
    """The middle terms of the packages signed, with the nearest anchor in words."""
    signed = {
        s: found.metrics["package_signed"].value * study.worlds
        for s, found in study.digests.items()
    }
    few = {s: round(count) for s, count in signed.items() if round(count) < FEWEST}
    if few:
        counts = ", ".join(f"{count} under {s}" for s, count in few.items())
        text = (
            f"Terms of deals are not told: too few worlds sign ({counts}), and on fewer than"
            f" {FEWEST} nothing is said."
        )
        needed = words.enough(FEWEST, min(few.values()) / study.worlds)
        block(out, Text(text + (f" Enough would be -n {needed}." if needed else ""), style="dim"))
        return
    ids, first = list(study.digests), study.scenarios[0]
    made = table("Terms signed, 0 to 100", *ids)
    made.add_column("nearest to" if len(ids) == 1 else f"nearest to, {ids[0]}")
    for issue, one in first.form.issues.items():
        if one.kind == "package":
            signed_on = (found.metrics.get(f"deal.{issue}") for found in study.digests.values())
            each = [metric and metric.median for metric in signed_on]
            near = min(one.anchors, key=lambda at: abs(at - each[0]))
            cells = ("" if term is None else f"{term:.0f}" for term in each)
            made.add_row(one.label, *cells, Text(f"{near}: {one.anchors[near]}", style="dim"))
    block(out, made)


def blockers(out, study):
    """Who refuses the packages that are tabled, how much value they lack, and what costs the party
    most."""
    made = table("Who said no, of 100 packages tabled", *study.digests)
    made.add_column(
        Text(
            "costs it most"
            if len(study.digests) == 1
            else f"costs it most, {study.scenarios[0].id}"
        )
    )
    rows = [{row.party: row for row in found.blockers} for found in study.digests.values()]
    for party, first in rows[0].items():
        told = [row.get(party) for row in rows]
        cells = [
            (f"{100 * row.share:.0f}, lacking {row.shortfall:.2f}" if row and row.share else "0")
            for row in told
        ]
        made.add_row(
            f"{first.label} ({first.role})",
            *cells,
            Text(dearest(study.scenarios[0].form, first), style="dim"),
        )
    block(out, made)


def dearest(form, blocker):
    """The two parts of a refused package that cost a party most: a term, or doubt that the deal
    would be kept."""
    parts = {"doubt": blocker.doubt} | {
        form.issues[name].label: value for name, value in blocker.over.items()
    }
    most = sorted(parts.items(), key=lambda pair: -pair[1])[:2]
    return ", ".join(f"{label} {value:.2f}" for label, value in most if value > 0)


def few(out, study):
    """Classes seen in few worlds are said to be so."""
    _warn(out, seldom(study))


def seldom(study):
    """Classes seen in too few worlds to say much of, in a sentence; empty where there are none."""
    shares = {
        kind.label: max(_share(found, kind.id) for found in study.digests.values())
        for kind in classes_of(study.scenarios).values()
    }
    rare = {
        label: share
        for label, share in shares.items()
        if 0.0 < share * study.worlds < FEW <= study.worlds
    }
    if not rare:
        return ""
    needed = words.enough(FEW, min(rare.values()))
    return (
        f"Seen in fewer than {FEW} worlds, so little can be said of: {'; '.join(rare)}. Enough"
        f" would be -n {needed}."
    )


def beyond(out, study, values=()):
    """What lies beyond the record; values: (lever, value) tried besides the scenarios' own."""
    _warn(out, unrecorded(study, values))
    shown = [sentence for told in study.cuts.values() for sentence in told]
    _warn(out, " ".join(sentence for sentence in study.notes if sentence not in shown))


def uncut(out, study, other):
    """What another scenario holds lower than the base from the start; a command stays on one line,
    to be pasted."""
    for sentence in study.cuts.get(other.id, ()):
        out.print(Text(sentence, style="yellow"), soft_wrap=True)
        out.print()


def unrecorded(study, values=()):
    """What lies beyond the record, in a sentence; empty where nothing does."""
    outside = dict.fromkeys(row for one in study.scenarios for row in beyond_record(one, values))
    said = [
        f"{lever} {value:g} (known: {low:g} to {high:g})" for lever, value, low, high in outside
    ]
    ends, last = (
        study.scenarios[0].form.record_ends,
        monday_of(week_of(study.scenarios[0].form.start) + study.scenarios[0].form.weeks),
    )
    if ends and last > ends:
        said.append(f"all after {ends.day} {ends:%B %Y}")
    return f"Beyond the record: {'; '.join(said)}." if said else ""


def tried(study):
    """(lever, value) that a sweep tries."""
    called = study.asked.options.get("vary", {})
    return [(called[path], value) for cell in study.cells for path, value in cell.values.items()]


def _warn(out, text):
    if text:
        block(out, Text(text, style="yellow"))


def _share(found, kind):
    return found.outcomes[kind].value if kind in found.outcomes else 0.0
