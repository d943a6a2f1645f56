"""Verbs on scenario files: list, show, diff, validate, new, schema, describe. Nothing is run."""

from typing import Annotated

import typer

from simulator.cli.arguments import Base, Sets, argument, option
from simulator.cli.runtime import INVALID, app, console, sentences


@app.command("list")
def list_scenarios():
    """The scenarios at hand and the question each asks.

    Example: python run.py list
    """
    with sentences():
        from simulator.report import listings
        from simulator.scenario.library import at_hand

        listings.listing(console(), at_hand())


@app.command()
def show(
    scenario: Base,
    only: Annotated[str, argument("Only numbers below this path.", "[PATH]")] = "",
    sets: Sets = None,
    origin: Annotated[
        bool,
        option("--origin", None, "Each number with unit, source, grade and where it was written."),
    ] = False,
    levers: Annotated[bool, option("--levers", None, "The levers only.")] = False,
):
    """A scenario with its parents laid under it: the file it amounts to, or where each number comes
    from.

    Example: python run.py show airpower_drawdown --levers
    """
    with sentences():
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
    other: Annotated[str, argument("The scenario to hold against it.", show_default=False)],
):
    """What one scenario sets otherwise than another: inputs only, nothing is run.

    Example: python run.py diff spring_2016 airpower_drawdown
    """
    with sentences():
        from simulator.report import listings
        from simulator.scenario import read
        from simulator.scenario.diff import differences

        first, second = read(base), read(other)
        listings.difference(console(), first, second, differences(first, second))


@app.command()
def validate(
    scenarios: Annotated[
        list[str] | None, argument("Files or ids; all that are at hand if none is given.")
    ] = None,
    strict: Annotated[
        bool, option("--strict", None, "A number without source or grade is a problem too.")
    ] = False,
):
    """Every problem of scenario files at once, with the line, and inputs that have no effect;
    nothing is run.

    Example: python run.py validate airpower_drawdown
    """
    with sentences():
        from simulator.model.expression_checks import looked_at
        from simulator.scenario.library import at_hand

        names = scenarios or [row[0] for row in at_hand()]
        said = [looked_at(name, strict) for name in names]
        for name, (problem, notes) in zip(names, said, strict=True):
            typer.echo(problem or f"{name}: nothing wrong", err=bool(problem))
            if notes:
                typer.echo(notes)
        if any(problem for problem, _ in said):
            raise typer.Exit(INVALID)


@app.command()
def new(
    name: Annotated[str, argument("Id of the new scenario.", show_default=False)],
    extends: Annotated[str, option("--extends", "SCENARIO", "Its parent.")] = "spring_2016",
):
    """A commented file to tweak, beside its parent; never over a file that is there.

    Example: python run.py new my_drawdown --extends spring_2016
    """
    with sentences():
        from simulator.scenario.library import new_file

        then = "open it, take the # from one line under `levers`, and run it."
        typer.echo(f"Wrote {new_file(name, extends)}; {then}")


@app.command()
def schema(
    parent: Annotated[
        str, argument("A scenario; then the schema of files that extend it.", "[PARENT]")
    ] = "",
):
    """The JSON Schema of scenario files, for editors: as committed in scenarios/, beside the files
    that name it.

    Example: python run.py schema spring_2016
    """
    with sentences():
        import json

        from simulator.scenario import read
        from simulator.scenario.json_schema import schema

        print(json.dumps(schema(read(parent) if parent else None), indent=1, ensure_ascii=False))


@app.command()
def describe(
    scenario: Annotated[str, argument("A scenario, by path or by id.")] = "spring_2016",
    part: Annotated[
        str | None, option("--part", "PART", "One part alone, like measures or input.")
    ] = None,
    sets: Sets = None,
    form: Annotated[str, option("--format", "FORM", "text, markdown or json.")] = "text",
):
    """The model told from its own code: purpose, actors, the week, rules with formulas, levers,
    measures, classes, sources.

    Example: python run.py describe spring_2016
    """
    with sentences():
        from simulator.report import describe as telling
        from simulator.scenario import read
        from simulator.scenario.errors import misuse, suggest

        asked = (form, telling.FORMS, "--format"), (part or "purpose", telling.ORDER, "--part")
        for given, known, flag in asked:
            if given not in known:
                misuse(flag, f'"{given}" is none; {suggest(given, known)}')
        telling.write(read(scenario, sets or []), form, console(), part)
