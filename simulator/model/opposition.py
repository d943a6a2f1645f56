"""Stage 6: the factions of the opposition come, suspend, return, lean on radicals or leave them."""

import numpy as np

from simulator.model.actor import Actor
from simulator.rules import acceptance
from simulator.rules import faction as rules


class Faction(Actor):
    """One faction in all worlds: whether it attends, and whether it leans on the radicals."""

    def __init__(self, model, f):
        super().__init__(model)
        self.f, name = f, self.cast.factions[f]
        self.radical = self.cast.form.factions[name].radical
        self.name = [name]
        self.leanings = self.section("leanings")
        self.hard_line = self.numbers.columns([f"factions.{name}.hard_line"])
        self.moods = np.zeros(
            (2, 1, model.worlds), dtype=self.state.dtype
        )  # where each stands at the start is known
        self.row = slice(f, f + 1)

    def choose(self):
        s, mood, leanings = self.state, self.model.mood_of_opposition, self.leanings
        fresh = [
            self.chance.normal(process, self.name, self.model.week)
            for process in ("attends", "leans")
        ]
        self.next_moods = np.stack(
            [
                acceptance.lasting_luck(m, z, leanings.half_life)
                for m, z in zip(self.moods, fresh, strict=True)
            ]
        )
        wish = rules.wish_to_attend(
            mood.violations,
            mood.goodwill,
            mood.softness,
            mood.sell_out,
            mood.affront,
            self.hard_line,
            leanings,
        )
        lean = rules.wish_to_lean(
            mood.need, mood.leader_stays, mood.inclusion, mood.sheltered, self.hard_line, leanings
        )
        self.attends = rules.stands(
            s.attends[self.row], wish, self.next_moods[0], leanings.inertia
        ) & (not self.radical)
        self.leans = (
            rules.stands(s.leans[self.row], lean, self.next_moods[1], leanings.inertia)
            | self.radical
        )

    def apply(self):
        s = self.state
        self.put(s.attends[self.row], self.attends)
        self.put(s.leans[self.row], self.leans)
        self.put(self.moods, self.next_moods)


class Mood:
    """What all factions look at alike, (W,) each; see the rules of factions."""

    def __init__(self, model):
        s, cast, numbers = model.state, model.cast, model.numbers
        usual = numbers["truce.usual_violations"] * numbers["truce.by_government"]
        kept, fighting = s.truce | s.deal, numbers["leanings.fighting"]
        self.violations = np.where(
            s.deal, 0.0, np.where(s.truce, np.minimum(s.violations[0] / usual, fighting), fighting)
        )
        goodwill = [m for m in range(len(cast.measures)) if m != cast.measure_of("truce")]
        self.goodwill = 0.01 * np.mean(s.practice[goodwill], axis=0)
        self.softness, self.affront = s.softness * s.credit, s.affront
        friends = [a for a in cast.patrons if cast.side[a] < 0]
        package = len(cast.package)
        moved = np.abs(s.position - s.first_position)[friends, :package]
        self.sell_out = np.sum(np.mean(moved, axis=1), axis=0)
        self.need = s.chances[0, cast.opposition]
        leader = cast.term_of("leader")
        self.leader_stays = (
            (1.0 - 0.01 * s.draft[leader]) * ~model.left_by_script() if leader is not None else 0.0
        )
        eligible = np.array([[not f.radical] for f in cast.form.factions.values()])
        attending = rules.share_of(s.fighters * eligible, s.attends)
        self.inclusion = rules.place_at_the_table(attending, numbers["leanings.inclusiveness"])
        self.sheltered = np.where(
            kept, np.maximum(1.0 - numbers["leanings.shelter_lost"] * self.violations, 0.0), 0.0
        )
