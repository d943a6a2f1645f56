"""One world told: which one, and what happened in it."""

import numpy as np

from simulator.ensemble.blocks import WIDTH, all_of
from simulator.ensemble.world_design import design_of_worlds
from simulator.model.metrics import with_role
from simulator.scenario.errors import refuse, suggest


def world_like(resolved, wanted, worlds, seed, reps):
    """Number of a typical world of an outcome or part; see `typical`. The worlds are run for it."""
    _place(resolved, wanted)
    table = design_of_worlds(resolved, worlds, seed, reps)
    (found,) = all_of([resolved], [table], seed, weekly=False)
    return world_among(resolved, wanted, found.worlds)


def world_among(resolved, wanted, found):
    """Number of a typical world of an outcome or part among worlds that were run.

    found  {name: (n,)} columns of these worlds

    Raises ScenarioError where none ends so."""
    c, p = _place(resolved, wanted)
    among = (found["outcome"] == c) & ((found["part"] == p) if p is not None else True)
    if not among.any():
        why = f"none of {len(among):,} worlds ends so; try more worlds with -n, or another seed"
        refuse("--like", why)
    return typical(found, among)


def _place(resolved, wanted):
    """Numbers of an outcome and of a part within it, or None for the part."""
    outcomes = resolved.form.outcomes
    ids = {one.id: (c, None) for c, one in enumerate(outcomes)}
    for c, one in enumerate(outcomes):
        ids |= {part.id: (c, p) for p, part in enumerate(one.parts)}
    if wanted not in ids:
        refuse("--like", f'there is no outcome "{wanted}"; {suggest(wanted, ids)}')
    return ids[wanted]


def typical(found, among):
    """Number of the world whose amounts lie nearest the middle of some; found {name: (n,)}, among
    (n,) true for those."""
    rows = np.flatnonzero(among)
    amounts = [found[name][rows] for name in with_role("typical")]
    far = sum(np.abs(a - np.median(a)) / (a.std() + 1e-9) for a in amounts)
    return int(found["luck"][rows[np.argmin(far)]])


def told(resolved, world, seed, reps):
    """Events of one world and its outcome: ([Event, ...], outcome id, part id or None)."""
    from simulator.model.conflict import Conflict
    from simulator.model.event_log import EventLog

    table = design_of_worlds(resolved, WIDTH, seed, reps, first=world)
    model = Conflict(resolved, table.columns, table.luck, seed)
    chronicle, events = EventLog(model), []
    for _ in range(resolved.form.weeks):
        model.step()
        events += chronicle.week()
    kind = resolved.form.outcomes[int(model.classifier.at[0])]
    part = int(model.classifier.part[0])
    model.close()
    return events, kind.id, kind.parts[part].id if kind.parts and part >= 0 else None
