"""Checks of a scenario that need the list of metrics."""

from simulator.model.index import Index
from simulator.model.metrics.families import for_conflict
from simulator.scenario.errors import Problem, ScenarioError, path_text, suggest, where, yaml_repr
from simulator.scenario.expression import expressions
from simulator.scenario.notes import own_notes
from simulator.scenario.read import read

NO_CONDITION = "{} is a number, not a condition; compare it with another number"


def check_expressions(resolved):
    """Raise ScenarioError where an expression of a scenario names an unknown metric or has no truth
    value."""
    metrics, outcomes = for_conflict(Index(resolved)), resolved.form.outcomes
    pairs = list(expressions(resolved.form))
    errors = [(path, sentence) for path, test in pairs for sentence in test.unknown(metrics)]
    errors += [
        (path, NO_CONDITION.format(yaml_repr(test.text))) for path, test in pairs if test.is_number
    ]
    if not any(last.test == "true" and last.lasting == 1 for last in outcomes[-1].when):
        sentence = "a world may meet no outcome; the last one needs `when: true`"
        errors.append((("outcomes", len(outcomes) - 1), sentence))
    answer, answers = resolved.form.answer.partition(" ")[0], _answers(metrics, outcomes)
    if answer and answer not in answers:
        errors.append(
            (("answer",), f'no outcome or metric is "{answer}"; {suggest(answer, answers)}')
        )
    if errors:
        raise ScenarioError(
            Problem(where(resolved.marks, path, resolved.file), path_text(path), sentence)
            for path, sentence in errors
        )


def _answers(metrics, outcomes):
    """Names that `answer` may have: outcomes, and metrics that tables show."""
    shown = [
        name
        for name, metric in metrics.items()
        if metric.label and metric.report not in (None, "among")
    ]
    return [*(outcome.id for outcome in outcomes), *shown]


def checked(name, strict=False):
    """Errors of a scenario as text; empty if there are none. Strict: also parameters without source
    or grade."""
    return check_scenario(name, strict)[0]


def check_scenario(name, strict=False):
    """Errors of a scenario and notes on it, as text; strict as in `checked`."""
    try:
        resolved = read(name)
        check_expressions(resolved)
    except ScenarioError as error:
        return error.shown(), ""
    unsourced = [
        path
        for path, parameter in resolved.numbers.items()
        if strict and not (parameter.source and parameter.grade)
    ]
    errors = [
        Problem(resolved.where(path), path, "this parameter has no source or no grade")
        for path in unsourced
    ]
    return ScenarioError(errors).shown(), "\n".join(str(note) for note in own_notes(resolved))
