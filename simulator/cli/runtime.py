"""What every verb stands in: the trunk it hangs on, exit codes, sentences for what an analyst can
mend, progress, and how results are shown."""

import multiprocessing
import os
import signal
import sys
from contextlib import contextmanager, suppress

import typer

INTERNAL, USAGE, INVALID, FAILED, MISSING, INTERRUPTED = 1, 2, 3, 5, 6, 130
# a request to stop is an interrupt; not every system has a hang-up
STOPS = [one for one in signal.Signals if one.name in ("SIGINT", "SIGTERM", "SIGHUP")]
FORMS = ("table", "json", "csv")
app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
results = typer.Typer(
    no_args_is_help=True,
    help="What was run before: listed, shown, gone on with, handed on, thrown away.",
)


@app.callback()
def _verbs():
    """Simulate a war and its negotiations in many worlds, and see what moves when the leverage
    moves."""


def console():
    from simulator.report.terminal import console

    return console()


def options_of(**options):
    """The RunOptions of a command's options; others among them are left aside."""
    from simulator.analysis.experiments import RunOptions

    return RunOptions.given(
        options, tuple(sys.argv[1:]), say=lambda told: typer.echo(told, err=True)
    )


def given(name, text):
    """The value of an option of a study as a study takes it."""
    from simulator.scenario import option_values as options

    return options.given(name, text)


def jobs_of(text, over):
    """Workers that -j asks for, at most one a processor unless `over`; fewer than asked are
    said."""
    return options_of(jobs=text, oversubscribe=over).jobs


def tell(showing, form, *told):
    """Show what a module of `show` tells in the form asked for; as JSON or CSV the first alone."""
    if form == "table":
        showing.show(console(), *told)
    else:
        write = showing.as_json if form == "json" else showing.as_csv
        write(sys.stdout, told[0])


def present(study, form, quiet, of=(), paged=False, full=True):
    """Show a study in the form asked for; `paged` writes its page beside the results too."""
    from simulator.report import terminal

    if form == "json":
        import json

        print(json.dumps(study.summary(), indent=1))
    elif form == "csv":
        from simulator.analysis import results_table

        results_table.write(sys.stdout, study)
    else:
        terminal.show(console(), study, of, full)
    page = _page(study) if paged else None
    if not quiet:
        terminal.close(terminal.console(stderr=True), study, page, full)


def _page(study):
    """Write the page of a study."""
    from simulator.ensemble.results_folder import told
    from simulator.report import html

    with told(study.folder):
        return html.write(study)


@contextmanager
def sentences(form="table"):
    """What an analyst can mend becomes a sentence and an exit code."""
    from simulator.scenario.errors import ScenarioError, UsageError, misuse, suggest

    try:
        if form not in FORMS:
            misuse("--format", f'there is no format "{form}"; {suggest(form, FORMS)}')
        yield
        sys.stdout.flush()
    except ScenarioError as error:
        stop(USAGE if isinstance(error, UsageError) else INVALID, error.shown())
    except BrokenPipeError:  # who reads has read enough, like `head`
        for stream in (sys.stdout, sys.stderr):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        raise typer.Exit() from None
    except KeyboardInterrupt:
        stop(INTERRUPTED, "interrupted")
    except Exception as error:
        from simulator.ensemble.run_request import ResultsError

        if not isinstance(error, ResultsError):
            raise
        stop(INVALID, str(error))


@contextmanager
def watch(quiet, keeps=True):
    """Tells a person how a run goes on. What is done is on disk at any moment (`keeps`), so an
    interrupt just says so and ends."""
    from simulator.report.progress import ProgressBar

    with ProgressBar(quiet, keeps) as heard:
        heeded = [sign for sign in STOPS if signal.getsignal(sign) != signal.SIG_IGN]
        before = {sign: signal.signal(sign, _ending(os.getpid(), heard)) for sign in heeded}
        try:
            yield heard
        finally:
            for sign, handler in before.items():
                signal.signal(sign, handler)


def _ending(process, heard):
    """A handler that ends the workers and this process at once, without waiting for either; in a
    worker it only ends the worker."""

    def handle(*_):
        if os.getpid() == process:
            for worker in multiprocessing.active_children():
                worker.kill()
            with suppress(OSError):  # a terminal that is gone hears nothing
                heard.__exit__()
                print(heard.interrupted(), file=sys.stderr, flush=True)
        os._exit(INTERRUPTED)

    return handle


def need(extra, *packages):
    """End with a sentence where a package of an extra is not installed."""
    from importlib.util import find_spec

    lost = [name for name in packages if find_spec(name) is None]
    if lost:
        told = f"This needs the extra `{extra}` ({', '.join(lost)} is not installed)"
        stop(MISSING, f"{told}: python -m pip install -e '.[{extra}]'")


def stop(code, message):
    typer.echo(message, err=True)
    raise typer.Exit(code)
