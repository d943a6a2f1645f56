"""The arrays against one world in plain loops, week by week, with the same numbers and the same
luck."""

from pathlib import Path

import mesa
import numpy as np
import pytest
from oracle import TEXTS, OneWorld

from simulator.bargaining import NAMES
from simulator.model.conflict import Conflict
from simulator.model.random_streams import RandomStreams
from simulator.model.state import FIELDS
from simulator.rules import expectation, holder
from simulator.scenario import read

# chosen of 0 to 599 so that all that happens in any of them under a case happens in one of these
WORLDS = np.array([0, 5, 43, 76, 100, 111, 193, 239, 255, 519, 552, 584])
RELATIVE, ABSOLUTE = 1e-7, 1e-9
# steps that wait for a condition, rounds of a broken number of weeks, patrons who must sign
CONDITIONAL = (
    "russia.aircraft=[{at: 2016-04-04, to: 10 aircraft, over: 8w, when: government_advance > 0.1}, {at: 2016-12-05, to: 30 aircraft}]",
    "us.arms=[{at: 2016-05-02, to: 300, over: 6w, when: not truce_in_force or measures_enacted > 0}]",
    "talks.round_every=2.5w", "talks.patrons_must_sign=1", "spoilers.isis=1.5", "iran.offset=30%", "weeks=60",
    "iran.pressure=[{at: 2016-04-04, to: 40%}]",  # so that two patrons threaten
)  # fmt: skip
LENIENT = (  # numbers that scenarios leave at their usual value, or that rarely matter
    "iran.offset=0", "us.flexibility=0.7", "parties.regime.flexibility=1.5", "parties.opposition.flexibility=1.6",
    "talks.departure_weeks=6w", "talks.dated_from=20", "weeks=78", "parties.russia.readiness=60%", "parties.russia.utmost=90%",
)  # fmt: skip
LEVERS = (  # levers that no shipped scenario of the first hour moves
    "us.no_fly=[{at: 2016-05-02, to: 80%, over: 5w}]", "russia.air_defence=30%", "opposition.inclusiveness=80",
    "opposition.corridor=[{at: 2016-06-06, to: 20%}]", "aid.sanctions=40%", "regime.main_effort=[{at: 2016-04-25, to: 3}]",
    "talks.deadline=60w", "leader.departs=30w", "spoilers.nusra=12", "talks.departure_weeks=10w",
    "weeks=70",
)  # fmt: skip
GUARANTEED = (  # what makes a deal last or break, and what is held in a stalemate
    "deal.guarantors.russia=0.5", "deal.peacekeepers=15", "deal.by_trust=0.3", "deal.given_up=0.3",
    "beliefs.by_residents=0.7", "running_cost.half_life=5w", "running_cost.revenue=0.03",
    "deal.exit_safety=60%", "deal.phase=40w", "division.recovery=0.05", "acceptance.price_of_drift=1",
    "holders.sdf.reserve=0.1", "holders.sdf.recruitment=0",  # a force that is all but spent
    "parties.united_states.expected_men=20", "expectations.half_life=10w",  # help that the opposition misses
)  # fmt: skip
BREAKERS = ("government_broke", "opposition_broke", "spoilers_broke")
DATED_MEN = Path(__file__).parent / "cases" / "dated_men.yaml"


def case(name, sets, events, marks=()):
    return pytest.param(
        name, sets, events, marks=marks, id="-".join([Path(name).stem, *sets[:1]])[:40]
    )


def slow(*parts):
    return case(*parts, marks=pytest.mark.slow)


