"""All metrics of a conflict: those registered in `metrics`, and one per issue, outcome, party,
holder and region."""

from dataclasses import replace
from itertools import combinations

from simulator.model import positions
from simulator.model.metrics import METRICS, WHOLE, Metric, harm, talks

BY_REGION = {  # what `describe` lists in place of a metric per holder, region or measure
    "area.HOLDER.REGION": ("% of the region", "share of a region's area held by a holder"),
    "residents.HOLDER.REGION": ("% of the region", "share of a region's residents under a holder"),
    "besieged.REGION": ("thousand", "people under siege in a region"),
    "practice.MEASURE": ("of 100", "present practice of a confidence measure"),
    "truce.PARTY.PARTY": ("weeks", "weeks in which a truce binds two signers"),
    "bottom_line.PARTY.ISSUE": ("of 100", "farthest term on an issue that a signer would accept"),
    "reservation_term.PARTY.ISSUE": (
        "of 100",
        "farthest term for which some text is better to a signer than war; none where no text is",
    ),
    "declared.PARTY.ISSUE": ("of 100", "position on an issue as a party declares it"),
    "net_gain.PARTY": ("of 100", "net gain of a signer from the latest text; 100 is what it wants"),
    "gain_on.PARTY.ISSUE": ("of 100", "part of a net gain from the term on an issue"),
    "gain_from.PARTY.PART": ("of 100", f"part of a net gain from {', '.join(positions.PARTS)}"),
    "pressed.PATRON.PARTY": ("%", "threat to withhold support that a patron signals to a client"),
    "credit.PARTY": ("%", "how much softer public statements of a party still count"),
    "softness.PARTY": ("of 100", "points by which public statements of a party are softer"),
    "unilateral_moves.PARTY": ("times", "weeks in which a party makes a unilateral move"),
}
GAINS = (-100.0, 100.0)  # span of a net gain and of its parts


def for_conflict(index):
    """{name: Metric} of all metrics that expressions may name, with spans evaluated for the
    scenario."""
    families = (
        _of_terms, _of_signers, _of_outcomes, _of_bureaus, _of_holders, _of_regions, _of_measures,
        _of_truces, _of_bottom_lines, _of_speakers, _of_movers, _of_positions, _of_net_gains,
        _of_threats,
    )  # fmt: skip
    metrics = dict(METRICS) | {
        metric.name: metric for family in families for metric in family(index)
    }
    if index.capital is None:
        del metrics["capital_residents"]
    for name in _without_meaning(index):
        metrics[name] = replace(metrics[name], label=None)
    metrics["bottom_line_on_leader"] = _bottom_line(metrics["bottom_line_on_leader"], index)
    return {
        name: replace(metric, span=metric.span(index.form)) if callable(metric.span) else metric
        for name, metric in metrics.items()
    }


def _without_meaning(index):
    """Names of the metrics that are always 0 in a conflict, which tables leave out."""
    if not index.factions:
        yield from ("attending", "with_radicals")
    if not index.form.spoiling.issues:
        yield "own_way"


def _bottom_line(metric, index):
    """Metric of the bottom line, labelled by the issue on who leads; without one, no label."""
    issue = index.form.issues.get(index.role.get("leader"))
    return replace(metric, label=f"bottom line on {issue.label}" if issue else None)


def recorded_metrics(index):
    """{name: Metric} of the metrics that a run records: all but the optional, and those that the
    scenario requests."""
    wanted = requested_names(index.form)
    return {
        name: _labelled(metric) if name in wanted else metric
        for name, metric in for_conflict(index).items()
        if name in wanted or not metric.optional
    }


def requested_names(form):
    """Names of metrics that a scenario requests by `answer` or `report`, in this order."""
    return dict.fromkeys([*filter(None, [form.answer.partition(" ")[0]]), *form.report])


def listable_labels(metrics):
    """{name: label} of the metrics that tables show, or would show on request."""
    labelled = {name: _labelled(metric) for name, metric in metrics.items()}
    return {
        name: metric.label
        for name, metric in labelled.items()
        if metric.report and metric.in_tables
    }


def _labelled(metric):
    return metric if metric.label else replace(metric, label=metric.label_on_request or None)


