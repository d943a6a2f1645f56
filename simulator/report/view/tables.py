"""The tables of a study: how worlds end, what happens, how much, terms, blockers, rules."""

import math

from simulator.analysis import history
from simulator.model.metrics import with_role
from simulator.report import formats
from simulator.report.blocks import QUIET, STRONG, Bar, Column, table, text
from simulator.report.view import names, rows, sentences
from simulator.rules.bargaining import SENTENCES

SPREAD = Column("95% CI", least=76)  # left out of narrow terminals
DRAWN = Column("of largest", least=116)  # a bar, in wide terminals
FLOWS = 3  # of the worlds that end otherwise, named
MAIN = with_role("rule")  # metrics told under each bargaining rule
RISES, FALLS, TURNS = "rises", "falls", "sign depends on the rule"
ACROSS, MIDDLE, FUTURES = "10-90%\nof draws", "median\nworld", "10-90%\nof worlds"
CHANGE = ("change", ACROSS, SPREAD)


# -------------------------------------------------------------------------------------------------
# one run
def of_run(study, one):
    """How the worlds of a run end, what happens in them, and how much."""
    found, worlds = study.digests[one.id], study.worlds
    share = lambda row: (formats.across(row.levels[0], worlds), row.level(0))  # noqa: E731
    spread = lambda row: formats.interval(row.levels[0], worlds)  # noqa: E731
    ends, last = [], f"of {worlds:,} worlds"
    for row in rows.outcomes(study, [one]):
        look, drawn = (QUIET, "") if row.part else ("", Bar(row.levels[0].value))
        cells = ("  " * row.part + row.label, *share(row), spread(row))
        ends.append((*((cell, look) for cell in cells), drawn))
    yield table(
        f"How the war ends, {last}", (ACROSS, "worlds", "95% CI", "share"), ends, "outcomes"
    )
    yield from _without_deal(one, found.without_deal)
    events = rows.metrics(study, [one], names.events(one))
    told = [(row.label, *share(row), spread(row)) for row in events]
    yield table(f"What happens, {last}", (ACROSS, "worlds", "95% CI"), told, "events")
    yield text(sentences.waits(found, worlds), key="waits")
    amounts = []
    for row in rows.metrics(study, [one], names.amounts(one)):
        level = row.levels[0]
        middle = formats.amount(level.median, level.p90)
        amounts.append((_named(row), formats.across(level, worlds), middle, formats.futures(level)))
    yield table("How much", (f"mean, {ACROSS}", MIDDLE, FUTURES), amounts, "amounts")


def _named(row):
    """Label and, quietly, the unit of an amount."""
    return text(row.label, (row.title.removeprefix(row.label), QUIET))


def _without_deal(one, rest):
    """How the war ends where no package is in force: what the failure of talks leads to."""
    if rest.outcomes:
        ends = ((kind.label, rest.outcomes[kind.id].value) for kind in one.form.classes)
        known = "; ".join(f"{label} {formats.of(share, 1000)}" for label, share in ends if share)
        seen = f"Of 1,000 worlds without a package in force ({rest.worlds:,} seen)"
        yield text(f"{seen}: {known}; no other outcome.", key="without_deal")


# -------------------------------------------------------------------------------------------------
# a comparison
def of_comparison(study, other):
    """How worlds end and what happens under the base and another scenario, with the changes."""
    pair = (study.scenarios[0], other)
    heads, last = (*(one.id for one in pair), *CHANGE), f"of {study.worlds:,} worlds"
    ends = list(rows.outcomes(study, pair))
    most = _most(ends)
    told = [_compared(row, most) for row in ends]
    yield table(f"How the war ends, {last}", (*heads, DRAWN), told, "outcomes")
    yield text(flows(study, other), key="flows")
    events = list(rows.metrics(study, pair, names.events(pair[0])))
    most = _most(events)
    told = [_compared(row, most) for row in events]
    yield table(f"What happens, {last}", (*heads, DRAWN), told, "events")
    amounts = rows.metrics(study, pair, names.amounts(pair[0]))
    told = [_compared(row, 0.0)[:-1] for row in amounts]
    yield table("How much, mean of worlds", heads, told, "amounts")


