"""How scenarios are read: merging, settings, levers, numbers, beliefs, expressions, the
calendar."""

import datetime
import math
import shutil
import time
from contextlib import suppress
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shipped import FILES, NAMES

from simulator.scenario import read
from simulator.scenario.base_model import weeks
from simulator.scenario.calendar import monday_of, week_of
from simulator.scenario.errors import ScenarioError
from simulator.scenario.expression import Expression
from simulator.scenario.parameter import read_parameter
from simulator.scenario.priors import standard_normal
from simulator.scenario.schema_actors import GRADE
from simulator.scenario.yaml_reader import parse, scalar

BASE = "spring_2016"
FEW = settings(max_examples=60, deadline=None)


@pytest.fixture
def child(tmp_path):
    """Reads a scenario that extends another: child(text, parent, settings, name)."""
    for path in FILES:
        shutil.copy(path, tmp_path)

    def read_child(text, parent=BASE, sets=(), name="child"):
        path = tmp_path / f"{name}.yaml"
        path.write_text(
            f"scenario: {name}\ntitle: a child\nextends: {parent}\n{text}", encoding="utf-8"
        )
        return read(str(path), sets)

    return read_child


def value(resolved, path):
    """The middle of a number."""
    return resolved.parameters[path].value


def changed(base, made):
    """Paths of the numbers that differ."""
    return {
        path
        for path, parameter in base.parameters.items()
        if str(parameter) != str(made.parameters[path])
    }


# -------------------------------------------------------------------------------------------------
# merging
def test_a_child_that_says_nothing_is_its_parent(child):
    base, made = read(BASE), child("")
    assert set(made.parameters) == set(base.parameters)
    assert changed(base, made) == set()
    assert (made.levers, made.form.outcomes, made.form.ends) == (
        base.levers,
        base.form.outcomes,
        base.form.ends,
    )


def test_maps_merge_by_key(child):
    base, made = (
        read(BASE),
        child("parties:\n  regime:\n    stance:\n      elections: {position: 30}\n"),
    )
    path = "parties.regime.stance.elections."
    assert value(made, path + "position") == 30.0
    assert changed(base, made) == {path + "position"}


def test_lists_replace_each_other(child):
    made = child("factions:\n  zenki: {homes: [idlib]}\ntalk: {issues: [elections]}\n")
    assert made.form.factions["zenki"].homes == ["idlib"]
    assert made.form.talk.issues == ["elections"]
    assert made.form.factions["zenki"].label == read(BASE).form.factions["zenki"].label


def test_a_distribution_is_one_value_and_replaces_as_a_whole(child):
    base = read(BASE)
    assert base.parameters["war.rate"].kind == "triangular"
    fixed, other = (
        child("war: {rate: 8%}\n"),
        child("war: {rate: {uniform: [1%, 3%]}}\n", name="other"),
    )
    assert not fixed.parameters["war.rate"].uncertain
    assert value(fixed, "war.rate") == pytest.approx(0.08)
    assert other.parameters["war.rate"].kind == "uniform"
    assert other.parameters["war.rate"].parameters == pytest.approx((0.01, 0.03))
    assert "war.rate" not in fixed.factors
    assert "war.rate" in other.factors


def test_a_value_with_notes_replaces_a_distribution(child):
    made = child("war: {rate: {value: 8%, source: P3, grade: B}}\n").parameters["war.rate"]
    assert (made.value, made.kind, made.source, made.grade) == (0.08, "fixed", "P3", "B")


def test_null_removes_a_key(child):
    base, made = (
        read(BASE),
        child("factions: {moscow_platform: null}\nholders: {sdf: {air_help: null}}\n"),
    )
    assert set(base.form.factions) - set(made.form.factions) == {"moscow_platform"}
    assert value(base, "holders.sdf.air_help") == 0.2
    assert value(made, "holders.sdf.air_help") == 0.0


def test_a_grandchild_lies_over_its_parent_over_its_grandparent(child):
    child("weeks: 52\nwar: {rate: 8%, width: 0.4}\n", name="middle")
    made = child("war: {width: 0.3}\n", parent="middle", name="last")
    assert (made.form.weeks, value(made, "war.rate"), value(made, "war.width")) == (52, 0.08, 0.3)


