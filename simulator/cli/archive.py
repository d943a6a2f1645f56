"""Verbs on results: list, show, resume, export, clean."""

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.app import results
from simulator.cli.frame import console, present, sentences, watch
from simulator.cli.options import RESULTS, Form, Jobs, Kept, Of, Quiet, Where


@results.command("list")
def list_results(out: Where = RESULTS):
    """The results there are, the newest first.

    Example: python run.py results list
    """
    with sentences():
        from simulator.ensemble.shelf import at_hand
        from simulator.show import kept

        kept.listing(console(), at_hand(out))


@results.command("show")
def show_results(name: Kept = "latest", out: Where = RESULTS, form: Form = "table", of: Of = None):
    """Results as they were told; an unfinished run is gone on with first.

    Example: python run.py results show latest
    """
    told_again(name, out, None, form, True, of or [])


@results.command("resume")
def resume_results(name: Kept = "latest", out: Where = RESULTS, jobs: Jobs = None, form: Form = "table", quiet: Quiet = False):
    """Go on with a run that was interrupted, from what it kept.

    Example: python run.py results resume latest
    """
    told_again(name, out, jobs, form, quiet, [])


@results.command("export")
def export_results(
    name: Kept = "latest",
    to: Annotated[Path | None, typer.Option("--to", metavar="FOLDER", help="Without it a folder `csv` beside the tables.")] = None,
    out: Where = RESULTS,
):
    """Worlds, weeks and draws as CSV, for a spreadsheet or another program.

    Example: python run.py results export latest
    """
    with sentences():
        from simulator.ensemble import shelf

        path = shelf.find(out, name)
        for written in shelf.export(path, to or path.parent / f"{path.name}_csv"):
            typer.echo(f"Wrote {written}")


@results.command("clean")
def clean_results(
    names: Annotated[list[str] | None, typer.Argument(help="Results to throw away; without any, those never finished.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Throw away all results.")] = False,
    out: Where = RESULTS,
):
    """Throw away results that were never finished, or those named, or all.

    Example: python run.py results clean
    """
    with sentences():
        from simulator.ensemble import shelf

        gone = shelf.clean(out, names or [], everything)
        for path in gone:
            typer.echo(f"Threw away {path}")
        if not gone:
            typer.echo("Nothing was thrown away.")


def told_again(name, out, jobs, form, quiet, of):
    with sentences(form):
        from simulator.analysis.study import kept_study
        from simulator.ensemble import shelf

        with watch(quiet) as heard:
            study = kept_study(shelf.find(out, name), heard, jobs)
        present(study, form, quiet, of)
