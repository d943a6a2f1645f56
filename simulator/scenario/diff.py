"""Differences between two scenarios, as rows and as text."""

from pydantic import BaseModel

from simulator.scenario.parameter import Parameter

KINDS = {
    "outcomes": "outcome", "issues": "issue", "parties": "party", "factions": "faction",
    "holders": "holder", "regions": "region",
}  # fmt: skip
NO_FACTS = ("levers", "scenario", "title", "question", "look", "answer", "report", "sources")
ADDED, REMOVED, THEN = "added: ", "removed", ", then "
MOST = 3  # differences named in a heading


def differences(base, other):
    """(key, before, after) of each input in which two scenarios differ: entities, levers with their
    dated steps, parameters and other keys.

    `before` is None for an added input, `after` for a removed one.
    """
    rows = list(_entities(base.form, other.form))
    prefixes = tuple(f"{key}." for key, _, _ in rows)
    levers = _levers(base, other)
    rest = [row for row in levers if not _target(base, other, row[0]).startswith(prefixes)]
    moved = {*base.lever_of, *other.lever_of}
    paths = (path for path in {**base.parameters, **other.parameters} if path not in moved)
    texts = (
        (path, value_text(base.parameters.get(path)), value_text(other.parameters.get(path)))
        for path in paths
    )
    others = [*(row for row in texts if row[1] != row[2]), *_facts(base.form, other.form)]
    return [*rows, *rest, *(row for row in others if not row[0].startswith(prefixes))]


def _target(base, other, name):
    return (other.levers.get(name) or base.levers[name]).target


def _levers(base, other):
    """Rows of levers, those of the second scenario first."""
    for name, lever in other.levers.items():
        before, after = lever_text(base, name, lever.target), lever_text(other, name, lever.target)
        if before != after:
            constant = before and THEN not in after and not lever.prior.meta.get("start")
            yield name, before, f"{after} throughout" if constant else after
    for name, path in ((name, lever.target) for name, lever in base.levers.items()):
        if name not in other.levers and (
            path not in other.parameters
            or lever_text(base, name, path) != value_text(other.parameters[path])
        ):
            yield name, lever_text(base, name, path), value_text(other.parameters.get(path))


def lever_text(scenario, name, path):
    """Text of a parameter with the dated steps of its lever; None where it does not exist."""
    if path not in scenario.parameters:
        return None
    steps = scenario.levers[name].steps if scenario.lever_of.get(path) == name else ()
    return THEN.join([value_text(scenario.parameters[path]), *map(step_text, steps)])


def row_text(key, before, after):
    """Row of `differences` as text: "north.aircraft 36, then 18 from 15 March 2016 over 3
    weeks".

    >>> row_text("talks.quorum", "0.5", "0.6"), row_text("parties.x", None, "added: party Xanadu")
    ('talks.quorum 0.5 to 0.6', 'added: party Xanadu')
    >>> row_text("a", "3", "3, then 1 from 2 May 2016"), row_text("a", "3, then 1 from 2 May 2016",
    ...     "1 throughout")
    ('a 3, then 1 from 2 May 2016', 'a 1 throughout instead of 3, then 1 from 2 May 2016')
    """
    if after == REMOVED:
        return f"removed: {before}"
    if after and after.startswith(ADDED):
        return after
    if not after:
        return f"{key} {before}, and now nothing"
    if before and THEN in before:
        return f"{key} {after} instead of {before}"
    brief = before is None or after.startswith(f"{before}{THEN}")
    return f"{key} {after}" if brief else f"{key} {before} to {after}"


def heading(parent, own):
    """Title made from the changes of a scenario to its parent."""
    rows = differences(parent, own)
    texts = [row_text(k, old if new in (None, REMOVED) else None, new) for k, old, new in rows]
    more = [f"and {len(texts) - MOST} more differences"] if len(texts) > MOST else []
    return f"{parent.form.title}, with {'; '.join([*texts[:MOST], *more]) or 'nothing changed'}"


def _entities(base, other):
    """Rows of actors, regions and issues that only one of the scenarios has."""
    for section, word in KINDS.items():
        before, after = (_by_id(getattr(scenario, section)) for scenario in (base, other))
        for name in (name for name in after if name not in before):
            yield f"{section}.{name}", None, f"{ADDED}{word} {after[name].label}"
        for name in (name for name in before if name not in after):
            yield f"{section}.{name}", f"{word} {before[name].label}", REMOVED


def _by_id(entries):
    """Entries by id, from a map or a list."""
    return entries if isinstance(entries, dict) else {entry.id: entry for entry in entries}


def _facts(base, other):
    """Rows of all other keys: roles, homes, ends, outcomes and their order."""
    before, after = dict(leaves(base)), dict(leaves(other))
    rows = [(path, before.get(path), after.get(path)) for path in {**before, **after}]
    rows = [row for row in rows if row[1] != row[2]]
    first, second = ([outcome.id for outcome in form.outcomes] for form in (base, other))
    both = {*first} & {*second}
    order = ["; ".join(name for name in names if name in both) for names in (first, second)]
    return rows + ([("order of outcomes", *order)] if order[0] != order[1] else [])


def leaves(value, path=""):
    """(path, text) of every plain value of a section, except parameters, levers and headings."""
    if isinstance(value, Parameter) or path in NO_FACTS:
        return
    if isinstance(value, BaseModel):
        value = {name: getattr(value, name) for name in type(value).model_fields}
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and any(isinstance(item, BaseModel) for item in value):
        yield from leaves({getattr(item, "id", k): item for k, item in enumerate(value)}, path)
    else:
        yield path, str(value)


def value_text(parameter):
    """Text of a parameter; None for None."""
    if parameter is None:
        return None
    if parameter.kind != "fixed":
        return f"{parameter.kind} {', '.join(f'{p:g}' for p in parameter.parameters)}"
    return f"{parameter.value:g}" if parameter.value == parameter.value else "left to the model"


def step_text(step):
    """Text of a dated step: "18 from 15 March 2016 over 3 weeks"."""
    return f"{value_text(step.to)} {when(step)}"


def when(step):
    """Text of the date, ramp and condition of a step: "from 15 March 2016 over 3 weeks"."""
    over = f" over {step.over} {'week' if step.over == 1 else 'weeks'}" if step.over else ""
    waits = f" once {step.when}" if step.when else ""
    return f"from {step.at.day} {step.at:%B %Y}{over}{waits}"