def test_order_of_the_parent_is_kept(child):
    made = child(
        "holders: {isis: {reserve: 6}}\nfactions: {new_group: {label: new, fighters: 1, homes:"
        " [homs], hard_line: 0}}\n"
    )
    assert list(made.form.holders) == list(read(BASE).form.holders)
    assert list(made.form.factions) == [*read(BASE).form.factions, "new_group"]


def test_a_child_leaves_its_parent_alone(child):
    before = read(BASE).canonical()
    child("war: {rate: 8%}\nlevers: {russia.aircraft: 3}\n")
    assert read(BASE).canonical() == before


@pytest.mark.parametrize("name", NAMES)
def test_shipped_scenarios_are_read(name):
    made = read(name)
    assert made.id == name
    assert made.form.question
    assert set(made.lever_of) <= set(made.parameters)
    assert 0 < len(made.factors) <= 40


# -------------------------------------------------------------------------------------------------
# settings
def test_a_setting_moves_a_lever_and_nothing_else():
    base, made = read(BASE), read(BASE, ["russia.aircraft=18 aircraft"])
    assert value(base, "parties.russia.aircraft") == 36.0
    assert value(made, "parties.russia.aircraft") == 18.0
    assert changed(base, made) == {"parties.russia.aircraft"}


def test_a_setting_reaches_what_a_lever_sets_elsewhere():
    made = read(BASE, ["iran.militia=22", "russia.isis_share=20%"])
    assert value(made, "parties.iran.men.militia") == 22.0
    assert value(made, "parties.russia.excluded_share") == pytest.approx(0.2)


def test_a_setting_follows_a_dotted_path():
    made = read(BASE, ["parties.regime.stance.elections.position=30", "weeks=52w", "war.width=0.4"])
    assert value(made, "parties.regime.stance.elections.position") == 30.0
    assert (made.form.weeks, value(made, "war.width")) == (52, 0.4)


def test_a_setting_may_be_a_distribution():
    made = read(
        BASE,
        [
            "war.rate=8%",
            "war.width={uniform: [0.4, 0.6]}",
            "russia.aircraft={triangular: [10, 20, 40]}",
        ],
    )
    assert made.factors["war.width"].parameters == (0.4, 0.6)
    assert made.factors["parties.russia.aircraft"].value == 20.0


def test_a_setting_may_be_steps_that_keep_the_start():
    made = read(BASE, ["russia.aircraft=[{at: 2016-04-04, to: 3 aircraft, over: 2w}]"])
    assert value(made, "parties.russia.aircraft") == 36.0
    step = made.form.levers["russia.aircraft"].steps[0]
    assert (step.at, step.to.value, step.over) == (datetime.date(2016, 4, 4), 3.0, 2)


@pytest.mark.parametrize("path", ["russia.aircraft", "parties.russia.aircraft"])
def test_a_value_set_changes_the_last_step_and_throughout_holds_from_the_start(path):
    made = read("full_withdrawal", [f"{path}=18"])
    own, last = (
        read("full_withdrawal").form.levers["russia.aircraft"].steps[0],
        made.form.levers["russia.aircraft"].steps[0],
    )
    assert (last.at, last.to.value, last.over, value(made, "parties.russia.aircraft")) == (
        own.at,
        18.0,
        own.over,
        36.0,
    )
    made = read("full_withdrawal", [f"{path}=18 throughout"])
    assert (
        made.form.levers["russia.aircraft"].steps == []
        and value(made, "parties.russia.aircraft") == 18.0
    )
    both = read(
        "full_withdrawal",
        [f"{path}=[{{at: 2016-04-04, to: 30}}, {{at: 2016-05-02, to: 20}}]", f"{path}=12"],
    )
    assert [step.to.value for step in both.form.levers["russia.aircraft"].steps] == [30.0, 12.0]


def test_a_belief_takes_the_steps_away_or_is_refused():
    made = read("intervention_2015", ["regime.morale={uniform: [40%, 50%]} throughout"])
    assert made.form.levers["regime.morale"].steps == [] and made.factors[
        "holders.regime.cohesion"
    ].parameters == (0.4, 0.5)
    with pytest.raises(ScenarioError, match="a step takes one value"):
        read("intervention_2015", ["regime.morale={uniform: [40%, 50%]}"])


@pytest.mark.parametrize(
    "setting", ["war.rate=8% throughout", "russia.aircraft=[{at: 2016-04-04, to: 3}] throughout"]
)
def test_throughout_is_refused_where_it_means_nothing(setting):
    with pytest.raises(ScenarioError, match="throughout"):
        read("airpower_drawdown", [setting])


