"""Metrics by theme, registered in the order of the columns of a run."""

from simulator.model.metrics import battlefield, harm, talks
from simulator.model.metrics.registry import (
    EXTRAPOLATED,
    METRICS,
    RECENT,
    ROLES,
    WHOLE,
    Metric,
    dated,
    metric,
    with_role,
)

THEMES = battlefield, harm, talks
__all__ = [
    "EXTRAPOLATED",
    "METRICS",
    "RECENT",
    "ROLES",
    "WHOLE",
    "Metric",
    "dated",
    "metric",
    "with_role",
]
