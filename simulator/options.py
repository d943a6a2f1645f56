"""Options of a run, each defined once: flags, placeholder, help, default and bounds.

Commands, notebook and `RunOptions` read them. Imports no heavy package."""

from typing import Any, NamedTuple

from simulator.bargaining import NAMES

SEEDS = (-(2**53), 2**53)  # integers that JSON holds exactly


class Option(NamedTuple):
    """An option; `bounds` of a whole number are inclusive."""

    flags: str
    metavar: str | None
    help: str
    default: Any = None
    bounds: tuple[int, int] | None = None

    @property
    def flag(self):
        """Long flag, which error messages name."""
        return self.flags.split()[-1]


COUNT = (1, 10_000_000)
RULES = f"Also run under these bargaining rules: {', '.join(NAMES)}."
PORT = "Local port (default: the first free one from 8501)."
OPTIONS = {
    "worlds": Option("-n --worlds", "N", "Worlds per scenario.", 1000, COUNT),
    "seed": Option("--seed", "N", "Random seed (default: the scenario's).", None, SEEDS),
    "reps": Option("--reps", "N", "Worlds per parameter draw.", 10, COUNT),
    "by": Option("--by", "DATE", "End the run at this date."),
    "until_common": Option(
        "--until-common", None, "End all scenarios when the shortest ends.", False
    ),
    "answer": Option("--answer", "NAME", "Outcome or metric that the first sentence judges."),
    "rules": Option("--rules", "RULE,...", RULES, ()),
    "jobs": Option(
        "-j --jobs", "N", "Worker processes (default: one per processor).", None, (1, 10_000)
    ),
    "oversubscribe": Option("--oversubscribe", None, "Allow more workers than processors."),
    "out": Option("-o --out", "FOLDER", "Folder for results.", "results"),
    "fresh": Option("--fresh", None, "Run again even if results are stored.", False),
    "world": Option("--world", "N", "World number.", 0, (0, 1_000_000_000)),
    "week": Option("--week", "T", "Weeks from the start of the run to the state.", None, (1, 1040)),
    "port": Option("--port", "N", PORT, None, (1, 65_535)),
}
