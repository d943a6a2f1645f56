"""The answer before all else: in a minute what changed, by how much, how sure, who blocked, what
was assumed; and the numbers large."""

from collections import Counter

from simulator.ensemble.accepted import accepted_of
from simulator.model.metrics import with_role
from simulator.scenario.diff import differences, in_words
from simulator.show import headline, page, run, words

INPUTS = 3  # named
MOST = 4  # of what moves most
LOOKED, CARDS = 3, 5  # numbers that a scenario says to look at, and all, an ending apart


def in_a_minute(study):
    """{heading: [sentence]}, a sentence for each other scenario where they differ."""
    told = [*_set(study), *_changed(study)] if study.differences else _ends(study)
    found: dict[str, list] = {}
    for heading, sentence in (*told, *_blocked(study), ("What was assumed", _assumed(study))):
        found.setdefault(heading, []).append(sentence)
    return found


def _set(study):
    """What each other scenario does differently."""
    base = study.scenarios[0]
    for other in study.scenarios[1:]:
        rows = differences(base, other)
        lines = [
            in_words(page.lever_name(other, key), before, after) for key, before, after in rows
        ]
        more = f", and {len(lines) - INPUTS} more" if len(lines) > INPUTS else ""
        yield (
            "What was set",
            _under(study, other)
            + (
                f"{'; '.join(lines[:INPUTS])}{more}. All else is the same." if lines else "nothing."
            ),
        )


def _under(study, other):
    """Whose sentence it is, where there are several."""
    return f"{other.form.title}: " if len(study.scenarios) > 2 else ""


def _changed(study):
    base = study.scenarios[0]
    for other in study.scenarios[1:]:
        change, name = study.differences[other.id], _under(study, other)
        behind = [
            headline.sentence(label, headline.without_range(one), study.worlds)
            for label, one in headline.moving(base, change)[:MOST]
        ]
        ends = headline.endings(base, change, study.worlds)
        none = (
            "No indicator moves one way whatever is not known"
            if headline.hanging(base, change)
            else "No indicator moves beyond chance"
        )
        yield (
            "What changed",
            name
            + words.upper(ends)
            + (f". What moves most: {'; '.join(behind)}." if behind else f". {none}."),
        )
        yield "How sure", name + _sure(base, change, study.worlds)
        still, untold = headline.still(base, change), headline.untold(base, change)
        yield (
            "What did not move",
            name + (f"{'; '.join(still)}." if still else "Nothing for certain."),
        )
        if untold:
            yield f"What {study.worlds:,} worlds cannot tell", f"{name}{'; '.join(untold)}."


def _sure(base, change, worlds):
    """Of the clear changes: how many keep their direction whatever is not known, and how wide the
    largest is."""
    firm, hanging = headline.firm(base, change), headline.hanging(base, change)
    if not firm and not hanging:
        return (
            f"Nothing is clear beyond the luck of {worlds:,} worlds; more of them make the"
            " intervals narrower."
        )
    if firm and firm[0][1].flips is None:
        text = f"Clear beyond the luck of {worlds:,} worlds: {len(firm)}. "
        return (
            text
            + "What they owe to what is not known is not told on so few draws, or worlds of each."
        )
    text = (
        f"{len(firm)} of {len(firm) + len(hanging)} clear changes go the same way in over four"
        " fifths of draws of what is not known"
    )
    text += (
        f"; which way {' and '.join(hanging)} {'goes' if len(hanging) == 1 else 'go'} hangs on it"
        if hanging
        else ""
    )
    wide = [
        (label, words.by_draw(one, _scale(one, worlds)).plain)
        for label, one in firm
        if one.across()
    ]
    ranges = [f"{label} {known}" for label, known in wide if " to " in known][:2]
    text += f". Depending on what is not known: {'; '.join(ranges)}" if ranges else ""
    return text + ". Neither range says how good the model itself is."


def _scale(one, worlds):
    return worlds if one.is_share else 1


def _ends(study):
    for one in study.scenarios:
        name = f"{one.form.title}: " if len(study.scenarios) > 1 else ""
        yield "How it ends", f"{name}{run.briefly(one, study.digests[one.id], study.worlds)}."


