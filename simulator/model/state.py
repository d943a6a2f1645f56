"""State of all worlds: one array per quantity, with worlds on the last axis. Each array is declared
as a field with its axes, unit, meaning and start. Only agents change it, in place. A week reads
nothing else that changes: a run begun from a written state is the rest of the old one.

To add an array, add one line to the class of its group. `FIELDS` lists all fields.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.model import initial_state as start
from simulator.rules import applies
from simulator.rules.residents import residents_with_government, residents_with_others

WINDOW = 26  # weeks over which movement of the front lines is measured
TRUCE_WINDOW = 8  # weeks of violence before a truce, for comparison
TALK_WINDOW = 3  # weeks in which a softening is recognised
AXES = {
    "A": "parties", "P": "proposers of a text, the mediator last", "I": "issues of the package",
    "J": "all issues", "M": "confidence measures", "C": "core issues",
    "S": "signers, in the order of their camps", "F": "factions", "H": "holders",
    "L": "parties that make public statements", "U": "parties that may make unilateral moves",
    "K": "holders other than the sovereign's", "G": "regions", "N": "fronts", "E": "camps",
    "D": "contests: a camp against its strongest opponents; one for two camps",
    "R": "rows of attack, one holder on another in one region",
    "B": "rows of attack between the signers", "T": "weeks remembered", "W": "worlds",
    "Y": "levers with dated steps", "Q": "dated steps of levers", "X": "conditions of outcomes",
    "V": "metrics used in conditions", "Z": "divided parties", "O": "ends of the war",
}  # fmt: skip
FIELDS: dict[str, "Field"] = {}


@dataclass
class Field:
    """One array of the state.

    axes   letters of AXES; the last is W, or 1 where all worlds are alike (it then has length W if
           a sweep varies a parameter that determines the array)
    start  a value that fills the array and decides its type (boolean, integer or float), the path
           of a parameter, with {} for the names along the first axis, or a function of the state
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

    def initial(self, state):
        """Array at the start of a run."""
        if isinstance(self.start, str):
            return state.from_path(self.start, self.axes)
        if callable(self.start):
            return self.start(state)
        return state.filled(self.axes, self.start)


def field(axes, unit, meaning, start=0.0) -> Any:
    """Declare an array of the state; see `Field`."""
    return Field(tuple(axes.split()), unit, meaning, start)


class Levers:
    """Levers with dated steps; the parameters that they set are rows of `lever`."""

    lever = field("Y W", "of the lever", "value now", start.levers)
    lever_from = field(
        "Y W", "of the lever", "value before the latest step", lambda s: s.lever.copy()
    )
    lever_goal = field("Y W", "of the lever", "value of the latest step", lambda s: s.lever.copy())
    lever_since = field("Y W", "weeks", "number of the week of the latest step")
    lever_over = field("Y W", "weeks", "weeks over which the latest step is reached", 1.0)
    lever_fired = field("Q W", "yes or no", "true once a step has been taken", False)
    declared_men = field(
        "4 H W",
        "thousand or ratio",
        "reserve, garrison, strength and quality as levers declared them last week",
        start.declared_men,
    )
    leader_left = field("W", "yes or no", "true once the leader has left by script", False)


class Stances:
    """Positions of all parties on the issues."""

    side = field(
        "D A 1",
        "-1..1",
        "+1 in the camp of the contest, -1 in a hostile camp",
        lambda s: s.xp.asarray(s.index.side, s.dtype),
    )
    weight_of_force = field(
        "A W",
        "0..1",
        "weight of the bureau that favours force; 0 if undivided",
        start.weights_of_force,
    )
    bureau_position = field(
        "Z 2 J W",
        "0..100",
        "positions of the bureaus of a divided party, that which favours force last",
        start.bureau_positions,
    )
    bureau_flexibility = field(
        "Z 2 J W", "share of the line", "flexibilities of the same", start.bureau_flexibilities
    )
    position = field("A J W", "0..100", "position now", start.positions)
    first_position = field("A J W", "0..100", "position at the start", lambda s: s.position.copy())
    salience = field(
        "A J 1", "0..1", "weight of an issue; sums to 1 within the package", start.saliences
    )
    flexibility = field(
        "A J W",
        "share of the line",
        "how far a position can be conceded before red lines",
        start.flexibilities,
    )
    pole = field("I 1", "0 or 100", "the sovereign's end of each line", start.poles)


