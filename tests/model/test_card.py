"""A whole conflict runs where its arrays are: on a stand-in for a card it gives the host's
numbers."""

import numpy as np
import pytest
from card import ARRAYS, Card

from simulator.ensemble.design import design_of_worlds
from simulator.model.arrays import HOST
from simulator.model.conflict import Conflict
from simulator.model.recorder import Recorder
from simulator.model.state import FIELDS
from simulator.scenario import read
from simulator.scenario.readings import Reading

WORLDS, WEEKS = 32, 30
READINGS = {"last": Reading("government_gain * 2", "last", 0, WEEKS - 1)}


def run(name, sets, xp):
    """What a run records, the counts of its weeks, and its last state."""
    resolved = read(name, [f"weeks={WEEKS}", *sets])
    table = design_of_worlds(resolved, WORLDS, 2016)
    model = Conflict(resolved, table.columns, table.stream, 2016, xp=xp)
    recorder = Recorder(model, WORLDS, True, READINGS)
    for _ in range(WEEKS):
        recorder.begin_week()
        model.step()
        recorder.end_week()
    state = {field: getattr(model.state, field) for field in FIELDS}
    model.close()
    return {
        **recorder.columns(),
        **recorder.weekly_histograms.counts,
        "land": recorder.weekly_histograms.land,
    }, state


@pytest.mark.parametrize(
    ("name", "sets"),
    [
        ("spring_2016", ("us.arms=[{at: 2016-05-02, to: 300, over: 6w, when: not truce_in_force}]",)),
        ("full_withdrawal", ("iran.offset=0", "leader.departs=10w")),
        ("airpower_drawdown", ("talks.rule=challenge",)),
        ("joint_pressure", ("talks.rule=nash",)),
        ("joint_pressure", ("talks.rule=median",)),
    ],
)  # fmt: skip
def test_a_conflict_on_a_card_is_that_of_the_host(name, sets):
    here, there = run(name, sets, HOST), run(name, sets, ARRAYS)
    assert all(isinstance(array, Card) for array in there[1].values())
    for found, expected in ((there[0], here[0]), (there[1], here[1])):
        assert found.keys() == expected.keys()
        for key, array in expected.items():
            array_there = found[key].host if isinstance(found[key], Card) else found[key]
            np.testing.assert_array_equal(array_there, array, err_msg=key)
    assert here[0]["votes"].sum() > 0


@pytest.mark.parametrize(
    "slip",
    [
        lambda one: one + np.ones(2),
        lambda one: np.stack([one, np.ones(2)]),
        lambda one: np.where(True, one, 0.0),
        lambda one: np.where(np.array([True, False]), one, 0.0),
        lambda one: one[np.array([0])],
        lambda one: np.asarray(one),
        lambda one: 1.0 if one[0] > 0.0 else 0.0,
    ],
)
def test_the_stand_in_refuses_what_a_card_refuses(slip):
    with pytest.raises(TypeError):
        slip(Card(np.ones(2)))
