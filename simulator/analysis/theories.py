"""The same question under rival readings and with each mechanism taken out: what each breaks, and
which effects change their sign."""

from dataclasses import dataclass

from simulator.analysis.backtest import plan_runs, rows_of
from simulator.analysis.check_statistics import OF_VALUES, bootstrap, interval
from simulator.analysis.readings import job_of, run_jobs, unknown_metric
from simulator.scenario.checks import Run
from simulator.scenario.errors import refuse
from simulator.scenario.readings import Reading

# what is asked of a scenario against the base: {label: (metric, how it is read, its number)}
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
    """The paired difference of a number between two runs, with its 95% interval; `sign` is "0"
    where it is not beyond chance."""

    median: float
    low: float
    high: float
    sign: str


@dataclass(frozen=True)
class Under:
    """What holds under a theory: checks that fail, those that it breaks and mends, {"SCENARIO:
    EFFECT": Effect}, and of those that turn the signs [before, under it]."""

    id: str
    label: str
    failed: list
    broken: list
    mended: list
    effects: dict
    turned: dict


def theories(rivals, checks, places, base, others, worlds, seed=2016, jobs=None, listener=None):
    """What breaks and what turns under each theory, the model as it is first: [Under].

    rivals  {id: Theory}
    checks  {id: Check} held against the record under each
    listener  a Listener, told which theory's turn it is
    """
    told: list[Under] = []
    for name, rival in {"as_it_is": None, **rivals}.items():
        words = rival.label if rival else AS_IT_IS
        if listener:
            listener.say(f"{len(told)} of {len(rivals)}: {words}")
        under = {key: _check(rival, check) for key, check in checks.items()}
        planned, asked = plan_runs(under, places, worlds)
        runs = {one: _with_theory(rival, Run(scenario=one)) for one in (base, *others)}
        jobs_of = {one: _asked(planned, run, worlds) for one, run in runs.items()}
        run_jobs(planned.values(), seed, jobs, listener)
        failed = [row.id for row in rows_of(under, asked) if not row.verdict.passed]
        effects = {
            f"{other}: {label}": _effect(label, jobs_of[other], jobs_of[base])
            for other in others
            for label in EFFECTS
        }
        told.append(_under(name, words, failed, effects, told))
    return told


def _under(name, label, failed, effects, told):
    """A theory against the model as it is, the first that was told."""
    usual, known = (told[0].failed, told[0].effects) if told else (failed, effects)
    broken = [key for key in failed if key not in usual]
    mended = [key for key in usual if key not in failed]
    signs = {key: [known[key].sign, one.sign] for key, one in effects.items()}
    turned = {key: pair for key, pair in signs.items() if pair[0] != pair[1]}
    return Under(name, label, failed, broken, mended, effects, turned)


def _with_theory(rival, run):
    return rival.of(run) if rival else run


def _check(rival, check):
    """A check whose runs all follow a theory."""
    if check.grid:
        return check
    runs = {name: _with_theory(rival, run) for name, run in check.all_runs.items()}
    return check.model_copy(update={"runs": runs} if check.runs else {"run": runs["it"]})


def _asked(jobs, run, worlds):
    """The job that reads what all effects need of a run. Raises ScenarioError."""
    job = job_of(jobs, run.scenario, worlds, run.settings())
    for label, (of, how, _) in EFFECTS.items():
        if lost := unknown_metric(job.resolved, of):
            refuse(run.scenario, lost)
        job.request("effects", {label: Reading(of, how, 0, job.resolved.form.weeks - 1)})
    return job


def _effect(label, other, base):
    """The Effect of a label in EFFECTS, of two jobs carried out."""
    number = OF_VALUES[EFFECTS[label][-1]]
    there, here = (job.columns_of("effects", EFFECTS) for job in (other, base))

    def gap(chosen):
        return [number(there[label][chosen]) - number(here[label][chosen])]

    (value,), resamples = bootstrap(here["draw"], gap)
    low, high = interval(resamples[:, 0])
    return Effect(float(value), low, high, SIGNS[int(low > 0.0) - int(high < 0.0)])
