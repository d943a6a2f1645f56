"""What the page is asked, and the same as the query of its address."""

import shlex
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlencode

from simulator.scenario.errors import ScenarioError

BASE, OTHER = "spring_2016", "airpower_drawdown"
FEWEST, USUAL, MOST = 16, 1000, 10_000  # worlds
MOST_KEPT, LONGEST = 4, 2000  # variants kept; letters of one value in the address
KEYS = ("base", "other", "set", "kept", "worlds", "seed", "story")


@dataclass(frozen=True)
class Variant:
    """A scenario and what is set in it: PATH=VALUE each, as after `--with`."""

    name: str
    settings: tuple[str, ...] = ()

    @property
    def title(self):
        """It in words."""
        return f"{self.name} with {', '.join(self.settings)}" if self.settings else self.name

    def to_text(self):
        return urlencode([("other", self.name), *(("set", one) for one in self.settings)])

    @staticmethod
    def from_text(text):
        known = parse_qs(text)
        return Variant(known["other"][0], tuple(known.get("set", ()))) if "other" in known else None


@dataclass(frozen=True)
class PageRequest:
    """A base, a variant held against it, variants kept for later, how many worlds, and which of
    them is told.

    seed   None = the base's own
    story  id of an outcome or part, the number of a world, or nothing
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
        rest += () if setting is None else (f"{names[0]}={setting}",)
        return self.against(self.other.name, rest)

    def against(self, name, settings=()):
        """With another scenario held against the base."""
        return replace(self, other=Variant(name, settings))

    def reset(self):
        """With nothing set in the other scenario."""
        return self.against(self.other.name)

    def words(self, seed):
        """Words of the command that gives the same numbers, after the program's name."""
        only = [word for one in self.other.settings for word in ("--with", one)]
        sizes = "-n", str(self.worlds), "--seed", str(seed)
        return "compare", self.base, self.other.name, *only, *sizes

    def command(self, seed):
        """What one types to get the same numbers."""
        return shlex.join(["python", "run.py", *self.words(seed)])

    def keeping(self):
        """With the variant as it is now among those kept."""
        full = self.other in self.kept or len(self.kept) == MOST_KEPT
        return self if full else replace(self, kept=(*self.kept, self.other))

    def dropping(self, variant):
        return replace(self, kept=tuple(one for one in self.kept if one != variant))


def from_query(query, read):
    """(AskedPage, [sentence, ...]) of an address; what cannot be used is left out and said.

    query  {key: [value, ...]};  read(name, settings) raises ScenarioError for what is no scenario
    """
    address = _Address(query, read)
    base = address.scenario("base", BASE)
    other = address.scenario("other", base if "base" in query else OTHER)
    variant, kept = Variant(other, address.settings(other)), tuple(dict.fromkeys(address.kept()))
    worlds, seed = address.whole("worlds", FEWEST, MOST), address.whole("seed", 0, 2**63 - 1)
    story = address.first("story")
    return PageRequest(base, variant, kept, worlds or USUAL, seed, story), address.said


class _Address:
    """The values of an address, and in `said` a sentence on each that cannot be used."""

    def __init__(self, query, read):
        strange = (key for key in query if key not in KEYS)
        self.said = [
            f'The address holds "{key}", which this page does not know.' for key in strange
        ]
        self.query, self.read = query, read

    def all(self, key):
        return [value for value in self.query.get(key, ()) if len(value) <= LONGEST]

    def first(self, key, usual=""):
        return next(iter(self.all(key)), usual)

    def scenario(self, key, usual):
        name = self.first(key, usual)
        wrong = self._wrong(name)
        self.said += [f"{wrong} Shown instead: {usual}."] if wrong else []
        return usual if wrong else name

    def settings(self, name):
        """Those settings that can be laid over a scenario, one after another."""
        good: tuple[str, ...] = ()
        for one in self.all("set"):
            wrong = self._wrong(name, (*good, one))
            self.said += [f"{wrong} It is left out."] if wrong else []
            good += () if wrong else (one,)
        return good

    def kept(self):
        for text in self.all("kept")[:MOST_KEPT]:
            one = Variant.from_text(text)
            wrong = self._wrong(one.name, one.settings) if one else ""
            if one is None:
                self.said.append(f'"{text}" is no variant; it is left out.')
            elif wrong:
                self.said.append(f"A variant kept is left out: {wrong}")
            else:
                yield one

    def whole(self, key, low, high):
        """A whole number within bounds, or None."""
        text = self.first(key)
        if text.isascii() and text.isdigit() and low <= int(text) <= high:
            return int(text)
        wrong = f'{key}: "{text}" is not a whole number from {low:,} to {high:,}; it is left out.'
        self.said += [wrong] if text else []
        return None

    def _wrong(self, name, settings=()):
        """The sentence on what is wrong with a scenario and what is set in it; empty for none."""
        try:
            self.read(name, settings)
        except ScenarioError as error:
            told = str(error)
            return told if told.endswith(("?", ".")) else f"{told}."
        return ""
