"""Summarise a run, and compare two runs of the same worlds. Used by `experiments`."""

from dataclasses import replace

import numpy as np

from simulator.analysis.estimate import (
    ASSUMED,
    RESULT,
    Blocker,
    Comparison,
    Estimate,
    RunSummary,
    WithoutDeal,
)
from simulator.analysis.statistics import Draws, change_of_mean, change_of_share, discoveries, share
from simulator.model.index import Index
from simulator.model.metrics.families import for_conflict, listable_labels, recorded_metrics
from simulator.scenario.errors import misuse, refuse
from simulator.scenario.expression import suggest_metric
from simulator.scenario.relations import Relations

EVENTS = ("ever", "first")  # reports of metrics that happen or not in a world
FALSE_DISCOVERIES = 0.05  # false discovery rate of the changes marked as moved in a comparison
# "No meaningful change": the CI lies within this margin. Of a share: UNCHANGED_PART of the share in
# the base, but at least LEAST_MARGIN and at most UNCHANGED_SHARE of the worlds. Of an amount:
# UNCHANGED_AMOUNT standard deviations.
LEAST_MARGIN, UNCHANGED_SHARE, UNCHANGED_PART, UNCHANGED_MEAN = 0.005, 0.02, 0.5, 0.1
SMALLEST_EFFECT = 0.02  # of an amount's spread; a smaller change is not marked as moved
MOST_OPPOSITE = 0.2  # share of draws with the opposite sign beyond which a sign is unclear
FEWEST = 50  # worlds below which statistics of a subset of worlds are omitted


def summarise(resolved, columns):
    """RunSummary of one run.

    columns  {name: (n,)} of its worlds
    """
    draws, outcomes = Draws(columns["draw"]), resolved.form.outcomes
    ended_in = {outcome.id: columns["outcome"] == c for c, outcome in enumerate(outcomes)}
    parts = {
        part.id: share(ended_in[outcome.id] & (columns["part"] == p), draws)
        for outcome in outcomes
        for p, part in enumerate(outcome.parts)
    }
    return RunSummary(
        title=resolved.form.title,
        worlds=draws.n,
        draws=draws.count,
        outcomes={name: share(worlds, draws) for name, worlds in ended_in.items()},
        parts=parts,
        without_deal=_summarise_without_deal(resolved, columns),
        metrics={
            name: _estimate(metric, columns[name], draws)
            for name, metric in reported_metrics(resolved).items()
        },
        blockers=blockers(resolved, columns),
    )


def _summarise_without_deal(resolved, columns):
    """Outcomes of the worlds in which no package is in force at the end; empty if they are fewer
    than FEWEST."""
    no_deal = columns["deal_holding"] < 0.5
    worlds, outcomes = int(no_deal.sum()), {}
    if worlds >= FEWEST:
        draws = Draws(columns["draw"][no_deal])
        outcomes = {
            outcome.id: share(columns["outcome"][no_deal] == c, draws)
            for c, outcome in enumerate(resolved.form.outcomes)
        }
    return WithoutDeal(worlds, outcomes)


def reported_metrics(resolved):
    """Metrics in the summary of a run, dangers first: {name: Metric}."""
    metrics = recorded_metrics(Index(resolved)).items()
    chosen = {name: metric for name, metric in metrics if metric.report}
    return dict(sorted(chosen.items(), key=lambda pair: pair[1].order))


def listed_metrics(resolved):
    """Those of them that have a row in tables: {name: Metric}."""
    metrics = reported_metrics(resolved).items()
    return {name: metric for name, metric in metrics if metric.in_tables}


def check_names(resolved, names, stored=False):
    """Raise ScenarioError for a name that is neither an outcome nor a metric that tables can show;
    `stored`: nor one that a stored run has recorded."""
    labels = _outcome_labels(resolved) | _metric_labels(resolved, stored)
    for name in names:
        if name not in labels:
            hint = _hint(name, labels)
            refuse("--of", f'there is no outcome or metric "{name}" to show; {hint}')


def check_answer(resolved, name):
    """Raise UsageError for an answer that is neither an outcome nor a metric that tables can
    show."""
    labels = _outcome_labels(resolved) | _metric_labels(resolved)
    if name not in labels:
        hint = _hint(name, labels)
        misuse("--answer", f'no outcome or metric of {resolved.id} is "{name}"; {hint}')


def _hint(name, labels):
    """Hint at a name: the one whose label was given, or the most similar."""
    by_label = {label.lower(): key for key, label in labels.items()}
    if key := by_label.get(name.replace("_", " ").lower()):
        return f'did you mean "{key}"?'
    hint = suggest_metric(name, labels)
    return f"{hint}; `describe --part metrics` lists them" if "none of" in hint else hint


