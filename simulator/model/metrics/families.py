"""All metrics of a conflict: those registered in `metrics`, and one per issue, outcome, party and
holder."""

from dataclasses import replace

from simulator.model.metrics import METRICS, WHOLE, Metric, harm, talks


def for_conflict(index):
    """{name: Metric} of a conflict, with spans evaluated for the scenario."""
    families = (_of_terms, _of_signers, _of_outcomes, _of_bureaus, _of_holders)
    metrics = dict(METRICS) | {
        metric.name: metric for family in families for metric in family(index)
    }
    return {
        name: replace(metric, span=metric.span(index.form)) if callable(metric.span) else metric
        for name, metric in metrics.items()
    }


def _of_terms(index):
    for i, issue in enumerate(index.package):
        label = index.form.issues[issue].label
        yield Metric(
            f"deal.{issue}", lambda m, i=i: m.state.deal_terms[i], "of 100",
            f"term on {label} in the latest package signed", "among", label,
        )  # fmt: skip
        yield Metric(
            f"text.{issue}", lambda m, i=i: m.state.draft[i], "of 100",
            f"term on {label} in the latest text",
        )  # fmt: skip


def _of_signers(index):
    for a in (index.government, index.opposition):
        party = index.parties[a]
        label = index.form.parties[party].label
        yield Metric(
            f"surplus.{party}", lambda m, a=a: talks.surplus(m, a), "value",
            f"value of the latest text to {label} less that of war, without red lines and distrust",
            span=(-0.5, 1.0),
        )  # fmt: skip


def _of_outcomes(index):
    for c, outcome in enumerate(index.form.outcomes):
        meaning = f"true while the world is in this outcome: {outcome.label}"
        yield Metric(
            f"outcome.{outcome.id}", lambda m, c=c: m.classifier.at == c, "yes or no", meaning
        )


def _of_bureaus(index):
    for a, name in enumerate(index.parties):
        party = index.form.parties[name]
        if party.bureaus:
            yield Metric(
                f"weight_of_force.{name}", lambda m, a=a: m.state.weight_of_force[a], "share",
                f"weight of the bureau that favours force in {party.label}",
            )  # fmt: skip


def _of_holders(index):
    for h, name in enumerate(index.holders):
        label = index.form.holders[name].label
        yield Metric(
            f"residents.{name}", lambda m, h=h: 100.0 * m.residents[h], "%",
            f"share of residents under {label}", "last",
            f"residents, {label.removeprefix('the ')}", WHOLE,
        )  # fmt: skip
        yield Metric(
            f"area.{name}", lambda m, h=h: 100.0 * m.area[h], "%",
            f"land held by {label}", "last", span=WHOLE,
        )  # fmt: skip
        yield Metric(
            f"killed.{name}", lambda m, h=h: m.state.dead[h], "thousand",
            f"fighters of {label} killed since the start", "total", span=harm.span_of_losses,
        )  # fmt: skip
