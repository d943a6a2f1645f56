"""What happens in one world, week by week: plain events, for a story."""

from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Event:
    """Something that happened: the week's number, a kind, and the particulars by name."""

    week: int
    kind: str
    of: dict = field(default_factory=dict)


class Chronicle:
    """Watches one world of a conflict. Call `week()` after each step; it returns the week's
    events."""

    def __init__(self, model, world=0):
        self.model, self.w = model, world
        self.before = self._seen()
        self.over = False

    def week(self):
        """Events of the week just stepped."""
        if self.over:
            return []
        now, before = self._seen(), self.before
        self.before = now
        found = [
            *self._levers(before, now),
            *self._truce(before, now),
            *self._factions(before, now),
            *self._words(before, now),
            *self._deeds(),
        ]
        found += [
            *self._measures(before, now),
            *self._vote(now),
            *self._deal(before, now),
            *self._land(before, now),
            *self._end(now),
        ]
        return [Event(self.model.week - 1, kind, of) for kind, of in found]

    def _seen(self):
        """What is compared from week to week."""
        m, s, w = self.model, self.model.state, self.w
        levers = {
            name: float(m.numbers[lever.target][w])
            for name, lever in m.resolved.levers.items()
            if lever.steps
        }
        return {
            "levers": levers, "truce": bool(s.truce[w]), "deal": bool(s.deal[w]),
            "broke": bool(s.deal_broke[w]),
            "attends": s.attends[:, w].copy(), "leans": s.leans[:, w].copy(),
            "softness": float(s.softness[w]),
            "violations": float(s.violations[:, w].sum()), "deaths": float(s.deaths[w]),
            "holder": s.share[:, :, w].argmax(axis=0),
            "practice": s.practice[:, w].copy(),
        }  # fmt: skip

    def _levers(self, before, now):
        for name, value in now["levers"].items():
            if value != before["levers"][name] and not (
                np.isnan(value) and np.isnan(before["levers"][name])
            ):
                yield "lever", {"lever": name, "from": before["levers"][name], "to": value}

    def _truce(self, before, now):
        if bool(self.model.now.void[self.w]):
            hot = int(self.model.truce.hot_weeks[self.w]) >= int(
                np.max(self.model.truce.own.void_weeks)
            )
            of = {
                "violence": now["deaths"],
                "before": float(self.model.state.violence_before[self.w]),
            }
            yield (
                "truce void",
                {
                    **of,
                    "cause": "violence" if hot else "offensives",
                    "violations": before["violations"],
                },
            )
        elif now["truce"] and not before["truce"] and not now["deal"]:
            yield "truce renewed", {}

    def _factions(self, before, now):
        names = np.array(self.model.cast.factions)
        left, came = before["attends"] & ~now["attends"], ~before["attends"] & now["attends"]
        if left.any():
            yield (
                "suspend",
                {
                    "factions": list(names[left]),
                    "violations": before["violations"],
                    "truce": before["truce"],
                },
            )
        if came.any():
            yield "return", {"factions": list(names[came])}
        leaning, leaving = ~before["leans"] & now["leans"], before["leans"] & ~now["leans"]
        if leaning.any():
            yield "lean", {"factions": list(names[leaning])}
        if leaving.any():
            yield "leave radicals", {"factions": list(names[leaving])}

    def _words(self, before, now):
        points = float(np.max(self.model.numbers["talk.points"]))
        if now["softness"] > before["softness"]:
            yield "soften", {"points": now["softness"], "issues": list(self.model.form.talk.issues)}
        elif before["softness"] >= points / 2 > now["softness"]:
            yield "revert", {"left": now["softness"]}

    def _deeds(self):
        went = np.flatnonzero(self.model.now.went[:, self.w])
        yield from (("own way", {"issue": self.model.form.spoiling.issues[k]}) for k in went)

    def _measures(self, before, now):
        m, truce = self.model, self.model.cast.measure_of("truce")
        for i in np.flatnonzero(m.now.agreed[:, self.w]):
            renewed = i == truce and (not before["truce"] or bool(m.now.void[self.w]))
            yield (
                "measure",
                {
                    "issue": m.cast.measures[i],
                    "term": float(now["practice"][i]),
                    "renewed": renewed,
                },
            )

    def _vote(self, now):
        m, s, w = self.model, self.model.state, self.w
        if not s.voted[w]:
            return
        parties = m.cast.parties
        proposer = int(m.now.vote.proposer[w])
        of = {
            "by": parties[proposer] if proposer >= 0 else None,
            "terms": dict(zip(m.cast.package, s.draft[:, w].tolist(), strict=True)),
        }
        of["yes"] = [name for name, yes in zip(parties, s.said_yes[:, w], strict=True) if yes]
        of["no"] = {
            name: float(-s.edge[a, w]) for a, name in enumerate(parties) if not s.said_yes[a, w]
        }
        yield "vote", {**of, "signed": bool(m.now.vote.signed[w])}

    def _deal(self, before, now):
        if now["broke"] and before["deal"] and not now["deal"]:
            yield "deal breaks", {}

    def _land(self, before, now):
        cast = self.model.cast
        for g in np.flatnonzero(before["holder"] != now["holder"]):
            yield (
                "land",
                {
                    "place": cast.governorates[g],
                    "to": cast.holders[now["holder"][g]],
                    "from": cast.holders[before["holder"][g]],
                },
            )

    def _end(self, now):
        if not self.model.state.alive[self.w]:
            self.over = True
            yield "end", {"class": self.model.form.classes[int(self.model.judge.at[self.w])].id}