def test_the_last_setting_wins():
    assert read(BASE, ["weeks=10", "weeks=20"]).form.weeks == 20


def test_settings_lie_over_the_child(child):
    assert child("weeks: 52\n", sets=["weeks=26"]).form.weeks == 26


# -------------------------------------------------------------------------------------------------
# levers
def test_a_lever_as_a_number_replaces_its_value(child):
    made = child("levers: {russia.aircraft: 18 aircraft}\n")
    assert value(made, "parties.russia.aircraft") == 18.0
    assert made.form.levers["russia.aircraft"].steps == []


def test_a_lever_as_steps_keeps_its_value_and_target(child):
    made = child(
        "levers:\n  iran.militia:\n    - {at: 2016-04-04, to: 22, over: 30d, when: violence >"
        " 0.8}\n"
    )
    step = made.form.levers["iran.militia"].steps[0]
    assert value(made, "parties.iran.men.militia") == 15.0
    assert made.levers["iran.militia"].target == "parties.iran.men.militia"
    assert (step.to.value, step.over, step.when) == (22.0, 4, "violence > 0.8")


FORMS = [
    "levers: {russia.aircraft: 30}",
    "levers: {russia.aircraft: {value: 30, unit: aircraft, source: P3, grade: A}}",
    "levers: {russia.aircraft: {value: {value: 30}}}",
    "parties: {russia: {aircraft: 30}}",
]


@pytest.mark.parametrize("text", FORMS)
def test_a_value_changes_the_last_step_of_the_parent(child, text):
    child(
        "levers:\n  russia.aircraft:\n    - {at: 2016-04-04, to: 9}\n    - {at: 2016-05-02, to: 3,"
        " over: 2w}\n",
        name="middle",
    )
    made = child(f"{text}\n", parent="middle", name="last")
    steps = made.form.levers["russia.aircraft"].steps
    assert [(step.to.value, step.over) for step in steps] == [(9.0, 0), (30.0, 2)]
    assert value(made, "parties.russia.aircraft") == 36.0
    assert str(made.mark_of_step("russia.aircraft", 0)).partition(":")[0].endswith("middle.yaml")
    assert str(made.mark_of_step("russia.aircraft", 1)).partition(":")[0].endswith("last.yaml")


HELD = [
    "levers: {russia.aircraft: 30 throughout}",
    "levers: {russia.aircraft: {value: 30 throughout, source: P3}}",
    "levers: {russia.aircraft: {value: 30, steps: []}}",
    "parties: {russia: {aircraft: 30 throughout}}",
]


@pytest.mark.parametrize("text", HELD)
def test_a_value_that_holds_throughout_takes_the_steps_away(child, text):
    child("levers:\n  russia.aircraft:\n    - {at: 2016-04-04, to: 3}\n", name="middle")
    made = child(f"{text}\n", parent="middle", name="last")
    assert (
        made.form.levers["russia.aircraft"].steps == []
        and value(made, "parties.russia.aircraft") == 30.0
    )
    assert value(child(f"{text}\n"), "parties.russia.aircraft") == 30.0


BAD = [
    "levers: {russia.aircraft: 900}",
    "parties: {russia: {aircraft: 900}}",
    "levers: {russia.aircraft: {value: 900}}",
]


@pytest.mark.parametrize("text", BAD)
@pytest.mark.parametrize("parent", ["", "levers:\n  russia.aircraft: [{at: 2016-04-04, to: 3}]\n"])
def test_a_bad_lever_is_blamed_on_the_file_that_sets_it(child, text, parent):
    child(parent, name="above")
    with pytest.raises(ScenarioError):
        child(f"{text}\n", parent="above", name="middle")
    with pytest.raises(ScenarioError, match="900 is outside") as error:
        child("levers:\n  russia.aircraft: {record: [0, 50]}\n", parent="middle", name="last")
    assert [
        (mark.file.rpartition("/")[2], mark.line)
        for mark in (one.mark for one in error.value.user_errors)
    ] == [("middle.yaml", 4)]


