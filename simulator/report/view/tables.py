"""Tables of a study: outcomes, events, amounts, terms, blockers, bargaining rules."""

import math
from itertools import zip_longest

from simulator.analysis import history
from simulator.model.metrics import with_role
from simulator.report import formats
from simulator.report.blocks import QUIET, STRONG, Bar, Column, optional, table, text
from simulator.report.view import names, rows, sentences
from simulator.rules.bargaining import SENTENCES

SPREAD = Column("95% CI", least=76)  # left out of narrow terminals
DRAWN = Column("of largest", least=116)  # a bar, in wide terminals
FLOWS = 3  # commonest changes of outcome that are named
MAIN = with_role("rule")  # metrics shown under each bargaining rule
SIGNIFICANT, UNCLEAR, ASSUMED = "*", "?", "†"  # marks of a change, of a label
MARKS = {
    SIGNIFICANT: "significant",
    UNCLEAR: "sign differs between draws",
    ASSUMED: "assumed, not a result",
}
FEWEST_METRICS = 3  # of the brief table
RISES, FALLS, TURNS = "rises", "falls", "sign depends on the rule"
ACROSS, MIDDLE, FUTURES = "10-90%\nof draws", "median\nworld", "10-90%\nof worlds"
CHANGE = ("change", ACROSS, SPREAD)


# -------------------------------------------------------------------------------------------------
# a run
def run_table(study, scenario):
    """Outcomes, events and amounts of a run."""
    summary, worlds = study.summaries[scenario.id], study.worlds
    share = lambda row: (formats.parameter_range(row.levels[0], worlds), row.level(0))  # noqa: E731
    interval_text = lambda row: formats.interval(row.levels[0], worlds)  # noqa: E731
    ends, last = [], f"of {worlds:,} worlds"
    for row in rows.outcomes(study, [scenario]):
        look, bar = (QUIET, "") if row.part else ("", Bar(row.levels[0].value))
        cells = ("  " * row.part + row.label, *share(row), interval_text(row))
        ends.append((*((cell, look) for cell in cells), bar))
    yield table(
        f"How the worlds end, {last}", (ACROSS, "worlds", "95% CI", "share"), ends, "outcomes"
    )
    yield from _without_deal(scenario, summary.without_deal)
    events = rows.metrics(study, [scenario], names.event_metrics(scenario))
    event_rows = [(row.label, *share(row), interval_text(row)) for row in events]
    yield table(f"What happens, {last}", (ACROSS, "worlds", "95% CI"), event_rows, "events")
    yield text(sentences.waits(summary, worlds), key="waits")
    mean_rows = []
    for row in rows.metrics(study, [scenario], names.mean_metrics(scenario)):
        level = row.levels[0]
        middle = formats.rounded(level.median, level.p90)
        mean_rows.append(
            (
                _named(row),
                formats.parameter_range(level, worlds),
                middle,
                formats.world_range(level),
            )
        )
    yield table("How much", (f"mean, {ACROSS}", MIDDLE, FUTURES), mean_rows, "amounts")


def _named(row):
    """Label and unit of a row."""
    return text(row.label, (row.title.removeprefix(row.label), QUIET))


def _without_deal(scenario, without_deal):
    """Outcomes of the worlds without a package in force."""
    if without_deal.outcomes:
        ends = (
            (outcome.label, without_deal.outcomes[outcome.id].value)
            for outcome in scenario.form.outcomes
        )
        counts = "; ".join(
            f"{label} {formats.count(share, 1000)}" for label, share in ends if share
        )
        head = f"Of 1,000 worlds without a package in force ({without_deal.worlds:,} seen)"
        yield text(f"{head}: {counts}; no other outcome.", key="without_deal")


# -------------------------------------------------------------------------------------------------
# a comparison
def comparison_table(study, other):
    """Outcomes, events and amounts of the base and another scenario, with changes."""
    pair = (study.scenarios[0], other)
    heads, last = (*(scenario.id for scenario in pair), *CHANGE), f"of {study.worlds:,} worlds"
    ends = list(rows.outcomes(study, pair))
    most = _largest(ends)
    table_rows = [_compared(row, most) for row in ends]
    yield table(f"How the worlds end, {last}", (*heads, DRAWN), table_rows, "outcomes")
    yield text(flows(study, other), key="flows")
    events = list(rows.metrics(study, pair, names.event_metrics(pair[0])))
    most = _largest(events)
    table_rows = [_compared(row, most) for row in events]
    yield table(f"What happens, {last}", (*heads, DRAWN), table_rows, "events")
    mean_rows = rows.metrics(study, pair, names.mean_metrics(pair[0]))
    table_rows = [_compared(row, 0.0)[:-1] for row in mean_rows]
    yield table("How much, mean of worlds", heads, table_rows, "amounts")


