"""What each rule may be given and what it may give, every rule through the harness, and what holds
of the pages as text."""

import ast
import inspect
import re
from pathlib import Path

import numpy as np
import pytest
from harness import (
    Arg,
    Const,
    Draw,
    Num,
    Recipe,
    agent_axes,
    agrees,
    check_dtype_is_kept,
    check_inputs_stay,
    check_order_does_not_matter,
    check_shape_and_range,
    check_worlds_do_not_leak,
    numbers,
    public_rules,
)

import simulator
from simulator.report.describe.code import rule_descriptions
from simulator.rules import BIBLIOGRAPHY, bargaining

# -------------------------------------------------------------------------------------------------
# recipes
POINTS = {"low": 0.0, "high": 100.0}
SHARE = {"low": 0.0, "high": 1.0}


def points(axes):
    """Places on the line from 0 to 100."""
    return Arg(axes, 0.0, 100.0)


def shock(axes):
    """Values like those of a standard normal."""
    return Arg(axes, -4.0, 4.0)


def yes(axes):
    """True or False."""
    return Arg(axes, kind="yes")


TERMS = {"terms": points("I W"), "position": points("A I W"), "salience": Arg("A I 1", adds_up="I")}

CURVES = {
    "curves.logistic": Recipe({"x": Arg("A W", -800.0, 800.0)}, "A W", **SHARE),
    "curves.softplus": Recipe({"x": Arg("A W", -800.0, 800.0)}, "A W", low=0.0),
    "curves.share_below": Recipe({"z": Arg("A W", -30.0, 30.0)}, "A W", **SHARE),
}

UTILITY = {
    "utility.value_of_terms": Recipe({**TERMS, "exponent": Num(0.5, 3.0)}, "A W", **SHARE),
    "utility.squared_value": Recipe(TERMS, "A W", **SHARE),
    "utility.red_line_cost": Recipe({**TERMS, "flexibility": Arg("A I W")}, "A W", **SHARE),
    "utility.value_by_issue": Recipe({**TERMS, "exponent": Num(0.5, 3.0)}, "A I W", **SHARE),
    "utility.objections": Recipe(
        {
            **TERMS,
            "exponent": Num(0.5, 3.0),
            "red_line": Arg("W", 0.0, 5.0),
            "flexibility": Arg("A I W"),
        },
        "A I W",
        low=0.0,
    ),
}

DRAFTING = {
    "drafting.pull": Recipe({"gain": Arg("A W", -1.5, 1.5)}, "A W", low=0.0),
    "drafting.nash_draft": Recipe(
        {
            "start": points("I W"),
            "war_value": Arg("A W", -0.5, 1.0),
            "weight": Arg("A W", 0.05, 5.0),
            "position": points("A I W"),
            "salience": Arg("A I 1", adds_up="I"),
        },
        "I W",
        **POINTS,
    ),
    "drafting.distance_between": Recipe(
        {"text": points("A I W"), "other": points("A I W")}, "A W", **POINTS
    ),
}

ACCEPTANCE = {
    "acceptance.value_of_signing": Recipe(
        {
            "deal": Arg("A W"),
            "betrayed": Arg("A W"),
            "red_line": Arg("A W"),
            "p_kept": Arg("A W"),
            "reward": Arg("A W", 0.0, 0.2),
        },
        "A W",
        low=-1.0,
        high=1.2,
    ),
    "acceptance.net_gain_of_signing": Recipe(
        {
            "signing": Arg("A W", -1.0, 1.2),
            "war": Arg("A W"),
            "war_later": Arg("A W"),
            "cost_of_delay": Arg("A 1", 0.0, 0.5),
            "same_offer": Num(),
        },
        "A W",
        low=-2.0,
        high=1.2,
    ),
    "acceptance.probability_of_signing": Recipe(
        {"net_gain": Arg("A W", -2.0, 2.0), "sharpness": Num(0.0, 500.0)}, "A W", **SHARE
    ),
    "acceptance.persistent_shock": Recipe(
        {"last": shock("A W"), "fresh": shock("A W"), "half_life": Num(0.1, 1000.0)}, "A W"
    ),
    "acceptance.next_mood": Recipe(
        {
            "last": shock("A W"),
            "fresh": shock("A W"),
            "turn": Arg("A W"),
            "half_life": Num(0.1, 60.0),
        },
        "A W",
        low=-4.0,
        high=4.0,
    ),
    "acceptance.mixed_shock": Recipe(
        {"lasting": shock("A W"), "fresh": shock("A W"), "share_lasting": Num()}, "A W"
    ),
    "acceptance.bottom_line": Recipe(
        {
            "budget": Arg("I W", -0.5, 1.5),
            "position": points("I W"),
            "salience": Arg("I W"),
            "red_line": Num(0.0, 50.0),
            "flexibility": Arg("I W"),
            "exponent": Num(0.5, 3.0),
        },
        "I W",
        **POINTS,
    ),
}

