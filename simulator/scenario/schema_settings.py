"""Sections of the format that say how people behave: numbers of the rules, with meaning, unit and
range."""

import datetime
from typing import Literal

from pydantic import Field

from simulator.bargaining import NAMES
from simulator.scenario.base_model import IssueId, PackageId, Part
from simulator.scenario.parameter import OPEN, Num, initial, log_odds, number, share


class War(Part):
    """Numbers of the fronts."""

    rate: Num = number("share of contact that moves for a log point of push", "share/week", 0, 1)
    margin: Num = number("advantage of the defence", "log points", -5, 5)
    width: Num = number("how gradually attacks begin to succeed", "log points", 0.05, 5)
    noise: Num = number("fortunes of battle", "log points", 0, 3)
    noise_half_life: Num = number("how long a run of fortune lasts", "weeks", 0.1, 100)
    pinned: Num = share("share of the men facing a truce who stay there all the same")
    spill: Num = share("weight of a neighbouring hold")
    air_yield: Num = number("most that air support adds to an attack", "share", 0, 20)
    air_half: Num = number("sorties a day on a front that give half of it", "sorties/day", 0.1, 200)
    anti_tank: Num = number(
        "what anti-tank weapons add to the defence, per unit of the index", "share", 0, 5
    )
    arms: Num = number(
        "recruits drawn and kept by a hundred million dollars of arms a month",
        "thousand men/week",
        0,
        20,
    )
    to_reserve: Num = share("share of recruits who come to the reserve")
    hold: Num = share("men tied down by hostile residents")
    loss_per_week: Num = number("men lost of those engaged", "share/week", 0, 1)
    surrender: Num = number("contact given up at no cohesion", "share/week", 0, 1)
    surrender_below: Num = number("cohesion below which lines are given up", "share", 0.01, 1)
    garrison_margin: Num = number("what a foreign garrison adds to the margin", "log points", 0, 10)


class Cohesion(Part):
    """Numbers of morale."""

    threshold: Num = share("cohesion at which half a garrison holds")
    width: Num = number("how gradually it stops holding", "share", 0.005, 1)
    recovery: Num = share("share of the gap to rest closed a week")
    loss: Num = number("fall for the loss of all land", "share", 0, 50)
    win: Num = number("rise for as much land won", "share", 0, 50)
    support: Num = share("fall of the rest when all foreign support is gone")
    departure: Num = share("fall of the government's when its leader leaves by script", 0.15)


class Harm(Part):
    """Numbers of harm to civilians."""

    by_men: Num = number("deaths for each thousand men engaged", "deaths/week", 0, 1000)
    by_sorties: Num = number(
        "deaths for each sortie a day on opposition land", "deaths/week", 0, 100
    )
    background: Num = number("deaths caused by others, truce or not", "deaths/week", 0, 10000)
    before: Num = initial("deaths in the eight weeks before the run", "deaths/week", 0, 10000)
    reference: Num = number("deaths that `violence` is compared with", "deaths/week", 0.1, 10000)
    relief: Num = share("share of a siege that full access relieves")
    siege: Num = number(
        "besieged people for each resident of a fully surrounded pocket", "factor", 0, 5
    )


class Truce(Part):
    """Numbers of the truce."""

    in_force: bool
    begins: Num = initial(
        "weeks from the start until it begins by script; null = by agreement alone",
        "weeks",
        1,
        1040,
        OPEN,
    )
    term: Num = initial("term on the ceasefire that begins by script", "of 100", 0, 100, 45.0)
    age: Num = initial("age at start", "weeks", 0, 1000)
    trust: Num = share("trust at start", start=True)
    monitoring: Num = share("monitoring")
    guarantors: Num = number("patrons that guarantee it", "patrons", 0, 10)
    restraint: Num = number("log odds that ordinary fighting stops", "log odds", -10, 10)
    by_trust: Num = log_odds("what full trust adds")
    by_monitoring: Num = log_odds("what full monitoring adds")
    by_temptation: Num = log_odds("breach for a log point of military advantage")
    by_mixing: Num = log_odds("breach where all defenders stand with the radicals")
    by_guarantor: Num = number("how far each guarantor slows the wear of trust", "share", 0, 5)
    by_access: Num = number("growth of trust with full access", "share/week", 0, 1)
    gain: Num = number("growth of trust in a quiet week", "share/week", 0, 1)
    erosion: Num = number("wear of trust at the usual violations", "share/week", 0, 2)
    by_government: Num = share("share of breaches by the government's side when both fight alike")
    violations_at_war: Num = number(
        "breaches that would be counted if all fighting went on", "breaches/week", 1, 100000
    )
    usual_violations: Num = number("breaches in the first weeks", "breaches/week", 1, 100000)
    offensive: Num = number("land taken that counts as an offensive", "share/week", 0, 1)
    void_violence: Num = number(
        "violence, over that of the eight weeks before, that voids", "share", 0, 5
    )
    void_weeks: Num = number("weeks of it in a row", "weeks", 1, 52)
    void_offensives: Num = number("regions under offensives that void", "regions", 1, 50)


