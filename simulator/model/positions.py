"""Where parties stand in the talks: declared positions, reservation terms with all other issues
free, and the parts of the net gain from signing. Metrics on request read them."""

import numpy as np

from simulator.rules import acceptance, applies, utility

PARTS = {  # parts of a net gain that no single issue has
    "red_lines": "the red lines that the text crosses",
    "distrust": "the risk that the deal is broken",
    "side_payment": "what its patrons add to a signature",
    "war_cost": "the cost of fighting on, which a deal saves",
    "waiting": "what waiting half a year is worth beyond war now",
}


def declared_position(model, party, issue):
    """Position on an issue of the package as a party declares it, of 100, (W,)."""
    return model.table.drafting.declared()[party, issue]


def endorsed(model, party):
    """Belief of a party that a deal on the latest text is kept, value to it of the war resumed if
    not, and value of its side payments, if all patrons endorse the deal, three (W,); nan before the
    first week, when nobody has valued the war."""
    if model.week == model.start:
        return (model.state.filled("W", np.nan),) * 3
    _, p_kept, betrayed = model.table.beliefs()
    payment = model.table.values.own.side_payment * len(model.index.patrons_of(party))
    return p_kept[party], betrayed[party], payment


@applies(acceptance.value_of_signing, acceptance.bottom_line)
def reservation_term(model, party, issue):
    """Farthest term on an issue for which some text is better to a party than war, of 100, (W,);
    nan where there is none.

    All other issues are free: they have the terms that the party wants. Guarantees and the risk of
    betrayal are those of the latest text, endorsed by all patrons; threats are in the value of war.
    """
    values = model.table.values
    stance = values.stance(slice(party, party + 1))
    p_kept, betrayed, payment = endorsed(model, party)
    best = acceptance.value_of_signing(1.0, betrayed, 0.0, p_kept, payment)
    budget = best - model.state.war_value[party]
    position, salience, flexibility = (rows[0, issue : issue + 1] for rows in stance)
    own = values.own
    farthest = acceptance.bottom_line(
        budget[None], position, p_kept * salience, own.red_line, flexibility, own.exponent
    )[0]
    return np.where(budget > 0.0, farthest, np.nan)


@applies(utility.value_by_issue)
def gain_by_issue(model, party):
    """Value of the latest text to a party less what it expects of the war, by issue, (I, W)."""
    s, values, row = model.state, model.table.values, slice(party, party + 1)
    position, salience, _ = values.stance(row)
    of_text, *of_ends = (
        utility.value_by_issue(terms, position, salience, values.own.exponent)[0]
        for terms in (s.draft, *s.ends)
    )
    *prevails, stalemate = of_ends
    victories, control = s.victory_probabilities[:, party], s.control[:, party]
    follows = np.isin(np.arange(len(of_text)), model.index.follows)[:, None]
    war = np.where(follows, 0.0, (1.0 - np.sum(victories, axis=0)) * stalemate)
    for camp, end in enumerate(prevails):
        war = war + np.where(follows, control[camp], victories[camp]) * end
    return of_text - war


@applies(acceptance.value_of_signing)
def net_gain(model, party):
    """Net gain of a party from signing the latest text if all patrons endorse it, (W,)."""
    values, s, row = model.table.values, model.state, slice(party, party + 1)
    value, red = (terms[0] for terms in values.terms(s.draft, *values.stance(row)))
    p_kept, betrayed, payment = endorsed(model, party)
    signing = acceptance.value_of_signing(value, betrayed, red, p_kept, payment)
    then = s.war_value[party], s.war_later[party]
    return values.net_gain(signing, s.war_value[party], then, s.war_cost[party])


@applies(acceptance.value_of_signing)
def gain_by_part(model, party):
    """Parts of `net_gain` apart from the issues, {part: (W,)}; with `gain_by_issue` they add up to
    it."""
    s, values, row = model.state, model.table.values, slice(party, party + 1)
    value, red = (terms[0] for terms in values.terms(s.draft, *values.stance(row)))
    p_kept, betrayed, payment = endorsed(model, party)
    war = s.war_value[party]
    signing = acceptance.value_of_signing(value, betrayed, red, p_kept, payment)
    expected = value - np.sum(gain_by_issue(model, party), axis=0)
    return {
        "red_lines": -red,
        "distrust": (1.0 - p_kept) * (betrayed - (value - red)),
        "side_payment": payment + np.zeros_like(war),
        "war_cost": expected - war,
        "waiting": net_gain(model, party) - (signing - war),
    }
