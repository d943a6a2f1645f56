"""Weekly histograms of worlds: counts in fixed bins and sums of integers, so that blocks add up
exactly in any order."""

import numpy as np

BINS = 100  # within a metric's span; one more bin below it and one above
MONTH = 4  # weeks from one record of land held to the next
UNIT = 1e-6  # unit in which shares of land and residents are summed


class WeeklyHistograms:
    """Counts of the worlds of a conflict in the bins of each metric that has a span, and by
    outcome, week by week.

    worlds   number of worlds counted, from the first; the rest are padding
    wanted   False = nothing is counted
    counts   {name: (T, BINS + 2)} worlds whose story goes on, where the metric has a value;
             {"outcome": (T, outcomes)} all worlds
    land     (M, 2, H, G) shares of area and of residents held, in millionths, summed over all
             worlds; M as in `weeks_of_land`
    """

    def __init__(self, model, worlds, wanted=True):
        self.model, self.worlds, self.wanted, weeks = model, worlds, wanted, model.form.weeks
        self.spanned = {
            name: metric for name, metric in model.recorded.items() if metric.span and wanted
        }
        self.counts = {name: np.zeros((weeks, BINS + 2), dtype=np.int64) for name in self.spanned}
        self.land = np.zeros(
            (len(weeks_of_land(weeks)) if wanted else 0, 2, *model.state.share.shape[:2]),
            dtype=np.int64,
        )
        if wanted:
            self._count_land(0)
            self.counts["outcome"] = np.zeros((weeks, len(model.form.outcomes)), dtype=np.int64)

    def past_weeks(self, week):
        """{name: array} of the weeks before a week, the number of weeks since the start."""
        land = len([k for k in weeks_of_land(self.model.form.weeks) if k <= week])
        counts = {name: counts[:week] for name, counts in self.counts.items()}
        return counts | {"land": self.land[:land]}

    def begin_at(self, arrays, times):
        """Count the weeks of `past_weeks` so many times."""
        for name, counts in (self.counts | {"land": self.land} if self.wanted else {}).items():
            past = arrays[name]
            counts[: len(past)] = times * past

    def end_week(self, going, value_of):
        """Count the week just stepped. going (W,): worlds whose story went on; value_of returns the
        values of a metric by name."""
        if not self.wanted:
            return
        week, n = self.model.week - self.model.start - 1, self.worlds
        self._count("outcome", week, self.model.state.outcome[:n], len(self.model.form.outcomes))
        for name, metric in self.spanned.items():
            values = value_of(name)[:n][going[:n]]
            values = values[~np.isnan(values)]
            self._count(name, week, bin_of(values, *metric.span), BINS + 2)
        if week + 1 in (at := weeks_of_land(self.model.form.weeks)):
            self._count_land(at.index(week + 1))

    def _count(self, name, week, numbers, bins):
        self.counts[name][week] = self.model.xp.get(np.bincount(numbers, minlength=bins))

    def _count_land(self, at):
        state = self.model.state
        for k, shares in enumerate((state.share, state.residents)):
            units = np.rint(shares[..., : self.worlds] / UNIT).astype(np.int64)
            self.land[at, k] = self.model.xp.get(np.sum(units, axis=-1))


def weeks_of_land(weeks):
    """Weeks since the start at which land held is recorded: the start, every fourth week, the end.

    >>> weeks_of_land(10)
    [0, 4, 8, 10]
    """
    return sorted({*range(0, weeks, MONTH), weeks})


def bin_of(values, low, high):
    """Bin number of each value, with upper edges included: 0 up to `low`, BINS + 1 above `high`.

    >>> bin_of(np.array([-1.0, 0.0, 0.5, 1.0, 9.0]), 0.0, 1.0)
    array([  0,   0,  50, 100, 101])
    """
    at = np.ceil((values.astype(float) - low) * (BINS / (high - low)) - 1e-6).astype(int)
    return np.clip(at, 0, BINS + 1)


def edges_of(low, high):
    """Lower and upper edges of all bins, including the open ones: two arrays (BINS + 2,)."""
    inner = low + (high - low) * np.arange(BINS + 1) / BINS
    return np.concatenate([[-np.inf], inner]), np.concatenate([inner, [np.inf]])
