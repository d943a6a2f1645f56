"""The state of all worlds: one array a quantity, worlds on the last axis, each declared as a field
with its axes, unit, meaning and start. Agents change it in place, nobody else does.

To add an array: one line in the class of its group. `FIELDS` lists them all.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.model import initial_state as start
from simulator.rules import applies
from simulator.rules.residents import residents_with_government, residents_with_others

WINDOW = 26  # weeks of memory for movement of the lines
TRUCE_WINDOW = 8  # weeks of violence that a truce is compared with
TALK_WINDOW = 3  # weeks in which a softening is recognised
AXES = {
    "A": "parties", "P": "who may table a text, the mediator last", "I": "issues of the package",
    "J": "all issues", "M": "measures", "C": "core issues", "S": "the signers, government first",
    "F": "factions", "H": "holders", "K": "other holders than the government", "G": "governorates",
    "N": "fronts", "R": "rows of attack, one holder on another in one governorate",
    "B": "rows of attack between the signers", "T": "weeks remembered", "W": "worlds",
}  # fmt: skip
FIELDS: dict[str, "Field"] = {}


@dataclass
class Field:
    """One array of the state.

    axes   letters of AXES; the last is W, or 1 where all worlds are alike (it is then as wide as W
           where a sweep varies what the array follows from)
    start  a value that fills it (true or false, a whole number or any other decide its type), the
           path of a number, with {} for the names along the first axis, or a function of the state
    """

    axes: tuple[str, ...]
    unit: str
    meaning: str
    start: object
    name: str = ""
    group: str = ""

    def __set_name__(self, owner, name):
        self.name, self.group = name, owner.__doc__.rstrip(".")
        FIELDS[name] = self

    def made(self, state):
        """The array at the start of a run."""
        if isinstance(self.start, str):
            return state.from_path(self.start, self.axes)
        if callable(self.start):
            return self.start(state)
        return state.filled(self.axes, self.start)


def field(axes, unit, meaning, start=0.0) -> Any:
    """Declare an array of the state; see `Field`."""
    return Field(tuple(axes.split()), unit, meaning, start)


class Stances:
    """Where everyone stands on the issues."""

    side = field(
        "A 1",
        "-1..1",
        "+1 with the government, -1 opposed",
        lambda s: s.xp.asarray(s.index.side, s.dtype),
    )
    weight_of_force = field(
        "A W",
        "0..1",
        "weight of the bureau that favours force; 0 if undivided",
        start.weights_of_force,
    )
    position = field("A J W", "0..100", "position now", start.positions)
    first_position = field("A J W", "0..100", "position at the start", lambda s: s.position.copy())
    salience = field(
        "A J 1", "0..1", "weight of an issue; adds up to 1 within the package", start.saliences
    )
    flexibility = field("A J 1", "share of the line", "how far it bends", start.flexibilities)
    pole = field("I 1", "0 or 100", "the government's end of each line", start.poles)


class Land:
    """Who holds what."""

    share = field(
        "H G W", "0..1", "shares of a governorate's area; add up to 1", start.shares_of_land
    )
    first_share = field(
        "K G W", "0..1", "share of the area at the start", lambda s: s.share[s.index.others]
    )
    area_weight = field("G 1", "0..1", "share of the country's area", start.areas)
    people = field("G 1", "thousand", "residents", "governorates.{}.residents")
    density = field(
        "G 1", "ratio", "how much denser than land the government's residents lie", start.densities
    )
    attraction = field(
        "K G 1", "ratio", "residents for a unit of area at the start", start.attractions
    )
    usual_attraction = field(
        "G 1", "ratio", "the same of all other holders together", start.usual_attractions
    )
    residents = field(
        "H G W", "0..1", "shares of its residents; add up to 1", lambda s: s.settled_residents()
    )
    first_residents = field("H G W", "0..1", "the same at the start", lambda s: s.residents.copy())


class Armies:
    """Men, morale and the week's fighting."""

    quality = field("H 1", "ratio", "fighting worth of a man, 1 = the usual", "holders.{}.quality")
    reserve = field("H W", "thousand", "men free to attack", lambda s: start.men(s, "reserve"))
    garrison = field("H W", "thousand", "men holding lines", lambda s: start.men(s, "garrison"))
    cohesion = field("H W", "0..1", "morale", "holders.{}.cohesion")
    sign = field(
        "R 1",
        "-1 or 1",
        "side on which a row's fortune counts",
        lambda s: s.xp.asarray(s.index.sign, s.dtype),
    )
    battle_shock = field("N W", "standard normal", "a front's run of luck")
    taken = field("R W", "0..1", "share of the governorate taken this week")
    engagement = field("R W", "0..1", "share of ordinary fighting that goes on", 1.0)
    temptation = field("B W", "log points", "how far attack outweighs the defender's margin")
    deaths = field("W", "people", "civilians killed this week", "harm.before")
    killed = field("W", "people", "civilians killed since the start")
    dead = field("H W", "thousand", "fighters killed since the start")
    gain = field("W", "share of the country", "area that the government won this week")
    men_leaving = field("W", "0..1", "share of foreign men gone under a deal")
    joining = field("W", "0..1", "share of the rebels' men who fight the excluded")


