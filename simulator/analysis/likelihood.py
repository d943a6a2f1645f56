"""How well draws of what is not known meet a record, each seen in a few worlds of luck. All
evidence is a log, up to a constant.

A band is read as a 90% interval: its middle is the record, its half-width 1.645 standard deviations
of what the record does not say. Few worlds tell little of one draw, so each is judged together with
what all draws show."""

import numpy as np

Z90 = 1.6448536269514722
MEDIAN = np.pi / 2.0  # variance of the median of many over that of the mean
LIKE_USUAL = 8  # worlds that the usual spread of luck counts for, beside the draw's own
# log points by which one standard deviation of a number is believed to change how often deals break
SMALL = 0.2
STEPS = 20  # of Newton's method
LOG_ODDS = np.linspace(-25.0, 10.0, 701)
RATES = 1.0 / (1.0 + np.exp(-LOG_ODDS))


class Levels:
    """Evidence of amounts: a synthetic likelihood (Wood 2010), normal round a draw's own median.

    A band says where the median of worlds may lie, so it holds the record's own luck already. What
    is added is how far the median of few worlds may lie from that of many. How wide luck usually
    is, and how it moves the amounts together, is judged on the first draws given and then stays.

    record  (K,)  the middle of each band
    vague   (K,)  standard deviation of what the record does not say
    """

    def __init__(self, record, vague):
        self.record, self.vague = np.asarray(record), np.asarray(vague)
        self.usual = self.together = None

    def of(self, values):
        """Evidence of draws, (N,); values (K, N, R), R worlds of each draw."""
        worlds = values.shape[2]
        middle, gaps = np.median(values, axis=2), values - values.mean(axis=2, keepdims=True)
        own = np.sum(gaps**2, axis=2) / (worlds - 1)
        if self.usual is None:
            self.usual = np.median(own, axis=1, keepdims=True)
        wide = np.sqrt((LIKE_USUAL * self.usual + (worlds - 1) * own) / (LIKE_USUAL + worlds - 1))
        if self.together is None:
            self.together = np.atleast_2d(
                np.corrcoef((gaps / wide[:, :, None]).reshape(len(values), -1))
            )
        luck = MEDIAN / worlds * wide[:, None] * wide[None] * self.together[:, :, None]
        cover = np.moveaxis(luck, 2, 0) + np.diag(self.vague**2)
        gap = (self.record[:, None] - middle).T
        far = np.sum(gap * np.linalg.solve(cover, gap[:, :, None])[:, :, 0], axis=1)
        return -0.5 * (far + np.linalg.slogdet(cover)[1])


def of_rates(happened, worlds, told):
    """Evidence of draws under which something happened in so many worlds each, (N,).

    happened  (N,)  worlds
    worlds    of each draw
    told      log of what the record tells of rates, on the grid RATES
    """
    a, b = rates_fitted(happened, worlds)
    log_rate, log_rest = -np.log1p(np.exp(-LOG_ODDS)), -np.log1p(np.exp(LOG_ODDS))
    counts, of = np.unique(happened, return_inverse=True)
    belief = (a + counts)[:, None] * log_rate + (b + worlds - counts)[:, None] * log_rest
    return _averaged(belief, told)[of]


def rates_fitted(happened, worlds):
    """The beta distribution of rates among draws, by its moments, freed of the luck of few worlds:
    (a, b).

    >>> [float(round(x, 1)) for x in rates_fitted(np.array([2.0, 8.0, 5.0, 5.0]), 10)]
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
    """What classes of comparable episodes tell of a rate, on RATES: normal in log odds round their
    mean.

    The case is one more class: its log odds lie apart from the mean as those of the classes do from
    each other.

    counted  (how often it happened, in how many episodes)
    others   (low, high) between which the rates of other classes lie; their middle counts as one
             class
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
    """What a rate that was seen not to happen tells, on RATES: 90% of it below a bound."""
    return -0.5 * (RATES / (most / Z90)) ** 2


def log_likelihood_of_survival(waits, broken, draw, scores, band, weeks):
    """Evidence of draws under which what was signed lasts so many weeks in a share of cases that a
    band gives: (N,).

    waits   (n,)    weeks that each was seen to last, of all draws together
    broken  (n,)    whether it then broke
    draw    (n,)    of which draw it is
    scores  (F, N)  the draws
    A draw signs too little to tell how often its deals break: that is judged by how breaks hang on
    the draws' numbers."""
    steps = hazards(waits, broken, np.arange(1, weeks + 1))
    risk = np.concatenate([[0.0], np.cumsum(steps)])
    expected = np.bincount(draw, risk[np.minimum(waits, weeks).astype(int)], scores.shape[1])
    seen = np.bincount(draw, broken & (waits <= weeks), scores.shape[1])
    share = np.exp(-times_as_often(seen, expected, scores) * risk[-1])
    low, high = band
    return -0.5 * ((share - 0.5 * (low + high)) / (0.5 * (high - low) / Z90)) ** 2


def times_as_often(seen, expected, scores):
    """How many times as often as expected something happens in each draw, by Poisson regression on
    its numbers, (N,).

    seen, expected  (N,)    counts
    scores          (F, N)  standard normal; effects are believed to be small, normal round none
    """
    design = np.vstack([np.ones(scores.shape[1]), scores])
    ridge, effect = np.diag([1e-3, *np.full(len(scores), 1.0 / SMALL**2)]), np.zeros(len(design))
    for _ in range(STEPS):
        mean = expected * np.exp(np.clip(effect @ design, -5.0, 5.0))
        effect = effect + np.linalg.solve(
            (design * mean) @ design.T + ridge, design @ (seen - mean) - ridge @ effect
        )
    return np.exp(np.clip(effect @ design, -5.0, 5.0))


def hazards(waits, broken, ages):
    """Chance of breaking at each of these ages, of what had lasted until then, after Kaplan and
    Meier: (ages,).

    waits   (n,) how long each was seen to last
    broken  (n,) whether it then broke
    """
    waits, ended = np.sort(waits), np.sort(waits[broken])
    at_risk = len(waits) - np.searchsorted(waits, ages)
    breaks = np.searchsorted(ended, ages, "right") - np.searchsorted(ended, ages)
    return breaks / np.maximum(at_risk, 1)


def _averaged(belief, told):
    """Log of the mean of exp(told) under each row of log beliefs."""
    belief = belief - belief.max(axis=1, keepdims=True)
    share = np.exp(belief)
    top = told.max()
    return np.log(np.sum(share * np.exp(told - top), axis=1) / share.sum(axis=1) + 1e-300) + top