CHANCE = {"victories": Arg("D A S W", 0.0, 0.5)}
WAR_VALUE = {
    "war_value.victory_probabilities": Recipe(
        {
            "strength": Arg("A W", -3.0, 4.0),
            "drift": Arg("A W", -0.05, 0.05),
            "volatility": Num(0.001, 2.0),
            "horizon": Num(10.0, 5000.0),
            "lower": Num(-2.0, -0.2),
            "upper": Num(0.2, 3.0),
        },
        ("A W", "A W"),
        **SHARE,
    ),
    "war_value.value_of_war": Recipe(
        {
            **CHANCE,
            "prevails": Arg("D A W"),
            "stalemate": Arg("A S W"),
            "cost": Arg("A S W", 0.0, 0.02),
            "horizon": Num(10.0, 500.0),
        },
        "A S W",
        low=-10.0,
        high=1.0,
    ),
    "war_value.probability_of_each_support": Recipe(
        {"cut": Arg("S P 1", kind="switch"), "probability_of_cut": Arg("P W")}, "S W", **SHARE
    ),
    "war_value.race": Recipe(
        {
            "victory": Arg("D A W", 0.0, 0.5),
            "stalemate": Arg("D A W", 0.0, 0.5),
            "horizon": Num(10.0, 500.0),
        },
        "D A W",
        **SHARE,
    ),
    "war_value.strength_with_support": Recipe(
        {
            "own": Arg("A W", 0.1, 300.0),
            "foreign": Arg("A W", 0.0, 100.0),
            "air": Arg("A W", 0.0, 5.0),
        },
        "A W",
        low=0.0,
    ),
    "war_value.learned_drift": Recipe(
        {"drift": shock("A W"), "observed": shock("A W"), "learning": Num()},
        "A W",
        low=-4.0,
        high=4.0,
    ),
}

STALEMATE = {
    "stalemate.change_until_end": Recipe(
        {
            "drift": Arg("A W", -0.05, 0.05),
            "undecided": Arg("A W"),
            "horizon": Num(10.0, 500.0),
        },
        "A W",
        low=-25.0,
        high=25.0,
    ),
    "stalemate.shares_governed": Recipe(
        {
            "residents": Arg("E W", 0.01, 1.0),
            "area": Arg("E W", 0.01, 1.0),
            "change": Arg("E A S W", -5.0, 5.0),
            "weight": Num(),
        },
        "E A S W",
        **SHARE,
    ),
    "stalemate.value_of_stalemate": Recipe(
        {
            "shares": Arg("E A S W", adds_up="E"),
            "governed": Arg("E A W"),
            "divided": Arg("A W"),
        },
        "A S W",
        low=0.0,
        high=2.0,
    ),
    "stalemate.value_of_ends": Recipe(
        {
            "victories": Arg("D A W", 0.0, 0.5),
            "control": Arg("D A W", 0.0, 0.5),
            "prevails": Arg("D A W"),
            "governed": Arg("D A W"),
            "divided": Arg("A W"),
        },
        "A W",
        low=-2.0,
        high=4.0,
    ),
    "stalemate.dependence": Recipe(
        {"own": Arg("S W", 0.1, 300.0), "strength": Arg("S W", 300.0, 900.0)}, "S W", **SHARE
    ),
    "stalemate.running_cost": Recipe(
        {
            "killed": Arg("W", 0.0, 5.0),
            "men": Arg("W", 0.1, 300.0),
            "revenue": Arg("W"),
            "dependence": Arg("S W"),
            "cost": numbers(casualties=(0.0, 10.0), revenue=(0.0, 1.0), patronage=(0.0, 1.0)),
        },
        "S W",
        low=0.0,
        high=12.0,
    ),
    "stalemate.recent_losses": Recipe(
        {
            "before": Arg("W", 0.0, 5.0),
            "killed": Arg("W", 0.0, 5.0),
            "half_life": Num(0.1, 520.0),
        },
        "W",
        low=0.0,
        high=5.0,
    ),
}

EXPECTATION = {
    "expectation.next_expectation": Recipe(
        {"expected": Arg("A W"), "observed": Arg("A W"), "half_life": Num(0.1, 520.0)},
        "A W",
        **SHARE,
    ),
    "expectation.signal_of_all": Recipe({"signals": Arg("P W")}, "W", **SHARE),
    "expectation.surprise": Recipe({"signal": Arg("W"), "expected": Arg("W")}, "W", **SHARE),
    "expectation.strength_by_help": Recipe(
        {"own": Arg("W", 0.1, 300.0), "men": Arg("W", 0.0, 500.0), "boost": Arg("W", 0.0, 10.0)},
        "W",
        low=0.0,
    ),
    "expectation.abandonment_shock": Recipe(
        {
            "expected": Arg("W", 0.0, 3.0),
            "received": Arg("W", 0.0, 3.0),
            "expectations": numbers(abandonment=(0.0, 10.0)),
        },
        "W",
        low=0.0,
        high=30.0,
    ),
}

