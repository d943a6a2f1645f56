"""War against theorems: a diffusion between two barriers in all its limits, and which of
Lanchester's laws the losses obey."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import solve_banded

from simulator.rules import holder, war_value

FEW = settings(max_examples=60, deadline=None)
DRIFTS, VOLATILITY, PLACES = st.floats(-0.02, 0.02), st.floats(0.04, 0.4), st.floats(0.02, 0.98)
LOWER, UPPER = -0.6, 2.2


def chances(place, drift, volatility, horizon, lower=LOWER, upper=UPPER):
    found = war_value.victory_probabilities(
        np.array([float(place)]), np.array([float(drift)]), volatility, horizon, lower, upper
    )
    return np.array([one[0] for one in found])


# -------------------------------------------------------------------------------------------------
# two barriers
@FEW
@given(PLACES, DRIFTS, VOLATILITY)
def test_an_endless_war_is_won_by_the_scale_function(share, drift, volatility):
    """Cox & Miller 1965, chapter 5; Feller 1968 for the walk: with scale s(x) = exp(-2 drift x /
    volatility ** 2) the upper barrier comes first with chance (s(lower) - s(x)) / (s(lower) -
    s(upper)); nothing is left to stalemate."""
    place = LOWER + share * (UPPER - LOWER)
    steep = -2.0 * drift / volatility**2
    flat = abs(steep) < 1e-6
    wanted = (
        share if flat else np.expm1(steep * (place - LOWER)) / np.expm1(steep * (UPPER - LOWER))
    )
    government, opposition = chances(place, drift, volatility, 1e12)
    assert government == pytest.approx(wanted, abs=1e-5)
    assert government + opposition == pytest.approx(1.0, abs=1e-5)


@FEW
@given(PLACES, DRIFTS, VOLATILITY, st.floats(10.0, 2000.0))
def test_the_chances_solve_the_equation_of_the_diffusion(share, drift, volatility, horizon):
    """Feynman & Kac: v q'' / 2 + m q' = q / horizon between the barriers, 1 at its own and 0 at the
    other; by differences."""
    place = LOWER + (0.05 + 0.9 * share) * (UPPER - LOWER)
    step = 1e-3
    below, here, above = (
        chances(place + d, drift, volatility, horizon) for d in (-step, 0.0, step)
    )
    left = 0.5 * volatility**2 * (above - 2.0 * here + below) / step**2 + drift * (
        above - below
    ) / (2.0 * step)
    np.testing.assert_allclose(
        left, here / horizon, atol=2e-5 + 1e-3 * np.abs(here / horizon).max()
    )
    np.testing.assert_allclose(chances(UPPER, drift, volatility, horizon), [1.0, 0.0], atol=1e-9)
    np.testing.assert_allclose(chances(LOWER, drift, volatility, horizon), [0.0, 1.0], atol=1e-9)


@FEW
@given(PLACES, DRIFTS, VOLATILITY, st.floats(10.0, 2000.0))
def test_the_two_sides_are_mirror_images(share, drift, volatility, horizon):
    """Reflection: place, drift and barriers of opposite sign change the names of the winners and
    nothing else."""
    place = LOWER + share * (UPPER - LOWER)
    mirrored = chances(-place, -drift, volatility, horizon, -UPPER, -LOWER)
    np.testing.assert_allclose(
        chances(place, drift, volatility, horizon), mirrored[::-1], atol=1e-12
    )


@FEW
@given(PLACES, DRIFTS, VOLATILITY, st.floats(10.0, 2000.0))
def test_a_better_drift_pays_by_the_law_of_girsanov(share, drift, volatility, horizon):
    """Girsanov 1960: turning the drift round multiplies the chance of each barrier by exp(-2 m
    distance / v), at any horizon."""
    place = LOWER + share * (UPPER - LOWER)
    ahead, back = (chances(place, d, volatility, horizon) for d in (drift, -drift))
    tilt = np.exp(-2.0 * drift * np.array([UPPER - place, LOWER - place]) / volatility**2)
    np.testing.assert_allclose(back, ahead * tilt, rtol=1e-8, atol=1e-12)


@FEW
@given(PLACES, st.floats(0.002, 0.05), st.floats(20.0, 1000.0), st.booleans())
def test_without_luck_the_war_is_over_when_the_drift_arrives(share, speed, horizon, upwards):
    """No volatility: the barrier is reached after distance / drift weeks, if the clock
    (exponential) leaves that many."""
    place = LOWER + share * (UPPER - LOWER)
    weeks = (UPPER - place if upwards else place - LOWER) / speed
    found = chances(place, speed if upwards else -speed, 1e-4, horizon)
    wanted = np.exp(-weeks / horizon)
    np.testing.assert_allclose(found, [wanted, 0.0] if upwards else [0.0, wanted], atol=1e-4)


def test_a_war_without_luck_or_drift_goes_stale():
    np.testing.assert_allclose(chances(0.3, 0.0, 1e-3, 200.0), 0.0, atol=1e-12)


@FEW
@given(PLACES, DRIFTS, VOLATILITY, st.floats(10.0, 500.0))
def test_the_weeks_expected_are_the_chance_of_stalemate_times_the_horizon(
    share, drift, volatility, horizon
):
    """Dynkin 1965: the mean time m to a barrier or the clock solves v m'' / 2 + d m' - m / horizon
    = -1, nought at the barriers; here by finite differences, in the rule by value_of_war at a cost
    of 1 a week."""
    place = LOWER + share * (UPPER - LOWER)
    grid = np.linspace(LOWER, UPPER, 1401)
    step, inner = grid[1] - grid[0], len(grid) - 2
    diffuse, carry = 0.5 * volatility**2 / step**2, 0.5 * drift / step
    bands = np.repeat(
        [[diffuse + carry], [-2.0 * diffuse - 1.0 / horizon], [diffuse - carry]], inner, axis=1
    )
    weeks = np.interp(
        place, grid, np.concatenate([[0.0], solve_banded((1, 1), bands, -np.ones(inner)), [0.0]])
    )
    government, opposition = chances(place, drift, volatility, horizon)
    worth = war_value.value_of_war(
        np.array([[[[government]]], [[[opposition]]]]),
        np.zeros((2, 1, 1)),
        np.zeros((1, 1, 1)),
        np.ones((1, 1, 1)),
        horizon,
    )
    assert -worth[0, 0, 0] == pytest.approx(weeks, rel=2e-3, abs=0.02)


# -------------------------------------------------------------------------------------------------
# Lanchester
def battle(reserves, garrisons, rate, weeks):
    """Reserves and garrisons week by week (weeks + 1, 2): each side's reserve attacks the other's
    garrison, as in the week."""
    war, reserve, garrison = (
        SimpleNamespace(loss_per_week=rate),
        np.array(reserves),
        np.array(garrisons),
    )
    path = [(reserve, garrison)]
    for _ in range(weeks):
        attacking, attacked = reserve, reserve[::-1]  # thousand men, all of both reserves
        reserve = holder.next_men(reserve, holder.losses(attacking, war), 0.0, 0.5)
        garrison = holder.next_men(garrison, holder.losses(attacked, war), 0.0, 0.5)
        path.append((reserve, garrison))
    return [np.array(part) for part in zip(*path, strict=True)]


@FEW
@given(st.floats(1.0, 50.0), st.floats(1.0, 50.0), st.floats(0.001, 0.02))
def test_losses_of_two_holders_obey_the_linear_law(first, second, rate):
    """Lanchester, Aircraft in Warfare, 1916, the linear law: M1 - M2 stays, one man lost for one
    man lost, since each week costs either side the same share of all who attack, its own and the
    other's. So numbers buy land, not a better exchange."""
    reserve, garrison = battle((first, second), (60.0, 60.0), rate, 40)
    whole = reserve + garrison
    np.testing.assert_allclose(whole[:, 0] - whole[:, 1], first - second, atol=1e-9)
    np.testing.assert_allclose(
        whole[0] - whole[-1], (first + second) * (1.0 - (1.0 - rate) ** 40), rtol=1e-9
    )