def test_a_bad_step_of_the_parent_is_blamed_on_the_parent(child):
    with pytest.raises(ScenarioError):
        child(
            "levers:\n  russia.aircraft: [{at: 2016-04-04, to: 900}, {at: 2016-05-02, to: 3}]\n",
            name="middle",
        )
    with pytest.raises(ScenarioError, match=r"middle\.yaml:5.*900 is outside"):
        child("levers: {russia.aircraft: 30}\n", parent="middle", name="last")
    with pytest.raises(ScenarioError, match=r"middle\.yaml:5.*900 is outside"):
        child(
            "levers: {iran.militia: 30}\n",
            parent="middle",
            name="last",
            sets=["russia.aircraft=30"],
        )


def test_a_lever_may_be_a_map_of_both(child):
    made = child("levers:\n  russia.aircraft: {value: 30, steps: [{at: 2016-04-04, to: 3}]}\n")
    assert value(made, "parties.russia.aircraft") == 30.0
    assert made.form.levers["russia.aircraft"].steps[0].to.value == 3.0


def test_a_lever_finds_parties_then_holders_then_paths():
    path_of = read(BASE).path_of
    assert path_of("russia.aircraft") == "parties.russia.aircraft"
    assert path_of("truce.monitoring") == "truce.monitoring"
    assert path_of("us.arms") == "parties.united_states.arms"


def test_a_party_comes_before_a_holder_of_the_same_name():
    assert read(BASE).levers["regime.recruitment"].target == "holders.regime.recruitment"


def test_a_number_that_a_lever_moves_may_be_written_either_way(child):
    made = child("parties: {russia: {aircraft: 18}, iran: {men: {militia: 20}}}\n")
    assert (value(made, "parties.russia.aircraft"), value(made, "parties.iran.men.militia")) == (
        18.0,
        20.0,
    )
    made = read(BASE, ["parties.russia.aircraft=18", "parties.iran.men.militia=20"])
    assert (value(made, "parties.russia.aircraft"), value(made, "parties.iran.men.militia")) == (
        18.0,
        20.0,
    )


def test_two_levers_may_not_set_one_number(child):
    with pytest.raises(ScenarioError, match="two levers set the same parameter"):
        child("levers: {planes: {value: 3, sets: parties.russia.aircraft}}\n")


# -------------------------------------------------------------------------------------------------
# large files
MANY = {
    "sources": ("sources:\n", "  S{}: a page of the record\n"),
    "steps": ("levers:\n  russia.aircraft:\n", "    - {{at: 2016-03-15, to: 18}}  # {}\n"),
    "factions": (
        "factions:\n",
        "  f{}: {{label: a, fighters: 1, homes: [homs], hard_line: 0}}\n",
    ),
    "aliases": ("question: &a x\nsources:\n", "  S{}: *a\n"),
    "unknown keys": ("war:\n", "  k{}: 1\n"),
}


@pytest.mark.parametrize("kind", MANY)
def test_reading_takes_time_in_proportion_to_the_size_of_a_file(child, kind):
    head, row = MANY[kind]

    def seconds(count):
        text, start = head + "".join(row.format(i) for i in range(count)), time.process_time()
        with suppress(ScenarioError):
            child(text, name=f"large_{count}")
        return time.process_time() - start

    few = min(seconds(1000) for _ in range(2))
    assert seconds(8000) < 24 * few + 0.2  # 64 times as long where time grew with the square


@pytest.mark.parametrize("text", ["9" * 200_000 + "!", "7" + " " * 200_000 + "!", "1_" * 100_000])
def test_long_scalars_are_read_at_once(child, text):
    start = time.process_time()
    with pytest.raises(ScenarioError, match="is not a number"):
        child(f"war: {{rate: '{text}'}}\n")
    with pytest.raises(ScenarioError):
        child(f"levers: {{russia.aircraft: {text}}}\n")
    assert time.process_time() - start < 2.0


def test_of_very_many_problems_the_first_are_shown():
    text = "a: &a 1\n" + "".join(f"k{i}: *a\n" for i in range(150))
    with pytest.raises(ScenarioError) as error:
        parse(text, "")
    assert len(error.value.user_errors) == 150
    assert error.value.as_text().splitlines()[-1] == "and 50 more problems"


# -------------------------------------------------------------------------------------------------
# scalars
@pytest.mark.parametrize(
    ("text", "suggest"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("010", 10),
        ("12:30", "12:30"),
        ("1_000", 1000),
        ("0x10", "0x10"),
        ("1e3", 1000.0),
        ("1.5", 1.5),
        (".5", 0.5),
        ("-3", -3),
        ("+3", 3),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("2016-03-14", datetime.date(2016, 3, 14)),
        ("90%", "90%"),
        ("3w", "3w"),
        (".inf", ".inf"),
    ],
)
def test_scalars_are_those_of_yaml_12(text, suggest):
    assert scalar(text) == suggest
    assert type(scalar(text)) is type(suggest)