FRONT = {
    "front.contact": Recipe(
        {
            "attacker": Arg("R W"),
            "defender": Arg("R W"),
            "neighbouring": Arg("R W"),
            "spill": Num(),
        },
        "R W",
        **SHARE,
    ),
    "front.touching": Recipe(
        {
            "attacker": Arg("R W"),
            "neighbouring": Arg("R W"),
            "holds": Const(0.5),
            "across": Const(0.5),
        },
        "R W",
        kind="yes",
    ),
    "front.allotted": Recipe(
        {
            "total": Arg("H W", 0.0, 200.0),
            "weight": Arg("R W", 0.0, 3.0),
            "owner": Arg("R", kind="index", of="H"),
            "holders": Const(3),
        },
        "R W",
        low=0.0,
        high=200.0,
    ),
    "front.men_there": Recipe({"engagement": Arg("R W"), "pinned": Num()}, "R W", **SHARE),
    "front.air_boost": Recipe(
        {
            "sorties": Arg("R W", 0.0, 80.0),
            "war": numbers(air_yield=(0.0, 20.0), air_half=(0.1, 200.0)),
        },
        "R W",
        low=0.0,
        high=20.0,
    ),
    "front.odds_of_battle": Recipe(
        {"attack": Arg("R W", 0.0, 300.0), "defence": Arg("R W", 0.0, 300.0)}, "R W"
    ),
    "front.steadiness": Recipe(
        {"cohesion": Arg("R W"), "threshold": Num(), "width": Num(0.005, 1.0)}, "R W", **SHARE
    ),
    "front.land_taken": Recipe(
        {
            "odds": Arg("R W", -10.0, 10.0),
            "reach": Arg("R W"),
            "shock": shock("R W"),
            "garrison": Arg("R 1"),
            "engagement": Arg("R W"),
            "war": numbers(
                rate=(0.0, 1.0),
                margin=(-5.0, 5.0),
                width=(0.05, 5.0),
                noise=(0.0, 3.0),
                garrison_margin=(0.0, 10.0),
            ),
        },
        "R W",
        low=0.0,
    ),
    "front.land_surrendered": Recipe(
        {
            "reach": Arg("R W"),
            "cohesion": Arg("R W"),
            "war": numbers(surrender=(0.0, 1.0), surrender_below=(0.01, 1.0)),
        },
        "R W",
        **SHARE,
    ),
    "front.shared_out": Recipe(
        {"taken": Arg("R W"), "total": Arg("R W"), "available": Arg("R W")}, "R W", **SHARE
    ),
    "front.within": Recipe(
        {"taken": Arg("R W", 0.0, 2.0), "available": Arg("R W")}, "R W", low=0.0, high=1.0 / 3.0
    ),
}

RESIDENTS = {
    "residents.residents_with_government": Recipe(
        {"area": Arg("G W", -0.1, 1.1), "density": Arg("G 1", 0.1, 8.0)}, "G W", **SHARE
    ),
    "residents.density_fitted": Recipe(
        {"area": Arg("G W"), "residents": Arg("G W")}, "G W", low=0.0
    ),
    "residents.usual_attraction": Recipe(
        {"land": Arg("H G W"), "people": Arg("H G W")}, "G W", low=0.0
    ),
    "residents.residents_with_others": Recipe(
        {
            "left": Arg("G W"),
            "area": Arg("H G W", 0.0, 0.33),
            "first_area": Arg("H G W", 0.0, 0.33),
            "attraction": Arg("H G 1", 0.0, 10.0),
            "usual": Arg("G 1", 0.0, 10.0),
        },
        "H G W",
        **SHARE,
    ),
}

MORALE = numbers(loss=(0.0, 50.0), win=(0.0, 50.0), recovery=(0.0, 1.0))
HOLDER = {
    "holder.men_tied_down": Recipe(
        {"gained": Arg("H W", -5000.0, 5000.0), "hold": Num()}, "H W", low=0.0
    ),
    "holder.recruits_reached": Recipe(
        {
            "recruitment": Arg("W", 0.0, 20.0),
            "arms": Arg("W", 0.0, 20.0),
            "supply": Arg("W"),
            "squeeze": Arg("W"),
        },
        "W",
        low=0.0,
        high=40.0,
    ),
    "holder.share_supplied": Recipe({"land": Arg("G W"), "reaching": Arg("G W")}, "W", **SHARE),
    "holder.men_after_step": Recipe(
        {
            "men": Arg("W", 0.0, 1000.0),
            "declared": Arg("W", 0.0, 1000.0),
            "declared_before": Arg("W", 0.0, 1000.0),
            "strength": Arg("W", 0.0, 10.0),
            "strength_before": Arg("W", 0.0, 1.2),
        },
        "W",
        low=0.1,
    ),
    "holder.losses": Recipe(
        {"engaged": Arg("W", 0.0, 500.0), "war": numbers(loss_per_week=(0.0, 1.0))},
        "W",
        low=0.0,
        high=500.0,
    ),
    "holder.next_men": Recipe(
        {
            "men": Arg("W", 0.0, 1000.0),
            "lost": Arg("W", 0.0, 1000.0),
            "recruits": Arg("W", 0.0, 20.0),
            "share": Num(),
        },
        "W",
        low=0.1,
        high=1020.0,
    ),
    "holder.men_spared": Recipe(
        {
            "men": Arg("W", 0.0, 1000.0),
            "lost": Arg("W", 0.0, 1000.0),
            "recruits": Arg("W", 0.0, 20.0),
            "share": Num(),
        },
        "W",
        low=0.0,
        high=1001.0,
    ),
    "holder.next_cohesion": Recipe(
        {
            "now": Arg("W"),
            "rest": Arg("W"),
            "land_lost": Arg("W"),
            "land_won": Arg("W"),
            "cohesion": MORALE,
        },
        "W",
        **SHARE,
    ),
    "holder.resting_cohesion": Recipe(
        {"usual": Num(), "shock": Arg("W", 0.0, 3.0)},
        "W",
        **SHARE,
    ),
    "holder.civilian_deaths": Recipe(
        {
            "engaged": Arg("W", 0.0, 500.0),
            "sorties": Arg("W", 0.0, 300.0),
            "harm": numbers(by_men=(0.0, 1000.0), by_sorties=(0.0, 100.0), background=(0.0, 1e4)),
        },
        "W",
        low=0.0,
    ),
    "holder.besieged": Recipe(
        {
            "residents": Arg("G W", 0.0, 3000.0),
            "besieger": Arg("G W"),
            "access": Arg("W"),
            "harm": numbers(siege=(0.0, 5.0), relief=(0.0, 1.0)),
        },
        "W",
        low=0.0,
    ),
}

