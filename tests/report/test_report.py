"""The report: whole, small, offline, true to the numbers, and readable whatever the labels hold."""

import io
import json
import re
import shlex
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import numpy as np
import pytest
import yaml
from rich.console import Console
from typer.testing import CliRunner

from simulator.analysis.compare import FEWEST
from simulator.analysis.experiments import (
    Listener,
    compare_study,
    open_study,
    run_study,
    sweep_study,
)
from simulator.analysis.requests import RunOptions
from simulator.analysis.sweep import significant_rows
from simulator.cli import app
from simulator.model.index import Index
from simulator.model.metrics.families import for_conflict
from simulator.report import blocks, colours, figures, html, terminal
from simulator.report.figures.parts import letters
from simulator.report.html import contents, explore
from simulator.report.html.contents import medoid_world
from simulator.scenario import read

NASTY = "<script>alert('x')</script> \"quoted\" & مرحبا 🕊"
LONG = ("a label that never ends " * 13)[:300]
SHORT = ["weeks=30"]
VOID = {"meta", "link", "br", "img", "hr", "input"}


class Outline(HTMLParser):
    """What a page is made of: scripts, addresses, ids, pictures without words, tags left open,
    text."""

    def __init__(self, text):
        super().__init__()
        self.scripts, self.addresses, self.ids, self.mute, self.open, self.text = (
            0,
            [],
            set(),
            [],
            [],
            [],
        )
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        self.scripts += tag == "script"
        self.ids.add(known.get("id"))
        self.addresses += [
            known[name] for name in ("src", "href", "srcset", "action", "data") if known.get(name)
        ]
        assert not [name for name in known if name.startswith("on")], known
        if tag == "svg" and known.get("role") == "img" and not known.get("aria-label"):
            self.mute.append(known)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("style", "script"):
            self.text.append(data)


def order(out, **more):
    return RunOptions(
        **{
            "worlds": 120,
            "jobs": 1,
            "out": out,
            "command": ("compare", "spring_2016", "full_withdrawal"),
            **more,
        }
    )


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="module")
def study(out):
    return compare_study(
        "spring_2016", ["full_withdrawal"], SHORT, [], order(out, rules=("nash",)), Listener()
    )


@pytest.fixture(scope="module")
def page(study):
    return html.page(study)


def text_of(page):
    return " ".join(" ".join(Outline(page).text).split())


# -------------------------------------------------------------------------------------------------
# the page as a file
def test_it_is_whole_small_and_asks_for_nothing(page):
    outline = Outline(page)
    assert not outline.open and not outline.scripts and len(page.encode()) < 2_000_000
    assert all(address.startswith("#") for address in outline.addresses)
    assert not re.search(
        r"@import|url\(|https?://(?!www\.w3\.org)",
        re.sub(r"<dl class=\"sources\">.*?</dl>", "", page, flags=re.S),
    )


def test_every_part_is_there(page):
    parts = {
        "answer",
        "changes",
        "outcomes",
        "flows",
        "cumulative_incidence",
        "blockers",
        "terms",
        "agreement",
        "map",
        "courses",
        "world",
        "inputs",
    }
    assert parts | {"sensitivity", "assumed", "again"} <= Outline(page).ids


def test_links_of_the_contents_lead_somewhere(page):
    outline = Outline(page)
    assert {address[1:] for address in outline.addresses} <= outline.ids


def test_every_picture_is_told_in_words(page):
    assert not Outline(page).mute
    assert page.count('role="img"') > 60


def test_the_same_study_gives_the_same_page(study, page):
    assert html.page(open_study(study.folder)) == page


def test_numbers_are_those_of_the_json(study, page):
    told, text = json.loads((study.folder / "compare.json").read_text()), text_of(page)
    for kind in study.scenarios[0].form.outcomes:
        before, after = (
            round(told["scenarios"][one.id]["outcomes"][kind.id]["share"] * 120)
            for one in study.scenarios
        )
        assert f"{before:,} → {after:,}" in text
    killed = told["differences"]["full_withdrawal"]["metrics"]["civilians_killed"]["change"]
    assert f"{abs(killed):.1f}" in text


def test_the_answer_says_what_changed_how_sure_who_blocked_what_was_assumed(page):
    text = text_of(page)
    for heading in (
        "What changed",
        "How sure",
        "No meaningful change",
        "Who blocked",
        "What was assumed",
    ):
        assert heading in text
    assert "refuses" in text and "Beyond the record" in text


