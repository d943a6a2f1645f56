"""Votes and luck against what is known of independent, shared and lasting chances."""

from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import multivariate_normal, norm

from simulator.rules import acceptance, faction
from simulator.rules.curves import share_below

WORLDS = 60_000
ERROR = (
    4.0 * 0.5 / np.sqrt(WORLDS) + 0.0003
)  # four standard errors at worst, and what share_below may be off
LASTING, SHARPNESS, MOVED = 0.85, 25.0, 0.06  # of the shipped scenario


def votes(edge, share_lasting, seed, sharpness=SHARPNESS, shared=False):
    """Who says yes in each world, (N, W), by the model's own chain: luck, its share below, the
    logit."""
    rng = np.random.default_rng(seed)
    lasting, fresh = rng.standard_normal((2, 1 if shared else len(edge), WORLDS))
    luck = acceptance.mixed_shock(lasting, fresh, share_lasting)
    return share_below(luck) < acceptance.probability_of_signing(np.array(edge)[:, None], sharpness)


def logit(edge, sharpness=SHARPNESS):
    return 1.0 / (1.0 + np.exp(-sharpness * np.asarray(edge)))


# -------------------------------------------------------------------------------------------------
# one vote
@pytest.mark.parametrize("sharpness", [5.0, 25.0, 80.0])
def test_the_logit_is_a_private_part_of_logistic_law(sharpness):
    """McFadden 1974; McKelvey & Palfrey 1995: a yes where edge + private part > 0, the private part
    logistic of scale 1 / sharpness, so of standard deviation pi / (sqrt(3) sharpness): 0.07 of
    value at the shipped 25."""
    private = np.random.default_rng(1).logistic(0.0, 1.0 / sharpness, WORLDS)
    for edge in (-0.2, -0.05, 0.0, 0.1):
        assert votes([edge], 1.0, 2, sharpness).mean() == pytest.approx(
            np.mean(edge + private > 0.0), abs=2.0 * ERROR
        )
    uniform = share_below(np.random.default_rng(3).standard_normal(WORLDS))
    scale = np.log(uniform / (1.0 - uniform)).std() / sharpness
    assert scale == pytest.approx(np.pi / np.sqrt(3.0) / sharpness, rel=0.02)


@pytest.mark.parametrize("edge", [(0.05, 0.0), (0.1, -0.02, 0.03), (0.02, 0.04, 0.06, 0.08, 0.1)])
def test_independent_signers_all_sign_with_the_product_and_like_minded_ones_with_the_least(edge):
    """The product for independent luck; with one luck for all the least of the chances, which no
    dependence between them can beat (the upper bound of Frechet 1935 and Hoeffding 1940)."""
    assert np.all(votes(edge, 0.0, 4), axis=0).mean() == pytest.approx(
        np.prod(logit(edge)), abs=ERROR
    )
    assert np.all(votes(edge, 1.0, 5), axis=0).mean() == pytest.approx(
        np.prod(logit(edge)), abs=ERROR
    )  # a mood of each its own
    assert np.all(votes(edge, 0.5, 6, shared=True), axis=0).mean() == pytest.approx(
        np.min(logit(edge)), abs=ERROR
    )


@pytest.mark.parametrize("signers", [2, 3, 5, 9])
@pytest.mark.parametrize("edge", [0.02, 0.1])
def test_at_most_one_of_n_signers_blocks_with_the_chance_of_the_binomial_law(signers, edge):
    """The law of veto players (Tsebelis 2002; Cunningham, AJPS 2006) for independent votes of
    chance w: all sign with w ** n, and no more than one blocks with n w ** (n - 1) - (n - 1) w **
    n. Both fall with each signer added."""
    w, yes = logit(edge), votes([edge] * signers, 0.0, 10 + signers)
    assert np.all(yes, axis=0).mean() == pytest.approx(w**signers, abs=ERROR)
    but_one = faction.share_of(np.ones((signers, 1)), yes) >= (signers - 1.0) / signers - 1e-9
    wanted = signers * w ** (signers - 1) - (signers - 1) * w**signers
    assert but_one.mean() == pytest.approx(wanted, abs=ERROR)
    more = (signers + 1) * w**signers - signers * w ** (signers + 1)
    assert more < wanted


@pytest.mark.parametrize("quorum", [0.5, 0.6, 0.8])
def test_equal_factions_reach_a_quorum_with_the_binomial_tail(quorum):
    """Condorcet 1785: the tail of the binomial law, if each faction had luck of its own."""
    w, needed = logit(0.03), int(np.ceil(5 * quorum - 1e-9))
    found = faction.share_of(np.ones((5, 1)), votes([0.03] * 5, 0.0, 7)) >= quorum
    assert found.mean() == pytest.approx(
        sum(comb(5, k) * w**k * (1.0 - w) ** (5 - k) for k in range(needed, 6)), abs=ERROR
    )


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.floats(0.1, 0.95))
def test_factions_in_one_mood_reach_the_quorum_with_the_chance_of_the_pivot(seed, quorum):
    """One luck for all, as the model has it: the pivotal faction decides (the median voter of Black
    1948, by fighters): in the order of their edges the one with whom the quorum is reached."""
    rng = np.random.default_rng(seed)
    fighters, edge = rng.uniform(0.5, 20.0, 6), rng.uniform(-0.15, 0.15, 6)
    order = np.argsort(-edge)
    share = np.cumsum(fighters[order]) / fighters.sum()
    pivot = edge[order][np.searchsorted(share, quorum)]
    yes = votes(edge, LASTING, seed, shared=True)
    found = faction.share_of(fighters[:, None], yes) >= quorum
    assert found.mean() == pytest.approx(logit(pivot), abs=1.5 * ERROR)


