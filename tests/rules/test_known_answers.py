"""Rules against what is known of them: closed forms, brute force, simulation, limits."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulator.rules import (
    acceptance,
    commitment,
    confidence,
    deal,
    drafting,
    exit_safety,
    front,
    patron,
    residents,
    talk,
    truce,
    utility,
    war_value,
)

FEW = settings(max_examples=60, deadline=None)
SHARES = st.floats(0.0, 1.0)


def column(*values):
    """Values in rows, one world."""
    return np.array(values, dtype=float)[:, None]


# -------------------------------------------------------------------------------------------------
# value of war
PATHS = 20_000
WARS = [  # strength, drift, volatility, horizon, lower, upper
    (0.3, 0.0, 0.07, 200.0, -0.6, 2.2),
    (0.3, 0.004, 0.07, 200.0, -0.6, 2.2),
    (0.0, -0.003, 0.10, 100.0, -0.6, 1.0),
    (1.9, -0.005, 0.07, 200.0, -0.6, 2.2),
]


def simulated_war(strength, drift, volatility, horizon, lower, upper, step=0.25):
    """Shares of paths that end above and below: small steps, each with the chance that it crossed
    between its ends."""
    rng = np.random.default_rng(7)
    left, last = np.full(PATHS, strength), rng.exponential(horizon, PATHS)
    time, above, below = 0.0, 0, 0
    while len(left):
        going = last > time
        left, last = left[going], last[going]
        length = np.minimum(step, last - time)
        after = (
            left + drift * length + volatility * np.sqrt(length) * rng.standard_normal(len(left))
        )
        spread, luck = volatility * volatility * length, rng.random(len(left))
        crossed_up = luck < np.exp(
            -2.0 * np.maximum(upper - left, 0.0) * np.maximum(upper - after, 0.0) / spread
        )
        crossed_down = ~crossed_up & (
            luck
            > 1.0
            - np.exp(-2.0 * np.maximum(left - lower, 0.0) * np.maximum(after - lower, 0.0) / spread)
        )
        above, below = above + crossed_up.sum(), below + crossed_down.sum()
        stays = ~(crossed_up | crossed_down)
        left, last, time = after[stays], last[stays], time + step
    return above / PATHS, below / PATHS


@pytest.mark.parametrize("war", WARS)
def test_victory_chances_are_those_of_simulated_wars(war):
    chances = war_value.victory_probabilities(np.array([war[0]]), np.array([war[1]]), *war[2:])
    for exact, seen in zip(chances, simulated_war(*war), strict=True):
        error = np.sqrt(exact[0] * (1.0 - exact[0]) / PATHS)
        assert abs(seen - exact[0]) < 4.0 * error + 0.001


def test_victory_chances_without_drift_are_symmetric():
    government, opposition = war_value.victory_probabilities(
        np.array([0.4, -0.4, 0.0]), np.zeros(3), 0.1, 150.0, -1.0, 1.0
    )
    np.testing.assert_allclose(government, opposition[[1, 0, 2]], rtol=1e-12)


def test_victory_chances_without_end_are_those_of_the_gamblers_ruin():
    place = np.linspace(-1.0, 1.0, 9)
    government, opposition = war_value.victory_probabilities(
        place, np.zeros(9), 0.1, 1e9, -1.0, 1.0
    )
    np.testing.assert_allclose(government, (place + 1.0) / 2.0, atol=1e-3)
    np.testing.assert_allclose(government + opposition, 1.0, atol=1e-3)


def test_a_huge_drift_decides_the_war():
    government, opposition = war_value.victory_probabilities(
        np.zeros(2), np.array([5.0, -5.0]), 0.1, 200.0, -1.0, 1.0
    )
    np.testing.assert_allclose(government, [1.0, 0.0], atol=0.01)
    np.testing.assert_allclose(opposition, [0.0, 1.0], atol=0.01)


def test_at_a_barrier_the_war_is_over():
    government, opposition = war_value.victory_probabilities(
        np.array([2.2, 3.0, -0.6, -2.0]), np.zeros(4), 0.07, 200.0, -0.6, 2.2
    )
    np.testing.assert_allclose(government, [1, 1, 0, 0], atol=1e-12)
    np.testing.assert_allclose(opposition, [0, 0, 1, 1], atol=1e-12)


@FEW
@given(st.floats(-2.0, 3.0), st.floats(-0.05, 0.05), st.floats(0.03, 0.5), st.floats(10.0, 5000.0))
def test_victory_chances_leave_the_rest_to_stalemate(strength, drift, volatility, horizon):
    government, opposition = war_value.victory_probabilities(
        np.array([strength]), np.array([drift]), volatility, horizon, -0.6, 2.2
    )
    assert government[0] >= 0.0
    assert opposition[0] >= 0.0
    assert government[0] + opposition[0] <= 1.0 + 1e-9
    better, worse = war_value.victory_probabilities(
        np.array([strength + 0.1]), np.array([drift]), volatility, horizon, -0.6, 2.2
    )
    assert better[0] >= government[0] - 1e-12
    assert worse[0] <= opposition[0] + 1e-12


def test_states_of_support_have_the_chances_of_independent_cuts():
    cut = np.array([[[0.0], [0.0]], [[0.0], [1.0]], [[1.0], [0.0]], [[1.0], [1.0]]])
    found = war_value.probability_of_each_support(cut, column(0.2, 0.5))
    np.testing.assert_allclose(found[:, 0], [0.4, 0.4, 0.1, 0.1])


# -------------------------------------------------------------------------------------------------
# drafting
def worth_of_draft(terms, war, weight, position, salience):
    """What the draft should make greatest; terms (..., I), one world."""
    gain = 1.0 - np.sum(salience * ((terms[..., None, :] - position) * 0.01) ** 2, axis=-1) - war
    return np.sum(weight * np.log(np.logaddexp(0.0, gain / drafting.SOFTNESS)), axis=-1)


def best_draft(*case):
    """The best terms by a dense search over three issues, then by ever smaller steps along each."""
    line = np.linspace(0.0, 100.0, 26)
    grid = np.stack(np.meshgrid(line, line, line, indexing="ij"), axis=-1).reshape(-1, 3)
    best = grid[np.argmax(worth_of_draft(grid, *case))]
    for step in (2.0, 1.0, 0.5, 0.2, 0.1, 0.05):
        for _ in range(40):
            moves = np.clip(
                best + step * np.concatenate([np.zeros((1, 3)), np.eye(3), -np.eye(3)]), 0.0, 100.0
            )
            values = worth_of_draft(moves, *case)
            if values.argmax() == 0:
                break
            best = moves[values.argmax()]
    return best


def bargain(seed, low, high):
    """A random bargain over three issues: war values, weights, positions, salience of one world."""
    rng = np.random.default_rng(seed)
    parties = int(rng.integers(2, 6))
    position = rng.uniform(0.0, 100.0, (parties, 3))
    position[0], position[1] = rng.uniform(0.0, 20.0, 3), rng.uniform(80.0, 100.0, 3)
    salience = rng.dirichlet(np.full(3, 2.0), parties)
    return rng.uniform(low, high, parties), rng.uniform(0.3, 1.5, parties), position, salience


def drafted(war, weight, position, salience, start=None, passes=drafting.PASSES):
    """The rule's draft for one world."""
    start = position.mean(axis=0)[:, None] if start is None else start
    return drafting.nash_draft(
        start, war[:, None], weight[:, None], position[:, :, None], salience[:, :, None], passes
    )[:, 0]


