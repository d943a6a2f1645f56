"""The same question under rival readings and with each mechanism taken out: what each breaks, and
which effects change their sign."""

from simulator.analysis.backtest import plan, rows_of
from simulator.analysis.readings import carry_out, job_of, lost_metric
from simulator.analysis.verdict import OF_VALUES, interval, resampled
from simulator.model.reading import Reading
from simulator.scenario.checks import Run
from simulator.scenario.problems import refuse

# what is asked of a scenario against the base: {label: (metric, how it is read, its number)}
EFFECTS = {
    "violence": ("violence", "mean", "mean"),
    "truce void": ("not truce_in_force", "ever", "share"),
    "package signed": ("signed", "ever", "share"),
    "core concession": ("core_concession", "ever", "share"),
    "major concession": ("major_concession", "ever", "share"),
    "soft words": ("softening", "ever", "share"),
    "opposition attending": ("attending", "mean", "mean"),
    "government's land": ("government_gain", "last", "mean"),
}
SIGNS = {1: "+", 0: "0", -1: "−"}
AS_IT_IS = "the model as it is"


def theories(rivals, checks, places, base, others, worlds, seed=2016, jobs=None, heard=None):
    """What breaks and what turns under each theory, the model as it is first.

    returns  [{"id", "label", "failed", "broken", "mended", "effects", "turned"}]

    rivals  {id: Theory}
    checks  {id: Check} held against the record under each
    heard   a Listener, told which theory's turn it is
    """
    told: list[dict] = []
    for name, rival in {"as_it_is": None, **rivals}.items():
        words = rival.label if rival else AS_IT_IS
        if heard:
            heard.say(f"{len(told)} of {len(rivals)}: {words}")
        under = {key: _under(rival, check) for key, check in checks.items()}
        planned, asked = plan(under, places, worlds)
        runs = {one: _laid(rival, Run(scenario=one)) for one in (base, *others)}
        jobs_of = {one: _asked(planned, run, worlds) for one, run in runs.items()}
        carry_out(planned.values(), seed, jobs, heard)
        failed = [row.id for row in rows_of(under, asked) if not row.found.passed]
        effects = {
            f"{other}: {label}": _effect(label, jobs_of[other], jobs_of[base])
            for other in others
            for label in EFFECTS
        }
        before = told[0] if told else {"failed": failed, "effects": effects}
        told.append({"id": name, "label": words, **_changed(before, failed, effects)})
    return told


def _laid(rival, run):
    return rival.of(run) if rival else run


def _under(rival, check):
    """A check whose runs all follow a theory."""
    if check.grid:
        return check
    runs = {name: _laid(rival, run) for name, run in check.all_runs.items()}
    return check.model_copy(update={"runs": runs} if check.runs else {"run": runs["it"]})


def _asked(jobs, run, worlds):
    """The job that reads what all effects need of a run. Raises ScenarioError."""
    job = job_of(jobs, run.scenario, worlds, run.sets())
    for label, (of, how, _) in EFFECTS.items():
        if lost := lost_metric(job.resolved, of):
            refuse(run.scenario, lost)
        job.readings[f"effects/{label}"] = Reading(of, how, 0, job.resolved.form.weeks - 1)
    return job


def _effect(label, other, base):
    """The paired difference of a number between two runs with its 95% interval, and its sign where
    that is beyond chance."""
    number = OF_VALUES[EFFECTS[label][-1]]
    there, here = (job.of("effects", EFFECTS) for job in (other, base))

    def gap(chosen):
        return [number(there[label][chosen]) - number(here[label][chosen])]

    (value,), resamples = resampled(here["draw"], gap)
    low, high = interval(resamples[:, 0])
    sign = SIGNS[int(low > 0.0) - int(high < 0.0)]
    return {"median": float(value), "low": low, "high": high, "sign": sign}


def _changed(before, failed, effects):
    """What a theory breaks, mends and turns of what was so before."""
    signs = {key: [before["effects"][key]["sign"], one["sign"]] for key, one in effects.items()}
    return {
        "failed": failed,
        "broken": [key for key in failed if key not in before["failed"]],
        "mended": [key for key in before["failed"] if key not in failed],
        "effects": effects,
        "turned": {key: pair for key, pair in signs.items() if pair[0] != pair[1]},
    }
