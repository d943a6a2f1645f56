"""Offers, waiting and war against theorems of bargaining, each with its source.

The table of the model has no counter-offers: who says no waits for the same text, or for the war of
later. Shares that rest on counter-offers are therefore reached only where `war_later` is given the
worth of the party's own next text; each such test says so. All parties here want as much as they
can get of one line, 0 to 100, and are so sharp that luck is nothing."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import lambertw

from simulator.rules import acceptance, faction, utility

FEW = settings(max_examples=40, deadline=None)
SHARP = 1e12
PATIENCE = st.floats(0.05, 0.95)
POLES = np.array([[[0.0]], [[100.0]]])  # two parties, one issue
SELF = (np.arange(2), np.arange(2))  # each party in the world of its own text


def least(waiting, war=0.0, cost=0.0, same_offer=0.0):
    """Least value that a sharp party signs for, found by halving on the rule's own chance."""
    low = np.full(np.shape(waiting), -2.0)
    high = np.full(np.shape(waiting), 2.0)
    for _ in range(42):
        middle = 0.5 * (low + high)
        yes = (
            acceptance.probability_of_signing(
                acceptance.net_gain_of_signing(middle, war, waiting, cost, same_offer), SHARP
            )
            >= 0.5
        )
        low, high = np.where(yes, low, middle), np.where(yes, middle, high)
    return high


def texts_in_turn(stay, war=(0.0, 0.0), cost=(0.0, 0.0), exponent=(1.0, 1.0), rounds=300):
    """The text each of two parties tables when the other waits for its own; talks go on with chance
    `stay`, else war: (2,)."""
    stay, war, cost, exponent = (
        np.array(values, dtype=float) for values in (stay, war, cost, exponent)
    )
    terms = np.array([30.0, 60.0])
    for _ in range(rounds):
        own = utility.value_of_terms(terms[None], POLES, np.ones((2, 1, 1)), exponent)[SELF]
        floor = least(acceptance.value_of_signing(own, war, 0.0, stay, 0.0), war, cost)
        given_up = 100.0 * np.clip(1.0 - floor, 0.0, 1.0) ** (
            1.0 / exponent
        )  # how far each goes from its pole
        terms = np.array([100.0 - given_up[1], given_up[0]])
    return terms


# -------------------------------------------------------------------------------------------------
# alternating offers
@settings(max_examples=5, deadline=None)
@given(PATIENCE, PATIENCE)
def test_counter_offers_give_the_shares_of_rubinstein(first, second):
    """Rubinstein, Perfect equilibrium in a bargaining model, Econometrica 1982; as a risk of
    breakdown: Binmore, Rubinstein & Wolinsky, RAND Journal 1986. Who offers first keeps (1 - d2) /
    (1 - d1 d2); 1 / (1 + d) when both are as patient."""
    texts = texts_in_turn((first, second))
    kept = np.array([100.0 - texts[0], texts[1]]) / 100.0
    np.testing.assert_allclose(
        kept, np.array([1.0 - second, 1.0 - first]) / (1.0 - first * second), atol=1e-6
    )
    texts = texts_in_turn((first, first))
    np.testing.assert_allclose([100.0 - texts[0], texts[1]], 100.0 / (1.0 + first), atol=1e-4)


@FEW
@given(PATIENCE, PATIENCE, st.integers(0, 1))
def test_the_bottom_line_against_waiting_is_the_text_of_rubinstein(first, second, offering):
    """The same shares by `bottom_line`, to its tenth of a point: the other's budget is all it has
    beyond its waiting value."""
    stay = (first, second)
    waits = 1 - offering
    waiting = stay[waits] * (1.0 - stay[offering]) / (1.0 - first * second)
    one = np.ones((1, 1))
    found = acceptance.bottom_line((1.0 - waiting) * one, POLES[waits], one, 0.0, 0.0 * one, 1.0)[
        0, 0
    ]
    assert abs(found - POLES[waits, 0, 0]) == pytest.approx(
        100.0 * (1.0 - stay[waits]) / (1.0 - first * second), abs=0.11
    )


@pytest.mark.parametrize(
    ("cost", "texts"), [((0.1, 0.3), (0.0, 10.0)), ((0.3, 0.1), (70.0 + 20.0, 100.0))]
)
def test_a_fixed_cost_of_delay_gives_all_to_the_cheaper_waiter(cost, texts):
    """Rubinstein 1982, the second family (a fixed cost each round), the one that `cost_of_delay` is
    made for. With c1 < c2 the first party keeps all when it offers, and all but c1 when the other
    does."""
    np.testing.assert_allclose(texts_in_turn((1.0, 1.0), cost=cost), texts, atol=1e-6)


