"""Sections of the format with the parameters of the rules: meaning, unit, range and default of
each.

A default is our judgement, of grade D, for a war of some thousands of men on few fronts. Twelve
defaults are priors, because the literature disputes them: how far an advantage carries
(`war.rate`) and how much of it the defence needs (`margin`); what air support adds (`air_yield`);
how fast lost land breaks an army (`cohesion.loss`); how well truces hold (`truce.restraint`) and
deals last (`deal.hazard`); how fast parties learn from battle (`beliefs.learning`); whether small
concessions cost less than in proportion (`acceptance.exponent`), how much red lines weigh
(`red_line`) and what breaking a deal costs (`deal.price`); what pressure a client ignores
(`coercion.threshold`) and how fast it comes to expect what lasts (`expectations.half_life`). All
others are values, which leaves room below the limit of 40.
"""

import datetime
from typing import Literal

from pydantic import Field, model_validator

from simulator.bargaining import NAMES
from simulator.scenario.base_model import IssueId, PackageId, PartyId, Section
from simulator.scenario.parameter import (
    OPEN,
    ParameterField,
    each,
    initial,
    log_odds,
    parameter,
    share,
)


class War(Section):
    """Parameters of the fronts."""

    rate: ParameterField = parameter(
        "share of the contact line that moves per log point of advantage",
        "share/week",
        0,
        1,
        {"triangular": [0.06, 0.1, 0.15]},
    )
    margin: ParameterField = parameter(
        "advantage of the defence", "log points", -5, 5, {"triangular": [0.2, 0.6, 1.1]}
    )
    width: ParameterField = parameter(
        "range of advantage over which attacks begin to succeed", "log points", 0.05, 5, 0.5
    )
    noise: ParameterField = parameter(
        "standard deviation of the battle shock of a front", "log points", 0, 3, 0.5
    )
    noise_half_life: ParameterField = parameter(
        "half-life of the battle shock", "weeks", 0.1, 100, 6.0
    )
    pinned: ParameterField = share("share of men who stay at a front under truce", 0.6)
    spill: ParameterField = share("weight of land held in neighbouring regions", 0.25)
    air_yield: ParameterField = parameter(
        "largest share that air support adds to an attack",
        "share",
        0,
        20,
        {"triangular": [1.0, 1.8, 3.0]},
    )
    air_half: ParameterField = parameter(
        "sorties a day on a front that give half of the largest air support",
        "sorties/day",
        0.1,
        200,
        8.0,
    )
    anti_tank: ParameterField = parameter(
        "share added to the defence per unit of the index of anti-tank weapons", "share", 0, 5, 0.3
    )
    arms: ParameterField = parameter(
        "recruits per hundred million dollars of arms a month",
        "thousand men/week",
        0,
        20,
        0.1,
    )
    to_reserve: ParameterField = share("share of recruits who join the reserve", 0.4)
    hold: ParameterField = share("share of men tied down by hostile residents", 0.01)
    loss_per_week: ParameterField = parameter(
        "share of engaged men lost", "share/week", 0, 1, 0.004
    )
    surrender: ParameterField = parameter(
        "share of contact surrendered at zero cohesion", "share/week", 0, 1, 0.4
    )
    surrender_below: ParameterField = parameter(
        "cohesion below which land is surrendered", "share", 0.01, 1, 0.55
    )
    garrison_margin: ParameterField = parameter(
        "advantage that a foreign garrison adds to the defence", "log points", 0, 10, 1.0
    )
    fronts: Literal["fixed", "moving"] = "moving"