def test_quoted_scalars_are_text():
    assert parse("a: '010'\nb: \"true\"\nc: no\nno: 1\n", "x.yaml")[0] == {
        "a": "010",
        "b": "true",
        "c": "no",
        "no": 1,
    }


def test_marks_know_line_and_column():
    marks = parse("a: 1\nb:\n  c: {d: 2}\n", "x.yaml")[1]
    assert str(marks["b", "c", "d"]) == "x.yaml:3:7"
    assert str(marks["a",]) == "x.yaml:1:1"


def test_yes_and_no_are_words_in_a_scenario(child):
    assert child("question: no\n").form.question == "no"


@pytest.mark.parametrize(
    ("raw", "number", "unit"),
    [
        (36, 36.0, None),
        ("36 aircraft", 36.0, "aircraft"),
        ("90%", 0.9, "share"),
        ("0.5 %", 0.005, "share"),
        ("6w", 6.0, "weeks"),
        ("30d", 30 / 7, "weeks"),
        ("1y", 365.25 / 7, "weeks"),
        ("12m", 365.25 / 7, "weeks"),
        ("1_000", 1000.0, None),
        ("-1.5e2", -150.0, None),
        ("5 deaths/week", 5.0, "deaths/week"),
        (" 7 ", 7.0, None),
    ],
)
def test_numbers_carry_their_unit(raw, number, unit):
    made = read_parameter(raw)
    assert made.value == pytest.approx(number)
    assert made.unit == unit


@pytest.mark.parametrize(
    "raw",
    [
        True,
        False,
        "plenty",
        "1.2.3",
        "w6",
        "",
        [1],
        datetime.date(2016, 3, 14),
        {"value": 1, "uniform": [1, 2]},
        {},
    ],
)
def test_what_is_no_number_is_refused(raw):
    with pytest.raises(ValueError, match=r"number|parameter"):
        read_parameter(raw)


def test_null_is_left_to_the_model():
    assert math.isnan(read_parameter(None).value)
    assert math.isnan(value(read(BASE), "parties.russia.sorties"))


@pytest.mark.parametrize(
    ("raw", "wanted"), [(104, 104), ("104w", 104), ("30d", 4), ("2y", 104), ("6 weeks", 6)]
)
def test_durations_are_whole_weeks(raw, wanted):
    assert weeks(raw) == wanted


@pytest.mark.parametrize("raw", ["50%", "3 aircraft", None, "soon", True])
def test_what_is_no_duration_is_refused(raw):
    with pytest.raises(ValueError, match=r"not a duration|not a number"):
        weeks(raw)


def test_a_unit_may_be_the_amount_of_a_rate(child):
    made = child("harm: {background: 50 deaths}\n")
    assert value(made, "harm.background") == 50.0


def test_seed_zero_is_a_seed(child):
    assert child("seed: 0\n").form.seed == 0
    assert read(BASE, ["seed=0"]).form.seed == 0
    assert read(BASE).form.seed == 2016


# -------------------------------------------------------------------------------------------------
# source and grade
def test_notes_hold_for_everything_below_until_others_are_given(child):
    made = child(
        "war:\n  source: S14b\n  grade: B\n  width: 0.4\n  air_half: {value: 7, grade: A}\n  spill:"
        " {value: 20%, source: S18}\n"
    ).parameters
    notes = {
        name: (made[f"war.{name}"].source, made[f"war.{name}"].grade)
        for name in ("width", "air_half", "spill", "rate")
    }
    assert notes == {
        "width": ("S14b", "B"),
        "air_half": ("S14b", "A"),
        "spill": ("S18", "B"),
        "rate": ("S14b", "B"),
    }


def test_the_nearest_note_wins():
    made = read(BASE).parameters
    assert made["parties.regime.stance.presidency.position"].source == "P6 P11"
    assert made["parties.russia.war_cost"].source == "our judgement"
    assert made["parties.russia.war_cost"].grade == "D"
    assert made["factions.zenki.fighters"].source == "S31 S22"
    assert made["factions.zenki.fighters"].grade == "C"
    assert made["beliefs.learning"].source == "our judgement"


