"""What a person may ask of a study, each option once: its flags, the name of its value, its help,
its default and its bounds. Commands, notebook and `RunOptions` read it; it loads nothing."""

from typing import Any, NamedTuple

from simulator.bargaining import NAMES

SEEDS = (-(2**53), 2**53)  # what JSON holds exactly, and arithmetic of 64 bits has room for


class Option(NamedTuple):
    """An option: `bounds` of a whole number, both ends taken in."""

    flags: str
    metavar: str | None
    help: str
    default: Any = None
    bounds: tuple[int, int] | None = None

    @property
    def flag(self):
        """The long flag, by which errors name the option."""
        return self.flags.split()[-1]


MANY = (1, 10_000_000)
RIVALS = f"Rival bargaining rules to run beside its own: {', '.join(NAMES)}."
PORT = "Port on this machine; without it the first free one from 8501."
OPTIONS = {
    "worlds": Option("-n --worlds", "N", "Worlds under each scenario.", 1000, MANY),
    "seed": Option("--seed", "N", "A whole number; without it the scenario's own.", None, SEEDS),
    "reps": Option("--reps", "N", "Worlds that share a draw of what is not known.", 10, MANY),
    "by": Option("--by", "DATE", "Tell the weeks to this date only."),
    "until_common": Option(
        "--until-common", None, "Let all scenarios end with the first that ends.", False
    ),
    "rules": Option("--rules", "RULE,...", RIVALS, ()),
    "jobs": Option(
        "-j --jobs", "N", "Worker processes; without it one a processor.", None, (1, 10_000)
    ),
    "oversubscribe": Option(
        "--oversubscribe", None, "As many workers as -j says, even if there are fewer processors."
    ),
    "out": Option("-o --out", "FOLDER", "Folder in which the results folder is made.", "results"),
    "fresh": Option("--fresh", None, "Run anew even where results are kept.", False),
    "world": Option("--world", "N", "Number of the world.", 0, (0, 1_000_000_000)),
    "port": Option("--port", "N", PORT, None, (1, 65_535)),
}
