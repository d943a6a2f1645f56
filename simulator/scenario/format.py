"""The one definition of the format: what a resolved scenario holds, with meaning, unit and range of every number."""

import datetime
import math
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from simulator.scenario.expression import Expression
from simulator.scenario.number import Num, number, plain

Positions = dict[str, float]
BASIS = {"explicit": 5.0, "inferred": 12.0, "outside": 17.0}  # standard deviation of a stance, points of the line


def weeks(raw):
    """A length of time as whole weeks: 104, "104w", "30d"."""
    value, unit = plain(raw)
    if unit not in (None, "weeks") or math.isnan(value):
        raise ValueError(f"{raw!r} is no length of time; write weeks, like 6w")
    return round(value)


Weeks = Annotated[int, BeforeValidator(weeks)]


class Part(BaseModel):
    """Any map of a scenario: frozen, no key unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Issue(Part):
    """A line from 0 to 100 over which parties differ."""

    label: str
    kind: Literal["package", "measure"]
    role: Literal["leader", "body", "foreign_forces", "truce", "access"] | None = None
    anchors: dict[int, str]
    practice: Num = number("present practice at start, the alternative to a measure", "of 100", math.nan, 0, 100)
    shift: Num = number("error common to all parties on the issue, in standard deviations of the basis", "sd", 0.0, -4, 4)


class Stance(Part):
    """Where a party stands on an issue and how much it cares."""

    position: Num = number("position on the line", "of 100", low=0, high=100)
    salience: Num = number("how much the issue matters", "share", low=0, high=1)
    flexibility: Num = number("share of the line conceded before the red-line cost bites", "share", low=0, high=1)
    basis: Literal["explicit", "inferred", "outside"]


class Bureau(Part):
    """A part of a divided party; the party's stance is the weighted mean of its bureaus'."""

    label: str
    favours: Literal["talks", "force"]
    weight: Num = number("weight at start", "share", low=0, high=1)
    stance: dict[str, Stance]


class Party(Part):
    """A government, an opposition or a patron."""

    label: str
    role: Literal["government", "opposition", "patron"]
    veto: Literal["sign", "spoil"]
    fears: Literal["government_prevails", "opposition_prevails", "stalemate"]
    client: str | None = None
    sponsor: bool = False
    guarantor: bool = False
    stance: dict[str, Stance] = Field(default_factory=dict)
    bureaus: dict[str, Bureau] = Field(default_factory=dict)
    shift: Num = number("error common to all issues of the party, in standard deviations of the basis", "sd", 0.0, -4, 4)
    weight: Num = number("bargaining weight in the draft", "weight", low=0, high=20)
    war_cost: Num = number("value lost by a year of war", "value", low=0, high=1)
    optimism: Num = number("how far beliefs about strength lean to the own side at start", "log points", low=-2, high=2)
    aircraft: Num = number("combat aircraft, the ceiling of effort", "aircraft", 0.0, 0, 500)
    sorties: Num = number("sorties a day, fixed; null leaves them to the patron", "sorties/day", math.nan, 0, 300)
    sorties_per_aircraft: Num = number("sorties an aircraft flies a day at most", "sorties/day", 1.6, 0, 5)
    peak_sorties: Num = number("sorties a day wanted all out", "sorties/day", 0.0, 0, 300)
    quiet: Num = number("share of the peak flown in a truce that is kept wholly", "share", 0.0, 0, 1)
    excluded_share: Num = number("share of sorties on holders outside the talks", "share", 0.0, 0, 1)
    kept_capability: Num = number("share of capability that a cut in aircraft leaves", "share", 0.0, 0, 1)
    return_weeks: Num = number("weeks in which withdrawn aircraft can be back", "weeks", 4.0, 0, 200)
    announced: Num = number("whether the client was consulted on a cut", "share", 0.0, 0, 1)
    pressure: Num = number("how hard the threat to cut is pressed", "share", math.nan, 0, 1)
    offset: Num = number("share of another patron's cut that this one makes good", "share", 0.0, 0, 1.5)
    surge: Num = number("men that replace the whole of another patron's support", "thousand men", 0.0, 0, 200)
    surge_pace: Num = number("share of the gap filled a week", "share", 0.0, 0, 1)
    men: dict[str, Num] = Field(default_factory=dict, json_schema_extra={"unit": "thousand men", "low": 0, "high": 500})
    advance: Num = number("share of its men who attack; the rest defend", "share", 0.0, 0, 1)
    arms: Num = number("arms given", "million dollars/month", 0.0, 0, 2000)
    anti_tank: Num = number("anti-tank weapons, 1 = the usual flow", "index", 0.0, 0, 10)
    effort: Num = number("diplomatic effort, 1 = the usual", "index", 1.0, 0, 5)
    flexibility: Num = number("factor on its flexibility", "factor", 1.0, 0, 5)
    drift: Num = number("pace at which it drifts to the other sponsor's text", "share", 0.0, 0, 0.2)
    expected_gain: Num = number("share of the country that all-out effort should win a week", "share/week", 0.0025, 0.0001, 1)
    swing: Num = number("pace at which weight moves between its bureaus", "share", 0.0, 0, 1)

    @model_validator(mode="after")
    def _one_stance(self):
        if bool(self.stance) == bool(self.bureaus):
            raise ValueError("a party has either `stance` or `bureaus`")
        if (self.client is None) == (self.role == "patron"):
            raise ValueError("a patron names its `client`, and nobody else does")
        return self


class Faction(Part):
    """An armed group or delegation of the opposition."""

    label: str
    fighters: Num = number("fighters", "thousand men", low=0, high=500)
    homes: list[str]
    hard_line: Num = number("points beyond the party's own position, away from the government", "of 100", low=-100, high=100)
    attends: bool = True
    with_radicals: bool = False
    radical: bool = False


class Holder(Part):
    """Whoever holds land."""

    label: str
    party: str | None = None
    fights: list[str]
    excluded: bool = False
    reserve: Num = number("men free to attack", "thousand men", low=0, high=1000)
    garrison: Num = number("men holding lines", "thousand men", low=0, high=1000)
    recruitment: Num = number("men who join", "thousand men/week", low=0, high=20)
    cohesion: Num = number("morale at rest", "share", low=0, high=1)
    strength: Num = number("factor on men", "factor", 1.0, 0, 10)
    quality: Num = number("fighting worth of a man, 1 = the usual", "factor", 1.0, 0, 10)
    error: Num = number("log error of its area at start", "log points", 0.0, -2, 2)
    air_help: Num = number("weight of its attacks in the allotment of allied sorties", "weight", 0.0, 0, 10)
    priority: dict[str, Num] = Field(default_factory=dict, json_schema_extra={"unit": "factor", "low": 0, "high": 50})
    garrisons: dict[str, Num] = Field(default_factory=dict, json_schema_extra={"unit": "share", "low": 0, "high": 1})


class Governorate(Part):
    """A piece of the country."""

    label: str
    area: Num = number("area", "km2", low=0, high=10_000_000)
    residents: Num = number("residents", "thousand", low=0, high=1_000_000)
    held: dict[str, Num] = Field(json_schema_extra={"unit": "share", "low": 0, "high": 1})
    lived: dict[str, Num] = Field(json_schema_extra={"unit": "share", "low": 0, "high": 1})
    capital: bool = False
    corridor: bool = False


class War(Part):
    """Numbers of the fronts."""

    rate: Num = number("share of contact that moves for a log point of push", "share/week", low=0, high=1)
    margin: Num = number("advantage of the defence", "log points", low=-5, high=5)
    width: Num = number("how gradually attacks begin to succeed", "log points", low=0.05, high=5)
    noise: Num = number("fortunes of battle", "log points", low=0, high=3)
    noise_half_life: Num = number("how long a run of fortune lasts", "weeks", low=0.1, high=100)
    pinned: Num = number("share of the men facing a truce who stay there all the same", "share", low=0, high=1)
    spill: Num = number("weight of a neighbouring hold", "share", low=0, high=1)
    air_yield: Num = number("most that air support adds to an attack", "share", low=0, high=20)
    air_half: Num = number("sorties a day on a front that give half of it", "sorties/day", low=0.1, high=200)
    anti_tank: Num = number("what anti-tank weapons add to the defence, per unit of the index", "share", low=0, high=5)
    arms: Num = number("recruits drawn and kept by a hundred million dollars of arms a month", "thousand men/week", low=0, high=20)
    to_reserve: Num = number("share of recruits who come to the reserve", "share", low=0, high=1)
    hold: Num = number("men tied down by hostile residents", "share", low=0, high=1)
    loss_per_week: Num = number("men lost of those engaged", "share/week", low=0, high=1)
    surrender: Num = number("contact given up at no cohesion", "share/week", low=0, high=1)
    surrender_below: Num = number("cohesion below which lines are given up", "share", low=0.01, high=1)
    garrison_margin: Num = number("what a foreign garrison adds to the margin", "log points", low=0, high=10)


class Cohesion(Part):
    """Numbers of morale."""

    threshold: Num = number("cohesion at which half a garrison holds", "share", low=0, high=1)
    width: Num = number("how gradually it stops holding", "share", low=0.005, high=1)
    recovery: Num = number("share of the gap to rest closed a week", "share", low=0, high=1)
    loss: Num = number("fall for the loss of all land", "share", low=0, high=50)
    win: Num = number("rise for as much land won", "share", low=0, high=50)
    support: Num = number("fall of the rest when all foreign support is gone", "share", low=0, high=1)


class Harm(Part):
    """Numbers of harm to civilians."""

    by_men: Num = number("deaths for each thousand men engaged", "deaths/week", low=0, high=1000)
    by_sorties: Num = number("deaths for each sortie a day on opposition land", "deaths/week", low=0, high=100)
    background: Num = number("deaths caused by others, truce or not", "deaths/week", low=0, high=10000)
    before: Num = number("deaths in the eight weeks before the run", "deaths/week", low=0, high=10000)
    reference: Num = number("deaths that `violence` is compared with", "deaths/week", low=0.1, high=10000)
    relief: Num = number("share of a siege that full access relieves", "share", low=0, high=1)
    siege: Num = number("besieged people for each resident of a fully surrounded pocket", "factor", low=0, high=5)


class Truce(Part):
    """Numbers of the truce."""

    in_force: bool
    age: Num = number("age at start", "weeks", low=0, high=1000)
    trust: Num = number("trust at start", "share", low=0, high=1)
    monitoring: Num = number("monitoring", "share", low=0, high=1)
    guarantors: Num = number("patrons that guarantee it", "patrons", low=0, high=10)
    restraint: Num = number("log odds that ordinary fighting stops", "log odds", low=-10, high=10)
    by_trust: Num = number("what full trust adds", "log odds", low=0, high=20)
    by_monitoring: Num = number("what full monitoring adds", "log odds", low=0, high=20)
    by_temptation: Num = number("breach for a log point of military advantage", "log odds", low=0, high=20)
    by_mixing: Num = number("breach where all defenders stand with the radicals", "log odds", low=0, high=20)
    by_guarantor: Num = number("how far each guarantor slows the wear of trust", "share", low=0, high=5)
    by_access: Num = number("growth of trust with full access", "share/week", low=0, high=1)
    gain: Num = number("growth of trust in a quiet week", "share/week", low=0, high=1)
    erosion: Num = number("wear of trust at the usual violations", "share/week", low=0, high=2)
    by_government: Num = number("share of the breaches counted that the government's side commits when both fight alike", "share", low=0, high=1)
    violations_at_war: Num = number("breaches that would be counted if all fighting went on", "breaches/week", low=0, high=100000)
    usual_violations: Num = number("breaches in the first weeks", "breaches/week", low=1, high=100000)
    offensive: Num = number("land taken that counts as an offensive", "share/week", low=0, high=1)
    void_violence: Num = number("violence, over that of the eight weeks before, that voids", "share", low=0, high=5)
    void_weeks: Num = number("weeks of it in a row", "weeks", low=1, high=52)
    void_offensives: Num = number("governorates under offensives that void", "governorates", low=1, high=50)


class Beliefs(Part):
    """Numbers of what parties believe of the war."""

    learning: Num = number("weight of a week's battle in the believed drift", "share", low=0, high=1)
    shrink: Num = number("share of optimism lost a week to what battle shows", "share", low=0, high=1)
    trend: Num = number("drift that a log point of lost support is believed to bring", "log points/week", low=0, high=1)
    volatility: Num = number("believed volatility of strength", "log points", low=0.001, high=2)
    spread: Num = number("fronts over which a patron's sorties are reckoned to spread", "fronts", low=1, high=200)
    return_half: Num = number("weeks of return that make a cut half a loss", "weeks", low=0.1, high=200)
    horizon: Num = number("weeks until an undecided war is a stalemate, on average", "weeks", low=10, high=5000)
    lower: Num = number("log strength ratio at which the opposition prevails", "log points", low=-10, high=10)
    upper: Num = number("log strength ratio at which the government prevails", "log points", low=-10, high=10)


class Acceptance(Part):
    """Numbers of a yes."""

    exponent: Num = number("exponent of loss", "exponent", low=0.5, high=3)
    red_line: Num = number("weight of red lines", "weight", low=0, high=50)
    sharpness: Num = number("sharpness of the choice", "per value", low=0, high=500)
    kept: Num = number("chance, as believed, that a deal without help is kept", "share", low=0.01, high=0.99)
    kept_by_guarantor: Num = number("what a guarantor adds to it", "log odds", low=0, high=10)
    kept_by_monitoring: Num = number("what monitoring adds to it", "log odds", low=0, high=10)
    guarantee: Num = number("value of a guarantor's endorsement", "value", low=0, high=1)
    side_payment: Num = number("value of what an endorsing patron pays", "value", low=0, high=1)
    same_offer: Num = number("chance that the same terms are there in 26 weeks", "share", low=0, high=1)
    half_life: Num = number("half-life of a party's mood", "weeks", low=0.1, high=1000)
    lasting: Num = number("share of luck that lasts from round to round", "share", low=0, high=1)
    price_of_drift: Num = number("trust lost for 10 points of a patron's drift", "log odds", low=0, high=10)


class Talks(Part):
    """Numbers of the table."""

    first: datetime.date
    round_every: Num = number("weeks from round to round", "weeks", low=1, high=520)
    length: Num = number("weeks a round lasts; the package is voted in the last", "weeks", low=1, high=52)
    quorum: Num = number("share of the opposition's fighters that must say yes", "share", low=0, high=1)
    minimum: Num = number("share of the opposition that must attend for a vote", "share", low=0, high=1)
    patrons_must_sign: Num = number("whether patrons must sign too", "share", low=0, high=1)
    departure_weeks: Num = number("weeks from signature to a dated departure", "weeks", low=0, high=520)
    proposals: Num = number("share of drafts tabled by a party rather than the mediator", "share", low=0, high=1)
    bias: Num = number("factor on the proposer's weight", "factor", low=1, high=100)
    similar: Num = number("distance within which a draft is the refused one again", "of 100", low=0, high=100)
    moved: Num = number("change of an edge that reopens a refused draft", "value", low=0, high=1)


class Measures(Part):
    """Numbers of the confidence-building measures."""

    sharpness: Num = number("sharpness of the choice", "per value", low=0, high=500)
    by_linkage: Num = number("what progress on the other measures is worth", "value", low=0, high=5)
    by_pressure: Num = number("what full pressure is worth", "value", low=0, high=5)
    by_effort: Num = number("pressure on the opposition by its patron's diplomatic effort", "share", low=0, high=1)
    reluctance: Num = number("what any change costs", "value", low=0, high=5)
    lasting: Num = number("share of luck that lasts, the mood of the party", "share", low=0, high=1)
    step: Num = number("largest step of a proposal", "of 100", low=0, high=100)
    fading: Num = number("slip back to practice a week", "share", low=0, high=1)
    enacted: Num = number("change of practice that counts as enacted", "of 100", low=0, high=100)


class Coercion(Part):
    """Numbers of threats by patrons."""

    signal: Num = number("what a whole surprise cut is worth as a threat", "share", low=0, high=1)
    by_kept: Num = number("how far capability kept takes the edge off a cut", "share", low=0, high=1)
    start: Num = number("frustration of patrons with their clients at start", "share", low=0, high=1)
    consulted: Num = number("what is left of it when the client was consulted", "share", low=0, high=1)
    scale: Num = number("value that makes a patron's choice clear", "value", low=0.001, high=5)
    patience: Num = number("value that full frustration is worth", "value", low=0, high=5)
    threshold: Num = number("pressure below which only words move", "share", low=0, high=0.99)
    learning: Num = number("share of the way a client's belief moves a week", "share", low=0, high=1)
    fading: Num = number("frustration forgotten a week", "share", low=0, high=1)
    grows: Num = number("frustration from a blocked text", "share", low=0, high=1)
    soothed: Num = number("frustration calmed by 10 points of soft words", "share", low=0, high=1)


class Talk(Part):
    """Numbers of cheap talk."""

    issues: list[str]
    base: Num = number("log odds of softening in a quiet week", "log odds", low=-20, high=5)
    by_surprise: Num = number("what full surprise adds", "log odds", low=0, high=50)
    by_pressure: Num = number("what full pressure adds", "log odds", low=0, high=50)
    points: Num = number("points of one softening", "of 100", low=0, high=100)
    reversion: Num = number("share taken back a week", "share", low=0, high=1)
    credit_lost: Num = number("credit lost by each softening", "share", low=0, high=1)
    credit_restored: Num = number("credit restored a week", "share", low=0, high=1)


class Leanings(Part):
    """Numbers of attendance and of leaning on radicals."""

    attend: Num = number("wish to attend when all else is still", "log odds", low=-20, high=20)
    by_violations: Num = number("lost at the usual violations", "log odds", low=0, high=20)
    fighting: Num = number("violations, over the usual, that open war counts for; breaches count for no more", "factor", low=0, high=20)
    by_goodwill: Num = number("gained by full access and releases", "log odds", low=0, high=20)
    by_softness: Num = number("gained by 10 points of soft words", "log odds", low=0, high=20)
    by_sell_out: Num = number("lost by 10 points of the patron's drift", "log odds", low=0, high=20)
    by_hard_line: Num = number("lost by 10 points of hard line", "log odds", low=0, high=20)
    lean: Num = number("wish to lean on radicals when all else is still", "log odds", low=-20, high=20)
    by_need: Num = number("gained when the opposition is beaten back", "log odds", low=0, high=20)
    by_leader: Num = number("gained when the text keeps the leader", "log odds", low=0, high=20)
    by_inclusion: Num = number("lost by a full place at the table", "log odds", low=0, high=20)
    by_shelter: Num = number("lost under a truce that is kept", "log odds", low=0, high=20)
    lean_by_hard_line: Num = number("gained by 10 points of hard line", "log odds", low=0, high=20)
    inertia: Num = number("wish needed to change", "log odds", low=0, high=20)
    half_life: Num = number("half-life of a faction's mood", "weeks", low=0.1, high=1000)


class Deal(Part):
    """Numbers of a signed deal."""

    hazard: Num = number("chance of breakdown in the first weeks", "share/week", low=0, high=1)
    ageing: Num = number("weeks until it has halved", "weeks", low=1, high=5000)
    by_spoilers: Num = number("factor added by full spoilers", "factor", low=0, high=50)
    by_shift: Num = number("factor added by a log point of shifted power", "factor", low=0, high=50)
    by_guarantor: Num = number("divisor added by a guarantor", "factor", low=0, high=50)
    by_monitoring: Num = number("divisor added by full monitoring", "factor", low=0, high=50)
    fighting: Num = number("share of ordinary fighting that goes on under a deal", "share", low=0, high=1)
    phase: Num = number("weeks in which foreign forces leave", "weeks", low=1, high=520)
    joining: Num = number("share of the opposition's reserve that joins the fight against excluded holders", "share", low=0, high=1)


class Step(Part):
    """A dated change of a lever."""

    at: datetime.date
    to: Num
    over: Weeks = 0
    when: str | None = None
    source: str | None = None


class Lever(Part):
    """What a scenario moves: a number of the file, and its dated changes."""

    value: Num | None = None
    sets: str | None = None
    steps: list[Step] = Field(default_factory=list)

    @field_validator("steps")
    @classmethod
    def _in_order(cls, steps):
        if [step.at for step in steps] != sorted(step.at for step in steps):
            raise ValueError("the dates of the steps are not in order")
        return steps


def condition(raw):
    """Check that text is an expression and hand it on."""
    text = str(raw).lower() if isinstance(raw, bool) else str(raw)
    Expression({"true": "1 > 0"}.get(text, text))
    return {"true": "1 > 0"}.get(text, text)


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


class Kind(Part):
    """Something a world can be: an id, a label, and when."""

    id: str
    label: str
    when: Annotated[list[Condition], BeforeValidator(conditions)]


class Class(Kind):
    """One of the exclusive classes of outcomes, in order; `parts` divide it for the report. A world that is absorbed stays as it is."""

    parts: list[Kind] = Field(default_factory=list)


class Scenario(Part):
    """A whole scenario, resolved."""

    format: Literal[1]
    scenario: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    why: str = ""
    start: datetime.date
    weeks: Annotated[Weeks, Field(ge=1, le=1040)]
    seed: int = 2016
    sources: dict[str, str]
    issues: dict[str, Issue]
    parties: dict[str, Party]
    factions: dict[str, Faction]
    holders: dict[str, Holder]
    governorates: dict[str, Governorate]
    borders: dict[str, dict[str, float]]
    ends: dict[Literal["government_prevails", "opposition_prevails", "stalemate"], Positions]
    levers: dict[str, Lever]
    classes: list[Class]
    war: War
    cohesion: Cohesion
    harm: Harm
    truce: Truce
    beliefs: Beliefs
    acceptance: Acceptance
    talks: Talks
    measures: Measures
    coercion: Coercion
    talk: Talk
    leanings: Leanings
    deal: Deal

    @field_validator("start")
    @classmethod
    def _monday(cls, start):
        if start.weekday():
            raise ValueError(f"{start} is a {start:%A}; a run starts on a Monday")
        return start
