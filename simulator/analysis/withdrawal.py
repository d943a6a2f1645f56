"""Levers that are lower from the start where no file says what clients expect, so that nothing is
withdrawn, and commands for dated withdrawals."""

import json
import math

from simulator.program import command_line


def undated_cut_notes(base, other, command, option="--with"):
    """Sentences on levers that a scenario holds below the base's first value from the start, where
    the model reacts to a withdrawal from the largest value so far.

    command  words of the command that compares the two, after the program's name
    option   option by which that command sets a lever
    """
    sentences = []
    for name, lever in other.levers.items():
        path, now = lever.target, lever.prior.value
        if not lever.prior.meta.get("remembered") or path not in base.parameters:
            continue
        if _is_expected(other, path):
            continue
        before, most = base.parameters[path].value, max([now, *(s.to.value for s in lever.steps)])
        if most < before:
            dated = f"{name}={_dated_steps_text(base, name, before, now)}"
            again = command_line(*_without_setting(command, name), option, dated)
            sentences.append(
                f"{name} {now:g} from the start says that {_owner(other, path)} never had more than"
                f" {most:g}: nothing is withdrawn, which threatens nobody. For a withdrawal from"
                f" {before:g} on a date: {again}"
            )
    return sentences


def _is_expected(resolved, path):
    """Whether the scenario states what clients expect of a parameter, so that less is a
    withdrawal."""
    owner, _, name = path.rpartition(".")
    expected = resolved.parameters.get(f"{owner}.expected_{name}")
    return expected is not None and not math.isnan(expected.value)


def _without_setting(command, name):
    """A command without the settings of one lever."""
    pairs = [(word, word in ("-s", "--set", "--with")) for word in command]
    dropped = {
        i
        for i, (_, option) in enumerate(pairs)
        if option and command[i + 1 : i + 2] and command[i + 1].startswith(f"{name}=")
    }
    return [word for i, word in enumerate(command) if i not in dropped and i - 1 not in dropped]


def _owner(resolved, path):
    party = resolved.form.parties.get(path.split(".")[1])
    return party.label if party else "anyone"


def _dated_steps_text(base, name, before, now):
    """A value and dated steps as YAML on one line: on the dates of the base if it has steps, else
    in the first week."""
    lever = base.levers.get(name)
    steps = (
        [_step_text(step.at, step.to.value, step.over, step.when) for step in lever.steps[:-1]]
        if lever
        else []
    )
    last = lever.steps[-1] if lever and lever.steps else None
    steps.append(
        _step_text(last.at, now, last.over, last.when) if last else _step_text(base.form.start, now)
    )
    return f"{{value: {before:g}, steps: [{', '.join(steps)}]}}"


def _step_text(at, to, over=0, when=None):
    waits = [f"over: {over}w"] if over else []
    waits += [f"when: {json.dumps(when)}"] if when else []
    return f"{{{', '.join([f'at: {at}', f'to: {to:g}', *waits])}}}"
