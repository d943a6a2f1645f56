"""The article's mechanisms: each behaves as its row of the design demands, over a sweep and in
paired worlds."""

import json

import numpy as np
import pytest
from shipped import UNCALIBRATED

from simulator.ensemble.blocks import Task, run_block
from simulator.ensemble.design import design_of_worlds
from simulator.model.conflict import Conflict
from simulator.model.factions import Mood
from simulator.scenario import read

SEED, WORLDS, REPS = 2016, 400, 10


def sweep(path, values, *sets, name="spring_2016", worlds=WORLDS):
    """What the same worlds do with each value of a number: [{name: (n,)}, ...]. A path may be that
    of a lever or of a dated step."""
    resolved = read(name, sets)
    target = resolved.path_of(path)
    table = design_of_worlds(
        resolved, worlds, SEED, REPS, cells=[{target: value} for value in values]
    )
    found = run_block(Task(resolved, table, SEED, weekly_histograms=False)).worlds
    return [
        {key: column[found["cell"] == c] for key, column in found.items()}
        for c in range(len(values))
    ]


def run(name, *sets, worlds=WORLDS):
    resolved = read(name, sets)
    return run_block(
        Task(
            resolved, design_of_worlds(resolved, worlds, SEED, REPS), SEED, weekly_histograms=False
        )
    ).worlds


def means(cells, measure):
    return np.array([np.nanmean(cell[measure]) for cell in cells])


def happened(cells, measure):
    """Share of worlds in which an event came."""
    return np.array([np.mean(np.isfinite(cell[measure]) & (cell[measure] > 0)) for cell in cells])


def rises(values, by=0.0, slack=0.0):
    """Values never fall by more than the slack, and rise in all by more than `by`."""
    return bool(np.all(np.diff(values) >= -slack) and values[-1] - values[0] > by)


CUT = "levers.russia.aircraft.steps.0.to"


# -------------------------------------------------------------------------------------------------
# 1 coercion and recalibration
def test_1_softening_grows_with_the_cut_and_with_surprise():
    surprise = sweep(CUT, [36, 27, 18, 9, 0], "weeks=6", name="airpower_drawdown")
    agreed = sweep(
        CUT, [36, 27, 18, 9, 0], "weeks=6", "russia.announced=1", name="airpower_drawdown"
    )
    assert rises(means(surprise, "softening"), by=0.2)
    assert np.all(means(agreed, "softening")[1:] < means(surprise, "softening")[1:])


@UNCALIBRATED
def test_1_the_first_weeks_buy_no_core_concession():
    cut = sweep(CUT, [36, 27, 18, 9, 0], "weeks=6", name="airpower_drawdown")
    assert max(means(cut, "core_concession")) <= 0.05


def test_1_recalibration_is_a_switch_under_which_a_cut_threatens_nobody():
    coerced, recalibrated = (
        run(name, "weeks=26")
        for name in ("airpower_drawdown", "airpower_drawdown+theory_recalibration")
    )
    base = run("spring_2016", "weeks=26")
    assert np.mean(recalibrated["softening"]) == pytest.approx(np.mean(base["softening"]), abs=0.05)
    assert np.mean(coerced["softening"]) > np.mean(base["softening"]) + 0.2
    assert np.mean(recalibrated["sorties"]) < np.mean(
        base["sorties"]
    )  # the aircraft are gone all the same


@UNCALIBRATED
def test_1_the_government_stays_firm_without_the_threshold_and_with_half_its_flexibility():
    """H07's honesty check: what keeps a core concession rare is not the threshold, nor the red
    lines, but the fear of betrayal."""
    drawdown = "airpower_drawdown"
    kept = {
        name: np.mean(run(f"{drawdown}{name}", "weeks=26")["core_concession"])
        for name in ("", "+theory_no_threshold")
    }
    trusting = np.mean(
        run(f"{drawdown}+theory_no_commitment_problem", "weeks=26")["core_concession"]
    )
    assert kept[""] < kept["+theory_no_threshold"] <= 0.10 < 0.3 < trusting


