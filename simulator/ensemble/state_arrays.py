"""States of worlds at a week: written by `state`, and taken up by the worlds of a scenario with
`begin`.

A file has the arrays of the state, what a run adds up over its weeks, the uncertain parameters and
the weekly histograms so far, so that whole-run metrics of a run that begins from it count all
weeks."""

import io
import json
import zipfile
import zlib
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version

import numpy as np

from simulator.ensemble import rules_hash
from simulator.ensemble.parquet_io import write_atomically
from simulator.model.state import FIELDS, state_arrays
from simulator.program import __version__
from simulator.scenario.errors import ScenarioError, UserError, path_text
from simulator.scenario.posterior_draws_file import file_hash
from simulator.scenario.state_file import ABOUT, AGAIN, FORMAT, disagreements, inputs_of, is_later

BY_NAME = {"Y": "levers", "Q": "steps", "V": "metrics"}  # axes whose rows may differ
STATE, SUM, PARAMETER, PAST = "state.", "sum.", "parameter.", "past."


@dataclass(frozen=True)
class StateArrays:
    """Arrays of a state, with worlds on the last axis.

    state       {field: array}
    sums        {name: array} of the recorder
    parameters  {path: (W,)} uncertain parameters
    past        {name: array} of the weekly histograms, over all worlds
    names       {axis: names of its rows}
    """

    state: dict
    sums: dict
    parameters: dict
    past: dict
    names: dict

    @classmethod
    def of_model(cls, model, recorder, parameters, week):
        """Arrays of a conflict after a number of weeks."""
        index, worlds = model.index, recorder.weekly_histograms.worlds
        names = {"Y": index.levers, "Q": index.steps, "V": model.used_metrics}
        state = {
            name: array if array.shape[-1] == 1 else array[..., :worlds]
            for name, array in state_arrays(model.state).items()
        }
        sums = {
            name: np.array(model.xp.get(array))[..., :worlds]
            for name, array in recorder.accumulators().items()
        }
        past = recorder.weekly_histograms.past_weeks(week)
        return cls(state, sums, parameters, past, names)

    @classmethod
    def joined(cls, blocks):
        """Arrays of several blocks of worlds, in their order."""
        first = blocks[0]
        state, sums, parameters = (
            {name: _joined(name, [getattr(block, group)[name] for block in blocks]) for name in own}
            for group, own in vars(first).items()
            if group in ("state", "sums", "parameters")
        )
        past = {name: sum(block.past[name] for block in blocks) for name in first.past}
        return cls(state, sums, parameters, past, first.names)

    def as_bytes(self, about):
        """All arrays and a map of plain values as the bytes of a file; equal ones give equal
        bytes."""
        groups = ((STATE, self.state), (SUM, self.sums), (PARAMETER, self.parameters))
        arrays = {
            f"{start}{name}": array
            for start, group in (*groups, (PAST, self.past))
            for name, array in group.items()
        }
        file = io.BytesIO()
        np.savez_compressed(file, **arrays)
        with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as contents:
            contents.writestr(zipfile.ZipInfo(ABOUT), json.dumps(about), zipfile.ZIP_DEFLATED)
        return file.getvalue()


def _joined(name, arrays):
    """Arrays of one name side by side; one of them where all worlds are alike."""
    alike = name in FIELDS and FIELDS[name].axes[-1] == "1" and arrays[0].shape[-1] == 1
    return arrays[0] if alike else np.concatenate(arrays, axis=-1)


def write_state(path, resolved, arrays, design, seed, reps, week, world):
    """Write StateArrays of the worlds of a design, after a number of weeks, to a file."""
    inputs, steps = inputs_of(resolved)
    about = {
        "format": FORMAT,
        "scenario": resolved.id,
        "week": week,
        "world": world,
        "worlds": len(design),
        "seed": seed,
        "reps": reps,
        "inputs": inputs,
        "steps": steps,
        "draws": file_hash(resolved.draws),
        "names": arrays.names,
        "versions": versions(resolved),
    }
    write_atomically(path, arrays.as_bytes(about))


def versions(resolved):
    """Versions on which the meaning of a state depends."""
    rules = rules_hash.version(resolved.form.talks.rule)["meaning"]
    return {"program": __version__, "rules": rules, "numpy": version("numpy")}


