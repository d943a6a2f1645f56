"""The documentation site: built without a network, no dead link, nothing from outside, the answers
where a person looks for them; in a browser search works, and it fits a telephone and paper."""

import json
import re
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest
from browser import LAPTOP, PHONE, Seen, browser, needs_browser, too_wide
from door import ROOT, call_anew
from harness import public_rules
from shipped import NAMES

from simulator import __version__
from simulator.analysis.backtest import backtest, select_checks
from simulator.report.site import backtest as page_of_backtest
from simulator.scenario import read
from simulator.scenario.checks import read_checks

pytestmark = pytest.mark.slow
NOWHERE = "http://127.0.0.1:9"  # a proxy that answers nobody
ANSWERS = [  # what a person searches, the page that answers, what it says
    ("install", "platforms.html", "pip install -q -e ."),
    ("scenario file", "scenario_file.html", "A scenario is a YAML file"),
    ("levers", "model/input.html", "russia.aircraft"),
    ("core concession", "glossary.html", "25 or more points from its own position"),
    ("signature formula", "rules/index.html", "acceptance.probability_of_signing"),
    ("36 aircraft", "model/parameters.html", "36 aircraft"),
    ("backtest fails", "backtest.html", "The first truce does not last"),
    ("add conflict", "scenario_file.html", "libya_2019.yaml"),
    ("cite", "cite.html", "@software"),
    ("changes", "changes.html", __version__),
]


