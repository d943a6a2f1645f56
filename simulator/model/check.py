"""What only someone who knows the measures can find wrong with a scenario."""

from simulator.model.cast import Cast
from simulator.model.measures import for_conflict
from simulator.scenario.expression import expressions
from simulator.scenario.problems import Mark, Problem, ScenarioError
from simulator.scenario.read import read


def check_expressions(resolved):
    """Raise ScenarioError where an expression of a scenario asks for a measure that does not exist."""
    known = for_conflict(Cast(resolved))
    problems = []
    for path, expression in expressions(resolved.form):
        mark = next((resolved.marks[path[:end]] for end in range(len(path), 0, -1) if path[:end] in resolved.marks), Mark(resolved.file))
        key = ".".join(str(part) for part in path)
        problems += [Problem(mark, key, sentence) for sentence in expression.unknown(known)]
    if problems:
        raise ScenarioError(problems)


def checked(name, strict=False):
    """All that is wrong with a scenario, as text; empty when nothing is. Strict: also numbers without source or grade."""
    try:
        resolved = read(name)
        check_expressions(resolved)
    except ScenarioError as error:
        return error.shown()
    bare = [path for path, number in resolved.numbers.items() if strict and not (number.source and number.grade)]
    return ScenarioError(Problem(resolved.where(path), path, "this number has no source or no grade") for path in bare).shown()
