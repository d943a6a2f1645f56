"""The page of a backtest: one file, no script, nothing fetched, every picture told in words, every
number that of the JSON."""

import datetime
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from simulator.analysis.backtest import Row, backtest, select_checks
from simulator.analysis.check_statistics import Verdict
from simulator.analysis.record_comparison import compare_series, plan_runs
from simulator.report import charts, svg
from simulator.report.backtest_page import check_value_text, days, page
from simulator.scenario.checks import Check, read_checks
from simulator.scenario.series import read_series

pytestmark = pytest.mark.slow


class Read(HTMLParser):
    """Tags, the pictures that stand in no other, what is open."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.pictures, self.open, self.ids, self.data, self.words = (
            [],
            [],
            [],
            [],
            [],
            [],
        )
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.tags.append((tag, given))
        if tag == "svg" and "svg" not in self.open:
            self.pictures.append(given)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "data":
            self.data.append(given["value"])
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture(scope="module")
def rows():
    known, _, places = read_checks()
    return backtest(select_checks(known, "K,H03,M04,M09,C07"), places, most=100, jobs=1)


@pytest.fixture(scope="module")
def told(rows):
    known, explained, places = read_series()
    return page(
        rows,
        {**explained, **read_checks()[1]},
        compare_series(known, plan_runs(known, places), most=100, jobs=1),
        100,
        "python run.py backtest",
    )


def test_it_is_whole_small_and_asks_for_nothing(told):
    read = Read(told)
    assert not read.open and len(told.encode()) < 300_000
    assert not {"script", "link", "img", "iframe", "object", "image", "use"} & {
        tag for tag, _ in read.tags
    }
    assert not re.search(r"https?://|url\(|@import|javascript:", told)
    assert not any(
        key.startswith("on") or key in ("src", "href") for _, given in read.tags for key in given
    )
    assert len(read.ids) == len(set(read.ids))


def test_every_picture_is_told_in_words(told):
    shown = [given for given in Read(told).pictures if given.get("aria-hidden") != "true"]
    assert len(shown) > 20
    assert all(given["role"] == "img" and len(given["aria-label"]) > 40 for given in shown)
    assert any("recorded 33.3, simulated" in given["aria-label"] for given in shown)


def test_every_check_is_there_with_the_number_of_the_json(told, rows):
    read, json_of = Read(told), json.loads(json.dumps([row.as_dict() for row in rows]))
    assert {row["id"] for row in json_of} <= set(read.ids)
    assert sorted(read.data) == sorted(str(row["model"]["value"]) for row in json_of)
    for row in rows:
        assert check_value_text(row, row.verdict.value) in "".join(read.words)


def test_what_passes_and_what_fails_is_counted(told, rows):
    words = " ".join("".join(Read(told).words).split())
    passed = sum(row.verdict.passed for row in rows)
    assert f"{passed} of {len(rows)} checks pass" in words and words.count("FAILS") == 2 * (
        len(rows) - passed
    )
    assert "At most 100 worlds per run" in words and "18 April 2016" in words


def test_names_and_notes_are_shown_as_text(rows):
    evil = '<script>alert("1")</script>'
    texts = dict.fromkeys(("name", "note", "how", "observed", "unit", "source"), evil)
    check, failed = rows[0].check.model_copy(update=texts), replace(rows[0].verdict, passed=False)
    changed = [replace(rows[0], check=check, verdict=failed)]
    text = page(changed, {}, ())
    assert "<script" not in text and "&lt;script&gt;" in text
    Read(text)


def test_series_are_shown_as_text(rows):
    known, explained, places = read_series()
    (one,) = compare_series(
        {"land": known["land"]}, plan_runs({"land": known["land"]}, places), most=100, jobs=1
    )
    evil = "<script>x</script>"
    texts, first = dict.fromkeys(("definition", "note", "source"), evil), one.points[0]
    point = first.point.model_copy(update={**texts, "comparable": False})
    series = one.series.model_copy(update=dict.fromkeys(("name", "unit", "definition"), evil))
    points = [replace(first, point=point, definition=evil)]
    text = page(rows[:1], explained, [replace(one, series=series, title=evil, points=points)])
    assert text.count("&lt;script&gt;") > 6
    assert "<script" not in text
    Read(text)


def test_sections_without_rows_are_left_out(rows):
    text = page([row for row in rows if row.id == "C07"], {}, ())
    assert (
        "Counterfactuals" in text
        and "Used in calibration" not in text
        and "Historical series" not in text
        and "Calibration used" not in text
    )


def test_what_has_no_number_has_no_mark():
    about = {
        "name": "x", "kind": "holdout", "run": "spring_2016", "band": [1.0, None], "grade": "B",
        "readings": {"a": {"last": "violence"}}, "known_at_design": "no", "source": "article",
    }  # fmt: skip
    none = Verdict(None, None, None, [None], [(None, None)], passed=False)
    ratio, wait = (
        Row("X", Check.model_validate(about | number), none)
        for number in ({"ratio": ["a", "a"]}, {"wait": "a"})
    )
    assert "undefined" in page([ratio], {}) and "beyond the run" in page([wait], {})


# -------------------------------------------------------------------------------------------------
# pieces
def test_everything_in_an_element_is_escaped():
    assert svg.tag("text", "<b>", aria_label='a"b') == '<text aria-label="a&#34;b">&lt;b&gt;</text>'
    assert svg.tag("g", svg.tag("a", "&")) == "<g><a>&amp;</a></g>"


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (-3, 12, [0, 5, 10]),
        (28.1, 28.9, [28.2, 28.4, 28.6, 28.8]),
    ],
)
def test_ticks_are_round(low, high, ticks):
    assert svg.Axis(low, high).ticks() == pytest.approx(ticks)


def test_an_axis_of_one_number_is_one():
    assert svg.Axis(2.0, 2.0).at(2.0) == 0.0 and svg.Axis(0, 10).at(99) == 100.0


def test_a_number_beyond_the_picture_is_an_arrow_at_its_edge():
    axis = svg.Axis(0, 3)
    assert 'x="100%"' in charts.strip("far", axis, (1, 2), 9.0, 8.0, 9.5, False) and svg.MARKS[
        "right"
    ] in charts.strip("far", axis, (1, 2), 9.0, 8.0, 9.5, False)
    assert svg.MARKS["dot"] in charts.strip("in", axis, (1, 2), 1.5, 1.4, 1.6, True)
    assert svg.MARKS["diamond"] in charts.strip("out", axis, (1, 2), 0.5, 0.4, 0.6, False)


def test_spans_of_days():
    date = datetime.date
    assert days(date(2016, 4, 18), date(2016, 4, 18)) == "18 April 2016"
    assert days(date(2016, 3, 30), date(2016, 4, 1)) == "30 March 2016 to 1 April 2016"
    assert days(date(2015, 11, 1), date(2015, 12, 31)) == "November 2015 to December 2015"
