"""Dated steps of men and their value; main efforts, foreign garrisons and supply by region."""

import numpy as np
import pytest

from simulator.ensemble.blocks import Task, run_block
from simulator.ensemble.design import design_of_worlds
from simulator.model.conflict import Conflict
from simulator.scenario import read

WORLDS, STEP = 32, "2016-04-18"  # the sixth week
BEFORE = 5
BASE = """\
scenario: dated
title: a change
extends: spring_2016
"""


@pytest.fixture
def changed(tmp_path):
    """Function that returns the base with some lines of YAML added."""

    def read_changed(text="", sets=()):
        file = tmp_path / "dated.yaml"
        file.write_text(BASE + text, encoding="utf-8")
        return read(str(file), sets)

    return read_changed


def step_of(path, to):
    """Lines of a lever with one dated step; the base has one for the strength of ISIS."""
    step = f"[{{at: {STEP}, to: {to}}}]"
    if path == "holders.isis.strength":
        return f"levers: {{spoilers.isis: {step}}}\n"
    return f"levers:\n  a.lever: {{sets: {path}, steps: {step}}}\n"


def after(resolved, weeks):
    """The model of a few worlds after some weeks."""
    design = design_of_worlds(resolved, WORLDS, 11)
    model = Conflict(resolved, design.columns, design.stream, 11)
    for _ in model.run(weeks):
        pass
    return model


def men(model, kind, holder):
    return getattr(model.state, kind)[model.index.holders.index(holder)]


@pytest.mark.parametrize("name", ["reserve", "garrison", "strength", "quality"])
def test_a_step_to_the_same_value_moves_no_bit(changed, name):
    """Every column of every world is the same, whether or not the value has a dated step."""
    path = f"holders.opposition.{name}"
    value = changed().parameters[path].value
    worlds = []
    for text in ("", step_of(path, value)):
        resolved = changed(text, ["weeks=20"])
        task = Task(resolved, design_of_worlds(resolved, WORLDS, 11), 11)
        worlds.append(run_block(task).worlds)
    assert {key: column.tobytes() for key, column in worlds[0].items()} == {
        key: column.tobytes() for key, column in worlds[1].items()
    }


@pytest.mark.parametrize(("kind", "more"), [("reserve", 20.0), ("garrison", -30.0)])
def test_a_step_adds_its_change_to_the_men_in_the_field(changed, kind, more):
    """With a strength of 0.8 a change of the declared men is worth 0.8 of it; losses of the same
    week differ by less than 2%."""
    path = f"holders.opposition.{kind}"
    sets = ["holders.opposition.strength=0.8"]
    now = changed().parameters[path].value
    usual, other = changed("", sets), changed(step_of(path, now + more), sets)
    for weeks, gap in ((BEFORE, 0.0), (BEFORE + 1, 0.8 * more)):
        pair = [men(after(resolved, weeks), kind, "opposition") for resolved in (usual, other)]
        np.testing.assert_allclose(pair[1] - pair[0], gap, atol=abs(0.02 * more) if gap else 0.0)


def test_no_step_leaves_fewer_than_a_hundred_men(changed):
    model = after(changed(step_of("holders.opposition.reserve", 0)), BEFORE + 1)
    reserve = men(model, "reserve", "opposition")
    assert (reserve >= 0.1).all() and (reserve < 8.0).all()
    usual = after(changed(), BEFORE + 1)
    assert (men(usual, "reserve", "opposition") > 15.0).all()


def test_strength_multiplies_the_men_in_the_field(changed):
    half = after(changed(step_of("holders.isis.strength", 0.5)), BEFORE + 1)
    usual = after(changed(), BEFORE + 1)
    for kind in ("reserve", "garrison"):
        ratio = men(half, kind, "isis") / men(usual, kind, "isis")
        np.testing.assert_allclose(ratio, 0.5, atol=0.02)


def test_an_army_of_strength_0_comes_with_its_declared_men(changed):
    step = f"{{at: {STEP}, to: 1}}"
    model = after(changed(f"levers: {{spoilers.isis: {{value: 0, steps: [{step}]}}}}\n"), BEFORE)
    declared = model.parameters["holders.isis.garrison"]
    assert (men(model, "garrison", "isis") < 0.5).all()
    model.step()
    np.testing.assert_allclose(men(model, "garrison", "isis"), declared, rtol=0.1)


