"""Verbs for notebooks: what the command line does, with the same arguments, as frames and
charts."""

import json
import time
import warnings
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path

from simulator.analysis import story as analysis
from simulator.analysis.experiments import (
    Listener,
    RunOptions,
    as_set,
    compare_study,
    run_study,
    sweep_study,
)
from simulator.model.expression_checks import check_expressions
from simulator.report.notebook_results import Results, told
from simulator.scenario import Resolved, ScenarioError, read
from simulator.scenario.errors import refuse, suggest
from simulator.scenario.option_values import given

OUT = "results"
EVERY = 2.0  # seconds between signs of life


def run(
    *scenarios, set=(), worlds=1000, seed=None, reps=10, by=None, rules=(), jobs=None, out=OUT,
    fresh=False, quiet=False,
    oversubscribe=False,
):  # fmt: skip
    """Simulate scenarios, each for itself: Results. The arguments are those of `python run.py run`.

    scenarios  by id or path; A+B lays B's changes over A
    set        {lever or path: value}, or ["PATH=VALUE", ...]; a value changes the last dated step
               of a lever that has some, and "18 throughout" holds from the start
    worlds     how many, under each scenario; `reps` of them share a draw of what is not known
    seed       a whole number; without it the scenario's own
    by         a date: only the weeks until then are told
    rules      rival bargaining rules to run beside the scenarios' own
    jobs       worker processes, at most one a processor unless `oversubscribe`; without it one a
               processor
    out        folder in which results are kept; the same request is not run twice, unless `fresh`
    quiet      True = no line on what was done
    """
    options = locals()
    with _ready(quiet) as heard:
        if not scenarios:
            refuse("run", "name a scenario")
        names, sets = [_name(one) for one in scenarios], _settings(set)
        order = _order("run", names, {"-s": sets}, options)
        return heard.kept(run_study(names, sets, order, heard))


def compare(
    base, *others, set=(), only=(), worlds=1000, seed=None, reps=10, by=None, until_common=False,
    rules=(), jobs=None, out=OUT,
    fresh=False, quiet=False, oversubscribe=False,
):  # fmt: skip
    """The same worlds under a base and other scenarios: Results with changes. The arguments are
    those of `python run.py compare`.

    set, only     {lever or path: value}, or ["PATH=VALUE", ...]: for all scenarios, and for the
                  others alone
    until_common  True = all scenarios end with the first that ends

    The rest is as in `run`.
    """
    options = locals()
    with _ready(quiet) as heard:
        sets, alone = _settings(set), _settings(only)
        if not others and not alone:
            refuse(
                "compare",
                "compare needs a second scenario, or only={PATH: VALUE} to change the first",
            )
        names = [_name(one) for one in (base, *others)]
        order = _order("compare", names, {"-s": sets, "--with": alone}, options)
        study = compare_study(names[0], names[1:] or names, sets, alone, order, heard)
        return heard.kept(study)


def sweep(
    scenario, vary, set=(), worlds=500, seed=None, reps=10, by=None, jobs=None, out=OUT,
    fresh=False, quiet=False, oversubscribe=False,
):  # fmt: skip
    """One scenario with one lever varied, or two: Results a row a cell. The arguments are those of
    `python run.py sweep`.

    vary  {lever: [values]} or {lever: "first:last:how many"}; text may end in " throughout", as in
          "15,18 throughout"

    The rest is as in `run`.
    """
    options = locals()
    with _ready(quiet) as heard:
        name, sets = _name(scenario), _settings(set)
        varied = [f"{lever}={_range(values)}" for lever, values in dict(vary).items()]
        order = _order("sweep", [name], {"--vary": varied, "-s": sets}, options)
        return heard.kept(sweep_study(name, varied, sets, order, heard))


def story(scenario, world=0, like=None, set=(), worlds=1000, seed=None, reps=10, numbers=False):
    """One world told with dates: world number `world`, or a typical one among `worlds` of the class
    or part `like`."""
    options = locals()
    with _ready():
        order, number = RunOptions.given(options, (), say=_say), given("world", world)
        settings = _settings(set)
        resolved = as_set(read(_name(scenario), settings), settings)
        check_expressions(resolved)
        of = (resolved.form.seed if order.seed is None else order.seed, order.reps)
        number = analysis.world_like(resolved, like, order.worlds, *of) if like else number
        return told(resolved, number, *of, numbers)