class Cohesion(Section):
    """Parameters of morale."""

    threshold: ParameterField = share("cohesion at which half a garrison holds", 0.35)
    width: ParameterField = parameter(
        "range of cohesion over which a garrison stops holding", "share", 0.005, 1, 0.05
    )
    recovery: ParameterField = share("share of the gap to resting cohesion closed a week", 0.08)
    loss: ParameterField = parameter(
        "fall of cohesion for the loss of all land", "share", 0, 50, {"triangular": [0.4, 1.0, 3.0]}
    )
    win: ParameterField = parameter("rise of cohesion for as much land won", "share", 0, 50, 0.6)
    departure: ParameterField = share(
        "fall of the government's cohesion when its leader leaves by script", 0.15
    )

    @model_validator(mode="before")
    @classmethod
    def _no_support(cls, raw):
        if isinstance(raw, dict) and "support" in raw:
            raise ValueError(
                "`support` is gone: write `expectations: {abandonment: 0.4}`, the fall of cohesion"
                " per log point of missing help"
            )
        return raw


class Harm(Section):
    """Parameters of harm to civilians."""

    by_men: ParameterField = parameter(
        "civilian deaths per thousand men engaged", "deaths/week", 0, 1000, 1.0
    )
    by_sorties: ParameterField = parameter(
        "civilian deaths per daily sortie on land of other camps", "deaths/week", 0, 100, 0.5
    )
    background: ParameterField = parameter(
        "civilian deaths caused by others, with or without truce", "deaths/week", 0, 10000, 10.0
    )
    before: ParameterField = initial(
        "civilian deaths in the eight weeks before the run", "deaths/week", 0, 10000, 40.0
    )
    reference: ParameterField = parameter(
        "civilian deaths at which the metric violence is 1", "deaths/week", 0.1, 10000, 40.0
    )
    relief: ParameterField = share("share of a siege that full access relieves", 0.5)
    siege: ParameterField = parameter(
        "besieged people per resident of a fully surrounded pocket", "factor", 0, 5, 1.0
    )


class Truce(Section):
    """Parameters of the truce."""

    in_force: bool = False
    begins: ParameterField = initial(
        "weeks from the start until the truce begins by script, null = by agreement only",
        "weeks",
        1,
        1040,
        OPEN,
    )
    term: ParameterField = initial(
        "term of the ceasefire that begins by script", "of 100", 0, 100, 45.0
    )
    age: ParameterField = initial("age of the truce at start", "weeks", 0, 1000, 0.0)
    trust: ParameterField = share("trust in the truce at start", start=True, default=0.5)
    monitoring: ParameterField = share("monitoring of the truce", 0.1)
    guarantors: ParameterField = parameter("patrons that guarantee the truce", "patrons", 0, 10, 0)
    restraint: ParameterField = parameter(
        "log odds that ordinary fighting stops under the truce",
        "log odds",
        -10,
        10,
        {"triangular": [-3.6, -2.2, -0.8]},
    )
    by_trust: ParameterField = log_odds("increase of restraint at full trust", 5.5)
    by_monitoring: ParameterField = log_odds("increase of restraint at full monitoring", 1.0)
    by_temptation: ParameterField = log_odds(
        "increase of breaches per log point of military advantage", 0.7
    )
    by_mixing: ParameterField = log_odds(
        "increase of breaches where all defenders stand with the radicals", 1.0
    )
    by_guarantor: ParameterField = parameter(
        "divisor of the loss of trust added per guarantor", "share", 0, 5, 0.25
    )
    by_access: ParameterField = parameter(
        "growth of trust with full access", "share/week", 0, 1, 0.03
    )
    gain: ParameterField = parameter("growth of trust in a quiet week", "share/week", 0, 1, 0.01)
    erosion: ParameterField = parameter(
        "loss of trust at the usual violations", "share/week", 0, 2, 0.2
    )
    by_government: ParameterField = share(
        "share of breaches by the government's side when both sides fight equally", 0.5
    )
    violations_at_war: ParameterField = parameter(
        "breaches counted if all fighting continued", "breaches/week", 1, 100000, 100.0
    )
    usual_violations: ParameterField = parameter(
        "breaches in the first weeks of the truce", "breaches/week", 1, 100000, 25.0
    )
    offensive: ParameterField = parameter(
        "land taken that counts as an offensive", "share/week", 0, 1, 0.0015
    )
    void_violence: ParameterField = parameter(
        "violence that voids the truce, relative to the eight weeks before it", "share", 0, 5, 0.8
    )
    void_weeks: ParameterField = parameter(
        "consecutive weeks of such violence that void the truce", "weeks", 1, 52, 2.0
    )
    void_offensives: ParameterField = parameter(
        "regions with offensives that void the truce", "regions", 1, 50, 2.0
    )


