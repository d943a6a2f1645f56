"""The answer of a scenario in one sentence: yes, no or cannot tell, with the numbers behind it."""

from simulator.report import formats
from simulator.report.blocks import STRONG, text
from simulator.report.view import names
from simulator.scenario.diff import differences

YES, NO, UNKNOWN = "Yes.", "No.", "Cannot tell."


def of(study):
    """Return {id: text}, the answer of each other scenario of a comparison or of each scenario of a
    run, without those that have none. Empty for a sweep."""
    base, *others = study.scenarios
    if study.cells:
        return {}
    if study.differences:
        answers = {scenario.id: _of_comparison(study, base, scenario) for scenario in others}
    else:
        answers = {scenario.id: _of_run(study, scenario) for scenario in study.scenarios}
    return {name: sentence for name, sentence in answers.items() if sentence}


def _of_run(study, scenario):
    """Whether the outcome or event of `answer:` occurs in most worlds; of an amount its mean."""
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
        formats.across(level, study.worlds),
    )
    interval += (
        f"; 10-90% of parameter draws {parameter_range}" if " to " in parameter_range else ""
    )
    return _answer(often(level), f"{sentence} of {study.worlds:,} worlds (95% CI {interval}).")


def often(share):
    """Whether a share is above one half, by its CI and its parameter range."""
    lows = share.low, share.value if share.range_low is None else share.range_low
    highs = share.high, share.value if share.range_high is None else share.range_high
    return YES if min(lows) > 0.5 else NO if max(highs) < 0.5 else UNKNOWN


def _of_comparison(study, base, other):
    """Whether the outcome or metric of `answer:`, of the other scenario or else of the base,
    changes in the direction asked for."""
    metric, change = names.answer(other) or names.answer(base), study.differences[other.id]
    if metric is None or metric[0][1] not in getattr(change, metric[0][0]):
        return None
    if not differences(base, other):
        return _answer("No answer.", f"Nothing differs from {base.id}.")
    key, label, unit, direction = metric
    row, runs = change.row(key), (study.summaries[scenario.id] for scenario in (base, other))
    before, after = (formats.level(run.row(key), study.worlds) for run in runs)
    (by, _), _, (ends, _) = formats.changed(row, study.worlds if row.is_share else 1)
    sentence = names.with_unit(formats.upper(label), None if row.is_share else unit)
    sentence += f": {after}" + (f" of {study.worlds:,} worlds" if row.is_share else "")
    verdict, reason = verdict_of(row, direction)
    return _answer(
        verdict, f"{sentence}, {before} under {base.id} (change {by}, 95% CI {ends}).{reason}"
    )


def verdict_of(change, direction=""):
    """(yes, no or cannot tell, reason if it is inconclusive) of whether a change goes in a
    direction, or changes at all where none is given.

    It is inconclusive where the sign depends on the parameter draw, or where the interval
    includes both answers.
    """
    as_asked = not direction or (change.value > 0) == (direction == "rises")
    if change.moved and not change.ranked:
        return UNKNOWN, " Its sign differs in more than 20% of parameter draws."
    if change.moved:
        return (YES if as_asked else NO), ""
    if change.held or (change.low >= 0 if direction == "falls" else direction and change.high <= 0):
        return NO, ""
    return UNKNOWN, " The 95% CI is too wide."


def _answer(verdict, sentence):
    return text((f"{verdict} " if verdict else "", STRONG), sentence, key="answer")
