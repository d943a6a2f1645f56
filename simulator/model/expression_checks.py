"""What only someone who knows the metrics can find wrong with a scenario."""

from simulator.model.index import Index
from simulator.model.metrics.families import for_conflict
from simulator.scenario.errors import Problem, ScenarioError, suggest, where, yaml_repr
from simulator.scenario.expression import expressions
from simulator.scenario.notes import own_notes
from simulator.scenario.read import read

AMOUNT = "{} is an amount, neither true nor false; compare it with another"


def check_expressions(resolved):
    """Raise ScenarioError where an expression of a scenario asks for a measure that does not exist,
    or asks nothing."""
    known, outcomes = for_conflict(Index(resolved)), resolved.form.outcomes
    asked = list(expressions(resolved.form))
    wrong = [(path, sentence) for path, one in asked for sentence in one.unknown(known)]
    wrong += [(path, AMOUNT.format(yaml_repr(one.text))) for path, one in asked if one.amount]
    if not any(one.test == "true" and one.lasting == 1 for one in outcomes[-1].when):
        sentence = "a world may meet no outcome; the last one needs `when: true`"
        wrong.append((("outcomes", len(outcomes) - 1), sentence))
    answer, answers = resolved.form.answer.partition(" ")[0], _answers(known, outcomes)
    if answer and answer not in answers:
        wrong.append(
            (("answer",), f'no outcome or metric is "{answer}"; {suggest(answer, answers)}')
        )
    if wrong:
        raise ScenarioError(
            Problem(where(resolved.marks, path, resolved.file), ".".join(map(str, path)), sentence)
            for path, sentence in wrong
        )


def _answers(known, outcomes):
    """Names of outcomes and of metrics that tables show."""
    shown = [name for name, one in known.items() if one.label and one.report not in (None, "among")]
    return [*(one.id for one in outcomes), *shown]


def checked(name, strict=False):
    """All that is wrong with a scenario, as text; empty when nothing is. Strict: also numbers
    without source or grade."""
    return looked_at(name, strict)[0]


def looked_at(name, strict=False):
    """All that is wrong with a scenario, as `checked` says it, and what may surprise its author, as
    text."""
    try:
        resolved = read(name)
        check_expressions(resolved)
    except ScenarioError as error:
        return error.shown(), ""
    bare = [
        path
        for path, number in resolved.numbers.items()
        if strict and not (number.source and number.grade)
    ]
    wrong = [
        Problem(resolved.where(path), path, "this number has no source or no grade")
        for path in bare
    ]
    return ScenarioError(wrong).shown(), "\n".join(str(note) for note in own_notes(resolved))
