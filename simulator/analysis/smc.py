"""Sequential Monte Carlo: draws of what is not known, led from what is believed to what a record
allows.

The record is let in by degrees (Neal 2001): each time as much of it as leaves half of the draws
worth keeping; then draws are kept by weight and moved (Del Moral, Doucet and Jasra 2006). They move
as standard normal scores, by steps under which the beliefs themselves would stay as they are
(Cotter and others 2013), so no draw leaves its belief's support and only the record decides which
step is taken."""

from dataclasses import dataclass, field

import numpy as np

WORTH = 0.5  # of the draws, what each degree of the record leaves
MOVES = 3  # tries to move every draw after each degree
LAST_MOVES = 6  # and after the last
TAKEN = 0.25  # share of tries taken at which steps have the right length
TIMES = 40  # halvings in the search for the next degree


@dataclass
class ParticleSet:
    """Draws led to the record.

    scores    (F, N)  standard normal scores, one row a factor
    evidence  (N,)    log of how well each draw meets the record
    degrees   [{"degree", "worth", "taken"}] how much of the record was let in, what that left,
              share of tries taken
    """

    scores: np.ndarray
    log_likelihood: np.ndarray
    degrees: list = field(default_factory=list)


def tempered_smc(log_likelihood_of, scores, chance, tell=lambda temperature: None):
    """Lead draws to a record: Led.

    log_likelihood_of  scores (F, N) -> log evidence (N,), which may itself be estimated by chance
    scores       (F, N)  draws of the beliefs
    chance       for as many worlds as there are draws
    tell         is told of each degree
    """
    now, temperature, tries, step = ParticleSet(scores, log_likelihood_of(scores)), 0.0, 0, 0.5
    factors = [str(f) for f in range(len(scores))]
    while temperature < 1.0:
        rise = next_rise(now.log_likelihood, 1.0 - temperature)
        weights = weighed(rise * now.log_likelihood)
        kept = resampled(weights, chance.uniform("kept", ["draws"], tries)[0][0])
        now.scores, now.log_likelihood, temperature = (
            now.scores[:, kept],
            now.log_likelihood[kept],
            temperature + rise,
        )
        taken = []
        for _ in range(LAST_MOVES if temperature >= 1.0 else MOVES):
            fresh = chance.normal("moved", factors, tries)
            dice = chance.uniform("taken", ["draws"], tries)[0]
            taken.append(_move(now, temperature, step, fresh, dice, log_likelihood_of))
            step = float(np.clip(step * np.exp(taken[-1] - TAKEN), 0.05, 0.95))
            tries += 1
        kept_worth, moved = worth(weights), float(np.mean(taken))
        now.degrees.append({"degree": temperature, "worth": kept_worth, "taken": moved})
        tell(now.degrees[-1])
    return now


def _move(now, temperature, step, fresh, dice, log_likelihood_of):
    """Try one step with every draw; the share taken."""
    tried = np.sqrt(1.0 - step**2) * now.scores + step * fresh
    there = log_likelihood_of(tried)
    yes = np.log(dice) < temperature * (there - now.log_likelihood)
    now.scores, now.log_likelihood = (
        np.where(yes, tried, now.scores),
        np.where(yes, there, now.log_likelihood),
    )
    return float(yes.mean())


def next_rise(log_likelihood, most):
    """How much more of the record leaves WORTH of the draws; at most what is left of it.

    >>> next_rise(np.zeros(8), 0.4)
    0.4
    """

    def leaves_enough(rise):
        return worth(weighed(rise * log_likelihood)) >= WORTH * len(log_likelihood)

    if leaves_enough(most):
        return most
    low, high = 0.0, most
    for _ in range(TIMES):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if leaves_enough(middle) else (low, middle)
    return max(low, 1e-6)


def weighed(log_weights):
    """Weights that add up to one, of their logs.

    >>> weighed(np.log(np.array([1.0, 3.0])))
    array([0.25, 0.75])
    """
    weights = np.exp(log_weights - np.max(log_weights))
    return weights / weights.sum()


def worth(weights):
    """How many equal draws these weights are worth, after Kish.

    >>> float(worth(np.array([0.5, 0.5, 0.0])))
    2.0
    """
    return 1.0 / np.sum(weights**2)


def resampled(weights, start):
    """Which draws are kept, and how often: as many as there are, evenly spaced through the weights
    from one start, 0 to 1.

    >>> resampled(np.array([0.5, 0.0, 0.5, 0.0]), 0.5)
    array([0, 0, 2, 2])
    """
    at = (np.arange(len(weights)) + start) / len(weights)
    return np.searchsorted(np.cumsum(weights), at, side="right").clip(0, len(weights) - 1)


def liu_west_jitter(scores, weights, start, fresh, share):
    """Draws kept by weight and then moved apart, so that no two are the same; their mean and
    covariance stay (Liu and West 2001).

    scores   (F, N)
    weights  (N,)    add up to one
    start    0..1    where the even spacing begins
    fresh    (F, N)  standard normal
    share    of the variance that the moving apart makes up
    returns  (F, N)
    """
    kept = scores[:, resampled(weights, start)]
    middle = np.sum(weights * scores, axis=1, keepdims=True)
    gaps = scores - middle
    root = np.linalg.cholesky((weights * gaps) @ gaps.T + 1e-9 * np.eye(len(scores)))
    return middle + np.sqrt(1.0 - share) * (kept - middle) + np.sqrt(share) * (root @ fresh)
