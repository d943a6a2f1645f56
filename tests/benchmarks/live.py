"""From a lever moved by keyboard on the live page to new numbers, in a thousand worlds. Run: python
tests/benchmarks/live.py"""

import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from browser import LAPTOP, browser  # noqa: E402

MOVES, PATIENCE = 10, 120_000
CHANGED = (
    "before => { const one = document.querySelector('.summary'); return one && one.innerHTML !=="
    " before }"
)
AT_REST = "() => !document.querySelector('[data-testid=stStatusWidget]')"


def moves(page):
    """Seconds of each move."""
    slider, said = (
        page.get_by_role("slider", name="Russia: combat aircraft"),
        page.locator(".summary").first,
    )
    for _ in range(MOVES):
        page.wait_for_function(AT_REST)
        before = said.inner_html()
        slider.focus()
        start = time.perf_counter()
        page.keyboard.press("ArrowRight")
        page.wait_for_function(CHANGED, arg=before)
        yield time.perf_counter() - start


def main():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = str(one.getsockname()[1])
    command = [
        sys.executable,
        str(ROOT / "run.py"),
        "live",
        "spring_2016",
        "airpower_drawdown",
        "--no-browser",
        "--port",
        port,
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        while process.poll() is None:
            try:
                urllib.request.urlopen(f"http://localhost:{port}/_stcore/health").close()
                break
            except OSError:
                time.sleep(0.1)
        with browser() as chromium:
            page = chromium.new_page(viewport=LAPTOP)
            page.set_default_timeout(PATIENCE)
            page.goto(f"http://localhost:{port}/?base=spring_2016&other=airpower_drawdown")
            page.locator(".stCode").first.wait_for()
            taken = list(moves(page))
    finally:
        process.terminate()
        process.wait()
    load, cores = os.getloadavg()[0], os.cpu_count()
    print(
        f"{statistics.median(taken):.2f} s, median of {MOVES}; {min(taken):.2f} to"
        f" {max(taken):.2f}; {cores} processors, load {load:.1f}"
    )


if __name__ == "__main__":
    main()
