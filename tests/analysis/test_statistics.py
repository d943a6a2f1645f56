"""Intervals against published values, and what must hold of any of them."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.analysis.statistics import (
    Draws,
    change_of_mean,
    change_of_share,
    discoveries,
    share,
    t_critical,
    wilson,
)

FEW = settings(max_examples=200, deadline=None)
COUNTS = st.tuples(*[st.integers(0, 3000)] * 4).filter(lambda counts: sum(counts) > 0)


# -------------------------------------------------------------------------------------------------
# one draw
def test_of_one_draw_the_change_is_told_though_not_how_sure_it_is():
    told = change_of_share(
        np.array([0, 0, 0, 1, 1], bool),
        np.array([1, 1, 0, 1, 1], bool),
        Draws(np.zeros(5, dtype=int)),
    )
    assert (told.value, told.low, told.high) == (pytest.approx(0.4), -1.0, 1.0)


# -------------------------------------------------------------------------------------------------
# one share
@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [  # Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_published_intervals(count, n, low, high):
    assert wilson(count, n) == pytest.approx((low, high), abs=5e-5)


def test_wilson_of_nothing_is_the_whole_line():
    assert wilson(0, 0) == (0.0, 1.0)


@FEW
@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_and_mirrors(case):
    count, n = case
    low, high = wilson(count, n)
    assert 0.0 <= low <= count / n + 1e-12
    assert count / n - 1e-12 <= high <= 1.0
    assert low < high
    assert wilson(n - count, n) == pytest.approx((1.0 - high, 1.0 - low), abs=1e-12)


@FEW
@given(st.integers(1, 500), st.integers(2, 20), st.floats(0.0, 1.0))
def test_wilson_narrows_with_more_worlds(n, times, share):
    count = round(share * n)
    few, many = wilson(count, n), wilson(count * times, n * times)
    assert many[1] - many[0] < few[1] - few[0]


def test_wilson_ends_are_the_shares_that_would_just_be_refused():
    low, high = wilson(30, 100)
    for end in (low, high):
        assert abs(0.3 - end) / math.sqrt(end * (1.0 - end) / 100) == pytest.approx(
            1.959964, abs=1e-6
        )


# -------------------------------------------------------------------------------------------------
# two shares of the same worlds
def pairs(both, first, second, neither):
    """Worlds by what they do under the first and under the second: two arrays of bools."""
    counts = (both, first, second, neither)
    return np.repeat([True, True, False, False], counts), np.repeat(
        [True, False, True, False], counts
    )


def plain(counts):
    """Change of a share where each world is a draw."""
    return change_of_share(*pairs(*counts), Draws(np.arange(sum(counts))))


@pytest.mark.parametrize(
    "counts",
    [(144, 48, 8, 0), (80, 20, 40, 60), (1, 30, 2, 160), (0, 5, 0, 145), (200, 40, 80, 680)],
)
def test_of_plain_pairs_the_interval_is_bonett_and_prices(counts):
    """The width of Bonett and Price (2012), but for Student's point and the centre, which is what
    was seen."""
    _, lost, gained, _ = counts
    n = sum(counts)
    p12, p21 = (gained + 1) / (n + 2), (lost + 1) / (n + 2)
    first, second = pairs(*counts)
    freedom = Draws(np.arange(n)).freedom(second.astype(float) - first)
    half = t_critical(freedom) * math.sqrt((p12 + p21 - (p12 - p21) ** 2) / (n + 2))
    told = plain(counts)
    assert told.value == pytest.approx((gained - lost) / n)
    assert told.high - told.value == pytest.approx(half, rel=0.04)


def test_degrees_of_freedom_are_the_draws_less_one_for_normal_means():
    means = np.random.default_rng(3).standard_normal(4000)
    assert Draws(np.arange(4000)).freedom(means) > 3500


@pytest.mark.parametrize("few", [2, 5])
def test_where_a_few_draws_decide_they_are_the_degrees_of_freedom(few):
    """All gaps but a few being equal, the variance is that of the few: its degrees are about twice
    their number (a squared deviation whose count is Poisson), and never below three."""
    draws = Draws(np.repeat(np.arange(100), 10))
    spread = np.zeros(1000)
    spread[: 10 * few] = 1.0
    assert draws.freedom(spread) == pytest.approx(max(2.0 * few, 3.0), rel=0.2)
    assert draws.freedom(spread) < draws.freedom(np.random.default_rng(1).standard_normal(1000))


def test_what_both_share_does_not_widen_the_interval():
    widths = [
        told.high - told.low
        for told in (plain((45, 5, 5, 45)), plain((25, 25, 25, 25)), plain((5, 45, 45, 5)))
    ]
    assert widths[0] < widths[1] < widths[2]


@pytest.mark.parametrize("counts", [(30, 0, 0, 70), (100, 0, 0, 0), (0, 0, 0, 100)])
def test_no_disagreement_leaves_room_for_what_was_not_seen(counts):
    told = plain(counts)
    assert told.value == 0.0 and told.low == -told.high
    assert 0.02 < told.high < 0.04  # of 100 worlds, two or three might have differed
    assert told.p == 1.0


def test_an_amount_that_differs_in_no_world_leaves_room_in_its_own_size():
    rng = np.random.default_rng(8)
    values = 50.0 * rng.standard_normal(100)
    told = change_of_mean(values, values, Draws(np.arange(100)))
    assert told.value == 0.0 and 0.02 * values.std() < told.high < 0.04 * values.std()


@FEW
@given(COUNTS)
def test_changes_of_shares_lie_inside_their_bounds_and_mirror(counts):
    both, first, second, neither = counts
    told, turned = plain(counts), plain((both, second, first, neither))
    assert -1.0 <= told.low <= told.value <= told.high <= 1.0
    assert (told.value, told.low, told.high) == pytest.approx(
        (-turned.value, -turned.high, -turned.low), abs=1e-12
    )


@pytest.mark.parametrize(("gain", "loss"), [(0.15, 0.05), (0.02, 0.01)])
def test_intervals_cover_the_truth_about_as_often_as_they_say(gain, loss):
    rng = np.random.default_rng(4)
    covered = 0
    for lost, gained, same in rng.multinomial(1000, [loss, gain, 1.0 - gain - loss], 1000):
        told = plain((0, lost, gained, same))
        covered += told.low <= gain - loss <= told.high
    assert 0.93 < covered / 1000 < 0.97


def test_rare_changes_are_covered_and_not_twice_too_wide():
    """Some five worlds of a thousand differ: the interval is at most half as wide again as the
    spread of estimates asks."""
    rng, told = np.random.default_rng(9), []
    for lost, gained, same in rng.multinomial(1000, [0.003, 0.002, 0.995], 1000):
        told.append(plain((10, lost, gained, same - 10)))
    spread = np.std([one.value for one in told])
    assert 0.94 < np.mean([one.low <= -0.001 <= one.high for one in told]) <= 1.0
    assert np.mean([one.high - one.low for one in told]) < 1.5 * 2 * 1.96 * spread


# -------------------------------------------------------------------------------------------------
# many tests at once
def test_discoveries_are_those_of_benjamini_and_hochberg():
    """The 15 p-values of their table, of which a rate of 5% finds four."""
    p = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1.0,
    ]
    assert discoveries(p[::-1], 0.05)[::-1] == [True] * 4 + [False] * 11
    assert discoveries([], 0.05) == []


# -------------------------------------------------------------------------------------------------
# clustered by draw
@pytest.mark.parametrize(
    ("freedom", "point"), [(5, 2.5706), (9, 2.2622), (29, 2.0452), (99, 1.9842), (999, 1.9623)]
)
def test_student_gives_the_tables_points(freedom, point):
    assert t_critical(freedom) == pytest.approx(point, abs=4e-3)


def worlds_of(draws, reps, chances, rng):
    """Worlds of which each draw's share the same chance: draw (n,), true (n,)."""
    draw = np.repeat(np.arange(draws), reps)
    return draw, rng.random(draws * reps) < chances[draw]