PATRON = {
    "patron.wanted_sorties": Recipe(
        {
            "weight_of_force": Arg("W"),
            "danger": Arg("W"),
            "calm": Arg("W"),
            "patron": numbers(
                peak_sorties=(0.0, 300.0), quiet=(0.0, 1.0), readiness=(0.0, 2.0), utmost=(0.0, 3.0)
            ),
        },
        "W",
        low=0.0,
        high=900.0,
    ),
    "patron.sorties_flown": Recipe(
        {
            "wanted": Arg("W", 0.0, 300.0),
            "aircraft": Arg("W", 0.0, 500.0),
            "fixed": Arg("W", 0.0, 300.0, blank=0.5),
            "patron": numbers(sorties_per_aircraft=(0.0, 5.0)),
        },
        "W",
        low=0.0,
        high=300.0,
    ),
    "patron.next_weight": Recipe(
        {
            "weight": Arg("W"),
            "danger": Arg("W"),
            "disappointment": Arg("W"),
            "patron": numbers(swing=(0.0, 1.0), swing_back=(0.0, 1.0)),
        },
        "W",
        **SHARE,
    ),
    "patron.men_filling_in": Recipe(
        {
            "now": Arg("W", 0.0, 300.0),
            "shortfall": Arg("W"),
            "offset": Arg("W", 0.0, 1.5),
            "patron": numbers(surge=(0.0, 200.0), surge_pace=(0.0, 1.0)),
        },
        "W",
        low=0.0,
        high=300.0,
    ),
    "patron.signal_of_threat": Recipe(
        {
            "pressure": Arg("W"),
            "cut": Arg("W"),
            "remaining": Arg("W"),
            "announced": Arg("W"),
            "coercion": numbers(signal=(0.0, 1.0), consulted=(0.0, 1.0), by_kept=(0.0, 1.0)),
        },
        "W",
        **SHARE,
    ),
    "patron.probability_patron_cuts": Recipe(
        {
            "with_deal": Arg("W"),
            "without": Arg("W"),
            "if_cut": Arg("W"),
            "frustration": Arg("W"),
            "coercion": numbers(scale=(0.001, 5.0), patience=(0.0, 5.0)),
        },
        "W",
        **SHARE,
    ),
    "patron.credible_pressure": Recipe(
        {
            "last": Arg("W"),
            "pressed": Arg("W"),
            "willing": Arg("W"),
            "coercion": numbers(threshold=(0.0, 0.99), learning=(0.0, 1.0)),
        },
        "W",
        **SHARE,
    ),
    "patron.open_sky": Recipe({"no_fly": Arg("W"), "air_defence": Arg("W")}, "W", **SHARE),
    "patron.pressure_felt": Recipe(
        {"pressure": Arg("P W"), "offset": Arg("P W", 0.0, 1.5)}, "W", **SHARE
    ),
    "patron.next_frustration": Recipe(
        {
            "now": Arg("W"),
            "defied": yes("W"),
            "softening": Arg("W", 0.0, 100.0),
            "coercion": numbers(fading=(0.0, 1.0), grows=(0.0, 1.0), soothed=(0.0, 1.0)),
        },
        "W",
        **SHARE,
    ),
    "patron.next_position": Recipe(
        {
            "position": points("I W"),
            "other": points("I W"),
            "flexibility": Arg("I W"),
            "drift": Num(0.0, 3.0),
        },
        "I W",
        **POINTS,
    ),
}

DIVISION = {
    "division.losses_of_week": Recipe(
        {
            "killed": Arg("W", 0.0, 5.0),
            "men": Arg("W", 0.0, 300.0),
            "residents": Arg("W"),
            "before": Arg("W", 0.01, 1.0),
        },
        "W",
    ),
    "division.next_weight_of_circle": Recipe(
        {
            "weight": Arg("W"),
            "resting": Arg("W"),
            "losses": Arg("W", -1.0, 1.0),
            "pressure": Arg("W"),
            "division": numbers(by_losses=(0.0, 50.0), by_pressure=(0.0, 2.0), recovery=(0.0, 1.0)),
        },
        "W",
        **SHARE,
    ),
}