class Land:
    """Land and residents of each holder."""

    share = field("H G W", "0..1", "shares of a region's area; sum to 1", start.shares_of_land)
    first_share = field(
        "K G W", "0..1", "share of the area at the start", lambda s: s.share[s.index.others]
    )
    area_weight = field("G 1", "0..1", "share of the country's area", start.areas)
    first_area = field(
        "H W", "0..1", "share of the country's area at the start", lambda s: s.national_area()
    )
    people = field("G 1", "thousand", "residents", "regions.{}.residents")
    density = field(
        "G 1",
        "ratio",
        "concentration of the sovereign's residents relative to its land",
        start.densities,
    )
    attraction = field(
        "K G 1", "ratio", "residents per unit of area at the start", start.attractions
    )
    usual_attraction = field(
        "G 1", "ratio", "the same for all other holders together", start.usual_attractions
    )
    residents = field(
        "H G W",
        "0..1",
        "shares of a region's residents; sum to 1",
        lambda s: s.settled_residents(),
    )
    first_residents = field("H G W", "0..1", "the same at the start", lambda s: s.residents.copy())


class Armies:
    """Men, morale and the week's fighting."""

    quality = field("H 1", "ratio", "combat quality per man, 1 = usual", "holders.{}.quality")
    reserve = field("H W", "thousand", "men free to attack", lambda s: start.men(s, "reserve"))
    garrison = field("H W", "thousand", "men holding lines", lambda s: start.men(s, "garrison"))
    cohesion = field("H W", "0..1", "morale", "holders.{}.cohesion")
    sign = field(
        "R 1",
        "-1 or 1",
        "sign with which a front's battle shock counts in a row",
        lambda s: s.xp.asarray(s.index.sign, s.dtype),
    )
    battle_shock = field("N W", "standard normal", "autocorrelated shock of a front")
    taken = field("R W", "0..1", "share of the region taken this week")
    engagement = field("R W", "0..1", "share of ordinary fighting that goes on", 1.0)
    temptation = field(
        "B W", "log points", "log ratio of attack to defence, less the defender's margin"
    )
    deaths = field("W", "people", "civilians killed this week", "harm.before")
    killed = field("W", "people", "civilians killed since the start")
    dead = field("H W", "thousand", "fighters killed since the start")
    demobilised = field("H W", "thousand", "men given up under deals that broke")
    losses = field(
        "H W", "thousand a week", "fighters killed a week, as of late", "holders.{}.killed_before"
    )
    gain = field("H W", "share of the country", "area won this week by holders with patrons")
    men_leaving = field("W", "0..1", "share of foreign men gone under a deal")
    joining = field(
        "W",
        "0..1",
        "share of the other signers' men who fight excluded holders beside the sovereign",
    )


class Patrons:
    """Support and threats of the patrons, and beliefs of all parties about the war."""

    sorties = field("A W", "a day", "sorties flown")
    surge = field("A W", "thousand", "men sent to fill in for another patron")
    pressed = field("A W", "0..1", "threat to cut, as signalled")
    willing = field("A W", "0..1", "probability that the patron prefers to cut", 0.5)
    pressure = field("A W", "0..1", "threat to cut, as the client believes it")
    frustration = field("A W", "0..1", "frustration of a patron with its client", "coercion.start")
    ceiling_bound = field("A W", "yes or no", "true where the aircraft limited the sorties", False)
    most_aircraft = field(
        "A W", "aircraft", "the largest fleet that clients have seen", start.expected_aircraft
    )
    expected_men = field(
        "A W", "thousand", "men that clients expect of a patron", start.expected_men
    )
    expected_sorties = field(
        "A W",
        "a day",
        "sorties that clients expect to rely on under an open sky",
        start.expected_sorties,
    )
    expected_signal = field(
        "A W", "0..1", "signal of threat that clients expect of a patron", start.expected_signal
    )
    abandonment = field(
        "H W", "share", "fall of resting cohesion by help that is missing against expectation"
    )
    optimism = field(
        "D A W",
        "log points",
        "bias of the believed strength towards the camp of the contest",
        lambda s: s.from_path("parties.{}.optimism", "AW") * s.side,
    )
    drift = field("D A W", "log points a week", "believed drift of strength")
    strength = field("D W", "log ratio", "strength of a camp relative to its strongest opponents")
    battle = field("D W", "log ratio", "residents under a camp relative to those opponents")
    victory_probabilities = field("E A W", "0..1", "believed probability that each camp prevails")
    control = field(
        "E A W", "0..1", "share of the country that each camp is expected to govern at the end"
    )
    war_cost = field("A W", "value a year", "value lost in a year of war")
    war_value = field("A W", "value", "value of fighting on")
    war_later = field("A W", "value", "value of fighting on, 26 weeks later")
    war_if_cut = field("A W", "value", "value of fighting on if only this patron cuts")
    war_squared = field("A W", "value", "value of fighting on under the mediator's squared loss")
    ends = field("O I W", "0..100", "terms if each camp prevails, and if none does", start.ends)


