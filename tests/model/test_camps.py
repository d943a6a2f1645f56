"""Camps: support reaches the holder of any client, a truce binds its members, relations change on a
date, threats travel along patrons, and the order of the camps does not matter."""

from pathlib import Path

import numpy as np
import pytest
import yaml

from simulator.ensemble.blocks import Task, run_block
from simulator.ensemble.design import design_of_worlds
from simulator.model.conflict import Conflict
from simulator.scenario import read
from simulator.scenario.read import HOME

CASE = str(Path(__file__).resolve().parents[1] / "cases" / "three_camps.yaml")
WORLDS, SEED = 64, 2016


def worlds(name=CASE, *sets):
    """Columns of the worlds of a scenario with settings."""
    resolved = read(name, sets)
    table = design_of_worlds(resolved, WORLDS, SEED)
    return run_block(Task(resolved, table, SEED, weekly_histograms=False)).worlds


def model_of(*sets, weeks=0):
    """Conflict of three camps after some weeks."""
    resolved = read(CASE, sets)
    table = design_of_worlds(resolved, WORLDS, SEED)
    model = Conflict(resolved, table.columns, table.stream, SEED)
    for _ in model.run(weeks):
        pass
    return model


@pytest.fixture(scope="module")
def base():
    """Columns of the worlds of the case as it is."""
    return worlds()


def mean(columns, name):
    return float(np.mean(columns[name]))


@pytest.mark.parametrize(
    ("setting", "metric", "sign"),
    [
        ("parties.crown.men.guards=20", "residents.army", 1),
        ("parties.emirate.men.brigade=20", "residents.guards", 1),
        ("parties.ally.arms=800", "residents.brigades", 1),
        ("parties.emirate.arms=800", "residents.guards", 1),
        ("parties.crown.aircraft=0", "residents.army", -1),
    ],
)
def test_support_reaches_the_holder_of_its_client(base, setting, metric, sign):
    assert sign * (mean(worlds(CASE, setting), metric) - mean(base, metric)) > 0.3


def test_men_of_a_patrons_patron_reach_the_last_client(base):
    through = worlds(CASE, "parties.power.men={troops: 20}", "parties.power.advance=50%")
    assert mean(through, "residents.army") > mean(base, "residents.army") + 0.3


def test_aircraft_fly_for_any_camp():
    flown = worlds(CASE, "parties.ally.aircraft=20", "parties.ally.peak_sorties=20",
                   "holders.brigades.air_help=1")  # fmt: skip
    alone = worlds(CASE, "parties.ally.aircraft=20", "parties.ally.peak_sorties=20",
                   "holders.brigades.air_help=0")  # fmt: skip
    assert mean(flown, "residents.brigades") > mean(alone, "residents.brigades") + 0.3


def test_the_threat_of_a_patrons_patron_lowers_the_clients_war_value():
    calm, pressed = (
        model_of(f"power.pressure={share}", "coercion.threshold=0", weeks=12)
        for share in ("0%", "90%")
    )
    state = calm.index.parties.index("state")
    assert (pressed.state.war_value[state] < calm.state.war_value[state]).mean() > 0.9
    believed = pressed.expectations._believed_threats()[0]
    crown, power = (pressed.state.pressure[pressed.index.parties.index(p)]
                    for p in ("crown", "power"))  # fmt: skip
    np.testing.assert_allclose(believed, 1 - (1 - crown) * (1 - power), rtol=1e-5)


def test_half_a_client_receives_half_the_support():
    def men(*sets):
        fronts = model_of(*sets).fronts
        return sum(float(np.mean(sent)) for h, _, _, sent, _ in fronts._foreign() if h == 2)

    whole = men()
    assert men("parties.emirate.client={league: 0.5}") == pytest.approx(0.5 * whole)


def test_a_relation_that_turns_on_a_date_brings_fighting():
    peace = model_of(weeks=20)
    index = peace.index
    rows = [r for r, (_, h, k) in enumerate(index.rows) if {h, k} == {0, 2}]
    assert rows and float(np.max(peace.fronts.reach[rows])) == 0.0
    step = "[{at: 2018-12-03, to: 1}]"
    war = model_of(f"league.turns={step}", f"state.turns={step}", weeks=20)
    assert float(np.min(war.fronts.reach[rows].sum(axis=0))) > 0.0
    assert peace.expectations.hostile[0, 2].sum() == 0 < war.expectations.hostile[0, 2].sum()