TRUCE = {
    "truce.breach": Recipe(
        {
            "temptation": Arg("R W", -6.0, 6.0),
            "mixed": Arg("R W"),
            "trust": Arg("W"),
            "monitoring": Arg("W"),
            "truce": numbers(
                restraint=(-20.0, 20.0),
                by_trust=(0.0, 20.0),
                by_monitoring=(0.0, 20.0),
                by_temptation=(0.0, 20.0),
                by_mixing=(0.0, 20.0),
            ),
        },
        "R W",
        **SHARE,
    ),
    "truce.violations": Recipe(
        {
            "breach": Arg("R W"),
            "share": Arg("R W", adds_up="R"),
            "truce": numbers(violations_at_war=(0.0, 1e5)),
        },
        "W",
        low=0.0,
        high=1e5,
    ),
    "truce.next_trust": Recipe(
        {
            "trust": Arg("W"),
            "violations": Arg("W", 0.0, 5000.0),
            "access": Arg("W"),
            "guarantors": Arg("W", 0.0, 4.0),
            "truce": numbers(
                gain=(0.0, 1.0),
                by_access=(0.0, 1.0),
                erosion=(0.0, 1.0),
                usual_violations=(1.0, 1e4),
                by_guarantor=(0.0, 5.0),
            ),
        },
        "W",
        **SHARE,
    ),
    "truce.is_void": Recipe(
        {
            "hot_weeks": Arg("W", 0, 4, kind="whole"),
            "offensives": Arg("W", 0, 4, kind="whole"),
            "truce": numbers(void_weeks=(1.0, 4.0), void_offensives=(1.0, 4.0)),
        },
        "W",
        kind="yes",
    ),
}

LEANINGS = {
    "faction.wish_to_attend": Recipe(
        {
            "violations": Arg("W", 0.0, 5.0),
            "goodwill": Arg("W"),
            "softness": Arg("W", 0.0, 100.0),
            "sell_out": Arg("W", 0.0, 100.0),
            "provocation": Arg("W"),
            "hard_line": Arg("F 1", -100.0, 100.0),
            "factions": numbers(
                attend=(-20.0, 20.0),
                by_affront=(0.0, 20.0),
                by_violations=(0.0, 20.0),
                by_goodwill=(0.0, 20.0),
                by_softness=(0.0, 20.0),
                by_sell_out=(0.0, 20.0),
                by_hard_line=(0.0, 20.0),
            ),
        },
        "F W",
    ),
    "faction.wish_to_lean": Recipe(
        {
            "need": Arg("W"),
            "retained": Arg("W"),
            "inclusion": Arg("W"),
            "sheltered": Arg("W"),
            "hard_line": Arg("F 1", -100.0, 100.0),
            "factions": numbers(
                lean=(-20.0, 20.0),
                by_need=(0.0, 20.0),
                by_leader=(0.0, 20.0),
                by_inclusion=(0.0, 20.0),
                by_shelter=(0.0, 20.0),
                lean_by_hard_line=(0.0, 20.0),
            ),
        },
        "F W",
    ),
    "faction.next_stand": Recipe(
        {
            "now": yes("F W"),
            "wish": Arg("F W", -5.0, 5.0),
            "shock": shock("F W"),
            "inertia": Num(0.0, 5.0),
        },
        "F W",
        kind="yes",
    ),
    "faction.representation": Recipe(
        {"attending": Arg("W"), "inclusiveness": points("W")}, "W", low=0.0, high=2.0
    ),
    "faction.quorum_value": Recipe(
        {
            "values": Arg("F W", -1.0, 1.0),
            "fighters": Arg("F 1", 0.1, 60.0),
            "quorum": Num(),
        },
        "W",
        low=-1.0,
        high=1.0,
    ),
    "faction.share_of": Recipe(
        {"fighters": Arg("F 1", 0.1, 60.0), "selected": yes("F W")}, "W", **SHARE
    ),
}

CONFIDENCE = {
    "confidence.proposed_term": Recipe(
        {"practice": points("M W"), "text": points("M W"), "step": Num(0.0, 100.0)}, "M W", **POINTS
    ),
    "confidence.wish_for_change": Recipe(
        {
            "proposal": points("M W"),
            "practice": points("M W"),
            "position": points("A M W"),
            "salience": Arg("A M 1"),
        },
        "A M W",
        low=-1.0,
        high=1.0,
    ),
    "confidence.probability_of_consent": Recipe(
        {
            "wish": Arg("A M W", -1.0, 1.0),
            "linkage": Arg("A 1 W"),
            "pressure": Arg("A 1 W"),
            "measures": numbers(
                sharpness=(0.0, 500.0),
                by_linkage=(0.0, 5.0),
                by_pressure=(0.0, 5.0),
                reluctance=(0.0, 5.0),
            ),
        },
        "A M W",
        **SHARE,
    ),
    "confidence.next_practice": Recipe(
        {
            "practice": points("M W"),
            "start": points("M W"),
            "consented": yes("M W"),
            "proposal": points("M W"),
            "fading": Num(),
        },
        "M W",
        **POINTS,
    ),
}

