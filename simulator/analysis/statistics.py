"""Intervals for shares and paired differences, and what a result owes to what is not known.

Worlds that share a draw of what is not known are no independent trials: intervals are clustered by draw, as if fewer worlds had
been run (the effective size of Korn and Graubard 1998, with Wilson's interval instead of theirs).
"""

import math

import numpy as np

Z = 1.959963984540054  # 95%, two-sided


def wilson(count, n):
    """95% interval of a share, after Wilson (1927): (low, high), 0..1; the whole line when nothing was seen.

    >>> [round(x, 4) for x in wilson(5, 50)]
    [0.0435, 0.2136]
    """
    if n == 0:
        return 0.0, 1.0
    share, z2 = count / n, Z * Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def paired_difference(both, first, second, neither):
    """Difference of two shares seen on the same worlds, second less first, with its 95% interval: (difference, low, high).

    Newcombe's (1998) method 10: Wilson intervals joined with the correlation of the pairs, so that the interval keeps
    its width when no pair disagrees.

    both, neither, first, second  counts of worlds with it under both, neither, only the first, only the second

    >>> [round(x, 4) for x in paired_difference(36, 12, 2, 0)]
    [-0.2, -0.3404, -0.0569]
    """
    n = both + first + second + neither
    if n == 0:
        return 0.0, -1.0, 1.0
    p1, p2 = (both + first) / n, (both + second) / n
    (l1, u1), (l2, u2) = wilson(both + first, n), wilson(both + second, n)
    phi = _correlation(both, first, second, neither)
    difference = p1 - p2
    low = math.sqrt(max((p1 - l1) ** 2 - 2 * phi * (p1 - l1) * (u2 - p2) + (u2 - p2) ** 2, 0.0))
    high = math.sqrt(max((u1 - p1) ** 2 - 2 * phi * (u1 - p1) * (p2 - l2) + (p2 - l2) ** 2, 0.0))
    return 0.0 - difference, -(difference + high), -(difference - low)


def _correlation(both, first, second, neither):
    """Correlation of the pairs, corrected towards zero as method 10 does."""
    n = both + first + second + neither
    product = (both + first) * (second + neither) * (both + second) * (first + neither)
    if product <= 0:
        return 0.0
    cross = both * neither - first * second
    if cross > 0:
        cross = max(cross - n / 2, 0.0)
    return cross / math.sqrt(product)


class Draws:
    """Which worlds share a draw. draw (n,): the number of each world's draw."""

    def __init__(self, draw):
        _, self.of, sizes = np.unique(draw, return_inverse=True, return_counts=True)
        self.sizes, self.n, self.count = sizes.astype(float), len(draw), len(sizes)

    def means(self, values):
        """The mean of each draw, (draws,)."""
        return np.bincount(self.of, values, self.count) / self.sizes

    def variance(self, values):
        """Variance of the mean of all worlds, worlds of a draw counted as one cluster."""
        if self.count < 2:
            return math.inf
        gaps = self.sizes * (self.means(values) - values.mean())
        return float(self.count / (self.count - 1) * np.sum(gaps**2)) / self.n**2

    def worth(self, values):
        """Independent worlds that these are worth, at most their number; values (n,) of 0 and 1, or differences of such."""
        alone = float(values.var()) / self.n
        loss = max(self.variance(values) / alone, 1.0) if alone else 1.0
        return self.n / (loss * (student(self.count - 1) / Z) ** 2)

    def spread(self, values):
        """The means of the draws, drawn together by as much as the luck of few worlds drew them apart; None with too few.

        Shrinking leaves the variance between draws that one-way analysis of variance finds.
        """
        if self.count < FEWEST_DRAWS or self.n < 2 * self.count:
            return None
        means, overall = self.means(values), float(values.mean())
        within = float(np.sum((values - means[self.of]) ** 2)) / (self.n - self.count)
        total, noise = float(means.var(ddof=1)), within * float(np.mean(1.0 / self.sizes))
        return overall + math.sqrt(max(1.0 - noise / total, 0.0) if total else 0.0) * (means - overall)

    def across(self, values):
        """Between what the mean lies for 10 to 90% of draws: {"low", "high"}, or None."""
        spread = self.spread(values)
        return None if spread is None else dict(zip(("low", "high"), (float(q) for q in np.quantile(spread, [0.1, 0.9])), strict=True))

    def flips(self, gap):
        """Share of draws in which a mean difference has the other sign, or None."""
        spread = self.spread(gap)
        return None if spread is None else float(np.mean(spread * gap.mean() < 0))


FEWEST_DRAWS = 20  # below which nothing is said on what is not known


def student(freedom):
    """The 97.5% point of Student's t, by Fisher and Cornish's expansion; from 3 degrees of freedom within 1%.

    >>> [round(student(df), 2) for df in (5, 10, 30, 99)]
    [2.57, 2.23, 2.04, 1.98]
    """
    if freedom < 1:
        return math.inf
    z = Z
    terms = z**3 + z, 5 * z**5 + 16 * z**3 + 3 * z, 3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z
    return z + sum(term / (over * freedom**power) for term, over, power in zip(terms, (4, 96, 384), (1, 2, 3), strict=True))


def share(true, draws):
    """Share of worlds with its 95% interval and its range across draws: {"share", "low", "high", "across"}; true (n,) bools."""
    n, at = draws.worth(true.astype(float)), float(true.mean())
    low, high = wilson(at * n, n)
    return {"share": at, "low": low, "high": high, "across": draws.across(true.astype(float))}


def change_of_share(first, second, draws):
    """How a share changes between two runs of the same worlds, with interval, range across draws and flips; (n,) bools."""
    gap = second.astype(float) - first
    kept = draws.worth(gap) / draws.n
    counts = [float(cell.sum()) * kept for cell in (first & second, first & ~second, ~first & second, ~first & ~second)]
    _, low, high = paired_difference(*counts)
    return {"change": float(gap.mean()), "low": low, "high": high, **_by_draw(gap, draws)}


def change_of_mean(first, second, draws):
    """How a mean changes between two runs of the same worlds: like change_of_share, for amounts (n,)."""
    gap = second - first
    change, half = float(gap.mean()), student(draws.count - 1) * math.sqrt(draws.variance(gap)) if draws.count > 1 else math.inf
    return {"change": change, "low": change - half, "high": change + half, **_by_draw(gap, draws)}


def _by_draw(gap, draws):
    return {"across": draws.across(gap), "flips": draws.flips(gap), "n": draws.n}
