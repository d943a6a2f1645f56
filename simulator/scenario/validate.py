"""From plain values to a validated scenario: the format, and what only a look at the whole can find."""

import math
import re

from pydantic import BaseModel, ValidationError

from simulator.scenario import format as form
from simulator.scenario.number import Number, is_number_map
from simulator.scenario.problems import Mark, Problem, ScenarioError, meant
from simulator.scenario.resolved import Resolved

MOST_FACTORS = 40
KEY = re.compile(r"\b[A-Z]\d+[a-z]?\b")
WORDS = {  # of the library's errors, in an analyst's
    "model_type": "a map of keys to values belongs here",
    "dict_type": "a map of keys to values belongs here",
    "list_type": "a list belongs here",
    "string_type": "text belongs here",
    "bool_type": "true or false belongs here",
    "bool_parsing": "true or false belongs here",
    "float_parsing": "a number belongs here",
    "float_type": "a number belongs here",
    "int_parsing": "a whole number belongs here",
    "int_type": "a whole number belongs here",
    "date_type": "a date belongs here, like 2016-03-14",
    "date_from_datetime_parsing": "a date belongs here, like 2016-03-14",
    "date_parsing": "a date belongs here, like 2016-03-14",
}


def validate(raw, marks, file):
    """A Resolved from plain values; raises ScenarioError."""
    bare, notes = _without_notes(raw, ())
    places = _place_levers(bare)
    try:
        made = form.Scenario.model_validate(bare)
    except ValidationError as error:
        raise ScenarioError([_explained(item, places, marks, file) for item in error.errors()]) from None
    gather = _Gather(notes, places, marks, file)
    gather.walk(made, (), {})
    gather.levers(made)
    gather.names(made)
    if gather.problems:
        raise ScenarioError(gather.problems)
    return Resolved(made, gather.numbers, gather.meta, gather.targets, raw, marks, file)


def target_paths(name, sets):
    """Paths of the number a lever may set: the one it names, or the ones its own name may mean."""
    return [sets] if sets else [f"parties.{name}", f"holders.{name}", name]


def _place_levers(bare):
    """Write each lever's value where the number stands that it sets; {that path: the lever's path}, to blame errors on it."""
    places = {}
    for name, lever in bare.get("levers", {}).items() if isinstance(bare.get("levers"), dict) else ():
        if not isinstance(lever, dict) or "value" not in lever:
            continue
        for path in target_paths(name, lever.get("sets")):
            *keys, last = path.split(".")
            place = bare
            for key in keys:
                place = place.get(key) if isinstance(place, dict) else None
            if isinstance(place, dict) and (lever.get("sets") or last in _keys_at(keys)):
                place[last] = lever.pop("value")
                places[(*keys, last)] = ("levers", name)
                break
    return places


def _without_notes(value, path):
    """Values without the `source` and `grade` of maps that hold numbers, and those notes by path."""
    if not isinstance(value, dict):
        return value, {}
    if is_number_map(value) or (len(path) and path[0] == "sources"):
        return value, {}
    notes = {path: {key: value[key] for key in ("source", "grade", "note") if isinstance(value.get(key), str)}}
    bare = {}
    for key, item in value.items():
        if key in ("source", "grade", "note") and isinstance(item, str):
            continue
        bare[key], below = _without_notes(item, (*path, key))
        notes.update(below)
    return bare, notes


def _mark(marks, path, file):
    for end in range(len(path), -1, -1):
        if path[:end] in marks:
            return marks[path[:end]]
    return Mark(file)


def _explained(item, places, marks, file):
    path = tuple(part for part in item["loc"] if not (isinstance(part, str) and part.startswith(("function-", "list["))))
    message = item["msg"].removeprefix("Value error, ")
    if item["type"] == "extra_forbidden":
        message = f"unknown key; {meant(path[-1], _keys_at(path[:-1]))}"
    elif item["type"] == "missing":
        message = "this key is required and missing"
    elif item["type"] in WORDS:
        message = WORDS[item["type"]]
    elif item["type"] == "literal_error":
        message = f"{item['input']!r} is none of {item['ctx']['expected']}"
    elif item["type"] in ("greater_than_equal", "less_than_equal"):
        message = message.replace("Input should", "this must")
    path = places.get(path, path)
    mark_path = tuple(path[:-1]) if item["type"] == "missing" else path
    return Problem(_mark(marks, mark_path, file), ".".join(str(part) for part in path), message)


