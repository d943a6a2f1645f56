"""Running what the page asks for: scenarios read again when their files change, worlds run once and
remembered."""

from collections import OrderedDict
from functools import lru_cache, wraps
from threading import Lock

from simulator.analysis.experiments import RunOptions, asked_compare, study_of
from simulator.analysis.story import simulate_story, world_among
from simulator.ensemble.blocks import all_of, processors
from simulator.ensemble.pool import Pool, WorkerLostError
from simulator.model.expression_checks import check_expressions
from simulator.scenario import library
from simulator.scenario import read as read_file
from simulator.scenario.errors import ScenarioError

REPS = 10  # worlds that share a draw, as on the command line
REMEMBERED = 24  # scenarios and stories
# workers: more gain little, since a block of few worlds takes nearly as long as one of some hundred
MOST = 6


def _until_changed(make):
    """The same function with its answers remembered until the scenarios' folder or a file in it
    changes."""
    remembered = lru_cache(maxsize=64)(lambda _changed, *given: make(*given))
    return wraps(make)(lambda *given: remembered(_changed(), *given))


def _changed():
    """The folder of scenarios, and when it or a file in it changed last."""
    folder = library.here()
    return folder, max(path.stat().st_mtime_ns for path in (folder, *folder.glob("*.yaml")))


@_until_changed
def read(name, settings=()):
    """A scenario with what is set in it, read and checked as on the command line."""
    resolved = read_file(name, settings)
    check_expressions(resolved)
    return resolved


@_until_changed
def titles():
    """(id, title) of the scenarios at hand."""
    return [(name, title) for name, title, _, _ in library.at_hand(library.here())]


class Runner:
    """Runs worlds in workers that are kept, or in this process once workers are lost again and
    again, and remembers them."""

    def __init__(self, workers=None):
        self.pool = Pool(workers or min(processors(), MOST), "spawn")  # threads ask, so no fork
        self.lost, self.lock = False, Lock()
        self.memory: OrderedDict = OrderedDict()

    def study(self, scenarios, worlds, seed, command=()):
        """The study of a base and others on the same worlds, as `compare` makes it, kept in no
        folder.

        command  words of the command that gives the same
        """
        order = RunOptions(worlds=worlds, seed=seed, reps=REPS, command=command)
        asked = asked_compare(scenarios, order)
        names = [one.named("any").canonical() for one in asked.scenarios]
        names = [(name, asked.worlds, asked.seed) for name in names]
        return study_of(asked, self._remembered(names, lambda which: self._run(asked, which)))

    def story(self, resolved, world, seed):
        """Events of one world, its outcome and its part; see `story.simulate_story`."""
        name = resolved.canonical(), world, seed, "story"
        return self._remembered([name], lambda _: [simulate_story(resolved, world, seed, REPS)])[0]

    def _remembered(self, names, make):
        """What bears these names; make([n, ...]) makes what is not remembered. Of all that was made
        what was asked for last is kept."""
        with self.lock:
            known = {name: self.memory[name] for name in names if name in self.memory}
        lacking = {name: n for n, name in enumerate(names) if name not in known}
        if lacking:
            known |= dict(zip(lacking, make(list(lacking.values())), strict=True))
        with self.lock:
            for name in known:
                self.memory.pop(name, None)
            self.memory.update(known)
            while len(self.memory) > REMEMBERED:
                self.memory.popitem(last=False)
        return [known[name] for name in names]

    def _run(self, asked, which):
        """Worlds of some of the scenarios of a request, by their places in it."""
        each = asked.scenarios, asked.tables()
        scenarios, tables = ([rows[n] for n in which] for rows in each)
        if not self.lost:
            try:
                return all_of(scenarios, tables, asked.seed, pool=self.pool)
            except WorkerLostError:
                self.lost = True
        return all_of(scenarios, tables, asked.seed, jobs=1)


def world_of(study, number, wanted):
    """Number of the world that is told: the one named, or a typical one of an outcome or part; None
    where no world ends so."""
    if wanted.isdigit():
        return int(wanted)
    try:
        return world_among(study.scenarios[number], wanted, study.found[number].worlds)
    except ScenarioError:
        return None
