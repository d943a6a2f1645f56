"""The conflict: a Mesa model of a block of worlds, and the order of stages in a week."""

import mesa
import numpy as np

from simulator.model import outcomes
from simulator.model.arrays import HOST
from simulator.model.client_expectations import ClientExpectations
from simulator.model.deal import Deal
from simulator.model.division import DividedSigner
from simulator.model.factions import Faction, Mood
from simulator.model.fronts import Fronts, Holder
from simulator.model.index import Index
from simulator.model.levers import Mobilisation, Schedule, Succession, is_mobilised
from simulator.model.metrics.families import for_conflict, recorded_metrics
from simulator.model.negotiation import (
    ConfidenceMeasures,
    PublicStatements,
    Rounds,
    UnilateralMoves,
)
from simulator.model.package import PackageTable
from simulator.model.parameters import Parameters
from simulator.model.patrons import Patron
from simulator.model.random_streams import RandomStreams
from simulator.model.state import State
from simulator.model.truce import Truce
from simulator.model.war_expectations import WarExpectations
from simulator.model.week import Week
from simulator.rules import applies, deal, faction
from simulator.scenario.calendar import week_of
from simulator.scenario.expression import expressions

STAGES = (
    Schedule,
    Mobilisation,
    Succession,
    Patron,
    Fronts,
    Holder,
    DividedSigner,
    Truce,
    WarExpectations,
    Faction,
    PublicStatements,
    UnilateralMoves,
    ConfidenceMeasures,
    PackageTable,
    Deal,
    ClientExpectations,
    outcomes.Record,
    outcomes.OutcomeClassifier,
)


SUPPORT = ("aircraft", "surge", "expected_aircraft", "expected_men")  # of a patron, beside its men


