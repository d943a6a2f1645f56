"""What a study comes to in sentences: what moved beyond chance, how sure, what did not move, who
blocked, what was assumed."""

from collections import Counter

from simulator.analysis.compare import FEWEST, UNCHANGED_SHARE, outcomes_of
from simulator.ensemble.posterior_draws import posterior_draws_of
from simulator.model.metrics import RECENT, with_role
from simulator.report import formats
from simulator.report.blocks import STRONG, text
from simulator.report.view import answer, names
from simulator.scenario.diff import differences, in_words
from simulator.scenario.library import beyond_record

MOST = 5  # movements named in short
BEHIND, INPUTS, NAMED = 3, 3, 2  # changes, inputs and unchanged labels named on a page
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
        spans += [(" Largest changes (10-90% of parameter draws): ", STRONG)]
        spans += [f"{'; '.join(behind)}."]
    if unclear:
        spans += [
            (" Sign differs in more than 20% of parameter draws: ", STRONG),
            f"{'; '.join(unclear)}.",
        ]
    return text(*spans, key="short")


def endings(base, change, worlds, known=True):
    """The outcomes whose share changes, after a collapse that may; with ranges if `known`."""
    moved = _moved(base, change)
    told = "; ".join(sentence(label, one, worlds, known) for label, one in moved if one.ranked)
    how = "in a consistent direction across parameter draws" if moved else "significantly"
    told = told or f"no outcome's share changes {how}"
    return "; ".join([*_feared(base, change, worlds), told])


def _feared(base, change, worlds):
    """A collapse seen more often, where so many worlds cannot tell it from chance."""
    kind = names.collapse(base)
    one = change.outcomes.get(kind.id) if kind else None
    if one and not one.moved and not one.held and one.value >= UNCHANGED_SHARE:
        told = sentence(kind.label, one, worlds, known=False)
        yield f"{told}, not significant with {worlds:,} worlds"


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
    told.append(f"mean civilians killed {formats.amount(killed.value, killed.p90)}")
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
    """{heading: [sentence]} of the first box: the answer, what changed, how sure, what did not
    change; of a run or of several scenarios the answers, or else how the worlds end."""
    if len(study.differences) == 1:
        base, (change,) = study.scenarios[0], study.differences.values()
        return _grouped([*_answers(study), *_changed(base, change, study.worlds)])
    if len(study.scenarios) == 1:
        return _grouped([*_answers(study), *_ends(study)])
    return _grouped(list(_answers(study)) or list(_ends(study)))


def in_detail(study):
    """{heading: [sentence]} of what follows: what was set, ranges, what is inconclusive, who
    blocked, what was assumed."""
    pairs = list(_details(study)) if study.differences else []
    if len(study.scenarios) > 1 and len(study.differences) != 1 and answer.of(study):
        pairs += _ends(study)
    return _grouped([*pairs, *_blocked(study), ("What was assumed", _assumed(study))])


def _grouped(pairs):
    """{heading: [sentence]} of (heading, sentence) pairs."""
    headings: dict[str, list] = {}
    for heading, sentence_ in pairs:
        headings.setdefault(heading, []).append(sentence_)
    return headings


def _answers(study):
    """The answers, after the scenario's title where there are several."""
    answers = answer.of(study)
    titles = {one.id: f"{one.form.title}: " for one in study.scenarios if len(answers) > 1}
    yield from (("Answer", titles.get(name, "") + one.plain) for name, one in answers.items())


def _ends(study):
    """How the worlds of each scenario end, or what changes in each other one."""
    for one in study.scenarios[1 if study.differences else 0 :]:
        name = f"{one.form.title}: " if len(study.scenarios) > 1 else ""
        if study.differences:
            change = study.differences[one.id]
            yield "What changed", f"{name}{endings(study.scenarios[0], change, study.worlds)}."
        else:
            yield "How it ends", f"{name}{briefly(one, study.digests[one.id], study.worlds)}."


def _details(study):
    """(heading, sentence) of each other scenario of a comparison."""
    base = study.scenarios[0]
    for other in study.scenarios[1:]:
        name = f"{other.form.title}: " if len(study.scenarios) > 2 else ""
        change, worlds = study.differences[other.id], study.worlds
        pairs = [("What was set", _set(base, other))]
        if len(study.scenarios) > 2:
            pairs += _changed(base, change, worlds)
        pairs.append(("Parameter ranges", largest_ranges(base, change, worlds)))
        pairs.append(("Sign depends on the draw", "; ".join(hanging(base, change))))
        inconclusive = untold(base, change)
        pairs.append((f"Inconclusive with {worlds:,} worlds", "; ".join(inconclusive)))
        yield from ((heading, name + text_) for heading, text_ in pairs if text_)


def _changed(base, change, worlds):
    """What changed, how sure, what did not change: (heading, sentence) in a few words each."""
    left = BEHIND - sum(one.ranked for _, one in _moved(base, change))
    behind = moving(base, change)[: max(left, 1)]
    most = "; ".join(sentence(label, one, worlds, known=False) for label, one in behind)
    text_ = f"{formats.upper(endings(base, change, worlds, known=False))}."
    way = "with a consistent sign" if hanging(base, change) else "significantly"
    yield (
        "What changed",
        f"{text_} {formats.upper(most)}." if most else f"{text_} No metric changes {way}.",
    )
    yield "How sure", sure(base, change, worlds)
    unchanged = still(base, change)
    yield "What did not change", _some_of(unchanged) if unchanged else "Nothing for certain."


