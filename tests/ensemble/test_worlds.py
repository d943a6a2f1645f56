"""The same world is the same to the last bit, however it is run."""

import numpy as np
import pytest

from simulator.ensemble.blocks import Task, run_block, run_in_full
from simulator.ensemble.design import design_of_worlds
from simulator.scenario import read
from simulator.scenario.read import _chain, _merge_layers, find, validate

SEED = 2016


@pytest.fixture(scope="module")
def drawdown():
    return read("airpower_drawdown", ["weeks=30"])


@pytest.fixture(scope="module")
def many(drawdown):
    """5,000 worlds in one worker."""
    return run_in_full([drawdown], [design_of_worlds(drawdown, 5000, SEED)], SEED, jobs=1)[0].worlds


def assert_same(found, expected):
    """Equal in every column of every world, not a number included."""
    assert found.keys() == expected.keys()
    for name, values in found.items():
        np.testing.assert_array_equal(values, expected[name], err_msg=name)


def first(found, n):
    return {name: values[:n] for name, values in found.items()}


@pytest.mark.parametrize("block", [16, 77, 512])
def test_any_size_of_block(drawdown, many, block):
    found = run_in_full(
        [drawdown], [design_of_worlds(drawdown, 160, SEED)], SEED, jobs=1, block=block
    )[0].worlds
    assert_same(found, first(many, 160))


def test_one_worker_or_two_and_500_worlds_or_5000(drawdown, many):
    found = run_in_full([drawdown], [design_of_worlds(drawdown, 500, SEED)], SEED, jobs=2)[0].worlds
    assert_same(found, first(many, 500))


def test_world_417_alone(drawdown, many):
    alone = run_block(Task(drawdown, design_of_worlds(drawdown, 1, SEED, first=417), SEED)).worlds
    assert_same(alone, {name: values[417:418] for name, values in many.items()})


def test_scenarios_that_differ_in_nothing_differ_by_nothing():
    base = read("spring_2016")
    same = read("spring_2016", ["russia.aircraft=[{at: 2016-05-01, to: 36 aircraft}]"])
    found = run_in_full(
        [base, same], [design_of_worlds(s, 300, SEED) for s in (base, same)], SEED, jobs=1
    )
    assert_same(found[1].worlds, found[0].worlds)


def test_worlds_that_differ_do_differ(many):
    assert len(np.unique(many["civilians_killed"])) > 4900


def test_reps_share_draws_and_not_luck(drawdown):
    table = design_of_worlds(drawdown, 40, SEED, reps=4)
    assert list(table.draw[:5]) == [0, 0, 0, 0, 1] and list(table.stream[:5]) == [0, 1, 2, 3, 4]
    assert all(len(np.unique(values)) == 10 for values in table.columns.values())


def test_a_start_on_another_date_keeps_the_luck_of_the_weeks():
    """Weeks are counted from one fixed Monday, so a later start meets the same battles."""
    from simulator.model.conflict import Conflict

    luck, fortunes = np.arange(16), []
    for start in ("2016-03-14", "2016-04-11"):
        resolved = read("spring_2016", [f"start={start}", "war.noise_half_life=0.1", "weeks=12"])
        model = Conflict(
            resolved,
            {path: np.full(16, n.value) for path, n in resolved.factors.items()},
            luck,
            SEED,
        )
        while model.week < model.start + (8 if start == "2016-03-14" else 4):
            model.step()
        fortunes.append(model.state.battle_shock.copy())
    assert np.allclose(fortunes[0], fortunes[1], atol=0.05)


def with_additions(**parts):
    """The baseline with entries added to its maps."""
    raw, marks = _merge_layers(_chain(find("spring_2016"), [], []), [])
    for name, entries in parts.items():
        raw[name] = {**entries, **raw[name]}
    return validate(raw, marks, "spring_2016")


def test_an_added_faction_without_fighters_changes_nothing():
    base = read("spring_2016")
    faction = {"label": "nobody", "fighters": 0, "homes": ["homs"], "hard_line": 0}
    more = with_additions(factions={"a_committee": faction})
    found = run_in_full(
        [base, more], [design_of_worlds(s, 200, SEED) for s in (base, more)], SEED, jobs=1
    )
    assert_same(found[1].worlds, found[0].worlds)


def test_an_added_party_changes_nobodys_luck():
    from simulator.model.conflict import Conflict

    base = read("spring_2016")
    stance = {
        i: {"position": 50, "salience": 0.5, "flexibility": 0.5, "basis": "outside"}
        for i in base.form.issues
    }
    party = {
        "label": "observer",
        "client": "opposition",
        "veto": "spoil",
    }
    party |= {"stance": stance, "war_cost": 0, "optimism": 0}
    more, moods = with_additions(parties={"observer": party}), []
    for resolved in (base, more):
        columns = design_of_worlds(resolved, 16, SEED).columns
        model = Conflict(resolved, columns, np.arange(16), SEED)
        for _ in range(20):
            model.step()
        rows = [model.index.parties.index(name) for name in base.form.parties]
        moods.append((model.state.mood[rows], model.state.battle_shock))
        shared = {path: values for path, values in columns.items() if path in base.factors}
        moods[-1] += (np.stack([shared[path] for path in sorted(base.factors)]),)
    for one, other in zip(*moods, strict=True):
        np.testing.assert_array_equal(one, other)
