"""The register of metrics: named numbers of a world and week. Outcomes, conditions and checks are
expressions over them; tables report them.

To add one: a function of the model in a module of this package that returns one number a world
(W,), decorated with its unit; its docstring is its meaning. Nothing else lists names: tables,
headlines, charts and help read the register.
"""

from dataclasses import dataclass

METRICS: dict[str, "Metric"] = {}
COUNTED_ON = ("rate", "total")  # reports that count on after the end of a world's story
RECENT = 8  # weeks before the end of a story whose mean rate they count on at
USUAL_ORDER = 500
WHOLE = (0.0, 100.0)  # span of a percentage
ROLES = {
    "harm": "sentences tell of it before all else that moves",
    "deal": "sentences tell of it after harm",
    "words": "sentences tell of it last: words soften and harden again by how the model is built",
    "card": "a large number on every report, moved or not",
    "rule": "shown under each bargaining rule",
    "repeat": "another tells the same: in tables, not in sentences",
    "typical": "a typical world lies in the middle of it",
}


@dataclass(frozen=True)
class Metric:
    """A metric with its metadata; `of` makes it from a model.

    report   how a run sums it up over the weeks of a world's story: its `last` value (`among` the
             worlds that have one), or another of the reductions of `reading`. Over all weeks of the
             run: the `total` of what has added up since the start, and the mean `rate` a week; a
             world whose story ends early is counted on at the mean rate of the last RECENT weeks of
             its story. None serves expressions only
    label    in tables; without one it stays out of them
    span     the ends between which its values mostly lie, or a function that finds them in the
             scenario: it is also counted week by week
    assumed  a scenario sets it almost directly: its change is no finding
    order    place in tables, danger before benefit
    roles    where else it is told, see ROLES
    event    what happens in its first week, as a sentence
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


def metric(unit, report=None, label=None, span=None, **more):
    """Register a function as the metric of its own name."""
    lost = set(more.get("roles", ())) - set(ROLES)
    if lost:
        raise ValueError(f"a metric has no role {', '.join(sorted(lost))}")

    def register(function):
        name, meaning = function.__name__, " ".join(function.__doc__.split())
        METRICS[name] = Metric(name, function, unit, meaning, report, label, span, **more)
        return function

    return register


def with_role(role):
    """Names of the metrics that play a role, in the order of tables."""
    found = [one for one in METRICS.values() if role in one.roles]
    return tuple(one.name for one in sorted(found, key=lambda one: one.order))


def dated():
    """{name: what happens} of the metrics whose first week is an event."""
    return {name: one.event for name, one in METRICS.items() if one.event}
