"""The command line: one verb, one call. Heavy parts load when their verb runs."""

import signal
import sys

from simulator.cli import (  # noqa: F401
    commands_files,
    commands_report,
    commands_results,
    commands_run,
    commands_validate,
)
from simulator.cli.runtime import INTERNAL, STOPS, app, results

app.add_typer(results, name="results")


def _flow(commands):
    """Paragraphs of docstrings on one line each, so that help breaks them where its lines end."""
    for one in commands:
        paragraphs = (one.callback.__doc__ or "").split("\n\n")
        one.help = "\n\n".join(" ".join(said.split()) for said in paragraphs)


_flow([*app.registered_commands, *results.registered_commands, app.registered_callback])


def main(arguments=None):
    """The door: a bare scenario file means `run`."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    for sign in STOPS:
        ignored = signal.getsignal(sign) == signal.SIG_IGN  # as nohup does with a hang-up
        if sign in (signal.SIGINT, signal.SIGTERM) or not ignored:
            signal.signal(sign, signal.default_int_handler)
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0].endswith((".yaml", ".yml")):
        given.insert(0, "run")
    try:
        app(args=given, prog_name="run.py")
    except Exception as error:
        from simulator.report.bug_report import bundle

        told = f"Something is wrong in the simulator itself: {error!r}. What is needed to mend it:"
        print(told, bundle(error, given), file=sys.stderr)
        raise SystemExit(INTERNAL) from None
