"""Who applies which rules and who draws which chance is declared where they stand; what is declared
is what their code does."""

import inspect
import sys
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType

import pytest
from harness import public_rules

from simulator import model, rules
from simulator.model.conflict import STAGES
from simulator.model.random_streams import DRAWN, PROCESSES, draws
from simulator.rules import APPLIED, acceptance, applies, patron
from simulator.rules.bargaining import RULES

PUBLIC = set(public_rules().values())


def parts():
    """Classes and public functions of the model and of the rules."""
    for package in (model, rules):
        for page in walk_packages(package.__path__, f"{package.__name__}."):
            for name, one in vars(import_module(page.name)).items():
                own = getattr(one, "__module__", "") == page.name and not name.startswith("_")
                if own and (inspect.isclass(one) or inspect.isfunction(one)):
                    yield one


def used(code):
    """Names and constants that some code uses, that of its inner functions too."""
    names, constants = set(code.co_names), set()
    for one in code.co_consts:
        if inspect.iscode(one):
            inner = used(one)
            names, constants = names | inner[0], constants | inner[1]
        else:
            constants |= set(one) if isinstance(one, tuple | frozenset) else {one}
    return names, constants


def code_of(thing):
    """(names, constants) of each function of a class, or of a function."""
    own = vars(thing).values() if inspect.isclass(thing) else [thing]
    found = [getattr(one, "fget", one) for one in own]
    return [used(one.__code__) for one in found if inspect.isfunction(one)]


def called(thing):
    """Rules that a class or a function calls, itself or by a private function of its module; one
    chosen by name counts as all it is chosen from."""
    space, found = vars(sys.modules[thing.__module__]), set()
    names = set().union(*(one for one, _ in code_of(thing)))
    for one in (space[name] for name in names if name in space):
        if one is RULES:
            found |= set(RULES.values())
        elif isinstance(one, ModuleType):
            found |= {
                rule for rule in vars(one).values() if is_rule(rule) and rule.__name__ in names
            }
        elif is_rule(one):
            found.add(one)
        elif inspect.isfunction(one) and one.__module__ == thing.__module__ and one is not thing:
            found |= called(one) if one.__name__.startswith("_") else set()
    return found - {thing}


def is_rule(one):
    return inspect.isfunction(one) and one in PUBLIC


def drawn(thing):
    """Processes of chance that a class draws."""
    words = {"streams", "uniform", "normal"}
    drawing = [have for names, have in code_of(thing) if {"streams"} < names & words]
    return [name for name in PROCESSES if any(name in have for have in drawing)]


@pytest.mark.parametrize("part", parts(), ids=lambda one: f"{one.__module__}.{one.__name__}")
def test_rules_declared_are_those_that_the_code_calls(part):
    declared = APPLIED.get(part, ())
    assert len(set(declared)) == len(declared)
    assert set(declared) == called(part)


@pytest.mark.parametrize("agent", STAGES, ids=lambda one: one.__name__)
def test_processes_declared_are_those_that_the_code_draws(agent):
    assert [name for name, agents in DRAWN.items() if agent in agents] == drawn(agent)


def test_only_agents_of_the_week_are_declared_to_draw():
    assert {agent for agents in DRAWN.values() for agent in agents} <= set(STAGES)


def test_a_declaration_leaves_everything_as_it_is(monkeypatch):
    monkeypatch.setattr(rules, "APPLIED", {})

    def user():
        return acceptance.mixed_shock(0.0, 1.0, 1.0)

    assert applies(acceptance.mixed_shock)(user) is user
    assert list(rules.APPLIED.items()) == [(user, (acceptance.mixed_shock,))]
    with pytest.raises(KeyError):
        draws("no such process")(user)


def test_an_undeclared_call_is_found():
    def user():
        return patron.open_sky(0.0, 1.0)

    assert called(user) == {patron.open_sky}
