"""The format of scenarios: all parts of a resolved scenario, with meaning, unit and range of each
parameter."""

import datetime
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, field_validator, model_validator

from simulator.scenario import schema_settings as settings
from simulator.scenario.base_model import (
    CampId,
    HolderId,
    IssueId,
    PartyId,
    PlaceId,
    Section,
    Weeks,
)
from simulator.scenario.expression import Expression
from simulator.scenario.parameter import OPEN, ParameterField, each, initial, parameter, share

Tile = Annotated[int, Field(ge=0, le=40)]
Positions = dict[IssueId, Annotated[float, Field(ge=0, le=100)]]
# standard deviation of a stance, points of the line
BASIS = {"explicit": 5.0, "inferred": 12.0, "outside": 17.0}
GRADE = {"explicit": "B", "inferred": "C", "outside": "D"}  # of a stance whose file gives none
STANDARD = {"normal": [0, 1]}


class Issue(Section):
    """A line from 0 to 100 on which parties differ; the sovereign stands near one of its ends."""

    label: str
    kind: Literal["package", "measure"]
    role: Literal["leader", "body", "foreign_forces", "inclusion", "truce", "access"] | None = None
    anchors: dict[int, str]
    follows_control: bool = True
    practice: ParameterField = initial(
        "practice at start, the alternative to a measure", "of 100", 0, 100, OPEN
    )
    shift: ParameterField = initial(
        "error common to all parties on the issue, in standard deviations of the basis",
        "sd",
        -4,
        4,
        STANDARD,
    )


class Stance(Section):
    """Position of a party on an issue, and its salience; in a file, a map or a row of these."""

    position: ParameterField = initial("position on the line", "of 100", 0, 100)
    salience: ParameterField = share("importance of the issue to the party", start=True)
    flexibility: ParameterField = share(
        "share of the line conceded before the red-line cost begins", 0.3, start=True
    )
    basis: Literal["explicit", "inferred", "outside"] = "outside"

    @model_validator(mode="before")
    @classmethod
    def _no_row(cls, raw):
        if isinstance(raw, list):  # rows of two to four values were read as maps
            shape = "[position, salience], with flexibility and basis if wanted"
            raise ValueError(f"a stance in one row is {shape}; here are {len(raw)} values")
        return raw


class Experts(Section):
    """Experts whose stances are kept apart: each parameter draw takes those of one."""

    expert: ParameterField = initial(
        "expert whose stances hold, by the order of first rows in the table", "expert", 1, 1000
    )


class Bureau(Section):
    """A part of a divided party; the party's stance is the weighted mean of its bureaus'. A bureau
    stands with its party on issues on which it states no stance."""

    label: str
    favours: Literal["talks", "force"]
    weight: ParameterField = share(
        "weight of the bureau at start, the other bureau has the rest; of a signer also the weight"
        " to which it returns",
        OPEN,
        start=True,
    )
    stance: dict[IssueId, Stance] = Field(default_factory=dict)


