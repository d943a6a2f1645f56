"""Metrics of the costs of war: civilians, sieges, fighters, sorties."""

import numpy as np

from simulator.model.metrics.registry import metric
from simulator.rules import applies, holder


def reach(value):
    """Smallest of 1, 2 or 5 times a power of ten that is at least the value.

    >>> reach(951.0), reach(0.3), reach(0.0)
    (1000.0, 0.5, 1.0)
    """
    power = 10.0 ** np.floor(np.log10(value)) if value > 0 else 1.0
    return float(next(power * k for k in (1, 2, 5, 10) if power * k >= value))


def span_of_deaths(form):
    """Span of civilians killed a week: up to three times those of the reference months."""
    return 0.0, reach(3.0 * form.harm.reference.value)


def span_of_sieges(form):
    """Span of thousand people besieged: up to a tenth of all residents."""
    return 0.0, reach(0.1 * sum(place.residents.value for place in form.regions.values()))


def span_of_losses(form):
    """Span of thousand fighters of a holder killed: up to a tenth of all initial men per two years
    of the run."""
    men = sum(holder.reserve.value + holder.garrison.value for holder in form.holders.values())
    return 0.0, reach(0.1 * men * form.weeks / 104)


@metric("share", "rate")
def violence(m):
    """Civilian deaths of the week relative to those of the scenario's reference months."""
    return m.state.deaths / m.parameters["harm.reference"]


@metric("people", "total", "civilians killed", order=10, roles=("harm", "card", "rule"))
def civilians_killed_total(m):
    """Civilians killed in the war between the camps since the start."""
    return m.state.killed


@metric("people", "last")
def civilians_killed_until_end(m):
    """Civilians killed since the start, not extrapolated beyond the end of a world's story."""
    return m.state.killed


@metric(
    "a week",
    "rate",
    "civilians killed a week",
    span_of_deaths,
    order=20,
    roles=("medoid", "repeat"),
)
def civilians_killed(m):
    """Civilians killed this week in the war between the camps."""
    return m.state.deaths


@metric("thousand", "last", "people besieged", span_of_sieges, order=30, roles=("harm",))
@applies(holder.besieged)
def besieged(m, regions=slice(None)):
    """People under siege."""
    s, index, row = m.state, m.index, m.index.measure_of("access")
    access = 0.01 * s.practice[row] if row is not None else s.full()
    total = 0.0
    for h in index.besiegers:
        for k, camp in enumerate(index.camp_of_holder):
            if camp not in (None, index.camp_of_holder[h]):
                people = (s.residents[k] * s.people)[regions]
                total = total + holder.besieged(people, s.share[h][regions], access, m.fronts.harm)
    return s.full() + total


@metric("thousand", "total", order=40)
def fighters_killed(m):
    """Fighters killed since the start, all sides."""
    return np.sum(m.state.dead, axis=0)


@metric("a day", "mean", "sorties flown", span=(0, 200), assumed=True, order=900)
def sorties(m):
    """Sorties flown per day by all patrons."""
    return np.sum(m.state.sorties, axis=0)


@metric("weeks", "count", "weeks aircraft were too few", assumed=True, order=900)
def ceiling_bound(m):
    """True in a week in which a patron wanted more sorties than its aircraft allow."""
    return m.state.ceiling_bound.any(axis=0)
