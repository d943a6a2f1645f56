"""Calibrate parameter draws to the historical record in two stages: war, then negotiations.

Stage 1 moves prior draws to the record of the war by tempered sequential Monte Carlo (see `smc`)
with a synthetic likelihood (see `likelihood`). Stage 2 weights them by how often deals come and
last in many worlds of each draw, then resamples and jitters them, so that all posterior draws
differ. Parameters that are not calibrated are drawn anew in every world, so the result does not
depend on their values. No world shares a random stream with a run. What is the same in every draw,
like the age at which deals break, carries no weight and is only reported."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulator.analysis import likelihood, smc
from simulator.analysis.readings import taken as take_readings
from simulator.ensemble.design import design_of_worlds
from simulator.ensemble.posterior_draws import PosteriorDraws, write
from simulator.ensemble.results_folder import as_results_error
from simulator.ensemble.rules_hash import version
from simulator.model.random_streams import RandomStreams
from simulator.scenario.priors import normal_share, standard_normal
from simulator.scenario.targets import Target, Targets

FIRST_STREAM = 1_000_000_000  # stream of the first world: no run comes near
WORLDS_STAGE_1 = 8  # worlds per draw in stage 1
WORLDS_POOLED = 16  # worlds per draw where only all draws together are reported
JITTER = 0.1  # share of the variance of posterior draws that comes from their jitter
BINS = 12  # bars of a histogram


@dataclass(frozen=True)
class Figures:
    """A target simulated with all draws together; None where a field does not apply.

    passed       the value lies within the target's ends, and a hazard falls with age
    low, high    10th and 90th percentile across draws
    cases        number of deals observed, where the target is how long they last
    hazard_...   breaks a week in the first quarter of the time, and in the last
    """

    value: float
    passed: bool
    low: float | None = None
    high: float | None = None
    cases: int | None = None
    hazard_early: float | None = None
    hazard_late: float | None = None


@dataclass(frozen=True)
class Fitted:
    """A target, simulated with the prior draws and with the posterior draws."""

    target: Target
    before: Figures
    after: Figures

    @property
    def is_share(self):
        return self.target.reading.how in ("ever", "lasts")


@dataclass(frozen=True)
class Informed:
    """How far the record moved a parameter.

    belief            its prior as text
    prior, posterior  medians
    spread            of the posterior, as a share of that of the prior
    moved             largest gap between the two distributions (Kolmogorov-Smirnov)
    informed          the gap is larger than chance explains
    bins              {"edges", "prior", "posterior": share in each bar}
    """

    belief: str
    prior: float
    posterior: float
    spread: float
    moved: float
    informed: bool
    bins: dict


@dataclass(frozen=True)
class Calibrated:
    """Posterior draws and how they were made.

    columns                {path: (N,)} values of the parameters calibrated
    before, after          (F, N) prior and posterior draws, as quantiles of the prior
    effective_sample_size  of stage 2's weights
    degrees                steps of stage 1, see `smc`
    targets                {id: Fitted}
    """

    targets_of: Targets
    seed: int
    columns: dict
    before: np.ndarray
    after: np.ndarray
    effective_sample_size: float
    degrees: list
    targets: dict[str, Fitted]

    @property
    def draws(self):
        """Number of posterior draws."""
        return self.after.shape[1]

    @property
    def threshold(self):
        """Gap between distributions that chance exceeds in 1% of cases, at this sample size."""
        return max(0.05, 1.63 / float(np.sqrt(self.effective_sample_size)))

    @cached_property
    def factors(self):
        """{path: Informed} of the parameters calibrated."""
        pairs = zip(self.targets_of.factors, self.after, strict=True)
        return {path: _informed(self, path, quantiles) for path, quantiles in pairs}


class Simulator:
    """Run parameter draws in new worlds and take the readings of targets."""

    def __init__(self, targets, seed, jobs, listener):
        self.targets, self.seed, self.jobs, self.listener = targets, seed, jobs, listener
        self.next_stream = FIRST_STREAM

    def values(self, quantiles):
        """{path: (N,)} of quantiles of the priors (F, N)."""
        return {
            path: self.targets.drawn(path, row)
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
        tables = [self.design(scenario, values, worlds) for scenario in scenarios]
        listener = self.listener if report else None
        columns_of = take_readings(
            scenarios, tables, [*readings.values()], self.seed, self.jobs, listener
        )
        shape = (quantiles.shape[1], worlds)
        return {
            name: columns[name].reshape(shape)
            for columns, names in zip(columns_of, readings.values(), strict=True)
            for name in names
        }

    def figures(self, quantiles):
        """Every target simulated with all draws (F, N) together: {id: Figures}."""
        war, talks = self.targets.of_stage(1), self.targets.of_stage(2)
        readings = self.readings(war, quantiles, WORLDS_STAGE_1) | self.readings(
            talks, quantiles, WORLDS_POOLED, report=True
        )
        return {name: figures(name, row, readings) for name, row in self.targets.rows.items()}

    def design(self, resolved, values, worlds):
        """Experiment design of each draw in this many worlds; parameters that are not calibrated
        are drawn anew in each."""
        given = {path: np.repeat(column, worlds) for path, column in values.items()}
        count, first = worlds * len(next(iter(values.values()))), self.next_stream
        self.next_stream += count
        return design_of_worlds(resolved, count, self.seed, first=first, fixed=given)


def calibrate(targets, draws, worlds, seed, jobs, listener):
    """Posterior draws of the parameters that the targets name: Calibrated. worlds: of each draw in
    stage 2."""
    simulator, streams = (
        Simulator(targets, seed, jobs, listener),
        RandomStreams(seed, np.arange(draws)),
    )
    prior = np.stack(
        [standard_normal(streams.uniform("draw", [path], 0)[0]) for path in targets.factors]
    )
    before, talks = simulator.figures(normal_share(prior)), targets.of_stage(2)
    particles = _fit_to_war(simulator, targets.of_stage(1), prior, streams, listener)
    listener.say(
        f"Stage 2: {draws:,} draws in {worlds} worlds each, {', '.join(talks) or 'no target'}."
    )
    readings = simulator.readings(talks, normal_share(particles.scores), worlds, report=True)
    weights = smc.normalise_weights(_log_weights_of_talks(talks, readings, particles.scores))
    start = streams.uniform("kept", ["talks"], 0)[0][0]
    noise = streams.normal("moved", [f"apart.{path}" for path in targets.factors], 0)
    posterior = normal_share(smc.liu_west_jitter(particles.scores, weights, start, noise, JITTER))
    listener.say("Simulating the targets with the posterior draws, in new worlds.")
    after = simulator.figures(posterior)
    return Calibrated(
        targets, seed, simulator.values(posterior), normal_share(prior), posterior,
        smc.effective_sample_size(weights), particles.degrees,
        {name: Fitted(row, before[name], after[name]) for name, row in targets.rows.items()},
    )  # fmt: skip


def _fit_to_war(simulator, targets, prior, streams, listener):
    """Stage 1: ParticleSet fitted to the record of the war; the prior where no target is part of
    it."""
    if not targets:
        return smc.ParticleSet(prior, np.zeros(prior.shape[1]))
    low, high = np.array([target.band for target in targets.values()]).T
    synthetic = likelihood.SyntheticLikelihood(
        0.5 * (low + high), 0.5 * (high - low) / likelihood.Z90
    )

    def log_likelihood_of(scores):
        readings = simulator.readings(targets, normal_share(scores), WORLDS_STAGE_1)
        return synthetic.of(np.stack([readings[name] for name in targets]))

    def report(step):
        listener.say(
            f"Stage 1: temperature {step['degree']:.2f} of 1,"
            f" acceptance rate {100 * step['taken']:.0f}%"
        )

    return smc.tempered_smc(log_likelihood_of, prior, streams, report)


def _log_weights_of_talks(targets, readings, scores):
    """Stage 2: log weight of each draw, (N,)."""
    total = np.zeros(scores.shape[1])
    for name, target in targets.items():
        if target.reading.how == "lasts":
            waits, broken, draw = durations(name, readings)
            total += likelihood.log_likelihood_of_survival(
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
    """Of all worlds in which it began: weeks it was observed to last, whether it then ended, and
    its draw."""
    weeks, ended = readings[f"{name}.weeks"], readings[f"{name}.ended"] > 0
    draw, world = np.nonzero(weeks > 0)
    broken = ended[draw, world]
    # of what still lasts, its first week says nothing yet
    return weeks[draw, world] - ~broken, broken, draw


def figures(name, target, readings):
    """A target simulated with all draws together: Figures."""
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
    return Figures(float(value), bool(low <= value <= high and falls), **more)


def _hazard(waits, broken, begin, end):
    """Breaks per week at risk between two ages, in weeks."""
    risk = np.sum(np.clip(waits - begin, 0, end - begin))
    return float(np.sum(broken & (waits > begin) & (waits <= end)) / max(risk, 1))


def summary(calibrated):
    """Targets before and after, and each parameter's prior and posterior, as plain values for
    JSON."""
    targets = {
        name: {
            "title": row.target.title, "stage": row.target.stage, "scenario": row.target.scenario,
            "band": list(row.target.ends), "source": row.target.source, "grade": row.target.grade,
            "share": row.is_share, "before": _plain(row.before), "after": _plain(row.after),
        }
        for name, row in calibrated.targets.items()
    }  # fmt: skip
    return {
        "main": calibrated.targets_of.main, "draws": calibrated.draws, "seed": calibrated.seed,
        "worth": float(calibrated.effective_sample_size), "threshold": calibrated.threshold,
        "degrees": calibrated.degrees, "targets": targets,
        "factors": {path: vars(row) for path, row in calibrated.factors.items()},
    }  # fmt: skip


def _plain(figures):
    values = {key: value for key, value in vars(figures).items() if value is not None}
    return values | {"pass": values.pop("passed")}


def _informed(calibrated, path, quantiles):
    """Informed of a parameter whose posterior draws are these quantiles (N,) of its prior."""
    from scipy.stats import kstest

    quantiles, targets = np.sort(quantiles), calibrated.targets_of
    moved = float(kstest(quantiles, "uniform", method="asymp").statistic)
    low, median, high = targets.drawn(path, np.array([0.005, 0.5, 0.995]))
    edges = np.linspace(low, high, BINS + 1)
    bins = {
        "edges": edges.tolist(),
        "prior": _shares(targets.drawn(path, (np.arange(4000) + 0.5) / 4000), edges),
        "posterior": _shares(calibrated.columns[path], edges),
    }
    return Informed(
        belief=targets.prior(path).belief,
        prior=float(median),
        posterior=float(np.median(calibrated.columns[path])),
        spread=float(np.std(quantiles) * np.sqrt(12.0)),
        moved=moved,
        informed=moved > calibrated.threshold,
        bins=bins,
    )


def _shares(values, edges):
    """Share of values in each bar."""
    counts, _ = np.histogram(values.clip(edges[0], edges[-1]), edges)
    return (counts / len(values)).tolist()


def write_draws(calibrated, path):
    """Write the posterior draws to a Parquet file; its folder is created where needed."""
    targets = calibrated.targets_of
    priors = {name: targets.prior(name).belief for name in calibrated.columns}
    main = targets.scenarios[targets.main]
    usual = {
        name: number.belief for name in calibrated.columns if (number := main.numbers.get(name))
    }
    about = {"main": targets.main, "seed": calibrated.seed, "targets": list(targets.rows)}
    draws = PosteriorDraws(calibrated.columns, priors, usual, main.form.talks.rule, version())
    with as_results_error(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, draws, about)
