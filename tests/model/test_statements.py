"""Public statements and unilateral moves of several parties: each on its own random stream, heard
by factions of hostile camps and by the patrons of the party."""

from pathlib import Path

import numpy as np
import pytest
import yaml
from inputs import examine

from simulator.ensemble.blocks import Task, run_block
from simulator.ensemble.design import design_of_worlds
from simulator.model.conflict import Conflict
from simulator.model.event_log import EventLog
from simulator.model.factions import Mood
from simulator.report.narrative import moves
from simulator.report.narrative.labels import Labels
from simulator.scenario import read
from simulator.scenario.idle.view import Reason

CASE = str(Path(__file__).resolve().parents[1] / "cases" / "three_camps.yaml")
WORLDS, SEED, WEEKS = 64, 2016, 12
OFTEN = "talk.base=0", "talk.by_pressure=0", "talk.by_surprise=0", "talk.credit_lost=0"
ON_REQUEST = (
    "report=[softness.state, softness.movement, unilateral_moves.state, unilateral_moves.movement]"
)
SPEAKERS = "state", "movement"
TURNED = "holders.guards.fights.army=1", "holders.army.fights.guards=1"


def model_of(*sets, weeks=0, name=CASE):
    """Conflict after some weeks."""
    resolved = read(name, sets)
    table = design_of_worlds(resolved, WORLDS, SEED)
    model = Conflict(resolved, table.columns, table.stream, SEED)
    for _ in model.run(weeks):
        pass
    return model


def worlds(*sets, name=CASE):
    """Columns of the worlds of a scenario with settings."""
    resolved = read(name, sets)
    table = design_of_worlds(resolved, WORLDS, SEED)
    return run_block(Task(resolved, table, SEED, weekly_histograms=False)).worlds


def softness_by_formula(model, party):
    """Softness of a party that softens with probability one half, (W,), from its own stream."""
    points, reversion = (model.parameters[f"talk.{name}"] for name in ("points", "reversion"))
    softness = np.zeros(WORLDS)
    for week in range(model.start, model.start + WEEKS):
        uniform = model.streams.uniform("words", [party], week)[0]
        softened = (uniform < 0.5) & (softness < 0.5 * points)
        softness = np.where(softened, points, softness * (1.0 - reversion))
    return softness


def test_two_speakers_soften_each_on_its_own_stream():
    together = model_of(*OFTEN, weeks=WEEKS)
    assert together.index.names["L"] == ["state", "movement"]
    for row, party in enumerate(SPEAKERS):
        expected = softness_by_formula(together, party)
        np.testing.assert_allclose(together.state.softness[row], expected, rtol=1e-5)
        alone = model_of(*OFTEN, f"talk.parties=[{party}]", weeks=WEEKS)
        np.testing.assert_array_equal(alone.state.softness[0], together.state.softness[row])
    assert (together.state.softness[0] != together.state.softness[1]).mean() > 0.5


def test_a_move_of_one_party_does_not_depend_on_the_other():
    sets = "truce.in_force=true", "spoiling.base=0", "spoiling.by_care=0"
    both = model_of(*sets, weeks=1).now.moves
    for row, party in enumerate(SPEAKERS):
        alone = model_of(*sets, f"spoiling.parties=[{party}]", weeks=1).now.moves
        np.testing.assert_array_equal(alone[0], both[row])
    assert 0.2 < both.mean() < 0.8 and (both[0] != both[1]).any()


def heard(model, party):
    """(softness, provocation) as the factions of a party perceive them, mean over worlds."""
    mood = Mood(model, model.index.parties.index(party))
    return float(np.mean(mood.softness)), float(np.mean(mood.provocation))


def test_a_speaker_and_mover_is_heard_by_hostile_factions_alone():
    league = "talk.parties=[league]", "spoiling.parties=[league]"
    peace, war = (model_of(*league, *sets, weeks=1) for sets in ((), TURNED))
    for model in (peace, war):
        model.state.softness[:], model.state.credit[:] = 10.0, 0.5
        model.state.provocation[:] = 0.8
    assert heard(peace, "state") == (0.0, 0.0)
    assert heard(war, "state") == pytest.approx((5.0, 0.8))
    assert heard(peace, "movement") == pytest.approx((5.0, 0.8))


