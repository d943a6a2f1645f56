"""How far a run has come."""

import time

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from simulator.analysis.experiments import Listener
from simulator.report.terminal import console

EVERY = 10.0  # seconds between lines on progress where there is no terminal


class ProgressBar(Listener):
    """Says on stderr how far a run has come: a bar for people, a line now and then in a log,
    nothing when quiet."""

    def __init__(self, quiet=False, keeps=True):
        self.quiet, self.keeps, self.total, self.had, self.ran = quiet, keeps, 0, 0, 0
        self.notes = console(stderr=True)
        self.start = self.spoke = time.monotonic()
        self.bar = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.bar:
            self.bar.stop()

    def began(self, had, total):
        self.__exit__()  # what was told before is over
        self.had, self.total, self.ran, self.start = had, total, 0, time.monotonic()
        if had:
            self.say(f"Going on from {had:,} of {total:,} worlds that were kept.")
        if not self.quiet and self.notes.is_terminal:
            rate = TextColumn("{task.fields[rate]}", markup=False)
            columns = "worlds", BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn()
            self.bar = Progress(*columns, console=self.notes, transient=True)
            self.task = self.bar.add_task("worlds", total=total, completed=had, rate="")
            self.bar.start()

    def done(self, worlds):
        self.ran += worlds
        if self.bar:
            self.bar.update(self.task, advance=worlds, rate=f"{self.rate():,.0f} a second")
        elif not self.quiet and time.monotonic() - self.spoke > EVERY:
            self.spoke = time.monotonic()
            left = (self.total - self.had - self.ran) / self.rate()
            told = f"{self.had + self.ran:,} of {self.total:,} worlds"
            self.say(f"{told}, {self.rate():,.0f} a second, {left:,.0f} s left")

    def rate(self):
        """Worlds a second since the run began or was gone on with."""
        return self.ran / max(time.monotonic() - self.start, 1e-9)

    def say(self, text):
        if not self.quiet:
            self.notes.print(text, style="dim")

    def interrupted(self):
        """What an interrupt leaves, in a sentence."""
        kept = self.had + self.ran
        if not kept or not self.keeps:
            return "interrupted; nothing is kept yet"
        return f"interrupted; {kept:,} of {self.total:,} worlds are kept; go on with: {self.again}"
