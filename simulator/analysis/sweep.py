"""Sweeps: the same worlds at several values of one lever, or on a grid of two."""

import re
from dataclasses import replace
from itertools import product

import numpy as np

from simulator.analysis.estimate import RESULT
from simulator.analysis.requests import errors_at_option
from simulator.model.expression_checks import read_valid
from simulator.scenario import read
from simulator.scenario.errors import ScenarioError, misuse, refuse, suggest
from simulator.scenario.levers import THROUGHOUT, check_last_word
from simulator.scenario.parameter import read_parameter

MOST_CELLS = 400


def cells_of(name, vary, sets):
    """Scenario to sweep, its cells and their details: (Resolved, [{path: value}, ...], {"vary",
    "throughout", "reference"}).

    vary          "PATH=a,b,c" or "PATH=a:b:n" of one parameter or two; varies the last dated step
                  of a lever; "PATH=a,b,c throughout" varies its value from the start
    "vary"        {path: name given by the user}
    "throughout"  names of levers varied from the start; absent if there are none
    "reference"   number of the cell nearest to the scenario's own values
    """
    if not 1 <= len(vary) <= 2:
        misuse("--vary", f"one lever or two can be varied, not {len(vary)}")
    scenario, fixed, axes, constant = read_valid(name, sets), list(sets), {}, []
    for text in vary:
        lever, values, suffix = _values(text)
        for extreme in (max(values, key=values.get), min(values, key=values.get)):
            _check_setting(name, sets, f"{lever}={extreme}{suffix}", _decimal_hint(text))
        path, now = _target(scenario, lever, suffix)
        if path in scenario.parameters:
            fixed.append(f"{lever}={next(iter(values))}{suffix}")
        constant += [lever] if suffix else []
        axes[path] = lever, now, list(values.values())
    cells = [
        dict(zip(axes, values, strict=True))
        for values in product(*(axis[2] for axis in axes.values()))
    ]
    if len(axes) < len(vary):
        misuse("--vary", "the same parameter is varied twice")
    if len(cells) > MOST_CELLS:
        misuse("--vary", f"{len(cells)} cells are too many; at most {MOST_CELLS}")
    details = {
        "vary": {path: axis[0] for path, axis in axes.items()},
        **({THROUGHOUT: constant} if constant else {}),
    }
    nearest = _nearest(cells, {path: axis[1] for path, axis in axes.items()})
    return read(name, fixed), cells, {**details, "reference": nearest}


def _check_setting(name, sets, setting, hint):
    """Raise ScenarioError with the place --vary, and a hint, where a value is not valid."""
    try:
        with errors_at_option("--vary", [setting]):
            read(name, [*sets, setting])
    except ScenarioError as error:
        if not hint or " is outside " not in str(error):
            raise
        user_errors = [
            replace(each, message=each.message.partition("; did you mean")[0] + hint)
            for each in error.user_errors
        ]
        raise type(error)(user_errors) from None


def _decimal_hint(text):
    """Hint at a decimal point where two values, like 0,4, may be one number; else empty."""
    pair = re.fullmatch(r"(\d+),(\d+)", text.partition("=")[2].strip())
    if not pair:
        return ""
    return f"; a comma separates values, so write {pair[1]}.{pair[2]} for a decimal number"


def _target(scenario, name, suffix):
    """Path that is varied and its value in the scenario: the last dated step of a lever, or the
    parameter itself."""
    name = scenario.name_of(name)
    lever = scenario.levers.get(name)
    if lever and lever.steps and not suffix:
        return f"levers.{name}.steps.{len(lever.steps) - 1}.to", lever.steps[-1].to.value
    path = scenario.path_of(name)
    if path not in scenario.parameters:
        hint = suggest(name, [*scenario.levers, *scenario.parameters])
        refuse("--vary", f"{name} is not a number; {hint}")
    if path.startswith("regions.") and path.split(".")[-2] in ("held", "lived"):
        reason = "the shares of a region add up to 100%, so one alone cannot be varied"
        refuse("--vary", f"{name}: {reason}; write a scenario for each and compare them")
    return path, scenario.parameters[path].value


def _values(text):
    """Path, {text: value} and suffix of each value (" throughout" or nothing) of one --vary."""
    path, equals, listed = text.partition("=")
    without = listed.strip().removesuffix(f" {THROUGHOUT}")
    suffix, listed = ("", listed) if without == listed.strip() else (f" {THROUGHOUT}", without)
    if not equals or not listed.strip():
        misuse(f"--vary {text}", "write PATH=a,b,c or PATH=first:last:how many")
    try:
        check_last_word(listed.strip())
        if listed.count(":") == 2:
            first, last, count = (part.strip() for part in listed.split(":"))
            low, high = read_parameter(first), read_parameter(last)
            count = _count(count)
            values = [
                (f"{value:.6g}", float(f"{value:.6g}"))
                for value in np.linspace(low.value, high.value, count)
            ]
        else:
            values = [(item.strip(), read_parameter(item).value) for item in listed.split(",")]
    except ValueError as error:
        hint = "" if str(error).endswith("?") else "; write PATH=a,b,c or PATH=first:last:how many"
        refuse(f"--vary {text}", f"{error}{hint}")
    if len({read_parameter(item).unit for item, _ in values} - {None}) > 1:
        refuse(f"--vary {text}", "the values are in different units")
    by_text = dict(sorted(values, key=lambda pair: pair[1]))
    if len(by_text) < 2 or len(set(by_text.values())) < len(by_text):
        misuse(f"--vary {text}", "give at least two different values")
    return path, by_text, suffix


def _count(text):
    """Number of values of FIRST:LAST:COUNT. Raises ValueError."""
    if not text.isdecimal():
        raise ValueError(f'"{text}" is not a whole number of values')
    if int(text) > MOST_CELLS:
        raise ValueError(f"{text} values are too many; at most {MOST_CELLS}")
    return int(text)


def _nearest(cells, own):
    """Number of the cell nearest to the scenario's own values, in units of the spans varied;
    parameters left to the model do not count."""

    def distance(cell):
        spans = {path: max(c[path] for c in cells) - min(c[path] for c in cells) for path in cell}
        return sum(
            abs(value - own[path]) / spans[path]
            for path, value in cell.items()
            if own[path] == own[path]
        )

    return min(range(len(cells)), key=lambda c: distance(cells[c]))


def significant_rows(cells):
    """("outcomes" or "metrics", name) of each significant change in some cell, the largest first;
    what a lever sets is left out."""
    largest: dict = {}
    for cell in cells:
        for kind in ("outcomes", "metrics"):
            for name, change in getattr(cell.changes, kind).items():
                if change.moved and change.standing == RESULT:
                    largest[kind, name] = max(largest.get((kind, name), 0.0), abs(change.effect))
    return sorted(largest, key=lambda key: -largest[key])
