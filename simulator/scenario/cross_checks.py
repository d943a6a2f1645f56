"""Checks across the parts of a scenario: references, sums and roles.

Each check yields (path, message) of a problem, then other paths that the message mentions."""

import math
import re
from difflib import get_close_matches
from typing import Annotated, get_args, get_origin

from simulator.scenario.base_model import Ref, Section
from simulator.scenario.camp_checks import camp_messages, ends_of
from simulator.scenario.deal_checks import deal_messages
from simulator.scenario.errors import suggest
from simulator.scenario.parameter import GRADES
from simulator.scenario.schema_actors import Scenario
from simulator.scenario.sound_section import of_each, sound, sound_only

FOLLOWS = (
    "in a stalemate each camp's own terms hold where it governs; leave {0} out, or set"
    " `follows_control: false` for it"
)
KEY = re.compile(r"\b[A-Z]\d+[a-z]?\b")


def contradictions(scenario, parameters, notes, levers):
    """All problems across parts: (path, message, other paths ...).

    notes    {path of a map or a parameter: the `source` and `grade` written there}
    levers   {name: Lever}

    A check that meets a value with a problem ends there; the others run.
    """
    for path, name, section in _references(scenario, Scenario):
        yield from sound(_reference(scenario, path, name, section))
    yield from sound(camp_messages(scenario, parameters, levers))
    yield from sound(deal_messages(scenario, parameters, levers))
    for check in (_left_out, _bureaus, _shares, _twice, _borders, _conditions):
        yield from sound(check(scenario))
    yield from of_each(scenario.issues, lambda name, issue: _practice(parameters, name, issue))
    yield from _notes(scenario, notes)
    yield from sound(_thresholds(parameters))


def _reference(scenario, path, name, section):
    """A reference names an entry of its section."""
    issues = scenario.issues.items() if section == "package" else ()
    package = {name: issue for name, issue in issues if issue.kind == "package"}
    names = package if section == "package" else getattr(scenario, section)
    if name not in names:
        yield path, f'there is no "{name}"; {suggest(name, names)}'


def _practice(parameters, name, issue):
    """A confidence measure states the practice that it would change."""
    if issue.kind == "measure" and math.isnan(parameters[f"issues.{name}.practice"].value):
        message = "a measure needs `practice`, 0 to 100: what is done at the start without it"
        yield ("issues", name), message


def _thresholds(parameters):
    """A camp is beaten at a lower ratio of strength than that at which it prevails."""
    if parameters["beliefs.lower"].value >= parameters["beliefs.upper"].value:
        yield ("beliefs", "lower"), "must be below `upper`"


def _references(value, kind, path=()):
    """(path, name, section that must contain it) of every reference that the format declares."""
    if get_origin(kind) is Annotated:
        kind, *notes = get_args(kind)
        yield from ((path, value, note.of) for note in notes if isinstance(note, Ref))
    args = get_args(kind)
    if isinstance(value, Section):
        for name, field in type(value).model_fields.items():
            if name in vars(value):
                yield from _references(getattr(value, name), field.annotation, (*path, name))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _references(key, args[0], (*path, key))
            yield from _references(item, args[1], (*path, key))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _references(item, args[0], (*path, i))
    elif value is not None and type(None) in args:
        yield from _references(value, args[0], path)


def _stances(scenario):
    """(path, stances) of every party and bureau that has them."""
    yield from of_each(scenario.parties, _stances_of)


def _stances_of(p, party):
    """(path, stances) of a party or its bureaus."""
    if party.stance:
        yield ("parties", p, "stance"), party.stance
    for b, bureau in party.bureaus.items():
        yield ("parties", p, "bureaus", b, "stance"), bureau.stance


def _left_out(scenario):
    """Every stance covers all issues, every end all package issues; each issue has salience."""
    yield from sound(_issues_left_out(scenario))
    yield from of_each(scenario.issues, lambda name, issue: _ends_left_out(scenario, name, issue))
    yield from of_each(scenario.issues, lambda name, _: _salience(scenario, name))


def _issues_left_out(scenario):
    """Every party, or each of its bureaus with it, has a stance on all issues; an issue that it
    misspells is named once."""
    for path, stance in dict(of_each(scenario.parties, _whole_stances)).items():
        unknown = [name for name in stance if name not in scenario.issues]
        left_out = [name for name in scenario.issues if name not in stance]
        for name in (name for name in left_out if not get_close_matches(name, unknown, n=1)):
            yield path, f'the stance does not cover "{name}"'


def _whole_stances(p, party):
    """(path, stances) of a party, or of each of its bureaus with what the party states for both."""
    if party.stance and not party.bureaus:
        yield ("parties", p, "stance"), party.stance
    for b, bureau in party.bureaus.items():
        if not (party.stance or bureau.stance):
            continue  # said of the party
        own = ("bureaus", b, "stance") if bureau.stance else ("stance",)
        yield ("parties", p, *own), {**party.stance, **bureau.stance}


