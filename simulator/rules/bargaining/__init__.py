"""Rival ways to settle issues from positions, weights and saliences; each takes the same arguments,
so one can stand for another.

A rule is a module of its name in this folder: one function, registered beside a sentence. Whatever
lists bargaining rules (files, options, tables, tests) reads this folder or what is registered.
"""

from importlib import import_module
from pkgutil import iter_modules

from simulator.rules import RULES, SENTENCES, TOGETHER

__all__ = ["RULES", "SENTENCES", "TOGETHER"]

for page in sorted(page.name for page in iter_modules(__path__)):
    import_module(f"{__name__}.{page}")
