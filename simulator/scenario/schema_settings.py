"""Sections of the format with the parameters of the rules: meaning, unit and range of each."""

import datetime
from typing import Literal

from pydantic import Field

from simulator.bargaining import NAMES
from simulator.scenario.base_model import IssueId, PackageId, Part
from simulator.scenario.parameter import OPEN, Num, initial, log_odds, number, share


class War(Part):
    """Parameters of the fronts."""

    rate: Num = number(
        "share of the contact line that moves per log point of advantage", "share/week", 0, 1
    )
    margin: Num = number("advantage of the defence", "log points", -5, 5)
    width: Num = number(
        "range of advantage over which attacks begin to succeed", "log points", 0.05, 5
    )
    noise: Num = number("standard deviation of the battle shock of a front", "log points", 0, 3)
    noise_half_life: Num = number("half-life of the battle shock", "weeks", 0.1, 100)
    pinned: Num = share("share of men who stay at a front under truce")
    spill: Num = share("weight of land held in neighbouring regions")
    air_yield: Num = number("largest share that air support adds to an attack", "share", 0, 20)
    air_half: Num = number(
        "sorties a day on a front that give half of the largest air support",
        "sorties/day",
        0.1,
        200,
    )
    anti_tank: Num = number(
        "share added to the defence per unit of the index of anti-tank weapons", "share", 0, 5
    )
    arms: Num = number(
        "recruits per hundred million dollars of arms a month",
        "thousand men/week",
        0,
        20,
    )
    to_reserve: Num = share("share of recruits who join the reserve")
    hold: Num = share("share of men tied down by hostile residents")
    loss_per_week: Num = number("share of engaged men lost", "share/week", 0, 1)
    surrender: Num = number("share of contact surrendered at zero cohesion", "share/week", 0, 1)
    surrender_below: Num = number("cohesion below which land is surrendered", "share", 0.01, 1)
    garrison_margin: Num = number(
        "advantage that a foreign garrison adds to the defence", "log points", 0, 10
    )


class Cohesion(Part):
    """Parameters of morale."""

    threshold: Num = share("cohesion at which half a garrison holds")
    width: Num = number("range of cohesion over which a garrison stops holding", "share", 0.005, 1)
    recovery: Num = share("share of the gap to resting cohesion closed a week")
    loss: Num = number("fall of cohesion for the loss of all land", "share", 0, 50)
    win: Num = number("rise of cohesion for as much land won", "share", 0, 50)
    support: Num = share("fall of resting cohesion when all foreign support is gone")
    departure: Num = share(
        "fall of the government's cohesion when its leader leaves by script", 0.15
    )


class Harm(Part):
    """Parameters of harm to civilians."""

    by_men: Num = number("civilian deaths per thousand men engaged", "deaths/week", 0, 1000)
    by_sorties: Num = number(
        "civilian deaths per daily sortie on opposition land", "deaths/week", 0, 100
    )
    background: Num = number(
        "civilian deaths caused by others, with or without truce", "deaths/week", 0, 10000
    )
    before: Num = initial(
        "civilian deaths in the eight weeks before the run", "deaths/week", 0, 10000
    )
    reference: Num = number(
        "civilian deaths at which the metric violence is 1", "deaths/week", 0.1, 10000
    )
    relief: Num = share("share of a siege that full access relieves")
    siege: Num = number("besieged people per resident of a fully surrounded pocket", "factor", 0, 5)


class Truce(Part):
    """Parameters of the truce."""

    in_force: bool
    begins: Num = initial(
        "weeks from the start until the truce begins by script, null = by agreement only",
        "weeks",
        1,
        1040,
        OPEN,
    )
    term: Num = initial("term of the ceasefire that begins by script", "of 100", 0, 100, 45.0)
    age: Num = initial("age of the truce at start", "weeks", 0, 1000)
    trust: Num = share("trust in the truce at start", start=True)
    monitoring: Num = share("monitoring of the truce")
    guarantors: Num = number("patrons that guarantee the truce", "patrons", 0, 10)
    restraint: Num = number(
        "log odds that ordinary fighting stops under the truce", "log odds", -10, 10
    )
    by_trust: Num = log_odds("increase of restraint at full trust")
    by_monitoring: Num = log_odds("increase of restraint at full monitoring")
    by_temptation: Num = log_odds("increase of breaches per log point of military advantage")
    by_mixing: Num = log_odds("increase of breaches where all defenders stand with the radicals")
    by_guarantor: Num = number("divisor of the loss of trust added per guarantor", "share", 0, 5)
    by_access: Num = number("growth of trust with full access", "share/week", 0, 1)
    gain: Num = number("growth of trust in a quiet week", "share/week", 0, 1)
    erosion: Num = number("loss of trust at the usual violations", "share/week", 0, 2)
    by_government: Num = share(
        "share of breaches by the government's side when both sides fight equally"
    )
    violations_at_war: Num = number(
        "breaches counted if all fighting continued", "breaches/week", 1, 100000
    )
    usual_violations: Num = number(
        "breaches in the first weeks of the truce", "breaches/week", 1, 100000
    )
    offensive: Num = number("land taken that counts as an offensive", "share/week", 0, 1)
    void_violence: Num = number(
        "violence that voids the truce, relative to the eight weeks before it", "share", 0, 5
    )
    void_weeks: Num = number(
        "consecutive weeks of such violence that void the truce", "weeks", 1, 52
    )
    void_offensives: Num = number("regions with offensives that void the truce", "regions", 1, 50)


