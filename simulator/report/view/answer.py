"""The answer of a scenario in one sentence: a verdict, then the numbers behind it.

A comparison judges the change of the outcome or metric of `answer:`, in the direction that means
yes where one is given, by its 95% CI and the margin of `compare.margin_of`:

    yes          the CI excludes zero, and the change is at least the margin
    no           the CI includes no change beyond the margin in that direction
    cannot tell  neither; or a change whose sign differs in more than 20% of parameter draws

A question that starts with "what" or "how", or that offers two alternatives, has no yes or no: its
verdict is "More often", "Less", "No meaningful change" or "Cannot tell". So has a scenario without
a question.

A run has nothing to compare with. It states the level of the answer. Only an outcome answers a
yes-or-no question: yes where it ends more than half of the worlds, by its CI and its parameter
range.
"""

import math
import re
from dataclasses import replace

from simulator.analysis.compare import margin_of
from simulator.report import formats
from simulator.report.blocks import STRONG, text
from simulator.report.view import names
from simulator.scenario.diff import differences

YES, NO, UNKNOWN = "Yes.", "No.", "Cannot tell."
MOSTLY, SELDOM = "Yes, in most worlds.", "No, in fewer than half of the worlds."
SAME, NOTHING = "No meaningful change.", "No answer."
# verdicts on an open question: (share of worlds, amount)
MORE, LESS = ("More often.", "More."), ("Less often.", "Less.")
SIGN_UNCLEAR = " Its sign differs in more than 20% of parameter draws."
MOST_WORLDS = 100_000  # a larger number of worlds is not suggested
OPEN = re.compile(
    r"(?:^|, (?:and )?|^and )(?:what|how|which|who|whose|where|when|why)\b"
    r"|,? or (?:does|do|did|is|are|was|were|will|would)\b",
    re.IGNORECASE,
)


def answers_of(study):
    """Return {id: text}, the answer of each other scenario of a comparison or of each scenario of a
    run, without those that have none. Empty for a sweep."""
    base, *others = study.scenarios
    if study.cells:
        return {}
    if study.differences:
        answers = {scenario.id: _comparison_answer(study, base, scenario) for scenario in others}
    else:
        answers = {scenario.id: _run_answer(study, scenario) for scenario in study.scenarios}
    return {name: sentence for name, sentence in answers.items() if sentence}


def is_open(question):
    """Whether a question has no yes or no as its answer. An empty question is open.

    >>> is_open("If the truce was a pause, what does doubling down bring?"), is_open("Who signs?")
    (True, True)
    >>> is_open("Does it matter which ministry holds the pen?")
    False
    """
    return not question or bool(OPEN.search(question))


def _run_answer(study, scenario):
    """The share of worlds or the mean of the answer, with a verdict where it is an outcome and the
    question is not open."""
    if (metric := names.answer(scenario)) is None:
        return None
    key, label, unit, _ = metric
    level = study.summaries[scenario.id].row(key)
    sentence = (
        f"{names.with_unit(formats.upper(label), unit)}: {formats.level(level, study.worlds)}"
    )
    if not level.is_share:
        return _answer("", f"{sentence} (mean of {study.worlds:,} worlds).")
    interval, parameter_range = (
        formats.interval(level, study.worlds),
        formats.parameter_range(level, study.worlds),
    )
    interval += (
        f"; 10-90% of parameter draws {parameter_range}" if " to " in parameter_range else ""
    )
    has_verdict = key[0] == "outcomes" and not is_open(scenario.form.question)
    verdict = is_majority(level) if has_verdict else ""
    return _answer(verdict, f"{sentence} of {study.worlds:,} worlds (95% CI {interval}).")


def is_majority(share):
    """Whether a share is above one half, by its CI and its parameter range."""
    lows = share.low, share.value if share.range_low is None else share.range_low
    highs = share.high, share.value if share.range_high is None else share.range_high
    return MOSTLY if min(lows) > 0.5 else SELDOM if max(highs) < 0.5 else UNKNOWN


