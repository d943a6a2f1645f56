"""Stage 6: factions decide on attendance and on their stand with radicals."""

import numpy as np

from simulator.model.actor import Actor
from simulator.model.initial_state import shares_of_breaches
from simulator.model.random_streams import draws
from simulator.rules import acceptance, applies
from simulator.rules import faction as rules
from simulator.rules.deal import perceived_inclusion


@applies(acceptance.persistent_shock, rules.wish_to_attend, rules.wish_to_lean, rules.next_stand)
@draws("attends", "leans")
class Faction(Actor):
    """One faction in all worlds: whether it attends, and whether it stands with the radicals."""

    def __init__(self, model, f):
        super().__init__(model)
        name, self.party = self.index.factions[f], self.index.faction_owner[f]
        self.radical, self.name = self.index.form.factions[name].radical, [name]
        self.leanings, self.row = self.section("leanings"), slice(f, f + 1)
        self.hard_line = self.parameters.columns([f"factions.{name}.hard_line"])

    def choose(self):
        s, own, row, hard = self.state, self.leanings, self.row, self.hard_line
        mood = self.now.mood[self.party]
        week, memory = self.model.week, own.half_life
        fresh = self.streams.normal("attends", self.name, week)
        self.attend_shock = acceptance.persistent_shock(s.attend_shock[row], fresh, memory)
        fresh = self.streams.normal("leans", self.name, week)
        self.lean_shock = acceptance.persistent_shock(s.lean_shock[row], fresh, memory)
        wish = rules.wish_to_attend(
            mood.violations,
            mood.goodwill,
            mood.softness,
            mood.sell_out,
            mood.provocation,
            hard,
            own,
        )
        lean = rules.wish_to_lean(
            mood.need, mood.retained, mood.inclusion, mood.sheltered, hard, own
        )
        attends = rules.next_stand(s.attends[row], wish, self.attend_shock, own.inertia)
        leans = rules.next_stand(s.leans[row], lean, self.lean_shock, own.inertia)
        self.attends, self.leans = attends & (not self.radical), leans | self.radical

    def apply(self):
        self.write("attends", "leans", "attend_shock", "lean_shock", row=self.row)


@applies(rules.representation, perceived_inclusion)
class Mood:
    """Inputs common to all factions of a party, (W,) each; see the rules of factions."""

    def __init__(self, model, party):
        s, index, parameters = model.state, model.index, model.parameters
        opponents = [index.signers.index(a) for a in index.opponents_of(party)]
        shares = shares_of_breaches(index, parameters["truce.by_government"])
        usual = parameters["truce.usual_violations"] * sum(shares[b] for b in opponents)
        member = s.truce_members[index.signers.index(party)]
        truce = s.truce & member
        no_war, fighting = truce | s.deal, parameters["leanings.fighting"]
        breaches = sum(s.violations[b] for b in opponents)
        under_truce = np.minimum(breaches / usual, fighting)
        self.violations = np.where(s.deal, 0.0, np.where(truce, under_truce, fighting))
        goodwill = [m for m in range(len(index.measures)) if m != index.measure_of("truce")]
        self.goodwill = 0.01 * np.mean(s.practice[goodwill], axis=0) if goodwill else s.full()
        self.softness = _largest_of_hostile(model, party, index.speakers, s.softness * s.credit)
        self.provocation = _largest_of_hostile(model, party, index.movers, s.provocation)
        friends = index.patrons_of(party)
        moved = np.abs(s.position - s.first_position)[friends, : len(index.package)]
        self.sell_out = np.sum(np.mean(moved, axis=1), axis=0)
        others = [c for c in range(len(index.camps)) if c != index.camp[party]]
        self.need = sum(s.victory_probabilities[c, party] for c in others)
        text = np.where(s.deal, np.nan_to_num(s.deal_terms), s.draft)
        self.retained = s.full() if party == index.sovereign else model.power_kept(text)
        attending = model.share_attending(party)
        represented = rules.representation(attending, parameters["leanings.inclusiveness"])
        included = index.term_of("inclusion")
        signed = represented if included is None else 0.01 * s.conceded(text)[included]
        seen = perceived_inclusion(signed, s.men_leaving, parameters.section("deal"))
        self.inclusion = np.where(s.deal, seen, represented)
        shelter = np.maximum(1.0 - parameters["leanings.shelter_lost"] * self.violations, 0.0)
        self.sheltered = np.where(no_war, shelter, 0.0)


def _largest_of_hostile(model, party, actors, values):
    """Largest of the values (R, W) of some parties over those whose camp is at war with a party's,
    (W,); 0 without any."""
    camp, largest = model.index.camp, model.state.full()
    for actor, value in zip(actors, values, strict=True):
        if camp[actor] != camp[party]:
            at_war = model.expectations.hostile[camp[party], camp[actor]]
            largest = np.maximum(largest, value * at_war)
    return largest
