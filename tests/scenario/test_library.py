"""The library of scenarios: every lever is moved by one, each asks a question and says what to look
at."""

import pytest
from shipped import NAMES

from simulator.scenario import read
from simulator.scenario.diff import differences
from simulator.scenario.library import scenario_rows

PARENTS = {row[0]: row[2] for row in scenario_rows()}
ASKED = [
    "spring_2016", "airpower_drawdown", "full_withdrawal", "escalation", "joint_pressure",
    "russia_alone", "iran_backfill", "us_invests",
    "arms_matched", "arms_unmatched", "inclusive_deal", "three_vice_presidents", "guarantor_truce",
    "monitored_truce",
    "no_intervention_2015", "intervention_2015", "foreign_ministry_leads", "no_fly",
]  # fmt: skip


def test_the_library_holds_what_was_asked_and_more():
    assert set(ASKED) <= set(NAMES)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "spring_2016"])
def test_each_is_a_page_with_a_question_and_what_to_look_at(name):
    one, parent = read(name), read(PARENTS[name] or name)
    assert one.form.question.endswith("?") and one.form.title
    if one.id != parent.id:
        assert (
            differences(parent, one) and one.form.look and one.form.question != parent.form.question
        )


def test_every_lever_is_moved_by_a_shipped_scenario():
    base = read("spring_2016")
    moved = set()
    for name in NAMES:
        one = read(name)
        if set(one.levers) >= set(base.levers):
            moved |= {key for key, _, _ in differences(base, one)}
    assert set(base.levers) - moved == set()
