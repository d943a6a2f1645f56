"""Sentences on a study: significant changes, how sure, no meaningful change, who blocked, what was
assumed."""

from collections import Counter

from simulator.analysis.compare import FEWEST, UNCHANGED_SHARE, outcomes_of
from simulator.ensemble.posterior_draws import posterior_draws_of
from simulator.model.metrics import RECENT, with_role
from simulator.report import formats
from simulator.report.blocks import STRONG, text
from simulator.report.view import answer, names
from simulator.scenario.diff import differences, row_text
from simulator.scenario.library import beyond_record

MOST = 5  # changes named in a summary
BEHIND, INPUTS, NAMED = 3, 3, 2  # changes, inputs and unchanged labels named on a page
FEW = 20  # worlds below which an outcome is called rare
OUTSIDE = ". The mean lies outside the 10th to 90th percentile across parameter draws."
DEALS = with_role("deal")  # named after harm
WORDS = with_role("words")  # named last: words soften and harden by how the model is built


# -------------------------------------------------------------------------------------------------
# significant changes
def outcomes(base, change):
    """(label, change) of every outcome that is compared."""
    changes = change.outcomes
    return [
        (outcome.label, changes[outcome.id])
        for outcome in base.form.outcomes
        if outcome.id in changes
    ]


def labelled_changes(base, change):
    """(label, change) of every outcome and every metric that sentences mention."""
    listed = [
        (metric.label, change.metrics.get(name)) for name, metric in names.sentence_metrics(base)
    ]
    return outcomes(base, change) + [pair for pair in listed if pair[1]]


def foremost_metrics(base, change):
    """Names of the metrics with a significant change of consistent sign: harm first, then deals,
    words last, else the largest effect first."""
    named = [name for name, _, row in _metric_changes(base, change) if row.ranked]

    def place(name):
        effect = abs(change.metrics[name].effect)
        return name not in names.HARM, name in WORDS, name not in DEALS, -effect

    return sorted(named, key=place)


def brief_metrics(study, other):
    """Names of the metrics of a brief table: the answer, those that the scenario requests or says
    to look at, then the largest changes."""
    base, change = study.scenarios[0], study.differences[other.id]
    answer_of = names.answer(other) or names.answer(base)
    keys = [answer_of[0]] if answer_of else []
    keys += names.requested_rows(other, base)
    chosen = [name for group, name in keys if group == "metrics" and name in change.metrics]
    return list(dict.fromkeys([*chosen, *foremost_metrics(base, change)]))


def moving_metrics(base, change):
    """(label, change) of the metrics of `foremost_metrics`."""
    labels = {name: metric.label for name, metric in names.metrics(base)}
    return [(labels[name], change.metrics[name]) for name in foremost_metrics(base, change)]


def significant_changes(base, change):
    """(label, change) of all significant changes of consistent sign, outcomes first."""
    return [pair for pair in _outcome_changes(base, change) if pair[1].ranked] + moving_metrics(
        base, change
    )


def sign_unclear_labels(base, change):
    """Labels of significant changes whose sign depends on the parameter draw."""
    metrics = [(label, row) for _, label, row in _metric_changes(base, change)]
    return [label for label, row in (*_outcome_changes(base, change), *metrics) if not row.ranked]


def unchanged_labels(base, change):
    """Labels without a meaningful change: the CI excludes more than a small one."""
    return [label for label, row in labelled_changes(base, change) if row.unchanged]


def inconclusive_labels(base, change):
    """Labels without a significant change whose CI includes a meaningful one."""
    return [
        label
        for label, row in labelled_changes(base, change)
        if not row.moved and not row.unchanged
    ]


def _metric_changes(base, change):
    """(name, label, change) of the metrics with a significant change that is a result."""
    for name, metric in names.sentence_metrics(base):
        row = change.metrics.get(name)
        if row and row.moved and row.standing == "result":
            yield name, metric.label, row


def _outcome_changes(base, change):
    return [pair for pair in outcomes(base, change) if pair[1].moved]


# -------------------------------------------------------------------------------------------------
# a comparison in short
def sentence(label, change, worlds, with_range=True):
    """A change in a clause; if `with_range`, with its parameter range."""
    scale = worlds if change.is_share else 1
    digits = 0 if change.is_share or abs(change.value) >= 100 else 1
    unit = "worlds" if change.is_share else change.unit.replace("%", "points")
    parameter_range = formats.range_cell(change, scale)[0] if with_range else ""
    value = formats.sign(f"{change.value * scale:+,.{digits}f}")
    return f"{label} {value} {unit}" + (f" ({parameter_range})" if parameter_range else "")


