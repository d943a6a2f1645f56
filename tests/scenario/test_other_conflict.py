"""Another conflict is a file: Libya in 2019 reads, runs and is told by every verb, and no word of
the first case slips in."""

import json
import re

import numpy as np
import pytest
from door import call
from shipped import HOME, NAMES

from simulator.ensemble.blocks import run_in_full
from simulator.ensemble.design import design_of_worlds
from simulator.model.expression_checks import check_expressions
from simulator.scenario import read
from simulator.scenario.json_schema import schema
from simulator.scenario.relations import Relations

FIRST, OTHER = "spring_2016", "libya_2019"
CHILDREN = [name for name in NAMES if name.startswith("libya_") and name != OTHER]
WORLDS, SEED = 300, 2016
PLAIN = {
    "government",
    "opposition",
    "regime",
    "foreign_forces",
    "constitution",
}  # words that belong to any conflict
FIRST_CASE = [
    "Syria",
    "Assad",
    "Damascus",
    "Moscow",
    "Tehran",
    "Hmeimim",
    "Sunni",
    "Shiite",
    "S-400",
    "Nusra",
    "Hezbollah",
    "Kurd",
]


def called(form):
    """Ids and labels of the actors, places, issues, levers and outcomes of a scenario."""
    groups = form.issues, form.parties, form.factions, form.holders, form.regions
    named = {
        text
        for group in groups
        for name, one in group.items()
        for text in (name, one.label.removeprefix("the "))
    }
    kinds = [kind for one in form.outcomes for kind in (one, *one.parts)]
    return named | set(form.levers) | {text for kind in kinds for text in (kind.id, kind.label)}


@pytest.fixture(scope="module")
def foreign():
    """A pattern of the words that only the first case uses."""
    words = called(read(FIRST).form) - called(read(OTHER).form) - PLAIN
    assert len(words) > 80
    return re.compile(
        r"(?<!\w)(" + "|".join(map(re.escape, sorted(words))) + r")(?!\w)|" + "|".join(FIRST_CASE)
    )


def outcome(name, *sets):
    """Columns of the worlds of one scenario."""
    resolved = read(name, sets)
    return resolved, run_in_full([resolved], [design_of_worlds(resolved, WORLDS, SEED)], SEED)[
        0
    ].worlds


@pytest.fixture(scope="module")
def baseline():
    return outcome(OTHER)


def told(*arguments):
    """What a verb prints."""
    result = call(*arguments)
    assert result.returncode == 0, result.stderr
    return result.stdout


def share_in(resolved, found, *kinds):
    ids = [one.id for one in resolved.form.outcomes]
    return np.mean(np.isin(found["outcome"], [ids.index(kind) for kind in kinds]))


@pytest.mark.parametrize("name", [OTHER, *CHILDREN])
def test_it_reads_and_every_number_has_a_source_and_a_grade(name):
    resolved = read(name)
    check_expressions(resolved)
    assert [
        path
        for path, parameter in resolved.parameters.items()
        if not (parameter.source and parameter.grade)
    ] == []
    assert sum(parameter.uncertain for parameter in resolved.parameters.values()) <= 40


def test_it_is_a_smaller_case_with_more_vetoes():
    form = read(OTHER).form
    assert len(form.regions) == 3 < len(read(FIRST).form.regions)
    assert sum(bool(party.client) for party in form.parties.values()) == 2
    relations = [Relations(read(name).form) for name in (FIRST, OTHER)]
    pens = [sum(map(one.must_sign, one.form.parties)) for one in relations]
    assert pens == [2, 4]
    assert not called(form) & {"russia", "iran", "regime", "presidency", "isis"}


def test_the_committed_schema_is_the_formats():
    committed = json.loads((HOME / f"{OTHER}.schema.json").read_text(encoding="utf-8"))
    assert json.loads(json.dumps(schema(read(OTHER)))) == committed


def test_every_world_runs_to_the_end_and_meets_a_class(baseline):
    found = baseline[1]
    assert len(found["outcome"]) == WORLDS and (found["outcome"] >= 0).all()
    rarely = {"truce_void", "signature", "end_of_story"} | {
        name for name in found if name.startswith("deal.")
    }  # of some worlds only
    assert [
        name
        for name, column in found.items()
        if name not in rarely and not np.isfinite(column).all()
    ] == []


def test_worlds_differ(baseline):
    resolved, found = baseline
    shares = [np.mean(found["outcome"] == i) for i in range(len(resolved.form.outcomes))]
    assert sum(share >= 0.02 for share in shares) >= 3


def test_what_happened_is_a_common_kind_of_world_and_a_rare_one_without_the_help(baseline):
    thrown_back = "frozen_line", "repelled"
    resolved, alone = outcome("libya_turkey_stays_out")
    assert 0.2 < share_in(*baseline, *thrown_back) < 0.8
    assert share_in(resolved, alone, *thrown_back) < 0.5 * share_in(*baseline, *thrown_back)
    assert alone["residents.gna"].mean() < baseline[1]["residents.gna"].mean() - 1
    assert share_in(resolved, alone, "tripoli_falls") >= share_in(*baseline, "tripoli_falls")


@pytest.mark.parametrize(
    ("lever", "measure", "sign"),
    [
        ("turkey.aircraft=2", "government_gain", -1),
        pytest.param("turkey.fighters=6", "government_gain", +1, marks=pytest.mark.slow),
        ("emirates.arms=150", "government_gain", -1),
        pytest.param("embargo.leak=0%", "government_gain", +1, marks=pytest.mark.slow),
        pytest.param("truce.monitoring=80%", "truce_in_force", +1, marks=pytest.mark.slow),
        pytest.param("parties.turkey.veto=spoil", "package_signed", +1, marks=pytest.mark.slow),
        ("turkey.pressure=90%", "softening", +1),
    ],
)
def test_levers_move_outcomes_the_right_way(lever, measure, sign, baseline):
    change = sign * (outcome(OTHER, lever)[1][measure] - baseline[1][measure])  # the same worlds
    assert change.mean() > 2.0 * change.std() / WORLDS**0.5 > 0.0


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", OTHER, "-n", 60],
        ["compare", OTHER, *CHILDREN, "-n", 60],
        ["compare", OTHER, *CHILDREN, "-n", 60, "--format", "json"],
        ["sweep", OTHER, "--vary", "turkey.aircraft=2,12", "-n", 60],
        ["story", OTHER, "--world", 3, "--numbers"],
        ["story", CHILDREN[-1], "--like", "siege_goes_on", "-n", 60],
        ["show", OTHER],
        ["show", CHILDREN[0], "--levers"],
        ["diff", OTHER, CHILDREN[0]],
    ],
    ids=lambda arguments: " ".join(map(str, arguments)),
)
def test_every_verb_tells_it_in_its_own_words(arguments, foreign, tmp_path):
    runs = arguments[0] in ("run", "compare", "sweep")
    text = told(*arguments, *(["-o", tmp_path] if runs else []))
    assert len(text) > 100 and "Traceback" not in text
    assert not foreign.search(text), foreign.search(text)
    assert not re.search(r"\bnan\b", text)


def test_parties_that_must_sign_are_shown_as_signers(tmp_path):
    form = read(OTHER).form
    text = told("run", OTHER, "-n", 60, "-o", tmp_path)
    refused = text[text.index("Who refused") :]
    for name in ("gna", "lna", "turkey"):  # a long label may leave its mark to the next line
        assert "(signs)" in refused[refused.index(form.parties[name].label) :][:220]
    assert "(endorses)" not in text  # both patrons sign as well