def arrays_of(resolved):
    """StateArrays from which a scenario begins. Raises ScenarioError for a damaged file."""
    status = resolved.begin.path.stat()
    try:
        state, sums, parameters, past = _read(
            resolved.begin.path, status.st_mtime_ns, status.st_size
        )
        return StateArrays(state, sums, parameters, past, resolved.begin.names)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError):
        refuse(resolved, f"this state is damaged; {AGAIN}")


@lru_cache(maxsize=2)
def _read(path, *_):
    with np.load(path, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files if name != ABOUT}
    return [
        {name.removeprefix(start): a for name, a in arrays.items() if name.startswith(start)}
        for start in (STATE, SUM, PARAMETER, PAST)
    ]


def refuse(resolved, message):
    """Raise ScenarioError at the key `begin` of a scenario."""
    raise ScenarioError([UserError(resolved.mark_of_begin(), "begin", message)])


def fixed_parameters(resolved, stream):
    """{path: (n,)} uncertain parameters of the worlds from whose state a scenario begins; empty
    without a state. stream: (n,) numbers of the worlds."""
    if resolved.begin is None:
        return {}
    rows = _rows(resolved.begin, stream)
    return {path: values[rows] for path, values in arrays_of(resolved).parameters.items()}


def _rows(begin, stream):
    """Row of the state from which each world begins; worlds beyond them, which fill a block, take
    the last."""
    return np.minimum(stream, begin.worlds - 1)


def begin_at(model, recorder, worlds):
    """Let a conflict of some worlds, and its recorder, continue from the scenario's state.

    recorder  Recorder, or None
    worlds    number of worlds that count; the rest fill the block
    """
    begin, arrays = model.resolved.begin, arrays_of(model.resolved)
    rows, alike = _rows(begin, model.streams.worlds), begin.world is not None
    state = {name: _of_rows(model, name, a, rows, arrays) for name, a in arrays.state.items()}
    model.begin_at(begin.week, state)
    if recorder is None:
        return
    recorder.begin_at({name: a[..., rows] for name, a in arrays.sums.items()})
    first = int(model.streams.worlds[0] == 0)  # the past of all worlds is counted once
    recorder.weekly_histograms.begin_at(arrays.past, worlds if alike else first)


def _of_rows(model, name, array, rows, arrays):
    """Array of a field for the worlds of a conflict; rows that the state lacks keep their start."""
    axis, last = FIELDS[name].axes[0], FIELDS[name].axes[-1]
    array = array[..., rows] if last == "W" or array.shape[-1] > 1 else array
    if axis not in BY_NAME:
        return array
    start = np.array(model.xp.get(getattr(model.state, name)))
    for row, entry in enumerate(model.index.names[axis]):
        if entry in arrays.names[axis]:
            start[row] = array[arrays.names[axis].index(entry)]
    return start


def check_begin(resolved, design, seed, weekly_histograms=True, readings=()):
    """Raise ScenarioError where the worlds of a design cannot begin from the scenario's state."""
    begin = resolved.begin
    if begin is None:
        return
    pairs = disagreements(begin, resolved, file_hash(resolved.draws))
    messages = (f"{path_text(path)}: {message}" for path, message in pairs)
    checks = (messages, _other_versions(resolved), _other_worlds(begin, design, seed))
    for message in (text for texts in checks for text in texts):
        refuse(resolved, message)
    if weekly_histograms and begin.world is None and len(design) != begin.worlds:
        refuse(resolved, _run_with(begin))
    varied = [path for path in design.columns if path not in resolved.factors]
    for path in (path for path in varied if not is_later(begin, resolved, path)):
        refuse(resolved, f"{path} is set before week {begin.week}; vary a step dated from then on")
    if any(reading.first < begin.week for reading in readings):
        refuse(resolved, f"a reading needs weeks before week {begin.week}, where the run begins")


def _other_versions(resolved):
    now, then = versions(resolved), resolved.begin.versions
    for name in [name for name in now if now[name] != then.get(name)]:
        yield f"the state was written by {name} {then.get(name)}, this is {now[name]}; {AGAIN}"


def _other_worlds(begin, design, seed):
    same_draws = np.array_equal(design.draw, design.stream // begin.reps)
    if begin.world is None and (
        seed != begin.seed or not same_draws or design.stream.max() >= begin.worlds
    ):
        yield _run_with(begin)


def _run_with(begin):
    """Message that names the options under which a state can be used."""
    options = f"-n {begin.worlds} --reps {begin.reps} --seed {begin.seed}"
    return f"the state has {begin.size} of seed {begin.seed}; run with {options}"