class Patrons:
    """What each patron gives and threatens, and what all believe of the war."""

    sorties = field("A W", "a day", "sorties flown")
    surge = field("A W", "thousand", "men sent to fill in for another patron")
    pressed = field("A W", "0..1", "threat to cut, as shown")
    willing = field("A W", "0..1", "chance that the patron prefers cutting", 0.5)
    pressure = field("A W", "0..1", "threat to cut, as the client believes it")
    frustration = field("A W", "0..1", "a patron's with its client", "coercion.start")
    ceiling_bound = field("A W", "yes or no", "true where aircraft were too few", False)
    most_aircraft = field("A W", "aircraft", "the largest fleet so far", "parties.{}.aircraft")
    optimism = field(
        "A W",
        "log points",
        "lean of belief to the government",
        lambda s: s.from_path("parties.{}.optimism", "AW") * s.side,
    )
    drift = field("A W", "log points a week", "believed drift of strength")
    strength = field("W", "log ratio", "strength of government over opposition")
    battle = field("W", "log ratio", "residents held by government over opposition")
    support = field("W", "ratio", "foreign support over that of the start", 1.0)
    first_support = field("W", "ratio", "foreign support at the start; below 0 until seen", -1.0)
    chances = field("2 A W", "0..1", "believed, that government and opposition prevail")
    war_value = field("A W", "value", "of fighting on")
    war_later = field("A W", "value", "of fighting on, 26 weeks on")
    war_if_cut = field("A W", "value", "of fighting on if this patron alone cuts")
    war_squared = field("A W", "value", "of fighting on under the mediator's squared loss")


class Truce:
    """The truce."""

    truce = field(
        "W",
        "yes or no",
        "true while in force",
        lambda s: s.filled("W", s.index.form.truce.in_force),
    )
    truce_age = field("W", "weeks", "age of the truce", "truce.age")
    trust = field("W", "0..1", "trust in the truce", "truce.trust")
    violations = field("S W", "a week", "breaches by each signer's side", start.usual_breaches)
    hot_weeks = field("W", "weeks", "weeks in a row with violence that may void the truce", 0)
    violence_before = field(
        "W", "people", "civilians killed a week before the truce", "harm.before"
    )


class Factions:
    """The factions of the opposition."""

    fighters = field("F 1", "thousand", "fighters", "factions.{}.fighters")
    attends = field("F W", "yes or no", "true at the table", start.attending)
    leans = field("F W", "yes or no", "true with the radicals", start.leaning)


class Talks:
    """Words, the table and the deal."""

    softness = field("W", "points", "by which the government's words are softer than its position")
    credit = field("W", "0..1", "how far soft words still buy anything", 1.0)
    provocation = field(
        "W", "0..1", "how fresh it is that the government went its own way", "spoiling.start"
    )
    own_way = field("W", "yes or no", "true in a week in which it went its own way", False)
    draft = field("I W", "0..100", "latest text", start.middle)
    refused = field("P I W", "0..100", "latest text refused, by who tabled it", -1e3)
    refused_net_gain = field("P S W", "value", "the signers' edges at that time")
    mood = field("A W", "standard normal", "mood in which a party votes")
    net_gain = field("A W", "value", "of signing the latest text over war and waiting")
    said_yes = field("A W", "yes or no", "true for who accepted the latest text", False)
    voted = field("W", "yes or no", "true in a week of a vote", False)
    blocked = field("W", "yes or no", "true where the government then said no", False)
    practice = field("M W", "0..100", "practice of a measure now", "issues.{}.practice")
    first_practice = field("M W", "0..100", "practice at the start", lambda s: s.practice.copy())
    resting_practice = field(
        "M W", "0..100", "practice that it slips back to", lambda s: s.practice.copy()
    )
    deal = field("W", "yes or no", "true while a deal is in force", False)
    deal_broke = field("W", "yes or no", "true once a deal has broken", False)
    deal_age = field("W", "weeks", "since the signature")
    deal_terms = field("I W", "0..100", "as signed", float("nan"))
    deal_guarantors = field("W", "patrons", "that guarantee the deal")
    deal_strength = field("W", "log ratio", "strength at signature")
    deal_spoilers = field("W", "0..1", "share of the patrons that refused the deal")
    reservation = field("C W", "0..100", "the government's bottom line on the core issues")


