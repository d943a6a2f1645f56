"""Progress of a run on stderr."""

import time

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from simulator.analysis.experiments import Listener
from simulator.report.terminal import console

EVERY = 10.0  # seconds between lines of progress where there is no terminal


class ProgressBar(Listener):
    """Print progress on stderr: a bar in a terminal, a line every few seconds elsewhere; nothing if
    `quiet`."""

    def __init__(self, quiet=False):
        self.quiet, self.total, self.stored, self.ran = quiet, 0, 0, 0
        self.notes = console(stderr=True)
        self.start = self.last_line = time.monotonic()
        self.bar = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.bar:
            self.bar.stop()

    def begin(self, stored, total):
        self.__exit__()  # end the bar of an earlier run
        self.stored, self.total, self.ran, self.start = stored, total, 0, time.monotonic()
        if stored:
            self.notify(f"Resuming: {stored:,} of {total:,} worlds are stored.")
        if not self.quiet and self.notes.is_terminal:
            rate = TextColumn("{task.fields[rate]}", markup=False)
            columns = "worlds", BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn()
            self.bar = Progress(*columns, console=self.notes, transient=True)
            self.task = self.bar.add_task("worlds", total=total, completed=stored, rate="")
            self.bar.start()

    def advance(self, worlds):
        self.ran += worlds
        if self.bar:
            self.bar.update(self.task, advance=worlds, rate=f"{self.rate():,.0f} a second")
        elif not self.quiet and time.monotonic() - self.last_line > EVERY:
            self.last_line = time.monotonic()
            left = (self.total - self.stored - self.ran) / self.rate()
            count = f"{self.stored + self.ran:,} of {self.total:,} worlds"
            self.notify(f"{count}, {self.rate():,.0f} a second, {left:,.0f} s left")

    def rate(self):
        """Worlds per second since the run began or was resumed."""
        return self.ran / max(time.monotonic() - self.start, 1e-9)

    def notify(self, text):
        if not self.quiet:
            self.notes.print(text, style="dim")

    def interrupted(self, command):
        """Message after an interrupt: what is stored, and the command that goes on.

        command  the command that was interrupted
        """
        if not self.resume_command:  # nothing of this command is stored before it ends
            return f"Interrupted: nothing is stored. Repeat: {command}"
        stored = f"{self.stored + self.ran:,} of {self.total:,} worlds are stored"
        return f"Interrupted: {stored}. Resume: {self.resume_command}"