def brief_table(study, most):
    """A table of at most so many rows and a line on its marks: outcomes seen, the answer, the
    metrics to look at, and the largest changes. Beside one other scenario it shows the change,
    beside several every level."""
    base, *others = study.scenarios
    pair = study.scenarios if len(others) == 1 else None
    ends = [row for row in rows.outcomes(study, study.scenarios, parts=False) if _occurs(row, base)]
    listed = dict(names.metrics(base))
    by_other = [sentences.brief_metrics(study, other) for other in others]
    in_turn = (name for group in zip_longest(*by_other) for name in group if name)
    fewest = max(FEWEST_METRICS, len(base.form.report))
    chosen = list(dict.fromkeys(in_turn))[: max(most - len(ends), fewest)]
    mean_rows = rows.metrics(study, study.scenarios, [(name, listed[name]) for name in chosen])
    table_rows = [_briefly(row) if pair else _levels(study, row) for row in (*ends, *mean_rows)]
    ids = tuple(scenario.id for scenario in study.scenarios)
    title = f"Of {study.worlds:,} worlds, or mean"
    heads = ("change", "95% CI", Column("10-90% of draws", least=120)) if pair else ()
    yield table(title, (*ids, *heads), table_rows, "brief", tight=True)
    cells = "".join(str(cell) for row in table_rows for cell in row)
    marks = [f"{mark} {meaning}" for mark, meaning in MARKS.items() if mark in cells]
    marks += ["CI: of the change"] if pair else []
    yield from optional(formats.upper("; ".join(marks)), QUIET, tight=True, key="legend")


def _briefly(row):
    """A row's label, both levels, its change, 95% CI and parameter range without a mark."""
    label, before, after, change, across, interval, *_ = _compared(row, 0.0)
    if across:
        across = across[0].removesuffix(f" {UNCLEAR}"), across[1]
    return label, before, after, change, interval, across


def _occurs(row, base):
    """Whether an outcome occurs in any world; True of a collapse."""
    collapse = names.collapse(base)
    return any(level and level.value for level in row.levels) or (
        collapse and row.name == collapse.id
    )


def _levels(study, row):
    """A row's label and its levels, marked and bold where they differ from the base."""
    changes = [study.differences[other.id] for other in study.scenarios[1:]]
    changed = [each.outcomes.get(row.name) or each.metrics.get(row.name) for each in changes]
    levels = (_marked_cell((row.level(k), ""), change) for k, change in enumerate(changed, 1))
    return _named(row), f"{row.level(0)} ", *levels


def _marked_cell(cell, change):
    """A cell with the mark of a significant change, which is also bold, or of an unclear sign; what
    is assumed has no mark here."""
    string, look = cell
    if not change or change.standing == "assumed":
        return f"{string} ", look
    mark = UNCLEAR if not change.ranked else SIGNIFICANT * change.moved
    return f"{string}{mark or ' '}", STRONG if change.moved else look


def _largest(listed):
    return max((abs(row.change.value) for row in listed if row.change), default=0.0)


def _compared(row, most):
    """A row's label, both levels, and its change with a bar in proportion to the largest."""
    levels = [row.level(k) for k in range(2)]
    if row.part:
        return *((cell, QUIET) for cell in (f"  {row.label}", *levels)), "", "", "", ""
    label = text(*(_named(row).spans), *([(ASSUMED, QUIET)] if row.assumed else []))
    if row.change is None:
        return label, *levels, "", "", "", ""
    length = row.change.value / most if most and math.isfinite(most) else 0.0
    by, *ranges = row.changed()
    bar = Bar(length, swings=True, clear=row.change.moved)
    return label, *levels, _marked_cell(by, row.change), *ranges, bar


def flows(study, other):
    """The number of worlds whose outcome differs from the base, and the commonest changes, in a
    sentence."""
    _, moved, count, labels = moves(study, other)
    stay = f"World by world, {study.worlds - count:,} of {study.worlds:,} have the same outcome"
    if not moved:
        return f"{stay} under both."
    clauses = [f"{worlds:,} from {labels[a]} to {labels[b]}" for a, b, worlds in moved[:FLOWS]]
    left = sum(worlds for *_, worlds in moved[FLOWS:])
    clauses += [f"{left:,} other changes"] if left else []
    return f"{stay} under both. Of the rest: {'; '.join(clauses)}."


