"""Posterior draws: calibrated values of uncertain parameters, stored as Parquet and used by
`design`.

A column applies to a scenario whose prior of the parameter equals the calibrated prior. The file
stores that prior as text, and the main scenario's own value or prior of the parameter, which may
differ if another scenario was run in the calibration."""

import json
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from simulator.ensemble import parquet_io as files
from simulator.ensemble import rules_hash
from simulator.model.random_streams import rows_of
from simulator.program import PROGRAM
from simulator.scenario.errors import ScenarioError, UserError

KEY = "calibrated"
MAIN_PRIORS = "usual"  # its key in the file


@dataclass(frozen=True)
class PosteriorDraws:
    """Posterior draws.

    columns      {path: (N,)}
    priors       {path: calibrated prior, as text}
    main_priors  {path: value or prior in the main scenario, as text}
    rule         bargaining rule by which texts were drafted, or None if the file does not say
    rules        version of the model's rules, see `rules_hash`, or None
    """

    columns: dict[str, np.ndarray]
    priors: dict[str, str]
    main_priors: dict[str, str]
    rule: str | None = None
    rules: dict | None = None

    def value(self, path, parameter, draw, seed):
        """Values of a parameter in these draws (n,), or None where its column does not apply."""
        column = self.columns.get(path) if self.priors.get(path) == parameter.prior_text else None
        return None if column is None else column[rows_of(draw, seed, len(column))]


def write(path, posterior, about):
    """Write posterior draws atomically; `about` has plain values on how they were made. Equal draws
    give equal bytes."""
    metadata = {
        "priors": posterior.priors,
        MAIN_PRIORS: posterior.main_priors,
        "rule": posterior.rule,
        "rules": posterior.rules,
        **about,
    }
    files.write(path, posterior.columns, {KEY: json.dumps(metadata)})


def stamp(path, rule):
    """Record in a file of draws that they apply to a bargaining rule and to the current rules of
    the model; no draw changes."""
    columns, notes = files.read(path)
    about = json.loads(notes[KEY]) | {"rule": rule, "rules": rules_hash.version(rule)}
    write(
        path,
        PosteriorDraws(
            columns,
            about.pop("priors"),
            about.pop(MAIN_PRIORS),
            about.pop("rule"),
            about.pop("rules"),
        ),
        about,
    )


def posterior_draws_of(resolved):
    """PosteriorDraws that a scenario names, or None. Raises ScenarioError for a file that cannot be
    read."""
    if resolved.draws is None:
        return None
    try:
        status = resolved.draws.stat()
        return _read(resolved.draws, status.st_mtime_ns, status.st_size)
    except (OSError, ValueError, KeyError) as error:
        message = (
            f"{resolved.draws}: these draws cannot be read ({error}); run `{PROGRAM} calibrate` to"
            " create them again"
        )
        raise ScenarioError([UserError(resolved.mark_of_draws(), "draws", message)]) from None


@lru_cache(maxsize=4)
def _read(path, *_):
    columns, notes = files.read(path)
    metadata = json.loads(notes[KEY])
    if set(columns) != set(metadata["priors"]) or any(
        not len(v) or not np.isfinite(v).all() for v in columns.values()
    ):
        raise ValueError("its columns do not match its metadata, or a value is not finite")
    return PosteriorDraws(
        columns,
        metadata["priors"],
        metadata[MAIN_PRIORS],
        metadata.get("rule"),
        metadata.get("rules"),
    )


def overridden_parameters(resolved, varied=()):
    """Names of the calibrated parameters that a scenario sets itself or a sweep varies; levers by
    their id."""
    posterior = posterior_draws_of(resolved)
    if posterior is None:
        return []
    paths = [
        path
        for path, prior in posterior.priors.items()
        if path in resolved.parameters
        and (
            path in varied
            or resolved.parameters[path].prior_text not in (prior, posterior.main_priors.get(path))
        )
    ]
    return [resolved.name_of(path) for path in paths]


def calibration_warnings(scenarios):
    """A sentence for each way in which the draws of scenarios were calibrated under other rules
    than the current ones."""
    by_rule: dict[tuple, list] = {}
    outdated = False
    for scenario in scenarios:
        posterior, rule = posterior_draws_of(scenario), scenario.form.talks.rule
        if posterior and posterior.rule not in (None, rule):
            by_rule.setdefault((posterior.rule, rule), []).append(scenario.id)
        if posterior and posterior.rules:
            outdated |= not rules_hash.is_current(posterior.rules, posterior.rule)
    for (calibrated_rule, rule), ids in by_rule.items():
        yield (
            f"Draws were calibrated under the bargaining rule {calibrated_rule}; here texts are"
            f" drafted by {rule} ({', '.join(ids)})."
        )
    if outdated:
        yield (
            "Draws were calibrated under another version of the model's rules;"
            f" run `{PROGRAM} calibrate` to create them again."
        )
