"""A person's browser: Debian's Chromium, headless, that reports what a page asks for and what it
complains about."""

import contextlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
needs_browser = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on this machine: nothing was looked at in a browser"
)
RUN = Path(__file__).resolve().parents[1] / "run.py"
PATIENCE = 120  # seconds: the machine may be busy
PHONE, LAPTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
AT_HOME = ("localhost", "127.0.0.1", "::1", None)


@dataclass
class Seen:
    """What a page did: complaints of its console, and requests to other machines."""

    complaints: list = field(default_factory=list)
    abroad: list = field(default_factory=list)

    def listen(self, page):
        """Hear a page from now on; what would leave the machine is not let out."""
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda said: self.complaints.append(said.text) if said.type == "error" else None,
        )
        page.route(lambda url: urlsplit(url).hostname not in AT_HOME, self._refuse)
        return self

    def _refuse(self, route):
        self.abroad.append(route.request.url)
        route.abort()


@contextlib.contextmanager
def browser():
    """A browser, closed afterwards."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield opened
        opened.close()


def too_wide(page):
    """Pixels by which a page is wider than its window."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def served(home, *asked):
    """The verb `live` in a process of its own, begun in a folder, and where its page is."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    command = [sys.executable, str(RUN), "live", *asked, "--no-browser", "--port", str(port)]
    process = subprocess.Popen(command, cwd=home, stdout=subprocess.PIPE, text=True)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None
        try:
            urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=5).close()
            return process, f"http://localhost:{port}/"
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the page did not come up")