class Truce:
    """The truce."""

    truce = field(
        "W",
        "yes or no",
        "true while in force",
        lambda s: s.filled("W", s.index.form.truce.in_force),
    )
    truce_members = field("S W", "yes or no", "true for signers bound by the truce", True)
    truce_age = field("W", "weeks", "age of the truce", "truce.age")
    trust = field("W", "0..1", "trust in the truce", "truce.trust")
    violations = field("S W", "a week", "breaches by each signer", start.usual_breaches)
    truce_void = field("W", "yes or no", "true in the week in which a truce became void", False)
    hot_weeks = field(
        "W", "weeks", "consecutive weeks of violence high enough to void the truce", 0
    )
    violence_before = field(
        "W", "people", "civilians killed a week before the truce", "harm.before"
    )


class Factions:
    """The factions of the parties."""

    fighters = field("F 1", "thousand", "fighters", "factions.{}.fighters")
    attends = field("F W", "yes or no", "true while the faction attends the talks", start.attending)
    leans = field(
        "F W", "yes or no", "true while the faction stands with the radicals", start.leaning
    )
    attend_shock = field("F W", "standard normal", "autocorrelated shock to attendance")
    lean_shock = field(
        "F W", "standard normal", "autocorrelated shock to the stand with the radicals"
    )


class Talks:
    """Public statements, negotiations and the deal."""

    softness = field(
        "L W", "points", "by which public statements are softer than the position behind them"
    )
    credit = field("L W", "0..1", "how much softer statements still count", 1.0)
    provocation = field("U W", "0..1", "how recent the last unilateral move is", "spoiling.start")
    unilateral_move = field("U W", "yes or no", "true in a week of a unilateral move", False)
    draft = field("I W", "0..100", "latest text", start.middle)
    refused = field("P I W", "0..100", "latest text refused, by proposer", -1e3)
    refused_net_gain = field("P S W", "value", "net gains of the signers at that time")
    mood = field("A W", "standard normal", "mood in which a party votes")
    net_gain = field("A W", "value", "net gain from signing the latest text over war and waiting")
    voted_yes = field("A W", "yes or no", "true for parties that accepted the latest text", False)
    voted = field("W", "yes or no", "true in a week of a vote", False)
    blocked = field("S W", "yes or no", "true where a signer voted no this week", False)
    practice = field("M W", "0..100", "present practice of a measure", "issues.{}.practice")
    first_practice = field("M W", "0..100", "practice at the start", lambda s: s.practice.copy())
    resting_practice = field(
        "M W", "0..100", "practice to which it reverts", lambda s: s.practice.copy()
    )
    deal = field("W", "yes or no", "true while a deal is in force", False)
    deal_broke = field("W", "yes or no", "true once a deal has broken", False)
    deal_age = field("W", "weeks", "weeks since the signature")
    deal_terms = field("I W", "0..100", "terms as signed", float("nan"))
    deal_guarantors = field("W", "guarantors", "commitment of the guarantors of the deal")
    deal_spoilers = field("W", "0..1", "share of the patrons who refused the deal")
    reservation = field("C W", "0..100", "the sovereign's bottom line on the core issues")
    reservation_of_speakers = field(
        "L C W", "0..100", "bottom lines on the core issues of those who make public statements"
    )


