"""The README: its commands run as written, its output and its pictures are what they say."""

import json
import re
import shlex

import pictures
import pytest
from door import ROOT, SMALL, call
from shipped import copy_shipped

README = (ROOT / "README.md").read_text()
PAGES = ("README.md", "scenarios/record/README.md", "simulator/README.md")
TEXTS = {name: (ROOT / name).read_text(encoding="utf-8") for name in PAGES}
LONG = {"backtest", "theories", "--rules"}
COMMANDS = [
    line
    for text in TEXTS.values()
    for block in re.findall(r"```sh\n(.*?)```", text, re.S)
    for line in block.splitlines()
]
COMMANDS += re.findall(r"(?<!`)`(python run\.py \S[^`]*)`(?!`)", README)


def test_the_readme_is_one_screen_and_a_first_hour():
    screen, hour = re.split(r"^## First hour$", README, flags=re.M)
    assert len(screen.strip().splitlines()) <= 40 and len(hour.strip().splitlines()) <= 200
    assert screen.count("](") - screen.count("![") == 5


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name):
    headings = re.findall(r"^#+ (.*)$", TEXTS[name], re.M)
    anchors = {re.sub(r"[^\w -]", "", one).lower().replace(" ", "-") for one in headings}
    for target in re.findall(r"\]\(([^)]+)\)", TEXTS[name]):
        path, _, anchor = target.partition("#")
        assert ((ROOT / name).parent / path).exists() if path else anchor in anchors, target


@pytest.fixture(scope="module")
def hour(tmp_path_factory):
    """A folder like a fresh clone, in which the README's commands run one after another."""
    folder = tmp_path_factory.mktemp("hour")
    copy_shipped(folder / "scenarios")
    return folder


def each():
    """The commands as parameters; those that take long are slow tests."""
    for line in COMMANDS:
        if line.startswith("python run.py"):
            yield pytest.param(line, marks=pytest.mark.slow if LONG & set(line.split()) else ())


@pytest.mark.parametrize("command", list(each()))
def test_commands_of_the_readme_run_as_written(command, hour):
    arguments = shlex.split(command)[2:]
    result = call(
        *arguments,
        *(
            ["-n", 20]
            if arguments[0] in SMALL
            else ["-n", 100]
            if arguments[0] == "backtest"
            else []
        ),
        cwd=hour,
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout


def test_the_readme_shows_the_scenario_it_ships():
    shown = re.search(r"```yaml\n(.*?)```", README, re.S)[1]
    assert shown == (ROOT / "scenarios" / "airpower_drawdown.yaml").read_text()


@pytest.mark.slow
def test_the_readme_shows_real_output(tmp_path):
    """The output printed in the README is what the first command prints, the machine's rounding
    apart."""
    shown = re.search(r"The first command above prints:\n\n```\n(.*?)```", README, re.S)[1]
    result = call("compare", "spring_2016", "airpower_drawdown", "-q", "-o", tmp_path)
    words = [re.sub(r"[\d,.+−]+", "0", text).split() for text in (shown, result.stdout)]
    assert words[0][:60] == words[1][:60]
    ends = [
        [int(x) for x in re.search(r"The war goes on +(\d+) +(\d+)", text).groups()]
        for text in (shown, result.stdout)
    ]
    assert all(abs(a - b) <= 5 for a, b in zip(*ends, strict=True))
    _pictures_are_of(next(tmp_path.glob("compare_*/report.html")).read_text(encoding="utf-8"))


def _pictures_are_of(page):
    """The README's pictures show what this page does, the machine's rounding apart; python
    tests/pictures.py makes them."""
    shown, now = (
        json.loads((pictures.HOME / "words.json").read_text(encoding="utf-8")),
        pictures.words(page),
    )
    for name in pictures.PARTS:
        assert (
            f"(tests/pictures/{name}.png)" in README
            and (pictures.HOME / f"{name}.png").stat().st_size > 10_000
        )
        words = [re.sub(r"[\d,.+−]+", "0", text[name]) for text in (shown, now)]
        assert words[0] == words[1], "python tests/pictures.py makes the pictures again"
        numbers = [
            [float(x) for x in re.findall(r"\d+\.?\d*", text[name].replace(",", ""))]
            for text in (shown, now)
        ]
        assert numbers[0] == pytest.approx(numbers[1], rel=0.05, abs=5)