def test_defaults_say_that_they_are_defaults():
    made = read(BASE).parameters["parties.iran.return_weeks"]
    assert (made.source, made.grade) == ("default of the format", "D")


def test_the_grade_of_a_stance_follows_its_basis():
    made = read(BASE).parameters
    for issue, stance in read(BASE).form.parties["regime"].stance.items():
        assert made[f"parties.regime.stance.{issue}.position"].grade == GRADE[stance.basis]
    assert GRADE["explicit"] < GRADE["inferred"] < GRADE["outside"]


def test_a_lever_brings_its_own_notes():
    made = read(BASE).parameters["parties.russia.aircraft"]
    assert (made.source, made.grade) == ("P3", "A")


# -------------------------------------------------------------------------------------------------
# beliefs
def test_uniform_quantiles():
    np.testing.assert_allclose(
        read_parameter({"uniform": [10, 20]}).quantile(np.array([0.1, 0.5, 0.9])),
        [11.0, 15.0, 19.0],
    )


def test_interval_quantiles_are_those_of_a_normal_with_ends_at_its_confidence():
    ninety, half = (
        read_parameter({"interval": [10, 20]}),
        read_parameter({"interval": [10, 20], "confidence": "50%"}),
    )
    np.testing.assert_allclose(
        ninety.quantile(np.array([0.05, 0.5, 0.95])), [10.0, 15.0, 20.0], atol=1e-9
    )
    np.testing.assert_allclose(
        half.quantile(np.array([0.25, 0.5, 0.75])), [10.0, 15.0, 20.0], atol=1e-9
    )


def test_normal_quantiles():
    found = read_parameter({"normal": [3, 2]}).quantile(np.array([0.5, 0.8413447460685429, 0.025]))
    np.testing.assert_allclose(found, [3.0, 5.0, 3.0 - 2.0 * 1.959963984540054], atol=1e-8)


def test_triangular_quantiles():
    found = read_parameter({"triangular": [0, 1, 4]}).quantile(
        np.array([1e-12, 0.25, 0.5, 1 - 1e-12])
    )
    np.testing.assert_allclose(found, [0.0, 1.0, 4.0 - np.sqrt(0.5 * 4.0 * 3.0), 4.0], atol=1e-5)
    for low, mode, high in ((0, 0, 4), (0, 4, 4), (2, 2, 2)):
        ends = read_parameter({"triangular": [low, mode, high]}).quantile(
            np.array([1e-9, 0.5, 1 - 1e-9])
        )
        assert np.all(np.isfinite(ends))
        assert np.all(np.diff(ends) >= 0.0)
        np.testing.assert_allclose(ends[[0, 2]], [low, high], atol=1e-3)


def test_fixed_quantiles_are_the_value():
    np.testing.assert_array_equal(read_parameter(7).quantile(np.array([0.1, 0.9])), [7.0, 7.0])


@FEW
@given(
    st.tuples(*[st.floats(-100.0, 100.0)] * 3).map(sorted),
    st.lists(st.floats(0.001, 0.999), min_size=2, max_size=9).map(sorted),
)
def test_quantiles_rise_and_stay_inside(ends, shares):
    low, mode, high = ends
    for raw in ({"uniform": [low, high]}, {"triangular": [low, mode, high]}):
        found = read_parameter(raw).quantile(np.array(shares))
        assert np.all(np.diff(found) >= -1e-9)
        assert low - 1e-9 <= found[0]
        assert found[-1] <= high + 1e-9


@pytest.mark.parametrize(
    "raw",
    [
        {"uniform": [10, 20]},
        {"triangular": [10, 12, 20]},
        {"normal": [12, 3]},
        {"interval": [10, 20]},
    ],
)
def test_draws_have_the_shares_of_their_quantiles(raw):
    made = read_parameter(raw)
    draws = made.quantile((np.arange(2000) + 0.5) / 2000)
    assert np.mean(draws < made.quantile(np.array([0.3]))) == pytest.approx(0.3, abs=1e-3)
    middles = {"uniform": 15.0, "triangular": 42 / 3, "normal": 12.0}
    wanted = 15.0 if "interval" in raw else middles[made.kind]
    assert draws.mean() == pytest.approx(wanted, abs=0.01)


