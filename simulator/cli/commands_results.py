"""Verbs on results: list, show, resume, export, clean."""

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli import arguments as opt
from simulator.cli.runtime import console, jobs_of, present, results, sentences, watch

LATEST = "latest"


@results.command("list")
def list_results(out: opt.Where = opt.RESULTS):
    """The results there are, the newest first.

    Example: python run.py results list
    """
    with sentences():
        from simulator.ensemble.results_store import at_hand, damaged
        from simulator.report import listings

        listings.results(console(), at_hand(out), damaged(out))


@results.command("show")
def show_results(
    name: opt.Kept = "latest",
    out: opt.Where = opt.RESULTS,
    form: opt.Form = "table",
    of: opt.Of = None,
    full: opt.Full = False,
):
    """Results as they were told; an unfinished run is gone on with first.

    Example: python run.py results show latest
    """
    with sentences(form):
        from simulator.ensemble import results_store
        from simulator.ensemble.results_folder import manifest_of

        path = results_store.find(out, name)
        if manifest_of(path)["status"] != "complete":
            typer.echo(f"{path.name} was never finished; it is gone on with first.", err=True)
        show_stored(path, None, form, True, of or [], full)


@results.command("resume")
def resume_results(
    name: Annotated[
        str,
        opt.argument(
            "Results; without a name the newest that were never finished.", show_default=False
        ),
    ] = LATEST,
    out: opt.Where = opt.RESULTS,
    jobs: opt.Jobs = None,
    oversubscribe: opt.Over = False,
    form: opt.Form = "table",
    quiet: opt.Quiet = False,
):
    """Go on with a run that was interrupted, from what it kept.

    Example: python run.py results resume
    """
    with sentences(form):
        from simulator.ensemble import results_store

        workers = jobs_of(jobs, oversubscribe)
        path = results_store.unfinished(out) if name == LATEST else None
        if path is None:
            path = results_store.find(out, name)
            if name == LATEST:
                typer.echo(f"No run in {out} is unfinished; the latest is shown again.", err=True)
        show_stored(path, workers, form, quiet, [])


@results.command("export")
def export_results(
    name: opt.Kept = "latest",
    to: Annotated[
        Path | None, opt.option("--to", "FOLDER", "Without it a folder `csv` beside the tables.")
    ] = None,
    out: opt.Where = opt.RESULTS,
):
    """Worlds, weeks and draws as CSV, for a spreadsheet or another program.

    Example: python run.py results export latest
    """
    with sentences():
        from simulator.ensemble import results_store

        path = results_store.find(out, name)
        for written in results_store.export(path, to or path.parent / f"{path.name}_csv"):
            typer.echo(f"Wrote {written}")


@results.command("clean")
def clean_results(
    names: Annotated[
        list[str] | None, opt.argument("Results to throw away; without any, those never finished.")
    ] = None,
    everything: Annotated[bool, opt.option("--all", None, "Throw away all results.")] = False,
    out: opt.Where = opt.RESULTS,
):
    """Throw away results that were never finished, or those named, or all.

    Example: python run.py results clean
    """
    with sentences():
        from simulator.ensemble import results_store

        gone = results_store.clean(out, names or [], everything)
        for path in gone:
            typer.echo(f"Threw away {path}")
        if not gone:
            typer.echo("Nothing was thrown away.")


def show_stored(path, jobs, form, quiet, of, full=False):
    """Show the study kept in a folder, gone on with if it is not finished."""
    from simulator.analysis.experiments import stored_study

    with watch(quiet) as heard:
        study = stored_study(path, heard, jobs, of)
    present(study, form, quiet, of, full=full)
