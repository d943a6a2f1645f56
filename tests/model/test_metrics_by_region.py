"""Metrics of a region, of a confidence measure and of a deal's fighters: recorded only on
request."""

import numpy as np
import pytest

from simulator.analysis.compare import listed_metrics, summarise
from simulator.analysis.requests import RunOptions, compare_request
from simulator.ensemble.blocks import Task, run_block
from simulator.ensemble.design import design_of_worlds
from simulator.model.conflict import Conflict
from simulator.model.expression_checks import check_expressions
from simulator.model.index import Index
from simulator.model.metrics.families import for_conflict
from simulator.scenario import read

WORLDS, WEEKS = 32, 40
ON_REQUEST = ("area.opposition.aleppo", "besieged.aleppo", "practice.ceasefire", "joined")


def worlds_of(resolved):
    task = Task(resolved, design_of_worlds(resolved, WORLDS, 1), 1)
    return run_block(task)


@pytest.fixture(scope="module")
def model():
    resolved = read("spring_2016", [f"weeks={WEEKS}"])
    design = design_of_worlds(resolved, WORLDS, 3)
    model = Conflict(resolved, design.columns, design.stream, 3)
    for _ in model.run(WEEKS):
        pass
    yield model
    model.close()


def value(model, name):
    return model.metrics[name].of(model).astype(float)


def test_regions_add_up_to_the_country(model):
    s, index = model.state, model.index
    people = (s.people / s.people.sum()).ravel()
    for holder in index.holders:
        for name, weights in (("area", s.area_weight.ravel()), ("residents", people)):
            rows = [value(model, f"{name}.{holder}.{region}") for region in index.regions]
            national = value(model, f"{name}.{holder}")
            np.testing.assert_allclose(weights @ np.array(rows), national, rtol=1e-5, atol=1e-4)
    rows = [value(model, f"besieged.{region}") for region in index.regions]
    assert np.ptp(rows, axis=0).min() > 1.0
    np.testing.assert_allclose(np.sum(rows, axis=0), value(model, "besieged"), rtol=1e-5)


def test_a_region_is_that_of_its_name(model):
    s, index = model.state, model.index
    h, g = index.holders.index("opposition"), index.regions.index("idlib")
    assert (value(model, "area.opposition.idlib") == 100.0 * s.share[h, g]).all()
    assert (value(model, "residents.opposition.idlib") == 100.0 * s.residents[h, g]).all()
    capital = value(model, "residents.regime.damascus")
    assert (capital == value(model, "capital_residents")).all()
    row = index.measures.index("ceasefire")
    assert (value(model, "practice.ceasefire") == s.practice[row]).all()


def test_those_who_joined_are_counted_under_a_deal_alone(model):
    assert (value(model, "joined") == 0.0)[~model.state.deal].all()
    model.state.joining[:] = 0.25
    assert (value(model, "joined") == 25.0).all()


def test_they_are_recorded_only_where_a_scenario_requests_them():
    usual = worlds_of(read("spring_2016", ["weeks=5"]))
    assert not set(ON_REQUEST) & {*usual.worlds, *usual.weeks}
    sets = [
        "weeks=5",
        "answer=area.opposition.aleppo rises",
        f"report=[{','.join(ON_REQUEST[1:])}]",
    ]
    resolved = read("spring_2016", sets)
    check_expressions(resolved)
    requested = worlds_of(resolved)
    assert set(requested.worlds) - set(usual.worlds) == set(ON_REQUEST)
    assert set(requested.weeks) - set(usual.weeks) == set(ON_REQUEST)
    same = [
        requested.worlds[name].tobytes() == usual.worlds[name].tobytes() for name in usual.worlds
    ]
    assert all(same)
    metrics = summarise(resolved, requested.worlds).metrics
    held = requested.worlds["area.opposition.aleppo"]
    assert metrics["area.opposition.aleppo"].value == pytest.approx(held.mean())
    assert listed_metrics(resolved)["area.opposition.aleppo"].label == "land in Aleppo, opposition"


def test_a_metric_without_a_label_gets_one_on_request():
    assert "area.isis" not in listed_metrics(read("spring_2016"))
    requested = listed_metrics(read("spring_2016", ["report=[area.isis,killed.isis]"]))
    assert (requested["area.isis"].label, requested["killed.isis"].label) == (
        "land, ISIS",
        "fighters killed, ISIS",
    )


def test_scenarios_of_a_comparison_record_what_any_of_them_requests():
    base = read("spring_2016")
    other = read("airpower_drawdown", ["answer=besieged.aleppo falls"])
    request = compare_request([base, other], RunOptions(worlds=16))
    assert [list(scenario.form.report) for scenario in request.scenarios] == [
        ["besieged.aleppo"]
    ] * 2
    alike = compare_request([base, read("airpower_drawdown")], RunOptions(worlds=16))
    assert [scenario.form.report for scenario in alike.scenarios] == [[], []]


def test_a_condition_of_a_step_may_name_a_region():
    """ISIS holds Raqqa, so the condition is true at once; it holds nothing of Latakia."""
    at = "{at: 2016-03-14, to: 1, when: area.isis.%s > 50}"
    flown = [
        worlds_of(read("spring_2016", ["weeks=3", f"russia.aircraft=[{at % region}]"])).worlds
        for region in ("raqqa", "latakia")
    ]
    assert flown[0]["sorties"].mean() < 0.7 * flown[1]["sorties"].mean()


def test_a_conflict_without_a_capital_asks_about_the_region(tmp_path):
    """The same worlds, with the capital named as a region."""
    libya = read("libya_2019", ["weeks=30"])
    text = [str(row.test) for outcome in libya.form.outcomes for row in outcome.when]
    assert any("capital_residents" in row for row in text)
    place = "residents.gna.tripolitania"
    raw = libya.as_yaml().replace("capital_residents", place)
    raw = raw.replace("capital: true", "capital: false")
    file = tmp_path / "libya_2019.yaml"
    file.write_text(raw, encoding="utf-8")
    without = read(str(file))
    assert Index(without).capital is None
    assert "capital_residents" not in for_conflict(Index(without))
    left, right = worlds_of(libya).worlds, worlds_of(without).worlds
    assert {name: column.tobytes() for name, column in left.items()} == {
        name: column.tobytes() for name, column in right.items()
    }


def test_the_bottom_line_of_any_signer_is_a_metric():
    """The sovereign's on the leader is the metric of every run; the other signer's is a
    concession from its end of the line. Under a deal foreign men leave between the vote and the
    end of the week, which moves it by a step or two of a tenth of a point."""
    names = ("bottom_line.regime.presidency", "bottom_line.opposition.presidency")
    resolved = read("spring_2016", [f"report=[{', '.join(names)}]", "weeks=12"])
    table = design_of_worlds(resolved, 32, 2016)
    found = run_block(Task(resolved, table, 2016, weekly_histograms=False)).worlds
    np.testing.assert_allclose(found[names[0]], found["bottom_line_on_leader"], atol=0.3)
    assert ((found[names[1]] >= 0.0) & (found[names[1]] <= 100.0)).all()
