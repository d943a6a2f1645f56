"""Commands on scenario files, which run no simulation: list, show, diff, validate, new, schema,
describe."""

from typing import Annotated

import typer

from simulator.cli.arguments import Base, Sets, argument, option
from simulator.cli.runtime import INVALID, app, console, report_user_errors


@app.command("list")
def list_scenarios():
    """List the available scenarios and the question of each.

    Example: python run.py list
    """
    with report_user_errors():
        from simulator.report import listings
        from simulator.scenario.library import scenario_rows

        listings.listing(console(), scenario_rows())


@app.command()
def show(
    scenario: Base,
    only: Annotated[str, argument("Only parameters below this path.", "[PATH]")] = "",
    sets: Sets = None,
    origin: Annotated[
        bool,
        option(
            "--origin", None, "Each parameter with unit, source, grade and its place in the files."
        ),
    ] = False,
    levers: Annotated[bool, option("--levers", None, "Only the levers.")] = False,
):
    """Show a scenario merged with its parents: the whole file, or the origin of each parameter.

    Example: python run.py show airpower_drawdown --levers
    """
    with report_user_errors():
        from simulator.report import listings
        from simulator.scenario import read

        resolved = read(scenario, sets or [])
        if origin or levers or only:
            listings.origins(console(), resolved, only, levers)
        else:
            print(resolved.as_yaml(), end="")


@app.command()
def diff(
    base: Base,
    other: Annotated[str, argument("Scenario to compare with it.", show_default=False)],
):
    """List the inputs in which two scenarios differ.

    Example: python run.py diff spring_2016 airpower_drawdown
    """
    with report_user_errors():
        from simulator.report import listings
        from simulator.scenario import read
        from simulator.scenario.diff import differences

        first, second = read(base), read(other)
        listings.difference(console(), first, second, differences(first, second))


@app.command()
def validate(
    scenarios: Annotated[
        list[str] | None,
        argument("Files or ids (default: all available scenarios).", show_default=False),
    ] = None,
    strict: Annotated[
        bool, option("--strict", None, "Report parameters without source or grade too.")
    ] = False,
):
    """Report every problem of scenario files with its line, and inputs that have no effect.

    Example: python run.py validate airpower_drawdown
    """
    with report_user_errors():
        from simulator.model.expression_checks import check_scenario
        from simulator.scenario.library import scenario_rows

        names = scenarios or [row[0] for row in scenario_rows()]
        findings = [check_scenario(name, strict) for name in names]
        for name, (errors, notes) in zip(names, findings, strict=True):
            typer.echo(errors or f"{name}: valid", err=bool(errors))
            if notes:
                typer.echo(notes)
        if any(errors for errors, _ in findings):
            raise typer.Exit(INVALID)


@app.command()
def new(
    name: Annotated[str, argument("Id of the new scenario.", show_default=False)],
    extends: Annotated[
        str | None, option("--extends", "SCENARIO", "Its parent (default: spring_2016).")
    ] = None,
    conflict: Annotated[
        bool, option("--conflict", None, "A new conflict: a whole made-up one to replace.")
    ] = False,
):
    """Write a commented starter file, for a variant of a scenario or for a new conflict.

    It goes to ./scenarios if it has no parent or a shipped one, else to the folder of its parent.
    Existing files are never overwritten.

    Example: python run.py new my_drawdown --extends spring_2016
    """
    with report_user_errors():
        from simulator.program import SCENARIOS, command_line
        from simulator.scenario.errors import misuse
        from simulator.scenario.library import new_conflict, new_file
        from simulator.scenario.read import find

        if conflict and extends:
            misuse("--conflict", "a new conflict extends no scenario; leave out --extends")
        if conflict:
            typer.echo(f"Wrote {new_conflict(name)}. It is valid and runs as it is.")
            commands = command_line("validate", name), command_line("run", name)
            typer.echo(
                f"Next: replace its words and numbers, then `{commands[0]}`, `{commands[1]}`."
            )
            return
        extends = extends or "spring_2016"
        path = new_file(name, extends)
        is_shipped = find(extends).resolve().parent == SCENARIOS.resolve()
        place = "./scenarios, since its parent is shipped" if is_shipped else "its parent's folder"
        typer.echo(f"Wrote {path} (in {place}).")
        command = command_line("compare", extends, path if not is_shipped else name)
        typer.echo(f"Next: remove the # of one line under `levers`, then run `{command}`.")


@app.command()
def schema(
    parent: Annotated[
        str, argument("A scenario: print the schema of files that extend it.", "[PARENT]")
    ] = "",
):
    """Print the JSON Schema of scenario files, for editors. It is also in the folder scenarios/.

    Example: python run.py schema spring_2016
    """
    with report_user_errors():
        import json

        from simulator.scenario import read
        from simulator.scenario.json_schema import schema

        print(json.dumps(schema(read(parent) if parent else None), indent=1, ensure_ascii=False))


@app.command()
def describe(
    scenario: Annotated[str, argument("Scenario: path or id.")] = "spring_2016",
    part: Annotated[
        str | None, option("--part", "PART", "Only this part, such as metrics or input.")
    ] = None,
    sets: Sets = None,
    output_format: Annotated[
        str, option("--format", "FORMAT", "text, markdown, html or json.")
    ] = "text",
):
    """Describe the model from its code: purpose, actors, the week, rules with formulas, levers,
    metrics, outcomes and sources.

    The HTML is one page with formulas and a table of contents; it needs no network access.

    Example: python run.py describe spring_2016 --format html
    """
    with report_user_errors():
        from simulator.report import describe as description
        from simulator.scenario import read
        from simulator.scenario.errors import misuse, suggest

        checks = (
            (output_format, description.FORMATS, "--format"),
            (part or "purpose", description.ORDER, "--part"),
        )
        for value, names, flag in checks:
            if value not in names:
                misuse(flag, f'unknown value "{value}"; {suggest(value, names)}')
        description.write(read(scenario, sets or []), output_format, console(), part)
