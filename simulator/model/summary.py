"""What is kept of each world: its class, and every reported measure summed up over the weeks of its
story."""

from functools import cache

import numpy as np

from simulator.model.measure import COUNTED_ON, RECENT
from simulator.model.weekly import Weekly


class Summary:
    """Watches a conflict week by week; `columns()` gives one value a world for everything reported,
    `spread` how worlds lie each week."""

    def __init__(self, model, worlds, weekly=True):
        self.model, self.spread = model, Weekly(model, worlds, weekly)
        self.reported = {name: one for name, one in model.measures.items() if one.report}
        self.weekly = {
            name: one
            for name, one in self.reported.items()
            if one.report not in ("last", "among", *COUNTED_ON)
        }
        self.counted_on = {
            name: one for name, one in self.reported.items() if one.report in COUNTED_ON
        }
        worlds = model.worlds
        self.weeks = np.zeros(worlds)
        self.totals = {
            name: np.full(worlds, np.nan) if one.report == "first" else np.zeros(worlds)
            for name, one in self.weekly.items()
        }
        self.so_far = {name: np.zeros((RECENT + 1, worlds)) for name in self.counted_on}
        parties, issues = len(model.cast.parties), len(model.cast.package)
        self.votes, self.refused, self.short = (
            np.zeros(worlds),
            np.zeros((parties, worlds)),
            np.zeros((parties, worlds)),
        )
        self.over, self.doubt = np.zeros((parties, issues, worlds)), np.zeros((parties, worlds))

    def begin_week(self):
        """Note whose story still goes on."""
        self.going = self.model.state.alive.copy()

    def end_week(self):
        """Take in the week just stepped, for the worlds that lived it."""
        going = self.going
        self.weeks += going
        value_of = cache(lambda name: self.model.measures[name].of(self.model))
        self.spread.end_week(going, value_of)
        for name, one in self.counted_on.items():
            self._add_up(name, one, going, value_of(name))
        for name, one in self.weekly.items():
            value, total = value_of(name), self.totals[name]
            if one.report == "first":
                total[going & value & np.isnan(total)] = self.model.week - self.model.start
            elif one.report == "ever":
                total[going & value] = 1.0
            else:
                total += np.where(going, value, 0.0)
        self._votes(going)

    def _votes(self, going):
        s = self.model.state
        if s.voted.any():
            no = s.voted & going & ~s.said_yes
            self.votes += s.voted & going
            self.refused += no
            self.short += np.where(no, np.maximum(-s.edge, 0.0), 0.0)
            cost = self.model.table.objections()
            self.over += np.where(no[:, None], cost, 0.0)
            self.doubt += np.where(no, self.model.table.doubts(np.sum(cost, axis=1)), 0.0)

    def _add_up(self, name, one, going, value):
        """Keep what has added up after this week, in the place of that RECENT + 1 weeks ago."""
        sums, week = self.so_far[name], self.model.week - self.model.start
        now = value if one.report == "total" else sums[week % len(sums) - 1] + value
        np.copyto(sums[week % len(sums)], now, where=going)

    def _counted_on(self, name, one):
        """The total over all weeks of the run or its rate a week, at the recent rate after the end
        of a story, (W,)."""
        sums, weeks, told = (
            self.so_far[name],
            self.model.week - self.model.start,
            self.weeks.astype(int),
        )
        last, before = (
            np.take_along_axis(sums, (told + later)[None] % len(sums), axis=0)[0]
            for later in (0, 1)
        )
        total = last + (weeks - told) * (last - before) / np.clip(told, 1, RECENT)
        return total if one.report == "total" else total / max(weeks, 1)

    def columns(self):
        """{name: (W,)}: class and part (numbers in the scenario's order), measures, votes and
        refusals by party.

        refused.PARTY counts packages refused; summed over them are shortfall.PARTY, the value
        lacking, over.PARTY.ISSUE, what the term cost, and doubt.PARTY, what doubt that the deal
        would be kept cost."""
        model, found = self.model, {}
        found["class"], found["part"] = (
            model.judge.at.astype(np.int8),
            model.judge.part.astype(np.int8),
        )
        for name, one in self.reported.items():
            if one.report in ("last", "among"):
                found[name] = np.array(one.of(model), dtype=float)
            elif one.report in COUNTED_ON:
                found[name] = self._counted_on(name, one)
            else:
                found[name] = (
                    self.totals[name] / self.weeks if one.report == "mean" else self.totals[name]
                )
        found["votes"] = self.votes
        for a, party in enumerate(model.cast.parties):
            found[f"refused.{party}"] = self.refused[a]
            found[f"shortfall.{party}"] = self.short[a]
            found[f"doubt.{party}"] = self.doubt[a]
            found |= {
                f"over.{party}.{issue}": self.over[a, i]
                for i, issue in enumerate(model.cast.package)
            }
        return found