def _comparison_answer(study, base, other):
    """Verdict on the change of the other scenario's answer, or else of the base's."""
    metric = _compared_metric(study, base, other)
    if metric is None:
        return None
    if not differences(base, other):
        return _answer(NOTHING, f"Nothing differs from {base.id}.")
    key, label, unit, _ = metric
    row = study.differences[other.id].row(key)
    runs = [study.summaries[scenario.id] for scenario in (base, other)]
    before, after = (formats.level(run.row(key), study.worlds) for run in runs)
    (by, _), _, (ends, _) = formats.change_cells(row, study.worlds if row.is_share else 1)
    sentence = names.with_unit(formats.upper(label), None if row.is_share else unit)
    sentence += f": {after}" + (f" of {study.worlds:,} worlds" if row.is_share else "")
    if not study.differences[other.id].differ:
        return _answer(NOTHING, f"{sentence}, {before} under {base.id}. No world differs.")
    change, margin, direction = _judged_change(study, base, other, metric)
    verdict, reason = verdict_of(change, margin, direction, study.worlds)
    return _answer(
        _without_yes(verdict, row) if is_open(other.form.question) else verdict,
        f"{sentence}, {before} under {base.id} (change {by}, 95% CI {ends}).{reason}",
    )


def _compared_metric(study, base, other):
    """Metric of the answer that a comparison judges, as `names.answer`; None without one."""
    metric, change = names.answer(other) or names.answer(base), study.differences[other.id]
    if metric is None or metric[0][1] not in getattr(change, metric[0][0]):
        return None
    return metric


def _judged_change(study, base, other, metric):
    """(change, margin, direction) that `verdict_of` judges."""
    key, _, _, direction = metric
    change, level = study.differences[other.id].row(key), study.summaries[base.id].row(key)
    return change, margin_of(change, level.value), "" if is_open(other.form.question) else direction


def worlds_to_decide(study):
    """Number of worlds that would decide every answer for which a number is suggested, or None."""
    base, *others = study.scenarios
    others = [other for other in others if study.differences[other.id].differ]
    pairs = ((other, _compared_metric(study, base, other)) for other in others)
    judged = (_judged_change(study, base, other, metric) for other, metric in pairs if metric)
    needs = (
        _verdict(change, margin, direction, study.worlds)[2] for change, margin, direction in judged
    )
    return max(filter(None, needs), default=None)


def verdict_of(change, margin, direction="", worlds=0):
    """(YES, NO or UNKNOWN, its reason or an empty text) of whether a change goes in a direction, or
    changes at all where none is given.

    margin  largest change that counts as none
    """
    return _verdict(change, margin, direction, worlds)[:2]


def _verdict(change, margin, direction, worlds):
    """Verdict and reason of `verdict_of`, and the number of worlds that would decide or None."""
    if change.unchanged:
        return NO, "", None
    signed = replace(change, value=-change.value, low=-change.high, high=-change.low)
    change = signed if direction == "falls" else change
    clear = not change.low <= 0 <= change.high and abs(change.value) >= margin
    if clear and not change.ranked:
        return UNKNOWN, SIGN_UNCLEAR, None
    if clear:
        return (YES if change.value > 0 or not direction else NO), "", None
    lowest = 0.0 if direction else change.low
    if max(-lowest, change.high) <= margin:
        reason = " The change is significant, but within the margin." if change.moved else ""
        return NO, reason, None
    needed = _worlds_needed(change, margin, direction, worlds)
    hint = f" About {needed:,} worlds would decide." if needed else ""
    small = not change.low <= 0 <= change.high
    reason = "The change may lie within the margin." if small else "The 95% CI is too wide."
    return UNKNOWN, f" {reason}{hint}", needed


def _without_yes(verdict, change):
    """The verdict on an open question."""
    ways = MORE if change.value > 0 else LESS
    return {YES: ways[0 if change.is_share else 1], NO: SAME}.get(verdict, verdict)


def _worlds_needed(change, margin, direction, worlds):
    """The number of worlds that would decide if the change stayed as it is; None where it is too
    large to suggest."""
    half, size = (change.high - change.low) / 2, abs(change.value)
    short_of_margin = margin - (change.value if direction else size)
    enough = size if short_of_margin <= 0 else short_of_margin
    if not worlds or not enough or not math.isfinite(half):
        return None
    needed = 1000 * math.ceil(worlds * (half / enough) ** 2 / 1000)
    return needed if worlds < needed <= MOST_WORLDS else None


def _answer(verdict, sentence):
    return text((f"{verdict} " if verdict else "", STRONG), sentence, key="answer")
