"""The state of stored worlds at a week, simulated again and written to a file. Used by `state`."""

import numpy as np

from simulator.ensemble.blocks import BLOCK, WIDTH
from simulator.ensemble.design import design_of_worlds
from simulator.ensemble.results_folder import as_results_error, manifest_of
from simulator.ensemble.run_request import stored_request
from simulator.ensemble.state_arrays import StateArrays, begin_at, write_state
from simulator.model.conflict import Conflict
from simulator.model.index import Index
from simulator.model.metrics.families import for_conflict
from simulator.model.recorder import Recorder
from simulator.scenario.errors import misuse, suggest


def scenario_of(folder, name):
    """RunRequest of stored results and its scenario of this id; without an id, its first one. That
    of a sweep has none of the varied values. Raises ResultsError or UsageError."""
    request = stored_request(folder, manifest_of(folder))
    by_id = {scenario.id: scenario for scenario in request.scenarios}
    if name is not None and name not in by_id:
        misuse("--scenario", f'these results have no scenario "{name}"; {suggest(name, by_id)}')
    return request, by_id[name] if name else request.scenarios[0]


def state_of(request, resolved, week, world, path):
    """Write the state of the worlds of a request after a number of weeks; return how many.

    world  number of the only world to write, or None for all
    """
    _check(request, resolved, week, world)
    design = design_of_worlds(resolved, request.worlds, request.seed, request.reps)
    if world is not None:
        design = design.rows(world, world + 1)
    cuts = range(0, len(design), BLOCK)
    blocks = [_simulated(resolved, design.rows(at, at + BLOCK), request.seed, week) for at in cuts]
    arrays = StateArrays.joined(blocks)
    with as_results_error(path):
        write_state(path, resolved, arrays, design, request.seed, request.reps, week, world)
    return len(design)


def _check(request, resolved, week, world):
    """Raise UsageError for a week outside the run or a world that it does not have."""
    first = resolved.begin.week + 1 if resolved.begin else 1
    if not first <= week < resolved.form.weeks:
        misuse("--week", f"{week} is outside the run; give {first} to {resolved.form.weeks - 1}")
    if world is not None and world >= request.worlds:
        misuse("--world", f"the results have {request.worlds:,} worlds, numbered from 0")


def _simulated(resolved, design, seed, week):
    """StateArrays of the worlds of a design after a number of weeks, with all metrics."""
    pad = -len(design) % WIDTH
    streams = np.concatenate([design.stream, design.stream[-1] + 1 + np.arange(pad)])
    columns = {
        path: np.pad(values, (0, pad), mode="edge") for path, values in design.columns.items()
    }
    metrics = for_conflict(Index(resolved))
    model = Conflict(resolved, columns, streams, seed, watched=metrics)
    model.recorded = {**metrics, **model.recorded}  # any of them may be requested later
    recorder = Recorder(model, len(design))
    if resolved.begin:
        begin_at(model, recorder, len(design))
    while model.week - model.start < week:
        recorder.begin_week()
        model.step()
        recorder.end_week()
    parameters = {path: design.columns[path] for path in resolved.factors}
    arrays = StateArrays.of_model(model, recorder, parameters, week)
    model.close()
    return arrays