class Beliefs(Section):
    """Parameters of the beliefs of parties about the war."""

    learning: ParameterField = share(
        "weight of this week's battle in the believed drift", {"triangular": [0.02, 0.05, 0.12]}
    )
    shrink: ParameterField = share("share of optimism lost a week through battle", 0.01)
    trend: ParameterField = parameter(
        "believed drift per log point of lost support", "log points/week", 0, 1, 0.02
    )
    volatility: ParameterField = parameter(
        "believed volatility of strength", "log points", 0.001, 2, 0.07
    )
    spread: ParameterField = parameter(
        "fronts over which a patron's sorties are believed to spread", "fronts", 1, 200, 3.0
    )
    return_half: ParameterField = parameter(
        "weeks of return at which a cut counts as half a loss", "weeks", 0.1, 200, 4.0
    )
    horizon: ParameterField = parameter(
        "mean weeks until an undecided war becomes a stalemate", "weeks", 10, 5000, 200.0
    )
    lower: ParameterField = parameter(
        "log strength ratio at which the sovereign's opponents prevail", "log points", -10, 10, -0.6
    )
    upper: ParameterField = parameter(
        "log strength ratio at which the sovereign prevails", "log points", -10, 10, 1.8
    )
    by_residents: ParameterField = share(
        "weight of residents, against area, in what a camp governs in a stalemate", 0.5
    )


class RunningCost(Section):
    """Parameters of what a year of war costs a party that fights.

    The weights are bounded by what fighting on reveals: whoever keeps a tenth of the country for
    the four years or so until a stalemate, and loses a fifteenth of its men a year, still prefers
    that to defeat, which is worth some 0.75 less than victory. So a year costs it 0.02 at most, of
    which each part is judged to be a fair share."""

    casualties: ParameterField = parameter(
        "value lost if all men of a party are killed within a year",
        "value",
        0,
        10,
        0.1,
    )
    revenue: ParameterField = parameter(
        "value lost in a year without any revenue", "value/year", 0, 1, 0.01
    )
    patronage: ParameterField = parameter(
        "value that patrons charge a year if all strength is theirs", "value/year", 0, 1, 0.01
    )
    half_life: ParameterField = parameter("half-life of recent casualties", "weeks", 0.1, 520, 13.0)


class Expectations(Section):
    """Parameters of what clients expect of their patrons.

    Adaptive expectations in seven hyperinflations had half-lives of 2 to 14 months, the median near
    20 weeks (Cagan 1956, as remembered). How fast armies and governments come to expect what their
    patrons do is judged by this analogy. The weight of missing help is judged so that an army at
    70% that loses at once all help which multiplied its strength by 2.4 (0.9 log points) would come
    to rest near 35%, where half of its garrisons give way."""

    half_life: ParameterField = parameter(
        "half-life of a gap between what a patron does and what its clients expect",
        "weeks",
        0.1,
        520,
        {"triangular": [8, 20, 60]},
    )
    abandonment: ParameterField = parameter(
        "fall of resting cohesion while help falls short of what was expected",
        "per log point",
        0,
        10,
        0.4,
    )


