"""Bargaining rules: alternative models that settle issues from positions, weights and saliences.
All take the same arguments, so they are interchangeable.

Each rule is one function in a module of the same name in this folder, registered with a short
description. Files, options, tables and tests read their lists from this folder or the register.
"""

from importlib import import_module
from pkgutil import iter_modules

from simulator.rules import RULES, SENTENCES, TOGETHER

__all__ = ["RULES", "SENTENCES", "TOGETHER"]

for module in sorted(module.name for module in iter_modules(__path__)):
    import_module(f"{__name__}.{module}")
