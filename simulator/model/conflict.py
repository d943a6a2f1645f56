"""The conflict: one Mesa model for a block of worlds, and the order of its week."""

import itertools

import mesa
import numpy as np

from simulator.model import judge
from simulator.model.arrays import HOST
from simulator.model.cast import Cast
from simulator.model.chance import Chance
from simulator.model.deal import Deal
from simulator.model.fronts import Fronts, Holder
from simulator.model.levers import Schedule, Succession
from simulator.model.measures import for_conflict
from simulator.model.numbers import Numbers
from simulator.model.opposition import Faction, Mood
from simulator.model.outlook import Outlook
from simulator.model.package import PackageTable
from simulator.model.patrons import Patron
from simulator.model.state import State
from simulator.model.table import Deeds, MeasuresTable, Rounds, Words
from simulator.model.truce import Truce
from simulator.model.week import Week
from simulator.rules import faction, holder
from simulator.scenario.calendar import week_of
from simulator.scenario.expression import expressions

STAGES = (
    Schedule,
    Succession,
    Patron,
    Fronts,
    Holder,
    Truce,
    Outlook,
    Faction,
    Words,
    Deeds,
    MeasuresTable,
    PackageTable,
    Deal,
    judge.Record,
    judge.Judge,
)


class Conflict(mesa.Model):
    """A block of worlds of one scenario, stepped together.

    resolved  a scenario read
    columns   {path: (W,)} values of the uncertain numbers
    luck      (W,) numbers of the worlds' luck
    """

    def __init__(self, resolved, columns, luck, seed, dtype=np.float32, xp=HOST):
        super().__init__(rng=0)  # Mesa's own generator is never drawn from
        self.resolved, self.form, self.xp = resolved, resolved.form, xp
        self.worlds = len(luck)
        self.start = self.week = week_of(self.form.start)
        self.cast = Cast(resolved).on(xp)
        self.numbers = Numbers(resolved, columns, self.worlds, dtype, xp)
        self.chance = Chance(seed, luck, dtype, xp)
        self.state = s = State(self.cast, self.numbers)
        radical = [[one.radical] for one in self.form.factions.values()]
        self.eligible = xp.asarray(~np.array(radical))  # factions that may attend, (F, 1)
        self.now = Week(
            void=s.filled("W", False),
            broke=s.filled("W", False),
            agreed=s.filled("MW", False),
            went=s.filled((len(self.form.spoiling.issues), "W"), False),
        )
        self.first_area = s.national_area()
        self.rounds = Rounds(self)
        self._people()
        self.measures = for_conflict(self.cast)
        self.asked = self._asked()
        self.advance = s.full()
        self.look(remember=False)

    def _people(self):
        """One agent for each actor; the stages call them by type."""
        cast = self.cast
        for name, lever in self.resolved.levers.items():
            if lever.steps:
                Schedule(self, name)
        Succession(self)
        self.patrons = {a: Patron(self, a) for a in cast.patrons}
        self.fronts = Fronts(self)
        for h in range(len(cast.holders)):
            Holder(self, h)
        self.truce = Truce(self)
        self.outlook = Outlook(self)
        for f in range(len(cast.factions)):
            Faction(self, f)
        Words(self), MeasuresTable(self)
        if self.form.spoiling.issues:
            Deeds(self)
        self.table = PackageTable(self)
        self.deal = Deal(self)
        self.record = judge.Record(self)
        self.judge = judge.Judge(self)
        self._settle()

    def _settle(self):
        """How far attack tempts at the start, so that a truce in force restrains the first week as
        it will the others."""
        self.fronts.choose()
        self.state.temptation[:] = self.fronts.temptation

    def step(self):
        """One week: in each stage every agent of a type chooses from the last stage's state, then
        all apply."""
        for stage in STAGES:
            agents = self.agents_by_type.get(stage, ())
            if stage is Faction:
                self.now.mood = Mood(self)
            if agents:
                agents.do("choose")
                agents.do("apply")
        self.week += 1
        self.now.first = False

    def run(self, weeks):
        """Step through weeks, yielding the model after each."""
        for _ in range(weeks):
            self.step()
            yield self

    def _asked(self):
        """Names of the measures that expressions of the scenario use."""
        return sorted(
            set(itertools.chain.from_iterable(e.names for _, e in expressions(self.form)))
            & set(self.measures)
        )

    def look(self, remember=True):
        """Measures of this week that expressions ask for, for classes now and conditions next
        week."""
        s = self.state
        self.area, self.residents = s.national_area(), s.national_residents()
        if remember:
            self.advance = 100.0 * (self.area[self.cast.regime] - s.area_ring[0, self.cast.regime])
            moved = 100.0 * np.max(np.abs(self.area - s.area_ring[0]), axis=0)
            full = self.week - self.start >= len(s.area_ring) - 1
            np.copyto(s.movement, moved if full else 100.0, where=s.alive, casting="same_kind")
            s.area_ring[:] = np.concatenate([s.area_ring[1:], self.area[None]])
        self.seen = {name: self.measures[name].of(self).copy() for name in self.asked}

    def garrisoned_area(self):
        """Share of the country held by holders other than the government where a foreign garrison
        stands with them, (W,)."""
        s, cast, total = self.state, self.cast, self.state.full()
        for h in cast.others:
            for g in self.form.holders[cast.holders[h]].garrisons:
                row = cast.governorates.index(g)
                total = total + s.share[h, row] * s.area_weight[row]
        return total

    def besieged(self):
        """Thousand people under siege, (W,)."""
        s, cast = self.state, self.cast
        row = cast.measure_of("access")
        access = 0.01 * s.practice[row] if row is not None else s.full()
        people = s.residents[cast.rebels] * s.people
        return holder.besieged(people, s.share[cast.regime], access, self.fronts.harm)

    def share_leaning(self):
        """Share of the opposition's fighters who stand with the radicals, (W,)."""
        return faction.share_of(self.state.fighters, self.state.leans)

    def share_attending(self):
        """Share of the opposition's fighters, radicals apart, whose factions attend, (W,)."""
        return faction.share_of(self.state.fighters * self.eligible, self.state.attends)

    def departed(self):
        """True where the leader has left: on the date set by a deal in force, or by script,
        (W,)."""
        s, row, scripted = self.state, self.cast.term_of("leader"), self.left_by_script()
        if row is None:
            return scripted
        dated = s.conceded(s.deal_terms)[row] >= self.numbers["talks.dated_from"]
        return (s.deal & dated & (s.deal_age >= self.numbers["talks.departure_weeks"])) | scripted

    def left_by_script(self):
        """True once the scenario has sent the leader away, deal or none, (W,)."""
        gone = self.numbers.array("talks.leader_leaves") <= self.week - self.start
        return np.broadcast_to(gone, (self.worlds,))

    def surplus(self, a):
        """Value of the latest text to a party less that of war, (W,)."""
        return judge.surplus(self, a)

    def zone(self):
        """True where the latest text beats war for both signers, (W,)."""
        return judge.zone(self)

    def close(self):
        """Let go of all agents (Mesa keeps them alive otherwise)."""
        self.remove_all_agents()
        getattr(mesa.Agent, "_ids", {}).pop(self, None)