class Acceptance(Section):
    """Parameters of the acceptance of a deal."""

    exponent: ParameterField = parameter(
        "exponent of the loss from a term", "exponent", 0.5, 3, {"uniform": [1.0, 2.0]}
    )
    red_line: ParameterField = parameter(
        "weight of red lines in the value of a deal",
        "weight",
        0,
        50,
        {"triangular": [0.5, 1.0, 2.0]},
    )
    sharpness: ParameterField = parameter("sharpness of the choice", "per value", 0, 500, 25.0)
    side_payment: ParameterField = parameter(
        "value of the payment by an endorsing patron", "value", 0, 1, 0.03
    )
    same_offer: ParameterField = share(
        "probability that the same terms are available in 26 weeks", 0.5
    )
    half_life: ParameterField = parameter("half-life of a party's mood", "weeks", 0.1, 1000, 26.0)
    lasting: ParameterField = share(
        "share of the vote's random variance that persists between rounds", 0.9
    )
    price_of_drift: ParameterField = parameter(
        "trust lost per 10 points of a patron's drift", "log odds", 0, 10, 0.2
    )


class Talks(Section):
    """Parameters of the negotiation, and the bargaining rule that drafts its texts."""

    first: datetime.date = None  # type: ignore[assignment]  # the start of the run
    rule: Literal[NAMES] = "package"  # type: ignore[valid-type]
    round_every: ParameterField = parameter("weeks between rounds", "weeks", 1, 520, 4.0)
    length: ParameterField = parameter(
        "weeks of a round; the vote on the package is in the last", "weeks", 1, 52, 2.0
    )
    deadline: ParameterField = parameter(
        "weeks from the start after which no text is tabled, null = no deadline",
        "weeks",
        0,
        1040,
        OPEN,
    )
    leader_leaves: ParameterField = parameter(
        "weeks from the start until the leader leaves by script, without a deal, null = never",
        "weeks",
        0,
        1040,
        OPEN,
    )
    quorum: ParameterField = share("share of the fighters whose factions must vote yes", 0.5)
    minimum: ParameterField = share("share of a party's factions that must attend for a vote", 0.5)
    patrons_must_sign: ParameterField = share("whether patrons must sign too, 1 = yes", 0)
    dated_from: ParameterField = parameter(
        "lowest term on the leader that sets a date of departure", "of 100", 0, 100, 50.0
    )
    departure_weeks: ParameterField = parameter(
        "weeks from signature to a dated departure", "weeks", 0, 520, 52.0
    )
    proposals: ParameterField = share(
        "share of drafts tabled by a party rather than the mediator", 0.4
    )
    bias: ParameterField = parameter("factor on the proposer's weight", "factor", 1, 100, 3.0)
    similar: ParameterField = parameter(
        "distance within which a draft counts as the refused one", "of 100", 0, 100, 10.0
    )
    moved: ParameterField = parameter(
        "change of the net gain from signing that reopens a refused draft", "value", 0, 1, 0.07
    )


class Measures(Section):
    """Parameters of the confidence-building measures."""

    sharpness: ParameterField = parameter("sharpness of the choice", "per value", 0, 500, 20.0)
    by_linkage: ParameterField = parameter(
        "value that progress on the other measures adds", "value", 0, 5, 0.1
    )
    by_pressure: ParameterField = parameter("value that full pressure adds", "value", 0, 5, 0.35)
    by_effort: ParameterField = share(
        "pressure by the diplomatic effort of a sponsor without a threat", 0.1
    )
    reluctance: ParameterField = parameter("cost of any change of practice", "value", 0, 5, 0.1)
    lasting: ParameterField = share("share of the vote's random variance that persists", 0.6)
    step: ParameterField = parameter("largest step of a proposal", "of 100", 0, 100, 30.0)
    fading: ParameterField = share("share of the gap to practice at start closed a week", 0.02)
    smallest: ParameterField = parameter(
        "smallest change of practice put to a vote", "of 100", 0, 100, 5.0
    )


