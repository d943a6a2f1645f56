"""A variant saved as a scenario file: valid, only what differs, never over another."""

import pytest
import yaml
from shipped import copy_shipped

from simulator.scenario import ScenarioError, read
from simulator.scenario.diff import differences
from simulator.scenario.library import scenario_rows
from simulator.scenario.variant import save_variant


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A folder with the shipped scenarios, in which one works."""
    copy_shipped(tmp_path / "scenarios")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "scenarios"


def saved(settings, parent="airpower_drawdown", name="mine", title="Mine", question=""):
    path = save_variant(name, parent, settings, title, question)
    return path, yaml.safe_load(path.read_text(encoding="utf-8"))


def test_only_what_differs_is_written_and_reads_as_the_variant(home):
    settings = [
        "russia.aircraft=9",
        "iran.offset=80%",
        "parties.united_states.war_cost=4%",
        "war.rate={uniform: [1%, 2%]}",
    ]
    settings.append("us.arms=[{at: 2016-05-02, to: 100, over: 3w}]")
    path, raw = saved(settings, question="Does it hold?")
    assert (
        path == home / "mine.yaml"
        and {row[0]: row[2] for row in scenario_rows()}["mine"] == "airpower_drawdown"
    )
    assert set(raw) == {"scenario", "title", "extends", "question", "levers", "parties", "war"}
    assert (
        set(raw["levers"]) == {"russia.aircraft", "us.arms"}
        and raw["levers"]["russia.aircraft"] == 9
    )
    assert raw["parties"] == {"united_states": {"war_cost": "4%"}} and raw["war"] == {
        "rate": {"uniform": ["1%", "2%"]}
    }
    assert not differences(read("airpower_drawdown", settings), read("mine"))
    assert read("mine").form.question == "Does it hold?"


def test_a_lever_named_by_its_target_stands_among_the_levers_and_the_last_setting_counts(home):
    _, raw = saved(["parties.russia.aircraft=9", "us.arms=100", "russia.aircraft=12"])
    assert raw["levers"] == {"us.arms": 100, "russia.aircraft": 12}


def test_a_value_changes_the_last_step_of_the_parent_or_holds_throughout(home):
    settings = [
        "russia.aircraft=36",
        "russia.sorties=null throughout",
        "russia.isis_share={uniform: [0, 1]} throughout",
    ]
    _, raw = saved(settings, "escalation")
    held = {
        "russia.sorties": "null throughout",
        "russia.isis_share": {"uniform": [0, 1], "steps": []},
    }
    assert raw["levers"] == {"russia.aircraft": 36, **held}
    made = read("mine").form.levers
    assert made["russia.aircraft"].steps[0].to.value == 36 and not made["russia.sorties"].steps


TITLES = (
    "plain words", "no", "12:30", "- a dash", 'He said: "yes" # and left',
    "<script>alert(1)</script>", "سوريا 🕊", "x" * 300,
    "{a: 1}", "100", "it's", "a\nb", "tab\there", "\\d", "ends with colon:", "'",
)  # fmt: skip


def test_any_title_is_kept_as_text(home):
    for number, title in enumerate(TITLES):
        path, _ = saved(["russia.aircraft=9"], name=f"mine_{number}", title=title, question=title)
        made = read(path).form
        assert made.title == made.question == " ".join(title.split())


def test_a_title_that_is_missing_is_made_of_what_differs(home):
    path, raw = saved(["russia.aircraft=9"], title="  ")
    told = (
        "Russia halves its combat aircraft, with russia.aircraft 36, then 9 from 15 March 2016 over"
        " 3 weeks"
    )
    assert "title" not in raw and read(path).form.title == told
    assert {row[0]: row[1] for row in scenario_rows()}["mine"] == told


@pytest.mark.parametrize(
    ("name", "parent", "settings", "word"),
    [
        ("mine", "airpower_drawdown", [], "no setting differs from"),
        ("mine", "airpower_drawdown", ["iran.offset=80%"], "no setting differs from"),
        ("Mine", "airpower_drawdown", ["russia.aircraft=9"], "lower-case letters"),
        ("../mine", "airpower_drawdown", ["russia.aircraft=9"], "lower-case letters"),
        ("", "airpower_drawdown", ["russia.aircraft=9"], "lower-case letters"),
        ("escalation", "airpower_drawdown", ["russia.aircraft=9"], "already"),
        ("mine", "airpower_drawdown", ["russia.aircraft=-9"], "0 to 500"),
        ("mine", "airpower_drawdown+escalation", ["russia.aircraft=9"], "one scenario"),
        ("mine", "nowhere", ["russia.aircraft=9"], "no such scenario"),
    ],
)
def test_what_cannot_be_saved_gets_a_sentence_and_leaves_nothing(
    home, name, parent, settings, word
):
    before = {path: path.read_bytes() for path in home.glob("*") if path.is_file()}
    with pytest.raises(ScenarioError, match=word):
        save_variant(name, parent, settings, "t")
    assert {path: path.read_bytes() for path in home.glob("*") if path.is_file()} == before


def test_a_file_that_appears_meanwhile_is_not_overwritten(home, monkeypatch):
    from simulator.scenario import variant

    def read_and_be_slow(name, *settings):
        if str(name).endswith(".part"):
            (home / "mine.yaml").write_text("someone else's", encoding="utf-8")
        return read(name, *settings)

    monkeypatch.setattr(variant, "read", read_and_be_slow)
    with pytest.raises(ScenarioError, match="already"):
        save_variant("mine", "airpower_drawdown", ["russia.aircraft=9"], "t")
    assert (home / "mine.yaml").read_text(encoding="utf-8") == "someone else's"
    assert not list(home.glob(".*"))


def test_a_variant_of_a_variant(home):
    saved(["russia.aircraft=9"])
    _, raw = saved(["russia.aircraft=9", "us.arms=100"], "mine", "second")
    assert raw["extends"] == "mine" and raw["levers"] == {"us.arms": 100}
