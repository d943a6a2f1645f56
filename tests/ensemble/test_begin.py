"""Runs that begin from a written state: the rest of the old run, byte for byte, or other worlds
where a lever moves from then on."""

import shutil
from dataclasses import replace

import numpy as np
import pytest
import yaml
from conflicts import conflicts, resolved
from door import call, refused
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from posterior import write_prior_draws

from simulator.analysis.state import state_of
from simulator.analysis.story import simulate_story
from simulator.ensemble.blocks import run_in_full
from simulator.ensemble.cases import Cases
from simulator.ensemble.design import design_of_worlds
from simulator.ensemble.run_request import RunRequest
from simulator.scenario import ScenarioError, read
from simulator.scenario.state_file import find_state

WORLDS, REPS = 40, 4
LATER = "us.arms=[{at: 2016-07-11, to: 300, over: 6w, when: violations > 5}]"
CASES = [
    ("airpower_drawdown", 30, ()),
    ("spring_2016", 8, ("leader.departs=10w",)),
    ("spring_2016", 14, ("leader.departs=10w", "report=[besieged.aleppo]")),
    ("full_withdrawal", 45, ("iran.offset=0",)),
    ("libya_2019", 21, ()),
    ("yemen_2018", 33, ()),
    ("tests/cases/dated_men.yaml", 5, ()),
    ("tests/cases/three_camps.yaml", 11, ()),
]


def state_at(scenario, week, folder, worlds=WORLDS, seed=2016, world=None):
    """A file of the state of the worlds of a scenario."""
    path = folder / f"{scenario.id}_{week}_{world}.npz"
    cases = Cases.build([scenario.id])
    request = RunRequest("run", [scenario], cases, worlds=worlds, seed=seed, reps=REPS)
    state_of(request, scenario, week, world, path)
    return path


def from_state(scenario, path):
    """The scenario with `begin`."""
    return replace(scenario, begin=find_state(path.name, path.parent, ()))


def worlds_of(scenario, worlds=WORLDS, seed=2016, block=None, **more):
    """BlockResult of its worlds."""
    design = design_of_worlds(scenario, worlds, seed, REPS)
    (result,) = run_in_full([scenario], [design], seed, jobs=1, block=block, **more)
    return result


def assert_same(result, other, rows=slice(None)):
    """Equal worlds, weekly histograms and land, byte for byte."""
    assert result.worlds.keys() == other.worlds.keys()
    for name, values in result.worlds.items():
        assert values[rows].tobytes() == other.worlds[name][rows].tobytes(), name
    if rows == slice(None):
        assert result.weeks.keys() == other.weeks.keys()
        for name, counts in result.weeks.items():
            np.testing.assert_array_equal(counts, other.weeks[name], err_msg=name)
        np.testing.assert_array_equal(result.land, other.land)


@pytest.mark.parametrize(("name", "week", "sets"), CASES)
def test_a_run_from_a_state_is_the_rest_of_the_old_one(name, week, sets, tmp_path):
    """Also of what counts all weeks, such as weeks of truce; and in blocks of any size."""
    scenario = read(name, sets)
    again = from_state(scenario, state_at(scenario, week, tmp_path))
    whole = worlds_of(scenario)
    assert_same(worlds_of(again), whole)
    assert_same(worlds_of(again, block=16), whole)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=conflicts(), week=st.integers(1, 19))
def test_so_are_those_of_generated_conflicts(drawn, week, tmp_path_factory):
    scenario, folder = resolved(drawn[0]), tmp_path_factory.mktemp("states")
    again = from_state(scenario, state_at(scenario, week, folder, 20))
    assert_same(worlds_of(again, 20), worlds_of(scenario, 20))


def test_a_lever_that_moves_later_gives_the_worlds_of_a_run_from_the_start(tmp_path):
    """New steps, and conditions on metrics that the old run did not use."""
    scenario, moved = read("airpower_drawdown"), read("airpower_drawdown", [LATER])
    path = state_at(scenario, 17, tmp_path)
    result, whole = worlds_of(from_state(moved, path)), worlds_of(moved)
    assert_same(result, whole)
    killed = worlds_of(scenario).worlds["fighters_killed"]
    assert (result.worlds["fighters_killed"] != killed).any()


