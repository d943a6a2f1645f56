"""Scenarios that must be refused, and what an analyst must be told: cases/invalid/NAME.yaml, and
NAME.txt with a line for each problem."""

import re
import shutil
from pathlib import Path

import pytest
import yaml
from shipped import FILES

from simulator.model.expression_checks import check_expressions, read_valid
from simulator.scenario import ScenarioError, read
from simulator.scenario.read import HOME

CASES = Path(__file__).resolve().parents[1] / "cases" / "invalid"
SHIPPED = (
    re.escape("spring_2016.yaml:*:"),
    r"spring_2016\.yaml:\d+:",
)  # a shipped file grows: its line is found, not written down
NAMES = sorted(path.stem for path in CASES.glob("*.txt"))


def side_by_side(folder):
    """The shipped scenarios and all cases in one folder, as `extends` needs them."""
    for path in [*FILES, *CASES.glob("*.yaml")]:
        shutil.copy(path, folder)
    return folder


@pytest.fixture
def folder(tmp_path):
    """A folder to write into."""
    return side_by_side(tmp_path)


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    """A folder to read from."""
    return side_by_side(tmp_path_factory.mktemp("cases"))


def refused(path, sets=()):
    """The text with which a scenario is refused, when it is read or when its measures are looked
    up."""
    with pytest.raises(ScenarioError) as told:
        read_valid(str(path), sets)
    return str(told.value)


