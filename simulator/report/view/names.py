"""What is shown of a study and how it is called: labels, order, what is feared."""

import math
import re

from simulator.analysis.compare import is_share, listed, outcomes_of
from simulator.analysis.sweep import moved
from simulator.model.metrics import dated, with_role

DATED = dated() | {"end_of_story": "the story of a world ends"}
SMALL_WORDS = ("a", "the", "of", "by", "on")
HARM = with_role("harm")  # with collapse, told before all else that moves
REPEATS = with_role("repeat")


def day(date):
    """A date in words.

    >>> import datetime
    >>> day(datetime.date(2016, 3, 1))
    '1 March 2016'
    """
    return f"{date.day} {date:%B %Y}"


def facts(study, scenario, brief=False):
    """How many worlds, from when to when, with which seed; unless `brief` what scenarios share."""
    form, request, worlds = scenario.form, study.asked, study.worlds
    draws, reps = math.ceil(worlds / request.reps), min(request.reps, worlds)
    each = f"{_many(draws, 'parameter draw')} x {_many(reps, 'world')} each"
    span = f"{day(form.start)} to {day(form.monday(form.weeks))}"
    shared = len(study.scenarios) > 1 and not brief
    same = "; the same draws and random streams in every scenario" if shared else ""
    return f"{_many(worlds, 'world')} ({each}), {span}, seed {request.seed}{same}"


def _many(count, what):
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def all_kinds(scenarios):
    """(class or part, whether it is a part) of all that any of these scenarios has."""
    for kind in outcomes_of(scenarios).values():
        yield kind, False
        yield from ((part, True) for part in kind.parts)


def metrics(scenario):
    """(name, metric) of those with a label, danger first."""
    return list(listed(scenario).items())


def findings(scenario):
    """(name, metric) of those that sentences tell of."""
    return [pair for pair in metrics(scenario) if pair[0] not in REPEATS]


def events(scenario):
    """Metrics that happen or not in a world."""
    return [pair for pair in metrics(scenario) if is_share(pair[1])]


def amounts(scenario):
    """Metrics that are an amount in every world."""
    return [pair for pair in metrics(scenario) if not is_share(pair[1])]


def collapse(scenario):
    """The first class that ends a world's story, or None: what is to be feared."""
    absorbing = (
        kind for kind in scenario.form.classes if any(part.absorbing for part in kind.when)
    )
    return next(absorbing, None)


def outcomes(scenario):
    """{("outcomes" or "metrics", name): (label, unit; None where worlds are counted)} of all that
    can be shown."""
    rows = {("outcomes", kind.id): (kind.label, None) for kind in scenario.form.classes}
    for name, metric in metrics(scenario):
        rows["metrics", name] = metric.label, None if is_share(metric) else metric.unit
    return rows


def answer(scenario):
    """(key, label, unit, "rises", "falls" or "") of what answers a scenario; None where it does not
    say."""
    name, _, direction = scenario.form.answer.partition(" ")
    rows = {key[1]: (key, *shown, direction) for key, shown in outcomes(scenario).items()}
    return rows.get(name)


def named_in(text, scenario):
    """("outcomes" or "metrics", name) of what a text names by its label, in any number or case:
    "packages signed"."""
    plain = _plain(text)
    rows = outcomes(scenario).items()
    return [key for key, (label, _) in rows if _plain(label) in plain and key[1] not in REPEATS]


def _plain(text):
    """A text as words of one form, those without meaning left out."""
    words_of = re.findall(r"[\w-]+", text.lower())
    return f" {' '.join(word.removesuffix('s') for word in words_of if word not in SMALL_WORDS)} "


def moving(study):
    """("outcomes" or "metrics", name) of what moves along a sweep: collapse and harm first, then
    what moves most."""
    scenario = study.scenarios[0]
    feared, rows = collapse(scenario), outcomes(scenario)
    dangers = {("outcomes", feared and feared.id), *(("metrics", name) for name in HARM)}
    keys = [key for key in moved(study.cells) if key in rows and key[1] not in REPEATS]
    return sorted(keys, key=lambda key: key not in dangers)


def varied(study):
    """What a sweep varies, in a line."""
    scenario, options = study.scenarios[0], study.asked.options
    constant = options.get("throughout", ())
    axes = [_axis(scenario, path, name, name in constant) for path, name in options["vary"].items()]
    return f"{scenario.form.title}: {' and '.join(axes)} varied"


def _axis(scenario, path, name, constant):
    """What is varied, with the date of the step where it is one."""
    if not path.startswith("levers."):
        return f"{name} throughout" if constant else name
    steps = scenario.levers[path.removeprefix("levers.").partition(".steps.")[0]].steps
    return f"{name} from {day(steps[-1].at)}"


def tried(study):
    """(lever, value) that a sweep tries."""
    names_by_path = study.asked.options.get("vary", {})
    return [
        (names_by_path[path], value) for cell in study.cells for path, value in cell.values.items()
    ]


def lever_name(scenario, key):
    """A lever in words, after the label of whose it is; any other key as it is."""
    if key not in scenario.levers:
        return key
    lever = scenario.levers[key]
    what, path = lever.prior.meta["meaning"].partition(",")[0], lever.target.split(".")
    if path[2:3] == ["men"]:
        what = f'men of the contingent "{path[3]}"'
    owner = (
        getattr(scenario.form, path[0]).get(path[1]) if path[0] in ("parties", "holders") else None
    )
    return f"{owner.label}: {what}" if owner else what


def with_unit(label, unit):
    """An amount's label, and its unit where the label does not have it already."""
    return label if unit is None or unit in label else f"{label}, {unit}"
