"""The state is what its fields declare: axes, types and starts."""

import numpy as np
import pytest

from simulator.model.conflict import Conflict
from simulator.model.state import AXES, FIELDS
from simulator.scenario import read

WORLDS = 16


@pytest.fixture(scope="module", params=["spring_2016", "libya_2019"])
def state(request):
    model = Conflict(read(request.param), {}, np.arange(WORLDS), 1)
    yield model.state
    model.close()


@pytest.mark.parametrize("name", FIELDS)
def test_an_array_has_the_axes_it_declares(name, state):
    one, shape = FIELDS[name], getattr(state, name).shape
    assert len(shape) == len(one.axes)
    for axis, size in zip(one.axes, shape, strict=True):
        known = {**state.sizes, "T": size}  # a lever may move what is usually alike in all worlds
        assert size in ((known[axis],) if axis in AXES else (int(axis), WORLDS)), axis


@pytest.mark.parametrize("name", FIELDS)
def test_an_array_has_a_unit_and_a_meaning_and_its_type(name, state):
    one, array = FIELDS[name], getattr(state, name)
    assert one.unit and one.meaning and one.group
    assert (array.dtype == bool) == (one.unit == "yes or no")
    exact = name == "metric_values"  # conditions read metrics in their own precision
    assert array.dtype.kind in "bi" or array.dtype == (np.float64 if exact else state.dtype)


def test_what_adds_up_adds_up(state):
    for name in ("share", "residents"):
        np.testing.assert_allclose(np.sum(getattr(state, name), axis=0), 1.0, rtol=1e-5)
    package = state.sizes["I"]
    np.testing.assert_allclose(np.sum(state.salience[:, :package], axis=1), 1.0, rtol=1e-5)
