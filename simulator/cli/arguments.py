"""What commands share: arguments and options, each with its help."""

from pathlib import Path
from typing import Annotated

import typer

from simulator.options import OPTIONS

RESULTS = Path(OPTIONS["out"].default)
WORLDS, REPS = str(OPTIONS["worlds"].default), str(OPTIONS["reps"].default)
LAID = "by path or by id; A+B lays B's changes over A."


def option(flags, metavar=None, help=None):
    """An option of a command: those of a study by name, any other by its flags."""
    if flags in OPTIONS:
        flags, metavar, help, *_ = OPTIONS[flags]
    return typer.Option(*flags.split(), metavar=metavar, help=help)


def argument(help, metavar=None, show_default=True):
    """An argument of a command."""
    return typer.Argument(help=help, metavar=metavar, show_default=show_default)


Names = Annotated[list[str], argument(f"Scenarios, {LAID}", show_default=False)]
Base = Annotated[str, argument(f"A scenario, {LAID}", show_default=False)]
Others = Annotated[list[str] | None, argument("Scenarios to hold against it.", show_default=False)]
Kept = Annotated[str, argument("Results, by path, by id or its beginning; latest is the newest.")]
Worlds = Annotated[str, option("worlds")]
Seed = Annotated[str | None, option("seed")]
Reps = Annotated[str, option("reps")]
By = Annotated[str | None, option("by")]
Jobs = Annotated[str | None, option("jobs")]
Over = Annotated[bool, option("oversubscribe")]
Out = Annotated[Path, option("out")]
Fresh = Annotated[bool, option("fresh")]
Rules = Annotated[str | None, option("rules")]
Common = Annotated[bool, option("until_common")]
World = Annotated[str, option("world")]
Like = Annotated[str | None, option("--like", "OUTCOME", "A typical world of this class instead.")]
Figures = Annotated[bool, option("--numbers", None, "With the numbers behind the words.")]
Port = Annotated[int | None, option("port")]
Sets = Annotated[
    list[str] | None,
    option(
        "-s --set", "PATH=VALUE", "Set a lever (its last step, or VALUE throughout) or a number."
    ),
]
With = Annotated[
    list[str] | None,
    option("--with", "PATH=VALUE", "Set it in the other scenarios only; as --set."),
]
Vary = Annotated[
    list[str],
    option(
        "--vary",
        "PATH=VALUES",
        "a,b,c or first:last:how many, then `throughout` for from the start; once or twice.",
    ),
]
Of = Annotated[list[str] | None, option("--of", "NAME", "Classes or measures to show of a sweep.")]
Form = Annotated[str, option("--format", "FORM", "table, json or csv.")]
Quiet = Annotated[bool, option("-q --quiet", None, "No progress, no closing lines.")]
NoReport = Annotated[bool, option("--no-report", None, "Write no page.")]
Full = Annotated[bool, option("--full", None, "All tables of a comparison, not the answer alone.")]
Where = Annotated[Path, option("-o --out", "FOLDER", "Folder in which results lie.")]
