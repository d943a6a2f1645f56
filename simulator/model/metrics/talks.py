"""Metrics of truce and talks: attendance, signatures, concessions of the government."""

import numpy as np

from simulator.model.metrics.registry import WHOLE, metric
from simulator.rules import applies, faction, utility


@metric("weeks", "count", "weeks of truce", span=(0, 1), order=130, roles=("medoid",))
def truce_in_force(m):
    """True while the truce is in force."""
    return m.state.truce


@metric("weeks", "first", "truce void", order=50, roles=("rule",), event="the truce is void")
def truce_void(m):
    """True in the week the truce is declared void."""
    return m.state.truce_void


@metric("breaches/week")
def violations(m):
    """Breaches of the truce this week by both sides."""
    return np.sum(m.state.violations, axis=0)


@metric("%", "mean", "factions at the table", span=WHOLE, order=140, roles=("medoid",))
def attending(m):
    """Share of the fighters of all factions, without the radicals, whose faction attends."""
    return 100.0 * m.share_attending()


@metric("%", "mean", "fighters with the radicals", span=WHOLE, order=70)
@applies(faction.share_of)
def with_radicals(m):
    """Share of the fighters of all factions who stand with the radicals."""
    return 100.0 * faction.share_of(m.state.fighters, m.state.leans)


@metric("yes or no")
def signed(m):
    """True from the week in which a package is signed."""
    return m.state.deal | m.state.deal_broke


@metric("weeks", "first", event="a package is signed")
def signature(m):
    """True in weeks in which a package is in force or has broken."""
    return m.state.deal | m.state.deal_broke


@metric(
    "share of worlds",
    "ever",
    "package signed",
    span=(0, 1),
    order=80,
    roles=("deal", "card", "rule"),
)
def package_signed(m):
    """True once a package was signed."""
    return m.state.deal | m.state.deal_broke


@metric("share of worlds", "ever", "signed package broken", order=60)
def deal_broke(m):
    """True once a signed package has broken down."""
    return m.state.deal_broke


@metric("yes or no", "last", span=(0, 1))
def deal_holding(m):
    """True while a package is in force."""
    return m.state.deal


@metric(
    "% of its fighters",
    "last",
    "fighters who joined a deal",
    span=WHOLE,
    optional=True,
)
def joined(m):
    """Share of the fighters of the signers other than the government who, under a deal, fight the
    holders excluded from it beside the government."""
    return 100.0 * m.state.joining


@metric("yes or no")
def departed(m):
    """True once the leader has left, under a deal in force or by script."""
    s, row, scripted = m.state, m.index.term_of("leader"), m.left_by_script()
    if row is None:
        return scripted
    dated = s.conceded(s.deal_terms)[row] >= m.parameters["talks.dated_from"]
    return (s.deal & dated & (s.deal_age >= m.parameters["talks.departure_weeks"])) | scripted


@metric(
    "share of worlds", "ever", "softer public statements", order=110, roles=("words",), assumed=True
)
def softening(m):
    """True if public statements softened by 10 points in 3 weeks and the bottom line moved by
    less than 2."""
    return np.any(m.state.softening, axis=0)


@metric(
    "share of worlds",
    "ever",
    "public statements withdrawn",
    order=120,
    roles=("words",),
    assumed=True,
)
def reversion(m):
    """True when half of a softening was withdrawn within 6 weeks."""
    return np.any(m.state.reverted, axis=0)


@metric("share of worlds", "ever", "core concession", span=(0, 1), order=90, roles=("deal", "rule"))
def core_concession(m):
    """True once the bottom line on who leads or on the body was at 25 or more for 4 weeks, or the
    government voted for such a text."""
    return m.state.core


@metric("share of worlds", "ever", "major concession", order=100, roles=("deal", "rule"))
def major_concession(m):
    """True once a core concession was made, or the practice of a measure was 30 or more points from
    its start for 8 weeks."""
    return m.state.core | m.state.major


@metric("of 100", "last", "bottom line on the leader", span=WHOLE)
def bottom_line_on_leader(m):
    """Farthest term on who leads that the government would accept rather than war, other terms as
    in the text."""
    missing = m.index.term_of("leader") is None
    return m.xp.full(m.worlds, 0.0, float) if missing else m.state.reservation[0]


@metric("measures", "sum", "measures enacted", order=150)
def measures_enacted(m):
    """Measures newly enacted this week (a truce renewed within four weeks is not new)."""
    return m.state.enacted


@metric("% of weeks", "mean", "zone of agreement", span=WHOLE, order=160)
def zone_of_agreement(m):
    """100 when the latest text is better than war for all signers, without red
    lines and distrust, else 0."""
    better = [surplus(m, a) > 0.0 for a in m.index.signers]
    return 100.0 * np.all(np.stack(better), axis=0)


@applies(utility.squared_value)
def surplus(m, a):
    """Value of the latest text to a party less that of war, (W,), under the mediator's squared
    loss."""
    s, package, party = m.state, slice(0, len(m.index.package)), slice(a, a + 1)
    salience = m.table.values.exit_safety.salience(party)
    value = utility.squared_value(s.draft, s.position[party, package], salience)
    return value[0] - s.war_squared[a]


@metric("times", "sum", "unilateral moves")
def own_way(m):
    """True in a week in which a party makes a unilateral move on an issue of the talks, under a
    truce."""
    return np.any(m.state.unilateral_move, axis=0).astype(m.state.dtype)


@metric("of 100", span=WHOLE)
def declared_softness(m):
    """Points by which public statements are softer than the position behind them; the most of
    several parties."""
    return np.max(m.state.softness, axis=0)