class Party(Section):
    """A party to the conflict: a signer of a camp, a patron (it has clients), or one more signer
    (it has neither)."""

    label: str
    camp: CampId | None = None
    sovereign: bool = False
    client: dict[PartyId, ParameterField] = each(
        "share of the patron's support that this client receives", "share", 1, False, default={}
    )
    veto: Literal["sign", "spoil"] | None = None  # without one: patrons spoil, others sign
    sponsor: bool = False
    stance: dict[IssueId, Stance] = Field(default_factory=dict)
    bureaus: dict[str, Bureau] = Field(default_factory=dict)
    shift: ParameterField = initial(
        "error common to all issues of the party, in standard deviations of the basis",
        "sd",
        -4,
        4,
        STANDARD,
    )
    war_cost: ParameterField = initial(
        "price of a year of war to a patron, or to a signer of no camp", "value", 0, 1, 0.03
    )
    optimism: ParameterField = initial(
        "bias of beliefs about strength to the party's own camp at start", "log points", -2, 2, 0.0
    )
    fear_of_punishment: ParameterField = share(
        "share of its loss on the leader that is fear of punishment after he leaves; in a divided"
        " party that of the bureau that favours force",
        0,
    )
    aircraft: ParameterField = parameter(
        "combat aircraft, which limit the sorties", "aircraft", 0, 500, 0, remembered=True
    )
    expected_aircraft: ParameterField = initial(
        "combat aircraft that its clients expect at the start; null = those it has then",
        "aircraft",
        0,
        500,
        OPEN,
    )
    expected_men: ParameterField = initial(
        "men that its clients expect at the start; null = those it sends then",
        "thousand men",
        0,
        2000,
        OPEN,
    )
    expected_pressure: ParameterField = share(
        "threat that its clients expect at the start; null = `pressure` then", OPEN, start=True
    )
    sorties: ParameterField = parameter(
        "sorties a day, fixed; null = the patron decides", "sorties/day", 0, 300, OPEN
    )
    sorties_per_aircraft: ParameterField = parameter(
        "largest number of sorties per aircraft and day", "sorties/day", 0, 5, 1.6
    )
    peak_sorties: ParameterField = parameter(
        "sorties a day at full effort", "sorties/day", 0, 300, 0
    )
    quiet: ParameterField = share("share of the peak flown in a truce without breaches", 0)
    excluded_share: ParameterField = share("share of sorties against holders outside the talks", 0)
    kept_capability: ParameterField = share(
        "share of capability that remains after a cut in aircraft", 0
    )
    air_defence: ParameterField = share("share of a no-fly zone that its air defence offsets", 0)
    no_fly: ParameterField = share(
        "share of the airspace closed to the other side, where there is no air defence", 0
    )
    return_weeks: ParameterField = parameter(
        "weeks until withdrawn aircraft can return", "weeks", 0, 200, 4.0
    )
    announced: ParameterField = share("whether the client was consulted on a cut, 1 = yes", 0)
    pressure: ParameterField = share("strength of the threat to cut support", 0)
    offset: ParameterField = parameter(
        "share of another patron's cut that this one replaces", "share", 0, 1.5, 0
    )
    surge: ParameterField = parameter(
        "men that replace all of another patron's support", "thousand men", 0, 200, 0
    )
    surge_pace: ParameterField = share("share of the missing men sent a week", 0)
    men: dict[str, ParameterField] = each(
        "men of this contingent", "thousand men", 500, False, default={}
    )
    advance: ParameterField = share("share of its men who attack; the others defend", 0)
    arms: ParameterField = parameter("arms deliveries", "million dollars/month", 0, 2000, 0)
    anti_tank: ParameterField = parameter(
        "anti-tank weapons, 1 = the usual flow", "index", 0, 10, 0
    )
    effort: ParameterField = parameter("diplomatic effort, 1 = usual", "index", 0, 5, 1.0)
    flexibility: ParameterField = parameter("factor on its flexibility", "factor", 0, 5, 1.0)
    drift: ParameterField = parameter(
        "weekly drift to the other sponsor's text", "share", 0, 0.2, 0
    )
    expected_gain: ParameterField = parameter(
        "share of the country that full effort is expected to win a week",
        "share/week",
        0.0001,
        1,
        0.0025,
    )
    readiness: ParameterField = parameter(
        "share of the peak flown without a truce, before weight of force and danger",
        "share",
        0,
        2,
        0.5,
    )
    utmost: ParameterField = parameter("largest share of the peak flown", "share", 0, 3, 1.3)
    swing: ParameterField = share(
        "weekly shift of weight to the bureau that favours force, under danger", 0
    )
    swing_back: ParameterField = share("weekly shift of weight back, by disappointment", 0)

    @model_validator(mode="before")
    @classmethod
    def _no_weight(cls, raw):
        if isinstance(raw, dict) and "weight" in raw:
            raise ValueError("parties weigh alike in drafts; delete `weight`, use `war_cost`")
        return raw

    @model_validator(mode="after")
    def _one_stance(self):
        each_stands = self.bureaus and all(bureau.stance for bureau in self.bureaus.values())
        if not self.stance and not each_stands:
            raise ValueError("a party has a `stance`, or two `bureaus` with theirs")
        favours = sorted(bureau.favours for bureau in self.bureaus.values())
        if self.bureaus and favours != ["force", "talks"]:
            both = "one that favours talks and one that favours force"
            raise ValueError(f"a divided party has two bureaus, {both}")
        if self.bureaus and (self.drift.uncertain or self.drift.value):
            reason = "its position follows the weights of its bureaus"
            raise ValueError(f"a divided party has no `drift`: {reason}")
        if not self.client and self.veto == "spoil":
            rule = "parties without a `client` are signers and have `veto: sign`"
            raise ValueError(f"only a patron may have `veto: spoil`; {rule}")
        if self.camp and not self.client and "war_cost" in self.model_fields_set:
            raise ValueError(
                "`war_cost` is for patrons and parties of no camp; what war costs a signer of a"
                " camp follows from `running_cost`"
            )
        if self.client and self.sovereign:
            raise ValueError("a patron is not `sovereign` in this conflict; it has a `client`")
        return self


