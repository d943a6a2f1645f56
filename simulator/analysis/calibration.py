"""Calibration: which draws of what is not known meet the record, in two stages.

Stage 1 leads draws from what is believed to the record of the war, by sequential Monte Carlo (see
smc) under a synthetic likelihood (see evidence). Stage 2 weighs what is left by what comes of talks
in many worlds of each draw; draws are then kept by weight and moved a little apart, so that all are
distinct. What is not calibrated is drawn anew in every world, so a draw is judged by what it says
alone. The worlds' luck is never that of a run. What falls alike in every draw, like the age at
which deals break, carries no weight and is only reported."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulator.analysis import likelihood, smc
from simulator.analysis.readings import taken
from simulator.ensemble.posterior_draws import PosteriorDraws, write
from simulator.ensemble.results_folder import told
from simulator.ensemble.rules_hash import version
from simulator.ensemble.world_design import design_of_worlds
from simulator.model.random_streams import RandomStreams
from simulator.scenario.priors import normal_share, standard_normal
from simulator.scenario.targets import Target, Targets

LUCK_OF_ITS_OWN = 1_000_000_000  # number of the first world: no run comes near
WORLDS_OF_WAR = 8  # worlds a draw in stage 1
FEWER = 16  # worlds a draw where only all draws together are told
APART = 0.1  # share of the variance by which kept draws are moved apart
BINS = 12  # bars of a distribution


@dataclass(frozen=True)
class Figures:
    """What draws together say of a target, None where it is not told.

    passed       it lies within the target's ends, and a hazard falls with age
    low, high    hold 10 to 90% of draws
    cases        worlds in which it began, of what lasts
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
    """A target, with what draws say of it as believed and as accepted."""

    target: Target
    before: Figures
    after: Figures

    @property
    def is_share(self):
        return self.target.reading.how in ("ever", "lasts")


