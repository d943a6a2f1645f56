"""One setting is one experiment: what a value does to a lever with dated steps, however it is
given, and how that is told."""

import json
import shlex
import shutil

import numpy as np
import pytest

from simulator.analysis.sweep import cells_of
from simulator.ensemble.blocks import Task, run_block
from simulator.ensemble.design import design_of_worlds
from simulator.report import notebook
from simulator.scenario import ScenarioError, read
from simulator.scenario.diff import differences, row_text
from simulator.scenario.library import new_file, scenario_rows
from simulator.scenario.read import HOME
from simulator.scenario.variant import save_variant
from tests.door import call, refused

FEW = ["weeks=5"]
THEN = "then 18 from 15 March 2016 over 3 weeks"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A folder with the shipped scenarios, in which one works."""
    shutil.copytree(HOME, tmp_path / "scenarios")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "scenarios"


def worlds(resolved, cells=({},), n=16):
    """What a few worlds came to, by name."""
    table = design_of_worlds(resolved, n, resolved.form.seed, 8, cells=cells)
    return run_block(Task(resolved, table, resolved.form.seed, weekly_histograms=False)).worlds


def same(first, second):
    for name in first.keys() - {"row", "cell"}:
        assert first[name].tobytes() == second[name].tobytes(), name


def put(home, name, text):
    (home / f"{name}.yaml").write_text(f"scenario: {name}\n{text}\n", encoding="utf-8")
    return name


# -------------------------------------------------------------------------------------------------
# one mechanism
def test_the_value_that_a_lever_has_changes_nothing(tmp_path):
    own = read("airpower_drawdown", FEW)
    same(worlds(own), worlds(read("airpower_drawdown", [*FEW, "russia.aircraft=18"])))
    told = call(
        "compare",
        "airpower_drawdown",
        "--with",
        "russia.aircraft=18",
        "-s",
        "weeks=5",
        "-n",
        20,
        "-o",
        tmp_path,
        "--no-report",
    )
    assert told.returncode == 0 and "Differs in: nothing" in told.stdout


def test_however_a_value_is_given_it_changes_the_last_step(home):
    put(home, "plain", "extends: airpower_drawdown\nlevers: {russia.aircraft: 15}")
    put(
        home,
        "noted",
        "extends: airpower_drawdown\nlevers: {russia.aircraft: {value: 15, unit: aircraft, source:"
        " P3, grade: A}}",
    )
    put(home, "by_path", "extends: airpower_drawdown\nparties: {russia: {aircraft: 15}}")
    put(home, "over", "extends: spring_2016\nlevers: {russia.aircraft: 15}")
    save_variant("saved", "airpower_drawdown", ["russia.aircraft=15"], "")
    wanted = "russia.aircraft 36, then 15 from 15 March 2016 over 3 weeks"
    by_sets = read("airpower_drawdown", notebook._settings({"russia.aircraft": 15}))
    made = [by_sets, *map(read, ("plain", "noted", "by_path", "saved", "airpower_drawdown+over"))]
    for one in made:
        assert [row_text(*row) for row in differences(read("spring_2016"), one)] == [wanted]
    assert (
        made[2].levers["russia.aircraft"].steps[0].to.source == "P3"
        and made[2].levers["russia.aircraft"].steps[0].to.grade == "A"
    )
    resolved, cells, _ = cells_of("airpower_drawdown", ["russia.aircraft=9,15"], FEW)
    swept = worlds(resolved, cells)
    same(
        worlds(read("plain", FEW)),
        {name: values[swept["cell"] == 1] for name, values in swept.items()},
    )


def test_throughout_holds_from_the_start_however_it_is_given(home):
    put(home, "plain", "extends: airpower_drawdown\nlevers: {russia.aircraft: 15 throughout}")
    save_variant("saved", "airpower_drawdown", ["russia.aircraft=15 throughout"], "")
    by_sets = read("airpower_drawdown", notebook._settings({"russia.aircraft": "15 throughout"}))
    for one in (by_sets, read("plain"), read("saved")):
        assert [row_text(*row) for row in differences(read("spring_2016"), one)] == [
            "russia.aircraft 36 to 15 throughout"
        ]
    resolved, cells, told = cells_of("airpower_drawdown", ["russia.aircraft=15,18 throughout"], FEW)
    swept = worlds(resolved, cells)
    same(
        worlds(read("plain", FEW)),
        {name: values[swept["cell"] == 0] for name, values in swept.items()},
    )
    assert told["throughout"] == ["russia.aircraft"]


def test_a_sweep_from_the_start_says_so(tmp_path):
    told = call(
        "sweep",
        "airpower_drawdown",
        "--vary",
        "russia.aircraft=15,18 throughout",
        "-s",
        "weeks=5",
        "-n",
        20,
        "-o",
        tmp_path,
    )
    assert told.returncode == 0 and "russia.aircraft throughout varied" in told.stdout


def test_shipped_overlays_of_theories_hold_from_the_start():
    made = read("joint_pressure+theory_no_patrons")
    assert (
        not made.form.levers["russia.pressure"].steps
        and made.parameters["parties.russia.pressure"].value == 0.0
    )


# -------------------------------------------------------------------------------------------------
# cuts from the start
@pytest.mark.parametrize(
    ("base", "setting", "dated"),
    [
        (
            "spring_2016",
            "russia.aircraft=18",
            "russia.aircraft={value: 36, steps: [{at: 2016-03-14, to: 18}]}",
        ),
        (
            "airpower_drawdown",
            "russia.aircraft=15 throughout",
            "russia.aircraft={value: 36, steps: [{at: 2016-03-15, to: 15, over: 3w}]}",
        ),
    ],
)
def test_a_cut_from_the_start_is_said_to_withdraw_nothing_and_the_command_beside_it_does(
    base, setting, dated, tmp_path
):
    """Where the file does not say what clients expect."""
    silent = "parties.russia.expected_aircraft=null"
    few = ("-s", "weeks=5", "-s", silent, "-n", 20, "-o", tmp_path, "--no-report")
    told = call("compare", base, "--with", setting, *few)
    line = next(line for line in told.stdout.splitlines() if "never had more" in line)
    assert "Russia never had more than" in line and told.stdout.count("never had more") == 1
    words = shlex.split(line.partition("python run.py ")[2])
    assert words[-2:] == ["--with", dated]
    again = call(*words)
    assert again.returncode == 0 and "never had more" not in again.stdout
    assert f"then {setting.partition('=')[2].split()[0]} from 1" in " ".join(again.stdout.split())
    notes = json.loads(call("compare", base, "--with", setting, *few, "--format", "json").stdout)[
        "notes"
    ]
    assert any("never had more" in note for note in notes)


@pytest.mark.parametrize(
    "setting",
    [
        "russia.aircraft=40", "iran.militia=3", "russia.aircraft=[{at: 2016-04-04, to: 3}]",
        "russia.aircraft=18",  # a withdrawal from the 36 that the file says clients expect
    ],
)  # fmt: skip
def test_what_is_no_cut_from_the_start_gets_no_such_note(setting, tmp_path):
    few = ("-s", "weeks=5", "-n", 20, "-o", tmp_path, "--no-report")
    assert "never had more" not in call("compare", "spring_2016", "--with", setting, *few).stdout


# -------------------------------------------------------------------------------------------------
# show and diff
@pytest.mark.parametrize("arguments", [("russia.aircraft",), ("--levers",)])
def test_show_prints_the_steps_of_a_lever(arguments):
    told = call("show", "airpower_drawdown", *arguments).stdout.splitlines()
    at = next(
        i
        for i, line in enumerate(told)
        if line.startswith(
            "russia.aircraft: 36 aircraft (0 to 500); grade A, P3; spring_2016.yaml:"
        )
    )
    lines = (HOME / "airpower_drawdown.yaml").read_text().splitlines()
    line = next(n for n, text in enumerate(lines, 1) if "at: 2016-03-15" in text)
    step = (
        "  then 18 aircraft from 15 March 2016 over 3 weeks (0 to 500); grade A, article P3;"
        f" airpower_drawdown.yaml:{line}:"
    )
    assert told[at + 1].startswith(step)


def test_show_says_who_set_the_last_step():
    told = call("show", "airpower_drawdown", "russia.aircraft", "-s", "russia.aircraft=15").stdout
    assert (
        "then 15 aircraft from 15 March 2016 over 3 weeks" in told
        and "--set russia.aircraft=15" in told
        and "article P3" not in told
    )


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("parties.iran.stanse", "parties.iran.stance"),
        ("russia.aircrft", "russia.aircraft"),
        ("nonsense", "valid names is similar"),
    ],
)
def test_show_refuses_what_is_not_there(path, near):
    refused(call("show", "spring_2016", path), near)


def test_a_notebook_tells_dated_steps():
    told = notebook.parameters("airpower_drawdown", "russia.aircraft")
    assert told["prior"].tolist() == [f"36, {THEN}"]


def test_differences_are_told_in_words(home):
    drawdown, spring, libya = read("airpower_drawdown"), read("spring_2016"), read("libya_2019")
    assert [row_text(*row) for row in differences(spring, drawdown)] == [
        f"russia.aircraft 36, {THEN}"
    ]
    assert [row_text(*row) for row in differences(drawdown, spring)] == [
        f"russia.aircraft 36 throughout instead of 36, {THEN}"
    ]
    put(
        home,
        "without",
        "extends: libya_2019\nparties: {emirates: null}\ndeal: {guarantors: {emirates: null}}",
    )
    rows, party = (
        [row_text(*row) for row in differences(libya, read("without"))],
        f"party {libya.form.parties['emirates'].label}",
    )
    assert f"removed: {party}" in rows and not any("emirates." in row for row in rows)
    assert f"added: {party}" in [row_text(*row) for row in differences(read("without"), libya)]
    told = (
        call("diff", "airpower_drawdown", "spring_2016").stdout
        + call("diff", "libya_2019", "without", cwd=home.parent).stdout
    )
    assert (
        "dated steps" not in told
        and "taken away" not in told
        and party in told
        and "36 throughout" in told
    )


# -------------------------------------------------------------------------------------------------
# headings
def test_titles_are_not_inherited(home, tmp_path):
    put(
        home,
        "kid",
        "extends: spring_2016\nlevers:\n  russia.aircraft: [{at: 2016-03-15, to: 18}]\n "
        " us.arms: 5",
    )
    made = (
        "Spring 2016, combat aircraft kept, with russia.aircraft 36, then 18 from 15 March 2016;"
        " us.arms 5 throughout"
    )
    one = read("kid").form
    assert (one.title, one.question, one.look) == (made, "", "")
    told = call("validate", "kid", cwd=home.parent)
    assert told.returncode == 0 and "kid: valid" in told.stdout and made in told.stdout
    assert {row[0]: row[1] for row in scenario_rows()}["kid"] == made
    told = call(
        "compare",
        "spring_2016",
        "kid",
        "-s",
        "weeks=5",
        "-n",
        20,
        "-o",
        tmp_path / "r",
        "--no-report",
        cwd=home.parent,
    )
    assert (
        told.returncode == 0
        and "What happens if nothing is withdrawn" not in told.stdout
        and "Look at" not in told.stdout
    )
    put(home, "grandkid", "extends: kid\nquestion: Does it?")
    assert read("grandkid").form.title == made and read("grandkid").form.question == "Does it?"
    assert (
        read("grandkid+airpower_drawdown").form.title
        == f"{made}; Russia halves its combat aircraft"
    )


def test_shipped_files_and_new_ones_have_titles(home):
    assert "note" not in call("validate", "airpower_drawdown").stdout
    made = read(new_file("mine", "airpower_drawdown"))
    assert made.form.title == "Mine" and made.form.question == made.form.look == ""


# -------------------------------------------------------------------------------------------------
# the path of a parent
def test_extends_means_the_path_it_names(home):
    alt = home.parent / "alt"
    alt.mkdir()
    text = (
        (home / "airpower_drawdown.yaml")
        .read_text()
        .replace("extends: spring_2016", "extends: ../scenarios/spring_2016.yaml")
    )
    (alt / "spring_2016.yaml").write_text(text)
    put(home, "made", "title: t\nextends: ../alt/spring_2016.yaml")
    assert read("made").form.levers["russia.aircraft"].steps
    put(home, "made", "title: t\nextends: spring_2016")
    assert not read("made").form.levers["russia.aircraft"].steps
    for wrong in ("/etc/nothing/spring_2016.yaml", "../spring_2016.yaml", "x" * 5000):
        put(home, "made", f"title: t\nextends: {wrong}")
        refused(call("validate", "made", cwd=home.parent), "made.yaml:3:1: extends: there is no")
    with pytest.raises(ScenarioError, match='did you mean "spring_2016"'):
        put(home, "made", "title: t\nextends: spring_2017")
        read("made")


# -------------------------------------------------------------------------------------------------
# cells of a sweep
QUICK = ("russia.defence_ministry", "leader.departs", "truce.monitoring")
LEVERS = [
    name if name in QUICK else pytest.param(name, marks=pytest.mark.slow)
    for name in read("spring_2016").levers
]


def span(resolved, lever):
    """Three values of a lever, its own among them; dates lie within the few weeks that are run."""
    prior = resolved.levers[lever].prior
    meta, own = prior.meta, prior.value
    own = own if np.isfinite(own) else 2.0
    return [max(meta["low"], own / 2 - 0.01), own, min(meta["high"], own * 1.5 + 0.01)]


@pytest.mark.parametrize("lever", LEVERS)
def test_a_cell_has_the_worlds_of_a_run_with_its_value(lever):
    """Byte for byte, the lever's own value too, whatever the other values of the sweep."""
    values = sorted(set(span(read("spring_2016"), lever)))
    resolved, cells, _ = cells_of("spring_2016", [f"{lever}={','.join(map(repr, values))}"], FEW)
    swept = worlds(resolved, cells)
    for c, value in enumerate(values):
        alone = worlds(read("spring_2016", [*FEW, f"{lever}={value!r}"]))
        same(alone, {name: found[swept["cell"] == c] for name, found in swept.items()})


def test_a_dated_step_may_have_its_own_grade(home):
    step = "{at: 2016-04-15, to: 18, source: P3, grade: B}"
    put(home, "graded", f"extends: spring_2016\nlevers: {{russia.aircraft: [{step}]}}")
    put(home, "changed", "extends: graded\nlevers: {russia.aircraft: 15}")
    (dated,) = read("graded").levers["russia.aircraft"].steps
    assert (dated.grade, dated.to.grade, dated.to.source) == ("B", "B", "P3")
    (later,) = read("changed").levers["russia.aircraft"].steps
    assert later.grade is None and later.source is None
    assert "then 18 aircraft from 15 April 2016 (0 to 500); grade B, P3" in " ".join(
        call("show", "graded", "russia.aircraft", cwd=home.parent).stdout.split()
    )
    assert "(grade B, P3)" in " ".join(
        call("diff", "spring_2016", "graded", cwd=home.parent).stdout.split()
    )
    assert "(P3, grade B)" in call("describe", "graded", "--part", "input", cwd=home.parent).stdout
