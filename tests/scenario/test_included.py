"""Files that a scenario includes: a table of stances, by one expert or several, and a shared map."""

import re
from pathlib import Path

import numpy as np
import pytest
from door import call

from simulator.ensemble.blocks import run_in_full
from simulator.ensemble.design import design_of_worlds
from simulator.model.expression_checks import read_valid
from simulator.scenario import ScenarioError, read
from simulator.scenario.library import CONFLICT

HEAD = "actor,issue,position,salience,flexibility"
CELLS = {  # of the made-up conflict
    "state": "presidency 5 90% 15%, cabinet 10 80% 25%, autonomy 15 60% 35%, "
    "ceasefire 30 60% 30%, access 40 40% 30%",
    "movement": "presidency 90 60% 40%, cabinet 75 80% 30%, autonomy 85 90% 20%, "
    "ceasefire 55 70% 30%, access 80 60% 30%",
    "neighbour": "presidency 20 40% 50%, cabinet 25 50% 45%, autonomy 20 50% 40%, "
    "ceasefire 60 0 30%, access 60 0 30%",
}
ROWS = [
    ",".join([actor, *cell.split()]) for actor, text in CELLS.items() for cell in text.split(", ")
]
MARKED = r"table\.csv:(\d+):(\d+): (.*)"


@pytest.fixture
def conflict(tmp_path):
    """A function that writes the made-up conflict with a table of stances, and returns its path."""
    text = CONFLICT.read_text(encoding="utf-8").format(schema="", name="made", title="Made up")
    text = re.sub(r"(?m)^    stance:\n(      .*\n)+", "", text)

    def write(rows, head=HEAD, more="stances: table.csv\n"):
        (tmp_path / "table.csv").write_text("\n".join([head, *rows, ""]), encoding="utf-8")
        file = tmp_path / "made.yaml"
        file.write_text(text + more, encoding="utf-8")
        return str(file)

    return write


def refused(path):
    """Problems of a scenario, as text."""
    with pytest.raises(ScenarioError) as error:
        read_valid(path)
    return str(error.value)


def test_a_table_is_the_same_scenario_as_rows_in_the_file(conflict, tmp_path):
    table = read_valid(conflict(ROWS))
    text = CONFLICT.read_text(encoding="utf-8").format(schema="", name="made", title="Made up")
    (tmp_path / "rows.yaml").write_text(text, encoding="utf-8")
    rows = read(str(tmp_path / "rows.yaml"))
    assert {p: row.prior_text for p, row in table.parameters.items()} == {
        p: row.prior_text for p, row in rows.parameters.items()
    }
    mark = table.mark_of("parties.state.stance.cabinet.salience")
    assert (mark.file, mark.line, mark.column) == (str(tmp_path / "table.csv"), 3, 18)


def test_shares_may_run_to_100_and_notes_stand_beside_the_numbers(conflict):
    head = f"{HEAD},basis,source,grade"
    rows = [f"{row.replace('%', '')},inferred,N24,C" for row in ROWS]
    resolved = read_valid(conflict(rows, head))
    stance = resolved.form.parties["state"].stance["cabinet"]
    assert (stance.salience.value, stance.flexibility.value, stance.basis) == (
        0.8,
        0.25,
        "inferred",
    )
    parameter = resolved.parameters["parties.state.stance.cabinet.position"]
    assert (parameter.source, parameter.grade) == ("N24", "C")


def test_a_stance_in_the_file_overrides_that_of_the_table(conflict):
    own = "    stance: {cabinet: {position: 33}}\n"
    path = conflict(ROWS)
    file = Path(path)
    text = file.read_text(encoding="utf-8")
    text = text.replace("    camp: rebels\n", f"    camp: rebels\n{own}")
    file.write_text(text, encoding="utf-8")
    stance = read_valid(path).form.parties["movement"].stance["cabinet"]
    assert (stance.position.value, stance.salience.value) == (33.0, 0.8)


def experts(second=lambda row: row):
    """Rows of two experts, the second's changed by a function of the cells of a row."""
    twice = [(row, "ann") for row in ROWS]
    twice += [(",".join(second(row.split(","))), "bob") for row in ROWS]
    return [f"{row},{name}" for row, name in twice]


def farther(cells):
    """Cells of a row with the government 20 points farther out on the cabinet."""
    is_moved = cells[:2] == ["state", "cabinet"]
    return [*cells[:2], "30", *cells[3:]] if is_moved else cells


def test_experts_are_drawn_as_one_uncertain_parameter_and_never_mixed(conflict):
    def second(cells):
        return [*cells[:2], str(float(cells[2]) + 3.0), *cells[3:]]

    resolved = read_valid(conflict(experts(second), f"{HEAD},expert"))
    alone = read_valid(conflict(ROWS))
    assert set(resolved.factors) == {*alone.factors, "stances.expert"}
    assert resolved.factors["stances.expert"].prior_text == "choice 1, 2"
    shares = (np.arange(1000) + 0.5) / 1000
    assert np.bincount(resolved.prior_quantile("stances.expert", shares).astype(int)).tolist() == [
        0,
        500,
        500,
    ]
    path = "parties.state.stance.cabinet.position"
    assert resolved.parameters[path].prior_text == "experts 10, 13"
    assert not resolved.parameters[path].uncertain
    assert resolved.parameters[path.replace("position", "salience")].prior_text == "0.8"


