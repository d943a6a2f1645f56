"""Register of metrics: named quantities of a world and week. Outcomes, conditions and checks are
expressions over metrics; tables report them.

To add a metric, write a function of the model in a module of this package that returns one value
per world (W,), and decorate it with its unit; its docstring is its meaning. Tables, headlines,
charts and help read the register, so no other list needs an entry.
"""

from dataclasses import dataclass

METRICS: dict[str, "Metric"] = {}
EXTRAPOLATED = ("rate", "total")  # reports extrapolated beyond the end of a world's story
RECENT = 8  # weeks before the end of a story whose mean rate is extrapolated
USUAL_ORDER = 500
WHOLE = (0.0, 100.0)  # span of a percentage
ROLES = {
    "harm": "sentences report it before all other changes",
    "deal": "sentences report it after harm",
    "words": "sentences report it last: public statements almost always soften and are withdrawn",
    "card": "a large number on every report, changed or not",
    "rule": "shown under each bargaining rule",
    "repeat": "another metric says the same: in tables, not in sentences",
    "medoid": "used to choose the medoid world",
}


@dataclass(frozen=True)
class Metric:
    """A metric with its metadata; `of` computes it from a model.

    report   how a run aggregates its weeks. `last`: the last value; `among`: the last value, over
             the worlds that have one; `ever`, `first`, `mean`, `count`, ...: as in `reading`;
             `total` and `rate`: the sum, and the mean a week, over all weeks of the run, where a
             world that ends early is extrapolated at the mean of its last RECENT weeks. None: the
             metric serves expressions only
    label    label in tables; without one the metric is not shown there
    span     lower and upper end of most of its values, or a function that returns them for a
             scenario; a metric with a span has weekly histograms
    assumed  True if a scenario or an assumption sets it almost directly, so that its change is not
             a finding
    order    position in tables, harm before benefit
    roles    further uses in reports, see ROLES
    event    sentence that says what happens in its first week
    optional True if a run records it only where a scenario requests it, by `answer` or `report`
    label_on_request  label that a metric without a label gets where a scenario requests it
    """

    name: str
    of: object
    unit: str
    meaning: str
    report: str | None = None
    label: str | None = None
    span: object = None
    assumed: bool = False
    order: int = USUAL_ORDER
    roles: tuple[str, ...] = ()
    event: str = ""
    optional: bool = False
    label_on_request: str = ""

    @property
    def in_tables(self):
        """True if tables have a row for it: it has a label and is no term of a deal."""
        return bool(self.label) and (self.report != "among" or self.optional)


def metric(unit, report=None, label=None, span=None, **more):
    """Register a function as the metric of the same name."""
    unknown = set(more.get("roles", ())) - set(ROLES)
    if unknown:
        raise ValueError(f"unknown role of a metric: {', '.join(sorted(unknown))}")

    def register(function):
        name, meaning = function.__name__, " ".join(function.__doc__.split())
        METRICS[name] = Metric(name, function, unit, meaning, report, label, span, **more)
        return function

    return register


def with_role(role):
    """Names of the metrics that have a role, in the order of tables."""
    metrics = [metric for metric in METRICS.values() if role in metric.roles]
    return tuple(metric.name for metric in sorted(metrics, key=lambda metric: metric.order))


def dated():
    """{name: sentence of the event} of the metrics whose first week is an event."""
    return {name: metric.event for name, metric in METRICS.items() if metric.event}