@pytest.mark.parametrize(
    ("rates", "war"), [((1.0, 1.0), (0.0, 0.0)), ((1.0, 2.0), (0.3, 0.1)), ((3.0, 1.0), (0.0, 0.0))]
)
def test_fast_counter_offers_split_the_surplus_by_impatience(rates, war):
    """Binmore, Rubinstein & Wolinsky 1986: as rounds shorten, both texts tend to the asymmetric
    Nash split over war, with weights 1 / rate (the ratio of the logs of the discount factors).
    Linear loss, which drafting does not have."""
    texts = texts_in_turn(np.exp(-0.01 * np.array(rates)), war, rounds=900)
    weight = rates[1] / sum(rates)
    share = war[0] + weight * (1.0 - sum(war))
    assert 0.0 < texts[1] - texts[0] < 3.0
    assert np.mean(texts) == pytest.approx(100.0 * (1.0 - share), abs=0.02)


def test_the_party_more_averse_to_risk_gets_less():
    """Kihlstrom, Roth & Schmeidler 1981: squared loss against linear loss. The Nash product s (2 -
    s) (1 - s) is greatest where the party with linear loss keeps 1 / sqrt(3) of the line, not
    half."""
    texts = texts_in_turn(np.full(2, np.exp(-0.01)), exponent=(2.0, 1.0), rounds=900)
    assert np.mean(texts) == pytest.approx(100.0 / np.sqrt(3.0), abs=0.02)


@FEW
@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 0.5), st.floats(0.0, 0.99))
def test_without_counter_offers_the_least_a_party_takes_is_war_now_or_later(
    war, later, cost, same_offer
):
    """What the table as it stands reaches: the ultimatum game. The edge is nought at max(war, war
    later less the cost of delay), whatever the chance that the same text is still there; that
    chance only softens the edge above the line."""
    assert least(np.array(later), war, cost, same_offer) == pytest.approx(
        max(war, later - cost), abs=1e-9
    )


# -------------------------------------------------------------------------------------------------
# many parties
@settings(max_examples=6, deadline=None)
@given(st.integers(2, 6), PATIENCE, st.integers(0, 1000))
def test_random_proposers_under_unanimity_share_by_recognition(parties, patience, seed):
    """Baron & Ferejohn, Bargaining in legislatures, APSR 1989, with unanimity (Binmore 1987): the
    value of a place is its chance p of recognition; a proposer keeps 1 - d (1 - p), which is 1 - d
    (n - 1) / n when all are alike, the rest get d p."""
    p = np.random.default_rng(seed).dirichlet(np.full(parties, 3.0))
    value = np.zeros(parties)
    for _ in range(300):
        floor = least(acceptance.value_of_signing(value, 0.0, 0.0, patience, 0.0))
        proposing = 1.0 - (floor.sum() - floor)
        value = p * proposing + (1.0 - p) * floor
    np.testing.assert_allclose(value, p, atol=1e-6)
    np.testing.assert_allclose(floor, patience * p, atol=1e-6)
    np.testing.assert_allclose(proposing, 1.0 - patience * (1.0 - p), atol=1e-6)


def bought(floor, proposer, quorum):
    """Mean payment to each other party over the cheapest coalitions that reach the quorum, by
    trying all of them."""
    parties = len(floor)
    paid = [
        np.where(np.isin(np.arange(parties), group), floor, 0.0)
        for group in coalitions(parties, proposer)
    ]
    yes = [(pay >= floor - 1e-12) & (pay > 0.0) | (np.arange(parties) == proposer) for pay in paid]
    enough = faction.share_of(np.ones((parties, 1)), np.array(yes).T) >= quorum
    price = np.where(enough, np.sum(paid, axis=1), np.inf)
    return np.mean(
        [pay for pay, cost in zip(paid, price, strict=True) if cost <= price.min() + 1e-9], axis=0
    )


def coalitions(parties, proposer):
    others = [party for party in range(parties) if party != proposer]
    return [group for size in range(parties) for group in itertools.combinations(others, size)]


