"""State of the live page, and the same state as the query of its address."""

from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlencode

from simulator.program import command_line
from simulator.scenario.errors import ScenarioError

BASE, OTHER = "spring_2016", "airpower_drawdown"
FEWEST, DEFAULT, MOST = 16, 1000, 10_000  # worlds
MOST_VARIANTS, LONGEST = 4, 2000  # variants; characters of one value in the address
KEYS = ("base", "other", "set", "variant", "worlds", "seed", "story")


@dataclass(frozen=True)
class Variant:
    """A scenario and its settings: PATH=VALUE each, as after `--with`."""

    name: str
    settings: tuple[str, ...] = ()

    def to_text(self):
        return urlencode([("other", self.name), *(("set", setting) for setting in self.settings)])

    @staticmethod
    def from_text(text):
        query = parse_qs(text)
        return Variant(query["other"][0], tuple(query.get("set", ()))) if "other" in query else None


@dataclass(frozen=True)
class PageRequest:
    """State of the page: base, current variant, saved variants, number of worlds, and the world
    whose story is shown.

    seed   None = the seed of the base
    story  id of an outcome or part, the number of a world, or empty
    """

    base: str = BASE
    other: Variant = Variant(OTHER)
    variants: tuple[Variant, ...] = ()
    worlds: int = DEFAULT
    seed: int | None = None
    story: str = ""

    def to_query(self):
        """{key: [value, ...]} of the address; defaults are left out, except for the scenarios."""
        query = {"base": [self.base], "other": [self.other.name], "set": list(self.other.settings)}
        query["variant"] = [variant.to_text() for variant in self.variants]
        query["worlds"] = [str(self.worlds)] if self.worlds != DEFAULT else []
        query["seed"] = [] if self.seed is None else [str(self.seed)]
        query["story"] = [self.story] if self.story else []
        return {key: values for key, values in query.items() if values}

    def moved(self, names, setting):
        """The page with a lever set under the first of its names; None = as in its file."""
        settings = self.other.settings
        settings_left = tuple(text for text in settings if text.partition("=")[0] not in names)
        settings_left += () if setting is None else (f"{names[0]}={setting}",)
        return self.against(self.other.name, settings_left)

    def against(self, name, settings=()):
        """The page with another scenario compared with the base."""
        return replace(self, other=Variant(name, settings))

    def reset(self):
        """The page without settings of the other scenario."""
        return self.against(self.other.name)

    def arguments(self, seed):
        """Arguments of `run.py` that give the same numbers."""
        settings = [word for setting in self.other.settings for word in ("--with", setting)]
        sizes = "-n", str(self.worlds), "--seed", str(seed)
        return "compare", self.base, self.other.name, *settings, *sizes

    def command(self, seed):
        """The command that gives the same numbers."""
        return command_line(*self.arguments(seed))

    def with_current(self):
        """The page with the current variant among the variants."""
        full = self.other in self.variants or len(self.variants) == MOST_VARIANTS
        return self if full else replace(self, variants=(*self.variants, self.other))

    def without(self, variant):
        """The page without a variant."""
        return replace(self, variants=tuple(each for each in self.variants if each != variant))


def from_query(query, read):
    """(PageRequest, [sentence, ...]) of an address, with a sentence on each part that was ignored.

    query  {key: [value, ...]};  read(name, settings) raises ScenarioError for an invalid scenario
    """
    address = _Address(query, read)
    base = address.scenario("base", BASE)
    other = address.scenario("other", base if "base" in query else OTHER)
    variant, variants = (
        Variant(other, address.settings(other)),
        tuple(dict.fromkeys(address.variants())),
    )
    worlds, seed = (
        address.whole_number("worlds", FEWEST, MOST),
        address.whole_number("seed", 0, 2**63 - 1),
    )
    story = address.first("story")
    return PageRequest(base, variant, variants, worlds or DEFAULT, seed, story), address.warnings


class _Address:
    """Values of an address, and `warnings` on those that cannot be used."""

    def __init__(self, query, read):
        unknown = (key for key in query if key not in KEYS)
        self.warnings = [f'Ignored in the address: unknown key "{key}".' for key in unknown]
        self.query, self.read = query, read

    def all(self, key):
        return [value for value in self.query.get(key, ()) if len(value) <= LONGEST]

    def first(self, key, default=""):
        return next(iter(self.all(key)), default)

    def scenario(self, key, default):
        name = self.first(key, default)
        error = self._error_of(name)
        self.warnings += [f"{error} Using {default} instead."] if error else []
        return default if error else name

    def settings(self, name):
        """Those settings that are valid for a scenario, one after another."""
        valid: tuple[str, ...] = ()
        for setting in self.all("set"):
            error = self._error_of(name, (*valid, setting))
            self.warnings += [f"{error} It is ignored."] if error else []
            valid += () if error else (setting,)
        return valid

    def variants(self):
        for text in self.all("variant")[:MOST_VARIANTS]:
            variant = Variant.from_text(text)
            error = self._error_of(variant.name, variant.settings) if variant else ""
            if variant is None:
                self.warnings.append(f'"{text}" is not a variant; it is ignored.')
            elif error:
                self.warnings.append(f"A variant is ignored: {error}")
            else:
                yield variant

    def whole_number(self, key, low, high):
        """A whole number within bounds, or None."""
        text = self.first(key)
        if text.isascii() and text.isdigit() and low <= int(text) <= high:
            return int(text)
        error = f'{key}: "{text}" is not a whole number from {low:,} to {high:,}; it is ignored.'
        self.warnings += [error] if text else []
        return None

    def _error_of(self, name, settings=()):
        """The error in a scenario and its settings, in a sentence; empty where there is none."""
        try:
            self.read(name, settings)
        except ScenarioError as refusal:
            text = str(refusal)
            return text if text.endswith(("?", ".")) else f"{text}."
        return ""
