"""Metrics by theme, registered in this order, that of the columns of a run."""

from simulator.model.metrics import battlefield, harm, talks
from simulator.model.metrics.registry import (
    COUNTED_ON,
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
    "COUNTED_ON",
    "METRICS",
    "RECENT",
    "ROLES",
    "WHOLE",
    "Metric",
    "dated",
    "metric",
    "with_role",
]