def in_brief(study):
    """The endings seen and what moves most: beside one other scenario with its change, beside
    several with every level, bold where it differs from the base."""
    base, *others = study.scenarios
    pair = study.scenarios if len(others) == 1 else None
    ends = [row for row in rows.outcomes(study, study.scenarios, parts=False) if _seen(row, base)]
    listed = dict(names.metrics(base))
    found = (sentences.foremost(base, study.differences[one.id]) for one in others)
    most = list(dict.fromkeys(name for some in found for name in some))[: sentences.MOST]
    amounts = rows.metrics(study, study.scenarios, [(name, listed[name]) for name in most])
    told = [_compared(row, 0.0)[:-1] if pair else _levels(study, row) for row in (*ends, *amounts)]
    ids = tuple(one.id for one in study.scenarios)
    title = f"Of {study.worlds:,} worlds, or mean"
    heads = ("change", "10-90% of draws", Column("95% CI", least=110))
    return table(title, (*ids, *heads) if pair else ids, told, "brief")


def _seen(row, base):
    """Whether any world ends so; a collapse is shown always."""
    feared = names.collapse(base)
    return any(one and one.value for one in row.levels) or (feared and row.name == feared.id)


def _levels(study, row):
    """A row's label and its levels, bold where they differ from the base."""
    changes = [study.differences[one.id] for one in study.scenarios[1:]]
    found = [each.outcomes.get(row.name) or each.metrics.get(row.name) for each in changes]
    looks = ["", *(STRONG if one and one.moved else "" for one in found)]
    return _named(row), *((row.level(k), look) for k, look in enumerate(looks))


def _most(found):
    return max((abs(row.change.value) for row in found if row.change), default=0.0)


def _compared(row, most):
    """A row's label, both levels, and its change drawn in proportion to the largest of its kind."""
    levels = [row.level(k) for k in range(2)]
    if row.part:
        return *((cell, QUIET) for cell in (f"  {row.label}", *levels)), "", "", "", ""
    label = text(*(_named(row).spans), *([("†", QUIET)] if row.assumed else []))
    if row.change is None:
        return label, *levels, "", "", "", ""
    length = row.change.value / most if most and math.isfinite(most) else 0.0
    return label, *levels, *row.changed(), Bar(length, swings=True, clear=row.change.moved)


def flows(study, other):
    """How many worlds end otherwise than under the base, and where most of them go, in a
    sentence."""
    _, moved, count, labels = moves(study, other)
    stay = f"World by world, {study.worlds - count:,} of {study.worlds:,} have the same outcome"
    if not moved:
        return f"{stay} under both."
    named = [f"{worlds:,} from {labels[a]} to {labels[b]}" for a, b, worlds in moved[:FLOWS]]
    left = sum(worlds for *_, worlds in moved[FLOWS:])
    named += [f"{left:,} other changes"] if left else []
    return f"{stay} under both. Of the rest: {'; '.join(named)}."


def moves(study, other):
    """Which worlds end otherwise than under the base: ([(from, to, worlds)] of all, of those that
    move, how many move, {class: label})."""
    base, at = study.scenarios[0], study.scenarios.index(other)
    labels = {kind.id: kind.label for one in (base, other) for kind in one.form.classes}
    found = history.flows(base, other, study.found[0].worlds, study.found[at].worlds)
    moved = [row for row in found if row[0] != row[1]]
    return found, moved, sum(worlds for *_, worlds in moved), labels


