"""What a scenario says to look at moves: each measure and outcome named in its `look` does so against
its parent."""

import re
from functools import cache

import numpy as np
import pytest
import yaml
from shipped import FILES

from simulator.analysis.compare import reported_metrics
from simulator.ensemble.blocks import run_in_full
from simulator.ensemble.design import design_of_worlds
from simulator.report.view import names
from simulator.scenario import read

WORLDS, SEED = 300, 2016
LEAST, SMALL = 0.01, 0.1  # of worlds that move, by so many standard deviations of an amount
REFUSALS = "who said no"


def looks():
    """{child: (base, its look)} of shipped scenarios that can be held against a base."""
    raw = {path.stem: yaml.safe_load(path.read_text()) for path in FILES}
    return {
        name: (one["extends"], one["look"])
        for name, one in raw.items()
        if "extends" in one and "look" in one
    }


LOOKS = {
    name: pair
    for name, pair in looks().items()
    if read(name).form.start == read(pair[0]).form.start
}


def base_and_other(name):
    """What is compared: a theory may say to which scenario it is to be applied."""
    over = re.search(r"Applied to (\w+)", LOOKS[name][1])
    return (over[1], f"{over[1]}+{name}") if over else (LOOKS[name][0], name)


def promises(look):
    """Items of the first sentence, without those that say what hardly moves."""
    items = look.partition(". ")[0].rstrip(".").split(";")
    return [item.strip() for item in items if "hardly" not in item]


@cache
def worlds(name, weeks):
    one = read(name).with_weeks(weeks)
    return run_in_full(
        [one], [design_of_worlds(one, WORLDS, SEED)], SEED, jobs=1, weekly_histograms=False
    )[0].worlds


def moved(base, other, key, here, there):
    """Share of worlds in which an outcome or measure differs by more than a little."""
    kind, name = key
    if kind == "outcomes":
        ids = [one.id for one in base.form.outcomes]
        return np.mean(
            (here["outcome"] == ids.index(name)) != (there["outcome"] == ids.index(name))
        )
    before, after = (np.nan_to_num(found[name], nan=1e4) for found in (here, there))
    least = (
        SMALL * np.std(np.concatenate([before, after]))
        if reported_metrics(base)[name].report not in ("ever", "first")
        else 0.0
    )
    return np.mean(np.abs(after - before) > least)


def refused(form, found):
    return np.array([found[f"refused.{party}"] for party in form.parties])


@pytest.mark.parametrize("name", LOOKS)
def test_every_item_names_something_that_is_reported(name):
    base = read(LOOKS[name][0])
    for item in promises(LOOKS[name][1]):
        assert REFUSALS in item or names.labels_in_text(item, base), item


@pytest.mark.slow
@pytest.mark.parametrize("name", LOOKS)
def test_what_is_promised_moves(name):
    base, other = (read(one) for one in base_and_other(name))
    weeks = min(base.form.weeks, other.form.weeks)
    here, there = (worlds(one, weeks) for one in base_and_other(name))
    for item in promises(LOOKS[name][1]):
        for key in names.labels_in_text(item, base):
            assert moved(base, other, key, here, there) >= LEAST, key
        if REFUSALS in item:
            assert (
                np.mean(np.any(refused(base.form, here) != refused(base.form, there), axis=0))
                >= LEAST
            )


def test_guarantors_of_a_truce_are_not_said_to_bring_packages():
    look = LOOKS["guarantor_truce"][1]
    promised = [
        key for item in promises(look) for key in names.labels_in_text(item, read("spring_2016"))
    ]
    assert ("metrics", "package_signed") not in promised and (
        "metrics",
        "truce_in_force",
    ) in promised
    assert ("metrics", "package_signed") in names.labels_in_text(
        "weeks of truce; packages signed.", read("spring_2016")
    )
