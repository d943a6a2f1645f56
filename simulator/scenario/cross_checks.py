"""What only a look at a whole scenario can find wrong: (path, sentence, ...) of names, sums and
roles that do not fit each other."""

import math
import re
from typing import Annotated, get_args, get_origin

from simulator.scenario.base_model import Part, Ref
from simulator.scenario.errors import suggest
from simulator.scenario.extremes import Extremes
from simulator.scenario.parameter import GRADES
from simulator.scenario.schema_actors import Scenario

SIGNER = "a signer supports nobody; who gives men, arms or aircraft is a patron"
WAR = (
    "aircraft and men of the opposition's patron have no part in the war; give the opposition men"
    " or quality"
)
FILL = (
    "the opposition's patrons fill in for nobody, so this has no effect; give the opposition men or"
    " recruits"
)
ARMS = (
    "arms of the government's patron have no part in the war; give the government recruits, men or"
    " quality"
)
NEVER_FLY = (
    "these aircraft would never fly, as `peak_sorties` is 0 and `sorties` is left open; say how"
    " many sorties a day the patron would fly all out"
)
ALONE = "the government needs a patron; give it one with nothing to give if it stands alone"
BOTH = ["government", "opposition"]
ENDS = ("government_prevails", "opposition_prevails", "stalemate")
# what a party gives that nobody would get: (numbers, what an analyst is told)
NO_PART: dict[str | None, list] = {
    "signer": [(("men", "aircraft", "sorties", "arms", "anti_tank", "pressure"), SIGNER)],
    "opposition": [
        (("men", "aircraft", "sorties", "peak_sorties"), WAR),
        (("offset", "surge"), FILL),
    ],
    "government": [(("arms", "anti_tank"), ARMS)],
}
KEY = re.compile(r"\b[A-Z]\d+[a-z]?\b")


def contradictions(made, numbers, notes, levers):
    """All there are: the place, the sentence, and other places that a sentence speaks of.

    notes    {path of a map or a number: the `source` and `grade` written there}
    levers   {name: Lever}
    """
    package = {name: issue for name, issue in made.issues.items() if issue.kind == "package"}
    for place, name, of in _references(made, Scenario):
        known = package if of == "package" else getattr(made, of)
        if name not in known:
            yield place, f'there is no "{name}"; {suggest(name, known)}'
    yield from _patrons(made, Extremes(numbers, levers))
    for check in (_left_out, _roles, _holders, _shares, _twice, _borders, _conditions):
        yield from check(made)
    yield from _notes(made, notes)
    moderate = [f for f, one in made.factions.items() if not one.radical]
    if not any(numbers[f"factions.{f}.fighters"].value for f in moderate):
        yield ("factions",), "no faction that may come to the talks has fighters"
    if numbers["beliefs.lower"].value >= numbers["beliefs.upper"].value:
        told = "lies at or above `upper`; the war would be over before it began"
        yield ("beliefs", "lower"), told


def _references(value, kind, path=()):
    """(path, name, map that must hold it) of every reference between parts, as the format declares
    them."""
    if get_origin(kind) is Annotated:
        kind, *notes = get_args(kind)
        yield from ((path, value, one.of) for one in notes if isinstance(one, Ref))
    args = get_args(kind)
    if isinstance(value, Part):
        for name, field in type(value).model_fields.items():
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


def _stances(made):
    """(path, stances) of every party and bureau that has them."""
    for p, party in made.parties.items():
        if party.stance:
            yield ("parties", p, "stance"), party.stance
        for b, bureau in party.bureaus.items():
            yield ("parties", p, "bureaus", b, "stance"), bureau.stance


def _left_out(made):
    """A stance speaks of every issue, and an end of every issue of the package; somebody cares."""
    stances = list(_stances(made))
    for path, stance in stances:
        for name in (name for name in made.issues if name not in stance):
            yield path, f'the stance says nothing of "{name}"'
    for name, issue in made.issues.items():
        for end, terms in made.ends.items():
            if issue.kind == "package" and name not in terms:
                yield ("ends", end), f'the end says nothing of "{name}"'
        if not any(stance[name].salience.value for _, stance in stances if name in stance):
            told = "nobody cares about this issue; each stance gives it a salience of 0"
            yield ("issues", name), told
    for end in (end for end in ENDS if end not in made.ends):
        yield ("ends",), f'the end "{end}" is missing'


def _roles(made):
    """One government and one opposition, each with one holder, and one capital."""
    roles = [party.role for party in made.parties.values()]
    held = [made.parties[h.party].role for h in made.holders.values() if h.party in made.parties]
    for role in BOTH:
        if roles.count(role) != 1:
            yield ("parties",), f"there must be exactly one {role}"
        if (count := held.count(role)) != 1:
            yield ("holders",), f"exactly one holder holds land for the {role}; here {count} do"
    if sum(place.capital for place in made.governorates.values()) != 1:
        yield ("governorates",), "exactly one governorate is the capital's"