def legend(base, change):
    """What the marks mean, of those that are there."""
    told = [
        "Bold: significant at a false discovery rate of 5% over all rows.",
        "10-90% of draws: parameter range, the 10th to 90th percentile of the change across"
        " parameter draws; one number where draws differ by no more than simulation noise.",
    ]
    if any(not one.ranked for _, one in sentences.labelled(base, change)):
        told.append(
            "? the sign differs in more than 20% of parameter draws; do not rank scenarios by it."
        )
    if any(one.standing == "assumed" for one in change.metrics.values()):
        told.append("† set by the scenario itself, not a result.")
    return text(" ".join(told), look=QUIET, key="legend")


# -------------------------------------------------------------------------------------------------
# terms and blockers
def terms(study):
    """The middle terms of the packages signed, with the nearest anchor in words."""
    if few := sentences.too_few_sign(study):
        yield text(few, look=QUIET, key="terms")
        return
    ids, first, told = list(study.digests), study.scenarios[0], []
    for issue, one in first.form.issues.items():
        found = (run.metrics.get(f"deal.{issue}") for run in study.digests.values())
        each = [term and term.median for term in found]
        if one.kind == "package" and each[0] is not None:
            near = min(one.anchors, key=lambda at: abs(at - each[0]))
            cells = ("" if term is None else f"{term:.0f}" for term in each)
            told.append((one.label, *cells, (f"{near}: {one.anchors[near]}", QUIET)))
    near = Column(_of_first("nearest anchor", ids), prose=True)
    yield table("Terms signed, 0 to 100", (*ids, near), told, "terms")


def blockers(study):
    """Who refuses the packages that are tabled, how much value they lack, and what costs the party
    most."""
    ids, told = list(study.digests), []
    found = [{row.party: row for row in run.blockers} for run in study.digests.values()]
    for party, first in found[0].items():
        cells = [_refused(each.get(party)) for each in found]
        dear = dearest(study.scenarios[0].form, first)
        told.append((f"{first.label} ({first.role})", *cells, (dear, QUIET)))
    most = Column(_of_first("largest cost to it", ids), prose=True)
    return table("Who refused, of 100 packages tabled", (*ids, most), told, "blockers")


def _of_first(head, ids):
    return head if len(ids) == 1 else f"{head}, {ids[0]}"


def _refused(row):
    return f"{100 * row.share:.0f}, lacking {row.shortfall:.2f}" if row and row.share else "0"


def dearest(form, blocker):
    """The two parts of a refused package that cost a party most: a term, or doubt that the deal
    would be kept."""
    parts = {form.issues[name].label: value for name, value in blocker.over.items()}
    parts = {"doubt": blocker.doubt} | parts
    most = sorted(parts.items(), key=lambda pair: -pair[1])[:2]
    return ", ".join(f"{label} {value:.2f}" for label, value in most if value > 0)


# -------------------------------------------------------------------------------------------------
# under each bargaining rule
def levels_by_rule(study, one):
    """A scenario under its own rule and under each other: how often, how much."""
    own = one.form.talks.rule
    each = [found for found in study.by_rule(one) if found.case.rule != own]
    runs = {found.case.rule or own: found.summary for found in each}
    moves = {found.case.rule: found.from_own for found in each if found.from_own}
    told = []
    for key, label, _ in by_rule_rows(one, list(moves.values()), study.worlds):
        looks = ["", *(STRONG if moves[rule].row(key).moved else QUIET for rule in moves)]
        found = (formats.level(run.row(key), study.worlds) for run in runs.values())
        told.append((label, *zip(found, looks, strict=True)))
    heads = (f"{own} (its own)", *moves)
    title = f"Results by bargaining rule, of {study.worlds:,} worlds"
    yield table(title, heads, told, f"rules {one.id}")
    bold = f"Bold: differs significantly from {own}."
    yield text(f"{described(runs)} {bold}", look=QUIET)


