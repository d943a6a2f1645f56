"""Inputs that stop nothing and yet are not ignored in silence: told by validate, show, run and
compare, with the line."""

import pytest
from door import call, refused
from shipped import ROOT

from simulator.model.expression_checks import check_scenario
from simulator.scenario import read
from simulator.scenario.notes import notes, own_notes

HEAD = "scenario: made\ntitle: made\nextends: spring_2016\n"
TURNED = HEAD + "parties:\n  regime:\n    stance:\n      presidency: {position: 60}\n"
SHORT = ("-n", 16, "-j", 1, "-s", "weeks=2")


def test_a_government_past_the_middle_of_a_line_is_noted_with_the_line(tmp_path):
    (tmp_path / "made.yaml").write_text(TURNED, encoding="utf-8")
    result = call("validate", "made.yaml", cwd=tmp_path)
    assert result.returncode == 0 and "made.yaml: valid" in result.stdout
    said = (
        "parties.regime.stance.presidency.position: regime stands at 60, so 100 counts as its end"
    )
    assert "made.yaml:7:20: " + said in result.stdout
    result = call("run", "made.yaml", *SHORT, cwd=tmp_path)
    assert (
        result.returncode == 0
        and said in " ".join(result.stderr.split())
        and said not in result.stdout
    )


def test_a_line_that_runs_the_other_way_is_no_surprise():
    ends = "government_prevails: {presidency: 100}, opposition_prevails: {presidency: 0}"
    settings = ["parties.regime.stance.presidency.position=90", f"ends={{{ends}}}"]
    assert notes(read("spring_2016", settings)) == []
    (note,) = notes(read("spring_2016", settings[:1]))
    assert str(note).startswith(f"--set {settings[0]}: ")


@pytest.mark.parametrize(
    ("setting", "why"),
    [
        ("russia.kept_capability=100%", "no aircraft are withdrawn"),
        ("parties.iran.surge_pace=50%", "no other patron withdraws aircraft or threatens to"),
        ("us.no_fly=100%", "air defence offsets the no-fly zone"),
        ("parties.regime.swing=50%", "only patrons have this"),
        ("factions.moscow_platform.hard_line=10", "the faction has no fighters"),
        ("truce.term=90", "no truce begins by script"),
    ],
)
def test_a_setting_without_effect_is_told(setting, why):
    called = setting.partition("=")[0]
    assert [str(note) for note in notes(read("spring_2016", [setting]), [setting])] == [
        f"--set {setting}: {called}: no effect: {why}"
    ]
    assert notes(read("spring_2016", ["weeks=9"]), ["weeks=9"]) == []


def test_run_and_compare_say_on_stderr_that_a_setting_has_no_effect(tmp_path):
    said = "russia.kept_capability: no effect: no aircraft are withdrawn"
    for verb in (["run", "spring_2016", "-s"], ["compare", "spring_2016", "--no-report", "--with"]):
        result = call(*verb, "russia.kept_capability=100%", *SHORT, "--format", "csv", cwd=tmp_path)
        assert (
            result.returncode == 0
            and said in " ".join(result.stderr.split())
            and said not in result.stdout
        )
    assert "--with russia.kept_capability=100%: russia" in " ".join(result.stderr.split())


def test_show_and_validate_say_it_with_the_line():
    said = "no effect: no aircraft are withdrawn"
    shown = call("show", "spring_2016", "russia.kept_capability").stdout.splitlines()
    assert shown[0].startswith("russia.kept_capability: ") and shown[1].strip() == said
    wrong, told = check_scenario("spring_2016")
    (line,) = [line for line in told.splitlines() if said in line]
    assert not wrong and "spring_2016.yaml:" in line and ": russia.kept_capability: " in line
    assert (
        said not in check_scenario("airpower_drawdown")[1]
        and said not in call("show", "airpower_drawdown", "russia").stdout
    )


@pytest.mark.parametrize("form", ["table", "csv", "json"])
@pytest.mark.parametrize("setting", ["truce.violations_at_war=0", "holders.regime.quality=0"])
def test_a_number_that_would_come_to_nothing_finite_is_refused(setting, form):
    result = refused(
        call("run", "spring_2016", "-s", setting, "--format", form),
        f"--set {setting}: ",
        "0 is outside",
    )
    assert not result.stdout


def test_a_step_before_the_start_is_noted(tmp_path):
    text = HEAD + "levers:\n  russia.aircraft:\n    - {at: 2016-01-04, to: 18}\n"
    (tmp_path / "made.yaml").write_text(text, encoding="utf-8")
    wrong, noted = check_scenario(str(tmp_path / "made.yaml"))
    early = "2016-01-04 is before the start of the run on 2016-03-14"
    assert not wrong and noted.endswith(
        f"made.yaml:6:8: levers.russia.aircraft, step 1, at: {early}; the step begins in the"
        " first week"
    )
    (tmp_path / "made.yaml").write_text(text.replace("2016-01-04", "2016-03-14"), encoding="utf-8")
    assert check_scenario(str(tmp_path / "made.yaml")) == ("", "")