def changed_in_short(base, change, worlds):
    """The largest changes, without those that the scenario itself sets."""
    largest = [sentence(label, row, worlds) for label, row in moving_metrics(base, change)[:MOST]]
    unclear = sign_unclear_labels(base, change)
    spans = [("In short: ", STRONG), f"{endings(base, change, worlds)}."]
    if largest:
        spans += [(" Largest changes (10-90% of parameter draws): ", STRONG)]
        spans += [f"{'; '.join(largest)}."]
    if unclear:
        spans += [
            (" Sign differs in more than 20% of parameter draws: ", STRONG),
            f"{'; '.join(unclear)}.",
        ]
    return text(*spans, key="short")


def endings(base, change, worlds, with_range=True):
    """The outcomes whose share changes, after a collapse in more worlds, with ranges on request."""
    moved = _outcome_changes(base, change)
    phrase = "; ".join(
        sentence(label, row, worlds, with_range) for label, row in moved if row.ranked
    )
    manner = "in a consistent direction across parameter draws" if moved else "significantly"
    phrase = phrase or f"no outcome's share changes {manner}"
    return "; ".join([*_collapse(base, change, worlds), phrase])


def _collapse(base, change, worlds):
    """A collapse in more worlds whose change is not significant."""
    collapse = names.collapse(base)
    row = change.outcomes.get(collapse.id) if collapse else None
    if row and not row.moved and not row.unchanged and row.value >= UNCHANGED_SHARE:
        phrase = sentence(collapse.label, row, worlds, with_range=False)
        yield f"{phrase}, not significant with {worlds:,} worlds"


# -------------------------------------------------------------------------------------------------
# a run in short
def run_in_short(scenario, summary, worlds):
    """The commonest outcome and the main metrics, in a line."""
    return text(("In short: ", STRONG), f"{brief_run(scenario, summary, worlds)}.", key="short")


def brief_run(scenario, summary, worlds):
    """The commonest outcome, collapse, civilians killed and packages signed, with parameter
    ranges."""
    collapse = names.collapse(scenario)
    commonest = max(scenario.form.outcomes, key=lambda outcome: summary.outcomes[outcome.id].value)
    clauses = [
        _outcome_clause(
            f"{commonest.label} in",
            summary.outcomes[commonest.id],
            worlds,
            f" of {worlds:,} worlds",
        )
    ]
    if collapse and collapse is not commonest:
        clauses.append(
            _outcome_clause(f"{collapse.label} in", summary.outcomes[collapse.id], worlds)
        )
    killed = summary.metrics["civilians_killed_total"]
    clauses.append(f"mean civilians killed {formats.rounded(killed.value, killed.p90)}")
    signed = summary.metrics["package_signed"]
    return "; ".join([*clauses, _outcome_clause("a package is signed in", signed, worlds)])


def _outcome_clause(clause, share, worlds, suffix=""):
    parameter_range = formats.range_clause(share)
    return f"{clause} {formats.count(share.value, worlds)}{suffix}" + (
        f" ({parameter_range})" if parameter_range else ""
    )


def summaries(study):
    """Return {id: summary} of each other scenario of a comparison, or of each scenario of a run;
    empty for a sweep."""
    base, worlds = study.scenarios[0], study.worlds
    if study.cells:
        return {}
    if study.differences:
        changes = study.differences.items()
        return {name: changed_in_short(base, change, worlds) for name, change in changes}
    return {
        scenario.id: run_in_short(scenario, study.summaries[scenario.id], worlds)
        for scenario in study.scenarios
    }


# -------------------------------------------------------------------------------------------------
# the summary box and the details below it
def summary_box(study):
    """{heading: [sentence]} of the first box: the answer, what changed, how sure, what has no
    meaningful change; of a run or of several scenarios the answers, or else how the worlds end."""
    if len(study.differences) == 1:
        base, (change,) = study.scenarios[0], study.differences.values()
        return _grouped([*_answers(study), *_changed(base, change, study.worlds)])
    if len(study.scenarios) == 1:
        return _grouped([*_answers(study), *_ends(study)])
    return _grouped(list(_answers(study)) or list(_ends(study)))