# -------------------------------------------------------------------------------------------------
# 2 two patrons
@pytest.mark.slow
def test_2_iran_stands_in_for_russia():
    """Pressure works through what is left after the other patron has filled in: M05."""
    effect = []
    for offset in (0, 0.5, 1.0):
        weak, strong = sweep("russia.pressure", [0.2, 0.8], f"iran.offset={offset}", "weeks=52")
        effect.append(np.mean(strong["major_concession"]) - np.mean(weak["major_concession"]))
    assert effect[0] > 0.02 and rises(-np.array(effect), by=0.02, slack=0.01)


@pytest.mark.slow
def test_2_joint_pressure_beats_the_sum_of_its_parts():
    sets = ("weeks=52", "iran.offset=0")
    both, russia, iran, none = (
        np.mean(
            run("spring_2016", *sets, f"russia.pressure={a}", f"iran.pressure={b}")[
                "major_concession"
            ]
        )
        for a, b in ((0.8, 0.6), (0.8, 0), (0.1, 0.6), (0.1, 0))
    )
    russia_with_iran_behind = np.mean(
        run("spring_2016", "weeks=52", "iran.offset=0.9", "russia.pressure=0.8")["major_concession"]
    )
    assert both > max(russia, iran) > none
    assert both - none > 2.0 * (russia_with_iran_behind - none)


@pytest.mark.slow
def test_2_men_who_fill_in_defend_and_do_not_advance():
    none, full = sweep("iran.offset", [0, 1], "weeks=52", name="full_withdrawal")
    attackers = sweep("iran.militia", [15, 35], "weeks=52", "iran.offset=0", name="full_withdrawal")
    assert np.mean(full["residents.regime"]) > np.mean(
        none["residents.regime"]
    )  # they save the client
    assert np.mean(full["government_gain"]) < np.mean(
        run("spring_2016", "weeks=52")["government_gain"]
    )  # and win it nothing
    assert np.mean(attackers[1]["government_gain"]) > np.mean(attackers[0]["government_gain"])


# -------------------------------------------------------------------------------------------------
# 3 air and men
@pytest.mark.slow
def test_3_air_and_men_are_complements():
    """The mixed difference of sorties and men is above zero, and air alone has decreasing returns:
    M01, M02."""
    gain = np.array(
        [
            means(
                sweep("russia.sorties", [0, 20, 40, 60, 80], "weeks=26", f"iran.militia={men}"),
                "area.regime",
            )
            for men in (8, 30)
        ]
    )
    assert rises(gain[0], by=0.5) and rises(gain[1], by=0.5)
    assert np.all(np.diff(gain[1], 2) <= 0.02)
    assert gain[1, -1] - gain[1, 0] > gain[0, -1] - gain[0, 0]


# -------------------------------------------------------------------------------------------------
# 4 holding costs men
@pytest.mark.slow
def test_4_holding_costs_men_so_gains_stall():
    assert rises(-means(sweep("war.hold", [0.0, 0.015, 0.05]), "government_gain"), by=0.2)


def test_4_a_main_effort_takes_men_from_elsewhere():
    even, aleppo = sweep("regime.main_effort", [1, 6], "weeks=52")
    assert np.mean(aleppo["government_gain"]) < np.mean(even["government_gain"])
    assert np.mean(aleppo["residents.opposition"]) < np.mean(
        even["residents.opposition"]
    )  # but where the people live


# -------------------------------------------------------------------------------------------------
# 5 two ministries
def weights(path, values, *sets, weeks=40):
    """Mean weight of the ministry that favours force after some weeks, and the danger it sees, for
    each value."""
    from simulator.model.conflict import Conflict

    found = []
    for value in values:
        resolved = read("spring_2016", [*sets, f"{path}={value}"])
        table = design_of_worlds(resolved, 96, SEED, REPS)
        model = Conflict(resolved, table.columns, table.stream, SEED)
        for _ in model.run(weeks):
            pass
        a = model.index.parties.index("russia")
        found.append(
            (float(model.state.weight_of_force[a].mean()), float(model.state.sorties[a].mean()))
        )
        model.close()
    return np.array(found).T


