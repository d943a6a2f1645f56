"""The command line: one verb, one call. Heavy parts load when their verb runs."""

import signal
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Simulate a war and its negotiations in many worlds, and see what moves when the leverage moves.",
)
USAGE, INVALID, INTERRUPTED = 2, 3, 130

Names = Annotated[list[str], typer.Argument(help="Scenarios, by path or by id.", show_default=False)]
Base = Annotated[str, typer.Argument(help="The yardstick, by path or by id.", show_default=False)]
Others = Annotated[list[str] | None, typer.Argument(help="Scenarios to hold against it.", show_default=False)]
Sets = Annotated[list[str] | None, typer.Option("-s", "--set", metavar="PATH=VALUE", help="Set a lever or a number in every scenario.")]
With = Annotated[list[str] | None, typer.Option("--with", metavar="PATH=VALUE", help="Set it in the other scenarios only.")]
Worlds = Annotated[str, typer.Option("-n", "--worlds", metavar="N", help="Worlds under each scenario.")]
Seed = Annotated[str | None, typer.Option("--seed", metavar="N", help="A whole number; without it the scenario's own.")]
Reps = Annotated[int, typer.Option("--reps", metavar="N", help="Worlds that share a draw of what is not known.")]
Jobs = Annotated[int | None, typer.Option("-j", "--jobs", metavar="N", help="Worker processes; without it one a processor.")]
Out = Annotated[Path, typer.Option("-o", "--out", metavar="FOLDER", help="Folder in which the results folder is made.")]
Form = Annotated[str, typer.Option("--format", metavar="FORM", help="table or json.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="No progress, no closing lines.")]


@app.callback()
def _verbs():
    """Simulate a war and its negotiations in many worlds, and see what moves when the leverage moves."""


@app.command()
def run(
    scenarios: Names, sets: Sets = None, worlds: Worlds = "1000", seed: Seed = None, reps: Reps = 1,
    jobs: Jobs = None, out: Out = Path("results"), form: Form = "table", quiet: Quiet = False,
):  # fmt: skip
    """Simulate scenarios: how worlds end, what lies behind, who blocked.

    Example: python run.py run spring_2016
    """
    with _sentences(form):
        from simulator.analysis.study import run_study

        order = _order(worlds, seed, reps, jobs, out)
        with _progress(order.worlds * len(scenarios), quiet) as done:
            study = run_study(scenarios, sets or [], order, done)
        _present(study, form, quiet)


@app.command()
def compare(
    base: Base, others: Others = None, sets: Sets = None, only: With = None, worlds: Worlds = "1000", seed: Seed = None,
    reps: Reps = 1, jobs: Jobs = None, out: Out = Path("results"), form: Form = "table", quiet: Quiet = False,
):  # fmt: skip
    """The same worlds under two or more scenarios: what changes, by how much, how sure, and what does not.

    Example: python run.py compare spring_2016 airpower_drawdown
    """
    if not others and not only:
        _stop(USAGE, "compare needs a second scenario, or --with PATH=VALUE to change the first")
    with _sentences(form):
        from simulator.analysis.study import compare_study

        order, others = _order(worlds, seed, reps, jobs, out), others or [base]
        with _progress(order.worlds * (1 + len(others)), quiet) as done:
            study = compare_study(base, others, sets or [], only or [], order, done)
        _present(study, form, quiet)


@app.command()
def story(
    scenario: Base,
    world: Annotated[int, typer.Option("--world", metavar="N", help="Number of the world.")] = 0,
    like: Annotated[str | None, typer.Option("--like", metavar="OUTCOME", help="A typical world of this class instead.")] = None,
    sets: Sets = None,
    worlds: Worlds = "1000",
    seed: Seed = None,
    numbers: Annotated[bool, typer.Option("--numbers", help="With the numbers behind the words.")] = False,
):
    """One world told with dates: who tabled what, who accepted, who blocked, and why the truce failed.

    Example: python run.py story airpower_drawdown --world 417
    """
    with _sentences():
        from simulator.analysis import story as analysis
        from simulator.model.check import check_expressions
        from simulator.scenario import read
        from simulator.show.story import Teller

        resolved = read(scenario, sets or [])
        check_expressions(resolved)
        seed = resolved.form.seed if seed is None else _whole("--seed", seed)
        if world < 0:
            _stop(INVALID, f"--world: {world} is no number of a world")
        number = analysis.world_like(resolved, like, _whole("--worlds", worlds), seed) if like else world
        Teller(resolved, numbers).tell(_console(), number, seed, *analysis.told(resolved, number, seed))


@app.command("list")
def list_scenarios():
    """The scenarios at hand and the question each asks.

    Example: python run.py list
    """
    with _sentences():
        from simulator.scenario.catalogue import at_hand
        from simulator.show import files

        files.listing(_console(), at_hand())


@app.command()
def show(
    scenario: Base,
    only: Annotated[str, typer.Argument(metavar="[PATH]", help="Only numbers below this path.")] = "",
    sets: Sets = None,
    origin: Annotated[bool, typer.Option("--origin", help="Each number with unit, source, grade and where it was written.")] = False,
    levers: Annotated[bool, typer.Option("--levers", help="The levers only.")] = False,
):
    """A scenario with its parents laid under it: the file it amounts to, or where each number comes from.

    Example: python run.py show airpower_drawdown --levers
    """
    with _sentences():
        from simulator.scenario import read
        from simulator.show import files

        resolved = read(scenario, sets or [])
        if origin or levers or only:
            files.origins(_console(), resolved, only, levers)
        else:
            print(resolved.as_yaml(), end="")


@app.command()
def diff(
    base: Base,
    other: Annotated[str, typer.Argument(help="The scenario to hold against it.", show_default=False)],
):
    """What one scenario sets otherwise than another: inputs only, nothing is run.

    Example: python run.py diff spring_2016 airpower_drawdown
    """
    with _sentences():
        from simulator.scenario import read
        from simulator.scenario.catalogue import differences
        from simulator.show import files

        first, second = read(base), read(other)
        files.difference(_console(), first, second, differences(first, second))


@app.command()
def validate(
    scenarios: Annotated[list[str] | None, typer.Argument(help="Files or ids; all that are at hand if none is given.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="A number without source or grade is a problem too.")] = False,
):
    """Every problem of scenario files at once, with the line; nothing is run.

    Example: python run.py validate airpower_drawdown
    """
    with _sentences():
        from simulator.model.check import checked
        from simulator.scenario.catalogue import at_hand

        names = scenarios or [row[0] for row in at_hand()]
        said = [checked(name, strict) for name in names]
        for name, problem in zip(names, said, strict=True):
            typer.echo(problem or f"{name}: nothing wrong", err=bool(problem))
        if any(said):
            raise typer.Exit(INVALID)


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="Id of the new scenario.", show_default=False)],
    extends: Annotated[str, typer.Option("--extends", metavar="SCENARIO", help="Its parent.")] = "spring_2016",
):
    """A commented file to tweak, beside its parent; never over a file that is there.

    Example: python run.py new my_drawdown --extends spring_2016
    """
    with _sentences():
        from simulator.scenario.catalogue import new_file

        typer.echo(f"Wrote {new_file(name, extends)}; open it, take the # from one line under `levers`, and run it.")


@app.command()
def schema(
    parent: Annotated[str, typer.Argument(metavar="[PARENT]", help="A scenario; then the schema of files that extend it.")] = "",
):
    """The JSON Schema of scenario files, for editors: as committed in scenarios/, beside the files that name it.

    Example: python run.py schema spring_2016
    """
    with _sentences():
        import json

        from simulator.scenario import read
        from simulator.scenario.schema import schema

        print(json.dumps(schema(read(parent) if parent else None), indent=1, ensure_ascii=False))


def _console():
    from simulator.show.terminal import console

    return console()


def _order(worlds, seed, reps, jobs, out):
    from simulator.analysis.study import Order

    return Order(_whole("--worlds", worlds), None if seed is None else _whole("--seed", seed), reps, jobs, out, tuple(sys.argv[1:]))


def _whole(name, text):
    try:
        return int(text)
    except ValueError:
        _stop(INVALID, f'{name}: "{text}" is no whole number')


def _present(study, form, quiet):
    from simulator.show import terminal

    out, notes = terminal.console(), terminal.console(stderr=True)
    if form == "json":
        import json

        print(json.dumps(study.summary(), indent=1))
    else:
        terminal.show(out, study)
    if not quiet:
        terminal.close(notes, study)


@contextmanager
def _sentences(form="table"):
    """What an analyst can mend becomes a sentence and an exit code."""
    from simulator.ensemble.results import ResultsError
    from simulator.scenario import ScenarioError

    if form not in ("table", "json"):
        _stop(USAGE, f'--format: "{form}" is no format; table or json')
    try:
        yield
    except (ScenarioError, ResultsError) as error:
        _stop(INVALID, error.shown() if isinstance(error, ScenarioError) else str(error))
    except KeyboardInterrupt:
        _stop(INTERRUPTED, "interrupted; nothing was kept")


@contextmanager
def _progress(total, quiet):
    """A bar on stderr while worlds run, for people only."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from simulator.show.terminal import progress

    with progress(total) as done:
        yield done


def _stop(code, message):
    typer.echo(message, err=True)
    raise typer.Exit(code)


def main(arguments=None):
    """The door: a bare scenario file means `run`."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a request to stop is an interrupt
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0].endswith((".yaml", ".yml")):
        given.insert(0, "run")
    app(args=given, prog_name="run.py")
