"""Checks of a scenario that need the list of metrics."""

import re

from simulator.model.index import Index
from simulator.model.metrics.families import for_conflict, showable
from simulator.scenario.errors import ScenarioError, UserError, mark_at, path_text, yaml_repr
from simulator.scenario.expression import expressions, suggest_metric
from simulator.scenario.notes import own_notes
from simulator.scenario.read import read
from simulator.scenario.schema_actors import ANSWER

NO_CONDITION = "{} is a number, not a condition; compare it with another number"


NO_ANSWER = (
    "an answer is an outcome or a metric, alone or with the direction that means yes, like"
    " `truce_in_force rises` or `falls`"
)


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
    labels = {outcome.id: outcome.label for outcome in outcomes} | showable(metrics)
    if user_error := _answer_error(resolved.form.answer, labels):
        errors.append((("answer",), user_error))
    errors += _report_errors(resolved.form.report, metrics)
    if errors:
        raise ScenarioError(
            UserError(mark_at(resolved.marks, path, resolved.file), path_text(path), sentence)
            for path, sentence in errors
        )


def _report_errors(names, metrics):
    """(path, message) for each name in `report` that tables cannot show."""
    labels = showable(metrics)
    for i, name in enumerate(names):
        if name not in labels:
            yield ("report", i), f'tables show no metric "{name}"; {suggest_metric(name, labels)}'


def _answer_error(answer, labels):
    """Message for an `answer` that names no outcome or metric; empty for a valid one.

    labels  {name: label} of what it may name
    """
    name, _, direction = answer.partition(" ")
    if not answer or (name in labels and direction in ("", "rises", "falls")):
        return ""
    text = re.sub(" (rises|falls)$", "", answer)
    words = text.lower().replace("_", " ")
    near = [key for key, label in labels.items() if words in (label.lower(), key.replace("_", " "))]
    if near:
        return f'no outcome or metric is "{text}"; did you mean "{near[0]}"?'
    if not re.fullmatch(ANSWER, answer):
        return NO_ANSWER
    return f'no outcome or metric is "{name}"; {suggest_metric(name, labels)}'


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
        for path, parameter in resolved.parameters.items()
        if strict and not (parameter.source and parameter.grade)
    ]
    errors = [
        UserError(resolved.mark_of(path), path, "this parameter has no source or no grade")
        for path in unsourced
    ]
    return ScenarioError(errors).shown(), "\n".join(str(note) for note in own_notes(resolved))