def test_a_state_of_a_state(tmp_path):
    scenario = read("libya_2019")
    first = from_state(scenario, state_at(scenario, 10, tmp_path))
    second = from_state(scenario, state_at(first, 25, tmp_path))
    assert_same(worlds_of(second), worlds_of(scenario))


def test_all_worlds_may_continue_one(tmp_path):
    """They share its past and its parameters, and differ in what happens at random later."""
    scenario = read("airpower_drawdown")
    futures = from_state(scenario, state_at(scenario, 30, tmp_path, world=7))
    result, whole = worlds_of(futures, weekly_histograms=True), worlds_of(scenario)
    assert_same(result, whole, slice(7, 8))
    assert len(np.unique(result.worlds["fighters_killed"])) > WORLDS / 2
    for counts in result.weeks.values():
        assert (np.max(counts[:30], axis=1) == np.sum(counts[:30], axis=1)).all()  # one past
    columns = design_of_worlds(futures, WORLDS, 2016, REPS).columns
    assert all(len(np.unique(values)) == 1 for values in columns.values())


def test_a_story_continues(tmp_path):
    """Its events are those of the story from the start in the same weeks."""
    scenario = read("airpower_drawdown")
    again = from_state(scenario, state_at(scenario, 40, tmp_path))
    events, *ending = simulate_story(scenario, 3, 2016, REPS)
    (first, *rest), *same_ending = simulate_story(again, 3, 2016, REPS)
    late = [event for event in events if event.week >= first.week]
    assert [(e.week, e.kind) for e in rest] == [(e.week, e.kind) for e in late]
    assert first.kind == "begin" and late and same_ending == ending


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder with results and a state of week 6 of them."""
    folder = tmp_path_factory.mktemp("begin")
    write_prior_draws(folder / "scenarios" / "prior.draws.parquet")
    made = call("run", "spring_2016", "-n", 20, "-s", "weeks=20", cwd=folder)
    assert made.returncode == 0, made.stderr
    wrote = call("state", "latest", "--week", 6, "--to", "six.npz", cwd=folder)
    assert wrote.returncode == 0, wrote.stderr
    assert "20 worlds of spring_2016 after 6 weeks, on 2016-04-25" in wrote.stdout
    return folder


def scenario_file(home, name="mine", **keys):
    """Path of a scenario in that folder, which begins from the state unless keys say otherwise."""
    own = {"scenario": name, "title": name, "extends": "spring_2016", "weeks": 20}
    path = home / "scenarios" / f"{name}.yaml"
    path.write_text(yaml.safe_dump(own | {"begin": "six.npz"} | keys, sort_keys=False))
    return path


def test_commands_run_compare_and_resume_from_a_state(home):
    step = {"russia.aircraft": [{"at": "2016-05-30", "to": 10}]}
    scenario_file(home, levers=step)
    ran = call("run", "mine", "-n", 20, cwd=home)
    assert ran.returncode == 0, ran.stderr
    note = "begin: continues 20 worlds of spring_2016 on 2016-04-25, after week 6"
    assert note in " ".join(ran.stderr.split())
    compared = call("compare", "spring_2016", "mine", "-n", 20, "-s", "weeks=20", cwd=home)
    assert compared.returncode == 0, compared.stderr
    (home / "six.npz").rename(home / "away.npz")
    try:  # results keep a copy
        assert call("results", "show", "latest", cwd=home).returncode == 0
        assert call("state", "latest", "--scenario", "mine", "--week", 9, cwd=home).returncode == 0
    finally:
        (home / "away.npz").rename(home / "six.npz")
    assert (home / "mine_week9.npz").is_file()


@pytest.mark.parametrize(
    ("keys", "line", "words"),
    [
        ({"weeks": 19}, 4, "has 20; only steps dated from week 6 may differ"),
        ({"weeks": 6}, 5, "the state is of week 6, outside a run of 6 weeks"),
        ({"start": "2016-03-21"}, 6, "has 2016-03-14"),
        ({"truce": {"monitoring": "90%"}}, 7, "of spring_2016 has 0.15"),
        ({"levers": {"russia.aircraft": [{"at": "2016-04-18", "to": 10}]}}, 7, "before 2016-04-25"),
        ({"levers": {"us.arms": 90}}, 7, "only steps dated from week 6"),
        ({"extends": "libya_2019"}, 5, "the state is of spring_2016, which differs in"),
        ({"draws": "prior.draws.parquet"}, 6, "has other draws"),
        ({"begin": "nowhere.npz"}, 5, 'no file "nowhere.npz" beside this one'),
    ],
)
def test_a_scenario_that_differs_before_the_state_is_refused_with_its_line(home, keys, line, words):
    path = scenario_file(home, **keys)
    result = call("run", path, "-n", 20, cwd=home)
    refused(result, words)
    assert f"mine.yaml:{line}:" in result.stderr, result.stderr


def test_other_worlds_are_refused_with_the_options_to_give(home):
    scenario_file(home)
    options = "the state has 20 worlds of seed 2016; run with -n 20 --reps 10 --seed 2016"
    for arguments in (("-n", 21), ("-n", 20, "--seed", 1), ("-n", 20, "--reps", 2)):
        refused(call("run", "mine", *arguments, cwd=home), options)
    refused(call("run", "mine", "-n", 20, "--by", "2016-06-01", cwd=home), "weeks: the state")
    refused(call("run", "mine", "-n", 20, "--rules", "nash", cwd=home), "talks.rule: the state")
    refused(call("story", "mine", "--world", 20, cwd=home), options)
    vary = ("--vary", "truce.trust=10%,20%")
    refused(call("sweep", "mine", *vary, "-n", 20, cwd=home), "from week 6")


def test_a_damaged_state_is_refused(home):
    raw = (home / "six.npz").read_bytes()
    for name, damaged in (
        ("cut.npz", raw[: len(raw) // 2]),
        ("text.npz", b"scenario: mine"),
        ("empty.npz", b""),
    ):
        (home / name).write_bytes(damaged)
        refused(
            call("run", scenario_file(home, begin=name), "-n", 20, cwd=home), "not a complete state"
        )
    middle = len(raw) // 3
    (home / "byte.npz").write_bytes(raw[:middle] + bytes([raw[middle] ^ 255]) + raw[middle + 1 :])
    refused(call("run", scenario_file(home, begin="byte.npz"), "-n", 20, cwd=home), "damaged")


def test_a_state_of_other_rules_is_refused(home, monkeypatch):
    scenario = read("spring_2016", ["weeks=20"])
    now = find_state("six.npz", home, ())
    older = replace(now, versions=now.versions | {"rules": "0123456789abcdef"})
    with pytest.raises(ScenarioError, match="written by rules 0123456789abcdef"):
        worlds_of(replace(scenario, begin=older), 20)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--week", 20), "--week: 20 is outside the run; give 1 to 19"),
        (("--week", 0), "--week: 0 is out of bounds; give 1 to 1,040"),
        (("--week", 3, "--world", 20), "--world: the results have 20 worlds, numbered from 0"),
        (("--week", 3, "--scenario", "sprig_2016"), 'did you mean "spring_2016"?'),
    ],
)
def test_a_state_that_cannot_be_written_is_refused(home, arguments, words):
    assert call("run", "spring_2016", "-n", 20, "-s", "weeks=20", cwd=home).returncode == 0
    refused(call("state", "latest", *arguments, cwd=home), words, code=2)


def test_equal_states_are_equal_files(home, tmp_path):
    scenario = read("spring_2016", ["weeks=20"])
    first = state_at(scenario, 6, tmp_path)
    shutil.move(first, tmp_path / "first.npz")
    assert state_at(scenario, 6, tmp_path).read_bytes() == (tmp_path / "first.npz").read_bytes()
