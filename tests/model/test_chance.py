"""Chance: found by its address, the same whoever else asks, and shaped as it should be."""

import numpy as np
import pytest

from simulator.model.random_streams import RandomStreams

SOME = np.arange(400, 440)


def test_a_world_has_the_same_luck_alone_and_among_others():
    many = RandomStreams(1, np.arange(1000)).uniform("battle", ["a", "b"], 2410)
    alone = RandomStreams(1, np.array([417, 418])).uniform("battle", ["a", "b"], 2410)
    assert np.array_equal(many[:, 417:419], alone)


def test_luck_does_not_depend_on_the_order_of_worlds():
    mixed = np.array([7, 3, 4, 5, 900, 2])
    among = RandomStreams(1, np.arange(1000)).normal("battle", ["a"], 5)
    assert np.array_equal(RandomStreams(1, mixed).normal("battle", ["a"], 5), among[:, mixed])


def test_a_new_actor_leaves_the_luck_of_others_alone():
    before = RandomStreams(1, SOME).normal("mood", ["a", "b"], 9)
    after = RandomStreams(1, SOME).normal("mood", ["new", "a", "b"], 9)
    assert np.array_equal(before, after[1:])


@pytest.mark.parametrize(
    "other",
    [
        ("battle", "b", 9, 1),
        ("mood", "a", 9, 1),
        ("battle", "a", 10, 1),
        ("battle", "a", 17, 1),
        ("battle", "a", 9, 0),
    ],
)
def test_every_part_of_the_address_matters(other):
    process, actor, week, seed = other
    here = RandomStreams(1, SOME).uniform("battle", ["a"], 9)
    there = RandomStreams(seed, SOME).uniform(process, [actor], week)
    assert not np.any(here == there)


def test_uniform_and_normal_draws_have_their_shapes():
    worlds = np.arange(20_000)
    uniform = np.concatenate(
        [RandomStreams(3, worlds).uniform("u", ["a"], week)[0] for week in range(8)]
    )
    normal = np.concatenate(
        [RandomStreams(3, worlds).normal("n", ["a"], week)[0] for week in range(8)]
    )
    assert uniform.min() > 0.0 and uniform.max() < 1.0
    assert abs(uniform.mean() - 0.5) < 0.003 and abs(uniform.var() - 1 / 12) < 0.001
    assert abs(normal.mean()) < 0.01 and abs(normal.std() - 1.0) < 0.01
    assert abs(np.mean(np.abs(normal) < 1.959964) - 0.95) < 0.003


def test_weeks_and_actors_are_unrelated():
    worlds = np.arange(50_000)
    streams = RandomStreams(3, worlds)
    draws = [streams.normal("n", ["a", "b"], week) for week in (0, 1, 8)]
    rows = np.concatenate(draws)
    correlation = np.corrcoef(rows) - np.eye(len(rows))
    assert np.abs(correlation).max() < 0.02


def test_float32_luck_is_float64_luck_rounded():
    one, other = (
        RandomStreams(1, SOME, dtype).uniform("u", ["a"], 3) for dtype in (np.float32, np.float64)
    )
    assert one.dtype == np.float32 and np.allclose(one, other, atol=1e-7)