@dataclass(frozen=True)
class Informed:
    """How far the record moved a number.

    belief            as text
    prior, posterior  middles
    spread            left, of the spread of belief
    moved             largest gap between the two distributions; informed: it is no chance
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
    """Draws accepted and how they came about.

    columns  {path: (N,)} values of the numbers calibrated
    before   (F, N) the draws of what was believed, as shares of belief; after: those accepted
    worth    equal draws that stage 2's weights are worth
    degrees  of stage 1, see smc
    targets  {id: Fitted}
    """

    targets_of: Targets
    seed: int
    columns: dict
    before: np.ndarray
    after: np.ndarray
    worth: float
    degrees: list
    targets: dict[str, Fitted]

    @property
    def draws(self):
        """How many were accepted."""
        return self.after.shape[1]

    @property
    def threshold(self):
        """What 1% of chance moves more than, of so many equal draws."""
        return max(0.05, 1.63 / float(np.sqrt(self.worth)))

    @cached_property
    def factors(self):
        """{path: Informed} of the numbers calibrated."""
        pairs = zip(self.targets_of.factors, self.after, strict=True)
        return {path: _informed(self, path, shares) for path, shares in pairs}


class Runs:
    """Runs draws of the factors in worlds of fresh luck and takes the readings of targets."""

    def __init__(self, targets, seed, jobs, heard):
        self.targets, self.seed, self.jobs, self.heard = targets, seed, jobs, heard
        self.next = LUCK_OF_ITS_OWN

    def values(self, shares):
        """{path: (N,)} of shares of belief (F, N)."""
        return {
            path: self.targets.drawn(path, share)
            for path, share in zip(self.targets.factors, shares, strict=True)
        }

    def of(self, rows, shares, worlds, loud=False):
        """Readings of rows {id: Target}, each scenario run as long as it is read: {name: (N,
        worlds)}."""
        if not rows:
            return {}
        readings: dict[str, dict] = {}
        for name, row in rows.items():
            own = readings.setdefault(row.scenario, {})
            own |= row.reading.readings(name, self.targets.scenarios[row.scenario].form)
        scenarios, values = [self.targets.scenarios[name] for name in readings], self.values(shares)
        tables, asked = [self.table(one, values, worlds) for one in scenarios], [*readings.values()]
        found = taken(scenarios, tables, asked, self.seed, self.jobs, self.heard if loud else None)
        shape = (shares.shape[1], worlds)
        return {
            name: columns[name].reshape(shape)
            for columns, own in zip(found, asked, strict=True)
            for name in own
        }

    def figures(self, shares):
        """What draws (F, N) together say of every target: {id: Figures}."""
        war, talks = self.targets.of_stage(1), self.targets.of_stage(2)
        found = self.of(war, shares, WORLDS_OF_WAR) | self.of(talks, shares, FEWER, loud=True)
        return {name: figures(name, row, found) for name, row in self.targets.rows.items()}

    def table(self, resolved, values, worlds):
        """The table of worlds: each draw in so many worlds; numbers that are not calibrated drawn
        anew in each."""
        given = {path: np.repeat(one, worlds) for path, one in values.items()}
        count, first = worlds * len(next(iter(values.values()))), self.next
        self.next += count
        return design_of_worlds(resolved, count, self.seed, first=first, given=given)


def calibrate(targets, draws, worlds, seed, jobs, heard):
    """Accepted draws of the numbers that the targets name: Calibrated. worlds: of each draw in
    stage 2."""
    runs, chance = Runs(targets, seed, jobs, heard), RandomStreams(seed, np.arange(draws))
    first = np.stack(
        [standard_normal(chance.uniform("draw", [path], 0)[0]) for path in targets.factors]
    )
    before, talks = runs.figures(normal_share(first)), targets.of_stage(2)
    tempered_smc = _led_to_war(runs, targets.of_stage(1), first, chance, heard)
    heard.say(
        f"Stage 2: {draws:,} draws in {worlds} worlds each, {', '.join(talks) or 'no target'}."
    )
    found = runs.of(talks, normal_share(tempered_smc.scores), worlds, loud=True)
    weights = smc.weighed(_weight_of_talks(talks, found, tempered_smc.scores))
    start = chance.uniform("kept", ["talks"], 0)[0][0]
    fresh = chance.normal("moved", [f"apart.{path}" for path in targets.factors], 0)
    accepted = normal_share(smc.liu_west_jitter(tempered_smc.scores, weights, start, fresh, APART))
    heard.say("What the accepted draws say of the targets, in worlds of fresh luck.")
    after = runs.figures(accepted)
    return Calibrated(
        targets, seed, runs.values(accepted), normal_share(first), accepted,
        smc.worth(weights), tempered_smc.degrees,
        {name: Fitted(row, before[name], after[name]) for name, row in targets.rows.items()},
    )  # fmt: skip


def _led_to_war(runs, rows, first, chance, heard):
    """Stage 1: draws led to the record of the war; as they were where no target is one of it."""
    if not rows:
        return smc.ParticleSet(first, np.zeros(first.shape[1]))
    low, high = np.array([row.band for row in rows.values()]).T
    levels = likelihood.Levels(0.5 * (low + high), 0.5 * (high - low) / likelihood.Z90)

    def log_likelihood_of(scores):
        found = runs.of(rows, normal_share(scores), WORLDS_OF_WAR)
        return levels.of(np.stack([found[name] for name in rows]))

    def tell(temperature):
        heard.say(
            f"Stage 1: {100 * temperature['degree']:.0f}% of the record let in, steps taken"
            f" {100 * temperature['taken']:.0f}%"
        )

    return smc.tempered_smc(log_likelihood_of, first, chance, tell)


def _weight_of_talks(rows, found, scores):
    """Stage 2: log weight of each draw, (N,)."""
    total = np.zeros(scores.shape[1])
    for name, row in rows.items():
        if row.reading.how == "lasts":
            waits, broken, draw = lasting(name, found)
            total += likelihood.log_likelihood_of_survival(
                waits, broken, draw, scores, row.band, row.reading.weeks
            )
            continue
        told = (
            likelihood.rate_at_most(row.at_most)
            if row.at_most
            else likelihood.rate_by_bands(row.count, row.others)
        )
        total += likelihood.of_rates(found[name].sum(axis=1), found[name].shape[1], told)
    return total


def lasting(name, found):
    """Of all worlds in which it began: weeks it was seen to last, whether it then ended, and of
    which draw it is."""
    weeks, ended = found[f"{name}.weeks"], found[f"{name}.ended"] > 0
    draw, world = np.nonzero(weeks > 0)
    broken = ended[draw, world]
    # of what still lasts, its first week says nothing yet
    return weeks[draw, world] - ~broken, broken, draw


def figures(name, row, found):
    """What draws together say of a target: Figures."""
    (low, high), kind, more, falls = row.ends, row.reading.how, {}, True
    if kind == "lasts":
        waits, broken, _ = lasting(name, found)
        weeks = row.reading.weeks
        value = np.prod(1.0 - likelihood.hazards(waits, broken, np.arange(1, weeks + 1)))
        early = _hazard(waits, broken, 0, weeks // 4)
        late = _hazard(waits, broken, 3 * weeks // 4, weeks)
        more = {"cases": len(waits), "hazard_early": early, "hazard_late": late}
        falls = early > late
    elif kind == "ever":
        value = found[name].mean()
    else:
        value = np.median(found[name])
        ends = np.quantile(np.median(found[name], axis=1), [0.1, 0.9]).tolist()
        more = dict(zip(("low", "high"), ends, strict=True))
    return Figures(float(value), bool(low <= value <= high and falls), **more)


def _hazard(waits, broken, begin, end):
    """Breaks a week at risk between two ages, in weeks."""
    risk = np.sum(np.clip(waits - begin, 0, end - begin))
    return float(np.sum(broken & (waits > begin) & (waits <= end)) / max(risk, 1))


def summary(made):
    """What a calibration found, as plain values for JSON: targets before and after, each number as
    believed and as accepted."""
    targets = {
        name: {
            "title": one.target.title, "stage": one.target.stage, "scenario": one.target.scenario,
            "band": list(one.target.ends), "source": one.target.source, "grade": one.target.grade,
            "share": one.is_share, "before": _plain(one.before), "after": _plain(one.after),
        }
        for name, one in made.targets.items()
    }  # fmt: skip
    return {
        "main": made.targets_of.main, "draws": made.draws, "seed": made.seed,
        "worth": float(made.worth), "threshold": made.threshold, "degrees": made.degrees,
        "targets": targets, "factors": {path: vars(one) for path, one in made.factors.items()},
    }  # fmt: skip


def _plain(figures):
    told = {key: value for key, value in vars(figures).items() if value is not None}
    return told | {"pass": told.pop("passed")}


def _informed(made, path, shares):
    """Informed of a number, of whose belief the accepted draws take these shares (N,)."""
    from scipy.stats import kstest

    shares, of = np.sort(shares), made.targets_of
    moved = float(kstest(shares, "uniform", method="asymp").statistic)
    low, middle, high = of.drawn(path, np.array([0.005, 0.5, 0.995]))
    edges = np.linspace(low, high, BINS + 1)
    bins = {
        "edges": edges.tolist(),
        "prior": _shares(of.drawn(path, (np.arange(4000) + 0.5) / 4000), edges),
        "posterior": _shares(made.columns[path], edges),
    }
    return Informed(
        belief=of.prior(path).belief,
        prior=float(middle),
        posterior=float(np.median(made.columns[path])),
        spread=float(np.std(shares) * np.sqrt(12.0)),
        moved=moved,
        informed=moved > made.threshold,
        bins=bins,
    )


def _shares(values, edges):
    counts, _ = np.histogram(values.clip(edges[0], edges[-1]), edges)
    return (counts / len(values)).tolist()


def keep(made, path):
    """Write the accepted draws to a Parquet file, the folder with it."""
    priors = {name: made.targets_of.prior(name).belief for name in made.columns}
    main = made.targets_of.scenarios[made.targets_of.main]
    usual = {name: number.belief for name in made.columns if (number := main.numbers.get(name))}
    about = {"main": made.targets_of.main, "seed": made.seed, "targets": list(made.targets_of.rows)}
    with told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write(
            path,
            PosteriorDraws(made.columns, priors, usual, main.form.talks.rule, version()),
            about,
        )
