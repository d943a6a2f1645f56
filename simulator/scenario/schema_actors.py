"""The one definition of the format: what a resolved scenario holds, with meaning, unit and range of
every number."""

import datetime
import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, field_validator, model_validator

from simulator.scenario import schema_settings as how
from simulator.scenario.base_model import HolderId, IssueId, Part, PartyId, PlaceId, Weeks
from simulator.scenario.expression import Expression
from simulator.scenario.parameter import OPEN, Num, initial, number, share

Tile = Annotated[int, Field(ge=0, le=40)]
Positions = dict[IssueId, Annotated[float, Field(ge=0, le=100)]]
# standard deviation of a stance, points of the line
BASIS = {"explicit": 5.0, "inferred": 12.0, "outside": 17.0}
GRADE = {"explicit": "B", "inferred": "C", "outside": "D"}  # of a stance whose file gives none
STANDARD = {"normal": [0, 1]}


def each(meaning, unit, high, start=True, **default):
    """A field that holds a map of numbers; those read at the start take no distribution."""
    meta = {"meaning": meaning, "unit": unit, "low": 0, "high": high}
    return Field(json_schema_extra={**meta, "start": start, "fixed": start}, **default)


class Issue(Part):
    """A line from 0 to 100 over which parties differ; the government stands near one end of it,
    whichever that is."""

    label: str
    kind: Literal["package", "measure"]
    role: Literal["leader", "body", "foreign_forces", "inclusion", "truce", "access"] | None = None
    anchors: dict[int, str]
    practice: Num = initial(
        "present practice at start, the alternative to a measure", "of 100", 0, 100, OPEN
    )
    shift: Num = initial(
        "error common to all parties on the issue, in standard deviations of the basis",
        "sd",
        -4,
        4,
        STANDARD,
    )


class Stance(Part):
    """Where a party stands on an issue and how much it cares."""

    position: Num = initial("position on the line", "of 100", 0, 100)
    salience: Num = share("how much the issue matters", start=True)
    flexibility: Num = share(
        "share of the line conceded before the red-line cost bites", start=True
    )
    basis: Literal["explicit", "inferred", "outside"]


class Bureau(Part):
    """A part of a divided party; the party's stance is the weighted mean of its bureaus'."""

    label: str
    favours: Literal["talks", "force"]
    weight: Num = share(
        "weight at start; the bureau that favours talks has the rest", OPEN, start=True
    )
    stance: dict[IssueId, Stance]


