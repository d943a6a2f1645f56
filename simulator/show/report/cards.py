"""The numbers of a comparison large, on cards: collapse, harm and deals, then what moves most."""

from simulator.model.metrics import with_role
from simulator.show import words
from simulator.show.view import names, rows, sentences

VITAL = with_role("card")  # on every report after collapse, moved or not
LOOKED, CARDS = 3, 5  # numbers that a scenario says to look at, and all, an ending apart
FEW = "not told on so few draws, or worlds of each"


def of(study):
    """[(scenario, [card])] of each other scenario of a comparison, see `card`."""
    others = study.scenarios[1:] if study.differences else []
    return [(other, _cards(study, other)) for other in others]


def _cards(study, other):
    base, change = study.scenarios[0], study.differences[other.id]
    looked = [name for kind, name in names.named_in(other.form.look, base) if kind == "metrics"]
    wanted = dict.fromkeys([*VITAL, *looked[:LOOKED], *sentences.foremost(base, change)])
    metrics, pair = dict(names.metrics(base)), (base, other)
    listed = [(name, metrics[name]) for name in wanted if name in change.metrics][:CARDS]
    feared = names.collapse(base)
    ends = [row for row in rows.outcomes(study, pair) if feared and row.name == feared.id]
    found = [*(row for row in ends if row.change), *rows.metrics(study, pair, listed)]
    return [card(row) for row in found]


def card(row):
    """What stands on a card: a change, levels, and the three uncertainties apart."""
    one = row.change
    by, known, precision = (said for said, _ in row.changed())
    counted = f"of {row.worlds:,} worlds" if one.is_share else one.unit.replace("%", "points")
    if one.range_low is None:
        known = FEW
    elif known == by:
        known = "hardly matters here"
    return {
        "label": row.label,
        "unit": counted,
        "value": by,
        "levels": [row.level(k) for k in range(2)],
        "known": known.replace(" ?", ", either way"),
        "precision": precision.strip("[]").replace(", ", " to "),
        "futures": "" if one.is_share else words.span(one.p10, one.p90),
        "moved": one.moved,
        "ranked": one.ranked,
    }