CASES = [
    case("spring_2016", (), {"signed", "void", "renewed", "absorbed", "softening", "major"}),
    case(
        "airpower_drawdown",
        ("weeks=60",),
        {"signed", "broke", "void", "absorbed", "missed", "surprised"},
    ),
    slow("full_withdrawal", (), {"signed", "broke", "void", "collapsed", "core"}),
    case(
        "full_withdrawal",
        LENIENT,
        {
            "signed",
            "broke",
            "departed",
            "void",
            "renewed",
            "collapsed",
            "core",
            "missed",
            *BREAKERS,
        },
    ),
    slow("joint_pressure", (), {"signed", "broke", "void", "major", "reverted"}),
    slow("escalation", (), {"signed", "broke", "void", "absorbed"}),
    case("intervention_2015", ("weeks=52",), {"void", "ramped"}),
    case("libya_2019", ("deal.price=0.5",), {"signed", "ramped"}),
    case(
        "spring_2016",
        LEVERS + GUARANTEED,
        {"signed", "void", "core", "departed", "opposition_missed"},
    ),
    case(str(DATED_MEN), ("weeks=40",), {"void"}),
    case(
        "spring_2016",
        CONDITIONAL,
        {"void", "renewed", "softening", "ramped", "missed", "made_good", "accustomed"},
    ),
    slow("full_withdrawal", ("talks.rule=challenge",), {"signed", "void"}),
    *(
        slow("full_withdrawal", (f"talks.rule={rule}",), {"signed", "void"})
        for rule in NAMES
        if rule in TEXTS and rule not in ("package", "challenge")
    ),
]
# the same all run long, or memory of what is compared each week
GIVEN = {
    "side", "salience", "pole", "area_weight", "people", "density", "attraction",
    "usual_attraction", "quality", "sign", "first_position", "first_share",
    "first_residents", "first_practice", "fighters", "area_ring", "deaths_ring",
    "softness_ring", "reservation_ring", "truce_members", "first_area", "declared_men",
    "lever_from", "lever_goal", "lever_since", "lever_over", "lever_fired", "leader_left",
    "bureau_position", "bureau_flexibility", "ends", "condition_weeks",
    "metric_values",
}  # fmt: skip
OF_PATRONS = (
    "sorties", "surge", "pressed", "pressure", "willing", "frustration", "war_if_cut",
    "ceiling_bound", "most_aircraft", "expected_men", "expected_sorties", "expected_signal",
)  # fmt: skip
OF_STATEMENTS = (
    "softness", "credit", "softening", "reverted", "peak", "since_soft", "provocation",
    "unilateral_move",
)  # fmt: skip
OF_CONTESTS = ("strength", "battle", "optimism", "drift")
STATE = [name for name in FIELDS if name not in GIVEN and name not in OF_PATRONS]


class LuckOf:
    """The luck of one of the worlds that run together, as single floats."""

    def __init__(self, chance, column):
        self.chance, self.column = chance, column

    def uniform(self, process, actor, week):
        return float(self.chance.uniform(process, (actor,), week)[0, self.column])

    def normal(self, process, actor, week):
        return float(self.chance.normal(process, (actor,), week)[0, self.column])


def both(name, sets):
    """The worlds as arrays, and as a list of models that draw the same luck."""
    scenario = read(name, sets)
    chance = RandomStreams(scenario.form.seed, WORLDS)
    columns = {
        path: scenario.prior_quantile(path, chance.uniform("draw", [path], 0)[0])
        for path in scenario.factors
    }
    engine = Conflict(scenario, columns, WORLDS, scenario.form.seed, dtype=np.float64)
    alone = [
        OneWorld(scenario, {path: float(c[w]) for path, c in columns.items()}, LuckOf(chance, w))
        for w in range(len(WORLDS))
    ]
    return engine, alone


def of_engine(m):
    """Everything that is compared, {name: (..., W)}."""
    s = m.state
    held = {name: getattr(s, name) for name in STATE}
    held |= {name: getattr(s, name)[0] for name in OF_CONTESTS}
    held |= {
        "gain": s.gain[[m.index.holder_of[a] for a in m.index.signers]],
    }
    held |= {name: getattr(s, name)[m.index.patrons] for name in OF_PATRONS}
    return held | {"broken_by": m.deal.broken_by & s.alive}