def _blocked(study):
    """Who of those whose consent is needed refuses most often: what war is worth to it, what the
    refused packages are, and why."""
    base = study.scenarios[0]
    first = next((row for row in study.digests[base.id].blockers if row.share), None)
    if first is None:
        return
    label, cost = words.upper(first.label), sum(first.over.values())
    also = [f"{_same(study, one, first)} under {one.form.title}" for one in study.scenarios[1:]]
    text = f"{label} refuses {100 * first.share:.0f} of 100 packages tabled" + (
        f" ({', '.join(also)})" if also else ""
    )
    worth = 1.0 - cost - first.doubt
    text += (
        f". Where 1 is all it wants, war is worth {worth + first.shortfall:.2f} to it and a"
        f" refused package {worth:.2f}: "
    )
    dear = [
        base.form.issues[name].label for name, value in list(first.over.items())[:2] if value > 0
    ]
    text += f"the terms cost it {cost:.2f}" + (
        f", most of all {' and '.join(dear)}" if dear else ""
    )
    yield "Who blocked", text + f"; doubt that the deal would be kept {first.doubt:.2f}."


def _same(study, one, first):
    rows = (row for row in study.digests[one.id].blockers if row.party == first.party)
    row = next(rows, None)
    return f"{100 * row.share:.0f}" if row else "none"


def _assumed(study):
    base = study.scenarios[0]
    given = [number for number in base.numbers.values() if number.value == number.value]
    grades = Counter(number.grade for number in given)
    text = f"{len(given):,} numbers, {grades['D']} of them judgement (grade D). "
    text += f"{len(base.factors)} are uncertain and drawn anew in each draw"
    accepted = accepted_of(base)
    held = [
        path
        for path, one in base.factors.items()
        if accepted and accepted.priors.get(path) == one.belief
    ]
    text += f", {len(held)} of these from draws calibrated on the record. " if held else ". "
    return text + page.unrecorded(study)


# -------------------------------------------------------------------------------------------------
# cards
def cards(study):
    """Numbers large, for each other scenario: of collapse, harm and deals, then what moves most;
    [(scenario, [card])], see `_card`."""
    return (
        [(other, _cards(study, other)) for other in study.scenarios[1:]]
        if study.differences
        else []
    )


def _cards(study, other):
    base, measures = study.scenarios[0], dict(page.measures(study.scenarios[0]))
    change, found = study.differences[other.id], [study.digests[one.id] for one in (base, other)]
    looked = [name for kind, name in page.named_in(other.form.look, base) if kind == "metrics"]
    wanted = dict.fromkeys([*with_role("card"), *looked[:LOOKED], *headline.foremost(base, change)])
    names = [name for name in wanted if name in change.metrics][:CARDS]
    made = [
        _card(
            measures[name].label,
            change.metrics[name],
            [one.metrics[name] for one in found],
            study.worlds,
        )
        for name in names
    ]
    ending = page.collapse(base)
    if ending and ending.id in change.outcomes:
        shares = [one.outcomes[ending.id] for one in found]
        made.insert(0, _card(ending.label, change.outcomes[ending.id], shares, study.worlds))
    return made


def _card(label, one, found, worlds):
    of_worlds = one.is_share
    by, known, precision = (cell.plain for cell in words.changed(one, _scale(one, worlds)))
    ends = [
        words.of(share.value, worlds) if of_worlds else words.amount(share.value, share.p90)
        for share in found
    ]
    return {
        "label": label,
        "unit": f"of {worlds:,} worlds" if of_worlds else one.unit.replace("%", "points"),
        "value": by,
        "from": ends,
        "known": _known(one, by, known),
        "precision": precision.strip("[]").replace(", ", " to "),
        "futures": "" if of_worlds else words.span(one.p10, one.p90),
        "moved": one.moved,
        "ranked": one.ranked,
    }


def _known(one, by, known):
    """Where a change lies for 10 to 90% of draws, in words."""
    if one.across() is None:
        return "not told on so few draws, or worlds of each"
    return known.replace(" ?", ", either way") if known != by else "hardly matters here"
