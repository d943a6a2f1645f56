"""Log-likelihoods of parameter draws, each simulated in a few worlds, up to a constant. Used by
`calibration`.

A band is a 90% interval: its middle is the recorded value, its half-width is 1.645 standard
deviations of the record's uncertainty. A few worlds are little data on a draw, so each estimate
pools information across all draws."""

import numpy as np

Z90 = 1.6448536269514722
MEDIAN = np.pi / 2.0  # variance of the median over that of the mean, in large normal samples
PRIOR_WORLDS = 8  # weight of the median variance over all draws, in worlds
# standard deviation, in log points, of the prior on how one parameter changes the break rate
EFFECT_SD = 0.2
STEPS = 20  # of Newton's method
LOG_ODDS = np.linspace(-25.0, 10.0, 701)
RATES = 1.0 / (1.0 + np.exp(-LOG_ODDS))


class SyntheticLikelihood:
    """Synthetic likelihood of amounts (Wood 2010): normal around each draw's own median.

    A band bounds the median over worlds, so it includes the random variation of the record. Added
    to it is the sampling error of a median of few worlds. The median variance of amounts and their
    correlation are estimated at the first call and then fixed.

    record       (K,)  middle of each band
    uncertainty  (K,)  standard deviation of the record
    """

    def __init__(self, record, uncertainty):
        self.record, self.uncertainty = np.asarray(record), np.asarray(uncertainty)
        self.median_variance = self.correlation = None

    def log_likelihood(self, values):
        """Log-likelihood of draws, (N,); values (K, N, R) of R worlds per draw."""
        worlds = values.shape[2]
        median, gaps = np.median(values, axis=2), values - values.mean(axis=2, keepdims=True)
        variance = np.sum(gaps**2, axis=2) / (worlds - 1)
        if self.median_variance is None:
            self.median_variance = np.median(variance, axis=1, keepdims=True)
        pooled = PRIOR_WORLDS * self.median_variance + (worlds - 1) * variance
        deviation = np.sqrt(pooled / (PRIOR_WORLDS + worlds - 1))
        if self.correlation is None:
            self.correlation = np.atleast_2d(
                np.corrcoef((gaps / deviation[:, :, None]).reshape(len(values), -1))
            )
        noise = (
            MEDIAN / worlds * deviation[:, None] * deviation[None] * self.correlation[:, :, None]
        )
        covariance = np.moveaxis(noise, 2, 0) + np.diag(self.uncertainty**2)
        gap = (self.record[:, None] - median).T
        distance = np.sum(gap * np.linalg.solve(covariance, gap[:, :, None])[:, :, 0], axis=1)
        return -0.5 * (distance + np.linalg.slogdet(covariance)[1])


def log_likelihood_of_counts(happened, worlds, log_density):
    """Log-likelihood of draws from the number of their worlds in which an event happened, (N,).

    happened     (N,)  number of worlds in which it happened
    worlds       number of worlds per draw
    log_density  log density of the rate according to the record, on the grid RATES
    """
    a, b = beta_moments(happened, worlds)
    log_rate, log_rest = -np.log1p(np.exp(-LOG_ODDS)), -np.log1p(np.exp(LOG_ODDS))
    counts, index = np.unique(happened, return_inverse=True)
    posterior = (a + counts)[:, None] * log_rate + (b + worlds - counts)[:, None] * log_rest
    return _log_mean(posterior, log_density)[index]


def beta_moments(happened, worlds):
    """Beta distribution of rates across draws, fitted by moments after removing the sampling noise
    of few worlds: (a, b).

    >>> [float(round(x, 1)) for x in beta_moments(np.array([2.0, 8.0, 5.0, 5.0]), 10)]
    [5.1, 5.1]
    """
    mean = np.clip(
        np.mean(happened) / worlds, 0.5 / worlds / len(happened), 1.0 - 0.5 / worlds / len(happened)
    )
    noise = mean * (1.0 - mean)
    true = (np.var(happened / worlds) * worlds - noise) / (worlds - 1)
    size = noise / np.clip(true, 1e-3 * noise, 0.95 * noise) - 1.0
    return mean * size, (1.0 - mean) * size