def of_oracle(o):
    """The same from one world, in the order of the arrays."""
    holders, parties, factions, patrons = (
        list(o.holders.values()),
        o.everyone,
        o.factions,
        o.patrons,
    )
    proposers = [*parties, None]
    unasked = dict.fromkeys(o.package, -1e3), dict.fromkeys(o.signers, 0.0)
    refused = [o.refused.get(p, unasked) for p in proposers]
    held = {name: getattr(o, name) for name in STATE if hasattr(o, name)}
    held |= {
        name: [[getattr(h, name)[g] for g in o.places] for h in holders]
        for name in ("share", "residents")
    }
    held |= {
        name: [getattr(h, name) for h in holders]
        for name in (
            "reserve",
            "garrison",
            "cohesion",
            "dead",
            "demobilised",
            "losses",
            "abandonment",
        )
    }
    held |= {name: [getattr(a, name) for a in o.attacks] for name in ("taken", "engagement")}
    held |= {
        name: [getattr(p, name) for p in parties]
        for name in ("optimism", "drift", "war_value", "war_later", "war_squared", "war_cost")
    }
    held |= {
        name: [getattr(p, name) for p in parties]
        for name in ("weight_of_force", "mood", "net_gain", "voted_yes")
    }
    held |= {name: [getattr(f, name) for f in factions] for name in ("attends", "leans")}
    held |= {name: [getattr(o, name)] for name in OF_STATEMENTS}  # the government alone speaks
    held |= {name: [getattr(p, name) for p in patrons] for name in OF_PATRONS}
    held |= {
        name: [getattr(o, name)[i] for i in o.confidence]
        for name in ("practice", "resting_practice", "major_weeks")
    }
    return held | {
        "gain": [o.gains[p.side] for p in o.signers],
        "blocked": [p.side in o.blocked for p in o.signers],
        "battle_shock": [o.battle_shock[front] for front in sorted(o.battle_shock)],
        "temptation": [a.temptation for a in o.between],
        "position": [[p.position[i] for i in o.issues] for p in parties],
        "flexibility": [[p.flexibility[i] for i in o.issues] for p in parties],
        "victory_probabilities": [[p.victory_probabilities[end] for p in parties] for end in (0, 1)],
        "control": [[p.control[camp] for p in parties] for camp in (0, 1)],
        "draft": [o.draft[i] for i in o.package],
        "deal_terms": [o.deal_terms[i] for i in o.package],
        "reservation": [o.reservation[i] for i in o.core],
        "refused": [[text[i] for i in o.package] for text, _ in refused],
        "refused_net_gain": [[edges[p] for p in o.signers] for _, edges in refused],
        "reservation_of_speakers": [[o.reservation[i] for i in o.core]],
        "core_weeks": o.core_weeks, "core": o.core_conceded, "major": o.major_conceded,
        "enacted": o.enacted,
        "truce_ended": o.since_truce,
        "broken_by": [by and o.alive for by in o.broken_by],
        "truce_void": o.void, "outcome": o.at, "part": o.part,
        "attend_shock": [f.mood_to_attend for f in factions],
        "lean_shock": [f.mood_to_lean for f in factions],
        "lever": [getattr(lever.section, lever.name) for lever in o.levers],
    }  # fmt: skip


def compare(engine, alone, moving, week):
    """Equal state in all worlds, and equal measures in those that moved this week."""
    left, right = of_engine(engine), [of_oracle(o) for o in alone]
    assert set(left) == set(right[0])
    for name, array in left.items():
        same(array, np.array([r[name] for r in right]), f"{name} in week {week}")
    moved = [o for o, moves in zip(alone, moving, strict=True) if moves]
    agreed = np.array([[o.agreed[i] for i in o.confidence] for o in moved])
    same(engine.now.agreed[:, moving], agreed, f"agreed in week {week}")
    for name in (
        engine.metrics.keys() & alone[0].measures.keys()
    ):  # a measure that only reports need not be written twice
        measure = engine.metrics[name]
        array = np.asarray(measure.of(engine))[moving]
        same(
            array,
            np.array([o.measures[name]() for o in moved]),
            f"{name} in week {week}",
        )


def same(array, rows, where):
    """An array with worlds last equals rows with worlds first: exactly for booleans and counts,
    else nearly."""
    rows = np.moveaxis(rows, 0, -1).reshape(array.shape)
    if array.dtype.kind in "bi":
        np.testing.assert_array_equal(rows, array, err_msg=where)
    else:
        np.testing.assert_allclose(rows, array, rtol=RELATIVE, atol=ABSOLUTE, err_msg=where)


