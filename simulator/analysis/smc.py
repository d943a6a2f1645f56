"""Tempered sequential Monte Carlo: move parameter draws from the prior to the posterior. Used by
`calibration`.

The likelihood is raised to a temperature that grows from 0 to 1 (Neal 2001), each time as far as
the effective sample size allows. Draws are then resampled by weight and moved by Metropolis steps
(Del Moral, Doucet and Jasra 2006). They move as standard normal scores, with proposals that leave
the prior unchanged (Cotter and others 2013): no draw leaves the support of its prior, and only the
likelihood decides which proposals are accepted."""

from dataclasses import dataclass, field

import numpy as np

LEAST_SAMPLE_SIZE = 0.5  # effective sample size after a rise in temperature, as a share of draws
MOVES = 3  # proposals for every draw after each rise in temperature
LAST_MOVES = 6  # and after the last
TARGET_ACCEPTANCE = 0.25  # acceptance rate to which the length of steps is tuned
HALVINGS = 40  # in the search for the next temperature


@dataclass
class ParticleSet:
    """Parameter draws with their log-likelihoods.

    scores          (F, N)  standard normal scores, a row for each parameter
    log_likelihood  (N,)    of each draw
    steps           [{"temperature", "effective_sample_size", "acceptance_rate"}] of each rise in
                    temperature
    """

    scores: np.ndarray
    log_likelihood: np.ndarray
    steps: list = field(default_factory=list)


def tempered_smc(log_likelihood_of, scores, streams, report=lambda step: None):
    """Draws from the posterior: ParticleSet.

    log_likelihood_of  scores (F, N) -> log-likelihood (N,), which may be a noisy estimate
    scores             (F, N)  draws from the prior
    streams            RandomStreams for as many worlds as there are draws
    report             called with each entry of `steps`
    """
    particles = ParticleSet(scores, log_likelihood_of(scores))
    temperature, tries, step = 0.0, 0, 0.5
    factors = [str(f) for f in range(len(scores))]
    while temperature < 1.0:
        rise = next_temperature_step(particles.log_likelihood, 1.0 - temperature)
        weights = normalise_weights(rise * particles.log_likelihood)
        rows = systematic_resample(weights, streams.uniform("kept", ["draws"], tries)[0][0])
        particles.scores = particles.scores[:, rows]
        particles.log_likelihood = particles.log_likelihood[rows]
        temperature += rise
        acceptance_rates = []
        for _ in range(LAST_MOVES if temperature >= 1.0 else MOVES):
            noise = streams.normal("moved", factors, tries)
            uniform = streams.uniform("taken", ["draws"], tries)[0]
            acceptance_rates.append(
                _move(particles, temperature, step, noise, uniform, log_likelihood_of)
            )
            step = float(
                np.clip(step * np.exp(acceptance_rates[-1] - TARGET_ACCEPTANCE), 0.05, 0.95)
            )
            tries += 1
        particles.steps.append(
            {
                "temperature": temperature,
                "effective_sample_size": effective_sample_size(weights),
                "acceptance_rate": float(np.mean(acceptance_rates)),
            }
        )
        report(particles.steps[-1])
    return particles


def _move(particles, temperature, step, noise, uniform, log_likelihood_of):
    """Propose one step for every draw and apply those accepted; returns the acceptance rate."""
    proposals = np.sqrt(1.0 - step**2) * particles.scores + step * noise
    proposed = log_likelihood_of(proposals)
    accepted = np.log(uniform) < temperature * (proposed - particles.log_likelihood)
    particles.scores = np.where(accepted, proposals, particles.scores)
    particles.log_likelihood = np.where(accepted, proposed, particles.log_likelihood)
    return float(accepted.mean())


def next_temperature_step(log_likelihood, most):
    """Largest rise in temperature, up to `most`, that keeps the effective sample size at
    LEAST_SAMPLE_SIZE of the draws.

    >>> next_temperature_step(np.zeros(8), 0.4)
    0.4
    """

    def is_large_enough(rise):
        size = effective_sample_size(normalise_weights(rise * log_likelihood))
        return size >= LEAST_SAMPLE_SIZE * len(log_likelihood)

    if is_large_enough(most):
        return most
    low, high = 0.0, most
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if is_large_enough(middle) else (low, middle)
    return max(low, 1e-6)


def normalise_weights(log_weights):
    """Weights that sum to one, from their logs.

    >>> normalise_weights(np.log(np.array([1.0, 3.0])))
    array([0.25, 0.75])
    """
    weights = np.exp(log_weights - np.max(log_weights))
    return weights / weights.sum()


def effective_sample_size(weights):
    """Number of equally weighted draws with the same precision, after Kish; weights sum to one.

    >>> float(effective_sample_size(np.array([0.5, 0.5, 0.0])))
    2.0
    """
    return 1.0 / np.sum(weights**2)


def systematic_resample(weights, start):
    """Indices of resampled draws, as many as there are, evenly spaced in the cumulative weights.

    start  0..1, offset of the first

    >>> systematic_resample(np.array([0.5, 0.0, 0.5, 0.0]), 0.5)
    array([0, 0, 2, 2])
    """
    points = (np.arange(len(weights)) + start) / len(weights)
    return np.searchsorted(np.cumsum(weights), points, side="right").clip(0, len(weights) - 1)


def liu_west_jitter(scores, weights, start, noise, share):
    """Resample draws by weight and jitter them so that all differ; their mean and covariance do not
    change (Liu and West 2001).

    scores   (F, N)
    weights  (N,)    sum to one
    start    0..1    of the systematic resampling
    noise    (F, N)  standard normal
    share    of the variance that comes from the jitter
    returns  (F, N)
    """
    chosen = scores[:, systematic_resample(weights, start)]
    mean = np.sum(weights * scores, axis=1, keepdims=True)
    gaps = scores - mean
    root = np.linalg.cholesky((weights * gaps) @ gaps.T + 1e-9 * np.eye(len(scores)))
    return mean + np.sqrt(1.0 - share) * (chosen - mean) + np.sqrt(share) * (root @ noise)
