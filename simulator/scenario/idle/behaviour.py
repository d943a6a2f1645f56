"""Inputs without effect in the sections on behaviour."""

import math

from simulator.scenario.calendar import week_of
from simulator.scenario.idle.view import Reason, idle_by

COERCION = ("scale", "patience", "start", "fading", "grows", "soothed", "learning")
FACTORS = (  # (input, the factor that multiplies it)
    ("truce.by_guarantor", "truce.guarantors"),
    ("truce.guarantors", "truce.by_guarantor"),
    ("truce.by_monitoring", "truce.monitoring"),
    ("spoiling.by_monitoring", "truce.monitoring"),
    ("spoiling.start", "leanings.by_affront"),
    ("deal.by_monitoring", "truce.monitoring"),
    ("deal.by_peacekeepers", "deal.peacekeepers"),
    ("deal.peacekeepers", "deal.by_peacekeepers"),
    ("harm.relief", "harm.siege"),
    ("leanings.shelter_lost", "leanings.by_shelter"),
    ("leanings.inclusiveness", "leanings.by_inclusion"),
    ("talks.bias", "talks.proposals"),
    ("war.noise_half_life", "war.noise"),
    ("running_cost.half_life", "running_cost.casualties"),
)
MOOD = 5.0  # standard deviations that a mood never exceeds
MEMORY = 8.0  # weeks of violence that a truce is compared with
SURE = 26  # weeks of open war after which the initial trust no longer matters


def _opinion(s):
    """Beliefs and morale that depend on threats, on drifting patrons or on a departure."""
    if pressed := s.pressed():
        yield from idle_by(pressed, "", "talk.by_pressure", "measures.by_pressure")
        yield from idle_by(pressed, "beliefs.", "trend", "return_half")
    surprising = [p for party in s.speakers for p in s.patrons_of(party) if s.may_surprise(p)]
    if not surprising:
        yield "talk.by_surprise", Reason.NO_SURPRISE
    short = any(s.receivers(p) and s.falls_short(p) for p in s.supporters)
    if not short:
        yield "expectations.abandonment", Reason.NO_SHORTFALL
    if not (short and s.most("expectations.abandonment")):
        if not surprising:
            yield "expectations.half_life", Reason.NO_SURPRISE
        elif s.nought("talk.by_surprise"):
            yield "expectations.half_life", Reason.NO_FACTOR
    others = [p for p in s.patrons if s.camp[p] != s.camp[s.sovereign]]
    if not any(p in s.moving for p in others):
        yield "acceptance.price_of_drift", Reason.NO_DRIFT
        yield "leanings.by_sell_out", Reason.NO_DRIFT
    leaves = s.of("talks.leader_leaves")
    if not s.issue("leader") or not leaves or min(leaves) > s.form.weeks:
        yield "cohesion.departure", Reason.STAYS


def _stalemate(s):
    """What a stalemate gives each camp, and what patrons charge until then."""
    issues = s.form.issues.values()
    if not any(issue.kind == "package" and issue.follows_control for issue in issues):
        yield "beliefs.by_residents", Reason.DIVIDED
    if not any(s.receivers(p) for p in s.supporters):
        yield "running_cost.patronage", Reason.NO_SUPPORT


def _weeks_of_trust(s):
    """Weeks of open war after which a millionth of the initial trust is left."""
    breaches = s.least("truce.violations_at_war") / s.most("truce.usual_violations")
    left = 1.0 - s.least("truce.erosion") * breaches
    return math.log(1e-6) / math.log(left) if 0.0 < left < 1.0 else 1.0 if left <= 0.0 else SURE


def _truce(s):
    """The truce at the start or by script, and products with a factor of 0."""
    truce, scripted = s.form.truce, [w for w in s.of("truce.begins") if w <= s.form.weeks]
    first = week_of(s.form.talks.first) - week_of(s.form.start) + s.least("talks.length") - 1.0
    if not scripted:
        yield "truce.term", Reason.NO_SCRIPT
    if not truce.in_force:
        yield "truce.age", Reason.NO_TRUCE
        if not scripted and first >= min(_weeks_of_trust(s), SURE):
            yield "truce.trust", Reason.NO_TRUCE
        if min([first, *scripted]) >= MEMORY:
            yield "harm.before", Reason.NO_TRUCE
    for path, other in FACTORS:
        if s.nought(other):
            yield path, Reason.NO_FACTOR
    if not s.issue("access", "measure"):
        yield from idle_by(Reason.NO_ISSUE, "", "truce.by_access", "harm.relief")


def _outsiders(s):
    """Guarantors of a deal, and sponsors who persuade."""
    if s.nought(*(f"deal.guarantors.{p}" for p in s.form.deal.guarantors)):
        yield "deal.by_guarantor", Reason.NO_GUARANTOR
    if s.nought("deal.by_guarantor"):
        for p in s.form.deal.guarantors:
            yield f"deal.guarantors.{p}", Reason.NO_FACTOR
    if all(p in s.supporters or not s.camp[p] for p in s.sponsors):
        yield "measures.by_effort", Reason.NO_SPONSOR


