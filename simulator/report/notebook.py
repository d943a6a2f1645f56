"""The commands as Python functions, for notebooks; results come as data frames and charts."""

import json
import time
import warnings
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from inspect import signature
from itertools import chain
from pathlib import Path

from simulator.analysis import story as analysis
from simulator.analysis.experiments import Listener, compare_study, run_study, sweep_study
from simulator.analysis.requests import RunOptions, with_settings_in_title
from simulator.model.expression_checks import read_valid
from simulator.report.notebook_results import Results, story_text
from simulator.report.python_messages import as_python, python_errors
from simulator.scenario import Resolved, read
from simulator.scenario.errors import misuse, suggest
from simulator.scenario.option_values import option_value

OUT = "results"
EVERY = 2.0  # seconds between lines of progress


def _checked(function):
    """Let a function refuse an unknown argument with the nearest name."""
    names = [name for name in signature(function).parameters if name != "scenarios"]

    @wraps(function)
    def checked(*scenarios, **arguments):
        with python_errors():
            for name in arguments:
                if name == "only" and "with_" in names:
                    misuse("--only", 'this argument is called "with_"')
                if name not in names:
                    reason = f"{function.__name__} has no such argument; {suggest(name, names)}"
                    misuse(f"--{name}", reason)
        return function(*scenarios, **arguments)

    return checked


@_checked
def run(
    *scenarios, set=(), worlds=1000, seed=None, reps=10, by=None, rules=(), answer=None, jobs=None,
    out=OUT, fresh=False, quiet=False, oversubscribe=False,
):  # fmt: skip
    """Simulate scenarios and return their Results, as `python run.py run` does.

    scenarios  ids or paths; A+B applies B's changes to A
    set        {lever or path: value}, or ["PATH=VALUE", ...]; a value replaces the last dated step
               of a lever that has dated steps, and "18 throughout" holds from the start
    worlds     number of worlds under each scenario; `reps` of them share a parameter draw
    seed       whole number; by default the scenario's own
    by         date: simulate only to the end of that week
    rules      other bargaining rules to run as well
    answer     outcome or metric that the first sentence judges; by default the scenario's own
    jobs       worker processes; by default one per processor, and no more than that unless
               `oversubscribe`
    out        folder for results; the same request is not run twice, unless `fresh`
    quiet      True = print nothing
    """
    options = locals()
    with _session(quiet) as progress:
        if not scenarios:
            misuse("--scenarios", "name at least one scenario")
        names, settings = [_name(scenario) for scenario in scenarios], _settings(set)
        run_options = _run_options("run", names, {"-s": settings}, options)
        return progress.results(run_study(names, settings, run_options, progress))


@_checked
def compare(
    base, *others, set=(), with_=(), worlds=1000, seed=None, reps=10, by=None, until_common=False,
    rules=(), answer=None, jobs=None, out=OUT, fresh=False, quiet=False, oversubscribe=False,
):  # fmt: skip
    """Simulate a base and other scenarios on the same worlds and return Results with changes, as
    `python run.py compare` does.

    set           {lever or path: value}, or ["PATH=VALUE", ...], for all scenarios
    with_         the same for the other scenarios only
    until_common  True = all scenarios end with the first that ends

    The other arguments are those of `run`.
    """
    options = locals()
    with _session(quiet) as progress:
        settings, only = _settings(set), _settings(with_)
        if not others and not only:
            reason = "name a second scenario, or change the first by with_={PATH: VALUE}"
            misuse("--others", reason)
        names = [_name(scenario) for scenario in (base, *others)]
        flags = {"-s": settings, "--with": only}
        run_options = _run_options("compare", names, flags, options)
        after = names[1:] or names
        study = compare_study(names[0], after, settings, only, run_options, progress)
        return progress.results(study)


@_checked
def sweep(
    scenario, vary, set=(), worlds=500, seed=None, reps=10, by=None, jobs=None, out=OUT,
    fresh=False, quiet=False, oversubscribe=False,
):  # fmt: skip
    """Simulate a scenario at several values of one lever or two and return Results with a row per
    cell, as `python run.py sweep` does.

    vary  {lever: [values]} or {lever: "first:last:how many"}; text may end in " throughout", as in
          "15,18 throughout"

    The other arguments are those of `run`.
    """
    options = locals()
    with _session(quiet) as progress:
        name, settings = _name(scenario), _settings(set)
        varied = [f"{lever}={_range(values)}" for lever, values in dict(vary).items()]
        run_options = _run_options("sweep", [name], {"--vary": varied, "-s": settings}, options)
        return progress.results(sweep_study(name, varied, settings, run_options, progress))


