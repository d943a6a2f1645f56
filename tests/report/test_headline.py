"""What a comparison comes to in words: nothing is said that the numbers do not say."""

from dataclasses import replace

import pytest

from simulator.analysis.estimate import Change, Comparison, Estimate
from simulator.report.html.contents import card
from simulator.report.view import sentences
from simulator.report.view.rows import Row
from simulator.scenario import read

STILL = Change(value=0.0, low=-0.1, high=0.1, opposite_sign=0.0, unchanged=True)
FIRM = replace(
    STILL, value=0.2, low=0.1, high=0.3, range_low=0.1, range_high=0.3, moved=True, effect=0.4
)
HANGS = replace(FIRM, opposite_sign=0.4, ranked=False)
FEW = replace(FIRM, opposite_sign=None, range_low=None, range_high=None)


@pytest.fixture(scope="module")
def base():
    return read("spring_2016")


def change(base, outcomes=(), metrics=()):
    """A change in which nothing moves but what is named."""
    kinds = {one.id: STILL for one in base.form.outcomes} | dict(outcomes)
    return Comparison(kinds, {"package_signed": STILL} | dict(metrics))


def test_an_ending_that_moves_is_a_clear_change(base):
    told = change(base, [("partition", FIRM)])
    assert sentences.sign_consistency(base, told, 1000).startswith("1 of 1 significant changes")
    told = change(base, [("partition", HANGS)])
    assert sentences.sign_consistency(base, told, 1000).startswith("0 of 1 significant changes")
    assert sentences.sign_unclear_labels(base, told) == ["Partition along frozen lines"]


def test_what_moves_either_way_is_not_said_to_move_by_chance(base):
    assert sentences.endings(base, change(base), 1000).endswith("significantly")
    assert sentences.endings(base, change(base, [("partition", HANGS)]), 1000).endswith(
        "parameter draws"
    )


def test_a_collapse_that_may_be_chance_is_told_before_an_ending_that_is_none(base):
    may = replace(STILL, value=0.16, low=-0.02, high=0.33, unchanged=False)
    told = sentences.endings(
        base, change(base, [("regime_collapse", may), ("transition_under_assad", FIRM)]), 100
    )
    assert told.startswith(
        "The government collapses +16 worlds, not significant with 100 worlds;"
        " Transition under Assad +20"
    )
    assert sentences.endings(
        base, change(base, [("regime_collapse", replace(may, value=0.01))]), 100
    ).startswith("no outcome")


def test_on_few_draws_nothing_is_said_of_what_is_not_known(base):
    row = Row("truce_void", "truce void", None, (Estimate(value=0.2), Estimate(value=0.4)), 100)
    assert "80%" not in sentences.sign_consistency(
        base, change(base, metrics=[("truce_void", FEW)]), 100
    )
    assert "few draws" in card(replace(row, change=FEW))["parameter_range"]
    steady = replace(FIRM, range_low=0.2, range_high=0.2)
    assert (
        card(replace(row, change=steady))["parameter_range"]
        == "no difference beyond simulation noise"
    )


def test_measures_that_share_a_label_have_cards_of_their_own(base):
    holders = {
        name: one.model_copy(update={"label": "armed men"})
        for name, one in base.form.holders.items()
    }
    same = type(base)(**{**vars(base), "form": base.form.model_copy(update={"holders": holders})})
    told = change(
        same, metrics=[("residents.isis", FIRM), ("residents.sdf", replace(FIRM, effect=0.3))]
    )
    assert sentences.foremost_metrics(same, told) == ["residents.isis", "residents.sdf"]
    assert [label for label, _ in sentences.moving_metrics(same, told)] == [
        "residents, armed men"
    ] * 2


def test_a_change_outside_its_own_range_is_named(base):
    few = replace(FIRM, value=0.2, range_low=0.0, range_high=0.05)
    told = sentences.carried_by_few_draws(base, change(base, [("partition", few)]), 1000)
    assert told.startswith("Partition along frozen lines +200 worlds (0 to +50)")
    assert sentences.carried_by_few_draws(base, change(base, [("partition", FIRM)]), 1000) == ""


@pytest.mark.parametrize(
    ("needs", "hint"),
    [
        ([], ""),
        ([3000, 2000], " Needed: -n 3000."),
        ([3000, 480_000], " Needed: more than 100,000 worlds; sampling will not settle it."),
    ],
)
def test_more_worlds_than_can_be_run_are_not_suggested(monkeypatch, needs, hint):
    monkeypatch.setattr(sentences, "_needs", lambda study: needs)
    assert sentences.worlds_hint(None) == hint
    assert sentences.worlds_needed(None) == (3000 if needs else None)