@applies(faction.share_of, deal.power_retained)
class Conflict(mesa.Model):
    """A block of worlds of one scenario, stepped together.

    resolved  a resolved scenario
    columns   {path: (W,)} values of the uncertain parameters
    streams   (W,) numbers of the worlds' random streams
    watched   metrics kept for conditions in addition to those that the scenario uses
    """

    def __init__(self, resolved, columns, streams, seed, dtype=np.float32, xp=HOST, watched=()):
        super().__init__(rng=0)  # Mesa's own generator is not used
        self.resolved, self.form, self.xp = resolved, resolved.form, xp
        self.worlds = len(streams)
        self.start = self.week = week_of(self.form.start)
        self.index = Index(resolved).on(xp)
        self._find_metrics(watched)
        self.parameters = Parameters(resolved, columns, self.worlds, dtype, xp)
        self.streams = RandomStreams(seed, streams, dtype, xp)
        self.state = s = State(self.index, self.parameters)
        self._find_support()
        radical = [[faction.radical] for faction in self.form.factions.values()]
        radicals = np.array(radical, dtype=bool).reshape(-1, 1)
        self.eligible = xp.asarray(~radicals)  # factions that may attend, (F, 1)
        self.now = self._new_week()
        self.rounds = Rounds(self)
        self._create_agents()
        self.advance = s.full()
        self.update_metrics(remember=False)

    def _find_metrics(self, watched):
        """List the metrics of the conflict, those that a run records, and those that conditions
        use."""
        self.metrics, self.recorded = for_conflict(self.index), recorded_metrics(self.index)
        names = set(watched).union(*(test.names for _, test in expressions(self.form)))
        self.used_metrics = sorted(names & set(self.metrics))
        self.metric_types: dict = {}
        self.index.name_metrics(self.used_metrics)

    def _new_week(self):
        """Values of a week before any agent has acted."""
        s, moves = self.state, ("U", len(self.form.spoiling.issues), "W")
        return Week(
            broke=s.filled("W", False),
            agreed=s.filled("MW", False),
            consents=s.filled("SMW", False),
            moves=s.filled(moves, False),
            first=self.week == self.start,
        )

    def _find_support(self):
        """Patrons whose men or aircraft a client may count on, the holders that receive them, and
        the holders whose men may join a deal."""
        index, matters = self.index, self.parameters.matters
        self.supporters = []
        for a in index.patrons:
            own = f"parties.{index.parties[a]}."
            men = any(path.startswith(f"{own}men.") for path in self.parameters.values)
            if men or any(matters(own + name) for name in SUPPORT):
                self.supporters.append(a)
        received = {party for a in self.supporters for party, _ in index.recipients[a]}
        self.supported = sorted(index.holder_of[a] for a in received & set(index.holder_of))
        others = [a for a in index.signers if a != index.sovereign and a in index.holder_of]
        self.joiners = [index.holder_of[a] for a in others]

    def _create_agents(self):
        """Create one agent per actor; the stages call them by type."""
        index = self.index
        for name, lever in self.resolved.levers.items():
            if lever.steps:
                Schedule(self, name)
        for h, name in enumerate(index.holders):
            if is_mobilised(self.resolved, name):
                Mobilisation(self, h)
        Succession(self)
        self.patrons = {a: Patron(self, a) for a in index.patrons}
        self.fronts = Fronts(self)
        for h in range(len(index.holders)):
            Holder(self, h)
        for a in index.signers:
            if self.form.parties[index.parties[a]].bureaus:
                DividedSigner(self, a)
        self.truce = Truce(self)
        self.expectations = WarExpectations(self)
        for f in range(len(index.factions)):
            Faction(self, f)
        for row in range(len(index.speakers)):
            PublicStatements(self, row)
        ConfidenceMeasures(self)
        for row in range(len(index.movers)) if self.form.spoiling.issues else ():
            UnilateralMoves(self, row)
        self.table = PackageTable(self)
        self.deal = Deal(self)
        ClientExpectations(self)
        outcomes.Record(self)
        self.classifier = outcomes.OutcomeClassifier(self)
        self.fronts.choose()  # so that a truce in force restrains the first week as well
        self.state.temptation[:] = self.fronts.temptation

    def step(self):
        """Advance one week: in each stage all agents of a type choose from the state after the last
        stage, then all apply."""
        self.now = self._new_week()
        for stage in STAGES:
            agents = self.agents_by_type.get(stage, ())
            if stage is Faction:
                self.now.mood = {party: Mood(self, party) for party in self.index.divided}
            if agents:
                agents.do("choose")
                agents.do("apply")
        self.week += 1

    def begin_at(self, week, arrays):
        """Continue from a state written that many weeks after the start. arrays: {field of the
        state: array}; a field that is missing keeps its start."""
        for name, values in arrays.items():
            getattr(self.state, name)[...] = self.xp.asarray(values)
        s = self.state
        s.all_alive = self.xp.all(s.alive)
        self.week = self.start + week
        self.area, self.residents = s.national_area(), s.national_residents()

    def run(self, weeks):
        """Advance week by week, yielding the model after each."""
        for _ in range(weeks):
            self.step()
            yield self

    def update_metrics(self, remember=True):
        """Compute the metrics used in expressions, for outcomes this week and conditions next
        week."""
        s, holder = self.state, self.index.state_holder
        self.area, self.residents = s.national_area(), s.national_residents()
        if remember:
            self.advance = 100.0 * (self.area[holder] - s.area_ring[0, holder])
            moved = 100.0 * np.max(np.abs(self.area - s.area_ring[0]), axis=0)
            full = self.week - self.start >= len(s.area_ring) - 1
            np.copyto(s.movement, moved if full else 100.0, where=s.alive, casting="same_kind")
            s.area_ring[:] = np.concatenate([s.area_ring[1:], self.area[None]])
        for row, name in enumerate(self.used_metrics):
            values = self.metrics[name].of(self)
            self.metric_types[name], s.metric_values[row] = values.dtype, values

    @property
    def metric_values(self):
        """{name: (W,)} of the metrics that conditions use."""
        return {
            name: self.state.metric_values[row].astype(self.metric_types[name])
            for row, name in enumerate(self.used_metrics)
        }

    def share_attending(self, party=None):
        """Share of a party's fighters, without the radicals, whose factions attend, (W,); of all
        parties without one."""
        s, rows = self.state, slice(None) if party is None else self.index.factions_of[party]
        return faction.share_of((s.fighters * self.eligible)[rows], s.attends[rows])

    def power_kept(self, text):
        """Share of power that the leader's side keeps under a text (I, W), (W,); a leader who has
        left by script keeps none, and a conflict without terms on power has none to keep."""
        s, leader, core = self.state, self.index.term_of("leader"), self.index.core
        conceded = s.conceded(text)
        if leader is not None:
            conceded[leader] = np.where(self.left_by_script(), 100.0, conceded[leader])
        return deal.power_retained(conceded[core]) if core else s.full()

    def left_by_script(self):
        """True once the leader has left by script, with or without a deal, (W,)."""
        gone = self.parameters.array("talks.leader_leaves") <= self.week - self.start
        return np.broadcast_to(gone, (self.worlds,))

    def close(self):
        """Release all agents (otherwise Mesa keeps references to them)."""
        self.remove_all_agents()
        getattr(mesa.Agent, "_ids", {}).pop(self, None)
