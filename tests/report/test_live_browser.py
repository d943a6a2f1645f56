"""The live page in a browser without a window: by keyboard, on a telephone, without a request that
leaves the machine."""

import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browser import LAPTOP, PHONE, Seen, browser, needs_browser, served, too_wide
from playwright.sync_api import expect
from shipped import copy_shipped

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120_000  # milliseconds: the machine may be busy
AT_REST = "!document.querySelector('[data-testid=stStatusWidget]')"
ASKED = "base=short&other=short&worlds=48"

pytestmark = [needs_browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder with the shipped scenarios and a short one."""
    folder = tmp_path_factory.mktemp("live")
    copy_shipped(folder / "scenarios")
    text = "scenario: short\ntitle: A short one\nextends: spring_2016\nweeks: 10\n"
    (folder / "scenarios" / "short.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def address(home):
    process, url = served(home, "short")
    yield url
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0 and f"The page is at {url}?base=short&other=short" in said


@pytest.fixture(scope="module")
def chromium():
    with browser() as opened:
        yield opened


class Window:
    """A window of the browser on the page."""

    def __init__(self, chromium, size):
        self.page, self.sockets = chromium.new_page(viewport=size), set()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("websocket", lambda socket: self.sockets.add(urlsplit(socket.url).hostname))
        self.seen = Seen().listen(self.page)

    def open(self, url):
        self.page.goto(url)
        expect(self.page.locator(".stCode").first).to_be_visible(timeout=PATIENCE)
        self.page.wait_for_function(AT_REST)
        return self.page

    def sound(self):
        """Nothing left the machine and nothing went wrong."""
        assert (
            not self.seen.abroad and self.sockets == {"localhost"} and not self.seen.complaints
        ), self.seen
        assert self.page.locator(".stException, [data-testid=stAlertContentError]").count() == 0


@pytest.fixture
def laptop(chromium):
    opened = Window(chromium, LAPTOP)
    yield opened
    opened.page.close()


def test_a_lever_moved_by_keyboard_changes_the_numbers_and_the_address(address, laptop):
    page = laptop.open(f"{address}?{ASKED}")
    slider, said = (
        page.get_by_role("slider", name="Russia: combat aircraft"),
        page.locator(".summary").first,
    )
    before = said.inner_text()
    expect(slider).to_have_value("36")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    expect(said).to_contain_text("russia.aircraft 36 to 33", timeout=PATIENCE)
    assert said.inner_text() != before
    expect(page).to_have_url(re.compile(r"set=russia\.aircraft%3D33"))
    expect(page.locator(".stCode code").first).to_contain_text("--with russia.aircraft=33")
    expect(slider).to_be_focused()
    page.evaluate("document.querySelector('.stMain').scrollTo(0, 1500)")
    expect(page.locator(".st-key-levers")).to_be_in_viewport()
    after = said.inner_text()
    page.reload()
    expect(said).to_contain_text("russia.aircraft 36 to 33", timeout=PATIENCE)
    assert said.inner_text() == after
    laptop.sound()


def test_no_move_is_lost_when_they_come_fast_and_one_can_go_back(address, laptop):
    page = laptop.open(f"{address}?{ASKED}")
    slider, said = (
        page.get_by_role("slider", name="Russia: combat aircraft"),
        page.locator(".summary").first,
    )
    slider.focus()
    for count, key in ((9, "ArrowRight"), (4, "ArrowLeft"), (7, "ArrowRight")):
        for _ in range(count):
            page.keyboard.press(key)
        expect(said).to_contain_text("russia.aircraft 36 to ", timeout=PATIENCE)
    expect(said).to_contain_text("russia.aircraft 36 to 48", timeout=PATIENCE)
    expect(slider).to_have_value("48")
    expect(page).to_have_url(re.compile(r"set=russia\.aircraft%3D48"))
    page.wait_for_function(AT_REST)
    page.go_back()
    expect(said).not_to_contain_text("russia.aircraft 36 to 48", timeout=PATIENCE)
    expect(slider).not_to_have_value("48")
    laptop.sound()


def test_pictures_show_and_every_control_has_a_name(address, laptop):
    page = laptop.open(f"{address}?{ASKED}&story=3&variant=other%3Dshort%26set%3Dus.arms%253D100")
    for name in ("forest", "map"):
        expect(page.locator(f".pic.{name} svg").last).to_be_visible(timeout=PATIENCE)
    assert page.locator(".pic.map .square svg rect").count() > 50
    page.get_by_text("More levers").click()
    expect(page.get_by_role("slider", name="The United States: arms deliveries")).to_be_visible()
    nameless = """() => [...document.querySelectorAll('input, button, textarea, select')].filter(one => !(
        one.getAttribute('aria-label') || one.getAttribute('aria-labelledby') || one.labels?.length || one.textContent.trim() || one.title
        || one.closest('[aria-hidden=true]'))).map(one => one.outerHTML.slice(0, 200))"""
    assert page.evaluate(nameless) == []
    laptop.sound()


def test_on_a_telephone_nothing_sticks_out(address, chromium):
    phone = Window(chromium, PHONE)
    page = phone.open(
        f"{address}?{ASKED}&set=us.arms=100&story=3&variant=other%3Dshort%26set%3Dus.arms%253D100"
    )
    page.get_by_text("More levers").click()
    expect(page.get_by_role("slider", name="The United States: arms deliveries")).to_be_visible()
    assert (
        too_wide(page) <= 0
        and page.evaluate(
            "(one => one.scrollWidth - one.clientWidth)(document.querySelector('.stMain'))"
        )
        <= 0
    )
    expect(page.locator(".brief")).to_be_in_viewport()
    phone.sound()
    page.close()


def test_a_variant_saved_in_the_browser_runs(address, home, laptop):
    page = laptop.open(f"{address}?{ASKED}&set=us.arms=100")
    page.get_by_label("Id of the new scenario").fill("from_the_page")
    page.get_by_label("Title").fill('More "arms" <b>')
    page.get_by_role("button", name="Save as scenario").click()
    expect(page.get_by_text("Saved as")).to_be_visible(timeout=PATIENCE)
    text = (home / "scenarios" / "from_the_page.yaml").read_text(encoding="utf-8")
    assert text.endswith("extends: short\nlevers:\n  us.arms: 100\n")
    ran = subprocess.run(
        [sys.executable, str(ROOT / "run.py"), "run", "from_the_page", "-n", "16"],
        cwd=home,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0 and 'More "arms" <b>' in ran.stdout
    laptop.sound()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
def test_killed_it_leaves_no_process_behind(home, laptop):
    process, url = served(home, "short")
    laptop.open(f"{url}?{ASKED}")
    workers = [
        int(path.parent.name)
        for path in Path("/proc").glob("[0-9]*/stat")
        if _parent(path) == process.pid
    ]
    assert workers
    process.kill()
    process.communicate()
    until = time.monotonic() + PATIENCE / 1000
    while any(map(_alive, workers)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(_alive, workers))


def _fields(path):
    """State and parent of a process, from what the kernel tells."""
    try:
        return path.read_text().rpartition(")")[2].split()
    except OSError:
        return ["Z", "0"]


def _parent(path):
    return int(_fields(path)[1])


def _alive(process):
    return _fields(Path(f"/proc/{process}/stat"))[0] != "Z"


def test_a_taken_port_and_a_scenario_that_is_none_get_a_sentence(home):
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        port = str(one.getsockname()[1])
        for arguments, word in (
            (["short", "--port", port], f"port {port} is in use"),
            (["shirt"], 'did you mean "short"?'),
        ):
            command = [sys.executable, str(ROOT / "run.py"), "live", *arguments, "--no-browser"]
            done = subprocess.run(command, cwd=home, capture_output=True, text=True, timeout=120)
            assert done.returncode == 3 and word in done.stderr and "Traceback" not in done.stderr
