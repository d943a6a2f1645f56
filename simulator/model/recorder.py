"""Recorder of each world: its outcome, every reported metric aggregated over the weeks of its
story, refusals of packages, and requested readings."""

from functools import cache

import numpy as np

from simulator.model.metrics import EXTRAPOLATED, RECENT
from simulator.model.reading import Gauge, Tally
from simulator.model.weekly_histograms import WeeklyHistograms


class Recorder:
    """Records a conflict week by week; `columns()` returns one value per world for every recorded
    quantity, `weekly_histograms` has the weekly histograms.

    worlds    number of worlds in the histograms, from the first
    counted   False = no weekly histograms
    readings  {name: Reading} to record in addition
    """

    def __init__(self, model, worlds, counted=True, readings=None):
        self.model, self.weekly_histograms = model, WeeklyHistograms(model, worlds, counted)
        self.reported = {name: metric for name, metric in model.recorded.items() if metric.report}
        self.tallies = {
            name: self._tally(metric.report)
            for name, metric in self.reported.items()
            if metric.report not in ("last", "among")
        }
        self.gauges = {
            name: Gauge(reading, model.worlds, model.xp)
            for name, reading in (readings or {}).items()
        }
        self.refusals, self.weeks = Refusals(model), model.xp.full(model.worlds, 0.0, float)

    def _tally(self, report):
        tally = Extrapolation if report in EXTRAPOLATED else Tally
        return tally(report, self.model.worlds, self.model.xp)

    def begin_week(self):
        """Note in which worlds the story still goes on."""
        self.going = self.model.state.alive.copy()

    def end_week(self):
        """Record the week just stepped, in the worlds whose story went on."""
        going, week = self.going, self.model.week - self.model.start
        value_of = cache(lambda name: self.model.metrics[name].of(self.model))
        number_of = cache(lambda name: value_of(name).astype(float))
        self.weeks += going
        self.weekly_histograms.end_week(going, value_of)
        for name, tally in self.tallies.items():
            tally.add(value_of(name), week, going)
        for gauge in self.gauges.values():
            gauge.end_week(week - 1, number_of)
        self.refusals.end_week(going)

    def accumulators(self):
        """{name: array} of what is added up over the weeks of a run, changed in place by
        `begin_at`."""
        arrays = {"weeks": self.weeks}
        for name, tally in self.tallies.items():
            arrays[f"tally.{name}"] = tally.so_far
        return arrays | {f"refusals.{name}": a for name, a in self.refusals.arrays().items()}

    def begin_at(self, arrays):
        """Continue the sums of a run from `accumulators` of its past weeks, for the same worlds."""
        self.weeks[...] = arrays["weeks"]
        for name, tally in self.tallies.items():
            tally.begin_at(arrays[f"tally.{name}"])
        for name, array in self.refusals.arrays().items():
            array[...] = arrays[f"refusals.{name}"]

    def columns(self):
        """{name: (W,)}: outcome and its part (numbers in the scenario's order), metrics, votes and
        refusals by party, readings."""
        model = self.model
        columns = {
            "outcome": model.state.outcome.astype(np.int8),
            "part": model.state.part.astype(np.int8),
        }
        for name, metric in self.reported.items():
            if name in self.tallies:
                columns[name] = self.tallies[name].value(self.weeks)
            else:
                columns[name] = metric.of(model).astype(float)
        columns |= self.refusals.columns()
        columns |= {name: gauge.value() for name, gauge in self.gauges.items()}
        return {name: model.xp.get(values) for name, values in columns.items()}


class Extrapolation:
    """Total over all weeks of the run or its rate per week; a world whose story has ended is
    extrapolated at the recent rate."""

    def __init__(self, report, worlds, xp):
        self.report, self.week = report, 0
        self.so_far = xp.full((RECENT + 1, worlds), 0.0, float)

    def add(self, now, week, going):
        """Store the total after this week, in place of that RECENT + 1 weeks ago."""
        sums, self.week = self.so_far, week
        if self.report == "rate":
            now = sums[week % len(sums) - 1] + now
        np.copyto(sums[week % len(sums)], now, where=going)

    def begin_at(self, sums):
        """Continue from the totals of past weeks."""
        self.so_far[...] = sums

    def value(self, weeks):
        """Total or rate, (W,), given the number of weeks of each world's story (W,)."""
        lived = weeks.astype(int)
        last, before = (
            np.take_along_axis(self.so_far, (lived + later)[None] % len(self.so_far), axis=0)[0]
            for later in (0, 1)
        )
        total = last + (self.week - lived) * (last - before) / np.clip(lived, 1, RECENT)
        return total if self.report == "total" else total / max(self.week, 1)


class Refusals:
    """Votes on packages, and reasons for refusals.

    refused.PARTY counts packages refused. Sums over them are shortfall.PARTY, the value lacking;
    over.PARTY.ISSUE, the cost of the term; and doubt.PARTY, the cost of distrust in the deal."""

    def __init__(self, model):
        self.model, worlds = model, model.worlds
        parties, issues = len(model.index.parties), len(model.index.package)
        self.votes = model.xp.full(worlds, 0.0, float)
        self.refused, self.short, self.distrust = model.xp.full((3, parties, worlds), 0.0, float)
        self.over = model.xp.full((parties, issues, worlds), 0.0, float)

    def arrays(self):
        """{name: array} of all sums."""
        return {
            "votes": self.votes,
            "refused": self.refused,
            "short": self.short,
            "distrust": self.distrust,
            "over": self.over,
        }

    def end_week(self, going):
        """Record the week's vote, if there was one, in the worlds whose story went on."""
        s, values, vote = self.model.state, self.model.table.values, self.model.now.vote
        if vote is None or not self.model.xp.any(s.voted):
            return
        no = s.voted & going & ~s.voted_yes
        self.votes += s.voted & going
        self.refused += no
        self.short += np.where(no, np.maximum(-s.net_gain, 0.0), 0.0)
        cost = values.objections(s.draft)
        self.over += np.where(no[:, None], cost, 0.0)
        distrust = (1.0 - vote.p_kept) * (1.0 - np.sum(cost, axis=1) - vote.betrayed)
        self.distrust += np.where(no, distrust, 0.0)

    def columns(self):
        """{name: (W,)} of votes and refusals."""
        columns, package = {"votes": self.votes}, self.model.index.package
        for a, party in enumerate(self.model.index.parties):
            columns[f"refused.{party}"] = self.refused[a]
            columns[f"shortfall.{party}"] = self.short[a]
            columns[f"doubt.{party}"] = self.distrust[a]
            columns |= {f"over.{party}.{name}": self.over[a, i] for i, name in enumerate(package)}
        return columns
