"""Inputs without effect of issues, parties, factions and holders."""

import math

from simulator.scenario.idle.view import Reason, idle_by

AIR = (
    "sorties", "sorties_per_aircraft", "peak_sorties", "quiet", "excluded_share", "readiness",
    "utmost",
)  # fmt: skip
CUTS = ("kept_capability", "announced", "return_weeks")
FILL = ("offset", "surge", "surge_pace")
FORCE = ("swing", "swing_back", "expected_gain")
EXPECTED = ("expected_aircraft", "expected_men", "expected_pressure")
PATRON = (
    "aircraft", *EXPECTED, *AIR, *CUTS, *FILL, *FORCE, "air_defence", "pressure", "advance",
    "no_fly", "arms", "anti_tank", "effort", "drift",
)  # fmt: skip


def _issues(s):
    for i, issue in s.form.issues.items():
        if issue.kind == "package":
            yield f"issues.{i}.practice", Reason.KIND


def _stances(s):
    """Positions, saliences and flexibilities that no rule reads."""
    consulted = {*s.signers, *(s.sponsors or s.form.parties)}
    for p, party in s.form.parties.items():
        base = f"parties.{p}"
        stated = [set(bureau.stance) for bureau in party.bureaus.values()]
        for i in set.intersection(*stated) & set(party.stance) if stated else ():
            names = "position", "salience", "flexibility"
            yield from idle_by(Reason.EACH_STATES, f"{base}.stance.{i}.", *names)
        for stance_path in [
            f"{base}.stance",
            *(f"{base}.bureaus.{b}.stance" for b in party.bureaus),
        ]:
            for i, issue in s.form.issues.items():
                if issue.kind == "package":
                    yield f"{stance_path}.{i}.flexibility", Reason.SELDOM_PIVOTAL
                    if p not in s.signers:
                        yield f"{stance_path}.{i}.salience", Reason.SELDOM_PIVOTAL
                    continue
                reason = Reason.SELDOM_FAR if p in s.drifting else Reason.NO_RED_LINE
                yield f"{stance_path}.{i}.flexibility", reason
                if p in s.sponsors:
                    yield f"{stance_path}.{i}.position", Reason.SELDOM_FAR
                if p not in consulted:
                    yield f"{stance_path}.{i}.position", Reason.NO_VOICE
                if p not in s.signers:
                    yield f"{stance_path}.{i}.salience", Reason.NO_VOTE


def _parties(s):
    """Weights of bureaus, and parameters of patrons in other parties."""
    for p, party in s.form.parties.items():
        own = f"parties.{p}."
        for b, bureau in party.bureaus.items():
            if bureau.favours == "talks":
                yield f"{own}bureaus.{b}.weight", Reason.THE_REST
        if p in s.patrons:
            continue
        yield from idle_by(Reason.PARTY, own, *PATRON, *(f"men.{kind}" for kind in party.men))
        if s.camp[p]:
            yield own + "war_cost", Reason.FIGHTS
        else:
            yield own + "optimism", Reason.NO_SIDE


def _patrons(s):
    """Parameters of a patron that its side or its other parameters leave without effect."""
    for p in s.patrons:
        own, party = f"parties.{p}.", s.form.parties[p]
        yield from _support(s, p)
        idle_in_the_air = _flies_by_order(s, p)
        if not party.bureaus and (idle_in_the_air or s.nought(own + "swing")):
            yield from idle_by(Reason.NO_BUREAU, own, *FORCE[0 if idle_in_the_air else 1 :])
        if p not in s.sponsors or len(s.sponsors) < 2:
            yield own + "drift", Reason.NO_DRIFT
        persuades = p in s.sponsors and p not in s.supporters
        presses = persuades and not s.nought("measures.by_effort")
        if p not in s.drifting and not presses:
            yield own + "effort", Reason.NO_DRIFT
        yield own + "flexibility", Reason.SELDOM_PIVOTAL


def _flies_by_order(s, p):
    """Whether the sorties are always fixed, or none would be flown."""
    return s.nought(f"parties.{p}.peak_sorties") or not s.open_once(f"parties.{p}.sorties")


def _support(s, p):
    """Parameters of a patron's support."""
    own = f"parties.{p}."
    if s.nought(*(f"{own}men.{kind}" for kind in s.form.parties[p].men)):
        yield own + "advance", Reason.NO_MEN
    if s.nought(own + "aircraft", own + "expected_aircraft"):
        yield from idle_by(Reason.GROUNDED, own, "sorties_per_aircraft", *CUTS)
    if not s.withdraws(p):
        yield from idle_by(Reason.NO_CUT, own, "kept_capability", "announced")
    if _flies_by_order(s, p):
        yield from idle_by(Reason.STILL, own, "quiet", "readiness", "utmost")
    if not s.flies(p):
        yield own + "excluded_share", Reason.NO_SORTIES
    if (unheeded := s.threat_of(p)) or not s.flies(p):
        yield own + "return_weeks", unheeded or Reason.GROUNDED
    if unheeded and p not in s.supporters and s.nought(own + "arms", own + "anti_tank"):
        yield from ((f"{own}client.{q}", unheeded) for q in s.form.parties[p].client)