def moves(study, other):
    """Worlds by outcome under the base and under another scenario: ([(from, to, worlds)] of all, of
    those that differ, how many differ, {outcome: label})."""
    base, number = study.scenarios[0], study.scenarios.index(other)
    labels = {
        outcome.id: outcome.label
        for scenario in (base, other)
        for outcome in scenario.form.outcomes
    }
    pairs = history.flows(
        base, other, study.block_results[0].worlds, study.block_results[number].worlds
    )
    moved = [row for row in pairs if row[0] != row[1]]
    return pairs, moved, sum(worlds for *_, worlds in moved), labels


def legend(base, change):
    """The meaning of the marks that occur in the tables."""
    lines = [
        f"{SIGNIFICANT} significant at a false discovery rate of 5% over all rows.",
        "10-90% of draws: parameter range, the 10th to 90th percentile of the change across"
        " parameter draws; one number where draws differ by no more than simulation noise.",
    ]
    if any(not row.ranked for _, row in sentences.labelled_changes(base, change)):
        lines.append(
            f"{UNCLEAR} the sign differs in more than 20% of parameter draws; do not rank scenarios"
            " by it."
        )
    if any(row.standing == "assumed" for row in change.metrics.values()):
        lines.append(f"{ASSUMED} set by the scenario or by an assumption, not a result.")
    return text(" ".join(lines), look=QUIET, key="legend")


# -------------------------------------------------------------------------------------------------
# terms and blockers
def terms(study):
    """Median terms of the packages signed, with the nearest anchor."""
    if few := sentences.terms_omitted(study):
        yield text(few, look=QUIET, key="terms")
        return
    ids, first, table_rows = list(study.summaries), study.scenarios[0], []
    for issue, issue_schema in first.form.issues.items():
        estimates = (run.metrics.get(f"deal.{issue}") for run in study.summaries.values())
        medians = [term and term.median for term in estimates]
        if issue_schema.kind == "package" and medians[0] is not None:
            near = min(issue_schema.anchors, key=lambda anchor: abs(anchor - medians[0]))
            cells = ("" if term is None else f"{term:.0f}" for term in medians)
            table_rows.append(
                (issue_schema.label, *cells, (f"{near}: {issue_schema.anchors[near]}", QUIET))
            )
    near = Column(_labels_of_first("nearest anchor", ids), prose=True)
    yield table("Terms signed, 0 to 100", (*ids, near), table_rows, "terms")


def blockers(study):
    """Who refuses the packages tabled, how much value they lack, and the largest costs to the
    party."""
    ids, table_rows = list(study.summaries), []
    by_party = [{row.party: row for row in run.blockers} for run in study.summaries.values()]
    for party, first in by_party[0].items():
        cells = [_refused(party_rows.get(party)) for party_rows in by_party]
        largest = largest_costs(study.scenarios[0].form, first)
        table_rows.append((f"{first.label} ({first.role})", *cells, (largest, QUIET)))
    most = Column(_labels_of_first("largest cost to it", ids), prose=True)
    return table("Who refused, of 100 packages tabled", (*ids, most), table_rows, "blockers")


def _labels_of_first(head, ids):
    return head if len(ids) == 1 else f"{head}, {ids[0]}"


def _refused(row):
    return f"{100 * row.share:.0f}, shortfall {row.shortfall:.2f}" if row and row.share else "0"


def largest_costs(form, blocker):
    """The two largest costs of a refused package to a party: terms, or doubt that the deal would be
    kept."""
    parts = {form.issues[name].label: value for name, value in blocker.over.items()}
    parts = {"doubt": blocker.distrust} | parts
    most = sorted(parts.items(), key=lambda pair: -pair[1])[:2]
    return ", ".join(f"{label} {value:.2f}" for label, value in most if value > 0)


# -------------------------------------------------------------------------------------------------
# under each bargaining rule
def levels_by_rule(study, scenario):
    """Levels of a scenario under its own bargaining rule and under each other."""
    own_rule = scenario.form.talks.rule
    results = [result for result in study.by_rule(scenario) if result.case.rule != own_rule]
    runs = {result.case.rule or own_rule: result.summary for result in results}
    moves = {result.case.rule: result.from_own for result in results if result.from_own}
    table_rows = []
    for key, label, _ in by_rule_rows(scenario, list(moves.values()), study.worlds):
        first, *levels = (formats.level(run.row(key), study.worlds) for run in runs.values())
        changes = (change.row(key) for change in moves.values())
        cells = (
            _marked_cell((level, QUIET), row) for level, row in zip(levels, changes, strict=True)
        )
        table_rows.append((label, f"{first} ", *cells))
    heads = (f"{own_rule} (its own)", *moves)
    title = f"Results by bargaining rule, of {study.worlds:,} worlds"
    yield table(title, heads, table_rows, f"rules {scenario.id}")
    marks = f"{SIGNIFICANT} differs significantly from {own_rule}; {UNCLEAR} {MARKS[UNCLEAR]}."
    yield text(f"{rule_descriptions(runs)} {marks}", look=QUIET)