def test_worlds_that_share_nothing_keep_wilsons_interval_but_for_students_point():
    rng = np.random.default_rng(1)
    true = rng.random(1000) < 0.1
    told, plain = share(true, Draws(np.arange(1000))), wilson(int(true.sum()), 1000)
    assert (told.low, told.high) == pytest.approx(plain, abs=4e-4)
    assert told.across() is None


def test_worlds_of_a_draw_that_all_do_the_same_count_as_one():
    rng = np.random.default_rng(2)
    chances = (rng.random(50) < 0.4).astype(float)
    draw, true = worlds_of(50, 20, chances, rng)
    assert Draws(draw).effective_sample_size(true.astype(float)) == pytest.approx(
        50 * (1.96 / t_critical(49)) ** 2, rel=0.03
    )


def test_clustered_intervals_cover_the_truth_and_plain_ones_do_not():
    rng, covered, plain = np.random.default_rng(3), 0, 0
    for _ in range(600):
        draw, true = worlds_of(60, 15, rng.beta(1.0, 4.0, 60), rng)
        told, naive = share(true, Draws(draw)), wilson(int(true.sum()), 900)
        covered += told.low <= 0.2 <= told.high
        plain += naive[0] <= 0.2 <= naive[1]
    assert 0.92 < covered / 600 < 0.98 and plain / 600 < 0.8


