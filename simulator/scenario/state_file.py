"""Files of `begin`: the state of all worlds at a week, written by `state`. Here is what a scenario
must share with the one whose state it begins from; the arrays are read in `ensemble`."""

import json
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from simulator.program import PROGRAM
from simulator.scenario.calendar import week_of
from simulator.scenario.diff import leaves

FORMAT = 1
MANY = 10  # differences from which a state is taken for that of another scenario
ABOUT = "about.json"
NOT_INPUTS = ("begin", "draws", "seed", "record_ends", "format")  # keys that may differ
AGAIN = f"write it again with `{PROGRAM} state`"


@dataclass(frozen=True)
class StateFile:
    """A state of worlds of a scenario.

    week      weeks from the start of the run to the state
    world     number of its only world, or None for all worlds
    worlds    number of worlds
    inputs    {path: text} of the parameters and keys of the scenario, see `inputs_of`
    steps     {lever: [[date, number, value, weeks of the ramp, condition]]}
    names     {axis: names of its rows} of levers, steps and metrics
    versions  of program, rules and NumPy
    """

    path: Path
    scenario: str
    week: int
    world: int | None
    worlds: int
    seed: int
    reps: int
    inputs: dict
    steps: dict
    draws: str
    names: dict
    versions: dict

    @property
    def size(self):
        """Number of worlds in words."""
        return "1 world" if self.worlds == 1 else f"{self.worlds:,} worlds"


def find_state(name, near, folders):
    """StateFile of this name: below the scenario file's folder, else below one of `folders`.

    Raises ValueError where it is missing or damaged.
    """
    path = next((folder / name for folder in (near, *folders) if (folder / name).is_file()), None)
    if path is None:
        raise ValueError(f'there is no file "{name}" beside this one; `{PROGRAM} state` writes it')
    try:
        with zipfile.ZipFile(path) as file:
            about = json.loads(file.read(ABOUT))
        if about.pop("format") != FORMAT:
            raise ValueError("format")
        return StateFile(path=path, **about)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, TypeError, ValueError):
        raise ValueError(f'"{name}" is not a complete state; {AGAIN}') from None


def inputs_of(resolved):
    """{path: text} of all inputs on which a run depends before its levers move, and
    {lever: dated steps}."""
    parameters = {
        path: f"{p.value!r}" if p.kind == "fixed" else f"{p.kind} {list(p.parameters)}"
        for path, p in resolved.parameters.items()
    }
    facts = {
        path: text
        for path, text in leaves(resolved.form)
        if path.partition(".")[0] not in NOT_INPUTS
    }
    steps = {
        name: [
            [f"{s.at}", k, s.to.prior_text, s.over, s.when or ""] for k, s in enumerate(lever.steps)
        ]
        for name, lever in resolved.levers.items()
        if lever.steps
    }
    return {**facts, **parameters}, steps


def disagreements(state, resolved, draws):
    """[(path, message)] of each input before the week of a state in which a scenario differs from
    the one that the state is of; one message if it differs in many.

    draws  hash of the scenario's posterior draws, or empty
    """
    form = resolved.form
    if not 1 <= state.week < form.weeks:
        message = f"the state is of week {state.week}, outside a run of {form.weeks} weeks"
        return [(("begin",), message)]
    rows = [*_other_inputs(state, resolved), *_other_steps(state, resolved)]
    if len(rows) > MANY:
        message = f"the state is of {state.scenario}, which differs in {len(rows):,} inputs"
        return [(("begin",), f"{message}; name a state of this scenario")]
    if draws != state.draws:
        message = f"the state of {state.scenario} has other draws; name the same file"
        rows.append((("draws",), message))
    return rows


def _other_inputs(state, resolved):
    """(path, message) of each parameter and key that differs."""
    inputs, _ = inputs_of(resolved)
    for path in {**state.inputs, **inputs}:
        if state.inputs.get(path) != inputs.get(path):
            name = resolved.name_of(path)
            is_lever = name in resolved.levers
            keys = ("levers", name, "value") if is_lever else tuple(path.split("."))
            yield keys, _difference(state, state.inputs.get(path))


def _other_steps(state, resolved):
    """(path, message) of each lever whose steps before the week of the state differ."""
    _, steps = inputs_of(resolved)
    date = resolved.form.monday(state.week)
    for name in {**state.steps, **steps}:
        past, now = (_before(rows.get(name, []), date) for rows in (state.steps, steps))
        if past != now:
            message = f"steps before {date} differ from the state's; dates from then on may differ"
            yield ("levers", name), message


def _difference(state, before):
    """Message for an input that differs from that of the state."""
    shown = "lacks this" if before is None else f"has {before[:40]}"
    return (
        f"the state of {state.scenario} {shown}; only steps dated from week {state.week} may differ"
    )


def _before(steps, date):
    """Steps of a lever that begin before a date."""
    return [step for step in steps if step[0] < f"{date}"]


def is_later(state, resolved, path):
    """Whether a path is the value of a lever's dated step that begins in the week of a state or
    later."""
    section, _, rest = path.partition(".")
    name, dot, step = rest.rpartition(".steps.")
    if section != "levers" or not dot:
        return False
    at = resolved.levers[name].steps[int(step.partition(".")[0])].at
    return week_of(at) - week_of(resolved.form.start) >= state.week