@pytest.mark.parametrize("seed", range(12))
def test_draft_is_the_nash_point(seed):
    case = bargain(seed, 0.2, 0.6)
    best, found = best_draft(*case), drafted(*case)
    most = worth_of_draft(best, *case)
    assert worth_of_draft(found, *case) >= most - 0.01 * max(abs(most), 1.0)
    np.testing.assert_allclose(found, best, atol=2.0)


@pytest.mark.parametrize("seed", range(4))
def test_draft_without_a_zone_of_agreement_is_a_soft_compromise(seed):
    case = bargain(seed, 0.9, 1.0)
    found = drafted(*case)
    assert np.all(np.isfinite(found))
    assert np.all(found >= case[2].min(axis=0) - 1e-9)
    assert np.all(found <= case[2].max(axis=0) + 1e-9)
    assert worth_of_draft(found, *case) >= worth_of_draft(best_draft(*case), *case) - 0.01 * abs(
        worth_of_draft(found, *case)
    )


def test_draft_does_not_depend_on_where_it_sets_out():
    case = bargain(3, 0.2, 0.5)
    ends = [drafted(*case, start=np.full((3, 1), start)) for start in (0.0, 100.0)]
    np.testing.assert_allclose(*ends, atol=1.0)


def test_more_weight_draws_the_draft_nearer():
    war, weight, position, salience = bargain(5, 0.2, 0.5)
    heavier = weight.copy()
    heavier[0] *= 3.0
    gaps = [np.abs(drafted(war, w, position, salience) - position[0]) for w in (weight, heavier)]
    assert np.all(gaps[1] < gaps[0])