def details(study):
    """{heading: [sentence]} of the details: what was set, ranges, what is inconclusive, who
    blocked, what was assumed."""
    pairs = list(_details(study)) if study.differences else []
    if len(study.scenarios) > 1 and len(study.differences) != 1 and answer.answers_of(study):
        pairs += _ends(study)
    return _grouped([*pairs, *_blocked(study), ("What was assumed", _assumed(study))])


def _grouped(pairs):
    """{heading: [sentence]} of (heading, sentence) pairs."""
    headings: dict[str, list] = {}
    for heading, line in pairs:
        headings.setdefault(heading, []).append(line)
    return headings


def _answers(study):
    """The answers, after the scenario's title where there are several."""
    answers = answer.answers_of(study)
    titles = {line.id: f"{line.form.title}: " for line in study.scenarios if len(answers) > 1}
    yield from (("Answer", titles.get(name, "") + line.plain) for name, line in answers.items())


def _ends(study):
    """How the worlds of each scenario end, or what changes in each other one."""
    for scenario in study.scenarios[1 if study.differences else 0 :]:
        name = f"{scenario.form.title}: " if len(study.scenarios) > 1 else ""
        if study.differences:
            change = study.differences[scenario.id]
            yield "What changed", f"{name}{endings(study.scenarios[0], change, study.worlds)}."
        else:
            yield (
                "How the worlds end",
                f"{name}{brief_run(scenario, study.summaries[scenario.id], study.worlds)}.",
            )


def _details(study):
    """(heading, sentence) of each other scenario of a comparison."""
    base = study.scenarios[0]
    for other in study.scenarios[1:]:
        name = f"{other.form.title}: " if len(study.scenarios) > 2 else ""
        change, worlds = study.differences[other.id], study.worlds
        pairs = [("What was set", _inputs_set(base, other))]
        if len(study.scenarios) > 2:
            pairs += _changed(base, change, worlds)
        pairs.append(("Parameter ranges", largest_ranges(base, change, worlds)))
        pairs.append(("Sign depends on the draw", "; ".join(sign_unclear_labels(base, change))))
        pairs.append(("Carried by few draws", carried_by_few_draws(base, change, worlds)))
        inconclusive = inconclusive_labels(base, change)
        pairs.append((f"Inconclusive with {worlds:,} worlds", "; ".join(inconclusive)))
        yield from ((heading, name + phrase) for heading, phrase in pairs if phrase)


def _changed(base, change, worlds):
    """What changed, how sure, no meaningful change: (heading, sentence) in a few words each."""
    left = BEHIND - sum(row.ranked for _, row in _outcome_changes(base, change))
    largest = moving_metrics(base, change)[: max(left, 1)]
    most = "; ".join(sentence(label, row, worlds, with_range=False) for label, row in largest)
    phrase = f"{formats.upper(endings(base, change, worlds, with_range=False))}."
    manner = "with a consistent sign" if sign_unclear_labels(base, change) else "significantly"
    yield (
        "What changed",
        f"{phrase} {formats.upper(most)}." if most else f"{phrase} No metric changes {manner}.",
    )
    yield "How sure", sign_consistency(base, change, worlds)
    unchanged = unchanged_labels(base, change)
    yield "No meaningful change", _first_labels(unchanged) if unchanged else "Nothing."


def _first_labels(labels):
    """The first NAMED of some labels, and how many more there are."""
    more = len(labels) - NAMED
    return "; ".join(labels[:NAMED]) + (f"; {more} more." if more > 0 else ".")


def _inputs_set(base, other):
    """The inputs in which a scenario differs from the base."""
    rows = differences(base, other)
    lines = [row_text(names.lever_name(other, key), before, after) for key, before, after in rows]
    more = f", and {len(lines) - INPUTS} more" if len(lines) > INPUTS else ""
    return f"{'; '.join(lines[:INPUTS])}{more}. All else is the same." if lines else "nothing."


def sign_consistency(base, change, worlds):
    """How many of the significant changes keep their sign across parameter draws."""
    clear, unclear = significant_changes(base, change), sign_unclear_labels(base, change)
    if not clear and not unclear:
        return f"No change is significant with {worlds:,} worlds; more worlds narrow the intervals."
    if clear and clear[0][1].opposite_sign is None:
        few = "Their parameter ranges are omitted: too few draws, or worlds per draw."
        return f"Significant changes: {len(clear)}. {few}"
    count = f"{len(clear)} of {len(clear) + len(unclear)} significant changes"
    return f"{count} keep their sign in at least 80% of parameter draws."


