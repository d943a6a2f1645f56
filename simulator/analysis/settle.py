"""Issue tables settled by a chosen rule, and how far the world may settle them elsewhere.

The forecast of a rule is a point; a distribution adds the uncertainty of inputs: positions,
capabilities and saliences are judged with error, an issue may go to one actor's position outright,
and the rest misses in proportion to how far positions lie apart."""

import numpy as np

from simulator.model.random_streams import RandomStreams
from simulator.rules.bargaining import RULES, TOGETHER

DEFAULT = "compromise"  # nothing here forecasts the record better by more than chance
BLOCK = 1000  # draws held at once; changes no result
PERCENTILES = (5, 10, 25, 50, 75, 90, 95)
POSITION_OFF = 5.0  # points of a line of 100, standard deviation of a judgement
FACTOR_OFF = 0.2  # of a capability or a salience, in log points
# Chance of one actor's position; miss over the spread of positions: chosen on one half of a record
# of decided issues and tried on the other; tests/scoring.py says how.
OUTRIGHT, BESIDE = 0.3, 0.8


def settled(issues, rule=DEFAULT, draws=0, seed=0):
    """Every issue by the rule, the others beside it.

    Returns {"rule", "draws", "seed", "references": issues that have one,
    "issues": {NAME: {"forecast", "rules", "percentiles"}}}.
    """
    points = {name: at_points(issues, name) for name in RULES}
    told = {}
    for name in (one.name for one in issues):
        rules = {rival: found[name] for rival, found in points.items()}
        told[name] = {"forecast": rules[rule], "rules": rules}
    for name, values in predicted(issues, rule, draws, seed).items() if draws else ():
        found = np.percentile(values, PERCENTILES).tolist()
        told[name]["percentiles"] = dict(zip((f"p{p}" for p in PERCENTILES), found, strict=True))
    known = sum(one.reference is not None for one in issues)
    return {"rule": rule, "draws": draws, "seed": seed, "references": known, "issues": told}


def at_points(issues, rule=DEFAULT):
    """Where a rule settles each issue if all that the table says is true: {NAME: value}."""
    # two worlds, so that sums run in one order
    exact = {one.name: np.zeros((3, len(one.stands), 2)) for one in issues}
    found = by_rule(issues, rule, exact)
    return {one.name: float(_unscaled(found[one.name], one)[0]) for one in issues}


def predicted(issues, rule=DEFAULT, draws=1000, seed=0):
    """Where each issue may settle, a value a draw: {NAME: (draws,)}."""
    parts = np.array_split(np.arange(draws), -(-draws // BLOCK))
    blocks = [unknown(issues, rule, numbers, seed) for numbers in parts]
    names = [one.name for one in issues]
    return {name: np.concatenate([block[name].values() for block in blocks]) for name in names}


def unknown(issues, rule, numbers, seed):
    """What is not known of each issue in the draws of these numbers: {NAME: Unknown}."""
    chance = RandomStreams(seed, numbers)
    off = {one.name: _misjudged(one, chance) for one in issues}
    found = by_rule(issues, rule, off)
    return {one.name: Unknown(one, found[one.name], off[one.name], chance) for one in issues}


class Unknown:
    """An issue in many draws: the rule's forecast, whose position it may go to outright, and how
    far it may miss, each (W,)."""

    def __init__(self, issue, forecast, off, chance):
        place, weight, salience = _drawn(issue, off)
        force = weight * salience / np.sum(weight * salience, axis=0)
        middle = np.sum(force * place, axis=0)
        self.issue, self.forecast, named = issue, forecast, [issue.name]
        (self.taken,), (whose,) = (chance.uniform("outright", named, number) for number in range(2))
        winner = np.argmax(np.cumsum(force, axis=0) >= whose * np.sum(force, axis=0), axis=0)
        self.winner = place[winner, np.arange(len(winner))]
        spread = np.sqrt(np.sum(force * (place - middle) ** 2, axis=0))
        self.miss = spread * chance.normal("beside", named, 0)[0]

    def values(self, outright=OUTRIGHT, beside=BESIDE):
        """Where the issue settles in each draw (W,): one actor's position outright, or beside the
        forecast; never beyond the line."""
        settled = np.where(self.taken < outright, self.winner, self.forecast + beside * self.miss)
        return _unscaled(np.clip(settled, 0.0, 100.0), self.issue)


def _misjudged(issue, chance):
    """Standard normals (3, actors, draws): how far position, capability and salience of each are
    off."""
    who = [f"{issue.name}|{stand.actor}" for stand in issue.stands]
    return np.stack([chance.normal("judged", who, number) for number in range(3)])


def by_rule(issues, rule, off):
    """{NAME: (W,)} on lines from 0 to 100, issues together where the rule takes them so."""
    groups = [issues] if rule in TOGETHER else [[one] for one in issues]
    found = [value for group in groups for value in RULES[rule](*_arrays(group, off))]
    return {one.name: value for one, value in zip(issues, found, strict=True)}


def _arrays(issues, off):
    """Position (A, I, W), weight (A, W), salience (A, I, W) and reserve (A, W); who is not on an
    issue has no salience there."""
    names = dict.fromkeys(stand.actor for one in issues for stand in one.stands)
    actors = {actor: a for a, actor in enumerate(names)}
    worlds = off[issues[0].name].shape[-1]
    position, weight, salience, loss = np.zeros((4, len(actors), len(issues), worlds))
    for i, one in enumerate(issues):
        rows = [actors[stand.actor] for stand in one.stands]
        place, weight[rows, i], salience[rows, i] = _drawn(one, off[one.name])
        position[:, i], position[rows, i] = np.mean(place, axis=0), place
        loss[rows, i] = _loss(one, place)
    share = salience / np.maximum(np.sum(salience, axis=1), 1e-9)[:, None]
    times = np.maximum(np.sum(weight > 0.0, axis=1), 1)
    return position, np.sum(weight, axis=1) / times, salience, 1.0 - np.sum(share * loss, axis=1)


def _drawn(issue, off):
    """Position on a line of 100, capability and salience (actors, W) as they are if off by so
    much."""
    low, high = issue.line
    stands = [(one.position, one.capability, one.salience) for one in issue.stands]
    position, capability, salience = np.array(stands).T[..., None]
    place = (position - low) / ((high - low) or 1.0) * 100.0 + POSITION_OFF * off[0]
    capability, salience = (
        judged * np.exp(FACTOR_OFF * miss)
        for judged, miss in ((capability, off[1]), (salience, off[2]))
    )
    return np.clip(place, 0.0, 100.0), capability, np.minimum(salience, 1.0)


def _loss(issue, place):
    """What no decision costs each actor (actors, W): the reference, where the table has one, else
    the place it likes least."""
    low, high = issue.line
    if issue.reference is None:
        far = np.maximum(place - np.min(place, axis=0), np.max(place, axis=0) - place)
    else:
        far = place - (issue.reference - low) / ((high - low) or 1.0) * 100.0
    return (far * 0.01) ** 2


def _unscaled(value, issue):
    """From a line of 100 to the issue's own."""
    low, high = issue.line
    return low + value * 0.01 * (high - low)