def _some_of(labels):
    """The first NAMED of some labels, and how many more there are."""
    more = len(labels) - NAMED
    return "; ".join(labels[:NAMED]) + (f"; {more} more." if more > 0 else ".")


def _set(base, other):
    """What another scenario does differently."""
    rows = differences(base, other)
    lines = [in_words(names.lever_name(other, key), before, after) for key, before, after in rows]
    more = f", and {len(lines) - INPUTS} more" if len(lines) > INPUTS else ""
    return f"{'; '.join(lines[:INPUTS])}{more}. All else is the same." if lines else "nothing."


def sure(base, change, worlds):
    """How many of the significant changes keep their sign across parameter draws."""
    clear, unclear = firm(base, change), hanging(base, change)
    if not clear and not unclear:
        return f"No change is significant with {worlds:,} worlds; more worlds narrow the intervals."
    if clear and clear[0][1].flips is None:
        few = "Their parameter ranges are omitted: too few draws, or worlds per draw."
        return f"Significant changes: {len(clear)}. {few}"
    count = f"{len(clear)} of {len(clear) + len(unclear)} significant changes"
    return f"{count} keep their sign in at least 80% of parameter draws."


def largest_ranges(base, change, worlds):
    """Parameter ranges of the largest changes; empty where draws do not differ."""
    each = [
        (label, formats.by_draw(one, worlds if one.is_share else 1)[0])
        for label, one in firm(base, change)
    ]
    ranges = [f"{label} {ends}" for label, ends in each if " to " in ends][:2]
    return f"{'; '.join(ranges)} (10-90% of draws)." if ranges else ""


def _blocked(study):
    """Who of those whose consent is needed refuses most often: what war is worth to it, what the
    refused packages are, and why."""
    base, *others = study.scenarios
    first = next((row for row in study.digests[base.id].blockers if row.share), None)
    if first is None:
        return
    cost = sum(first.over.values())
    package = 1.0 - cost - first.doubt
    also = ", ".join(f"{_same(study, one, first)} under {one.form.title}" for one in others)
    text_ = f"{formats.upper(first.label)} refuses {100 * first.share:.0f} of 100 packages tabled"
    text_ += f" ({also})" if also else ""
    text_ += ". On a scale where 1 is all it wants, its war payoff is"
    text_ += f" {package + first.shortfall:.2f} and a refused package {package:.2f}:"
    text_ += f" the terms cost it {cost:.2f}"
    dear = [base.form.issues[name].label for name, part in list(first.over.items())[:2] if part > 0]
    text_ += f", mostly {' and '.join(dear)}" if dear else ""
    yield "Who blocked", f"{text_}; doubt that the deal would be kept costs {first.doubt:.2f}."


def _same(study, one, first):
    rows = study.digests[one.id].blockers
    return next((f"{100 * row.share:.0f}" for row in rows if row.party == first.party), "none")


def _assumed(study):
    base = study.scenarios[0]
    given = [number for number in base.numbers.values() if number.value == number.value]
    grades, accepted = Counter(number.grade for number in given), posterior_draws_of(base)
    text_ = f"{len(given):,} parameters, {grades['D']} of them our own judgement (grade D). "
    text_ += f"{len(base.factors)} are uncertain and vary between parameter draws"
    priors = accepted.priors if accepted else {}
    fitted = sum(priors.get(path) == one.belief for path, one in base.factors.items() if accepted)
    text_ += f"; {fitted} of these are calibrated to the record. " if fitted else ". "
    return text_ + unrecorded(study)


# -------------------------------------------------------------------------------------------------
# notes
def waits(found, worlds):
    """When dated events come in the worlds in which they do, in a sentence."""
    told = (_wait(found.metrics[name], label, worlds) for name, label in names.DATED.items())
    return f"{formats.upper('; '.join(told))}."


def _wait(one, label, worlds):
    if not one.n:
        return f"{label} in none of {worlds:,} worlds"
    often = f"{label} in {one.n:,} of {worlds:,} worlds, there after a median of {one.median:.0f}"
    return f"{often} weeks (10-90% of worlds: {one.p10:.0f} to {one.p90:.0f})"


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
        f"In {often} of {study.worlds:,} worlds the simulation ends early ({'; '.join(kinds)})."
        " Deaths are extrapolated to the end of the run at the rate of the world's last"
        f" {RECENT} weeks; without extrapolation civilians killed would be {_each(study, total)}."
        " Other means cover the weeks before the end, counts stop there, and all other metrics"
        " keep their value of that week."
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
    needed = enough(FEWEST, min(few.values()) / study.worlds)
    return f"Terms of deals are omitted: fewer than {FEWEST} worlds sign ({counts}).{needed}"


def enough(worlds, share):
    """How many worlds would do for a share to be seen in so many; empty where it was not seen."""
    needed = formats.enough(worlds, share)
    return f" Needed: -n {needed}." if needed else ""


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
    told = f"Rare (fewer than {FEW} worlds): {'; '.join(rare)}."
    return told + enough(FEW, min(rare.values()))


def unrecorded(study):
    """What lies beyond the record, in a sentence; empty where nothing does."""
    tried, form = names.tried(study), study.scenarios[0].form
    outside = dict.fromkeys(row for one in study.scenarios for row in beyond_record(one, tried))
    told = [
        f"{lever} {value:g} (record: {low:g} to {high:g})" for lever, value, low, high in outside
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
