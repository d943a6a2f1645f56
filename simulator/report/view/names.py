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


def facts(study, one, brief=False):
    """How many worlds, from when to when, with which seed; unless `brief` what scenarios share."""
    form, asked, worlds = one.form, study.asked, study.worlds
    draws, luck = math.ceil(worlds / asked.reps), min(asked.reps, worlds)
    each = f"{_many(draws, 'parameter draw')} x {_many(luck, 'world')} each"
    span = f"{day(form.start)} to {day(form.monday(form.weeks))}"
    shared = len(study.scenarios) > 1 and not brief
    same = "; the same draws and random streams in every scenario" if shared else ""
    return f"{_many(worlds, 'world')} ({each}), {span}, seed {asked.seed}{same}"


def _many(count, what):
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def all_kinds(scenarios):
    """(class or part, whether it is a part) of all that any of these scenarios has."""
    for kind in outcomes_of(scenarios).values():
        yield kind, False
        yield from ((part, True) for part in kind.parts)


def metrics(one):
    """(name, metric) of those with a label, danger first."""
    return list(listed(one).items())


def findings(one):
    """(name, metric) of those that sentences tell of."""
    return [pair for pair in metrics(one) if pair[0] not in REPEATS]


def events(one):
    """Metrics that happen or not in a world."""
    return [pair for pair in metrics(one) if is_share(pair[1])]


def amounts(one):
    """Metrics that are an amount in every world."""
    return [pair for pair in metrics(one) if not is_share(pair[1])]


def collapse(one):
    """The first class that ends a world's story, or None: what is to be feared."""
    ends = (kind for kind in one.form.classes if any(each.absorbing for each in kind.when))
    return next(ends, None)


def outcomes(one):
    """{("outcomes" or "metrics", name): (label, unit; None where worlds are counted)} of all that
    can be shown."""
    found = {("outcomes", kind.id): (kind.label, None) for kind in one.form.classes}
    for name, metric in metrics(one):
        found["metrics", name] = metric.label, None if is_share(metric) else metric.unit
    return found


def answer(one):
    """(key, label, unit, "rises", "falls" or "") of what answers a scenario; None where it does not
    say."""
    name, _, way = one.form.answer.partition(" ")
    known = {key[1]: (key, *shown, way) for key, shown in outcomes(one).items()}
    return known.get(name)


def named_in(said, one):
    """("outcomes" or "metrics", name) of what a text names by its label, in any number or case:
    "packages signed"."""
    told = _plain(said)
    known = outcomes(one).items()
    return [key for key, (label, _) in known if _plain(label) in told and key[1] not in REPEATS]


def _plain(said):
    """A text as words of one form, those without meaning left out."""
    words_of = re.findall(r"[\w-]+", said.lower())
    return f" {' '.join(word.removesuffix('s') for word in words_of if word not in SMALL_WORDS)} "


def moving(study):
    """("outcomes" or "metrics", name) of what moves along a sweep: collapse and harm first, then
    what moves most."""
    one = study.scenarios[0]
    feared, known = collapse(one), outcomes(one)
    dangers = {("outcomes", feared and feared.id), *(("metrics", name) for name in HARM)}
    found = [key for key in moved(study.cells) if key in known and key[1] not in REPEATS]
    return sorted(found, key=lambda key: key not in dangers)


def varied(study):
    """What a sweep varies, in a line."""
    one, options = study.scenarios[0], study.asked.options
    held = options.get("throughout", ())
    axes = [_axis(one, path, called, called in held) for path, called in options["vary"].items()]
    return f"{one.form.title}: {' and '.join(axes)} varied"


def _axis(one, path, called, constant):
    """What is varied, with the date of the step where it is one."""
    if not path.startswith("levers."):
        return f"{called} throughout" if constant else called
    steps = one.levers[path.removeprefix("levers.").partition(".steps.")[0]].steps
    return f"{called} from {day(steps[-1].at)}"


def tried(study):
    """(lever, value) that a sweep tries."""
    called = study.asked.options.get("vary", {})
    return [(called[path], value) for cell in study.cells for path, value in cell.values.items()]


def lever_name(one, key):
    """A lever in words, after the label of whose it is; any other key as it is."""
    if key not in one.levers:
        return key
    lever = one.levers[key]
    what, of = lever.prior.meta["meaning"].partition(",")[0], lever.target.split(".")
    if of[2:3] == ["men"]:
        what = f'men of the contingent "{of[3]}"'
    owner = getattr(one.form, of[0]).get(of[1]) if of[0] in ("parties", "holders") else None
    return f"{owner.label}: {what}" if owner else what


def with_unit(label, unit):
    """An amount's label, and its unit where the label does not have it already."""
    return label if unit is None or unit in label else f"{label}, {unit}"