class Beliefs(Part):
    """Numbers of what parties believe of the war."""

    learning: Num = share("weight of a week's battle in the believed drift")
    shrink: Num = share("share of optimism lost a week to what battle shows")
    trend: Num = number(
        "drift that a log point of lost support is believed to bring", "log points/week", 0, 1
    )
    volatility: Num = number("believed volatility of strength", "log points", 0.001, 2)
    spread: Num = number(
        "fronts over which a patron's sorties are reckoned to spread", "fronts", 1, 200
    )
    return_half: Num = number("weeks of return that make a cut half a loss", "weeks", 0.1, 200)
    horizon: Num = number(
        "weeks until an undecided war is a stalemate, on average", "weeks", 10, 5000
    )
    lower: Num = number(
        "log strength ratio at which the opposition prevails", "log points", -10, 10
    )
    upper: Num = number(
        "log strength ratio at which the government prevails", "log points", -10, 10
    )


class Acceptance(Part):
    """Numbers of a yes."""

    exponent: Num = number("exponent of loss", "exponent", 0.5, 3)
    red_line: Num = number("weight of red lines", "weight", 0, 50)
    sharpness: Num = number("sharpness of the choice", "per value", 0, 500)
    kept: Num = number("chance, as believed, that a deal without help is kept", "share", 0.01, 0.99)
    kept_by_guarantor: Num = number("what a guarantor adds to it", "log odds", 0, 10)
    kept_by_monitoring: Num = number("what monitoring adds to it", "log odds", 0, 10)
    guarantee: Num = number("value of a guarantor's endorsement", "value", 0, 1)
    side_payment: Num = number("value of what an endorsing patron pays", "value", 0, 1)
    same_offer: Num = share("chance that the same terms are there in 26 weeks")
    half_life: Num = number("half-life of a party's mood", "weeks", 0.1, 1000)
    lasting: Num = share("share of luck that lasts from round to round")
    price_of_drift: Num = number("trust lost for 10 points of a patron's drift", "log odds", 0, 10)


class Talks(Part):
    """Numbers of the table, and the bargaining rule by which its texts are drafted."""

    first: datetime.date
    rule: Literal[NAMES] = "package"  # type: ignore[valid-type]
    round_every: Num = number("weeks from round to round", "weeks", 1, 520)
    length: Num = number("weeks a round lasts; the package is voted in the last", "weeks", 1, 52)
    deadline: Num = number(
        "weeks from the start after which nothing is tabled; null = never", "weeks", 0, 1040, OPEN
    )
    leader_leaves: Num = number(
        "weeks from the start until the leader leaves by script, without a deal; null = never",
        "weeks",
        0,
        1040,
        OPEN,
    )
    quorum: Num = share("share of the opposition's fighters that must say yes")
    minimum: Num = share("share of the opposition that must attend for a vote")
    patrons_must_sign: Num = share("whether patrons must sign too")
    dated_from: Num = number("term on the leader from which a departure is dated", "of 100", 0, 100)
    departure_weeks: Num = number("weeks from signature to a dated departure", "weeks", 0, 520)
    proposals: Num = share("share of drafts tabled by a party rather than the mediator")
    bias: Num = number("factor on the proposer's weight", "factor", 1, 100)
    similar: Num = number(
        "distance within which a draft is the refused one again", "of 100", 0, 100
    )
    moved: Num = number("change of an edge that reopens a refused draft", "value", 0, 1)


class Measures(Part):
    """Numbers of the confidence-building measures."""

    sharpness: Num = number("sharpness of the choice", "per value", 0, 500)
    by_linkage: Num = number("what progress on the other measures is worth", "value", 0, 5)
    by_pressure: Num = number("what full pressure is worth", "value", 0, 5)
    by_effort: Num = share("pressure on the opposition by its patron's diplomatic effort")
    reluctance: Num = number("what any change costs", "value", 0, 5)
    lasting: Num = share("share of luck that lasts, the mood of the party")
    step: Num = number("largest step of a proposal", "of 100", 0, 100)
    fading: Num = share("slip back to practice a week")
    smallest: Num = number("smallest change of practice that is put to a vote", "of 100", 0, 100)