def test_clustered_changes_cover_the_truth():
    rng, covered = np.random.default_rng(4), 0
    for _ in range(600):
        draw = np.repeat(np.arange(50), 12)
        gain = rng.beta(1.0, 9.0, 50)[draw]
        luck = rng.random(600)
        told = change_of_share(luck < 0.3, luck < 0.3 + 0.7 * gain, Draws(draw))
        covered += told.low <= 0.07 <= told.high
    assert 0.91 < covered / 600 < 0.985


def test_the_mean_of_clusters_has_the_textbook_interval():
    draw, gap = np.repeat(np.arange(40), 5), np.random.default_rng(5).standard_normal(200)
    told, means = change_of_mean(np.zeros(200), gap, Draws(draw)), gap.reshape(40, 5).mean(axis=1)
    both = np.concatenate([np.zeros(200), gap])
    error = math.hypot(means.std(ddof=1) / math.sqrt(40), math.sqrt(2.0) * both.std() / 202)
    half = t_critical(39) * error
    assert (told.value, told.low, told.high) == pytest.approx(
        (gap.mean(), gap.mean() - half, gap.mean() + half)
    )


def test_across_draws_luck_is_told_from_what_is_not_known():
    """The spread between draws comes back whatever the worlds a draw; where draws do not differ,
    none is reported."""
    rng, found = np.random.default_rng(6), []
    for reps in (5, 10, 40):
        ends = [
            Draws(draw).parameter_range(true.astype(float))
            for draw, true in (worlds_of(200, reps, rng.beta(2, 8, 200), rng) for _ in range(40))
        ]
        found.append([np.mean([one[end] for one in ends]) for end in ("range_low", "range_high")])
    for low, high in found:  # quantiles of Beta(2, 8): 0.0608, 0.3684
        assert (low, high) == (pytest.approx(0.0608, abs=0.035), pytest.approx(0.3684, abs=0.035))
    same = [
        Draws(draw).parameter_range(true.astype(float))
        for draw, true in (worlds_of(100, 10, np.full(100, 0.2), rng) for _ in range(40))
    ]
    assert (
        np.mean([one["range_high"] - one["range_low"] for one in same]) < 0.06
    )  # plain shares of ten worlds would spread over 0.3


def test_few_draws_or_no_repeats_say_nothing_of_what_is_not_known():
    values = np.arange(100.0)
    assert (
        Draws(np.arange(100)).parameter_range(values) == {}
        and Draws(np.repeat(np.arange(10), 10)).parameter_range(values) == {}
    )


def test_flips_count_the_draws_that_go_the_other_way():
    rng, draw = np.random.default_rng(7), np.repeat(np.arange(100), 10)
    signs = np.where(np.arange(100) < 30, -1.0, 1.0)[draw]
    assert Draws(draw).share_of_opposite_sign(
        signs + 0.3 * rng.standard_normal(1000)
    ) == pytest.approx(0.3, abs=0.01)
    assert (
        Draws(draw).share_of_opposite_sign(0.2 + rng.standard_normal(1000)) < 0.2
    )  # only luck differs


@FEW
@given(st.integers(1, 40), st.integers(1, 12), st.floats(0.0, 1.0), st.integers(0, 2**31))
def test_shares_stay_within_bounds_whatever_the_clusters(draws, reps, chance, seed):
    rng = np.random.default_rng(seed)
    draw, true = worlds_of(draws, reps, rng.random(draws) < chance, rng)
    told = share(true, Draws(draw))
    assert 0.0 <= told.low <= told.value + 1e-12 and told.value - 1e-12 <= told.high <= 1.0
    if told.across():
        assert 0.0 <= told.range_low <= told.range_high <= 1.0


# -------------------------------------------------------------------------------------------------
# means
def test_change_of_mean_is_the_paired_interval():
    first, second = np.array([1.0, 2.0, 3.0, 4.0]), np.array([2.0, 2.0, 5.0, 4.0])
    both = np.concatenate([first, second])
    half = t_critical(3) * math.hypot(
        np.std([1.0, 0.0, 2.0, 0.0], ddof=1) / 2.0, math.sqrt(2.0) * both.std() / 6
    )
    told = change_of_mean(first, second, Draws(np.arange(4)))
    assert (told.value, told.low, told.high) == pytest.approx((0.75, 0.75 - half, 0.75 + half))


def test_change_of_mean_of_one_world_has_no_bounds():
    told = change_of_mean(np.array([1.0]), np.array([3.0]), Draws(np.array([0])))
    assert (told.value, told.low, told.high) == (2.0, -math.inf, math.inf)


def test_change_of_mean_is_symmetric():
    rng = np.random.default_rng(1)
    first, second = rng.standard_normal(50), rng.standard_normal(50)
    one, other = (
        change_of_mean(first, second, Draws(np.arange(50))),
        change_of_mean(second, first, Draws(np.arange(50))),
    )
    assert [other.value, other.low, other.high] == pytest.approx([-one.value, -one.high, -one.low])