def test_a_truce_covers_its_members_alone():
    model = model_of("truce.in_force=true", weeks=1)
    s, index, truce = model.state, model.index, model.truce
    league = index.signers.index(index.parties.index("league"))
    s.truce_members[league] = False
    s.truce[:] = True
    covered = np.broadcast_to(truce.covered(), (len(truce.between), WORLDS))
    for row, (_, h, k) in enumerate(truce.between):
        assert covered[row].all() == (2 not in (h, k))
    _, engagement = truce.engagement()
    outside = [row for row, (_, h, k) in enumerate(truce.between) if 2 in (h, k)]
    assert (engagement[outside] == 1.0).all()


def test_a_measure_that_two_of_three_sign_moves_practice_part_of_the_way():
    model = model_of(weeks=1)
    measures = model.agents_by_type[type_of(model, "ConfidenceMeasures")][0]
    practice = model.state.practice
    proposal = practice + 30.0
    consents = np.zeros((3, *practice.shape), bool)
    consents[:2] = True
    np.testing.assert_allclose(measures._term(proposal, consents), practice + 20.0, rtol=1e-5)
    consents[2] = True
    np.testing.assert_array_equal(measures._term(proposal, consents), proposal)


def type_of(model, name):
    """Class of the agents of a name."""
    return next(kind for kind in model.agents_by_type if kind.__name__ == name)


def test_factions_of_the_sovereign_decide_by_quorum():
    model = model_of(weeks=12)
    state = model.index.parties.index("state")
    assert set(model.index.divided) == {0, 1}
    signed = [
        mean(
            worlds(
                CASE, f"factions.reformers.hard_line={hard}", f"factions.barons.hard_line={hard}",
                "deal.price=0.5", "talks.minimum=0", "talks.quorum=30%",
                "parties.state.stance.head.position=60", "parties.state.stance.seats.position=60",
                "parties.movement.stance.head.position=60",
            ),
            "package_signed",
        )
        for hard in (0, 90)
    ]  # fmt: skip
    assert signed[0] > signed[1] + 0.1
    share = model.share_attending(state)
    assert ((share >= 0) & (share <= 1)).all()


def test_the_order_of_two_camps_does_not_matter(tmp_path):
    raw = yaml.safe_load((HOME / "libya_2019.yaml").read_text(encoding="utf-8"))
    raw["camps"] = dict(reversed(raw["camps"].items()))
    raw["scenario"] = "libya_turned"
    (tmp_path / "libya_turned.yaml").write_text(
        yaml.safe_dump(raw, sort_keys=False, allow_unicode=True), encoding="utf-8"
    )
    turned, straight = worlds(str(tmp_path / "libya_turned.yaml")), worlds("libya_2019")
    for name in ("area.gna", "civilians_killed", "votes", "package_signed", "shortfall.lna"):
        np.testing.assert_allclose(turned[name], straight[name], rtol=1e-4, err_msg=name)


def test_moving_fronts_follow_the_land():
    """An attacker that has taken a region attacks beyond it; fixed fronts stay where they were."""
    army = "{army: 100%, brigades: 0, band: 0, raiders: 0, guards: 0}"
    strong = [
        "holders.brigades.reserve=90", f"regions.coast.held={army}", f"regions.plain.held={army}",
        "borders={coast: {hills: null}}",
    ]  # fmt: skip
    moving, fixed = (worlds(CASE, *strong, f"war.fronts={kind}") for kind in ("moving", "fixed"))
    assert mean(moving, "area.brigades") > mean(fixed, "area.brigades") + 5.0
    index = model_of(*strong, "war.fronts=fixed").index
    assert not [row for row in index.rows if row[0] == index.regions.index("coast")]


def test_a_truce_between_two_signers_is_a_metric_and_is_judged_by_their_own_fighting():
    names = "truce.state.movement", "truce.movement.league", "truce.state.league"
    pairs = worlds(CASE, f"report=[{', '.join(names)}]", "truce.in_force=true")
    assert all((pairs[name] <= pairs["truce_in_force"]).all() for name in names)
    model = model_of("truce.in_force=true", weeks=2)
    truce, s = model.truce, model.state
    s.truce[:], s.truce_members[:] = True, True
    model.now.fought[:] = 0.0
    s.deaths[:] = 1e9
    assert not truce._hot().any()
    model.now.fought[:] = 1.0
    assert truce._hot().all()