TALK = {
    "talk.probability_of_softening": Recipe(
        {
            "surprise": Arg("W"),
            "pressure": Arg("W"),
            "credit": Arg("W"),
            "talk": numbers(base=(-20.0, 5.0), by_surprise=(0.0, 50.0), by_pressure=(0.0, 50.0)),
        },
        "W",
        **SHARE,
    ),
    "talk.may_soften": Recipe(
        {"softness": Arg("W", 0.0, 100.0), "talk": numbers(points=(0.0, 100.0))}, "W", kind="yes"
    ),
    "talk.next_softness": Recipe(
        {
            "softness": Arg("W", 0.0, 100.0),
            "softened": yes("W"),
            "talk": numbers(points=(0.0, 100.0), reversion=(0.0, 1.0)),
        },
        "W",
        **POINTS,
    ),
    "talk.next_credit": Recipe(
        {
            "credit": Arg("W"),
            "softened": yes("W"),
            "talk": numbers(credit_lost=(0.0, 1.0), credit_restored=(0.0, 1.0)),
        },
        "W",
        **SHARE,
    ),
}

SPOILING = {
    "spoiling.probability_of_unilateral_move": Recipe(
        {
            "age": Arg("W", 0.0, 1000.0),
            "monitoring": Arg("W"),
            "care": Arg("K W", 0.0, 12.0),
            "spoiling": numbers(
                base=(-20.0, 5.0),
                by_youth=(0.0, 20.0),
                youth=(0.1, 520.0),
                by_monitoring=(0.0, 20.0),
                by_care=(0.0, 20.0),
            ),
        },
        "K W",
        **SHARE,
    ),
    "spoiling.next_provocation": Recipe(
        {"provocation": Arg("W"), "moved": yes("W"), "spoiling": numbers(memory=(0.1, 520.0))},
        "W",
        **SHARE,
    ),
}

DEAL = {
    "deal.probability_of_breakdown": Recipe(
        {
            "age": Arg("W", 0.0, 1000.0),
            "spoilers": Arg("W"),
            "guarantee": Arg("W", 0.0, 9.0),
            "deal": numbers(hazard=(0.0, 1.0), ageing=(1.0, 5000.0), by_spoilers=(0.0, 50.0)),
        },
        "W",
        **SHARE,
    ),
    "deal.men_joining": Recipe(
        {
            "inclusion": Arg("W"),
            "leaving": Arg("W"),
            "retained": Arg("W"),
            "deal": numbers(joining=(0.0, 1.0), by_foreign=(0.0, 1.0), by_leader=(0.0, 1.0)),
        },
        "W",
        **SHARE,
    ),
    "deal.power_retained": Recipe({"conceded": points("K W")}, "W", **SHARE),
    "deal.perceived_inclusion": Recipe(
        {"inclusion": Arg("W"), "leaving": Arg("W"), "deal": numbers(by_foreign=(0.0, 1.0))},
        "W",
        **SHARE,
    ),
    "deal.men_leaving": Recipe(
        {"term": points("W"), "age": Arg("W", 0.0, 500.0), "phase": Num(1.0, 520.0)}, "W", **SHARE
    ),
}

CARE = Arg("A I W", 0.05, 1.0)
TABLE = {
    "position": points("A I W"),
    "weight": Arg("A W", 0.05, 5.0),
    "salience": CARE,
    "reserve": Arg("A W", -0.5, 1.0),
}
AVERAGES = {
    "averages.weighted_mean": Recipe(
        {"position": points("A W"), "weight": Arg("A W", 0.05, 5.0)}, "W", **POINTS
    ),
    "averages.weighted_median": Recipe(
        {"position": points("A W"), "weight": Arg("A W", 0.05, 5.0)}, "W", **POINTS
    ),
}
BARGAINING = {
    **{f"bargaining.{name}": Recipe(TABLE, "I W", **POINTS) for name in bargaining.RULES},
    "bargaining.challenge.next_places": Recipe(
        {
            "place": points("A W"),
            "weight": Arg("A W", 0.05, 5.0),
            "salience": Arg("A W", 0.05, 1.0),
            "line": Arg("W", 40.0, 100.0),
        },
        "A W",
        **POINTS,
    ),
}

RESUMPTION = {
    "resumption.concession": Recipe(
        {"terms": points("I W"), "victory": points("I W")}, "W", **SHARE
    ),
    "resumption.force_left": Recipe(
        {"force": Arg("W", 0.0, 500.0), "concession": Arg("W"), "given_up": Num()},
        "W",
        low=0.0,
        high=500.0,
    ),
    "resumption.value_of_resumed_war": Recipe(
        {"now": Arg("A W"), "later": Arg("A W"), "resuming": Num()}, "A W", low=-1.0, high=1.0
    ),
    "resumption.war_value_left": Recipe(
        {"war": Arg("A W"), "undiminished": Arg("A W"), "left": Arg("A W")},
        "A W",
        low=-1.0,
        high=2.0,
    ),
}

EXIT_SAFETY = {
    "exit_safety.salience_with_safety": Recipe(
        {"salience": Arg("A W"), "fear": Arg("A W"), "circle": Arg("A W"), "safety": Arg("W")},
        "A W",
        **SHARE,
    ),
}

