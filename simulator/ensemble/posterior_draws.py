"""Posterior draws: calibrated values of uncertain parameters, stored as Parquet and used by designs
of worlds.

A column applies to a scenario whose prior of the parameter is the one that was calibrated. The file
stores that prior as text, and also what the main scenario says of parameters that only another one
is uncertain of."""

import json
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from simulator.ensemble import parquet_io as files
from simulator.ensemble import rules_hash
from simulator.model.random_streams import rows_of
from simulator.scenario.errors import Problem, ScenarioError

KEY = "calibrated"


@dataclass(frozen=True)
class PosteriorDraws:
    """Posterior draws.

    columns  {path: (N,)}
    priors   {path: its prior, as text}
    usual    {path: what the main scenario says of it, as text}
    rule     the bargaining rule by which texts were drafted, or None where that is not kept
    rules    version of the rules of the model, see `knowing`, or None
    """

    columns: dict[str, np.ndarray]
    priors: dict[str, str]
    usual: dict[str, str]
    rule: str | None = None
    rules: dict | None = None

    def value(self, path, number, draw, seed):
        """Values of a parameter in these draws (n,), or None where its column does not apply."""
        column = self.columns.get(path) if self.priors.get(path) == number.belief else None
        return None if column is None else column[rows_of(draw, seed, len(column))]


def write(path, accepted, about):
    """Write posterior draws atomically; `about` has plain values on how they were made. Equal draws
    give equal bytes."""
    known = {
        "priors": accepted.priors,
        "usual": accepted.usual,
        "rule": accepted.rule,
        "rules": accepted.rules,
        **about,
    }
    files.write(path, accepted.columns, {KEY: json.dumps(known)})


def stamp(path, rule):
    """Note in a file of draws that they were calibrated under a bargaining rule and the rules of
    the model as they are; no draw changes."""
    columns, notes = files.read(path)
    about = json.loads(notes[KEY]) | {"rule": rule, "rules": rules_hash.version()}
    write(
        path,
        PosteriorDraws(
            columns, about.pop("priors"), about.pop("usual"), about.pop("rule"), about.pop("rules")
        ),
        about,
    )


def posterior_draws_of(resolved):
    """The Accepted that a scenario names, or None. Raises ScenarioError for a file that holds
    none."""
    if resolved.draws is None:
        return None
    try:
        status = resolved.draws.stat()
        return _read(resolved.draws, status.st_mtime_ns, status.st_size)
    except (OSError, ValueError, KeyError) as error:
        why = (
            f"{resolved.draws}: these draws cannot be read ({error}); `python run.py calibrate`"
            " makes them again"
        )
        raise ScenarioError([Problem(resolved.where_draws(), "draws", why)]) from None


@lru_cache(maxsize=4)
def _read(path, *_):
    columns, notes = files.read(path)
    known = json.loads(notes[KEY])
    if set(columns) != set(known["priors"]) or any(
        not len(v) or not np.isfinite(v).all() for v in columns.values()
    ):
        raise ValueError("its columns are not those that it says it has")
    return PosteriorDraws(
        columns, known["priors"], known["usual"], known.get("rule"), known.get("rules")
    )


def overridden(resolved, varied=()):
    """Names of the calibrated numbers of which a scenario says something of its own, or which a
    sweep varies: levers by their id."""
    accepted = posterior_draws_of(resolved)
    if accepted is None:
        return []
    own = (path for path in accepted.priors if path in resolved.numbers)
    said = {path: resolved.numbers[path].belief for path in own}
    moved = [
        path
        for path, text in said.items()
        if path in varied or text not in (accepted.priors[path], accepted.usual.get(path))
    ]
    return [resolved.name_of(path) for path in moved]


def calibrated_otherwise(scenarios):
    """A sentence for each way in which draws that scenarios take were calibrated under other rules
    than those at work."""
    drafted: dict[tuple, list] = {}
    older = []
    for one in scenarios:
        accepted, now = posterior_draws_of(one), one.form.talks.rule
        if accepted and accepted.rule not in (None, now):
            drafted.setdefault((accepted.rule, now), []).append(one.id)
        if accepted and accepted.rules and not rules_hash.known(accepted.rules):
            older.append(one.id)
    for (then, now), ids in drafted.items():
        yield (
            f"Draws were calibrated under the bargaining rule {then}; texts are drafted by {now}"
            f" here ({', '.join(ids)})."
        )
    if older:
        yield (
            "Draws were calibrated under another version of the model's rules; `python run.py"
            " calibrate` makes them again."
        )
