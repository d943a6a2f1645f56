"""What all commands use: the application, exit codes, error messages, progress and output."""

import multiprocessing
import os
import signal
import sys
import warnings
from contextlib import contextmanager, suppress
from typing import Annotated

import typer

from simulator.program import NAME, PROGRAM, command_line, install_command, missing_modules

INTERNAL, USAGE, INVALID, FAILED, MISSING, INTERRUPTED = 1, 2, 3, 5, 6, 130
# signals that stop a run; not every system has SIGHUP
STOPS = [number for number in signal.Signals if number.name in ("SIGINT", "SIGTERM", "SIGHUP")]
FORMATS = ("table", "json", "csv")
app = typer.Typer(
    add_completion=PROGRAM == NAME, no_args_is_help=True, pretty_exceptions_enable=False
)
results = typer.Typer(
    no_args_is_help=True, help="Manage stored results: list, show, resume, export, delete."
)


def _print_version(wanted: bool):
    """Print the version and end, for --version."""
    if wanted:
        from simulator.program import __version__

        typer.echo(__version__)
        raise typer.Exit()


@app.callback()
def _application(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
):
    """Simulate a war and its negotiations in many worlds, and compare scenarios."""


def console():
    from simulator.report.terminal import console

    return console()


def run_options(command=None, **options):
    """RunOptions from the options of a command; other names are ignored.

    command  words that ask for the same run, by default those of the command line
    """
    from simulator.analysis.requests import RunOptions

    return RunOptions.from_options(
        options,
        tuple(command or sys.argv[1:]),
        notify=lambda message: typer.echo(message, err=True),
    )


def option_value(name, text):
    """Value of an option of a run, checked and converted."""
    from simulator.scenario import option_values

    return option_values.option_value(name, text)


def worker_count(text, oversubscribe):
    """Number of workers for -j, at most one per processor unless `oversubscribe`; warns if that is
    fewer than requested."""
    return run_options(jobs=text, oversubscribe=oversubscribe).jobs


def print_result(module, output_format, *parts):
    """Print a result with a module of `report`; JSON and CSV hold its first part alone."""
    if output_format == "table":
        module.show(console(), *parts)
    else:
        write = module.as_json if output_format == "json" else module.as_csv
        write(sys.stdout, parts[0])


def print_study(study, output_format, quiet, selected=(), with_report=False, full=True):
    """Print a study; `with_report` also writes its HTML report to the results folder."""
    from simulator.report import terminal

    if output_format == "json":
        import json

        print(json.dumps(study.summary(), indent=1))
    elif output_format == "csv":
        from simulator.analysis import results_table

        results_table.write(sys.stdout, study)
    else:
        terminal.show(console(), study, selected, full)
    path = _write_report(study) if with_report else None
    if not quiet:
        terminal.close(terminal.console(stderr=True), study, path, full)


def _write_report(study):
    """Write the HTML report of a study and return its path."""
    from simulator.ensemble.results_folder import as_results_error
    from simulator.report import html

    with as_results_error(study.folder):
        return html.write(study)


@contextmanager
def report_user_errors(output_format="table"):
    """Turn errors that a user can correct into a message and an exit code."""
    from simulator.scenario.errors import ScenarioError, UsageError, misuse, suggest

    _print_warnings_of_hidden_scenarios()
    try:
        if output_format not in FORMATS:
            hint = suggest(output_format, FORMATS)
            misuse("--format", f'unknown format "{output_format}"; {hint}')
        yield
        sys.stdout.flush()
    except ScenarioError as error:
        fail(USAGE if isinstance(error, UsageError) else INVALID, error.as_text())
    except BrokenPipeError:  # the reader closed the pipe, as `head` does
        for stream in (sys.stdout, sys.stderr):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        raise typer.Exit() from None
    except KeyboardInterrupt:
        fail(INTERRUPTED, f"Interrupted. Repeat: {command_line(*sys.argv[1:])}")
    except Exception as error:
        from simulator.ensemble.run_request import ResultsError

        if not isinstance(error, ResultsError):
            raise
        fail(INVALID, str(error))


def _print_warnings_of_hidden_scenarios():
    """Print a warning that a local scenario hides a shipped one as one line."""
    from simulator.scenario.read import HiddenScenario

    usual = warnings.showwarning

    def show(message, category, *place):
        if category is HiddenScenario:
            typer.echo(f"Note: {message}", err=True)
        else:
            usual(message, category, *place)

    warnings.showwarning = show


@contextmanager
def show_progress(quiet):
    """Show progress; a signal ends the process at once, after which finished blocks are stored."""
    from simulator.report.progress import ProgressBar

    with ProgressBar(quiet) as progress:
        numbers = [number for number in STOPS if signal.getsignal(number) != signal.SIG_IGN]
        handler = _stop_handler(os.getpid(), progress)
        before = {number: signal.signal(number, handler) for number in numbers}
        try:
            yield progress
        finally:
            for number, previous in before.items():
                signal.signal(number, previous)


def _stop_handler(process, progress):
    """Signal handler that kills the workers and ends the process; in a worker, the worker only."""

    def handle(*_):
        if os.getpid() == process:
            for worker in multiprocessing.active_children():
                worker.kill()
            with suppress(OSError):  # the terminal may be closed
                progress.__exit__()
                print(
                    progress.interrupted(command_line(*sys.argv[1:])), file=sys.stderr, flush=True
                )
        os._exit(INTERRUPTED)

    return handle


def require_extra(extra):
    """End with an install command where a package of an extra is missing."""
    if missing := missing_modules(extra):
        message = f"This needs the extra `{extra}` ({', '.join(missing)} is not installed)"
        fail(MISSING, f"{message}: {install_command(extra)}")


def fail(code, message):
    """Print a message on stderr and end with an exit code."""
    typer.echo(message, err=True)
    raise typer.Exit(code)