def _expected(s):
    """What clients expect of a patron at the start."""
    threatening = {q for party in s.speakers for q in s.patrons_of(party)}
    for p in s.patrons:
        own = f"parties.{p}."
        if not s.receivers(p):
            yield own + "expected_men", Reason.NO_RECEIVER
        if s.nought("expectations.abandonment"):
            yield own + "expected_men", Reason.NO_FACTOR
        if p not in threatening:
            yield own + "expected_pressure", Reason.SILENT
        elif s.nought("talk.by_surprise"):
            yield own + "expected_pressure", Reason.NO_FACTOR
        elif not any(map(s.may_surprise, threatening)) and not s.is_used_to_threats(p):
            yield own + "expected_pressure", Reason.NO_SURPRISE


def _airspace(s):
    """No-fly zones and the air defence against them."""
    for p in s.patrons:
        foes, own = s.others(p), f"parties.{p}."
        if not any(s.most(f"parties.{q}.no_fly") for q in foes):
            yield own + "air_defence", Reason.NO_BAN
        flyers = [q for q in foes if s.flies(q) or s.most(f"parties.{q}.aircraft")]
        shield = [q for q in foes if s.least(f"parties.{q}.air_defence") >= 1.0]
        exposed = [q for q in flyers if s.camp[q] not in {s.camp[b] for b in shield}]
        if not exposed:
            yield own + "no_fly", Reason.SHIELDED if flyers else Reason.NO_FOE


def _fill(s):
    """Replacement men, where another patron may withdraw aircraft."""
    for p in s.patrons:
        own, rivals = f"parties.{p}.", [other for other in s.patrons_of(p) if other != p]
        cut = any(map(s.withdraws, rivals))
        shown = 1.0 - math.prod(1.0 - s.most(f"parties.{r}.pressure") for r in rivals)
        reason = (
            Reason.NO_OTHER if shown <= s.least("coercion.threshold") else Reason.SELDOM_PRESSURE
        )
        if s.nought(own + "offset"):
            yield from idle_by(Reason.NO_FACTOR, own, "surge", "surge_pace")
        if s.nought(own + "surge"):
            yield own + "surge_pace", Reason.NO_FACTOR
        if not cut:
            yield own + "surge_pace", Reason.NO_OTHER
            if shown <= s.parameters["coercion.threshold"].value:
                yield from idle_by(reason, own, "offset", "surge")


def _factions(s):
    for f, faction in s.form.factions.items():
        if s.nought(f"factions.{f}.fighters"):
            yield f"factions.{f}.hard_line", Reason.NO_FIGHTERS
        if faction.radical:
            yield f"factions.{f}.hard_line", Reason.RADICAL


def _holders(s):
    """Men, arms and support of holders."""
    owner = {h: holder.party for h, holder in s.form.holders.items()}
    camp = {h: s.camp.get(party) for h, party in owner.items()}
    receivers = {p: s.receivers(p) for p in s.patrons}
    for h, holder in s.form.holders.items():
        givers = [p for p in s.patrons if h in receivers[p]]
        own, by_region = f"holders.{h}.", holder.supply_by_region
        if not holder.main_effort:
            yield own + "effort_there", Reason.NO_EFFORT
        if s.nought(own + "effort_there"):
            yield from idle_by(Reason.NO_FACTOR, own + "main_effort.", *holder.main_effort)
        deliveries = [f"parties.{p}.{arms}" for p in givers for arms in ("arms", "anti_tank")]
        if s.nought(*deliveries):
            yield from idle_by(
                Reason.NO_ARMS, own, "supply", *(f"supply_by_region.{g}" for g in by_region)
            )
        if camp[h] is None:
            yield own + "killed_before", Reason.NO_LOSS
        if s.nought(own + "recruitment") and (camp[h] is None or s.nought("running_cost.revenue")):
            yield own + "squeeze", Reason.NO_RECRUITS
        if s.nought("running_cost.casualties"):
            yield own + "killed_before", Reason.NO_FACTOR
        flyers = [p for p in s.patrons if s.flies(p) and camp[h] in (None, s.camp[p])]
        if not any(_helps(s, p, holder, camp) for p in flyers):
            yield own + "air_help", Reason.NO_HELP
        for p in givers if s.nought(own + "supply") else ():
            yield from idle_by(Reason.NO_FACTOR, f"parties.{p}.", "arms", "anti_tank")
    if not any(holder.garrisons for holder in s.form.holders.values()):
        yield "war.garrison_margin", Reason.NO_FACTOR
    for arms in ("arms", "anti_tank"):
        if s.nought(*(f"parties.{p}.{arms}" for p in s.patrons)):
            yield f"war.{arms}", Reason.NO_ARMS
        if s.nought(f"war.{arms}"):
            yield from ((f"parties.{p}.{arms}", Reason.NO_FACTOR) for p in s.patrons)


def _helps(s, p, holder, camp):
    """Whether a patron's sorties may help a holder against one of those that it fights."""
    share = f"parties.{p}.excluded_share"
    excluded = any(s.form.holders[foe].excluded for foe in holder.fights)
    hostile = any(camp[foe] not in (None, s.camp[p]) for foe in holder.fights)
    return (excluded and s.most(share) > 0.0) or (hostile and s.least(share) < 1.0)


RULES = (_issues, _stances, _parties, _patrons, _expected, _airspace, _fill, _factions, _holders)