def changes_by_rule(study):
    """What each other scenario changes of the base, under each rule: whether signs hold."""
    base, shown, under = study.scenarios[0], [], {}
    for other in study.scenarios[1:]:
        under, told, verdicts = by_rule(study, other), [], {}
        for key, label, scale in by_rule_rows(base, list(under.values()), study.worlds):
            found = [change.row(key) for change in under.values()]
            said = verdicts[names.outcomes(base)[key][0]] = verdict(found)
            told.append((label, *(_marked(one, scale) for one in found), (said, QUIET)))
            shown += found
        yield _hanging_on_rule(verdicts, other.id if len(study.scenarios) > 2 else "")
        heads = (*under, "verdict")
        yield table("Change under each rule", heads, told, f"rules {other.id}")
    asked = any(one.moved and not one.ranked for one in shown)
    mark = " ? the sign differs in more than 20% of parameter draws." if asked else ""
    said = [_signed_by_rule(study, base), described(under), f"Bold: significant.{mark}"]
    yield text(" ".join(said), look=QUIET)


def by_rule(study, other):
    """{RULE: what another scenario changes of the base under it}, first under the rule that both
    draft by, or each by its own."""
    rules = {one.form.talks.rule for one in (study.scenarios[0], other)}
    own = rules.pop() if len(rules) == 1 else "each its own"
    return {one.case.rule or own: one.changes for one in study.by_rule(other)}


def by_rule_rows(one, changes, worlds):
    """(key, label, scale) of the classes that move under any rule, and of the main metrics."""
    known = names.outcomes(one)
    for (kind, name), (label, unit) in known.items():
        each = [getattr(change, kind).get(name) for change in changes]
        moved = any(change and change.moved for change in each)
        if moved if kind == "outcomes" else name in MAIN and all(each):
            title = names.with_unit(label, unit)
            spans = text(label, (title.removeprefix(label), QUIET))
            yield (kind, name), spans, worlds if unit is None else 1


def _marked(change, scale):
    """A change in a cell, with a question mark where its direction hangs on what is not known."""
    by = formats.changed(change, scale)[0]
    return by if change.ranked or not change.moved else text(by, " ?")


def verdict(changes):
    """Whether a change keeps its sign from rule to rule, in a few words."""
    clear = [one for one in changes if one.moved and one.ranked]
    ways = {RISES if one.value > 0 else FALLS for one in clear}
    if len(ways) == 2:
        return TURNS
    if not clear:
        return "no significant change"
    often = "every rule" if len(clear) == len(changes) else f"{len(clear)} of {len(changes)}"
    return f"{ways.pop()} under {often}"


def _hanging_on_rule(verdicts, name):
    """Which way holds under every rule, and what hangs on the rule."""
    turns, whole = [label for label, said in verdicts.items() if said == TURNS], " under every rule"
    of = f", {name}" if name else ""
    way = f"the sign of {', '.join(turns)}." if turns else "no sign of a change."
    spans = [(f"What depends on the bargaining rule{of}: ", STRONG), way]
    firm = [
        f"{label} {said.removesuffix(whole)}" for label, said in verdicts.items() if whole in said
    ]
    partly = [f"{label} ({said})" for label, said in verdicts.items() if " of " in said]
    for title, said in (("Under every rule", firm), ("Significant under some rules only", partly)):
        spans += [(f" {title}: ", STRONG), f"{'; '.join(said)}."] if said else []
    return text(*spans)


def _signed_by_rule(study, base):
    """How often a package is signed under the base, by rule: what the changes are changes of."""
    own, each = base.form.talks.rule, study.by_rule(base)
    signed = {one.case.rule or own: one.summary.metrics.get("package_signed") for one in each}
    if not all(signed.values()):
        return ""
    counts = {rule: formats.of(one.value, study.worlds) for rule, one in signed.items()}
    told = ", ".join(f"{count} ({rule})" for rule, count in counts.items())
    return f"Packages signed in {base.id}, of {study.worlds:,} worlds: {told}."


def described(rules):
    """What each rule is, in a clause."""
    known = (f"{name}: {SENTENCES[name]}." for name in rules if name in SENTENCES)
    return " ".join(known).replace("capability", "bargaining weight")