def _outcome_labels(resolved):
    return {outcome.id: outcome.label for outcome in resolved.form.outcomes}


def _metric_labels(resolved, stored=False):
    """{name: label} of the metrics that tables show; unless `stored`, also of those that they would
    show on request."""
    if stored:
        return {name: metric.label for name, metric in listed_metrics(resolved).items()}
    return listable_labels(for_conflict(Index(resolved)))


def _estimate(metric, values, draws):
    """Estimate of a metric: the share of worlds in which it happens, or its mean."""
    unit, dated, terms = metric.unit, metric.report == "first", metric.report == "among"
    if is_share(metric):
        happened = _event_mask(metric, values)
        quantiles = _weeks(values, happened) if dated else _quantiles(happened.astype(float))
        kind = "dated" if dated else "event"
        return replace(share(happened, draws), kind=kind, unit=unit, **quantiles)
    finite = values[np.isfinite(values)]
    about = {"kind": "terms" if terms else "amount", "unit": unit, "n": len(finite)}
    if len(finite) < (FEWEST if terms else 1):
        return Estimate(value=None, **about)
    parameter_range = {} if terms else draws.parameter_range(values)
    return Estimate(value=float(finite.mean()), **_quantiles(finite), **about, **parameter_range)


def _event_mask(metric, values):
    """Worlds in which an event happened, (n,) bools."""
    return np.isfinite(values) & (True if metric.report == "first" else values > 0)


def _quantiles(values):
    p10, median, p90 = (float(q) for q in np.quantile(values, [0.1, 0.5, 0.9]))
    return {"median": median, "p10": p10, "p90": p90}


def _weeks(values, happened):
    """Quantiles of the weeks until an event, over the `n` worlds in which it happened; without
    quantiles if n is 0."""
    n = int(happened.sum())
    return {"n": n, **(_quantiles(values[happened]) if n else {})}


def blockers(resolved, columns):
    """How often each party refused packages: [Blocker], signers first, most often first."""
    votes = float(columns["votes"].sum())
    rows = [_blocker(resolved, columns, party, votes) for party in resolved.form.parties]
    return sorted(rows, key=lambda row: (row.role != "signs", -row.share))


def _blocker(resolved, columns, name, votes):
    refused = float(columns[f"refused.{name}"].sum())
    mean = lambda key: float(columns[key].sum(dtype=float)) / refused if refused else 0.0  # noqa: E731
    issues, signs = resolved.form.issues.items(), Relations(resolved.form).must_sign(name)
    costs = {key: mean(f"over.{name}.{key}") for key, issue in issues if issue.kind == "package"}
    return Blocker(
        party=name,
        label=resolved.form.parties[name].label,
        role="signs" if signs else "endorses",
        share=refused / votes if votes else 0.0,
        shortfall=mean(f"shortfall.{name}"),
        distrust=mean(f"doubt.{name}"),
        over=dict(sorted(costs.items(), key=lambda pair: -pair[1])),
    )


def compare(base, other, base_columns, other_columns):
    """Comparison of two runs: paired differences, the other less the base.

    Both runs share draws and random streams, so a world differs only where the scenarios do. Only
    outcomes that both scenarios define alike are compared. Changes that the scenario itself sets
    are tested apart from results of the model; `p10` and `p90` are quantiles of an amount's change
    over worlds.

    base_columns, other_columns  {name: (n,)} of their worlds
    """
    draws = Draws(base_columns["draw"])
    alike = common_outcomes(base, other)
    rows = {
        ("outcomes", name): _change_of_worlds(
            base_columns["outcome"] == c, other_columns["outcome"] == o, draws
        )
        for name, (c, o) in alike.items()
    }
    for name, metric in reported_metrics(base).items():
        if name in other_columns and (metric.report != "among" or metric.optional):
            before, after = base_columns[name], other_columns[name]
            if row := _change_where_both(metric, before, after, draws):
                rows["metrics", name] = row
    changes: dict = {"outcomes": {}, "metrics": {}}
    marked = _mark_changes(rows, RESULT) | _mark_changes(rows, ASSUMED)
    for kind, name in rows:
        changes[kind][name] = marked[kind, name]
    not_compared = tuple(name for name in outcomes_of([base, other]) if name not in alike)
    return Comparison(**changes, not_compared=not_compared)


def outcomes_of(scenarios):
    """Outcomes that any of these scenarios has, in order of first appearance: {id: Outcome}."""
    outcomes: dict = {}
    for outcome in (outcome for scenario in scenarios for outcome in scenario.form.outcomes):
        outcomes.setdefault(outcome.id, outcome)
    return outcomes