def worlds(resolved, count=60):
    """Columns of some worlds, and the expert of each."""
    design = design_of_worlds(resolved, count, 7, 1)
    return run_in_full([resolved], [design], 7)[0].worlds, design.columns.get("stances.expert")


def test_worlds_of_an_expert_are_those_of_the_experts_table_alone(conflict):
    both = read_valid(conflict(experts(farther), f"{HEAD},expert"))
    mixed, expert = worlds(both)
    assert {1.0, 2.0} == set(expert)
    for number in (1, 2):
        one, _ = worlds(
            read_valid(conflict(experts(farther), f"{HEAD},expert"), [f"stances.expert={number}"])
        )
        same = expert == number
        for name, column in mixed.items():
            np.testing.assert_array_equal(column[same], one[name][same], err_msg=name)
    first, _ = worlds(
        read_valid(conflict(experts(farther), f"{HEAD},expert"), ["stances.expert=1"])
    )
    second, _ = worlds(
        read_valid(conflict(experts(farther), f"{HEAD},expert"), ["stances.expert=2"])
    )
    assert any((first[name] != second[name]).any() for name in first)


def test_the_resolved_scenario_reads_as_the_same_one(conflict, tmp_path):
    resolved = read_valid(conflict(experts(farther), f"{HEAD},expert"))
    (tmp_path / "again.yaml").write_text(resolved.as_yaml(), encoding="utf-8")
    again = read_valid(str(tmp_path / "again.yaml"))
    assert {p: row.prior_text for p, row in again.parameters.items()} == {
        p: row.prior_text for p, row in resolved.parameters.items()
    }


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ("state,cabinet,110,80%,25%", "3:15: position: 110 is outside 0 to 100"),
        ("state,cabinet,ten,80%,25%", '3:15: position: "ten" is not a number'),
        ("state,cabinet,10,,25%", "3:18: salience: this cell is empty; expected a number"),
        ("state,cabinet,10,180%,25%", "3:18: salience: 180% is outside 0 to 100%"),
        ("state,cabinet,10,80%", "3:18: this row has 4 values for 5 columns"),
        ("stat,cabinet,10,80%,25%", '3:1: actor: there is no party "stat"; did you mean "state"?'),
        ("state,cabinets,10,80%,25%", '3:7: issue: there is no issue "cabinets"; did you mean'),
        (
            "state,presidency,10,80%,25%",
            "3:1: actor: state on presidency appears twice, first in line 2",
        ),
    ],
)
def test_a_wrong_cell_is_refused_with_line_and_column(conflict, row, text):
    rows = [row if k == 1 else other for k, other in enumerate(ROWS)]
    assert f"table.csv:{text}" in refused(conflict(rows))


def test_a_missing_stance_is_refused_at_the_actors_first_row(conflict):
    text = refused(conflict([row for row in ROWS if not row.startswith("movement,autonomy")]))
    assert re.findall(MARKED, text) == [
        ("7", "1", 'parties.movement.stance: the stance does not cover "autonomy"')
    ]


def test_an_expert_who_leaves_out_a_stance_is_named(conflict):
    rows = [row for row in experts() if not row.startswith("movement,autonomy,85,90%,20%,bob")]
    text = refused(conflict(rows, f"{HEAD},expert"))
    assert '17:28: expert: "bob" gives no stance of movement on autonomy' in text


@pytest.mark.parametrize("setting", ["3", "1.5", "{choice: [1, 3]}"])
def test_an_expert_who_gave_no_stances_is_refused(conflict, setting):
    path = conflict(experts(farther), f"{HEAD},expert")
    with pytest.raises(ScenarioError, match="the stances are those of experts 1 to 2"):
        read(path, [f"stances.expert={setting}"])


def test_values_by_expert_without_an_expert_are_refused(conflict):
    values = "    optimism: {experts: [0.1, 0.3]}\n"
    path = Path(conflict(ROWS))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    optimism:", f"{values}    #", 1), encoding="utf-8")
    assert "parties.state.optimism: values by expert need the number of" in refused(str(path))


def test_a_child_with_the_table_of_one_expert_keeps_to_it(conflict, tmp_path):
    conflict(experts(farther), f"{HEAD},expert")
    (tmp_path / "one.csv").write_text("\n".join([HEAD, *ROWS, ""]), encoding="utf-8")
    child = tmp_path / "child.yaml"
    child.write_text("scenario: child\nextends: made\nstances: one.csv\n", encoding="utf-8")
    resolved = read_valid(str(child))
    assert "stances.expert" not in resolved.factors
    assert resolved.parameters["parties.state.stance.cabinet.position"].prior_text == "10"


