"""One harness for all rules: recipes of inputs by shape, and the checks that every rule must pass.

A recipe names the axes of each argument as the docstring of the rule does ("A I W") and the range
of its values. Axes that are letters stand for agents, whose order may not matter; 1 is an axis of
one; E, the ends of a war, and D, the camps, have an order."""

import importlib
import inspect
import pkgutil
from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np

import simulator.rules

SIZES = {
    "A": 5,
    "I": 4,
    "F": 6,
    "H": 3,
    "G": 5,
    "R": 8,
    "M": 3,
    "S": 4,
    "P": 3,
    "E": 3,
    "D": 2,
    "K": 2,
    "1": 1,
    "3": 3,
    "W": 7,
}
ORDERED = ("E", "D", "1", "3", "W")  # axes that no permutation touches
NAN = float("nan")


@dataclass(frozen=True)
class Arg:
    """An array: axes, range, and what is special about it.

    kind       "real", "whole", "switch" (0.0 or 1.0), "yes" (booleans) or "index" (row numbers of
               the axis `of`)
    adds_up    the axis along which it adds up to 1
    blank      share of its values that are not a number
    """

    axes: str
    low: float = 0.0
    high: float = 1.0
    kind: str = "real"
    of: str = ""
    adds_up: str = ""
    blank: float = 0.0


@dataclass(frozen=True)
class Num:
    """A number of a scenario: a scalar in one draw, one value a world in another."""

    low: float = 0.0
    high: float = 1.0


@dataclass(frozen=True)
class Const:
    """The same plain value in every draw."""

    value: object


@dataclass(frozen=True)
class Parameters:
    """A section of a scenario: some of its numbers scalars, some one value a world."""

    ranges: dict


def numbers(**ranges):
    """A section with a range (low, high) for each number."""
    return Parameters(ranges)


@dataclass(frozen=True)
class Recipe:
    """Inputs of a rule, and what is known of its result.

    args    {argument: Arg, Num, Const or Numbers}
    out     axes of the result; a tuple of them where the rule returns several
    low, high  range of the result; None = finite is enough
    """

    args: dict
    out: object
    low: float | None = None
    high: float | None = None
    kind: str = "real"
    outs: tuple = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "outs", self.out if isinstance(self.out, tuple) else (self.out,))


# -------------------------------------------------------------------------------------------------------
# the rules
def public_rules():
    """{"page.rule": function} of every public function of every page; a page that is one rule is
    named once."""
    found = {}
    for page in pkgutil.walk_packages(simulator.rules.__path__, "simulator.rules."):
        module = importlib.import_module(page.name)
        for name, rule in inspect.getmembers(module, inspect.isfunction):
            if rule.__module__ == module.__name__ and not name.startswith("_"):
                where = page.name.removeprefix("simulator.rules.").removesuffix(f".{name}")
                found[f"{where}.{name}"] = rule
    return found


# -------------------------------------------------------------------------------------------------------
# drawing
class Draw:
    """Draws the arguments of a recipe; at the edges only ends and middles of the ranges come."""

    def __init__(self, seed, edges=False, dtype=np.float64):
        self.rng, self.edges, self.dtype = np.random.default_rng(seed), edges, dtype

    def inputs(self, recipe):
        """{argument: value} for a recipe."""
        return {name: self.value(spec) for name, spec in recipe.args.items()}

    def value(self, spec):
        if isinstance(spec, Arg):
            return self.array(spec)
        if isinstance(spec, Num):
            return self.number(spec.low, spec.high)
        if isinstance(spec, Const):
            return spec.value
        return SimpleNamespace(**{name: self.number(*span) for name, span in spec.ranges.items()})

    def number(self, low, high):
        """A scalar or one value a world, as the draw will have it."""
        if self.rng.random() < 0.5:
            return float(self.spread((1,), low, high)[0])
        return self.spread((SIZES["W"],), low, high).astype(self.dtype)

    def spread(self, shape, low, high):
        if self.edges:
            return low + (high - low) * self.rng.choice([0.0, 0.5, 1.0], shape)
        return self.rng.uniform(low, high, shape)

    def array(self, spec):
        axes = spec.axes.split()
        shape = tuple(SIZES[axis] for axis in axes)
        if spec.kind == "index":
            return self.rng.permutation(np.arange(shape[0]) % SIZES[spec.of])
        if spec.kind == "yes":
            return self.rng.random(shape) < 0.5
        if spec.kind == "whole":
            return self.rng.integers(int(spec.low), int(spec.high) + 1, shape)
        if spec.kind == "switch":
            return self.rng.integers(0, 2, shape).astype(self.dtype)
        values = self.spread(shape, spec.low, spec.high)
        if spec.adds_up:
            values = values + 1e-3
            values = values / values.sum(axis=axes.index(spec.adds_up), keepdims=True)
        values[self.rng.random(shape) < spec.blank] = NAN
        return values.astype(self.dtype)


