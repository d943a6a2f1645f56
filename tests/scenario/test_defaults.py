"""Defaults of the sections on behaviour: a new conflict need not write them, and a shipped one does
not change by them."""

import re

import pytest
from shipped import HOME

from simulator.model.expression_checks import read_valid
from simulator.scenario import ScenarioError, read, schema_settings
from simulator.scenario.levers import SECTIONS
from simulator.scenario.parameter import DEFAULT

DISPUTED = {
    "war.rate", "war.margin", "war.air_yield", "cohesion.loss", "truce.restraint", "deal.hazard",
    "beliefs.learning", "acceptance.exponent", "acceptance.red_line", "deal.price",
    "coercion.threshold", "expectations.half_life",
}  # fmt: skip
BEHAVIOUR = r"(?m)^# -+ how people behave\n"


@pytest.fixture
def brief(tmp_path):
    """A function that writes Libya without its sections on behaviour, with some more lines."""
    text = re.split(BEHAVIOUR, (HOME / "libya_2019.yaml").read_text(encoding="utf-8"))[0]

    def write(more=""):
        file = tmp_path / "brief.yaml"
        file.write_text(text.replace("libya_2019", "brief") + more, encoding="utf-8")
        return str(file)

    return write


def behaviour(resolved):
    """Parameters of the sections on behaviour, by path."""
    parameters = resolved.parameters.items()
    return {path: parameter for path, parameter in parameters if path.split(".")[0] in SECTIONS}


def test_a_conflict_without_behaviour_is_valid_and_its_numbers_are_said_to_be_defaults(brief):
    resolved = read_valid(brief())
    rows = behaviour(resolved)
    written = {lever.target for lever in resolved.levers.values()}
    assert len(rows) > 100
    for path, parameter in rows.items():
        assert (parameter.source == DEFAULT) == (path not in written), path
        assert parameter.grade == "D", path
    assert str(resolved.form.talks.first) == "2019-04-08"
    assert resolved.form.talk.issues == [
        name for name, issue in resolved.form.issues.items() if issue.kind == "package"
    ]


def test_the_disputed_defaults_are_priors_and_named_as_such(brief):
    uncertain = {path for path, row in behaviour(read_valid(brief())).items() if row.uncertain}
    assert uncertain == DISPUTED
    text = schema_settings.__doc__
    assert all(f"{path.split('.')[1]}`" in text for path in DISPUTED)


@pytest.mark.parametrize("name", ["spring_2016", "libya_2019"])
def test_no_default_makes_a_shipped_conflict_more_uncertain(name):
    factors = read(name).factors.items()
    defaults = {path for path, parameter in factors if parameter.source == DEFAULT}
    assert all(path.endswith(".shift") for path in defaults)


def test_files_levers_and_settings_replace_a_default(brief):
    path = brief("harm:\n  before: 7\n  source: T19\n")
    resolved = read_valid(path, ["war.width=0.4", "deal.phase=20w"])
    values = {
        name: resolved.parameters[name] for name in ("war.width", "deal.phase", "harm.before")
    }
    assert [row.value for row in values.values()] == [0.4, 20.0, 7.0]
    assert values["harm.before"].source == "T19"
    assert resolved.parameters["harm.reference"].source == DEFAULT


def test_a_lever_may_set_a_number_of_a_section_that_the_file_leaves_out(brief, tmp_path):
    brief()
    child = tmp_path / "child.yaml"
    child.write_text("scenario: child\nextends: brief\nlevers: {war.hold: 2%}\n", encoding="utf-8")
    resolved = read_valid(str(child))
    assert resolved.parameters["war.hold"].value == 0.02
    assert resolved.levers["war.hold"].prior.value == 0.02


def test_too_many_uncertain_parameters_name_the_shifts(brief):
    rows = [
        f"  {name}: {{uniform: [10, 20]}}\n"
        for name in ("before", "background", "reference", "by_men", "by_sorties")
    ]
    more = [
        f"  {name}: {{uniform: [10%, 20%]}}\n"
        for name in ("hold", "pinned", "spill", "anti_tank", "to_reserve")
    ]
    path = brief("".join(["harm:\n", *rows, "war:\n", *more]))
    with pytest.raises(ScenarioError) as refused:
        read_valid(path)
    text = str(refused.value)
    assert "42 uncertain parameters; at most 40 are supported; 15 are the `shift` of an" in text
    assert "write `shift: 0` for some" in text