@pytest.mark.parametrize("patience", [0.5, 0.9, 1.0])
@pytest.mark.parametrize("parties", [3, 5])
def test_random_proposers_under_a_majority_buy_the_cheapest(parties, patience):
    """Baron & Ferejohn 1989, closed rule: the proposer keeps 1 - d (n - 1) / 2n and buys a bare
    majority at d / n each. The vote is the quorum of equal factions; the values are steady at 1 /
    n, which the test finds from afar."""
    value = np.full(parties, 0.02)
    for _ in range(30):
        floor = least(acceptance.value_of_signing(value, 0.0, 0.0, patience, 0.0))
        paid = np.array([bought(floor, proposer, 0.5) for proposer in range(parties)])
        kept = 1.0 - paid.sum(axis=1)
        value = (paid.sum(axis=0) + kept) / parties
    np.testing.assert_allclose(value, 1.0 / parties, atol=1e-9)
    np.testing.assert_allclose(kept, 1.0 - patience * (parties - 1) / (2 * parties), atol=1e-9)
    np.testing.assert_allclose(floor, patience / parties, atol=1e-9)


# -------------------------------------------------------------------------------------------------
# why wars are fought
@FEW
@given(
    st.floats(0.05, 0.45),
    st.floats(0.05, 0.45),
    st.floats(0.0, 0.2),
    st.floats(0.0, 0.9),
    st.floats(-0.3, 0.3),
    st.integers(0, 1),
)
def test_no_deal_beats_war_when_power_shifts_by_more_than_the_surplus(
    first, second, cost, same_offer, beyond, rising
):
    """Powell, The inefficient use of power, APSR 2004, and War as a commitment problem, IO 2006: no
    text satisfies both exactly where the shift exceeds the surplus, here 1 - w1 - w2 plus the
    riser's cost of delay. The rule has the rising party refuse (it waits for its power); in Powell
    the declining party attacks. The line is the same."""
    surplus = 1.0 - first - second + cost
    shift = max(surplus + np.copysign(abs(beyond) + 2e-3, beyond), 0.0)
    war = np.array([[first], [second]])
    later = war + np.where(np.arange(2) == rising, shift, -shift)[:, None]
    worth = utility.value_of_terms(
        np.linspace(0.0, 100.0, 2001)[None], POLES, np.ones((2, 1, 1)), 1.0
    )
    edge = acceptance.net_gain_of_signing(worth, war, later, np.full((2, 1), cost), same_offer)
    assert np.any(np.all(edge >= 0.0, axis=0)) == (shift <= surplus)


@pytest.mark.parametrize(
    ("chance", "cost", "widest"), [(0.5, 0.1, 0.3), (0.3, 0.2, 0.25), (0.6, 0.4, 0.3)]
)
def test_the_best_offer_to_costs_drawn_evenly_is_that_of_fearon(chance, cost, widest):
    """Fearon, Rationalist explanations for war, IO 1995: p the proposer's chance of victory, a its
    cost, the other's cost even on (0, C). The best offer leaves war with chance (1 - a / C) / 2,
    and none where a > C; here costs differ by world."""
    costs = (np.arange(4000) + 0.5) / 4000 * widest
    war = 1.0 - chance - costs
    offers = np.linspace(1.0 - chance - widest, 1.0 - chance, 401)
    agreed = np.array(
        [
            np.mean(
                acceptance.probability_of_signing(
                    acceptance.net_gain_of_signing(x, war, war, 0.0, 0.0), SHARP
                )
            )
            for x in offers
        ]
    )
    best = np.argmax(agreed * (1.0 - offers) + (1.0 - agreed) * (chance - cost))
    wanted = max(0.0, 0.5 * (1.0 - cost / widest))
    assert 1.0 - agreed[best] == pytest.approx(wanted, abs=5e-3)
    assert offers[best] == pytest.approx(1.0 - chance - widest * wanted, abs=2e-3)


@FEW
@given(st.floats(0.0, 0.5), st.floats(0.0, 0.45), st.floats(5.0, 200.0))
def test_the_best_offer_under_the_logit_trades_risk_against_return(own, other, sharpness):
    """The risk-return trade-off of Fearon 1995 with the logit as the other's private part, logistic
    of scale 1 / sharpness: k (s - y) (1 - P(y)) = 1, so y = s - (1 + z) / k with z = W(exp(k s -
    1)), and war has chance 1 / (1 + z)."""
    surplus = 1.0 - own - other
    z = lambertw(np.exp(sharpness * surplus - 1.0)).real
    best = other + surplus - (1.0 + z) / sharpness
    offers = np.linspace(other - 0.5, 1.0, 30001)
    edge = acceptance.net_gain_of_signing(offers, other, other, 0.0, 0.0)
    agreed = acceptance.probability_of_signing(edge, sharpness)
    found = offers[np.argmax(agreed * (1.0 - offers) + (1.0 - agreed) * own)]
    assert found == pytest.approx(best, abs=1e-3)
    assert 1.0 - agreed[np.argmin(np.abs(offers - best))] == pytest.approx(
        1.0 / (1.0 + z), abs=2e-3
    )
