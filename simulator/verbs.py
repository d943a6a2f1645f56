"""What each verb does: read, run, digest, show, keep."""

import json
import sys
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from simulator.analysis import compare as analysis
from simulator.ensemble import results
from simulator.ensemble.blocks import run_tables
from simulator.ensemble.table import table_of_worlds
from simulator.scenario import read
from simulator.scenario.problems import refuse

MOST_WORLDS = 10_000_000


@dataclass(frozen=True)
class Order:
    """How a verb is to be carried out."""

    worlds: int
    seed: int | None
    reps: int
    jobs: int | None
    out: Path
    form: str
    quiet: bool
    command: list


def run(names, sets, order):
    """Simulate scenarios and show each alone."""
    scenarios = _unique([read(name, sets) for name in names])
    found, seed = _simulate(scenarios, order)
    digests = {s.id: analysis.digest(s, one) for s, one in zip(scenarios, found, strict=True)}
    summary = {"scenarios": digests}
    folder = _keep("run", scenarios, found, summary, order, seed)

    def show(terminal, out):
        for s in scenarios:
            terminal.show_run(out, s, digests[s.id], order.worlds, seed)

    _present(order, summary, show, folder, f"python run.py compare {names[0]} OTHER")


def compare(base, others, sets, only, order):
    """Simulate a base and others on the same worlds and show what differs."""
    first = read(base, sets)
    rest = [read(name, [*sets, *only]) for name in others]
    scenarios = _unique([first, *rest])
    if len({(s.form.start, s.form.weeks) for s in scenarios}) > 1:
        refuse(others[0], "these scenarios do not run over the same weeks, so their worlds cannot be compared")
    found, seed = _simulate(scenarios, order)
    digests = {s.id: analysis.digest(s, one) for s, one in zip(scenarios, found, strict=True)}
    pairs = zip(scenarios[1:], found[1:], strict=True)
    differences = {s.id: analysis.compare(scenarios[0], s, found[0], one) for s, one in pairs}
    summary = {"scenarios": digests, "differences": differences}
    folder = _keep("compare", scenarios, found, summary, order, seed)

    def show(terminal, out):
        terminal.show_compare(out, scenarios[0], scenarios[1:], digests, differences, order.worlds, seed)

    _present(order, summary, show, folder, f"python run.py compare {base} {others[0]} -n 5000")


def _unique(scenarios):
    """Give scenarios that share an id names of their own."""
    seen, named = {}, []
    for one in scenarios:
        seen[one.id] = seen.get(one.id, 0) + 1
        if seen[one.id] > 1:
            form = one.form.model_copy(update={"scenario": f"{one.id}_{seen[one.id]}"})
            one = replace(one, form=form)
        named.append(one)
    return named


def _simulate(scenarios, order):
    if not 1 <= order.worlds <= MOST_WORLDS:
        refuse("--worlds", f"{order.worlds} is no number of worlds to run; 1 to {MOST_WORLDS:,}")
    if order.reps < 1 or (order.jobs is not None and order.jobs < 1):
        refuse("--reps" if order.reps < 1 else "--jobs", "takes a whole number from 1")
    if order.form not in ("table", "json"):
        refuse("--format", f'"{order.form}" is no format; table or json')
    results.check_folder(order.out)
    seed = scenarios[0].form.seed if order.seed is None else order.seed
    tables = [table_of_worlds(s, order.worlds, seed, order.reps) for s in scenarios]
    with _progress(order.worlds * len(scenarios), order.quiet) as done:
        return run_tables(scenarios, tables, [seed] * len(scenarios), order.jobs, done=done), seed


def _keep(verb, scenarios, found, summary, order, seed):
    asked = results.Asked(verb, scenarios, order.worlds, seed, order.reps, order.command)
    return results.write(order.out, asked, found, summary)


def _present(order, summary, show, folder, following):
    from simulator.show import terminal

    if order.form == "json":
        print(json.dumps(summary, indent=1))
    else:
        show(terminal, terminal.console())
    if not order.quiet:
        notes = terminal.console(stderr=order.form == "json")
        notes.print(f"Kept in {folder}", style="dim")
        notes.print(f"Next: {following}", style="dim")


@contextmanager
def _progress(total, quiet):
    """A bar on stderr while worlds run, for people only."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from simulator.show.terminal import console

    columns = TextColumn("worlds"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task("worlds", total=total)
        yield lambda worlds: bar.advance(task, worlds)