def changes_by_rule(study):
    """Changes from the base by each other scenario under each rule, and whether their signs
    hold."""
    base, all_changes, under = study.scenarios[0], [], {}
    for other in study.scenarios[1:]:
        under, table_rows, verdicts = changes_of_each_rule(study, other), [], {}
        for key, label, scale in by_rule_rows(base, list(under.values()), study.worlds):
            row_changes = [change.row(key) for change in under.values()]
            note = verdicts[names.outcomes(base)[key][0]] = verdict(row_changes)
            table_rows.append(
                (label, *(_marked(each, scale) for each in row_changes), (note, QUIET))
            )
            all_changes += row_changes
        yield _rule_dependence(verdicts, other.id if len(study.scenarios) > 2 else "")
        heads = (*under, "verdict")
        yield table("Change under each rule", heads, table_rows, f"rules {other.id}")
    mixed = any(each.moved and not each.ranked for each in all_changes)
    mark = f" {UNCLEAR} the sign differs in more than 20% of parameter draws." if mixed else ""
    notes = [
        _signed_by_rule(study, base),
        rule_descriptions(under),
        f"{SIGNIFICANT} significant.{mark}",
    ]
    yield text(" ".join(notes), look=QUIET)


def changes_of_each_rule(study, other):
    """{RULE: changes from the base under it}, first under the rule that both draft by, or each by
    its own."""
    rules = {result.form.talks.rule for result in (study.scenarios[0], other)}
    own_rule = rules.pop() if len(rules) == 1 else "each its own"
    return {result.case.rule or own_rule: result.changes for result in study.by_rule(other)}


def by_rule_rows(scenario, changes, worlds):
    """(key, label, scale) of the outcomes that change under any rule, and of the main metrics."""
    listed = names.outcomes(scenario)
    for (group, name), (label, unit) in listed.items():
        row_changes = [getattr(change, group).get(name) for change in changes]
        moved = any(change and change.moved for change in row_changes)
        if moved if group == "outcomes" else name in MAIN and all(row_changes):
            title = names.with_unit(label, unit)
            spans = text(label, (title.removeprefix(label), QUIET))
            yield (group, name), spans, worlds if unit is None else 1


def _marked(change, scale):
    """A change in a cell, with the mark of a significant one."""
    return _marked_cell(formats.change_cells(change, scale)[0], change)


def verdict(changes):
    """Whether a change keeps its sign across rules, in a few words."""
    clear = [change for change in changes if change.moved and change.ranked]
    ways = {RISES if change.value > 0 else FALLS for change in clear}
    if len(ways) == 2:
        return TURNS
    if not clear:
        return "no significant change"
    how_often = "every rule" if len(clear) == len(changes) else f"{len(clear)} of {len(changes)}"
    return f"{ways.pop()} under {how_often}"


def _rule_dependence(verdicts, name):
    """Which signs hold under every rule, and which depend on the rule."""
    turns, every_rule = (
        [label for label, outcome in verdicts.items() if outcome == TURNS],
        " under every rule",
    )
    suffix = f", {name}" if name else ""
    clause = f"the sign of {', '.join(turns)}." if turns else "no sign of a change."
    spans = [(f"What depends on the bargaining rule{suffix}: ", STRONG), clause]
    firm = [
        f"{label} {outcome.removesuffix(every_rule)}"
        for label, outcome in verdicts.items()
        if every_rule in outcome
    ]
    partly = [f"{label} ({outcome})" for label, outcome in verdicts.items() if " of " in outcome]
    for title, outcome in (
        ("Under every rule", firm),
        ("Significant under some rules only", partly),
    ):
        spans += [(f" {title}: ", STRONG), f"{'; '.join(outcome)}."] if outcome else []
    return text(*spans)


def _signed_by_rule(study, base):
    """Packages signed under the base, by rule."""
    own_rule, results = base.form.talks.rule, study.by_rule(base)
    signed = {
        result.case.rule or own_rule: result.summary.metrics.get("package_signed")
        for result in results
    }
    if not all(signed.values()):
        return ""
    counts = {rule: formats.count(result.value, study.worlds) for rule, result in signed.items()}
    phrase = ", ".join(f"{count} ({rule})" for rule, count in counts.items())
    return f"Packages signed in {base.id}, of {study.worlds:,} worlds: {phrase}."


def rule_descriptions(rules):
    """A clause on each bargaining rule."""
    lines = (f"{name}: {SENTENCES[name]}." for name in rules if name in SENTENCES)
    return " ".join(lines).replace("capability", "bargaining weight")
