"""The command that writes the state of worlds at a week."""

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli import arguments as opt
from simulator.cli import completion
from simulator.cli.runtime import app, report_user_errors

ALL = "all"


@app.command()
def state(
    week: Annotated[str, opt.option("week")],
    name: opt.Stored = "latest",
    scenario: Annotated[
        str | None,
        opt.option(
            "--scenario",
            "ID",
            "Scenario of the results (default: the first).",
            complete=completion.scenarios,
        ),
    ] = None,
    world: Annotated[
        str, opt.option("--world", "N", "Number of one world, or all.", panel=opt.OUTPUT)
    ] = ALL,
    to: Annotated[
        Path | None,
        opt.option("--to", "FILE", "File to write (default: SCENARIO_weekT.npz)."),
    ] = None,
    out: opt.ResultsFolder = opt.RESULTS,
):
    """Write the state of stored worlds at a week, from which a scenario can begin.

    A scenario with `begin: FILE` continues these worlds: the same worlds to the byte, or other
    ones where a step of a lever that is dated from then on differs. From the state of one world,
    all worlds of a run continue that one with different random events.

    Example: python run.py state latest --week 2
    """
    with report_user_errors():
        from simulator.analysis.state import scenario_of, state_of
        from simulator.cli.runtime import option_value
        from simulator.ensemble import results_store

        weeks, number = option_value("week", week), None
        if world != ALL:
            number = option_value("world", world)
        request, resolved = scenario_of(results_store.find(out, name), scenario)
        path = to or Path(f"{resolved.id}_week{weeks}.npz")
        count = state_of(request, resolved, weeks, number, path)
        date = resolved.form.monday(weeks)
        worlds = f"world {number}" if number is not None else f"{count:,} worlds"
        typer.echo(f"Wrote {path}: {worlds} of {resolved.id} after {weeks} weeks, on {date}.")
        size = f"-n {request.worlds} --reps {request.reps} --seed {request.seed}"
        typer.echo(f"Next: add `begin: {path}` to a scenario and run it with {size}.")
