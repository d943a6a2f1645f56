"""The content of a run, a comparison or a sweep as blocks in reading order. Terminal, report, live
page and notebook lay them out."""

from dataclasses import replace
from textwrap import shorten

from simulator.analysis.compare import UNCHANGED_MEAN, UNCHANGED_SHARE
from simulator.report.blocks import QUIET, STRONG, WARN, optional, text
from simulator.report.view import answer, names, sentences, sweeps, tables
from simulator.scenario.diff import differences, row_text

# lines on inputs that differ, in full and in brief; labels named and least rows shown in brief
LINES, FEW_LINES, FEW_LABELS, FEWEST_LINES = 8, 2, 2, 9
LINE_WIDTH, LONG_ANSWER = 68, 120  # columns of such a line in brief; of an answer
UNCHANGED = (
    f"95% CI within ±{100 * UNCHANGED_SHARE:g} of 100 worlds and half the base,"
    f" or ±{UNCHANGED_MEAN:g} SD"
)


def blocks_of(study, wanted=(), full=True):
    """The blocks of a study, in the order in which they are read.

    wanted  names of outcomes and metrics that a sweep shows
    full    False = of a comparison the answer, the endings and what moves most
    """
    if study.differences and not full:
        yield from _briefly(study)
    elif study.cells:
        yield from heading(study, study.scenarios[0], names.varied_levers(study))
        yield text("", tight=True)
        yield from sweeps.sweep_tables(study, wanted)
        yield from optional(sentences.early_ends(study), QUIET, key="ended")
    else:
        yield from _compared(study) if study.differences else _runs(study)
        yield from optional(sentences.early_ends(study), QUIET, key="ended")
        yield from tables.terms(study)
        yield tables.blockers(study)
        yield from optional(sentences.rare_outcomes(study), WARN, key="seldom")
    yield from optional(sentences.beyond_the_record(study), WARN, key="unrecorded")
    yield from optional(sentences.other_notes(study), WARN, key="noted")


def heading(study, scenario, title):
    """The question or title, and the facts of the run in a line."""
    yield text("", tight=True)
    yield text(title, look=STRONG, tight=True, key="question")
    yield text(names.run_facts(study, scenario), look=QUIET, tight=True, key="facts")


def _runs(study):
    for scenario in study.scenarios:
        yield from heading(study, scenario, scenario.form.title)
        yield from optional(scenario.form.question, tight=True)
        yield text("", tight=True)
        yield from answer_blocks(study, scenario)
        yield sentences.run_in_short(scenario, study.summaries[scenario.id], study.worlds)
        yield from tables.run_table(study, scenario)
        yield from tables.levels_by_rule(study, scenario) if study.rules else ()


def _compared(study):
    base = study.scenarios[0]
    for other in study.scenarios[1:]:
        change, look = study.differences[other.id], other.form.look
        yield from heading(study, other, other.form.question or other.form.title)
        look = f"Look at: {look}" if look and look != base.form.look else ""
        yield from optional(look, QUIET, tight=True)
        yield from _differs(base, other)
        yield text("", tight=True)
        for note in study.cuts.get(other.id, ()):
            yield text(note, look=WARN, unbroken=True, key="cut")
        yield from answer_blocks(study, other)
        yield sentences.changed_in_short(base, change, study.worlds)
        yield from tables.comparison_table(study, other)
        yield from unmoved(base, change, study.worlds)
        yield from _carried_by_few_draws(base, change, study.worlds)
        yield tables.legend(base, change)
    yield from tables.changes_by_rule(study) if study.rules else ()


def answer_blocks(study, scenario):
    """The answer of a scenario as a list of one block, or an empty list."""
    return [sentence] if (sentence := answer.answers_of(study).get(scenario.id)) else []


def _briefly(study):
    """A comparison in some 25 lines: answer, outcomes, largest changes, unchanged metrics."""
    base, *others = study.scenarios
    for other in others:
        yield text("", tight=True)
        yield text(other.form.question or other.form.title, look=STRONG, tight=True, key="question")
        yield from _differs(base, other, FEW_LINES)
        for note in study.cuts.get(other.id, ()):
            yield text(note, look=WARN, unbroken=True, tight=True, key="cut")
        for note in answer_blocks(study, other):
            yield replace(note, tight=True)
    yield text("", tight=True)
    yield text(names.run_facts(study, base, brief=True), look=QUIET, tight=True, key="facts")
    yield from tables.brief_table(study, FEWEST_LINES + FEW_LINES - _most_lines(study))
    for other in others:
        yield from _unmoved_in_brief(study, other)
    yield from optional(sentences.rare_outcomes(study), WARN, tight=True, key="seldom")
    yield from tables.changes_by_rule(study) if study.rules else ()


def _most_lines(study):
    """Lines that the inputs and a long answer of a scenario take in brief, at most."""
    base, *others = study.scenarios
    return max(
        len(differing_inputs(base, other, FEW_LINES))
        + any(len(block.plain) > LONG_ANSWER for block in answer_blocks(study, other))
        for other in others
    )


def _differs(base, other, most=LINES):
    """Lines on the inputs in which a scenario differs from the base."""
    for i, line in enumerate(differing_inputs(base, other, most) or ["nothing"]):
        if most == FEW_LINES:
            line = shorten(line, LINE_WIDTH, placeholder=" …")
        yield text(("" if i else "Differs in: ").ljust(12) + line, look=QUIET, tight=True)


def differing_inputs(base, other, most=LINES):
    """The inputs in which a scenario differs from the base, in words, at most so many of them."""
    lines = [row_text(*row) for row in differences(base, other)]
    if len(lines) > most:
        lines[most - 1 :] = [f"and {len(lines) - most + 1} more"]
    return lines


def unmoved(base, change, worlds):
    """Blocks on what has no meaningful change and on what is inconclusive."""
    unchanged = sentences.unchanged_labels(base, change)
    head = f"No meaningful change ({UNCHANGED}): "
    yield text((head, STRONG), f"{'; '.join(unchanged) or 'nothing'}.", key="unchanged")
    if inconclusive := sentences.inconclusive_labels(base, change):
        head = f"Inconclusive with {worlds:,} worlds: "
        yield text((head, STRONG), f"{'; '.join(inconclusive)}.", key="inconclusive")


def _carried_by_few_draws(base, change, worlds):
    """A block on the changes that lie outside their own parameter range, if there are any."""
    if sentence := sentences.carried_by_few_draws(base, change, worlds):
        yield text(("Carried by few draws: ", STRONG), sentence, key="few_draws")


def _unmoved_in_brief(study, other):
    """The first labels of what has no meaningful change and of what is inconclusive, without rare
    outcomes, those of the brief table first; the scenario's id where there are several."""
    base, change = study.scenarios[0], study.differences[other.id]
    suffix = f" ({other.id})" if len(study.scenarios) > 2 else ""
    rare, listed = sentences.rare_labels(study), dict(names.metrics(base))
    foremost = {listed[name].label for name in sentences.brief_metrics(study, other)}
    inconclusive = sentences.inconclusive_labels(base, change)
    for head, labels in (
        (f"No meaningful change{suffix}: ", sentences.unchanged_labels(base, change)),
        (
            f"Inconclusive{suffix}: ",
            [label for label in inconclusive if label not in rare],
        ),
    ):
        in_order = sorted(labels, key=lambda label: label not in foremost)
        more = len(labels) - FEW_LABELS
        phrase = "; ".join([*in_order[:FEW_LABELS], *([f"{more} more"] if more > 0 else [])])
        yield from [text((head, STRONG), f"{phrase}.", tight=True)] if labels else ()
