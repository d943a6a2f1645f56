"""Colours: one for each party with its land and fighters, one for each outcome, the same
everywhere.

Both palettes suit colour-blind readers (Okabe and Ito; Paul Tol's muted scheme). No colour carries
meaning alone: a name, a letter or a shape stands beside it. A palette repeats after its last
colour."""

from itertools import cycle

from simulator.model.metrics import dated

ACTORS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#3d434b", "#56b4e9", "#b3a125")
OUTCOMES = (
    "#882255", "#332288", "#44aa99", "#cc6677", "#ddcc77", "#117733", "#88ccee", "#aa4499",
    "#999933", "#661100", "#6699cc",
)  # fmt: skip
REST = "#a9b1ba"  # the last outcome, which takes all remaining worlds
# events before an outcome
EVENTS = dict(zip(dated(), cycle(("#c9cfd6", "#1b1f24", "#7d8791")), strict=False))
LUMINANCE_LIMIT = 0.179  # luminance at which black and white text have equal contrast, 4.58 to 1
SHAPES = ("ring", "dot", "diamond", "square", "up", "cross")  # of scenarios, the base first


def outcome_colours(form):
    """A colour for each outcome by id; the last is grey."""
    ids = [outcome.id for outcome in form.outcomes]
    return {name: OUTCOMES[k % len(OUTCOMES)] for k, name in enumerate(ids[:-1])} | {ids[-1]: REST}


def actor_colours(form):
    """Colours of parties and of holders by id; a holder has the colour of its party, if any."""
    by_party = {name: ACTORS[k % len(ACTORS)] for k, name in enumerate(form.parties)}
    without_party = [name for name, holder in form.holders.items() if holder.party is None]
    unaligned = {
        name: ACTORS[(len(by_party) + k) % len(ACTORS)] for k, name in enumerate(without_party)
    }
    of_party = {
        name: by_party[holder.party] for name, holder in form.holders.items() if holder.party
    }
    return by_party, unaligned | of_party


def ink(colour):
    """The text colour, black or white, with the higher contrast to a fill such as "#0072b2".

    >>> ink("#0072b2"), ink("#e69f00")
    ('#ffffff', '#000000')
    """
    linear = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    luminance = sum(
        w * component for w, component in zip((0.2126, 0.7152, 0.0722), linear, strict=True)
    )
    return "#000000" if luminance > LUMINANCE_LIMIT else "#ffffff"


def _linear(component):
    """A colour component without its gamma, as in WCAG 2."""
    return component / 12.92 if component <= 0.03928 else ((component + 0.055) / 1.055) ** 2.4


def letters(form):
    """A letter for each outcome by id: A, B, C, ..."""
    return {outcome.id: chr(ord("A") + k % 26) for k, outcome in enumerate(form.outcomes)}


def shape(number):
    """Shape and CSS class of a scenario by its number; the base is 0."""
    return SHAPES[number % len(SHAPES)], f"s-{number % len(SHAPES)}"
