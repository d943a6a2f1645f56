"""Forecasts of issue tables by a bargaining rule, as a point and as a distribution.

The distribution adds errors in the judgement of positions, capabilities and saliences, the
probability that one actor's position is adopted, and an error in proportion to how far positions
lie apart."""

import numpy as np

from simulator.model.random_streams import RandomStreams
from simulator.rules.bargaining import RULES, TOGETHER

DEFAULT = "compromise"  # no other rule forecasts the record significantly better
BLOCK = 1000  # draws computed at once; changes no result
PERCENTILES = (5, 10, 25, 50, 75, 90, 95)
POSITION_SD = 5.0  # points of a line of 100, standard deviation of a judgement
FACTOR_SD = 0.2  # of a capability or a salience, in log points
# Probability that one actor's position is adopted; error as a multiple of the spread of positions.
# Fitted on one half of a record of decided issues, tested on the other; see tests/scoring.py.
P_ADOPTED, ERROR_SCALE = 0.3, 0.8


def forecasts(issues, rule=DEFAULT, draws=0, seed=0):
    """Forecast of each issue by a rule and by the rival rules.

    Returns {"rule", "draws", "seed", "references": number of issues that have one,
    "issues": {NAME: {"line", "forecast", "rules", "percentiles"}}}.
    """
    by_rule = {name: point_forecasts(issues, name) for name in RULES}
    rows: dict = {}
    for issue in issues:
        rules = {name: points[issue.name] for name, points in by_rule.items()}
        rows[issue.name] = {"line": list(issue.line), "forecast": rules[rule], "rules": rules}
    for name, values in predictive_draws(issues, rule, draws, seed).items() if draws else ():
        levels = np.percentile(values, PERCENTILES).tolist()
        rows[name]["percentiles"] = dict(zip((f"p{p}" for p in PERCENTILES), levels, strict=True))
    references = sum(issue.reference is not None for issue in issues)
    return {"rule": rule, "draws": draws, "seed": seed, "references": references, "issues": rows}


def point_forecasts(issues, rule=DEFAULT):
    """Forecast of each issue by a rule, without errors in the table: {NAME: value}."""
    # two worlds, so that sums run in one order
    exact = {issue.name: np.zeros((3, len(issue.stands), 2)) for issue in issues}
    settled = settled_values(issues, rule, exact)
    return {issue.name: float(_to_issue_scale(settled[issue.name], issue)[0]) for issue in issues}


def predictive_draws(issues, rule=DEFAULT, draws=1000, seed=0):
    """Distribution of each issue, one value per draw: {NAME: (draws,)}."""
    chunks = np.array_split(np.arange(draws), -(-draws // BLOCK))
    blocks = [draw_issues(issues, rule, numbers, seed) for numbers in chunks]
    names = [issue.name for issue in issues]
    return {name: np.concatenate([block[name].values() for block in blocks]) for name in names}


def draw_issues(issues, rule, numbers, seed):
    """Uncertain inputs and forecasts of each issue in numbered draws: {NAME: IssueDraws}."""
    streams = RandomStreams(seed, numbers)
    errors = {issue.name: _errors(issue, streams) for issue in issues}
    settled = settled_values(issues, rule, errors)
    return {
        issue.name: IssueDraws(issue, settled[issue.name], errors[issue.name], streams)
        for issue in issues
    }


class IssueDraws:
    """Draws of an issue: the rule's forecast, the position that may be adopted instead, and the
    error of the forecast, each (W,)."""

    def __init__(self, issue, forecast, errors, streams):
        place, weight, salience = _perturbed_inputs(issue, errors)
        force = weight * salience / np.sum(weight * salience, axis=0)
        middle = np.sum(force * place, axis=0)
        self.issue, self.forecast, named = issue, forecast, [issue.name]
        (self.adopted,), (number,) = (streams.uniform("outright", named, n) for n in range(2))
        winner = np.argmax(np.cumsum(force, axis=0) >= number * np.sum(force, axis=0), axis=0)
        self.winner = place[winner, np.arange(len(winner))]
        deviation = np.sqrt(np.sum(force * (place - middle) ** 2, axis=0))
        self.error = deviation * streams.normal("beside", named, 0)[0]

    def values(self, p_adopted=P_ADOPTED, error_scale=ERROR_SCALE):
        """Settled value of each draw (W,): one actor's position, or the forecast with its error;
        never beyond the ends of the line."""
        with_error = self.forecast + error_scale * self.error
        settled = np.where(self.adopted < p_adopted, self.winner, with_error)
        return _to_issue_scale(np.clip(settled, 0.0, 100.0), self.issue)


def _errors(issue, streams):
    """Standard normal errors of each actor's position, capability and salience, (3, actors,
    draws)."""
    names = [f"{issue.name}|{stand.actor}" for stand in issue.stands]
    return np.stack([streams.normal("judged", names, number) for number in range(3)])


def settled_values(issues, rule, errors):
    """Settled values {NAME: (W,)} on lines from 0 to 100; a rule for packages takes all issues
    together."""
    groups = [issues] if rule in TOGETHER else [[issue] for issue in issues]
    values = [value for group in groups for value in RULES[rule](*_arrays(group, errors))]
    return {issue.name: value for issue, value in zip(issues, values, strict=True)}


def _arrays(issues, errors):
    """Position (A, I, W), weight (A, W), salience (A, I, W) and reserve (A, W); an actor without a
    stand on an issue has no salience there."""
    names = dict.fromkeys(stand.actor for issue in issues for stand in issue.stands)
    actors = {actor: a for a, actor in enumerate(names)}
    worlds = errors[issues[0].name].shape[-1]
    position, weight, salience, loss = np.zeros((4, len(actors), len(issues), worlds))
    for i, issue in enumerate(issues):
        rows = [actors[stand.actor] for stand in issue.stands]
        place, weight[rows, i], salience[rows, i] = _perturbed_inputs(issue, errors[issue.name])
        position[:, i], position[rows, i] = np.mean(place, axis=0), place
        loss[rows, i] = _cost_of_no_decision(issue, place)
    share = salience / np.maximum(np.sum(salience, axis=1), 1e-9)[:, None]
    times = np.maximum(np.sum(weight > 0.0, axis=1), 1)
    return position, np.sum(weight, axis=1) / times, salience, 1.0 - np.sum(share * loss, axis=1)


def _perturbed_inputs(issue, errors):
    """Position on a line of 100, capability and salience (actors, W) with these errors."""
    low, high = issue.line
    stands = [(stand.position, stand.capability, stand.salience) for stand in issue.stands]
    position, capability, salience = np.array(stands).T[..., None]
    place = (position - low) / ((high - low) or 1.0) * 100.0 + POSITION_SD * errors[0]
    capability, salience = (
        judged * np.exp(FACTOR_SD * error)
        for judged, error in ((capability, errors[1]), (salience, errors[2]))
    )
    return np.clip(place, 0.0, 100.0), capability, np.minimum(salience, 1.0)


def _cost_of_no_decision(issue, place):
    """Cost of no decision to each actor (actors, W): at the reference of the table if there is one,
    else at the position it likes least."""
    low, high = issue.line
    if issue.reference is None:
        far = np.maximum(place - np.min(place, axis=0), np.max(place, axis=0) - place)
    else:
        far = place - (issue.reference - low) / ((high - low) or 1.0) * 100.0
    return (far * 0.01) ** 2


def _to_issue_scale(value, issue):
    """Values on a line of 100 as values on the issue's own line."""
    low, high = issue.line
    return low + value * 0.01 * (high - low)