def _exit_safety(s):
    """Safety of a leader who leaves, and the fear that it takes away."""
    no_leader, fears = not s.issue("leader"), s.fears()
    if no_leader or not fears:
        yield "deal.exit_safety", Reason.NO_LEADER if no_leader else Reason.NO_FEAR
    if no_leader or s.nought("deal.exit_safety"):
        reason = Reason.NO_LEADER if no_leader else Reason.NO_FACTOR
        yield from ((f"parties.{p}.fear_of_punishment", reason) for p in s.form.parties)


def _talks(s):
    """Talks: departures that nothing depends on, signatures required anyway, missing issues."""
    departure_matters = "departed" in s.used_metrics and s.issue("leader")
    reason = Reason.SELDOM_SIGNED if departure_matters else Reason.NOT_ASKED
    yield from idle_by(reason, "talks.", "dated_from", "departure_weeks")
    if all(s.relations.must_sign(p) for p in s.patrons):
        yield "talks.patrons_must_sign", Reason.ALL_SIGN
    if not s.form.spoiling.issues:
        names = ("base", "by_youth", "youth", "by_monitoring", "by_care", "memory")
        yield from idle_by(Reason.NO_ISSUE, "spoiling.", *names)
        if s.nought("spoiling.start"):
            yield "leanings.by_affront", Reason.NO_ISSUE
    if not s.issue("leader") and not s.issue("body"):
        yield from idle_by(Reason.NO_ISSUE, "", "leanings.by_leader", "deal.by_leader")


def _statements(s):
    """Statements and unilateral moves that nobody hears, or whose makers have no patrons."""
    owners = {s.camp[s.relations.faction_owner(f)] for f in s.form.factions}
    for path, reason, parties in (
        ("leanings.by_softness", Reason.UNHEARD, s.speakers),
        ("leanings.by_affront", Reason.UNPROVOKED, s.movers),
    ):
        if owners and not any(camp != s.camp[p] for camp in owners for p in parties):
            yield path, reason
    clients = {party for p in s.patrons for party, _ in s.relations.recipients(p)}
    if not clients & set(s.speakers):
        yield "coercion.soothed", Reason.NO_SPEAKER
    if s.form.spoiling.issues and not any(map(s.patrons_of, s.movers)):
        yield "spoiling.by_care", Reason.NO_PATRON


def _coercion(s):
    """Threats by patrons."""
    if not any(map(s.withdraws, s.patrons)):
        yield from idle_by(Reason.NO_CUT, "coercion.", "signal", "by_kept", "consulted")
    if s.nought(*(f"parties.{p}.kept_capability" for p in s.patrons)):
        yield "coercion.by_kept", Reason.NO_FACTOR
    if s.nought(*(f"parties.{p}.announced" for p in s.patrons)):
        yield "coercion.consulted", Reason.NO_FACTOR
    if pressed := s.pressed():
        yield from idle_by(pressed, "coercion.", *COERCION)


def _division(s):
    """Weights of the bureaus of signers, which losses and the pressure of patrons move."""
    divided = [p for p in s.signers if s.form.parties[p].bureaus]
    if not divided:
        names = type(s.form.division).model_fields
        yield from idle_by(Reason.NO_DIVISION, "division.", *names)
    elif not any(s.patrons_of(p) for p in divided):
        yield "division.by_pressure", Reason.NO_PRESSURE
    elif pressed := s.pressed():
        yield "division.by_pressure", pressed


def _leanings(s):
    """Effects that restrain factions from leaning on radicals, where no faction could lean."""
    moderate = [f for f, faction in s.form.factions.items() if not faction.radical]
    free = [f for f in moderate if s.most(f"factions.{f}.fighters")]
    hard = max([0.0, *(s.most(f"factions.{f}.hard_line") for f in free)])
    drawn = sum(s.most(f"leanings.{name}") for name in ("lean", "by_need", "by_leader"))
    drawn += 0.1 * hard * s.most("leanings.lean_by_hard_line") + MOOD - s.least("leanings.inertia")
    if drawn < 0.0 and not any(s.form.factions[f].with_radicals for f in free):
        names = ("inclusiveness", "by_inclusion", "by_shelter", "shelter_lost")
        yield from idle_by(Reason.NEVER_LEAN, "leanings.", *names)
        if len(moderate) == len(s.form.factions):
            yield "truce.by_mixing", Reason.NEVER_LEAN


def _deal(s):
    yield from idle_by(Reason.SELDOM_SIGNED, "deal.", *type(s.form.deal).model_fields)


RULES = (
    _opinion, _stalemate, _truce, _outsiders, _exit_safety, _talks, _statements, _coercion,
    _division, _leanings, _deal,
)  # fmt: skip