def _ends_left_out(scenario, name, issue):
    """A camp's victory covers every issue of the package, a stalemate those that do not follow
    control."""
    if issue.kind == "measure" and not issue.follows_control:
        yield ("issues", name, "follows_control"), "only an issue of the package follows control"
    for end in (
        end for end in scenario.ends if issue.kind == "package" and end in ends_of(scenario)
    ):
        covered, divided = name in scenario.ends[end], end == "stalemate"
        if divided and covered and issue.follows_control:
            yield ("ends", end, name), FOLLOWS.format(name)
        elif not covered and not (divided and issue.follows_control):
            yield ("ends", end), f'the end does not cover "{name}"'


def _salience(scenario, name):
    """Some stance gives an issue salience."""
    stances = [stance for _, stance in _stances(scenario) if name in stance]
    if stances and not any(stance[name].salience.value for stance in stances):
        yield ("issues", name), "this issue has a salience of 0 in every stance"


def _bureaus(scenario):
    """The bureau that favours force has a weight."""
    for p, party in scenario.parties.items():
        for b, bureau in party.bureaus.items():
            if bureau.favours == "force" and math.isnan(bureau.weight.value):
                yield ("parties", p, "bureaus", b), "the bureau that favours force needs a weight"


def _shares(scenario):
    """Shares of area and of residents add up to 100% in each region."""
    for key in ("held", "lived"):
        yield from of_each(scenario.regions, lambda g, place, key=key: _sum(g, place, key))


def _sum(g, place, key):
    """Shares of one kind add up to 100% in a region."""
    total = sum(parameter.value for parameter in getattr(place, key).values())
    if abs(total - 1.0) > 0.02:
        yield ("regions", g, key), f"the shares add up to {100 * total:.0f}%, not to 100%"


def _borders(scenario):
    """Borders are not negative, and neighbours give the same length."""
    for a, others in scenario.borders.items():
        for b, length in others.items():
            back = scenario.borders.get(b, {}).get(a, length)
            if back != length >= 0 <= back:
                yield ("borders", a, b), f"{b} gives {back:g} for this border"
            if length < 0:
                yield ("borders", a, b), f"{length:g} is below 0"


def _outcomes_and_parts(scenario):
    """(path, outcome or part) of every outcome and its parts."""
    for i, outcome in enumerate(scenario.outcomes):
        yield ("outcomes", i), outcome
        with sound_only():
            yield from ((("outcomes", i, "parts", j), part) for j, part in enumerate(outcome.parts))


def _twice(scenario):
    """Ids of outcomes and roles of issues are unique."""
    issues = scenario.issues.items()
    ids = [((*path, "id"), outcome.id) for path, outcome in _outcomes_and_parts(scenario)]
    roles = [(("issues", name, "role"), issue.role) for name, issue in issues if issue.role]
    for entries in (ids, roles):
        known_names: set[str] = set()
        for path, name in entries:
            if name in known_names:
                yield path, f'"{name}" appears twice'
            known_names.add(name)


def _conditions(scenario):
    """Every outcome and part has a condition of at least one week."""
    for path, outcome in _outcomes_and_parts(scenario):
        yield from sound(_conditions_of(path, outcome))


def _conditions_of(path, outcome):
    """An outcome or a part has conditions, each of at least one week."""
    if not outcome.when:
        yield (*path, "when"), "this list needs a condition"
    for k, condition in enumerate(outcome.when):
        if condition.lasting < 1:
            yield (*path, "when", k, "for"), "a condition must last at least one week"


def _notes(scenario, notes):
    """Grades are valid; keys like S17, and paragraphs like P3, are among the file's sources."""
    with sound_only():
        notes = {**notes, **dict(of_each(scenario.levers, _notes_of_steps))}
    for path, note in notes.items():
        yield from sound(_note(scenario, path, note))


def _notes_of_steps(name, lever):
    """(path, notes) of the dated steps of a lever."""
    for i, step in enumerate(lever.steps):
        yield ("levers", name, "steps", i), {"source": step.source, "grade": step.grade}


def _note(scenario, path, note):
    """The grade of a note is valid, and its source is known."""
    grade = note.get("grade")
    if grade and grade not in GRADES:
        yield (*path, "grade"), f'there is no grade "{grade}"; {suggest(grade, GRADES)}'
    for key in sorted(set(KEY.findall(note.get("source") or "")) - set(scenario.sources)):
        if not (key[0] == "P" and "article" in scenario.sources):
            yield (
                (*path, "source"),
                f'there is no source "{key}"; {suggest(key, scenario.sources)}',
            )
