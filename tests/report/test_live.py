"""The live page: what it is asked, what it shows, and that nothing a person does breaks it."""

import json
import random
import re
import shlex
from html import unescape
from pathlib import Path

import pytest
import yaml
from door import call
from shipped import copy_shipped
from streamlit.testing.v1 import AppTest

from simulator.analysis.requests import with_settings_in_title
from simulator.report.live.lever import slider_of
from simulator.report.live.runner import Runner, read
from simulator.report.live.state import PageRequest, Variant, from_query
from simulator.scenario import read as read_file

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "simulator" / "report" / "live" / "script.py"
EVIL = '<script>alert("x")</script> **b** :red[r] $x$ سوريا 🕊 ' + "long" * 60


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A folder with the shipped scenarios and short ones, in which one works."""
    copy_shipped(tmp_path / "scenarios")
    for name, more in {
        "short": "extends: spring_2016\nweeks: 10\n",
        "short_cut": (
            "extends: short\nlevers:\n  russia.aircraft: [{at: 2016-03-15, to: 18, over: 3w}]\n"
        ),
        "brief": "extends: spring_2016\nweeks: 3\n",
        "evil": (
            f"extends: short\nquestion: {json.dumps(EVIL, ensure_ascii=False)}\nlevers: {{us.arms:"
            " 60}\n"
        ),
    }.items():
        title = EVIL if name == "evil" else name
        text = f"scenario: {name}\ntitle: {json.dumps(title, ensure_ascii=False)}\n{more}"
        (tmp_path / "scenarios" / f"{name}.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def opened(**query):
    """The page at an address, short and with few worlds unless it says otherwise."""
    page = AppTest.from_file(str(APP), default_timeout=300)
    for key, value in {"base": "short", "other": "short_cut", "worlds": "32", **query}.items():
        page.query_params[key] = value
    return sound(page.run())


def sound(page):
    """A page that shows no error."""
    assert not page.exception and not page.error, [
        one.value for one in (*page.exception, *page.error)
    ]
    return page


def shown(page, name):
    """The words of the first panel of a class."""
    panel = next(one.value for one in page.markdown if f'class="{name}"' in one.value)
    return unescape(re.sub(r"<[^>]*>", "", panel))


def setting(page):
    found = page.query_params.get("set", [])
    return found if isinstance(found, list) else [found]


def command(page):
    return next(one.value for one in page.code if one.value.startswith("python run.py compare"))


# -------------------------------------------------------------------------------------------------
# what it is asked
def test_an_address_says_all_that_is_asked():
    page = PageRequest(
        "a",
        Variant("b", ("x.y=[{at: 2016-05-02, to: 9}]", "z=50%")),
        (Variant("c", ("q=1&2",)), Variant("b")),
        300,
        0,
        "417",
    )
    query = page.to_query()
    assert from_query(query, lambda *_: None) == (page, [])
    assert set(PageRequest().to_query()) == {"base", "other"}
    assert from_query({}, lambda *_: None) == (PageRequest(), [])
    assert from_query({"base": ["a"]}, lambda *_: None)[0].other == Variant("a")


def test_moving_a_lever_replaces_what_was_set_under_either_name():
    page = PageRequest(other=Variant("b", ("parties.p.aircraft=3", "z=1")))
    assert page.moved(("p.aircraft", "parties.p.aircraft"), "4").other.settings == (
        "z=1",
        "p.aircraft=4",
    )
    assert page.moved(("p.aircraft", "parties.p.aircraft"), None).other.settings == ("z=1",)


def test_the_command_holds_what_a_shell_would_part():
    page = PageRequest(
        "a", Variant("b c.yaml", ("x=[{at: 2016-05-02, to: 9}]", "y=it's")), worlds=300
    )
    words = [
        "compare",
        "a",
        "b c.yaml",
        "--with",
        "x=[{at: 2016-05-02, to: 9}]",
        "--with",
        "y=it's",
        "-n",
        "300",
        "--seed",
        "0",
    ]
    assert shlex.split(page.command(0)) == ["python", "run.py", *words]


@pytest.mark.parametrize(
    "scenario",
    ["spring_2016", "airpower_drawdown", "intervention_2015", "libya_2019", "leader_departs"],
)
def test_every_lever_makes_a_slider_on_which_it_can_stand(scenario):
    own = read_file(scenario)
    for name, lever in own.levers.items():
        one, meta = slider_of(own, own, name), lever.prior.meta
        scale = 100.0 if one.unit == "%" else 1.0
        assert meta["low"] * scale - 1e-9 <= one.low < one.high <= meta["high"] * scale + 1e-9
        assert 5 <= (one.high - one.low) / one.step <= 1001 and "nan" not in one.file_text
        stops = [
            one.value,
            one.start,
            *(step.to.value * scale for step in lever.steps),
        ]
        assert all(
            one.low <= value <= one.high for value in stops if value is not None and value == value
        )
        assert one.record is None or one.low <= one.record[0] <= one.record[1] <= one.high
        wanted = one.setting(one.high if one.value != one.high else one.low)
        moved = slider_of(own, read_file(scenario, [f"{name}={wanted}"]), name)
        assert wanted is not None and moved.setting(moved.value) == wanted
        assert (moved.low, moved.high, moved.step) == (
            one.low,
            one.high,
            one.step,
        ), "a slider keeps its ends while it moves"


# -------------------------------------------------------------------------------------------------
# what it shows
def test_it_opens_on_the_two_scenarios_of_the_article(home):
    page = sound(AppTest.from_file(str(APP), default_timeout=300).run())
    assert {
        key: one[0] if isinstance(one, list) else one for key, one in page.query_params.items()
    } == {
        "base": "spring_2016",
        "other": "airpower_drawdown",
    }
    assert "In short: " in shown(page, "summary") and "1,000 worlds (100 parameter draws" in shown(
        page, "summary"
    )
    assert "No meaningful change (" in "".join(
        one.value.replace("<b>", "") for one in page.markdown
    )
    assert sum("<svg" in one.value for one in page.markdown) == 4 and not page.warning
    assert (
        page.slider(key="lever russia.aircraft").value == 18
        and "Set Russia: sorties a day" in page.checkbox(key="free russia.sorties").label
    )


def test_a_lever_moved_changes_numbers_address_and_command(home):
    page = opened()
    before = shown(page, "summary")
    sound(page.slider(key="lever russia.aircraft").set_value(4.0).run())
    assert shown(
        page, "summary"
    ) != before and "russia.aircraft 36, then 4 from 15 March 2016 over 3 weeks" in shown(
        page, "summary"
    )
    assert setting(page) == ["russia.aircraft=4"] and "--with russia.aircraft=4" in command(page)
    sound(page.slider(key="lever iran.offset").set_value(20.0).run())
    assert setting(page) == ["russia.aircraft=4", "iran.offset=20%"]
    sound(page.slider(key="lever iran.offset").set_value(80.0).run())
    assert setting(page) == ["russia.aircraft=4"], (
        "a plain value back where it was is no longer set"
    )
    sound(page.slider(key="lever russia.aircraft").set_value(18.0).run())
    assert not setting(page) and shown(page, "summary") == before, (
        "the last dated step back where it was is no longer set"
    )
    sound(page.toggle(key="when russia.aircraft").set_value(True).run())
    assert setting(page) == [
        "russia.aircraft=18 throughout"
    ] and "--with 'russia.aircraft=18 throughout'" in command(page)
    assert "russia.aircraft 36 to 18 throughout" in shown(page, "summary")
    assert "never had more" not in "".join(one.value for one in page.markdown), "it is expected"
    sound(page.slider(key="lever russia.aircraft").set_value(12.0).run())
    assert setting(page) == ["russia.aircraft=12 throughout"]
    sound(page.toggle(key="when russia.aircraft").set_value(False).run())
    assert setting(page) == ["russia.aircraft=12"]
    sound(next(one for one in page.button if one.label == "Reset levers").click().run())
    assert not setting(page) and shown(page, "summary") == before


def test_a_move_outlives_an_address_that_lags_behind_and_one_gone_back_to_counts_at_once(home):
    page = opened()
    before = dict(page.query_params)
    sound(page.slider(key="lever russia.aircraft").set_value(4.0).run())
    page.query_params.clear()
    page.query_params.update(before)  # what a browser says that has not heard of the move
    sound(page.slider(key="lever iran.offset").set_value(20.0).run())
    assert setting(page) == ["russia.aircraft=4", "iran.offset=20%"]
    page.query_params.clear()
    page.query_params.update(before)
    sound(page.run())
    assert not setting(page) and page.slider(key="lever russia.aircraft").value == 18


def test_a_lever_left_to_the_model_is_set_and_given_back(home):
    page = opened()
    sound(page.checkbox(key="free russia.sorties").check().run())
    assert (
        setting(page) == ["russia.sorties=35"]
        and page.slider(key="lever russia.sorties").value == 35
    )
    sound(page.slider(key="lever russia.sorties").set_value(100.0).run())
    assert "Beyond the record, 0 to 70." in "".join(
        re.sub(r"<[^>]*>", "", one.proto.body) for one in page.get("html")
    )
    assert "russia.sorties 100 (record: 0 to 70)" in "".join(one.value for one in page.markdown)
    sound(page.checkbox(key="free russia.sorties").uncheck().run())
    assert not setting(page)


def test_levers_have_labels_in_words_and_a_search_box_finds_them(home):
    page = opened()
    labels = [slider.label for slider in page.slider]
    assert "Russia: combat aircraft" in labels and "The United States: arms deliveries" in " ".join(
        labels
    )
    assert not any(label.partition(",")[0] in read("short").levers for label in labels)
    sound(page.text_input(key="search").set_value("russia AIRCRAFT").run())
    assert 1 <= len(page.slider) < len(labels)
    assert all("Russia" in slider.label for slider in page.slider)
    sound(page.slider(key="lever russia.aircraft").set_value(4.0).run())
    assert setting(page) == ["russia.aircraft=4"] and page.text_input(key="search").value
    sound(page.text_input(key="search").set_value("zeppelin").run())
    assert page.info[0].value == "No lever matches zeppelin." and len(page.slider) == len(labels)


def test_what_the_address_cannot_mean_is_said_and_the_rest_is_shown(home):
    wrong = {
        "set": ["russia.aircraft=9", "russia.aircrafts=3", "iran.offset=lots"],
        "worlds": "many",
        "seed": "-1",
        "colour": "red",
    }
    page = opened(**wrong, variant=["other=nowhere", "x"])
    said = " ".join(one.value for one in page.warning).replace("\\", "")
    for word in (
        'did you mean "russia.aircraft"?',
        "lots",
        'worlds: "many" is not a whole number',
        'seed: "-1"',
        '"colour"',
        "nowhere",
        '"x" is not a variant',
    ):
        assert word in said
    assert setting(page) == ["russia.aircraft=9"] and "Traceback" not in said
    page = opened(other="short_cutt")
    assert 'did you mean "short_cut"?' in page.warning[0].value.replace("\\", "")


def test_scenarios_that_cannot_be_compared_get_a_sentence(home):
    page = AppTest.from_file(str(APP), default_timeout=300)
    page.query_params.update({"base": "short", "other": "spring_2016"})
    page.run()
    assert not page.exception and "end after 10, 104 weeks" in page.error[0].value
    sound(page.selectbox(key="other").set_value("short_cut").run())


def test_the_command_gives_the_numbers_of_the_page(home):
    page = opened(set=["russia.aircraft=4"], worlds="48")
    words = shlex.split(command(page))
    asked = PageRequest("short", Variant("short_cut", ("russia.aircraft=4",)), worlds=48)
    study = Runner(1).study(
        [
            read("short"),
            with_settings_in_title(read("short_cut", asked.other.settings), asked.other.settings),
        ],
        48,
        None,
    )
    done = [call(*words[2:], *more, cwd=home).stdout for more in (["--format", "json"], ["--full"])]
    assert json.loads(done[0]) == json.loads(json.dumps(study.summary()))
    question, short = shown(page, "summary").split("Differs in:")[0].split("In short: ")
    printed = " ".join(done[1].split())
    assert question in printed and " ".join(short.split()) in printed


def test_variants_are_kept_side_by_side_and_gone_back_to(home):
    page = opened()
    sound(next(one for one in page.button if one.label == "Keep as variant").click().run())
    sound(page.slider(key="lever us.arms").set_value(200.0).run())
    sound(next(one for one in page.button if one.label == "Keep as variant").click().run())
    table = shown(page, "variants")
    assert (
        "current settings" in table
        and "1: short_cut" in table
        and "2: short_cut with the United States: arms deliveries = 200" in table
    )
    sound(page.button(key="back 1").click().run())
    assert not setting(page) and page.slider(key="lever us.arms").value == 85
    again = AppTest.from_file(str(APP), default_timeout=300)
    again.query_params.update(dict(page.query_params))
    assert shown(sound(again.run()), "variants") == shown(page, "variants")
    sound(page.button(key="drop 1").click().run())
    assert "2:" not in shown(page, "variants")


def test_a_world_is_told_by_number_or_as_a_typical_one(home):
    page = opened(story="7")
    assert shown(page, "world-story").startswith(
        "World 7 of short_cut (seed 2016)"
    ) and "14 Mar 2016" in shown(page, "world-story")
    sound(page.number_input(key="world").set_value(9).run())
    assert shown(page, "world-story").startswith("World 9 of")
    sound(page.selectbox(key="story").set_value("war_goes_on").run())
    assert "At the end: the war goes on" in shown(page, "world-story")
    sound(page.selectbox(key="story").set_value("regime_collapse").run())
    assert "None of 32 worlds ends this way" in page.info[0].value


def test_a_variant_saved_is_valid_holds_only_what_differs_and_is_never_overwritten(home):
    page = opened(set=["us.arms=120"])

    def save(name):
        page.text_input[1].set_value(name)
        page.text_input[2].set_value(EVIL)
        page.button[-1].click()
        return page.run()

    sound(save("my_own"))
    raw = yaml.safe_load((home / "scenarios" / "my_own.yaml").read_text(encoding="utf-8"))
    assert raw == {
        "scenario": "my_own",
        "title": EVIL,
        "extends": "short_cut",
        "levers": {"us.arms": 120},
    }
    assert read("my_own").form.title == EVIL and "my_own" in page.success[0].value
    before = (home / "scenarios" / "my_own.yaml").read_bytes()
    assert "already" in save("my_own").error[0].value
    assert "lower-case letters" in save("My own").error[0].value
    assert (home / "scenarios" / "my_own.yaml").read_bytes() == before
    assert not page.exception and not (home / "results").exists()


def test_labels_of_scenarios_are_shown_as_text(home):
    page = opened(base="evil", other="evil", set=["us.arms=100"], variant=["other=evil"], story="3")
    said = [
        one.value
        for kind in ("markdown", "warning", "subheader", "info")
        for one in getattr(page, kind)
    ]
    assert not any("<script>" in text.replace("\\<", "") for text in said)
    assert any("&lt;script&gt;" in text for text in said) and all(
        text.count("\n") == 0 for text in said if text.startswith("<div")
    )


def movable(elements):
    """Without the deadline of the talks: peacekeepers are refused where it comes before a vote."""
    return [one for one in elements if not one.key.endswith("talks.deadline")]


@pytest.mark.parametrize(
    ("moves", "set_at_least"), [(12, 6), pytest.param(100, 16, marks=pytest.mark.slow)]
)
def test_the_page_survives_random_moves(moves, set_at_least, home):
    page, chance = (
        opened(base="brief", other="brief", worlds="16", variant=["other=brief"]),
        random.Random(2016),
    )
    assert len(page.slider) > 30
    for _ in range(moves):
        if chance.random() < 0.1:
            box = chance.choice(movable(page.checkbox))
            sound((box.uncheck if box.value else box.check)().run())
            continue
        slider = chance.choice(movable(page.slider))
        stops = round((slider.max - slider.min) / slider.step)
        sound(
            slider.set_value(
                min(slider.max, slider.min + chance.randint(0, stops) * slider.step)
            ).run()
        )
        assert (
            page.slider(key=slider.key).min
            <= page.slider(key=slider.key).value
            <= page.slider(key=slider.key).max
        )
    assert len(setting(page)) >= set_at_least and all(
        f"--with {one}" in command(page) for one in setting(page)
    )
    assert json.dumps(read("brief", tuple(setting(page))).raw, default=str)


@pytest.mark.slow
def test_a_lost_worker_is_replaced_and_the_numbers_stay_the_same(home, monkeypatch):
    scenarios = [read("short"), read("short_cut")]
    lame = Runner(2)
    expected = lame.study(scenarios, 40, None).summary()
    lame.memory.clear()
    lame.pool.processes[0].kill()
    assert lame.study(scenarios, 40, None).summary() == expected and not lame.workers_lost
    lame.memory.clear()
    monkeypatch.setattr("simulator.ensemble.pool.TRIES", 1)
    lame.pool.processes[0].kill()
    assert lame.study(scenarios, 40, None).summary() == expected and lame.workers_lost
    lame.pool.close()


def test_a_file_changed_while_the_page_is_open_is_read_again(home):
    page = opened(other="evil")
    path = home / "scenarios" / "evil.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("us.arms: 60", "us.arms: 70"), encoding="utf-8"
    )
    assert sound(page.run()).slider(key="lever us.arms").value == 70
    path.write_text(
        path.read_text(encoding="utf-8").replace("us.arms: 70", "us.armss: 70"), encoding="utf-8"
    )
    assert 'did you mean "us.arms"?' in page.run().error[0].value.replace("\\", "")