def test_an_id_that_differs_from_the_file_name_is_noted(tmp_path):
    (tmp_path / "other.yaml").write_text(HEAD, encoding="utf-8")
    wrong, noted = check_scenario(str(tmp_path / "other.yaml"))
    message = 'the id "made" differs from the file name "other"'
    assert not wrong and noted.endswith(
        f"other.yaml:1:1: scenario: {message}; commands and `extends` use the file name"
    )


LATE = "levers:\n  russia.aircraft:\n    - {at: 2019-06-03, to: 18}\n"
AFTER = (
    "made.yaml:6:8: levers.russia.aircraft, step 1, at: 2019-06-03 is after the last week of the run,"
    " which ends on 2018-03-12; the step has no effect"
)


def test_a_step_after_the_end_is_noted_with_its_line(tmp_path):
    (tmp_path / "made.yaml").write_text(HEAD + LATE, encoding="utf-8")
    wrong, noted = check_scenario(str(tmp_path / "made.yaml"))
    assert not wrong and noted.endswith(AFTER) and len(noted.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("run", "made.yaml"),
        ("compare", "spring_2016", "made.yaml", "--no-report"),
        ("sweep", "made.yaml", "--vary", "war.rate=2%,8%"),
    ],
)
def test_what_simulates_notes_steps_outside_the_run(tmp_path, words):
    (tmp_path / "made.yaml").write_text(HEAD + LATE, encoding="utf-8")
    result = call(*words, "-n", 16, "-j", 1, cwd=tmp_path)
    told = " ".join(result.stderr.split())
    assert result.returncode == 0 and AFTER in told
    assert ("Next: " in told) == (words[0] != "compare")
    if words[0] == "compare":
        assert "No world differs; more would not help." in told
        assert " under spring_2016. No world differs." in " ".join(result.stdout.split())


def test_a_new_file_is_noted_for_nothing_that_it_does_not_set(tmp_path):
    assert call("new", "mine", cwd=tmp_path).returncode == 0
    result = call("validate", "mine", cwd=tmp_path)
    assert result.stdout == "mine: valid\n" and not result.stderr


def test_validate_finds_files_whose_id_differs_from_their_name(tmp_path):
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "other.yaml").write_text(HEAD, encoding="utf-8")
    result = call("validate", cwd=tmp_path)
    assert "other" not in result.stderr
    assert 'other.yaml:1:1: scenario: the id "made" differs from the file name' in result.stdout


def test_lines_on_which_nothing_depends_are_told_and_may_be_left_out(tmp_path):
    """Homes where nobody could stand with radicals, sources that nothing cites, stances on measures
    of a patron whom nobody asks."""
    text = (ROOT / "scenarios" / "yemen_2018.yaml").read_text(encoding="utf-8")
    longer = text.replace("fighters: 25, hard_line", "fighters: 25, homes: [saada], hard_line")
    longer = longer.replace("sources:\n", "sources:\n  X99: a source of nothing\n", 1)
    longer = longer.replace("scenario: yemen_2018", "scenario: longer")
    assert longer.count("saada]") > text.count("saada]")
    (tmp_path / "longer.yaml").write_text(longer, encoding="utf-8")
    said = [str(note) for note in own_notes(read(str(tmp_path / "longer.yaml")))]
    assert sum("nothing in this file cites it" in note and "X99" in note for note in said) == 1
    assert sum("leave `homes` out" in note for note in said) == 1
    shipped = own_notes(read("yemen_2018"))
    assert not any("cites it" in str(note) or "homes" in str(note) for note in shipped)


def test_a_patron_beside_sponsors_needs_no_stance_on_measures(tmp_path):
    """Iran is no sponsor: the worlds are the same without its stances on the four measures."""
    form = read("spring_2016").form
    measures = [name for name, issue in form.issues.items() if issue.kind == "measure"]
    left_out = ", ".join(f"{name}: null" for name in measures)
    (tmp_path / "made.yaml").write_text(
        f"{HEAD}parties: {{iran: {{stance: {{{left_out}}}}}}}\n", encoding="utf-8"
    )
    assert "made.yaml: valid" in call("validate", "made.yaml", cwd=tmp_path).stdout
    (tmp_path / "other.yaml").write_text(
        HEAD.replace("made", "other") + f"parties: {{united_states: {{stance: {{{left_out}}}}}}}\n",
        encoding="utf-8",
    )
    refused(call("validate", "other.yaml", cwd=tmp_path), "does not cover")