@pytest.mark.parametrize("name", NAMES)
def test_case_is_refused_in_an_analysts_words(cases, name):
    text = refused(cases / f"{name}.yaml")
    lines = (CASES / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    assert lines
    assert [line for line in lines if not re.search(re.escape(line).replace(*SHIPPED), text)] == []
    assert len(text.splitlines()) == len(lines), text
    for at, key in re.findall(r"spring_2016\.yaml:(\d+):\d+: ([\w.]+)", text):
        named = (HOME / "spring_2016.yaml").read_text(encoding="utf-8").splitlines()[int(at) - 1]
        assert any(part in named for part in key.split(".")), named


def test_every_case_has_its_message():
    companions = {"loop_back"}
    assert {path.stem for path in CASES.glob("*.yaml")} == set(NAMES) | companions


# -------------------------------------------------------------------------------------------------
# what is no case of text
HEAD = "scenario: made\ntitle: a case that must be refused\nextends: spring_2016\n"


def made(folder, text, name="made.yaml"):
    """A file written for one test."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    "raw",
    [b"\x89PNG\r\n\x1a\n\0\0", b"scenario: \xff\xfe", b"weeks: \0"],
    ids=["picture", "latin", "null"],
)
def test_binary_file_is_refused(folder, raw):
    text = refused(made(folder, raw))
    assert "made.yaml: this is not a text file" in text


def test_control_characters_are_refused(folder):
    assert "made.yaml:5:11: this is not YAML: delete this control character" in refused(
        made(folder, HEAD + "# \u0131\nquestion: \x01\n")
    )


def test_folder_is_refused(folder):
    (folder / "made.yaml").mkdir()
    assert "made.yaml: this is a folder; a scenario is one YAML file" in refused(
        folder / "made.yaml"
    )


def test_huge_file_is_refused(folder):
    assert "made.yaml: this is not a text file that holds a scenario" in refused(
        made(folder, HEAD + "# " + "x" * 2_000_001)
    )


def test_two_documents_are_refused(folder):
    assert "made.yaml:4:1: this is not YAML" in refused(made(folder, HEAD + "---\nweeks: 3\n"))


def test_unknown_scenario_is_named_with_the_nearest(folder):
    text = refused("spring_2061")
    assert text.startswith("spring_2061: there is no such scenario")
    assert 'did you mean "spring_2016"?' in text


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("18", "a setting is one word: --with PATH=18"),
        ("2016-06-01,", "put a setting with spaces or brackets in quotes: --with 'PATH=VALUE'"),
        ("throughout", "put a setting with spaces or brackets in quotes: --with 'PATH=VALUE'"),
        ("war.rate=3%", "write --set or --with before a setting: --with 'war.rate=3%'"),
    ],
)
def test_a_part_of_a_setting_in_the_place_of_a_scenario_is_told_so(name, hint):
    assert refused(name) == f"{name}: there is no such scenario; {hint}"


def test_a_root_that_lacks_a_key_or_two_is_told_each(folder):
    whole = yaml.safe_load((folder / "spring_2016.yaml").read_text(encoding="utf-8"))
    lacking = {key: item for key, item in whole.items() if key not in ("start", "ends")}
    text = refused(made(folder, yaml.safe_dump(lacking, sort_keys=False)))
    for key in ("start", "ends"):
        assert f"made.yaml:1:1: {key}: this required key is missing" in text


def test_every_problem_is_told_at_once(folder):
    text = refused(made(folder, HEAD + "weaks: 3\nwar:\n  rate: plenty\n  magin: 0.5\n"))
    assert [line.split("made.yaml:")[1].split(":")[0] for line in text.splitlines()] == [
        "4",
        "6",
        "7",
    ]


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("russia.aircraft=900", "levers.russia.aircraft: 900 is outside 0 to 500 aircraft"),
        (
            "russia.aircraft=6w",
            'levers.russia.aircraft: "weeks" does not fit; the unit here is aircraft;'
            " write the number in that unit",
        ),
        (
            "russia.aircrft=18",
            (
                'russia.aircrft: there is no lever "russia.aircrft" and no section "russia"; did'
                ' you mean "russia.aircraft"?'
            ),
        ),
        (
            "iran.aircraft=3",
            (
                'iran.aircraft: there is no lever "iran.aircraft" and no section "iran"; did you'
                ' mean "russia.aircraft"?'
            ),
        ),
        (
            "levers.iran.offset=0",
            'levers.iran.offset: there is no "levers.iran"; did you mean "iran.offset"?',
        ),
        ("war=3", "war: expected a map of keys to values, like {rate: ...}"),
        ("war.rte=3%", 'war.rte: unknown key; did you mean "rate"?'),
        (
            "wars.rate=3%",
            (
                'wars.rate: there is no lever "wars.rate" and no section "wars"; did you mean'
                ' "war.rate"?'
            ),
        ),
        (
            "parties.rusia.optimism=0",
            (
                'parties.rusia.optimism: there is no "parties.rusia"; did you mean'
                ' "parties.russia.optimism"?'
            ),
        ),
        (
            "war.rate.x=3",
            'war.rate.x: "war.rate" is a single value; write war.rate=VALUE',
        ),
        (
            "outcomes.0.label=x",
            'outcomes.0.label: "outcomes" is a list; set the whole list: outcomes=[...]',
        ),
        ("outcomes=3", "outcomes: expected a list, not 3"),
        (
            "factions.zenki.homes.0=homs",
            (
                'factions.zenki.homes.0: "factions.zenki.homes" is a list; set the whole '
                "list: factions.zenki.homes=[aleppo]"
            ),
        ),
        ("factions.zenki.homes=homs", "factions.zenki.homes: expected a list, like [homs]"),
        (
            "factions.zenki.attends=no",
            (
                'factions.zenki.attends: expected true or false, not "no"; YAML 1.2 reads that'
                " as text, so write false"
            ),
        ),
        ("weeks=0", "weeks: 0 is below 1"),
        ("start=2016-03-15", "start: 2016-03-15 is a Tuesday; a run starts on a Monday"),
        ("start=2016-02-30", "start: 2016-02-30 is not a calendar date"),
        (
            "russia.aircraft=[{at: 2016-02-30, to: 3}]",
            "russia.aircraft: 2016-02-30 is not a calendar date",
        ),
        (
            "war.rate={uniform: [3%, 2%]}",
            (
                "war.rate: uniform [3%, 2%]: the low end is above the high end; write {uniform:"
                " [low, high]}"
            ),
        ),
        ("why=What then?", 'why: "why" is called "question" now'),
        ("classes=[]", 'classes: "classes" is called "outcomes" now'),
        (
            "governorates.homs.capital=true",
            'governorates.homs.capital: "governorates" is called "regions" now',
        ),
        ("war.rate", "write PATH=VALUE"),
        ("=3", "write PATH=VALUE"),
        ("war.rate=[", "war.rate: this is not YAML: missing value or closing bracket"),
        ("war.width=\udcff", "war.width: these characters cannot be read as text"),
    ],
)
def test_bad_settings_are_refused_with_their_own_text(setting, told):
    assert refused("spring_2016", [setting]) == f"--set {setting}: {told}"


def test_endless_weeks_are_refused(folder):
    assert "made.yaml:4:1: weeks:" in refused(made(folder, HEAD + "weeks: 1e400\n"))


@pytest.mark.parametrize(
    "text",
    [
        "question: " + "[" * 3000 + "]" * 3000,
        "outcomes:\n  - {id: a, label: a, when: " + "not " * 5000 + "signed}\n",
    ],
    ids=["lists", "expression"],
)
def test_endless_nesting_is_refused(folder, text):
    assert "made.yaml" in refused(made(folder, HEAD + text))


def test_setting_over_broken_levers_is_refused(folder):
    assert "made.yaml:4:1: levers:" in refused(made(folder, HEAD + "levers: 3\n"), ["weeks=3"])


@pytest.mark.parametrize("levers", ["3", "[]"])
def test_broken_levers_beside_a_number_they_move_are_refused(folder, levers):
    assert "made.yaml:4:1: levers:" in refused(
        made(folder, HEAD + f"levers: {levers}\nparties: {{russia: {{aircraft: 3}}}}\n")
    )


def test_setting_below_a_number_is_refused():
    assert "war.rate" in refused("spring_2016", ["war.rate.x=3"])


def test_setting_a_required_number_to_null_is_refused():
    assert "war.rate" in refused("spring_2016", ["war.rate=null"])


def test_setting_a_lever_to_null_is_refused():
    assert "russia.aircraft" in refused("spring_2016", ["russia.aircraft=null"])


def test_path_into_a_missing_folder_is_refused(folder):
    assert "nowhere" in refused(folder / "nowhere" / "spring_2016.yaml")


def test_no_classes_are_refused(folder):
    assert "made.yaml:4:1: outcomes:" in refused(made(folder, HEAD + "outcomes: []\n"))


def test_opposition_without_fighters_is_refused(folder):
    factions = read("spring_2016").form.factions
    text = "factions:\n" + "".join(f"  {name}: {{fighters: 0}}\n" for name in factions)
    assert "factions" in refused(made(folder, HEAD + text))


def test_a_file_in_utf_16_is_told_so(folder):
    assert "made.yaml: this file is saved as UTF-16; save it as UTF-8" in refused(
        made(folder, HEAD.encode("utf-16"))
    )


def test_an_anchor_bomb_is_refused_at_once(folder):
    lines = [
        "a0: &a0 [x]",
        *(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 40)),
    ]
    assert refused(made(folder, HEAD + "\n".join(lines))).count("anchors") == 39 * 9


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in NAMES
        if "this is not YAML" in (CASES / f"{name}.txt").read_text(encoding="utf-8")
    ],
)
def test_the_librarys_other_parser_is_told_in_the_same_words(folder, monkeypatch, name):
    monkeypatch.setattr("simulator.scenario.yaml_reader.Loader", yaml.SafeLoader)
    test_case_is_refused_in_an_analysts_words(folder, name)


# -------------------------------------------------------------------------------------------------
# what looks wrong and is not
STEP = "levers:\n  russia.aircraft:\n    - {at: 2016-04-04, to: 18}\n"


@pytest.mark.parametrize(
    "raw",
    [
        (HEAD + STEP).replace("\n", "\r\n").encode(),
        (HEAD + STEP).encode("utf-8-sig"),
        (HEAD + STEP).replace("2016-04-04", "'2016-04-04'").encode(),
        (HEAD + STEP.replace("}", "}  # a comment\t")).encode(),
    ],
    ids=["windows", "mark of order", "quoted date", "tab in a comment"],
)
def test_what_editors_leave_in_a_file_is_read(folder, raw):
    made_of = read(str(made(folder, raw)))
    check_expressions(made_of)
    assert [
        (str(step.at), step.to.value) for step in made_of.form.levers["russia.aircraft"].steps
    ] == [("2016-04-04", 18.0)]
    assert str(made_of.mark_of("war.rate")).rpartition("/")[2].startswith("spring_2016.yaml:")


def test_problems_of_a_file_with_a_mark_of_order_and_windows_line_ends_lie_where_they_are(folder):
    raw = ("\ufeff" + HEAD + "weaks: 3\n").replace("\n", "\r\n").encode()
    assert 'made.yaml:4:1: weaks: unknown key; did you mean "weeks"?' in refused(made(folder, raw))


def test_steps_before_the_start_and_no_steps_at_all_are_read(folder):
    early = read(str(made(folder, HEAD + STEP.replace("2016-04-04", "2015-12-25"))))
    assert str(early.form.levers["russia.aircraft"].steps[0].at) == "2015-12-25"
    none = read(str(made(folder, HEAD + "levers: {russia.aircraft: []}\n")))
    assert none.form.levers["russia.aircraft"].steps == []
    assert none.parameters["parties.russia.aircraft"].value == 36.0


def test_ten_with_a_leading_zero_is_ten(folder):
    assert read(str(made(folder, HEAD + "weeks: 010\n"))).form.weeks == 10