def rate_by_bands(counted, others):
    """Log density of a rate on RATES from groups of comparable episodes: normal in log odds around
    their mean.

    The case at hand is treated as a further group: its log odds differ from the mean as those of
    the groups differ from each other.

    counted  (number of events, number of episodes)
    others   (low, high) of the rates of other groups; their middle counts as a single group
    """
    happened, episodes = counted
    first, second = (
        np.log(happened / (episodes - happened)),
        np.mean([np.log(rate / (1.0 - rate)) for rate in others]),
    )
    error = 1.0 / happened + 1.0 / (episodes - happened)
    variance = 1.5 * 0.5 * (first - second) ** 2 + 0.25 * error
    return -0.5 * (LOG_ODDS - 0.5 * (first + second)) ** 2 / variance


def rate_at_most(most):
    """Log density on RATES of the rate of an event that never happened; 90% of it is below
    `most`."""
    return -0.5 * (RATES / (most / Z90)) ** 2


def log_likelihood_of_durations(waits, broken, draw, scores, band, weeks):
    """Log-likelihood of draws, (N,), from a band for the share of deals that last some weeks.

    waits   (n,)    weeks that each deal was observed, of all draws together
    broken  (n,)    whether it then broke
    draw    (n,)    its draw
    scores  (F, N)  standard normal scores of the draws

    A single draw has too few deals to estimate its break rate, so the rate is regressed on the
    parameters of the draws."""
    steps = hazards(waits, broken, np.arange(1, weeks + 1))
    risk = np.concatenate([[0.0], np.cumsum(steps)])
    expected = np.bincount(draw, risk[np.minimum(waits, weeks).astype(int)], scores.shape[1])
    breaks = np.bincount(draw, broken & (waits <= weeks), scores.shape[1])
    share = np.exp(-poisson_rate_ratio(breaks, expected, scores) * risk[-1])
    low, high = band
    return -0.5 * ((share - 0.5 * (low + high)) / (0.5 * (high - low) / Z90)) ** 2


def poisson_rate_ratio(counts, expected, scores):
    """Rate of each draw relative to the expected rate, by Poisson regression on its parameters,
    (N,).

    counts, expected  (N,)
    scores            (F, N)  standard normal; the prior of their effects is normal around zero
    """
    design = np.vstack([np.ones(scores.shape[1]), scores])
    ridge = np.diag([1e-3, *np.full(len(scores), 1.0 / EFFECT_SD**2)])
    effect = np.zeros(len(design))
    for _ in range(STEPS):
        mean = expected * np.exp(np.clip(effect @ design, -5.0, 5.0))
        effect = effect + np.linalg.solve(
            (design * mean) @ design.T + ridge, design @ (counts - mean) - ridge @ effect
        )
    return np.exp(np.clip(effect @ design, -5.0, 5.0))


def hazards(waits, broken, ages):
    """Kaplan-Meier hazards: probability of breaking at each age, among those that lasted until
    then, (ages,).

    waits   (n,) time that each was observed
    broken  (n,) whether it then broke
    """
    waits, ended = np.sort(waits), np.sort(waits[broken])
    at_risk = len(waits) - np.searchsorted(waits, ages)
    breaks = np.searchsorted(ended, ages, "right") - np.searchsorted(ended, ages)
    return breaks / np.maximum(at_risk, 1)


def _log_mean(log_posterior, log_density):
    """Log of the mean of exp(log_density) under each row of an unnormalised log posterior."""
    log_posterior = log_posterior - log_posterior.max(axis=1, keepdims=True)
    weight = np.exp(log_posterior)
    top = log_density.max()
    mean = np.sum(weight * np.exp(log_density - top), axis=1) / weight.sum(axis=1)
    return np.log(mean + 1e-300) + top