class Faction(Section):
    """An armed group or delegation within a party, which accepts texts by a quorum of factions."""

    label: str
    party: PartyId | None = None  # without one: the first signer that is no sovereign
    fighters: ParameterField = initial("fighters", "thousand men", 0, 500)
    homes: list[PlaceId] = Field(default_factory=list)
    hard_line: ParameterField = initial(
        "points beyond the party's own position, away from its opponent", "of 100", -100, 100
    )
    attends: bool = True
    with_radicals: bool = False
    radical: bool = False


class Holder(Section):
    """An armed actor that holds land. A dated step of `reserve` or `garrison` adds its change,
    times `strength`, to the men in the field, or removes them; one of `strength` multiplies these
    men."""

    label: str
    party: PartyId | None = None
    fights: dict[HolderId, ParameterField] = each(
        "share of ordinary fighting against this holder, 0 = no attacks", "share", 1, False
    )
    excluded: bool = False
    besieges: bool = False  # it closes in pockets of other camps
    main_effort: dict[PlaceId, ParameterField] = each(
        "weight of the region in the main effort, times `effort_there`", "factor", 50, False,
        default={},
    )  # fmt: skip
    effort_there: ParameterField = parameter(
        "weight of the main effort relative to other regions, when attackers are allotted",
        "factor",
        0,
        50,
        1.0,
    )
    supply: ParameterField = share("share of the arms from patrons that reaches it", 1.0)
    supply_by_region: dict[PlaceId, ParameterField] = each(
        "share of the arms sent to the region that reaches the holder there", "share", 1, False,
        default={},
    )  # fmt: skip
    squeeze: ParameterField = share("share of recruits lost for lack of money", 0)
    killed_before: ParameterField = initial(
        "men killed a week before the start", "thousand men/week", 0, 100, 0.0
    )
    reserve: ParameterField = parameter("men free to attack", "thousand men", 0, 1000)
    garrison: ParameterField = parameter("men who defend", "thousand men", 0, 1000)
    recruitment: ParameterField = parameter("men who join", "thousand men/week", 0, 20, 0.0)
    cohesion: ParameterField = share("resting cohesion")
    strength: ParameterField = parameter("factor on the number of men", "factor", 0, 10, 1.0)
    quality: ParameterField = parameter(
        "fighting value of a man, 1 = usual", "factor", 0.01, 10, 1.0
    )
    error: ParameterField = initial("log error of its area at start", "log points", -2, 2, 0)
    air_help: ParameterField = initial(
        "weight of its attacks when allied sorties are allotted", "weight", 0, 10, 0
    )
    priority: dict[PlaceId, ParameterField] = each(
        "weight of the region when attackers are allotted", "factor", 50, False, default={}
    )
    garrisons: dict[PlaceId, ParameterField] = each(
        "foreign garrison beside this holder", "share", 1, False, default={}
    )


class Region(Section):
    """A region of the country."""

    label: str
    area: ParameterField = initial("area", "km2", 0, 10_000_000)
    residents: ParameterField = initial("residents", "thousand", 0, 1_000_000)
    held: dict[HolderId, ParameterField] = each("share of the area", "share", 1)
    lived: dict[HolderId, ParameterField] = each("share of the residents", "share", 1)
    capital: bool = False
    tile: tuple[Tile, Tile] | None = None  # column, row on a map of tiles


