"""Scenario files: read YAML into validated, immutable scenarios."""

from simulator.scenario.errors import ScenarioError
from simulator.scenario.read import find, read
from simulator.scenario.resolved import Resolved

__all__ = ["Resolved", "ScenarioError", "find", "read"]