COMMITMENT = {
    "commitment.guarantee_strength": Recipe(
        {
            "commitment": Arg("W", 0.0, 5.0),
            "monitoring": Arg("W"),
            "deal": numbers(
                by_guarantor=(0.0, 5.0),
                peacekeepers=(0.0, 200.0),
                by_peacekeepers=(0.0, 5.0),
                by_monitoring=(0.0, 5.0),
            ),
        },
        "W",
        low=0.0,
        high=50.0,
    ),
    "commitment.price_of_breaking": Recipe(
        {
            "trust": Arg("W"),
            "guarantee": Arg("W", 0.0, 9.0),
            "deal": numbers(price=(0.0, 1.0), by_trust=(0.0, 1.0)),
        },
        "W",
        low=0.0,
        high=10.0,
    ),
    "commitment.probability_of_keeping": Recipe(
        {"gain": Arg("S W", -2.0, 2.0), "price": Arg("W"), "sharpness": Num(0.0, 500.0)},
        "S W",
        **SHARE,
    ),
    "commitment.breaks": Recipe({"mood": Arg("S W"), "keeping": Arg("S W")}, "S W", kind="yes"),
    "commitment.consent_lasts": Recipe(
        {
            "keeping": Arg("3 S W", 0.01, 1.0),
            "weeks": Num(0.0, 104.0),
            "half_life": Arg("W", 1.0, 500.0),
        },
        "S W",
        **SHARE,
    ),
    "commitment.trust_after": Recipe(
        {"trust": Arg("W"), "weeks": Const(26), "gain": Num()}, "W", **SHARE
    ),
    "commitment.spoilers_fail": Recipe(
        {
            "spoilers": Arg("W"),
            "guarantee": Arg("W", 0.0, 9.0),
            "weeks": Num(0.0, 104.0),
            "deal": numbers(hazard=(0.0, 1.0), ageing=(1.0, 500.0), by_spoilers=(0.0, 50.0)),
        },
        "W",
        **SHARE,
    ),
    "commitment.probability_with_distrust": Recipe(
        {"probability": Arg("A W"), "distrust": Arg("A W", 0.0, 5.0)}, "A W", **SHARE
    ),
}

PAGES = (
    CURVES,
    UTILITY,
    DRAFTING,
    AVERAGES,
    BARGAINING,
    ACCEPTANCE,
    WAR_VALUE,
    STALEMATE,
    EXPECTATION,
    FRONT,
    RESIDENTS,
    HOLDER,
    PATRON,
    DIVISION,
    TRUCE,
    LEANINGS,
    CONFIDENCE,
    TALK,
    SPOILING,
    DEAL,
    RESUMPTION,
    COMMITMENT,
    EXIT_SAFETY,
)
RECIPES = {name: recipe for page in PAGES for name, recipe in page.items()}

RULES = public_rules()
NAMES = sorted(set(RULES) & set(RECIPES))
SEEDS = range(6)
PACKAGE = Path(simulator.__file__).parent
PAGES = sorted((PACKAGE / "rules").rglob("*.py"))
KEY = re.compile(r"[A-Z][A-Za-z]+\d{4}[a-z]?")
PARAGRAPH = re.compile(r"\bP(\d+)\b")


def test_every_rule_has_a_recipe():
    assert set(RULES) == set(RECIPES)


@pytest.mark.parametrize("name", NAMES)
def test_recipe_names_the_arguments(name):
    parameters = inspect.signature(RULES[name]).parameters.values()
    required = [one.name for one in parameters if one.default is one.empty]
    assert list(RECIPES[name].args) == required


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("edges", [False, True], ids=["within", "at the edges"])
def test_results_have_shape_and_range(name, edges):
    for seed in SEEDS:
        check_shape_and_range(RULES[name], RECIPES[name], Draw(seed, edges).inputs(RECIPES[name]))


@pytest.mark.parametrize("name", NAMES)
def test_worlds_do_not_leak(name):
    for seed in SEEDS:
        check_worlds_do_not_leak(RULES[name], RECIPES[name], Draw(seed).inputs(RECIPES[name]))


@pytest.mark.parametrize("name", NAMES)
def test_inputs_stay_as_they_are(name):
    for seed in SEEDS:
        check_inputs_stay(RULES[name], RECIPES[name], Draw(seed).inputs(RECIPES[name]))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", NAMES)
def test_type_is_kept(name, dtype):
    for seed in SEEDS:
        inputs = Draw(seed, dtype=dtype).inputs(RECIPES[name])
        check_dtype_is_kept(RULES[name], RECIPES[name], inputs, dtype)
        check_shape_and_range(RULES[name], RECIPES[name], inputs)


@pytest.mark.parametrize(
    ("name", "axis"), [(name, axis) for name in NAMES for axis in agent_axes(RECIPES[name])]
)
def test_order_of_agents_does_not_matter(name, axis):
    for seed in SEEDS:
        check_order_does_not_matter(
            RULES[name], RECIPES[name], Draw(seed).inputs(RECIPES[name]), axis, seed
        )


# -------------------------------------------------------------------------------------------------
# formulas
TOLD = {one["rule"]: one for page in rule_descriptions() for one in page["rules"] if one["formula"]}
NUMBER = re.compile(r"(?<![\w.=-])\d+\.?\d*(?![\w.\]])")


