"""What a shell completes: ids of scenarios and results, paths of levers, names of metrics and
outcomes. Each function returns the candidates that begin with the incomplete word."""

import os
from contextlib import suppress
from pathlib import Path

import typer

from simulator.options import OPTIONS

BASE = "spring_2016"


def scenarios(incomplete: str):
    """Ids of scenarios, local ones first; after `A+`, ids of overlays."""
    from simulator.scenario.library import ids

    before, plus, last = incomplete.rpartition("+")
    return [f"{before}{plus}{name}" for name in ids() if name.startswith(last)]


def settings(incomplete: str):
    """Levers of the first scenario named so far, as `PATH=`."""
    levers = [] if (resolved := _scenario()) is None else resolved.levers
    return [f"{name}=" for name in levers if name.startswith(incomplete)]


def answers(incomplete: str):
    """Outcomes and metrics of the first scenario named so far."""
    if (resolved := _scenario()) is None:
        return []
    from simulator.analysis.compare import listed_metrics

    shown = [*_outcomes(resolved), *listed_metrics(resolved)]
    names = [*shown, *_on_request(resolved)] if incomplete else shown
    return [name for name in dict.fromkeys(names) if name.startswith(incomplete)]


def _on_request(resolved):
    """Metrics that tables list only on request, like those of a region."""
    from simulator.model.index import Index
    from simulator.model.metrics.families import for_conflict, listable_labels

    return listable_labels(for_conflict(Index(resolved)))


def outcomes(incomplete: str):
    """Outcomes of the first scenario named so far."""
    names = [] if (resolved := _scenario()) is None else _outcomes(resolved)
    return [name for name in names if name.startswith(incomplete)]


def _outcomes(resolved):
    return [outcome.id for outcome in resolved.form.outcomes]


def results(ctx: typer.Context, incomplete: str):
    """Ids of stored results, the newest first, and `latest`."""
    from simulator.ensemble.results_store import list_results

    out = Path(ctx.params.get("out") or OPTIONS["out"].default)
    names = ["latest", *(path.name for path, _, _ in list_results(out))]
    return [name for name in names if name.startswith(incomplete)]


def _scenario():
    """The first scenario among the words of the command line, or the shipped base; None if it is
    invalid.

    The words are read from the shell: a context lacks the arguments before an option without value.
    """
    from simulator.scenario import read
    from simulator.scenario.errors import ScenarioError
    from simulator.scenario.library import ids

    text = os.environ.get("_TYPER_COMPLETE_ARGS") or os.environ.get("COMP_WORDS", "")
    valid = ids()
    candidates = (
        word for word in text.split() if word.partition("+")[0] in valid or _is_file(word)
    )
    with suppress(ScenarioError):
        return read(next(candidates, BASE))
    return None


def _is_file(word):
    return word.endswith((".yaml", ".yml")) and Path(word).is_file()
