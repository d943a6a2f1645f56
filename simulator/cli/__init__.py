"""The command line. Importing a `commands_` module registers its commands; heavy packages load
when a command runs."""

import gc
import os
import signal
import sys

gc.set_threshold(50_000)  # imports make many objects and hardly any garbage
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # a search through all packages

from simulator.cli import (  # noqa: E402, F401
    commands_files,
    commands_report,
    commands_results,
    commands_run,
    commands_state,
    commands_system,
    commands_validate,
)
from simulator.cli.runtime import INTERNAL, STOPS, app, results  # noqa: E402
from simulator.program import PROGRAM  # noqa: E402

app.add_typer(results, name="results")


def _unwrap_help(commands):
    """Join the lines of each paragraph of a command's help, so that the terminal wraps it."""
    for command in commands:
        paragraphs = (command.callback.__doc__ or "").split("\n\n")
        text = "\n\n".join(" ".join(text.split()) for text in paragraphs)
        command.help = text.replace("python run.py", PROGRAM)


_unwrap_help([*app.registered_commands, *results.registered_commands, app.registered_callback])


def main(arguments=None):
    """Run a command; a scenario file without a command means `run`."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    for number in STOPS:
        ignored = signal.getsignal(number) == signal.SIG_IGN  # as nohup does with SIGHUP
        if number in (signal.SIGINT, signal.SIGTERM) or not ignored:
            signal.signal(number, signal.default_int_handler)
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    if arguments and arguments[0].endswith((".yaml", ".yml")):
        arguments.insert(0, "run")
    try:
        app(args=arguments, prog_name="run.py" if "run.py" in PROGRAM else PROGRAM)
    except Exception as error:
        from simulator.report.bug_report import bundle

        message = f"Internal error: {error!r}. A bug report was written to"
        print(message, bundle(error, arguments), file=sys.stderr)
        raise SystemExit(INTERNAL) from None
