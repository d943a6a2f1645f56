"""Checks and effects under rival theories and with each mechanism switched off: which checks fail,
and which effects change sign."""

from dataclasses import dataclass

from simulator.analysis.backtest import plan_runs, rows_of
from simulator.analysis.check_statistics import OF_VALUES, bootstrap, interval
from simulator.analysis.readings import job_of, run_jobs, unknown_metric
from simulator.scenario.checks import Run
from simulator.scenario.errors import refuse
from simulator.scenario.readings import Reading

# effects of a scenario against the base: {label: (metric, how it is read, its statistic)}
EFFECTS = {
    "violence": ("violence", "mean", "mean"),
    "truce void": ("not truce_in_force", "ever", "share"),
    "package signed": ("signed", "ever", "share"),
    "core concession": ("core_concession", "ever", "share"),
    "major concession": ("major_concession", "ever", "share"),
    "softer public statements": ("softening", "ever", "share"),
    "opposition attending": ("attending", "mean", "mean"),
    "government's land": ("government_gain", "last", "mean"),
}
SIGNS = {1: "+", 0: "0", -1: "−"}
AS_IT_IS = "the model as it is"


@dataclass(frozen=True)
class Effect:
    """Paired difference of a statistic between two runs, with its 95% CI; `sign` is "0" where the
    CI includes 0."""

    median: float
    low: float
    high: float
    sign: str


@dataclass(frozen=True)
class TheoryResult:
    """Checks and effects under a theory.

    failed    ids of the checks that fail
    broken    those that pass without the theory
    fixed     checks that fail only without it
    effects   {"SCENARIO: EFFECT": Effect}
    reversed  signs [before, under the theory] of the effects whose sign it changes
    """

    id: str
    label: str
    failed: list
    broken: list
    fixed: list
    effects: dict
    reversed: dict


def theories(rivals, checks, places, base, others, worlds, seed=2016, jobs=None, listener=None):
    """[TheoryResult] under the model as it is, then under each theory.

    rivals    {id: Theory}
    checks    {id: Check} tested under each
    listener  Listener that receives the name of the theory being run
    """
    results: list[TheoryResult] = []
    for name, rival in {"as_it_is": None, **rivals}.items():
        label = rival.label if rival else AS_IT_IS
        if listener:
            listener.notify(f"{len(results)} of {len(rivals)}: {label}")
        under = {key: _check(rival, check) for key, check in checks.items()}
        planned, requests = plan_runs(under, places, worlds)
        runs = {id_: _with_theory(rival, Run(scenario=id_)) for id_ in (base, *others)}
        jobs_of = {id_: _effects_job(planned, run, worlds) for id_, run in runs.items()}
        run_jobs(planned.values(), seed, jobs, listener)
        failed = [row.id for row in rows_of(under, requests) if row.verdict.passed is False]
        effects = {
            f"{other}: {effect}": _effect(effect, jobs_of[other], jobs_of[base])
            for other in others
            for effect in EFFECTS
        }
        results.append(_result(name, label, failed, effects, results))
    return results


def _result(name, label, failed, effects, results):
    """TheoryResult of a theory against the first result, the model as it is."""
    usual = results[0] if results else TheoryResult(name, label, failed, [], [], effects, {})
    broken = [key for key in failed if key not in usual.failed]
    fixed = [key for key in usual.failed if key not in failed]
    signs = {key: [usual.effects[key].sign, effect.sign] for key, effect in effects.items()}
    reversed_ = {key: pair for key, pair in signs.items() if pair[0] != pair[1]}
    return TheoryResult(name, label, failed, broken, fixed, effects, reversed_)


def _with_theory(rival, run):
    return rival.of(run) if rival else run


def _check(rival, check):
    """Check with a theory applied to all its runs."""
    if check.grid:
        return check
    runs = {name: _with_theory(rival, run) for name, run in check.all_runs.items()}
    return check.model_copy(update={"runs": runs} if check.runs else {"run": runs["it"]})


def _effects_job(jobs, run, worlds):
    """Job that takes the readings of all effects from a run. Raises ScenarioError."""
    job = job_of(jobs, run.scenario, worlds, run.settings())
    for label, (of, how, _) in EFFECTS.items():
        if message := unknown_metric(job.resolved, of):
            refuse(run.scenario, message)
        job.request("effects", {label: Reading(of, how, 0, job.resolved.form.weeks - 1)})
    return job


def _effect(label, other, base):
    """Effect of a label in EFFECTS, from two jobs that have run."""
    statistic = OF_VALUES[EFFECTS[label][-1]]
    after, before = (job.columns_of("effects", EFFECTS) for job in (other, base))

    def gap(chosen):
        return [statistic(after[label][chosen]) - statistic(before[label][chosen])]

    (value,), resamples = bootstrap(before["draw"], gap)
    low, high = interval(resamples[:, 0])
    return Effect(float(value), low, high, SIGNS[int(low > 0.0) - int(high < 0.0)])