class Party(Part):
    """A government, an opposition, a patron of one of them, or one more signer."""

    label: str
    role: Literal["government", "opposition", "patron", "signer"]
    veto: Literal["sign", "spoil"]
    fears: Literal["government_prevails", "opposition_prevails", "stalemate"]
    client: PartyId | None = None
    sponsor: bool = False
    guarantor: bool = False
    stance: dict[IssueId, Stance] = Field(default_factory=dict)
    bureaus: dict[str, Bureau] = Field(default_factory=dict)
    shift: Num = initial(
        "error common to all issues of the party, in standard deviations of the basis",
        "sd",
        -4,
        4,
        STANDARD,
    )
    weight: Num = initial("bargaining weight in the draft", "weight", 0, 20)
    war_cost: Num = initial("value lost by a year of war", "value", 0, 1)
    optimism: Num = initial(
        "how far beliefs about strength lean to the own side at start", "log points", -2, 2
    )
    aircraft: Num = number(
        "combat aircraft, the ceiling of effort", "aircraft", 0, 500, 0, remembered=True
    )
    sorties: Num = number(
        "sorties a day, fixed; null leaves them to the patron", "sorties/day", 0, 300, OPEN
    )
    sorties_per_aircraft: Num = number(
        "sorties an aircraft flies a day at most", "sorties/day", 0, 5, 1.6
    )
    peak_sorties: Num = number("sorties a day wanted all out", "sorties/day", 0, 300, 0)
    quiet: Num = share("share of the peak flown in a truce that is kept wholly", 0)
    excluded_share: Num = share("share of sorties on holders outside the talks", 0)
    kept_capability: Num = share("share of capability that a cut in aircraft leaves", 0)
    air_defence: Num = share("how far its air defence keeps the sky open for its side", 0)
    no_fly: Num = share(
        "how far it closes the sky to the other side where no air defence stands", 0
    )
    return_weeks: Num = number(
        "weeks in which withdrawn aircraft can be back", "weeks", 0, 200, 4.0
    )
    announced: Num = share("whether the client was consulted on a cut", 0)
    pressure: Num = share("how hard the threat to cut is pressed", 0)
    offset: Num = number(
        "share of another patron's cut that this one makes good", "share", 0, 1.5, 0
    )
    surge: Num = number(
        "men that replace the whole of another patron's support", "thousand men", 0, 200, 0
    )
    surge_pace: Num = share("share of the gap filled a week", 0)
    men: dict[str, Num] = each("men of this contingent", "thousand men", 500, False, default={})
    advance: Num = share("share of its men who attack; the rest defend", 0)
    arms: Num = number("arms given", "million dollars/month", 0, 2000, 0)
    anti_tank: Num = number("anti-tank weapons, 1 = the usual flow", "index", 0, 10, 0)
    effort: Num = number("diplomatic effort, 1 = the usual", "index", 0, 5, 1.0)
    flexibility: Num = number("factor on its flexibility", "factor", 0, 5, 1.0)
    drift: Num = number("pace at which it drifts to the other sponsor's text", "share", 0, 0.2, 0)
    expected_gain: Num = number(
        "share of the country that all-out effort should win a week",
        "share/week",
        0.0001,
        1,
        0.0025,
    )
    readiness: Num = number(
        "share of the peak flown without a truce, before weight of force and danger add to it",
        "share",
        0,
        2,
        0.5,
    )
    utmost: Num = number("share of the peak never passed", "share", 0, 3, 1.3)
    swing: Num = share("pace at which danger moves weight to the bureau that favours force", 0)
    swing_back: Num = share("pace at which disappointment gives it back", 0)

    @model_validator(mode="after")
    def _one_stance(self):
        if bool(self.stance) == bool(self.bureaus):
            raise ValueError("a party has either `stance` or `bureaus`")
        favours = sorted(bureau.favours for bureau in self.bureaus.values())
        if self.bureaus and favours != ["force", "talks"]:
            told = "one that favours talks and one that favours force"
            raise ValueError(f"a divided party has two bureaus, {told}")
        if self.bureaus and (self.drift.uncertain or self.drift.value):
            told = "moves as weight moves between its bureaus; it has no `drift`"
            raise ValueError(f"a divided party {told}")
        if (self.client is None) == (self.role == "patron"):
            raise ValueError("only a patron names a `client`, and it must")
        if self.role != "patron" and self.veto != "sign":
            told = "government, opposition and further signers sign"
            raise ValueError(f"only a patron may have `veto: spoil`; {told}")
        return self


class Faction(Part):
    """An armed group or delegation of the opposition."""

    label: str
    fighters: Num = initial("fighters", "thousand men", 0, 500)
    homes: list[PlaceId]
    hard_line: Num = initial(
        "points beyond the party's own position, away from the government", "of 100", -100, 100
    )
    attends: bool = True
    with_radicals: bool = False
    radical: bool = False


class Holder(Part):
    """Whoever holds land."""

    label: str
    party: PartyId | None = None
    fights: list[HolderId]
    excluded: bool = False
    main_effort: PlaceId | None = None
    effort_there: Num = number(
        "weight of its main effort over other regions in the allotment of attackers",
        "factor",
        0,
        50,
        1.0,
    )
    supply: Num = share("share of the arms given by patrons that reaches it", 1.0)
    squeeze: Num = share("share of recruits lost for want of money", 0)
    reserve: Num = initial("men free to attack", "thousand men", 0, 1000)
    garrison: Num = initial("men holding lines", "thousand men", 0, 1000)
    recruitment: Num = number("men who join", "thousand men/week", 0, 20)
    cohesion: Num = share("morale at rest")
    strength: Num = initial("factor on men", "factor", 0, 10, 1.0)
    quality: Num = initial("fighting worth of a man, 1 = the usual", "factor", 0.01, 10, 1.0)
    error: Num = initial("log error of its area at start", "log points", -2, 2, 0)
    air_help: Num = initial(
        "weight of its attacks in the allotment of allied sorties", "weight", 0, 10, 0
    )
    priority: dict[PlaceId, Num] = each(
        "weight in the allotment of attackers", "factor", 50, default={}
    )
    garrisons: dict[PlaceId, Num] = each(
        "foreign garrison beside this holder", "share", 1, default={}
    )