def test_describe_names_the_expert(conflict):
    result = call("describe", conflict(experts(farther), f"{HEAD},expert"))
    assert result.returncode == 0, result.stderr
    assert "1 or 2" in result.stdout
    assert "10 or 30" in result.stdout


@pytest.mark.parametrize("key", ["map", "stances"])
def test_a_setting_includes_no_file(conflict, key):
    with pytest.raises(ScenarioError) as error:
        read(conflict(ROWS), [f"{key}=other.csv"])
    message = f"only a file includes another; write a child with `{key}: FILE`"
    assert str(error.value) == f"--set {key}=other.csv: {key}: {message}"


def test_other_wrong_tables_are_refused(conflict):
    assert "1:1: flexibility: this column is missing" in refused(conflict([], HEAD[:-12]))
    assert "1:1: there are no rows below the column names" in refused(conflict([]))
    rows = [*ROWS[:3], "state,ceasefire,30,60,0.3", *ROWS[4:]]
    mixed = [row.replace("90%", "0.9") for row in rows]
    assert "is on a scale from 0 to 1, and 60 in line 5" in refused(conflict(mixed))
    basis = [f"{row},{'outsid' if k == 2 else 'outside'}" for k, row in enumerate(ROWS)]
    text = refused(conflict(basis, f"{HEAD},basis"))
    assert '4:27: basis: "outsid" is not valid here; did you mean "outside"?' in text


def test_a_table_that_is_missing_is_refused_at_its_key(conflict):
    text = refused(conflict(ROWS, more="stances: tabel.csv\n"))
    assert (
        'stances: there is no file "tabel.csv" beside this one; did you mean "table.csv"?' in text
    )
    assert len(text.splitlines()) == 1


SHARED = """\
sources: {R06: a gazetteer}
regions:
  source: R06
  grade: B
  coast: {label: the coast, tile: [0, 0], area: 20000, residents: 2500}
  plain: {label: the plain, tile: [1, 0], area: 60000, residents: 1500}
  south: {label: the south, tile: [1, 1], area: 90000, residents: 800}
borders: {coast: {plain: 200}, plain: {south: 300}}
"""
HELD = """\
regions:
  coast: {capital: true, held: {army: 95%, brigades: 5%}, lived: {army: 97%, brigades: 3%}}
  plain: {held: {army: 55%, brigades: 45%}, lived: {army: 60%, brigades: 40%}}
  south: {held: {army: 10%, brigades: 90%}, lived: {army: 15%, brigades: 85%}}
"""


@pytest.fixture
def mapped(tmp_path):
    """A function that writes the made-up conflict with its map in another file."""
    text = CONFLICT.read_text(encoding="utf-8").format(schema="", name="made", title="Made up")
    rest = re.sub(r"(?ms)^regions:.*?^(?=ends:)", "", text)

    def write(held=HELD, shared=SHARED, key="map: country.yaml\n"):
        (tmp_path / "country.yaml").write_text(shared, encoding="utf-8")
        (tmp_path / "whole.yaml").write_text(text, encoding="utf-8")
        file = tmp_path / "made.yaml"
        file.write_text(rest + key + held, encoding="utf-8")
        return str(file)

    return write


def test_two_conflicts_share_a_map(mapped, tmp_path):
    shared = read_valid(mapped())
    whole = read(str(tmp_path / "whole.yaml"))
    assert shared.form.regions.keys() == whole.form.regions.keys()
    for path, parameter in whole.parameters.items():
        assert shared.parameters[path].prior_text == parameter.prior_text, path
    assert shared.form.borders == whole.form.borders
    area = shared.parameters["regions.plain.area"]
    assert (area.source, area.grade) == ("R06", "B")
    assert str(shared.mark_of("regions.plain.area")).endswith("country.yaml:6:43")


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (
            {"key": "map: contry.yaml\n"},
            'map: there is no file "contry.yaml" beside this one; did you',
        ),
        ({"key": "map: 3\n"}, "map: expected the path of a yaml file"),
        (
            {"shared": SHARED + "weeks: 3\n"},
            "country.yaml:9:1: weeks: a map holds regions, borders",
        ),
        (
            {"shared": SHARED.replace("{south: 300}", "{suoth: 300}")},
            'country.yaml:8:40: borders.plain.suoth: there is no "suoth"; did you mean "south"?',
        ),
        (
            {"held": HELD.replace("  south:", "  suoth:")},
            'regions.suoth: "suoth" is a new entry and lacks label, area, residents; did you mean',
        ),
        ({"held": HELD.replace("95%", "9")}, "held.army: 9 is outside 0 to 1"),
    ],
)
def test_a_wrong_map_is_refused_with_its_place(mapped, change, text):
    assert text in refused(mapped(**change))
