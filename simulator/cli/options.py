"""What verbs share: arguments and options, each with its help."""

from pathlib import Path
from typing import Annotated

import typer

from simulator.bargaining import NAMES

Names = Annotated[
    list[str],
    typer.Argument(
        help="Scenarios, by path or by id; A+B lays B's changes over A.", show_default=False
    ),
]
Base = Annotated[
    str,
    typer.Argument(
        help="A scenario, by path or by id; A+B lays B's changes over A.", show_default=False
    ),
]
Others = Annotated[
    list[str] | None, typer.Argument(help="Scenarios to hold against it.", show_default=False)
]
Sets = Annotated[
    list[str] | None,
    typer.Option(
        "-s",
        "--set",
        metavar="PATH=VALUE",
        help="Set a lever (its last step, or VALUE throughout) or a number.",
    ),
]
With = Annotated[
    list[str] | None,
    typer.Option(
        "--with", metavar="PATH=VALUE", help="Set it in the other scenarios only; as --set."
    ),
]
Vary = Annotated[
    list[str],
    typer.Option(
        "--vary",
        metavar="PATH=VALUES",
        help="a,b,c or first:last:how many, then `throughout` for from the start; once or twice.",
    ),
]
Worlds = Annotated[
    str, typer.Option("-n", "--worlds", metavar="N", help="Worlds under each scenario.")
]
Seed = Annotated[
    str | None,
    typer.Option("--seed", metavar="N", help="A whole number; without it the scenario's own."),
]
Reps = Annotated[
    str, typer.Option("--reps", metavar="N", help="Worlds that share a draw of what is not known.")
]
By = Annotated[
    str | None, typer.Option("--by", metavar="DATE", help="Tell the weeks to this date only.")
]
Jobs = Annotated[
    str | None,
    typer.Option("-j", "--jobs", metavar="N", help="Worker processes; without it one a processor."),
]
Over = Annotated[
    bool,
    typer.Option(
        "--oversubscribe", help="As many workers as -j says, even if there are fewer processors."
    ),
]
Out = Annotated[
    Path,
    typer.Option(
        "-o", "--out", metavar="FOLDER", help="Folder in which the results folder is made."
    ),
]
Fresh = Annotated[bool, typer.Option("--fresh", help="Run anew even where results are kept.")]
Form = Annotated[str, typer.Option("--format", metavar="FORM", help="table, json or csv.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="No progress, no closing lines.")]
Rules = Annotated[
    str | None,
    typer.Option(
        "--rules",
        metavar="RULE,...",
        help=f"Rival bargaining rules to run beside its own: {', '.join(NAMES)}.",
    ),
]
NoReport = Annotated[bool, typer.Option("--no-report", help="Write no page.")]
Common = Annotated[
    bool, typer.Option("--until-common", help="Let all scenarios end with the first that ends.")
]


Kept = Annotated[
    str, typer.Argument(help="Results, by path, by id or its beginning; latest is the newest.")
]
Where = Annotated[
    Path, typer.Option("-o", "--out", metavar="FOLDER", help="Folder in which results lie.")
]


Of = Annotated[
    list[str] | None,
    typer.Option("--of", metavar="NAME", help="Classes or measures to show of a sweep."),
]
RESULTS = Path("results")