def test_standard_normal_keeps_shape():
    shares = np.array([[0.1, 0.5], [0.9, 0.975]])
    np.testing.assert_allclose(
        standard_normal(shares), [[NormalDist().inv_cdf(p) for p in row] for row in shares]
    )


def test_draws_are_kept_within_the_range_of_the_number(child):
    made = child("war: {pinned: {normal: [90%, 50%]}}\n")
    drawn = made.prior_quantile("war.pinned", np.array([0.01, 0.5, 0.99]))
    np.testing.assert_allclose(drawn, [0.0, 0.9, 1.0])


# -------------------------------------------------------------------------------------------------
# expressions
W = {
    "a": np.array([0.0, 1.0, 2.0, 3.0]),
    "b": np.array([3.0, 2.0, 1.0, 0.0]),
    "yes": np.array([True, True, False, False]),
    "d.x": np.full(4, 2.0),
}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a > 1", [0, 0, 1, 1]),
        ("a >= 1", [0, 1, 1, 1]),
        ("a < 1", [1, 0, 0, 0]),
        ("a <= 1", [1, 1, 0, 0]),
        ("a == 1", [0, 1, 0, 0]),
        ("a != 1", [1, 0, 1, 1]),
        ("0 < a < 3", [0, 1, 1, 0]),
        ("0 < a <= b", [0, 1, 0, 0]),
        ("a + b * 2 > 5", [1, 0, 0, 0]),
        ("(a + b) * 2 > 5", [1, 1, 1, 1]),
        ("a - 1 - 1 == 0", [0, 0, 1, 0]),
        ("-a < -1", [0, 0, 1, 1]),
        ("a / 2 >= 1", [0, 0, 1, 1]),
        ("not a > 1", [1, 1, 0, 0]),
        ("not yes", [0, 0, 1, 1]),
        ("not yes and a > 2", [0, 0, 0, 1]),
        ("not (yes and a > 0)", [1, 0, 1, 1]),
        ("a > 2 or a < 1 and b > 5", [0, 0, 0, 1]),
        ("(a > 2 or a < 1) and b < 5", [1, 0, 0, 1]),
        ("a > 2 or yes and b < 3", [0, 1, 0, 1]),
        ("d.x == a", [0, 0, 1, 0]),
        ("yes", [1, 1, 0, 0]),
        ("a > 0 and a > 1 and a > 2", [0, 0, 0, 1]),
        ("  a > 1  ", [0, 0, 1, 1]),
    ],
)
def test_expressions_follow_the_usual_precedence(text, wanted):
    np.testing.assert_array_equal(
        np.asarray(Expression(text)(W), dtype=bool), np.array(wanted, dtype=bool)
    )


def test_an_expression_knows_its_names():
    made = Expression("deal.presidency >= 62 and (violence < 3 or not signed)")
    assert made.names == {"deal.presidency", "violence", "signed"}
    assert made.unknown({"deal.presidency", "violence", "signed"}) == []
    assert made.unknown({"deal.presidency", "violense", "signed"}) == [
        'there is no metric "violence"; did you mean "violense"?'
    ]


@pytest.mark.parametrize(
    "text",
    [
        "max(a)",
        "__import__('os')",
        "a.__class__()",
        "a[0] > 1",
        "().__class__",
        "[a, 1]",
        "lambda: 1",
        "a if yes else b",
        "{1: a}",
        "a ** 2 > 1",
        "a % 2 == 1",
        "a // 2 > 1",
        "a & yes",
        "a in b",
        "a is b",
        "'text' == a",
        "(x for x in a)",
        "a := 3",
        "f'{a}'",
        "~a > 1",
        "(1).real > 0",
        "a(1).b > 0",
    ],
)
def test_expressions_refuse_all_else(text):
    with pytest.raises(
        ValueError, match=r"is not allowed in an expression|is not a valid comparison"
    ):
        Expression(text)


@pytest.mark.parametrize(
    "text", ["a >", "", "import os", "a > 1; b", "a = 1", "a > 1 and", ")", "a b"]
)
def test_expressions_refuse_what_cannot_be_read(text):
    with pytest.raises(ValueError, match="is not a valid comparison"):
        Expression(text)


def test_names_are_looked_up_and_never_evaluated():
    with pytest.raises(KeyError):
        Expression("a.__class__ > 1")(W)
    assert Expression("a.__class__ > 1").unknown(W)


