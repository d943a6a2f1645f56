"""What is kept of each world: its class, and every reported measure summed up over the weeks of its story."""

from functools import cache

import numpy as np

from simulator.model.weekly import Weekly


class Summary:
    """Watches a conflict week by week; `columns()` gives one value a world for everything reported, `spread` how worlds lie each week."""

    def __init__(self, model, worlds, weekly=True):
        self.model, self.spread = model, Weekly(model, worlds, weekly)
        self.reported = {name: one for name, one in model.measures.items() if one.report}
        self.weekly = {name: one for name, one in self.reported.items() if one.report not in ("last", "among")}
        worlds = model.worlds
        self.weeks = np.zeros(worlds)
        self.totals = {name: np.full(worlds, np.nan) if one.report == "first" else np.zeros(worlds) for name, one in self.weekly.items()}
        parties, issues = len(model.cast.parties), len(model.cast.package)
        self.votes, self.refused, self.short = np.zeros(worlds), np.zeros((parties, worlds)), np.zeros((parties, worlds))
        self.over, self.doubt = np.zeros((parties, issues, worlds)), np.zeros((parties, worlds))

    def begin_week(self):
        """Note whose story still goes on."""
        self.going = self.model.state.alive.copy()

    def end_week(self):
        """Take in the week just stepped, for the worlds that lived it."""
        going, s = self.going, self.model.state
        self.weeks += going
        value_of = cache(lambda name: self.model.measures[name].of(self.model))
        self.spread.end_week(going, value_of)
        for name, one in self.weekly.items():
            value, total = value_of(name), self.totals[name]
            if one.report == "first":
                total[going & value & np.isnan(total)] = self.model.week - self.model.start
            elif one.report == "ever":
                total[going & value] = 1.0
            else:
                total += np.where(going, value, 0.0)
        if s.voted.any():
            no = s.voted & going & ~s.said_yes
            self.votes += s.voted & going
            self.refused += no
            self.short += np.where(no, np.maximum(-s.edge, 0.0), 0.0)
            cost = self.model.table.objections()
            self.over += np.where(no[:, None], cost, 0.0)
            self.doubt += np.where(no, self.model.table.doubts(np.sum(cost, axis=1)), 0.0)

    def columns(self):
        """{name: (W,)}: class and part (numbers in the scenario's order), measures, votes and refusals by party.

        refused.PARTY counts packages refused; summed over them are shortfall.PARTY, the value lacking, over.PARTY.ISSUE, what the term
        cost, and doubt.PARTY, what doubt that the deal would be kept cost.
        """
        model, found = self.model, {}
        found["class"], found["part"] = model.judge.at.astype(np.int8), model.judge.part.astype(np.int8)
        for name, one in self.reported.items():
            if one.report in ("last", "among"):
                found[name] = np.array(one.of(model), dtype=float)
            else:
                found[name] = self.totals[name] / self.weeks if one.report == "mean" else self.totals[name]
        found["votes"] = self.votes
        for a, party in enumerate(model.cast.parties):
            found[f"refused.{party}"] = self.refused[a]
            found[f"shortfall.{party}"] = self.short[a]
            found[f"doubt.{party}"] = self.doubt[a]
            found |= {f"over.{party}.{issue}": self.over[a, i] for i, issue in enumerate(model.cast.package)}
        return found
