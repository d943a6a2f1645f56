"""What a study comes to in sentences: what moved beyond chance, how sure, what did not move, who
blocked, what was assumed."""

from collections import Counter

from simulator.analysis.compare import FEWEST, HELD_SHARE, outcomes_of
from simulator.ensemble.posterior_draws import posterior_draws_of
from simulator.model.metrics import RECENT, with_role
from simulator.report import formats
from simulator.report.blocks import STRONG, text
from simulator.report.view import answer, names
from simulator.scenario.diff import differences, in_words
from simulator.scenario.library import beyond_record

MOST = 5  # movements named in short
BEHIND, INPUTS = 4, 3  # movements and inputs named on a page
FEW = 20  # worlds below which little can be said
DEALS = with_role("deal")  # named after harm
WORDS = with_role("words")  # named last: words soften and harden by how the model is built


# -------------------------------------------------------------------------------------------------
# what moved
def outcomes(base, change):
    """(label, change) of every class that is compared."""
    found = change.outcomes
    return [(kind.label, found[kind.id]) for kind in base.form.classes if kind.id in found]


def labelled(base, change):
    """(label, change) of every class and every metric told of."""
    listed = [(metric.label, change.metrics.get(name)) for name, metric in names.findings(base)]
    return outcomes(base, change) + [pair for pair in listed if pair[1]]


def foremost(base, change):
    """Names of the metrics that move beyond chance in a known direction: harm first, then deals,
    words last, else the largest effect first."""
    found = [name for name, _, one in _found(base, change) if one.ranked]

    def place(name):
        effect = abs(change.metrics[name].effect)
        return name not in names.HARM, name in WORDS, name not in DEALS, -effect

    return sorted(found, key=place)


def moving(base, change):
    """(label, change) of the same."""
    labels = {name: metric.label for name, metric in names.metrics(base)}
    return [(labels[name], change.metrics[name]) for name in foremost(base, change)]


def firm(base, change):
    """(label, change) of the classes and metrics that move beyond chance in a known direction,
    classes first."""
    return [pair for pair in _moved(base, change) if pair[1].ranked] + moving(base, change)


def hanging(base, change):
    """Labels of what moves, in a direction that depends on what is not known."""
    metrics = [(label, one) for _, label, one in _found(base, change)]
    return [label for label, one in (*_moved(base, change), *metrics) if not one.ranked]


def still(base, change):
    """Labels of what did not move, or by too little to matter: intervals leave no room for more."""
    return [label for label, one in labelled(base, change) if one.held]


def untold(base, change):
    """Labels of what did not move beyond chance but might by more than a little: too few worlds to
    tell."""
    return [label for label, one in labelled(base, change) if not one.moved and not one.held]


def _found(base, change):
    """(name, label, change) of the metrics that move and are a finding."""
    for name, metric in names.findings(base):
        one = change.metrics.get(name)
        if one and one.moved and one.standing == "found":
            yield name, metric.label, one


def _moved(base, change):
    return [pair for pair in outcomes(base, change) if pair[1].moved]


# -------------------------------------------------------------------------------------------------
# a comparison in short
def sentence(label, change, worlds, known=True):
    """A change in a clause: by how much and, if `known`, what it is for 10 to 90% of draws."""
    scale = worlds if change.is_share else 1
    digits = 0 if change.is_share or abs(change.value) >= 100 else 1
    unit = "worlds" if change.is_share else change.unit.replace("%", "points")
    ends = formats.by_draw(change, scale)[0] if known else ""
    by = formats.sign(f"{change.value * scale:+,.{digits}f}")
    return f"{label} {by} {unit}" + (f" ({ends})" if ends else "")


def changed_in_short(base, change, worlds):
    """What changed most; what the scenario itself sets is left out."""
    behind = [sentence(label, one, worlds) for label, one in moving(base, change)[:MOST]]
    unclear = hanging(base, change)
    spans = [("In short: ", STRONG), f"{endings(base, change, worlds)}."]
    if behind:
        spans += [(" What moves most, with what it is for 10 to 90% of draws: ", STRONG)]
        spans += [f"{'; '.join(behind)}."]
    if unclear:
        spans += [(" Which way hangs on what is not known: ", STRONG), f"{'; '.join(unclear)}."]
    return text(*spans, key="short")