def draws_of(name):
    """Inputs within the ranges and at their ends."""
    return [Draw(seed, edges).inputs(RECIPES[name]) for seed in SEEDS for edges in (False, True)]


@pytest.mark.parametrize("name", TOLD)
def test_formula_is_what_the_rule_gives(name):
    rule, recipe = RULES[name], RECIPES[name]
    assert all(agrees(rule, recipe, TOLD[name], inputs) for inputs in draws_of(name))


@pytest.mark.parametrize("name", TOLD)
def test_a_formula_that_drifts_is_found(name):
    """With any of its numbers moved, or with any plus turned, a formula is no longer the rule's."""
    lines = [*TOLD[name]["where"], TOLD[name]["formula"]]
    for i, line in enumerate(lines):
        for at in (*NUMBER.finditer(line), *re.finditer(r" \+ ", line)):
            new = " - " if at[0] == " + " else str(float(at[0]) + 0.7)
            *where, formula = [
                *lines[:i],
                line[: at.start()] + new + line[at.end() :],
                *lines[i + 1 :],
            ]
            told = {"where": where, "formula": formula}
            wrong = [not agrees(RULES[name], RECIPES[name], told, one) for one in draws_of(name)]
            assert any(wrong), told


# -------------------------------------------------------------------------------------------------
# the pages as text
def docstrings(path):
    """Docstrings of a file."""
    nodes = (ast.Module, ast.ClassDef, ast.FunctionDef)
    return [
        ast.get_docstring(node) or ""
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, nodes)
    ]


def cited(text):
    """Keys that stand in square brackets in a text, alone or with others."""
    groups = (group.split(",") for group in re.findall(r"\[([^\[\]]*)\]", text))
    return {key.strip() for group in groups for key in group if KEY.fullmatch(key.strip())}


def test_keys_are_found_where_they_stand():
    assert cited("as [Nash1950, Kalai1977] and [Cox1965] say, not [0, 1] nor Fearon1995") == {
        "Nash1950",
        "Kalai1977",
        "Cox1965",
    }


def test_every_key_stands_in_the_bibliography():
    found = {
        key for path in PACKAGE.rglob("*.py") for text in docstrings(path) for key in cited(text)
    }
    assert len(found) >= 10
    assert found <= set(BIBLIOGRAPHY)


def test_paragraphs_of_the_article_run_from_1_to_15():
    found = {
        int(number)
        for path in PAGES
        for text in docstrings(path)
        for number in PARAGRAPH.findall(text)
    }
    assert found
    assert found <= set(range(1, 16))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_rules_import_numpy_and_rules_alone(path):
    tree = ast.parse(path.read_text())
    plain = [
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    ]
    parts = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert set(plain) <= {"numpy"}
    known = (
        ("simulator.rules", "importlib", "pkgutil")
        if path.stem == "__init__"
        else "simulator.rules"
    )
    assert all(node.level == 0 and node.module.startswith(known) for node in parts)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_rules_do_not_branch(path):
    branching = (ast.If, ast.IfExp, ast.While, ast.Match, ast.Try, ast.Assert)
    for node in ast.walk(ast.parse(path.read_text())):
        assert not isinstance(node, branching), f"{path.name}:{node.lineno}"
        assert not getattr(node, "ifs", None), f"{path.name}: a condition in a comprehension"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_rules_draw_no_chance(path):
    for node in ast.walk(ast.parse(path.read_text())):
        name = getattr(node, "attr", None) or getattr(node, "id", None)
        assert name not in ("random", "default_rng", "Generator", "RandomState"), (
            f"{path.name}:{node.lineno}"
        )


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_rule_says_what_it_does(path):
    functions = [
        node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)
    ]
    assert all(
        (ast.get_docstring(node) or "").split("\n\n")[0].rstrip().endswith((".", "]", ")"))
        for node in functions
    )


# ------------------------------------------------------------------------------------------- the
# harness itself can fail
def test_harness_sees_a_leak_a_change_a_wrong_type_and_an_order():
    recipe = RECIPES["front.within"]
    inputs = Draw(0).inputs(recipe)
    with pytest.raises(AssertionError):
        check_worlds_do_not_leak(
            lambda taken, available: taken - taken.mean(axis=-1, keepdims=True), recipe, inputs
        )
    with pytest.raises(AssertionError):
        check_inputs_stay(
            lambda taken, available: np.minimum(taken, available, out=taken),
            recipe,
            Draw(0).inputs(recipe),
        )
    with pytest.raises(AssertionError):
        check_inputs_stay(lambda taken, available: taken[:], recipe, inputs)
    with pytest.raises(AssertionError):
        check_dtype_is_kept(
            lambda taken, available: np.minimum(taken, available).astype(np.float64),
            recipe,
            Draw(0, dtype=np.float32).inputs(recipe),
            np.float32,
        )
    with pytest.raises(AssertionError):
        check_order_does_not_matter(
            lambda taken, available: np.cumsum(taken, axis=0), recipe, inputs, "R"
        )
    with pytest.raises(AssertionError):
        check_shape_and_range(lambda taken, available: taken + 1.0, recipe, inputs)
