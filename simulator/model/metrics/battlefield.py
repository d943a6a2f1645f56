"""Metrics of the war: land, residents, strength."""

from simulator.model.metrics.registry import metric


@metric("weeks")
def week(m):
    """Weeks since the start."""
    return m.xp.full(m.worlds, m.week - m.start, float)


@metric("% of residents")
def capital_residents(m):
    """Residents of the capital's region who live under the government."""
    return 100.0 * m.state.residents[m.index.state_holder, m.index.capital]


@metric("% of area")
def government_area(m):
    """Area held by the government."""
    return 100.0 * m.area[m.index.state_holder]


@metric("points", "last", "land won, government", order=170, roles=("medoid",))
def government_gain(m):
    """Area won by the government since the start, in percentage points of the country."""
    return 100.0 * (m.area[m.index.state_holder] - m.state.first_area[m.index.state_holder])


@metric("points of area")
def government_advance(m):
    """Area won by the government in the last 26 weeks, or since the start."""
    return m.advance


@metric("% of residents")
def government_residents(m):
    """Residents under the government."""
    return 100.0 * m.residents[m.index.state_holder]


@metric("% of residents")
def opposition_residents(m):
    """Residents under the holders of other camps than the government's."""
    government = m.index.camp[m.index.sovereign]
    camps = [holders for c, holders in enumerate(m.index.holders_of_camp) if c != government]
    return 100.0 * sum(m.residents[h] for holders in camps for h in holders)


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
            there = m.parameters.array(f"holders.{m.index.holders[h]}.garrisons.{name}") > 0.0
            total = total + m.state.share[h, g] * m.state.area_weight[g] * there
    return 100.0 * total


@metric("log points")
def power(m):
    """Log ratio of strength of the government's camp to its opponents, including all foreign
    support."""
    contest = m.index.contests.index(m.index.camp[m.index.sovereign])
    return m.state.strength[contest]


@metric("weeks", "first")
def end_of_story(m):
    """True once the world has reached a final outcome, by collapse or lasting victory, and no
    longer changes."""
    return ~m.state.alive
