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
    "guaranteed_deal", "guaranteed_deal_under_pressure", "safe_package", "departure_with_safety",
    "pressure_on_both_sides",
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


def test_guarantee_and_pressure_are_a_factorial():
    """The joint cell is both single changes and nothing else, in whichever order."""
    base, guarantee, pressure, both = map(
        read, ("spring_2016", "guaranteed_deal", "joint_pressure", "guaranteed_deal_under_pressure")
    )
    alone = [differences(base, one) for one in (guarantee, pressure)]
    assert all(alone) and not {row[0] for row in alone[0]} & {row[0] for row in alone[1]}
    assert sorted(map(str, differences(base, both))) == sorted(map(str, alone[0] + alone[1]))
    for joined in ("guaranteed_deal+joint_pressure", "joint_pressure+guaranteed_deal"):
        assert differences(both, read(joined)) == []


def test_a_safe_package_meets_each_fear_and_keeps_the_pressure():
    added = {
        row[0] for row in differences(read("guaranteed_deal_under_pressure"), read("safe_package"))
    }
    assert added == {"deal.peacekeepers", "deal.exit_safety"}