def test_5_danger_hands_the_client_to_the_defence_ministry_and_effort_follows():
    """The weaker the army, the likelier its fall, the more the ministry that favours force has to
    say: M06."""
    weight, _ = weights(
        "holders.regime.garrison",
        [165, 90, 60],
        "russia.aircraft=6",
        "parties.russia.expected_aircraft=6",
        weeks=16,
    )  # behind a whole fleet, or bases for one, there is little danger
    _, sorties = weights(
        "russia.defence_ministry", [0.2, 0.5, 0.8], "truce.in_force=false", weeks=16
    )  # a truce sets its own pace
    assert rises(weight, by=0.02) and rises(sorties, by=1.0)


def test_5_diminishing_returns_hand_it_back():
    weight, _ = weights("parties.russia.expected_gain", [0.0005, 0.0025, 0.01])
    assert rises(-weight, by=0.01)


def test_5_anti_tank_weapons_give_the_foreign_ministry_its_say_at_given_danger():
    """M07: where each sortie yields less, disappointment moves the pen; danger, which they raise
    too, is held still."""
    weight, _ = weights(
        "us.anti_tank", [0.25, 1, 4], "parties.russia.swing=0", "truce.in_force=false", weeks=60
    )
    assert rises(-weight, by=0.005)


# -------------------------------------------------------------------------------------------------
# 6 moral hazard
def test_6_demands_rise_with_expected_support():
    """The more a patron can be counted on, the less the government would take; a rebuke below the
    threshold changes nothing."""
    assert rises(
        -means(sweep("russia.aircraft", [0, 18, 36, 72], "weeks=26"), "zone_of_agreement"), by=20
    )
    rebuke = sweep("russia.pressure", [0.0, 0.05], "weeks=20")
    assert means(rebuke, "core_concession")[0] == pytest.approx(
        means(rebuke, "core_concession")[1], abs=0.01
    )


# -------------------------------------------------------------------------------------------------
# 7 spoiling on cheap issues
def test_7_cheap_issues_are_spoiled_under_weak_monitoring_as_a_truce_begins():
    """Such steps come less the more is watched and the more patrons care, and come early in a
    truce."""
    assert rises(
        -means(
            sweep("truce.monitoring", [0.0, 0.3, 0.6, 1.0], "weeks=26", "truce.restraint=2"),
            "own_way",
        ),
        by=0.1,
    )
    assert rises(-means(sweep("spoiling.by_care", [0.0, 1.5, 4.0], "weeks=26"), "own_way"), by=0.1)
    young, old = sweep("truce.age", [0.0, 26.0], "weeks=8")
    assert np.mean(young["own_way"]) > 2.0 * np.mean(old["own_way"])


def test_7_it_costs_the_talks_their_opposition():
    assert rises(
        -means(sweep("leanings.by_affront", [0.0, 1.0, 3.0], "weeks=26"), "attending"), by=2.0
    )


# -------------------------------------------------------------------------------------------------
# 8 cheap talk
@pytest.mark.slow
def test_8_soft_words_are_spent():
    """Words that are taken back cost credit, so they come less often and soothe less."""
    free, dear = sweep("talk.credit_lost", [0.0, 0.9])
    assert np.mean(dear["reversion"]) <= np.mean(free["reversion"])
    held, empty = sweep("leanings.by_softness", [3.0, 0.0], name="airpower_drawdown")
    assert np.mean(held["attending"]) > np.mean(empty["attending"])


# -------------------------------------------------------------------------------------------------
# 9 breaches and access
@pytest.mark.slow
def test_9_breaches_drive_the_opposition_out_and_access_brings_it_back():
    assert rises(
        means(sweep("truce.monitoring", [0.0, 0.3, 0.6, 1.0]), "attending"), by=0.5, slack=0.05
    )
    assert rises(means(sweep("aid.access", [0, 30, 60, 100]), "attending"), by=5.0)
    assert rises(means(sweep("issues.detainees.practice", [0, 50, 100]), "attending"), by=5.0)
    by_violations = means(sweep("leanings.by_violations", [0.0, 1.2, 4.0]), "attending")
    assert np.all(by_violations != 0) and rises(-by_violations, by=5.0)


# -------------------------------------------------------------------------------------------------
# 10 a pause
@pytest.mark.slow
def test_10_a_truce_frees_men_against_isis_and_ends_when_attack_pays():
    assert rises(
        means(sweep("war.margin", [0.2, 0.6, 1.1], "truce.by_temptation=2"), "truce_in_force"), by=5
    )
    kept, none = sweep("truce.restraint", [2.0, -8.0], "weeks=26", "russia.sorties=30")
    assert np.mean(kept["residents.isis"]) < np.mean(none["residents.isis"])


