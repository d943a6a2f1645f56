"""Calibrate parameter draws to the historical record in two stages: war, then negotiations.

Stage 1 moves prior draws towards the record of the war by tempered sequential Monte Carlo (see
`smc`) with a synthetic likelihood (see `likelihood`). Stage 2 weights them by how often deals are
signed and how long they last in many worlds of each draw, then resamples and jitters them, so that
all posterior draws differ. Parameters that are not calibrated are drawn again in every world, so
the result does not depend on their values. No world shares a random stream with a run. Quantities
that hardly differ between draws, like the age at which deals break, carry no weight and are only
reported."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulator.analysis import likelihood, smc
from simulator.analysis.readings import take_readings, unknown_metric
from simulator.ensemble.design import design_of_worlds
from simulator.ensemble.posterior_draws import PosteriorDraws, write
from simulator.ensemble.results_folder import as_results_error
from simulator.ensemble.rules_hash import version
from simulator.model.random_streams import RandomStreams
from simulator.scenario.priors import normal_share, standard_normal
from simulator.scenario.targets import Target, Targets

FIRST_STREAM = 1_000_000_000  # stream of the first world; runs use small numbers
WORLDS_STAGE_1 = 8  # worlds per draw in stage 1
WORLDS_POOLED = 16  # worlds per draw where only all draws together are reported
JITTER = 0.1  # share of the variance of posterior draws that comes from their jitter
BINS = 12  # bars of a histogram


@dataclass(frozen=True)
class SimulatedTarget:
    """Value of a target over all draws together; None where a field does not apply.

    passed       the value is within the target's ends, and a hazard falls with age
    low, high    10th and 90th percentile across draws
    cases        number of deals observed, if the target is how long they last
    hazard_...   breaks per week in the first and in the last quarter of the time
    """

    value: float
    passed: bool
    low: float | None = None
    high: float | None = None
    cases: int | None = None
    hazard_early: float | None = None
    hazard_late: float | None = None


@dataclass(frozen=True)
class TargetFit:
    """A target, simulated with the prior draws and with the posterior draws."""

    target: Target
    prior: SimulatedTarget
    posterior: SimulatedTarget

    @property
    def is_share(self):
        """True if its values are shares of worlds."""
        return self.target.reading.how in ("ever", "lasts")


@dataclass(frozen=True)
class ParameterFit:
    """Prior and posterior of a parameter.

    distribution      its prior as text
    prior, posterior  medians
    sd_ratio          standard deviation of the posterior over that of the prior, in quantiles of
                      the prior
    ks_distance       Kolmogorov-Smirnov distance between the two distributions
    informed          True if the distance is larger than sampling noise explains
    bins              {"edges", "prior", "posterior": share in each bar}
    """

    distribution: str
    prior: float
    posterior: float
    sd_ratio: float
    ks_distance: float
    informed: bool
    bins: dict


@dataclass(frozen=True)
class Calibration:
    """Posterior draws and how they were made.

    columns                {path: (N,)} values of the calibrated parameters
    prior, posterior       (F, N) draws, as quantiles of the prior
    effective_sample_size  of the weights in stage 2
    steps                  steps of stage 1, see `smc`
    fits                   {id: TargetFit}
    """

    targets: Targets
    seed: int
    columns: dict
    prior: np.ndarray
    posterior: np.ndarray
    effective_sample_size: float
    steps: list
    fits: dict[str, TargetFit]

    @property
    def draws(self):
        """Number of posterior draws."""
        return self.posterior.shape[1]

    @property
    def threshold(self):
        """Kolmogorov-Smirnov distance exceeded in 1% of cases by sampling noise alone, at this
        effective sample size."""
        return max(0.05, 1.63 / float(np.sqrt(self.effective_sample_size)))

    @cached_property
    def factors(self):
        """{path: ParameterFit} of the calibrated parameters."""
        pairs = zip(self.targets.factors, self.posterior, strict=True)
        return {path: _parameter_fit(self, path, quantiles) for path, quantiles in pairs}


class Simulator:
    """Simulate parameter draws in new worlds and take the readings of targets."""

    def __init__(self, targets, seed, jobs, listener):
        self.targets, self.seed, self.jobs, self.listener = targets, seed, jobs, listener
        self.next_stream = FIRST_STREAM

    def values(self, quantiles):
        """{path: (N,)} of quantiles of the priors (F, N)."""
        return {
            path: self.targets.prior_quantile(path, row)
            for path, row in zip(self.targets.factors, quantiles, strict=True)
        }

    def readings(self, targets, quantiles, worlds, report=False):
        """Readings of {id: Target}, each scenario run until its last reading: {name: (N,
        worlds)}."""
        if not targets:
            return {}
        readings: dict[str, dict] = {}
        for name, target in targets.items():
            of_scenario = readings.setdefault(target.scenario, {})
            form = self.targets.scenarios[target.scenario].form
            of_scenario |= target.reading.readings(name, form)
        scenarios = [self.targets.scenarios[name] for name in readings]
        values = self.values(quantiles)
        designs = [self.design(scenario, values, worlds) for scenario in scenarios]
        listener = self.listener if report else None
        columns_of = take_readings(
            scenarios, designs, [*readings.values()], self.seed, self.jobs, listener
        )
        shape = (quantiles.shape[1], worlds)
        return {
            name: columns[name].reshape(shape)
            for columns, names in zip(columns_of, readings.values(), strict=True)
            for name in names
        }

    def simulate_targets(self, quantiles):
        """Every target over all draws (F, N) together: {id: SimulatedTarget}."""
        war, talks = self.targets.of_stage(1), self.targets.of_stage(2)
        readings = self.readings(war, quantiles, WORLDS_STAGE_1) | self.readings(
            talks, quantiles, WORLDS_POOLED, report=True
        )
        return {
            name: simulated_target(name, row, readings) for name, row in self.targets.rows.items()
        }

    def design(self, resolved, values, worlds):
        """Experiment design with this many worlds per draw; parameters that are not calibrated are
        drawn again in each world."""
        columns = {path: np.repeat(column, worlds) for path, column in values.items()}
        count, first = worlds * len(next(iter(values.values()))), self.next_stream
        self.next_stream += count
        return design_of_worlds(resolved, count, self.seed, first=first, fixed=columns)


def calibrate(targets, draws, worlds, seed, jobs, listener):
    """Posterior draws of the parameters that the targets name: Calibration. `worlds` is the number
    of worlds per draw in stage 2. Raises ScenarioError for a metric that a scenario lacks."""
    targets.places.refuse(_unknown_metrics(targets))
    simulator, streams = (
        Simulator(targets, seed, jobs, listener),
        RandomStreams(seed, np.arange(draws)),
    )
    prior = np.stack(
        [standard_normal(streams.uniform("draw", [path], 0)[0]) for path in targets.factors]
    )
    before, talks = simulator.simulate_targets(normal_share(prior)), targets.of_stage(2)
    particles = _fit_to_war(simulator, targets.of_stage(1), prior, streams, listener)
    listener.notify(
        f"Stage 2: {draws:,} draws x {worlds} worlds each; targets: {', '.join(talks) or 'none'}."
    )
    readings = simulator.readings(talks, normal_share(particles.scores), worlds, report=True)
    weights = smc.normalise_weights(_log_weights_of_talks(talks, readings, particles.scores))
    start = streams.uniform("kept", ["talks"], 0)[0][0]
    noise = streams.normal("moved", [f"apart.{path}" for path in targets.factors], 0)
    posterior = normal_share(smc.liu_west_jitter(particles.scores, weights, start, noise, JITTER))
    listener.notify("Simulating the targets with the posterior draws, in new worlds.")
    after = simulator.simulate_targets(posterior)
    return Calibration(
        targets, seed, simulator.values(posterior), normal_share(prior), posterior,
        smc.effective_sample_size(weights), particles.steps,
        {name: TargetFit(row, before[name], after[name]) for name, row in targets.rows.items()},
    )  # fmt: skip


def _unknown_metrics(targets):
    """(path, message) for each target whose scenario lacks a metric of its reading."""
    for name, row in targets.rows.items():
        resolved = targets.scenarios[row.scenario]
        for reading in row.reading.readings(name, resolved.form).values():
            if message := unknown_metric(resolved, reading.of):
                yield ("targets", name, "reading"), message


def _fit_to_war(simulator, targets, prior, streams, listener):
    """Stage 1: ParticleSet fitted to the record of the war; the prior if stage 1 has no target."""
    if not targets:
        return smc.ParticleSet(prior, np.zeros(prior.shape[1]))
    low, high = np.array([target.band for target in targets.values()]).T
    synthetic = likelihood.SyntheticLikelihood(
        0.5 * (low + high), 0.5 * (high - low) / likelihood.Z90
    )

    def log_likelihood_of(scores):
        readings = simulator.readings(targets, normal_share(scores), WORLDS_STAGE_1)
        return synthetic.log_likelihood(np.stack([readings[name] for name in targets]))

    def report(step):
        listener.notify(
            f"Stage 1: temperature {step['temperature']:.2f} of 1,"
            f" acceptance rate {100 * step['acceptance_rate']:.0f}%"
        )

    return smc.tempered_smc(log_likelihood_of, prior, streams, report)


def _log_weights_of_talks(targets, readings, scores):
    """Stage 2: log weight of each draw, (N,)."""
    total = np.zeros(scores.shape[1])
    for name, target in targets.items():
        if target.reading.how == "lasts":
            waits, broken, draw = durations(name, readings)
            total += likelihood.log_likelihood_of_durations(
                waits, broken, draw, scores, target.band, target.reading.weeks
            )
            continue
        log_density = (
            likelihood.rate_at_most(target.at_most)
            if target.at_most
            else likelihood.rate_by_bands(target.count, target.others)
        )
        happened, worlds = readings[name].sum(axis=1), readings[name].shape[1]
        total += likelihood.log_likelihood_of_counts(happened, worlds, log_density)
    return total


def durations(name, readings):
    """Weeks observed, whether it then ended, and draw, of each world in which it began: three
    (n,)."""
    weeks, ended = readings[f"{name}.weeks"], readings[f"{name}.ended"] > 0
    draw, world = np.nonzero(weeks > 0)
    broken = ended[draw, world]
    # a deal that still lasts has been at risk one week less than it was observed
    return weeks[draw, world] - ~broken, broken, draw


def simulated_target(name, target, readings):
    """Value of a target over all draws together: SimulatedTarget."""
    (low, high), kind, more, falls = target.ends, target.reading.how, {}, True
    if kind == "lasts":
        waits, broken, _ = durations(name, readings)
        weeks = target.reading.weeks
        value = np.prod(1.0 - likelihood.hazards(waits, broken, np.arange(1, weeks + 1)))
        early = _hazard(waits, broken, 0, weeks // 4)
        late = _hazard(waits, broken, 3 * weeks // 4, weeks)
        more = {"cases": len(waits), "hazard_early": early, "hazard_late": late}
        falls = early > late
    elif kind == "ever":
        value = readings[name].mean()
    else:
        value = np.median(readings[name])
        ends = np.quantile(np.median(readings[name], axis=1), [0.1, 0.9]).tolist()
        more = dict(zip(("low", "high"), ends, strict=True))
    return SimulatedTarget(float(value), bool(low <= value <= high and falls), **more)


def _hazard(waits, broken, begin, end):
    """Breaks per week at risk between two ages, in weeks."""
    risk = np.sum(np.clip(waits - begin, 0, end - begin))
    return float(np.sum(broken & (waits > begin) & (waits <= end)) / max(risk, 1))


def as_dict(calibration):
    """Fit of the targets, and prior and posterior of each parameter, as plain values for JSON."""
    targets = {
        name: {
            "title": row.target.title, "stage": row.target.stage, "scenario": row.target.scenario,
            "band": list(row.target.ends), "source": row.target.source, "grade": row.target.grade,
            "is_share": row.is_share, "prior": _fields(row.prior),
            "posterior": _fields(row.posterior),
        }
        for name, row in calibration.fits.items()
    }  # fmt: skip
    return {
        "main": calibration.targets.main, "draws": calibration.draws, "seed": calibration.seed,
        "effective_sample_size": float(calibration.effective_sample_size),
        "threshold": calibration.threshold, "steps": calibration.steps, "targets": targets,
        "factors": {path: vars(row) for path, row in calibration.factors.items()},
    }  # fmt: skip


def _fields(simulated):
    values = {key: value for key, value in vars(simulated).items() if value is not None}
    return values | {"pass": values.pop("passed")}


def _parameter_fit(calibration, path, quantiles):
    """ParameterFit of a parameter whose posterior draws are these quantiles (N,) of its prior."""
    from scipy.stats import kstest

    quantiles, targets = np.sort(quantiles), calibration.targets
    distance = float(kstest(quantiles, "uniform", method="asymp").statistic)
    low, median, high = targets.prior_quantile(path, np.array([0.005, 0.5, 0.995]))
    edges = np.linspace(low, high, BINS + 1)
    bins = {
        "edges": edges.tolist(),
        "prior": _shares(targets.prior_quantile(path, (np.arange(4000) + 0.5) / 4000), edges),
        "posterior": _shares(calibration.columns[path], edges),
    }
    return ParameterFit(
        distribution=targets.prior(path).prior_text,
        prior=float(median),
        posterior=float(np.median(calibration.columns[path])),
        sd_ratio=float(np.std(quantiles) * np.sqrt(12.0)),
        ks_distance=distance,
        informed=distance > calibration.threshold,
        bins=bins,
    )


def _shares(values, edges):
    """Share of values in each bar."""
    counts, _ = np.histogram(values.clip(edges[0], edges[-1]), edges)
    return (counts / len(values)).tolist()


def write_draws(calibration, path):
    """Write the posterior draws to a Parquet file; its folder is created if needed."""
    targets = calibration.targets
    priors = {name: targets.prior(name).prior_text for name in calibration.columns}
    main = targets.scenarios[targets.main]
    main_priors = {
        name: parameter.prior_text
        for name in calibration.columns
        if (parameter := main.parameters.get(name))
    }
    about = {"main": targets.main, "seed": calibration.seed, "targets": list(targets.rows)}
    draws = PosteriorDraws(
        calibration.columns,
        priors,
        main_priors,
        main.form.talks.rule,
        version(main.form.talks.rule),
    )
    with as_results_error(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, draws, about)