def seen(engine, truce, missed):
    """Names of what happened in any world this week."""
    s, collapse = engine.state, 0  # the first outcome of each shipped conflict
    government, opposition = (engine.index.holder_of[a] for a in engine.index.signers)
    threat = s.pressed > 0.0
    here = {
        "government_broke": engine.deal.broken_by[0], "opposition_broke": engine.deal.broken_by[1],
        "spoilers_broke": engine.now.broke & ~np.any(engine.deal.broken_by, axis=0),
        "signed": s.deal, "broke": s.deal_broke, "departed": engine.metrics["departed"].of(engine), "void": s.truce_void,
        "renewed": s.truce & ~truce & ~s.deal,
        "absorbed": ~s.alive, "collapsed": ~s.alive & (s.outcome == collapse),
        "softening": s.softening,
        "reverted": s.reverted, "core": s.core, "major": s.major,
        "missed": s.abandonment[government] > 0.0, "opposition_missed": s.abandonment[opposition] > 0.0,
        "made_good": missed & (s.abandonment[government] == 0.0),
        "surprised": threat & (s.pressed > s.expected_signal),
        "accustomed": s.pressed < s.expected_signal,
        "ramped": any(np.ptp(engine.parameters[f"parties.{p}.aircraft"]) > 0.0 for p in engine.index.parties),
    }  # fmt: skip
    return {name for name, worlds in here.items() if np.any(worlds)}


@pytest.mark.parametrize(("name", "sets", "events"), CASES)
def test_each_world_is_the_oracles(name, sets, events):
    """Every week, every world of the arrays is what plain loops make of the same numbers and
    luck."""
    engine, alone = both(name, sets)
    assert [(a.place, a.attacker.name, a.defender.name) for a in alone[0].attacks] == [
        (engine.index.regions[g], engine.index.holders[h], engine.index.holders[k])
        for g, h, k in zip(
            engine.index.region_of_row, engine.index.attacker, engine.index.defender, strict=True
        )
    ]
    found = set()
    for week in range(engine.form.weeks):
        moving, truce = engine.state.alive.copy(), engine.state.truce.copy()
        missed = engine.state.abandonment[engine.index.state_holder] > 0.0
        engine.step()
        for one in alone:
            one.step()
        compare(engine, alone, moving, week)
        found |= seen(engine, truce, missed)
    assert not events - found
    assert not alone[0].running


TWO_THREATS, EARLIER = ("spring_2016", CONDITIONAL), ("intervention_2015", ())
WRONG = {  # versions that an author could have written: (case, module, name of the rule, version)
    "half a life": (
        TWO_THREATS, expectation, "next_expectation",
        lambda expected, observed, half_life: (
            observed + (expected - observed) * np.exp(-1 / half_life)
        ),
    ),
    "signals add up": (
        TWO_THREATS, expectation, "signal_of_all", lambda signals: np.minimum(np.sum(signals, axis=0), 1.0),
    ),
    "threats never age": (TWO_THREATS, expectation, "surprise", lambda signal, expected: signal),
    "air adds to men": (
        TWO_THREATS, expectation, "strength_by_help",
        lambda own, men, boost: np.log((own + men) / own + boost),
    ),
    "gains raise morale": (
        EARLIER, expectation, "abandonment_shock",
        lambda expected, received, own: own.abandonment * (expected - received),
    ),
    "shock in proportion": (
        TWO_THREATS, holder, "resting_cohesion", lambda usual, shock: np.maximum(usual * (1.0 - shock), 0.0),
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", WRONG)
def test_a_wrong_version_of_a_rule_is_noticed(mistake, monkeypatch):
    """A rule that differs from its docstring makes the worlds differ within half a year."""
    (name, sets), module, rule, version = WRONG[mistake]
    monkeypatch.setattr(module, rule, version)
    engine, alone = both(name, sets)
    with pytest.raises(AssertionError):
        for week in range(26):
            moving = engine.state.alive.copy()
            engine.step()
            for one in alone:
                one.step()
            compare(engine, alone, moving, week)


def test_an_oracle_without_luck_runs_by_itself():
    """Mesa's batch_run steps worlds to the horizon and collects their outcomes."""
    given = {"scenario": ["airpower_drawdown"], "values": [None]}
    rows = mesa.batch_run(OneWorld, given, iterations=2, max_steps=4, display_progress=False)
    assert len(rows) == 2
    outcomes = {one.id for one in read("airpower_drawdown").form.outcomes}
    assert all(row["outcome"] in outcomes and row["Step"] == 4 for row in rows)
    assert rows[0]["government_area"] != rows[1]["government_area"]