def condition(raw):
    """Check that text is an expression; return it."""
    text = str(raw).lower() if isinstance(raw, bool) else str(raw)
    Expression(text)
    return text


class Step(Section):
    """A dated change of a lever."""

    at: datetime.date
    to: ParameterField
    over: Weeks = 0
    when: Annotated[str, BeforeValidator(condition)] | None = None
    source: str | None = None
    grade: str | None = None


class Lever(Section):
    """A policy variable: the parameter that it sets, and its dated changes. `record` is its
    historical range."""

    value: ParameterField | None = None
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
            raise ValueError("the dates of the steps are not in order; sort them by date")
        return steps


class Condition(Section):
    """An expression that must be true for some weeks in a row."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    test: Annotated[str, BeforeValidator(condition)] = Field(alias="if")
    lasting: Weeks = Field(1, alias="for")
    absorbing: bool = False


def conditions(raw):
    """One expression, or a list of alternatives."""
    alternatives = raw if isinstance(raw, list) else [raw]
    return [item if isinstance(item, dict) else {"if": item} for item in alternatives]


class OutcomePart(Section):
    """A part of an outcome: id, label and conditions."""

    id: str
    label: str
    when: Annotated[list[Condition], BeforeValidator(conditions)]


class Outcome(OutcomePart):
    """An exclusive category in which a world ends; the first whose condition holds counts. `parts`
    divide it in reports. A world in an absorbing outcome no longer changes."""

    parts: list[OutcomePart] = Field(default_factory=list)


ANSWER = r"^([a-z][a-z0-9_.]*( (rises|falls))?)?$"


class Scenario(Section):
    """A resolved scenario."""

    format: Literal[1]
    scenario: str = Field(
        pattern=r"^[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*$"
    )  # a plus joins the ids of an overlay
    title: str
    question: str = ""
    answer: str = Field("", json_schema_extra={"pattern": ANSWER})
    look: str = ""  # what to look at in its results
    report: list[str] = Field(default_factory=list)  # metrics that tables list in addition
    start: datetime.date
    weeks: Annotated[Weeks, Field(ge=1, le=1040)]
    seed: int = 2016
    record_ends: datetime.date | None = None  # last day covered by the sources
    stances: Experts | None = None  # what is left of a table of stances when it is read
    draws: str | None = None  # file of posterior draws, made by `calibrate`
    begin: str | None = None  # file of the state from which worlds begin, made by `state`
    sources: dict[str, str] = Field(default_factory=dict)
    camps: dict[str, str]
    issues: dict[str, Issue]
    parties: dict[str, Party]
    factions: dict[str, Faction] = Field(default_factory=dict)
    holders: dict[str, Holder]
    regions: dict[str, Region]
    borders: dict[PlaceId, dict[PlaceId, float]]
    ends: dict[str, Positions]
    levers: dict[str, Lever] = Field(default_factory=dict)
    outcomes: list[Outcome] = Field(min_length=1)
    war: settings.War = settings.War()
    cohesion: settings.Cohesion = settings.Cohesion()
    harm: settings.Harm = settings.Harm()
    truce: settings.Truce = settings.Truce()
    beliefs: settings.Beliefs = settings.Beliefs()
    running_cost: settings.RunningCost = settings.RunningCost()
    expectations: settings.Expectations = settings.Expectations()
    acceptance: settings.Acceptance = settings.Acceptance()
    talks: settings.Talks = settings.Talks()
    measures: settings.Measures = settings.Measures()
    coercion: settings.Coercion = settings.Coercion()
    division: settings.Division = settings.Division()
    talk: settings.Talk = settings.Talk()
    spoiling: settings.Spoiling = settings.Spoiling()
    leanings: settings.Leanings = settings.Leanings()
    deal: settings.Deal = settings.Deal()

    @field_validator("start")
    @classmethod
    def _monday(cls, start):
        if start.weekday():
            raise ValueError(f"{start} is a {start:%A}; a run starts on a Monday")
        return start

    def monday(self, weeks):
        """Monday of the week with this number from the start."""
        return self.start + datetime.timedelta(weeks=int(weeks))