def numbers(scenario, begins="", set=()):
    """Where numbers come from: a frame with a row for each whose lever's id or path begins so.

    scenario  by id or path, or as read
    """
    with _ready():
        from simulator.report import dataframes

        resolved = (
            scenario if isinstance(scenario, Resolved) else read(_name(scenario), _settings(set))
        )
        known = {resolved.name_of(path): path for path in resolved.numbers}
        chosen = {
            name: path
            for name, path in known.items()
            if name.startswith(begins) or path.startswith(begins)
        }
        if not chosen:
            parts = (name.split(".") for name in (*known, *resolved.numbers))
            heads = {".".join(part[:end]) for part in parts for end in range(1, len(part) + 1)}
            refuse(resolved.id, f'no number begins with "{begins}"; {suggest(begins, heads)}')
        return dataframes.numbers(resolved, chosen)


class Line(Listener):
    """Tells a study in one line, written over as it goes on."""

    def __init__(self, quiet):
        self.quiet, self.notes, self.total, self.ran, self.start = quiet, [], 0, 0, time.monotonic()
        self.spoke = self.start

    def began(self, had, total):
        self.ran, self.total = had, total

    def done(self, worlds):
        self.ran += worlds
        if not self.quiet and time.monotonic() - self.spoke > EVERY:
            self.spoke = time.monotonic()
            print(f"{self.ran:,} of {self.total:,} worlds", end="\r", flush=True)

    def say(self, text):
        self.notes.append(text.replace("--fresh runs", "fresh=True runs"))

    def kept(self, study):
        """Results of the study that was listened to; says where they are."""
        ran = f"{self.ran:,} worlds in {time.monotonic() - self.start:,.1f} s."
        told = [ran] if self.total else []
        told += [f"{note.rstrip('.')}." for note in self.notes]
        if not self.quiet:
            over = "\r" if self.spoke > self.start else ""
            print(over + " ".join([*told, f"Kept in {study.folder}."]))
        return Results(study)


@contextmanager
def _ready(quiet=True):
    """A listener. What an interrupt leaves is said; what an analyst can mend is told with the line
    and a caret. Raises ScenarioError."""
    heard = Line(quiet)
    try:
        with warnings.catch_warnings():
            # of a library below Mesa, which looks for widgets
            warnings.filterwarnings("ignore", "IProgress not found")
            yield heard
    except KeyboardInterrupt:
        if heard.total:
            print(
                f"interrupted; {heard.ran:,} of {heard.total:,} worlds are kept, and the same call"
                " goes on from there"
            )
        raise
    except ScenarioError as error:
        error.args = (error.shown(),)
        raise


def _order(verb, names, settings, options):
    """RunOptions, with the command that asks for the same in a terminal."""
    order = RunOptions.given(options, (), say=_say)
    flags = {"-n": order.worlds, "--reps": order.reps, "--seed": order.seed, "--by": order.by}
    flags["--rules"] = ",".join(order.rules) or None
    pairs = [(flag, text) for flag, texts in settings.items() for text in texts]
    pairs += [(flag, str(value)) for flag, value in flags.items() if value is not None]
    until = ["--until-common"] if order.until_common else []
    return replace(order, command=(verb, *names, *chain.from_iterable(pairs), *until))


def _say(told):
    print(told.replace("-j ", "jobs=").replace("--oversubscribe", "oversubscribe=True"))


def _name(scenario):
    if isinstance(scenario, str | Path):
        return str(scenario)
    refuse(
        str(scenario), "a scenario is named by its id or its path, and changed by set={PATH: VALUE}"
    )


def _settings(given):
    """PATH=VALUE for each setting; values as YAML, which JSON is too."""
    if isinstance(given, str):
        return [given]
    return (
        [f"{path}={_value(value)}" for path, value in given.items()]
        if isinstance(given, dict)
        else [str(text) for text in given]
    )


def _value(value):
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if isinstance(value, str) else json.dumps(value, default=str)


def _range(values):
    return values if isinstance(values, str) else ",".join(_value(value) for value in values)