# -------------------------------------------------------------------------------------------------
# many votes
def ever_signed(
    every,
    edge,
    share_lasting,
    parties=2,
    half_life=26.0,
    weeks=104,
    again=0.0,
    drift=0.0,
    worlds=20_000,
):
    """Share of worlds with a deal when the vote comes every so many weeks; moods turn weekly, a
    refused text waits for a move."""
    rng = np.random.default_rng(1)
    shape = (parties, worlds)
    edge, refused = np.full(shape, edge), np.full(shape, np.inf)
    mood, signed = rng.standard_normal(shape), np.zeros(worlds, dtype=bool)
    for week in range(weeks):
        mood = acceptance.next_mood(mood, rng.standard_normal(shape), rng.random(shape), half_life)
        edge = edge + drift * rng.standard_normal(shape)
        if week % every < every - 1:
            continue
        tabled = ~np.all(
            np.abs(edge - refused) < again, axis=0
        )  # as the table settles it, for a text that stays the same
        luck = acceptance.mixed_shock(mood, rng.standard_normal(shape), share_lasting)
        signed |= tabled & np.all(
            share_below(luck) < acceptance.probability_of_signing(edge, SHARPNESS), axis=0
        )
        refused = np.where(tabled, edge, refused)
    return signed.mean()


@pytest.mark.parametrize("every", [2, 4, 8])
@pytest.mark.parametrize("edge", [-0.1, -0.03])
def test_one_party_in_lasting_moods_signs_by_the_law_of_its_turns(every, edge):
    """A renewal argument: a mood that said no says no again unless it has turned, 1 - 2 ** (-every
    / half life), and the new one says yes, w. So never in n votes: (1 - w) (1 - w turned) ** (n -
    1); however often asked, no less than (1 - w) exp(-w T ln 2 / h)."""
    w, turned, asked = logit(edge), 1.0 - 0.5 ** (every / 26.0), 104 // every
    never = (1.0 - w) * (1.0 - w * turned) ** (asked - 1)
    assert ever_signed(every, edge, 1.0, parties=1) == pytest.approx(1.0 - never, abs=0.015)
    assert never >= (1.0 - w) * np.exp(-w * 104.0 * np.log(2.0) / 26.0)


@pytest.mark.parametrize("every", [4, 8])
def test_fresh_luck_makes_any_deal_a_matter_of_asking(every):
    """Without a lasting part n votes fail with (1 - w ** 2) ** n: asking twice as often nearly
    doubles a small chance."""
    w = logit(-0.1)
    assert ever_signed(every, -0.1, 0.0) == pytest.approx(
        1.0 - (1.0 - w * w) ** (104 // every), abs=0.015
    )
    assert ever_signed(every // 2, -0.1, 0.0) > 1.7 * ever_signed(every, -0.1, 0.0)


@pytest.mark.parametrize("half_life", [13.0, 26.0, 52.0])
@pytest.mark.parametrize("edge", [-0.1, -0.05])
def test_moods_alone_pass_the_test_of_twice_as_many_votes(half_life, edge):
    """From every fourth week to every second the lasting part moves the chance of a deal by less
    than a fifth."""
    seldom, often = (
        ever_signed(every, edge, 1.0, half_life=half_life, worlds=40_000) for every in (4, 2)
    )
    assert 0.8 < often / seldom < 1.2


@pytest.mark.parametrize("drift", [0.0, 0.002, 0.005])
def test_the_shipped_table_passes_it_since_a_refused_text_waits_for_a_move(drift):
    """With the 15% of fresh luck that ships, votes on a text that stays the same would fail the
    test: it passes by the rule that a refused text is not tabled again until an edge has moved,
    here by a random walk of this many units of value a week."""
    seldom, often = (
        ever_signed(every, -0.05, LASTING, again=MOVED, drift=drift, worlds=40_000)
        for every in (4, 2)
    )
    assert 0.8 < often / seldom < 1.2
    assert ever_signed(2, -0.05, LASTING) > 1.2 * ever_signed(4, -0.05, LASTING)


@pytest.mark.parametrize(("first", "second"), [(-0.05, 0.02), (0.0, 0.0)])
def test_two_votes_of_one_mood_agree_as_two_normals_do(first, second):
    """Sheppard 1898: yes at both of two votes is the chance of a quadrant of two normals correlated
    by the share that lasts."""
    rng = np.random.default_rng(8)
    mood, fresh = rng.standard_normal(WORLDS), rng.standard_normal((2, WORLDS))
    yes = share_below(acceptance.mixed_shock(mood, fresh, LASTING)) < logit([[first], [second]])
    bounds = norm.ppf(logit([first, second]))
    wanted = multivariate_normal([0.0, 0.0], [[1.0, LASTING], [LASTING, 1.0]]).cdf(bounds)
    assert np.all(yes, axis=0).mean() == pytest.approx(wanted, abs=ERROR)
