"""Metrics of the war: land, residents, strength."""

from simulator.model.metrics.registry import metric


@metric("weeks")
def week(m):
    """Weeks since the start."""
    return m.xp.full(m.worlds, m.week - m.start, float)


@metric("% of residents")
def capital_residents(m):
    """Residents of the capital's region who live under the government."""
    return 100.0 * m.state.residents[m.index.regime, m.index.capital]


@metric("% of area")
def government_area(m):
    """Area held by the government."""
    return 100.0 * m.area[m.index.regime]


@metric("points", "last", "land won, government", order=170, roles=("medoid",))
def government_gain(m):
    """Area won by the government since the start, in percentage points of the country."""
    return 100.0 * (m.area[m.index.regime] - m.first_area[m.index.regime])


@metric("points of area")
def government_advance(m):
    """Area won by the government in the last 26 weeks, or since the start."""
    return m.advance


@metric("% of residents")
def government_residents(m):
    """Residents under the government."""
    return 100.0 * m.residents[m.index.regime]


@metric("% of residents")
def opposition_residents(m):
    """Residents under the opposition."""
    return 100.0 * m.residents[m.index.rebels]


@metric("points of area")
def movement(m):
    """Net movement of the front lines in 26 weeks: the largest change of any holder's area; 100
    before week 26."""
    return m.state.movement


@metric("% of area")
def garrisoned_area(m):
    """Area that holders other than the government hold with a foreign garrison."""
    total = m.state.full()
    for h in m.index.others:
        for name in m.form.holders[m.index.holders[h]].garrisons:
            g = m.index.regions.index(name)
            total = total + m.state.share[h, g] * m.state.area_weight[g]
    return 100.0 * total


@metric("log points")
def power(m):
    """Log ratio of the government's strength to the opposition's, including all foreign support."""
    return m.state.strength


@metric("weeks", "first")
def end_of_story(m):
    """True once the world has reached a final outcome, by collapse or lasting victory, and no
    longer changes."""
    return ~m.state.alive
