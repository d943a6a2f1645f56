"""Commands on stored results: list, show, resume, export, clean."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from simulator.cli import arguments as opt
from simulator.cli.runtime import (
    USAGE,
    console,
    fail,
    print_study,
    report_user_errors,
    results,
    show_progress,
    worker_count,
)
from simulator.program import command_line

LATEST = "latest"


@results.command("list")
def list_results(out: opt.ResultsFolder = opt.RESULTS):
    """List stored results, the newest first.

    Example: python run.py results list
    """
    with report_user_errors():
        from simulator.ensemble.results_folder import stored_worlds
        from simulator.ensemble.results_store import damaged_results, list_results
        from simulator.report import listings

        rows = list_results(out)
        partial = [path for path, manifest, _ in rows if manifest["status"] != "complete"]
        stored = {path: stored_worlds(path) for path in partial}
        listings.results(console(), rows, damaged_results(out), out, stored)


@results.command("show")
def show_results(
    name: opt.Stored = "latest",
    out: opt.ResultsFolder = opt.RESULTS,
    output_format: opt.Format = "table",
    selected: opt.Selected = None,
    full: opt.Full = False,
):
    """Show stored results; an interrupted run is resumed first.

    Example: python run.py results show latest
    """
    with report_user_errors(output_format):
        from simulator.ensemble import results_store
        from simulator.ensemble.results_folder import manifest_of

        path = results_store.find(out, name)
        if manifest_of(path)["status"] != "complete":
            typer.echo(f"{path.name} was interrupted; resuming it first.", err=True)
        print_stored(path, None, output_format, True, selected or [], full)


@results.command("resume")
def resume_results(
    name: Annotated[
        str,
        opt.argument("Results (default: the newest interrupted run).", show_default=False),
    ] = LATEST,
    out: opt.ResultsFolder = opt.RESULTS,
    jobs: opt.Jobs = None,
    oversubscribe: opt.Oversubscribe = False,
    output_format: opt.Format = "table",
    quiet: opt.Quiet = False,
):
    """Resume an interrupted run from its stored blocks.

    Example: python run.py results resume
    """
    with report_user_errors(output_format):
        from simulator.ensemble import results_store

        workers = worker_count(jobs, oversubscribe)
        path = results_store.unfinished_results(out) if name == LATEST else None
        if path is None:
            path = results_store.find(out, name)
            if name == LATEST:
                message = f"No interrupted run in {out}; showing the latest results."
                typer.echo(message, err=True)
        print_stored(path, workers, output_format, quiet, [])


@results.command("export")
def export_results(
    name: opt.Stored = "latest",
    to: Annotated[
        Path | None,
        opt.option("--to", "FOLDER", "Target folder (default: RESULTS_csv next to the results)."),
    ] = None,
    out: opt.ResultsFolder = opt.RESULTS,
):
    """Export worlds, weeks and draws as CSV.

    Example: python run.py results export latest
    """
    with report_user_errors():
        from simulator.ensemble import results_store

        path = results_store.find(out, name)
        for file in results_store.export(path, to or path.parent / f"{path.name}_csv"):
            typer.echo(f"Wrote {file}")


@results.command("clean")
def clean_results(
    names: Annotated[
        list[str] | None,
        opt.argument("Results to delete (default: interrupted runs).", show_default=False),
    ] = None,
    everything: Annotated[bool, opt.option("--all", None, "Delete all results.")] = False,
    yes: Annotated[bool, opt.option("--yes", None, "Delete all without asking.")] = False,
    out: opt.ResultsFolder = opt.RESULTS,
):
    """Delete interrupted runs, or the results named, or all.

    --all asks first; where there is no terminal, it needs --yes.

    Example: python run.py results clean
    """
    with report_user_errors():
        from simulator.ensemble import results_store

        if everything and not yes and not names and not _confirm_deletion(out):
            return
        deleted = results_store.clean(out, names or [], everything)
        for path in deleted:
            typer.echo(f"Deleted {path}")
        if not deleted:
            typer.echo("Nothing to delete.")


def _confirm_deletion(out):
    """Ask whether to delete all results; without a terminal, fail with the line to type."""
    from simulator.ensemble.results_store import list_results

    count = len(list_results(out))
    if not count:
        return True
    if not sys.stdin.isatty():
        line = command_line("results", "clean", "--all", "--yes", *_folder_option(out))
        fail(
            USAGE, f"--all: this deletes all results in {out} ({count:,}); to confirm, type: {line}"
        )
    if typer.confirm(f"Delete all results in {out} ({count:,})?", err=True):
        return True
    typer.echo("Nothing was deleted.", err=True)
    return False


def _folder_option(out):
    return () if out == opt.RESULTS else ("-o", str(out))


def print_stored(path, jobs, output_format, quiet, selected, full=False):
    """Print a stored study, resumed if it was interrupted."""
    from simulator.analysis.experiments import stored_study

    with show_progress(quiet) as progress:
        study = stored_study(path, progress, jobs, selected)
    print_study(study, output_format, quiet, selected, full=full)
