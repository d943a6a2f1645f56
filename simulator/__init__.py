"""Policy scenario simulator: a war and its negotiations, simulated in many worlds at once."""

from importlib import import_module
from typing import TYPE_CHECKING

from simulator.program import __version__  # noqa: F401

if TYPE_CHECKING:
    from simulator.report.notebook import compare, parameters, run, story, sweep
    from simulator.scenario import read

__all__ = ["compare", "parameters", "read", "run", "story", "sweep"]


def __getattr__(name):
    """Load a public function at first use, so that `import simulator` stays fast."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(
        import_module("simulator.scenario" if name == "read" else "simulator.report.notebook"), name
    )


def __dir__():
    return sorted({*globals(), *__all__})