class Page(HTMLParser):
    """Links, anchors, resources and text of a page."""

    def __init__(self, path):
        super().__init__()
        self.links, self.anchors, self.resources, self.words = [], set(), [], []
        self.feed(path.read_text(encoding="utf-8"))
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.anchors.add(values.get("id"))
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        elif tag == "link" and values.get("rel") in ("stylesheet", "icon", "preload"):
            self.resources.append(values["href"])
        elif values.get("src"):
            self.resources.append(values["src"])

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Folder of the site, built by its command with no way to a network."""
    folder = tmp_path_factory.mktemp("site") / "pages"
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), NOWHERE)
    result = call_anew("site", "-o", folder, **proxies)
    assert result.returncode == 0, result.stderr
    assert f"Documentation: {folder / 'index.html'}" in result.stderr
    assert list(folder.parent.iterdir()) == [folder]
    return folder


@pytest.fixture(scope="module")
def pages(site):
    """{path in the site: Page}"""
    return {str(path.relative_to(site)): Page(path) for path in site.rglob("*.html")}


@pytest.fixture(scope="module")
def chromium():
    with browser() as opened:
        yield opened


def test_no_link_within_the_site_is_dead(site, pages):
    dead = []
    for name, page in pages.items():
        for link in page.links:
            url = urlsplit(link)
            if url.scheme or url.netloc:
                continue
            target = (site / name).parent / unquote(url.path) if url.path else site / name
            other = pages.get(str(target.resolve().relative_to(site.resolve())))
            anchor = unquote(url.fragment)
            if not target.exists() or (other and anchor and anchor not in other.anchors):
                dead.append((name, link))
    assert not dead


def test_nothing_is_loaded_from_outside(site, pages):
    outside = [(name, url) for name, page in pages.items() for url in page.resources if "//" in url]
    assert not outside
    for path in site.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(url\(\s*['\"]?|@import\s+['\"])(https?:)?//", text), path


def test_the_home_page_leads_to_every_answer(pages):
    home = pages["index.html"]
    for _, name, words in ANSWERS:
        assert any(link.partition("#")[0] == name for link in home.links), name
        assert words in pages[name].text, name


def test_reference_pages_name_all_there_is(pages):
    resolved = read("spring_2016")
    parameters = pages["model/parameters.html"].text
    paths = [path.rpartition(".") for path in resolved.parameters]
    sections = {section for section, _, _ in paths if section.count(".") == 1}
    assert not [name for name in sections if name not in parameters]
    assert not [name for _, _, name in paths if name not in parameters]
    rules = " ".join(page.text for name, page in pages.items() if name.startswith("rules/"))
    assert not [name for name in public_rules() if name not in rules]
    assert not [name for name in NAMES if name not in pages["scenarios.html"].text]
    commands = pages["commands.html"].text
    for word in ("results export", "--vary", "PATH=VALUE", "--fail-under", "Exit codes", "site"):
        assert word in commands


def test_names_of_rules_on_pages_of_the_model_are_links(pages):
    links = pages["model/process.html"].links
    assert "../rules/patron.html#patron-open-sky" in links
    assert len({link for link in links if link.startswith("../rules/")}) > 40


def test_every_column_of_results_has_a_meaning(site):
    text = (site / "results.html").read_text(encoding="utf-8")
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", text, re.DOTALL)
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in rows]
    empty = [row[0] for row in cells if row and not re.sub(r"<[^>]+>|\s", "", row[-1])]
    assert len(cells) > 200 and not empty


def test_the_tutorial_was_run(pages):
    tutorial = pages["tutorial.html"].text
    assert "run when the site was built" in tutorial and "Core concession:" in tutorial


def test_the_gallery_shows_answer_picture_and_command(site, pages):
    text = (site / "gallery.html").read_text(encoding="utf-8")
    assert text.count('<div class="pic forest">') == 6
    assert (
        "Yes. Core concession: 425 of 1,000 worlds, 402 under spring_2016"
        in pages["gallery.html"].text
    )
    assert pages["gallery.html"].text.count("python run.py compare") == 6


def test_stored_results_of_the_backtest_are_those_of_a_run():
    checks, _, places = read_checks()
    stored = json.loads(page_of_backtest.STORED.read_text(encoding="utf-8"))
    assert set(stored["verdicts"]) == set(checks)
    for row in backtest(select_checks(checks, "K01,M01"), places, stored["seed"]):
        verdict = stored["verdicts"][row.id]
        assert row.verdict.passed == verdict["passed"]
        assert row.verdict.value == pytest.approx(verdict["value"], rel=1e-6)


def test_the_page_of_the_backtest_counts_as_the_evidence_does(pages):
    counted = re.search(r"(\d+ of \d+) checks pass", pages["backtest.html"].text)[1]
    record = (ROOT / "scenarios" / "record" / "README.md").read_text(encoding="utf-8")
    assert counted in record


# -------------------------------------------------------------------------------------------------
# in a browser
@needs_browser
@pytest.mark.parametrize(("words", "name", "_"), ANSWERS, ids=[row[0] for row in ANSWERS])
def test_one_search_finds_the_answer(chromium, site, words, name, _):
    page = chromium.new_page(viewport=LAPTOP)
    seen = Seen().listen(page)
    page.goto(f"{(site / 'index.html').as_uri()}")
    page.fill("input[name=q]", words)
    page.press("input[name=q]", "Enter")
    page.wait_for_function("document.querySelector('.search-summary')?.textContent.match(/found/)")
    page.wait_for_selector("ul.search li a")
    links = page.eval_on_selector_all("ul.search li a", "all => all.map(one => one.href)")
    assert any(urlsplit(link).path.endswith(f"/{name}") for link in links[:10]), links[:10]
    assert not seen.complaints and not seen.abroad
    page.close()


@needs_browser
@pytest.mark.parametrize("window", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_no_page_is_wider_than_its_window_or_complains(chromium, site, pages, window):
    page = chromium.new_page(viewport=window)
    seen = Seen().listen(page)
    wide = []
    for name in pages:
        page.goto((site / name).as_uri())
        if too_wide(page) > 0:
            wide.append((name, too_wide(page)))
    assert not wide and not seen.complaints and not seen.abroad
    page.close()


@needs_browser
@pytest.mark.parametrize("name", ["index.html", "rules/acceptance.html", "gallery.html"])
def test_it_prints(chromium, site, name):
    page = chromium.new_page(viewport=LAPTOP)
    page.goto((site / name).as_uri())
    printed = page.pdf(format="A4")
    assert printed.startswith(b"%PDF") and len(printed) > 20_000
    page.close()
