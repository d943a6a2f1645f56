"""Confidence intervals of shares and of paired changes, and the range of a result across parameter
draws.

Worlds that share a parameter draw are not independent trials: variances are clustered by draw, with
Student's t for the number of draws. Shares of one run use Wilson's interval on the effective number
of worlds (Korn and Graubard 1998). Changes between two runs of the same worlds use the clustered
paired interval with two pseudo-worlds added, a gain and a loss: for pairs of yes and no this is the
interval of Bonett and Price (2012), which has a width even if no pair disagrees. Where a few draws
decide a change, Student's t has fewer degrees of freedom than there are draws (Satterthwaite 1946).

Where many changes are tested at once, `discoveries` marks those that hold at a false discovery rate
(Benjamini and Hochberg 1995)."""

import math
from dataclasses import replace

import numpy as np

from simulator.analysis.estimate import Change, Estimate

Z = 1.959963984540054  # 95%, two-sided


def wilson(count, n):
    """95% confidence interval of a share, after Wilson (1927): (low, high), 0..1; (0, 1) if n is 0.

    >>> [round(x, 4) for x in wilson(5, 50)]
    [0.0435, 0.2136]
    """
    if n == 0:
        return 0.0, 1.0
    share, z2 = count / n, Z * Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return middle - half if count > 0 else 0.0, middle + half if count < n else 1.0


class Draws:
    """Worlds grouped by parameter draw.

    draw  (n,)  draw of each world
    """

    def __init__(self, draw):
        _, self.of, sizes = np.unique(draw, return_inverse=True, return_counts=True)
        self.sizes, self.n, self.count = sizes.astype(float), len(draw), len(sizes)

    def means(self, values):
        """Mean of each draw, (draws,)."""
        return np.bincount(self.of, values, self.count) / self.sizes

    def variance(self, values):
        """Variance of the mean of all worlds, clustered by draw."""
        if self.count < 2:
            return math.inf
        gaps = self.sizes * (self.means(values) - values.mean())
        return float(self.count / (self.count - 1) * np.sum(gaps**2)) / self.n**2

    def freedom(self, values):
        """Degrees of freedom of `variance`, after Satterthwaite (1946): the number of draws less 1,
        or fewer if the kurtosis of their means is above that of a normal distribution.

        A variance of n means with kurtosis k has the relative variance (k - 1) / n that chi-squared
        over f has for f = 2 n / (k - 1).
        """
        most = self.count - 1.0
        gaps = self.sizes * (self.means(values) - values.mean())
        if most < FEWEST_FREEDOM or not gaps.any():
            return most
        excess_kurtosis = float(np.mean(gaps**4) / np.mean(gaps**2) ** 2) - 1.0
        return float(np.clip(2.0 * self.count / max(excess_kurtosis, 2.0), FEWEST_FREEDOM, most))

    def effective_sample_size(self, values):
        """Number of independent worlds with the same precision, at most n; values (n,) are 0 and 1,
        or their differences."""
        unclustered = float(values.var()) / self.n
        design_effect = max(self.variance(values) / unclustered, 1.0) if unclustered else 1.0
        return self.n / (design_effect * (t_critical(self.count - 1) / Z) ** 2)

    def shrunk_means(self, values):
        """Means of the draws, shrunk to remove the noise of few worlds per draw; None if draws or
        worlds are too few.

        Their variance is the variance between draws of a one-way analysis of variance.
        """
        if self.count < FEWEST_DRAWS or self.n < 2 * self.count:
            return None
        means, overall = self.means(values), float(values.mean())
        within = float(np.sum((values - means[self.of]) ** 2)) / (self.n - self.count)
        total, noise = float(means.var(ddof=1)), within * float(np.mean(1.0 / self.sizes))
        return overall + math.sqrt(max(1.0 - noise / total, 0.0) if total else 0.0) * (
            means - overall
        )

    def parameter_range(self, values):
        """10th and 90th percentile of the mean across draws: {"range_low", "range_high"}, empty if
        draws are too few."""
        means = self.shrunk_means(values)
        if means is None:
            return {}
        low, high = (float(q) for q in np.quantile(means, [0.1, 0.9]))
        return {"range_low": low, "range_high": high}

    def share_of_opposite_sign(self, gap):
        """Share of draws whose mean difference has the opposite sign to the overall mean, or
        None."""
        means = self.shrunk_means(gap)
        return None if means is None else float(np.mean(means * gap.mean() < 0))


FEWEST_DRAWS = 20  # below which the range across draws is omitted
FEWEST_FREEDOM = 3.0  # because the kurtosis is only estimated


def t_critical(freedom):
    """97.5% point of Student's t; infinite without degrees of freedom.

    >>> [round(t_critical(df), 2) for df in (5, 10, 30, 99)]
    [2.57, 2.23, 2.04, 1.98]
    """
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.975)) if freedom >= 1 else math.inf


def probability_beyond(t, freedom):
    """Two-sided p-value of a t statistic; 1 without degrees of freedom.

    >>> round(probability_beyond(2.57, 5), 3)
    0.05
    """
    from scipy.special import stdtr

    return float(2.0 * stdtr(freedom, -abs(t))) if freedom >= 1 else 1.0


def discoveries(p_values, rate):
    """True for each test that is a discovery at a false discovery rate, after Benjamini and
    Hochberg (1995): a list of bools.

    If nothing differs at all, the probability of any discovery is at most `rate`.

    >>> discoveries([0.001, 0.04, 0.03, 0.9], 0.05)
    [True, False, False, False]
    >>> discoveries([0.01, 0.02, 0.9], 0.05)
    [True, True, False]
    """
    ordered, count = sorted(p_values), len(p_values)
    most = max((p for rank, p in enumerate(ordered, 1) if p <= rate * rank / count), default=-1.0)
    return [p <= most for p in p_values]


def share(true, draws):
    """Estimate of a share of worlds: 95% confidence interval and parameter range; true (n,)
    bools."""
    values, value = true.astype(float), float(true.mean())
    n = draws.effective_sample_size(values)
    low, high = wilson(value * n, n)
    return Estimate(value=value, low=low, high=high, **draws.parameter_range(values))


def change_of_share(before, after, draws):
    """Change of a share between two runs of the same worlds, with interval, p-value, parameter
    range and share of opposite sign; (n,) bools."""
    change = _change(after.astype(float) - before, 1.0, draws)
    return replace(change, low=max(change.low, -1.0), high=min(change.high, 1.0))


def change_of_mean(before, after, draws):
    """Change of a mean between two runs of the same worlds: like change_of_share, for amounts (n,).

    A pseudo-world gains or loses a standard deviation of the amount over the worlds of both
    runs."""
    return _change(after - before, float(np.std(np.concatenate([before, after]))), draws)


def _change(gap, size, draws):
    """Change whose value is the mean of differences (n,); a pseudo-world differs by `size`."""
    change, freedom = float(gap.mean()), draws.freedom(gap)
    error = math.sqrt(draws.variance(gap) + 2.0 * (size / (draws.n + 2)) ** 2)
    half = t_critical(freedom) * error
    p = probability_beyond(change / error, freedom) if error else float(change == 0.0)
    ends = {"low": change - half, "high": change + half, **draws.parameter_range(gap)}
    return Change(
        value=change, p=p, opposite_sign=draws.share_of_opposite_sign(gap), n=draws.n, **ends
    )