def test_the_first_box_has_at_most_80_words(page):
    box = re.search(r'<section id="answer".*?</section>', page, re.S)[0]
    assert 30 < len(re.sub(r"<[^>]+>", " ", box).split()) <= 80


def test_letters_on_colours_have_contrast():
    shades = [*colours.ACTORS, *colours.OUTCOMES, colours.REST]
    contrasts = []
    for shade in shades:
        pair = [luminance(shade), luminance(colours.ink(shade))]
        contrasts.append((max(pair) + 0.05) / (min(pair) + 0.05))
    assert min(contrasts) >= 4.5


def luminance(shade):
    """Relative luminance of a colour, WCAG 2."""
    parts = [int(shade[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
    return sum(weight * x for weight, x in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_the_world_is_folded_behind_a_paragraph(page):
    section = re.search(r'<section id="world".*?</section>', page, re.S)[0]
    assert section.index("At the end: ") < section.index("<details>") < section.index("<table")


def test_every_column_has_a_heading(page):
    assert "<th></th>" not in page and '<th scope="col"></th>' not in page


def test_what_is_assumed_is_listed_with_grades_and_sources(study, page):
    text, base = text_of(page), study.scenarios[0]
    assert all(
        path in text or name in text for path, name in base.lever_of.items() if path in base.factors
    )
    assert all(path in text for path in base.factors if path not in base.lever_of)
    assert f"All {sum(n.value == n.value for n in base.parameters.values())} parameters" in text


def test_inputs_that_differ_have_their_sources(study):
    ((one, rows),) = contents.inputs(study)
    assert one.id == "full_withdrawal" and rows and all(row["after"] for row in rows)
    assert any("article" in row["source"] or "judgement" in row["source"] for row in rows)


def heads(study):
    """Heads of the columns of the table by bargaining rule."""
    (made,) = (one for one in contents.by_rule(study) if isinstance(one, blocks.Table))
    return [column.head for column in made.columns]


def test_outcomes_by_rule_and_by_exponent(study, page):
    assert heads(study) == ["package", "nash", "verdict"]
    exponent = contents.by_exponent(study)
    worlds = exponent.rows[0][1:]
    assert len(exponent.columns) == 3 and sum(map(int, worlds)) == 120
    assert "How loss grows" in page


def test_each_rule_of_two_has_a_column_beside_their_own(tmp_path, out):
    rival = scenario(tmp_path, "rival", talks={"rule": "nash"})
    study = compare_study(
        "spring_2016",
        [rival],
        ["weeks=12"],
        [],
        order(out, worlds=40, rules=("package", "nash")),
        Listener(),
    )
    assert heads(study) == ["each its own", "package", "nash", "verdict"]
    assert html.page(study).count("each its own") == 1


def test_a_world_is_told_to_its_end(page):
    assert re.search(r"At the end: [a-z]", page)


def test_the_world_told_is_that_of_its_command(out):
    study = compare_study(
        "spring_2016",
        ["spring_2016"],
        ["weeks=20"],
        ["war.rate=0.3"],
        order(out, seed=5, reps=3),
        Listener(),
    )
    told = unescape(re.search(r"<code>python run.py story (.*?)</code>", html.page(study))[1])
    shown = CliRunner().invoke(app, ["story", *shlex.split(told)], env={"COLUMNS": "300"}).stdout
    world = medoid_world(study)
    assert f"World {world['world']} of" in shown and f"At the end: {world['ending']}." in shown
    story = world["story"]
    told = [*story.points, *(pair for _, paragraphs in story.course for pair in paragraphs)]
    assert all(" ".join(text.split()) in " ".join(shown.split()) for _, text in told)


# -------------------------------------------------------------------------------------------------
# what may be missing
def test_a_scenario_alone_has_a_page_without_changes(out):
    study = run_study(["libya_2019"], ["weeks=20"], order(out), Listener())
    outline = Outline(html.page(study))
    assert (
        "changes" not in outline.ids
        and {"outcomes", "map", "world"} <= outline.ids
        and not outline.open
    )


def test_scenarios_run_together_may_last_and_start_otherwise(tmp_path, out):
    names = [
        scenario(tmp_path, "longer", weeks=30),
        scenario(tmp_path, "shorter", weeks=8),
        "libya_2019",
    ]
    page = html.page(run_study(names, [], order(out, worlds=20), Listener()))
    text = text_of(page)
    assert (
        text.count("14 March 2016, start") == 2
        and "9 May 2016" in text
        and "start on different dates" in text
    )
    assert re.search("<h1>(.*)</h1>", page)[1].startswith("longer; shorter; ")


def test_more_scenarios_than_two(out):
    study = compare_study(
        "spring_2016",
        ["full_withdrawal", "escalation", "joint_pressure"],
        ["weeks=12"],
        [],
        order(out),
        Listener(),
    )
    text = text_of(html.page(study))
    assert all(one.form.title in text for one in study.scenarios)


@pytest.mark.parametrize(
    "vary", [["russia.aircraft=0:36:3"], ["russia.aircraft=0,36", "iran.offset=0,80%"]]
)
def test_a_sweep_has_a_page(out, vary):
    outline = Outline(
        html.page(sweep_study("airpower_drawdown", vary, ["weeks=30"], order(out), Listener()))
    )
    assert {"along", "assumed", "again"} <= outline.ids and not outline.open and not outline.mute


def test_a_sweep_in_which_a_class_moves_draws_it(tmp_path, out):
    split = [
        {"id": "yields", "label": "It yields", "when": "major_concession"},
        {"id": "rest", "label": "The rest", "when": True},
    ]
    study = sweep_study(
        scenario(tmp_path, "yielding", outcomes=split),
        ["regime.morale=10%,90%"],
        ["weeks=60"],
        order(out),
        Listener(),
    )
    assert ("outcomes", "yields") in significant_rows(study.cells)
    assert "It yields, of 120 worlds" in text_of(html.page(study))


@pytest.mark.parametrize("worlds", [1, 5])
def test_one_world_and_one_draw_have_a_page(out, worlds):
    study = compare_study(
        "spring_2016", ["full_withdrawal"], SHORT, [], order(out, worlds=worlds), Listener()
    )
    assert f"of {worlds} worlds" in text_of(html.page(study))


def test_a_scenario_against_itself_moves_nothing(out):
    text = text_of(
        html.page(
            compare_study("spring_2016", ["spring_2016"], ["weeks=12"], [], order(out), Listener())
        )
    )
    assert (
        "have the same outcome under both; 0 do not" in text
        and "No metric changes significantly" in text
    )


# -------------------------------------------------------------------------------------------------
# labels and shapes
def scenario(folder, name, **parts):
    """A scenario of its own, on spring_2016."""
    path = folder / f"{name}.yaml"
    path.write_text(
        yaml.safe_dump(
            {"scenario": name, "title": name, "extends": "spring_2016", **parts}, allow_unicode=True
        )
    )
    return str(path)


def kinds(count, label):
    """So many outcomes, by how much land the government holds."""
    tests = [f"government_area < {30 + 3 * k}" for k in range(count - 1)]
    return [
        {"id": f"kind_{k}", "label": f"{k} {label}", "when": test}
        for k, test in enumerate([*tests, True])
    ]


@pytest.mark.parametrize("label", [NASTY, LONG])
@pytest.mark.parametrize("count", [2, 12])
def test_any_label_is_text_and_two_classes_or_twelve_are_drawn(tmp_path, out, label, count):
    parts = {
        "title": label, "question": label, "outcomes": kinds(count, label),
        "holders": {"isis": {"label": label}},
        "parties": {"iran": {"label": label}}, "regions": {"aleppo": {"label": label}},
        "issues": {"presidency": {"label": label, "anchors": {0: label, 100: label}}},    }  # fmt: skip
    first = scenario(tmp_path, "first", **parts)
    second = scenario(
        tmp_path, "second", **{**parts, "extends": "first"}, levers={"russia.aircraft": 4}
    )
    page = html.page(compare_study(first, [second], ["weeks=30"], [], order(out), Listener()))
    outline = Outline(page)
    assert not outline.scripts and not outline.open and not outline.mute
    assert label.strip() in " ".join("".join(outline.text).split()) and ("<script" not in page)
    assert len(set(colours.outcome_colours(opened_form(first)).values())) == count


def renamed(part, old, new):
    """A part of a scenario with one id changed wherever it stands."""
    if isinstance(part, dict):
        return {renamed(key, old, new): renamed(value, old, new) for key, value in part.items()}
    return (
        [renamed(one, old, new) for one in part]
        if isinstance(part, list)
        else new
        if part == old
        else part
    )


def test_scenarios_may_differ_in_their_issues(tmp_path, out):
    raw = yaml.safe_load(read("spring_2016").as_yaml()) | {"draws": None, "weeks": 60}
    for name, issue in (("first", "elections"), ("second", "army")):
        made = renamed(raw, "elections", issue) | {"scenario": name}
        (tmp_path / f"{name}.yaml").write_text(
            yaml.safe_dump(made, allow_unicode=True, sort_keys=False)
        )
    willing = [
        "deal.price=0.5",
        "acceptance.red_line=0",
        "acceptance.sharpness=2",
        "talks.quorum=0.05",
        "talks.minimum=0",
    ]
    paths = [str(tmp_path / f"{name}.yaml") for name in ("first", "second")]
    study = compare_study(paths[0], paths[1:], willing, [], order(out, worlds=200), Listener())
    assert (
        min(found.metrics["package_signed"].value for found in study.summaries.values()) * 200
        >= FEWEST
    )
    text = Console(file=io.StringIO(), width=120)
    terminal.show(text, study)
    assert "Terms signed" in text.file.getvalue()
    drawn = html.page(study)
    assert drawn.count("elections, terms signed from 0 to 100") == 2 and not Outline(drawn).open


def opened_form(path):
    return read(path).form


def test_one_party_more_is_drawn_with_a_colour_and_letter_of_its_own(out):
    study = run_study(["three_more_signers"], ["weeks=20"], order(out), Listener())
    form = study.scenarios[0].form
    parties, holders = colours.actor_colours(form)
    assert (
        len(set(parties.values())) == len(form.parties) == len(set(letters(form.parties).values()))
    )
    assert all(
        holders[name] == parties[one.party] for name, one in form.holders.items() if one.party
    )
    assert not Outline(html.page(study)).open


def test_a_conflict_without_regions_says_that_it_has_no_map(study):
    base = study.scenarios[0]
    bare = replace(base, form=base.form.model_copy(update={"regions": {}}))
    request = type(study.request)(
        **{**vars(study.request), "scenarios": [bare, *study.request.scenarios[1:]]}
    )
    assert "no regions" in figures.FIGURES["map"](
        type(study)(**{**vars(study), "request": request})
    )


def test_regions_without_places_stand_in_rows_and_none_upon_another(study):
    form = study.scenarios[0].form
    places = {
        name: place.model_copy(update={"tile": None} if k % 2 else {})
        for k, (name, place) in enumerate(form.regions.items())
    }
    found = figures.places.tile_positions(form.model_copy(update={"regions": places}))
    assert len(set(found.values())) == len(form.regions)


def test_shipped_regions_have_places_and_none_upon_another(study):
    tiles = [place.tile for place in study.scenarios[0].form.regions.values()]
    assert None not in tiles and len(set(tiles)) == len(tiles)


def test_flows_add_up_to_all_worlds(study):
    shown = figures.FIGURES["flows"](study)
    stay, rest = (
        int(text.replace(",", ""))
        for text in re.search(
            r"([\d,]+) of 120 worlds</b> have the same outcome under both; ([\d,]+) do", shown
        ).groups()
    )
    assert stay + rest == 120
    significant_rows = np.sum(
        study.block_results[0].worlds["outcome"] != study.block_results[1].worlds["outcome"]
    )
    assert rest == significant_rows


# -------------------------------------------------------------------------------------------------
# charts that answer
def test_the_interactive_page_holds_one_bundle_and_fetches_nothing(study):
    page = html.page(study, interactive=True)
    outline = Outline(page)
    assert outline.scripts == 2 and len(page.encode()) < 4_000_000 and "explore" in outline.ids
    assert all(address.startswith("#") for address in outline.addresses)


def test_labels_cannot_end_the_script(tmp_path, out):
    first = scenario(tmp_path, "first", title=NASTY, outcomes=kinds(3, "</script><b>"))
    page = html.page(run_study([first], ["weeks=12"], order(out), Listener()), interactive=True)
    assert Outline(page).scripts == 2 and "</script><b>" not in page


def test_scenarios_of_one_title_have_courses_of_their_own(out):
    study = compare_study(
        "spring_2016",
        ["spring_2016"],
        ["weeks=12"],
        ["war.rate=0.3"],
        order(out, worlds=20),
        Listener(),
    )
    rows = list(explore._weeks(study, ["area.regime"], for_conflict(Index(study.scenarios[0]))))
    titles = {row["scenario"] for row in rows}
    assert len(titles) == 2 and all(study.scenarios[0].form.title in title for title in titles)