class Beliefs(Part):
    """Parameters of the beliefs of parties about the war."""

    learning: Num = share("weight of this week's battle in the believed drift")
    shrink: Num = share("share of optimism lost a week through battle")
    trend: Num = number("believed drift per log point of lost support", "log points/week", 0, 1)
    volatility: Num = number("believed volatility of strength", "log points", 0.001, 2)
    spread: Num = number(
        "fronts over which a patron's sorties are believed to spread", "fronts", 1, 200
    )
    return_half: Num = number(
        "weeks of return at which a cut counts as half a loss", "weeks", 0.1, 200
    )
    horizon: Num = number(
        "mean weeks until an undecided war becomes a stalemate", "weeks", 10, 5000
    )
    lower: Num = number(
        "log strength ratio at which the opposition prevails", "log points", -10, 10
    )
    upper: Num = number(
        "log strength ratio at which the government prevails", "log points", -10, 10
    )


class Acceptance(Part):
    """Parameters of the acceptance of a deal."""

    exponent: Num = number("exponent of the loss from a term", "exponent", 0.5, 3)
    red_line: Num = number("weight of red lines in the value of a deal", "weight", 0, 50)
    sharpness: Num = number("sharpness of the choice", "per value", 0, 500)
    kept: Num = number(
        "believed probability that a deal without guarantee is kept", "share", 0.01, 0.99
    )
    kept_by_guarantor: Num = number(
        "increase of the belief that a deal is kept per guarantor", "log odds", 0, 10
    )
    kept_by_monitoring: Num = number(
        "increase of the belief that a deal is kept at full monitoring", "log odds", 0, 10
    )
    guarantee: Num = number("value of a guarantor's endorsement", "value", 0, 1)
    side_payment: Num = number("value of the payment by an endorsing patron", "value", 0, 1)
    same_offer: Num = share("probability that the same terms are available in 26 weeks")
    half_life: Num = number("half-life of a party's mood", "weeks", 0.1, 1000)
    lasting: Num = share("share of the vote's random variance that persists between rounds")
    price_of_drift: Num = number("trust lost per 10 points of a patron's drift", "log odds", 0, 10)


class Talks(Part):
    """Parameters of the negotiation, and the bargaining rule that drafts its texts."""

    first: datetime.date
    rule: Literal[NAMES] = "package"  # type: ignore[valid-type]
    round_every: Num = number("weeks between rounds", "weeks", 1, 520)
    length: Num = number("weeks of a round; the vote on the package is in the last", "weeks", 1, 52)
    deadline: Num = number(
        "weeks from the start after which no text is tabled, null = no deadline",
        "weeks",
        0,
        1040,
        OPEN,
    )
    leader_leaves: Num = number(
        "weeks from the start until the leader leaves by script, without a deal, null = never",
        "weeks",
        0,
        1040,
        OPEN,
    )
    quorum: Num = share("share of the opposition's fighters that must vote yes")
    minimum: Num = share("share of the opposition that must attend for a vote")
    patrons_must_sign: Num = share("whether patrons must sign too, 1 = yes")
    dated_from: Num = number(
        "lowest term on the leader that sets a date of departure", "of 100", 0, 100
    )
    departure_weeks: Num = number("weeks from signature to a dated departure", "weeks", 0, 520)
    proposals: Num = share("share of drafts tabled by a party rather than the mediator")
    bias: Num = number("factor on the proposer's weight", "factor", 1, 100)
    similar: Num = number(
        "distance within which a draft counts as the refused one", "of 100", 0, 100
    )
    moved: Num = number(
        "change of the net gain from signing that reopens a refused draft", "value", 0, 1
    )


class Measures(Part):
    """Parameters of the confidence-building measures."""

    sharpness: Num = number("sharpness of the choice", "per value", 0, 500)
    by_linkage: Num = number("value that progress on the other measures adds", "value", 0, 5)
    by_pressure: Num = number("value that full pressure adds", "value", 0, 5)
    by_effort: Num = share("pressure on the opposition by its patron's diplomatic effort")
    reluctance: Num = number("cost of any change of practice", "value", 0, 5)
    lasting: Num = share("share of the vote's random variance that persists")
    step: Num = number("largest step of a proposal", "of 100", 0, 100)
    fading: Num = share("share of the gap to practice at start closed a week")
    smallest: Num = number("smallest change of practice put to a vote", "of 100", 0, 100)