def test_factions_hear_the_most_of_several_hostile_parties_and_none_of_their_own():
    model = model_of("talk.parties=[state, movement, league]", "spoiling.parties=[state, league]")
    model.step()
    model.state.credit[:] = 1.0
    for row, (points, provoked) in enumerate(((4.0, 0.1), (6.0, 0.7), (9.0, 0.0))):
        model.state.softness[row] = points
        if row < 2:
            model.state.provocation[row] = provoked
    assert heard(model, "movement") == pytest.approx((9.0, 0.7))
    assert heard(model, "state") == pytest.approx((6.0, 0.0))


def test_statements_soothe_the_patrons_of_their_own_party():
    model = model_of("coercion.start=0.8", weeks=1)
    calm = frustration(model)
    model.state.softness[0], model.state.credit[0] = 20.0, 1.0
    after = frustration(model)
    assert after["crown"] < calm["crown"] - 0.1 and after["power"] < calm["power"] - 0.1
    assert after["ally"] == calm["ally"] and after["emirate"] == calm["emirate"]


def frustration(model):
    """{patron: frustration that it would have next week, mean over worlds}."""
    for patron in model.patrons.values():
        patron.choose()
    return {p.name: float(np.mean(p.frustration)) for p in model.patrons.values()}


def test_each_party_softens_towards_its_opponents():
    model = model_of(weeks=1)
    model.state.softness[:] = 10.0
    text, index = model.table.drafting, model.index
    seats = index.package.index("seats")
    moved = text.declared()[:, seats] - model.state.position[:, seats]
    state, movement, league = (index.parties.index(p) for p in ("state", "movement", "league"))
    np.testing.assert_allclose(moved[state], 10.0, atol=1e-4)
    np.testing.assert_allclose(moved[movement], -10.0, atol=1e-4)
    np.testing.assert_allclose(moved[league], 0.0)


def test_metrics_by_party_add_up_to_those_of_the_conflict():
    columns = worlds(ON_REQUEST, "truce.in_force=true", "spoiling.base=0", "weeks=12")
    moves_of = [columns[f"unilateral_moves.{p}"] for p in SPEAKERS]
    assert min(np.mean(column) for column in moves_of) > 0.1
    most, total = np.maximum(*moves_of), np.add(*moves_of)
    assert (columns["own_way"] >= most).all() and (columns["own_way"] <= total).all()
    assert min(np.mean(columns[f"softness.{p}"]) for p in SPEAKERS) > 0.5
    one = worlds(
        "report=[softness.regime, unilateral_moves.regime]", "weeks=12", name="spring_2016"
    )
    np.testing.assert_array_equal(one["unilateral_moves.regime"], one["own_way"])


def test_the_bottom_line_that_must_stand_still_is_the_speakers_own():
    model = model_of(*OFTEN, weeks=6)
    index, record = model.index, agent(model, "Record")
    ring = model.state.reservation_ring
    np.testing.assert_array_equal(ring[-1][0], model.state.reservation)
    movement = index.parties.index("movement")
    expected = model.table.reservation_term(movement, index.core[0])
    assert ring.shape[1] == 2 and np.isfinite(expected).all()
    model.state.softness[:], model.state.softness_ring[:] = 14.0, 0.0
    ring[0] = model.state.reservation_of_speakers
    ring[0, 1] += 5.0
    record.choose()
    assert record.softening[0].all() and not record.softening[1].any()


def agent(model, name):
    """The agent of a class."""
    return next(a for a in model.agents if type(a).__name__ == name)