@FEW
@given(st.integers(0, 10_000), st.floats(-0.5, 1.5), st.floats(0.01, 0.5))
def test_draft_lies_between_positions(seed, low, width):
    case = bargain(seed, low, low + width)
    found = drafted(*case)
    assert np.all(np.isfinite(found))
    assert np.all(found >= case[2].min(axis=0) - 1e-6)
    assert np.all(found <= case[2].max(axis=0) + 1e-6)


def test_pull_is_the_slope_of_the_log_of_softplus():
    gain = np.linspace(-1.0, 1.0, 41)
    by_hand = [np.log(np.logaddexp(0.0, (gain + d) / drafting.SOFTNESS)) for d in (1e-6, -1e-6)]
    np.testing.assert_allclose(drafting.pull(gain), (by_hand[0] - by_hand[1]) / 2e-6, rtol=1e-5)


# -------------------------------------------------------------------------------------------------
# utility
@FEW
@given(
    arrays(float, (4, 1), elements=st.floats(0.0, 100.0)),
    arrays(float, (2, 4, 1), elements=st.floats(0.0, 100.0)),
)
def test_squared_value_is_the_value_with_exponent_two(terms, position):
    salience = np.full((2, 4, 1), 0.25)
    squared = utility.squared_value(terms, position, salience)
    np.testing.assert_allclose(
        squared, utility.value_of_terms(terms, position, salience, 2.0), atol=1e-12
    )
    without = utility.red_line_cost(terms, position, salience, np.zeros((2, 4, 1)))
    np.testing.assert_allclose(without, 1.0 - squared, atol=1e-12)
    assert np.all(utility.red_line_cost(terms, position, salience, np.ones((2, 4, 1))) == 0.0)


# -------------------------------------------------------------------------------------------------
# acceptance
def test_an_even_edge_is_a_coin_toss():
    for sharpness in (0.0, 1.0, 25.0, 500.0):
        assert acceptance.probability_of_signing(np.zeros((1, 1)), sharpness) == 0.5


def test_chance_of_signing_grows_with_the_edge():
    edge = np.linspace(-0.3, 0.3, 61)[:, None]
    assert np.all(np.diff(acceptance.probability_of_signing(edge, 25.0), axis=0) > 0.0)
    np.testing.assert_allclose(
        acceptance.probability_of_signing(edge, 25.0),
        1.0 / (1.0 + np.exp(-25.0 * edge)),
        rtol=1e-12,
    )


def test_signing_is_measured_against_the_better_of_war_and_waiting():
    edge = acceptance.net_gain_of_signing(
        column(0.6, 0.6), column(0.5, 0.2), column(0.2, 0.9), column(0.1, 0.1), 0.5
    )
    np.testing.assert_allclose(edge[:, 0], [0.6 - 0.5, 0.6 - (0.5 * 0.9 + 0.5 * 0.9 - 0.1)])