def _of_terms(index):
    """Terms of the latest text and of the latest deal; the term on who leads by week."""
    leader = index.role.get("leader")
    for i, issue in enumerate(index.package):
        label = index.form.issues[issue].label
        yield Metric(
            f"deal.{issue}", lambda m, i=i: m.state.deal_terms[i], "of 100",
            f"term on {label} in the latest package signed", "among", label,
        )  # fmt: skip
        yield Metric(
            f"text.{issue}", lambda m, i=i: m.state.draft[i], "of 100",
            f"term on {label} in the latest text",
            span=WHOLE if issue == leader else None,
        )  # fmt: skip


def _of_signers(index):
    for a in index.signers:
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
            f"outcome.{outcome.id}", lambda m, c=c: m.state.outcome == c, "yes or no", meaning
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
        short = label.removeprefix("the ")
        yield Metric(
            f"residents.{name}", lambda m, h=h: 100.0 * m.residents[h], "%",
            f"share of residents under {label}", "last", f"residents, {short}", WHOLE,
        )  # fmt: skip
        yield Metric(
            f"area.{name}", lambda m, h=h: 100.0 * m.area[h], "%",
            f"land held by {label}", "last", span=WHOLE, label_on_request=f"land, {short}",
        )  # fmt: skip
        yield Metric(
            f"killed.{name}", lambda m, h=h: m.state.dead[h], "thousand",
            f"fighters of {label} killed since the start", "total", span=harm.span_of_losses,
            label_on_request=f"fighters killed, {short}",
        )  # fmt: skip


def _of_regions(index):
    for g, region in enumerate(index.regions):
        place = index.form.regions[region].label
        for h, name in enumerate(index.holders):
            yield from _held_there(index, h, name, g, region, place)
        yield Metric(
            f"besieged.{region}", lambda m, g=g: harm.besieged(m, slice(g, g + 1)), "thousand",
            f"people under siege in {place}", "last", f"people besieged in {place}",
            harm.span_of_sieges, optional=True,
        )  # fmt: skip


def _held_there(index, h, name, g, region, place):
    """Metrics of a holder in a region."""
    label = index.form.holders[name].label
    unit, short = "% of the region", label.removeprefix("the ")
    yield Metric(
        f"area.{name}.{region}", lambda m: 100.0 * m.state.share[h, g], unit,
        f"share of the area of {place} held by {label}", "last", f"land in {place}, {short}",
        WHOLE, optional=True,
    )  # fmt: skip
    yield Metric(
        f"residents.{name}.{region}", lambda m: 100.0 * m.state.residents[h, g], unit,
        f"share of the residents of {place} under {label}", "last",
        f"residents of {place}, {short}", WHOLE, optional=True,
    )  # fmt: skip


def _of_measures(index):
    for k, confidence_measure in enumerate(index.measures):
        label = index.form.issues[confidence_measure].label
        yield Metric(
            f"practice.{confidence_measure}", lambda m, k=k: m.state.practice[k], "of 100",
            f"present practice of {label}", "last", f"practice, {label}", WHOLE, optional=True,
        )  # fmt: skip


def _of_bottom_lines(index):
    for a in index.signers:
        party = index.parties[a]
        for i, issue in enumerate(index.package):
            label, of = index.form.issues[issue].label, index.form.parties[party].label
            yield Metric(
                f"bottom_line.{party}.{issue}",
                lambda m, a=a, i=i: m.table.reservation_term(a, i), "of 100",
                f"farthest term on {label} that {of} would accept rather than war", "last",
                f"bottom line of {of} on {label}", WHOLE, optional=True,
            )  # fmt: skip


def _of_speakers(index):
    for row, a in enumerate(index.speakers):
        party, label = index.parties[a], index.form.parties[index.parties[a]].label
        yield Metric(
            f"softness.{party}", lambda m, row=row: m.state.softness[row], "of 100",
            f"points by which public statements of {label} are softer than its position", "mean",
            f"softness of public statements, {label}", WHOLE, optional=True,
        )  # fmt: skip
        yield Metric(
            f"credit.{party}", lambda m, row=row: 100.0 * m.state.credit[row], "%",
            f"how much softer public statements of {label} still count", "mean",
            f"credit of public statements, {label}", WHOLE, optional=True,
        )  # fmt: skip


