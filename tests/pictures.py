"""Makes the pictures of the README from the first command's results: python tests/pictures.py

They lie in tests/pictures/, with the words that they show beside them, so that a test knows when
they are out of date."""

import json
import re
import sys
import tempfile
from html import unescape
from pathlib import Path

from browser import browser, served

from simulator.analysis.experiments import Listener, compare_study
from simulator.analysis.requests import RunOptions
from simulator.report import html

HOME = Path(__file__).parent / "pictures"
WIDE = 1040
PARTS = {
    "answer": "#answer, .cards",
    "blockers": "#blockers",
    "map": "#map",
}  # name: what of the report is in it


def made(out):
    """The study of the README's first command."""
    names = "spring_2016", "airpower_drawdown"
    return compare_study(
        names[0],
        names[1:],
        [],
        [],
        RunOptions(out=Path(out), command=("compare", *names)),
        Listener(),
    )


def words(page):
    """The words of a page, by the part of it that is pictured."""
    sections = {
        name: re.search(rf'<section id="{name}".*?</section>', page, re.S)[0] for name in PARTS
    }
    return {
        name: " ".join(unescape(re.sub(r"<[^>]+>", " ", section)).split())
        for name, section in sections.items()
    }


def shoot(page, name, selector):
    """One picture, cut close around what is in it."""
    boxes = [element.bounding_box() for element in page.query_selector_all(selector)]
    left, top = min(box["x"] for box in boxes) - 12, min(box["y"] for box in boxes) - 12
    right, bottom = (
        max(box["x"] + box["width"] for box in boxes) + 12,
        max(box["y"] + box["height"] for box in boxes) + 12,
    )
    page.screenshot(
        path=HOME / f"{name}.png",
        full_page=True,
        clip={"x": left, "y": top, "width": right - left, "height": bottom - top},
    )


def page_of_sliders(opened):
    """The page of `live` on the same comparison, as it opens."""
    process, url = served(HOME.parents[1], "spring_2016", "airpower_drawdown")
    try:
        page = opened.new_page(viewport={"width": 1200, "height": 760})
        page.goto(f"{url}?base=spring_2016&other=airpower_drawdown")
        page.wait_for_selector(".pic.map", timeout=120_000)
        page.screenshot(path=HOME / "live.png")
    finally:
        process.terminate()
        process.wait(60)


def main():
    HOME.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, browser() as opened:
        path = html.write(made(folder))
        told = json.dumps(words(path.read_text(encoding="utf-8")), indent=1, ensure_ascii=False)
        (HOME / "words.json").write_text(told + "\n", encoding="utf-8")
        page = opened.new_page(viewport={"width": WIDE, "height": 900})
        page.goto(path.as_uri())
        for name, selector in PARTS.items():
            shoot(page, name, selector)
        page_of_sliders(opened)


if __name__ == "__main__":
    sys.exit(main())