def turned(tmp_path, *keys):
    """Path of the case with the order of an entry reversed."""
    raw = yaml.safe_load(Path(CASE).read_text(encoding="utf-8"))
    around = raw
    for key in keys[:-1]:
        around = around[key]
    entry = around[keys[-1]]
    is_map = isinstance(entry, dict)
    around[keys[-1]] = dict(reversed(entry.items())) if is_map else entry[::-1]
    path = tmp_path / "three_camps.yaml"
    path.write_text(yaml.safe_dump(raw, sort_keys=False), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("keys", [("talk", "parties"), ("spoiling", "parties"), ("camps",)])
def test_the_order_of_parties_and_of_camps_does_not_matter(tmp_path, keys):
    """Exactly for those listed; sums over camps round in their order, which may turn one world."""
    sets = ON_REQUEST, "truce.in_force=true"
    straight, other = worlds(*sets), worlds(*sets, name=turned(tmp_path, *keys))
    least = 0.95 if keys == ("camps",) else 1.0
    for name in (f"{of}.{p}" for of in ("softness", "unilateral_moves") for p in SPEAKERS):
        assert np.isclose(other[name], straight[name], rtol=1e-4).mean() >= least, name


def symmetric(tmp_path):
    """Path of a case of two camps that are alike in all but their names and ends of the lines."""
    raw = yaml.safe_load(Path(CASE).read_text(encoding="utf-8"))
    kept = {"state": 10, "movement": 90}
    raw["camps"] = {camp: camp for camp in kept}
    raw["parties"] = {
        camp: {"label": camp, "camp": camp, "sovereign": camp == "state", "shift": 0,
               "stance": {"head": [at, "60%", "30%"], "seats": [at, "60%", "30%"],
                          "ceasefire": [60, "60%"], "access": [60, "60%"]}}
        for camp, at in kept.items()
    } | {
        f"friend_{camp}": {"label": camp, "client": camp, "pressure": "60%", "shift": 0,
                           "stance": {"head": [at, "50%", "50%"], "seats": [at, "50%", "50%"],
                                      "ceasefire": [60, "50%"], "access": [60, "50%"]}}
        for camp, at in {"state": 30, "movement": 70}.items()
    }  # fmt: skip
    raw["factions"] = {
        f"guard_{camp}": {"label": camp, "party": camp, "fighters": 8, "homes": ["plain"],
                          "hard_line": 0}
        for camp in kept
    }  # fmt: skip
    raw["holders"] = {
        h: {"label": h, "party": p, "fights": [k], "reserve": 8, "garrison": 12, "cohesion": 0.75,
            "recruitment": 0.05}
        for h, p, k in (("army", "state", "brigades"), ("brigades", "movement", "army"))
    }  # fmt: skip
    both = {"army": 0.5, "brigades": 0.5}
    for region in raw["regions"].values():
        region["held"], region["lived"] = dict(both), dict(both)
    raw["ends"] = {
        "state_prevails": {"head": 0, "seats": 0}, "movement_prevails": {"head": 100, "seats": 100},
    }  # fmt: skip
    raw["levers"], raw["truce"] = {}, {"in_force": True}
    path = tmp_path / "symmetric.yaml"
    path.write_text(yaml.safe_dump(raw, sort_keys=False), encoding="utf-8")
    return str(path)


def test_a_symmetric_war_gives_both_parties_the_same_statements_and_moves(tmp_path):
    """Shares of the two camps agree within 3 standard errors."""
    resolved = read(symmetric(tmp_path), [ON_REQUEST, "spoiling.base=-1", "weeks=20"])
    table = design_of_worlds(resolved, 2000, SEED)
    columns = run_block(Task(resolved, table, SEED, weekly_histograms=False)).worlds
    for name in ("softness", "unilateral_moves"):
        gap = columns[f"{name}.state"] - columns[f"{name}.movement"]
        assert np.mean(columns[f"{name}.state"]) > 0.1 and np.std(gap) > 0.0
        assert abs(np.mean(gap)) < 3.0 * np.std(gap) / np.sqrt(len(gap)), name


def test_the_story_names_who_spoke_and_who_acted():
    model = model_of(*OFTEN, "truce.in_force=true", "spoiling.base=2")
    log, events = EventLog(model), []
    for _ in range(WEEKS):
        model.step()
        events += log.week()
    labels = Labels(model.resolved)
    said = [text for _, text in moves.public_statements(labels, events)]
    done = [text for _, text in moves.unilateral_moves(labels, events)]
    for texts, verb in ((said, "made conciliatory"), (done, "acted alone on the cabinet")):
        starts = {text.partition(f" {verb}")[0] for text in texts}
        assert starts == {"The state", "The movement"}, texts


@pytest.mark.parametrize(
    ("name", "sets", "path", "reason"),
    [
        ("libya_2019", ("talk.parties=[lna]",), "leanings.by_softness", Reason.UNHEARD),
        ("libya_2019", ("talk.parties=[lna, gna]",), "leanings.by_softness", None),
        (CASE, ("spoiling.parties=[league]", "parties.emirate=null"), "spoiling.by_care",
         Reason.NO_PATRON),
    ],
)  # fmt: skip
def test_what_nobody_hears_or_cares_about_is_idle(name, sets, path, reason):
    told = examine(read(name, sets), [path], worlds=16, first=16, jobs=1)
    assert not told.wrong and not told.silent
    assert list(told.reasons) == ([reason] if reason else [])
