"""The command line: one verb, one call. Heavy parts load when their verb runs."""

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Simulate a war and its negotiations in many worlds, and compare what moves when the leverage moves.",
)
DONE, USAGE, INVALID = 0, 2, 3

Names = Annotated[list[str], typer.Argument(help="Scenarios, by path or by id.")]
Sets = Annotated[list[str] | None, typer.Option("-s", "--set", metavar="PATH=VALUE", help="Set a lever or a number, in every scenario.")]
With = Annotated[list[str] | None, typer.Option("--with", metavar="PATH=VALUE", help="Set it in the other scenarios, not in the base.")]
Worlds = Annotated[int, typer.Option("-n", "--worlds", help="Worlds to run under each scenario.")]
Seed = Annotated[str | None, typer.Option("--seed", help="A whole number; the scenario's own if not given.")]
Reps = Annotated[int, typer.Option("--reps", help="Worlds that share a draw of what is not known.")]
Jobs = Annotated[int | None, typer.Option("-j", "--jobs", help="Worker processes; as many as there are processors if not given.")]
Out = Annotated[Path, typer.Option("-o", "--out", help="Folder in which the results folder is made.")]
Form = Annotated[str, typer.Option("--format", help="table or json.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="No progress, no closing lines.")]


@app.command()
def run(
    scenarios: Names, sets: Sets = None, worlds: Worlds = 1000, seed: Seed = None, reps: Reps = 1,
    jobs: Jobs = None, out: Out = Path("results"), form: Form = "table", quiet: Quiet = False,
):  # fmt: skip
    """Simulate scenarios: classes, what lies behind them, who blocked.

    Example: python run.py run spring_2016 -n 1000
    """
    from simulator import verbs

    order = verbs.Order(worlds, _seed(seed), reps, jobs, out, form, quiet, ["run", *sys.argv[2:]])
    _guarded(lambda: verbs.run(scenarios, sets or [], order))


@app.command()
def compare(
    base: Annotated[str, typer.Argument(help="The yardstick, by path or by id.")], others: Annotated[list[str] | None, typer.Argument(help="Scenarios to hold against it.")] = None,
    sets: Sets = None, only: With = None, worlds: Worlds = 1000, seed: Seed = None, reps: Reps = 1,
    jobs: Jobs = None, out: Out = Path("results"), form: Form = "table", quiet: Quiet = False,
):  # fmt: skip
    """The same worlds under two or more scenarios: what changes, by how much, how sure, and what does not.

    Example: python run.py compare spring_2016 airpower_drawdown
    """
    from simulator import verbs

    if not others and not only:
        _stop(USAGE, "compare needs a second scenario, or --with PATH=VALUE")
    order = verbs.Order(worlds, _seed(seed), reps, jobs, out, form, quiet, ["compare", *sys.argv[2:]])
    _guarded(lambda: verbs.compare(base, others or [base], sets or [], only or [], order))


def _seed(text):
    if text is None:
        return None
    try:
        return int(text)
    except ValueError:
        _stop(INVALID, f'--seed "{text}" is no whole number')


def _guarded(call):
    """Run a verb; turn what an analyst can mend into sentences and an exit code."""
    from simulator.ensemble.results import ResultsError
    from simulator.scenario import ScenarioError

    try:
        call()
    except (ScenarioError, ResultsError) as error:
        _stop(INVALID, str(error))
    except KeyboardInterrupt:
        _stop(130, "interrupted; nothing was written")


def _stop(code, message):
    typer.echo(message, err=True)
    raise typer.Exit(code)


def main(arguments=None):
    """The door: a bare scenario file means `run`."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0].endswith((".yaml", ".yml")):
        given.insert(0, "run")
    app(args=given, prog_name="run.py")
