"""Runs the studies of the live page: scenarios are read again when their files change, and worlds
are run once and cached."""

from collections import OrderedDict
from functools import lru_cache, wraps
from threading import Lock

from simulator.analysis.requests import RunOptions, compare_request
from simulator.analysis.story import simulate_story, world_among
from simulator.analysis.study import study_of
from simulator.ensemble.blocks import processors, run_in_full
from simulator.ensemble.pool import Pool, WorkerLostError
from simulator.model.expression_checks import read_valid
from simulator.scenario import library
from simulator.scenario.errors import ScenarioError
from simulator.scenario.read import scenario_folders

REPS = 10  # worlds per parameter draw, as on the command line
CACHED = 24  # scenarios and stories
# workers: more gain little, since a block of few worlds takes nearly as long as one of some hundred
MOST = 6


def _until_changed(make):
    """Cache a function's results until the scenarios' folder or a file in it changes."""
    cached = lru_cache(maxsize=64)(lambda _last_change, *arguments: make(*arguments))
    return wraps(make)(lambda *arguments: cached(_last_change(), *arguments))


def _last_change():
    """The folders of scenarios and the time of the last change in them."""
    folders = [folder for folder in scenario_folders() if folder.is_dir()]
    files = (path for folder in folders for path in (folder, *folder.glob("*.yaml")))
    return tuple(folders), max(path.stat().st_mtime_ns for path in files)


@_until_changed
def read(name, settings=()):
    """Read and check a scenario with its settings, as on the command line."""
    return read_valid(name, settings)


@_until_changed
def titles():
    """(id, title) of the known scenarios."""
    return [(name, title) for name, title, _, _ in library.scenario_rows()]


class Runner:
    """Runs worlds in persistent worker processes, or in this process once workers were lost
    repeatedly, and caches the results."""

    def __init__(self, workers=None):
        self.pool = Pool(
            workers or min(processors(), MOST), "spawn"
        )  # called from threads, so no fork
        self.workers_lost, self.lock = False, Lock()
        self.memory: OrderedDict = OrderedDict()

    def study(self, scenarios, worlds, seed, command=()):
        """The study of a base and others on the same worlds, as `compare` runs it, stored in no
        folder.

        command  arguments of the command with the same result
        """
        options = RunOptions(worlds=worlds, seed=seed, reps=REPS, command=command)
        request = compare_request(scenarios, options)
        names = [resolved.with_id("any").canonical() for resolved in request.scenarios]
        names = [(name, request.worlds, request.seed) for name in names]
        return study_of(
            request, self._cached(names, lambda positions: self._run(request, positions))
        )

    def story(self, resolved, world, seed):
        """Events of one world, its outcome and its part; see `story.simulate_story`."""
        name = resolved.canonical(), world, seed, "story"
        return self._cached([name], lambda _: [simulate_story(resolved, world, seed, REPS)])[0]

    def _cached(self, names, make):
        """Results by their names; make([n, ...]) computes those not in the cache. The cache keeps
        the most recently requested."""
        with self.lock:
            cached = {name: self.memory[name] for name in names if name in self.memory}
        missing = {name: n for n, name in enumerate(names) if name not in cached}
        if missing:
            cached |= dict(zip(missing, make(list(missing.values())), strict=True))
        with self.lock:
            for name in cached:
                self.memory.pop(name, None)
            self.memory.update(cached)
            while len(self.memory) > CACHED:
                self.memory.popitem(last=False)
        return [cached[name] for name in names]

    def _run(self, request, positions):
        """Run worlds of some scenarios of a request, given by position."""
        each = request.scenarios, request.designs()
        scenarios, designs = ([rows[n] for n in positions] for rows in each)
        if not self.workers_lost:
            try:
                return run_in_full(scenarios, designs, request.seed, pool=self.pool)
            except WorkerLostError:
                self.workers_lost = True
        return run_in_full(scenarios, designs, request.seed, jobs=1)


def world_of(study, number, ending):
    """Number of the requested world: the given number, or the medoid world of an outcome or part;
    None where no world ends this way."""
    if ending.isdigit():
        return int(ending)
    try:
        return world_among(study.scenarios[number], ending, study.block_results[number].worlds)
    except ScenarioError:
        return None