def _keys_at(path):
    """Names of the fields of the part that lies at a path of the format."""
    part: type = form.Scenario
    for key in path:
        field = getattr(part, "model_fields", {}).get(key) if isinstance(part, type) else None
        inner = field.annotation if field else part
        args = [a for a in getattr(inner, "__args__", ()) if isinstance(a, type) and issubclass(a, BaseModel)]
        part = args[0] if args else inner
    fields = getattr(part, "model_fields", {})
    return [field.alias or name for name, field in fields.items()]


class _Gather:
    """Walks a validated scenario: numbers with their metadata by path, and what only a look at the whole can find."""

    def __init__(self, notes, places, marks, file):
        self.notes, self.places, self.marks, self.file = notes, places, marks, file
        self.numbers, self.meta, self.targets, self.problems = {}, {}, {}, []

    def wrong(self, path, message):
        path = self.places.get(path, path)
        key = ".".join(str(part) for part in path)
        self.problems.append(Problem(_mark(self.marks, path, self.file), key, message))

    def walk(self, value, path, meta):
        if isinstance(value, Number):
            self.add(value, path, meta)
        elif isinstance(value, BaseModel):
            if isinstance(value, form.Stance):
                self.notes.setdefault(path, {}).setdefault("grade", form.GRADE[value.basis])
            for name, field in type(value).model_fields.items():
                if name != "levers":
                    self.walk(getattr(value, name), (*path, name), field.json_schema_extra or {})
        elif isinstance(value, dict):
            for key, item in value.items():
                self.walk(item, (*path, key), meta)

    def add(self, number, path, meta):
        key = ".".join(path)
        number = self.noted(number, path)
        self.meta[key] = meta
        self.check(number, path, meta)
        self.numbers[key] = number

    def noted(self, number, path):
        """The number with the source and grade of the nearest map that gives them."""
        found = {"source": number.source, "grade": number.grade}
        for end in range(len(path), -1, -1):
            for key, text in self.notes.get(tuple(path[:end]), {}).items():
                if found.get(key, "") is None:
                    found[key] = text
        return number.model_copy(update=found)

    def check(self, number, path, meta):
        unit, low, high = meta.get("unit"), meta.get("low"), meta.get("high")
        if number.uncertain and meta.get("fixed"):
            self.wrong(path, "this number takes a value, not a distribution")
        fits = {unit, unit.split("/")[0], *(["share"] if unit == "value" else [])} if unit else set()
        if number.unit and unit and number.unit not in fits:
            self.wrong(path, f'"{number.unit}" does not fit; this number is in {unit}')
        if math.isnan(number.value) and not meta.get("open"):
            self.wrong(path, "this number is left out and the model needs it")
        shown = number.parameters[:1] if number.kind == "normal" else (number.parameters or (number.value,))
        outside = [x for x in shown if not math.isnan(x) and not (low is None or low <= x <= high)]
        if outside:
            self.wrong(path, f"{outside[0]:g} lies outside {low:g} to {high:g} {unit or ''}".rstrip())

    def levers(self, made):
        """Find the number that each lever moves, and check its steps."""
        for name, lever in made.levers.items():
            target = next((path for path in target_paths(name, lever.sets) if path in self.numbers), None)
            at = ("levers", name)
            if target is None:
                near = meant(lever.sets or name, {*made.levers, *self.numbers} - {name})
                self.wrong(at, f"this lever sets no number of the file; {near}")
                continue
            self.targets[name] = target
            if lever.steps and self.meta[target].get("start"):
                self.wrong((*at, "steps"), f"{target} is read when a run begins; it takes a value, not dated steps")
            for i, step in enumerate(lever.steps):
                self.check(step.to, (*at, "steps", i, "to"), {**self.meta[target], "fixed": True})
        if len(set(self.targets.values())) < len(self.targets):
            self.wrong(("levers",), "two levers set the same number")
        uncertain = [path for path, number in self.numbers.items() if number.uncertain]
        if len(uncertain) > MOST_FACTORS:
            self.wrong((), f"{len(uncertain)} uncertain numbers; at most {MOST_FACTORS} can be told apart")

    def sources(self, made):
        """Keys of sources, like S17, and paragraphs, like P3, must be among the file's sources."""
        known = set(made.sources)
        for path, number in self.numbers.items():
            for key in set(KEY.findall(number.source or "")) - known:
                if not (key[0] == "P" and "article" in known):
                    self.wrong(tuple(path.split(".")), f'there is no source "{key}"; {meant(key, known)}')

    def twice(self, made):
        """What may be said only once."""
        roles = [issue.role for issue in made.issues.values() if issue.role]
        ids = [kind.id for one in made.classes for kind in (one, *one.parts)]
        for path, names in ((("issues",), roles), (("classes",), ids)):
            for name in {name for name in names if names.count(name) > 1}:
                self.wrong(path, f'"{name}" stands twice')
        for h, holder in made.holders.items():
            if h in holder.fights:
                self.wrong(("holders", h, "fights"), "a holder does not fight itself")

    def shares(self, made):
        """Shares of area and of residents add up to the whole of a governorate."""
        for g, place in made.governorates.items():
            for part in ("held", "lived"):
                total = sum(number.value for number in getattr(place, part).values())
                if abs(total - 1.0) > 0.02:
                    self.wrong(("governorates", g, part), f"the shares add up to {100 * total:.0f}%, not to 100%")

    def names(self, made):
        """Every id that refers to another must exist."""
        for place, name, known in _references(made):
            if name not in known:
                self.wrong(place, f'there is no "{name}"; {meant(name, known)}')
        issues: dict[str, list] = {"package": [], "measure": []}
        for name, issue in made.issues.items():
            issues[issue.kind].append(name)
        for end, terms in made.ends.items():
            for name in set(issues["package"]) - set(terms):
                self.wrong(("ends", end), f'the end says nothing of "{name}"')
        for role in ("government", "opposition"):
            if sum(party.role == role for party in made.parties.values()) != 1:
                self.wrong(("parties",), f"there must be exactly one {role}")
        for role in ("government", "opposition"):
            held = [h for h, one in made.holders.items() if one.party in made.parties and made.parties[one.party].role == role]
            if len(held) != 1:
                self.wrong(("holders",), f"exactly one holder holds land for the {role}; here {len(held)} do")
        self.shares(made)
        self.sources(made)
        self.twice(made)
        if not any(self.numbers[f"factions.{f}.fighters"].value for f, one in made.factions.items() if not one.radical):
            self.wrong(("factions",), "no faction that may come to the talks has fighters")
        if self.numbers["beliefs.lower"].value >= self.numbers["beliefs.upper"].value:
            self.wrong(("beliefs", "lower"), "lies at or above `upper`; the war would be over before it began")
        if sum(place.capital for place in made.governorates.values()) != 1:
            self.wrong(("governorates",), "exactly one governorate is the capital's")