class Events:
    """Events that take more than one week to recognise."""

    core_weeks = field("W", "weeks", "in a row in which a core concession was within reach", 0)
    core = field("W", "yes or no", "true once a core concession was made", False)
    major_weeks = field("M W", "weeks", "in a row in which a measure was far from its start", 0)
    major = field("W", "yes or no", "true once one was so for long", False)
    softening = field("W", "yes or no", "true where words softened, not the bottom line", False)
    reverted = field("W", "yes or no", "true where half of a softening is lost", False)
    peak = field("W", "points", "softest words of late")
    since_soft = field("W", "weeks", "since a softening", 999)
    enacted = field("W", "measures", "newly enacted this week")
    truce_ended = field("W", "weeks", "since a truce ended", 999)


class Memory:
    """Past weeks, and the worlds that still move."""

    alive = field("W", "yes or no", "true until a world is absorbed by its outcome", True)
    area_ring = field(
        "T H W",
        "0..1",
        "shares of the country's area",
        lambda s: s.full(WINDOW, "H") + s.national_area(),
    )
    deaths_ring = field(
        "T W", "people", "civilians killed a week", lambda s: s.full(TRUCE_WINDOW) + s.deaths
    )
    softness_ring = field("T W", "points", "softness of words", lambda s: s.full(TALK_WINDOW))
    bottom_ring = field("T C W", "0..100", "bottom lines", lambda s: s.full(TALK_WINDOW, "C"))
    movement = field(
        "W", "points of area", "largest change of a holder's in the weeks remembered", 100.0
    )


@applies(residents_with_government, residents_with_others)
class State(Stances, Land, Armies, Patrons, Truce, Factions, Talks, Events, Memory):
    """All fields as arrays, made from a cast and the numbers of a scenario."""

    def __init__(self, index, numbers):
        self.index, self.numbers = index, numbers
        self.dtype, self.xp = numbers.dtype, numbers.xp
        self.sizes = index.sizes | {"W": numbers.shape[0]}
        self.bureau_stance, self.all_alive = {}, True
        for name, one in FIELDS.items():
            setattr(self, name, one.made(self))

    def full(self, *axes):
        """A new array of these axes and worlds, filled with zeros."""
        return self.filled((*axes, "W"), 0.0)

    def filled(self, axes, value):
        """A new array of axes, letters or sizes, filled with a value that decides its type."""
        dtype = {bool: bool, int: np.int32}.get(type(value), self.dtype)
        shape = [self.sizes[axis] if axis in self.sizes else int(axis) for axis in axes]
        return self.xp.full(shape, value, dtype)

    def from_path(self, path, axes):
        """A number of the scenario laid on axes; {} stands for the names along the first."""
        if "{}" not in path:
            return self.filled(axes, 0.0) + self.numbers.row(path)
        stacked = self.numbers.columns if axes[-1] == "1" else self.numbers.rows
        return stacked([path.format(name) for name in self.index.names[axes[0]]])

    def conceded(self, terms, rows=slice(None)):
        """How far terms (I, W) of the package lie from the government's end of their lines,
        0..100."""
        return np.abs(terms - self.pole[rows])

    def settled_residents(self):
        """Shares of residents that follow from the land held, (H, G, W); they add up to 1 over
        holders."""
        index, found = self.index, np.empty_like(self.share)
        left = 1.0 - residents_with_government(self.share[index.regime], self.density)
        area = self.share[index.others]
        others = residents_with_others(
            left, area, self.first_share, self.attraction, self.usual_attraction
        )
        found[index.others] = others
        found[index.regime] = 1.0 - np.sum(others, axis=0)
        return found

    def national_area(self):
        """Shares of the country's area by holder, (H, W)."""
        return np.sum(self.share * self.area_weight, axis=1)

    def national_residents(self):
        """Shares of all residents by holder, (H, W)."""
        return np.sum(self.residents * (self.people / self.people.sum(axis=0)), axis=1)