@pytest.mark.parametrize(
    ("text", "wanted"), [("1 > 0 and a > 1", [0, 0, 1, 1]), ("0 < 1 < a", [0, 0, 1, 1])]
)
def test_comparisons_of_numbers_hold_in_every_world(text, wanted):
    np.testing.assert_array_equal(Expression(text)(W), np.array(wanted, dtype=bool))


def test_true_is_a_class_for_the_rest(child):
    made = child(
        "outcomes:\n  - {id: won, label: won, when: government_area > 90}\n  - {id: open, label:"
        " open, when: true}\n"
    )
    assert [one.when[0].test for one in made.form.outcomes] == ["government_area > 90", "true"]


def test_alternatives_of_a_class_keep_their_weeks(child):
    made = (
        child(
            "outcomes:\n  - {id: won, label: won, when: [{if: a > 9, for: 2w, absorbing: true}, {if:"
            " b < 1}]}\n"
        )
        .form.outcomes[0]
        .when
    )
    assert [(one.test, one.lasting, one.absorbing) for one in made] == [
        ("a > 9", 2, True),
        ("b < 1", 1, False),
    ]


# -------------------------------------------------------------------------------------------------
# calendar
def test_week_zero_is_that_of_the_first_monday():
    assert week_of(datetime.date(1970, 1, 5)) == 0
    assert week_of(datetime.date(1970, 1, 11)) == 0
    assert week_of(datetime.date(1970, 1, 4)) == -1
    assert monday_of(0) == datetime.date(1970, 1, 5)


@FEW
@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2200, 1, 1)))
def test_every_date_lies_in_the_week_of_its_monday(date):
    monday = monday_of(week_of(date))
    assert monday.weekday() == 0
    assert 0 <= (date - monday).days < 7
    assert week_of(date + datetime.timedelta(days=7)) == week_of(date) + 1


def test_weeks_have_the_same_number_in_every_scenario():
    assert week_of(read(BASE).form.start) == 2410
    assert monday_of(2410) == datetime.date(2016, 3, 14)


# -------------------------------------------------------------------------------------------------
# A+B
def test_an_overlay_says_what_both_say():
    both = read("airpower_drawdown+escalation")
    one, other = read("airpower_drawdown"), read("escalation")
    assert both.id == "airpower_drawdown+escalation"
    assert both.form.levers["iran.militia"] == other.form.levers["iran.militia"]
    assert (
        both.form.levers["russia.aircraft"]
        == other.form.levers["russia.aircraft"]
        != one.form.levers["russia.aircraft"]
    )
    assert (
        read("escalation+airpower_drawdown").form.levers["russia.aircraft"]
        == one.form.levers["russia.aircraft"]
    )
    assert (
        both.parameters["holders.regime.priority.aleppo"].value
        == other.parameters["holders.regime.priority.aleppo"].value
    )


def test_where_both_speak_the_later_wins_and_settings_lie_over_all():
    both = read("airpower_drawdown+full_withdrawal", ["weeks=20"])
    assert (
        both.form.levers["russia.aircraft"]
        == read("full_withdrawal").form.levers["russia.aircraft"]
    )
    assert both.form.weeks == 20
    assert (
        str(both.mark_of("parties.russia.aircraft")).partition(":")[0].endswith("spring_2016.yaml")
    )


def test_an_overlay_reads_again_from_its_resolved_file(tmp_path):
    both = read("airpower_drawdown+escalation")
    (tmp_path / "both.yaml").write_text(both.as_yaml())
    assert read(tmp_path / "both.yaml").canonical() == both.canonical()


def test_an_overlay_without_an_id_has_that_of_its_file(tmp_path):
    path = tmp_path / "fewer_arms.yaml"
    path.write_text("title: fewer arms\nextends: spring_2016\nlevers: {us.arms: 10}\n")
    assert read(f"airpower_drawdown+{path}").form.scenario == "airpower_drawdown+fewer_arms"


def test_an_overlay_that_shares_no_parent_or_adds_nothing_is_refused(tmp_path):
    with pytest.raises(ScenarioError, match="already contains it"):
        read("airpower_drawdown+spring_2016")
    (tmp_path / "alone.yaml").write_text(read("spring_2016").as_yaml())
    with pytest.raises(ScenarioError, match="share no parent"):
        read(f"airpower_drawdown+{tmp_path / 'alone.yaml'}")
    with pytest.raises(ScenarioError, match='did you mean "escalation"'):
        read("airpower_drawdown+escalatoin")
