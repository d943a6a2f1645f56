"""Choose a world of an outcome and simulate it with its events. Used by `story`."""

import numpy as np

from simulator.ensemble.blocks import WIDTH, run_in_full
from simulator.ensemble.design import design_of_worlds
from simulator.ensemble.state_arrays import begin_at, check_begin
from simulator.model.event_log import Event
from simulator.model.metrics import with_role
from simulator.scenario.errors import refuse, suggest


def world_like(resolved, wanted, worlds, seed, reps):
    """Number of the medoid world of an outcome or part, among worlds simulated for the search, and
    their columns."""
    _numbers_of(resolved, wanted)
    design = design_of_worlds(resolved, worlds, seed, reps)
    (result,) = run_in_full([resolved], [design], seed, weekly_histograms=False)
    return world_among(resolved, wanted, result.worlds), result.worlds


def world_among(resolved, wanted, columns):
    """Number of the medoid world of an outcome or part among worlds already simulated. Raises
    ScenarioError if no world ends in it.

    columns  {name: (n,)} of the worlds
    """
    c, p = _numbers_of(resolved, wanted)
    among = (columns["outcome"] == c) & ((columns["part"] == p) if p is not None else True)
    if not among.any():
        reason = f"none of {len(among):,} worlds ends in {wanted}; try more worlds (-n)"
        refuse("--like", reason)
    return medoid_world(columns, among)


def count_alike(resolved, outcome, part, columns):
    """How many worlds end in an outcome and part, and of how many: (count, worlds).

    part     id, or None
    columns  {name: (n,)} of the worlds
    """
    c, p = _numbers_of(resolved, part or outcome)
    alike = (columns["outcome"] == c) & ((columns["part"] == p) if p is not None else True)
    return int(alike.sum()), len(alike)


def _numbers_of(resolved, wanted):
    """(number of an outcome, number of a part within it or None)."""
    outcomes = resolved.form.outcomes
    ids = {outcome.id: (c, None) for c, outcome in enumerate(outcomes)}
    for c, outcome in enumerate(outcomes):
        ids |= {part.id: (c, p) for p, part in enumerate(outcome.parts)}
    if wanted not in ids:
        refuse("--like", f'there is no outcome "{wanted}"; {suggest(wanted, ids)}')
    return ids[wanted]


def medoid_world(columns, among):
    """Number of the medoid world: the one whose metrics lie nearest to their medians.

    columns  {name: (n,)} of worlds
    among    (n,) true for the worlds to represent
    """
    rows = np.flatnonzero(among)
    metrics = [columns[name][rows] for name in with_role("medoid")]
    distance = sum(np.abs(values - np.median(values)) / (values.std() + 1e-9) for values in metrics)
    return int(columns["stream"][rows[np.argmin(distance)]])


def _begin(model, design, seed):
    """Let a conflict begin from its scenario's state; the event that says how its first world
    stands."""
    check_begin(model.resolved, design.rows(0, 1), seed, weekly_histograms=False)
    begin_at(model, None, 1)
    deal = bool(model.state.deal[0])
    truce = bool(model.state.truce[0]) and not deal
    return Event(model.week, "begin", {"truce": truce, "deal": deal})


def simulate_story(resolved, world, seed, reps):
    """Events of one world and the outcome it ends in: ([Event, ...], outcome id, part id or
    None); the first event of a world that begins from a state says how it stands then."""
    from simulator.model.conflict import Conflict
    from simulator.model.event_log import EventLog

    design = design_of_worlds(resolved, WIDTH, seed, reps, first=world)
    model = Conflict(resolved, design.columns, design.stream, seed)
    events = [_begin(model, design, seed)] if resolved.begin else []
    event_log = EventLog(model)
    for _ in range(resolved.form.weeks - (model.week - model.start)):
        model.step()
        events += event_log.week()
    outcome = resolved.form.outcomes[int(model.state.outcome[0])]
    part = int(model.state.part[0])
    model.close()
    part_id = outcome.parts[part].id if outcome.parts and part >= 0 else None
    return events, outcome.id, part_id