def _references(made):
    """(path, name, where it must exist) of every reference between parts."""
    for p, party in made.parties.items():
        if party.client:
            yield ("parties", p, "client"), party.client, made.parties
        for where, stances in [((), party.stance), *((("bureaus", b), bureau.stance) for b, bureau in party.bureaus.items())]:
            base = ("parties", p, *where, "stance")
            yield from (((*base, name), name, made.issues) for name in stances)
            yield from ((base, name, stances) for name in made.issues if stances)
    for f, faction in made.factions.items():
        yield from ((("factions", f, "homes"), home, made.governorates) for home in faction.homes)
    for h, holder in made.holders.items():
        yield from ((("holders", h, "fights"), other, made.holders) for other in holder.fights)
        for part in ("priority", "garrisons"):
            yield from ((("holders", h, part, name), name, made.governorates) for name in getattr(holder, part))
        if holder.party:
            yield ("holders", h, "party"), holder.party, made.parties
    for g, place in made.governorates.items():
        for part in ("held", "lived"):
            yield from ((("governorates", g, part, name), name, made.holders) for name in getattr(place, part))
    for a, others in made.borders.items():
        yield from ((("borders", a), name, made.governorates) for name in (a, *others))
    for end, terms in made.ends.items():
        yield from ((("ends", end, name), name, made.issues) for name in terms)
    yield from ((("talk", "issues"), name, made.issues) for name in made.talk.issues)
