"""Sizes of the mechanisms that the article argues: what a metric gains from each, in paired
worlds."""

import math
from dataclasses import dataclass

import numpy as np

from simulator.analysis.readings import job_of, run_jobs, unknown_metric
from simulator.analysis.statistics import Draws
from simulator.scenario.errors import refuse
from simulator.scenario.theories import read_theories

AS_ARGUED, OPPOSITE, NO_EFFECT, MISSING = (
    "as argued", "opposite", "no effect", "not in the model yet",
)  # fmt: skip
SMALLEST = 2.0  # standard errors below which a size is no effect
DIGITS = 3  # significant digits of the standard error that are kept


@dataclass(frozen=True)
class MechanismSize:
    """A mechanism with its size; None where the model does not have it.

    paragraphs   those of the article that argue it
    switch       id of the theory without it; "" where it is missing
    off          what that theory changes: a scenario to overlay, or settings
    metric       the metric and how it is read
    runs         the scenario in which it is measured, or the change between two
    size         mean over worlds of the metric with the mechanism less that without it
    error        standard error of the size, worlds clustered by parameter draw
    finding      AS_ARGUED, OPPOSITE, NO_EFFECT (a size below two standard errors) or MISSING
    note         why it is missing
    """

    id: str
    paragraphs: list
    label: str
    switch: str
    off: str
    runs: str
    metric: str
    expects: str
    size: float | None
    error: float | None
    finding: str
    note: str = ""


def mechanism_sizes(mechanisms, worlds, seed=2016, jobs=None, listener=None):
    """[MechanismSize] of {id: Mechanism}, in the order of the first paragraph that argues each.
    Raises ScenarioError for a metric that a scenario does not have."""
    theories = read_theories()
    planned: dict = {}
    measured = {name: m for name, m in mechanisms.items() if m.missing is None}
    jobs_of = {
        name: _jobs(planned, name, mechanism, theories[mechanism.switch], worlds)
        for name, mechanism in measured.items()
    }
    if planned:
        run_jobs(planned.values(), seed, jobs, listener)
    rows = [
        _measured(name, mechanism, theories[mechanism.switch], jobs_of[name])
        if name in measured
        else _missing(name, mechanism)
        for name, mechanism in mechanisms.items()
    ]
    return sorted(rows, key=lambda row: int(row.paragraphs[0][1:]))


def _jobs(planned, name, mechanism, theory, worlds):
    """[(Job with the mechanism, Job without it)] of `run`, and of `against` if there is one."""
    pairs = []
    for usual in mechanism.runs:
        pairs.append([_job(planned, name, mechanism, r, worlds) for r in (usual, theory.of(usual))])
    return pairs


def _job(planned, name, mechanism, run, worlds):
    """Job that takes the reading of a mechanism from a run."""
    job = job_of(planned, run.scenario, worlds, run.settings())
    if message := unknown_metric(job.resolved, mechanism.metric.of):
        refuse(run.scenario, message)
    job.request(name, {"value": mechanism.metric.resolve(job.resolved.form)})
    return job


def _measured(name, mechanism, theory, pairs):
    """MechanismSize from jobs that have run."""
    gains = [_gain(name, *pair) for pair in pairs]
    gap = gains[0] if len(gains) == 1 else gains[0] - gains[1]
    draws = Draws(pairs[0][0].columns["draw"])
    size, error = float(gap.mean()), math.sqrt(draws.variance(gap))
    finding = _finding(size, error, mechanism.expects)
    size, error = _rounded(size, error)
    runs = " against ".join(_run_in_words(run) for run in mechanism.runs)
    metric = f"{mechanism.metric.how} {mechanism.metric.of}"
    return MechanismSize(
        name, mechanism.paragraphs, mechanism.label, mechanism.switch, _off(theory), runs, metric,
        mechanism.expects, size, error, finding,
    )  # fmt: skip


def _gain(name, usual, without):
    """Metric with the mechanism less that without it, (n,); an event that never comes is at 0."""
    return np.subtract(
        *(job.columns_of(name, ["value"])["value"].astype(float) for job in (usual, without))
    )


def _off(theory):
    """The overlay of a theory, or its settings."""
    return theory.overlay or _settings(theory.set)


def _settings(values):
    return ", ".join(f"{path}={value}" for path, value in values.items())


def _run_in_words(run):
    """The scenario of a run and its settings."""
    return f"{run.scenario} with {_settings(run.set)}" if run.set else run.scenario


def _finding(size, error, expects):
    if abs(size) < SMALLEST * error or size == 0.0:
        return NO_EFFECT
    return AS_ARGUED if (size > 0.0) == (expects == "rises") else OPPOSITE


def _rounded(size, error):
    """Size and standard error with three significant digits of the error, the same on any
    machine."""
    if error == 0.0:
        return round(size, 6), 0.0
    digits = DIGITS - 1 - math.floor(math.log10(error))
    return round(size, digits), round(error, digits)


def _missing(name, mechanism):
    return MechanismSize(
        name, mechanism.paragraphs, mechanism.label, "", "", "", "", "", None, None, MISSING,
        mechanism.missing,
    )  # fmt: skip
