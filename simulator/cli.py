"""The command line: one verb, one call. Heavy parts load when their verb runs."""

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
def _sentences(form):
    """What an analyst can mend becomes a sentence and an exit code."""
    from simulator.ensemble.results import ResultsError
    from simulator.scenario import ScenarioError

    if form not in ("table", "json"):
        _stop(USAGE, f'--format: "{form}" is no format; table or json')
    try:
        yield
    except (ScenarioError, ResultsError) as error:
        _stop(INVALID, str(error))
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
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0].endswith((".yaml", ".yml")):
        given.insert(0, "run")
    app(args=given, prog_name="run.py")