class Coercion(Part):
    """Parameters of threats by patrons."""

    signal: Num = share("strength of a full surprise cut as a threat")
    by_kept: Num = share("share by which remaining capability weakens a cut as a threat")
    start: Num = share("frustration of patrons with their clients at start", start=True)
    consulted: Num = share("share of the threat that remains when the client was consulted")
    scale: Num = number(
        "scale of value in a patron's choice, small = clear choice", "value", 0.001, 5
    )
    patience: Num = number("value equivalent of full frustration", "value", 0, 5)
    threshold: Num = number("pressure below which only public statements change", "share", 0, 0.99)
    learning: Num = share("share of the gap that a client's belief closes a week")
    fading: Num = share("share of frustration lost a week")
    grows: Num = share("frustration added by a blocked text")
    soothed: Num = share("share of frustration calmed per 10 points of softer public statements")


class Talk(Part):
    """Parameters of public statements (cheap talk)."""

    issues: list[IssueId]
    base: Num = number("log odds of softer public statements in a quiet week", "log odds", -20, 5)
    by_surprise: Num = number("increase of softening at full surprise", "log odds", 0, 50)
    by_pressure: Num = number("increase of softening at full pressure", "log odds", 0, 50)
    points: Num = number("points by which public statements soften at a time", "of 100", 0, 100)
    reversion: Num = share("share of a softening withdrawn a week")
    credit_lost: Num = share("credit lost by each softening")
    credit_restored: Num = share("credit restored a week")


class Spoiling(Part):
    """Parameters of unilateral moves by the government under a truce."""

    issues: list[PackageId] = Field(default_factory=list)
    start: Num = share("provocation by an earlier unilateral move at the start", 0, start=True)
    base: Num = number(
        "log odds of a unilateral move in a week of an old truce", "log odds", -20, 5, -20.0
    )
    by_youth: Num = log_odds("increase of unilateral moves while the truce is new", 0)
    youth: Num = number("half-life of the increase while the truce is new", "weeks", 0.1, 520, 4.0)
    by_monitoring: Num = log_odds("decrease of unilateral moves under full monitoring", 0)
    by_care: Num = log_odds("decrease of unilateral moves per average interest of the patrons", 0)
    memory: Num = number(
        "half-life of the provocation by a unilateral move", "weeks", 0.1, 520, 4.0
    )


class Leanings(Part):
    """Parameters of attendance and of joining the radicals."""

    attend: Num = number("log odds of attending without other influences", "log odds", -20, 20)
    by_violations: Num = log_odds("decrease of attendance at the usual violations")
    fighting: Num = number(
        "violations relative to the usual that open war counts as; upper limit of violations",
        "factor",
        0,
        20,
    )
    by_goodwill: Num = log_odds("increase of attendance with full access and releases")
    by_softness: Num = log_odds("increase of attendance per 10 points of softer public statements")
    by_sell_out: Num = log_odds("decrease of attendance per 10 points of the patron's drift")
    by_affront: Num = log_odds("decrease of attendance just after a unilateral move", 0)
    by_hard_line: Num = log_odds("decrease of attendance per 10 points of hard line")
    lean: Num = number(
        "log odds of joining the radicals without other influences", "log odds", -20, 20
    )
    by_need: Num = log_odds("increase of joining when the opposition is losing")
    by_leader: Num = log_odds("increase of joining when the text keeps the leader")
    inclusiveness: Num = number(
        "inclusiveness of the opposition's delegation, 50 = as usual", "of 100", 0, 100, 50.0
    )
    by_inclusion: Num = log_odds("decrease of joining at full representation")
    by_shelter: Num = log_odds("decrease of joining under a truce without breaches")
    shelter_lost: Num = number(
        "share of the truce's protection lost at the usual violations", "share", 0, 2
    )
    lean_by_hard_line: Num = log_odds("increase of joining per 10 points of hard line")
    inertia: Num = log_odds("log odds needed to change attendance or side")
    half_life: Num = number("half-life of a faction's mood", "weeks", 0.1, 1000)


class Deal(Part):
    """Parameters of a signed deal."""

    hazard: Num = number("probability of breakdown in the first weeks", "share/week", 0, 1)
    ageing: Num = number("weeks until the probability of breakdown has halved", "weeks", 1, 5000)
    by_spoilers: Num = number("increase of breakdown at full spoilers", "factor", 0, 50)
    by_shift: Num = number("increase of breakdown per log point of shifted power", "factor", 0, 50)
    by_guarantor: Num = number("divisor of breakdown added per guarantor", "factor", 0, 50)
    by_monitoring: Num = number("divisor of breakdown added by full monitoring", "factor", 0, 50)
    fighting: Num = share("share of ordinary fighting that continues under a deal")
    phase: Num = number("weeks in which foreign forces leave", "weeks", 1, 520)
    joining: Num = share(
        "largest share of the opposition's reserve that joins the fight against excluded holders"
    )
    by_foreign: Num = share("share by which remaining foreign men deter men from joining", 0)