def _patrons(made, extremes):
    """A government has a patron, a client is one of the two that fight, and no patron gives what
    has no part in the war."""
    roles = {p: party.role for p, party in made.parties.items()}
    signers = [p for p, role in roles.items() if role in BOTH]
    if not any(roles.get(party.client) == "government" for party in made.parties.values()):
        yield ("parties",), ALONE
    if sorted(roles[p] for p in signers) != BOTH:
        return
    for p, party in made.parties.items():
        at = ("parties", p, "client")
        if party.client in roles and party.client not in signers:
            told = f"a patron's client is {' or '.join(signers)}, and what is given to anyone else"
            hint = f'make {p} a `signer` if it stands beside "{party.client}"'
            yield at, f"{told} has no effect; {hint}"
        role = "signer" if party.role == "signer" else roles.get(party.client or "")
        for names, told in NO_PART.get(role, ()):
            names = [*(f"men.{kind}" for kind in party.men if "men" in names), *names]
            places = (extremes.place_above_nought(f"parties.{p}.{name}") for name in names)
            yield from ((place, told, at) for place in list(filter(None, places))[:1])
        if party.role == "patron" and role == "government" and _grounded(p, extremes):
            blamed = (("parties", p, name) for name in ("peak_sorties", "sorties"))
            yield ("parties", p, "aircraft"), NEVER_FLY, *blamed


def _grounded(p, extremes):
    """True for aircraft that would never fly: the patron wants no sorties and none are fixed."""
    own = f"parties.{p}."
    wants = not extremes.nought(own + "peak_sorties") or extremes.of(own + "sorties")
    return extremes.most(own + "aircraft") > 0 and not wants


def _holders(made):
    """Bureaus have weight, the excluded have no vote, and nobody fights himself."""
    for p, party in made.parties.items():
        for b, bureau in party.bureaus.items():
            if bureau.favours == "force" and math.isnan(bureau.weight.value):
                yield ("parties", p, "bureaus", b), "the bureau that favours force needs a weight"
    for h, holder in made.holders.items():
        if holder.excluded and holder.party:
            told = "an excluded holder has no party at the table, and so no veto"
            yield ("holders", h, "party"), told
        if h in holder.fights:
            yield ("holders", h, "fights"), "a holder does not fight itself"


def _shares(made):
    """Shares of area and of residents add up to the whole of a governorate."""
    for g, place in made.governorates.items():
        for part in ("held", "lived"):
            total = sum(number.value for number in getattr(place, part).values())
            if abs(total - 1.0) > 0.02:
                told = f"the shares add up to {100 * total:.0f}%, not to 100%"
                yield ("governorates", g, part), told


def _borders(made):
    """No border is shorter than nothing, and neighbours agree on its length."""
    for a, others in made.borders.items():
        for b, length in others.items():
            back = made.borders.get(b, {}).get(a, length)
            if back != length >= 0 <= back:
                yield ("borders", a, b), f"{b} says {back:g} of this border"
            if length < 0:
                yield ("borders", a, b), f"{length:g} lies below 0"


def _kinds(made):
    """(path, class or part) of every class of outcomes and its parts."""
    for i, kind in enumerate(made.classes):
        yield ("classes", i), kind
        yield from ((("classes", i, "parts", j), part) for j, part in enumerate(kind.parts))


def _twice(made):
    """What may be said only once."""
    issues = made.issues.items()
    ids = [((*path, "id"), one.id) for path, one in _kinds(made)]
    roles = [(("issues", name, "role"), issue.role) for name, issue in issues if issue.role]
    for said in (ids, roles):
        seen: set[str] = set()
        for path, name in said:
            if name in seen:
                yield path, f'"{name}" stands twice'
            seen.add(name)


def _conditions(made):
    """Every class and part has one, and it lasts."""
    for path, one in _kinds(made):
        if not one.when:
            yield (*path, "when"), "a condition belongs in this list"
        for k, condition in enumerate(one.when):
            if condition.lasting < 1:
                yield (*path, "when", k, "for"), "a condition lasts a week or more"


def _notes(made, notes):
    """Grades are known; keys of sources, like S17, and paragraphs, like P3, are among the file's
    sources."""
    steps = {
        ("levers", name, "steps", i): {"source": step.source}
        for name, one in made.levers.items()
        for i, step in enumerate(one.steps)
    }
    for path, yaml_repr in {**notes, **steps}.items():
        grade = yaml_repr.get("grade")
        if grade and grade not in GRADES:
            yield (*path, "grade"), f'there is no grade "{grade}"; {suggest(grade, GRADES)}'
        for key in sorted(set(KEY.findall(yaml_repr.get("source") or "")) - set(made.sources)):
            if not (key[0] == "P" and "article" in made.sources):
                yield (*path, "source"), f'there is no source "{key}"; {suggest(key, made.sources)}'