class Region(Part):
    """A piece of the country."""

    label: str
    area: Num = initial("area", "km2", 0, 10_000_000)
    residents: Num = initial("residents", "thousand", 0, 1_000_000)
    held: dict[HolderId, Num] = each("share of the area", "share", 1)
    lived: dict[HolderId, Num] = each("share of the residents", "share", 1)
    capital: bool = False
    tile: tuple[Tile, Tile] | None = None  # column, row on a map of tiles


def condition(raw):
    """Check that text is an expression and hand it on."""
    text = str(raw).lower() if isinstance(raw, bool) else str(raw)
    Expression(text)
    return text


class Step(Part):
    """A dated change of a lever."""

    at: datetime.date
    to: Num
    over: Weeks = 0
    when: Annotated[str, BeforeValidator(condition)] | None = None
    source: str | None = None


class Lever(Part):
    """What a scenario moves: a number of the file, and its dated changes. `record`: between what it
    lay as far as is known."""

    value: Num | None = None
    sets: str | None = None
    record: tuple[float, float] | None = None
    steps: list[Step] = Field(default_factory=list)

    @field_validator("record")
    @classmethod
    def _low_first(cls, record):
        if record and record[0] > record[1]:
            raise ValueError("the low end is above the high end")
        return record

    @field_validator("steps")
    @classmethod
    def _in_order(cls, steps):
        if [step.at for step in steps] != sorted(step.at for step in steps):
            raise ValueError("the dates of the steps are not in order")
        return steps


class Condition(Part):
    """An expression that must be true for some weeks in a row."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    test: Annotated[str, BeforeValidator(condition)] = Field(alias="if")
    lasting: Weeks = Field(1, alias="for")
    absorbing: bool = False


def conditions(raw):
    """One expression, or a list of alternatives."""
    alternatives = raw if isinstance(raw, list) else [raw]
    return [item if isinstance(item, dict) else {"if": item} for item in alternatives]


class OutcomePart(Part):
    """Something a world can be: an id, a label, and when."""

    id: str
    label: str
    when: Annotated[list[Condition], BeforeValidator(conditions)]


class Outcome(OutcomePart):
    """One of the exclusive categories in which a world ends, in order; `parts` divide it for the
    report. A world that is absorbed stays as it is."""

    parts: list[OutcomePart] = Field(default_factory=list)


ANSWER = r"^([a-z][a-z0-9_.]*( (rises|falls))?)?$"


class Scenario(Part):
    """A whole scenario, resolved."""

    format: Literal[1]
    scenario: str = Field(
        pattern=r"^[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*$"
    )  # a plus joins the ids of an overlay
    title: str
    question: str = ""
    answer: str = Field("", json_schema_extra={"pattern": ANSWER})  # outcome or metric, and the way
    look: str = ""  # what to look at in its results
    start: datetime.date
    weeks: Annotated[Weeks, Field(ge=1, le=1040)]
    seed: int = 2016
    record_ends: datetime.date | None = None  # the last day that the facts behind the file speak of
    draws: str | None = None  # file of accepted draws, made by calibration
    sources: dict[str, str]
    issues: dict[str, Issue]
    parties: dict[str, Party]
    factions: dict[str, Faction]
    holders: dict[str, Holder]
    regions: dict[str, Region]
    borders: dict[PlaceId, dict[PlaceId, float]]
    ends: dict[Literal["government_prevails", "opposition_prevails", "stalemate"], Positions]
    levers: dict[str, Lever]
    outcomes: list[Outcome] = Field(min_length=1)
    war: how.War
    cohesion: how.Cohesion
    harm: how.Harm
    truce: how.Truce
    beliefs: how.Beliefs
    acceptance: how.Acceptance
    talks: how.Talks
    measures: how.Measures
    coercion: how.Coercion
    talk: how.Talk
    spoiling: how.Spoiling = how.Spoiling()
    leanings: how.Leanings
    deal: how.Deal

    @field_validator("answer")
    @classmethod
    def _way(cls, answer):
        if not re.fullmatch(ANSWER, answer):
            way = "alone or with the way that means yes, like `truce_in_force rises`"
            raise ValueError(f"an answer is an outcome or a metric, {way} or `falls`")
        return answer

    @field_validator("start")
    @classmethod
    def _monday(cls, start):
        if start.weekday():
            raise ValueError(f"{start} is a {start:%A}; a run starts on a Monday")
        return start

    def monday(self, weeks):
        """The Monday so many weeks after the start."""
        return self.start + datetime.timedelta(weeks=int(weeks))
