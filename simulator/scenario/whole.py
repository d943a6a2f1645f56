"""What only a look at a whole scenario can find wrong: (path, sentence, ...) of names, sums and
roles that do not fit each other."""

import math
import re

from simulator.scenario.extremes import Extremes
from simulator.scenario.number import GRADES
from simulator.scenario.problems import meant

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
BOTH = ["government", "opposition"]
NO_PART: dict[
    str | None, list
] = {  # what a party gives that nobody would get: (numbers, what an analyst is told)
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
    for place, name, known in _references(made):
        if name not in known:
            yield place, f'there is no "{name}"; {meant(name, known)}'
    yield from _patrons(made, Extremes(numbers, levers))
    for check in (_left_out, _roles, _bureaus, _shares, _twice, _borders, _conditions):
        yield from check(made)
    yield from _notes(made, notes)
    if not any(
        numbers[f"factions.{f}.fighters"].value
        for f, one in made.factions.items()
        if not one.radical
    ):
        yield ("factions",), "no faction that may come to the talks has fighters"
    if numbers["beliefs.lower"].value >= numbers["beliefs.upper"].value:
        yield (
            ("beliefs", "lower"),
            "lies at or above `upper`; the war would be over before it began",
        )


def _stances(made):
    """(path, stances) of every party and bureau that has them."""
    for p, party in made.parties.items():
        if party.stance:
            yield ("parties", p, "stance"), party.stance
        for b, bureau in party.bureaus.items():
            yield ("parties", p, "bureaus", b, "stance"), bureau.stance


def _references(made):
    """(path, name, where it must exist) of every reference between parts."""
    for p, party in made.parties.items():
        if party.client:
            yield ("parties", p, "client"), party.client, made.parties
    for base, stances in _stances(made):
        yield from (((*base, name), name, made.issues) for name in stances)
    for f, faction in made.factions.items():
        yield from (
            (("factions", f, "homes", i), home, made.governorates)
            for i, home in enumerate(faction.homes)
        )
    for h, holder in made.holders.items():
        yield from (
            (("holders", h, "fights", i), other, made.holders)
            for i, other in enumerate(holder.fights)
        )
        for part in ("priority", "garrisons"):
            yield from (
                (("holders", h, part, name), name, made.governorates)
                for name in getattr(holder, part)
            )
        if holder.main_effort:
            yield ("holders", h, "main_effort"), holder.main_effort, made.governorates
        if holder.party:
            yield ("holders", h, "party"), holder.party, made.parties
    for g, place in made.governorates.items():
        for part in ("held", "lived"):
            yield from (
                (("governorates", g, part, name), name, made.holders)
                for name in getattr(place, part)
            )
    for a, others in made.borders.items():
        yield ("borders", a), a, made.governorates
        yield from ((("borders", a, name), name, made.governorates) for name in others)
    for end, terms in made.ends.items():
        yield from ((("ends", end, name), name, made.issues) for name in terms)
    yield from (
        (("talk", "issues", i), name, made.issues) for i, name in enumerate(made.talk.issues)
    )
    package = {name: issue for name, issue in made.issues.items() if issue.kind == "package"}
    yield from (
        (("spoiling", "issues", i), name, package) for i, name in enumerate(made.spoiling.issues)
    )


def _left_out(made):
    """A stance speaks of every issue, and an end of every issue of the package."""
    for path, stances in _stances(made):
        yield from (
            (path, f'the stance says nothing of "{name}"')
            for name in made.issues
            if name not in stances
        )
    for end, terms in made.ends.items():
        package = [name for name, issue in made.issues.items() if issue.kind == "package"]
        yield from (
            (("ends", end), f'the end says nothing of "{name}"')
            for name in package
            if name not in terms
        )
    for end in {"government_prevails", "opposition_prevails", "stalemate"} - set(made.ends):
        yield ("ends",), f'the end "{end}" is missing'
    for name in made.issues:
        if not any(
            stances[name].salience.value for _, stances in _stances(made) if name in stances
        ):
            yield (
                ("issues", name),
                "nobody cares about this issue; each stance gives it a salience of 0",
            )


def _roles(made):
    """One government and one opposition, each with one holder, and one capital."""
    for role in ("government", "opposition"):
        if sum(party.role == role for party in made.parties.values()) != 1:
            yield ("parties",), f"there must be exactly one {role}"
        held = [
            h
            for h, one in made.holders.items()
            if one.party in made.parties and made.parties[one.party].role == role
        ]
        if len(held) != 1:
            yield ("holders",), f"exactly one holder holds land for the {role}; here {len(held)} do"
    if sum(place.capital for place in made.governorates.values()) != 1:
        yield ("governorates",), "exactly one governorate is the capital's"


def _patrons(made, extremes):
    """A government has a patron, a client is one of the two that fight, and no patron gives what
    has no part in the war."""
    roles = {p: party.role for p, party in made.parties.items()}
    signers = [p for p, role in roles.items() if role in BOTH]
    if not any(roles.get(party.client) == "government" for party in made.parties.values()):
        yield (
            ("parties",),
            "the government needs a patron; give it one with nothing to give if it stands alone",
        )
    for p, party in made.parties.items() if sorted(roles[p] for p in signers) == BOTH else ():
        if party.client in roles and party.client not in signers:
            told = (
                f"a patron's client is {' or '.join(signers)}, and what is given to anyone else has"
                " no effect"
            )
            yield (
                ("parties", p, "client"),
                f'{told}; make {p} a `signer` if it stands beside "{party.client}"',
            )
        role = "signer" if party.role == "signer" else roles.get(party.client or "")
        for names, told in NO_PART.get(role, ()):
            names = [*(f"men.{kind}" for kind in party.men if "men" in names), *names]
            places = [extremes.place_above_nought(f"parties.{p}.{name}") for name in names]
            yield from (
                (place, told, ("parties", p, "client"))
                for place in [place for place in places if place][:1]
            )
        if party.role == "patron" and role == "government":
            yield from _grounded(p, extremes)


def _grounded(p, extremes):
    """Aircraft that would never fly, since the patron wants no sorties and none are fixed."""
    own = f"parties.{p}."
    if (
        extremes.most(own + "aircraft") > 0
        and extremes.nought(own + "peak_sorties")
        and not extremes.of(own + "sorties")
    ):
        told = "these aircraft would never fly, as `peak_sorties` is 0 and `sorties` is left open"
        told = f"{told}; say how many sorties a day the patron would fly all out"
        yield (
            ("parties", p, "aircraft"),
            told,
            ("parties", p, "peak_sorties"),
            ("parties", p, "sorties"),
        )


def _bureaus(made):
    """Bureaus have weight, and the excluded have no vote."""
    for p, party in made.parties.items():
        for b, bureau in party.bureaus.items():
            if bureau.favours == "force" and math.isnan(bureau.weight.value):
                yield ("parties", p, "bureaus", b), "the bureau that favours force needs a weight"
    for h, holder in made.holders.items():
        if holder.excluded and holder.party:
            yield (
                ("holders", h, "party"),
                "an excluded holder has no party at the table, and so no veto",
            )


def _shares(made):
    """Shares of area and of residents add up to the whole of a governorate."""
    for g, place in made.governorates.items():
        for part in ("held", "lived"):
            total = sum(number.value for number in getattr(place, part).values())
            if abs(total - 1.0) > 0.02:
                yield (
                    ("governorates", g, part),
                    f"the shares add up to {100 * total:.0f}%, not to 100%",
                )


def _twice(made):
    """What may be said only once."""
    kinds = [
        (("classes", i, *inside), one)
        for i, kind in enumerate(made.classes)
        for inside, one in _with_parts(kind)
    ]
    ids = [((*path, "id"), one.id) for path, one in kinds]
    roles = [
        (("issues", name, "role"), issue.role) for name, issue in made.issues.items() if issue.role
    ]
    for said in (ids, roles):
        seen = set()
        for path, name in said:
            if name in seen:
                yield path, f'"{name}" stands twice'
            seen.add(name)
    for h, holder in made.holders.items():
        if h in holder.fights:
            yield ("holders", h, "fights"), "a holder does not fight itself"


def _borders(made):
    """No border is shorter than nothing, and neighbours agree on its length."""
    for a, others in made.borders.items():
        twice = ((b, made.borders[b][a]) for b in others if a in made.borders.get(b, {}))
        yield from (
            (("borders", a, b), f"{b} says {length:g} of this border")
            for b, length in twice
            if length != others[b] >= 0 <= length
        )
        yield from (
            (("borders", a, b), f"{length:g} lies below 0")
            for b, length in others.items()
            if length < 0
        )


def _conditions(made):
    """Every class and part has one, and it lasts."""
    for i, kind in enumerate(made.classes):
        for inside, one in _with_parts(kind):
            if not one.when:
                yield ("classes", i, *inside, "when"), "a condition belongs in this list"
            short = (k for k, condition in enumerate(one.when) if condition.lasting < 1)
            yield from (
                (("classes", i, *inside, "when", k, "for"), "a condition lasts a week or more")
                for k in short
            )


def _with_parts(kind):
    """(path below the class, class or part) of a class and its parts."""
    return [((), kind), *((("parts", j), part) for j, part in enumerate(kind.parts))]


def _notes(made, notes):
    """Grades are known; keys of sources, like S17, and paragraphs, like P3, are among the file's
    sources."""
    steps = {
        ("levers", name, "steps", i): {"source": step.source}
        for name, one in made.levers.items()
        for i, step in enumerate(one.steps)
    }
    for path, written in {**notes, **steps}.items():
        grade = written.get("grade")
        if grade and grade not in GRADES:
            yield (*path, "grade"), f'there is no grade "{grade}"; {meant(grade, GRADES)}'
        for key in sorted(set(KEY.findall(written.get("source") or "")) - set(made.sources)):
            if not (key[0] == "P" and "article" in made.sources):
                yield (*path, "source"), f'there is no source "{key}"; {meant(key, made.sources)}'
