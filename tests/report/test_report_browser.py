"""The report in a person's browser: nothing leaves the machine, nothing complains, and it fits a
telephone, a laptop and paper."""

import pytest
from browser import LAPTOP, PHONE, Seen, browser, needs_browser, too_wide

from simulator.analysis.experiments import Listener, compare_study
from simulator.analysis.requests import RunOptions
from simulator.report import html

LETTERS = """() => [...document.querySelectorAll("body *")]
  .filter(one => [...one.childNodes].some(node => node.nodeType == 3 && node.data.trim()))
  .filter(one => one.getBoundingClientRect().width)
  .map(one => {
    const drawn = one.ownerSVGElement && one.getScreenCTM();
    const scale = drawn ? Math.sqrt(Math.abs(drawn.a * drawn.d)) : 1;
    return scale * parseFloat(getComputedStyle(one).fontSize);
  })"""  # heights of all letters seen, those in scaled pictures too
pytestmark = [needs_browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The page of a comparison, plain and interactive."""
    out = tmp_path_factory.mktemp("results")
    order = RunOptions(worlds=120, jobs=1, out=out, command=("compare", "spring_2016"))
    sets = ["weeks=40"]
    study = compare_study("spring_2016", ["full_withdrawal"], sets, [], order, Listener())
    return {
        "plain": html.write(study),
        "interactive": html.write(study, out / "interactive.html", interactive=True),
    }


@pytest.fixture(scope="module")
def chromium():
    with browser() as opened:
        yield opened


@pytest.mark.parametrize("window", [PHONE, LAPTOP], ids=["phone", "laptop"])
@pytest.mark.parametrize("kind", ["plain", "interactive"])
def test_it_opens_without_a_complaint_and_fits(chromium, pages, kind, window):
    page = chromium.new_page(viewport=window)
    seen = Seen().listen(page)
    page.goto(pages[kind].as_uri())
    page.wait_for_load_state("load")
    if kind == "interactive":
        page.wait_for_selector("#explore-courses svg")
    assert not seen.complaints and not seen.abroad
    assert too_wide(page) <= 0
    page.close()


def test_pictures_are_drawn_and_have_room(chromium, pages):
    page = chromium.new_page(viewport=PHONE)
    page.goto(pages["plain"].as_uri())
    boxes = page.eval_on_selector_all(
        ".pic svg[role=img]", "all => all.map(one => [one.clientWidth, one.clientHeight])"
    )
    assert len(boxes) > 60 and all(width > 5 and height > 5 for width, height in boxes)
    sizes = page.eval_on_selector_all(
        ".pic svg text", "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(sizes) >= 9  # words keep their size on a telephone
    page.close()


def test_no_letter_is_smaller_than_9_pixels_on_a_laptop(chromium, pages):
    page = chromium.new_page(viewport=LAPTOP)
    page.goto(pages["plain"].as_uri())
    assert min(page.evaluate(LETTERS)) >= 9
    page.close()


def test_it_prints(chromium, pages):
    page = chromium.new_page(viewport=LAPTOP)
    page.goto(pages["plain"].as_uri())
    printed = page.pdf(format="A4")
    assert printed.startswith(b"%PDF") and len(printed) > 50_000
    page.close()


def test_a_field_drawn_over_points_counts_the_worlds_in_it(chromium, pages):
    page = chromium.new_page(viewport=LAPTOP)
    page.goto(pages["interactive"].as_uri())
    page.wait_for_selector("#explore-worlds svg .mark-symbol path")
    before = page.inner_html("#explore-worlds svg")
    page.select_option("#explore-worlds select >> nth=0", index=3)
    page.wait_for_function(
        "before => document.querySelector('#explore-worlds svg').innerHTML !== before", arg=before
    )
    page.close()