class Events:
    """Events that take more than one week to recognise."""

    core_weeks = field(
        "W", "weeks", "consecutive weeks with a bottom line that amounts to a core concession", 0
    )
    core = field("W", "yes or no", "true once a core concession was made", False)
    major_weeks = field(
        "M W", "weeks", "consecutive weeks in which a measure was far from its start", 0
    )
    major = field("W", "yes or no", "true once a major concession was made", False)
    softening = field(
        "L W", "yes or no", "true where public statements softened, not the bottom line", False
    )
    reverted = field("L W", "yes or no", "true where half of a softening is reverted", False)
    peak = field("L W", "points", "largest recent softness of public statements")
    since_soft = field("L W", "weeks", "weeks since a softening", 999)
    enacted = field("W", "measures", "measures newly enacted this week")
    truce_ended = field("W", "weeks", "weeks since a truce ended", 999)
    condition_weeks = field(
        "X W", "weeks", "consecutive weeks for which a condition of an outcome has held", 0
    )
    outcome = field("W", "row", "outcome of the world so far; -1 before the first week", -1)
    part = field("W", "row", "part of that outcome; -1 for none", -1)


class Memory:
    """Values of past weeks, and the worlds that are not yet absorbed."""

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
    softness_ring = field(
        "T L W", "points", "softness of public statements", lambda s: s.full(TALK_WINDOW, "L")
    )
    reservation_ring = field(
        "T L C W",
        "0..100",
        "bottom lines of those who make public statements",
        lambda s: s.full(TALK_WINDOW, "L", "C"),
    )
    metric_values = field(
        "V W",
        "of the metric",
        "metrics used in conditions, before this week's outcomes",
        lambda s: s.xp.full((s.sizes["V"], s.sizes["W"]), 0.0, float),
    )
    movement = field(
        "W", "points of area", "largest change of a holder's area over the movement window", 100.0
    )


def state_arrays(state):
    """{field: copy of its array on the host}: all that the next week reads."""
    return {name: np.array(state.xp.get(getattr(state, name))) for name in FIELDS}


@applies(residents_with_government, residents_with_others)
class State(Levers, Stances, Land, Armies, Patrons, Truce, Factions, Talks, Events, Memory):
    """All fields as arrays, created from the index and the parameters of a scenario."""

    def __init__(self, index, parameters):
        self.index, self.parameters = index, parameters
        self.dtype, self.xp = parameters.dtype, parameters.xp
        self.sizes = index.sizes | {"W": parameters.shape[0]}
        self.all_alive = True
        for name, declared in FIELDS.items():
            setattr(self, name, declared.initial(self))
        for row, target in enumerate(index.lever_targets):
            parameters.values[target] = self.lever[row]

    def full(self, *axes):
        """New array of these axes and worlds, filled with zeros."""
        return self.filled((*axes, "W"), 0.0)

    def filled(self, axes, value):
        """New array of axes (letters or sizes), filled with a value that decides its type."""
        dtype = {bool: bool, int: np.int32}.get(type(value), self.dtype)
        shape = [self.sizes[axis] if axis in self.sizes else int(axis) for axis in axes]
        return self.xp.full(shape, value, dtype)

    def from_path(self, path, axes):
        """Parameters of a path as an array; {} stands for the names along the first axis."""
        if "{}" not in path:
            return self.filled(axes, 0.0) + self.parameters.row(path)
        stacked = self.parameters.columns if axes[-1] == "1" else self.parameters.rows
        return stacked([path.format(name) for name in self.index.names[axes[0]]])

    def conceded(self, terms, rows=slice(None)):
        """Distance of terms (I, W) of the package from the sovereign's end of their lines,
        0..100."""
        return np.abs(terms - self.pole[rows])

    def settled_residents(self):
        """Shares of residents implied by the land held, (H, G, W); they sum to 1 over holders."""
        index, residents = self.index, np.empty_like(self.share)
        left = 1.0 - residents_with_government(self.share[index.state_holder], self.density)
        area = self.share[index.others]
        others = residents_with_others(
            left, area, self.first_share, self.attraction, self.usual_attraction
        )
        residents[index.others] = others
        residents[index.state_holder] = 1.0 - np.sum(others, axis=0)
        return residents

    def national_area(self):
        """Shares of the country's area by holder, (H, W)."""
        return np.sum(self.share * self.area_weight, axis=1)

    def national_residents(self):
        """Shares of all residents by holder, (H, W)."""
        return np.sum(self.residents * (self.people / self.people.sum(axis=0)), axis=1)