@pytest.mark.slow
def test_10_who_stands_with_the_radicals_is_struck_so_breaches_grow():
    assert rises(-means(sweep("truce.by_mixing", [0.0, 1.0, 4.0]), "truce_in_force"), by=2.0)


# -------------------------------------------------------------------------------------------------
# 11 the leader's share, two arms
def test_11_a_leader_who_stays_repels_the_opposition():
    """On a fixed grid of drafts the opposition's worth rises with the term on the leader, Iran's
    falls: M04."""
    from simulator.rules.utility import value_of_terms

    form = read("spring_2016").form
    issues = [i for i, issue in form.issues.items() if issue.kind == "package"]
    worth = {}
    for name in ("opposition", "iran"):
        stance = form.parties[name].stance
        position = np.array([[stance[i].position.value] for i in issues])[None]
        salience = np.array([[stance[i].salience.value] for i in issues])[None]
        grid = np.full((len(issues), 5), 40.0)
        grid[issues.index("presidency")] = [0, 25, 50, 75, 100]
        worth[name] = value_of_terms(grid, position, salience / salience.sum(), 1.5)[0]
    assert rises(worth["opposition"], by=0.05) and rises(-worth["iran"], by=0.05)


@pytest.mark.slow
def test_11_a_leader_who_stays_keeps_factions_with_the_radicals():
    assert rises(means(sweep("leanings.by_leader", [0.0, 1.5, 3.0]), "with_radicals"), by=3.0)
    gone = run("leader_departs", "leader.departs=4w")
    assert np.mean(gone["with_radicals"]) < np.mean(run("spring_2016")["with_radicals"]) - 3


# -------------------------------------------------------------------------------------------------
# 12 inclusion
@pytest.mark.slow
def test_12_inclusion_takes_fighters_from_the_radicals():
    assert rises(
        -means(sweep("opposition.inclusiveness", [0, 25, 50, 75, 100]), "with_radicals"), by=3.0
    )


def test_12_who_joins_a_deal_fights_the_excluded():
    lenient = ("deal.price=0.5", "weeks=78")
    none, many = sweep("deal.joining", [0.0, 1.0], *lenient)
    assert np.mean(many["residents.isis"]) < np.mean(none["residents.isis"])


def test_12_foreign_militias_who_stay_keep_joiners_away():
    lenient = ("deal.price=0.5", "weeks=78", "deal.joining=1")
    welcome, deterred = sweep("deal.by_foreign", [0.0, 1.0], *lenient)
    assert np.mean(welcome["residents.isis"]) < np.mean(deterred["residents.isis"])


def under_deals(name="spring_2016", **terms):
    """A model with a deal in force in each world, of 50 on every issue but those given."""
    worlds = 5
    resolved = read(name)
    table = design_of_worlds(resolved, worlds, SEED, worlds)  # one draw of the parameters
    model = Conflict(resolved, table.columns, table.stream, SEED)
    for _ in range(2):
        model.step()
    s = model.state
    s.deal[:], s.deal_terms[:], s.deal_age[:] = True, 50.0, 0.0
    for issue, values in terms.items():
        s.deal_terms[model.index.package.index(issue)] = values
    model.deal.choose()
    return model


TERMS = np.array([0.0, 25.0, 50.0, 75.0, 100.0])


@pytest.mark.parametrize("issue", ["presidency", "transitional_body"])
def test_12_a_deal_that_takes_power_from_the_leader_brings_more_joiners(issue):
    model = under_deals(**{issue: TERMS})
    assert rises(model.deal.joining, by=0.02)
    mood = Mood(model, model.index.parties.index("opposition"))
    assert rises(-mood.retained, by=0.4) and np.ptp(mood.inclusion) == 0.0


def test_12_with_inclusion_alone_nobody_minds_who_keeps_power():
    name = "theory_joining_by_inclusion_only"
    assert np.ptp(under_deals(name, presidency=TERMS).deal.joining) == 0.0
    assert rises(under_deals(name, inclusiveness=TERMS).deal.joining, by=0.1)


