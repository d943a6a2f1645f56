"""The conflict: one Mesa model for a block of worlds, and the order of its week."""

import mesa
import numpy as np

from simulator.model import outcomes
from simulator.model.arrays import HOST
from simulator.model.deal import Deal
from simulator.model.fronts import Fronts, Holder
from simulator.model.index import Index
from simulator.model.levers import Schedule, Succession
from simulator.model.metrics.families import for_conflict
from simulator.model.negotiation import ConfidenceMeasures, Rounds, UnilateralMoves, Words
from simulator.model.opposition import Faction, Mood
from simulator.model.package import PackageTable
from simulator.model.parameters import Parameters
from simulator.model.patrons import Patron
from simulator.model.random_streams import RandomStreams
from simulator.model.state import State
from simulator.model.truce import Truce
from simulator.model.war_expectations import WarExpectations
from simulator.model.week import Week
from simulator.rules import applies, faction
from simulator.scenario.calendar import week_of
from simulator.scenario.expression import expressions

STAGES = (
    Schedule,
    Succession,
    Patron,
    Fronts,
    Holder,
    Truce,
    WarExpectations,
    Faction,
    Words,
    UnilateralMoves,
    ConfidenceMeasures,
    PackageTable,
    Deal,
    outcomes.Record,
    outcomes.OutcomeClassifier,
)


@applies(faction.share_of)
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
        self.index = Index(resolved).on(xp)
        self.numbers = Parameters(resolved, columns, self.worlds, dtype, xp)
        self.streams = RandomStreams(seed, luck, dtype, xp)
        self.state = s = State(self.index, self.numbers)
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
        self.measures = for_conflict(self.index)
        asked = set().union(*(one.names for _, one in expressions(self.form)))
        self.asked = sorted(asked & set(self.measures))  # metrics that expressions of it use
        self.advance = s.full()
        self.look(remember=False)

    def _people(self):
        """One agent for each actor; the stages call them by type."""
        index = self.index
        for name, lever in self.resolved.levers.items():
            if lever.steps:
                Schedule(self, name)
        Succession(self)
        self.patrons = {a: Patron(self, a) for a in index.patrons}
        self.fronts = Fronts(self)
        for h in range(len(index.holders)):
            Holder(self, h)
        self.truce = Truce(self)
        self.expectations = WarExpectations(self)
        for f in range(len(index.factions)):
            Faction(self, f)
        Words(self), ConfidenceMeasures(self)
        if self.form.spoiling.issues:
            UnilateralMoves(self)
        self.table = PackageTable(self)
        self.deal = Deal(self)
        outcomes.Record(self)
        self.judge = outcomes.OutcomeClassifier(self)
        self.fronts.choose()  # a truce in force restrains the first week as it will the others
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

    def look(self, remember=True):
        """Measures of this week that expressions ask for, for outcomes now and conditions next
        week."""
        s, regime = self.state, self.index.regime
        self.area, self.residents = s.national_area(), s.national_residents()
        if remember:
            self.advance = 100.0 * (self.area[regime] - s.area_ring[0, regime])
            moved = 100.0 * np.max(np.abs(self.area - s.area_ring[0]), axis=0)
            full = self.week - self.start >= len(s.area_ring) - 1
            np.copyto(s.movement, moved if full else 100.0, where=s.alive, casting="same_kind")
            s.area_ring[:] = np.concatenate([s.area_ring[1:], self.area[None]])
        self.seen = {name: self.measures[name].of(self).copy() for name in self.asked}

    def share_attending(self):
        """Share of the opposition's fighters, radicals apart, whose factions attend, (W,)."""
        return faction.share_of(self.state.fighters * self.eligible, self.state.attends)

    def left_by_script(self):
        """True once the scenario has sent the leader away, deal or none, (W,)."""
        gone = self.numbers.array("talks.leader_leaves") <= self.week - self.start
        return np.broadcast_to(gone, (self.worlds,))

    def close(self):
        """Let go of all agents (Mesa keeps them alive otherwise)."""
        self.remove_all_agents()
        getattr(mesa.Agent, "_ids", {}).pop(self, None)