def _of_movers(index):
    for row, a in enumerate(index.movers) if index.form.spoiling.issues else ():
        party, label = index.parties[a], index.form.parties[index.parties[a]].label
        yield Metric(
            f"unilateral_moves.{party}", lambda m, row=row: m.state.unilateral_move[row], "times",
            f"true in a week in which {label} makes a unilateral move under a truce", "sum",
            f"unilateral moves, {label}", optional=True,
        )  # fmt: skip


def _of_positions(index):
    """Declared positions of all parties, and reservation terms of the signers, by issue. Those of
    the signers on who leads are always recorded, for the chart of positions."""
    leader = index.role.get("leader")
    for a, party in enumerate(index.parties):
        of = index.form.parties[party].label
        for i, issue in enumerate(index.package):
            label = index.form.issues[issue].label
            yield Metric(
                f"declared.{party}.{issue}",
                lambda m, a=a, i=i: positions.declared_position(m, a, i), "of 100",
                f"position on {label} that {of} declares", "last", span=WHOLE,
                optional=issue != leader or a not in index.signers,
                label_on_request=f"declared position of {of} on {label}",
            )  # fmt: skip
            if a in index.signers:
                yield Metric(
                    f"reservation_term.{party}.{issue}",
                    lambda m, a=a, i=i: positions.reservation_term(m, a, i), "of 100",
                    f"farthest term on {label} for which some text is better to {of} than war;"
                    " none where no text is", "among",
                    f"reservation term of {of} on {label}", WHOLE, optional=True,
                )  # fmt: skip


def _of_net_gains(index):
    """Net gain of each signer from the latest text, if all patrons endorse it, and its parts,
    of 100, the value of the text that it wants."""
    for a in index.signers:
        party = index.parties[a]
        of = index.form.parties[party].label
        yield Metric(
            f"net_gain.{party}", lambda m, a=a: 100.0 * positions.net_gain(m, a), "of 100",
            f"net gain of {of} from signing the latest text over war and waiting", "last",
            f"net gain, {of}", GAINS, optional=True,
        )  # fmt: skip
        for i, issue in enumerate(index.package):
            label = index.form.issues[issue].label
            yield Metric(
                f"gain_on.{party}.{issue}",
                lambda m, a=a, i=i: 100.0 * positions.gain_by_issue(m, a)[i], "of 100",
                f"part of the net gain of {of} from the term on {label}, over what war is"
                " expected to bring", "last",
                f"gain on {label}, {of}", GAINS, optional=True,
            )  # fmt: skip
        for part, meaning in positions.PARTS.items():
            yield Metric(
                f"gain_from.{party}.{part}",
                lambda m, a=a, part=part: 100.0 * positions.gain_by_part(m, a)[part], "of 100",
                f"part of the net gain of {of} from {meaning}", "last",
                f"gain from {part.replace('_', ' ')}, {of}", GAINS, optional=True,
            )  # fmt: skip


def _of_threats(index):
    """Threats to withhold support, by patron and client."""
    for a, recipients in index.recipients.items():
        patron = index.parties[a]
        for party in (index.parties[b] for b, _ in recipients):
            pair = f"{index.form.parties[patron].label} to {index.form.parties[party].label}"
            yield Metric(
                f"pressed.{patron}.{party}", lambda m, a=a: 100.0 * m.state.pressed[a], "%",
                f"threat to withhold support, as signalled by {pair}", "mean",
                f"threat to withhold support, {pair}", WHOLE, optional=True,
            )  # fmt: skip


def _of_truces(index):
    """Truces between two signers, where more than two sign."""
    names = [index.parties[a] for a in index.signers]
    for i, j in combinations(range(len(names)), 2) if len(names) > 2 else ():
        of = " and ".join(index.form.parties[names[k]].label for k in (i, j))
        yield Metric(
            f"truce.{names[i]}.{names[j]}",
            lambda m, i=i, j=j: m.state.truce & m.state.truce_members[i] & m.state.truce_members[j],
            "weeks", f"true while a truce binds {of}", "count", f"weeks of truce, {of}", (0, 1),
            optional=True,
        )  # fmt: skip