def endings(base, change, worlds):
    """The classes that become likelier or less likely, after a collapse that may."""
    moved = _moved(base, change)
    told = "; ".join(sentence(label, one, worlds) for label, one in moved if one.ranked)
    why = "whatever is not known" if moved else "beyond chance"
    told = told or f"no ending becomes likelier or less likely {why}"
    return "; ".join([*_feared(base, change, worlds), told])


def _feared(base, change, worlds):
    """A collapse seen more often, where so many worlds cannot tell it from chance."""
    kind = names.collapse(base)
    one = change.outcomes.get(kind.id) if kind else None
    if one and not one.moved and not one.held and one.value >= HELD_SHARE:
        told = sentence(kind.label, one, worlds, known=False)
        yield f"{told}, which so few worlds cannot tell from chance"


# -------------------------------------------------------------------------------------------------
# a run in short
def run_in_short(one, found, worlds):
    """The commonest ending and the rest, in a line."""
    return text(("In short: ", STRONG), f"{briefly(one, found, worlds)}.", key="short")


def briefly(one, found, worlds):
    """The commonest ending, collapse, civilians killed, packages signed, and how far each hangs on
    what is not known."""
    feared = names.collapse(one)
    kind = max(one.form.classes, key=lambda kind: found.outcomes[kind.id].value)
    told = [_often(f"{kind.label} in", found.outcomes[kind.id], worlds, f" of {worlds:,} worlds")]
    if feared and feared is not kind:
        told.append(_often(f"{feared.label} in", found.outcomes[feared.id], worlds))
    killed = found.metrics["civilians_killed_total"]
    told.append(f"civilians killed {formats.amount(killed.value, killed.p90)} in the mean")
    signed = found.metrics["package_signed"]
    return "; ".join([*told, _often("a package is signed in", signed, worlds)])


def _often(what, share, worlds, of=""):
    known = formats.depending(share)
    return f"{what} {formats.of(share.value, worlds)}{of}" + (f" ({known})" if known else "")


def in_short(study):
    """{id: the study in short} for each other scenario of a comparison, or each scenario of a run;
    empty of a sweep."""
    base, worlds = study.scenarios[0], study.worlds
    if study.cells:
        return {}
    if study.differences:
        told = study.differences.items()
        return {name: changed_in_short(base, change, worlds) for name, change in told}
    return {one.id: run_in_short(one, study.digests[one.id], worlds) for one in study.scenarios}


# -------------------------------------------------------------------------------------------------
# in a minute
def in_a_minute(study):
    """{heading: [sentence]}, a sentence for each other scenario where they differ."""
    told = [*_answers(study), *(_compared(study) if study.differences else _ends(study))]
    found: dict[str, list] = {}
    for heading, said in (*told, *_blocked(study), ("What was assumed", _assumed(study))):
        found.setdefault(heading, []).append(said)
    return found


def _answers(study):
    """The answers, after the scenario's title where there are several."""
    told = answer.of(study)
    titles = {one.id: f"{one.form.title}: " for one in study.scenarios if len(told) > 1}
    yield from (("Answer", titles.get(name, "") + said.plain) for name, said in told.items())


def _ends(study):
    for one in study.scenarios:
        name = f"{one.form.title}: " if len(study.scenarios) > 1 else ""
        yield "How it ends", f"{name}{briefly(one, study.digests[one.id], study.worlds)}."


def _compared(study):
    base = study.scenarios[0]
    for other in study.scenarios[1:]:
        name = f"{other.form.title}: " if len(study.scenarios) > 2 else ""
        told = [("What was set", _set(base, other))]
        told += _changed(base, study.differences[other.id], study.worlds)
        yield from ((heading, name + said) for heading, said in told)


def _set(base, other):
    """What another scenario does differently."""
    rows = differences(base, other)
    lines = [in_words(names.lever_name(other, key), before, after) for key, before, after in rows]
    more = f", and {len(lines) - INPUTS} more" if len(lines) > INPUTS else ""
    return f"{'; '.join(lines[:INPUTS])}{more}. All else is the same." if lines else "nothing."


