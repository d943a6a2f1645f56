"""The answer of a scenario in one sentence: yes, no or cannot tell, with the numbers behind it."""

from simulator.report import formats
from simulator.report.blocks import STRONG, text
from simulator.report.view import names

YES, NO, UNKNOWN = "Yes.", "No.", "Cannot tell."


def of(study):
    """{id: text}: the answer of each other scenario of a comparison, or of each scenario of a run;
    without those that have none, empty for a sweep."""
    base, *others = study.scenarios
    if study.cells:
        return {}
    if study.differences:
        found = {one.id: _of_comparison(study, base, one) for one in others}
    else:
        found = {one.id: _of_run(study, one) for one in study.scenarios}
    return {name: said for name, said in found.items() if said}


def _of_run(study, one):
    """Whether the outcome or event of `answer:` comes in most worlds; of an amount its mean."""
    if (named := names.answer(one)) is None:
        return None
    key, label, unit, _ = named
    level = study.digests[one.id].row(key)
    said = f"{names.with_unit(formats.upper(label), unit)}: {formats.level(level, study.worlds)}"
    if not level.is_share:
        return _answer("", f"{said} (mean of {study.worlds:,} worlds).")
    ends, known = (
        formats.interval(level, study.worlds),
        formats.across(level, study.worlds),
    )
    ends += f"; 10-90% of parameter draws {known}" if " to " in known else ""
    return _answer(often(level), f"{said} of {study.worlds:,} worlds (95% CI {ends}).")


def often(share):
    """Whether a share lies above one half, by its interval and for most parameter draws."""
    lows = share.low, share.value if share.range_low is None else share.range_low
    highs = share.high, share.value if share.range_high is None else share.range_high
    return YES if min(lows) > 0.5 else NO if max(highs) < 0.5 else UNKNOWN


def _of_comparison(study, base, other):
    """Whether the outcome or metric of `answer:`, of the other scenario or else of the base,
    changes as it asks."""
    named, change = names.answer(other) or names.answer(base), study.differences[other.id]
    if named is None or named[0][1] not in getattr(change, named[0][0]):
        return None
    key, label, unit, way = named
    one, runs = change.row(key), (study.digests[each.id] for each in (base, other))
    before, after = (formats.level(run.row(key), study.worlds) for run in runs)
    (by, _), _, (ends, _) = formats.changed(one, study.worlds if one.is_share else 1)
    said = names.with_unit(formats.upper(label), None if one.is_share else unit)
    said += f": {after}" + (f" of {study.worlds:,} worlds" if one.is_share else "")
    verdict, why = verdict_of(one, way)
    return _answer(verdict, f"{said}, {before} under {base.id} (change {by}, 95% CI {ends}).{why}")


def verdict_of(change, way=""):
    """(yes, no or cannot tell, why it cannot be told), of whether a change goes one `way`, or
    either way where none is named.

    It cannot be told where its sign hangs on the parameter draws, or where the interval leaves room
    for both answers.
    """
    wanted = not way or (change.value > 0) == (way == "rises")
    if change.moved and not change.ranked:
        return UNKNOWN, " Its sign differs in more than 20% of parameter draws."
    if change.moved:
        return (YES if wanted else NO), ""
    if change.held or (change.low >= 0 if way == "falls" else way and change.high <= 0):
        return NO, ""
    return UNKNOWN, " The 95% CI is too wide."


def _answer(verdict, said):
    return text((f"{verdict} " if verdict else "", STRONG), said, key="answer")