def farthest(budget, position, salience, red_line, flexibility, exponent):
    """The last point of a fine scan that the budget still covers."""
    room = np.arange(0.0, 100.0 - position if position < 50.0 else position, 0.01) * 0.01
    cost = salience * (room**exponent + red_line * np.maximum(room - flexibility, 0.0) ** 2)
    given = 100.0 * room[np.flatnonzero(cost <= budget)[-1]] if budget > 0.0 else 0.0
    return position + given if position < 50.0 else position - given


@pytest.mark.parametrize("exponent", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("seed", range(8))
def test_bottom_line_is_what_a_scan_finds(exponent, seed):
    rng = np.random.default_rng(seed)
    budget, salience, flexibility = (
        rng.uniform(-0.05, 0.25),
        rng.uniform(0.05, 0.5),
        rng.uniform(0.0, 0.4),
    )
    position, red_line = rng.uniform(0.0, 100.0), rng.uniform(0.0, 3.0)
    found = acceptance.bottom_line(
        column(budget),
        column(position),
        column(salience),
        np.array([red_line]),
        column(flexibility),
        np.array([exponent]),
    )
    assert found[0, 0] == pytest.approx(
        farthest(budget, position, salience, red_line, flexibility, exponent), abs=0.12
    )


@FEW
@given(st.floats(0.001, 0.5), st.floats(0.001, 0.5), st.floats(0.0, 49.0), st.floats(0.1, 1.0))
def test_a_larger_budget_buys_no_less(budget, more, position, salience):
    lines = [
        acceptance.bottom_line(
            column(b), column(position), column(salience), 1.0, column(0.1), 1.5
        )[0, 0]
        for b in (budget, budget + more)
    ]
    assert position <= lines[0] <= lines[1] <= 100.0


# -------------------------------------------------------------------------------------------------
# luck that lasts
WORLDS, WEEKS, HALF_LIFE = 40_000, 24, 6.0


def moods(step):
    """A mood followed through WEEKS weeks in many worlds, (WEEKS + 1, WORLDS)."""
    rng = np.random.default_rng(11)
    path = [rng.standard_normal(WORLDS)]
    for _ in range(WEEKS):
        path.append(step(path[-1], rng))
    return np.stack(path)


@pytest.mark.parametrize(
    "step",
    [
        lambda last, rng: acceptance.persistent_shock(last, rng.standard_normal(WORLDS), HALF_LIFE),
        lambda last, rng: acceptance.next_mood(
            last, rng.standard_normal(WORLDS), rng.random(WORLDS), HALF_LIFE
        ),
    ],
    ids=["persistent_shock", "next_mood"],
)
def test_luck_stays_standard_normal_and_halves_in_its_half_life(step):
    path = moods(step)
    error = 4.0 / np.sqrt(WORLDS)
    np.testing.assert_allclose(path.std(axis=1), 1.0, atol=error)
    np.testing.assert_allclose(path.mean(axis=1), 0.0, atol=error)
    for lag, wanted in ((6, 0.5), (12, 0.25), (1, 0.5 ** (1 / 6))):
        assert np.corrcoef(path[-1], path[-1 - lag])[0, 1] == pytest.approx(wanted, abs=error * 1.5)


def test_a_mood_turns_in_steps():
    rng = np.random.default_rng(3)
    last, fresh, turn = rng.standard_normal(1000), rng.standard_normal(1000), rng.random(1000)
    after = acceptance.next_mood(last, fresh, turn, HALF_LIFE)
    assert np.all((after == last) | (after == fresh))
    assert 0.05 < np.mean(after == fresh) < 0.17


def test_mixed_luck_is_standard_normal():
    rng = np.random.default_rng(5)
    mixed = acceptance.mixed_shock(rng.standard_normal(WORLDS), rng.standard_normal(WORLDS), 0.85)
    assert mixed.std() == pytest.approx(1.0, abs=4.0 / np.sqrt(WORLDS))


# -------------------------------------------------------------------------------------------------
# land and people
@FEW
@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_density_gives_back_the_residents(area, lived):
    k = residents.density_fitted(np.array([[area]]), np.array([[lived]]))
    assert residents.residents_with_government(np.array([[area]]), k)[0, 0] == pytest.approx(
        lived, abs=1e-9
    )


def test_residents_of_all_holders_add_up():
    rng = np.random.default_rng(1)
    share = rng.dirichlet(np.ones(4), (5, 6)).transpose(2, 0, 1)
    government = residents.residents_with_government(share[0], np.full((5, 1), 2.0))
    first, attraction, usual = (
        rng.dirichlet(np.ones(3), (5, 6)).transpose(2, 0, 1),
        rng.uniform(0.5, 2.0, (3, 5, 1)),
        np.ones((5, 1)),
    )
    others = residents.residents_with_others(1.0 - government, share[1:], first, attraction, usual)
    np.testing.assert_allclose(government + others.sum(axis=0), 1.0, atol=1e-9)


def test_a_holder_who_comes_to_a_place_finds_people_there():
    """Worked by hand: a first holder with 0.2 of the land and 0.4 of the residents loses a half of
    it to one who had none."""
    first, attraction, usual = (
        np.array([[[0.2]], [[0.0]]]),
        np.array([[[2.0]], [[0.0]]]),
        np.array([[2.0]]),
    )
    before = residents.residents_with_others(np.array([[0.4]]), first, first, attraction, usual)
    after = residents.residents_with_others(
        np.array([[0.4]]), np.array([[[0.1]], [[0.1]]]), first, attraction, usual
    )
    np.testing.assert_allclose(before.ravel(), [0.4, 0.0])
    np.testing.assert_allclose(after.ravel(), [0.2, 0.2])


def test_people_on_land_where_nobody_lived_are_shared_by_area():
    area, first, none = (
        np.array([[[0.1]], [[0.3]]]),
        np.array([[[0.2]], [[0.3]]]),
        np.zeros((2, 1, 1)),
    )
    found = residents.residents_with_others(np.array([[0.2]]), area, first, none, np.zeros((1, 1)))
    np.testing.assert_allclose(found.ravel(), [0.05, 0.15])


WAR = SimpleNamespace(
    rate=0.10,
    margin=0.6,
    width=0.5,
    noise=0.5,
    garrison_margin=1.0,
    surrender=0.4,
    surrender_below=0.55,
)


def year_of_war(cohesion, odds):
    """Shares of a region that two sides hold, from half and half, after a year of the first
    attacking the second."""
    rng = np.random.default_rng(2)
    attacker, defender = np.full((1, 200), 0.5), np.full((1, 200), 0.5)
    for _ in range(52):
        reach = front.contact(attacker, defender, np.zeros((1, 200)), 0.25)
        luck, none = rng.standard_normal((1, 200)), np.zeros((1, 1))
        taken = front.land_taken(np.full((1, 200), odds), reach, luck, none, np.ones((1, 200)), WAR)
        lost = front.within(
            taken + front.land_surrendered(reach, np.full((1, 200), cohesion), WAR), defender
        )
        attacker, defender = attacker + lost, defender - lost
    return attacker, defender


def test_lines_freeze_while_cohesion_is_high_and_odds_are_poor():
    attacker, defender = year_of_war(cohesion=0.7, odds=-3.0)
    assert np.mean(0.5 - defender) < 0.002
    np.testing.assert_allclose(attacker + defender, 1.0, atol=1e-9)


def test_lines_fall_once_cohesion_is_gone():
    attacker, defender = year_of_war(cohesion=0.02, odds=-3.0)
    assert np.mean(defender) < 0.1
    assert np.all(attacker > 0.9)


def test_land_is_surrendered_with_the_cube_of_lost_cohesion():
    cohesion = column(0.9, 0.55, 0.275, 0.0)
    found = front.land_surrendered(np.full((4, 1), 0.5), cohesion, WAR)
    np.testing.assert_allclose(found[:, 0], [0.0, 0.0, 0.4 * 0.5 / 8.0, 0.4 * 0.5])


def test_steadiness_falls_from_nearly_all_to_nearly_none():
    held = front.steadiness(np.array([0.7, 0.35, 0.1]), 0.35, 0.05)
    assert held[0] > 0.99
    assert held[1] == 0.5
    assert held[2] < 0.01


@FEW
@given(
    arrays(float, (6, 1), elements=st.floats(0.01, 5.0)),
    st.floats(0.0, 100.0),
    st.floats(0.0, 100.0),
)
def test_men_are_neither_lost_nor_made_when_allotted(weight, first, second):
    owner = np.array([0, 1, 0, 1, 1, 0])
    found = front.allotted(column(first, second), weight, owner, 2)
    np.testing.assert_allclose(
        [found[owner == h].sum() for h in (0, 1)], [first, second], rtol=1e-9, atol=1e-9
    )


def test_land_taken_is_slow_at_the_margin_and_linear_far_beyond():
    zero, one = np.zeros((1, 1)), np.ones((1, 1))
    taken = [
        front.land_taken(np.array([[odds]]), one, zero, zero, one, WAR)[0, 0]
        for odds in (0.6, 10.6)
    ]
    np.testing.assert_allclose(taken, [0.1 * 0.5 * np.log(2.0), 1.0], rtol=1e-6)


# -------------------------------------------------------------------------------------------------
# patrons
def test_a_patron_that_makes_good_takes_the_edge_off_a_threat():
    pressure = column(0.6, 0.0)
    felt = [
        patron.pressure_felt(pressure, column(0.0, offset))[0]
        for offset in (0.0, 0.3, 0.8, 1.0, 1.5)
    ]
    np.testing.assert_allclose(felt, [0.6, 0.42, 0.12, 0.0, 0.0], atol=1e-12)


@FEW
@given(
    arrays(float, (3, 1), elements=SHARES),
    arrays(float, (3, 1), elements=st.floats(0.0, 1.5)),
    st.integers(0, 2),
    SHARES,
)
def test_pressure_felt_never_grows_with_an_offset(pressure, offset, which, more):
    larger = offset.copy()
    larger[which] += more
    assert (
        patron.pressure_felt(pressure, larger)[0]
        <= patron.pressure_felt(pressure, offset)[0] + 1e-12
    )


def test_a_patron_that_presses_too_makes_nothing_good():
    felt = patron.pressure_felt(column(0.6, 1.0), column(0.0, 1.0))
    assert felt[0] == pytest.approx(1.0)
    assert patron.pressure_felt(column(0.6, 0.5), column(0.0, 1.0))[0] == pytest.approx(
        1.0 - (1.0 - 0.6 * 0.5) * 0.5
    )


def test_credible_pressure_learns_towards_what_lies_beyond_the_threshold():
    coercion = SimpleNamespace(threshold=0.2, learning=0.1)
    believed = np.zeros(1)
    for _ in range(200):
        believed = patron.credible_pressure(believed, np.ones(1), np.array([0.6]), coercion)
    assert believed[0] == pytest.approx((0.6 - 0.2) / 0.8)
    assert patron.credible_pressure(np.zeros(1), np.array([0.15]), np.ones(1), coercion)[0] == 0.0


def test_a_drifting_position_never_passes_the_other():
    factor, effort = 5.0, 5.0  # the ends of the ranges of the two levers
    found = patron.next_position(column(65.0), column(35.0), factor * column(0.55), 0.2 * effort)
    assert 35.0 <= found[0, 0] <= 65.0


# -------------------------------------------------------------------------------------------------
# truce, talk, deal
def test_a_truce_is_void_after_hot_weeks_or_offensives_and_not_before():
    rules = SimpleNamespace(void_weeks=2, void_offensives=2)
    hot, offensives = np.array([0, 1, 2, 3, 0, 0, 0, 1]), np.array([0, 0, 0, 0, 1, 2, 3, 1])
    np.testing.assert_array_equal(
        truce.is_void(hot, offensives, rules), [False, False, True, True, False, True, True, False]
    )


def test_trust_grows_in_quiet_and_wears_away_with_violations():
    rules = SimpleNamespace(
        gain=0.01, by_access=0.03, erosion=0.2, usual_violations=245.0, by_guarantor=0.25
    )
    half, two = np.array([0.5]), np.array([2.0])
    assert truce.next_trust(half, np.zeros(1), np.zeros(1), two, rules)[0] == pytest.approx(0.505)
    assert truce.next_trust(half, np.zeros(1), np.ones(1), two, rules)[0] == pytest.approx(0.52)
    assert truce.next_trust(half, np.array([245.0]), np.zeros(1), two, rules)[0] == pytest.approx(
        0.505 - 0.2 / 1.5 * 0.5
    )


CALM = SimpleNamespace(
    hazard=0.02, ageing=40.0, by_spoilers=1.5, price=0.1, by_trust=0.5, by_guarantor=0.4,
    peacekeepers=0.0, by_peacekeepers=2.0, by_monitoring=0.5,
)  # fmt: skip


def test_the_hazard_of_a_deal_halves_with_each_ageing():
    zero = np.zeros(4)
    found = deal.probability_of_breakdown(np.array([0.0, 40.0, 80.0, 120.0]), zero, zero, CALM)
    np.testing.assert_allclose(found, [0.02, 0.01, 0.005, 0.0025])


@FEW
@given(st.floats(0.0, 400.0), SHARES, st.floats(0.0, 4.0), st.floats(0.1, 100.0))
def test_spoilers_break_deals_and_a_guarantee_holds_them(age, spoilers, guarantee, more):
    def chance(*values):
        return deal.probability_of_breakdown(*(np.array([value]) for value in values), CALM)[0]

    usual = chance(age, spoilers, guarantee)
    assert chance(age + more, spoilers, guarantee) < usual
    assert chance(age, spoilers + 0.1, guarantee) > usual
    assert chance(age, spoilers, guarantee + 1.0) < usual


@FEW
@given(st.floats(1.0, 104.0), SHARES, st.floats(0.0, 4.0))
def test_the_belief_in_spoilers_is_the_rule_of_breakdown_carried_forward(
    weeks, spoilers, guarantee
):
    """The product over weeks of the probability that they fail, but for the steps of a week."""
    spoilers, guarantee, weeks = np.array([spoilers]), np.array([guarantee]), round(weeks)
    by_week = np.prod(
        [
            1.0 - deal.probability_of_breakdown(np.array([age]), spoilers, guarantee, CALM)[0]
            for age in np.arange(weeks) + 0.5
        ]
    )
    found = commitment.spoilers_fail(spoilers, guarantee, weeks, CALM)[0]
    assert found == pytest.approx(by_week, abs=0.02)


@FEW
@given(SHARES, SHARES, st.floats(2.0, 100.0))
def test_the_belief_in_a_signer_is_its_moods_carried_forward(now, later, half_life):
    """Against 4,000 signers who redraw their moods each week, with a probability of keeping that
    goes evenly from one value to another."""
    now, later = 0.02 + 0.97 * now, 0.02 + 0.97 * later
    random, weeks = np.random.default_rng(7), 52
    mood, keeps = random.uniform(0.0, now, 4000), np.ones(4000, dtype=bool)
    for week in range(weeks):
        redrawn = random.uniform(size=4000) < 1.0 - 0.5 ** (1.0 / half_life)
        mood = np.where(redrawn, random.uniform(size=4000), mood)
        keeping = np.full(4000, now + (later - now) * (week + 1) / weeks)
        keeps &= ~commitment.breaks(mood, keeping)
    keeping = np.array([now, 0.5 * (now + later), later]).reshape(3, 1, 1)
    found = commitment.consent_lasts(keeping, weeks, np.array([half_life]))[0, 0]
    assert found == pytest.approx(keeps.mean(), abs=0.12)


@FEW
@given(SHARES, SHARES, st.floats(0.0, 4.0))
def test_breaking_costs_more_with_trust_guarantors_peacekeepers_and_monitoring(
    trust, monitoring, committed
):
    def price(trust, committed, monitoring, **more):
        section = SimpleNamespace(**{**vars(CALM), **more})
        guarantee = commitment.guarantee_strength(np.array([committed]), monitoring, section)
        return commitment.price_of_breaking(np.array([trust]), guarantee, section)[0]

    usual = price(trust, committed, monitoring)
    assert price(trust + 0.1, committed, monitoring) > usual
    assert price(trust, committed + 1.0, monitoring) > usual
    assert price(trust, committed, monitoring + 0.1) > usual
    assert price(trust, committed, monitoring, peacekeepers=10.0) > usual
    assert price(1.0, 0.0, 0.0) == pytest.approx(CALM.price)


@FEW
@given(SHARES, SHARES, SHARES, SHARES)
def test_safety_takes_away_fear_and_nothing_else(salience, fear, circle, safety):
    def felt(fear, circle, safety):
        given = (np.array([[value]]) for value in (salience, fear, circle))
        return exit_safety.salience_with_safety(*given, np.array([safety]))[0, 0]

    assert felt(0.0, circle, safety) == felt(fear, 0.0, safety) == felt(fear, circle, 0.0)
    assert felt(fear, 1.0, 1.0) == pytest.approx(salience * (1.0 - fear))  # office remains
    assert 0.0 <= felt(fear, circle, 1.0) <= felt(fear, circle, safety) <= salience


def test_foreign_men_leave_evenly_and_stay_gone():
    found = deal.men_leaving(np.full(4, 80.0), np.array([0.0, 26.0, 52.0, 500.0]), 52.0)
    np.testing.assert_allclose(found, [0.0, 0.4, 0.8, 0.8])


def test_a_measure_all_want_is_likely_and_one_nobody_wants_is_not():
    rules = SimpleNamespace(sharpness=20.0, by_linkage=0.1, by_pressure=0.35, reluctance=0.1)
    wish = np.array([[[-0.3]], [[0.1]], [[0.5]]])
    none = np.zeros((3, 1, 1))
    found = confidence.probability_of_consent(wish, none, none, rules)[:, 0, 0]
    np.testing.assert_allclose(found, [1.0 / (1.0 + np.exp(8.0)), 0.5, 1.0 / (1.0 + np.exp(-8.0))])


def test_words_soften_anew_once_half_is_taken_back():
    rules = SimpleNamespace(points=14.0)
    np.testing.assert_array_equal(
        talk.may_soften(np.array([0.0, 6.9, 7.0, 14.0]), rules), [True, True, False, False]
    )


def test_soft_words_slip_back_and_cost_credit():
    rules = SimpleNamespace(points=14.0, reversion=0.18, credit_lost=0.35, credit_restored=0.01)
    softness, credit = (
        talk.next_softness(np.zeros(1), np.array([True]), rules),
        talk.next_credit(np.ones(1), np.array([True]), rules),
    )
    for _ in range(10):
        softness, credit = (
            talk.next_softness(softness, np.array([False]), rules),
            talk.next_credit(credit, np.array([False]), rules),
        )
    assert softness[0] == pytest.approx(14.0 * 0.82**10)
    assert credit[0] == pytest.approx(1.0 - 0.35 * 0.99**10)


# -------------------------------------------------------------------------------------------------
# objections
@pytest.mark.parametrize("red_line", [0.0, 1.7])
def test_objections_add_up_to_what_a_package_costs(red_line):
    rng = np.random.default_rng(3)
    terms, position, salience = (
        rng.uniform(0, 100, (7, 5)),
        rng.uniform(0, 100, (4, 7, 5)),
        rng.dirichlet(np.ones(7), 4)[..., None],
    )
    exponent, flexibility = rng.uniform(1, 2, 5), rng.uniform(0, 0.5, (4, 7, 1))
    cost = utility.objections(terms, position, salience, exponent, red_line, flexibility).sum(
        axis=1
    )
    worth = utility.value_of_terms(terms, position, salience, exponent)
    np.testing.assert_allclose(
        cost, 1.0 - worth + red_line * utility.red_line_cost(terms, position, salience, flexibility)
    )