def largest_ranges(base, change, worlds):
    """Parameter ranges of the largest changes; empty where draws do not differ."""
    pairs = [
        (label, formats.range_cell(row, worlds if row.is_share else 1)[0])
        for label, row in significant_changes(base, change)
    ]
    ranges = [f"{label} {ends}" for label, ends in pairs if " to " in ends][:2]
    return f"{'; '.join(ranges)} (10-90% of draws)." if ranges else ""


def carried_by_few_draws(base, change, worlds):
    """The changes that lie outside their own parameter range; empty where there are none."""
    pairs = [
        (label, row) for label, row in labelled_changes(base, change) if row.standing == "result"
    ]
    clauses = [sentence(label, row, worlds) for label, row in pairs if _lies_outside(row, worlds)]
    return "; ".join(clauses) + OUTSIDE if clauses else ""


def _lies_outside(change, worlds):
    """Whether a change is outside its parameter range as both are shown."""
    scale, digits = (worlds, 0) if change.is_share else (1, 1)
    if (ends := change.across(scale)) is None:
        return False
    low, value, high = (
        round(number, digits) for number in (ends[0], change.value * scale, ends[1])
    )
    return not low <= value <= high


def _blocked(study):
    """The signer that refuses most often: its war payoff, the refused packages, and why."""
    base, *others = study.scenarios
    first = next((row for row in study.summaries[base.id].blockers if row.share), None)
    if first is None:
        return
    cost = sum(first.over.values())
    package = 1.0 - cost - first.distrust
    elsewhere = ", ".join(
        f"{_if_same(study, scenario, first)} under {scenario.form.title}" for scenario in others
    )
    phrase = f"{formats.upper(first.label)} refuses {100 * first.share:.0f} of 100 packages tabled"
    phrase += f" ({elsewhere})" if elsewhere else ""
    phrase += ". On a scale where 1 is all it wants, its war payoff is"
    phrase += f" {package + first.shortfall:.2f} and a refused package {package:.2f}:"
    phrase += f" the terms cost it {cost:.2f}"
    largest = [
        base.form.issues[name].label for name, loss in list(first.over.items())[:2] if loss > 0
    ]
    phrase += f", mostly {' and '.join(largest)}" if largest else ""
    yield "Who blocked", f"{phrase}; doubt that the deal would be kept costs {first.distrust:.2f}."


def _if_same(study, scenario, first):
    rows = study.summaries[scenario.id].blockers
    return next((f"{100 * row.share:.0f}" for row in rows if row.party == first.party), "none")


def _assumed(study):
    base = study.scenarios[0]
    parameters = [
        parameter for parameter in base.parameters.values() if parameter.value == parameter.value
    ]
    grades, posterior = (
        Counter(parameter.grade for parameter in parameters),
        posterior_draws_of(base),
    )
    phrase = f"{len(parameters):,} parameters, {grades['D']} of them our own judgement (grade D). "
    phrase += f"{len(base.factors)} are uncertain and vary between parameter draws"
    priors = posterior.priors if posterior else {}
    fitted = sum(
        priors.get(path) == parameter.prior_text
        for path, parameter in base.factors.items()
        if posterior
    )
    phrase += f"; {fitted} of these are calibrated to the record. " if fitted else ". "
    return phrase + beyond_the_record(study)


# -------------------------------------------------------------------------------------------------
# notes
def waits(summary, worlds):
    """When dated events occur, in a sentence; over the worlds in which they do."""
    clauses = (_wait(summary.metrics[name], label, worlds) for name, label in names.DATED.items())
    return f"{formats.upper('; '.join(clauses))}."


def _wait(estimate, label, worlds):
    if not estimate.n:
        return f"{label} in none of {worlds:,} worlds"
    count = f"{label} in {estimate.n:,} of {worlds:,} worlds"
    weeks = f"there after a median of {estimate.median:.0f} weeks"
    return f"{count}, {weeks} (10-90% of worlds: {estimate.p10:.0f} to {estimate.p90:.0f})"


def early_ends(study):
    """How worlds are counted that end before the run does; empty where none does."""
    runs = study.summaries or {number: cell.summary for number, cell in enumerate(study.cells)}
    metrics_by_run = {name: metrics.metrics for name, metrics in runs.items()}
    if not any(metrics["end_of_story"].n for metrics in metrics_by_run.values()):
        return ""
    outcomes = study.scenarios[0].form.outcomes
    labels = [outcome.label for outcome in outcomes if any(each.absorbing for each in outcome.when)]
    counts = _value_of_each(
        study, {name: metrics["end_of_story"].n for name, metrics in metrics_by_run.items()}
    )
    total = {
        name: metrics["civilians_killed_until_end"].value
        for name, metrics in metrics_by_run.items()
    }
    return (
        f"In {counts} of {study.worlds:,} worlds the simulation ends early ({'; '.join(labels)})."
        " Deaths are extrapolated to the end of the run at the rate of the world's last"
        f" {RECENT} weeks; without extrapolation civilians killed would be"
        f" {_value_of_each(study, total)}."
        " Other means cover the weeks before the end, counts stop there, and all other metrics"
        " keep their value of that week."
    )