class Coercion(Section):
    """Parameters of threats by patrons."""

    signal: ParameterField = share("strength of a full surprise cut as a threat", 0.6)
    by_kept: ParameterField = share(
        "share by which remaining capability weakens a cut as a threat", 0.5
    )
    start: ParameterField = share(
        "frustration of patrons with their clients at start", start=True, default=0.2
    )
    consulted: ParameterField = share(
        "share of the threat that remains when the client was consulted", 0.4
    )
    scale: ParameterField = parameter(
        "scale of value in a patron's choice, small = clear choice", "value", 0.001, 5, 0.15
    )
    patience: ParameterField = parameter(
        "value equivalent of full frustration", "value", 0, 5, 0.15
    )
    threshold: ParameterField = parameter(
        "pressure below which only public statements change",
        "share",
        0,
        0.99,
        {"triangular": [0.05, 0.15, 0.3]},
    )
    learning: ParameterField = share("share of the gap that a client's belief closes a week", 0.08)
    fading: ParameterField = share("share of frustration lost a week", 0.02)
    grows: ParameterField = share("frustration added by a blocked text", 0.1)
    soothed: ParameterField = share(
        "share of frustration calmed per 10 points of softer public statements", 0.15
    )


class Division(Section):
    """Parameters of divided signers: how the weight of the leader's circle, the bureau that favours
    force, moves."""

    by_losses: ParameterField = parameter(
        "loss of the weight of the leader's circle per share of men killed and of residents lost",
        "log points",
        0,
        50,
        2.0,
    )
    by_pressure: ParameterField = parameter(
        "loss of its weight a week under full pressure by patrons", "log points/week", 0, 2, 0.02
    )
    recovery: ParameterField = share("share of the gap to its usual weight closed a week", 0.01)


class Talk(Section):
    """Parameters of public statements (cheap talk)."""

    parties: list[PartyId] | None = Field(None, min_length=1)  # without any: the sovereign
    issues: list[IssueId] = None  # type: ignore[assignment]  # all of the package
    base: ParameterField = parameter(
        "log odds of softer public statements in a quiet week", "log odds", -20, 5, -5.5
    )
    by_surprise: ParameterField = parameter(
        "increase of softening at full surprise", "log odds", 0, 50, 14.0
    )
    by_pressure: ParameterField = parameter(
        "increase of softening at full pressure", "log odds", 0, 50, 6.0
    )
    points: ParameterField = parameter(
        "points by which public statements soften at a time", "of 100", 0, 100, 14.0
    )
    reversion: ParameterField = share("share of a softening withdrawn a week", 0.18)
    credit_lost: ParameterField = share("credit lost by each softening", 0.35)
    credit_restored: ParameterField = share("credit restored a week", 0.01)


class Spoiling(Section):
    """Parameters of unilateral moves under a truce."""

    parties: list[PartyId] | None = Field(None, min_length=1)  # without any: the sovereign
    issues: list[PackageId] = Field(default_factory=list)
    start: ParameterField = share(
        "provocation by an earlier unilateral move at the start", 0, start=True
    )
    base: ParameterField = parameter(
        "log odds of a unilateral move in a week of an old truce", "log odds", -20, 5, -20.0
    )
    by_youth: ParameterField = log_odds("increase of unilateral moves while the truce is new", 0)
    youth: ParameterField = parameter(
        "half-life of the increase while the truce is new", "weeks", 0.1, 520, 4.0
    )
    by_monitoring: ParameterField = log_odds(
        "decrease of unilateral moves under full monitoring", 0
    )
    by_care: ParameterField = log_odds(
        "decrease of unilateral moves per average interest of the patrons", 0
    )
    memory: ParameterField = parameter(
        "half-life of the provocation by a unilateral move", "weeks", 0.1, 520, 4.0
    )


