"""What the page is asked, and the same as the query of its address."""

import shlex
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlencode

from simulator.scenario.problems import ScenarioError

BASE, OTHER = "spring_2016", "airpower_drawdown"
FEWEST, USUAL, MOST = 16, 1000, 10_000  # worlds
MOST_KEPT, LONGEST = 4, 2000  # variants kept; letters of one value in the address
KEYS = ("base", "other", "set", "kept", "worlds", "seed", "story")


@dataclass(frozen=True)
class Variant:
    """A scenario and what is set in it: PATH=VALUE each, as after `--with`."""

    name: str
    settings: tuple[str, ...] = ()

    def to_text(self):
        return urlencode([("other", self.name), *(("set", one) for one in self.settings)])

    @staticmethod
    def from_text(text):
        known = parse_qs(text)
        return Variant(known["other"][0], tuple(known.get("set", ()))) if "other" in known else None


@dataclass(frozen=True)
class AskedPage:
    """A base, a variant held against it, variants kept for later, how many worlds, and which of
    them is told.

    seed   None = the base's own
    story  id of a class or part, the number of a world, or nothing
    """

    base: str = BASE
    other: Variant = Variant(OTHER)
    kept: tuple[Variant, ...] = ()
    worlds: int = USUAL
    seed: int | None = None
    story: str = ""

    def to_query(self):
        """{key: [value, ...]} of the address; what is as usual is left out, the scenarios apart."""
        query = {"base": [self.base], "other": [self.other.name], "set": list(self.other.settings)}
        query["kept"] = [one.to_text() for one in self.kept]
        query["worlds"] = [str(self.worlds)] if self.worlds != USUAL else []
        query["seed"] = [] if self.seed is None else [str(self.seed)]
        query["story"] = [self.story] if self.story else []
        return {key: values for key, values in query.items() if values}

    def moved(self, names, setting):
        """With a lever set, by the first of its names, or as its scenario has it where there is no
        setting."""
        rest = tuple(one for one in self.other.settings if one.partition("=")[0] not in names)
        return self.with_settings((*rest, f"{names[0]}={setting}") if setting is not None else rest)

    def with_settings(self, settings):
        return replace(self, other=replace(self.other, settings=tuple(settings)))

    def words(self, seed):
        """Words of the command that gives the same numbers, after the program's name."""
        only = [word for one in self.other.settings for word in ("--with", one)]
        return (
            "compare",
            self.base,
            self.other.name,
            *only,
            "-n",
            str(self.worlds),
            "--seed",
            str(seed),
        )

    def command(self, seed):
        """What one types to get the same numbers."""
        return shlex.join(["python", "run.py", *self.words(seed)])

    def keeping(self):
        """With the variant as it is now among those kept."""
        return (
            self
            if self.other in self.kept or len(self.kept) == MOST_KEPT
            else replace(self, kept=(*self.kept, self.other))
        )

    def dropping(self, variant):
        return replace(self, kept=tuple(one for one in self.kept if one != variant))


def from_query(query, read):
    """(AskedPage, [sentence, ...]) of an address; what cannot be used is left out and said.

    query  {key: [value, ...]};  read(name, settings) raises ScenarioError for what is no scenario
    """
    said = [
        f'The address holds "{key}", which this page does not know.'
        for key in query
        if key not in KEYS
    ]
    query = {
        key: [value for value in values if len(value) <= LONGEST] for key, values in query.items()
    }
    base = _scenario("base", query, BASE, read, said)
    other = _scenario("other", query, base if "base" in query else OTHER, read, said)
    settings = _settings(other, query.get("set", []), read, said)
    kept = [
        one
        for one in (_kept(text, read, said) for text in query.get("kept", [])[:MOST_KEPT])
        if one
    ]
    worlds = _whole("worlds", query, said, FEWEST, MOST)
    seed = _whole("seed", query, said, 0, 2**63 - 1)
    story = query.get("story", [""])[0]
    return AskedPage(
        base,
        Variant(other, settings),
        tuple(dict.fromkeys(kept)),
        USUAL if worlds is None else worlds,
        seed,
        story,
    ), said


def _scenario(key, query, usual, read, said):
    name = (query.get(key) or [usual])[0]
    try:
        read(name, ())
    except ScenarioError as error:
        said.append(f"{_ended(error)} Shown instead: {usual}.")
        return usual
    return name


def _settings(name, settings, read, said):
    """Those settings that can be laid over a scenario, one after another."""
    good: tuple[str, ...] = ()
    for one in settings:
        try:
            read(name, (*good, one))
            good += (one,)
        except ScenarioError as error:
            said.append(f"{_ended(error)} It is left out.")
    return good


def _kept(text, read, said):
    variant = Variant.from_text(text)
    try:
        if variant:
            read(variant.name, variant.settings)
            return variant
        said.append(f'"{text}" is no variant; it is left out.')
    except ScenarioError as error:
        said.append(f"A variant kept is left out: {error}")
    return None


def _ended(error):
    """A sentence with its full stop."""
    told = str(error)
    return told if told.endswith(("?", ".")) else f"{told}."


def _whole(key, query, said, low, high):
    """A whole number within bounds, or None."""
    text = (query.get(key) or [""])[0]
    if not text:
        return None
    if text.isascii() and text.isdigit() and low <= int(text) <= high:
        return int(text)
    said.append(f'{key}: "{text}" is no whole number from {low:,} to {high:,}; it is left out.')
    return None