@FEW
@given(st.floats(1.0, 50.0), st.floats(1.0, 50.0), st.floats(0.001, 0.02))
def test_losses_of_attackers_obey_the_logarithmic_law(first, second, rate):
    """Peterson 1967, the logarithmic law: attackers are lost in proportion to themselves, so log A1
    - log A2 stays."""
    reserve, _ = battle((first, second), (60.0, 60.0), rate, 40)
    np.testing.assert_allclose(reserve[:, 0] / reserve[:, 1], first / second, rtol=1e-9)
    np.testing.assert_allclose(
        reserve[-1], np.array([first, second]) * (1.0 - rate) ** 40, rtol=1e-9
    )


def test_a_garrison_loses_as_many_as_attack_it_whatever_its_own_size():
    """Half of Lanchester's square law (losses by aimed fire, in proportion to the enemy alone):
    against attackers kept at strength a garrison falls by the same number each week. The other half
    fails: it does not hurt them by its own number."""
    _, garrison = battle((1e-12, 10.0), (30.0, 30.0), 0.01, 1)
    small = battle((1e-12, 10.0), (3.0, 30.0), 0.01, 1)[1]
    assert (
        garrison[0, 0] - garrison[1, 0]
        == pytest.approx(small[0, 0] - small[1, 0])
        == pytest.approx(0.1)
    )


def test_the_square_law_is_not_what_the_rule_gives():
    """Lanchester's square law would keep M1 ** 2 - M2 ** 2: of 20 against 10 thousand, 17.3 would
    be left when the 10 had gone. Under the rule the square difference falls with the sum of both,
    and 10 would be left: the advantage of numbers is linear."""
    reserve, garrison = battle((20.0, 10.0), (1e3, 1e3), 1e-4, 2000)
    whole = reserve + garrison - 1e3  # the men engaged at the start, less all who fell
    lost = whole[0] - whole[-1]
    assert lost[0] == pytest.approx(lost[1])
    square = whole[:, 0] ** 2 - whole[:, 1] ** 2
    assert square[-1] < 0.9 * square[0]
    np.testing.assert_allclose(square, 10.0 * whole.sum(axis=1), rtol=1e-9)


# -------------------------------------------------------------------------------------------------
# a race of camps
@FEW
@given(PLACES, DRIFTS, VOLATILITY, st.floats(10.0, 500.0))
def test_the_race_of_two_camps_gives_their_probabilities_back(share, drift, volatility, horizon):
    """With a constant rate of each victory, the probability of being first is the rate's share of
    all rates (competing risks): that of the contest itself where there are two camps."""
    place = LOWER + share * (UPPER - LOWER)
    pair = np.array(chances(place, drift, volatility, horizon)).reshape(2, 1)
    stalemate = np.full((2, 1), 1.0 - pair.sum())
    np.testing.assert_allclose(
        war_value.race(pair, stalemate, horizon), pair, atol=1e-7 / max(stalemate[0, 0], 1e-6)
    )


def test_a_camp_with_no_chance_leaves_the_race_of_the_others_unchanged():
    victory = np.array([[0.5], [0.25], [0.0]])
    stalemate = np.array([[0.25], [0.25], [0.4]])
    np.testing.assert_allclose(war_value.race(victory, stalemate, 52.0)[:2], victory[:2])
