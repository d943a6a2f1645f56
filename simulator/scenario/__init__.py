"""What is asked: YAML files to a validated, resolved, frozen scenario."""

from simulator.scenario.errors import ScenarioError
from simulator.scenario.read import find, read
from simulator.scenario.resolved import Resolved

__all__ = ["Resolved", "ScenarioError", "find", "read"]
