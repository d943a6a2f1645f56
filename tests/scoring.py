"""How near rules and predictive distributions came to issues whose outcome is known; nothing is
asserted from memory.

The distribution has two numbers of its own. They are chosen on one half of the record and tried on
the other, both ways; halves are fixed by a hash of the issue's name, so nobody can choose them. Its
form was chosen with all issues seen."""

from hashlib import sha256
from itertools import product

import numpy as np

from simulator.analysis.settle import DEFAULT, draw_issues, point_forecasts, predictive_draws
from simulator.analysis.statistics import Draws, change_of_mean
from simulator.rules.bargaining import RULES, TOGETHER

# outright, beside
GRID = tuple(product((0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6), (0.4, 0.6, 0.8, 1.0, 1.2)))


def half_of(name):
    """0 or 1, for ever the same for an issue.

    >>> half_of("d00032i1")
    1
    """
    return sha256(name.encode()).digest()[0] % 2


def crps(values, outcome):
    """Continuous ranked probability score of equally likely values (N,) against what came; 0 is
    best, in points of the line.

    >>> float(crps(np.array([0.0, 10.0]), 10.0))
    2.5
    """
    ordered, n = np.sort(values), len(values)
    inner = np.sum((2.0 * np.arange(1, n + 1) - n - 1.0) * ordered) / n**2
    return np.mean(np.abs(ordered - outcome)) - inner


def errors_of_rules(packages, outcomes):
    """{rule: {"mean", "beside": change from the default with its 95% interval}}, mean absolute
    errors.

    packages  lists of issues that were decided together; intervals count each as one trial
    outcomes  {issue: value}
    """
    names, cluster = _names(packages, outcomes)
    apart, miss = [[one for package in packages for one in package]], {}
    for rule in RULES:
        groups = packages if rule in TOGETHER else apart
        found = _of_all(groups, point_forecasts, rule)
        miss[rule] = np.array([abs(found[name] - outcomes[name]) for name in names])
    return {
        rule: {"mean": float(gap.mean()), "beside": _change(miss[DEFAULT], gap, cluster)}
        for rule, gap in miss.items()
    }


def scored_both_ways(packages, outcomes, rule=DEFAULT, draws=1000, seed=0):
    """What the distribution scores on each half after its numbers were chosen on the other, beside
    climatology.

    Climatology forecasts the outcomes of the other half. Returns [{"half", "n", "outright",
    "beside", "crps", "climatology", "change"}, ...] for the halves 0 and 1, and the two pooled
    under "half": None."""
    names, cluster = _names(packages, outcomes)
    half = np.array([half_of(name) for name in names])
    came = np.array([outcomes[name] for name in names])
    found = _of_all(packages, draw_issues, rule, np.arange(draws), seed)
    scores = {
        numbers: np.array([crps(found[name].values(*numbers), outcomes[name]) for name in names])
        for numbers in GRID
    }
    mine, plain, told = np.zeros(len(names)), np.zeros(len(names)), []
    for side in (0, 1):
        here = half == side
        best = min(GRID, key=lambda numbers: scores[numbers][~here].mean())
        mine[here] = scores[best][here]
        plain[here] = [crps(came[~here], value) for value in came[here]]
        numbers = {"half": side, "outright": best[0], "beside": best[1]}
        told.append(numbers | _compared(plain[here], mine[here], cluster[here]))
    return [*told, {"half": None, **_compared(plain, mine, cluster)}]


def coverage(packages, outcomes, rule=DEFAULT, draws=1000, seed=0, levels=(0.5, 0.8, 0.9)):
    """Share of outcomes inside the middle 50, 80 and 90% of the distribution as it ships: {level:
    share}."""
    names, _ = _names(packages, outcomes)
    found = _of_all(packages, predictive_draws, rule, draws, seed)
    values, inside = np.stack([found[name] for name in names]), {}
    came = np.array([outcomes[name] for name in names])
    for level in levels:
        low, high = np.quantile(values, [0.5 - level / 2, 0.5 + level / 2], axis=1)
        inside[level] = float(np.mean((low <= came) & (came <= high)))
    return inside


def _of_all(packages, found_of, *how):
    """{issue: what a function finds of it} of all packages."""
    return {name: found for package in packages for name, found in found_of(package, *how).items()}


def _names(packages, outcomes):
    """Names of the issues whose outcome is known, and the number of the package each belongs to."""
    pairs = [
        (one.name, p)
        for p, package in enumerate(packages)
        for one in package
        if one.name in outcomes
    ]
    return [name for name, _ in pairs], np.array([p for _, p in pairs])


def _compared(plain, mine, cluster):
    return {
        "n": len(mine),
        "crps": float(mine.mean()),
        "climatology": float(plain.mean()),
        "change": _change(plain, mine, cluster),
    }


def _change(first, second, cluster):
    """Paired difference with its 95% interval, clustered by package: {"change", "low", "high"}."""
    found = change_of_mean(first, second, Draws(cluster))
    return {"change": found.value, "low": found.low, "high": found.high}
