"""Arguments and options that several commands share, each with its help."""

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli import completion
from simulator.options import OPTIONS

RESULTS = Path(OPTIONS["out"].default)
WORLDS, REPS = str(OPTIONS["worlds"].default), str(OPTIONS["reps"].default)
OVERLAY = "path or id; A+B adds the changes of B to A."
CHANGE, SAMPLE, OUTPUT = "What to change", "How many worlds", "Output"
PANELS = {  # heading of the help under which an option is listed
    CHANGE: ("-s --set", "--with", "--vary", "rules", "until_common", "by"),
    SAMPLE: ("worlds", "reps", "seed", "jobs", "oversubscribe", "fresh"),
    OUTPUT: (
        "answer", "out", "-o --out", "-q --quiet", "--format", "--full", "--no-report", "--numbers",
        "--of", "--to", "--report", "--out -o", "--interactive", "--browser/--no-browser", "port",
    ),
}  # fmt: skip
PANEL_OF = {name: panel for panel, names in PANELS.items() for name in names}


def option(flags, metavar=None, help=None, panel=None, complete=None):
    """Option of a command, from a name of OPTIONS or from flags, placeholder and help.

    complete  a function of `completion`
    """
    panel = panel or PANEL_OF.get(flags)
    if flags in OPTIONS:
        flags, metavar, help, *_ = OPTIONS[flags]
    names = flags.split()
    return typer.Option(
        *names, metavar=metavar, help=help, rich_help_panel=panel, autocompletion=complete
    )


def argument(help, metavar=None, show_default=True, complete=None):
    """Argument of a command; `complete` is a function of `completion`."""
    return typer.Argument(
        help=help, metavar=metavar, show_default=show_default, autocompletion=complete
    )


Names = Annotated[list[str], argument(f"Scenarios: {OVERLAY}", None, False, completion.scenarios)]
Base = Annotated[str, argument(f"Scenario: {OVERLAY}", None, False, completion.scenarios)]
Others = Annotated[
    list[str] | None,
    argument("Scenarios to compare with it.", None, False, completion.scenarios),
]
Stored = Annotated[
    str,
    argument(
        "Results: path, id or first letters of it; latest = the newest.",
        complete=completion.results,
    ),
]
Worlds = Annotated[str, option("worlds")]
Seed = Annotated[str | None, option("seed")]
Reps = Annotated[str, option("reps")]
By = Annotated[str | None, option("by")]
Answer = Annotated[str | None, option("answer", complete=completion.answers)]
Jobs = Annotated[str | None, option("jobs")]
Oversubscribe = Annotated[bool, option("oversubscribe")]
Out = Annotated[Path, option("out")]
Fresh = Annotated[bool, option("fresh")]
Rules = Annotated[str | None, option("rules")]
UntilCommon = Annotated[bool, option("until_common")]
World = Annotated[str, option("world")]
Like = Annotated[
    str | None,
    option(
        "--like",
        "OUTCOME",
        "A representative world of this outcome instead.",
        complete=completion.outcomes,
    ),
]
WithNumbers = Annotated[bool, option("--numbers", None, "Show the numbers behind each sentence.")]
Port = Annotated[int | None, option("port")]
Sets = Annotated[
    list[str] | None,
    option(
        "-s --set",
        "PATH=VALUE",
        "Set a parameter, or the last step of a lever; `VALUE throughout` removes its steps.",
        complete=completion.settings,
    ),
]
With = Annotated[
    list[str] | None,
    option(
        "--with",
        "PATH=VALUE",
        "Like --set, but not in the first scenario.",
        complete=completion.settings,
    ),
]
Vary = Annotated[
    list[str],
    option(
        "--vary",
        "PATH=VALUES",
        "Values a,b,c or first:last:count; add `throughout` to remove dated steps. Give it once"
        " or twice.",
        complete=completion.settings,
    ),
]
Selected = Annotated[
    list[str] | None,
    option("--of", "NAME", "Outcomes or metrics to show.", complete=completion.answers),
]
Format = Annotated[str, option("--format", "FORMAT", "table, json or csv.")]
Quiet = Annotated[bool, option("-q --quiet", None, "No progress and no closing lines.")]
NoReport = Annotated[bool, option("--no-report", None, "Write no HTML report.")]
Full = Annotated[bool, option("--full", None, "Show all tables, not only the answer.")]
ResultsFolder = Annotated[Path, option("-o --out", "FOLDER", "Folder of results.")]
