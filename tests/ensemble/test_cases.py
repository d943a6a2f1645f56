"""The cases of a study: rows by scenario, rule and cell, and what each is compared with."""

from simulator.ensemble.cases import Case, Cases


def test_scenarios_come_under_their_own_rules_first_then_under_each_rival():
    cases = Cases.build(["one", "two"], ["nash"])
    own, rival = [("one", None), ("two", None)], [("one", "nash"), ("two", "nash")]
    assert cases.runs == [(row.scenario, row.rule) for row in cases.rows] == own + rival
    assert [row[1:] for row in cases.compared()] == [
        (None, None), (None, None), (None, Case("one")), (None, Case("two")),
    ]  # fmt: skip


def test_others_are_compared_with_the_base_under_the_same_rule():
    cases = Cases.build(["one", "two"], ["nash"], reference=("one", 0))
    base, other, rival_base, rival = cases.rows
    assert base.reference and rival_base.reference and not other.reference
    assert list(cases.compared()) == [
        (base, None, None), (other, base, None), (rival_base, None, base), (rival, rival_base, other),
    ]  # fmt: skip


def test_cells_are_rows_of_one_run_each_compared_with_the_cell_of_reference():
    cases = Cases.build(["one"], cells=[{"x": 0.0}, {"x": 1.0}, {"x": 2.0}], reference=("one", 1))
    assert cases.runs == [("one", None)] and cases.varied == ["x"]
    assert [row.cell for row in cases.rows] == [0, 1, 2]
    assert {base for _, base, _ in cases.compared()} == {Case("one", cell=1, reference=True)}
