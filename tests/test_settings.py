"""What a setting of the command line says of itself: in headings, notes and refusals."""

import pytest
from door import call

from simulator.analysis.requests import check_unique, with_settings_in_title
from simulator.scenario import read
from simulator.scenario.diff import differences
from simulator.scenario.errors import ScenarioError, UsageError
from simulator.scenario.notes import notes

SMALL = ["-s", "weeks=4", "-n", 20]


def test_a_run_is_headed_by_what_was_set(tmp_path):
    found = call("run", "full_withdrawal", "--set", "russia.aircraft=36", *SMALL, "-o", tmp_path)
    assert "what stayed behind, with russia.aircraft=36" in " ".join(found.stdout.split())
    assert "OTHER --set russia.aircraft=36 --set weeks=4" in " ".join(found.stderr.split())


def test_a_run_with_a_cut_from_the_start_says_that_there_never_was_more(tmp_path):
    found = call(
        "run", "spring_2016", "--set", "russia.aircraft=12 throughout", *SMALL, "-o", tmp_path,
        "--set", "parties.russia.expected_aircraft=null",
    )  # fmt: skip
    assert (
        "never had more than 12" in found.stderr
        and "--set 'russia.aircraft={value: 36, steps:" in " ".join(found.stderr.split())
    )


def test_a_comparison_with_settings_for_all_asks_no_question_of_a_file(tmp_path):
    found = call(
        "compare",
        "spring_2016",
        "airpower_drawdown",
        "--set",
        "russia.aircraft=12 throughout",
        *SMALL,
        "-o",
        tmp_path,
    )
    told = " ".join(found.stdout.split())
    assert (
        "with russia.aircraft=12 throughout" in told
        and "change what Assad accepts" not in told
        and "Differs in: nothing" in told
    )


def test_the_same_input_set_twice_is_refused():
    with pytest.raises(UsageError, match=r"--with: .*russia\.aircraft=12 and russia\.aircraft=5"):
        check_unique("--with", ["russia.aircraft=12", "russia.aircraft=5"])
    check_unique("--with", ["russia.aircraft=12", "iran.offset=0"])
    assert (
        call(
            "compare", "spring_2016", "--with", "iran.offset=0", "--with", "iran.offset=1"
        ).returncode
        == 2
    )


def test_sorties_fixed_beyond_what_aircraft_could_fly_are_noted():
    read_with = lambda *sets: [str(note) for note in notes(read("escalation", sets), sets)]  # noqa: E731
    assert any(
        "up to 70 sorties a day are fixed" in note and "can fly only 0" in note
        for note in read_with("russia.aircraft=0")
    )
    assert not any("sorties a day are fixed" in note for note in read_with("iran.offset=0"))


@pytest.mark.parametrize("word", ["12 trhoughout", "12 throughuot"])
def test_a_misspelt_throughout_is_named(word):
    with pytest.raises(ScenarioError, match='did you mean "throughout"'):
        read("airpower_drawdown", [f"russia.aircraft={word}"])
    read("airpower_drawdown", ["russia.aircraft=12throughout"])  # a blank more or less


def test_what_contradicts_is_blamed_on_what_was_written_last(tmp_path):
    with pytest.raises(
        ScenarioError, match=r"--set parties.russia.peak_sorties=0: .*would never fly"
    ):
        read("spring_2016", ["parties.russia.peak_sorties=0"])
    child = tmp_path / "child.yaml"
    child.write_text(
        "scenario: child\ntitle: c\nextends: spring_2016\nparties:\n  iran:\n    camp: opposition\n"
    )
    with pytest.raises(ScenarioError) as found:
        read(child)
    assert all(
        one.mark.file == str(child) and one.mark.line == 6 for one in found.value.user_errors
    )


def test_a_swept_name_that_is_wrong_is_blamed_on_vary():
    found = call("sweep", "airpower_drawdown", "--vary", "russia.aircrafts=18,12")
    assert (
        found.returncode == 3
        and found.stderr.startswith("--vary russia.aircrafts=")
        and '"russia.aircraft"' in found.stderr
    )


def test_outcomes_that_differ_are_told_by_name(tmp_path):
    child = tmp_path / "child.yaml"
    child.write_text(
        "scenario: child\ntitle: c\nextends: spring_2016\noutcomes:\n  - {id: all_else, label: All"
        " else, when: true}\n"
    )
    rows = differences(read("spring_2016"), read(child))
    assert ("outcomes.all_else", None, "added: outcome All else") in rows
    assert not any(key.startswith("outcomes.0") for key, _, _ in rows)


def test_a_heading_is_made_of_all_that_differs_from_the_nearest_title(tmp_path):
    for name, parent, value in (("one", "airpower_drawdown", 15), ("two", "one", 10)):
        text = f"scenario: {name}\nextends: {parent}\nlevers: {{russia.aircraft: {value}}}\n"
        (tmp_path / f"{name}.yaml").write_text(text)
    title = read(tmp_path / "two.yaml").form.title
    assert title.count("russia.aircraft") == 1 and "10" in title and "15 from" not in title


def test_an_overlay_whose_part_asks_nothing_is_headed_by_its_titles(tmp_path):
    (tmp_path / "mine.yaml").write_text(
        "scenario: mine\nextends: airpower_drawdown\nlevers: {iran.offset: 0}\n"
    )
    one = read(f"full_withdrawal+{tmp_path / 'mine.yaml'}")
    assert not one.form.question and "iran.offset" in one.form.title
    assert with_settings_in_title(one, ["weeks=4"]).form.title.endswith("with weeks=4")
