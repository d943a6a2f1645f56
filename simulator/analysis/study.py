"""A study: scenarios read, run on the same worlds, digested, compared and kept."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from simulator.analysis.compare import compare, digest
from simulator.ensemble import results
from simulator.ensemble.blocks import run_tables
from simulator.ensemble.table import table_of_worlds
from simulator.model.check import check_expressions
from simulator.scenario import read
from simulator.scenario.problems import refuse

MOST_WORLDS = 10_000_000


@dataclass(frozen=True)
class Order:
    """How a study is to be carried out."""

    worlds: int = 1000
    seed: int | None = None
    reps: int = 1
    jobs: int | None = None
    out: Path = Path("results")
    command: tuple = ()

    def check(self):
        """Raise ScenarioError or ResultsError for what cannot be carried out."""
        if not 1 <= self.worlds <= MOST_WORLDS:
            refuse("--worlds", f"{self.worlds} is no number of worlds to run; give 1 to {MOST_WORLDS:,}")
        for name, value in (("--reps", self.reps), ("--jobs", 1 if self.jobs is None else self.jobs)):
            if value < 1:
                refuse(name, f"{value} is too few; give a whole number from 1")
        results.check_folder(self.out)


@dataclass(frozen=True)
class Study:
    """What came of it. The first scenario is the base; `differences` hold the others against it."""

    scenarios: list
    found: list
    digests: dict
    worlds: int
    seed: int
    differences: dict = field(default_factory=dict)
    folder: Path | None = None
    command: tuple = ()

    def summary(self):
        """Plain values for JSON."""
        told = {"scenarios": self.digests}
        return {**told, "differences": self.differences} if self.differences else told


def run_study(names, sets, order, progress=None):
    """Simulate scenarios, each for itself: a Study, kept in a folder."""
    order.check()
    study = _simulated(_named_apart([_read(name, sets) for name in names]), order, progress)
    return _kept("run", study, order)


def compare_study(base, others, sets, only, order, progress=None):
    """Simulate a base and others on the same worlds: a Study with differences, kept in a folder.

    sets  settings for all scenarios; only  settings for the others alone
    """
    order.check()
    scenarios = _named_apart([_read(base, sets), *(_read(name, [*sets, *only]) for name in others)])
    if len({(one.form.start, one.form.weeks) for one in scenarios}) > 1:
        refuse(others[0], "these scenarios do not run over the same weeks, so their worlds cannot be compared")
    study = _simulated(scenarios, order, progress)
    pairs = zip(scenarios[1:], study.found[1:], strict=True)
    differences = {one.id: compare(scenarios[0], one, study.found[0], found) for one, found in pairs}
    return _kept("compare", replace(study, differences=differences), order)


def _read(name, sets):
    resolved = read(name, sets)
    check_expressions(resolved)
    return resolved


def _named_apart(scenarios):
    """Scenarios that share an id get names of their own."""
    seen: dict[str, int] = {}
    named = []
    for one in scenarios:
        seen[one.id] = seen.get(one.id, 0) + 1
        if seen[one.id] > 1:
            one = replace(one, form=one.form.model_copy(update={"scenario": f"{one.id}_{seen[one.id]}"}))
        named.append(one)
    return named


def _simulated(scenarios, order, progress):
    seed = scenarios[0].form.seed if order.seed is None else order.seed
    tables = [table_of_worlds(one, order.worlds, seed, order.reps) for one in scenarios]
    found = run_tables(scenarios, tables, seed, order.jobs, done=progress)
    digests = {one.id: digest(one, part) for one, part in zip(scenarios, found, strict=True)}
    return Study(scenarios, found, digests, order.worlds, seed)


def _kept(verb, study, order):
    asked = results.Asked(verb, study.scenarios, order.worlds, study.seed, order.reps, list(order.command))
    return replace(study, folder=results.write(order.out, asked, study.found, study.summary()), command=order.command)