def _value_of_each(study, values):
    """A number under each scenario, or the range over all cells."""
    if study.cells:
        return f"{min(values.values()):,.0f} to {max(values.values()):,.0f}"
    if len(values) == 1:
        return f"{next(iter(values.values())):,.0f}"
    return ", ".join(f"{value:,.0f} ({name})" for name, value in values.items())


def terms_omitted(study):
    """Why terms are omitted: too few worlds sign; empty where enough do."""
    few = _few_signed(study)
    if not few:
        return ""
    counts = ", ".join(f"{count} under {name}" for name, count in few.items())
    reason = f"fewer than {FEWEST} worlds sign ({counts})"
    return f"Terms of deals are omitted: {reason}.{worlds_hint(study)}"


def rare_outcomes(study):
    """The outcomes seen in too few worlds for precision; empty where there are none."""
    rare = rare_labels(study)
    phrase = f"Rare outcomes (fewer than {FEW} worlds): {'; '.join(rare)}."
    return phrase + worlds_hint(study) if rare else ""


def worlds_hint(study):
    """Sentence with the number of worlds that the study needs, the same in all places."""
    most = answer.MOST_WORLDS
    if any(number > most for number in _needs(study)):
        return f" Needed: more than {most:,} worlds; sampling will not settle it."
    needed = worlds_needed(study)
    return f" Needed: -n {needed}." if needed else ""


def worlds_needed(study):
    """Worlds needed for undecided answers, rare outcomes and omitted terms, as far as a number can
    be suggested; None for none."""
    numbers = (number for number in _needs(study) if number <= answer.MOST_WORLDS)
    return max(numbers, default=None)


def _needs(study):
    """Numbers of worlds needed for undecided answers, rare outcomes and omitted terms."""
    needs = [answer.worlds_to_decide(study) if study.differences else None]
    needs += [formats.worlds_needed(FEW, share) for share in rare_labels(study).values()]
    if few := _few_signed(study):
        needs.append(formats.worlds_needed(FEWEST, min(few.values()) / study.worlds))
    return [number for number in needs if number]


def _few_signed(study):
    """{id: worlds that sign} of the scenarios in which too few do."""
    shares = {
        name: summary.metrics["package_signed"].value for name, summary in study.summaries.items()
    }
    counts = {name: round(share * study.worlds) for name, share in shares.items()}
    return {name: count for name, count in counts.items() if count < FEWEST}


def rare_labels(study):
    """{label: largest share} of the outcomes seen in too few worlds for precision."""
    rare = {}
    for outcome in outcomes_of(study.scenarios).values():
        estimates = (summary.outcomes.get(outcome.id) for summary in study.summaries.values())
        share = max((summary.value for summary in estimates if summary), default=0.0)
        if 0.0 < share * study.worlds < FEW <= study.worlds:
            rare[outcome.label] = share
    return rare


def beyond_the_record(study):
    """The inputs and dates beyond the record; empty where there are none."""
    varied, form = names.varied_values(study), study.scenarios[0].form
    outside = dict.fromkeys(
        row for scenario in study.scenarios for row in beyond_record(scenario, varied)
    )
    clauses = [
        f"{lever} {value:g} (record: {low:g} to {high:g})" for lever, value, low, high in outside
    ]
    ends = form.record_ends
    clauses += [f"all after {names.day(ends)}"] if ends and form.monday(form.weeks) > ends else []
    return f"Beyond the record: {'; '.join(clauses)}." if clauses else ""


def other_notes(study):
    """Notes of the study in a line, without those shown above the tables of a comparison."""
    cuts = [note for notes in study.cuts.values() for note in notes]
    return " ".join(note for note in study.notes if note not in cuts)


def warnings(study):
    """Sentences on rare outcomes, on what lies beyond the record, and notes."""
    lines = ["" if study.cells else rare_outcomes(study), beyond_the_record(study), *study.notes]
    return [line for line in lines if line]