class Leanings(Section):
    """Parameters of attendance and of joining the radicals."""

    attend: ParameterField = parameter(
        "log odds of attending without other influences", "log odds", -20, 20, 1.3
    )
    by_violations: ParameterField = log_odds("decrease of attendance at the usual violations", 1.2)
    fighting: ParameterField = parameter(
        "violations relative to the usual that open war counts as; upper limit of violations",
        "factor",
        0,
        20,
        1.7,
    )
    by_goodwill: ParameterField = log_odds(
        "increase of attendance with full access and releases", 3.0
    )
    by_softness: ParameterField = log_odds(
        "increase of attendance per 10 points of softer public statements", 0.7
    )
    by_sell_out: ParameterField = log_odds(
        "decrease of attendance per 10 points of the patron's drift", 0.3
    )
    by_affront: ParameterField = log_odds("decrease of attendance just after a unilateral move", 0)
    by_hard_line: ParameterField = log_odds(
        "decrease of attendance per 10 points of hard line", 0.6
    )
    lean: ParameterField = parameter(
        "log odds of joining the radicals without other influences", "log odds", -20, 20, -10.0
    )
    by_need: ParameterField = log_odds("increase of joining when the party is losing", 2.5)
    by_leader: ParameterField = log_odds(
        "increase of joining when the text leaves all power to the leader's side", 1.5
    )
    inclusiveness: ParameterField = parameter(
        "inclusiveness of the party's delegation, 50 = as usual", "of 100", 0, 100, 50.0
    )
    by_inclusion: ParameterField = log_odds("decrease of joining at full representation", 1.2)
    by_shelter: ParameterField = log_odds("decrease of joining under a truce without breaches", 1.2)
    shelter_lost: ParameterField = parameter(
        "share of the truce's protection lost at the usual violations", "share", 0, 2, 0.5
    )
    lean_by_hard_line: ParameterField = log_odds(
        "increase of joining per 10 points of hard line", 1.4
    )
    inertia: ParameterField = log_odds("log odds needed to change attendance or side", 0.5)
    half_life: ParameterField = parameter("half-life of a faction's mood", "weeks", 0.1, 1000, 13.0)


class Deal(Section):
    """Parameters of a signed deal."""

    hazard: ParameterField = parameter(
        "probability of breakdown in the first weeks",
        "share/week",
        0,
        1,
        {"triangular": [0.005, 0.01, 0.02]},
    )
    ageing: ParameterField = parameter(
        "weeks until the probability of breakdown has halved", "weeks", 1, 5000, 40.0
    )
    by_spoilers: ParameterField = parameter(
        "increase of breakdown at full spoilers", "factor", 0, 50, 1.5
    )
    guarantors: dict[PartyId, ParameterField] = each(
        "commitment of this guarantor to the deal, 1 = as usual", "factor", 5, False, default={}
    )
    by_guarantor: ParameterField = parameter(
        "strength of the guarantee added per guarantor", "factor", 0, 50, 0.4
    )
    peacekeepers: ParameterField = parameter("peacekeepers under a deal", "thousand", 0, 200, 0)
    by_peacekeepers: ParameterField = parameter(
        "strength of the guarantee added by very many peacekeepers", "factor", 0, 50, 2.0
    )
    exit_safety: ParameterField = share(
        "safety from punishment that a deal gives a leader who leaves, by asylum or amnesty", 0
    )
    by_monitoring: ParameterField = parameter(
        "strength of the guarantee added by full monitoring", "factor", 0, 50, 0.5
    )
    price: ParameterField = parameter(
        "value that a signer loses by breaking a deal without a guarantee",
        "value",
        0,
        1,
        {"triangular": [0.05, 0.1, 0.2]},
    )
    by_trust: ParameterField = share("share of the price of breaking that is the word lost", 0.5)
    fighting: ParameterField = share("share of ordinary fighting that continues under a deal", 0.02)
    phase: ParameterField = parameter("weeks in which foreign forces leave", "weeks", 1, 520, 52.0)
    given_up: ParameterField = share(
        "share of its force that a camp loses for a resumed war if it concedes all posts", 0.15
    )
    resuming: ParameterField = parameter(
        "value that a party loses when war resumes after a broken deal", "value", 0, 1, 0.08
    )
    joining: ParameterField = share(
        "largest share of a signer's reserve that joins the fight against excluded holders",
        0.3,
    )
    by_foreign: ParameterField = share(
        "share by which remaining foreign men deter men from joining", 0
    )
    by_leader: ParameterField = share(
        "share by which a leader's side that keeps all power deters men from joining", 0
    )