def test_12_inclusion_and_foreign_men_of_the_deal_signed_decide_who_leans():
    """Factions read the signed term on inclusion, discounted while foreign men stay."""
    model = under_deals(inclusiveness=TERMS)
    party = model.index.parties.index("opposition")
    before = Mood(model, party).inclusion
    model.state.men_leaving[:] = 1.0
    after = Mood(model, party).inclusion
    assert rises(before, by=0.4) and rises(after, by=0.9) and np.all(after >= before)


# -------------------------------------------------------------------------------------------------
# 13 the closed sky
@pytest.mark.slow
def test_13_a_no_fly_zone_bites_only_without_air_defence():
    guarded = sweep("us.no_fly", [0.0, 0.5, 1.0])
    assert np.ptp(means(guarded, "civilians_killed")) == 0.0
    bare = sweep("us.no_fly", [0.0, 0.5, 1.0], "russia.air_defence=0")
    assert rises(-means(bare, "sorties"), by=10) and rises(-means(bare, "civilians_killed"), by=5)


# -------------------------------------------------------------------------------------------------
# 14 the drift of a sponsor
@pytest.mark.slow
def test_14_a_sponsor_drifts_at_a_price_in_trust():
    assert rises(
        -means(sweep("parties.united_states.drift", [0.0, 0.01, 0.05]), "attending"), by=0.5
    )


def test_14_it_is_flexible_on_the_presidency_and_stiff_on_the_body():
    from simulator.model.conflict import Conflict

    resolved = read("spring_2016")
    model = Conflict(resolved, {}, np.arange(16), SEED)
    for _ in model.run(60):
        pass
    moved = np.abs(model.state.position - model.state.first_position)[
        model.index.parties.index("united_states")
    ].mean(axis=1)
    assert moved[model.index.term_of("leader")] > 2 * moved[model.index.term_of("body")]
    model.close()


# -------------------------------------------------------------------------------------------------
# 15 break-up
def test_15_a_garrison_deters_attack_where_it_stands():
    alone, guarded = sweep("war.garrison_margin", [0.0, 4.0])
    assert np.mean(guarded["residents.sdf"]) > np.mean(alone["residents.sdf"])


def test_15_how_wars_end_where_no_deal_holds_is_told():
    """P(break-up, no deal) is a share of the worlds without a package in force, and of no others;
    on too few nothing is told."""
    from simulator.analysis.compare import FEWEST, summarise
    from simulator.analysis.estimate import WithoutDeal

    resolved, found = (
        read("full_withdrawal", ["deal.price=0.5"]),
        run("full_withdrawal", "deal.price=0.5"),
    )
    none = found["deal_holding"] < 0.5
    told = summarise(resolved, found).without_deal
    assert FEWEST < told.worlds == none.sum() < WORLDS
    for c, one in enumerate(resolved.form.outcomes):
        assert told.outcomes[one.id].value == pytest.approx(np.mean(found["outcome"][none] == c))
    few = {name: values[np.flatnonzero(none)[: FEWEST - 1]] for name, values in found.items()}
    assert summarise(resolved, few).without_deal == WithoutDeal(FEWEST - 1, {})


# -------------------------------------------------------------------------------------------------
# the war as a whole
@pytest.mark.slow
def test_lines_freeze_for_years_and_a_hollow_army_falls_in_weeks_under_one_set_of_numbers():
    """The same worlds: four years in which no half-year moves a line by a point, and a fall within
    ten weeks once morale is gone."""
    from simulator.model.conflict import Conflict

    hollow = "regime.morale=[{at: 2020-06-01, to: 5%, over: 2w}]"
    resolved = read(
        "spring_2016",
        [
            "weeks=260",
            "russia.sorties=5",
            "iran.militia=4",
            "war.margin=1.1",
            "war.noise=0.3",
            hollow,
        ],
    )
    table = design_of_worlds(resolved, 96, SEED, REPS)
    model, area, morale = Conflict(resolved, table.columns, table.stream, SEED), [], []
    for _ in model.run(260):
        area.append(model.state.national_area()[model.index.state_holder].copy())
        morale.append(model.state.cohesion[model.index.state_holder].copy())
    area, morale, step = 100 * np.array(area), np.array(morale), 219
    model.close()
    years = area[step - 208 : step]
    frozen = np.max(np.abs(years[26:] - years[:-26]), axis=0) < 1.0
    empty = np.argmax(
        morale < resolved.parameters["cohesion.threshold"].value, axis=0
    )  # the week in which half a garrison no longer holds
    fell = [
        np.min(area[week : week + 11, w]) < 0.5 * area[step - 1, w] for w, week in enumerate(empty)
    ]
    assert np.mean(frozen & fell & (empty >= step)) > 0.1


