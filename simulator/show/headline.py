"""What a comparison comes to, in a sentence or two: what moved beyond chance, and what did not."""

from dataclasses import replace

from rich.text import Text

from simulator.analysis.compare import HELD_SHARE
from simulator.analysis.estimate import FOUND
from simulator.model.metrics import with_role
from simulator.show import page, words

MOST = 5  # movements named
DEALS = with_role("deal")  # named after harm, before all else that moves
WORDS = with_role("words")  # named last


def in_short(base, change, worlds):
    """What changed most; what the scenario itself sets is left out."""
    told, behind, unclear = (
        endings(base, change, worlds),
        moving(base, change),
        hanging(base, change),
    )
    said = Text.assemble(("In short: ", "bold"), told, ".")
    if behind:
        named = "; ".join(sentence(label, one, worlds) for label, one in behind[:MOST])
        said.append_text(
            Text.assemble(
                (" What moves most, with what it is for 10 to 90% of draws: ", "bold"), named, "."
            )
        )
    if unclear:
        said.append_text(
            Text.assemble(
                (" Which way hangs on what is not known: ", "bold"), "; ".join(unclear), "."
            )
        )
    return said


def endings(base, change, worlds):
    """The classes that become likelier or less likely, after a collapse that may."""
    moved = _moved_classes(base, change)
    told = "; ".join(sentence(label, one, worlds) for label, one in moved if one.ranked)
    none = "no ending becomes likelier or less likely " + (
        "whatever is not known" if moved else "beyond chance"
    )
    return "; ".join([*_feared(base, change, worlds), told or none])


def _feared(base, change, worlds):
    """A collapse seen more often, where so many worlds cannot tell it from chance."""
    kind = page.collapse(base)
    one = change.outcomes.get(kind.id) if kind else None
    if one and not one.moved and not one.held and one.value >= HELD_SHARE:
        yield (
            f"{sentence(kind.label, without_range(one), worlds)}, which so few worlds cannot"
            " tell from chance"
        )


def foremost(base, change):
    """Names of the measures that move beyond chance in a known direction: harm first, then deals,
    words last, else the largest effect first."""
    names = [name for name, _, one in _found(base, change) if one.ranked]
    effect = {name: -abs(change.metrics[name].effect) for name in names}
    return sorted(
        names,
        key=lambda name: (name not in page.HARM, name in WORDS, name not in DEALS, effect[name]),
    )


def moving(base, change):
    """(label, change) of the same."""
    labels = {name: measure.label for name, measure in page.measures(base)}
    return [(labels[name], change.metrics[name]) for name in foremost(base, change)]


def firm(base, change):
    """(label, change) of the classes and measures that move beyond chance in a known direction,
    classes first."""
    return [pair for pair in _moved_classes(base, change) if pair[1].ranked] + moving(base, change)


def hanging(base, change):
    """Labels of what moves, in a direction that depends on what is not known."""
    measures = [(label, one) for _, label, one in _found(base, change)]
    return [label for label, one in (*_moved_classes(base, change), *measures) if not one.ranked]


def still(base, change):
    """Labels of what did not move, or by too little to matter: intervals leave no room for more."""
    return [label for label, one in labelled(base, change) if one.held]


def untold(base, change):
    """Labels of what did not move beyond chance but might by more than a little: too few worlds to
    tell."""
    return [label for label, one in labelled(base, change) if not one.moved and not one.held]


def _found(base, change):
    """(name, label, change) of the measures that move and are a finding."""
    named = [
        (name, measure.label, change.metrics.get(name)) for name, measure in page.findings(base)
    ]
    return [row for row in named if row[2] and row[2].moved and row[2].standing == FOUND]


def _moved_classes(base, change):
    """(label, change) of the classes that move."""
    return [(label, one) for label, one in classes(base, change) if one.moved]


def classes(base, change):
    """(label, change) of every class that is compared."""
    return [
        (kind.label, change.outcomes[kind.id])
        for kind in base.form.classes
        if kind.id in change.outcomes
    ]


def labelled(base, change):
    """(label, change) of every class and every measure told of."""
    yield from classes(base, change)
    yield from (
        (measure.label, change.metrics[name])
        for name, measure in page.findings(base)
        if name in change.metrics
    )


def without_range(change):
    """The same change, silent on parameter draws."""
    return replace(change, range_low=None, range_high=None)


def sentence(label, change, worlds):
    """A change in a clause: by how much, and what it is for 10 to 90% of draws."""
    of_worlds = change.is_share
    scale = worlds if of_worlds else 1
    digits = 0 if of_worlds or abs(change.value) >= 100 else 1
    unit = "worlds" if of_worlds else change.unit.replace("%", "points")
    by, known = (
        words.sign(f"{change.value * scale:+,.{digits}f}"),
        words.by_draw(change, scale).plain,
    )
    return f"{label} {by} {unit}" + (f" ({known})" if known else "")
