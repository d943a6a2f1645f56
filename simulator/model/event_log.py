"""Event log of one world, week by week, for the narrative."""

from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np

from simulator.rules import applies, faction


@dataclass(frozen=True)
class Event:
    """An event: the number of the week, its kind, and details by name."""

    week: int
    kind: str
    details: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Account:
    """Value of a text to one party when it was voted on; values are shares of the best deal.

    gain     net gain from signing over fighting on and waiting
    terms    value of the terms if the deal is kept
    crossed  cost of the red lines that the terms cross
    resumed  value of the war resumed after the deal is broken
    p_kept   believed probability that the others keep the deal
    war      value of fighting on
    hardest  issue whose term costs the party most
    red      issue whose term is furthest beyond the party's red line, or None
    """

    gain: float
    terms: float
    crossed: float
    resumed: float
    p_kept: float
    war: float
    hardest: str
    red: str | None


@applies(faction.share_of)
class EventLog:
    """Detects the events of one world of a conflict. Call `week()` after each step; it returns the
    week's events."""

    def __init__(self, model, world=0):
        self.model, self.w, self.over = model, world, False
        self.before = self._snapshot()

    def week(self):
        """Events of the week just stepped."""
        if self.over:
            return []
        before, now = self.before, self._snapshot()
        self.before = now
        detectors = (
            self._levers, self._leader, self._truce, self._factions, self._statements, self._moves,
            self._confidence_measures, self._vote, self._deal, self._land, self._end,
        )  # fmt: skip
        week = self.model.week - 1
        return [
            Event(week, kind, details)
            for detect in detectors
            for kind, details in detect(before, now)
        ]

    def _snapshot(self):
        """Values compared from week to week."""
        m, s, w = self.model, self.model.state, self.w
        levers = {
            name: float(m.parameters[lever.target][w])
            for name, lever in m.resolved.levers.items()
            if lever.steps
        }
        return SimpleNamespace(
            levers=levers, truce=bool(s.truce[w]), deal=bool(s.deal[w]),
            broke=bool(s.deal_broke[w]), void=bool(s.truce_void[w]),
            attends=s.attends[:, w].copy(), leans=s.leans[:, w].copy(),
            softness=s.softness[:, w].tolist(), violations=float(s.violations[:, w].sum()),
            deaths=float(s.deaths[w]), holder=s.share[:, :, w].argmax(axis=0),
            practice=s.practice[:, w].copy(), left=bool(m.left_by_script()[w]),
        )  # fmt: skip

    def _levers(self, before, now):
        for name, value in now.levers.items():
            last = before.levers[name]
            if value != last and not (np.isnan(value) and np.isnan(last)):
                yield "lever", {"lever": name, "from": last, "to": value}

    def _leader(self, before, now):
        if now.left and not before.left:
            yield "leader leaves", {}

    def _truce(self, before, now):
        s, truce = self.model.state, self.model.truce
        if now.void:
            weeks = int(np.max(truce.own.void_weeks))
            yield (
                "truce void",
                {
                    "violence": now.deaths,
                    "before": float(s.violence_before[self.w]),
                    "cause": "violence" if int(truce.hot_weeks[self.w]) >= weeks else "offensives",
                    "weeks": weeks,
                    "places": int(np.max(truce.own.void_offensives)),
                    "violations": before.violations,
                },
            )
        elif now.truce and not before.truce and not now.deal:
            yield "truce renewed", {}

    def _factions(self, before, now):
        reasons = {"violations": before.violations, "truce": before.truce}
        for kind, changed, more in (
            ("suspend", before.attends & ~now.attends, reasons),
            ("return", ~before.attends & now.attends, {}),
            ("lean", ~before.leans & now.leans, {}),
            ("leave radicals", before.leans & ~now.leans, {}),
        ):
            if changed.any():
                yield kind, {"factions": list(np.array(self.model.index.factions)[changed]), **more}

    def _statements(self, before, now):
        half = float(np.max(self.model.parameters["talk.points"])) / 2
        issues, speakers = list(self.model.form.talk.issues), self.model.index.names["L"]
        for party, last, softness in zip(speakers, before.softness, now.softness, strict=True):
            if softness > last:
                yield "soften", {"by": party, "points": softness, "issues": issues}
            elif last >= half > softness:
                yield "revert", {"by": party, "left": softness}

    def _moves(self, before, now):
        issues, movers = self.model.form.spoiling.issues, self.model.index.names["U"]
        for row, k in np.argwhere(self.model.now.moves[..., self.w]):
            yield "unilateral move", {"by": movers[row], "issue": issues[k]}

    def _confidence_measures(self, before, now):
        index = self.model.index
        for i in np.flatnonzero(self.model.now.agreed[:, self.w]):
            renewed = i == index.measure_of("truce") and (not before.truce or now.void)
            term, consents = float(now.practice[i]), self.model.now.consents[:, i, self.w]
            by = [index.parties[a] for a, yes in zip(index.signers, consents, strict=True) if yes]
            yield (
                "measure",
                {"issue": index.measures[i], "term": term, "renewed": renewed, "by": by},
            )

    def _vote(self, before, now):
        s, w, vote, index = self.model.state, self.w, self.model.now.vote, self.model.index
        if not s.voted[w]:
            return
        proposer = int(vote.proposer[w])
        votes = list(zip(index.parties, s.voted_yes[:, w], s.net_gain[:, w], strict=True))
        yield (
            "vote",
            {
                "by": index.parties[proposer] if proposer >= 0 else None,
                "terms": dict(zip(index.package, s.draft[:, w].tolist(), strict=True)),
                "yes": [name for name, yes, _ in votes if yes],
                "no": {name: float(-net_gain) for name, yes, net_gain in votes if not yes},
                "signed": bool(vote.signed[w]),
                "accounts": self._accounts(vote),
                "attending": {
                    index.parties[a]: float(self.model.share_attending(a)[w]) for a in index.divided
                },
                "quorum": self._parameter("talks.quorum"),
                "similar": self._parameter("talks.similar"),
                "guarantee": float(vote.committed[w]),
            },
        )

    def _accounts(self, vote):
        """{party: Account} of the text just voted on."""
        w, index, values = self.w, self.model.index, self.model.table.values
        position, salience, flexibility = stance = values.stance()
        terms, crossed = values.terms(vote.draft, *stance)
        war = self.model.table.war_values(vote.yes)
        costs = values.objections(vote.draft)[..., w]
        distance = np.abs(vote.draft - position) * 0.01
        beyond = (salience * np.maximum(distance - flexibility, 0.0) ** 2)[..., w]
        return {
            name: Account(
                float(vote.net_gain[a, w]), float(terms[a, w]), float(crossed[a, w]),
                float(vote.betrayed[a, w]), float(vote.p_kept[a, w]), float(war[a, w]),
                index.package[costs[a].argmax()],
                index.package[beyond[a].argmax()] if beyond[a].any() else None,
            )
            for a, name in enumerate(index.parties)
        }  # fmt: skip

    def _deal(self, before, now):
        if now.broke and before.deal and not now.deal:
            s, w, index = self.model.state, self.w, self.model.index
            leaning = faction.share_of(s.fighters, s.leans)[w]
            broken = self.model.deal.broken_by[:, w]
            yield (
                "deal breaks",
                {
                    "by": [index.parties[a] for a in np.array(index.signers)[broken]],
                    "leaning": float(leaning),
                    "spoilers": float(np.minimum(s.deal_spoilers[w] + leaning, 1.0)),
                },
            )

    def _parameter(self, path):
        """Value of a parameter in this world."""
        return float(np.broadcast_to(self.model.parameters[path], self.model.worlds)[self.w])

    def _land(self, before, now):
        places, holders = self.model.index.regions, self.model.index.holders
        for g in np.flatnonzero(before.holder != now.holder):
            to, last = holders[now.holder[g]], holders[before.holder[g]]
            yield "land", {"place": places[g], "to": to, "from": last}

    def _end(self, before, now):
        if not self.model.state.alive[self.w]:
            self.over = True
            yield (
                "end",
                {"outcome": self.model.form.outcomes[int(self.model.state.outcome[self.w])].id},
            )
