"""What is recorded of each world as the weeks pass: its outcome, every reported metric summed up
over the weeks of its story, who refused packages, and the readings asked for."""

from functools import cache

import numpy as np

from simulator.model.metrics import COUNTED_ON, RECENT
from simulator.model.reading import Gauge, Tally
from simulator.model.weekly_histograms import WeeklyHistograms


class Recorder:
    """Watches a conflict week by week; `columns()` gives one value a world for everything recorded,
    `weekly` how worlds lie each week.

    worlds    number of worlds whose weeks are counted, from the first
    counted   False = weeks are not counted
    readings  {name: Reading} to take besides
    """

    def __init__(self, model, worlds, counted=True, readings=None):
        self.model, self.weekly = model, WeeklyHistograms(model, worlds, counted)
        self.reported = {name: one for name, one in model.measures.items() if one.report}
        self.tallies = {
            name: self._tally(one.report)
            for name, one in self.reported.items()
            if one.report not in ("last", "among")
        }
        self.gauges = {
            name: Gauge(one, model.worlds, model.xp) for name, one in (readings or {}).items()
        }
        self.refusals, self.weeks = Refusals(model), model.xp.full(model.worlds, 0.0, float)

    def _tally(self, report):
        tally = CountedOn if report in COUNTED_ON else Tally
        return tally(report, self.model.worlds, self.model.xp)

    def begin_week(self):
        """Note whose story still goes on."""
        self.going = self.model.state.alive.copy()

    def end_week(self):
        """Take in the week just stepped, for the worlds that lived it."""
        going, week = self.going, self.model.week - self.model.start
        value_of = cache(lambda name: self.model.measures[name].of(self.model))
        amount_of = cache(lambda name: value_of(name).astype(float))
        self.weeks += going
        self.weekly.end_week(going, value_of)
        for name, tally in self.tallies.items():
            tally.add(value_of(name), week, going)
        for gauge in self.gauges.values():
            gauge.end_week(week - 1, amount_of)
        self.refusals.end_week(going)

    def columns(self):
        """{name: (W,)}: outcome and part (numbers in the scenario's order), metrics, votes and
        refusals by party, readings."""
        model = self.model
        found = {
            "outcome": model.judge.at.astype(np.int8),
            "part": model.judge.part.astype(np.int8),
        }
        for name, one in self.reported.items():
            if name in self.tallies:
                found[name] = self.tallies[name].value(self.weeks)
            else:
                found[name] = one.of(model).astype(float)
        found |= self.refusals.columns()
        found |= {name: gauge.value() for name, gauge in self.gauges.items()}
        return {name: model.xp.get(values) for name, values in found.items()}


class CountedOn:
    """The total over all weeks of the run or its rate a week; a world whose story has ended is
    counted on at the recent rate."""

    def __init__(self, report, worlds, xp):
        self.report, self.week = report, 0
        self.sums = xp.full((RECENT + 1, worlds), 0.0, float)

    def add(self, now, week, going):
        """Keep what has added up after this week, in the place of that RECENT + 1 weeks ago."""
        sums, self.week = self.sums, week
        if self.report == "rate":
            now = sums[week % len(sums) - 1] + now
        np.copyto(sums[week % len(sums)], now, where=going)

    def value(self, weeks):
        """What it comes to, (W,), of stories of so many weeks (W,)."""
        told = weeks.astype(int)
        last, before = (
            np.take_along_axis(self.sums, (told + later)[None] % len(self.sums), axis=0)[0]
            for later in (0, 1)
        )
        total = last + (self.week - told) * (last - before) / np.clip(told, 1, RECENT)
        return total if self.report == "total" else total / max(self.week, 1)


class Refusals:
    """Votes on packages, and why parties said no.

    refused.PARTY counts packages refused; summed over them are shortfall.PARTY, the value lacking,
    over.PARTY.ISSUE, what the term cost, and doubt.PARTY, what doubt that the deal would be kept
    cost."""

    def __init__(self, model):
        self.model, worlds = model, model.worlds
        parties, issues = len(model.index.parties), len(model.index.package)
        self.votes = model.xp.full(worlds, 0.0, float)
        self.refused, self.short, self.doubt = model.xp.full((3, parties, worlds), 0.0, float)
        self.over = model.xp.full((parties, issues, worlds), 0.0, float)

    def end_week(self, going):
        """Take in the week's vote, if there was one, in the worlds that lived it."""
        s, values, vote = self.model.state, self.model.table.values, self.model.now.vote
        if not self.model.xp.any(s.voted):
            return
        no = s.voted & going & ~s.said_yes
        self.votes += s.voted & going
        self.refused += no
        self.short += np.where(no, np.maximum(-s.net_gain, 0.0), 0.0)
        cost = values.objections(s.draft)
        self.over += np.where(no[:, None], cost, 0.0)
        self.doubt += np.where(no, values.doubts(np.sum(cost, axis=1), vote.kept), 0.0)

    def columns(self):
        """{name: (W,)}"""
        found, package = {"votes": self.votes}, self.model.index.package
        for a, party in enumerate(self.model.index.parties):
            found[f"refused.{party}"] = self.refused[a]
            found[f"shortfall.{party}"] = self.short[a]
            found[f"doubt.{party}"] = self.doubt[a]
            found |= {f"over.{party}.{name}": self.over[a, i] for i, name in enumerate(package)}
        return found