def _changed(base, change, worlds):
    behind = moving(base, change)[:BEHIND]
    most = "; ".join(sentence(label, one, worlds, known=False) for label, one in behind)
    way = "one way whatever is not known" if hanging(base, change) else "beyond chance"
    said = f"What moves most: {most}." if most else f"No indicator moves {way}."
    yield "What changed", f"{formats.upper(endings(base, change, worlds))}. {said}"
    yield "How sure", sure(base, change, worlds)
    held, unclear = still(base, change), untold(base, change)
    yield "What did not move", f"{'; '.join(held)}." if held else "Nothing for certain."
    if unclear:
        yield f"What {worlds:,} worlds cannot tell", f"{'; '.join(unclear)}."


def sure(base, change, worlds):
    """Of the clear changes: how many keep their direction whatever is not known, and how wide the
    largest is."""
    clear, unclear = firm(base, change), hanging(base, change)
    luck = f"the luck of {worlds:,} worlds"
    if not clear and not unclear:
        return f"Nothing is clear beyond {luck}; more of them make the intervals narrower."
    if clear and clear[0][1].flips is None:
        few = "What they owe to what is not known is not told on so few draws, or worlds of each."
        return f"Clear beyond {luck}: {len(clear)}. {few}"
    told = f"{len(clear)} of {len(clear) + len(unclear)} clear changes go the same way"
    told += " in over four fifths of draws of what is not known"
    if unclear:
        verb = "goes" if len(unclear) == 1 else "go"
        told += f"; which way {' and '.join(unclear)} {verb} hangs on it"
    known = [
        (label, formats.by_draw(one, worlds if one.is_share else 1)[0]) for label, one in clear
    ]
    ranges = [f"{label} {ends}" for label, ends in known if " to " in ends][:2]
    told += f". Depending on what is not known: {'; '.join(ranges)}" if ranges else ""
    return told + ". Neither range says how good the model itself is."


def _blocked(study):
    """Who of those whose consent is needed refuses most often: what war is worth to it, what the
    refused packages are, and why."""
    base, *others = study.scenarios
    first = next((row for row in study.digests[base.id].blockers if row.share), None)
    if first is None:
        return
    cost = sum(first.over.values())
    worth = 1.0 - cost - first.doubt
    also = ", ".join(f"{_same(study, one, first)} under {one.form.title}" for one in others)
    told = f"{formats.upper(first.label)} refuses {100 * first.share:.0f} of 100 packages tabled"
    told += f" ({also})" if also else ""
    told += f". Where 1 is all it wants, war is worth {worth + first.shortfall:.2f} to it and a"
    told += f" refused package {worth:.2f}: the terms cost it {cost:.2f}"
    dear = [base.form.issues[name].label for name, part in list(first.over.items())[:2] if part > 0]
    told += f", most of all {' and '.join(dear)}" if dear else ""
    yield "Who blocked", f"{told}; doubt that the deal would be kept {first.doubt:.2f}."


def _same(study, one, first):
    rows = study.digests[one.id].blockers
    return next((f"{100 * row.share:.0f}" for row in rows if row.party == first.party), "none")


def _assumed(study):
    base = study.scenarios[0]
    given = [number for number in base.numbers.values() if number.value == number.value]
    grades, accepted = Counter(number.grade for number in given), posterior_draws_of(base)
    told = f"{len(given):,} numbers, {grades['D']} of them judgement (grade D). "
    told += f"{len(base.factors)} are uncertain and drawn anew in each draw"
    priors = accepted.priors if accepted else {}
    held = sum(priors.get(path) == one.belief for path, one in base.factors.items() if accepted)
    told += f", {held} of these from draws calibrated on the record. " if held else ". "
    return told + unrecorded(study)


# -------------------------------------------------------------------------------------------------
# notes
def waits(found, worlds):
    """When dated events come in the worlds in which they do, in a sentence."""
    told = (_wait(found.metrics[name], label, worlds) for name, label in names.DATED.items())
    return f"{formats.upper('; '.join(told))}."


