"""Labels, order and units of the outcomes and metrics of a study."""

import math
import re

from simulator.analysis.compare import is_share, listed_metrics, outcomes_of
from simulator.analysis.sweep import significant_rows
from simulator.model.metrics import dated, with_role

DATED = dated() | {"end_of_story": "the simulation stops before the end"}
SMALL_WORDS = ("a", "the", "of", "by", "on")
HARM = with_role("harm")  # with collapse, before all other changes
REPEATS = with_role("repeat")


def day(date):
    """A date in words.

    >>> import datetime
    >>> day(datetime.date(2016, 3, 1))
    '1 March 2016'
    """
    return f"{date.day} {date:%B %Y}"


def run_facts(study, scenario, brief=False):
    """Number of worlds, dates and seed in a line; unless `brief`, also what scenarios
    share."""
    form, request, worlds = scenario.form, study.request, study.worlds
    draws, reps = math.ceil(worlds / request.reps), min(request.reps, worlds)
    each = f"{_count_of(draws, 'parameter draw')} x {_count_of(reps, 'world')} each"
    each = f"{_count_of(draws, 'draw')} x {reps}" if brief else each
    span = f"{day(form.start)} to {day(form.monday(form.weeks))}"
    shared = len(study.scenarios) > 1 and not brief
    same = "; the same draws and random streams in every scenario" if shared else ""
    return f"{_count_of(worlds, 'world')} ({each}), {span}, seed {request.seed}{same}"


def _count_of(count, noun):
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def outcomes_and_parts(scenarios):
    """(outcome or part, whether it is a part) of all that any of these scenarios has."""
    for outcome in outcomes_of(scenarios).values():
        yield outcome, False
        yield from ((part, True) for part in outcome.parts)


def metrics(scenario):
    """(name, metric) of the metrics with a label, harm first."""
    return list(listed_metrics(scenario).items())


def sentence_metrics(scenario):
    """(name, metric) of the metrics that sentences mention."""
    return [pair for pair in metrics(scenario) if pair[0] not in REPEATS]


def event_metrics(scenario):
    """(name, metric) of the metrics that occur or not in a world."""
    return [pair for pair in metrics(scenario) if is_share(pair[1])]


def mean_metrics(scenario):
    """(name, metric) of the metrics that are an amount in every world."""
    return [pair for pair in metrics(scenario) if not is_share(pair[1])]


def collapse(scenario):
    """The first outcome that ends a world early, or None."""
    absorbing = (
        outcome
        for outcome in scenario.form.outcomes
        if any(part.absorbing for part in outcome.when)
    )
    return next(absorbing, None)


def outcomes(scenario):
    """{("outcomes" or "metrics", name): (label, unit)} of all outcomes and listed metrics; the
    unit is None for a share of worlds."""
    rows = {("outcomes", outcome.id): (outcome.label, None) for outcome in scenario.form.outcomes}
    for name, metric in metrics(scenario):
        rows["metrics", name] = metric.label, None if is_share(metric) else metric.unit
    return rows


def answer(scenario):
    """(key, label, unit, "rises", "falls" or "") of the answer of a scenario, or None."""
    name, _, direction = scenario.form.answer.partition(" ")
    rows = {key[1]: (key, *shown, direction) for key, shown in outcomes(scenario).items()}
    return rows.get(name)


def requested_rows(scenario, base):
    """("outcomes" or "metrics", name) of what a scenario requests by `report` and names in `look`,
    as far as the base has it."""
    shown = outcomes(base)
    wanted = [("metrics", name) for name in scenario.form.report if ("metrics", name) in shown]
    return [*wanted, *labels_in_text(scenario.form.look, base)]


def labels_in_text(text, scenario):
    """("outcomes" or "metrics", name) of those whose label a text contains, singular or plural, in
    any case."""
    normalised = _normalise(text)
    rows = outcomes(scenario).items()
    return [
        key for key, (label, _) in rows if _normalise(label) in normalised and key[1] not in REPEATS
    ]


def _normalise(text):
    """A text in lower case without plurals and small words."""
    tokens = re.findall(r"[\w-]+", text.lower())
    return f" {' '.join(word.removesuffix('s') for word in tokens if word not in SMALL_WORDS)} "


def moving_rows(study):
    """("outcomes" or "metrics", name) of all that changes along a sweep: collapse and harm
    first, then the largest changes."""
    scenario = study.scenarios[0]
    dangerous, rows = collapse(scenario), outcomes(scenario)
    dangers = {("outcomes", dangerous and dangerous.id), *(("metrics", name) for name in HARM)}
    keys = [key for key in significant_rows(study.cells) if key in rows and key[1] not in REPEATS]
    return sorted(keys, key=lambda key: key not in dangers)


def varied_levers(study):
    """The levers that a sweep varies, in a line."""
    scenario, options = study.scenarios[0], study.request.options
    constant = options.get("throughout", ())
    axes = [_axis(scenario, path, name, name in constant) for path, name in options["vary"].items()]
    return f"{scenario.form.title}: {' and '.join(axes)} varied"


def _axis(scenario, path, name, constant):
    """A lever that is varied, with the date of its step if it has one."""
    if not path.startswith("levers."):
        return f"{name} throughout" if constant else name
    steps = scenario.levers[path.removeprefix("levers.").partition(".steps.")[0]].steps
    return f"{name} from {day(steps[-1].at)}"


def varied_values(study):
    """(lever, value) pairs of a sweep."""
    names_by_path = study.request.options.get("vary", {})
    return [
        (names_by_path[path], value) for cell in study.cells for path, value in cell.values.items()
    ]


def lever_name(scenario, key):
    """A lever in words, after the label of its owner; any other key unchanged."""
    if key not in scenario.levers:
        return key
    lever = scenario.levers[key]
    meaning, path = lever.prior.meta["meaning"].partition(",")[0], lever.target.split(".")
    if path[2:3] == ["men"]:
        meaning = f'men of the contingent "{path[3]}"'
    if path[2:3] == ["fights"]:
        meaning = f"ordinary fighting against {scenario.form.holders[path[3]].label}"
    if path[2:3] == ["client"]:
        meaning = f"share of support for {scenario.form.parties[path[3]].label}"
    owner = (
        getattr(scenario.form, path[0]).get(path[1]) if path[0] in ("parties", "holders") else None
    )
    return f"{owner.label}: {meaning}" if owner else meaning


def with_unit(label, unit):
    """A label with its unit, unless the label contains it."""
    return label if unit is None or unit in label else f"{label}, {unit}"