@_checked
def story(scenario, world=0, like=None, set=(), worlds=1000, seed=None, reps=10, numbers=False):
    """Return the story of one world: world number `world`, or the medoid world, among `worlds`, of
    the outcome or part `like`."""
    options = locals()
    with _session():
        run_options, number = (
            RunOptions.from_options(options, (), notify=_notify),
            option_value("world", world),
        )
        settings = _settings(set)
        resolved = with_settings_in_title(read_valid(_name(scenario), settings), settings)
        seed = resolved.form.seed if run_options.seed is None else run_options.seed
        draws = seed, run_options.reps
        columns = None
        if like:
            number, columns = analysis.world_like(resolved, like, run_options.worlds, *draws)
        return story_text(resolved, number, *draws, numbers, columns)


@_checked
def parameters(scenario, begins="", set=()):
    """Return a frame of parameters with their values, ranges, grades and sources.

    scenario  id, path, or what `read` returns
    begins    only parameters whose lever id or path begins so
    """
    with _session():
        from simulator.report import dataframes

        resolved = (
            scenario if isinstance(scenario, Resolved) else read(_name(scenario), _settings(set))
        )
        paths = {resolved.name_of(path): path for path in resolved.parameters}
        chosen = {
            name: path
            for name, path in paths.items()
            if name.startswith(begins) or path.startswith(begins)
        }
        if not chosen:
            parts = (name.split(".") for name in (*paths, *resolved.parameters))
            heads = {".".join(part[:end]) for part in parts for end in range(1, len(part) + 1)}
            reason = (
                f'no parameter of {resolved.id} begins with "{begins}"; {suggest(begins, heads)}'
            )
            misuse("--begins", reason)
        return dataframes.parameters(resolved, chosen)


class ProgressLine(Listener):
    """Prints progress in one line that is overwritten, and a last line when the study is done."""

    def __init__(self, quiet):
        self.quiet, self.notes, self.total, self.ran, self.start = quiet, [], 0, 0, time.monotonic()
        self.printed = self.start

    def begin(self, stored, total):
        self.ran, self.total = stored, total

    def advance(self, worlds):
        self.ran += worlds
        if not self.quiet and time.monotonic() - self.printed > EVERY:
            self.printed = time.monotonic()
            print(f"{self.ran:,} of {self.total:,} worlds", end="\r", flush=True)

    def notify(self, text):
        self.notes.append(as_python(text))

    def results(self, study):
        """Results of a finished study; prints where they are stored."""
        ran = f"{self.ran:,} worlds in {time.monotonic() - self.start:,.1f} s."
        sentences = [ran] if self.total else []
        sentences += [f"{note.rstrip('.')}." for note in self.notes]
        if not self.quiet:
            over = "\r" if self.printed > self.start else ""
            print(over + " ".join([*sentences, f"Results: {study.folder}"]))
        return Results(study)


@contextmanager
def _session(quiet=True):
    """A ProgressLine. An interrupt prints how many worlds are stored; errors name arguments of
    Python and show the line with a caret. Raises ScenarioError."""
    progress = ProgressLine(quiet)
    try:
        with warnings.catch_warnings(), python_errors():
            # from a dependency of Mesa, which looks for widgets
            warnings.filterwarnings("ignore", "IProgress not found")
            yield progress
    except KeyboardInterrupt:
        stored = (
            f"{progress.ran:,} of {progress.total:,} worlds are" if progress.total else "nothing is"
        )
        print(f"Interrupted: {stored} stored. Repeat the call to go on.")
        raise


def _run_options(verb, names, settings, options):
    """RunOptions, with the command that requests the same in a terminal."""
    run_options = RunOptions.from_options(options, (), notify=_notify)
    flags = {"-n": run_options.worlds, "--reps": run_options.reps}
    flags |= {"--seed": run_options.seed, "--by": run_options.by}
    flags["--rules"] = ",".join(run_options.rules) or None
    flags["--answer"] = run_options.answer
    pairs = [(flag, text) for flag, texts in settings.items() for text in texts]
    pairs += [(flag, str(value)) for flag, value in flags.items() if value is not None]
    until = ["--until-common"] if run_options.until_common else []
    return replace(run_options, command=(verb, *names, *chain.from_iterable(pairs), *until))


def _notify(text):
    print(as_python(text))


def _name(scenario):
    if isinstance(scenario, str | Path):
        return str(scenario)
    misuse("--scenario", "give its id or path as text; set={PATH: VALUE} changes it")


def _settings(settings):
    """PATH=VALUE of each setting, with values as YAML (JSON is valid YAML)."""
    if isinstance(settings, str):
        return [settings]
    return (
        [f"{path}={_value(value)}" for path, value in settings.items()]
        if isinstance(settings, dict)
        else [str(text) for text in settings]
    )


def _value(value):
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if isinstance(value, str) else json.dumps(value, default=str)


def _range(values):
    return values if isinstance(values, str) else ",".join(_value(value) for value in values)
