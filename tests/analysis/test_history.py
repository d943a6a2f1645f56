"""How worlds went, held against the worlds themselves."""

import numpy as np
import pytest

from simulator.analysis.history import LEVELS, control, course, flows, incidence, share_true
from simulator.analysis.subgroups import split
from simulator.ensemble.blocks import run_in_full
from simulator.ensemble.design import design_of_worlds
from simulator.model.weekly_histograms import bin_of
from simulator.scenario import read
from simulator.scenario.readings import Reading

SEED, WORLDS = 2016, 300


@pytest.fixture(scope="module")
def run():
    """Two scenarios, their tables and what their worlds did; with readings of every week."""
    both = [read(name, ["weeks=40"]) for name in ("spring_2016", "full_withdrawal")]
    tables = [design_of_worlds(one, WORLDS, SEED, 10) for one in both]
    readings = {f"area/{week}": Reading("area.regime", "last", week, week) for week in (0, 20, 39)}
    readings |= {
        f"truce/{week}": Reading("truce_in_force", "last", week, week) for week in (0, 20, 39)
    }
    return both, tables, run_in_full(both, tables, SEED, jobs=1, readings=[readings] * 2)


def test_quantiles_from_counts_are_those_of_the_worlds_to_the_width_of_a_bin(run):
    _, _, found = run
    for one in found:
        rows = course(one.weeks["area.regime"], (0.0, 100.0))
        for week in (0, 20, 39):
            going = ~(one.worlds["end_of_story"] <= week)
            np.testing.assert_allclose(
                rows[:, week], np.quantile(one.worlds[f"area/{week}"][going], LEVELS), atol=1.01
            )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([-5.0] * 4, 0.0),
        ([9.0] * 4, 1.0),
        ([0.0] * 4, 0.0),
        ([0.505] * 4, 0.505),
        ([0.0, 0.0, 1.0, 1.0], None),
    ],
)
def test_quantiles_of_few_worlds(values, expected):
    counts = np.bincount(bin_of(np.array(values), 0.0, 1.0), minlength=102)[None]
    rows = course(counts, (0.0, 1.0))[:, 0]
    assert (np.diff(rows) >= 0).all() and rows.min() >= 0 and rows.max() <= 1
    if expected is not None:
        np.testing.assert_allclose(rows, expected, atol=0.0051)


def test_a_week_without_worlds_has_no_quantiles():
    assert np.isnan(course(np.zeros((2, 102), dtype=int), (0.0, 1.0))).all()


def test_the_share_of_worlds_with_a_truce_is_that_of_the_worlds(run):
    _, _, found = run
    for one in found:
        shares = share_true(one.weeks["truce_in_force"])
        for week in (0, 20, 39):
            going = ~(one.worlds["end_of_story"] <= week)
            assert shares[week] == pytest.approx(one.worlds[f"truce/{week}"][going].mean())


def test_risks_compete(run):
    both, _, found = run
    for resolved, one in zip(both, found, strict=True):
        risks = incidence(resolved, one.worlds)
        assert list(risks)[:2] == ["truce_void", "signature"] and "regime_collapse" in risks
        firsts = sum(risk.first for risk in risks.values())
        waits = [one.worlds["signature"], one.worlds["truce_void"], one.worlds["end_of_story"]]
        anything = np.isfinite(np.stack(waits)).any(axis=0)
        assert firsts[-1] == pytest.approx(anything.mean()) and (firsts <= 1 + 1e-12).all()
        for risk in risks.values():
            assert (
                risk.first[0] == 0
                and (np.diff(risk.first) >= 0).all()
                and (risk.first <= risk.ever + 1e-12).all()
            )
        assert risks["signature"].ever[-1] == pytest.approx(one.worlds["package_signed"].mean())


def test_the_first_of_two_risks_counts_and_the_other_does_not():
    resolved = read("spring_2016", ["weeks=10"])
    nan = np.nan
    worlds = {
        "signature": np.array([3.0, 5.0, nan, nan]), "truce_void": np.array([4.0, 2.0, nan, 6.0]),
        "end_of_story": np.array([nan, nan, nan, 6.0]), "outcome": np.array([1, 5, 5, 0]),
    }  # fmt: skip
    risks = incidence(resolved, worlds)
    assert [risks[name].first[-1] for name in ("signature", "truce_void", "regime_collapse")] == [
        0.25,
        0.25,
        0.25,
    ]
    assert [risks[name].ever[-1] for name in ("signature", "truce_void", "regime_collapse")] == [
        0.5,
        0.75,
        0.25,
    ]
    assert risks["signature"].first.tolist() == [0, 0, 0] + [0.25] * 8


def test_flows_are_of_the_same_worlds(run):
    both, _, found = run
    rows = flows(*both, *(one.worlds for one in found))
    assert sum(n for *_, n in rows) == WORLDS
    ids = [one.id for one in both[0].form.outcomes]
    a, b, n = rows[-1]
    assert n == np.sum(
        (found[0].worlds["outcome"] == ids.index(a)) & (found[1].worlds["outcome"] == ids.index(b))
    )


def test_a_scenario_against_itself_flows_nowhere(run):
    both, _, found = run
    assert all(a == b for a, b, _ in flows(both[0], both[0], found[0].worlds, found[0].worlds))


def test_control_is_the_mean_of_the_worlds(run):
    both, _, found = run
    for resolved, one in zip(both, found, strict=True):
        held = control(resolved, one)
        assert held.weeks.tolist() == [*range(0, 40, 4), 40]
        np.testing.assert_allclose(held.area.sum(axis=1), 1.0, atol=1e-5)
        areas = np.array([place.area.value for place in resolved.form.regions.values()])
        for h, holder in enumerate(resolved.form.holders):
            national = 100 * (held.area[-1, h] * areas / areas.sum()).sum()
            assert national == pytest.approx(one.worlds[f"area.{holder}"].mean(), abs=0.01)


def test_worlds_are_parted_by_what_their_draw_holds(run):
    both, tables, found = run
    exponent = tables[0].columns["acceptance.exponent"]
    parts = split(both[0], found[0].worlds, exponent)
    assert len(parts) == 3 and sum(part.worlds for part in parts) == WORLDS
    assert parts[0].high <= parts[1].low and parts[1].high <= parts[2].low
    signed = sum(part.worlds * part.package_signed.value for part in parts)
    assert signed == pytest.approx(found[0].worlds["package_signed"].sum())


def test_a_number_that_is_sure_leaves_one_part(run):
    both, _, found = run
    assert [part.worlds for part in split(both[0], found[0].worlds, np.full(WORLDS, 1.5))] == [
        WORLDS
    ]