class Coercion(Part):
    """Numbers of threats by patrons."""

    signal: Num = share("what a whole surprise cut is worth as a threat")
    by_kept: Num = share("how far capability kept takes the edge off a cut")
    start: Num = share("frustration of patrons with their clients at start", start=True)
    consulted: Num = share("what is left of it when the client was consulted")
    scale: Num = number("value that makes a patron's choice clear", "value", 0.001, 5)
    patience: Num = number("value that full frustration is worth", "value", 0, 5)
    threshold: Num = number("pressure below which only words move", "share", 0, 0.99)
    learning: Num = share("share of the way a client's belief moves a week")
    fading: Num = share("frustration forgotten a week")
    grows: Num = share("frustration from a blocked text")
    soothed: Num = share("frustration calmed by 10 points of softer public statements")


class Talk(Part):
    """Numbers of cheap talk."""

    issues: list[IssueId]
    base: Num = number("log odds of softening in a quiet week", "log odds", -20, 5)
    by_surprise: Num = number("what full surprise adds", "log odds", 0, 50)
    by_pressure: Num = number("what full pressure adds", "log odds", 0, 50)
    points: Num = number("points of one softening", "of 100", 0, 100)
    reversion: Num = share("share taken back a week")
    credit_lost: Num = share("credit lost by each softening")
    credit_restored: Num = share("credit restored a week")


class Spoiling(Part):
    """Numbers of what the government settles by itself under a truce."""

    issues: list[PackageId] = Field(default_factory=list)
    start: Num = share("how fresh such a step is at the start", 0, start=True)
    base: Num = number(
        "log odds of such a step in a week of an old truce", "log odds", -20, 5, -20.0
    )
    by_youth: Num = log_odds("gained while the truce is new", 0)
    youth: Num = number("weeks in which half of that is gone", "weeks", 0.1, 520, 4.0)
    by_monitoring: Num = log_odds("lost under full monitoring", 0)
    by_care: Num = log_odds("lost where its patrons care as about the average issue", 0)
    memory: Num = number("weeks until it is half forgotten", "weeks", 0.1, 520, 4.0)


class Leanings(Part):
    """Numbers of attendance and of leaning on radicals."""

    attend: Num = number("wish to attend when all else is still", "log odds", -20, 20)
    by_violations: Num = log_odds("lost at the usual violations")
    fighting: Num = number(
        "violations, over the usual, that open war counts for, and the most that breaches do",
        "factor",
        0,
        20,
    )
    by_goodwill: Num = log_odds("gained by full access and releases")
    by_softness: Num = log_odds("gained by 10 points of softer public statements")
    by_sell_out: Num = log_odds("lost by 10 points of the patron's drift")
    by_affront: Num = log_odds("lost when the government has just gone its own way", 0)
    by_hard_line: Num = log_odds("lost by 10 points of hard line")
    lean: Num = number("wish to lean on radicals when all else is still", "log odds", -20, 20)
    by_need: Num = log_odds("gained when the opposition is beaten back")
    by_leader: Num = log_odds("gained when the text keeps the leader")
    inclusiveness: Num = number(
        "how widely the opposition's delegation is drawn; 50 = as usual", "of 100", 0, 100, 50.0
    )
    by_inclusion: Num = log_odds("lost by a full place at the table")
    by_shelter: Num = log_odds("lost under a truce that is kept")
    shelter_lost: Num = number("shelter lost at the usual violations", "share", 0, 2)
    lean_by_hard_line: Num = log_odds("gained by 10 points of hard line")
    inertia: Num = log_odds("wish needed to change")
    half_life: Num = number("half-life of a faction's mood", "weeks", 0.1, 1000)


class Deal(Part):
    """Numbers of a signed deal."""

    hazard: Num = number("chance of breakdown in the first weeks", "share/week", 0, 1)
    ageing: Num = number("weeks until it has halved", "weeks", 1, 5000)
    by_spoilers: Num = number("factor added by full spoilers", "factor", 0, 50)
    by_shift: Num = number("factor added by a log point of shifted power", "factor", 0, 50)
    by_guarantor: Num = number("divisor added by a guarantor", "factor", 0, 50)
    by_monitoring: Num = number("divisor added by full monitoring", "factor", 0, 50)
    fighting: Num = share("share of ordinary fighting that goes on under a deal")
    phase: Num = number("weeks in which foreign forces leave", "weeks", 1, 520)
    joining: Num = share(
        "share of the opposition's reserve that would join the fight against excluded holders"
    )
    by_foreign: Num = share("how far foreign men who stay deter them", 0)
