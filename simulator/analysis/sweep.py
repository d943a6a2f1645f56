"""Outcomes along one lever or a grid of two: the same worlds once more for each value."""

from dataclasses import replace
from itertools import product

import numpy as np

from simulator.analysis.estimate import FOUND
from simulator.scenario import read
from simulator.scenario.errors import Mark, ScenarioError, misuse, refuse, suggest
from simulator.scenario.levers import THROUGHOUT
from simulator.scenario.parameter import read_parameter

MOST_CELLS = 400


def cells_of(name, vary, sets):
    """The scenario to sweep, its cells, and what is told of them: (Resolved, [{path: value}, ...],
    {"vary", "reference"}).

    vary         "PATH=a,b,c" or "PATH=a:b:n" of one number or two; of a lever with dated steps, the
                 last step is varied, and "PATH=a,b,c throughout" varies the value from the start
    "vary"       {path: what the user calls it}
    "throughout" names of those varied from the start, where that was asked; left out if it was not
    "reference"  number of the cell nearest to what the scenario itself says
    """
    if not 1 <= len(vary) <= 2:
        misuse("--vary", f"one lever or two can be varied, not {len(vary)}")
    own, fixed, axes, constant = read(name, sets), list(sets), {}, []
    for text in vary:
        called, values, held = _values(text)
        for extreme in (max(values, key=values.get), min(values, key=values.get)):
            _try(name, sets, f"{called}={extreme}{held}")
        path, now = _target(own, called, held)
        if path in own.numbers:
            fixed.append(f"{called}={next(iter(values))}{held}")
        constant += [called] if held else []
        axes[path] = called, now, list(values.values())
    cells = [
        dict(zip(axes, values, strict=True))
        for values in product(*(axis[2] for axis in axes.values()))
    ]
    if len(axes) < len(vary):
        misuse("--vary", "the same number is varied twice")
    if len(cells) > MOST_CELLS:
        misuse("--vary", f"{len(cells)} cells are too many; at most {MOST_CELLS}")
    told = {
        "vary": {path: axis[0] for path, axis in axes.items()},
        **({THROUGHOUT: constant} if constant else {}),
    }
    nearest = _nearest(cells, {path: axis[1] for path, axis in axes.items()})
    return read(name, fixed), cells, {**told, "reference": nearest}


def _try(name, sets, setting):
    """Raise ScenarioError, blamed on --vary, where a value does not fit."""
    try:
        read(name, [*sets, setting])
    except ScenarioError as error:
        mark = Mark(f"--vary {setting}")
        problems = (
            replace(one, mark=mark) if one.mark.file == f"--set {setting}" else one
            for one in error.problems
        )
        raise ScenarioError(problems) from None


def _target(own, called, held):
    """Path of the number that is varied, and its value in the scenario: the last dated step of a
    lever, or the number itself."""
    called = own.name_of(called)
    lever = own.levers.get(called)
    if lever and lever.steps and not held:
        return f"levers.{called}.steps.{len(lever.steps) - 1}.to", lever.steps[-1].to.value
    path = own.path_of(called)
    if path not in own.numbers:
        refuse(
            "--vary", f"{called} is not a number; {suggest(called, [*own.levers, *own.numbers])}"
        )
    if path.startswith("regions.") and path.split(".")[-2] in ("held", "lived"):
        told = "the shares of a region add up to 100%, so one alone cannot be varied"
        refuse("--vary", f"{called}: {told}; write a scenario for each and compare them")
    return path, own.numbers[path].value


def _values(text):
    """Path, {text: value} and what follows each value, " throughout" or nothing, of one --vary."""
    path, equals, given = text.partition("=")
    bare = given.strip().removesuffix(f" {THROUGHOUT}")
    held, given = ("", given) if bare == given.strip() else (f" {THROUGHOUT}", bare)
    if not equals or not given.strip():
        misuse(f"--vary {text}", "write PATH=a,b,c or PATH=first:last:how many")
    try:
        if given.count(":") == 2:
            first, last, count = given.split(":")
            low, high = read_parameter(first), read_parameter(last)
            values = [
                (f"{value:.6g}", float(f"{value:.6g}"))
                for value in np.linspace(low.value, high.value, max(int(count), 0))
            ]
        else:
            values = [(one.strip(), read_parameter(one).value) for one in given.split(",")]
    except ValueError as error:
        refuse(f"--vary {text}", f"{error}; write PATH=a,b,c or PATH=first:last:how many")
    if len({read_parameter(one).unit for one, _ in values} - {None}) > 1:
        refuse(f"--vary {text}", "the values are in different units")
    found = dict(sorted(values, key=lambda pair: pair[1]))
    if len(found) < 2 or len(set(found.values())) < len(found):
        misuse(f"--vary {text}", "two different values at least are needed to see what moves")
    return path, found, held


def _nearest(cells, own):
    """Number of the cell nearest to the scenario's own values, in units of the spans varied; one
    left to the model does not count."""

    def far(cell):
        spans = {path: max(c[path] for c in cells) - min(c[path] for c in cells) for path in cell}
        return sum(
            abs(value - own[path]) / spans[path]
            for path, value in cell.items()
            if own[path] == own[path]
        )

    return min(range(len(cells)), key=lambda c: far(cells[c]))


def moved(cells):
    """("outcomes" or "metrics", name) of what moves in some cell beyond chance, what moves most
    first; what a lever sets is left out."""
    most: dict = {}
    for cell in cells:
        for kind in ("outcomes", "metrics"):
            for name, change in getattr(cell.changes, kind).items():
                if change.moved and change.standing == FOUND:
                    most[kind, name] = max(most.get((kind, name), 0.0), abs(change.effect))
    return sorted(most, key=lambda key: -most[key])
