"""Stances in one row: the same as maps, open to children, and refused with their place."""

import pytest
import yaml
from shipped import FILES, HOME

from simulator.model.expression_checks import read_valid
from simulator.scenario import ScenarioError, read
from simulator.scenario.stances import COLUMNS

HEAD = "scenario: made\nextends: libya_2019\nparties:\n  lna:\n    stance:\n"


def in_rows(stance):
    """A stance with a row for each issue."""
    return {issue: [row[key] for key in COLUMNS if key in row] for issue, row in stance.items()}


@pytest.fixture
def write(tmp_path):
    """A function that writes a file beside the shipped ones."""
    for file in FILES:
        (tmp_path / file.name).write_bytes(file.read_bytes())

    def put(text, name="made"):
        file = tmp_path / f"{name}.yaml"
        file.write_text(text, encoding="utf-8")
        return str(file)

    return put


def test_rows_and_maps_are_the_same_scenario(write):
    whole = yaml.safe_load((HOME / "libya_2019.yaml").read_text(encoding="utf-8"))
    for party in whole["parties"].values():
        party["stance"] = in_rows(party["stance"])
    rows = read_valid(write(yaml.safe_dump(whole, sort_keys=False), "libya_2019"))
    maps = read("libya_2019")
    assert rows.parameters == maps.parameters
    assert rows.form.parties == maps.form.parties


def test_a_child_changes_one_value_of_a_row_and_its_mark_is_that_value(write):
    write(HEAD + "      elections: [60, 90%, {uniform: [10%, 30%]}, inferred]\n", "parent")
    child = (
        "scenario: child\nextends: parent\nparties: {lna: {stance: {elections: {position: 70}}}}\n"
    )
    resolved = read_valid(write(child, "child"))
    stance = resolved.form.parties["lna"].stance["elections"]
    assert (stance.position.value, stance.salience.value, stance.basis) == (70.0, 0.9, "inferred")
    path = "parties.lna.stance.elections"
    assert resolved.parameters[f"{path}.salience"].grade == "C"
    assert resolved.factors[f"{path}.flexibility"].parameters == (0.1, 0.3)
    assert str(resolved.mark_of(f"{path}.salience")).endswith("parent.yaml:6:23")
    assert str(resolved.mark_of(f"{path}.position")).endswith("child.yaml:3:38")


def test_the_basis_is_by_default_the_widest(write):
    resolved = read_valid(write(HEAD + "      elections: {position: 60, basis: outside}\n"))
    shorter = read_valid(write(HEAD + "      elections: {position: 60}\n"))
    assert shorter.form.parties == resolved.form.parties
    assert shorter.parameters["parties.lna.stance.elections.position"].grade == "D"


@pytest.mark.parametrize(
    ("row", "place", "text"),
    [
        ("[]", "6:7", "a stance in one row is [position, salience], with flexibility and basis"),
        ("[60, 90%, 20%, outside, 3]", "6:7", "here are 5 values"),
        ("[160, 90%, 20%]", "6:19", "position: 160 is outside 0 to 100"),
        ("[60, 90, 20%]", "6:23", 'salience: 90 is outside 0 to 1; did you mean "90%"?'),
        ("[60, 90%, 20%, inside]", "6:33", 'basis: "inside" is not valid here'),
    ],
)
def test_a_wrong_row_is_refused_with_its_place(write, row, place, text):
    with pytest.raises(ScenarioError) as refused:
        read_valid(write(HEAD + f"      elections: {row}\n"))
    (problem,) = refused.value.user_errors
    assert f"made.yaml:{place}: parties.lna.stance.elections" in str(problem)
    assert text in str(problem)
