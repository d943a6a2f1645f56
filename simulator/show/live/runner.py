"""Running what the page asks for: scenarios read again when their files change, worlds run once and
remembered."""

from collections import OrderedDict
from functools import lru_cache
from threading import Lock

from simulator.analysis.story import told, typical
from simulator.analysis.study import Order, asked_compare, study_of
from simulator.ensemble.blocks import all_of, processors
from simulator.ensemble.pool import Pool, WorkerLostError
from simulator.model.check import check_expressions
from simulator.scenario import catalogue
from simulator.scenario import read as read_file

REPS = 10  # worlds that share a draw, as on the command line
REMEMBERED = 24  # scenarios and stories
# workers: more gain little, since a block of few worlds takes nearly as long as one of some hundred
MOST = 6


def read(name, settings=()):
    """A scenario with what is set in it, read and checked as on the command line; read again once a
    file has changed."""
    return _read(str(name), tuple(settings), *_changed())


@lru_cache(maxsize=64)
def _read(name, settings, _folder, _latest):
    resolved = read_file(name, settings)
    check_expressions(resolved)
    return resolved


def titles():
    """(id, title) of the scenarios at hand."""
    return _titles(*_changed())


@lru_cache(maxsize=4)
def _titles(folder, _latest):
    return [(name, title) for name, title, _, _ in catalogue.at_hand(folder)]


def _changed():
    """The folder of scenarios, and when it or a file in it changed last."""
    folder = catalogue.here()
    return folder, max(path.stat().st_mtime_ns for path in (folder, *folder.glob("*.yaml")))


class Runner:
    """Runs worlds in workers that are kept, or in this process once workers are lost again and
    again, and remembers them."""

    def __init__(self, workers=None):
        self.pool, self.lost = (
            Pool(workers or min(processors(), MOST), "spawn"),
            False,
        )  # threads ask, so no fork
        self.memory: OrderedDict = OrderedDict()
        self.lock = Lock()

    def study(self, scenarios, worlds, seed, command=()):
        """The study of a base and others on the same worlds, as `compare` makes it, kept in no
        folder.

        command  words of the command that gives the same
        """
        asked = asked_compare(
            scenarios, Order(worlds=worlds, seed=seed, reps=REPS, command=command)
        )
        return study_of(asked, self._found(asked))

    def _found(self, asked):
        """Worlds of each scenario; only those not remembered are run."""
        names = [
            (one.named("any").canonical(), asked.worlds, asked.seed) for one in asked.scenarios
        ]
        with self.lock:
            known = {name: self.memory[name] for name in names if name in self.memory}
        lacking = {name: n for n, name in enumerate(names) if name not in known}
        if lacking:
            scenarios, tables = (
                [each[n] for n in lacking.values()] for each in (asked.scenarios, asked.tables())
            )
            known |= dict(zip(lacking, self._run(scenarios, tables, asked.seed), strict=True))
        self._remember(known)
        return [known[name] for name in names]

    def story(self, resolved, world, seed):
        """Events of one world, its class and its part; see `story.told`."""
        name = resolved.canonical(), world, seed, "story"
        known = self.memory.get(name) or told(resolved, world, seed, REPS)
        self._remember({name: known})
        return known

    def _remember(self, known):
        """Keep these, and of all the ones asked for last."""
        with self.lock:
            for name, found in known.items():
                self.memory.pop(name, None)
                self.memory[name] = found
            while len(self.memory) > REMEMBERED:
                self.memory.popitem(last=False)

    def _run(self, scenarios, tables, seed):
        if not self.lost:
            try:
                return all_of(scenarios, tables, seed, pool=self.pool)
            except WorkerLostError:
                self.lost = True
        return all_of(scenarios, tables, seed, jobs=1)


def world_of(study, number, wanted):
    """Number of the world that is told: the one named, or a typical one of a class or part; None
    where no world ends so."""
    if wanted.isdigit():
        return int(wanted)
    one, found = study.scenarios[number], study.found[number].worlds
    ids = {kind.id: (c, None) for c, kind in enumerate(one.form.classes)}
    ids |= {
        part.id: (c, p)
        for c, kind in enumerate(one.form.classes)
        for p, part in enumerate(kind.parts)
    }
    c, p = ids.get(wanted, (-1, None))
    among = (found["class"] == c) & ((found["part"] == p) if p is not None else True)
    return typical(found, among) if among.any() else None