# -------------------------------------------------------------------------------------------------------
# tools
def call(rule, recipe, inputs):
    """Results of a rule, always as a tuple."""
    found = rule(**inputs)
    return found if len(recipe.outs) > 1 else (found,)


def mapped(recipe, inputs, change):
    """Inputs with every array changed by change(array, axes, spec); numbers of sections have the
    one axis of worlds."""
    changed = {}
    for name, value in inputs.items():
        spec = recipe.args[name]
        if isinstance(spec, Parameters):
            changed[name] = SimpleNamespace(
                **{key: _one(item, ["W"], spec, change) for key, item in vars(value).items()}
            )
        else:
            changed[name] = _one(
                value, spec.axes.split() if isinstance(spec, Arg) else ["W"], spec, change
            )
    return changed


def _one(value, axes, spec, change):
    return change(value, axes, spec) if isinstance(value, np.ndarray) else value


def arrays(inputs):
    """Every array among the inputs."""
    for value in inputs.values():
        items = vars(value).values() if isinstance(value, SimpleNamespace) else [value]
        yield from (item for item in items if isinstance(item, np.ndarray))


def shape_of(axes):
    """Shape that axes spell."""
    return tuple(SIZES[axis] for axis in axes.split())


# -------------------------------------------------------------------------------------------------------
# checks
def check_shape_and_range(rule, recipe, inputs):
    """Results have the shape of the docstring, are finite and within range."""
    for found, axes in zip(call(rule, recipe, inputs), recipe.outs, strict=True):
        assert np.shape(found) == shape_of(axes)
        assert np.all(np.isfinite(found))
        slack = 1e-12 if found.dtype == np.float64 else 1e-4
        assert recipe.low is None or np.min(found) >= recipe.low - slack * max(1.0, abs(recipe.low))
        assert recipe.high is None or np.max(found) <= recipe.high + slack * max(
            1.0, abs(recipe.high)
        )


def check_worlds_do_not_leak(rule, recipe, inputs):
    """All worlds together give what each gives alone; alone it stands in two columns, for sums over
    one differ."""
    together = call(rule, recipe, inputs)
    for w in range(SIZES["W"]):
        alone = call(
            rule,
            recipe,
            mapped(
                recipe, inputs, lambda x, axes, spec, w=w: x[..., [w, w]] if axes[-1] == "W" else x
            ),
        )
        for whole, single in zip(together, alone, strict=True):
            assert single.shape == (*whole.shape[:-1], 2)
            np.testing.assert_allclose(single, whole[..., [w, w]], rtol=1e-12, atol=1e-13)


def by_formula(rule, told, inputs):
    """What a formula gives: the steps that a rule's words name in order, then the formula, over
    NumPy and the rules that its page knows."""
    space = vars(np) | vars(importlib.import_module(rule.__module__)) | inputs
    for name, step in (line.split(" = ", 1) for line in told["where"]):
        space[name] = eval(step, space)
    return eval(told["formula"], space)


def agrees(rule, recipe, told, inputs):
    """True where a rule gives what its formula says."""
    found = by_formula(rule, told, inputs)
    pairs = zip(
        call(rule, recipe, inputs), found if len(recipe.outs) > 1 else (found,), strict=True
    )
    return all(np.allclose(one, other, rtol=1e-9, atol=1e-12) for one, other in pairs)


def check_inputs_stay(rule, recipe, inputs):
    """Nothing that goes in is changed, and nothing that comes out shares its memory."""
    copies = [item.copy() for item in arrays(inputs)]
    results = call(rule, recipe, inputs)
    for item, copy in zip(arrays(inputs), copies, strict=True):
        np.testing.assert_array_equal(item, copy)
        assert not any(np.shares_memory(item, found) for found in results)


def check_dtype_is_kept(rule, recipe, inputs, dtype):
    """Real results have the type of the arrays that went in."""
    for found in call(rule, recipe, inputs):
        assert found.dtype == (np.dtype(bool) if recipe.kind == "yes" else np.dtype(dtype))


def agent_axes(recipe):
    """Axes along which agents stand."""
    specs = [spec for spec in recipe.args.values() if isinstance(spec, Arg)]
    return sorted({axis for spec in specs for axis in spec.axes.split()} - set(ORDERED))


def check_order_does_not_matter(rule, recipe, inputs, axis, seed=0):
    """Agents in another order give the same results in that order, or the same sums."""
    order = np.random.default_rng(seed).permutation(SIZES[axis])
    where = np.argsort(order)

    def shuffled(x, axes, spec):
        if isinstance(spec, Arg) and spec.kind == "index" and spec.of == axis:
            x = where[x]
        return np.take(x, order, axis=axes.index(axis)) if axis in axes else x

    before, after = call(rule, recipe, inputs), call(rule, recipe, mapped(recipe, inputs, shuffled))
    for old, new, axes in zip(before, after, recipe.outs, strict=True):
        wanted = np.take(old, order, axis=axes.split().index(axis)) if axis in axes.split() else old
        np.testing.assert_allclose(new, wanted, rtol=1e-6, atol=1e-9)
