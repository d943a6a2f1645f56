"""Intervals for shares and for paired differences."""

import math

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
    return -difference, -(difference + high), -(difference - low)


def _correlation(both, first, second, neither):
    """Correlation of the pairs, corrected towards zero as method 10 does."""
    n = both + first + second + neither
    product = (both + first) * (second + neither) * (both + second) * (first + neither)
    if product == 0:
        return 0.0
    cross = both * neither - first * second
    if cross > 0:
        cross = max(cross - n / 2, 0.0)
    return cross / math.sqrt(product)


def mean_difference(first, second):
    """Mean of paired differences, second less first, with its 95% interval: (mean, low, high); arrays (n,)."""
    gap = second - first
    n = len(gap)
    mean = float(gap.mean())
    half = Z * float(gap.std(ddof=1)) / math.sqrt(n) if n > 1 else math.inf
    return mean, mean - half, mean + half
