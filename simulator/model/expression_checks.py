"""Checks of a scenario that need the list of metrics."""

import re
from difflib import get_close_matches
from itertools import chain

from simulator.model.index import Index
from simulator.model.metrics import METRICS, Metric
from simulator.model.metrics.families import for_conflict, listable_labels
from simulator.model.positions import PARTS
from simulator.scenario.errors import ScenarioError, UserError, mark_at, path_text, yaml_repr
from simulator.scenario.expression import expressions, suggest_metric
from simulator.scenario.notes import own_notes
from simulator.scenario.read import read
from simulator.scenario.schema_actors import ANSWER
from simulator.scenario.sound_section import sound, sound_only

NO_CONDITION = "{} is a number, not a condition; compare it with another number"


NO_ANSWER = (
    "an answer is an outcome or a metric, alone or with the direction that means yes, like"
    " `truce_in_force rises` or `falls`"
)


def read_valid(name, sets=()):
    """Read a scenario as `read` does, and check its expressions. Raises ScenarioError with the
    problems of both."""
    try:
        resolved = read(name, sets)
    except ScenarioError as error:
        if error.resolved is None:
            raise
        more = _user_errors(error.resolved, _general(error.resolved.form))
        raise ScenarioError([*error.user_errors, *more]) from None
    check_expressions(resolved)
    return resolved


def check_expressions(resolved):
    """Raise ScenarioError where an expression of a scenario names an unknown metric or has no truth
    value."""
    if user_errors := _user_errors(resolved, for_conflict(Index(resolved))):
        raise ScenarioError(user_errors)


def _general(form):
    """Metrics that any conflict has, and the dotted names that an invalid scenario uses whose parts
    are ids of its sections, or near ones, as these may be metrics of its own."""
    own = {name for _, test in expressions(form) for name in test.names}
    with sound_only():
        own.add(form.answer.partition(" ")[0])
    with sound_only():
        own |= set(form.report)
    dotted = filter(None, {_with_ids(form, name) for name in own if "." in name})
    return METRICS | {name: Metric(name, None, "", "", "last", name) for name in dotted}


def _with_ids(form, name):
    """Dotted name whose parts after the first are the nearest ids of a scenario; empty where none
    is near, and the name itself where the sections are not sound."""
    ids: set[str] = set()
    with sound_only():
        for section in (form.issues, form.parties, form.holders, form.regions):
            ids |= set(section)
        ids |= {outcome.id for outcome in form.outcomes} | set(PARTS)
        first, *parts = name.split(".")
        near = [get_close_matches(part, ids, n=1, cutoff=0.6) for part in parts]
        return ".".join([first, *(match[0] for match in near)]) if all(near) else ""
    return name


def _user_errors(resolved, metrics):
    """Problems of the expressions, the last outcome and the answer of a scenario."""
    messages = chain(*(sound(check(resolved.form, metrics)) for check in CHECKS))
    marks, file = resolved.marks, resolved.file
    return [UserError(mark_at(marks, path, file), path_text(path), text) for path, text in messages]


def _unknown_metrics(form, metrics):
    """Expressions use known metrics, and conditions are true or false."""
    for path, test in expressions(form):
        yield from ((path, sentence) for sentence in test.unknown(metrics))
        if test.is_number:
            yield path, NO_CONDITION.format(yaml_repr(test.text))


def _last_outcome(form, _):
    """Every world has an outcome."""
    last = form.outcomes[-1]
    invalid = not last.when or any(condition.lasting < 1 for condition in last.when)
    if not invalid and not any(
        condition.test == "true" and condition.lasting == 1 for condition in last.when
    ):
        sentence = "a world may meet no outcome; the last one needs `when: true`"
        yield ("outcomes", len(form.outcomes) - 1), sentence


def _answer(form, metrics):
    """The answer names an outcome or a metric."""
    labels = {outcome.id: outcome.label for outcome in form.outcomes} | listable_labels(metrics)
    if user_error := _answer_error(form.answer, labels):
        yield ("answer",), user_error


def _report(form, metrics):
    """Tables can show what `report` names."""
    yield from _report_errors(form.report, metrics)


CHECKS = (_unknown_metrics, _last_outcome, _answer, _report)


def _report_errors(names, metrics):
    """(path, message) for each name in `report` that tables cannot show."""
    labels = listable_labels(metrics)
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
    phrase = text.lower().replace("_", " ")
    near = [
        key for key, label in labels.items() if phrase in (label.lower(), key.replace("_", " "))
    ]
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
        resolved = read_valid(name)
    except ScenarioError as error:
        return error.as_text(), ""
    unsourced = [
        path
        for path, parameter in resolved.parameters.items()
        if strict and not (parameter.source and parameter.grade)
    ]
    errors = [
        UserError(resolved.mark_of(path), path, "this parameter has no source or no grade")
        for path in unsourced
    ]
    return ScenarioError(errors).as_text(), "\n".join(str(note) for note in own_notes(resolved))