def test_a_step_of_quality_counts_for_all_its_men(changed):
    """Where the opposition fights worse from a date on, the government wins more land after it and
    as much before."""
    usual, worse = changed(), changed(step_of("holders.opposition.quality", 0.3))
    areas = [
        [value.metrics["government_area"].of(value) for value in (after(usual, n), after(worse, n))]
        for n in (BEFORE, 26)
    ]
    assert (areas[0][0] == areas[0][1]).all()
    assert (areas[1][1] - areas[1][0]).mean() > 1.0
    model = after(worse, BEFORE + 1)
    h = model.index.holders.index("opposition")
    np.testing.assert_allclose(model.state.quality[h], 0.3, rtol=1e-6)


def held(model, region):
    return model.metrics[f"area.regime.{region}"].of(model)


def test_a_main_effort_may_name_several_regions_and_move(changed):
    """A name alone is a map of one region, of weight 1."""
    assert changed().parameters["holders.regime.main_effort.aleppo"].value == 1.0
    there = "holders: {regime: {main_effort: {aleppo: 1, idlib: 1}}}\n"
    usual = changed(there)
    moved = changed(there + step_of("holders.regime.main_effort.idlib", 12))
    before, now = ([after(resolved, n) for resolved in (usual, moved)] for n in (BEFORE, 40))
    assert (held(before[0], "idlib") == held(before[1], "idlib")).all()
    assert (held(now[1], "idlib") - held(now[0], "idlib")).mean() > 1.0
    assert (held(now[1], "aleppo") - held(now[0], "aleppo")).mean() < -0.3


@pytest.mark.parametrize(
    ("path", "to"),
    [("holders.regime.priority.aleppo", 0), ("holders.sdf.garrisons.aleppo", 1)],
)
def test_priorities_and_foreign_garrisons_have_dates(changed, path, to):
    models = [after(changed(text), 26) for text in ("", step_of(path, to))]
    early = [after(changed(text), BEFORE) for text in ("", step_of(path, to))]
    assert (early[0].state.share == early[1].state.share).all()
    assert (models[0].state.share != models[1].state.share).any()
    name = path.split(".")[1]
    held_there = [value.metrics[f"area.{name}.aleppo"].of(value).mean() for value in models]
    assert (held_there[1] > held_there[0]) == (to == 1)


def test_arms_that_reach_no_region_arm_nobody(changed):
    """No supply in any region is no supply; a full one in some is the usual."""
    regions = list(changed().form.regions)
    every = f"{{{', '.join(f'{region}: 0' for region in regions)}}}"
    supplied = "holders: {opposition: {supply_by_region: %s}}\n"
    arms = ["us.arms=400 throughout", "us.anti_tank=3 throughout"]
    recruits = {
        name: men(after(changed(supplied % text, arms), 20), "garrison", "opposition")
        for name, text in (("none", every), ("full", "{idlib: 1}"), ("part", "{idlib: 0}"))
    }
    without = after(changed("", [*arms, "holders.opposition.supply=0 throughout"]), 20)
    usual = after(changed("", arms), 20)
    np.testing.assert_allclose(recruits["none"], men(without, "garrison", "opposition"), rtol=1e-4)
    np.testing.assert_allclose(recruits["full"], men(usual, "garrison", "opposition"), rtol=1e-4)
    assert (recruits["none"] < recruits["part"]).all()
    assert (recruits["part"] < recruits["full"]).all()


def test_anti_tank_weapons_hold_the_regions_that_they_reach(changed):
    supplied = "holders: {opposition: {supply_by_region: {idlib: %s}}}\n"
    arms = ["us.anti_tank=6 throughout"]
    models = [after(changed(supplied % share, arms), 40) for share in ("0%", "100%")]
    lost = [value.metrics["area.opposition.idlib"].of(value).mean() for value in models]
    assert lost[1] > lost[0] + 0.5