# -------------------------------------------------------------------------------------------------
# signs that span mechanisms
def weeks_until(cells, event):
    """Mean weeks until an event, the horizon where it does not come."""
    return np.array(
        [np.where(np.isfinite(cell[event]), cell[event], 104.0).mean() for cell in cells]
    )


@pytest.mark.slow
def test_access_lengthens_the_truce():
    """M08."""
    assert rises(weeks_until(sweep("aid.access", [0, 25, 50, 75, 100]), "truce_void"), by=5.0)


@pytest.mark.slow
def test_isis_is_the_reservoir_of_land():
    """M11."""
    cells = sweep("spoilers.isis", [1, 0.75, 0.5, 0.25])
    assert rises(means(cells, "area.regime") + means(cells, "area.sdf"), by=3.0)


def with_signers(folder, stances, mixtures):
    """A scenario file with one more signer for each mixture (a weight a party); its stance is that
    mean of theirs."""
    signers = {}
    for j, mixture in enumerate(mixtures):
        mean = {
            i: {
                key: round(sum(w * s[i][key] for w, s in zip(mixture, stances, strict=True)), 4)
                for key in parts
            }
            for i, parts in stances[0].items()
        }
        signers[f"signer_{j}"] = {
            "label": f"signer {j}",
            "war_cost": 0.03, "optimism": 0, "shift": 0,
            "stance": {i: parts | {"basis": "inferred"} for i, parts in mean.items()},
        }  # fmt: skip
    file = folder / "more_signers.yaml"
    whole = {
        "scenario": "more_signers",
        "title": "more signers",
        "extends": "spring_2016",
        "question": "M09",
        "parties": signers,
    }
    file.write_text(json.dumps(whole), encoding="utf-8")
    return file


def signed_beside(folder, stances, tables):
    """Shares of worlds that see a package signed, for each table of as many signers more: in one
    run, a cell a table."""
    asked = [
        read(with_signers(folder, stances, mixtures), ["deal.price=0.5"]) for mixtures in tables
    ]
    own = [
        path
        for path, parameter in asked[0].parameters.items()
        if any(one.parameters[path].value != parameter.value for one in asked)
    ]
    cells = [{path: one.parameters[path].value for path in own} for one in asked]
    found = run_block(
        Task(
            asked[0],
            design_of_worlds(asked[0], 200, SEED, REPS, cells=cells),
            SEED,
            weekly_histograms=False,
        )
    ).worlds
    return happened(
        [{"signed": found["package_signed"][found["cell"] == c]} for c in range(len(cells))],
        "signed",
    )


@pytest.mark.slow
def test_more_pens_less_peace(tmp_path):
    """M09: signers added to the table, of mixed stances, make a signature rarer; so do patrons who
    must sign."""
    form = read("spring_2016").form
    stances = [
        {
            i: {key: getattr(s, key).value for key in ("position", "salience", "flexibility")}
            for i, s in party.stance.items()
        }
        for party in form.parties.values()
        if party.stance
    ]
    mixtures = np.random.default_rng(SEED).dirichlet(np.ones(len(stances)), (6, 3))
    signed = [
        np.mean(signed_beside(tmp_path, stances, [some[:k] for some in mixtures[: 6 if k else 1]]))
        for k in range(4)
    ]
    assert rises(-np.array(signed), by=0.05, slack=0.005)
    assert rises(-happened(sweep("talks.patrons_must_sign", [0, 1]), "package_signed"), by=0.01)


@pytest.mark.slow
def test_no_intervention_leaves_the_government_worse_off():
    """C01, a sign: collapse is commoner where Russia stays out."""
    collapse = [
        np.mean(run(name)["outcome"] == 0) for name in ("intervention_2015", "no_intervention_2015")
    ]
    assert collapse[1] > collapse[0] + 0.15