def _wait(one, label, worlds):
    if not one.n:
        return f"{label} in none of {worlds:,} worlds"
    often = f"{label} in {one.n:,} of {worlds:,} worlds, median of those after {one.median:.0f}"
    return f"{often} weeks (10-90%: {one.p10:.0f} to {one.p90:.0f})"


def ended(study):
    """How worlds are counted whose story ends before the run does, in sentences; empty where none
    does."""
    runs = study.digests or {at: cell.summary for at, cell in enumerate(study.cells)}
    found = {name: one.metrics for name, one in runs.items()}
    if not any(metrics["end_of_story"].n for metrics in found.values()):
        return ""
    classes = study.scenarios[0].form.classes
    kinds = [kind.label for kind in classes if any(each.absorbing for each in kind.when)]
    often = _each(study, {name: one["end_of_story"].n for name, one in found.items()})
    total = {name: one["civilians_killed_until_end"].value for name, one in found.items()}
    return (
        f"The story of a world ends early in {often} of {study.worlds:,} worlds"
        f" ({'; '.join(kinds)}), and nothing simulates what follows. The dead are counted on to the"
        f" end of the run at the rate of such a world's last {RECENT} weeks; with nothing counted"
        f" on, civilians killed would be {_each(study, total)}. Other means cover the weeks until"
        " then, counts stop then, and all else keeps its value of that week."
    )


def _each(study, values):
    """A number under each scenario, or from the least to the most of all cells."""
    if study.cells:
        return f"{min(values.values()):,.0f} to {max(values.values()):,.0f}"
    if len(values) == 1:
        return f"{next(iter(values.values())):,.0f}"
    return ", ".join(f"{value:,.0f} ({name})" for name, value in values.items())


def too_few_sign(study):
    """That too few worlds sign for terms to be told, in sentences; empty where enough do."""
    signed = {name: one.metrics["package_signed"].value for name, one in study.digests.items()}
    few = {name: round(share * study.worlds) for name, share in signed.items()}
    few = {name: count for name, count in few.items() if count < FEWEST}
    if not few:
        return ""
    counts = ", ".join(f"{count} under {name}" for name, count in few.items())
    needed = (
        f"on fewer than {FEWEST} nothing is said.{enough(FEWEST, min(few.values()) / study.worlds)}"
    )
    return f"Terms of deals are not told: too few worlds sign ({counts}), and {needed}"


def enough(worlds, share):
    """How many worlds would do for a share to be seen in so many; empty where it was not seen."""
    needed = formats.enough(worlds, share)
    return f" Enough would be -n {needed}." if needed else ""


def seldom(study):
    """Classes seen in too few worlds to say much of, in a sentence; empty where there are none."""
    rare = {}
    for kind in outcomes_of(study.scenarios).values():
        found = (one.outcomes.get(kind.id) for one in study.digests.values())
        share = max((one.value for one in found if one), default=0.0)
        if 0.0 < share * study.worlds < FEW <= study.worlds:
            rare[kind.label] = share
    if not rare:
        return ""
    told = f"Seen in fewer than {FEW} worlds, so little can be said of: {'; '.join(rare)}."
    return told + enough(FEW, min(rare.values()))


def unrecorded(study):
    """What lies beyond the record, in a sentence; empty where nothing does."""
    tried, form = names.tried(study), study.scenarios[0].form
    outside = dict.fromkeys(row for one in study.scenarios for row in beyond_record(one, tried))
    told = [
        f"{lever} {value:g} (known: {low:g} to {high:g})" for lever, value, low, high in outside
    ]
    ends = form.record_ends
    told += [f"all after {names.day(ends)}"] if ends and form.monday(form.weeks) > ends else []
    return f"Beyond the record: {'; '.join(told)}." if told else ""


def noted(study):
    """What the study says besides, in a line; without what a comparison says above its tables."""
    shown = [said for told in study.cuts.values() for said in told]
    return " ".join(said for said in study.notes if said not in shown)


def warnings(study):
    """What was seen too seldom, lies beyond the record, or has to be said besides."""
    told = ["" if study.cells else seldom(study), unrecorded(study), *study.notes]
    return [said for said in told if said]
