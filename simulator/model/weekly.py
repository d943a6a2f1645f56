"""How worlds lie each week, counted on fixed bins: counts of blocks add up exactly, in any order."""

import numpy as np

BINS = 100  # between the ends of a measure's span; one bin below and one above it besides


class Weekly:
    """Counts the worlds of a conflict in the bins of each measure that has a span, and in the classes, week by week.

    worlds   number of worlds counted, from the first; the rest are padding
    wanted   False = nothing is counted
    counts   {name: (T, BINS + 2)} worlds whose story goes on; {"class": (T, classes)} all worlds
    """

    def __init__(self, model, worlds, wanted=True):
        self.model, self.worlds, self.wanted, weeks = model, worlds, wanted, model.form.weeks
        self.spanned = {name: one for name, one in model.measures.items() if one.span and wanted}
        self.counts = {name: np.zeros((weeks, BINS + 2), dtype=np.int64) for name in self.spanned}
        if wanted:
            self.counts["class"] = np.zeros((weeks, len(model.form.classes)), dtype=np.int64)

    def end_week(self, going, value_of):
        """Count the week just stepped. going (W,) whose story went on; value_of gives a measure's values by name."""
        if not self.wanted:
            return
        week, n = self.model.week - self.model.start - 1, self.worlds
        self.counts["class"][week] = np.bincount(self.model.judge.at[:n], minlength=len(self.model.form.classes))
        for name, one in self.spanned.items():
            values = value_of(name)[:n][going[:n]]
            self.counts[name][week] = np.bincount(bin_of(values, *one.span), minlength=BINS + 2)


def bin_of(values, low, high):
    """Numbers of the bins that values lie in: 0 below `low`, BINS + 1 above `high`, which itself lies in the last bin within.

    >>> bin_of(np.array([-1.0, 0.0, 0.5, 1.0, 9.0]), 0.0, 1.0)
    array([  0,   1,  51, 100, 101])
    """
    at = np.floor((np.asarray(values, dtype=float) - low) * (BINS / (high - low))).astype(int) + 1
    at[values == high] = BINS
    return np.clip(at, 0, BINS + 1)


def edges_of(low, high):
    """Lower and upper edges of all bins, the open ones included: two arrays (BINS + 2,)."""
    inner = low + (high - low) * np.arange(BINS + 1) / BINS
    return np.concatenate([[-np.inf], inner]), np.concatenate([inner, [np.inf]])
