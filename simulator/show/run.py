"""A scenario for itself: how the war ends in its worlds, what lies behind, who said no."""

from rich.text import Text

from simulator.show import page, rivals, words


def show(out, study):
    """Every scenario of a study."""
    for one in study.scenarios:
        _alone(out, study, one)
    page.note(out, page.ended(study))
    page.terms(out, study)
    page.blockers(out, study)
    page.few(out, study)
    page.beyond(out, study)


def _alone(out, study, one):
    found, worlds = study.digests[one.id], study.worlds
    page.heading(out, study, one, one.form.title)
    out.print()
    page.block(out, in_short(one, found, worlds))
    made = page.table(
        f"How the war ends, of {worlds:,} worlds", "10-90%\nof draws", "worlds", "95%", ""
    )
    for kind, share, part in page.kinds(one, found):
        style, bar = "dim" if part else "", "" if part else words.bar(share.value)
        cells = (
            ("  " if part else "") + kind.label,
            words.across(share, worlds),
            words.of(share.value, worlds),
        )
        made.add_row(
            *(Text(cell, style=style) for cell in (*cells, words.interval(share, worlds))),
            Text(bar, style="cyan"),
        )
    page.block(out, made)
    _without_deal(out, one, found)
    made = page.table(f"What happens, of {worlds:,} worlds", "10-90%\nof draws", "worlds", "95%")
    for name, measure in page.events(one):
        metric = found.metrics[name]
        made.add_row(
            measure.label,
            words.across(metric, worlds),
            words.of(metric.value, worlds),
            words.interval(metric, worlds),
        )
    page.block(out, made)
    page.block(out, Text(page.waits(found, worlds)))
    made = page.table("How much", "mean, 10-90%\nof draws", "middle\nworld", "10-90%\nof worlds")
    for name, measure in page.amounts(one):
        metric = found.metrics[name]
        cells = (
            words.across_amount(metric),
            words.amount(metric.median, metric.p90),
            words.futures(metric),
        )
        made.add_row(page.name_of(measure), *cells)
    page.block(out, made)
    rivals.levels(out, study, one)


def _without_deal(out, one, found):
    """How the war ends where no package is in force: what the failure of talks leads to."""
    rest = found.without_deal
    if not rest.outcomes:
        return
    ends = [(kind.label, rest.outcomes[kind.id].value) for kind in one.form.classes]
    known = "; ".join(f"{label} {words.of(share, 1000)}" for label, share in ends if share)
    page.block(
        out,
        Text(
            f"Of 1,000 worlds without a package in force ({rest.worlds:,} seen): {known}; no"
            " other ending."
        ),
    )


def in_short(one, found, worlds):
    """The same in a line."""
    return Text.assemble(("In short: ", "bold"), briefly(one, found, worlds), ".")


def briefly(one, found, worlds):
    """The commonest ending, collapse, civilians killed, packages signed, and how far each hangs on
    what is not known."""
    metrics, feared = found.metrics, page.collapse(one)
    kind = max(one.form.classes, key=lambda kind: found.outcomes[kind.id].value)
    told = [(f"{kind.label} in ", found.outcomes[kind.id], f" of {worlds:,} worlds")]
    if feared and feared is not kind:
        told.append((f"{feared.label} in ", found.outcomes[feared.id], ""))
    told.append(("a package is signed in ", metrics["package_signed"], ""))
    said = [
        f"{before}{words.of(share.value, worlds)}{after}{_known(share)}"
        for before, share, after in told
    ]
    killed = metrics["civilians_killed_total"]
    harm = f"civilians killed {words.amount(killed.value, killed.p90)} in the mean"
    return "; ".join([*said[:-1], harm, said[-1]])


def _known(share):
    known = words.depending(share)
    return f" ({known})" if known else ""