def common_outcomes(base, other):
    """Outcomes that mean the same in both scenarios: {id: (number in the base, number in the
    other)}.

    A world ends in the first outcome that holds, or in an absorbing one. So an outcome means the
    same where it, those before it and the absorbing ones are defined alike."""
    here, there = _outcome_definitions(base), _outcome_definitions(other)
    return {
        name: (row_number, there[name][0])
        for name, (row_number, meaning) in here.items()
        if name in there and there[name][1] == meaning
    }


def _outcome_definitions(scenario):
    """{id: (number, (its condition, conditions of those before it, conditions of absorbing
    ones))}."""
    outcomes = scenario.form.outcomes
    conditions = [str(outcome.when) for outcome in outcomes]
    absorbing = frozenset(
        text
        for text, outcome in zip(conditions, outcomes, strict=True)
        if any(part.absorbing for part in outcome.when)
    )
    return {
        outcome.id: (c, (conditions[c], frozenset(conditions[:c]), absorbing))
        for c, outcome in enumerate(outcomes)
    }


def _mark_changes(rows, standing):
    """{key: Change} of one standing, each marked as moved, unchanged or neither.

    rows  {key: (Change, half-width within which nothing changed, smallest effect that counts)}
    """
    chosen = {key: row for key, row in rows.items() if row[0].standing == standing}
    discovered = discoveries([change.p for change, *_ in chosen.values()], FALSE_DISCOVERIES)
    return {
        key: _mark_change(row, discovery)
        for (key, row), discovery in zip(chosen.items(), discovered, strict=True)
    }


def _mark_change(row, discovery):
    change, unchanged_within, smallest = row
    moved = discovery and abs(change.effect) >= smallest
    return replace(
        change,
        moved=moved,
        unchanged=not moved and max(abs(change.low), abs(change.high)) <= unchanged_within,
        ranked=change.opposite_sign is None or change.opposite_sign <= MOST_OPPOSITE,
    )


def _change_of_worlds(before, after, draws, standing=RESULT):
    """Row of `_mark_changes` for a share of worlds, (n,) bools, with the numbers of worlds
    gained and lost."""
    change = change_of_share(before, after, draws)
    counts = {"gained": int((after & ~before).sum()), "lost": int((before & ~after).sum())}
    change = replace(change, **counts, effect=2 * change.value, standing=standing)
    return change, margin_of_share(float(before.mean())), 0.0


def margin_of_share(before):
    """Largest change of a share that counts as none: half of the share in the base, between 0.5 and
    2 of 100 worlds.

    >>> [margin_of_share(share) for share in (0.0, 0.03, 0.5)]
    [0.005, 0.015, 0.02]
    """
    return min(UNCHANGED_SHARE, max(LEAST_MARGIN, UNCHANGED_PART * before))


def margin_of(change, before):
    """Largest change that counts as none: of a share, see `margin_of_share`; of an amount, 0.1
    standard deviations over the worlds of both scenarios.

    before  level in the base
    """
    if change.is_share:
        return margin_of_share(before)
    return UNCHANGED_MEAN * abs(change.value / change.effect) if change.effect else 0.0


def _change_where_both(metric, before, after, draws):
    """Row of a metric over the worlds in which both runs have a value; None if they are fewer than
    FEWEST. Without an event (`first`) there is a row all the same."""
    both = np.isfinite(before) & np.isfinite(after)
    if metric.report != "among" or both.all():
        return _change_of_metric(metric, before, after, draws)
    if both.sum() < FEWEST:
        return None
    return _change_of_metric(metric, before[both], after[both], Draws(draws.of[both]))


def _change_of_metric(metric, before, after, draws):
    """Row of `_mark_changes` for a metric: its share of worlds, or its mean."""
    standing = ASSUMED if metric.assumed else RESULT
    if is_share(metric):
        happened = _event_mask(metric, before), _event_mask(metric, after)
        return _change_of_worlds(*happened, draws, standing)
    change = change_of_mean(before, after, draws)
    deviation = float(np.std(np.concatenate([before, after])))
    p10, p90 = (float(q) for q in np.quantile(after - before, [0.1, 0.9]))
    effect = change.value / deviation if deviation else 0.0
    about = {"unit": metric.unit, "standing": standing, "p10": p10, "p90": p90, "effect": effect}
    return replace(change, **about), UNCHANGED_MEAN * deviation, SMALLEST_EFFECT


def is_share(metric):
    """True if a metric is reported as a share of worlds."""
    return metric.report in EVENTS or metric.unit == "yes or no"
